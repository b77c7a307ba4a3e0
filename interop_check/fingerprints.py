"""What a finding is known by from run to run: never by its wording, its line or a position in a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .digests import sha256_hex
from .relations import json_key

__all__ = ["fingerprint", "identity", "values_hash"]

_DIGITS = 16
_ITEM_DIGITS = 8


def fingerprint(rule: str, partners: Iterable[str], places: Iterable[str]) -> str:
    """16 hexadecimal digits for one finding of `rule`.

    `partners` are codes, in the order that the finding has them or, where it has no direction, sorted;
    `places` are what `identity` says of each place, in the same order.
    """
    return _hashed("\0".join((rule, *partners, *places)), _DIGITS)


def identity(document_value: Mapping[str, Any], steps: Iterable[str | int], system: str | None) -> str:
    """The place at `steps` in a document of `system`, by its kind, its keys and the ids of its list items.

    The only item of a list needs no name; where there are several, one without an id is known by what it says,
    so that lists may be put in another order. Steps that the document does not have are taken as they are.
    """
    kind = document_value.get("kind")
    parts = [system or "", ":", kind.partition("/")[0] if isinstance(kind, str) else ""]
    here: Any = document_value
    for step in steps:
        alone = isinstance(here, list) and len(here) == 1
        here = _below(here, step)
        parts.append(_item(here, alone) if isinstance(step, int) else f"/{_escaped(step)}")
    return "".join(parts)


def values_hash(values: Iterable[Any]) -> str:
    """16 hexadecimal digits that are the same for equal values (1 and 1.0 are equal) and for no others."""
    return _hashed(json_key(list(values)), _DIGITS)


def _below(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _item(value: Any, alone: bool) -> str:
    given = value.get("id") if isinstance(value, dict) else None
    if isinstance(given, str):
        return f"[{_escaped(given)}]"
    return "[]" if alone else f"[#{_hashed(json_key(value), _ITEM_DIGITS)}]"


def _escaped(text: str) -> str:
    """As in a JSON Pointer (RFC 6901), and the brackets too, so that no key reads like an item."""
    escapes = {"~": "~0", "/": "~1", "[": "~2", "]": "~3", "#": "~4", "\0": "~5"}
    return "".join(escapes.get(character, character) for character in text)


def _hashed(text: str, digits: int) -> str:
    return sha256_hex(text.encode("utf-8", "surrogatepass"))[:digits]
