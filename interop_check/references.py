"""Where an offer names published standards: the references that a rule is asked about, with their steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol, TypeAlias

from .standards import Condition, Rule, Side
from .standards.annotations import AnyKey, Path

__all__ = ["Reference", "references", "speaks", "values"]

Steps: TypeAlias = tuple[str | int, ...]
Reference: TypeAlias = str | Mapping[str, Any]


class _Offer(Protocol):
    @property
    def side(self) -> Side: ...


def speaks(rule: Rule, offer: _Offer, seen: Any) -> bool:
    """Whether the rule is asked of an offer on its side, in the branch of the schema that applies to it.

    `seen` is the offer as its schema sees it.
    """
    return any(
        scope.side is offer.side and all(_meets(condition, seen) for condition in scope.conditions)
        for scope in rule.scopes
    )


def _meets(condition: Condition, seen: Any) -> bool:
    return any(condition.test(value) is not condition.negated for _, value in values(seen, condition.path))


def references(value: Any, path: Path) -> Iterator[tuple[Steps, Reference]]:
    """The references to published standards at `path` of an offer, those in a list one by one."""
    for steps, found in values(value, path):
        each = enumerate(found) if isinstance(found, list) else ((None, found),)
        for index, member in each:
            if _is_reference(member):
                yield steps if index is None else (*steps, index), member


def _is_reference(value: Any) -> bool:
    name = value.get("standard") if isinstance(value, dict) else value
    return isinstance(name, str) and bool(name.strip())


def values(value: Any, path: Path, steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """The values at `path`, one for each key that an open step of it takes."""
    if not path:
        yield steps, value
        return
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        keys = (key for key in value if (step.takes(key) if isinstance(step, AnyKey) else step == key))
        for key in keys:
            yield from values(value[key], rest, (*steps, key))
    elif isinstance(value, list) and isinstance(step, int) and step < len(value):
        yield from values(value[step], rest, (*steps, step))
