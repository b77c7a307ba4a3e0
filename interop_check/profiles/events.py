"""Text to events: libyaml's parser where PyYAML has it, else PyYAML's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yaml.events import NodeEvent

from .refusals import MAX_VALUES, Refused, Span

Event = Any
"""An event of PyYAML, whose types do not say what each kind of event has."""
Events = Callable[[], Event]

parser: Callable[[str], Any]
try:
    from yaml._yaml import CParser as parser  # noqa: N813 - one of two makers
except ImportError:  # PyYAML was built without libyaml
    from .pure import PureParser as parser  # noqa: N813 - the other


def events(text: str) -> Events:
    """A function that gives the next event of the text at each call, from the start of the document on.

    It raises what the parser raises, and `Refused` where there are too many values.
    """
    following: Events = parser(text).get_event
    following()  # the start of the stream says nothing
    # No value takes less than a character: a short text needs no counting.
    return following if len(text) <= MAX_VALUES else _counted(following)


def _counted(following: Events) -> Events:
    count = 0

    def counted() -> Event:
        nonlocal count
        event = following()
        count += isinstance(event, NodeEvent)
        if count > MAX_VALUES:
            message = f"more than {MAX_VALUES:,} keys and values: split the profile into several files"
            raise Refused("too-many-values", message, span_of(event))
        return event

    return counted


def span_of(event: Event) -> Span:
    start, end = event.start_mark, event.end_mark
    return start.line, start.column, end.line, end.column
