"""Two partners → every exchange's verdict: who declares what, what rides on what, and what would mend it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .friction import Sides, edit, findings_of, folded_ways, said_only
from .mending import Place as OfferPlace
from .mending import nearest_miss
from .negotiation import Negotiated, Offer, negotiate
from .partners import Declared, Key, Partner, Said, declared, term
from .relations import Context, Who
from .report import (
    Chosen,
    Comparison,
    ExchangeResult,
    Finding,
    NearestMiss,
    Outcome,
    Severity,
    Verdict,
    Via,
    worst,
)
from .standards import Exchange, Kind, Mode, Negotiation, Side, Standards

NOTHING_SAID = Said()


def compare(a: Partner, b: Partner, standards: Standards, date: datetime.date | None = None) -> Comparison:
    """Every exchange that `a` or `b` declares, judged on `date` (default: today).

    >>> standards = load_standards()
    >>> partners, findings = load_partners(["profiles/"], standards)
    >>> compare(partners["QVA"], partners["QNR"], standards).verdict
    <Verdict.BLOCKED: 'blocked'>
    """
    return _Comparing(a, b, standards, date or datetime.date.today()).result()


class _Party(NamedTuple):
    """A partner, and what it says of one side of one exchange."""

    partner: Partner
    said: Said

    @property
    def code(self) -> str:
        return self.partner.code

    @property
    def source(self) -> str:
        """Whose words these are: its own, or those of the sponsor that it rides on."""
        return self.said.via or self.code


class _Meeting(NamedTuple):
    """One exchange, in one direction: the two parties (in a flow the provider first) and what it comes to."""

    exchange: Exchange
    name: str
    sides: Sides
    one: _Party
    other: _Party
    verdict: Verdict
    negotiated: Negotiated | None = None
    findings: tuple[Finding, ...] = ()
    via: str | None = None
    incomplete: tuple[str, ...] = ()
    because_of: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.exchange.kind, self.exchange.id

    def networks(self) -> Mapping[str, str]:
        """By partner, the network that the chosen offers ride on, where one of them names it."""
        chosen = self.negotiated.chosen if self.negotiated else None
        if chosen is None:
            return {}
        named = {self.one.code: chosen.a.network or chosen.b.network}
        named[self.other.code] = chosen.b.network or chosen.a.network
        return {code: network for code, network in named.items() if network is not None}


class _Comparing:
    """One comparison: what both partners declare, and the context that their offers are judged in."""

    def __init__(self, a: Partner, b: Partner, standards: Standards, date: datetime.date) -> None:
        self.a, self.b = a, b
        self.standards, self.date = standards, date
        # Judged in one order, whichever is asked for, so that both reports are mirror images.
        self.first, self.second = sorted((a, b), key=lambda partner: partner.code)
        self.declared: dict[str, Declared] = {p.code: declared(p, standards, date) for p in (a, b)}

    def result(self) -> Comparison:
        meetings = [meeting for key in self._keys() for meeting in self._meetings(key)]
        shared = [meeting for meeting in meetings if not isinstance(meeting, Finding)]
        questions = tuple(meeting for meeting in meetings if isinstance(meeting, Finding))
        results = tuple(self._result(meeting) for meeting in _both_directions(list(self._rooted(shared))))
        lacking = tuple(p.code for p in (self.a, self.b) if any(each.incomplete for each in p.lineage))
        verdicts = [result.verdict for result in results if result.verdict is not Verdict.NOT_SHARED]
        return Comparison(
            a=self.a.code,
            b=self.b.code,
            verdict=worst([*verdicts, Verdict.UNKNOWN] if lacking else verdicts),
            exchanges=tuple(sorted(results, key=_order)),
            assumptions=tuple(sorted({*self._networks(shared), *self._not_yet()})),
            questions=questions,
            incomplete=lacking,
        )

    # ── who says what ────────────────────────────────────────────────────────────────────────────────────

    def _keys(self) -> list[Key]:
        return sorted({key for said in self.declared.values() for key in said})

    def _said(self, partner: Partner, key: Key, side: Side) -> Said:
        return self.declared[partner.code].get(key, {}).get(side, NOTHING_SAID)

    def _meetings(self, key: Key) -> Iterator[_Meeting | Finding]:
        exchange, newest = self._exchange(key)
        peers = ((self.first, self.second, None),)
        flows = ((self.a, self.b, "A->B"), (self.b, self.a, "B->A"))
        one_side, other_side = exchange.sides
        for one, other, direction in peers if exchange.mode is Mode.PEER else flows:
            parties = (
                _Party(one, self._said(one, key, one_side)),
                _Party(other, self._said(other, key, other_side)),
            )
            swapped = one.code == self.b.code
            sides = Sides(one.code, other.code, exchange.id, key[2], exchange.title, direction, swapped)
            yield from self._meet(exchange, newest, sides, *parties)

    def _exchange(self, key: Key) -> tuple[Exchange, Exchange]:
        """The exchange by the oldest version of its kind that a document at hand names, and by the newest."""
        said = [said for code in self.declared for said in self.declared[code].get(key, {}).values()]
        used = {offer.kind.ordinal: offer.kind for each in said for offer in (*each.offers, *each.later)}
        kinds: list[Kind] = [used[ordinal] for ordinal in sorted(used)]
        kinds = kinds or [k for k in self.standards.kinds[key[0]] if key[1] in k.exchanges]
        return kinds[0].exchanges[key[1]], kinds[-1].exchanges[key[1]]

    def _meet(
        self, exchange: Exchange, newest: Exchange, sides: Sides, one: _Party, other: _Party
    ) -> Iterator[_Meeting | Finding]:
        lacking = tuple(party.code for party in (one, other) if _lacks(party, exchange))
        meeting = _Meeting(exchange, sides.name, sides, one, other, Verdict.NOT_SHARED, incomplete=lacking)
        answers = {one.said.answer, other.said.answer}
        if answers == {"offers"} and exchange.sponsored and one.source == other.source:
            yield self._lowered(meeting._replace(verdict=Verdict.CLEAR, via=one.source))
        elif answers == {"offers"}:
            yield self._lowered(self._negotiated(meeting, newest))
        elif "offers" in answers:
            yield self._lowered(_one_sided(meeting))
        elif "unknown" in answers:
            yield from _unknown_answers(meeting, Severity.INFO)

    def _lowered(self, meeting: _Meeting) -> _Meeting:
        """At best unknown, where a document that could not be used might say more."""
        if not meeting.incomplete:
            return meeting
        verdicts = [meeting.verdict, Verdict.UNKNOWN]
        return meeting._replace(verdict=worst(v for v in verdicts if v is not Verdict.NOT_SHARED))

    # ── what they come to ────────────────────────────────────────────────────────────────────────────────

    def _context(self, one: Partner, other: Partner) -> Context:
        one_who, other_who = (Who(partner.code, partner.memberships) for partner in (one, other))
        return Context(self.date, self.standards.catalogue, one_who, other_who, one.known | other.known)

    def _judged(self, meeting: _Meeting, one: Sequence[Offer], other: Sequence[Offer]) -> Negotiated:
        partners = meeting.one.partner, meeting.other.partner
        first = partners[0].code < partners[1].code
        return negotiate(meeting.exchange, one, other, self._context(*partners), a_first=first)

    def _negotiated(self, meeting: _Meeting, newest: Exchange) -> _Meeting:
        negotiated = self._judged(meeting, meeting.one.said.offers, meeting.other.said.offers)
        findings = [*findings_of(negotiated.pairs, meeting.sides), *_newer(meeting, newest)]
        if meeting.exchange.negotiation is Negotiation.EVERY:
            findings += _unknown_answers(meeting, meeting.exchange.ceiling)
        open_ = any(f.outcome is Outcome.UNKNOWN and f.severity is Severity.BLOCKER for f in findings)
        verdict = worst([negotiated.verdict, Verdict.UNKNOWN]) if open_ else negotiated.verdict
        via = next((party.said.via for party in (meeting.one, meeting.other) if party.said.via), None)
        return meeting._replace(verdict=verdict, negotiated=negotiated, findings=tuple(findings), via=via)

    def _nearest_miss(self, meeting: _Meeting) -> NearestMiss | None:
        negotiated = meeting.negotiated
        if negotiated is None or negotiated.verdict is not Verdict.BLOCKED:
            return None
        one, other = meeting.one, meeting.other
        changes = nearest_miss(
            meeting.exchange,
            one.said.offers,
            other.said.offers,
            negotiated,
            self._context(one.partner, other.partner),
            self._allowed,
            a_first=one.code < other.code,
        )
        return NearestMiss(tuple(map(edit, changes)))

    def _allowed(self, offers: Mapping[OfferPlace, Offer]) -> bool:
        """Whether the documents still conform with these offers in the place of their own."""
        documents: dict[str, tuple[Kind, Any]] = {}
        for offer in offers.values():
            kind, value = documents.get(offer.document.path, (offer.kind, offer.document.value))
            documents[offer.document.path] = kind, _with(value, offer.steps, offer.value)
        own = all(self.standards.offer.holds(o.value) for o in offers.values() if isinstance(o.value, dict))
        return own and all(kind.schema.holds(kind.view(value)) for kind, value in documents.values())

    # ── what rides on what ───────────────────────────────────────────────────────────────────────────────

    def _rooted(self, meetings: Sequence[_Meeting]) -> Iterator[_Meeting]:
        """Every meeting, blocked where one that it rides on is; verdicts are all found before."""
        by_key: dict[tuple[str, str], list[_Meeting]] = {}
        for meeting in meetings:
            by_key.setdefault(meeting.key, []).append(meeting)
        for meeting in meetings:
            if meeting.verdict is Verdict.NOT_SHARED:
                yield meeting
                continue
            blocking, open_, findings = [], [], list(meeting.findings)
            for root in self._ancestors(meeting.key):
                verdict, caused = self._root_verdict(meeting, by_key.get(root, []))
                if verdict is Verdict.BLOCKED:
                    blocking.append("/".join(root))
                    known = {finding.fingerprint for finding in findings}
                    findings += [finding for finding in caused if finding.fingerprint not in known]
                elif verdict in (Verdict.UNKNOWN, Verdict.NOT_SHARED):
                    open_.append("/".join(root))
            verdict = Verdict.BLOCKED if blocking else meeting.verdict
            yield meeting._replace(
                verdict=verdict,
                because_of=tuple(blocking),
                roots=tuple(open_),
                findings=tuple(findings),
            )

    def _ancestors(self, key: tuple[str, str]) -> list[tuple[str, str]]:
        """The exchanges that one rides on, and those that they ride on, whatever is declared between."""
        found: dict[tuple[str, str], None] = {}
        waiting = [key]
        while waiting:
            kind_name, id_ = waiting.pop()
            for kind in self.standards.kinds.get(kind_name, ()):
                exchange = kind.exchanges.get(id_)
                for root in exchange.depends if exchange else ():
                    if root not in found:
                        found[root] = None
                        waiting.append(root)
        return sorted(found)

    def _root_verdict(self, meeting: _Meeting, roots: Sequence[_Meeting]) -> tuple[Verdict, list[Finding]]:
        """What a root comes to for `meeting`: among the offers of its network, and in its direction.

        A keyed root blocks where all its names do; a flow root blocks a peer in either direction. The findings
        are those that only this network brings to light.
        """
        direction = meeting.sides.direction
        names: dict[str, list[tuple[Verdict, list[Finding]]]] = {}
        for root in roots:
            if direction is None or root.sides.direction in (None, direction):
                names.setdefault(root.name, []).append(self._again(meeting, root))
        found = {name: (worst(v for v, _ in each), each) for name, each in names.items()}
        shared = [each for each in found.values() if each[0] is not Verdict.NOT_SHARED]
        if shared and all(verdict is Verdict.BLOCKED for verdict, _ in shared):
            return Verdict.BLOCKED, [f for _, each in shared for _, findings in each for f in findings]
        lesser = [verdict for verdict, _ in shared if verdict is not Verdict.BLOCKED]
        return (worst(lesser) if lesser else Verdict.NOT_SHARED), []

    def _again(self, meeting: _Meeting, root: _Meeting) -> tuple[Verdict, list[Finding]]:
        networks = meeting.networks()
        if root.negotiated is None or not networks:
            return root.verdict, []
        one, other = (
            [o for o in party.said.offers if o.network is None or o.network == networks.get(party.code, o.network)]
            for party in (root.one, root.other)
        )
        if (len(one), len(other)) == (len(root.one.said.offers), len(root.other.said.offers)):
            return root.verdict, []
        if not one or not other:
            return Verdict.NOT_SHARED, []
        negotiated = self._judged(root, one, other)
        return negotiated.verdict, [f for f in findings_of(negotiated.pairs, root.sides) if f.counts]

    # ── what the report says of it ───────────────────────────────────────────────────────────────────────

    def _result(self, meeting: _Meeting) -> ExchangeResult:
        chosen = meeting.negotiated.chosen if meeting.negotiated else None
        exchange = meeting.exchange
        swapped = meeting.sides.swapped
        known = {rule.id for rule in exchange.rules}
        asked = chosen.asked if chosen else ()
        newer = sum(
            f.rule.startswith(f"{exchange.kind}/{exchange.id}/") and f.rule not in known for f in meeting.findings
        )
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
            nearest_miss=self._nearest_miss(meeting),
            via=_via(meeting),
            incomplete=meeting.incomplete,
        )

    def _networks(self, meetings: Iterable[_Meeting]) -> Iterator[str]:
        for meeting in meetings:
            chosen = meeting.negotiated.chosen if meeting.negotiated else None
            if chosen and (chosen.a.network is None) != (chosen.b.network is None):
                silent = meeting.one if chosen.a.network is None else meeting.other
                network = chosen.a.network or chosen.b.network
                yield f"{meeting.name}: {silent.code} names no network; taken to be on {network}"

    def _not_yet(self) -> Iterator[str]:
        for code, said in self.declared.items():
            for (_, _, name), sides in said.items():
                for offer in (offer for side in sides.values() for offer in side.later):
                    yield f"{name}: {code}'s offer {offer.id or offer.rank + 1} {self._counting(offer)}"

    def _counting(self, offer: Offer) -> str:
        start, end = term(offer, "from"), term(offer, "until")
        if start and start > self.date.isoformat():
            return f"does not count before {start}"
        if end and end < self.date.isoformat():
            return f"has not counted since {end}"
        return "is planned, with no date from which it counts"


def _order(result: ExchangeResult) -> tuple[Any, ...]:
    return result.kind, result.id, result.name, result.direction or ""


def _chosen(offer: Offer) -> Chosen:
    from .profiles import pointer

    return Chosen(offer.document.path, pointer(offer.steps), offer.document.system or "", offer.id)


def _via(meeting: _Meeting) -> Via | None:
    if meeting.via is None:
        return None
    for party in (meeting.one, meeting.other):
        for offer in party.said.offers:
            if party.source == meeting.via:
                return Via("sponsor", meeting.via, offer.document.path)
    return None


def _lacks(party: _Party, exchange: Exchange) -> bool:
    """Whether a document that could not be used might say more of the exchange: the partner's, or its sponsor's."""
    rides = exchange.sponsored and (party.said.via or party.said.answer == "nothing")
    return any(p.lacks(exchange.kind) for p in (party.partner.lineage if rides else [party.partner]))


def _one_sided(meeting: _Meeting) -> _Meeting:
    """One has offers; the other says that it has none, does not know, or says nothing."""
    speaking, silent = meeting.one, meeting.other
    if speaking.said.answer != "offers":
        speaking, silent = silent, speaking
    if silent.said.answer == "unknown":
        questions = tuple(_unknown_answers(meeting, meeting.exchange.ceiling))
        return meeting._replace(verdict=Verdict.UNKNOWN, findings=questions)
    if silent.said.answer == "none":
        return meeting
    offer = speaking.said.offers[0]
    message = f"{meeting.exchange.title}: {speaking.code} declares it, {silent.code} says nothing"
    place = offer.document.at(offer.steps, offer.document.partner)
    remedy = f"Ask {silent.code}: declare offers of {meeting.name!r}, or answer 'none'."
    question = said_only("content/not-declared", message, (place,), meeting.sides, Severity.INFO, remedy=remedy)
    return meeting._replace(findings=(question,))


def _unknown_answers(meeting: _Meeting, severity: Severity) -> Iterator[Finding]:
    for party in (meeting.one, meeting.other):
        if party.said.unknown:
            places = tuple(document.at(steps, document.partner) for document, steps in party.said.unknown)
            message = f"{meeting.exchange.title}: {party.code} does not know yet"
            remedy = f"Ask {party.code} again: declare offers of {meeting.name!r}, or answer 'none'."
            sides = meeting.sides._replace(a=party.code)
            yield said_only("content/answered-unknown", message, places, sides, severity, remedy=remedy)


def _newer(meeting: _Meeting, newest: Exchange) -> Iterator[Finding]:
    """The rules that only the newer of two versions has: they are not asked, and listed as unanswered."""
    asked = {rule.short for rule in meeting.exchange.rules}
    for rule in newest.rules:
        if rule.short not in asked:
            message = (
                f"{rule.title}: only the newer version of {newest.kind!r} asks this, and one profile is of the older"
            )
            places = tuple(
                party.said.offers[0].document.at(("kind",), party.said.offers[0].document.partner)
                for party in (meeting.one, meeting.other)
            )
            remedy = f"Write both profiles to the newer version of {newest.kind!r}."
            yield said_only(rule.id, message, places, meeting.sides, rule.cost, because=rule.because, remedy=remedy)


def _both_directions(meetings: Sequence[_Meeting]) -> Iterator[_Meeting]:
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


def _with(value: Any, steps: Sequence[str | int], new: Any) -> Any:
    if not steps:
        return new
    copy = value.copy()
    copy[steps[0]] = _with(value[steps[0]], steps[1:], new)
    return copy
