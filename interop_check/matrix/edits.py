"""An edit that a report names, made in a copy of the document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..profiles import Document
from ..profiles.document import steps_of
from ..relations import json_key
from ..report import Edit


def edited(document: Document, edits: Iterable[Edit]) -> Document:
    """The document with the edits of its file made, one after the other; the places of values are the old ones."""
    value: Any = document.value
    for edit in edits:
        if edit.path == document.path:
            value = _put(value, steps_of(edit.pointer, value), edit)
    return Document(
        document.path, document.sha256, value, document.text, document.places, document.ambiguous, document.withheld
    )


def _put(value: Any, steps: tuple[str | int, ...], edit: Edit) -> Any:
    if not steps:
        return _done(edit, value)
    step, *rest = steps
    if isinstance(value, list):
        inner = _put(value[int(step)], tuple(rest), edit)
        return [inner if index == step else member for index, member in enumerate(value)]
    here = value if isinstance(value, dict) else {}
    return {**here, step: _put(here.get(str(step)), tuple(rest), edit)}


def _done(edit: Edit, old: Any) -> Any:
    members = edit.value if isinstance(edit.value, list) else [edit.value]
    if edit.do == "add" and isinstance(old, list):
        return [*old, *members]
    if edit.do == "remove" and isinstance(old, list):
        keys = {json_key(member) for member in members}
        return [member for member in old if json_key(member) not in keys]
    return edit.value
