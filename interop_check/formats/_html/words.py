"""Values in words, and the sentences that several pages share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from ...report import Report, Severity, Verdict
from .._findings import value_text
from .._inert import inert
from .._words import GLYPHS, MEANINGS, SEVERITY_GLYPHS, SEVERITY_MEANINGS, words

_MOST_MEMBERS = 40


class Sign(NamedTuple):
    """A verdict, a severity or a result as it is shown: never by its colour alone."""

    id: str
    glyph: str
    word: str
    meaning: str = ""


class Cell(NamedTuple):
    """One number of a table of counts, with what it leads to."""

    amount: int
    column: str


class Tally(NamedTuple):
    """A table of counts: a row a kind, and one for all of them."""

    columns: tuple[Sign, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    total: tuple[Cell, ...]


SEVERITIES = tuple(
    Sign(each.value, SEVERITY_GLYPHS[each], each.value, SEVERITY_MEANINGS[each]) for each in reversed(Severity)
)
TO_ASK = Sign("unknown", GLYPHS[Verdict.UNKNOWN][0], "to ask", "nobody has said, or nobody knows")
VERDICTS = tuple(Sign(each.value, GLYPHS[each][0], words(each), MEANINGS[each]) for each in Verdict)


def tally(columns: tuple[Sign, ...], pairs: Iterable[tuple[str, str]]) -> Tally:
    """How often each column's id occurs with each kind, of pairs (kind, id)."""
    counted = Counter(pairs)
    kinds = sorted({kind for kind, _ in counted}, key=lambda kind: (not kind, kind))
    rows = tuple((kind, tuple(Cell(counted[kind, each.id], each.id) for each in columns)) for kind in kinds)
    total = tuple(Cell(sum(counted[kind, each.id] for kind in kinds), each.id) for each in columns)
    return Tally(columns, rows, total)


def slug(text: str) -> str:
    """A text as one word, that a filter can name."""
    return re.sub(r"[\s,]+", "-", inert(text))


def in_words(value: Any) -> str:
    """A value as people read it: members after another, a range or a mapping key by key."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        rest = f", and {len(value) - _MOST_MEMBERS} more" if len(value) > _MOST_MEMBERS else ""
        return ", ".join(map(in_words, value[:_MOST_MEMBERS])) + rest
    if isinstance(value, dict) and value:
        return ", ".join(f"{key} {in_words(each)}" for key, each in value.items())
    return value_text(value, 200)


def basis(report: Report) -> str:
    """What the report was judged by."""
    kinds = ", ".join(f"{each.kind} {each.version}" for each in report.standards)
    catalogue = f"; catalogue of {report.catalogue}" if report.catalogue else ""
    return f"judged as of {report.date.isoformat()} by {kinds or 'no standard'}{catalogue}"


def sentence(text: str) -> str:
    """`text` with a capital at its beginning."""
    return text[:1].upper() + text[1:]
