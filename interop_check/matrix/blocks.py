"""What blocks of pairs come to: the tables of all exchanges gathered, and `depends` applied, block by block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import groupby
from typing import NamedTuple

import numpy as np

from ..overview import Cell
from ..report import Verdict
from ..roots import ancestors, narrowed, riding
from ..standards import Side
from .lanes import BLOCKED, NOT_SHARED, UNKNOWN, Court, Lane, Numbers, World, number

_KEPT = 1 << 24  # entries of tables of narrowed roots that are kept at most
_WHOLE, _NONE = 0, -1  # what is left of offers on a network: all, or none


def gathered(table: Numbers, rows: Numbers, cols: Numbers) -> Numbers:
    """The entries of `table` for these classes of first and of second partners, a row for each second partner.

    Rows of the transposed table are copied whole: that is many times quicker than to pick single entries.
    """
    return np.take(np.ascontiguousarray(table[rows].T), cols, axis=0)


class Cells(NamedTuple):
    """One lane over a block of pairs: the index of the final cell of each, into `Final.legend`."""

    indices: Numbers
    verdicts: Numbers
    own: Numbers  # the verdicts before `depends`


class Final(NamedTuple):
    """The cells that a lane can come to, those where a root blocks it included."""

    legend: tuple[Cell, ...]
    rooted: Numbers  # by cell: the one that it becomes where a root blocks it


class Totals:
    """What a block of pairs comes to while its lanes are added: the verdict of each pair, and of how many lanes."""

    def __init__(self, lacking: Numbers) -> None:
        self.lacking = lacking.copy()
        self.pair = np.full(lacking.shape, NOT_SHARED, np.uint8)
        self.count = np.zeros(lacking.shape, np.uint8)

    def add(self, cells: Cells, verdicts: Numbers, final: Final) -> None:
        incomplete = [cell.incomplete for cell in final.legend]
        if any(incomplete):
            self.lacking |= np.take(np.array(incomplete), cells.indices)
        more = (verdicts == self.pair) & (self.count < _MOST)
        self.count = np.where(verdicts < self.pair, np.uint8(1), self.count + more)
        self.pair = np.minimum(self.pair, verdicts)

    def close(self) -> Totals:
        """A pair is at best unknown where a document of either could not be used."""
        unknown = self.lacking & (self.pair > UNKNOWN)
        self.pair[unknown], self.count[unknown] = UNKNOWN, 0
        return self


_MOST = 255


class Board:
    """All lanes of a world, ready to be asked for blocks of pairs."""

    def __init__(self, world: World, before: Board | None = None) -> None:
        """`before`: the board of another world, most of whose lanes are the same."""
        self.world, self.before, self.lanes = world, before, world.lanes
        self.narrowing: dict[tuple[int, int], _Narrowing | None] = {}
        self.kept = 0
        self.same = [False] * len(self.lanes)
        if before:
            self.same = [lane is old for lane, old in zip(self.lanes, before.lanes, strict=True)]
            self.roots: Sequence[tuple[Names, ...]] = before.roots
        else:
            by_root: dict[tuple[str, str], list[int]] = {}
            for index, lane in enumerate(self.lanes):
                by_root.setdefault(lane.root, []).append(index)
            self.roots = [_names(lane, self.lanes, by_root, world) for lane in self.lanes]
        old = before if before else self
        self.verdicts: list[Numbers] = []
        self.final: list[Final] = []
        for index, lane in enumerate(self.lanes):
            same = self.same[index]
            self.verdicts.append(old.verdicts[index] if same else lane.verdicts())
            self.final.append(old.final[index] if same else _final(lane))

    def block(self, rows: Numbers, cols: Numbers, wanted: Iterable[int] | None = None) -> Iterator[tuple[int, Cells]]:
        """Each lane, by its index, over the pairs of `rows` (first partners) with `cols` (second partners)."""
        own: dict[int, Numbers] = {}
        shared: dict[object, Numbers | None] = {}
        for index in range(len(self.lanes)) if wanted is None else wanted:
            lane = self.lanes[index]
            indices = gathered(lane.table, lane.rows.of[rows], lane.cols.of[cols])
            verdicts = before = np.take(self.verdicts[index], indices)
            blocked = self._blocked(index, rows, cols, own, shared)
            if blocked is not None:
                blocked = blocked & (before < NOT_SHARED)
                indices = np.where(blocked, np.take(self.final[index].rooted, indices), indices)
                verdicts = np.where(blocked, np.uint8(BLOCKED), before)
            yield index, Cells(indices, verdicts, before)

    def _blocked(
        self, index: int, rows: Numbers, cols: Numbers, own: dict[int, Numbers], shared: dict[object, Numbers | None]
    ) -> Numbers | None:
        """Where any root of a lane is blocked; `None` where none is."""
        found = []
        for names in self.roots[index]:
            narrowed = {root: self._narrowed(index, root) for name in names for root in name}
            if not any(narrowed.values()):
                if names not in shared:
                    shared[names] = _all_blocked(
                        [[self._own(root, rows, cols, own) for root in name] for name in names]
                    )
                found.append(shared[names])
            else:
                views = [
                    [
                        each.block(rows, cols) if (each := narrowed[root]) else self._own(root, rows, cols, own)
                        for root in name
                    ]
                    for name in names
                ]
                found.append(_all_blocked(views))
        standing = [each for each in found if each is not None]
        found_any: Numbers | None = reduce(np.logical_or, standing) if standing else None
        return found_any

    def _own(self, root: int, rows: Numbers, cols: Numbers, own: dict[int, Numbers]) -> Numbers:
        if root not in own:
            lane = self.lanes[root]
            by_class = np.take(self.verdicts[root], lane.table)
            own[root] = gathered(by_class, lane.rows.of[rows], lane.cols.of[cols])
        return own[root]

    def _narrowed(self, index: int, root: int) -> _Narrowing | None:
        if self.before and self.same[index] and self.same[root]:
            return self.before._narrowed(index, root)
        if (index, root) not in self.narrowing:
            made = _Narrowing(self.world.court, self.lanes[index], self.lanes[root], self.verdicts[root])
            if made.matters and not self.before and self.kept + made.size <= _KEPT:
                self.kept += made.size
                made.whole()
            self.narrowing[index, root] = made if made.matters else None
        return self.narrowing[index, root]


Names = tuple[tuple[int, ...], ...]  # the lanes of one root, by name


def _names(
    lane: Lane, lanes: Sequence[Lane], by_root: Mapping[tuple[str, str], Sequence[int]], world: World
) -> tuple[Names, ...]:
    """The lanes of every root that a lane rides on: a flow's only in the lane's own direction."""
    found = []
    for root in ancestors(lane.root, world.court.standards):
        fitting = [
            index
            for index in by_root.get(root, ())
            if lane.direction is None or lanes[index].direction in (None, lane.direction)
        ]
        named = groupby(fitting, key=lambda index: lanes[index].key[2])
        found.append(tuple(tuple(each) for _, each in named))
    return tuple(names for names in found if names)


def _all_blocked(names: Sequence[Sequence[Numbers]]) -> Numbers | None:
    """Where a root is blocked: under every name that the two share, a name by either of its directions."""
    worst = [reduce(np.minimum, each) for each in names]
    blocked: Numbers = reduce(np.logical_or, [each == BLOCKED for each in worst])
    if not blocked.any():
        return None
    for each in worst if len(worst) > 1 else ():
        blocked &= (each == BLOCKED) | (each >= NOT_SHARED)
    return blocked


def _final(lane: Lane) -> Final:
    known = {cell: index for index, cell in reversed(list(enumerate(lane.legend)))}
    legend = list(lane.legend)
    rooted = []
    for cell in lane.legend:
        blocked = cell._replace(verdict=Verdict.BLOCKED, rooted=True)
        if blocked not in known:
            known[blocked] = len(legend)
            legend.append(blocked)
        rooted.append(known[blocked])
    kind = np.uint8 if len(legend) <= 256 else np.uint16
    return Final(tuple(legend), np.array(rooted, kind))


# ── a root among the offers of one network ───────────────────────────────────────────────────────────────


class _Narrowing:
    """How one lane sees a root of its own: judged again among the offers on the network that the lane rides on."""

    def __init__(self, court: Court, lane: Lane, root: Lane, verdicts: Numbers) -> None:
        self.court, self.lane, self.root, self.verdicts = court, lane, root, verdicts
        self.again: dict[tuple[int, ...], int] = {}
        self.table: Numbers | None = None
        self.left = [_left(lane, root, place) for place in (0, 1)] if lane.nets is not None else []
        self.matters = any(each.any() for each in self.left)

    @property
    def size(self) -> int:
        """How many entries the table of all answers has at most."""
        count = len(self.lane.rows.of)
        rows = min(count, len(self.lane.rows.first) * len(self.root.rows.first))
        cols = min(count, len(self.lane.cols.first) * len(self.root.cols.first))
        return rows * cols

    def whole(self) -> None:
        """Keep the answer for every two partners' declarations in both lanes; what is alike in both is one."""
        rows, self.row_of = _joint(self.lane.rows.of, self.root.rows.of)
        cols, self.col_of = _joint(self.lane.cols.of, self.root.cols.of)
        self.table = self._seen(*rows, *cols)

    def block(self, rows: Numbers, cols: Numbers) -> Numbers:
        """The root's verdicts over a block of pairs, a row for each second partner."""
        if self.table is not None:
            return gathered(self.table, self.row_of[rows], self.col_of[cols])
        lane, root = self.lane, self.root
        of = lane.rows.of[rows], root.rows.of[rows], lane.cols.of[cols], root.cols.of[cols]
        return np.ascontiguousarray(self._seen(*of).T)

    def _seen(self, lane_rows: Numbers, root_rows: Numbers, lane_cols: Numbers, root_cols: Numbers) -> Numbers:
        lane, root = self.lane, self.root
        if lane.nets is None:
            raise AssertionError("only a lane with networks narrows its roots")
        outcomes = root.table[root_rows][:, root_cols]
        verdicts = np.take(self.verdicts, outcomes)
        states = lane.nets[lane_rows][:, lane_cols]
        left_one = self.left[0][root_rows[:, None], states]
        left_other = self.left[1][root_cols[None, :], states]
        fewer = ((left_one != _WHOLE) | (left_other != _WHOLE)) & np.take(root.negotiated, outcomes)
        verdicts[fewer & ((left_one == _NONE) | (left_other == _NONE))] = NOT_SHARED
        some = np.argwhere(fewer & (left_one != _NONE) & (left_other != _NONE))
        if len(some):
            at = some[:, 0], some[:, 1]
            what = np.stack([root_rows[at[0]], root_cols[at[1]], left_one[at], left_other[at]], axis=1)
            distinct, first, inverse = np.unique(what, axis=0, return_index=True, return_inverse=True)
            found = [
                self._again(tuple(map(int, each)), int(states[at[0][index], at[1][index]]))
                for each, index in zip(distinct, first, strict=True)
            ]
            verdicts[at] = np.array(found, np.uint8)[inverse.reshape(-1)]
        return verdicts

    def _again(self, what: tuple[int, ...], state: int) -> int:
        """The root's verdict among what is left of two declarations: judged once."""
        if what not in self.again:
            if len(self.again) > _REMEMBERED:
                self.again.clear()
            root = self.root
            (i, one), (j, other) = root.rows.first[what[0]], root.cols.last[what[1]]
            between = self.court.between(root.key, i, one, j, other)
            meeting, _ = self.court.settled(between, root.key, root.direction)
            networks = self.lane.states[state]
            if meeting is None or networks is None:
                raise AssertionError("only offers that met are narrowed")
            named = dict(zip((between.a.code, between.b.code), networks, strict=True))
            verdict, _ = narrowed(meeting, named, between)
            self.again[what] = number(Cell(verdict))
        return self.again[what]


_REMEMBERED = 100_000


def _joint(one: Numbers, other: Numbers) -> tuple[tuple[Numbers, Numbers], Numbers]:
    """The pairs of numbers that occur at the same index, and by index which pair it is."""
    width = int(other.max()) + 1
    distinct, of = np.unique(one.astype(np.int64) * width + other, return_inverse=True)
    return (distinct // width, distinct % width), of.reshape(-1)


def _left(lane: Lane, root: Lane, place: int) -> Numbers:
    """By class of the root and state of the lane: what is left of the offers on that network.

    `_WHOLE` is all, `_NONE` is none, and any other number stands for the same offers of a class.
    """
    classes = (root.rows, root.cols)[place]
    ends = (classes.first, classes.last)[place]
    side = side_of(root, place)
    left = np.zeros((len(ends), len(lane.states)), np.int32)
    for number_, (_, sides) in enumerate(ends):
        offers = sides[side].offers if side in sides else ()
        kinds: dict[tuple[int, ...], int] = {tuple(range(len(offers))): _WHOLE, (): _NONE}
        for state, networks in enumerate(lane.states):
            if networks is not None and offers:
                kept = {id(each) for each in riding(offers, networks[place])}
                what = tuple(at for at, offer in enumerate(offers) if id(offer) in kept)
                left[number_, state] = kinds.setdefault(what, len(kinds))
    return left


def side_of(lane: Lane, place: int) -> Side:
    """What the first (0) or the second (1) partner of a pair brings to a lane."""
    if lane.direction is None:
        return Side.OFFERS
    return Side.PROVIDES if (lane.direction == "A->B") is (place == 0) else Side.ACCEPTS
