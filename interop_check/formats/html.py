"""For people who open a page or hold paper: one file, complete without scripts, and it prints."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from ..report import Comparison, Report, Tasks, Verdict
from . import Options
from ._words import words

if TYPE_CHECKING:
    from ._html.page import Frame

SUFFIXES = (".html", ".htm")


def render(report: Report, _: Options) -> bytes:
    """The page of the report's command, as UTF-8."""
    from ._html.page import page

    template, frame, values = _paged(report)
    return page(template, frame, report=report, **_common(report), **values)


def _paged(report: Report) -> tuple[str, Frame, dict[str, Any]]:
    """The template of the page, its frame, and what the page shows."""
    if not report.comparisons:
        return _validation(report)
    if report.tasks and len(report.comparisons) > 1:
        return _one_against_several(report, report.tasks)
    return _comparisons(report)


def _common(report: Report) -> dict[str, Any]:
    """What every page has: what it was judged by, and what its filters and its legend name."""
    from ._html.words import SEVERITIES, TO_ASK, basis

    return {"basis": basis(report), "kinds": sorted(_kinds(report)), "severities": (*SEVERITIES, TO_ASK)}


def _kinds(report: Report) -> set[str]:
    """The kinds of what the page lists: exchanges, and the files that it lists or in which something is found."""
    exchanges = {each.kind for comparison in report.comparisons for each in comparison.exchanges}
    found = {place.path for finding in report.findings for place in finding.places}
    listed = (each for each in report.inputs if not report.comparisons or each.path in found)
    return exchanges | {each.kind for each in listed if each.kind}


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


def _one_against_several(report: Report, tasks: Tasks) -> tuple[str, Frame, dict[str, Any]]:
    from ._html.many import view
    from ._html.words import VERDICTS

    others = ", ".join(each.b for each in report.comparisons)
    few = others if len(report.comparisons) <= _FEW else f"{len(report.comparisons)} partners"
    verdicts = Counter(each.verdict for each in report.comparisons)
    told = ", ".join(f"{verdicts[each]} {words(each)}" for each in Verdict if verdicts[each])
    frame = _frame(report, f"{tasks.us} against {others}: {told}", "Comparison", f"{tasks.us} against {few}")
    frame = frame._replace(styles=("style.css", "many.css"))
    return "many.html.j2", frame, {"view": view(report, tasks), "verdict_legend": VERDICTS}


_FEW = 8  # as many as the head of a sheet of paper has room for


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
