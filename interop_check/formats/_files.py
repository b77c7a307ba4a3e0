"""What the formats for people say of the files as a whole: how many are of use, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..report import Outcome, Report, Severity, Verdict
from ._inert import inert
from ._words import number


def spoilt(report: Report) -> set[str]:
    """The files that take no part in comparing."""
    return {
        place.path
        for finding in report.findings
        if finding.outcome is Outcome.INVALID and finding.severity is Severity.BLOCKER
        for place in finding.places
    }


def unusable(codes: Iterable[str]) -> str:
    """Why an answer is incomplete, and because of whom."""
    return f"not every profile of {inert(' and '.join(codes))} could be used"


def standing(report: Report) -> tuple[Verdict, str]:
    """What a validation comes to, in words, and the verdict that it looks like: the baselines count too."""
    if not report.inputs:
        return Verdict.NOT_SHARED, "nothing checked"
    if report.incomplete or spoilt(report):
        return Verdict.BLOCKED, "not valid"
    severities = {each.severity for each in report.findings if each.stands}
    if Severity.BLOCKER in severities or _claimed(report, "not-met"):
        return Verdict.BLOCKED, "valid, not met"
    if _claimed(report, "unknown"):
        return Verdict.UNKNOWN, "valid, not all known"
    if any(True for _ in unjudged(report)):
        return Verdict.UNKNOWN, "valid, not all judged"
    return Verdict.CLEAR, "valid"


def _claimed(report: Report, result: str) -> int:
    """How many service profiles come to a result."""
    return sum(each.result == result for card in report.scorecards for each in card.profiles)


def unjudged(report: Report) -> Iterator[tuple[str, list[str]]]:
    """Each baseline that was asked for, with the partners who claim nothing of it, so that it could not judge them."""
    bad = spoilt(report)  # whose files cannot be used may claim what they like in them
    partners = sorted({each.partner for each in report.inputs if each.partner and each.path not in bad})
    for name in (each.kind for each in report.standards if each.baseline):
        cards = (each for each in report.scorecards if each.baseline == name)
        claiming = {each.partner for each in cards if any(one.id for one in each.profiles)}
        if left := [each for each in partners if each not in claiming]:
            yield name, left


def valid_line(report: Report) -> str:
    """How many files are valid, and how many not; what else a baseline found, in its numbers."""
    files = len(report.inputs)
    bad = len(spoilt(report) & {each.path for each in report.inputs})
    valid = f"{number(files, 'profile')}: {files - bad} valid, {bad} not"
    return inert(" · ".join((valid, *_judged(report)))) if files else "0 profiles: nothing was checked"


def _judged(report: Report) -> Iterator[str]:
    for result, said in (("not-met", "not met"), ("unknown", "not known to be met")):
        if count := _claimed(report, result):
            yield f"{number(count, 'service profile')} {said}"
    for name, left in unjudged(report):
        yield f"{number(len(left), 'partner')} not judged: no claim of {name}"


def next_step(report: Report) -> str:
    """What the reader would do now."""
    if not report.inputs:
        return "No file ended in .yaml or .yml there; name a profile, or the folder that holds them."
    if spoilt(report):
        return "Mend what is marked blocker, then validate again. More on a finding: interop-check explain RULE"
    codes = sorted({each.partner for each in report.inputs if each.partner})
    if len(codes) > 1:
        return inert(f"Next: interop-check compare {codes[0]} {codes[1]} --profiles FOLDER")
    return "Next: interop-check compare A B --profiles FOLDER, with another partner's profiles beside these"
