"""What can be wrong with a value under its schema, and what messages need to know of the document."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

from ..profiles import Document

Steps: TypeAlias = tuple[str | int, ...]
Error: TypeAlias = Any
"""A `jsonschema.ValidationError`, whose types do not say what each keyword's errors have."""


class Fault(NamedTuple):
    """What one keyword of a schema finds wrong with the value at `steps`.

    `name` is the property of it that is missing or that has no business there; `meant` the known name that
    such a one is most like; `also` further places. A `doubtful` fault counts only where nothing else is wrong
    in the same mapping: a branch that fails for another reason no longer speaks for its properties.
    """

    keyword: str
    steps: Steps
    message: str
    name: str | None = None
    present: bool = False
    meant: str | None = None
    also: tuple[Steps, ...] = ()
    doubtful: bool = False


class Around(NamedTuple):
    """What messages need to know of the document: the source, and where its offers stand.

    `more` gives the keys that a mapping may have whatever its schema says, for suggestions only.
    """

    document: Document
    offers: frozenset[Steps] = frozenset()
    more: Callable[[Steps], Iterable[str]] = lambda _: ()


def look(value: Any, steps: Steps) -> Any:
    """What stands in `value` at the end of `steps`."""
    for step in steps:
        value = value[step]
    return value
