"""For people, in a terminal or a pipe: the verdict first and last, the worst friction next, both places of it."""

from __future__ import annotations

from ..report import Report
from . import Options

SUFFIXES = (".txt",)


def render(report: Report, options: Options) -> str:
    """The report as text: no line of prose is wider than `options.width`, no colour is needed to read it."""
    text = "\n".join(line.rstrip() for line in _lines(report, options)).strip("\n") + "\n"
    if options.base is not None:
        from ._links import linked

        text = linked(text, report, options.base)
    return _plain(text) if options.ascii else text


def _plain(text: str) -> str:
    from ._text.screen import PLAIN

    return text.translate(PLAIN)


def _lines(report: Report, options: Options) -> list[str]:
    if not report.comparisons:
        from ._text import validating

        return list(validating.page(report, options))
    if report.tasks and len(report.comparisons) > 1:
        from ._text import many

        return list(many.page(report, report.tasks, options))
    from ._text import comparing

    return [line for each in report.comparisons for line in ("", *comparing.page(report, each, options))]
