"""How one value can stand to another: every relation that a rule may name, as a small pure function.

A relation takes two values that are there (absence is the caller's to judge), its parameters and the
`Context`, and answers `Holds`, `Broken` with the smallest changes that would mend it, or `Unanswered`.
It raises for no JSON value: what it cannot take is `Unanswered`, with the reason. Symmetric relations answer
the mirror image (`mirrored`) when their values are exchanged. In a directional relation `a` is what is
offered and `b` what is needed.

Each module holds the relations of one sort of value, and `RELATIONS` all of them by name. To add one: write its
function, declare a `Relation` below it, and list it here.
"""

from . import disjoint, numbers, periods, published, ranges, release, sets, versions
from .answers import (
    NOTHING,
    Answer,
    Broken,
    Change,
    Context,
    Editions,
    Holds,
    Mend,
    Nothing,
    Parameters,
    Together,
    TogetherVerdict,
    Unanswered,
    Who,
    mirrored,
)
from .relation import Function, Relation
from .values import json_equal, json_key, plain, quoted

_SYMMETRIC = (
    sets.EQUAL,
    sets.OVERLAP,
    ranges.RANGE_OVERLAP,
    numbers.WITHIN,
    disjoint.DISJOINT,
    numbers.BOTH,
    published.STANDARD,
    versions.VERSION,
    sets.COMPLEMENT,
    periods.PERIOD_OVERLAP,
)
_DIRECTIONAL = (numbers.AT_LEAST, numbers.AT_MOST, sets.COVERS, numbers.DOMINATES, release.RELEASABLE_TO)

RELATIONS: dict[str, Relation] = {relation.name: relation for relation in (*_SYMMETRIC, *_DIRECTIONAL)}

__all__ = [
    "NOTHING",
    "RELATIONS",
    "Answer",
    "Broken",
    "Change",
    "Context",
    "Editions",
    "Function",
    "Holds",
    "Mend",
    "Nothing",
    "Parameters",
    "Relation",
    "Together",
    "TogetherVerdict",
    "Unanswered",
    "Who",
    "json_equal",
    "json_key",
    "mirrored",
    "plain",
    "quoted",
]
