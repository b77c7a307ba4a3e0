"""Which changes to one partner's files would help the most pairs: found where most is blocked, made, judged again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..declarations import declared
from ..friction import edit
from ..mending import Mended, mends, nearest_miss, place
from ..negotiation import Offer, Steps
from ..overview import Change
from ..partners import Partner, kind_of
from ..profiles import Document
from ..relations import json_key
from ..report import Edit, Verdict
from .blocks import Board, Totals, side_of
from .edits import edited
from .lanes import BLOCKED, CLEAR, NOT_SHARED, Lane, Numbers, Progress, World, changed

_SPOTS = 40  # declarations that block the most pairs
_FACING = 3  # declarations that stand against each of these, the most frequent first
_MEMBERS = 8  # partners with the same declaration whose files are looked at
_TRIED = 40  # changes that are made and judged again, where few are asked for


class _Spot(NamedTuple):
    """A declaration that is blocked, or hurt, by others: which side of which lane it is, and how many pairs it costs.

    `facing` are the classes that stand against it, the most frequent first.
    """

    lane: Lane
    end: int  # 0: of the first partner of a pair, 1: of the second
    number: int
    weight: int
    facing: tuple[int, ...]


class _Step(NamedTuple):
    """One change of a declaration: in which of its offers, where in it, and what."""

    offer: int
    steps: Steps
    do: str
    value: Any


class _Candidate(NamedTuple):
    """A change of one partner's files that has not been tried yet, and how many pairs it might help at most."""

    partner: str
    exchange: str
    title: str
    edits: tuple[Edit, ...]
    weight: int
    alike: int


def ranked_changes(
    world: World,
    board: Board,
    wanted: Sequence[int],
    lacking: Numbers,
    only: int | None,
    top: int,
    progress: Progress,
) -> list[Change]:
    """The changes that were tried and help, those that unblock the most pairs first; at most `top`."""
    candidates = _candidates(world, board, wanted, only)
    tried = max(_TRIED, 2 * top)
    found = []
    for done, candidate in enumerate(candidates[:tried]):
        progress("tried", done, min(tried, len(candidates)))
        change = _tried(candidate, world, board, wanted, lacking, only)
        if change and _helps(change):
            found.append(change)
    progress("tried", tried, tried)
    return sorted(found, key=_rank)[:top]


def _helps(change: Change) -> bool:
    """Whether it mends more than it breaks."""
    return change.exchanges > change.worsens or (change.clears > 0 and not change.worsens)


def _rank(change: Change) -> tuple[Any, ...]:
    edits = [(each.path, each.pointer, each.do, json_key(each.value)) for each in change.edits]
    helps = change.unblocks, change.clears, change.exchanges
    return *(-each for each in helps), change.worsens, len(edits), change.partner, edits


# ── what might help ──────────────────────────────────────────────────────────────────────────────────────


def _candidates(world: World, board: Board, wanted: Sequence[int], only: int | None) -> list[_Candidate]:
    """Every change that is named for the worst spots, once a partner; what might help most first."""
    by_edits: dict[Any, _Candidate] = {}
    for spot in _spots(world, board, wanted, only):
        named: dict[str, tuple[_Step, ...]] = {}
        for other in spot.facing:
            for steps in _named(world, spot, other):
                named.setdefault(repr(steps), steps)
        for steps in named.values():
            for candidate in _of_members(world, spot, steps):
                key = (
                    candidate.partner,
                    [(each.path, each.pointer, each.do, json_key(each.value)) for each in candidate.edits],
                )
                known = by_edits.get(repr(key))
                weight = candidate.weight + (known.weight if known else 0)
                by_edits[repr(key)] = candidate._replace(weight=weight)
    order = sorted(by_edits.items(), key=lambda each: (-each[1].weight, len(each[1].edits), each[0]))
    return [candidate for _, candidate in order]


def _spots(world: World, board: Board, wanted: Sequence[int], only: int | None) -> list[_Spot]:
    """Where most is blocked, and after that where most is hurt, with what stands against it."""
    relevant = sorted(
        {*wanted, *(root for index in wanted for names in board.roots[index] for name in names for root in name)}
    )
    found: list[tuple[bool, _Spot]] = []
    for index in relevant:
        lane = world.lanes[index]
        pairs = _weights(lane, only)
        verdicts = np.take(board.verdicts[index], lane.table)
        met = np.take(lane.negotiated, lane.table)
        for lesser, where in ((False, verdicts == BLOCKED), (True, (verdicts > BLOCKED) & (verdicts < CLEAR))):
            costs = np.where(where & met, pairs, 0)
            for end, table in ((0, costs), (1, costs.T)):
                totals = table.sum(axis=1)
                for number in np.argsort(-totals, kind="stable")[:_SPOTS].tolist():
                    if totals[number]:
                        facing = np.argsort(-table[number], kind="stable")[:_FACING].tolist()
                        standing = tuple(other for other in facing if table[number][other])
                        found.append((lesser, _Spot(lane, end, number, int(totals[number]), standing)))
    found.sort(key=lambda each: (each[0], -each[1].weight, each[1].lane.key, each[1].lane.direction or "", each[1].end))
    return [spot for _, spot in found[:_SPOTS]]


def _weights(lane: Lane, only: int | None) -> Numbers:
    """By two classes, how many pairs of partners there are of them (or of those with the one that is asked for)."""
    rows, cols = (np.bincount(each.of, minlength=len(each.first)) for each in (lane.rows, lane.cols))
    if only is None:
        return np.outer(rows, cols)
    row, col = (np.bincount(each.of[[only]], minlength=len(each.first)) for each in (lane.rows, lane.cols))
    return np.outer(row, cols) + np.outer(rows, col)


def _named(world: World, spot: _Spot, other: int) -> Iterator[tuple[_Step, ...]]:
    """The changes of one declaration alone that mend what another breaks with it."""
    row, col = (spot.number, other) if spot.end == 0 else (other, spot.number)
    lane, court = spot.lane, world.court
    (i, one), (j, two) = lane.rows.first[row], lane.cols.last[col]
    between = court.between(lane.key, i, one, j, two)
    meeting, _ = court.settled(between, lane.key, lane.direction)
    if meeting is None or meeting.negotiated is None:
        return
    ours = between.a.code if spot.end == 0 else between.b.code
    by = "a" if meeting.one.code == ours else "b"
    offers = (meeting.one if by == "a" else meeting.other).said.offers
    if meeting.negotiated.verdict is Verdict.BLOCKED:
        first = meeting.one.code < meeting.other.code
        said = meeting.one.said.offers, meeting.other.said.offers
        found = [nearest_miss(meeting.exchange, *said, meeting.negotiated, a_first=first, by=by)]
    else:
        broken = ((asked, pair) for pair in meeting.negotiated.pairs for asked in pair.asked if asked.broken)
        found = [each for asked, pair in broken for each in mends(asked, pair)]
    places = {place(offer): number for number, offer in enumerate(sorted(offers, key=lambda offer: offer.order))}
    for changes in found:
        if changes and all(place(change.offer) in places for change in changes):
            yield tuple(_step(change, places[place(change.offer)]) for change in changes)
            if meeting.negotiated.verdict is Verdict.BLOCKED:
                return


def _step(change: Mended, offer: int) -> _Step:
    return _Step(offer, change.steps[len(change.offer.steps) :], change.do, change.value)


def _of_members(world: World, spot: _Spot, steps: Sequence[_Step]) -> Iterator[_Candidate]:
    """The change, as the files of those partners have it who declare the same."""
    lane, court = spot.lane, world.court
    classes = (lane.rows, lane.cols)[spot.end]
    members = np.flatnonzero(classes.of == spot.number).tolist()
    for index in members[:_MEMBERS]:
        said = declared(court.partners[index], court.standards, court.date)[lane.key][side_of(lane, spot.end)]
        offers = sorted(said.offers, key=lambda offer: offer.order)
        edits = tuple(edit(_mended(offers[step.offer], step)) for step in steps)
        owner = said.via or court.partners[index].code
        exchange = f"{lane.key[0]}/{lane.key[1]}"
        yield _Candidate(owner, exchange, lane.title, edits, spot.weight, max(0, len(members) - _MEMBERS))


def _mended(offer: Offer, step: _Step) -> Mended:
    return Mended(offer, (*offer.steps, *step.steps), step.do, step.value)


# ── whether it does ──────────────────────────────────────────────────────────────────────────────────────


def _tried(
    candidate: _Candidate, world: World, board: Board, wanted: Sequence[int], lacking: Numbers, only: int | None
) -> Change | None:
    """What becomes of all pairs when the change is made; `None` where its files would be valid no more."""
    court = world.court
    codes = [partner.code for partner in court.partners]
    owner = court.partners[codes.index(candidate.partner)]
    documents = tuple(edited(document, candidate.edits) for document in owner.documents)
    if not all(_valid(world, document) for document in documents):
        return None
    done = {owner.code: owner._replace(documents=documents)}
    moved = {index: _sponsored(partner, done) for index, partner in enumerate(court.partners) if _rides(partner, owner)}
    after = Board(changed(world, moved), board)
    counts = np.zeros(4, np.int64)
    for rows, cols in _rows_of(sorted(moved), len(codes)):
        counts += _differences(board, after, rows, cols, wanted, lacking, only)
    unblocks, clears, exchanges, worsens = counts.tolist()
    return Change(
        candidate.partner,
        candidate.exchange,
        candidate.title,
        candidate.edits,
        unblocks,
        clears,
        exchanges,
        worsens,
        candidate.alike,
    )


def _valid(world: World, document: Document) -> bool:
    kind = kind_of(document, world.court.standards)
    return kind is None or kind.schema.holds(kind.view(document.value))


def _rides(partner: Partner, owner: Partner) -> bool:
    return any(each.code == owner.code for each in partner.lineage)


def _sponsored(partner: Partner, done: dict[str, Partner]) -> Partner:
    """The partner as it is now: its sponsor, and its sponsor's sponsor, with what has changed."""
    if partner.code not in done:
        sponsor = partner.sponsor and _sponsored(partner.sponsor, done)
        done[partner.code] = partner._replace(sponsor=sponsor)
    return done[partner.code]


def _rows_of(indices: Sequence[int], count: int) -> Iterator[tuple[Numbers, Numbers]]:
    """Blocks that hold every pair of these partners once, where the first stands before the second."""
    these = np.array(indices)
    others = np.setdiff1d(np.arange(count), these)
    height = max(1, (1 << 20) // count)
    for start in range(0, count, height):
        yield np.arange(start, min(start + height, count)), these
    for start in range(0, len(these), height):
        yield these[start : start + height], others


def _differences(
    before: Board, after: Board, rows: Numbers, cols: Numbers, wanted: Iterable[int], lacking: Numbers, only: int | None
) -> Numbers:
    """Pairs unblocked, pairs cleared, exchanges unblocked, exchanges made worse."""
    wanted = list(wanted)
    valid = cols[:, None] > rows[None, :]
    if only is not None:
        valid = valid & ((cols[:, None] == only) | (rows[None, :] == only))
    if not valid.any():
        return np.zeros(4, np.int64)
    unsaid = lacking[cols][:, None] | lacking[rows][None, :]
    old, new = Totals(unsaid), Totals(unsaid)
    exchanges = worsens = 0
    for (index, was), (_, now) in zip(before.block(rows, cols, wanted), after.block(rows, cols, wanted), strict=True):
        old.add(was, was.verdicts, before.final[index])
        new.add(now, now.verdicts, after.final[index])
        exchanges += _count(valid & (was.verdicts == BLOCKED) & (now.verdicts != BLOCKED))
        worsens += _count(valid & (now.verdicts < was.verdicts))
    first, last = old.close().pair, new.close().pair
    unblocks = _count(valid & (first == BLOCKED) & (last != BLOCKED))
    clears = _count(valid & (first < CLEAR) & (last >= CLEAR) & (last < NOT_SHARED))
    return np.array([unblocks, clears, exchanges, worsens], np.int64)


def _count(where: Numbers) -> int:
    return int(np.count_nonzero(where))
