"""What the program's exit status says, and the one error that ends a run before it has an answer."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from ..report import Report, Severity, Verdict

TYPE_CHECKING = False  # as type checkers take it
if TYPE_CHECKING:
    from ..overview import Matrix


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
    if any(finding.unevaluated and not finding.stood_before for finding in report.findings):
        return Status.INCOMPLETE
    if fail_on and any(finding.gates and finding.severity.weight >= fail_on.weight for finding in report.findings):
        return Status.FOUND
    return Status.FOUND if fail_on_unknown and _leaves_open(report, fail_on) else Status.DONE


def _leaves_open(report: Report, fail_on: Severity | None) -> bool:
    """Whether a verdict is unknown, or a question would fail the run if its answer were the bad one.

    What is waived, ignored or stood before leaves nothing open: a verdict that is unknown by nothing else is let pass.
    """
    held = report.changed is not None  # files that the change spoils have findings of their own
    lacking = not held and any(each.incomplete and each.verdict is Verdict.UNKNOWN for each in report.comparisons)
    exchanges = (exchange for comparison in report.comparisons for exchange in comparison.exchanges)
    questions = (each for each in report.findings if not (each.counts or each.waived or each.stood_before))
    weighty = (fail_on and each.severity.weight >= fail_on.weight for each in questions)
    open_ = (each.is_open(some_ignored=report.ignored > 0, held=held) for each in exchanges)
    return lacking or any(open_) or any(weighty)


def status_of_matrix(matrix: Matrix, fail_on: Severity | None, fail_on_unknown: bool) -> Status:
    """The status that a matrix deserves: that of its files, or what comparing its pairs would give."""
    files = status_of(matrix.report, fail_on, fail_on_unknown)
    if files is not Status.DONE:
        return files
    cells = [cell for lane in matrix.lanes for cell in lane.legend]
    weighty = sum(severity.weight >= fail_on.weight for severity in Severity) if fail_on else 0
    if fail_on and (matrix.pairs[Verdict.BLOCKED] or any(sum(cell.broken[:weighty]) for cell in cells)):
        return Status.FOUND
    unknown = matrix.pairs[Verdict.UNKNOWN] or any(lane.pairs[Verdict.UNKNOWN] for lane in matrix.lanes)
    open_ = unknown or any(sum(cell.open[:weighty]) for cell in cells)
    return Status.FOUND if fail_on_unknown and open_ else Status.DONE
