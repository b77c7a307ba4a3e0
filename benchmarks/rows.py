"""What was measured, and how it is written down: ratios first, what they were made of second, never whose machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Row(NamedTuple):
    """One ratio: what was measured, and what it was measured against.

    `ratio` is `None` where there was nothing to measure against, and `theirs` says why. It should be at most `target`;
    `None` where none is set.
    """

    what: str
    against: str
    ratio: float | None
    target: float | None
    ours: str
    theirs: str


HEAD = "| what | compared with | ratio | at most | | this | that |\n| --- | --- | ---: | ---: | --- | ---: | ---: |"
SHORT = "| what | compared with | ratio |\n| --- | --- | ---: |"


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """The table of `rows` as Markdown, below `HEAD`."""
    for row in rows:
        yield f"{_start(row)} {_number(row.target)} | {_judged(row)} | {row.ours} | {row.theirs} |"


def quoted(line: str) -> str:
    """A line of `lines` as it stands in a table below `SHORT`."""
    return "|".join(line.split("|")[:4]) + "|"


def _start(row: Row) -> str:
    return f"| {row.what} | {row.against} | {_number(row.ratio)} |"


def _judged(row: Row) -> str:
    if row.ratio is None or row.target is None:
        return ""
    return "met" if row.ratio <= row.target else "missed"


def _number(value: float | None) -> str:
    """Two digits that count: 0.0021, 0.53, 8.1, 140."""
    if value is None:
        return "–"
    short = float(f"{value:.1e}")
    return f"{short:,.0f}" if short >= _TEN else f"{short:f}".rstrip("0").rstrip(".")


def seconds(value: float) -> str:
    name, size = next((each for each in _UNITS if value >= each[1]), _UNITS[-1])
    shown = value / size
    return f"{shown:,.0f} {name}" if shown >= _TEN else f"{shown:.1f} {name}"


_UNITS = (("h", 3600), ("min", 60), ("s", 1), ("ms", 0.001))


def mebibytes(value: float) -> str:
    return f"{value:,.0f} MiB" if value >= _TEN else f"{value:.2f} MiB"


_TEN = 10  # from here on a figure needs no decimals
