"""Which findings are one and the same, and the words that several formats use for places and edits."""

from __future__ import annotations

import json
from typing import Any

from ..report import Edit, Finding, Place
from ._inert import inert

Key = tuple[object, ...]


def same(finding: Finding) -> Key:
    """What two findings have in common that are one: reached from several exchanges, it is listed once."""
    where = tuple((place.path, place.pointer, place.line, place.column) for place in finding.places)
    return finding.fingerprint, finding.rule, finding.message, where


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
    words = said.format(do=edit.do, value=value_text(edit.value), pointer=edit.pointer or "the document")
    return inert(f"{words} ({edit.path}:{edit.line})")


_DOING = {
    "add": "add {value} to {pointer}",
    "remove": "remove {value} from {pointer}",
    "set": "set {pointer} to {value}",
}
