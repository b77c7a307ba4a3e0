"""For editors, ``grep`` and logs: one line a finding, the worst first, nothing where there is none."""

from __future__ import annotations

from ..report import Finding, Place, Report
from . import Options
from ._findings import at
from ._inert import inert

SUFFIXES = ()


def render(report: Report, _: Options) -> str:
    """``path:line:column: severity rule message [QVA other-path:line:column]``, a line a finding."""
    return "".join(f"{_line(finding)}\n" for finding in report.findings)


def _line(finding: Finding) -> str:
    where, *others = finding.places or (Place("-"),)
    word = finding.severity.value if finding.counts else finding.outcome.value
    also = "".join(f" [{_whose(place)}{at(place)}]" for place in others)
    return inert(f"{at(where)}: {word} {finding.rule} {finding.message}{also}")


def _whose(place: Place) -> str:
    return f"{place.partner} " if place.partner else ""
