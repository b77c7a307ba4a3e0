"""For spreadsheets: a row for each exchange of each pair, in the order of the pairs; a formula is never one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ...overview import SEVERITIES, Cell, Lane, Matrix, pairs
from ...report import Verdict
from .. import CannotShow, Options
from .._inert import inert

SUFFIXES = (".csv",)

HEADS = (
    *("a", "b", "pair", "kind", "exchange", "name", "direction", "verdict"),
    *(f"broken_{severity}" for severity in SEVERITIES),
    *(f"unknown_{severity}" for severity in SEVERITIES),
    *("rooted", "incomplete"),
)
_LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def render(matrix: Matrix, _: Options) -> bytes:
    """The matrix as UTF-8 with a byte-order mark, so that spreadsheets read it as such, and RFC 4180's line ends."""
    if any(lane.cells is None for lane in matrix.lanes):
        raise CannotShow(
            f"a row for each exchange of each pair of {len(matrix.members):,} partners is too much for a table: "
            "choose some of it with --only, --kind or --exchange, or write json"
        )
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADS)
    writer.writerows(_rows(matrix))
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "backslashreplace")


def _rows(matrix: Matrix) -> Iterator[tuple[str | int, ...]]:
    lanes = sorted(matrix.lanes, key=lambda lane: (lane.kind, lane.id, lane.name, lane.direction or ""))
    verdicts = list(Verdict)
    codes = [_safe(member.code) for member in matrix.members]
    heads = [_lane(lane) for lane in lanes]
    tails = [[_cell(cell) for cell in lane.legend] for lane in lanes]
    for number, (first, second, pair) in enumerate(pairs(matrix)):
        for lane, head, tail in zip(lanes, heads, tails, strict=True):
            cell = lane.cells[number] if lane.cells else 0
            if lane.legend[cell].verdict is not None:
                yield codes[first], codes[second], verdicts[pair].value, *head, *tail[cell]


def _lane(lane: Lane) -> tuple[str, ...]:
    return tuple(map(_safe, (lane.kind, lane.id, lane.name, lane.direction or "")))


def _cell(cell: Cell) -> tuple[str | int, ...]:
    verdict = cell.verdict.value if cell.verdict else ""
    return verdict, *cell.broken, *cell.open, _yes(cell.rooted), _yes(cell.incomplete)


def _yes(said: bool) -> str:
    return "yes" if said else "no"


def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""
    shown = inert(text)
    return f"'{shown}" if shown.startswith(_LEADS) else shown
