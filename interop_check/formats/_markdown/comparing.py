"""The sections of one pair: what must change, what to ask, what works, everything compared."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from ...report import Comparison, ExchangeResult, Finding, Report, Verdict, same
from .. import _pairs
from .._files import unusable
from .._inert import inert
from .._pairs import Pair
from .._words import GLYPHS, MEANINGS, counted, number, waiver, words
from .cards import card, edits, places
from .cutting import Section
from .inert import prose, row, table

_RANKS = list(Verdict)


class _Page(NamedTuple):
    """One pair. `level` are the marks of a heading; `verbose` shows every silence as a question of its own."""

    pair: Pair
    findings: tuple[Finding, ...]
    level: str
    verbose: bool

    def heading(self, text: str, intro: str = "") -> str:
        return "".join(f"{each}\n\n" for each in (f"{self.level}# {text}", intro) if each)


def title(comparison: Comparison, level: str) -> str:
    """The verdict and the two partners, as a heading."""
    verdict = f"{GLYPHS[comparison.verdict][0]} {words(comparison.verdict).capitalize()}"
    return f"{level} {verdict}: {prose(comparison.a)} ↔ {prose(comparison.b)}\n"


def answer(report: Report, comparison: Comparison) -> str:
    """The verdict in words, and what it was counted from."""
    findings = _pairs.findings(_pairs.read(report, comparison))
    lines = [f"{MEANINGS[comparison.verdict].capitalize()}. **{' · '.join(counted(findings)) or 'No finding'}**"]
    if codes := dict.fromkeys((*report.incomplete, *comparison.incomplete)):
        lines.append(f"**The answer is incomplete**: {prose(unusable(codes))}.")
    if not comparison.exchanges:
        lines.append(f"Neither partner offers anything that counts on {report.date.isoformat()}.")
    return "\n\n".join(lines) + "\n"


def sections(report: Report, comparison: Comparison, level: str, verbose: bool) -> Iterator[Section]:
    """The sections of one pair, under headings one deeper than `level`."""
    pair = _pairs.read(report, comparison, "→")
    page = _Page(pair, _pairs.findings(pair), level, verbose)
    yield Section(2, "verdict", tuple(_overview(page)), table("", "Verdict", "Exchanges:", "Which"))
    weighty = sorted(filter(_pairs.weighs, page.findings), key=lambda each: (-each.severity.weight, not each.counts))
    standing = [each for each in weighty if not _pairs.folded(pair, each)]
    yield Section(1, "finding", tuple(_cards(page, standing)), page.heading("What must change"))
    yield Section(4, "unblocking edit", tuple(_unblocking(page)), page.heading("What would unblock"))
    yield from _asking(page)
    accepted = (f"- {prose(each.message)} ({prose(waiver(each))})\n" for each in page.findings if each.waived)
    yield Section(4, "waived finding", tuple(accepted), page.heading("Waived", "Accepted for a time, and not counted."))
    yield _common(page)
    yield Section(6, "exchange", tuple(_everything(page)), _EVERYTHING, _END)
    rests = (*report.assumptions, *comparison.assumptions, *_pairs.open_roots(pair))
    yield Section(5, "assumption", tuple(f"- {prose(each)}\n" for each in rests), page.heading("What this rests on"))


_EVERYTHING = (
    "<details>\n<summary>Everything compared</summary>\n\n"
    + table("", "Verdict", "Exchange", "What it came to", "Rules answered")
)  # fmt: skip
_END = "\n</details>\n"


def _overview(page: _Page) -> Iterator[str]:
    """How many exchanges come to what, and which; what rides on a root is not told again."""
    ordered = sorted(page.pair.comparison.exchanges, key=lambda each: _RANKS.index(each.verdict))
    for verdict, group in groupby(ordered, key=lambda each: each.verdict):
        exchanges = list(group)
        own = [each for each in exchanges if not _pairs.follows(page.pair, each)]
        riding = len(exchanges) - len(own)
        told = prose(page.pair.titles(own)) + (f"; {number(riding, 'other')} riding on these" if riding else "")
        yield row(GLYPHS[verdict][0], words(verdict), str(len(exchanges)), told)


# ── what is to be done ───────────────────────────────────────────────────────────────────────────────────


def _cards(page: _Page, findings: list[Finding]) -> Iterator[str]:
    following = _pairs.following(page.pair)
    for each in findings:
        riding = following.get(same(each), [])
        arrow = page.pair.arrows.get(each.direction, "")
        yield card(each, arrow, page.pair.titles(riding), _pairs.consequences(riding))


def _unblocking(page: _Page) -> Iterator[str]:
    for exchange in page.pair.comparison.exchanges:
        if exchange.nearest_miss:
            yield f"- {prose(page.pair.title(exchange))}: {_changes(exchange) or _NONE_FOUND}\n"


_NONE_FOUND = "no small edit of these offers was found that does"


def _changes(exchange: ExchangeResult) -> str:
    changes = exchange.nearest_miss.changes if exchange.nearest_miss else ()
    return "; and ".join(f"**{prose(each.partner)}**: {edits((each,))}" for each in changes)


def _asking(page: _Page) -> Iterator[Section]:
    """A list of tasks for each partner that could answer."""
    head = page.heading("To ask", "Unknown is not clear: until these are answered, nobody can say.")
    for whom, findings in _pairs.asked(page.pair):
        silent = [each for each in findings if each.rule == _pairs.SILENCE and not page.verbose]
        spoken = [_question(page, each, whom) for each in findings if each not in silent]
        exchanges = [each for finding in silent for each in page.pair.exchanges.get(same(finding), ())]
        if exchanges:
            titles = dict.fromkeys(page.pair.titles([each]) for each in exchanges)
            tasks = "".join(f"  - [ ] {prose(each)}\n" for each in titles)
            spoken.append(f"- [ ] Say offers or `none` of what the other declares:\n{tasks}")
        yield Section(3, "question", tuple(spoken), f"{head}{page.level}## To {prose(' and '.join(whom))}\n\n")
        head = ""


def _question(page: _Page, finding: Finding, whom: tuple[str, ...]) -> str:
    exchanges = page.pair.exchanges.get(same(finding), ())
    said = page.pair.said_of(exchanges[0], finding) if exchanges else inert(finding.message)
    about = f"**{prose(page.pair.titles(exchanges))}**: " if exchanges else ""
    theirs = [place for place in finding.places if page.verbose or place.partner in whom]
    return f"- [ ] {about}{prose(said)}{places(theirs)}\n"


# ── what works, and everything ───────────────────────────────────────────────────────────────────────────


def _common(page: _Page) -> Section:
    clear = (each for each in page.pair.comparison.exchanges if each.verdict is Verdict.CLEAR)
    rows = (row(prose(page.pair.titles(group)), prose(text)) for text, group in _pairs.grouped(clear, _MOST_AGREED))
    head = page.heading("Common ground", "What works by what the profiles say, and what both can do there.")
    return Section(4, "agreed exchange", tuple(rows), head + table("Exchange", "Agreed"))


_MOST_AGREED = 40


def _everything(page: _Page) -> Iterator[str]:
    for each in sorted(page.pair.comparison.exchanges, key=lambda each: _RANKS.index(each.verdict)):
        said, asked = each.answered
        yield row(
            GLYPHS[each.verdict][0],
            words(each.verdict),
            prose(page.pair.title(each)),
            prose(_pairs.reason(page.pair, each, _MOST_AGREED)),
            f"{said} of {asked}" if asked else "–",
        )
