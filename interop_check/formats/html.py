"""For people who open a page or hold paper: one file, complete without scripts, and it prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..report import Comparison, Report
from . import Options
from ._words import words

if TYPE_CHECKING:
    from ._html.page import Frame

SUFFIXES = (".html", ".htm")


def render(report: Report, _: Options) -> bytes:
    """The page of the report's command, as UTF-8."""
    from ._html.page import page

    template, frame, values = _comparisons(report) if report.comparisons else _validation(report)
    return page(template, frame, report=report, **_common(report), **values)


def _common(report: Report) -> dict[str, Any]:
    """What every page has: what it was judged by, and what its filters and its legend name."""
    from ._html.words import SEVERITIES, TO_ASK, basis

    exchanges = {each.kind for comparison in report.comparisons for each in comparison.exchanges}
    return {
        "basis": basis(report),
        "kinds": sorted(exchanges | {each.kind for each in report.inputs if each.kind}),
        "severities": (*SEVERITIES, TO_ASK),
    }


def _comparisons(report: Report) -> tuple[str, Frame, dict[str, Any]]:
    from ._html.comparing import views
    from ._html.words import VERDICTS

    pairs = ", ".join(map(_pair, report.comparisons))
    verdicts = ", ".join(words(each.verdict) for each in report.comparisons)
    values = {
        "views": list(views(report)),
        "prefixes": ["", *(f"{number}-" for number in range(2, len(report.comparisons) + 1))],
        "verdict_legend": VERDICTS,
    }
    return "compare.html.j2", _frame(report, f"{pairs}: {verdicts}", "Comparison", pairs), values


def _validation(report: Report) -> tuple[str, Frame, dict[str, Any]]:
    from ._html.validating import view

    shown = view(report)
    frame = _frame(report, f"{shown.title}: {shown.sign.word}", "Validation", shown.title)
    return "validate.html.j2", frame, {"view": shown}


def _pair(comparison: Comparison) -> str:
    return f"{comparison.a} ↔ {comparison.b}"


def _frame(report: Report, title: str, what: str, whom: str) -> Frame:
    from .. import __version__
    from ._html.page import Frame
    from ._html.words import basis

    foot = f"interop-check {__version__} · {basis(report)}"
    return Frame(title=f"{title} · interop-check", head_left=what, head_right=whom, foot=foot)
