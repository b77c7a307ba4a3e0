"""Says in few and plain words what keeps a value from meeting its schema, and where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..standards.validators import Schema
from . import branches, keys, keywords
from .fault import Around, Fault, Steps
from .reader import Reader
from .telling import telling

__all__ = ["Around", "Fault", "explain", "telling"]

_READINGS = {**keywords.READINGS, **keys.READINGS, **branches.READINGS}


def explain(schema: Schema, value: Any, around: Around, base: Steps = ()) -> Iterator[Fault]:
    """Why `schema` does not hold for `value`, which stands at `base` in the document; at least one fault."""
    reader = Reader(schema, around, base, _READINGS)
    faults = list(reader.faults(schema.errors(value)))
    yield from faults or [reader.undecided(value)]
