"""Who may read: `releasable-to`."""

from __future__ import annotations

from typing import Any

from .answers import Answer, Context, Holds, Parameters, Unanswered, broken
from .mends import grow
from .relation import Relation, as_it_is
from .sets import Members, texts
from .values import first, quoted


def _readers(value: Any, settings: Parameters) -> Members:
    return texts(value, settings, "a list of partners' codes and groups is taken")


def _releasable_to(a: Members, _: Any, __: Parameters, context: Context) -> Answer:
    """Whatever the second value is: the reader is the partner who says it."""
    reader, named = context.b_who, set(a.by_key.values())
    if named & {reader.code, *(reader.memberships or ())}:
        return Holds()
    groups = named - context.known - {context.a_who.code}
    if reader.memberships is None and groups:
        found = first(quoted(group) for group in groups)
        return Unanswered(f"{quoted(reader.code)} does not declare whether it belongs to {found}")
    return broken(grow("a", a.written, [reader.code]), note=f"{quoted(reader.code)} is not among those who may read")


RELEASABLE_TO = Relation(
    "releasable-to",
    "the other partner, or a group that it belongs to, is among those who may read",
    _readers,
    _releasable_to,
    directional=True,
    reads_b=as_it_is,
)
