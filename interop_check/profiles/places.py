"""Where things stand: the place of a span of a source, with the lines around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..report import Line, Place
from ..sensitive import WITHHELD
from .refusals import Span, cut
from .text import split

if TYPE_CHECKING:
    from .spans import Tree

_EXCERPT_LINES = 3
_LONGEST_LINE = 2_000


class Places:
    """The lines of a source, and the span of every key and value in it.

    Most documents are never asked for a place, so the spans are found when the first one is: by reading the
    text a second time, which cannot fail once the first time did not.
    """

    __slots__ = ("_lines", "_text", "_tree")

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: tuple[str, ...] | None = None
        self._tree: Tree | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        if self._lines is None:
            self._lines = split(self._text)
        return self._lines

    @property
    def tree(self) -> Tree:
        if self._tree is None:
            from .spans import tree_of

            self._tree = tree_of(self._text, self.lines)
        return self._tree

    def withholding(self, lines: Iterable[int]) -> Places:
        """The same places, of which these lines (counted from 0) are not shown."""
        kept = frozenset(lines)
        copy = Places("")
        copy._tree = self.tree
        copy._lines = tuple(WITHHELD if number in kept else line for number, line in enumerate(self.lines))
        return copy


def place(
    path: str,
    lines: Sequence[str],
    span: Span,
    pointer: str = "",
    partner: str | None = None,
    value: Any = None,
    text: str = "",
    shown: int = _EXCERPT_LINES,
) -> Place:
    """The place of this span, with at most so many of its lines `shown`."""
    line, column, end_line, end_column = span
    excerpt = tuple(
        Line(number + 1, cut(lines[number], _LONGEST_LINE))
        for number in range(line, min(end_line + 1, line + shown, len(lines)))
    )
    return Place(
        path, pointer, line + 1, column + 1, end_line + 1, end_column + 1, partner, value, text, excerpt=excerpt
    )


def source(lines: Sequence[str], span: Span) -> str:
    """The text of this span as it was written."""
    line, column, end_line, end_column = span
    if WITHHELD in lines[line : end_line + 1]:
        return WITHHELD
    if line == end_line:
        return lines[line][column:end_column] if line < len(lines) else ""
    return "\n".join((lines[line][column:], *lines[line + 1 : end_line], lines[end_line][:end_column]))


def source_line(lines: Sequence[str], span: Span) -> str:
    """The first line of the text of this span."""
    line, column, end_line, end_column = span
    if line >= len(lines):
        return ""
    if lines[line] == WITHHELD:
        return WITHHELD
    return cut(lines[line][column : end_column if line == end_line else None].rstrip(), _LONGEST_LINE)
