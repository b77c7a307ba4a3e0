"""For merge requests: what the change makes worse and mends, what to do and whom to tell; the findings unfold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...difference import Difference, FindingChange, How
from .. import Options, _changes
from .._findings import at
from .._markdown.cards import card
from .._markdown.cutting import GITHUB, GITLAB, Section, fitted
from .._markdown.inert import code, fenced, prose, row, table
from .._words import GLYPHS, counted

SUFFIXES = (".md", ".markdown")

_FEW_VALUES = 8
_FEW_PARTNERS = 12


def render(difference: Difference, options: Options) -> bytes:
    """The difference as UTF-8, in at most the 65,536 characters that GitHub takes; GitLab's 1,000,000 if verbose."""
    glyph = GLYPHS[_changes.worst(difference)][0]
    told = " · ".join(_changes.tally(difference))
    title = f"# {glyph} {_changes.headline(difference)}: {prose(_changes.between(difference))}"
    sections = [
        *_effects(difference, options.verbose),
        *_arrivals(difference),
        *_advice(difference),
        *_contacts(difference),
        *_findings(difference),
        *_rest(difference),
    ]
    return fitted(f"{title}\n\n**{told}**\n", sections, GITLAB if options.verbose else GITHUB).encode()


def _effects(difference: Difference, verbose: bool) -> Iterator[Section]:
    for group in _changes.groups(difference):
        head = "".join(f"**{prose(_changes.file_line(each))}**\n\n" for each in group.files) or "**No single file**\n\n"
        for each in group.files:
            most = None if verbose else _FEW_VALUES
            head += "".join(f"- {prose(_changes.value_line(value))}\n" for value in each.values[:most])
            if most is not None and len(each.values) > most:
                head += f"- … {len(each.values) - most} more values\n"
        rows = tuple(
            row(
                GLYPHS[each.after][0] if each.after else "–",
                each.label,
                each.verdicts,
                prose(each.title),
                prose(_some(each.whom, None if verbose else _FEW_PARTNERS)),
            )
            for each in group.effects
        )
        if rows:
            yield Section(0, "verdict", rows, f"{head}\n{table('', '', 'Verdict', 'Exchange', 'Partners')}")
        else:
            yield Section(0, "file", (head if group.arriving else f"{head}\nChanges no verdict.\n",))


def _some(names: Sequence[str], most: int | None) -> str:
    further = f" … {len(names) - most} more" if most is not None and len(names) > most else ""
    return ", ".join(names[:most]) + further


def _arrivals(difference: Difference) -> Iterator[Section]:
    for partner, word, pairs in _changes.arrivals(difference):
        rows = tuple(
            f"- {GLYPHS[verdict][0]} {verdict.value.replace('-', ' ')} with {prose(', '.join(others))}\n"
            for verdict, others in _changes.verdicts_of(pairs, partner)
        )
        yield Section(1, "verdict", rows or ("- no partner to compare it with\n",), f"**{prose(partner)} {word}**\n\n")


def _advice(difference: Difference) -> Iterator[Section]:
    items = tuple(f"- {prose(about)}\n\n{fenced(lines)}\n" for about, lines in _changes.advised(difference))
    yield Section(1, "change", items, "## Least change that makes nobody worse: add, do not replace\n\n")


def _contacts(difference: Difference) -> Iterator[Section]:
    items = []
    for each in difference.contacts:
        name = f" ({each.name})" if each.name else ""
        lines = "; ".join(each.lines) or "no contact is given in its profiles"
        items.append(f"- {prose(f'{each.partner}{name}: {lines}')}\n")
    yield Section(1, "contact", tuple(items), "## To tell\n\n")


def _findings(difference: Difference) -> Iterator[Section]:
    new = _changes.new(difference)
    cards = tuple(card(each.finding, _changes.arrow(each)) + _put_down(each) for each in new)
    yield Section(2, "finding", cards, "## New\n\n")
    told = difference.told
    gone = [each for each in _changes.counting(told(How.GONE)) if not _changes.departed(difference, each)]
    lists = (
        ("New, and waived", _changes.waived(difference)),
        ("Changed, and still there", _changes.counting(told(How.CHANGED))),
        ("Mended", _changes.counting(told(How.MENDED))),
        ("Not found any more, and not mended", gone),
        ("New to ask", _changes.asked(difference)),
    )
    for title, changes in lists:
        yield Section(3, "finding", tuple(map(_item, changes)), f"## {title}\n\n")
    stood = _changes.counting(told(How.UNCHANGED))
    counts = " · ".join(counted([each.finding for each in stood]))
    summary = f"<details>\n<summary>Standing since before, not counted against this change: {counts}</summary>\n\n"
    yield Section(5, "finding", tuple(map(_item, stood)), summary, "\n</details>\n")


def _put_down(change: FindingChange) -> str:
    said = [
        f"before: {prose(change.before.message)}" if change.before else "",
        prose(change.note),
        f"put down to {' and '.join(map(code, change.files))}" if change.files else "",
    ]
    told = "; ".join(filter(None, said))
    return f"{told}\n\n" if told else ""


def _item(change: FindingChange) -> str:
    where = f" ({code(at(change.finding.places[0]))})" if change.finding.places else ""
    was = f"; was: {prose(change.before.message)}" if change.before and change.how is How.CHANGED else ""
    return f"- {_changes.mark(change)} {code(change.finding.rule)} {prose(_changes.head(change))}{where}{was}\n"


def _rest(difference: Difference) -> Iterator[Section]:
    lines = [*_changes.unread(difference), *difference.notes]
    if difference.untouched:
        lines.append(_changes.untouched(difference))
    lines.append(_changes.basis(difference.report))
    yield Section(0, "note", ("".join(f"{prose(line)}\n\n" for line in lines),))
