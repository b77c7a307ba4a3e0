"""What the pages say, as plain values for a template: the sections of the page for browsers, in the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ... import __version__
from ...report import Edit, Report
from .._findings import value_text
from .._html import comparing, validating
from .._html.cards import Card
from .._html.words import SEVERITIES, TO_ASK, VERDICTS, basis
from .._inert import inert
from .._words import counts, number, words

__all__ = ["pages"]


def pages(report: Report) -> dict[str, Any]:
    """Mappings, lists and inert texts, of which JSON can be made; `pairs` or `validation` says which pages it is."""
    pairs = [_pair(each) for each in comparing.views(report)]
    validation = None if report.comparisons else _validation(validating.view(report))
    return {
        **_heads(report, pairs, validation),
        "basis": _plain(basis(report)),
        "foot": _plain(f"interop-check {__version__} · {_days(report)}", 120),
        "version": __version__,
        "pairs": pairs,
        "validation": validation,
        "counts": " · ".join(counts(report)) or "no finding",
        "assumptions": _plain(report.assumptions),
        "ignored": _ignored(report.ignored),
        "severities": _plain((*SEVERITIES, TO_ASK)),
        "verdicts": _plain(VERDICTS),
        "rules": [_plain({"id": id, **rule._asdict()}) for id, rule in sorted(report.rules.items())],
        "sources": list(map(_plain, _sources(report))),
    }


def _heads(report: Report, pairs: list[dict[str, Any]], validation: Any) -> dict[str, str]:
    """What stands in the document's properties and above every page."""
    if validation:
        what, whom, answer = "Validation", validation["title"], validation["sign"]["word"]
    else:
        what, whom = "Comparison", ", ".join(each["name"] for each in pairs)
        answer = ", ".join(words(each.verdict) for each in report.comparisons)
    return {"title": _short(f"{whom}: {answer}", 200) + " · interop-check", "what": what, "whom": _short(whom, 90)}


def _days(report: Report) -> str:
    catalogue = f"; catalogue of {report.catalogue}" if report.catalogue else ""
    return f"judged as of {report.date.isoformat()}{catalogue}"


def _pair(view: comparing.View) -> dict[str, Any]:
    shown: dict[str, Any] = _plain(view)
    return shown | {"name": f"{shown['a']} ↔ {shown['b']}", "decide": _to_decide(view.standing)}


def _validation(view: validating.View) -> dict[str, Any]:
    shown: dict[str, Any] = _plain(view)
    return shown | {"decide": _to_decide(view.standing)}


def _to_decide(cards: Iterable[Card]) -> list[dict[str, Any]]:
    """What somebody has to decide on, each on a line of its own."""
    return [_plain(_mention(each)) for each in cards if each.word in ("blocker", "major")]


def _ignored(count: int) -> str:
    verb = "is" if count == 1 else "are"
    return f"{number(count, 'finding')} of ignored rules {verb} left out." if count else ""


def _sources(report: Report) -> list[tuple[str, str, str]]:
    """What the report was made from: its name, what it is, its SHA-256."""
    return [
        *(
            (each.path, _said(each.kind, each.partner, each.system), each.sha256 or "not read")
            for each in report.inputs
        ),
        *((each.path, "what counts", each.sha256) for each in report.steering),
        *(
            (f"{'Baseline' if each.baseline else 'Standard'} {each.kind} {each.version}", each.kind, each.sha256)
            for each in report.standards
        ),
    ]


def _said(*texts: str | None) -> str:
    return ", ".join(filter(None, texts)) or "–"


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────


# The most characters of a text, by what it is: a head that fills a page would leave no room for what it heads.
_MOST = {"a": 60, "b": 60, "partner": 60, "partners": 60, "whom": 60, "kind": 60, "heading": 200, "title": 200}
_MOST_OTHERWISE = 1500


def _plain(value: Any, most: int = _MOST_OTHERWISE) -> Any:
    """`value` made of what JSON knows; every text in it is inert, and cut where it is very long."""
    reduced = _REDUCED.get(type(value), _as_it_is)(value)
    if isinstance(reduced, str):
        return _short(inert(str(reduced)), most)
    if isinstance(reduced, tuple) and hasattr(reduced, "_asdict"):
        reduced = reduced._asdict()
    if isinstance(reduced, dict):
        return {key: _plain(each, _MOST.get(key, _MOST_OTHERWISE)) for key, each in reduced.items()}
    return [_plain(each, most) for each in reduced] if isinstance(reduced, list | tuple) else reduced


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _as_it_is(value: Any) -> Any:
    return value


def _edit(edit: Edit) -> dict[str, Any]:
    return edit._asdict() | {"value": value_text(edit.value, _LONGEST)}


def _row(row: comparing.Row) -> dict[str, Any]:
    return row._asdict() | {"cards": [_mention(each) for each in row.cards]}


def _mention(card: Card) -> dict[str, Any]:
    """Of a card that stands elsewhere, what it takes to lead there."""
    return {name: getattr(card, name) for name in ("anchor", "number", "glyph", "word", "heading", "message")}


def _file(file: validating.File) -> dict[str, Any]:
    each = file.input
    return file._asdict() | {"input": {"path": each.path, "said": _said(each.kind, each.partner, each.system)}}


_LONGEST = 160  # characters of a value in an edit
_REDUCED: dict[type, Callable[[Any], Any]] = {Edit: _edit, comparing.Row: _row, validating.File: _file}
