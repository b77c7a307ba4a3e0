"""Plain words that tools of YAML 1.1 read otherwise than YAML 1.2 (https://yaml.org/type/)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..report import Finding, Outcome, Severity
from .places import source
from .refusals import BECAUSE
from .scalars import NUMERIC

if TYPE_CHECKING:
    from .document import Document

OTHER_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), "true"),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), "false"),
    "=": "a default key",
    "<<": "a merge key",
}

# Dates are left out on purpose.
_OTHER_NUMBERS = {
    "an octal number": r"[-+]?0[0-7_]+",
    "text": r"[-+]?0[0-9_]+|0o[0-7]+|[-+]?[0-9]+[eE][-+]?[0-9]+|[-+]?[0-9]*\.[0-9]*[eE][0-9]+",
    "a number in base 60": r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?",
    "a binary number": r"[-+]?0b[01_]+",
    "a hexadecimal number": r"[-+]0x[0-9a-fA-F_]+|0x[0-9a-fA-F]*_[0-9a-fA-F_]*",
    "a number without its underscores": r"[-+]?[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?|[-+]?[0-9]+\.[0-9]*_[0-9_]*",
}


def other_reading(word: str) -> str | None:
    """What tools of YAML 1.1 make of a plain word that YAML 1.2 reads otherwise; `None` if they agree."""
    if word in OTHER_WORDS:
        return OTHER_WORDS[word]
    if word[:1] not in NUMERIC or not _may_differ(word):
        return None
    return next((reading for reading, form in _OTHER_NUMBERS.items() if re.fullmatch(form, word)), None)


def _may_differ(word: str) -> bool:
    """False for most versions, dates and addresses: the expressions take a millisecond to compile."""
    digits = word.lstrip("-+")
    return (digits[:1] == "0" and digits[1:2] not in ("", ".")) or not _SIGNS.isdisjoint(digits)


_SIGNS = frozenset("_:eE")


def hazards(document: Document) -> Iterator[Finding]:
    """A finding of severity *info* for each plain word that tools of YAML 1.1 read otherwise.

    Such as ``NO``, ``010`` and ``22:30``. ISO dates are exempt: nobody means anything else by them.
    """
    if not document.ambiguous:
        return
    for steps, span, is_key in document.places.tree.scalars():
        word = source(document.lines, span)
        reading = other_reading(word)
        if reading is None:
            continue
        yield Finding(
            "yaml/ambiguous-scalar",
            Severity.INFO,
            Outcome.INVALID,
            f'tools of YAML 1.1 read {word} as {reading}: write "{word}" if it is text',
            because=BECAUSE["ambiguous-scalar"],
            places=(document.key_at(steps) if is_key else document.at(steps),),
        )
