"""The validator that explains: `jsonschema`, with regular expressions read as `jsonschema-rs` reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import referencing
from jsonschema import Draft202012Validator, ValidationError, validators
from referencing.jsonschema import DRAFT202012

from ..relations import json_key


@lru_cache(maxsize=1024)
def portable(pattern: str) -> re.Pattern[str]:
    """`pattern` as ECMA 262 means it: Python's ``$`` also matches before a final newline, ECMA's does not."""
    ends = re.sub(r"(\\.|\[(?:\\.|[^\]\\])*\])|\$", lambda found: found[1] or r"\Z", pattern, flags=re.S)
    return re.compile(ends)


def _pattern(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not portable(pattern).search(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _unique(_: Any, unique: bool, instance: Any, __: Any) -> Iterator[ValidationError]:
    # jsonschema compares every item with every other; by their JSON text, each is looked at once.
    if unique and isinstance(instance, list) and len({json_key(item) for item in instance}) < len(instance):
        yield ValidationError(f"{instance!r} has non-unique elements")


_KEYWORDS = {"pattern": _pattern, "uniqueItems": _unique}
PortableValidator: Any = validators.extend(Draft202012Validator, _KEYWORDS)  # type: ignore[no-untyped-call]


def registry(copies: Iterable[tuple[str, Any]], refuse: Callable[[str], Any]) -> Any:
    """A registry of `copies`, which refuses to look anything up elsewhere."""
    held = [(uri, DRAFT202012.create_resource(copy)) for uri, copy in copies]
    empty: Any = referencing.Registry(retrieve=refuse)  # type: ignore[call-arg]
    return empty.with_resources(held)
