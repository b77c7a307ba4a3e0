"""The sections of one partner against several: for us to do, for them to do, to ask, agreed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...report import Agreement, ExchangeResult, Report, Task, Tasks, Verdict, Way, same
from .. import _tasks
from .._files import unusable
from .._words import GLYPHS, SEVERITY_GLYPHS, counts, words
from .cards import edits, places, source
from .cutting import Section
from .inert import code, fenced, prose, row, table


def top(report: Report, tasks: Tasks) -> str:
    """Who is compared with whom, and what was found."""
    lines = [f"# {prose(tasks.us)} against {prose(', '.join(each.b for each in report.comparisons))}"]
    lines.append(f"**{' · '.join(counts(report)) or 'No finding'}**")
    if report.incomplete:
        lines.append(f"**The answer is incomplete**: {prose(unusable(report.incomplete))}.")
    return "\n\n".join(lines) + "\n"


def sections(report: Report, tasks: Tasks, verbose: bool) -> Iterator[Section]:
    """The verdicts, then the four parts, then what they rest on."""
    verdicts = (
        row(GLYPHS[each.verdict][0], words(each.verdict), prose(each.b), _found(each.exchanges))
        for each in report.comparisons
    )
    yield Section(0, "pair", tuple(verdicts), table("", "Verdict", "With", "Exchanges"))
    ours = tuple(_task(tasks, each) for each in tasks.ours)
    yield Section(1, "task", ours, f"## For us to do ({prose(tasks.us)})\n\n")
    yield from _theirs(tasks)
    yield from _questions(tasks, verbose)
    agreed = (
        row(prose(_title(tasks, each)), prose(", ".join(each.partners)), prose(_settled(each))) for each in tasks.agreed
    )
    yield Section(4, "agreed exchange", tuple(agreed), "## Agreed\n\n" + table("Exchange", "With", "Agreed"))
    settled = (f"- {prose(each)}\n" for each in report.assumptions)
    rests = (f"- with {prose(other)}: {prose(said)}\n" for other, said in _tasks.rests(report, "→"))
    yield Section(5, "assumption", (*settled, *rests), "## What this rests on\n\n")


def _found(exchanges: Iterable[ExchangeResult]) -> str:
    """``3 blocked, 12 clear``."""
    listed = [each.verdict for each in exchanges]
    return ", ".join(f"{listed.count(each)} {words(each)}" for each in Verdict if each in listed)


# ── what is to be done ───────────────────────────────────────────────────────────────────────────────────


def _theirs(tasks: Tasks) -> Iterator[Section]:
    head = "## For them to do\n\n"
    for partner, own in _tasks.by_partner(tasks.theirs):
        yield Section(1, "task", tuple(_task(tasks, each) for each in own), f"{head}### {prose(partner)}\n\n")
        head = ""


def _task(tasks: Tasks, task: Task) -> str:
    whom = f", with {', '.join(task.partners)}" if task.partners else ""
    head = f"{SEVERITY_GLYPHS[task.severity]} <b>{task.severity.value}{prose(whom)}</b>: {prose(task.message)}"
    spots = _tasks.places(tasks.us, task)
    sources = fenced(line for place in spots for line in source(place)) if spots else ""
    body = "".join(f"{line}\n" for line in _lines(tasks, task))
    return f"<details>\n<summary>{head}</summary>\n\n{sources}\n{body}\n</details>\n\n"


def _lines(tasks: Tasks, task: Task) -> Iterator[str]:
    if because := _tasks.because(task):
        yield f"- **Because**: {prose(because)}"
    remedy, ways = _tasks.remedy(task), _tasks.ways(task)
    if remedy or ways:
        yield f"- **Remedy**: {prose(remedy)}".rstrip()
    for way in ways:
        yield f"  - {_way(task, way)}"
    if said := _SMALLER.get(task.smaller or "") if task.ours and task.theirs else None:
        yield f"- **Smaller**: {said.format(us=prose(tasks.us), them=prose(', '.join(task.partners)))}"
    if said := _tasks.no_way(task):
        yield f"- **Who can act**: {said}"
    if task.relying:
        yield f"- **Relying on what {prose(tasks.us)} says now**: {prose(', '.join(task.relying))}"
    for partner, titles in _tasks.riding(task).items():
        yield f"- **Also blocks what rides on it, with {prose(partner)}**: {prose(', '.join(titles))}"
    for each in {same(each): each for each in task.folded}.values():
        yield f"  - {each.severity.value}: {prose(each.message)}{places(each.places[:1])}"
    found = dict.fromkeys(f"{code(each.rule)}, finding {code(each.fingerprint)}" for each in task.findings)
    yield f"- **Rule**: {'; '.join(found)}"


_SMALLER = {
    "us": "the change of {us}",
    "them": "the change of {them}",
    "either": "either change is as small",
}


def _way(task: Task, way: Way) -> str:
    partly = f", for {prose(', '.join(way.mends))}" if len(task.partners) > 1 else ""
    return f"**{prose(way.partner)}**: {edits(way.edits)}{partly}"


# ── what is to be asked, and what is agreed ──────────────────────────────────────────────────────────────


def _questions(tasks: Tasks, verbose: bool) -> Iterator[Section]:
    """A list of tasks for each partner that could answer."""
    head = "## To ask\n\nUnknown is not clear: until these are answered, nobody can say.\n\n"
    for partner, own in _tasks.by_partner(tasks.questions):
        silent = [each for each in own if not verbose and _tasks.is_silence(each)]
        asked = [_question(each) for each in own if each not in silent]
        if titles := dict.fromkeys(hit.title for each in silent for hit in each.hits):
            said = "".join(f"  - [ ] {prose(title)}\n" for title in titles)
            asked.append(f"- [ ] Say offers or `none` of what the others declare:\n{said}")
        yield Section(3, "question", tuple(asked), f"{head}### To {prose(partner)}\n\n")
        head = ""


def _question(task: Task) -> str:
    spots = list({(one.path, one.line): one for each in task.findings for one in each.places}.values())
    return f"- [ ] {prose(task.message)}{places(spots)}\n"


def _title(tasks: Tasks, each: Agreement) -> str:
    them = ", ".join(each.partners)
    arrow = {"A->B": f" ({tasks.us} → {them})", "B->A": f" ({them} → {tasks.us})"}.get(each.direction or "", "")
    return f"{each.title}{arrow}"


def _settled(each: Agreement) -> str:
    return _tasks.agreed(each, _MOST_AGREED) or "nothing had to be settled"


_MOST_AGREED = 40
