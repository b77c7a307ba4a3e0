"""Two that may share nothing, as sets, ranges or networks: `disjoint`."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from .addresses import networks, some_networks
from .answers import Answer, Context, Holds, Mend, Parameters, broken
from .mends import lose, set_to
from .ranges import Block, Span, as_range, checked_ranges, merged, ranges, some_ranges
from .relation import Read, Relation, Side
from .sets import Members, members, shared_keys
from .values import first, json_key, quoted

if TYPE_CHECKING:
    from fractions import Fraction


def _set_disjoint(a: Members, b: Members) -> Answer:
    shared = shared_keys(a, b)
    if not shared:
        return Holds()
    note = f"both hold {first(quoted(a.by_key[key]) for key in shared)}"
    return broken(lose("a", a.written, shared), lose("b", b.written, shared), note=note)


def _span_disjoint(a: Side, b: Side) -> Answer:
    meeting = list(_meetings(a.each, b.each))
    if not meeting:
        return Holds()
    lose_a = lose("a", a.written, (json_key(one.written) for one, _ in meeting)) or _trim("a", a, b)
    lose_b = lose("b", b.written, (json_key(other.written) for _, other in meeting)) or _trim("b", b, a)
    return broken(lose_a, lose_b, note=first(_how_they_meet(one, other) for one, other in meeting))


def _meetings(a: Sequence[Block], b: Sequence[Block]) -> Iterator[tuple[Block, Block]]:
    """Every two that meet; of sorted spans only the near ones are looked at, so that long plans stay quick."""
    others = sorted(b, key=lambda block: block.span)
    starts = [block.span[:2] for block in others]
    reach = list(accumulate(((block.span.space, block.span.high) for block in others), max))
    for one in a:
        near = bisect_right(starts, (one.span.space, one.span.high))
        while near and reach[near - 1] >= (one.span.space, one.span.low):
            near -= 1
            if one.span.meets(others[near].span):
                yield one, others[near]


_AS: Mapping[str, tuple[Read, Read, Callable[[Any, Any], Answer]]] = {
    "set": (members, lambda value, _: Members(value, {}), _set_disjoint),
    "range": (ranges, some_ranges, _span_disjoint),
    "cidr": (networks, some_networks, _span_disjoint),
}


def _read(value: Any, settings: Parameters) -> Any:
    return _AS[settings["as"]][0](value, settings)


def _check(value: Any, settings: Parameters) -> Any:
    read = checked_ranges if settings["as"] == "range" else _AS[settings["as"]][0]
    return read(value, settings)


def _read_some(value: Any, settings: Parameters) -> Any:
    return _AS[settings["as"]][1](value, settings)


def _disjoint(a: Any, b: Any, settings: Parameters, _: Context) -> Answer:
    return _AS[settings["as"]][2](a, b)


DISJOINT = Relation(
    "disjoint",
    "the two share nothing: no member, no part of a range, no address",
    _read,
    _disjoint,
    parameters={"as": {"enum": list(_AS)}},
    defaults={"as": "set"},
    reads_some=_read_some,
    checks=_check,
)


def _how_they_meet(one: Block, other: Block) -> str:
    low, high = sorted((_text(one.written), _text(other.written)))
    if one.span == other.span:
        return f"both hold {low}" if low == high else f"{low} is the same as {high}"
    if one.span.within(other.span):
        return f"{_text(one.written)} lies within {_text(other.written)}"
    if other.span.within(one.span):
        return f"{_text(other.written)} lies within {_text(one.written)}"
    return f"{low} and {high} overlap"


def _text(written: Any) -> str:
    if isinstance(written, str):
        return quoted(written)[1:-1]
    ends = (("from", written.get("min")), ("to", written.get("max")))
    return " ".join(f"{word} {quoted(end)}" for word, end in ends if end is not None)


def _trim(side: str, own: Side, other: Side) -> Mend:
    """A single range of whole numbers keeps the largest part that the other leaves free."""
    span, taken = own.each[0].span, merged(block.span for block in other.each)
    if span.space != 0 or not all(_is_whole(end) for part in (span, *taken) for end in (part.low, part.high)):
        return ()
    free = list(_free(span, taken))
    return set_to(side, as_range(max(free, key=lambda part: part.width))) if free else ()


def _is_whole(end: Fraction | float) -> bool:
    return end in (-math.inf, math.inf) or (not isinstance(end, float) and end.denominator == 1)


def _free(span: Span, taken: list[Span]) -> Iterator[Span]:
    """The parts of `span` between the sorted `taken`, in whole numbers."""
    low = span.low
    for part in taken:
        if part.low > low:
            yield Span(span.space, low, min(span.high, part.low - 1))
        low = max(low, part.high + 1)
    if low <= span.high and low != math.inf:
        yield Span(span.space, low, span.high)
