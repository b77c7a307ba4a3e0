"""Pairs of a matrix compared one by one, where what was found between them is to be told, and not only the verdict."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ..comparison import compare
from ..overview import Matrix, Selection, pairs
from ..report import Comparison, ExchangeResult, Finding, Report, Verdict, same

if TYPE_CHECKING:
    from ..difference import Difference
    from ..partners import Partner
    from ..standards import Standards

__all__ = ["Numbered", "compared", "is_about", "is_chosen", "marked"]

Numbered = tuple[int, int, int]  # both partners by their places, and the number of the pair's verdict

_VERDICTS = tuple(Verdict)


def compared(
    matrix: Matrix,
    partners: Mapping[str, Partner],
    standards: Standards,
    date: datetime.date,
    wanted: Iterable[Numbered] | None = None,
) -> Iterator[Comparison]:
    """What `compare` says of the pairs of a matrix, or of those `wanted`, as far as the matrix asks for it.

    Of exchanges that were chosen, those are there too that block them.
    """
    lacking = {member.code for member in matrix.members if member.incomplete}
    for first, second, verdict in pairs(matrix) if wanted is None else wanted:
        one, other = (partners[matrix.members[place].code] for place in (first, second))
        found = compare(one, other, standards, date)
        kinds = {each.path: each.kind or "" for party in (one, other) for p in party.lineage for each in p.documents}
        yield _chosen(found, matrix.selection, _VERDICTS[verdict], lacking, kinds)


def _chosen(
    comparison: Comparison, selection: Selection, verdict: Verdict, lacking: set[str], kinds: Mapping[str, str]
) -> Comparison:
    """The comparison of those exchanges only that were asked for, and of what blocks them."""
    if not (selection.kinds or selection.exchanges):
        return comparison
    asked = [each for each in comparison.exchanges if is_chosen(selection, each.kind, each.id, each.name)]
    roots = {root for each in asked for root in each.because_of}
    exchanges = tuple(each for each in comparison.exchanges if each in asked or not roots.isdisjoint(_names(each)))
    spoilt = {code for each in asked for code in each.incomplete} | lacking
    return comparison._replace(
        verdict=verdict,
        exchanges=exchanges,
        questions=tuple(each for each in comparison.questions if is_about(selection, each, kinds)),
        incomplete=tuple(code for code in (comparison.a, comparison.b) if code in spoilt),
    )


def _names(exchange: ExchangeResult) -> tuple[str, ...]:
    """What another exchange may call this one that it rides on."""
    return exchange.id, f"{exchange.kind}/{exchange.id}", f"{exchange.kind}/{exchange.name}"


def is_chosen(selection: Selection, kind: str, *names: str) -> bool:
    """Whether an exchange of a kind, by its id or its name, is among those that were asked for."""
    named = {*names, *(f"{kind}/{name}" for name in names)}
    return (not selection.kinds or kind in selection.kinds) and (
        not selection.exchanges or not named.isdisjoint(selection.exchanges)
    )


def is_about(selection: Selection, finding: Finding, kinds: Mapping[str, str]) -> bool:
    """Whether a finding between two partners is about what was asked for; `kinds` are those of their files."""
    family = finding.rule.partition("/")[0]
    of_file = next((kinds[place.path] for place in finding.places if place.path in kinds), family)
    return is_chosen(selection, family if family in kinds.values() else of_file, finding.exchange or "")


# ── held against an earlier state ────────────────────────────────────────────────────────────────────────


def marked(report: Report, difference: Difference) -> Report:
    """The report of all pairs, in which what stood in the earlier state is marked as the difference has it.

    A pair that the difference did not compare is as it was before.
    """
    known = {same(each): each for each in difference.report.findings}

    def mark(finding: Finding) -> Finding:
        found = known.get(same(finding))
        return finding._replace(stood_before=found is None or found.stood_before, changed=bool(found and found.changed))

    def marks(findings: Sequence[Finding]) -> tuple[Finding, ...]:
        return tuple(map(mark, findings))

    return report._replace(
        changed=difference.report.changed,
        findings=marks(report.findings),
        comparisons=tuple(
            each._replace(
                exchanges=tuple(one._replace(findings=marks(one.findings)) for one in each.exchanges),
                questions=marks(each.questions),
            )
            for each in report.comparisons
        ),
    )
