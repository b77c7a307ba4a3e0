"""Reads the errors of a validator, and finds the words for what stands in the document and in the schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from ..relations import quoted
from ..standards.validators import Schema
from .fault import Around, Error, Fault, Steps, look

_ALL = ("allOf",)
ANY = ("allOf", "anyOf", "oneOf")


class Reader(NamedTuple):
    """Reads the errors of one validator as faults, by the reading of each keyword; `None` stands for the others."""

    schema: Schema
    around: Around
    base: Steps
    readings: Mapping[str | None, Reading]

    def faults(self, errors: Iterable[Error]) -> Iterator[Fault]:
        for error in errors:
            yield from self.readings.get(error.validator, self.readings[None])(self, error)

    def undecided(self, value: Any) -> Fault:
        """What `jsonschema-rs`, which decided, says where `jsonschema` finds nothing wrong."""
        found = next(iter(self.schema.refusals(value)), None)
        if found is None:
            return Fault("false", self.base, f"{self.called(self.base)} does not meet its standard")
        steps = (*self.base, *found.instance_path)
        keyword = next((str(step) for step in reversed(found.schema_path)), "false")
        return Fault(keyword, steps, f"{self.called(steps)} does not meet its standard: {cut(found.message)}")

    # what stands where

    def steps(self, error: Error) -> Steps:
        return (*self.base, *error.absolute_path)

    def called(self, steps: Steps) -> str:
        """The name of what stands at `steps`, for the beginning of a sentence."""
        name = next((quoted(step) for step in reversed(steps) if isinstance(step, str)), "the document")
        if steps in self.around.offers:
            return f"an offer of {name}" if isinstance(steps[-1], int) else f"the offer of {name}"
        return f"an item of {name}" if steps and isinstance(steps[-1], int) else name

    def is_key(self, error: Error) -> bool:
        """Whether it is about a key (`propertyNames`), though its steps are those of the mapping."""
        return isinstance(error.instance, str) and isinstance(self.value_at(self.steps(error)), dict)

    def value_at(self, steps: Steps) -> Any:
        return look(self.around.document.value, steps)

    def subject(self, error: Error) -> str:
        called = self.called(self.steps(error))
        return f"the key {quoted(error.instance)} of {called}" if self.is_key(error) else called

    def found(self, error: Error) -> str:
        return self.shown(error.instance, self.steps(error))

    def shown(self, value: Any, steps: Steps) -> str:
        """A value of the document for a message: a text in quotes, a number as it is written there."""
        if isinstance(value, str):
            return quoted(value)
        return _WHOLES.get(type(value)) or self.written(steps) or quoted(value)

    def written(self, steps: Steps) -> str:
        return cut(self.around.document.at(steps).text, 60)

    # what the schemas say

    def in_place(self, schema: Any, ways: Sequence[str] = _ALL) -> Iterator[Mapping[str, Any]]:
        """The schemas that speak of the same value as `schema`: behind its `$ref` and the keywords of `ways`."""
        waiting, seen = [schema], set[int]()
        while waiting:
            here = waiting.pop(0)
            if not isinstance(here, dict) or id(here) in seen:
                continue
            seen.add(id(here))
            yield here
            if "$ref" in here:
                waiting.append(self.schema.validators.registry.resolver().lookup(here["$ref"]).contents)
            waiting.extend(branch for way in ways for branch in here.get(way, ()))
            if ways is ANY:
                waiting.extend(here[way] for way in ("if", "then", "else") if way in here)
                waiting.extend(here.get("dependentSchemas", {}).values())

    def options(self, schema: Any) -> list[Any] | None:
        """The values that `schema` allows, where it lists them."""
        for here in self.in_place(schema):
            if "const" in here:
                return [here["const"]]
            if "enum" in here:
                return list(here["enum"])
        return None

    def fixed(self, schema: Any) -> dict[str, list[Any]]:
        """The properties whose values `schema` lists."""
        found = {
            name: self.options(inner)
            for here in self.in_place(schema)
            for name, inner in here.get("properties", {}).items()
        }
        return {name: options for name, options in found.items() if options is not None}

    def purpose(self, schema: Any, name: str) -> str:
        """What the property `name` is for, in brackets; nothing where the schema does not say."""
        says = [
            each for here in self.in_place(schema, ANY) for each in self.in_place(here.get("properties", {}).get(name))
        ]
        described = next((each["description"] for each in says if "description" in each), None)
        options = next((each["enum"] for each in says if "enum" in each), None)
        told = described or (listed(options) if options else "")
        return f" ({cut(told).rstrip('.')})" if told else ""


_WHOLES = {dict: "a mapping", list: "a list", type(None): "nothing"}
_LONGEST = 200
_MOST = 8
SHORT = 32


def cut(text: str, longest: int = _LONGEST) -> str:
    line = "".join(character if character.isprintable() else " " for character in text)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def listed(options: Sequence[Any]) -> str:
    more = f", … ({len(options)} in all)" if len(options) > _MOST else ""
    return ", ".join(quoted(option) for option in options[:_MOST]) + more


def either_of(words: Iterable[str]) -> str:
    *most, last = dict.fromkeys(words)
    return f"{', '.join(most)} or {last}" if most else last


def fault_of(reader: Reader, error: Error, says: str) -> Fault:
    fault = Fault(str(error.validator), reader.steps(error), f"{reader.subject(error)} {says}")
    return fault._replace(name=error.instance, present=True) if reader.is_key(error) else fault


Reading: TypeAlias = Callable[[Reader, Error], Iterator[Fault]]
"""How one keyword's error is told."""
