"""The nouns of the matrix: what all pairs of partners come to, and which changes would help the most of them."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .report import Edit, Report, Severity, Verdict

if TYPE_CHECKING:
    from .difference import Difference


class Cell(NamedTuple):
    """What an exchange comes to between two partners.

    `verdict` is `None` where the two do not meet in it at all. `broken` and `open` count the exchange's own rules
    that are broken or go unanswered: blockers, majors, minors, infos; each rule once. `rooted` says that an
    exchange which it rides on blocks it; `incomplete` that a document which could not be used might say more.
    """

    verdict: Verdict | None = None
    broken: tuple[int, int, int, int] = (0, 0, 0, 0)
    open: tuple[int, int, int, int] = (0, 0, 0, 0)
    incomplete: bool = False
    rooted: bool = False


SEVERITIES = tuple(reversed(Severity))  # the order of the counts in a cell


class Lane(NamedTuple):
    """One exchange, in one direction where it is a flow, over all pairs.

    `pairs` counts the pairs by verdict. `cells` has an
    index into `legend` for each pair, in the order of `Matrix.pairs`; `None` where there are too many to keep.
    """

    kind: str
    id: str
    name: str
    title: str
    direction: str | None
    pairs: dict[Verdict, int]
    legend: tuple[Cell, ...]
    cells: Sequence[int] | None = None


class Blocking(NamedTuple):
    """An exchange and how many pairs it blocks in one direction at least: by its own rules, and in all."""

    kind: str
    id: str
    name: str
    title: str
    own: int
    pairs: int


class Member(NamedTuple):
    """A partner among the others: its pairs by verdict; `incomplete` where not all of its documents could be used."""

    code: str
    name: str
    incomplete: bool
    pairs: dict[Verdict, int]


class PairSummary(NamedTuple):
    """Two partners, and how many exchanges come to which verdict between them."""

    a: str
    b: str
    verdict: Verdict
    exchanges: dict[Verdict, int]


class Change(NamedTuple):
    """Edits of one partner's files, and what they were found to do to all its pairs when judged again.

    `unblocks` counts the pairs that are blocked before and not after, `clears` those that are clear only after,
    `exchanges` the exchanges (by pair and direction) that are blocked before and not after, `worsens` the
    exchanges that come to a worse verdict. `alike` counts further partners who declare the same, for whom it was not
    tried.
    """

    partner: str
    exchange: str
    title: str
    edits: tuple[Edit, ...]
    unblocks: int
    clears: int
    exchanges: int
    worsens: int
    alike: int = 0


class Selection(NamedTuple):
    """Which part of the matrix was asked for; empty and `None` say all of it."""

    kinds: tuple[str, ...] = ()
    exchanges: tuple[str, ...] = ()
    only: str | None = None

    @property
    def chosen(self) -> tuple[str, ...]:
        """The exchanges that count alone, as they were named, or else the kinds; empty where all count."""
        return self.exchanges or self.kinds


class Matrix(NamedTuple):
    """What all pairs of partners come to.

    `report` tells what was read and what is wrong with it. Partners stand in the order of their codes; pairs in
    that of their first and then their second partner, who is a and b of directions. `verdicts` has a row for each
    first partner, with a byte for each second one: the number of the verdict in the order of `Verdict`, or
    `NO_PAIR`; row i, byte j is the same as row j, byte i. `counts`, alike, says how many exchanges come to the
    verdict of the pair (255 stands for more, too); it is empty where there are too many pairs to keep.
    `blocking`, `worst` and `changes` are ranked, what stands first matters most. `waived` counts the findings of
    pairs, by their codes, that somebody has accepted. `compared` is the report of all pairs, where a format that was
    asked for tells what was found between them; `since` what has changed since an earlier state, if there is one.
    """

    report: Report
    selection: Selection
    members: tuple[Member, ...]
    pairs: dict[Verdict, int]
    verdicts: tuple[memoryview, ...]
    counts: tuple[memoryview, ...]
    lanes: tuple[Lane, ...]
    blocking: tuple[Blocking, ...]
    worst: tuple[PairSummary, ...]
    changes: tuple[Change, ...]
    top: int = 10
    ranked: bool = False
    waived: dict[tuple[str, str], int] = {}
    compared: Report | None = None
    since: "Difference | None" = None


NO_PAIR = 255


def pairs(matrix: Matrix) -> Iterator[tuple[int, int, int]]:
    """Both partners of each pair, by index, and the number of its verdict; cells stand in this order."""
    if matrix.selection.only is not None:
        only = next(index for index, member in enumerate(matrix.members) if member.code == matrix.selection.only)
        for other, verdict in enumerate(matrix.verdicts[0]):
            if other != only:
                yield min(only, other), max(only, other), verdict
        return
    for first, row in enumerate(matrix.verdicts):
        for second in range(first + 1, len(row)):
            yield first, second, row[second]
