"""Which findings are one and the same, and the words that several formats use for places and edits."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ..report import Edit, Finding, Place, Remedy
from ._inert import inert


def at(place: Place) -> str:
    """``path:line:column``."""
    return f"{place.path}:{place.line}:{place.column}"


def value_text(value: Any, longest: int = 60) -> str:
    """A value as JSON on one line, harmless, and cut if it is long."""
    text = inert(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def edit_text(edit: Edit) -> str:
    """What to do, and where: ``add "x" to /a/b (path:12)``."""
    said = _DOING.get(edit.do, "{do} {value} at {pointer}")
    words = said.format(do=edit.do, value=value_text(edit.value, _WHOLE), pointer=edit.pointer or "the document")
    return inert(f"{words} ({edit.path}:{edit.line})")


_WHOLE = 160  # characters: what is to be written has to be read whole, a list of two editions say

_DOING = {
    "add": "add {value} to {pointer}",
    "remove": "remove {value} from {pointer}",
    "set": "set {pointer} to {value}",
}


def in_detail(finding: Finding) -> tuple[list[Finding], list[Finding]]:
    """The detail that tells of further places; and the finding with the detail that is one direction of it."""
    shown = {at(place) for place in finding.places}
    further = [each for each in finding.detail if not shown.issuperset(map(at, each.places))]
    return further, [finding, *(each for each in finding.detail if shown.issuperset(map(at, each.places)))]


def ways(findings: Iterable[Finding]) -> dict[tuple[str, str], Remedy]:
    """Who could do what, both in words, each once: each partner's first way of every finding, which is its smallest."""
    found: dict[tuple[str, str], Remedy] = {}
    for finding in findings:
        first: dict[str, Remedy] = {}
        for remedy in finding.mends:
            first.setdefault(remedy.partner, remedy)
        for remedy in first.values():
            found.setdefault((inert(remedy.partner), "; and ".join(map(edit_text, remedy.edits))), remedy)
    return found
