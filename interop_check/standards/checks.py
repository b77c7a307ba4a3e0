"""What every schema file must be, annotations aside: draft 2020-12, closed, and read alike by both validators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ..accelerator import jsonschema_rs
from ..suggestions import did_you_mean
from .annotations import KEYWORD, referenced
from .resources import DIALECT, Node, Refusal, Resources, everything

# Escapes, groups and set operations that regular-expression engines read differently.
# They stay texts: `re` compiles them at their first use, and most patterns have no sign of any.
_ESCAPE = r"(?s)\\(?:[nrtfv^$\\.*+?()\[\]{}|/\-]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|(?P<other>.|$))"
_GROUP = r"\(\?(?!:|=|!)"
_CLASS = ("[[", "&&", "--", "~~", "||")
_QUANTIFIER = ("*+", "++", "?+", "}+")


def check_files(resources: Resources) -> Iterator[Refusal]:
    """What is wrong with the files of the set as schemas."""
    for file in resources.files:
        if faults := list(_dialect_faults(file.root)):
            yield from faults
            continue
        for node in file.nodes:
            yield from _faults(node, resources)
            for embedded in _conditions(node):
                yield from _dialect_faults(embedded) or (f for n in everything(embedded) for f in _faults(n, resources))


def _faults(node: Node, resources: Resources) -> Iterator[Refusal]:
    if isinstance(node.schema, dict):
        yield from _misspelt(node)
    if isinstance(node.schema, dict) and not _CHECKED.isdisjoint(node.schema):
        yield from _references(node, resources)
        yield from _patterns(node)
        yield from _fractions(node)


_CHECKED = frozenset({"$dynamicRef", "$recursiveRef", "$ref", "pattern", "patternProperties", "multipleOf"})


def _conditions(node: Node) -> Iterator[Node]:
    """The schemas that stand in the rules annotated at `node`: what `when` and `when_agreed` ask."""
    says = node.schema.get(KEYWORD) if isinstance(node.schema, dict) else None
    if says is None:
        return
    match = says.get("match") if isinstance(says, dict) else None
    whole = [node.child(KEYWORD, "match")] if match is not None else []
    for rule in [at.child(index) for at in whole for index in range(len(match))] if isinstance(match, list) else whole:
        if isinstance(rule.schema, dict):
            yield from [rule.child("when")] if "when" in rule.schema else []
            named = rule.schema.get("when_agreed")
            yield from (rule.child("when_agreed", short) for short in (named if isinstance(named, dict) else ()))


def _dialect_faults(node: Node) -> list[Refusal]:
    schema = {**node.schema, "$schema": DIALECT} if isinstance(node.schema, dict) else node.schema
    if jsonschema_rs is not None and jsonschema_rs.meta.is_valid(schema):
        return []
    import jsonschema

    meta = jsonschema.Draft202012Validator(jsonschema.Draft202012Validator.META_SCHEMA)
    error = jsonschema.exceptions.best_match(meta.iter_errors(schema))
    return [] if error is None else [node.refuse(f"this is not draft 2020-12: {error.message}", *error.absolute_path)]


def _misspelt(node: Node) -> Iterator[Refusal]:
    """Nobody else reads `x_interop`, and so nobody would ever ask what it says."""
    for keyword in node.schema:
        if "interop" in keyword.casefold() and keyword != KEYWORD:
            yield node.refuse(f"{keyword!r} is no keyword: write {KEYWORD!r}", keyword)


def _references(node: Node, resources: Resources) -> Iterator[Refusal]:
    for keyword in ("$dynamicRef", "$recursiveRef"):
        if keyword in node.schema:
            yield node.refuse(f"{keyword!r} is not supported: name the schema with '$ref'", keyword)
    reference = node.schema.get("$ref")
    if not isinstance(reference, str):
        return
    target = resources.resolve(node.base, reference)
    if target is None:
        near = did_you_mean(reference, resources.anchors)
        reason = "no schema of this set; nothing is ever fetched, and no file outside the schema folders opened"
        yield node.refuse(f"the reference {reference!r} leads to {reason}{near}", "$ref")
    elif not isinstance(target.schema, dict | bool):
        yield node.refuse(f"the reference {reference!r} leads to a value that is no schema", "$ref")
    elif _circles(node, resources):
        yield node.refuse(f"the reference {reference!r} leads back to itself and never says anything", "$ref")


def _circles(node: Node, resources: Resources) -> bool:
    seen: set[Node] = set()
    here: Node | None = node
    while here is not None and here not in seen:
        seen.add(here)
        here = referenced(here, resources)
    return here is not None


def _patterns(node: Node) -> Iterator[Refusal]:
    pattern = node.schema.get("pattern")
    if isinstance(pattern, str) and (reason := unportable(pattern)):
        yield node.refuse(f"the pattern {pattern!r} {reason}", "pattern")
    for pattern in node.schema.get("patternProperties", ()):
        if reason := unportable(pattern):
            yield node.refuse(f"the pattern {pattern!r} {reason}", "patternProperties", pattern)


@lru_cache(maxsize=1024)
def unportable(pattern: str) -> str | None:
    """Why regular-expression engines would read `pattern` differently; `None` where they agree."""
    for escape in re.finditer(_ESCAPE, pattern) if "\\" in pattern else ():
        if escape["other"] is not None:
            return f"uses {escape[0]!r}, which validators read differently: write the characters out, as in [0-9]"
    if "(?" in pattern and re.search(_GROUP, pattern):
        return "uses a kind of group that validators read differently: use (?:…), (?=…) or (?!…)"
    if any(sign in pattern for sign in _CLASS):
        return "uses set operations that validators read differently: write the characters out"
    if any(sign in pattern and sign in _outside_classes(pattern) for sign in _QUANTIFIER):
        return "uses a possessive quantifier, which validators read differently"
    try:
        re.compile(pattern)
    except re.error as error:
        return f"is no regular expression: {error}"
    return None if _compiles(pattern) else "is no regular expression that both validators can read"


def _outside_classes(pattern: str) -> str:
    return re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "x", pattern)


def _compiles(pattern: str) -> bool:
    if jsonschema_rs is None:
        return True
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except (ValueError, jsonschema_rs.ValidationError):
        return False
    return True


def _fractions(node: Node) -> Iterator[Refusal]:
    divisor: Any = node.schema.get("multipleOf", 1)
    if isinstance(divisor, float) and not divisor.is_integer():
        reason = "validators round fractions differently: state the value in a smaller unit, as a whole number"
        yield node.refuse(f"multipleOf {divisor}: {reason}", "multipleOf")
