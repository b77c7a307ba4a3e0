"""For people, in a terminal or a pipe: a grid of all pairs where it fits, what blocks most, what would help most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...difference import FindingChange
from ...overview import Blocking, Change, Matrix, Member
from ...report import Verdict, worst
from .. import Options, _changes
from .._findings import edit_text
from .._inert import cells, cut, inert
from .._text.screen import PLAIN, Screen
from .._text.words import basis
from .._words import number, words
from . import _since

SUFFIXES = (".txt",)

_VERDICTS = tuple(Verdict)
_LONGEST_HEAD = 6  # columns of a code above the grid; where one is longer, numbers stand there
_LONGEST_SIDE = 16
_WIDEST_TITLE = 48


def render(matrix: Matrix, options: Options) -> str:
    """The matrix as text: no line is wider than `options.width` but for paths, no colour is needed to read it."""
    screen = Screen(options)
    sections = (_headline, _files, _waived, _new, _grid, _worst, _partners, _lanes, _best_changes, _judged, _last)
    lines = [line for section in sections for line in section(matrix, screen)]
    text = "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"
    return text.translate(PLAIN) if options.ascii else text


def _heading(screen: Screen, text: str) -> Iterator[str]:
    yield ""
    yield screen.paint(text, "heading")


def _headline(matrix: Matrix, screen: Screen) -> Iterator[str]:
    verdict = worst(each for each, count in matrix.pairs.items() if count)
    word = f"{screen.glyph(verdict)} {words(verdict).upper()}"
    count = sum(matrix.pairs.values())
    whose = f" of {inert(matrix.selection.only)}" if matrix.selection.only is not None else ""
    text = f"{word}  {_partners_of(matrix)}, {number(count, 'pair')}{whose}: {_tally(matrix.pairs)}"
    first, *rest = screen.wrap(text)
    yield screen.paint(word, verdict) + first.removeprefix(word)
    yield from rest
    if chosen := matrix.selection.chosen:
        yield from screen.wrap(f"Only what is in {inert(', '.join(chosen))} counts here.", "", "")


def _last(matrix: Matrix, screen: Screen) -> Iterator[str]:
    yield ""
    yield from _headline(matrix, screen)


def _partners_of(matrix: Matrix) -> str:
    return number(len(matrix.members), "partner")


def _tally(counts: dict[Verdict, int]) -> str:
    return ", ".join(f"{counts[verdict]:,} {words(verdict)}" for verdict in Verdict if counts[verdict])


def _files(matrix: Matrix, screen: Screen) -> Iterator[str]:
    """What could not be used, and so is missing below."""
    if codes := [member.code for member in matrix.members if member.incomplete]:
        shown = ", ".join(map(inert, codes[: matrix.top])) + (" …" if len(codes) > matrix.top else "")
        text = f"The answer is incomplete: not every profile of {shown} could be used; interop-check validate says why."
        yield from screen.wrap(text, "", "")


def _waived(matrix: Matrix, screen: Screen) -> Iterator[str]:
    """How much is accepted: no verdict is the better for it."""
    if matrix.waived:
        count, pairs = sum(matrix.waived.values()), len(matrix.waived)
        text = f"{number(count, 'finding')} of {number(pairs, 'pair')} waived; the verdicts stay as they are."
        yield from screen.wrap(text, "", "")


def _new(matrix: Matrix, screen: Screen) -> Iterator[str]:
    """What is new against an earlier state, pair by pair, and whose change it was."""
    if matrix.since is None:
        return
    yield from _heading(screen, _since.title(matrix.since))
    listed = list(_since.news(matrix))
    most = None if screen.options.verbose else matrix.top
    for each in listed[:most]:
        glyph = screen.glyph(each.after or Verdict.NOT_SHARED)
        yield from screen.wrap(f"{glyph} {inert(each.a)} ↔ {inert(each.b)}  {each.verdicts}", "  ", "      ")
        for worse in each.worse:
            yield from screen.wrap(_since.exchange_line(worse), "    worse  ", "           ")
        for new in each.found:
            yield from _found(new, screen)
    if most is not None and len(listed) > most:
        yield f"  … {number(len(listed) - most, 'more pair')} (--top N)"
    for new in _since.in_files(matrix)[:most]:
        yield from _found(new, screen)
    yield from screen.wrap(_since.summary(matrix), "  ", "  ")


def _found(change: FindingChange, screen: Screen) -> Iterator[str]:
    mark = change.finding.severity.value if screen.options.ascii else _changes.mark(change)
    yield from screen.wrap(_since.finding_line(change), f"    new  {mark} ", "           ")


# ── the grid ─────────────────────────────────────────────────────────────────────────────────────────────


def _grid(matrix: Matrix, screen: Screen) -> Iterator[str]:
    """Every pair, if that fits: its verdict, and how many exchanges come to it."""
    if not matrix.counts or matrix.selection.only is not None:
        return
    heads, sides = _labels(matrix.members)
    said = [[_said(matrix, screen, row, col) for col in range(len(heads))] for row in range(len(heads))]
    side = max(map(cells, sides))
    width = 1 + max(cells(text) for text in (*heads, *(text for row in said for text, _ in row)))
    if side + width * len(heads) + 2 > screen.options.width:
        yield ""
        yield from screen.wrap("The grid of all pairs is wider than this screen; here are its worst pairs.", "", "")
        return
    yield ""
    yield "  " + " " * side + "".join(_right(head, width) for head in heads)
    for name, row in zip(sides, said, strict=True):
        padded = name + " " * (side - cells(name))
        yield f"  {padded}" + "".join(
            " " * (width - cells(text)) + screen.paint(text, verdict) for text, verdict in row
        )
    yield from _legend(matrix, screen)


def _right(text: str, width: int) -> str:
    return " " * (width - cells(text)) + text


def _labels(members: Sequence[Member]) -> tuple[list[str], list[str]]:
    """What stands above and what beside the grid: codes, or numbers above where a code is too long."""
    codes = [f"{inert(member.code)}{'*' * member.incomplete}" for member in members]
    if max(map(cells, codes)) <= _LONGEST_HEAD + any(member.incomplete for member in members):
        return codes, codes
    heads = [str(index) for index in range(1, len(codes) + 1)]
    return heads, [
        f"{head:>{len(heads[-1])}} {cut(code, _LONGEST_SIDE)}" for head, code in zip(heads, codes, strict=True)
    ]


def _said(matrix: Matrix, screen: Screen, row: int, col: int) -> tuple[str, Verdict]:
    if row == col:
        return "·" if not screen.options.ascii else ".", Verdict.NOT_SHARED
    verdict, count = _VERDICTS[matrix.verdicts[row][col]], matrix.counts[row][col]
    told = count if count and verdict not in (Verdict.CLEAR, Verdict.NOT_SHARED) else ""
    return f"{screen.glyph(verdict)}{told}", verdict


def _legend(matrix: Matrix, screen: Screen) -> Iterator[str]:
    used = [verdict for verdict in Verdict if matrix.pairs[verdict]]
    named = "  ".join(f"{screen.glyph(verdict)} {words(verdict)}" for verdict in used)
    yield from screen.wrap(f"{named}; the number: in how many exchanges", "  ", "  ")
    if any(member.incomplete for member in matrix.members):
        yield from screen.wrap("* not all of its profiles could be used: more may be wrong", "  ", "    ")


# ── rankings ─────────────────────────────────────────────────────────────────────────────────────────────


def _worst(matrix: Matrix, screen: Screen) -> Iterator[str]:
    """The pairs where most is wrong; not where the grid says it all, unless asked for."""
    yield from _heading(screen, "The worst pairs")
    for each in matrix.worst:
        glyph = screen.glyph(each.verdict)
        tally = _tally({**each.exchanges, Verdict.NOT_SHARED: 0}) or "nothing shared"
        text = f"{glyph} {inert(each.a)} ↔ {inert(each.b)}  {tally}"
        first, *rest = screen.wrap(text, "  ", "      ")
        yield first.replace(glyph, screen.paint(glyph, each.verdict), 1)
        yield from rest
    left = sum(matrix.pairs.values()) - len(matrix.worst)
    if left > 0:
        yield f"  … {left:,} more (--top N; one pair whole: interop-check compare A B)"


def _partners(matrix: Matrix, screen: Screen) -> Iterator[str]:
    """The partners by how hard they are for the others, where that was asked for."""
    if not matrix.ranked:
        return
    yield from _heading(screen, "Partners, the hardest for the others first")
    order = sorted(matrix.members, key=lambda member: (*(-member.pairs[verdict] for verdict in Verdict), member.code))
    for member in order[: matrix.top]:
        yield from screen.wrap(f"{inert(member.code)}: {_tally(member.pairs)}", "  ", "      ")


def _lanes(matrix: Matrix, screen: Screen) -> Iterator[str]:
    """The exchanges by how many pairs they block."""
    blocking = [each for each in matrix.blocking if each.own]
    if not blocking:
        return
    yield from _heading(screen, "Exchanges that block the most pairs")
    shown = blocking[: matrix.top]
    room = max(len(f"{each.own:,}") for each in shown)
    for each in shown:
        riding = each.pairs - each.own
        more = f"; {riding:,} more by what it rides on" if riding > 0 else ""
        yield from screen.wrap(f"{each.own:>{room},}  {_title(each)}{more}", "  ", " " * (room + 4))
    if len(shown) < len(blocking):
        yield f"  … {len(blocking) - len(shown):,} more (--top N)"


def _title(each: Blocking) -> str:
    name = "" if each.name == each.id else f" {each.name}"
    return inert(f"{each.title}{name} ({each.kind}/{each.id})")


def _best_changes(matrix: Matrix, screen: Screen) -> Iterator[str]:
    """What would help most, each tried and judged again."""
    if not matrix.changes:
        if matrix.pairs[Verdict.BLOCKED]:
            yield from _heading(screen, "No change of one partner's files alone was found that unblocks anything")
        return
    yield from _heading(screen, "Changes that would unblock the most pairs, each tried by itself")
    for place, change in enumerate(matrix.changes, 1):
        yield from screen.wrap(
            f"{place}. {inert(change.partner)}, {inert(change.title)}: {_effect(change)}", "  ", "     "
        )
        for edit in change.edits:
            yield from screen.wrap(edit_text(edit), "     ", "       ")


def _effect(change: Change) -> str:
    parts = [
        (change.unblocks, f"{number(change.unblocks, 'pair')} no longer blocked"),
        (change.clears, f"{number(change.clears, 'pair')} wholly clear"),
        (change.exchanges, f"{number(change.exchanges, 'exchange')} no longer blocked"),
        (change.worsens, f"but {number(change.worsens, 'exchange')} worse than before"),
        (change.alike, f"not tried for {number(change.alike, 'further partner')} alike"),
    ]
    return ", ".join(text for count, text in parts if count)


def _judged(matrix: Matrix, screen: Screen) -> Iterator[str]:
    yield ""
    yield from screen.wrap(basis(matrix.report), "", "")
    yield from screen.wrap("One pair with all its findings: interop-check compare A B --profiles FOLDER", "", "")
