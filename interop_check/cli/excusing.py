"""The pairs of a matrix that are compared one by one: where a format tells what was found, or something is waived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..report import Comparison, Finding, FindingKey, Report, Severity, Verdict, same
from .running import settled
from .statuses import Status, status_of, status_of_matrix
from .writing import watched

if TYPE_CHECKING:
    from ..matrix.pairwise import Numbered
    from ..overview import Matrix
    from ..partners import Gathering
    from ..standards import Standards
    from .settings import Settings

_MOST = 2_000  # pairs whose findings are told at most, of 63 partners all of them

# The mildest verdict that a pair can have in which something of a severity is broken.
_MILDEST = {
    Severity.BLOCKER: Verdict.BLOCKED,
    Severity.MAJOR: Verdict.DEGRADED,
    Severity.MINOR: Verdict.FRICTION,
    Severity.INFO: Verdict.NOT_SHARED,
}
_ORDER = list(Verdict)


class Pairs(NamedTuple):
    """The pairs of a matrix, each compared when it is asked for, with what is waived, regraded and ignored."""

    matrix: Matrix
    gathering: Gathering
    standards: Standards
    asked: Settings
    paths: tuple[str, ...]

    def told(self) -> Report | None:
        """The report of all pairs, where a format that was asked for tells what was found between them, and can."""
        from ..formats import of_every_pair

        formats = {self.asked.format, *(format for format, _ in self.asked.outputs)}
        partners = len(self.matrix.members)
        count = sum(self.matrix.pairs.values())
        if count > _MOST or not any(of_every_pair(format, partners) for format in formats):
            return None
        return self._settled(self._compared(list(self._every()), "comparing every pair"))

    def with_waivers(self) -> Pairs:
        """The same, the matrix with how many findings of pairs are waived, and what is to be said of the waivers."""
        if not self.asked.waivers:
            return self
        report = self._settled(self._compared(list(self._named()), "looking for what is waived"))
        reached = {(each.a, each.b): _reached(each) for each in report.comparisons}
        counts = {codes: sum(each.waived is not None for each in found.values()) for codes, found in reached.items()}
        between = {key for found in reached.values() for key in found}
        kept = tuple(each for each in report.findings if same(each) not in between)
        rules = {each.rule: report.rules[each.rule] for each in kept}
        matrix = self.matrix._replace(
            report=report._replace(findings=kept, comparisons=(), rules=rules),
            waived={codes: count for codes, count in counts.items() if count},
        )
        return self._replace(matrix=matrix)

    def status(self) -> Status:
        """The status that the matrix deserves, whatever the formats tell."""
        asked, files = self.asked, self.matrix.report
        status = status_of(files, asked.fail_on, asked.fail_on_unknown)
        if status is Status.DONE:
            status = status_of_matrix(self.matrix, asked.fail_on, asked.fail_on_unknown)
            if status is Status.FOUND and asked.lets_pass:
                return self._status_of_pairs()
        return status

    def _status_of_pairs(self) -> Status:
        """The status that the pairs deserve with what is waived and ignored; their files apart."""
        asked = self.asked
        for comparison in self._compared(list(self._weighty()), "looking for what is waived"):
            status = status_of(self._settled([comparison], files=False), asked.fail_on, asked.fail_on_unknown)
            if status is not Status.DONE:
                return status
        return Status.DONE

    # ── which pairs ──────────────────────────────────────────────────────────────────────────────────────

    def _every(self) -> Iterator[Numbered]:
        from ..overview import pairs

        return pairs(self.matrix)

    def _named(self) -> Iterator[Numbered]:
        """The pairs that a waiver names."""
        named = {each.partners for file in self.asked.waivers for each in file.waivers if len(each.partners) > 1}
        codes = [member.code for member in self.matrix.members]
        return (each for each in self._every() if {codes[each[0]], codes[each[1]]} in named) if named else iter(())

    def _weighty(self) -> Iterator[Numbered]:
        """The pairs that could fail a run by themselves."""
        asked = self.asked
        every = asked.fail_on_unknown or asked.fail_on is None
        mildest = len(_ORDER) if every or not asked.fail_on else _ORDER.index(_MILDEST[asked.fail_on])
        return (each for each in self._every() if each[2] <= mildest)

    # ── compared ─────────────────────────────────────────────────────────────────────────────────────────

    def _compared(self, pairs: Sequence[Numbered], doing: str) -> Iterator[Comparison]:
        from ..matrix.pairwise import compared

        partners, day = self.gathering.partners, self.asked.date
        return compared(self.matrix, partners, self.standards, day, watched(pairs, doing))

    def _settled(self, comparisons: Iterable[Comparison], *, files: bool = True) -> Report:
        from ..reporting import matrix_report

        gathering = self.gathering if files else self.gathering._replace(documents=(), findings=())
        report = matrix_report(gathering, self.standards, self.asked.date, comparisons)
        whole = not (self.matrix.selection.kinds or self.matrix.selection.exchanges)
        return settled(report, self.asked, self.paths, whole=whole)


def _reached(comparison: Comparison) -> dict[FindingKey, Finding]:
    """What was found between the two, each once."""
    return {same(each): each for each in comparison.reached}
