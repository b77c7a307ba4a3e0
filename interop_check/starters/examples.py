"""Example values that a schema takes: those that its author chose first, and made-up ones where there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from ..standards import Exchange, Side
from ..standards.annotations import AnyKey
from ..standards.fields import Facts, Field, Nodes, Reading, Standing
from ..standards.words import RESERVED

Accepts = Callable[[Any], bool]
MOST_TRIED = 64


class Example:
    """The value of an exchange with one offer on each side, as full as its schema takes it."""

    def __init__(self, reading: Reading, nodes: Nodes, exchange: Exchange, accepts: Accepts) -> None:
        self.reading = reading
        self.accepts = accepts
        self.sides = dict(reading.offers(Standing(exchange, (), nodes)))
        self.left_out: list[str] = []

    def value(self) -> Any:
        """The value; `None` where none was found."""
        least = next(filter(self.accepts, islice(self._least(), MOST_TRIED)), None)
        for steps, nodes in self._offers(least):
            for field in self.reading.fields(nodes):
                if not (field.required or field.called in RESERVED or isinstance(field.name, AnyKey)):
                    least = self._grown(least, (*steps, field.called), field)
        return least

    def _least(self) -> Iterator[Any]:
        """Values with no more than what is required: all sides together, then each alone."""
        offers = {side: [*islice(_least_mappings(self.reading, nodes), 8)] for side, nodes in self.sides.items()}
        if Side.OFFERS in offers:
            yield from ([offer] for offer in offers[Side.OFFERS])
            yield from offers[Side.OFFERS]
            return
        for each in product(*offers.values()):
            yield {side.value: [offer] for side, offer in zip(offers, each, strict=True)}
        for side, alone in offers.items():
            yield from ({side.value: [offer]} for offer in alone)

    def _offers(self, value: Any) -> Iterator[tuple[tuple[str | int, ...], Nodes]]:
        if value is None:
            return
        for side, nodes in self.sides.items():
            if side is Side.OFFERS:
                yield ((0,) if isinstance(value, list) else ()), nodes
            elif side.value in value:
                yield (side.value, 0), nodes

    def _grown(self, value: Any, steps: tuple[str | int, ...], field: Field) -> Any:
        trials = islice(candidates(self.reading, field.nodes), 8)
        wider = (put(value, steps, each) for each in trials)
        found = next(filter(self.accepts, wider), None)
        if found is None:
            self.left_out.append(field.called)
        return value if found is None else found


def candidates(reading: Reading, nodes: Nodes, depth: int = 0) -> Iterator[Any]:
    """Values that the schemas may take, those that its author chose before those that are made up."""
    facts = reading.facts(nodes)
    yield from (each for each in facts.examples if each is not None)
    members = reading.members(nodes) if depth < _DEEPEST else ()
    if members:
        inner = [*islice(candidates(reading, members, depth + 1), 3)]
        yield from ([each] for each in inner)
        yield from (inner[:size] for size in range(2, len(inner) + 1))
    if not facts.listed:
        yield from (each for each in facts.allowed if each is not None)
        if depth < _DEEPEST:
            yield from _mappings(reading, nodes, depth + 1)
        yield from (each for each in _made(facts) if reading.accepts(nodes, each))


_DEEPEST = 4


def _mappings(reading: Reading, nodes: Nodes, depth: int) -> Iterator[dict[str, Any]]:
    """Mappings with every property that has a name, and those with the required ones only."""
    fields = [field for field in reading.fields(nodes) if isinstance(field.name, str)]
    if fields:
        first = {field.called: next(candidates(reading, field.nodes, depth), None) for field in _ordered(fields)}
        yield {key: value for key, value in first.items() if value is not None}
        yield from _least_mappings(reading, nodes, depth)


def _least_mappings(reading: Reading, nodes: Nodes, depth: int = 0) -> Iterator[dict[str, Any]]:
    required = [field for field in reading.fields(nodes) if field.required and isinstance(field.name, str)]
    choices = [[*islice(candidates(reading, field.nodes, depth), 6)] for field in required]
    for values in product(*choices):
        yield dict(zip((field.called for field in required), values, strict=True))
    if not required:
        for field in reading.fields(nodes):
            if isinstance(field.name, str) and field.called not in RESERVED:
                yield from ({field.called: each} for each in islice(candidates(reading, field.nodes, depth), 2))


def _made(facts: Facts) -> Iterator[Any]:
    for type_ in facts.types or ("string",):
        yield from _MADE.get(type_, ())
    yield from (facts.limits[key] for key in ("minimum", "maximum") if key in facts.limits)


_MADE: Mapping[str, Sequence[Any]] = {
    "boolean": (True,),
    "integer": (1, 0, 10, 100),
    "number": (1, 0, 0.5, 100),
    "string": ("example", "EXAMPLE", "example-1", "2027-04-01", "1", "1.0", "10.0.0.0/8", "a", "https://example.org/"),
}


def _ordered(fields: Iterable[Field]) -> list[Field]:
    """What must be there first."""
    return sorted(fields, key=lambda field: not field.required)


def name_for(name: str | AnyKey) -> str:
    """A name that a key may have."""
    tried = ("example", "example-1", "EXAMPLE", "EXAMPLE-1", "1", "a")
    return name if isinstance(name, str) else next(filter(name.takes, tried), tried[0])


def put(value: Any, steps: tuple[str | int, ...], new: Any) -> Any:
    """`value` with `new` at `steps`; what is on the way is copied, and mappings that are lacking there are made."""
    if not steps:
        return new
    copy: Any = value.copy() if isinstance(value, dict | list) else {}
    copy[steps[0]] = put(look(copy, steps[:1]), steps[1:], new)
    return copy


def look(value: Any, steps: tuple[str | int, ...]) -> Any:
    """What stands at `steps`; `None` where there is nothing."""
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value
