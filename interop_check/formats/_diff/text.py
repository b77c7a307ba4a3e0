"""For people, in a terminal or a pipe: what the change makes worse and mends, whose it is, what to do, whom to tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...difference import Difference, FindingChange, How
from ...report import Verdict
from .. import Options, _changes
from .._findings import at
from .._inert import inert
from .._text.finding import block
from .._text.screen import Screen
from .._words import counted

SUFFIXES = (".txt",)

_PLAIN = str.maketrans({"↔": "<->", "·": "|", "…": "...", "–": "-", "—": "-", "→": "->"})
_FEW_VALUES = 8
_FEW_PARTNERS = 8


def render(difference: Difference, options: Options) -> str:
    """The difference as text: no line of prose is wider than `options.width`, no colour is needed to read it."""
    screen = Screen(options)
    sections = (_headline, _effects, _arrivals, _new, _lists, _advice, _contacts, _rest, _last)
    lines = [line for section in sections for line in section(difference, screen)]
    text = "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"
    return text.translate(_PLAIN) if options.ascii else text


def _headline(difference: Difference, screen: Screen) -> Iterator[str]:
    verdict = _changes.worst(difference)
    word = f"{screen.glyph(verdict)} {_changes.headline(difference)}"
    told = " · ".join(_changes.tally(difference))
    first, *rest = screen.wrap(f"{word}  {_changes.between(difference)}  {told}")
    yield screen.paint(word, verdict) + first.removeprefix(word)
    yield from rest


def _last(difference: Difference, screen: Screen) -> Iterator[str]:
    yield ""
    yield from _headline(difference, screen)


def _heading(text: str, screen: Screen) -> Iterator[str]:
    yield ""
    yield screen.paint(text, "heading")


# ── what the change does ─────────────────────────────────────────────────────────────────────────────────


def _effects(difference: Difference, screen: Screen) -> Iterator[str]:
    most = None if screen.options.verbose else _FEW_VALUES
    arriving = False
    for group in _changes.groups(difference):
        if not (arriving and group.arriving):
            yield ""
        arriving = group.arriving
        for each in group.files:
            yield screen.paint(_changes.file_line(each), "heading")
            for value in each.values[:most]:
                yield from screen.wrap(_changes.value_line(value), "  ", "      ")
            if most is not None and len(each.values) > most:
                yield f"  … {len(each.values) - most} more values (-v)"
        if not group.files:
            yield screen.paint("no single file", "heading")
        for effect in group.effects:
            label = f"  {effect.label:<12} "
            first, *rest = screen.wrap(
                f"{effect.verdicts}  {effect.title}: {_some(effect.whom, screen)}", label, " " * len(label)
            )
            yield screen.paint(label, effect.after or Verdict.NOT_SHARED) + first.removeprefix(label)
            yield from rest
        if not group.effects and not group.arriving:
            yield "  changes no verdict"


def _some(names: Sequence[str], screen: Screen) -> str:
    most = None if screen.options.verbose else _FEW_PARTNERS
    further = f" … {len(names) - most} more" if most is not None and len(names) > most else ""
    return ", ".join(names[:most]) + further


def _arrivals(difference: Difference, screen: Screen) -> Iterator[str]:
    for code, word, pairs in _changes.arrivals(difference):
        yield from _heading(inert(f"{code} {word}"), screen)
        for verdict, others in _changes.verdicts_of(pairs, code):
            label = f"  {screen.glyph(verdict)} {verdict.value.replace('-', ' '):<10}  "
            first, *rest = screen.wrap(f"with {_some(others, screen)}", label, " " * len(label))
            yield screen.paint(label, verdict) + first.removeprefix(label)
            yield from rest


# ── findings ─────────────────────────────────────────────────────────────────────────────────────────────


def _new(difference: Difference, screen: Screen) -> Iterator[str]:
    found = _changes.new(difference)
    if found:
        yield from _heading("New", screen)
    for each in found[: screen.options.limit]:
        yield ""
        yield from block(each.finding, screen, _changes.arrow(each))
        if each.before:
            yield from screen.wrap(f"= before: {inert(each.before.message)}", "  ", "    ")
        if each.note:
            yield from screen.wrap(f"= note: {inert(each.note)}", "  ", "    ")
        if each.files:
            yield from screen.wrap(f"= put down to: {inert(' and '.join(each.files))}", "  ", "    ")
    yield from _more(found, screen)


def _lists(difference: Difference, screen: Screen) -> Iterator[str]:
    """What needs no source around it: a line each."""
    told = difference.told
    yield from _list("New, and waived", _changes.waived(difference), screen)
    yield from _list("Changed, and still there", _changes.counting(told(How.CHANGED)), screen)
    yield from _list("Mended", _changes.counting(told(How.MENDED)), screen)
    gone = [each for each in _changes.counting(told(How.GONE)) if not _changes.departed(difference, each)]
    yield from _list("Not found any more, and not mended", gone, screen)
    yield from _list("New to ask", _changes.asked(difference), screen)
    stood = _changes.counting(told(How.UNCHANGED))
    if stood and screen.options.verbose:
        yield from _list("Standing since before", stood, screen)
    elif stood:
        counts = " · ".join(counted([each.finding for each in stood]))
        yield from _heading(f"Standing since before, not counted against this change: {counts} (-v)", screen)


def _list(title: str, changes: Sequence[FindingChange], screen: Screen) -> Iterator[str]:
    if changes:
        yield from _heading(title, screen)
    for each in changes[: screen.options.limit]:
        head = f"{inert(each.finding.rule)}  {_changes.head(each)}"
        yield from screen.wrap(f"{_mark(each, screen)} {head}", "  ", "      ")
        if each.before and each.how is How.CHANGED and each.before.message != each.finding.message:
            yield from screen.wrap(f"was: {inert(each.before.message)}", "      ", "        ")
        if each.how in (How.NEW, How.CHANGED) and each.finding.places:
            yield f"      {inert(at(each.finding.places[0]))}"
    yield from _more(changes, screen)


def _mark(change: FindingChange, screen: Screen) -> str:
    return change.finding.severity.value if screen.options.ascii else _changes.mark(change)


def _more(changes: Sequence[FindingChange], screen: Screen) -> Iterator[str]:
    if screen.options.limit is not None and len(changes) > screen.options.limit:
        yield f"  … {len(changes) - screen.options.limit} more (-v)"


# ── what to do ───────────────────────────────────────────────────────────────────────────────────────────


def _advice(difference: Difference, screen: Screen) -> Iterator[str]:
    if difference.advice:
        yield from _heading("Least change that makes nobody worse: add, do not replace", screen)
    for about, lines in _changes.advised(difference):
        yield from screen.wrap(about, "  ", "    ")
        yield from (f"    {line}" for line in lines)


def _contacts(difference: Difference, screen: Screen) -> Iterator[str]:
    if difference.contacts:
        yield from _heading("To tell", screen)
    for each in difference.contacts:
        name = f" ({each.name})" if each.name else ""
        lines = "; ".join(each.lines) or "no contact is given in its profiles"
        yield from screen.wrap(inert(f"{each.partner}{name}: {lines}"), "  ", "    ")


def _rest(difference: Difference, screen: Screen) -> Iterator[str]:
    yield ""
    yield from _wrapped(_changes.unread(difference), screen)
    yield from _wrapped(map(inert, difference.notes), screen)
    if difference.untouched:
        yield from screen.wrap(_changes.untouched(difference), "", "")
    yield from screen.wrap(_changes.basis(difference.report), "", "")
    if _changes.new(difference):
        yield from screen.wrap("More on a rule: interop-check explain RULE", "", "")


def _wrapped(lines: Iterable[str], screen: Screen) -> Iterator[str]:
    for line in lines:
        yield from screen.wrap(line)
