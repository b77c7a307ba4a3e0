"""For spreadsheets: a row for each exchange of each pair, in the order of the pairs; a formula is never one."""

from __future__ import annotations

from collections.abc import Iterator

from ...overview import SEVERITIES, Cell, Lane, Matrix, pairs
from ...report import Verdict
from .. import CannotShow, Options
from ..csv import table

SUFFIXES = (".csv",)

HEADS = (
    *("a", "b", "pair", "kind", "exchange", "name", "direction", "verdict"),
    *(f"broken_{severity}" for severity in SEVERITIES),
    *(f"unknown_{severity}" for severity in SEVERITIES),
    *("rooted", "incomplete"),
)


def render(matrix: Matrix, _: Options) -> bytes:
    """The matrix as CSV, in UTF-8 with a byte-order mark; raises `CannotShow` where it would be too long."""
    if any(lane.cells is None for lane in matrix.lanes):
        raise CannotShow(
            f"a row for each exchange of each pair of {len(matrix.members):,} partners is too much for a table: "
            "choose some of it with --only, --kind or --exchange, or write json"
        )
    return table(HEADS, _rows(matrix))


def _rows(matrix: Matrix) -> Iterator[tuple[str, ...]]:
    lanes = sorted(matrix.lanes, key=lambda lane: (lane.kind, lane.id, lane.name, lane.direction or ""))
    verdicts = list(Verdict)
    codes = [member.code for member in matrix.members]
    heads = [_lane(lane) for lane in lanes]
    tails = [[_cell(cell) for cell in lane.legend] for lane in lanes]
    for number, (first, second, pair) in enumerate(pairs(matrix)):
        for lane, head, tail in zip(lanes, heads, tails, strict=True):
            cell = lane.cells[number] if lane.cells else 0
            if lane.legend[cell].verdict is not None:
                yield codes[first], codes[second], verdicts[pair].value, *head, *tail[cell]


def _lane(lane: Lane) -> tuple[str, ...]:
    return lane.kind, lane.id, lane.name, lane.direction or ""


def _cell(cell: Cell) -> tuple[str, ...]:
    verdict = cell.verdict.value if cell.verdict else ""
    return verdict, *map(str, cell.broken), *map(str, cell.open), _yes(cell.rooted), _yes(cell.incomplete)


def _yes(said: bool) -> str:
    return "yes" if said else "no"
