"""For GitHub Actions: annotations on the lines of a change, and the whole list in the log.

The commands are those of
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands; of one step GitHub shows ten
annotations a level, and says nothing of the rest, so that this does. The summary of the step is the format
`markdown`, written to the file that ``GITHUB_STEP_SUMMARY`` names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from ..report import Finding, Place, Report, Severity
from . import Options
from ._gate import (
    NOTHING,
    at,
    cut,
    nothing_checked,
    number,
    ranked,
    repository_path,
    sides,
    sides_in_the_change,
    waiver,
    word,
)
from ._inert import inert

SUFFIXES = ()

_LEVELS = {
    Severity.BLOCKER: "error",
    Severity.MAJOR: "warning",
    Severity.MINOR: "notice",
    Severity.INFO: "notice",
}
_A_LEVEL = 10
_LONGEST = 4000


class _Annotation(NamedTuple):
    """A finding at one of its places."""

    level: str
    finding: Finding
    place: Place


def render(report: Report, options: Options) -> str:
    """The annotations of the worst findings, how many have none, and every finding as a line of the log."""
    lines = [_command("error", {"title": "interop-check"}, NOTHING)] if nothing_checked(report, options) else []
    lines += _shown(report, options)
    return "".join(f"{line}\n" for line in lines)


def _shown(report: Report, options: Options) -> Iterator[str]:
    open_ = [each for each in ranked(report.findings) if _weighs(each)]
    chosen = _chosen(report, open_)
    yield from (_annotated(report, each, options) for each in chosen)
    annotated = {id(each.finding) for each in chosen}
    if left_out := [each for each in open_ if id(each) not in annotated]:
        yield _command("notice", {"title": "interop-check"}, _more(left_out))
    if report.findings:
        yield f"::group::{number(len(report.findings), 'finding')}"
        yield from (_logged(report, each, options) for each in ranked(report.findings))
        yield "::endgroup::"


def _weighs(finding: Finding) -> bool:
    """Whether somebody would act on it here.

    What partners have not said yet, what is waived, and what stood before is for the log; but that a file cannot be
    read leaves the answer incomplete, whoever broke it.
    """
    if finding.stood_before and not finding.unevaluated:
        return False
    return not waiver(finding) and (finding.counts or finding.severity is not Severity.INFO)


def _chosen(report: Report, findings: list[Finding]) -> list[_Annotation]:
    """The annotations that GitHub will show: every finding at its first place, then, in the room left, at the others.

    A change to one partner's file shows there, although the finding's first place is in the other's. Held against an
    earlier state, a finding stands in the files that changed, if it has a place there, and in no other.
    """
    first, others = [], []
    for finding in findings:
        level = _LEVELS[finding.severity] if finding.gates else "notice"
        here, *there = (_Annotation(level, finding, place) for place in sides_in_the_change(report, finding))
        first.append(here)
        others += [each for each in there if each.place.path != here.place.path and _may_show(each.place, report)]
    most = Counter({"error": _A_LEVEL, "warning": _A_LEVEL, "notice": _A_LEVEL})
    if any(count > most[level] for level, count in Counter(each.level for each in first).items()):
        most["notice"] -= 1  # the one that says how many are left out
    kept = []
    for each in (*first, *others):
        if most[each.level]:
            most[each.level] -= 1
            kept.append(each)
    return kept


def _may_show(place: Place, report: Report) -> bool:
    return report.changed is None or place.path in report.changed


def _annotated(report: Report, each: _Annotation, options: Options) -> str:
    place, finding = each.place, each.finding
    properties = {"file": repository_path(place.path, options), "line": str(place.line), "endLine": str(place.end_line)}
    if place.line == place.end_line:  # GitHub takes columns within one line only
        properties |= {"col": str(place.column), "endColumn": str(place.end_column)}
    others = (at(other, options) for other in sides(report, finding) if other is not place)
    told = [finding.message, finding.because, finding.remedy, *(f"See also {other}" for other in others)]
    text = _state(finding) + "\n".join(inert(line) for line in told if line)
    return _command(each.level, {**properties, "title": finding.rule}, cut(text, _LONGEST))


def _state(finding: Finding) -> str:
    stood = "Stood before: " if finding.stood_before else ""
    return stood if finding.counts else f"{stood}Not known: "


def _more(left_out: list[Finding]) -> str:
    counted = Counter(word(each) for each in left_out)
    kinds = ", ".join(f"{count} {name}" for name, count in counted.items())
    findings = number(len(left_out), "more finding")
    return f"{findings} without an annotation, of which GitHub shows {_A_LEVEL} a level ({kinds}); all are in the log"


def _logged(report: Report, finding: Finding, options: Options) -> str:
    """A line that the runner reads as text: it does not begin like a command, and no old command is in it."""
    where, *others = (at(place, options) for place in sides(report, finding))
    also = "".join(f" [{other}]" for other in others)
    accepted = f" ({waiver(finding)})" if waiver(finding) else ""
    line = inert(f"- {word(finding)} {finding.rule} at {where}: {finding.message}{also}{accepted}")
    return line.replace("##[", "##\\x5b")


def _command(name: str, properties: dict[str, str], text: str) -> str:
    """``::name key=value,…::text``, everything that would end a part of it written as in a URL."""
    said = ",".join(f"{key}={_escaped(value, _IN_PROPERTIES)}" for key, value in properties.items())
    return f"::{name} {said}::{_escaped(text, _IN_TEXT)}"


_IN_TEXT = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = {**_IN_TEXT, ":": "%3A", ",": "%2C"}


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return inert("".join(escapes.get(character, character) for character in text))
