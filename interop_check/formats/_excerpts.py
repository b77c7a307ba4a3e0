"""The source around a place, with a caret under the token, cut to the width of the reader's screen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from ..report import Line, Place
from ._inert import cells, shown


def excerpt(place: Place, width: int) -> Iterator[str]:
    """The lines of the place's excerpt, each within `width` columns; the one of the place with its caret."""
    gutter = len(str(max((line.line for line in place.excerpt), default=0)))
    room = max(20, width - gutter - len("    | "))
    for line in place.excerpt:
        standing = line.line == place.line
        source, caret = _window(line, place if standing else None, room)
        yield f"   {line.line:>{gutter}} | {source}"
        if caret:
            yield f"   {' ' * gutter} | {caret}"


def _window(line: Line, place: Place | None, room: int) -> tuple[str, str]:
    """The part of the line that fits, around the place; and the caret below it."""
    pieces = ["    " if character == "\t" else shown(character) for character in line.text]
    starts = [0, *accumulate(map(cells, pieces))]
    start, end = _token(line, place, starts) if place else (0, 0)
    left, right = _cut_around(start, end, starts, room)
    source = ("…" if left else "") + "".join(pieces[left:right]) + ("…" if right < len(pieces) else "")
    if not place:
        return source, ""
    shift = starts[left] - bool(left)
    length = max(1, min(end, starts[right]) - start)
    return source, " " * (start - shift) + "^" * length


def _token(line: Line, place: Place, starts: list[int]) -> tuple[int, int]:
    """From which to which column of the screen the place's token stands on its first line."""
    last = len(starts) - 1
    first = min(place.column - 1, last)
    if place.end_line == place.line:
        return starts[first], starts[min(max(place.end_column - 1, first), last)]
    return starts[first], starts[min(max(len(line.text.rstrip()), first), last)]


def _cut_around(start: int, end: int, starts: list[int], room: int) -> tuple[int, int]:
    """From which to which character of the line to show, so that it fits and the token's beginning is in view."""
    if starts[-1] <= room:
        return 0, len(starts) - 1
    margin = room // 3
    wanted = 0 if min(end, start + margin) <= room - 1 else start - margin
    left = next(index for index, column in enumerate(starts) if column >= wanted)
    fits = starts[left] + room - 2
    right = max(index for index, column in enumerate(starts) if column <= fits)
    return left, max(left, right)
