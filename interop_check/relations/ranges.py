"""Ranges of numbers, and what any two spans can share: `range-overlap`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from .answers import Answer, Context, Holds, Mend, Parameters, broken
from .mends import set_to, take_over
from .relation import Relation, Side, UntakenError, each, ends, some
from .values import exact, is_number, number_text, shortened

if TYPE_CHECKING:
    from fractions import Fraction


class Span(NamedTuple):
    """What lies from `low` to `high`, both included, in one `space` (0 for numbers, 4 for IPv4, 6 for IPv6)."""

    space: int
    low: Fraction | float
    high: Fraction | float

    def meets(self, other: Span) -> bool:
        return self.space == other.space and self.low <= other.high and other.low <= self.high

    def within(self, other: Span) -> bool:
        return self.space == other.space and other.low <= self.low and self.high <= other.high

    def hull(self, other: Span) -> Span:
        return Span(self.space, min(self.low, other.low), max(self.high, other.high))

    def cut(self, other: Span) -> Span:
        return Span(self.space, max(self.low, other.low), min(self.high, other.high))

    def gap(self, other: Span) -> Fraction | float:
        """How far apart the two are; 0 where they meet."""
        below, above = sorted((self, other), key=lambda span: span.low)
        return above.low - below.high if above.low > below.high else 0

    @property
    def width(self) -> Fraction | float:
        is_open = self.low == -math.inf or self.high == math.inf
        return math.inf if is_open else self.high - self.low


class Block(NamedTuple):
    """A range or a network as it was written, and the span that it stands for."""

    written: Any
    span: Span


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans sorted, those that meet made one."""
    apart: list[Span] = []
    for span in sorted(spans):
        if apart and apart[-1].meets(span):
            apart[-1] = apart[-1].hull(span)
        else:
            apart.append(span)
    return apart


def _ends(value: Any, _: Parameters) -> tuple[Any, Any]:
    takes = "a range with the numbers min, max or both is taken"
    low, high = ends(value, ("min", "max"), takes)
    if not all(end is None or is_number(end) for end in (low, high)):
        raise UntakenError(value, takes)
    if low is not None and high is not None and low > high:
        raise UntakenError(value, "min may not be above max")
    return low, high


def _range(value: Any, settings: Parameters) -> Block:
    low, high = _ends(value, settings)
    return Block(value, Span(0, -math.inf if low is None else exact(low), math.inf if high is None else exact(high)))


checked_ranges = each(_ends)
ranges = each(_range)
some_ranges = some(_range)


def as_range(span: Span) -> dict[str, Any]:
    low = {} if span.low == -math.inf else {"min": shortened(span.low)}
    high = {} if span.high == math.inf else {"max": shortened(span.high)}
    return low | high


def _range_overlap(a: Side, b: Side, settings: Parameters, _: Context) -> Answer:
    """Only shared ranges that are each wide enough count, and are agreed."""
    width = exact(settings["min_width"])
    in_a, in_b = merged(block.span for block in a.each), merged(block.span for block in b.each)
    shared = [one.cut(other) for one, other in product(in_a, in_b) if one.meets(other)]
    wide = merged(span for span in shared if span.width >= width)
    if wide:
        return Holds([as_range(span) for span in wide])
    note = f"what they share is narrower than {number_text(width)}" if shared else ""
    return broken(_reach("a", a, in_a, in_b, width), _reach("b", b, in_b, in_a, width), note=note)


RANGE_OVERLAP = Relation(
    "range-overlap",
    "the two numeric ranges share a range that is wide enough",
    ranges,
    _range_overlap,
    agrees=True,
    parameters={"min_width": {"type": "number", "minimum": 0}},
    defaults={"min_width": 0},
    checks=checked_ranges,
)


def _reach(side: str, own: Side, spans: list[Span], others: list[Span], width: Fraction) -> Mend:
    """A list takes over the nearest of the other's ranges; a single range stretches to hold it."""
    wide = [other for other in others if other.width >= width]
    if not wide:
        return ()
    nearest = min(wide, key=lambda other: min((span.gap(other) for span in spans), default=0))
    if isinstance(own.written, list):
        taken = as_range(nearest)
        return take_over(side, own.written, taken) if taken else ()  # a range with neither end cannot be written
    stretched = as_range(spans[0].hull(nearest))
    return set_to(side, stretched) if stretched else ()
