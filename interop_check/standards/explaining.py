"""The validator that explains: `jsonschema`, with regular expressions read as `jsonschema-rs` reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import referencing
from jsonschema import Draft202012Validator, ValidationError, validators
from jsonschema.protocols import Validator
from referencing.jsonschema import DRAFT202012


@lru_cache(maxsize=1024)
def portable(pattern: str) -> re.Pattern[str]:
    """`pattern` as ECMA 262 means it: Python's ``$`` also matches before a final newline, ECMA's does not."""
    ends = re.sub(r"(\\.|\[(?:\\.|[^\]\\])*\])|\$", lambda found: found[1] or r"\Z", pattern, flags=re.S)
    return re.compile(ends)


def _pattern(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not portable(pattern).search(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


PortableValidator: Any = validators.extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]


def explainer(schema: dict[str, Any], copies: Iterable[tuple[str, Any]], refuse: Callable[[str], Any]) -> Validator:
    """A validator of `schema` over `copies`, which refuses to look anything up elsewhere."""
    held = [(uri, DRAFT202012.create_resource(copy)) for uri, copy in copies]
    registry: Any = referencing.Registry(retrieve=refuse)  # type: ignore[call-arg]
    checker = Draft202012Validator.FORMAT_CHECKER
    validator: Validator = PortableValidator(schema, registry=registry.with_resources(held), format_checker=checker)
    return validator
