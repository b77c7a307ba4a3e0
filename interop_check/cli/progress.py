"""A bar for work that takes long: after half a second, and gone at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from typing import TextIO, TypeVar

_Thing = TypeVar("_Thing")

_PATIENCE = 0.5  # seconds until there is a bar
_BETWEEN = 0.1  # seconds from one look of it to the next
_LONGEST = 30  # columns
_FULL, _EMPTY = "█", "░"
_FULL_ASCII, _EMPTY_ASCII = "#", "."


class Bar:
    """How far the work is, on the last line of the terminal that `stream` writes to."""

    def __init__(self, stream: TextIO, width: int = 80, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._width, self._clock = stream, width, clock
        self._due, self._drawn = clock() + _PATIENCE, False

    def __call__(self, doing: str, done: int, total: int) -> None:
        """Of the work `doing`, `done` of `total` are done."""
        if (now := self._clock()) >= self._due:
            self._due, self._drawn = now + _BETWEEN, True
            _write(self._stream, f"\r{_bar(doing, done, total, self._stream, self._width)}\x1b[K")

    def gone(self) -> None:
        """Leave the line as it was."""
        if self._drawn:
            _write(self._stream, "\r\x1b[K")  # ECMA-48 §8.3.41: erase in line


def counted(things: Collection[_Thing], doing: str, bar: Bar) -> Iterator[_Thing]:
    """`things` one after another, with how many are done on the bar."""
    try:
        for done, thing in enumerate(things):
            bar(doing, done, len(things))
            yield thing
    finally:
        bar.gone()


def _bar(doing: str, done: int, total: int, stream: TextIO, width: int) -> str:
    """``reading profiles  ██████░░░░  123 of 200``, never as wide as the terminal, where it would begin a new line."""
    count = f"{done:>{len(str(total))}} of {total}"
    room = min(_LONGEST, width - len(doing) - len(count) - 5)
    if room < 1:
        return count[: width - 1]
    full, empty = _marks(stream)
    filled = room * min(done, total) // max(total, 1)
    return f"{doing}  {full * filled}{empty * (room - filled)}  {count}"


def _marks(stream: TextIO) -> tuple[str, str]:
    try:
        (_FULL + _EMPTY).encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return _FULL_ASCII, _EMPTY_ASCII
    return _FULL, _EMPTY


def _write(stream: TextIO, text: str) -> None:
    with suppress(OSError, ValueError):  # where nobody reads it any more
        stream.write(text)
        stream.flush()
