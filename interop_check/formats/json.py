"""For programs: the whole report, as ``schemas/report.json`` describes it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from .. import __version__
from ..report import (
    Agreement,
    Chosen,
    Comparison,
    Edit,
    ExchangeResult,
    Finding,
    Hit,
    Input,
    Outcome,
    Place,
    ProfileCard,
    Remedy,
    Report,
    RequirementCard,
    RuleText,
    Scorecard,
    Severity,
    StandardCard,
    StandardUsed,
    Task,
    Tasks,
    Verdict,
    Via,
    Waived,
    Way,
    same,
    worst,
)
from . import Options

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
        **({"assumptions": list(report.assumptions)} if report.assumptions else {}),
        **({"steering": [each._asdict() for each in report.steering]} if report.steering else {}),
        "summary": _summary(report),
        "findings": [_finding(each) for each in report.findings],
        "comparisons": [_comparison(each, lambda finding: places[same(finding)]) for each in report.comparisons],
        **(
            {"tasks": _tasks(report.tasks, lambda finding: places[same(finding)])}
            if report.tasks and len(report.comparisons) > 1
            else {}
        ),
        **({"scorecards": [_scorecard(each) for each in report.scorecards]} if report.scorecards else {}),
    }


def _input(each: Input) -> dict[str, Any]:
    return {
        "path": each.path,
        "sha256": each.sha256,
        "kind": each.kind,
        "partner": each.partner,
        "system": each.system,
        **({"answers": each.answers._asdict()} if each.answers else {}),
    }


def _standard(each: StandardUsed) -> dict[str, Any]:
    return {"baseline" if each.baseline else "kind": each.kind, "version": each.version, "sha256": each.sha256}


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
    counted = Counter(finding.severity for finding in report.findings if finding.stands)
    unknown = (finding.outcome is Outcome.UNKNOWN and not finding.waived for finding in report.findings)
    verdicts = [comparison.verdict for comparison in report.comparisons]
    return {
        "verdict": worst(verdicts).value if verdicts else None,
        "findings": {severity.value: counted[severity] for severity in reversed(Severity)},
        "unknowns": sum(unknown),
        "waived": sum(finding.waived is not None for finding in report.findings),
        **({"ignored": report.ignored} if report.ignored else {}),
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
        "waived": _waived(finding.waived) if finding.waived else None,
        **({"stood_before": True} if finding.stood_before else {}),
        **({"changed": True} if finding.changed else {}),
    }


def _waived(waived: Waived) -> dict[str, Any]:
    return {
        "reason": waived.reason,
        "owner": waived.owner,
        "until": waived.until.isoformat(),
        "ticket": waived.ticket or None,
        "file": waived.file,
        "line": waived.line,
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


def _scorecard(card: Scorecard) -> dict[str, Any]:
    return {
        "baseline": card.baseline,
        "version": card.version,
        "title": card.title,
        "draft": card.draft,
        "partner": card.partner,
        "incomplete": card.incomplete,
        "profiles": [_profile(each) for each in card.profiles],
        "notes": list(card.notes),
    }


def _profile(each: ProfileCard) -> dict[str, Any]:
    return {
        "id": each.id,
        "title": each.title,
        "role": each.role,
        "result": each.result,
        "requirements": [_requirement(one) for one in each.requirements],
        "places": [_place(place) for place in each.places],
    }


def _requirement(one: RequirementCard) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "obligation": one.obligation,
        "lifecycle": one.lifecycle,
        "role": one.role,
        "result": one.result,
        "reason": one.reason,
        "met": one.met,
        "standards": [_standing(standard) for standard in one.standards],
    }


def _standing(standard: StandardCard) -> dict[str, Any]:
    return {
        "id": standard.id,
        "title": standard.title,
        "standing": standard.standing,
        "by": standard.by,
        "edition": standard.edition,
        "note": standard.note,
        "places": [_place(place) for place in standard.places],
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
        **({"alike": each.alike} if each.alike else {}),
    }


def _tasks(tasks: Tasks, index: Index) -> dict[str, Any]:
    return {
        "us": tasks.us,
        "ours": [_task(each, index) for each in tasks.ours],
        "theirs": [_task(each, index) for each in tasks.theirs],
        "questions": [_task(each, index) for each in tasks.questions],
        "agreed": [_agreement(each) for each in tasks.agreed],
    }


def _task(task: Task, index: Index) -> dict[str, Any]:
    return {
        "partner": task.partner,
        "partners": list(task.partners),
        "severity": task.severity.value,
        "message": task.message,
        "findings": _indices(task.findings, index),
        "folded": _indices(task.folded, index),
        "hits": [_hit(each) for each in task.hits],
        "ours": [_way(each) for each in task.ours],
        "theirs": [_way(each) for each in task.theirs],
        "together": [_way(each) for each in task.together],
        "smaller": task.smaller,
        "relying": list(task.relying),
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "partner": hit.partner,
        "kind": hit.kind,
        "name": hit.name,
        "title": hit.title,
        "direction": hit.direction,
        "verdict": hit.verdict.value,
        "rides": hit.rides,
    }


def _way(way: Way) -> dict[str, Any]:
    return {"partner": way.partner, "edits": [_edit(each) for each in way.edits], "mends": list(way.mends)}


def _agreement(each: Agreement) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "name": each.name,
        "title": each.title,
        "direction": each.direction,
        "agreed": each.agreed,
        "partners": list(each.partners),
    }


def _indices(findings: Iterable[Finding], index: Index) -> list[int]:
    return sorted({index(finding) for finding in findings})


def _chosen(chosen: Chosen) -> dict[str, Any]:
    return {"path": chosen.path, "pointer": chosen.pointer, "system": chosen.system, "offer": chosen.offer}


def _nearest_miss(each: ExchangeResult) -> dict[str, Any] | None:
    return {"changes": [_edit(edit) for edit in each.nearest_miss.changes]} if each.nearest_miss else None


def _via(via: Via) -> dict[str, Any]:
    return {via.by: via.code, "document": via.document}
