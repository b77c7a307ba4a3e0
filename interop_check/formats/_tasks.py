"""One partner against several, read for people: whose tasks there are, who can act, what rides on what, what to ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ..report import Agreement, ExchangeResult, Place, Report, Severity, Task, Verdict, Way
from ._inert import inert
from ._pairs import SILENCE, open_roots, read, settled

# What a task does to the exchanges with those whom it concerns.
EFFECTS = {
    Severity.BLOCKER: "blocks it with",
    Severity.MAJOR: "degrades it with",
    Severity.MINOR: "friction with",
    Severity.INFO: "worth knowing with",
}


def listed(codes: Iterable[str]) -> str:
    """``QST, QVA``."""
    return ", ".join(map(inert, codes))


def by_partner(tasks: Sequence[Task]) -> Iterator[tuple[str, list[Task]]]:
    """The tasks of each partner who is to do or to answer something."""
    for partner in dict.fromkeys(task.partner for task in tasks):
        yield partner, [task for task in tasks if task.partner == partner]


def because(task: Task) -> str:
    """Why it matters, by the first of its findings that says so."""
    return next((finding.because for finding in task.findings if finding.because), "")


def remedy(task: Task) -> str:
    """What mends it, by the first of its findings that says so."""
    return next((finding.remedy for finding in task.findings if finding.remedy), "")


def places(us: str, task: Task) -> list[Place]:
    """The places of all its findings, each once: ours first, then those of each of the others, down their files."""
    found = {(place.path, place.line, place.column): place for each in task.findings for place in each.places}
    return sorted(found.values(), key=lambda each: (each.partner != us, each.partner or "", each.path, each.line))


def no_way(task: Task) -> str:
    """What is said where no partner can act by a small change; "" where one can, or nobody has to."""
    mended = ways(task) or not any(finding.counts for finding in task.findings)
    return "" if mended else "no small change was found that mends it"


def ways(task: Task) -> tuple[Way, ...]:
    """What can be done: by us, by them, and what takes both."""
    return *task.ours, *task.theirs, *task.together


def riding(task: Task) -> dict[str, list[str]]:
    """The titles of what rides on what a task blocks, by the partner of whom that is so."""
    titles: dict[str, dict[str, None]] = defaultdict(dict)
    for hit in task.hits:
        if hit.rides:
            titles[hit.partner][hit.title] = None
    return {partner: list(own) for partner, own in titles.items()}


def riding_alike(task: Task) -> list[tuple[list[str], list[str]]]:
    """Likewise, the partners together of whom the same is so: their codes, and the titles."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for partner, titles in riding(task).items():
        alike[tuple(titles)].append(partner)
    return [(partners, list(titles)) for titles, partners in alike.items()]


def smaller(us: str, task: Task) -> str:
    """Whose change is the smaller one, and who works with ours as it is; "" where the change is not ours at all."""
    if not task.ours:
        return ""
    said = _SMALLER.get(task.smaller or "", "") if task.theirs else ""
    works = "works" if len(task.relying) == 1 else "work"
    relying = f"{listed(task.relying)} {works} with what {inert(us)} says" if task.relying else ""
    return "; ".join(filter(None, (said.format(us=inert(us), them=listed(task.partners)), relying)))


_SMALLER = {
    "us": "the smaller change is {us}'s",
    "them": "the smaller change is that of {them}",
    "either": "either change is as small",
}


def is_silence(task: Task) -> bool:
    """Whether somebody just says nothing of what the others declare."""
    return all(finding.rule == SILENCE for finding in task.findings)


def whither(us: str, direction: str | None) -> str:
    """A direction, seen from us: `` (to QNR)``."""
    return {"A->B": f" (from {inert(us)})", "B->A": f" (to {inert(us)})"}.get(direction or "", "")


def agreed(each: Agreement, most: int | None = None) -> str:
    """The values of an agreement; of each at most `most` members."""
    stand_in = ExchangeResult(each.kind, "", each.name, each.title, None, Verdict.CLEAR, agreed=each.agreed)
    return settled(stand_in, most)


def rests(report: Report, arrow: str = "->") -> Iterator[tuple[str, str]]:
    """What each of the comparisons rests on, with whom."""
    for each in report.comparisons:
        for said in (*each.assumptions, *open_roots(read(report, each, arrow))):
            yield each.b, said
