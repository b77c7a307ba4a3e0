"""The page of one pair: its verdict, the exchanges, what to mend, what to ask, what works, what that rests on."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from ...report import Comparison, ExchangeResult, Finding, Report, Verdict, same
from .. import Options, _pairs
from .._files import unusable
from .._findings import at, edit_text
from .._inert import cut, inert
from .._pairs import Pair
from .._words import counted, days_left, severity_word, waiver, words
from .finding import block
from .screen import Screen
from .words import basis, sources

_MOST_AGREED = 4


class _Page(NamedTuple):
    """One pair and the screen that it is shown on. `findings` are those that concern it."""

    pair: Pair
    screen: Screen
    findings: tuple[Finding, ...]

    @property
    def verbose(self) -> bool:
        return self.screen.options.verbose

    @property
    def limit(self) -> int | None:
        return self.screen.options.limit

    def heading(self, text: str) -> Iterator[str]:
        yield ""
        yield self.screen.paint(text, "heading")


def page(report: Report, comparison: Comparison, options: Options) -> Iterator[str]:
    """The lines of one comparison, section after section."""
    pair = _pairs.read(report, comparison)
    shown = _Page(pair, Screen(options), _pairs.findings(pair))
    for section in (_headline, _incomplete, _table, _findings, _unblocking, _asking, _waived, _common, _judged, _last):
        yield from section(shown)


def _headline(page: _Page) -> Iterator[str]:
    comparison = page.pair.comparison
    pair = f"{inert(comparison.a)} ↔ {inert(comparison.b)}"
    word = f"{page.screen.glyph(comparison.verdict)} {words(comparison.verdict).upper()}"
    first, *rest = page.screen.wrap(f"{word}  {pair}  {' · '.join(counted(page.findings)) or 'no finding'}")
    yield page.screen.paint(word, comparison.verdict) + first.removeprefix(word)
    yield from rest


def _last(page: _Page) -> Iterator[str]:
    yield ""
    yield from _headline(page)


def _incomplete(page: _Page) -> Iterator[str]:
    codes = dict.fromkeys((*page.pair.report.incomplete, *page.pair.comparison.incomplete))
    if codes:
        yield from page.screen.wrap(f"The answer is incomplete: {unusable(codes)}.", "", "")


# ── the exchanges ────────────────────────────────────────────────────────────────────────────────────────


def _table(page: _Page) -> Iterator[str]:
    """The exchanges by verdict, the worst first: each with its reason where something is to be done."""
    yield ""
    ranks = list(Verdict)
    rows = sorted(page.pair.comparison.exchanges, key=lambda each: ranks.index(each.verdict))
    if not rows:
        yield f"Neither partner offers anything that counts on {page.pair.report.date.isoformat()}."
    told = [each for each in rows if each.verdict not in _QUIET and not _pairs.follows(page.pair, each)]
    depth = 2 if len(told) <= _FEW_ROWS else 1
    for verdict, group in groupby(rows, key=lambda each: each.verdict):
        exchanges = list(group)
        for each in (each for each in exchanges if each in told):
            yield from _row(page, verdict, _reason(page, each), depth)
        rest = [each for each in exchanges if each not in told]
        if rest:
            yield from _row(page, verdict, ("" if verdict in _QUIET else "with its root: ") + page.pair.titles(rest))


_QUIET = (Verdict.CLEAR, Verdict.NOT_SHARED)
_FEW_ROWS = 10


def _reason(page: _Page, exchange: ExchangeResult) -> str:
    said = _pairs.reason(page.pair, exchange, _MOST_AGREED)
    return f"{page.pair.title(exchange)}{': ' if said else ''}{said}"


def _row(page: _Page, verdict: Verdict, text: str, depth: int | None = None) -> Iterator[str]:
    """The verdict, then `text` beside it, in at most `depth` lines."""
    label = f"  {page.screen.glyph(verdict)} {words(verdict):<10}  "
    lines = page.screen.wrap(text, " " * len(label), " " * len(label))
    if depth and len(lines) > depth:
        left = " ".join((lines[depth - 1], *map(str.strip, lines[depth:])))
        lines = [*lines[: depth - 1], shortened(left, page.screen.wide - (2 if page.screen.options.ascii else 0))]
    first, *rest = lines
    yield page.screen.paint(label, verdict) + first.strip()
    yield from rest


def shortened(text: str, longest: int) -> str:
    """The beginning of a text: whole words, but of a long value what there is room for."""
    short = cut(text, longest)
    kept = short.removesuffix("…")
    whole, _, begun = kept.rpartition(" ")
    in_a_word = short != text and not text[len(kept) :].startswith((" ", ";", ",", ":", ")"))
    return f"{whole} …" if in_a_word and len(begun) < _LONG_WORD else short


_LONG_WORD = 12


# ── findings ─────────────────────────────────────────────────────────────────────────────────────────────


def _findings(page: _Page) -> Iterator[str]:
    """What counts or leaves a verdict unknown, the worst first; what follows from a root is told under it."""
    weighty = sorted(filter(_pairs.weighs, page.findings), key=lambda each: (-each.severity.weight, not each.counts))
    following = _pairs.following(page.pair)
    standing = [finding for finding in weighty if not _pairs.folded(page.pair, finding)]
    shown = standing[: page.limit]
    for finding in shown:
        yield ""
        yield from block(finding, page.screen, page.pair.arrows.get(finding.direction, ""))
        if riding := following.get(same(finding)):
            yield from page.screen.wrap(f"= also blocks what rides on it: {page.pair.titles(riding)}", "  ", "    ")
            yield from _consequences(page, riding)
    if len(shown) < len(standing):
        yield ""
        yield f"… {len(standing) - len(shown)} more (-v)"


def _consequences(page: _Page, exchanges: Sequence[ExchangeResult]) -> Iterator[str]:
    for each in _pairs.consequences(exchanges):
        where = f" ({at(each.places[0])})" if each.places else ""
        yield from page.screen.wrap(inert(f"{each.severity}[{each.rule}]: {each.message}{where}"), " " * 6, " " * 8)


# ── what would help ──────────────────────────────────────────────────────────────────────────────────────


def _unblocking(page: _Page) -> Iterator[str]:
    """The nearest miss of every exchange that is blocked by itself."""
    missed = [each for each in page.pair.comparison.exchanges if each.nearest_miss]
    if missed:
        yield from page.heading("What would unblock")
    for exchange in missed:
        changes = exchange.nearest_miss.changes if exchange.nearest_miss else ()
        none = "" if changes else " no small edit of these offers was found that does"
        yield from page.screen.wrap(f"{page.pair.title(exchange)}:{none}", "  ", "    ")
        for edit in changes:
            yield from page.screen.wrap(f"{inert(edit.partner)}: {edit_text(edit)}", "    ", "      ")


def _asking(page: _Page) -> Iterator[str]:
    """What is not known, as a checklist for each partner that could say it."""
    asked = _pairs.asked(page.pair)
    if asked:
        yield from page.heading("To ask")
    for whom, unknown in asked:
        yield f"  {' and '.join(map(inert, whom))}"
        silent = [each for each in unknown if each.rule == _pairs.SILENCE and not page.verbose]
        spoken = [each for each in unknown if each not in silent]
        for finding in (shown := spoken[: page.limit]):
            yield from _question(page, finding, whom)
        if len(shown) < len(spoken):
            yield f"    … {len(spoken) - len(shown)} more (-v)"
        if exchanges := [each for finding in silent for each in page.pair.exchanges.get(same(finding), ())]:
            text = f"[ ] Say offers or 'none' of what the other declares: {page.pair.titles(exchanges)}"
            yield from page.screen.wrap(text, "    ", "        ")


def _question(page: _Page, finding: Finding, whom: tuple[str, ...]) -> Iterator[str]:
    exchanges = page.pair.exchanges.get(same(finding), ())
    said = page.pair.said_of(exchanges[0], finding) if exchanges else inert(finding.message)
    about = f"{page.pair.titles(exchanges)}: " if exchanges else ""
    yield from page.screen.wrap(f"[ ] {about}{said}", "    ", "        ")
    for place in finding.places:
        if page.verbose or place.partner in whom:
            yield f"        {inert(at(place))}"


def _waived(page: _Page) -> Iterator[str]:
    """What somebody has accepted for a time: still there, but not counted."""
    accepted = [each for each in page.findings if each.waived]
    if accepted:
        yield from page.heading("Waived")
    for each in accepted[: page.limit]:
        yield from page.screen.wrap(inert(f"{severity_word(each)}[{each.rule}]: {each.message}"), "  ", "    ")
        left = days_left(each, page.pair.report.date)
        yield from page.screen.wrap(f"= {inert(waiver(each))} ({left})", "    ", "      ")
    if page.limit is not None and len(accepted) > page.limit:
        yield f"  … {len(accepted) - page.limit} more (-v)"


# ── what works, and what that rests on ───────────────────────────────────────────────────────────────────


def _common(page: _Page) -> Iterator[str]:
    """What works, and on what."""
    clear = [each for each in page.pair.comparison.exchanges if each.verdict is Verdict.CLEAR]
    if clear:
        yield from page.heading("Common ground")
    for text, group in _pairs.grouped(clear, None if page.verbose else _MOST_AGREED):
        said = f"{page.pair.titles(group)}{': ' if text else ''}{text}"
        yield from page.screen.wrap(f"{page.screen.glyph(Verdict.CLEAR)} {said}", "  ", "      ")


def _judged(page: _Page) -> Iterator[str]:
    """What the answer rests on."""
    comparison = page.pair.comparison
    said = (*page.pair.report.assumptions, *comparison.assumptions)
    assumed = [*map(inert, said), *_pairs.open_roots(page.pair)]
    if assumed:
        yield from page.heading("What this rests on")
    for each in assumed:
        yield from page.screen.wrap(each, "  ", "    ")
    yield ""
    rules = _pairs.answered(comparison)
    yield from page.screen.wrap(f"{rules}{'. ' if rules else ''}{basis(page.pair.report)}", "", "")
    yield from page.screen.wrap("More on a rule: interop-check explain RULE", "", "")
    if page.verbose:
        yield from sources(page.pair.report)
