"""Keeps what must not stand in a profile out of everything that is said of it: finds it, and withholds it."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from .profiles import Document, Steps, pointer
from .profiles.places import place
from .profiles.text import split
from .relations import json_equal, quoted
from .report import Finding, Outcome, Place, Severity
from .sensitive import WITHHELD, Family, Level, Match, holds_values, is_word_of_day, matches, message
from .standards import Kind
from .standards.annotations import AnyItem, AnyKey, in_place, ways_on
from .standards.kinds import replaced
from .standards.resources import Node
from .standards.words import ENVELOPE, RESERVED

if TYPE_CHECKING:
    from .profiles.spans import Tree

__all__ = ["FORMAT", "RULE", "Guarded", "guard"]

RULE = "content/sensitive"

FORMAT = "fingerprint"
"""The `format` by which a schema says that a long hexadecimal or base64 text is no secret."""

_FINGERPRINTS = r"(?i)fingerprint|thumbprint|digest|checksum|hash|sha-?[1-5]|commit"
_DIGESTS = (Family.HEX, Family.BASE64)


class Guarded(NamedTuple):
    """A document without what must not stand in it, and what is to be said of that, each with what it is known by.

    In the document each such value is a text that says that it is withheld, and no two partners' are equal;
    such a key is gone; and the lines are blank. A document that has nothing of the kind is itself.
    """

    document: Document
    said: tuple[tuple[Finding, Steps], ...] = ()


def guard(document: Document, kind: Kind | None, up_to: Level = Level.UNCLASSIFIED) -> Guarded:
    """Withhold keys, hopsets, long random texts and markings above `up_to`, wherever they stand in the text.

    A value that its schema lists (`enum`, `const`), and a digest that its schema or its name calls a fingerprint,
    are let be. `kind` is `None` where no standard governs the document.
    """
    found = matches(document.text, up_to)
    return _withheld(document, kind, found, up_to) if found else Guarded(document)


# ── what to withhold ─────────────────────────────────────────────────────────────────────────────────────


class _Spot(NamedTuple):
    """Where a match stands: at the value (or, if `is_key`, the key) at `steps`, or, without, in a comment."""

    family: Family
    line: int
    last: int
    steps: Steps | None
    is_key: bool = False


def _withheld(document: Document, kind: Kind | None, found: Iterable[Match], up_to: Level) -> Guarded:
    spots = [_gone(spot) for match in found for spot in _spots(document, match) if not _let_be(document, kind, spot)]
    if not spots:
        return Guarded(document)
    values = _outermost(spots)
    comments = [spot for spot in spots if spot.steps is None]
    lines = {line for spot in values for line in _lines(document, spot)}
    lines |= {line for spot in comments for line in _comment(document.lines, spot)}
    copy = document.withholding(_masked(document, values), [spot.steps or () for spot in values], lines)
    said = [_of_value(copy, spot, up_to) for spot in values]
    return Guarded(copy, (*said, *_of_comments(copy, comments, up_to)))


def _spots(document: Document, match: Match) -> Iterator[_Spot]:
    """Where a match begins; of a name with what follows it, the value that stands under the name."""
    before, within = split(document.text[: match.start] + "."), split(document.text[match.start : match.end])
    line, column = len(before) - 1, len(before[-1]) - 1
    last = line + max(0, len(within) - 1)
    at = _at(document.places.tree, line, column)
    steps, is_key = at if at else (None, False)
    if match.family in (Family.KEY, Family.HOPSET) and steps is not None and is_key:
        if match.family is Family.KEY or _is_hopset(document, steps):
            yield _Spot(match.family, line, line, steps)
    elif match.family is Family.HOPSET and steps is None:
        yield from _in_comment(document, match, line, column)
    else:
        yield _Spot(match.family, line, last, steps, is_key)


def _in_comment(document: Document, match: Match, line: int, column: int) -> Iterator[_Spot]:
    """A hopset in a comment: what belongs to it are the lines of comment that follow."""
    lines = document.lines
    last = max(_comment(lines, _Spot(match.family, line, line, None)))
    text = "\n".join((lines[line][column:], *lines[line + 1 : last + 1]))
    if holds_values(text, is_hopset=not is_word_of_day(text)):
        yield _Spot(match.family, line, last, None)


def _gone(spot: _Spot) -> _Spot:
    """The spot, at the key where the value is a name that others hang on: no name is better than a made-up one."""
    named = spot.steps is not None and spot.steps[-1] in (*ENVELOPE, *RESERVED, "code")
    return spot._replace(is_key=True) if named else spot


def _at(tree: "Tree", line: int, column: int, steps: Steps = ()) -> tuple[Steps, bool] | None:
    """The scalar or key that a character belongs to; `None` where it is one of a comment."""
    if tree.inner is None:
        return (steps, False) if _holds(tree.span, line, column) else None
    for key, span in tree.keys.items():
        if _holds(span, line, column):
            return (*steps, key), True
    inner = tree.inner.items() if isinstance(tree.inner, dict) else enumerate(tree.inner)
    below = (_at(each, line, column, (*steps, step)) for step, each in inner)
    return next(filter(None, below), None)


def _holds(span: tuple[int, int, int, int], line: int, column: int) -> bool:
    return span[:2] <= (line, column) < span[2:]


def _is_hopset(document: Document, steps: Steps) -> bool:
    numbers = " ".join(map(str, _scalars(_look(document.value, steps))))
    return holds_values(numbers, is_hopset=not is_word_of_day(str(steps[-1])))


def _scalars(value: Any) -> Iterator[Any]:
    match value:
        case dict():
            for each in value.values():
                yield from _scalars(each)
        case list():
            for each in value:
                yield from _scalars(each)
        case bool() | None:
            pass
        case _:
            yield value


def _look(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value[step]
    return value


# ── what a schema lets be ────────────────────────────────────────────────────────────────────────────────


def _let_be(document: Document, kind: Kind | None, spot: _Spot) -> bool:
    if spot.steps is None:
        comment = document.lines[spot.line].rpartition("#")[2]
        return spot.family in _DIGESTS and re.search(_FINGERPRINTS, comment) is not None
    names = [step for step in spot.steps[: -1 if spot.is_key else None] if isinstance(step, str)]
    says = [node.schema for node in _speaking(kind, spot.steps) if isinstance(node.schema, dict)] if kind else []
    if spot.is_key:
        return bool(says) and _is_named(kind, spot.steps)
    value = _look(document.value, spot.steps)
    if any(_lists(schema, value) for schema in says):
        return True
    called = any(schema.get("format") == FORMAT for schema in says) or re.search(
        _FINGERPRINTS, names[-1] if names else ""
    )
    return spot.family in _DIGESTS and bool(called)


def _lists(schema: dict[str, Any], value: Any) -> bool:
    options = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
    return any(json_equal(option, value) for option in options)


def _speaking(kind: Kind, steps: Steps) -> set[Node]:
    """The schemas of the kind that speak of what stands at these steps."""
    resources = kind.locator.notes.resources
    here = {node for node, _ in in_place(kind.locator.root, resources)}
    for step in steps:
        ways = (way for node in here for way in ways_on(node, resources) if _takes(way.move, step))
        here = {node for way in ways for node, _ in in_place(way.target, resources)}
    return here


def _takes(move: object, step: str | int) -> bool:
    if isinstance(step, int):
        return isinstance(move, AnyItem) or move == step
    return move.takes(step) if isinstance(move, AnyKey) else move == step


def _is_named(kind: Kind | None, steps: Steps) -> bool:
    """Whether a schema names the property, so that the name is the schema's own word."""
    above = _speaking(kind, steps[:-1]) if kind else ()
    return any(isinstance(node.schema, dict) and steps[-1] in node.schema.get("properties", ()) for node in above)


# ── the copy ─────────────────────────────────────────────────────────────────────────────────────────────


def _outermost(spots: Iterable[_Spot]) -> list[_Spot]:
    """One spot for each value, and none within another."""
    first: dict[Steps, _Spot] = {}
    for spot in spots:
        if spot.steps is not None and (spot.is_key or spot.steps not in first):
            first[spot.steps] = spot
    inside = {steps for steps in first if any(steps[:depth] in first for depth in range(len(steps)))}
    return [first[steps] for steps in first if steps not in inside]


def _lines(document: Document, spot: _Spot) -> Iterator[int]:
    tree = document.places.tree
    *above, last = spot.steps or ("",)
    for step in above:
        tree = tree.child(step)
    first = tree.keys[str(last)][0] if spot.is_key else tree.child(last).span[0]
    yield from range(first, tree.child(last).span[2] + 1)


def _comment(lines: tuple[str, ...], spot: _Spot) -> Iterator[int]:
    """The lines of a match in a comment, and of the lines of comment around it, which may be the rest of it."""
    first, last = spot.line, min(spot.last, len(lines) - 1)
    while first > 0 and _is_comment(lines[first - 1]) and _is_comment(lines[first]):
        first -= 1
    while last + 1 < len(lines) and _is_comment(lines[last + 1]):
        last += 1
    yield from range(first, last + 1)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _masked(document: Document, spots: list[_Spot]) -> dict[str, Any]:
    value: dict[str, Any] = document.value
    named = document.partner and all(spot.steps != ("partner",) for spot in spots)
    whose = f" {document.partner}" if named else ""
    for number, spot in enumerate(spots, 1):
        steps = spot.steps or ()
        if spot.is_key:
            left = {key: item for key, item in _look(value, steps[:-1]).items() if key != steps[-1]}
            value = replaced(value, steps[:-1], left)
        else:  # numbered, for two that are withheld must not seem to agree
            value = replaced(value, steps, f"{WITHHELD[:-1]}{whose} {number})")
    return value


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────────


def _of_value(copy: Document, spot: _Spot, up_to: Level) -> tuple[Finding, Steps]:
    steps = spot.steps or ()
    if spot.is_key:
        return _finding(spot.family, up_to, [_bare(copy, spot.line, pointer(steps[:-1]))]), (*steps[:-1], WITHHELD)
    name = next((step for step in reversed(steps) if isinstance(step, str)), "")
    return _finding(spot.family, up_to, [copy.at(steps)], f" ({quoted(name)})"), steps


def _of_comments(copy: Document, spots: Iterable[_Spot], up_to: Level) -> Iterator[tuple[Finding, Steps]]:
    """One finding a family: a comment has no name that it could be known by."""
    families: dict[Family, dict[int, Place]] = {}
    for spot in spots:
        families.setdefault(spot.family, {}).setdefault(spot.line, _bare(copy, spot.line, ""))
    for family, places in families.items():
        yield _finding(family, up_to, list(places.values()), " (in a comment)"), ("#", family.value)


def _bare(copy: Document, line: int, where: str) -> Place:
    """The place of a whole line of which nothing is shown."""
    return place(copy.path, copy.lines, (line, 0, line, len(WITHHELD)), where, copy.partner, None, WITHHELD, shown=1)


def _finding(family: Family, up_to: Level, places: list[Place], where: str = "") -> Finding:
    text = f"{message(family, up_to)}{where}"
    return Finding(RULE, Severity.BLOCKER, Outcome.BROKEN, text, places=tuple(places))
