"""Two partners → every exchange's verdict, with what would mend it and what the answer rests on."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .declarations import term
from .friction import edit, folded_ways
from .meetings import Between, Meeting, meetings
from .mending import nearest_miss
from .negotiation import Offer
from .partners import Partner
from .profiles import pointer
from .report import Chosen, Comparison, ExchangeResult, Finding, NearestMiss, Outcome, Verdict, Via, worst
from .roots import rooted
from .standards import Standards


def compare(a: Partner, b: Partner, standards: Standards, date: datetime.date | None = None) -> Comparison:
    """Every exchange that `a` or `b` declares, judged on `date` (default: today).

    >>> standards = load_standards()
    >>> partners, findings = load_partners(["profiles/"], standards)
    >>> compare(partners["QVA"], partners["QNR"], standards).verdict
    <Verdict.BLOCKED: 'blocked'>
    """
    between = Between(a, b, standards, date or datetime.date.today())
    found = list(meetings(between))
    shared = [meeting for meeting in found if isinstance(meeting, Meeting)]
    results = [_result(meeting) for meeting in _both_directions(list(rooted(shared, between)))]
    lacking = tuple(p.code for p in (a, b) if p.incomplete or any(p.code in each.incomplete for each in results))
    verdicts = [result.verdict for result in results if result.verdict is not Verdict.NOT_SHARED]
    return Comparison(
        a=a.code,
        b=b.code,
        verdict=worst([*verdicts, Verdict.UNKNOWN] if lacking else verdicts),
        exchanges=tuple(sorted(results, key=_order)),
        assumptions=tuple(sorted({*_networks(shared), *_not_yet(between)})),
        questions=tuple(question for question in found if isinstance(question, Finding)),
        incomplete=lacking,
    )


def _order(result: ExchangeResult) -> tuple[Any, ...]:
    return result.kind, result.id, result.name, result.direction or ""


def _both_directions(meetings: Sequence[Meeting]) -> Iterator[Meeting]:
    """A rule that is broken in both directions of an exchange is one finding, with both as detail."""
    found: dict[tuple[str, ...], list[Finding]] = {}
    for meeting in meetings:
        for finding in meeting.findings:
            if finding.direction and finding.outcome is Outcome.BROKEN:
                found.setdefault((meeting.name, finding.rule), []).append(finding)
    folded = {key: folded_ways(ways) for key, ways in found.items() if len({f.direction for f in ways}) > 1}
    for meeting in meetings:
        ways = [folded.get((meeting.name, f.rule), f) if f.direction and f.counts else f for f in meeting.findings]
        yield meeting._replace(findings=tuple({finding.fingerprint: finding for finding in ways}.values()))


# ── one exchange ─────────────────────────────────────────────────────────────────────────────────────────


def _result(meeting: Meeting) -> ExchangeResult:
    chosen = meeting.negotiated.chosen if meeting.negotiated else None
    exchange = meeting.exchange
    swapped = meeting.sides.swapped
    known = {rule.id for rule in exchange.rules}
    asked = chosen.asked if chosen else ()
    newer = sum(f.rule.startswith(f"{exchange.kind}/{exchange.id}/") and f.rule not in known for f in meeting.findings)
    brought = (_chosen(chosen.a), _chosen(chosen.b)) if chosen else None
    return ExchangeResult(
        kind=exchange.kind,
        id=exchange.id,
        name=meeting.name,
        title=exchange.title,
        direction=meeting.sides.direction,
        verdict=meeting.verdict,
        answered=(sum(not each.unanswered for each in asked), len(asked) + newer),
        chosen=(brought[1], brought[0]) if brought and swapped else brought,
        agreed=dict(sorted(chosen.agreed.items())) if chosen else {},
        findings=meeting.findings,
        because_of=meeting.because_of,
        roots=meeting.roots,
        nearest_miss=_nearest_miss(meeting),
        via=_via(meeting),
        incomplete=meeting.incomplete,
        alike=meeting.alike.value if meeting.alike else None,
        asked=frozenset(each.rule.id for each in asked),
    )


def _chosen(offer: Offer) -> Chosen:
    return Chosen(offer.document.path, pointer(offer.steps), offer.document.system or "", offer.id)


def _via(meeting: Meeting) -> Via | None:
    if meeting.via is None:
        return None
    for party in (meeting.one, meeting.other):
        for offer in party.said.offers:
            if party.source == meeting.via:
                return Via("sponsor", meeting.via, offer.document.path)
    return None


def _nearest_miss(meeting: Meeting) -> NearestMiss | None:
    negotiated = meeting.negotiated
    if negotiated is None or negotiated.verdict is not Verdict.BLOCKED:
        return None
    one, other = meeting.one, meeting.other
    first = one.code < other.code
    changes = nearest_miss(meeting.exchange, one.said.offers, other.said.offers, negotiated, a_first=first)
    return NearestMiss(tuple(map(edit, changes)))


# ── what the answer rests on ─────────────────────────────────────────────────────────────────────────────


def _networks(meetings: Iterable[Meeting]) -> Iterator[str]:
    for meeting in meetings:
        chosen = meeting.negotiated.chosen if meeting.negotiated else None
        if chosen and (chosen.a.network is None) != (chosen.b.network is None):
            silent = meeting.one if chosen.a.network is None else meeting.other
            network = chosen.a.network or chosen.b.network
            yield f"{meeting.name}: {silent.code} names no network; taken to be on {network}"


def _not_yet(between: Between) -> Iterator[str]:
    for code, said in between.declared.items():
        for (_, _, name), sides in said.items():
            for offer in (offer for side in sides.values() for offer in side.later):
                why = _counting(offer, between.date.isoformat())
                yield f"{name}: {code}'s offer {offer.id or offer.rank + 1} {why}"


def _counting(offer: Offer, day: str) -> str:
    start, end = term(offer, "from"), term(offer, "until")
    if start and start > day:
        return f"does not count before {start}"
    if end and end < day:
        return f"has not counted since {end}"
    return "is planned, with no date from which it counts"
