"""What the page of one partner against several shows: the tasks by who acts, then each pair; on paper, a sheet each."""

# No `annotations` of the future here: a named tuple, and there are many, would compile every one of them from its text.

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count
from typing import NamedTuple

from ...report import (
    Agreement,
    Comparison,
    Edit,
    Finding,
    FindingKey,
    Report,
    Severity,
    Task,
    Tasks,
    Verdict,
    Way,
    same,
)
from .. import _tasks
from .._tasks import listed
from .._words import counted, number, words
from .cards import Card, Spot, anchors, card, kind_of
from .comparing import Detail, detail, values
from .words import SEVERITIES, TO_ASK, VERDICTS, Sign, Tally, sentence, slug, tally


class Change(NamedTuple):
    """What one party can do, all of the edits together, and for whom that mends it."""

    partner: str
    edits: tuple[Edit, ...]
    mends: tuple[str, ...]


class Root(NamedTuple):
    """A task, ready to be laid out: its card, whom it concerns, who can act, what rides on it.

    `decides`: a verdict hangs on it. `others` are further findings of it: their anchors and fingerprints.
    """

    card: Card
    kind: str
    whose: str
    partners: tuple[str, ...]
    decides: bool
    effect: str
    acting: str
    smaller: str
    changes: tuple[Change, ...]
    rides: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]

    @property
    def filters(self) -> str:
        """All whom it concerns, each as one word."""
        return " ".join(dict.fromkeys(map(slug, (self.whose, *self.partners))))


class ByPartner(NamedTuple):
    """What one partner is to do, or to be asked; `silent` is what the others declare and this one does not.

    `sheets`: all of it stands on the sheets of paper too.
    """

    partner: str
    ourselves: bool
    tasks: tuple[Root, ...]
    silent: tuple[Root, ...]
    sheets: bool


class Settled(NamedTuple):
    """What is agreed in an exchange with some of the others, in a direction."""

    partners: str
    whither: str
    values: tuple[tuple[str, str], ...]


class Common(NamedTuple):
    """An exchange that works with at least one of the others."""

    title: str
    kind: str
    partners: tuple[str, ...]
    settled: tuple[Settled, ...]


class Sheet(NamedTuple):
    """What is printed for one of the others; `works` are titles, by kind."""

    ours: tuple[Root, ...]
    theirs: tuple[Root, ...]
    questions: tuple[Root, ...]
    works: tuple[tuple[str, str], ...]

    @property
    def decisions(self) -> tuple[Card, ...]:
        """What is to be decided with this partner."""
        return tuple(each.card for each in (*self.ours, *self.theirs))


class Against(NamedTuple):
    """One of the others: the verdict, what its sheet says, and the pair's own details."""

    partner: str
    sign: Sign
    found: str
    sheet: Sheet
    detail: Detail


class View(NamedTuple):
    """The page of one against several."""

    us: str
    them: tuple[str, ...]
    summary: str
    counted: tuple[str, ...]
    incomplete: tuple[str, ...]
    by_severity: Tally
    by_verdict: Tally
    ours: tuple[Root, ...]
    theirs: tuple[ByPartner, ...]
    questions: tuple[ByPartner, ...]
    agreed: tuple[Common, ...]
    waived: tuple[Card, ...]
    against: tuple[Against, ...]
    rests: tuple[tuple[str, str], ...]

    @property
    def places(self) -> dict[str, str]:
        """Where on the page each of the others' pair is; where all of them are."""
        return {**{each.partner: f"pair-{index}" for index, each in enumerate(self.against, 1)}, "": "pairs"}

    @property
    def all_on_sheets(self) -> bool:
        """Whether every task of the others stands on a sheet of paper too."""
        return all(each.sheets for each in self.theirs)

    @property
    def all_asked_on_sheets(self) -> bool:
        """Likewise every question."""
        return all(each.sheets for each in self.questions)


_SIGNS = {Verdict(each.id): each for each in VERDICTS}


def view(report: Report, tasks: Tasks) -> View:
    """The sections of the page, from the report alone."""
    roots = _Roots(report, tasks)
    ours = tuple(roots.of(task, str(index)) for index, task in enumerate(tasks.ours, 1))
    theirs = tuple(roots.by_partner(tasks.theirs, "{}", len(ours)))
    questions = tuple(roots.by_partner(tasks.questions, "Q{}"))
    acting = [*ours, *(each for group in theirs for each in group.tasks)]
    asked = [each for group in questions for each in (*group.tasks, *group.silent)]
    waived = tuple(roots.waived(f"W{index}", each) for index, each in enumerate(filter(_is_waived, report.findings), 1))
    return View(
        us=tasks.us,
        them=tuple(each.b for each in report.comparisons),
        summary=f"{number(len(acting), 'task')} and {number(len(asked), 'question')}, from {_findings(report)}.",
        counted=tuple(counted(report.findings)),
        incomplete=tuple(dict.fromkeys(chain(report.incomplete, *(each.incomplete for each in report.comparisons)))),
        by_severity=tally((*SEVERITIES, TO_ASK), ((each.kind, each.card.word) for each in (*acting, *asked))),
        by_verdict=tally(
            VERDICTS, ((one.b, each.verdict.value) for one in report.comparisons for each in one.exchanges)
        ),
        ours=ours,
        theirs=theirs,
        questions=questions,
        agreed=tuple(_agreed(tasks)),
        waived=waived,
        against=tuple(
            Against(
                partner=each.b,
                sign=_SIGNS[each.verdict],
                found=_found(each),
                sheet=_sheet(each, tasks.us, acting, asked),
                detail=detail(report, each, roots.homes),
            )
            for each in report.comparisons
        ),
        rests=tuple(_tasks.rests(report, "→")),
    )


def _is_waived(finding: Finding) -> bool:
    return finding.waived is not None


def _findings(report: Report) -> str:
    return number(len(report.findings), "finding")


def _found(comparison: Comparison) -> str:
    """``3 blocked, 12 clear``."""
    found = Counter(each.verdict for each in comparison.exchanges)
    return ", ".join(f"{found[each]} {words(each)}" for each in Verdict if found[each])


# ── tasks ────────────────────────────────────────────────────────────────────────────────────────────────


class _Roots:
    """The tasks of a page, and where on it each finding is told: its anchor, and its number."""

    def __init__(self, report: Report, tasks: Tasks) -> None:
        self._report = report
        self._us = tasks.us
        self._others = {each.b for each in report.comparisons}
        self._anchors = anchors(report.findings)
        self.homes: dict[FindingKey, tuple[str, str]] = {}

    def by_partner(self, tasks: Sequence[Task], label: str, before: int = 0) -> Iterator[ByPartner]:
        """The tasks of each partner, numbered through; what is merely not declared, last."""
        index = count(before + 1)
        for partner, own in _tasks.by_partner(tasks):
            spoken = [self.of(each, label.format(next(index))) for each in own if not _tasks.is_silence(each)]
            silent = [self.of(each, label.format(next(index))) for each in own if _tasks.is_silence(each)]
            sheets = all(self._others & {each.partner, *each.partners} for each in own) and partner != self._us
            yield ByPartner(partner, partner == self._us, tuple(spoken), tuple(silent), sheets)

    def of(self, task: Task, index: str) -> Root:
        """One task."""
        first, *rest = (self._card(each, index) for each in task.findings)
        heading, message = self._said(task)
        folded = {same(each): each for each in task.folded}.values()
        made = first._replace(
            kind=slug(self._kind(task)),
            heading=heading,
            message=sentence(message),
            spots=tuple(_spots((first, *rest), self._us)),
            further=tuple(dict.fromkeys(further for each in (first, *rest) for further in each.further)),
            because=_tasks.because(task),
            remedy=_tasks.remedy(task),
            sides=(),
            consequences=tuple(self._card(each, f"{index}.{place}") for place, each in enumerate(folded, 1)),
        )
        return Root(
            card=made,
            kind=self._kind(task),
            whose=task.partner,
            partners=task.partners,
            decides=task.severity is Severity.BLOCKER,
            effect=sentence(f"{_tasks.EFFECTS[task.severity]} {listed(task.partners)}") if task.partners else "",
            acting=_acting(task),
            smaller=_tasks.smaller(self._us, task),
            changes=tuple(Change(*way) for way in _tasks.ways(task)),
            rides=tuple((listed(codes), listed(titles)) for codes, titles in _tasks.riding_alike(task)),
            others=tuple((each.anchor, each.fingerprint) for each in rest),
        )

    def waived(self, index: str, finding: Finding) -> Card:
        return self._card(finding, index)

    def _card(self, finding: Finding, index: str) -> Card:
        anchor = self._anchors[same(finding)]
        self.homes[same(finding)] = anchor, index
        rule = self._report.rules.get(finding.rule)
        heading = rule.title if rule else finding.rule
        kind = kind_of(self._report, finding)
        return card(finding, anchor, index, kind=kind, heading=heading, message=sentence(finding.message), arrows={})

    def _kind(self, task: Task) -> str:
        return kind_of(self._report, task.findings[0], (hit.kind for hit in task.hits))

    def _said(self, task: Task) -> tuple[str, str]:
        """What a task is about, and what it says, which need not say that again."""
        own = [hit for hit in task.hits if not hit.rides]
        titles = list(dict.fromkeys(hit.title for hit in own))
        if not titles:
            rule = self._report.rules.get(task.findings[0].rule)
            return rule.title if rule else task.findings[0].rule, task.message
        rest = task.message.removeprefix(titles[0]) if len(titles) == 1 else task.message
        message = task.message if rest == task.message else rest.lstrip(",: ")
        directions = {hit.direction for hit in own}
        arrow = _arrow(self._us, listed(task.partners), directions.pop()) if len(directions) == 1 else ""
        return ", ".join(titles) + arrow, message


def _arrow(us: str, them: str, direction: str | None) -> str:
    return {"A->B": f", {us} → {them}", "B->A": f", {them} → {us}"}.get(direction or "", "")


def _spots(cards: Iterable[Card], us: str) -> Iterator[Spot]:
    """The places of all of them, each once: ours first, then those of each of the others, down their files."""
    found = {(each.partner, each.at): each for one in cards for each in one.spots}
    yield from sorted(found.values(), key=lambda each: (each.partner != us, each.partner, each.path, _line(each)))


def _line(spot: Spot) -> int:
    return spot.source[0].number if spot.source else 0


def _acting(task: Task) -> str:
    """Who can mend it, as far as small changes go."""
    sides = [(_and(way.partner for way in ways), _in_part(ways, task)) for ways in (task.ours, task.theirs) if ways]
    if sides:
        (first, in_part), *rest = sides
        return ", or ".join((f"{first} can mend it{in_part}", *(f"{who}{so_far}" for who, so_far in rest)))
    together = _and(way.partner for way in task.together)
    return f"{together} can mend it, only together" if together else "no small change was found that mends it"


def _in_part(ways: Iterable[Way], task: Task) -> str:
    """Whether somebody is left whom none of these ways helps."""
    return "" if set(task.partners) <= {other for way in ways for other in way.mends} else " in part"


def _and(codes: Iterable[str]) -> str:
    *most, last = dict.fromkeys(codes) or ("",)
    return f"{', '.join(most)} and {last}" if most else last


# ── what works ───────────────────────────────────────────────────────────────────────────────────────────


def _agreed(tasks: Tasks) -> Iterator[Common]:
    """Each exchange that works, with whom and on what; both directions together where they agree the same."""
    by_title: dict[tuple[str, str, str], list[Agreement]] = defaultdict(list)
    for each in tasks.agreed:
        by_title[each.kind, each.name, each.title].append(each)
    for (kind, _, title), own in by_title.items():
        partners = tuple(dict.fromkeys(code for each in own for code in each.partners))
        yield Common(title, kind, partners, tuple(_settled(tasks.us, own)))


def _settled(us: str, agreed: Iterable[Agreement]) -> Iterator[Settled]:
    directions: dict[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], list[str | None]] = defaultdict(list)
    for each in agreed:
        directions[each.partners, values(each.agreed)].append(each.direction)
    for (partners, settled), ways in directions.items():
        yield Settled(listed(partners), _tasks.whither(us, ways[0]) if len(ways) == 1 else "", settled)


def _works(comparison: Comparison, us: str) -> Iterator[tuple[str, str]]:
    """The titles of what is clear, by kind; a direction is named where the other one is not."""
    clear = [each for each in comparison.exchanges if each.verdict is Verdict.CLEAR]
    both = Counter((each.kind, each.id, each.name) for each in clear)
    by_kind: dict[str, dict[str, None]] = defaultdict(dict)
    for each in clear:
        title = each.title if each.name == each.id else f"{each.title} {each.name}"
        one_way = both[each.kind, each.id, each.name] == 1
        by_kind[each.kind][title + (_tasks.whither(us, each.direction) if one_way else "")] = None
    yield from ((kind, ", ".join(titles)) for kind, titles in sorted(by_kind.items()))


# ── on paper ─────────────────────────────────────────────────────────────────────────────────────────────


def _sheet(comparison: Comparison, us: str, acting: Iterable[Root], asked: Iterable[Root]) -> Sheet:
    """What concerns one of the others: what either does, what this one is to be asked, what works."""
    other = comparison.b
    both = [_with(other, each) for each in acting if other in (each.whose, *each.partners)]
    return Sheet(
        ours=tuple(each for each in both if each.whose == us),
        theirs=tuple(each for each in both if each.whose != us),
        questions=tuple(each for each in asked if each.whose != us and other in (each.whose, *each.partners)),
        works=tuple(_works(comparison, us)),
    )


def _with(other: str, root: Root) -> Root:
    """The task with only the changes that mend it for one of the others."""
    return root._replace(changes=tuple(each for each in root.changes if not each.mends or other in each.mends))
