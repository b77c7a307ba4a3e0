"""The page of ``validate``: the findings file by file, the scorecards, how many files are valid, what to do next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...report import Answers, Finding, Report, Verdict
from .. import Options, _scorecards
from .._files import next_step, spoilt, unusable, valid_line
from .._findings import at
from .._inert import inert
from .._words import counted, days_left, number, severity_word, waiver
from .finding import block
from .screen import Screen
from .words import basis, sources

if TYPE_CHECKING:
    from ...report import Scorecard

_FEW_FILES = 3  # of which each is worth a line


def page(report: Report, options: Options) -> Iterator[str]:
    """The lines of a validation."""
    screen = Screen(options)
    yield from _findings(report, screen)
    yield from _waived(report, screen)
    for card in report.scorecards:
        yield from _scorecard(card, screen)
    yield from _assumed(report, screen)
    yield ""
    if options.verbose:
        yield from screen.wrap(basis(report))
        yield from sources(report)
    bad = spoilt(report)
    for each in report.inputs if len(report.inputs) <= _FEW_FILES or options.verbose else ():
        if each.answers and each.path not in bad:
            yield from screen.wrap(_answered(each.path, each.answers))
    yield from screen.wrap(next_step(report), "", "")
    yield from screen.wrap(valid_line(report), "", "")


def _findings(report: Report, screen: Screen) -> Iterator[str]:
    """The worst file first."""
    by_file: dict[str, list[Finding]] = defaultdict(list)
    open_ = [finding for finding in report.findings if not finding.waived]
    for finding in open_[: screen.options.limit]:
        by_file[finding.places[0].path if finding.places else ""].append(finding)
    for path, findings in by_file.items():
        tally = " · ".join(counted(findings))
        yield ""
        yield screen.paint(f"{inert(path)}  {tally}" if path else tally, "heading")
        for finding in findings:
            yield ""
            yield from block(finding, screen)
    if screen.options.limit is not None and len(open_) > screen.options.limit:
        yield ""
        yield f"… {len(open_) - screen.options.limit} more (-v)"


def _waived(report: Report, screen: Screen) -> Iterator[str]:
    """What somebody has accepted for a time: still there, but not counted."""
    accepted = [each for each in report.findings if each.waived]
    if accepted:
        yield ""
        yield screen.paint("Waived", "heading")
    for each in accepted[: screen.options.limit]:
        where = f" ({at(each.places[0])})" if each.places else ""
        yield from screen.wrap(inert(f"{severity_word(each)}[{each.rule}]: {each.message}{where}"), "  ", "    ")
        yield from screen.wrap(f"= {inert(waiver(each))} ({days_left(each, report.date)})", "    ", "      ")
    if screen.options.limit is not None and len(accepted) > screen.options.limit:
        yield f"  … {len(accepted) - screen.options.limit} more (-v)"


def _assumed(report: Report, screen: Screen) -> Iterator[str]:
    if report.assumptions:
        yield ""
        yield screen.paint("What this rests on", "heading")
    for each in report.assumptions:
        yield from screen.wrap(inert(each), "  ", "    ")


def _answered(path: str, answers: Answers) -> str:
    """How much of its kind a document answers."""
    done = answers.offered + answers.none
    parts = [(answers.offered, "with offers"), (answers.none, "none")]
    open_ = [(answers.unknown, "unknown"), (answers.unsaid, "not said")]
    how, left = (", ".join(f"{count} {word}" for count, word in each if count) for each in (parts, open_))
    told = f"{done} of {number(sum(answers), 'exchange')} answered{how and f' ({how})'}{left and f'; {left}'}"
    return f"{inert(path)}: {told}"


# ── scorecards ───────────────────────────────────────────────────────────────────────────────────────────


def _scorecard(card: Scorecard, screen: Screen) -> Iterator[str]:
    """A partner against a baseline: a line a service profile, what is not met below it, then what it rests on."""
    yield ""
    yield from (screen.paint(line, "heading") for line in screen.wrap(inert(_scorecards.heading(card))))
    if card.incomplete:
        yield from screen.wrap(f"The answer is incomplete: {unusable([card.partner])}.", "  ")
    room = max((len(each.id or "") for each in card.profiles), default=0)
    for each in card.profiles:
        verdict = _scorecards.LIKE.get(each.result, Verdict.UNKNOWN)
        glyph = screen.glyph(verdict)
        counts = _scorecards.counts(card, each)
        text = inert(f"{each.id or '':<{room}}  {_scorecards.profile(each)}{counts and f' · {counts}'}")
        indent = " " * (len(glyph) + room + 5)
        first, *rest = screen.wrap(text, f"  {glyph} ", indent)
        yield first.replace(glyph, screen.paint(glyph, verdict), 1)
        yield from rest
        for line in _scorecards.lines(each):
            yield from screen.wrap(inert(line), indent, f"{indent}  ")
    yield from screen.wrap(inert(_scorecards.basis(card)), "  ", "  ")
    for note in card.notes:
        yield from screen.wrap(inert(f"note on {card.baseline}: {note}"), "  ", "    ")
