"""Texts that came from a profile, made harmless to show: nothing in them is obeyed by a terminal."""

from __future__ import annotations

# Invisible, and able to change how what follows is shown or ordered (https://www.unicode.org/reports/tr9/,
# table 2 of https://www.unicode.org/reports/tr36/): format characters, controls, line separators.
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})


def inert(text: str) -> str:
    r"""`text` with control, bidirectional and other invisible characters written out, as in ``\x1b``.

    >>> inert("a\x1b[31mb\u202e")
    'a\\x1b[31mb\\u202e'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(shown, text))


def shown(character: str) -> str:
    """One character as it is shown: itself, or its escape."""
    if character.isprintable():
        return character
    import unicodedata  # only for the few texts that are not plain

    if unicodedata.category(character) not in _HIDDEN:
        return character
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")


def cells(text: str) -> int:
    """How many columns of a terminal `text` takes, once it is inert."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    import unicodedata

    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, most: int) -> str:
    """`text` in at most `most` columns, with a mark where something was left out."""
    if cells(text) <= most:
        return text
    while cells(text) > most - 1:
        text = text[:-1]
    return text.rstrip() + "…"
