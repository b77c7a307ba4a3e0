"""The page of one partner against several: what is for whom to do, what to ask, what is agreed."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...report import Agreement, Report, Severity, Task, Tasks, Verdict, Way
from .. import Options, _tasks
from .._files import unusable
from .._findings import at, edit_text
from .._inert import inert
from .._tasks import listed
from .._words import GLYPHS, counted, days_left, number, severity_word, waiver, words
from .screen import Screen
from .words import basis, sources

_INDENT = " " * 6


class _Page(NamedTuple):
    """The tasks of a report, and the screen that they are shown on."""

    report: Report
    tasks: Tasks
    screen: Screen

    @property
    def limit(self) -> int | None:
        return self.screen.options.limit

    @property
    def others(self) -> list[str]:
        return [each.b for each in self.report.comparisons]

    def section(self, text: str) -> Iterator[str]:
        yield ""
        yield self.screen.paint(text, "heading")

    def told(self, text: str, rest: str = _INDENT + "  ") -> Iterator[str]:
        yield from self.screen.wrap(text, _INDENT, rest)

    def whither(self, direction: str | None) -> str:
        return _tasks.whither(self.tasks.us, direction)


def page(report: Report, tasks: Tasks, options: Options) -> Iterator[str]:
    """The lines of one partner against several, section after section."""
    shown = _Page(report, tasks, Screen(options))
    for section in (_headline, _incomplete, _ours, _theirs, _asking, _waived, _agreed, _basis, _last):
        yield from section(shown)


def _headline(page: _Page) -> Iterator[str]:
    us, day = inert(page.tasks.us), page.report.date.isoformat()
    yield from page.screen.wrap(f"{us} against {listed(page.others)}, as of {day}", "", "  ")
    each = (f"{page.screen.glyph(one.verdict)} {inert(one.b)} {words(one.verdict)}" for one in page.report.comparisons)
    told = [*each, *counted(page.report.findings)]
    yield from page.screen.wrap(f"verdicts: {' · '.join(told)}", "", "  ")


def _last(page: _Page) -> Iterator[str]:
    yield ""
    yield from _headline(page)


def _incomplete(page: _Page) -> Iterator[str]:
    if page.report.incomplete:
        yield from page.screen.wrap(f"The answer is incomplete: {unusable(page.report.incomplete)}.", "", "")


# ── what is to be done ───────────────────────────────────────────────────────────────────────────────────


def _ours(page: _Page) -> Iterator[str]:
    yield from page.section(f"For us to do ({inert(page.tasks.us)})")
    if not page.tasks.ours:
        yield "  nothing"
    yield from _several(page, page.tasks.ours, 1)


def _theirs(page: _Page) -> Iterator[str]:
    yield from page.section("For them to do")
    if not page.tasks.theirs:
        yield "  nothing"
    start = 1 + len(page.tasks.ours)
    for partner, own in _tasks.by_partner(page.tasks.theirs):
        yield f"  {page.screen.paint(inert(partner), 'heading')}"
        yield from _several(page, own, start)
        start += len(own)


def _several(page: _Page, tasks: Sequence[Task], start: int) -> Iterator[str]:
    shown = tasks[: page.limit]
    for index, task in enumerate(shown, start):
        yield from _task(page, task, index)
    if len(shown) < len(tasks):
        yield f"  … {len(tasks) - len(shown)} more (-v)"


def _task(page: _Page, task: Task, index: int) -> Iterator[str]:
    mark = _MARKS[task.severity][page.screen.options.ascii]
    label = f"  {mark} {index}  "
    first, *rest = page.screen.wrap(inert(task.message), label, _INDENT)
    yield first.replace(mark, page.screen.paint(mark, task.severity), 1)
    yield from rest
    if task.partners:
        effect = f"{_tasks.EFFECTS[task.severity]} {listed(task.partners)}"
        yield from page.told(f"{effect}  [{inert(task.findings[0].rule)}]")
    for partners, titles in _tasks.riding_alike(task):
        yield from page.told(f"and what rides on it, with {listed(partners)}: {listed(titles)}")
    for finding in task.folded:
        yield from page.told(f"found there besides: {inert(finding.message)}")
    if because := _tasks.because(task):
        yield from page.told(f"because: {inert(because)}")
    for place in _tasks.places(page.tasks.us, task):
        yield f"{_INDENT}--> {inert(at(place))}{f' ({inert(place.partner)})' if place.partner else ''}"
    yield from _remedies(page, task)


_MARKS = {
    Severity.BLOCKER: GLYPHS[Verdict.BLOCKED],
    Severity.MAJOR: GLYPHS[Verdict.DEGRADED],
    Severity.MINOR: GLYPHS[Verdict.FRICTION],
    Severity.INFO: ("•", "[.]"),
}


def _remedies(page: _Page, task: Task) -> Iterator[str]:
    remedy, ways = _tasks.remedy(task), _tasks.ways(task)
    if remedy or ways:
        yield from page.told(f"remedy: {inert(remedy)}")
    for way in ways:
        yield from page.screen.wrap(f"{inert(way.partner)}: {_way(way, task)}", _INDENT + "  ", _INDENT + "    ")
    if said := _tasks.smaller(page.tasks.us, task):
        yield from page.screen.wrap(said, _INDENT + "  ", _INDENT + "    ")
    if said := _tasks.no_way(task):
        yield from page.told(said)


def _way(way: Way, task: Task) -> str:
    partly = f", for {listed(way.mends)}" if len(task.partners) > 1 else ""
    return "; and ".join(map(edit_text, way.edits)) + partly


# ── what is to be asked ──────────────────────────────────────────────────────────────────────────────────


def _asking(page: _Page) -> Iterator[str]:
    if page.tasks.questions:
        yield from page.section("To ask")
    for partner, own in _tasks.by_partner(page.tasks.questions):
        ourselves = " (ourselves)" if partner == page.tasks.us else ""
        yield f"  {page.screen.paint(inert(partner), 'heading')}{ourselves}"
        silent = [task for task in own if _tasks.is_silence(task) and not page.screen.options.verbose]
        spoken = [task for task in own if task not in silent]
        for task in (shown := spoken[: page.limit]):
            yield from _question(page, task)
        if len(shown) < len(spoken):
            yield f"    … {len(spoken) - len(shown)} more (-v)"
        if silent:
            titles = dict.fromkeys(inert(hit.title) for task in silent for hit in task.hits)
            yield from page.screen.wrap(
                f"[ ] Say offers or 'none' of what the others declare: {', '.join(titles)}", "    ", "        "
            )


def _question(page: _Page, task: Task) -> Iterator[str]:
    decides = f" ({GLYPHS[Verdict.UNKNOWN][0]} decides a verdict)" if task.severity is Severity.BLOCKER else ""
    yield from page.screen.wrap(f"[ ] {inert(task.message)}{decides}", "    ", "        ")
    for where in dict.fromkeys(at(place) for finding in task.findings for place in finding.places):
        yield f"        {inert(where)}"


# ── what is agreed ───────────────────────────────────────────────────────────────────────────────────────


def _agreed(page: _Page) -> Iterator[str]:
    """The exchanges that are clear, by with whom; with the values where all is to be shown."""
    if page.tasks.agreed:
        yield from page.section("Agreed")
    by_partners: dict[tuple[str, ...], list[Agreement]] = defaultdict(list)
    for partners, each in _pooled(page):
        by_partners[partners].append(each)
    for partners in sorted(by_partners, key=lambda each: (-len(each), each)):
        own = by_partners[partners]
        both = Counter((each.kind, each.name) for each in own)
        titles = dict.fromkeys(
            inert(each.title) + ("" if both[each.kind, each.name] > 1 else page.whither(each.direction)) for each in own
        )
        head = f"{page.screen.glyph(Verdict.CLEAR)} with {listed(partners)} ({number(len(titles), 'exchange')}): "
        yield from page.screen.wrap(head + ", ".join(titles), "  ", "      ")
    for each in page.tasks.agreed if page.screen.options.verbose else ():
        if each.agreed:
            title = f"{inert(each.title)}{page.whither(each.direction)}"
            text = f"{title} (with {listed(each.partners)}): {_tasks.agreed(each)}"
            yield from page.screen.wrap(text, "      ", "        ")


def _pooled(page: _Page) -> Iterator[tuple[tuple[str, ...], Agreement]]:
    """Every clear exchange once, with all with whom it is, whatever they agree."""
    found: dict[tuple[str, str, str | None], tuple[Agreement, set[str]]] = {}
    for each in page.tasks.agreed:
        found.setdefault((each.kind, each.name, each.direction), (each, set()))[1].update(each.partners)
    for agreement, partners in found.values():
        yield tuple(sorted(partners)), agreement


# ── what that rests on ───────────────────────────────────────────────────────────────────────────────────


def _waived(page: _Page) -> Iterator[str]:
    """What somebody has accepted for a time: still there, but not counted."""
    accepted = [each for each in page.report.findings if each.waived]
    if accepted:
        yield from page.section("Waived")
    for each in accepted[: page.limit]:
        yield from page.screen.wrap(inert(f"{severity_word(each)}[{each.rule}]: {each.message}"), "  ", "    ")
        left = days_left(each, page.report.date)
        yield from page.screen.wrap(f"= {inert(waiver(each))} ({left})", "    ", "      ")
    if page.limit is not None and len(accepted) > page.limit:
        yield f"  … {len(accepted) - page.limit} more (-v)"


def _basis(page: _Page) -> Iterator[str]:
    assumed = [*map(inert, page.report.assumptions)]
    assumed += (f"with {inert(other)}: {inert(said)}" for other, said in _tasks.rests(page.report))
    if assumed:
        yield from page.section("What this rests on")
    for each in assumed:
        yield from page.screen.wrap(each, "  ", "    ")
    yield ""
    yield from page.screen.wrap(basis(page.report), "", "")
    example = f"interop-check compare {inert(page.tasks.us)} {inert(page.others[0])} --profiles FOLDER"
    yield from page.screen.wrap(f"More on a rule: interop-check explain RULE. On one pair: {example}", "", "")
    if page.screen.options.verbose:
        yield from sources(page.report)
