"""The texts of the shipped standards: every rule has its words and an example that is true, every property its own."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from interop_check import load_standards
from interop_check.negotiation import ABSENT, Offer, ask
from interop_check.relations import Broken, Context, Holds, Unanswered, Who
from interop_check.standards import Exchange, Kind, Mode, Rule, Scope, Side, Standards
from interop_check.standards.annotations import AnyKey
from interop_check.standards.annotations import Path as Steps

SCHEMAS = Path(__file__).parent.parent / "schemas"
KINDS = ("communications", "data-sharing", "command-system", "partner")
FILES = ("common", *KINDS)
DAY = datetime.date(2026, 11, 22)
A, B = Who("QVA", frozenset({"QMX"})), Who("QNR", frozenset({"QMX"}))


@cache
def standards() -> Standards:
    return load_standards()


class Written(NamedTuple):
    """A rule that somebody wrote (every exchange has another one, for networks), with its exchange."""

    kind: Kind
    exchange: Exchange
    rule: Rule


def written(name: str) -> Iterator[Written]:
    for kind in standards().kinds[name]:
        for exchange in kind.exchanges.values():
            yield from (Written(kind, exchange, rule) for rule in exchange.rules if rule.short != "network")


def told(name: str, faults: Iterator[str]) -> None:
    """Fails with all faults of a file at once, so that its author can mend them in one go."""
    lines = list(faults)
    if lines:
        pytest.fail(f"{len(lines)} faults in {name}.json:\n  " + "\n  ".join(lines), pytrace=False)


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", KINDS)
def test_every_rule_has_its_words_and_an_example(name: str) -> None:
    told(name, (f"{rule.id} lacks {lacking}" for _, _, rule in written(name) for lacking in _lacking(rule)))


def _lacking(rule: Rule) -> Iterator[str]:
    yield from (part for part in ("because", "remedy", "source") if not getattr(rule, part).strip())
    yield from (f"example.{part}" for part in ("breaks", "holds") if not rule.example.get(part))


@pytest.mark.parametrize("name", KINDS)
def test_every_example_is_true(name: str) -> None:
    told(name, (fault for each in written(name) for fault in _untrue(each)))


_WANTED = {"breaks": Broken, "holds": Holds}


def _untrue(each: Written) -> Iterator[str]:
    for part, wanted in _WANTED.items():
        if part in each.rule.example and type(found := _answer(each, each.rule.example[part])) is not wanted:
            reason = f" ({found.reason})" if isinstance(found, Unanswered) and found.reason else ""
            yield f"{each.rule.id}: the example that {part} is {type(found).__name__.lower()}{reason}"


def _answer(each: Written, example: dict[str, Any]) -> object:
    """What the rule answers of the values of an example, whatever else would keep it from being asked."""
    rule = each.rule._replace(when=None, when_agreed=(), scopes=tuple(map(Scope, Side)))
    backwards = each.exchange.mode is Mode.FLOW and rule.acceptor_offers
    paths = (rule.path, rule.needs if rule.relation.directional else rule.path)
    sides = (Side.ACCEPTS, Side.PROVIDES) if backwards else each.exchange.sides
    one, other = (
        _offer(each, side, path, example.get(key, ABSENT))
        for side, path, key in zip(sides, paths, ("a", "b"), strict=True)
    )
    a, b = (other, one) if backwards else (one, other)
    return next((asked.answer for asked in ask(rule, a, b, Context(DAY, standards().catalogue, A, B))), None)


def _offer(each: Written, side: Side, path: Steps, value: Any) -> Offer:
    here: Any = value
    for step in reversed(path) if value is not ABSENT else ():
        here = {"any-key" if isinstance(step, AnyKey) else step: here}
    whole = {} if value is ABSENT else here
    return Offer(whole, side, 0, None, (), each.kind, each.exchange.id)  # type: ignore[arg-type]


# ── properties ───────────────────────────────────────────────────────────────────────────────────────────


class Property(NamedTuple):
    """A property as a schema file writes it, and the JSON Pointer to it."""

    pointer: str
    schema: dict[str, Any]


@cache
def contents(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


# Where a property is only named again, or is no property of a profile.
_NOT_WALKED = {"if", "then", "else", "not", "x-interop", "enum", "const", "examples", "default"}


def properties(schema: Any, pointer: str = "", names: bool = False) -> Iterator[Property]:
    for key, below in schema.items() if isinstance(schema, dict) else enumerate(schema):
        if not isinstance(below, dict | list) or (not names and key in _NOT_WALKED):
            continue
        here = f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
        if names and pointer.endswith("/properties"):
            yield Property(here, below)
        yield from properties(below, here, not names and key in ("properties", "$defs"))


@cache
def registry() -> Any:
    files = [(f"http://schemas.invalid/{path.name}", json.loads(path.read_bytes())) for path in SCHEMAS.glob("*.json")]
    named = [*files, *((each["$id"], each) for _, each in files if "$id" in each)]
    return Registry().with_resources((uri, DRAFT202012.create_resource(each)) for uri, each in named)


def _validator(name: str, pointer: str) -> Draft202012Validator:
    schema = {"$ref": f"http://schemas.invalid/{name}.json#{pointer.replace('%', '%25')}"}
    return Draft202012Validator(schema, registry=registry(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def _resolved(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with what its `$ref`s say, its own words above theirs."""
    if "$ref" not in schema:
        return schema
    resolver = registry().resolver(base_uri=f"http://schemas.invalid/{name}.json")
    found = resolver.lookup(schema["$ref"])
    file = str(found.resolver._base_uri).rpartition("/")[2].removesuffix(".json")
    file = "vocabulary" if "vocabulary" in file else file
    return {**_resolved(file, found.contents), **schema}


def _says_it_all(name: str, schema: dict[str, Any]) -> bool:
    """Whether a property needs no examples: its values are listed, or stand in properties of its own."""
    whole = _resolved(name, schema)
    if {"enum", "const"} & whole.keys() or whole.get("type") in ("boolean", "object"):
        return True
    if "x-interop" in schema and "exchange" in schema["x-interop"]:
        return True
    members = _resolved(name, whole.get("items", {})) if isinstance(whole.get("items"), dict) else {}
    return bool({"enum", "const"} & members.keys()) or members.get("type") == "object"


@pytest.mark.parametrize("name", FILES)
def test_every_property_has_a_title_a_description_and_examples(name: str) -> None:
    told(name, (fault for each in properties(contents(name)) for fault in _untold(name, each)))


def _untold(name: str, each: Property) -> Iterator[str]:
    own = _resolved(name, each.schema) if each.schema.get("$ref", "").startswith("#") else each.schema
    yield from (f"{each.pointer} lacks {part}" for part in ("title", "description") if not own.get(part))
    if not _says_it_all(name, each.schema) and not _resolved(name, each.schema).get("examples"):
        yield f"{each.pointer} lacks examples"


@pytest.mark.parametrize("name", FILES)
def test_every_example_of_a_property_is_one_that_its_schema_accepts(name: str) -> None:
    told(name, (fault for each in properties(contents(name)) for fault in _refused(name, each)))


def _refused(name: str, each: Property) -> Iterator[str]:
    judge = _validator(name, each.pointer)
    for example in _examples(each.schema):
        if (error := next(judge.iter_errors(example), None)) is not None:
            yield f"{each.pointer}: {error.message[:160]}"


def _examples(schema: dict[str, Any]) -> Iterator[Any]:
    """The examples of a property, and the values of its rules' examples that are values of it."""
    yield from schema.get("examples", ())
    match = schema.get("x-interop", {}).get("match", [])
    for rule in match if isinstance(match, list) else [match]:
        sides = ("a",) if "needs" in rule else ("a", "b")
        yield from (part[side] for part in rule.get("example", {}).values() for side in sides if side in part)
