"""All pairs of partners: what `compare` says of each, for each exchange, from as few judgements as there can be."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from ..declarations import Key
from ..overview import NO_PAIR, Blocking, Cell, Matrix, Member, PairSummary, Selection
from ..overview import Lane as Shown
from ..partners import Partner
from ..report import Report, Verdict
from ..standards import Standards
from .blocks import Board, Totals
from .changes import ranked_changes
from .lanes import ABSENT, BLOCKED, VERDICTS, Court, Numbers, Progress, world
from .pairwise import is_chosen

__all__ = ["matrix"]

_ALL = Selection()
_LEAST = 8  # first partners of a block at least
_BLOCK = 1 << 22  # pairs that are worked on at once
_CELLS = 1 << 28  # cells that are kept at most, over all lanes
_COUNTS = 1 << 24  # pairs of which the counts are kept at most


def matrix(
    partners: Mapping[str, Partner],
    standards: Standards,
    date: datetime.date,
    report: Report,
    selection: Selection = _ALL,
    *,
    top: int = 10,
    ranked: bool = False,
    progress: Progress = lambda *_: None,
) -> Matrix:
    """What all pairs of `partners` come to on `date`, as far as the selection asks for it.

    At least two partners; `report` is what is to be told of the files. `ranked` asks formats to rank the partners.
    """
    court = Court([partners[code] for code in sorted(partners)], standards, date)
    here = world(court, progress)
    board = Board(here)
    wanted = [index for index, lane in enumerate(here.lanes) if is_chosen(selection, *lane.key)]
    lacking = np.array([bool(partner.incomplete) for partner in court.partners], bool)
    gathering = _Gathering(board, wanted, lacking, selection, top)
    gathering.fill(progress)
    changes = ranked_changes(here, board, wanted, lacking, gathering.only, top, progress)
    return Matrix(
        report=report,
        selection=selection,
        members=tuple(gathering.members()),
        pairs=gathering.pair_counts(),
        verdicts=gathering.verdict_rows(),
        counts=gathering.count_rows(),
        lanes=tuple(gathering.shown()),
        blocking=tuple(sorted(gathering.blocking(), key=_order)),
        worst=tuple(gathering.worst()),
        changes=tuple(changes),
        top=top,
        ranked=ranked,
    )


def _order(each: Blocking) -> tuple[Any, ...]:
    """What blocks the most pairs first, by its own rules and then with its roots'."""
    return -each.own, -each.pairs, each.kind, each.id, each.name


def _tally(counts: Sequence[int]) -> dict[Verdict, int]:
    return dict(zip(VERDICTS, map(int, counts), strict=True))


class _Gathering:
    """The matrix while its blocks of pairs come in: the verdicts of pairs, the tallies, and what is kept of cells."""

    def __init__(self, board: Board, wanted: Sequence[int], lacking: Numbers, selection: Selection, top: int) -> None:
        self.board, self.wanted, self.lacking, self.top = board, wanted, lacking, top
        self.codes = [partner.code for partner in board.world.court.partners]
        self.only = self.codes.index(selection.only) if selection.only is not None else None
        count = len(self.codes)
        height = count if self.only is None else 1
        self.verdicts = np.full((height, count), NO_PAIR, np.uint8)
        kept = height * count
        self.counts = np.zeros((height, count), np.uint8) if kept <= _COUNTS else None
        self.keep = kept * len(wanted) <= (_CELLS * 2 if self.only is None else _CELLS)
        self.cells: dict[int, list[Numbers]] = {index: [] for index in wanted}
        self.tallies = {index: np.zeros(len(VERDICTS), np.int64) for index in wanted}
        self.blocked: dict[Key, list[int]] = {board.lanes[index].key: [0, 0] for index in wanted}  # by itself, in all
        self.best: list[tuple[int, int, int]] = []  # key, first, second: the smallest key is the worst pair

    # ── blocks ───────────────────────────────────────────────────────────────────────────────────────────

    def fill(self, progress: Progress) -> None:
        count = len(self.codes)
        if self.only is not None:
            self._take(np.arange(self.only), np.array([self.only]))
            self._take(np.array([self.only]), np.arange(self.only + 1, count))
            return
        height = max(_LEAST, min(128, _BLOCK // max(1, count)))
        for start in range(0, count, height):
            progress("gathered", start, count)
            self._take(np.arange(start, min(start + height, count)), np.arange(start, count))

    def _take(self, rows: Numbers, cols: Numbers) -> None:
        """A block of pairs, of which only those count whose first partner stands before the second."""
        if not len(rows) or not len(cols):
            return
        valid = cols[:, None] > rows[None, :]
        whole = bool(valid.all())
        totals = Totals(self.lacking[cols][:, None] | self.lacking[rows][None, :])
        # Masks of one exchange at a time: those of all of them take more than everything that is kept.
        for key, lanes in groupby(
            self.board.block(rows, cols, self.wanted), lambda each: self.board.lanes[each[0]].key
        ):
            own, every = np.zeros(valid.shape, bool), np.zeros(valid.shape, bool)
            for index, cells in lanes:
                verdicts = cells.verdicts if whole else np.where(valid, cells.verdicts, np.uint8(ABSENT))
                self.tallies[index] += _counted(verdicts)
                own |= valid & (cells.own == BLOCKED)
                every |= verdicts == BLOCKED
                totals.add(cells, verdicts, self.board.final[index])
                if self.keep:
                    self.cells[index].append(cells.indices.T[valid.T])
            for place, mask in enumerate((own, every)):
                self.blocked[key][place] += int(np.count_nonzero(mask))
        totals.close()
        self._put(rows, cols, totals.pair, totals.count, valid)
        self._rank(rows, cols, totals.pair, totals.count, valid)

    def _put(self, rows: Numbers, cols: Numbers, pair: Numbers, count: Numbers, valid: Numbers) -> None:
        for kept, found in ((self.verdicts, pair), (self.counts, count)):
            if kept is None:
                continue
            if self.only is not None:
                others = cols if rows[0] == self.only and len(rows) == 1 else rows
                kept[0, others] = found.reshape(-1)
                continue
            up, low = np.ix_(rows, cols), np.ix_(cols, rows)
            kept[up] = np.where(valid.T, found.T, kept[up])
            kept[low] = np.where(valid, found, kept[low])

    def _rank(self, rows: Numbers, cols: Numbers, pair: Numbers, count: Numbers, valid: Numbers) -> None:
        """Keep the worst pairs: by verdict, then by how many exchanges come to it, then in their order."""
        keys = pair.T.astype(np.uint16) * 256 + (255 - count.T)
        keys = np.where(valid.T, keys, np.uint16(0xFFFF)).reshape(-1)
        below = np.cumsum(np.bincount(keys, minlength=1 << 12)[: 1 << 12])
        bound = int(np.searchsorted(below, min(self.top, int(below[-1]))))
        chosen = np.concatenate([np.flatnonzero(keys < bound), np.flatnonzero(keys == bound)[: self.top]])
        width = len(cols)
        found = [(int(keys[at]), int(rows[at // width]), int(cols[at % width])) for at in chosen.tolist()]
        self.best = sorted(each for each in (*self.best, *found) if each[0] != 0xFFFF)[: self.top]

    # ── what it comes to ─────────────────────────────────────────────────────────────────────────────────

    def verdict_rows(self) -> tuple[memoryview, ...]:
        return _rows(self.verdicts)

    def count_rows(self) -> tuple[memoryview, ...]:
        return () if self.counts is None else _rows(self.counts)

    def pair_counts(self) -> dict[Verdict, int]:
        counts = _counted(self.verdicts)
        return _tally(counts if self.only is not None else [each // 2 for each in counts])

    def members(self) -> Iterator[Member]:
        by_member = [np.count_nonzero(self.verdicts == each, axis=0) for each in range(len(VERDICTS))]
        for index, partner in enumerate(self.board.world.court.partners):
            counts = [int(each[index]) for each in by_member]
            if index == self.only:
                counts = _counted(self.verdicts)
            yield Member(partner.code, partner.name, bool(self.lacking[index]), _tally(counts))

    def shown(self) -> Iterator[Shown]:
        for index in self.wanted:
            lane = self.board.lanes[index]
            legend, cells = self.board.final[index].legend, None
            if self.keep:
                legend, cells = _compact(legend, self.cells[index])
            tally = _tally(self.tallies[index].tolist())
            yield Shown(*lane.key, lane.title, lane.direction, tally, legend, cells)

    def blocking(self) -> Iterator[Blocking]:
        titles = {lane.key: lane.title for lane in self.board.lanes}
        for key, (own, pairs) in self.blocked.items():
            if pairs:
                yield Blocking(*key, titles[key], own, pairs)

    def worst(self) -> Iterator[PairSummary]:
        for key, first, second in self.best:
            found = self.board.block(np.array([first]), np.array([second]), self.wanted)
            counts = np.bincount([int(cells.verdicts[0, 0]) for _, cells in found], minlength=ABSENT + 1)
            yield PairSummary(
                self.codes[first], self.codes[second], VERDICTS[key // 256], _tally(counts[:ABSENT].tolist())
            )


def _counted(verdicts: Numbers) -> list[int]:
    """How many of these verdicts there are of each."""
    return [int(np.count_nonzero(verdicts == each)) for each in range(len(VERDICTS))]


def _rows(table: Numbers) -> tuple[memoryview, ...]:
    table.setflags(write=False)
    return tuple(memoryview(row.data) for row in table)


def _compact(legend: Sequence[Cell], blocks: Iterable[Numbers]) -> tuple[tuple[Cell, ...], memoryview]:
    """The cells that occur, in an order of their own, and where: as indices into these."""
    where = np.concatenate([np.zeros(0, np.uint8), *blocks])
    present = np.flatnonzero(np.bincount(where, minlength=len(legend))).tolist()
    order = sorted({legend[index] for index in present}, key=_cell_order)
    place = {cell: index for index, cell in enumerate(order)}
    renumbered = np.zeros(len(legend), np.uint8 if len(order) <= 256 else np.uint16)
    renumbered[present] = [place[legend[index]] for index in present]
    where = np.take(renumbered, where)
    where.setflags(write=False)
    return tuple(order), memoryview(where.data)


def _cell_order(cell: Cell) -> tuple[Any, ...]:
    return cell.verdict is not None and VERDICTS.index(cell.verdict) + 1, cell[1:]
