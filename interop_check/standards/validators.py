"""Validity of values: `jsonschema-rs` decides, `jsonschema` explains, and neither ever leaves the closed set."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from .annotations import absolute
from .kinds import ANSWERS, Test
from .resources import DIALECT, LISTS, MAPS, SINGLES, Node, Resources, Step, pointer

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

try:
    import jsonschema_rs as _rs
except ImportError:  # pragma: no cover - a platform without its wheel: jsonschema decides too
    _rs = None  # type: ignore[assignment]

jsonschema_rs: Any = _rs


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema of the closed set, ready to judge values: `holds` decides, `errors` explains."""

    holds: Test
    explainer: Callable[[], Validator]

    def errors(self, value: Any) -> Iterable[Any]:
        """What `jsonschema` finds wrong with `value`: slow, and only worth it where `holds` says no."""
        return self.explainer().iter_errors(value)


class Validators:
    """Makes validators over copies of the schemas in which every exchange may also be answered by a word.

    In the copies every `$ref` is written out in full, so that a validator has nothing left to look up.
    """

    def __init__(self, resources: Resources, exchanges: Iterable[Node] = ()) -> None:
        self._resources = resources
        self._exchanges = frozenset(exchanges)

    def at(self, node: Node) -> Schema:
        """The schema at `node`."""
        return self._schema({"$ref": self._address(node)})

    def written(self, schema: Any, origin: Node) -> Schema:
        """A schema that stands in an annotation, its references seen from `origin`."""
        return self._schema({"allOf": [self._copy_of_data(absolute(schema, origin, self._resources))]})

    def _schema(self, says: dict[str, Any]) -> Schema:
        full = {"$schema": DIALECT, **says}
        return Schema(self._test(full), lambda: self._explainer(full))

    def _test(self, schema: dict[str, Any]) -> Test:
        decide = self._fast if jsonschema_rs else lambda full: self._explainer(full).is_valid
        compiled: list[Test] = []  # when first asked: most schemas of a set are never asked

        def holds(value: Any) -> bool:
            if not compiled:
                compiled.append(decide(schema))
            return compiled[0](value)

        return holds

    def _fast(self, schema: dict[str, Any]) -> Test:
        validator = jsonschema_rs.Draft202012Validator(
            schema, registry=self._fast_registry, retriever=_refuse, validate_formats=True
        )
        return cast("Test", validator.is_valid)

    @cached_property
    def _fast_registry(self) -> Any:
        return jsonschema_rs.Registry(self.copies, draft=jsonschema_rs.Draft202012, retriever=_refuse)

    def _explainer(self, schema: dict[str, Any]) -> Validator:
        from .explaining import explainer

        return explainer(schema, self.copies, _refuse)

    # ── the copies ───────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def copies(self) -> list[tuple[str, Any]]:
        """Every file of the set as the validators see it, by URI."""
        return [(file.uri, self._copy(file.root)) for file in self._resources.files]

    def _copy(self, node: Node) -> Any:
        if not isinstance(node.schema, dict):
            return node.schema
        copy = {key: self._part(node, key) for key in node.schema if key not in ("$schema", "$id", "$anchor")}
        reference = copy.get("$ref")
        if isinstance(reference, str) and (target := self._resources.resolve(node.base, reference)):
            copy["$ref"] = self._address(target)
        return {"anyOf": [{"enum": list(ANSWERS)}, copy]} if node in self._exchanges else copy

    def _part(self, node: Node, keyword: str) -> Any:
        value = node.schema[keyword]
        if keyword in MAPS and isinstance(value, dict):
            return {name: self._copy(node.child(keyword, name)) for name in value}
        if keyword in LISTS and isinstance(value, list):
            return [self._copy(node.child(keyword, index)) for index in range(len(value))]
        return self._copy(node.child(keyword)) if keyword in SINGLES else value

    def _copy_of_data(self, value: Any) -> Any:
        """`value` with the full references in it led into the copies."""
        if isinstance(value, list):
            return [self._copy_of_data(item) for item in value]
        if not isinstance(value, dict):
            return value
        copy = {key: self._copy_of_data(item) for key, item in value.items()}
        reference = value.get("$ref")
        if isinstance(reference, str) and (target := self._resources.resolve("", reference)):
            copy["$ref"] = self._address(target)
        return copy

    def _address(self, node: Node) -> str:
        steps: list[Step] = []
        here = node.file.root
        for step in node.steps:
            if here in self._exchanges:
                steps += ["anyOf", 1]
            steps.append(step)
            here = here.child(step)
        return f"{node.file.uri}#{pointer(steps)}"


def _refuse(uri: str) -> Any:
    raise LookupError(f"{uri} is outside the set of schemas")
