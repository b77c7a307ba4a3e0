"""The spans of a document: a tree laid out like its value, from the events of a text that is known to be good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from yaml.events import MappingEndEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from .document import Steps
from .events import Event, Events, events, span_of
from .refusals import Span

_NO_KEYS: Mapping[str, Span] = {}
_BLOCK_STYLES = ("|", ">")


class Tree(NamedTuple):  # a dataclass takes three times as long to make, and there is one for each value
    """The spans of one value and of what is in it."""

    span: Span
    keys: Mapping[str, Span]
    inner: dict[str, Tree] | list[Tree] | None

    def child(self, step: str | int) -> Tree:
        return self.inner[step]  # type: ignore[index]

    def scalars(self, steps: Steps = ()) -> Iterator[tuple[Steps, Span, bool]]:
        """Every key and every scalar in the order of the text: its steps, its span, and whether it is a key."""
        match self.inner:
            case None:
                yield steps, self.span, False
            case dict() as entries:
                for key, inner in entries.items():
                    yield (*steps, key), self.keys[key], True
                    yield from inner.scalars((*steps, key))
            case items:
                for index, inner in enumerate(items):
                    yield from inner.scalars((*steps, index))


def tree_of(text: str, lines: Sequence[str]) -> Tree:
    event = events(text)
    event()  # the start of the document
    return _tree(event(), event, lines)


def _tree(first: Event, event: Events, lines: Sequence[str]) -> Tree:
    if type(first) is ScalarEvent:
        return Tree(_scalar_span(first, lines), _NO_KEYS, None)
    if type(first) is SequenceStartEvent:
        items: list[Tree] = []
        while type(following := event()) is not SequenceEndEvent:
            items.append(_tree(following, event, lines))
        return Tree(_whole(first, following, items), _NO_KEYS, items)
    keys: dict[str, Span] = {}
    entries: dict[str, Tree] = {}
    while type(following := event()) is not MappingEndEvent:
        keys[following.value] = _scalar_span(following, lines)
        entries[following.value] = _tree(event(), event, lines)
    return Tree(_whole(first, following, entries.values()), keys, entries)


def _whole(start: Event, end: Event, inner: Iterable[Tree]) -> Span:
    """From the start of a collection to its bracket, or to the end of what it holds: the parsers put the end
    of a block collection where the next thing begins."""
    line, column, _, _ = span_of(start)
    last = span_of(end)[2:] if start.flow_style else max(tree.span[2:] for tree in inner)
    return line, column, *last


def _scalar_span(scalar: Event, lines: Sequence[str]) -> Span:
    """The span of a scalar, without the empty lines that the parsers count in after a block, and within the
    text: they see the end of it on different lines."""
    line, column, end_line, end_column = span_of(scalar)
    if scalar.style in _BLOCK_STYLES:
        while end_line > line and (end_line >= len(lines) or not lines[end_line][:end_column].strip()):
            end_line -= 1
            end_column = len(lines[end_line])
    elif line >= len(lines):
        line = end_line = len(lines) - 1
        column = end_column = len(lines[line])
    return line, column, end_line, end_column
