"""Whether all that a matrix would fail for is waived or ignored: those of its pairs are compared that could tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..report import Comparison, Severity, Verdict
from .running import settled
from .statuses import Status, status_of
from .writing import watched

if TYPE_CHECKING:
    from ..overview import Matrix, Selection
    from ..partners import Gathering
    from ..standards import Standards
    from .settings import Settings

# The mildest verdict that a pair can have in which something of a severity is broken.
_MILDEST = {
    Severity.BLOCKER: Verdict.BLOCKED,
    Severity.MAJOR: Verdict.DEGRADED,
    Severity.MINOR: Verdict.FRICTION,
    Severity.INFO: Verdict.NOT_SHARED,
}
_ORDER = list(Verdict)


def status_of_pairs(matrix: Matrix, gathering: Gathering, standards: Standards, asked: Settings) -> Status:
    """The status that comparing the pairs of a matrix deserves, with what is waived and ignored; its files apart."""
    from ..comparison import compare
    from ..reporting import comparison_report

    partners = list(gathering.partners.values())
    for row, col in watched(list(_weighty(matrix, asked)), "looking for what is waived"):
        one, other = partners[row], partners[col]
        comparison = _selected(compare(one, other, standards, asked.date), matrix.selection)
        report = comparison_report([comparison], [one, other], [], standards, asked.date)
        status = status_of(settled(report, asked), asked.fail_on, asked.fail_on_unknown)
        if status is not Status.DONE:
            return status
    return Status.DONE


def _weighty(matrix: Matrix, asked: Settings) -> Iterator[tuple[int, int]]:
    """The pairs, by their partners' places, that could fail a run by themselves."""
    every = asked.fail_on_unknown or asked.fail_on is None
    mildest = len(_ORDER) if every or not asked.fail_on else _ORDER.index(_MILDEST[asked.fail_on])
    for row, verdicts in enumerate(matrix.verdicts):
        for col in range(row + 1, len(verdicts)):
            if verdicts[col] < len(_ORDER) and verdicts[col] <= mildest:
                yield row, col


def _selected(comparison: Comparison, selection: Selection) -> Comparison:
    """The comparison of those exchanges only that the matrix is of."""
    if not (selection.kinds or selection.exchanges):
        return comparison
    kept = tuple(
        each
        for each in comparison.exchanges
        if (not selection.kinds or each.kind in selection.kinds)
        and (not selection.exchanges or {each.id, f"{each.kind}/{each.id}"} & set(selection.exchanges))
    )
    return comparison._replace(exchanges=kept, questions=())
