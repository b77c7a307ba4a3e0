"""Validity of values: `jsonschema-rs` decides, `jsonschema` explains, and neither ever leaves the closed set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, cast

from ..accelerator import jsonschema_rs
from ..profiles import pointer
from .resources import DIALECT, LISTS, MAPS, SINGLES, Node, Resource, Resources, Step, absolute
from .words import ANSWERS, Test


class Schema:
    """A schema of the closed set, ready to judge values; compiled when first asked, as most of a set never are."""

    def __init__(self, says: dict[str, Any], validators: Validators) -> None:
        self.says = says
        self.validators = validators

    def holds(self, value: Any) -> bool:
        """Whether `value` satisfies the schema."""
        return self._decide(value)

    def errors(self, value: Any) -> Iterator[Any]:
        """What `jsonschema` finds wrong with `value`: slow, and only worth it where `holds` says no."""
        yield from self.explainer.iter_errors(value)

    def refusals(self, value: Any) -> Iterator[Any]:
        """What `jsonschema-rs` finds wrong with `value`, for where `jsonschema` finds nothing."""
        yield from self._fast.iter_errors(value) if jsonschema_rs else ()

    @cached_property
    def explainer(self) -> Any:
        """The `jsonschema` validator; `registry` holds what its references lead to."""
        from .explaining import PortableValidator

        checker = PortableValidator.FORMAT_CHECKER
        return PortableValidator(self.says, registry=self.validators.registry, format_checker=checker)

    @cached_property
    def _decide(self) -> Test:
        return cast("Test", (self._fast if jsonschema_rs else self.explainer).is_valid)

    @cached_property
    def _fast(self) -> Any:
        kept = self.validators.fast_registry
        return jsonschema_rs.Draft202012Validator(self.says, registry=kept, retriever=_refuse, validate_formats=True)


class Validators:
    """Makes validators over copies of the schemas in which every exchange may also be answered by a word.

    In the copies every `$ref` is written out in full, so that a validator has nothing left to look up.
    """

    def __init__(self, resources: Resources, roots: Iterable[Node], exchanges: Iterable[Node] = ()) -> None:
        self._resources = resources
        self._exchanges = frozenset(exchanges)
        self._waiting = [root.file for root in roots]  # the files to copy; `_address` adds those that are led to

    def over(self, roots: Iterable[Node], exchanges: Iterable[Node]) -> Validators:
        """Validators of the same set for other `roots`, with the `exchanges` that a word may answer."""
        return Validators(self._resources, roots, exchanges)

    def at(self, node: Node) -> Schema:
        """The schema at `node`."""
        return Schema({"$schema": DIALECT, "$ref": self._address(node)}, self)

    def written(self, schema: Any, origin: Node) -> Schema:
        """A schema that stands in an annotation, its references seen from `origin`."""
        copy = self._copy_of_data(absolute(schema, origin, self._resources))
        return Schema({"$schema": DIALECT, "allOf": [copy]}, self)

    @cached_property
    def fast_registry(self) -> Any:
        """The copies for `jsonschema-rs`."""
        return jsonschema_rs.Registry(self.copies, draft=jsonschema_rs.Draft202012, retriever=_refuse)

    @cached_property
    def registry(self) -> Any:
        """The copies for `jsonschema`, which looks nothing up elsewhere."""
        from .explaining import registry

        return registry(self.copies, _refuse)

    # ── the copies ───────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def copies(self) -> list[tuple[str, Any]]:
        """The files that the roots lead to, as the validators see them, by URI."""
        done: dict[Resource, Any] = {}
        while self._waiting:
            if (file := self._waiting.pop()) not in done:
                done[file] = self._copy(file.root)
        return [(file.uri, copy) for file, copy in done.items()]

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
        self._waiting.append(node.file)
        steps: list[Step] = []
        here = node.file.root
        for step in node.steps:
            if here in self._exchanges:
                steps += ["anyOf", 1]
            steps.append(step)
            here = here.child(step)
        return f"{node.file.uri}#{_in_uri(pointer(steps))}"


def _in_uri(fragment: str) -> str:
    """A pointer as a URI has it: a property's name may hold what a URI may not."""
    if _IN_URI.issuperset(fragment):
        return fragment
    from urllib.parse import quote

    return quote(fragment, safe="/~!$&'()*+,;=:@?")


_IN_URI = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/$:@")


class AsTheyStand(Validators):
    """Validators that decide over schemas as they were read: each says by itself that a word may answer an exchange."""

    def over(self, roots: Iterable[Node], exchanges: Iterable[Node]) -> Validators:  # noqa: ARG002 - no copy, no matter
        """The same validators: these serve for every root."""
        return self

    @cached_property
    def copies(self) -> list[tuple[str, Any]]:
        """All files of the set: it holds no others than those that are led to."""
        return [(file.uri, self._copy(file.root)) for file in self._resources.files]

    @cached_property
    def fast_registry(self) -> Any:
        """The files of the whole set for `jsonschema-rs`, by each URI that leads to one."""
        read = {
            each: {key: each.contents[key] for key in each.contents if key != "$id"} for each in self._resources.files
        }
        files = [(uri, read[node.file]) for uri, node in self._resources.anchors.items()]
        return jsonschema_rs.Registry(files, draft=jsonschema_rs.Draft202012, retriever=_refuse)


def alone(schema: Mapping[str, Any]) -> Schema:
    """A schema that refers to nothing, outside of any set."""
    return Schema({"$schema": DIALECT, **schema}, Validators(Resources((), {}, {}, {}), ()))


def _refuse(uri: str) -> Any:
    raise LookupError(f"{uri} is outside the set of schemas")
