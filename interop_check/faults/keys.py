"""The keywords that speak of a mapping's keys: what is missing, and what has no business there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..relations import quoted
from ..suggestions import nearest
from .fault import Error, Fault
from .reader import ANY, SHORT, Reader, Reading, fault_of, listed


def _required(reader: Reader, error: Error) -> Iterator[Fault]:
    for name in error.validator_value:
        if name not in error.instance:
            yield _lacking(reader, error, name)


def _lacking(reader: Reader, error: Error, name: str) -> Fault:
    others = error.instance.keys() - _properties(reader, error.schema)
    near = nearest(name, others)
    hint = f"; is {quoted(near)} meant to be it?" if near else ""
    says = f"lacks {quoted(name)}{reader.purpose(error.schema, name)}{hint}"
    return fault_of(reader, error, says)._replace(name=name)


def _properties(reader: Reader, schema: Any) -> set[str]:
    return {name for here in reader.in_place(schema, ANY) for name in here.get("properties", {})}


def _additional(reader: Reader, error: Error) -> Iterator[Fault]:
    known = error.schema.get("properties", {})
    patterns = tuple(error.schema.get("patternProperties", {}))
    for key in error.instance:
        if key not in known and not _fits(key, patterns):
            yield _unknown(reader, error, key, known)


def _unevaluated(reader: Reader, error: Error) -> Iterator[Fault]:
    schemas = list(reader.in_place(error.schema, ANY))
    known = {name for here in schemas for name in here.get("properties", {})}
    patterns = [pattern for here in schemas for pattern in here.get("patternProperties", {})]
    extras = [key for key in error.instance if key not in known and not _fits(key, patterns)]
    if extras:
        yield from (_unknown(reader, error, key, known) for key in extras)
    elif stray := _stray(reader, error):
        says = f"has {quoted(stray)}, which does not go with its other keys"
        yield fault_of(reader, error, says)._replace(name=stray, present=True, doubtful=True)
    else:
        yield fault_of(reader, error, "has keys that do not go together")._replace(doubtful=True)


def _stray(reader: Reader, error: Error) -> str | None:
    """The key without which the others go together."""
    judge = reader.schema.explainer.evolve(schema=error.schema)
    for key in error.instance if len(error.instance) <= SHORT else ():
        others = {name: value for name, value in error.instance.items() if name != key}
        if all(each.validator != error.validator for each in judge.iter_errors(others)):
            return str(key)
    return None


def _fits(key: str, patterns: Iterable[str]) -> bool:
    from ..standards.explaining import portable

    return any(portable(pattern).search(key) for pattern in patterns)


def _unknown(reader: Reader, error: Error, key: str, known: Iterable[str]) -> Fault:
    steps = reader.steps(error)
    names = [*dict.fromkeys((*known, *reader.around.more(steps)))]
    near = nearest(key, (name for name in names if name not in error.instance)) or nearest(key, names)
    there_are = f"; there are {listed(names)}" if names else ""
    says = f"has no key {quoted(key)}" + (f" (did you mean {quoted(near)}?)" if near else there_are)
    return fault_of(reader, error, says)._replace(name=key, present=True, meant=near)


def _dependent(reader: Reader, error: Error) -> Iterator[Fault]:
    for key, names in error.validator_value.items():
        for name in names:
            if key in error.instance and name not in error.instance:
                says = f"has {quoted(key)}, and so must have {quoted(name)}{reader.purpose(error.schema, name)}"
                yield fault_of(reader, error, says)._replace(name=name)


READINGS: Mapping[str | None, Reading] = {
    "required": _required,
    "additionalProperties": _additional,
    "unevaluatedProperties": _unevaluated,
    "dependentRequired": _dependent,
}
