"""The sections of a validation: the findings file by file, and the scorecards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...report import Finding, Report, Scorecard, Verdict
from .. import _scorecards
from .._files import next_step, standing, unusable, valid_line
from .._words import GLYPHS, counted
from .cards import card
from .cutting import Section
from .inert import code, prose, row, table


def top(report: Report) -> str:
    """How many files are valid, what was found, what to do next."""
    verdict, _ = standing(report)
    lines = [
        f"# {prose(f'{GLYPHS[verdict][0]} {valid_line(report)}')}",
        f"**{' · '.join(counted(report.findings)) or 'No finding'}**",
    ]
    if report.incomplete:
        lines.append(f"**The answer is incomplete**: {prose(unusable(report.incomplete))}.")
    return "\n\n".join((*lines, prose(next_step(report)))) + "\n"


def sections(report: Report) -> Iterator[Section]:
    """The files of which there is something to say, the worst first; then the partners' scorecards."""
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        by_file[finding.places[0].path if finding.places else ""].append(finding)
    for path, findings in by_file.items():
        head = f"## {code(path)}\n\n{' · '.join(counted(findings))}\n\n" if path else "## In no file\n\n"
        yield Section(1, "finding", tuple(map(card, findings)), head)
    for each in report.scorecards:
        yield from _scorecard(each)
    rests = tuple(f"- {prose(each)}\n" for each in report.assumptions)
    yield Section(5, "assumption", rests, "## What this rests on\n\n")


def _scorecard(scored: Scorecard) -> Iterator[Section]:
    """A partner against a baseline: a row a service profile, then what is not met."""
    lacking = f"**The answer is incomplete**: {prose(unusable([scored.partner]))}.\n\n" if scored.incomplete else ""
    head = f"## {prose(_scorecards.heading(scored))}\n\n{lacking}" + table(
        "", "Service profile", "Result", "Obligations"
    )
    rows = []
    open_ = []
    for each in scored.profiles:
        glyph = GLYPHS[_scorecards.LIKE.get(each.result, Verdict.UNKNOWN)][0]
        name = "<br>".join(map(prose, filter(None, (each.id, _scorecards.named(each)))))
        rows.append(row(glyph, name, prose(_scorecards.word(each.result)), prose(_scorecards.counts(scored, each))))
        open_ += [f"- {prose(each.id or '')} {prose(line)}\n" for line in _scorecards.lines(each)]
    notes = "".join(f"- note on {prose(scored.baseline)}: {prose(each)}\n" for each in scored.notes)
    yield Section(2, "service profile", tuple(rows), head, f"\n{prose(_scorecards.basis(scored))}\n")
    yield Section(
        3,
        "standard",
        tuple(open_),
        "<details>\n<summary>What is not met, not clear or not binding</summary>\n\n",
        "\n</details>\n",
    )
    yield Section(5, "note", (notes,) if notes else ())
