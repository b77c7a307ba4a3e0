"""What the program's exit status says, and the one error that ends a run before it has an answer."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from ..report import Report, Severity, Verdict


class Status(IntEnum):
    """The exit statuses; the same whatever the format."""

    DONE = 0
    FOUND = 1
    CANNOT_START = 2
    INCOMPLETE = 3
    NOTHING_CHECKED = 4
    FAULT = 70
    INTERRUPTED = 130


class CannotStart(Exception):  # noqa: N818 - named for what happened
    """Usage, a path or a schema keeps the run from starting; `lines` say which, one a fault."""

    def __init__(self, lines: str | Iterable[str]) -> None:
        self.lines = (lines,) if isinstance(lines, str) else tuple(lines)
        super().__init__("\n".join(self.lines))


def status_of(report: Report, fail_on: Severity | None, fail_on_unknown: bool) -> Status:
    """The status that the report deserves; `fail_on` is the least severity that fails a run, `None` for never."""
    if any(finding.unevaluated for finding in report.findings):
        return Status.INCOMPLETE
    if fail_on and any(finding.counts and finding.severity.weight >= fail_on.weight for finding in report.findings):
        return Status.FOUND
    return Status.FOUND if fail_on_unknown and _leaves_open(report, fail_on) else Status.DONE


def _leaves_open(report: Report, fail_on: Severity | None) -> bool:
    """Whether a verdict is unknown, or a question would fail the run if its answer were the bad one."""
    comparisons = report.comparisons
    verdicts = [exchange.verdict for comparison in comparisons for exchange in comparison.exchanges]
    verdicts += [comparison.verdict for comparison in comparisons]
    weighty = (not each.counts and fail_on and each.severity.weight >= fail_on.weight for each in report.findings)
    return Verdict.UNKNOWN in verdicts or any(weighty)
