"""What the formats for people say of the files as a whole: how many are of use, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable

from ..report import Outcome, Report, Severity
from ._inert import inert


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


def valid_line(report: Report) -> str:
    """How many files are valid, and how many not."""
    files = len(report.inputs)
    bad = len(spoilt(report) & {each.path for each in report.inputs})
    profiles = f"{files} profile{'' if files == 1 else 's'}"
    return f"{profiles}: {files - bad} valid, {bad} not" if files else "0 profiles: nothing was checked"


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
