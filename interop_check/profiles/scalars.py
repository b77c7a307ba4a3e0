"""What a plain word is: text, number, true, false or null (https://yaml.org/spec/1.2.2/#103-core-schema)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .refusals import MAX_DIGITS, Refused, quoted

WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
NUMERIC = frozenset("0123456789+-.")
"""What every number begins with."""

_ORDINARY = re.compile(r"0|[1-9][0-9]{0,17}").fullmatch
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?").fullmatch
_NOT_FINITE = frozenset(
    (".nan", ".NaN", ".NAN", *(f"{sign}.{word}" for sign in ("", "-", "+") for word in ("inf", "Inf", "INF")))
)
_QUOTE_IT = "quote it if it is text"


def resolved(word: str) -> str | int | float | bool | None:
    """The value of a plain word. Raises `Refused`, without a span, for a number that JSON cannot hold."""
    if _ORDINARY(word):
        return int(word)
    if word in WORDS:
        return WORDS[word]
    if word[0] not in NUMERIC:
        return word
    if _DECIMAL(word):
        return _decimal(_short(word))
    if word.startswith(("0o", "0x")) and re.fullmatch("0o[0-7]+|0x[0-9a-fA-F]+", word):
        return int(_short(word), 0)
    if word in _NOT_FINITE:
        raise Refused("not-finite", f"{quoted(word)} is no finite number: leave the key out, or {_QUOTE_IT}")
    return word


def _decimal(word: str) -> int | float:
    if word.lstrip("-+").isdigit():
        return int(word)
    number = float(word)
    if number - number != 0:
        raise Refused("not-finite", f"the number {quoted(word)} is too large: {_QUOTE_IT}")
    return number


def _short(word: str) -> str:
    if len(word) > MAX_DIGITS:
        raise Refused("number-too-long", f"a number of {len(word):,} characters: {_QUOTE_IT}")
    return word
