"""JSON values: when two are equal, and how one is written in a message."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fractions import Fraction

_LONG = 60


def json_key(value: Any) -> str:
    """The value as JSON text that is the same for equal values and for no others (1 and 1.0, but not true).

    The keys of mappings are sorted.
    """
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False)
        case list() | tuple():
            return "[" + ",".join([json_key(member) for member in value]) + "]"
        case Mapping():
            return "{" + ",".join([f"{json_key(k)}:{json_key(value[k])}" for k in sorted(value)]) + "}"
    return _scalar_key(plain(value))


def _scalar_key(value: Any) -> str:
    try:
        return json.dumps(value)
    except ValueError:  # Python refuses to write an integer of more than 4,300 digits; Decimal does not
        from decimal import Decimal

        return format(Decimal(value), "f")


def json_equal(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal, at any depth: 1 equals 1.0, true equals neither."""
    return json_key(one) == json_key(other)


def plain(value: Any) -> Any:
    """The value with whole numbers written as integers, at any depth."""
    match value:
        case float() if value.is_integer():
            return int(exact(value))
        case list() | tuple():
            return [plain(member) for member in value]
        case Mapping():
            return {key: plain(member) for key, member in value.items()}
    return value


def exact(number: float) -> Fraction:
    """The number as it is written in decimal, so that 0.3 - 0.1 is 0.2."""
    from fractions import Fraction

    return Fraction(number if isinstance(number, int) else repr(number))


def shortened(number: Fraction | float) -> Any:
    """An exact number as JSON has it: an integer where it is whole.

    Raises OverflowError where it is not whole and too large for a float.
    """
    if isinstance(number, float) or number.denominator != 1:
        return float(number)
    return number.numerator


def is_number(value: Any) -> bool:
    match value:
        case bool():
            return False
        case float():
            return math.isfinite(value)
    return isinstance(value, int)


def quoted(value: Any) -> str:
    """A value from a profile for a message: a text in quotes, all printable, cut to 60 characters."""
    text = repr(value[: _LONG + 1]) if isinstance(value, str) else _printable(json_key(value))
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text[: _LONG + 1])


def number_text(number: Fraction) -> str:
    try:
        return quoted(shortened(number))
    except OverflowError:
        return "a number too long to write"


def first(texts: Iterable[str], most: int = 3) -> str:
    """The first few of some texts, in their own order, and how many more there are."""
    different = sorted(set(texts))
    more = len(different) - most
    return ", ".join(different[:most]) + (f" and {more} more" if more > 0 else "")
