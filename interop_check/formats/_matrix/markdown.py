"""For merge requests and wikis: all pairs as a table, what is new, what would help, then the pairs, worst first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...overview import Matrix, pairs
from ...report import Report, Verdict, worst
from .. import Options, _changes
from .._findings import edit_text
from .._html.between import Between, Told, between
from .._markdown.cutting import GITHUB, GITLAB, Section, fitted
from .._markdown.inert import code, prose, row, table
from .._words import GLYPHS, number, words
from . import _since

if TYPE_CHECKING:
    from ...report import Comparison

SUFFIXES = (".md", ".markdown")
PARTNERS = float("inf")  # of however many every two are compared, as far as that can be done

_TABLED = 30  # partners at most whose pairs stand in a table
_VERDICTS = tuple(Verdict)


def render(matrix: Matrix, options: Options) -> bytes:
    """The matrix as UTF-8, in at most the 65,536 characters that GitHub takes; GitLab's 1,000,000 if verbose."""
    limit = GITLAB if options.verbose else GITHUB
    return fitted(_top(matrix), list(_sections(matrix)), limit).encode()


def _top(matrix: Matrix) -> str:
    verdict = worst(each for each, count in matrix.pairs.items() if count)
    count = f"{number(len(matrix.members), 'partner')}, {number(sum(matrix.pairs.values()), 'pair')}"
    whose = f" of {prose(matrix.selection.only)}" if matrix.selection.only is not None else ""
    lines = [f"# {GLYPHS[verdict][0]} {words(verdict).capitalize()}: {count}{whose}", f"**{_tally(matrix.pairs)}**"]
    if chosen := matrix.selection.chosen:
        lines.append(f"Only what is in {prose(', '.join(chosen))} counts here.")
    if codes := [member.code for member in matrix.members if member.incomplete]:
        lines.append(f"**The answer is incomplete**: not every profile of {prose(', '.join(codes))} could be used.")
    if matrix.waived:
        count = f"{number(sum(matrix.waived.values()), 'finding')} of {number(len(matrix.waived), 'pair')}"
        lines.append(f"{count} waived; the verdicts stay as they are.")
    return "\n\n".join(lines) + "\n"


def _tally(counts: dict[Verdict, int]) -> str:
    return " · ".join(f"{counts[each]:,} {words(each)}" for each in Verdict if counts.get(each))


def _sections(matrix: Matrix) -> Iterator[Section]:
    if matrix.since:
        told = f"## {prose(_since.title(matrix.since))}\n\n{prose(_since.summary(matrix).capitalize())}.\n\n"
        yield Section(0, "pair with news", ("", *_news(matrix)), told)
    if matrix.selection.only is None and len(matrix.members) <= _TABLED:
        yield Section(1, "row of the table", tuple(_rows(matrix)), f"## All pairs\n\n{_heads(matrix)}", _legend(matrix))
    yield Section(2, "change", tuple(_promises(matrix)), "## What would help most\n\nEach was tried by itself.\n\n")
    blocking = (
        row(prose(f"{each.title} ({each.kind}/{each.id})"), str(each.own)) for each in matrix.blocking if each.own
    )
    head = f"## What blocks most\n\n{table('Exchange', 'Pairs blocked:')}"
    yield Section(2, "exchange", tuple(blocking)[: matrix.top], head)
    if matrix.compared:
        yield Section(3, "pair", tuple(_pair_by_pair(matrix, matrix.compared)), "## Pair by pair, the worst first\n\n")
    yield Section(1, "note", (_basis(matrix.report),))


def _basis(report: Report) -> str:
    standards = ", ".join(f"{each.kind} {each.version}" for each in report.standards) or "no standard"
    catalogue = f"; catalogue of {report.catalogue}" if report.catalogue else ""
    judged = prose(f"Judged as of {report.date.isoformat()} by {standards}{catalogue}.")
    return f"{judged} One pair with all its findings: `interop-check compare A B`\n"


# ── the table ────────────────────────────────────────────────────────────────────────────────────────────


def _heads(matrix: Matrix) -> str:
    return table("", *(prose(member.code) for member in matrix.members))


def _rows(matrix: Matrix) -> Iterator[str]:
    for place, member in enumerate(matrix.members):
        yield row(f"**{prose(member.code)}**", *(_square(matrix, place, col) for col in range(len(matrix.members))))


def _square(matrix: Matrix, first: int, second: int) -> str:
    if first == second:
        return "·"
    verdict = _VERDICTS[matrix.verdicts[first][second]]
    count = matrix.counts[first][second] if matrix.counts else 0
    told = count if count and verdict not in (Verdict.CLEAR, Verdict.NOT_SHARED) else ""
    return f"{GLYPHS[verdict][0]}{told}"


def _legend(matrix: Matrix) -> str:
    named = "  ".join(f"{GLYPHS[each][0]} {words(each)}" for each in Verdict if matrix.pairs[each])
    return f"\n{named}; the number: in how many exchanges\n"


# ── what is new, and what would help ─────────────────────────────────────────────────────────────────────


def _news(matrix: Matrix) -> Iterator[str]:
    for each in _since.news(matrix):
        glyph = GLYPHS[each.after or Verdict.NOT_SHARED][0]
        lines = [f"- {glyph} **{prose(each.a)} ↔ {prose(each.b)}** {prose(each.verdicts)}"]
        lines += [f"  - worse: {prose(_since.exchange_line(one))}" for one in each.worse]
        lines += [f"  - {_changes.mark(one)} {prose(_since.finding_line(one))}" for one in each.found]
        yield "\n".join(lines) + "\n"
    for change in _since.in_files(matrix):
        yield f"- {_changes.mark(change)} {prose(_since.finding_line(change))}\n"


def _promises(matrix: Matrix) -> Iterator[str]:
    for each in matrix.changes:
        effects = ", ".join(
            f"{number(count, what)} {became}"
            for count, what, became in (
                (each.unblocks, "pair", "no longer blocked"),
                (each.clears, "pair", "wholly clear"),
                (each.exchanges, "exchange", "no longer blocked"),
                (each.worsens, "exchange", "worse than before"),
            )
            if count
        )
        lines = [f"1. **{prose(each.partner)}**, {prose(each.title)}: {effects}"]
        yield "\n".join((*lines, *(f"   - {prose(edit_text(edit))}" for edit in each.edits))) + "\n"


# ── pair by pair ─────────────────────────────────────────────────────────────────────────────────────────


def _pair_by_pair(matrix: Matrix, report: Report) -> Iterator[str]:
    """The pairs in which something was found that weighs, those of which more is blocked before the others."""
    ranks = [(verdict, -_count(matrix, first, second)) for first, second, verdict in pairs(matrix)]
    found = zip(ranks, report.comparisons, between(report), strict=True)
    for _, comparison, each in sorted(found, key=lambda one: (one[0], one[1].a, one[1].b)):
        if each.told:
            yield _pair(comparison, each)


def _count(matrix: Matrix, first: int, second: int) -> int:
    if not matrix.counts or matrix.selection.only is not None:
        return 0
    return matrix.counts[first][second]


def _pair(comparison: Comparison, found: Between) -> str:
    verdict = f"{GLYPHS[comparison.verdict][0]} {words(comparison.verdict)}"
    head = f"### {verdict}: {prose(comparison.a)} ↔ {prose(comparison.b)}\n\n**{found.counted}**\n\n"
    weighty = [_told(each) for each in found.told if each.sign.id not in ("unknown", "info") or each.weighs]
    rest = len(found.told) - len(weighty)
    more = f"- … {number(rest, 'lesser finding')}: `interop-check compare` has them\n" if rest else ""
    return f"{head}{''.join(weighty)}{more}\n"


def _told(each: Told) -> str:
    title = f"**{prose(each.title)}**: " if each.title else ""
    notes = f" ({prose('; '.join(each.notes))})" if each.notes else ""
    spots = " · ".join(map(code, each.spots))
    lines = [f"- {each.sign.glyph} {each.sign.word} {title}{prose(each.message)}{notes} {code(each.rule)}"]
    lines += [f"  - {spots}"] if spots else []
    lines += [f"  - {prose(what)}" for what in (each.remedy, *each.mends) if what]
    return "\n".join(lines) + "\n"
