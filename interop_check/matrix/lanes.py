"""Each exchange by itself: equal declarations interned, and each pair of distinct ones judged once."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from ..declarations import Declared, Key, declared
from ..meetings import Between, Meeting, Told, facing, questions, settled, tallied
from ..overview import SEVERITIES, Cell
from ..partners import Partner, kind_of
from ..report import Outcome, Verdict
from ..standards import Exchange, Mode, Side, Standards
from .looks import Looks, Sides, exchanges_of, lacking, named_readers, of_side

Numbers: TypeAlias = npt.NDArray[Any]

VERDICTS = tuple(Verdict)  # a verdict's number is its position here
NOT_SHARED = VERDICTS.index(Verdict.NOT_SHARED)
BLOCKED = VERDICTS.index(Verdict.BLOCKED)
UNKNOWN = VERDICTS.index(Verdict.UNKNOWN)
CLEAR = VERDICTS.index(Verdict.CLEAR)
ABSENT = len(VERDICTS)  # no verdict: the two do not meet there


class Classes(NamedTuple):
    """The declarations of one side of an exchange: `of` has each partner's, as a small number.

    `first` and `last` are the first and the last partner of each, by index, and what these say.
    """

    of: Numbers
    first: Sequence[tuple[int, Sides]]
    last: Sequence[tuple[int, Sides]]


class Lane(NamedTuple):
    """One exchange in one direction. The first partner of a pair stands in `rows`, the second in `cols`.

    `table` has an index into `legend` for each two classes that meet, and `nets` one into `states`: the networks
    that the chosen offers of the two ride on; 0, and no table at all, where they name none.
    """

    key: Key
    direction: str | None
    title: str
    rows: Classes
    cols: Classes
    table: Numbers
    legend: tuple[Cell, ...]
    negotiated: Numbers  # by cell of the legend: whether offers met
    nets: Numbers | None
    states: tuple[tuple[str, str] | None, ...]

    @property
    def root(self) -> tuple[str, str]:
        return self.key[0], self.key[1]

    def verdicts(self) -> Numbers:
        """By cell of the legend, the number of its verdict."""
        return np.array([number(cell) for cell in self.legend], np.uint8)


def number(cell: Cell) -> int:
    """The number of a cell's verdict."""
    return ABSENT if cell.verdict is None else VERDICTS.index(cell.verdict)


class Court:
    """Judges one exchange of two partners, by the functions that compare them."""

    def __init__(self, partners: Sequence[Partner], standards: Standards, date: datetime.date) -> None:
        self.partners, self.standards, self.date = partners, standards, date

    def between(self, key: Key, i: int, one: Sides, j: int, other: Sides) -> Between:
        a, b = self.partners[i], self.partners[j]
        said: dict[str, Declared] = {a.code: {key: dict(one)}, b.code: {key: dict(other)}}
        return Between(a, b, self.standards, self.date, said)

    def settled(self, between: Between, key: Key, direction: str | None) -> tuple[Meeting | None, tuple[Told, ...]]:
        """What the two come to there, and what findings would tell of it."""
        for bare, newest in facing(key, between):
            if bare.sides.direction == direction:
                meeting = settled(bare, newest, between)
                if meeting is None:
                    return None, tuple(Told(each.rule, each.severity, each.outcome) for each in questions(bare))
                return meeting, tuple(tallied(meeting))
        return None, ()


class World(NamedTuple):
    """All partners by code, and everything in which they meet."""

    court: Court
    looks: Mapping[Key, Looks]
    sponsors: frozenset[str]
    lanes: tuple[Lane, ...]


Progress: TypeAlias = Callable[[str, int, int], object]  # what is done, how much of it, of how much


def world(court: Court, progress: Progress) -> World:
    """Every exchange that anybody declares, in each direction."""
    partners, standards = court.partners, court.standards
    sponsors = frozenset(each.code for partner in partners for each in list(partner.lineage)[1:])
    readers = _readers(court)
    looks: dict[Key, Looks] = {}
    interned: dict[tuple[Key, Side], _Interning] = {}
    for index, partner in enumerate(partners):
        progress("read", index, len(partners))
        said = declared(partner, standards, court.date)
        for key in said:
            if key not in looks:
                exchanges = exchanges_of(key, standards)
                looks[key] = Looks(exchanges, readers.get((key[0], key[1]), frozenset()))
                interned |= {(key, side): _Interning(len(partners)) for side in looks[key].sides}
            for side in looks[key].sides:
                what = of_side(partner, key, said[key], side, looks[key], sponsors)
                interned[key, side].put(index, what, said[key])
    classes = {at: interning.closed(at[0], partners) for at, interning in interned.items()}
    lanes = []
    for done, key in enumerate(sorted(looks)):
        progress("judged", done, len(looks))
        for direction, row, col in _directions(exchanges_of(key, standards)):
            lanes.append(_lane(court, key, direction, classes[key, row], classes[key, col]))
    return World(court, looks, sponsors, tuple(lanes))


def _directions(exchanges: Sequence[Exchange]) -> Iterator[tuple[str | None, Side, Side]]:
    """The directions of an exchange, with what the first and the second partner of a pair bring."""
    modes = {exchange.mode for exchange in exchanges}
    if Mode.PEER in modes:
        yield None, Side.OFFERS, Side.OFFERS
    if modes - {Mode.PEER}:
        yield "A->B", Side.PROVIDES, Side.ACCEPTS
        yield "B->A", Side.ACCEPTS, Side.PROVIDES


def _readers(court: Court) -> Mapping[tuple[str, str], frozenset[str]]:
    """By exchange, every text that a rule about readers could take for a partner or a group."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for document in (each for partner in court.partners for each in partner.documents):
        kind = kind_of(document, court.standards)
        for located in kind.locate(document.value) if kind else ():
            exchanges = exchanges_of((document.kind or "", located.id, located.name), court.standards)
            values = [value for _, _, value in kind.offers(located)] if kind else []
            found[document.kind or "", located.id].update(named_readers(exchanges, values))
    return {key: frozenset(texts) for key, texts in found.items()}


class _Interning:
    """One side of an exchange while its declarations are numbered. Number 0 is still to be given."""

    def __init__(self, count: int) -> None:
        self.of = np.full(count, -1, np.int32)
        self.numbers: dict[Any, int] = {}
        self.first: list[tuple[int, Sides]] = []
        self.last: list[tuple[int, Sides]] = []

    def put(self, index: int, what: Any, sides: Sides) -> None:
        """The next partner, and what it says."""
        number = self.numbers.setdefault(what, len(self.numbers))
        self.of[index] = number
        if number == len(self.first):
            self.first.append((index, sides))
            self.last.append((index, sides))
        self.last[number] = index, sides

    def closed(self, key: Key, partners: Sequence[Partner]) -> Classes:
        """With those partners who say nothing of it."""
        silent: dict[Any, list[int]] = defaultdict(list)
        for index in np.flatnonzero(self.of < 0).tolist():
            silent[lacking(partners[index], key[0])].append(index)
        for indices in silent.values():
            self.of[indices] = len(self.first)
            self.first.append((indices[0], {}))
            self.last.append((indices[-1], {}))
        return Classes(self.of, tuple(self.first), tuple(self.last))


class _Tables:
    """The tables of a lane while they are filled."""

    def __init__(self, lane: Lane | None = None) -> None:
        self.cells: dict[tuple[Cell, bool], int] = {(Cell(), False): 0}
        self.states: dict[tuple[str, str] | None, int] = {None: 0}
        if lane:
            known = zip(lane.legend, map(bool, lane.negotiated), strict=True)
            self.cells = {each: index for index, each in enumerate(known)}
            self.states = {each: index for index, each in enumerate(lane.states)}

    def put(self, meeting: Meeting | None, told: Iterable[Told], swapped: bool) -> tuple[int, int]:
        cell = cell_of(meeting, told)
        entry = cell, bool(meeting and meeting.negotiated)
        networks = meeting.networks() if meeting else {}
        state = None
        if meeting and networks:
            one, other = networks[meeting.one.code], networks[meeting.other.code]
            state = (other, one) if swapped else (one, other)
        return self.cells.setdefault(entry, len(self.cells)), self.states.setdefault(state, len(self.states))

    def closed(self, lane: Lane) -> Lane:
        return lane._replace(
            table=_narrow(lane.table, len(self.cells)),
            legend=tuple(cell for cell, _ in self.cells),
            negotiated=np.array([negotiated for _, negotiated in self.cells], bool),
            nets=None if lane.nets is None or len(self.states) == 1 else _narrow(lane.nets, len(self.states)),
            states=tuple(self.states),
        )


def _narrow(table: Numbers, count: int) -> Numbers:
    return table.astype(np.uint8 if count <= 256 else np.uint16, copy=False)


def cell_of(meeting: Meeting | None, told: Iterable[Told]) -> Cell:
    """What a cell says of a meeting; where there is none, only what is to be asked."""
    counts = {Outcome.BROKEN: [0, 0, 0, 0], Outcome.UNKNOWN: [0, 0, 0, 0]}
    for each in set(told):
        counts[each.outcome][SEVERITIES.index(each.severity)] += 1
    broken, open_ = (tuple(counts[came]) for came in (Outcome.BROKEN, Outcome.UNKNOWN))
    verdict = meeting.verdict if meeting else None
    return Cell(verdict, broken, open_, bool(meeting and meeting.incomplete))  # type: ignore[arg-type]


def _lane(court: Court, key: Key, direction: str | None, rows: Classes, cols: Classes) -> Lane:
    title = exchanges_of(key, court.standards)[-1].title
    shape = len(rows.first), len(cols.first)
    lane = Lane(
        key, direction, title, rows, cols, np.zeros(shape, np.uint16), (), np.zeros(0), np.zeros(shape, np.uint16), ()
    )
    # Two declarations meet where someone with the one stands before someone with the other: these two are judged.
    met = ((r, c) for r in range(shape[0]) for c in range(shape[1]) if rows.first[r][0] < cols.last[c][0])
    return _judged(court, lane, met, _Tables())


def _judged(court: Court, lane: Lane, met: Iterable[tuple[int, int]], tables: _Tables) -> Lane:
    nets = np.zeros(lane.table.shape, np.uint16) if lane.nets is None else lane.nets
    for row, col in met:
        (i, one), (j, other) = lane.rows.first[row], lane.cols.last[col]
        if one or other:
            meeting, told = court.settled(court.between(lane.key, i, one, j, other), lane.key, lane.direction)
            lane.table[row, col], nets[row, col] = tables.put(meeting, told, lane.direction == "B->A")
    return tables.closed(lane._replace(nets=nets))


# ── one partner's declaration changed ────────────────────────────────────────────────────────────────────


def changed(world: World, partners: Mapping[int, Partner]) -> World:
    """The world as it is when the partners at these indices say something else, each exchange judged for them."""
    court = world.court
    others = [partners.get(index, partner) for index, partner in enumerate(court.partners)]
    after = Court(others, court.standards, court.date)
    moved: dict[Key, dict[int, Sides]] = defaultdict(dict)
    for index, now in partners.items():
        before = court.partners[index]
        said, says = (declared(each, court.standards, court.date) for each in (before, now))
        for key in world.looks:
            old, new = said.get(key, {}), says.get(key, {})
            if _all_sides(world, before, key, old) != _all_sides(world, now, key, new):
                moved[key][index] = new
    lanes = (_with(world, after, lane, moved[lane.key]) if lane.key in moved else lane for lane in world.lanes)
    return world._replace(court=after, lanes=tuple(lanes))


def _all_sides(world: World, partner: Partner, key: Key, sides: Sides) -> tuple[Any, ...]:
    looks = world.looks[key]
    return tuple(of_side(partner, key, sides, side, looks, world.sponsors) for side in looks.sides)


def _with(world: World, court: Court, lane: Lane, moved: Mapping[int, Sides]) -> Lane:
    """The lane with new classes for some partners, met with all others."""
    groups: dict[Any, list[int]] = defaultdict(list)
    for index, sides in sorted(moved.items()):
        groups[_all_sides(world, court.partners[index], lane.key, sides)].append(index)
    rows, cols = (_joined(classes, list(groups.values()), moved) for classes in (lane.rows, lane.cols))
    old = lane.table.shape
    table, nets = (
        None if each is None else np.pad(each.astype(np.uint16), ((0, len(groups)), (0, len(groups))))
        for each in (lane.table, lane.nets)
    )
    grown = lane._replace(rows=rows, cols=cols, table=table, nets=nets)  # type: ignore[arg-type]
    met = [
        (row, col)
        for row in range(len(rows.first))
        for col in range(0 if row >= old[0] else old[1], len(cols.first))
        if rows.first[row][0] < cols.last[col][0]
    ]
    return _judged(court, grown, met, _Tables(lane))


def _joined(classes: Classes, groups: Sequence[Sequence[int]], moved: Mapping[int, Sides]) -> Classes:
    of = classes.of.copy()
    for number, indices in enumerate(groups, len(classes.first)):
        of[list(indices)] = number
    first, last = ([(indices[end], moved[indices[end]]) for indices in groups] for end in (0, -1))
    return Classes(of, (*classes.first, *first), (*classes.last, *last))
