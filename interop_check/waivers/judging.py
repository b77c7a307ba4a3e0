"""What becomes of waivers in a run: which finding each one holds for, and what is to be said where it does not."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from ..explanations import text_of
from ..fingerprints import fingerprint, values_hash
from ..report import (
    Comparison,
    ExchangeResult,
    Finding,
    FindingKey,
    Outcome,
    Report,
    RequirementCard,
    Scorecard,
    Severity,
    Steering,
    Waived,
    same,
)
from ..reporting import order
from .reading import Waiver, WaiverFile

_SENSITIVE = "content/sensitive"


class Standing(Enum):
    """How a waiver stands to what a run found; `UNTOLD` where the run did not look everywhere it could stand."""

    HOLDS = "in force"
    EXPIRED = "expired"
    CHANGED = "values changed"
    UNUSED = "unused"
    UNTOLD = "not judged in this run"


class Judged(NamedTuple):
    """A waiver and its standing: the findings that it is about, and, where it does not hold, why."""

    waiver: Waiver
    standing: Standing
    findings: tuple[Finding, ...] = ()
    why: str = ""


Whose = Callable[[Finding], frozenset[str]]


def waivable(finding: Finding) -> bool:
    """Whether a finding can be waived: not where nothing could be judged, nor where a secret stands.

    Of the two, neither can be told by its values from another one at its place.
    """
    return not finding.unevaluated and finding.rule != _SENSITIVE and not finding.rule.startswith("waiver/")


def judge(
    waivers: Iterable[Waiver],
    findings: Iterable[Finding],
    date: datetime.date,
    told: Callable[[Waiver], bool],
    whose: Whose,
) -> Iterator[Judged]:
    """Every waiver with its standing on `date`; `told` says whether the run looked wherever its finding could be."""
    known: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        known.setdefault((finding.rule, finding.fingerprint), []).append(finding)
    for waiver in waivers:
        about = known.get((waiver.rule, waiver.fingerprint), [])
        yield _judged(waiver, about, date, told, whose)


def _judged(
    waiver: Waiver, about: Sequence[Finding], date: datetime.date, told: Callable[[Waiver], bool], whose: Whose
) -> Judged:
    if not about:
        there = told(waiver)
        why = "there is no such finding now" if there else ""
        return Judged(waiver, Standing.UNUSED if there else Standing.UNTOLD, (), why)
    if strangers := next((each for each in about if whose(each) != waiver.partners), None):
        names = " and ".join(sorted(whose(strangers))) or "nobody named"
        return Judged(waiver, Standing.UNUSED, (), f"it names {waiver.between}, and the finding is of {names}")
    if not all(map(waivable, about)):
        return Judged(waiver, Standing.UNUSED, (), "such a finding cannot be waived")
    alike = tuple(each for each in about if each.values_hash == waiver.values_hash)
    if not alike:
        return Judged(waiver, Standing.CHANGED, tuple(about), "the values are others than those that were waived")
    if worse := next(filter(None, (_worse(waiver, each) for each in alike)), None):
        return Judged(waiver, Standing.CHANGED, alike, worse)
    if date > waiver.until:
        return Judged(waiver, Standing.EXPIRED, alike, f"its last day was {waiver.until.isoformat()}")
    return Judged(waiver, Standing.HOLDS, alike)


def _worse(waiver: Waiver, finding: Finding) -> str | None:
    """How a finding with the values that were waived is worse than it was then."""
    if waiver.only_unknown and finding.counts:
        return "a question was waived, and it is answered: something is wrong"
    if waiver.severity and finding.severity.weight > waiver.severity.weight:
        return f"it costs {finding.severity} now, and {waiver.severity} was waived"
    return None


# ── the report ───────────────────────────────────────────────────────────────────────────────────────────


def waive(report: Report, files: Sequence[WaiverFile], *, whole: bool = True) -> Report:
    """The report in which each finding that a waiver holds for bears it, and each waiver that does not is a finding.

    No verdict changes. `whole` says that folders were read, and not single files: of a part of a partner's
    profiles nobody can tell that a finding is gone.
    """
    if not files:
        return report
    whose_findings = whose(report)
    waivers = [waiver for file in files for waiver in file.waivers]
    told = _told(report) if whole else lambda _: False
    found = list(judge(waivers, report.findings, report.date, told, whose_findings))
    held: dict[FindingKey, Waived] = {}
    for each in sorted(found, key=lambda each: each.waiver.until):  # of two, the one that holds longer
        if each.standing is Standing.HOLDS:
            held.update((same(finding), _waived(each.waiver)) for finding in each.findings)
    listed = {same(each): each._replace(waived=held.get(same(each))) for each in report.findings}
    held_against = report.changed is not None  # both states are judged on one day: what has expired had before
    again = [
        _said(each)._replace(stood_before=held_against and each.standing is Standing.EXPIRED)
        for each in found
        if each.standing in _SAID
    ]
    rules = {**report.rules, **{each.rule: text_of(each.rule, each.severity) for each in again}}
    return report._replace(
        findings=tuple(sorted((*listed.values(), *again), key=order)),
        rules={id: rules[id] for id in sorted(rules)},
        comparisons=tuple(_comparison(each, listed) for each in report.comparisons),
        scorecards=tuple(_scorecard(each, listed.values()) for each in report.scorecards),
        steering=(*report.steering, *(Steering(file.document.path, file.document.sha256) for file in files)),
    )


def whose(report: Report) -> Whose:
    """Whose finding each one of the report is: the two that were compared, else those whose files it stands in."""
    pairs: dict[FindingKey, frozenset[str]] = {}
    for comparison in report.comparisons:
        both = frozenset((comparison.a, comparison.b))
        for exchange in comparison.exchanges:
            pairs.update((same(each), both) for each in exchange.findings)
        pairs.update((same(each), both) for each in comparison.questions)

    def of(finding: Finding) -> frozenset[str]:
        return pairs.get(same(finding)) or frozenset(place.partner for place in finding.places if place.partner)

    return of


def _told(report: Report) -> Callable[[Waiver], bool]:
    lacking = set(report.incomplete)
    compared = {frozenset((each.a, each.b)): each for each in report.comparisons}
    here = {each.partner for each in report.inputs if each.partner}
    held_to = {each.kind for each in report.standards if each.baseline}

    def told(waiver: Waiver) -> bool:
        if waiver.partners & lacking or not report.inputs:
            return False
        if len(waiver.partners) == 2:
            return waiver.partners in compared and not compared[waiver.partners].incomplete
        judged = not waiver.rule.startswith("baseline/") or waiver.rule.split("/")[1] in held_to
        return report.command == "validate" and judged and waiver.partners <= here

    return told


def _waived(waiver: Waiver) -> Waived:
    place = waiver.place
    return Waived(waiver.reason, waiver.owner, waiver.until, place.path, place.line, waiver.ticket)


def _comparison(comparison: Comparison, listed: Mapping[FindingKey, Finding]) -> Comparison:
    return comparison._replace(
        exchanges=tuple(_exchange(each, listed) for each in comparison.exchanges),
        questions=tuple(listed.get(same(each), each) for each in comparison.questions),
    )


def _exchange(exchange: ExchangeResult, listed: Mapping[FindingKey, Finding]) -> ExchangeResult:
    return exchange._replace(findings=tuple(listed.get(same(each), each) for each in exchange.findings))


def _scorecard(card: Scorecard, findings: Iterable[Finding]) -> Scorecard:
    """The scorecard in which a requirement that is not met, and waived, is waived; what a claim comes to stays."""
    waived = {
        each.rule
        for each in findings
        if each.waived and each.outcome is Outcome.NOT_MET and card.partner in {place.partner for place in each.places}
    }

    def of(one: RequirementCard) -> RequirementCard:
        return one._replace(result="waived") if f"baseline/{card.baseline}/{one.id}" in waived else one

    profiles = (each._replace(requirements=tuple(map(of, each.requirements))) for each in card.profiles)
    return card._replace(profiles=tuple(profiles))


# ── waivers that do not hold ─────────────────────────────────────────────────────────────────────────────

_SAID = {
    Standing.EXPIRED: ("waiver/expired", "has expired: {why}; what it waived counts again"),
    Standing.CHANGED: ("waiver/changed", "holds no longer: {why}"),
    Standing.UNUSED: ("waiver/unused", "waives nothing: {why}"),
}


def _said(each: Judged) -> Finding:
    rule, text = _SAID[each.standing]
    waiver = each.waiver
    told = text_of(rule)
    message = f"the waiver of {waiver.rule} ({waiver.between}; {waiver.owner}) {text.format(why=each.why)}"
    return Finding(
        rule=rule,
        severity=Severity.MINOR,
        outcome=Outcome.BROKEN,
        message=message,
        because=told.because,
        remedy=told.remedy,
        places=(waiver.place,),
        fingerprint=fingerprint(rule, sorted(waiver.partners), [waiver.fingerprint, waiver.values_hash]),
        values_hash=values_hash([waiver.until.isoformat()]),
    )
