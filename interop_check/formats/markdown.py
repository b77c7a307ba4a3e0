"""For merge requests and wikis: the verdict, what must change to be unfolded, and lists of tasks to send."""

from __future__ import annotations

from collections.abc import Iterator

from ..report import Report
from . import Options
from ._markdown import comparing, many, validating
from ._markdown.cutting import GITHUB, GITLAB, Section, fitted
from ._markdown.inert import code, prose, row, table
from ._pairs import answered
from ._words import counts

SUFFIXES = (".md", ".markdown")


def render(report: Report, options: Options) -> bytes:
    """The report as UTF-8, in at most the 65,536 characters that GitHub takes; GitLab's 1,000,000 if verbose."""
    top, sections = _paged(report, options.verbose)
    limit = GITLAB if options.verbose else GITHUB
    return fitted(top, [*sections, *_basis(report)], limit).encode()


def _paged(report: Report, verbose: bool) -> tuple[str, list[Section]]:
    """The page's top, which is never cut, and its sections."""
    if not report.comparisons:
        return validating.top(report), list(validating.sections(report))
    if len(report.comparisons) == 1:
        one = report.comparisons[0]
        top = f"{comparing.title(one, '#')}\n{comparing.answer(report, one)}"
        return top, list(comparing.sections(report, one, "#", verbose))
    if report.tasks:
        return many.top(report, report.tasks), list(many.sections(report, report.tasks, verbose))
    top = f"# {len(report.comparisons)} comparisons\n\n**{' · '.join(counts(report)) or 'No finding'}**\n"
    return top, list(_several(report, verbose))


def _several(report: Report, verbose: bool) -> Iterator[Section]:
    for each in report.comparisons:
        yield Section(0, "pair", (f"{comparing.title(each, '##')}\n{comparing.answer(report, each)}",))
        yield from comparing.sections(report, each, "##", verbose)


def _basis(report: Report) -> Iterator[Section]:
    """What the answer was made from."""
    standards = ", ".join(f"{each.kind} {each.version}" for each in report.standards)
    catalogue = f"; catalogue of {report.catalogue}" if report.catalogue else ""
    rules = "".join(f"{said}. " for said in map(answered, report.comparisons) if said and len(report.comparisons) == 1)
    judged = f"Judged as of {report.date.isoformat()} by {standards or 'no standard'}{catalogue}."
    yield Section(0, "note", (f"{rules}{prose(judged)} More on a rule: `interop-check explain RULE`\n",))
    files = (row(code(each.path), prose(each.partner or ""), code(each.sha256 or "not read")) for each in report.inputs)
    head = "<details>\n<summary>Files that were read</summary>\n\n" + table("File", "Partner", "SHA-256")
    yield Section(7, "file", tuple(files), head, "\n</details>\n")
