"""What the pages say, as plain values for a template: the sections of the page for browsers, in the same order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from ... import __version__
from ...report import Edit, Report, RuleText, Verdict
from .._findings import value_text
from .._html import comparing, many, validating
from .._html.cards import Card, Spot
from .._html.words import SEVERITIES, TO_ASK, VERDICTS, basis
from .._inert import inert
from .._words import counts, number, words

__all__ = ["pages"]


def pages(report: Report) -> dict[str, Any]:
    """Mappings, lists and inert texts, of which JSON can be made.

    Which pages it is, one of `validation`, `many` and `pairs` says; the others are empty.
    """
    shown = _shown(report)
    return {
        **_heads(report, shown),
        "basis": _plain(basis(report)),
        "foot": _plain(f"interop-check {__version__} · {_days(report)}", 120),
        "version": __version__,
        **shown,
        "counts": " · ".join(counts(report)) or "no finding",
        "assumptions": _plain(report.assumptions),
        "ignored": _ignored(report.ignored),
        "severities": _plain((*SEVERITIES, TO_ASK)),
        "verdicts": _plain(VERDICTS),
        "rules": [_rule(id, rule) for id, rule in sorted(report.rules.items())],
        "sources": list(map(_plain, _sources(report))),
    }


def _shown(report: Report) -> dict[str, Any]:
    nothing: dict[str, Any] = {"validation": None, "many": None, "pairs": []}
    if not report.comparisons:
        return nothing | {"validation": _validation(validating.view(report))}
    if report.tasks and len(report.comparisons) > 1:
        return nothing | {"many": _plain(many.view(report, report.tasks))}
    return nothing | {"pairs": [_pair(each) for each in comparing.views(report)]}


def _heads(report: Report, shown: dict[str, Any]) -> dict[str, str]:
    """What stands in the document's properties and above every page."""
    if validation := shown["validation"]:
        what, whom, answer = "Validation", validation["title"], validation["sign"]["word"]
    else:
        what, whom = "Comparison", ", ".join(each["name"] for each in shown["pairs"])
        answer = ", ".join(words(each.verdict) for each in report.comparisons)
    if shown["many"]:
        whom = f"{shown['many']['us']} against {', '.join(shown['many']['them'])}"
        verdicts = Counter(each.verdict for each in report.comparisons)
        answer = ", ".join(f"{verdicts[each]} {words(each)}" for each in Verdict if verdicts[each])
    return {"title": _short(f"{whom}: {answer}", 200) + " · interop-check", "what": what, "whom": _short(whom, 90)}


def _rule(id: str, rule: RuleText) -> dict[str, Any]:
    return _brief(_plain({"id": id, **rule._asdict()}), _CHARACTERS[RuleText])


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
        plain = {key: _plain(each, _MOST.get(key, _MOST_OTHERWISE)) for key, each in reduced.items()}
        return _brief(plain, _CHARACTERS[type(value)]) if type(value) in _CHARACTERS else plain
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


def _sheet(sheet: many.Sheet) -> dict[str, Any]:
    """The tasks that are told in full elsewhere, as far as one sheet has room for them."""
    told = {name: [_in_short(each) for each in getattr(sheet, name)] for name in ("ours", "theirs", "questions")}
    return told | {"works": sheet.works, "decide": _to_decide(sheet.decisions)}


def _in_short(root: many.Root) -> dict[str, Any]:
    card = root.card
    kept = {name: getattr(card, name) for name in ("because", "remedy", "fingerprint")}
    short = _mention(card) | kept | {"spots": list(map(_at, card.spots))}
    told = root._asdict() | {"card": short, "besides": list(map(_mention, card.consequences))}
    return _brief(_plain(told), _CHARACTERS[many.Root])


def _at(spot: Spot) -> dict[str, str]:
    return {name: getattr(spot, name) for name in ("partner", "path", "at")}


_LONGEST = 160  # characters of a value in an edit
_REDUCED: dict[type, Callable[[Any], Any]] = {
    Edit: _edit,
    comparing.Row: _row,
    validating.File: _file,
    many.Sheet: _sheet,
}


# ── what is not torn over two pages ──────────────────────────────────────────────────────────────────────

# How many of its widest letters a line of a card has room for at least, one of the narrowest column of a table.
_CHARACTERS: dict[type, int] = {
    Card: 40,
    many.Root: 40,
    comparing.Row: 15,
    comparing.Miss: 15,
    comparing.Agreed: 15,
    many.Common: 15,
    validating.File: 15,
    validating.RequirementLine: 30,
    RuleText: 15,
}
_FEW = 45  # lines that surely fit on a page
_NOT_THERE = {"consequences", "anchor", "sign"}  # cards of their own; what is never shown; a word beside others
_APART = 1.5  # lines: what the beginning of an entry takes, its distance from the one above included


def _brief(plain: dict[str, Any], characters: int) -> dict[str, Any]:
    """`plain`, and whether it is short enough to be kept together without being laid out to be measured."""
    return plain | {"short": _lines(plain, characters) < _FEW}


def _lines(value: Any, of: int) -> float:
    """As many lines as `value` may take at most, each of at least `of` letters; a wider character has several bytes."""
    if isinstance(value, str):
        return len(value.encode()) / of
    if isinstance(value, dict):
        return _APART + sum(_lines(each, of) for name, each in value.items() if name not in _NOT_THERE)
    return sum(_lines(each, of) for each in value) if isinstance(value, list) else 0
