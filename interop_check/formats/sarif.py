"""For code scanning: SARIF 2.1.0, as GitHub takes it.

The format is that of https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; what GitHub reads of it, and the
limits beyond which it refuses a file or drops results, are those of
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .. import __version__
from ..report import Finding, Input, Place, Report, RuleText, Severity, StandardUsed, Steering
from . import Options
from ._findings import ways
from ._gate import (
    NOTHING,
    cut,
    fingerprints,
    nothing_checked,
    number,
    ranked,
    repository_path,
    sides,
    waiver,
)
from ._inert import inert

SUFFIXES = (".sarif",)

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_TOP = "%SRCROOT%"
_INFORMATION = "urn:interop-check"

# GitHub shows 5,000 results of a run, 100 locations of a result, and takes 10 MB once compressed.
_RESULTS = 5_000
_LOCATIONS = 100
_BYTES = 10_000_000
_LINKED = 5
_TEXT = 1_024
_LONGEST = 4_000

_LEVELS = {Severity.BLOCKER: "error", Severity.MAJOR: "warning", Severity.MINOR: "note", Severity.INFO: "note"}
_PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}
_NO_TEXT = RuleText("", Severity.BLOCKER, "", "", "", "")

# Rules speak of the two partners, and of what they say, before there are any.
_NOBODY = {"{A}": "one partner", "{B}": "the other", "{a}": "what the one says", "{b}": "what the other says"}


def render(report: Report, options: Options) -> bytes:
    """One run, as UTF-8. Of too many findings the worst are kept, and a notification says how many are not."""
    kept = ranked(report.findings)[:_RESULTS]
    data = _log(report, kept, options)
    while len(data) > _BYTES and _compressed(data) > _BYTES:
        kept = kept[: len(kept) // 2]
        data = _log(report, kept, options)
    return data


def _compressed(data: bytes) -> int:
    import zlib

    return len(zlib.compress(data, 6))


def _log(report: Report, kept: Sequence[Finding], options: Options) -> bytes:
    run = _run(report, kept, options)
    return (
        json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"
    ).encode()


def _run(report: Report, kept: Sequence[Finding], options: Options) -> dict[str, Any]:
    rules = sorted({each.rule for each in kept})
    read: list[Input | Steering] = [each for each in report.inputs if each.sha256]
    files = list({repository_path(each.path, options): each for each in (*read, *report.steering)}.values())
    artifacts = {each.path: index for index, each in enumerate(files)}
    waived = any(map(waiver, kept))
    results = [
        _result(report, each, print_, rules.index(each.rule), artifacts, waived, options)
        for each, print_ in zip(kept, fingerprints(kept), strict=True)
    ]
    return {
        "tool": {"driver": _driver(report, rules)},
        "automationDetails": {"id": f"interop-check/{inert(report.command)}/{_category(report)}"},
        "invocations": [_invocation(report, len(report.findings) - len(kept), options)],
        "originalUriBaseIds": {_TOP: {"description": {"text": "The top folder of the repository."}}},
        "artifacts": [_artifact(each, options) for each in files],
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {
            "date": report.date.isoformat(),
            "catalogue": report.catalogue and inert(report.catalogue),
            "standards": [_standard(each) for each in report.standards],
            **({"assumptions": [inert(each) for each in report.assumptions]} if report.assumptions else {}),
            **({"ignored": report.ignored} if report.ignored else {}),
        },
    }


def _category(report: Report) -> str:
    """What tells two uploads of one commit apart: which pair was compared. Of many pairs there is one upload.

    A change has one too: an upload by another name closes none of the alerts of the one before.
    """
    pairs = [sorted((inert(each.a), inert(each.b))) for each in report.comparisons]
    return f"{'-'.join(pairs[0])}/" if report.command == "compare" and len(pairs) == 1 else ""


def _standard(each: StandardUsed) -> dict[str, Any]:
    return {
        "baseline" if each.baseline else "kind": inert(each.kind),
        "version": inert(each.version),
        "sha256": inert(each.sha256),
    }


# ── the tool and its rules ───────────────────────────────────────────────────────────────────────────────


def _driver(report: Report, rules: Sequence[str]) -> dict[str, Any]:
    return {
        "name": "interop-check",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": _INFORMATION,
        "rules": [_rule(id, report.rules.get(id, _NO_TEXT)) for id in rules],
        "notifications": [_told(id) for id in sorted(_NOTIFICATIONS)],
    }


def _rule(id: str, text: RuleText) -> dict[str, Any]:
    said = [_general(each) for each in (text.because, text.remedy)]
    title = inert(text.title) or inert(id)
    level = _LEVELS[text.severity]
    return {
        "id": inert(id),
        "shortDescription": {"text": cut(_sentence(title), _TEXT)},
        "fullDescription": {"text": cut(next(filter(None, said), _sentence(title)), _TEXT)},
        "help": {"text": _help(id, text, said), "markdown": _marked_help(id, text, said)},
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["interoperability", inert(id.partition("/")[0])],
            "precision": "high",
            "problem.severity": _PROBLEMS[level],
            "severity": text.severity.value,
        },
    }


def _general(text: str) -> str:
    for name, words in _NOBODY.items():
        text = text.replace(name, words)
    return _sentence(inert(text[:1].upper() + text[1:]))


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _help(id: str, text: RuleText, said: Sequence[str]) -> str:
    source = f"Source: {_sentence(inert(text.source))}" if text.source else ""
    return cut("\n\n".join(filter(None, (*said, source, f"More: interop-check explain {inert(id)}."))), _LONGEST)


def _marked_help(id: str, text: RuleText, said: Sequence[str]) -> str:
    source = _sentence(inert(text.source)) if text.source else ""
    titles = ("Why it matters", "What to do", "Source")
    parts = [f"**{title}.** {_plain(part)}" for title, part in zip(titles, (*said, source), strict=True) if part]
    return cut("\n\n".join((*parts, f"More: `interop-check explain {inert(id).replace('`', '')}`")), _LONGEST)


def _plain(text: str) -> str:
    """Text in which Markdown, and the HTML in it, finds nothing to obey."""
    return _MARKS.sub(lambda found: f"\\{found[0]}", text)


_MARKS = re.compile(r"[\\`*_{}\[\]()<>#|~&!:@]")


# ── the run ──────────────────────────────────────────────────────────────────────────────────────────────

# Each one's meaning, and what to do.
_NOTIFICATIONS = {
    "incomplete": (
        "Some input could not be read or judged, so that results are missing.",
        "Mend the files that have a finding of the family yaml or content, then run again.",
    ),
    "left-out": (
        "There were more findings than code scanning takes.",
        "Read the whole report in the format html or json, or compare fewer partners in one run.",
    ),
    "nothing-checked": (
        "There was no profile to look at.",
        "Name a profile, or the folder that holds them.",
    ),
}


def _told(id: str) -> dict[str, Any]:
    meaning, help_ = _NOTIFICATIONS[id]
    texts = {"shortDescription": meaning, "fullDescription": meaning, "help": help_}
    return {"id": id, **{name: {"text": text} for name, text in texts.items()}}


_STATUSES = {
    0: "everything was evaluated, and nothing stands at or above the severity that fails a run",
    1: "a finding stands at or above the severity that fails a run",
    3: "some input could not be read, parsed or evaluated, so the answer is incomplete",
    4: "nothing was checked",
}


def _invocation(report: Report, left_out: int, options: Options) -> dict[str, Any]:
    """How the run went. With findings, or a file that it could not read, it has still done its work.

    Of a run that has not, GitHub shows no result; and of one that saw no file it would take every alert for mended.
    """
    status = options.status
    exit_ = {} if status is None else {"exitCode": status, "exitCodeDescription": _STATUSES.get(status, "")}
    return {
        "executionSuccessful": not nothing_checked(report, options),
        **exit_,
        "toolExecutionNotifications": list(_notifications(report, left_out, options)),
    }


def _notifications(report: Report, left_out: int, options: Options) -> Iterator[dict[str, Any]]:
    if nothing_checked(report, options):
        yield _notification("nothing-checked", "error", f"{NOTHING.capitalize()}.")
    if missing := {*report.incomplete, *(code for each in report.comparisons for code in each.incomplete)}:
        whose = cut(", ".join(sorted(map(inert, missing))), _TEXT)
        yield _notification(
            "incomplete", "error", f"What concerns {whose} is incomplete: not every file of theirs can be used."
        )
    elif any(each.unevaluated for each in report.findings):
        yield _notification(
            "incomplete", "error", "The results are incomplete: not every file could be read and judged."
        )
    if left_out:
        told = f"{number(left_out, 'finding')} of least weight left out; the formats json and html have them all."
        yield _notification("left-out", "warning", told)


def _notification(id: str, level: str, text: str) -> dict[str, Any]:
    index = sorted(_NOTIFICATIONS).index(id)
    return {"descriptor": {"id": id, "index": index}, "level": level, "message": {"text": text}}


def _artifact(each: Input | Steering, options: Options) -> dict[str, Any]:
    return {
        "location": _file(each.path, {}, options),
        "roles": ["analysisTarget" if isinstance(each, Input) else "userSpecifiedConfiguration"],
        "hashes": {"sha-256": inert(each.sha256 or "")},
    }


# ── the results ──────────────────────────────────────────────────────────────────────────────────────────


def _result(
    report: Report,
    finding: Finding,
    fingerprint: str,
    rule: int,
    artifacts: Mapping[str, int],
    any_waived: bool,
    options: Options,
) -> dict[str, Any]:
    here, *others = sides(report, finding)
    related = others[: _LOCATIONS - 1]
    return {
        "ruleId": inert(finding.rule),
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity] if finding.stands else "note",
        "message": {"text": _message(finding, others, options)},
        "locations": [_location(here, artifacts, options)],
        **(
            {"relatedLocations": [_related(id, each, artifacts, options) for id, each in enumerate(related, 1)]}
            if related
            else {}
        ),
        "partialFingerprints": {"primaryLocationLineHash": inert(fingerprint)},
        **({} if report.changed is None else {"baselineState": _since(finding)}),
        **({"suppressions": _suppressions(finding, artifacts, options)} if any_waived else {}),
        "properties": _properties(finding),
    }


def _since(finding: Finding) -> str:
    """What became of it since the earlier state.

    No result is ``absent``: code scanning reads no `baselineState`, and would open an alert for what was mended.
    """
    if not finding.stood_before:
        return "new"
    return "updated" if finding.changed else "unchanged"


def _message(finding: Finding, others: Sequence[Place], options: Options) -> str:
    """What was found, why it matters and what would do; the other places as links, or GitHub shows none of them."""
    unknown = "" if finding.counts else "Not known: "
    told = [f"{unknown}{finding.message}", finding.because, finding.remedy]
    smallest = [f"{whose}: {what}" for whose, what in list(ways([finding]))[:2]]
    told += [f"The smallest change: {', or '.join(smallest)}"] if smallest else []
    text = "\n".join(_unlinked(_sentence(inert(each))) for each in told if each)
    links = ", ".join(_link(id, each, options) for id, each in enumerate(others[:_LINKED], 1))
    more = f" and {number(len(others) - _LINKED, 'more place')}" if len(others) > _LINKED else ""
    return cut(text, _LONGEST) + (f"\nSee also {links}{more}." if links else "")


def _unlinked(text: str) -> str:
    """`text` in which no part reads as an embedded link, which is a word in brackets before one in parentheses."""
    return text.replace("](", "\\](")


def _link(id: int, place: Place, options: Options) -> str:
    whose = f"{place.partner}: " if place.partner else ""
    text = inert(f"{whose}{repository_path(place.path, options)}:{place.line}")
    escaped = re.sub(r"[\\\[\]]", lambda found: f"\\{found[0]}", cut(text, _TEXT))
    return f"[{escaped}]({id})"


def _properties(finding: Finding) -> dict[str, Any]:
    said = {
        "severity": finding.severity.value,
        "outcome": finding.outcome.value,
        "exchange": finding.exchange and inert(finding.exchange),
        "direction": finding.direction and inert(finding.direction),
        "partners": sorted({inert(place.partner) for place in finding.places if place.partner}),
        "valuesHash": inert(finding.values_hash),
    }
    return {name: value for name, value in said.items() if value}


def _suppressions(finding: Finding, artifacts: Mapping[str, int], options: Options) -> list[dict[str, Any]]:
    """Where one result of a run tells of suppressions, all do: those without any by an empty list."""
    if finding.waived is None:
        return []
    file, line = _file(finding.waived.file, artifacts, options), max(1, finding.waived.line)
    where = {"artifactLocation": file, "region": {"startLine": line}}
    return [
        {
            "kind": "external",
            "status": "accepted",
            "justification": waiver(finding),
            "location": {"physicalLocation": where},
        }
    ]


def _related(id: int, place: Place, artifacts: Mapping[str, int], options: Options) -> dict[str, Any]:
    whose = inert(place.partner or "this place")
    value = f"{whose} says {cut(inert(place.text), 200)}" if place.text else f"{whose}: the offer in question"
    return {"id": id, **_location(place, artifacts, options), "message": {"text": _unlinked(_sentence(value))}}


def _location(place: Place, artifacts: Mapping[str, int], options: Options) -> dict[str, Any]:
    pointer = inert(place.pointer)
    physical = {"artifactLocation": _file(place.path, artifacts, options), "region": _region(place)}
    logical = [{"fullyQualifiedName": pointer}] if pointer else []
    return {"physicalLocation": physical, **({"logicalLocations": logical} if logical else {})}


def _region(place: Place) -> dict[str, int]:
    line, column = max(1, place.line), max(1, place.column)
    last = max(line, place.end_line)
    end = max(1, place.end_column)
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": last,
        "endColumn": max(column, end) if last == line else end,
    }


def _file(path: str, artifacts: Mapping[str, int], options: Options) -> dict[str, Any]:
    """Where a file is: from the top of the repository, or, if it stands outside, where it was found."""
    index = {"index": artifacts[path]} if path in artifacts else {}
    here = repository_path(path, options)
    if _ABSOLUTE.match(here):
        return {"uri": f"file://{'' if here.startswith('/') else '/'}{_quoted(here)}", **index}
    return {"uri": _quoted(here), **({} if here.startswith("../") else {"uriBaseId": _TOP}), **index}


_ABSOLUTE = re.compile(r"/|[A-Za-z]:/")


def _quoted(path: str) -> str:
    """The bytes of the file's name as a URI has them; a name that is no UTF-8 keeps its bytes."""
    from urllib.parse import quote

    try:
        name = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        name = path.encode("utf-8", "surrogatepass")
    return quote(name, safe="/-._~!$&'()*+,;=@")
