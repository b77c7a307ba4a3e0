"""For GitLab merge requests: a Code Quality report (https://docs.gitlab.com/ci/testing/code_quality/)."""

from __future__ import annotations

import json
from typing import Any

from ..report import Finding, Report, Severity
from . import Options
from ._gate import at, cut, fingerprints, ranked, repository_path, sides_in_the_change, waiver
from ._inert import inert

SUFFIXES = ()

# GitLab knows one more, `critical`: this program has nothing between what does not work and what works in part.
_SEVERITIES = {
    Severity.BLOCKER: "blocker",
    Severity.MAJOR: "major",
    Severity.MINOR: "minor",
    Severity.INFO: "info",
}
_LONGEST = 2000


def render(report: Report, options: Options) -> bytes:
    """The findings as a JSON array in UTF-8 without a byte order mark, the worst first."""
    listed = ranked(report.findings)
    issues = [_issue(report, each, print_, options) for each, print_ in zip(listed, fingerprints(listed), strict=True)]
    return (json.dumps(issues, indent=2, ensure_ascii=False) + "\n").encode()


def _issue(report: Report, finding: Finding, fingerprint: str, options: Options) -> dict[str, Any]:
    where = sides_in_the_change(report, finding)[0]
    return {
        "description": cut(_description(report, finding, options), _LONGEST),
        "check_name": inert(finding.rule),
        "fingerprint": inert(fingerprint),
        "severity": _SEVERITIES[finding.severity] if finding.counts and not waiver(finding) else "info",
        "location": {
            "path": inert(repository_path(where.path, options)),
            "lines": {"begin": max(1, where.line), "end": max(1, where.line, where.end_line)},
        },
    }


def _description(report: Report, finding: Finding, options: Options) -> str:
    """On one line: what is waived or unknown, or stood before, says so first, and the other sides are named."""
    state = ", ".join(filter(None, ("" if finding.counts else finding.outcome.value, _stood(finding))))
    first = waiver(finding) or state
    others = ", ".join(at(place, options) for place in sides_in_the_change(report, finding)[1:])
    return "".join((f"({first}) " if first else "", inert(finding.message), f" (see {others})" if others else ""))


def _stood(finding: Finding) -> str:
    return "stood before" if finding.stood_before else ""
