"""For programs: the whole matrix, a character or two for each cell, as ``schemas/matrix.json`` describes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ... import __version__
from ...difference import Difference, How
from ...overview import SEVERITIES, Blocking, Cell, Change, Lane, Matrix, Member, PairSummary
from ...report import Verdict, worst
from .. import Options
from .._diff.json import _change as _new
from .._diff.json import _pair as _moved
from ..json import _UNSAFE, _edit, _escape, _finding, _input, _rule, _standard, _summary

SUFFIXES = (".json",)

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CODES = {
    Verdict.BLOCKED: "b",
    Verdict.UNKNOWN: "u",
    Verdict.DEGRADED: "d",
    Verdict.FRICTION: "f",
    Verdict.CLEAR: "c",
    Verdict.NOT_SHARED: "-",
}
_NO_PAIR = "."


def render(matrix: Matrix, _: Options) -> bytes:
    """The matrix as UTF-8, with one newline at its end; what a terminal might obey is escaped."""
    text = json.dumps(outline(matrix), indent=2, ensure_ascii=False, allow_nan=False)
    return (_UNSAFE.sub(_escape, text) + "\n").encode()


def outline(matrix: Matrix) -> dict[str, Any]:
    """The matrix as plain values; the keys and their order are a promise."""
    report = matrix.report
    return {
        "format": "interop-check/matrix",
        "version": 1,
        "tool": {"name": "interop-check", "version": __version__},
        "command": report.command,
        "date": report.date.isoformat(),
        "catalogue": report.catalogue,
        "inputs": [_input(each) for each in report.inputs],
        "standards": [_standard(each) for each in report.standards],
        "rules": {id: _rule(report.rules[id]) for id in sorted(report.rules)},
        "selection": {
            "kinds": list(matrix.selection.kinds),
            "exchanges": list(matrix.selection.exchanges),
            "only": matrix.selection.only,
        },
        "summary": {
            "verdict": worst(verdict for verdict, count in matrix.pairs.items() if count).value,
            "pairs": _pairs(matrix.pairs),
            "findings": _summary(report)["findings"],
            "waived": sum(matrix.waived.values()),
            "incomplete": [member.code for member in matrix.members if member.incomplete],
        },
        "findings": [_finding(each) for each in report.findings],
        "partners": [_member(each) for each in matrix.members],
        "codes": {code: verdict.value for verdict, code in CODES.items()},
        "pairs": _square(matrix),
        "severities": [severity.value for severity in SEVERITIES],
        "exchanges": [_lane(each) for each in matrix.lanes],
        "blocking": [_blocking(each) for each in matrix.blocking],
        "worst": [_pair(each) for each in matrix.worst],
        "changes": [_change(each) for each in matrix.changes],
        "waived": [{"a": a, "b": b, "findings": count} for (a, b), count in sorted(matrix.waived.items())],
        "since": matrix.since and _since(matrix.since),
    }


def _since(difference: Difference) -> dict[str, Any]:
    """What is new against an earlier state, with whose change it is put down to."""
    return {
        "base": {"name": difference.base.name, "commit": difference.base.commit},
        "findings": [_new(each) for each in difference.told(How.NEW)],
        "pairs": [_moved(each) for each in difference.pairs if any(moved.costs for moved in each.exchanges)],
    }


def _pairs(counts: Mapping[Verdict, int]) -> dict[str, int]:
    return {verdict.value: counts[verdict] for verdict in Verdict}


def _member(each: Member) -> dict[str, Any]:
    return {"code": each.code, "name": each.name, "incomplete": each.incomplete, "pairs": _pairs(each.pairs)}


def _square(matrix: Matrix) -> list[str]:
    """A text for each first partner, in it a character for each second one."""
    known = {number: ord(CODES[verdict]) for number, verdict in enumerate(Verdict)}
    letters = bytes(known.get(number, ord(_NO_PAIR)) for number in range(256))
    return [bytes(row).translate(letters).decode("ascii") for row in matrix.verdicts]


def _lane(lane: Lane) -> dict[str, Any]:
    width = 1 if len(lane.legend) <= len(LETTERS) else 2
    return {
        "kind": lane.kind,
        "id": lane.id,
        "name": lane.name,
        "title": lane.title,
        "direction": lane.direction,
        "pairs": _pairs(lane.pairs),
        "legend": [_cell(each) for each in lane.legend],
        "width": width,
        "cells": None if lane.cells is None else _cells(lane, width),
    }


def _cells(lane: Lane, width: int) -> str:
    """The number of each cell in the legend, in base 62."""
    written = [
        (LETTERS[number // 62] if width > 1 else "") + LETTERS[number % 62] for number in range(len(lane.legend))
    ]
    return "".join([written[number] for number in lane.cells or ()])


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "verdict": cell.verdict.value if cell.verdict else None,
        "broken": list(cell.broken),
        "unknown": list(cell.open),
        "rooted": cell.rooted,
        "incomplete": cell.incomplete,
    }


def _blocking(each: Blocking) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "id": each.id,
        "name": each.name,
        "title": each.title,
        "by_itself": each.own,
        "pairs": each.pairs,
    }


def _pair(each: PairSummary) -> dict[str, Any]:
    return {"a": each.a, "b": each.b, "verdict": each.verdict.value, "exchanges": _pairs(each.exchanges)}


def _change(each: Change) -> dict[str, Any]:
    return {
        "partner": each.partner,
        "exchange": each.exchange,
        "title": each.title,
        "edits": [_edit(edit) for edit in each.edits],
        "unblocks": each.unblocks,
        "clears": each.clears,
        "exchanges": each.exchanges,
        "worsens": each.worsens,
        "alike": each.alike,
    }
