"""One finding: what it is, both places with their source, why it matters, what would mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...report import Finding, Place, Verdict
from .._excerpts import excerpt
from .._findings import at, in_detail, ways
from .._inert import cells, inert
from .._words import severity_word
from .screen import Screen

_MOST_DETAIL = 3


def block(finding: Finding, screen: Screen, arrow: str = "") -> Iterator[str]:
    """The lines of a finding. `arrow` is its direction in words."""
    head = f"{severity_word(finding)}[{inert(finding.rule)}]"
    said = f"{head}{arrow and f' {arrow}'}: {inert(finding.message)}"
    first, *rest = screen.wrap(said)
    style = finding.severity if finding.counts else Verdict.UNKNOWN
    yield first.replace(head, screen.paint(head, style), 1)
    yield from rest
    if finding.stood_before:
        yield "  = stood before: not counted against this change"
    yield from _places(finding.places, screen)
    further, sides = in_detail(finding)
    yield from _further(further, screen)
    if finding.because:
        yield from screen.wrap(f"= because: {inert(finding.because)}", "  ", "    ")
    todo = ways(sides)
    if finding.remedy or todo:
        yield from screen.wrap(f"= remedy: {inert(finding.remedy)}", "  ", "    ")
    for who, what in todo:
        yield from screen.wrap(f"{who}: {what}", "      ", "        ")
    if screen.options.verbose and finding.fingerprint:
        yield f"  = fingerprint: {inert(finding.fingerprint)}"


def _places(places: Sequence[Place], screen: Screen) -> Iterator[str]:
    if screen.half and len(places) == _A_PAIR:
        yield from _beside(places, screen, screen.half)
        return
    for place in places:
        yield _head(place)
        yield from excerpt(place, screen.options.width)


_A_PAIR = 2


def _beside(places: Sequence[Place], screen: Screen, half: int) -> Iterator[str]:
    """Both sources beside each other; above them where they stand, whole, even where that takes two lines."""
    heads = [_head(place) for place in places]
    sources = [list(excerpt(place, half)) for place in places]
    if all(cells(head) <= half for head in heads):
        yield from screen.beside(*([head, *source] for head, source in zip(heads, sources, strict=True)))
        return
    yield from heads
    yield from screen.beside(*sources)


def _head(place: Place) -> str:
    whose = f" ({inert(place.partner)})" if place.partner else ""
    return f"  --> {inert(at(place))}{whose}"


def _further(detail: Sequence[Finding], screen: Screen) -> Iterator[str]:
    shown = detail if screen.options.verbose else detail[:_MOST_DETAIL]
    for each in shown:
        where = f" ({' and '.join(map(at, each.places))})" if each.places else ""
        yield from screen.wrap(inert(f"= also: {each.message}{where}"), "  ", "    ")
    if len(shown) < len(detail):
        yield f"  = also: {len(detail) - len(shown)} more (-v)"
