"""For programs: the whole difference and the report of its later state, as ``schemas/diff.json`` describes them."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from ... import __version__
from ...difference import Advice, Difference, ExchangeChange, FileChange, FindingChange, How, PairChange, State
from ...report import Place, Severity
from .. import Options
from ..json import _UNSAFE, _edit, _escape, _finding, _place
from ..json import outline as report_outline

SUFFIXES = (".json",)


def render(difference: Difference, _: Options) -> bytes:
    """The difference as UTF-8, with one newline at its end; what a terminal might obey is escaped."""
    text = json.dumps(outline(difference), indent=2, ensure_ascii=False, allow_nan=False)
    return (_UNSAFE.sub(_escape, text) + "\n").encode()


def outline(difference: Difference) -> dict[str, Any]:
    """The difference as plain values; the keys and their order are a promise."""
    return {
        "format": "interop-check/diff",
        "version": 1,
        "tool": {"name": "interop-check", "version": __version__},
        "base": _state(difference.base),
        "head": _state(difference.head),
        "summary": _summary(difference),
        "files": [_file(each) for each in difference.files],
        "came": list(difference.came),
        "went": list(difference.went),
        "findings": [_change(each) for each in difference.findings if each.how is not How.UNCHANGED],
        "pairs": [_pair(each) for each in difference.pairs],
        "untouched_pairs": difference.untouched,
        "advice": [_advice(each) for each in difference.advice],
        "contacts": [
            {"partner": each.partner, "name": each.name, "contact": list(each.lines)} for each in difference.contacts
        ],
        "notes": list(difference.notes),
        "report": report_outline(difference.report),
    }


def _state(state: State) -> dict[str, Any]:
    files = [
        {"path": each.path, "sha256": each.sha256, "kind": each.kind, "partner": each.partner, "system": each.system}
        for each in state.inputs
    ]
    return {"name": state.name, "commit": state.commit, "inputs": files}


def _summary(difference: Difference) -> dict[str, Any]:
    new = [each.finding for each in difference.told(How.NEW) if each.finding.stands]
    severities = Counter(each.severity for each in new)
    counted = Counter(each.how for each in difference.findings if each.finding.counts)
    return {
        "new": {severity.value: severities[severity] for severity in reversed(Severity)},
        "findings": {how.value: counted[how] for how in How},
        "worse": sum(exchange.costs for pair in difference.pairs for exchange in pair.exchanges),
    }


def _file(each: FileChange) -> dict[str, Any]:
    return {
        "path": each.path,
        "how": each.how,
        "was": each.was,
        "partner": each.partner,
        "kind": each.kind,
        "read": each.read,
        "values": [
            {"label": value.label, "before": _where(value.before), "after": _where(value.after)}
            for value in each.values
        ],
    }


def _where(where: Place | None) -> dict[str, Any] | None:
    return None if where is None else _place(where)


def _change(change: FindingChange) -> dict[str, Any]:
    return {
        "how": change.how.value,
        "pair": list(change.pair) if change.pair else None,
        "files": list(change.files),
        "note": change.note,
        "finding": _finding(change.finding),
        "before": _finding(change.before) if change.before else None,
    }


def _pair(pair: PairChange) -> dict[str, Any]:
    return {
        "a": pair.a,
        "b": pair.b,
        "before": pair.before,
        "after": pair.after,
        "exchanges": [_exchange(each) for each in pair.exchanges],
    }


def _exchange(each: ExchangeChange) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "id": each.id,
        "name": each.name,
        "title": each.title,
        "direction": each.direction,
        "before": each.before,
        "after": each.after,
        "move": each.move.value,
        "costs": each.costs,
        "files": list(each.files),
    }


def _advice(each: Advice) -> dict[str, Any]:
    return {
        "partner": each.partner,
        "path": each.path,
        "exchange": {"kind": each.kind, "id": each.id, "name": each.name},
        "edits": [_edit(edit) for edit in each.edits],
        "spares": list(each.spares),
    }
