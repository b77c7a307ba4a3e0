"""For programs: the whole report, as ``schemas/report.json`` describes it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from .. import __version__
from ..report import (
    Chosen,
    Comparison,
    Edit,
    ExchangeResult,
    Finding,
    Input,
    Outcome,
    Place,
    Remedy,
    Report,
    RuleText,
    Severity,
    StandardUsed,
    Verdict,
    Via,
    worst,
)
from . import Options
from ._findings import same

SUFFIXES = (".json",)

Index = Callable[[Finding], int]


def render(report: Report, _: Options) -> bytes:
    """The report as UTF-8, with one newline at its end; what a terminal might obey is escaped."""
    text = json.dumps(outline(report), indent=2, ensure_ascii=False, allow_nan=False)
    return (_UNSAFE.sub(_escape, text) + "\n").encode()


# Outside of strings there is none of these in what `json.dumps` writes.
_UNSAFE = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]|[\U000e0000-\U000e0fff]"
)


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]


def outline(report: Report) -> dict[str, Any]:
    """The report as plain values; the keys and their order are a promise."""
    places = {same(finding): number for number, finding in enumerate(report.findings)}
    return {
        "format": "interop-check/report",
        "version": 1,
        "tool": {"name": "interop-check", "version": __version__},
        "command": report.command,
        "date": report.date.isoformat(),
        "catalogue": report.catalogue,
        "inputs": [_input(each) for each in report.inputs],
        "standards": [_standard(each) for each in report.standards],
        "rules": {id: _rule(report.rules[id]) for id in sorted(report.rules)},
        "summary": _summary(report),
        "findings": [_finding(each) for each in report.findings],
        "comparisons": [_comparison(each, lambda finding: places[same(finding)]) for each in report.comparisons],
    }


def _input(each: Input) -> dict[str, Any]:
    return {
        "path": each.path,
        "sha256": each.sha256,
        "kind": each.kind,
        "partner": each.partner,
        "system": each.system,
    }


def _standard(each: StandardUsed) -> dict[str, Any]:
    return {"kind": each.kind, "version": each.version, "sha256": each.sha256}


def _rule(text: RuleText) -> dict[str, Any]:
    return {
        "title": text.title,
        "severity": text.severity.value,
        "relation": text.relation,
        "because": text.because,
        "remedy": text.remedy,
        "source": text.source,
    }


def _summary(report: Report) -> dict[str, Any]:
    exchanges = Counter(each.verdict for comparison in report.comparisons for each in comparison.exchanges)
    counted = Counter(finding.severity for finding in report.findings if finding.counts)
    verdicts = [comparison.verdict for comparison in report.comparisons]
    return {
        "verdict": worst(verdicts).value if verdicts else None,
        "findings": {severity.value: counted[severity] for severity in reversed(Severity)},
        "unknowns": sum(finding.outcome is Outcome.UNKNOWN for finding in report.findings),
        "waived": 0,
        "exchanges": {verdict.value: exchanges[verdict] for verdict in _MILDEST_FIRST},
        "incomplete": list(report.incomplete),
    }


_MILDEST_FIRST = (
    Verdict.CLEAR,
    Verdict.FRICTION,
    Verdict.DEGRADED,
    Verdict.BLOCKED,
    Verdict.UNKNOWN,
    Verdict.NOT_SHARED,
)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "outcome": finding.outcome.value,
        "message": finding.message,
        "because": finding.because,
        "remedy": finding.remedy,
        "places": [_place(place) for place in finding.places],
        "exchange": finding.exchange,
        "direction": finding.direction,
        "detail": [_finding(each) for each in finding.detail],
        "mends": [_mend(each) for each in finding.mends],
        "fingerprint": finding.fingerprint,
        "values_hash": finding.values_hash,
        "waived": finding.waived,
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "partner": place.partner,
        "path": place.path,
        "pointer": place.pointer,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "value": place.value,
        "text": place.text,
        "excerpt": [{"line": line.line, "text": line.text} for line in place.excerpt],
    }


def _mend(remedy: Remedy) -> dict[str, Any]:
    return {"partner": remedy.partner, "edits": [_edit(each) for each in remedy.edits]}


def _edit(edit: Edit) -> dict[str, Any]:
    return {
        "partner": edit.partner,
        "path": edit.path,
        "pointer": edit.pointer,
        "line": edit.line,
        "do": edit.do,
        "value": edit.value,
    }


def _comparison(comparison: Comparison, index: Index) -> dict[str, Any]:
    return {
        "a": comparison.a,
        "b": comparison.b,
        "verdict": comparison.verdict.value,
        "assumptions": list(comparison.assumptions),
        "incomplete": list(comparison.incomplete),
        "questions": _indices(comparison.questions, index),
        "exchanges": [_exchange(each, index) for each in comparison.exchanges],
    }


def _exchange(each: ExchangeResult, index: Index) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "id": each.id,
        "name": each.name,
        "title": each.title,
        "direction": each.direction,
        "verdict": each.verdict.value,
        "answered": list(each.answered),
        "chosen": {side: _chosen(one) for side, one in zip("ab", each.chosen, strict=True)} if each.chosen else None,
        "agreed": each.agreed,
        "findings": _indices((finding for finding in each.findings if finding.counts), index),
        "unknowns": _indices((finding for finding in each.findings if not finding.counts), index),
        "because_of": list(each.because_of),
        "roots": list(each.roots),
        "nearest_miss": _nearest_miss(each),
        "via": _via(each.via) if each.via else None,
        "incomplete": list(each.incomplete),
    }


def _indices(findings: Iterable[Finding], index: Index) -> list[int]:
    return sorted({index(finding) for finding in findings})


def _chosen(chosen: Chosen) -> dict[str, Any]:
    return {"path": chosen.path, "pointer": chosen.pointer, "system": chosen.system, "offer": chosen.offer}


def _nearest_miss(each: ExchangeResult) -> dict[str, Any] | None:
    return {"changes": [_edit(edit) for edit in each.nearest_miss.changes]} if each.nearest_miss else None


def _via(via: Via) -> dict[str, Any]:
    return {via.by: via.code, "document": via.document}
