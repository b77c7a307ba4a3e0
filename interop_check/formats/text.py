"""For people, in a terminal or a pipe: the verdict first and last, the worst friction next, both places of it."""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from ..report import Comparison, ExchangeResult, Finding, Outcome, Place, Remedy, Report, Severity, Verdict
from . import Options
from ._excerpts import excerpt
from ._findings import Key, at, edit_text, same, value_text
from ._inert import cells, inert

SUFFIXES = (".txt",)

_GLYPHS = {
    Verdict.BLOCKED: ("■", "[X]"),
    Verdict.UNKNOWN: ("?", "[?]"),
    Verdict.DEGRADED: ("▲", "[!]"),
    Verdict.FRICTION: ("○", "[i]"),
    Verdict.CLEAR: ("✓", "[=]"),
    Verdict.NOT_SHARED: ("–", "[-]"),
}

# Select Graphic Rendition, ECMA-48 §8.3.117: 1 bold, 2 faint, 31 red, 32 green, 33 yellow, 35 magenta, 36 cyan.
_STYLES = {
    Verdict.BLOCKED: "1;31",
    Verdict.UNKNOWN: "1;35",
    Verdict.DEGRADED: "1;33",
    Verdict.FRICTION: "36",
    Verdict.CLEAR: "32",
    Verdict.NOT_SHARED: "2",
    Severity.BLOCKER: "1;31",
    Severity.MAJOR: "1;33",
    Severity.MINOR: "36",
    Severity.INFO: "2",
    "heading": "1",
    "faint": "2",
}

_PLAIN = str.maketrans({"↔": "<->", "·": "|", "…": "...", "–": "-", "—": "-", "→": "->"})
_WIDEST_PROSE = 100
_MOST_AGREED = 4
_MOST_DETAIL = 3


def render(report: Report, options: Options) -> str:
    """The report as text: no line of prose is wider than `options.width`, no colour is needed to read it."""
    pages = [_comparison_page(report, each, options) for each in report.comparisons]
    lines = [line for page in pages or [_validation_page(report, options)] for line in page]
    text = "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"
    return text.translate(_PLAIN) if options.ascii else text


# ── a comparison ─────────────────────────────────────────────────────────────────────────────────────────


class _Page(NamedTuple):
    """One comparison with what the sections need: whose finding is whose, and what is folded under what."""

    report: Report
    comparison: Comparison
    options: Options
    exchanges: Mapping[Key, tuple[ExchangeResult, ...]] = {}

    def paint(self, text: str, style: Verdict | Severity | str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.options.colour else text

    def glyph(self, verdict: Verdict) -> str:
        return _GLYPHS[verdict][self.options.ascii]

    def heading(self, text: str) -> Iterator[str]:
        yield ""
        yield self.paint(text, "heading")

    def wrap(self, text: str, first: str = "", rest: str = "  ") -> Iterator[str]:
        yield from _wrap(text, self.options.width, first, rest)

    @property
    def arrows(self) -> dict[str | None, str]:
        a, b = inert(self.comparison.a), inert(self.comparison.b)
        return {None: "", "A->B": f"{a} -> {b}", "B->A": f"{b} -> {a}"}

    def title(self, exchange: ExchangeResult) -> str:
        """How an exchange is called on this page: its title, the name of a keyed one, its direction."""
        name = "" if exchange.name == exchange.id else f" {exchange.name}"
        arrow = self.arrows.get(exchange.direction, "")
        return inert(f"{exchange.title}{name}") + (f", {arrow}" if arrow else "")

    def said_of(self, exchange: ExchangeResult, finding: Finding) -> str:
        """The message of a finding beside the exchange's title, which it need not say again."""
        own = (each for each in finding.detail if finding.direction is None and each.direction == exchange.direction)
        message = next(own, finding).message if exchange.direction else finding.message
        rest = message.removeprefix(exchange.title)
        return inert(message if rest == message else rest.lstrip(",: "))

    def titles(self, exchanges: Iterable[ExchangeResult]) -> str:
        """The titles of several; a flow that is among them in both directions is named once."""
        both = Counter((each.kind, each.id, each.name) for each in exchanges)
        named = dict.fromkeys(
            self.title(each if both[each.kind, each.id, each.name] == 1 else _undirected(each)) for each in exchanges
        )
        return ", ".join(named)


def _undirected(exchange: ExchangeResult) -> ExchangeResult:
    return ExchangeResult(exchange.kind, exchange.id, exchange.name, exchange.title, None, exchange.verdict)


def _wrap(text: str, width: int, first: str = "", rest: str = "  ") -> list[str]:
    return textwrap.wrap(
        text,
        max(40, min(width, _WIDEST_PROSE)),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,  # a path must stay whole, to be clicked or copied
        break_on_hyphens=False,
    )


def _comparison_page(report: Report, comparison: Comparison, options: Options) -> Iterator[str]:
    reached: dict[Key, list[ExchangeResult]] = defaultdict(list)
    for exchange in comparison.exchanges:
        for finding in exchange.findings:
            reached[same(finding)].append(exchange)
    page = _Page(report, comparison, options, {key: tuple(found) for key, found in reached.items()})
    for section in (_headline, _incomplete, _table, _findings, _unblocking, _asking, _common, _judged, _last):
        yield from section(page)


def _headline(page: _Page) -> Iterator[str]:
    verdict = page.comparison.verdict
    pair = f"{inert(page.comparison.a)} ↔ {inert(page.comparison.b)}"
    word = f"{page.glyph(verdict)} {verdict.value.upper().replace('-', ' ')}"
    first, *rest = page.wrap(f"{word}  {pair}  {_counts(page.report)}")
    yield page.paint(word, verdict) + first.removeprefix(word)
    yield from rest


def _last(page: _Page) -> Iterator[str]:
    yield ""
    yield from _headline(page)


def _counts(report: Report) -> str:
    counted = Counter(finding.severity for finding in report.findings if finding.counts)
    parts = [_number(counted[each], each.value) for each in reversed(Severity) if counted[each]]
    unknown = sum(not finding.counts for finding in report.findings)
    parts += [f"{unknown} to ask"] if unknown else []
    return " · ".join(parts) or "no finding"


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'s' if word == 'blocker' and count != 1 else ''}"


def _incomplete(page: _Page) -> Iterator[str]:
    codes = dict.fromkeys((*page.report.incomplete, *page.comparison.incomplete))
    if codes:
        yield from page.wrap(f"The answer is incomplete: {_unused(codes)}.", "", "")


def _unused(codes: Iterable[str]) -> str:
    return f"not every profile of {inert(' and '.join(codes))} could be used"


def _table(page: _Page) -> Iterator[str]:
    """The exchanges by verdict, the worst first: each with its reason where something is to be done."""
    yield ""
    ranks = list(Verdict)
    rows = sorted(page.comparison.exchanges, key=lambda each: ranks.index(each.verdict))
    if not rows:
        yield f"Neither partner offers anything that counts on {page.report.date.isoformat()}."
    told = [each for each in rows if each.verdict not in _QUIET and not _follows(page, each)]
    depth = 2 if len(told) <= _FEW_ROWS else 1
    for verdict, group in groupby(rows, key=lambda each: each.verdict):
        exchanges = list(group)
        for each in (each for each in exchanges if each in told):
            yield from _gathered(page, verdict, _reason(page, each), depth)
        rest = [each for each in exchanges if each not in told]
        if rest:
            yield from _gathered(page, verdict, ("" if verdict in _QUIET else "with its root: ") + page.titles(rest))


_QUIET = (Verdict.CLEAR, Verdict.NOT_SHARED)
_FEW_ROWS = 10


def _reason(page: _Page, exchange: ExchangeResult) -> str:
    """The title and the worst of what was found; what was agreed where nothing was."""
    unknown_first = exchange.verdict is Verdict.UNKNOWN
    findings = sorted(exchange.findings, key=lambda each: (each.counts is unknown_first, -each.severity.weight))
    if findings:
        said = page.said_of(exchange, findings[0])
    else:
        said = _unused(exchange.incomplete) if exchange.incomplete else _agreed(exchange, _MOST_AGREED)
    return f"{page.title(exchange)}{': ' if said else ''}{said}"


def _gathered(page: _Page, verdict: Verdict, text: str, depth: int | None = None) -> Iterator[str]:
    """A row: the verdict, then `text` beside it, in at most `depth` lines."""
    label = f"  {page.glyph(verdict)} {verdict.value.replace('-', ' '):<10}  "
    first, *rest = _wrap(text, page.options.width, " " * len(label), " " * len(label))[:depth]
    if depth and len(_wrap(text, page.options.width, " " * len(label), " " * len(label))) > depth:
        *above, last = first, *rest
        first, *rest = *above, _cut(f"{last} …", page.options.width)
    yield page.paint(label, verdict) + first.strip()
    yield from rest


def _cut(text: str, most: int) -> str:
    if cells(text) <= most:
        return text
    while cells(text) > most - 1:
        text = text[:-1]
    return text.rstrip() + "…"


# ── findings ─────────────────────────────────────────────────────────────────────────────────────────────


def _findings(page: _Page) -> Iterator[str]:
    """What counts or leaves a verdict unknown, the worst first; what follows from a root is told under it."""
    counted = sorted(filter(_weighs, page.report.findings), key=lambda each: (-each.severity.weight, not each.counts))
    following = _following(page)
    standing = [finding for finding in counted if not _folded(page, finding)]
    shown = standing[: page.options.limit]
    for finding in shown:
        yield ""
        yield from _block(page, finding)
        if consequences := following.get(same(finding)):
            yield from page.wrap(f"= also blocks what rides on it: {page.titles(consequences)}", "  ", "    ")
            yield from _consequences(page, consequences)
    if len(shown) < len(standing):
        yield ""
        yield f"… {len(standing) - len(shown)} more (-v)"


def _weighs(finding: Finding) -> bool:
    return finding.counts or (finding.severity is Severity.BLOCKER and finding.outcome is Outcome.UNKNOWN)


def _folded(page: _Page, finding: Finding) -> bool:
    """Whether only exchanges that their root blocks anyway have this finding."""
    exchanges = page.exchanges.get(same(finding), ())
    return bool(exchanges) and all(_follows(page, each) for each in exchanges)


def _follows(page: _Page, exchange: ExchangeResult) -> bool:
    return any(_first_blocker(root) for root in _roots(page, exchange))


def _roots(page: _Page, exchange: ExchangeResult) -> Iterator[ExchangeResult]:
    """The exchanges that block this one and are not themselves blocked by another."""
    for other in page.comparison.exchanges:
        named = {other.id, f"{other.kind}/{other.id}", f"{other.kind}/{other.name}"}
        if not other.because_of and other.verdict is Verdict.BLOCKED and named & set(exchange.because_of):
            yield other


def _first_blocker(exchange: ExchangeResult) -> Finding | None:
    blockers = (each for each in exchange.findings if each.counts and each.severity is Severity.BLOCKER)
    return next(blockers, None)


def _following(page: _Page) -> dict[Key, list[ExchangeResult]]:
    """The exchanges that a finding blocks besides its own: those that ride on it."""
    following: dict[Key, list[ExchangeResult]] = defaultdict(list)
    for exchange in page.comparison.exchanges:
        for root in _roots(page, exchange) if exchange.because_of else ():
            if finding := _first_blocker(root):
                following[same(finding)].append(exchange)
                break
    return following


def _consequences(page: _Page, exchanges: Sequence[ExchangeResult]) -> Iterator[str]:
    """What the rules of exchanges that their root blocks found all the same."""
    own = {same(finding): finding for each in exchanges for finding in each.findings if finding.counts}
    for finding in own.values():
        where = f" ({at(finding.places[0])})" if finding.places else ""
        yield from page.wrap(inert(f"{finding.severity}[{finding.rule}]: {finding.message}{where}"), "      ", " " * 8)


def _block(page: _Page, finding: Finding) -> Iterator[str]:
    arrow = page.arrows.get(finding.direction, "")
    yield from _finding(finding, page.options, f" {arrow}" if arrow else "")


def _finding(finding: Finding, options: Options, arrow: str = "") -> Iterator[str]:
    head = f"{finding.severity if finding.counts else Outcome.UNKNOWN}[{inert(finding.rule)}]"
    first, *rest = _wrap(f"{head}{arrow}: {inert(finding.message)}", options.width)
    style = f"\x1b[{_STYLES[finding.severity if finding.counts else Verdict.UNKNOWN]}m"
    yield first.replace(head, f"{style}{head}\x1b[0m", 1) if options.colour else first
    yield from rest
    for place in finding.places:
        yield f"  --> {inert(at(place))}{_whose(place)}"
        yield from excerpt(place, options.width)
    further, sides = _detail(finding)
    yield from _further(further, options)
    if finding.because:
        yield from _wrap(f"= because: {inert(finding.because)}", options.width, "  ", "    ")
    remedies = {
        f"{inert(remedy.partner)}: {_edits(remedy)}": None for each in sides for remedy in _cheapest(each.mends)
    }
    if finding.remedy or remedies:
        yield from _wrap(f"= remedy: {inert(finding.remedy)}", options.width, "  ", "    ")
    for remedy in remedies:
        yield from _wrap(remedy, options.width, "      ", "        ")


def _detail(finding: Finding) -> tuple[list[Finding], list[Finding]]:
    """The detail that tells of further places; and the finding with the detail that is one direction of it."""
    shown = {at(place) for place in finding.places}
    further = [each for each in finding.detail if not shown.issuperset(map(at, each.places))]
    return further, [finding, *(each for each in finding.detail if shown.issuperset(map(at, each.places)))]


def _edits(remedy: Remedy) -> str:
    return "; and ".join(map(edit_text, remedy.edits))


def _whose(place: Place) -> str:
    return f" ({inert(place.partner)})" if place.partner else ""


def _further(detail: list[Finding], options: Options) -> Iterator[str]:
    shown = detail if options.verbose else detail[:_MOST_DETAIL]
    for each in shown:
        where = f" ({' and '.join(map(at, each.places))})" if each.places else ""
        yield from _wrap(inert(f"= also: {each.message}{where}"), options.width, "  ", "    ")
    if len(shown) < len(detail):
        yield f"  = also: {len(detail) - len(shown)} more (-v)"


def _cheapest(mends: Iterable[Remedy]) -> list[Remedy]:
    """The first, and so the smallest, way of each partner."""
    first: dict[str, Remedy] = {}
    for remedy in mends:
        first.setdefault(remedy.partner, remedy)
    return list(first.values())


# ── what would help ──────────────────────────────────────────────────────────────────────────────────────


def _unblocking(page: _Page) -> Iterator[str]:
    """The nearest miss of every exchange that is blocked by itself."""
    missed = [each for each in page.comparison.exchanges if each.nearest_miss]
    if missed:
        yield from page.heading("What would unblock")
    for exchange in missed:
        changes = exchange.nearest_miss.changes if exchange.nearest_miss else ()
        none = "" if changes else " no small edit of these offers was found that does"
        yield from page.wrap(f"{page.title(exchange)}:{none}", "  ", "    ")
        for edit in changes:
            yield from page.wrap(f"{inert(edit.partner)}: {edit_text(edit)}", "    ", "      ")


def _asking(page: _Page) -> Iterator[str]:
    """What is not known, as a checklist for each partner that could say it."""
    unknown = [finding for finding in page.report.findings if not finding.counts]
    asked: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in unknown:
        asked[_whom(page.comparison, finding)].append(finding)
    if unknown:
        yield from page.heading("To ask")
    for whom in sorted(asked, key=lambda codes: (len(codes), codes)):
        yield f"  {' and '.join(map(inert, whom))}"
        silent = [each for each in asked[whom] if each.rule == _SILENCE and not page.options.verbose]
        spoken = [each for each in asked[whom] if each not in silent]
        for finding in (shown := spoken[: page.options.limit]):
            yield from _question(page, finding, whom)
        if len(shown) < len(spoken):
            yield f"    … {len(spoken) - len(shown)} more (-v)"
        if exchanges := [each for finding in silent for each in page.exchanges.get(same(finding), ())]:
            text = f"[ ] Say offers or 'none' of what the other declares: {page.titles(exchanges)}"
            yield from page.wrap(text, "    ", "        ")


_SILENCE = "content/not-declared"


def _whom(comparison: Comparison, finding: Finding) -> tuple[str, ...]:
    """Who leaves it unsaid: who has no value there, or else who has no place; both where both have spoken."""
    pair = comparison.a, comparison.b
    places = [place for place in finding.places if place.partner in pair]
    unsaid = {place.partner for place in places if place.value is None or place.value == "unknown"}
    silent = unsaid or set(pair) - {place.partner for place in places}
    return tuple(code for code in pair if code in silent) or pair


def _question(page: _Page, finding: Finding, whom: tuple[str, ...]) -> Iterator[str]:
    exchanges = page.exchanges.get(same(finding), ())
    said = page.said_of(exchanges[0], finding) if exchanges else inert(finding.message)
    about = f"{page.titles(exchanges)}: " if exchanges else ""
    yield from page.wrap(f"[ ] {about}{said}", "    ", "        ")
    for place in finding.places:
        if page.options.verbose or place.partner in whom:
            yield f"        {inert(at(place))}"


def _common(page: _Page) -> Iterator[str]:
    """What works, and on what."""
    clear = [each for each in page.comparison.exchanges if each.verdict is Verdict.CLEAR]
    if clear:
        yield from page.heading("Common ground")
    most = len(page.report.findings) + _MANY if page.options.verbose else _MOST_AGREED
    said = {id(each): "; ".join(filter(None, (_agreed(each, most), _via(each)))) for each in clear}
    alike = [(said[id(each)], each) for each in clear]
    for text, group in _grouped(alike):
        titles = page.titles(group)
        yield from page.wrap(f"{page.glyph(Verdict.CLEAR)} {titles}{': ' if text else ''}{text}", "  ", "      ")


_MANY = 1_000_000


def _grouped(pairs: Iterable[tuple[str, ExchangeResult]]) -> Iterator[tuple[str, list[ExchangeResult]]]:
    """The directions of one exchange together where they agree the same; all that agree nothing, last."""
    groups: dict[tuple[object, ...], tuple[str, list[ExchangeResult]]] = {}
    for text, each in pairs:
        key = (each.kind, each.id, each.name, text) if text else ("",)
        groups.setdefault(key, (text, []))[1].append(each)
    yield from sorted(groups.values(), key=lambda group: not group[0])


def _agreed(exchange: ExchangeResult, most: int) -> str:
    return "; ".join(f"{inert(rule)} {_listed(value, most)}" for rule, value in exchange.agreed.items())


def _listed(value: object, most: int) -> str:
    members = value if isinstance(value, list) else [value]
    words = [inert(each) if isinstance(each, str) else value_text(each) for each in members]
    further = f" … {len(words) - most} more" if len(words) > most else ""
    return ", ".join(_cut(word, 60) for word in words[:most]) + further


def _via(exchange: ExchangeResult) -> str:
    return inert(f"via {exchange.via.by} {exchange.via.code}") if exchange.via else ""


def _judged(page: _Page) -> Iterator[str]:
    """What the answer rests on."""
    assumed = [*map(inert, page.comparison.assumptions), *_open_roots(page)]
    if assumed:
        yield from page.heading("What this rests on")
    for each in assumed:
        yield from page.wrap(each, "  ", "    ")
    yield ""
    answered = [each.answered for each in page.comparison.exchanges]
    asked = sum(total for _, total in answered)
    rules = f"{sum(said for said, _ in answered)} of {asked} rules answered. " if asked else ""
    yield from page.wrap(rules + _basis(page.report), "", "")
    yield from page.wrap("More on a rule: interop-check explain RULE", "", "")
    if page.options.verbose:
        yield from _sources(page.report)


def _open_roots(page: _Page) -> Iterator[str]:
    """What is taken to work although nobody says so, because the verdicts of others rest on it."""
    by_root: dict[str, list[ExchangeResult]] = defaultdict(list)
    for exchange in page.comparison.exchanges:
        for root in exchange.roots:
            by_root[root].append(exchange)
    known = {f"{each.kind}/{each.id}": each for each in page.comparison.exchanges}
    for root, exchanges in sorted(by_root.items()):
        title, verdict = (inert(known[root].title), known[root].verdict) if root in known else (inert(root), None)
        said = f"its verdict is {verdict.value.replace('-', ' ')}" if verdict else "neither partner declares it"
        yield f"{title} is not known to work: {said}. On it ride {page.titles(exchanges)}"


def _basis(report: Report) -> str:
    standards = ", ".join(f"{each.kind} {each.version}" for each in report.standards)
    catalogue = f"; catalogue of {report.catalogue}" if report.catalogue else ""
    return inert(f"Judged as of {report.date.isoformat()} by {standards or 'no standard'}{catalogue}.")


def _sources(report: Report) -> Iterator[str]:
    for each in report.inputs:
        yield inert(f"  {(each.sha256 or 'not read')[:12]}  {each.path}")


# ── validation ───────────────────────────────────────────────────────────────────────────────────────────


def _validation_page(report: Report, options: Options) -> Iterator[str]:
    """The findings file by file, the worst file first; how many files are valid; what to do next."""
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings[: options.limit]:
        by_file[finding.places[0].path if finding.places else ""].append(finding)
    for path, findings in by_file.items():
        yield ""
        counted = Counter(finding.severity for finding in findings)
        tally = " · ".join(_number(counted[each], each.value) for each in reversed(Severity) if counted[each])
        title = f"{inert(path)}  {tally}" if path else tally
        yield f"\x1b[1m{title}\x1b[0m" if options.colour else title
        for finding in findings:
            yield ""
            yield from _finding(finding, options)
    if options.limit is not None and len(report.findings) > options.limit:
        yield ""
        yield f"… {len(report.findings) - options.limit} more (-v)"
    yield ""
    if options.verbose:
        yield from _wrap(_basis(report), options.width)
        yield from _sources(report)
    yield from _wrap(_next_step(report), options.width, "", "")
    yield _valid_line(report)


def _spoilt(report: Report) -> set[str]:
    """The files that take no part in comparing."""
    return {
        place.path
        for finding in report.findings
        if finding.outcome is Outcome.INVALID and finding.severity is Severity.BLOCKER
        for place in finding.places
    }


def _valid_line(report: Report) -> str:
    files = len(report.inputs)
    spoilt = len(_spoilt(report) & {each.path for each in report.inputs})
    profiles = f"{files} profile{'' if files == 1 else 's'}"
    return f"{profiles}: {files - spoilt} valid, {spoilt} not" if files else "0 profiles: nothing was checked"


def _next_step(report: Report) -> str:
    if not report.inputs:
        return "No file ended in .yaml or .yml there; name a profile, or the folder that holds them."
    if _spoilt(report):
        return "Mend what is marked blocker, then validate again. More on a finding: interop-check explain RULE"
    codes = sorted({each.partner for each in report.inputs if each.partner})
    if len(codes) > 1:
        return inert(f"Next: interop-check compare {codes[0]} {codes[1]} --profiles FOLDER")
    return "Next: interop-check compare A B --profiles FOLDER, with another partner's profiles beside these"
