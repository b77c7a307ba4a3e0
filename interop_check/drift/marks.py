"""A report in which what stood before is marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from ..difference import ExchangeChange, FindingChange, How
from ..report import Comparison, Finding, Place, Report, same
from ..standards import Standards
from .files import Files, Side
from .pairs import Judge


def marked(
    report: Report,
    earlier: Sequence[Comparison],
    before: Iterable[Finding],
    base: Side,
    head: Side,
    standards: Standards,
) -> tuple[Report, tuple[ExchangeChange, ...]]:
    """The report of `head`, with what stood in `base` marked, and its exchanges that come to another verdict.

    `earlier` are the comparisons of the same pairs in `base`, as far as there are any, `before` what was found in
    its files.
    """
    files = Files(base, head)
    judge = Judge(files, standards)
    reached = {same(finding) for each in report.comparisons for finding in each.reached}
    changes = list(judge.of_files(before, (each for each in report.findings if same(each) not in reached)))
    old = {(each.a, each.b): each for each in earlier}
    moved: list[ExchangeChange] = []
    for comparison in report.comparisons:
        change, found = judge.of_pair(old.get((comparison.a, comparison.b)), comparison)
        moved += change.exchanges
        changes += found
    return with_marks(report, changes, files), tuple(moved)


def with_marks(report: Report, changes: Iterable[FindingChange], files: Files) -> Report:
    """What is neither new nor about a file that cannot be read since it was touched, stood before."""
    became: dict[Any, set[How]] = defaultdict(set)
    for each in changes:
        became[same(each.finding)].add(each.how)

    def mark(finding: Finding) -> Finding:
        if finding.unevaluated:
            return finding._replace(stood_before=not _is_touched(finding.places, files))
        hows = became[same(finding)]
        stood = not hows.isdisjoint((How.UNCHANGED, How.CHANGED)) and How.NEW not in hows
        return finding._replace(stood_before=True, changed=How.CHANGED in hows) if stood else finding

    return report._replace(
        changed=frozenset(each.after.path for each in files.touched if each.after),
        findings=tuple(map(mark, report.findings)),
        comparisons=tuple(
            each._replace(
                exchanges=tuple(one._replace(findings=tuple(map(mark, one.findings))) for one in each.exchanges),
                questions=tuple(map(mark, each.questions)),
            )
            for each in report.comparisons
        ),
    )


def _is_touched(places: Iterable[Place], files: Files) -> bool:
    twins = [files.after(place.path) for place in places]
    return any(each is None or each.touched for each in twins)
