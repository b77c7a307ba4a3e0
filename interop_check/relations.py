"""How one value can stand to another: every relation that a rule may name, as a small pure function.

A relation takes two values that are there (absence is the caller's to judge), its parameters and the
`Context`, and answers `Holds`, `Broken` with the smallest changes that would mend it, or `Unanswered`.
It raises for no JSON value: what it cannot take is `Unanswered`, with the reason. Symmetric relations answer
the mirror image (`mirrored`) when their values are exchanged. In a directional relation `a` is what is
offered and `b` what is needed.
"""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import product
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from fractions import Fraction

Parameters: TypeAlias = Mapping[str, Any]


class Nothing(Enum):
    """The type of `NOTHING`, which a relation that agrees nothing agrees."""

    NOTHING = "nothing"


NOTHING: Final = Nothing.NOTHING


@dataclass(frozen=True, slots=True)
class Change:
    """One edit on one side: `do` is ``add``, ``remove`` or ``set``.

    `value` is what to add or remove (one member, or a list of members; a single member that is itself a list
    stands in a list) or to set to. `result` is the whole new value of that side.
    """

    side: str
    do: str
    value: Any
    result: Any


Mend: TypeAlias = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Holds:
    """The relation holds. `agreed` is `NOTHING` where it agrees nothing."""

    agreed: Any = NOTHING


@dataclass(frozen=True, slots=True)
class Broken:
    """The relation does not hold. Each mend would make it hold; the fewest changes first, then side `a`."""

    mends: tuple[Mend, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """It cannot be said whether the relation holds, and why; `source` says who speaks of it, if anyone does.

    `side` is ``a`` or ``b`` where one value alone is the reason, else empty; with a side, `reason` reads on
    after the name of the partner ("says 'fast', where a number is taken").
    """

    reason: str
    source: str = ""
    side: str = ""


Answer: TypeAlias = Holds | Broken | Unanswered

TogetherVerdict: TypeAlias = Literal["yes", "no", "disputed", "unsaid", "different-standard"]


@dataclass(frozen=True, slots=True)
class Together:
    """What is known of two editions' working together. `note` says in words what the verdict does not."""

    verdict: TogetherVerdict
    source: str = ""
    confidence: str = ""
    note: str = ""


class Editions(Protocol):
    """What the relation `standard` asks of a catalogue (see `interop_check.catalogue.Catalogue`)."""

    def resolve(self, reference: str | Mapping[str, Any]) -> tuple[str, ...]: ...
    def together(self, one: str, other: str) -> Together: ...
    def newest(self, ids: Iterable[str]) -> str | None: ...
    def current(self, ids: Iterable[str]) -> tuple[str, ...]: ...
    def lifecycle(self, id: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Who:
    """A partner's code, and the groups it belongs to; `memberships` is None where it declares none."""

    code: str
    memberships: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a relation may ask besides its values. `known` holds the codes of all known partners."""

    date: datetime.date
    editions: Editions
    a_who: Who
    b_who: Who
    known: frozenset[str] = frozenset()

    def mirrored(self) -> Context:
        """The same context for the values exchanged."""
        return replace(self, a_who=self.b_who, b_who=self.a_who)


Function: TypeAlias = Callable[[Any, Any, Parameters, Context], Answer]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation by its name, with one line on when it holds.

    `parameters` maps each parameter to its JSON Schema, `required` names those that have no default, and
    `faults` yields what a schema cannot say against parameters that are valid by themselves.
    """

    name: str
    title: str
    directional: bool
    agrees: bool
    function: Function
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    defaults: Parameters = field(default_factory=dict)
    faults: Callable[[Parameters], Iterator[str]] = lambda _: iter(())

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema that an object of this relation's parameters must satisfy."""
        return {
            "type": "object",
            "properties": {name: dict(schema) for name, schema in self.parameters.items()},
            "required": list(self.required),
            "additionalProperties": False,
        }


_SWAPPED = {"a": "b", "b": "a", "": ""}


def mirrored(answer: Answer) -> Answer:
    """The answer with its sides exchanged."""
    match answer:
        case Broken(mends, note):
            return _broken(
                *(tuple(replace(change, side=_SWAPPED[change.side]) for change in mend) for mend in mends),
                note=note,
            )
        case Unanswered(side=side):
            return replace(answer, side=_SWAPPED[side])
    return answer


def _broken(*mends: Mend | None, note: str = "") -> Broken:
    """Broken, with the mends that there are in their order; the changes of one mend stand `a` first."""
    there = (tuple(sorted(mend, key=lambda change: change.side)) for mend in mends if mend)
    return Broken(tuple(sorted(there, key=lambda mend: (len(mend), mend[0].side))), note)


# --- values: equality is JSON's ---------------------------------------------------------------------------

_LONG = 60


def json_key(value: Any) -> str:
    """The value as JSON text that is the same for equal values and for no others (1 and 1.0, but not true).

    The keys of mappings are sorted.
    """
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False)
        case list() | tuple():
            return "[" + ",".join([json_key(member) for member in value]) + "]"
        case Mapping():
            return "{" + ",".join([f"{json_key(k)}:{json_key(value[k])}" for k in sorted(value)]) + "}"
    return _scalar_key(plain(value))


def _scalar_key(value: Any) -> str:
    try:
        return json.dumps(value)
    except ValueError:  # Python refuses to write an integer of more than 4,300 digits; Decimal does not
        from decimal import Decimal

        return format(Decimal(value), "f")


def json_equal(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal, at any depth: 1 equals 1.0, true equals neither."""
    return json_key(one) == json_key(other)


def plain(value: Any) -> Any:
    """The value with whole numbers written as integers, at any depth."""
    match value:
        case float() if value.is_integer():
            return int(_exact(value))
        case list() | tuple():
            return [plain(member) for member in value]
        case Mapping():
            return {key: plain(member) for key, member in value.items()}
    return value


def _exact(number: float) -> Fraction:
    """The number as it is written in decimal, so that 0.3 - 0.1 is 0.2."""
    from fractions import Fraction

    return Fraction(number if isinstance(number, int) else repr(number))


def quoted(value: Any) -> str:
    """A value from a profile for a message: a text in quotes, all printable, cut to 60 characters."""
    text = repr(value[: _LONG + 1]) if isinstance(value, str) else _printable(json_key(value))
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text[: _LONG + 1])


class _UntakenError(Exception):
    """A value that a relation cannot take; the text says what was found and what it takes."""


def _untaken(found: Any, takes: str) -> _UntakenError:
    return _UntakenError(f"says {quoted(found)}, where {takes}")


Take: TypeAlias = Callable[[Any, Parameters], Any]


def _asking(take_a: Take, take_b: Take, judge: Function, defaults: Parameters) -> Function:
    """The relation that reads each side before it judges; both sides' troubles are told at once."""

    def function(a: Any, b: Any, parameters: Parameters, context: Context) -> Answer:
        settings = {**defaults, **parameters}
        try:
            one, trouble_a = _taken(take_a, a, settings)
            other, trouble_b = _taken(take_b, b, settings)
            troubles = {side: text for side, text in (("a", trouble_a), ("b", trouble_b)) if text}
            return _not_taken(troubles) if troubles else judge(one, other, settings, context)
        except RecursionError:
            return Unanswered("a value is nested too deeply to be read")

    return function


def _taken(take: Take, value: Any, settings: Parameters) -> tuple[Any, str]:
    try:
        return take(value, settings), ""
    except _UntakenError as error:
        return None, str(error)


def _not_taken(troubles: dict[str, str]) -> Unanswered:
    sides = list(troubles)
    return Unanswered("; ".join(sorted(set(troubles.values()))), side=sides[0] if len(sides) == 1 else "")


def _anything(value: Any, _: Parameters) -> Any:
    return value


def _set_each_to_the_other(a: Any, b: Any) -> tuple[Mend, Mend]:
    return (Change("a", "set", b, b),), (Change("b", "set", a, a),)


# --- sets -------------------------------------------------------------------------------------------------


# What stays inside this module is a named tuple: a dataclass costs each start of the program a millisecond.


class _Members(NamedTuple):
    """A list, or a scalar as the set of itself. `by_key` keeps the order; what is said twice counts once."""

    written: Any
    by_key: dict[str, Any]

    @property
    def listed(self) -> bool:
        return isinstance(self.written, list)


def _members(value: Any, _: Parameters) -> _Members:
    if value is None or isinstance(value, Mapping):
        raise _untaken(value, "a list, or one text, number or boolean, is taken")
    listed = value if isinstance(value, list) else [value]
    by_key: dict[str, Any] = {}
    for member in listed:
        by_key.setdefault(json_key(member), member)
    return _Members(value, by_key)


def _one_or_many(members: list[Any]) -> Any:
    return members[0] if len(members) == 1 and not isinstance(members[0], list) else members


def _gain(side: str, written: Any, more: list[Any], *, instead: bool) -> Change:
    """The side with `more` members: a list grows; a scalar gives way (`instead`) or becomes a list."""
    if isinstance(written, list):
        return Change(side, "add", _one_or_many(more), [*written, *more])
    new = more[0] if instead and _stands_alone(more[0]) else [written, *more]
    return Change(side, "set", new, new)


def _stands_alone(member: Any) -> bool:
    """Whether a member means the same without a list around it."""
    return member is not None and not isinstance(member, list | Mapping)


def _lose(side: str, written: Any, keys: Iterable[str]) -> Mend | None:
    """The side without some members; a scalar cannot lose what it is."""
    gone = frozenset(keys)
    if not isinstance(written, list):
        return None
    lost = list({json_key(member): member for member in written if json_key(member) in gone}.values())
    return (Change(side, "remove", _one_or_many(lost), [m for m in written if json_key(m) not in gone]),)


def _shared(a: _Members, b: _Members) -> list[str]:
    """The keys of the shared members, by the sum of their positions in both, then by their text."""
    places = {key: place for place, key in enumerate(b.by_key)}
    ranks = {key: rank + places[key] for rank, key in enumerate(a.by_key) if key in places}
    return sorted(ranks, key=lambda key: (ranks[key], key))


def _first(texts: Iterable[str], most: int = 3) -> str:
    """The first few of some texts, in their own order, and how many more there are."""
    all_texts = sorted(set(texts))
    more = len(all_texts) - most
    return ", ".join(all_texts[:most]) + (f" and {more} more" if more > 0 else "")


def _equal(a: Any, b: Any, _: Parameters, __: Context) -> Answer:
    one, other = a[1], b[1]
    return Holds(plain(one)) if json_equal(one, other) else _broken(*_set_each_to_the_other(a[0], b[0]))


def _normal(value: Any, settings: Parameters) -> tuple[Any, Any]:
    return value, _folded(value) if settings.get("normalize") == "casefold" else value


def _folded(value: Any) -> Any:
    match value:
        case str():
            return value.casefold()
        case list():
            return [_folded(member) for member in value]
        case Mapping():
            return {key: _folded(member) for key, member in value.items()}
    return value


def _overlap(a: _Members, b: _Members, settings: Parameters, _: Context) -> Answer:
    shared, wanted = _shared(a, b), settings["min_common"]
    if len(shared) >= wanted:
        return Holds([plain(a.by_key[key]) for key in shared])
    note = f"{len(shared)} of at least {wanted} members shared" if shared else ""
    return _broken(*_overlap_mends(a, b, int(wanted) - len(shared), int(wanted) == 1), note=note)


def _overlap_mends(a: _Members, b: _Members, lack: int, instead: bool) -> Iterator[Mend]:
    """Take over the other's best members; where it has too few, each takes over some of the other's."""
    only_a = [member for key, member in a.by_key.items() if key not in b.by_key]
    only_b = [member for key, member in b.by_key.items() if key not in a.by_key]
    if len(only_a) + len(only_b) < lack:
        return
    for to_a in dict.fromkeys((min(lack, len(only_b)), max(0, lack - len(only_a)))):
        gains = (("a", a, only_b[:to_a]), ("b", b, only_a[: lack - to_a]))
        yield tuple(_gain(side, x.written, more, instead=instead) for side, x, more in gains if more)


def _set_disjoint(a: _Members, b: _Members) -> Answer:
    shared = _shared(a, b)
    if not shared:
        return Holds()
    note = f"both hold {_first(quoted(a.by_key[key]) for key in shared)}"
    return _broken(_lose("a", a.written, shared), _lose("b", b.written, shared), note=note)


def _covers(a: _Members, b: _Members, _: Parameters, __: Context) -> Answer:
    missing = {key: member for key, member in b.by_key.items() if key not in a.by_key}
    if not missing:
        return Holds([plain(member) for member in b.by_key.values()])
    grown = (_gain("a", a.written, list(missing.values()), instead=len(b.by_key) == 1),)
    note = f"not offered: {_first(quoted(member) for member in missing.values())}"
    return _broken(grown, _need_less(a, b, missing), note=note)


def _need_less(a: _Members, b: _Members, missing: Iterable[str]) -> Mend | None:
    """The need without what is not offered; a need for one thing turns to the best that is offered."""
    if b.listed or not a.by_key:
        return _lose("b", b.written, missing)
    best = next(iter(a.by_key.values()))
    new = best if _stands_alone(best) else [best]
    return (Change("b", "set", new, new),)


# --- numbers ----------------------------------------------------------------------------------------------


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and _is_finite(value)


def _is_finite(value: float) -> bool:
    return isinstance(value, int) or math.isfinite(value)


def _number(value: Any, _: Parameters) -> Any:
    if not _is_number(value):
        raise _untaken(value, "a number is taken")
    return value


def _within(a: float, b: float, settings: Parameters, _: Context) -> Answer:
    apart = abs(_exact(a) - _exact(b))
    if apart <= _exact(settings["tolerance"]):
        return Holds()
    allowed = _number_text(_exact(settings["tolerance"]))
    note = f"they differ by {_number_text(apart)}, and at most {allowed} is allowed"
    return _broken(*_set_each_to_the_other(a, b), note=note)


def _at_least(a: float, b: float, _: Parameters, __: Context) -> Answer:
    return Holds() if _exact(a) >= _exact(b) else _broken(*_set_each_to_the_other(a, b))


def _at_most(a: float, b: float, _: Parameters, __: Context) -> Answer:
    return Holds() if _exact(a) <= _exact(b) else _broken(*_set_each_to_the_other(a, b))


def _boolean(value: Any, _: Parameters) -> Any:
    if not isinstance(value, bool):
        raise _untaken(value, "true or false is taken")
    return value


def _both(a: bool, b: bool, _: Parameters, __: Context) -> Answer:
    if a and b:
        return Holds()
    return _broken(tuple(Change(side, "set", True, True) for side, on in (("a", a), ("b", b)) if not on))


def _member_of_order(value: Any, settings: Parameters) -> tuple[Any, int]:
    for rank, step in enumerate(settings["order"]):
        if json_equal(value, step):
            return value, rank
    raise _untaken(value, f"one of {quoted(settings['order'])} is taken")


def _dominates(a: tuple[Any, int], b: tuple[Any, int], _: Parameters, __: Context) -> Answer:
    return Holds() if a[1] >= b[1] else _broken(*_set_each_to_the_other(a[0], b[0]))


# --- ranges and networks ----------------------------------------------------------------------------------


class _Span(NamedTuple):
    """What lies from `low` to `high`, both included, in one `space` (numbers, IPv4 or IPv6)."""

    space: int
    low: Fraction | float
    high: Fraction | float

    def meets(self, other: _Span) -> bool:
        return self.space == other.space and self.low <= other.high and other.low <= self.high

    def within(self, other: _Span) -> bool:
        return self.meets(other) and other.low <= self.low and self.high <= other.high

    def hull(self, other: _Span) -> _Span:
        return _Span(self.space, min(self.low, other.low), max(self.high, other.high))

    def cut(self, other: _Span) -> _Span:
        return _Span(self.space, max(self.low, other.low), min(self.high, other.high))

    def gap(self, other: _Span) -> Fraction | float:
        """How far apart the two are; 0 where they meet."""
        below, above = sorted((self, other), key=lambda span: span.low)
        return above.low - below.high if above.low > below.high else 0

    @property
    def is_open(self) -> bool:
        return self.low == -math.inf or self.high == math.inf

    def is_wide(self, width: Fraction) -> bool:
        return self.is_open or self.high - self.low >= width


class _Spans(NamedTuple):
    """Ranges or networks as they were written, and each member with the span that it stands for."""

    written: Any
    each: tuple[tuple[Any, _Span], ...]

    @property
    def listed(self) -> bool:
        return isinstance(self.written, list)


def _spans_of(read: Callable[[Any], _Span]) -> Take:
    def take(value: Any, _: Parameters) -> _Spans:
        members = value if isinstance(value, list) else [value]
        return _Spans(value, tuple((member, read(member)) for member in members))

    return take


def _range(value: Any) -> _Span:
    """A numeric range. Other keys are refused: unread, a misspelt end would leave the range open."""
    takes = "a range with the numbers min, max or both is taken"
    ends = _ends(value, ("min", "max"), takes)
    if not all(end is None or _is_number(end) for end in ends):
        raise _untaken(value, takes)
    low, high = ends
    span = _Span(0, -math.inf if low is None else _exact(low), math.inf if high is None else _exact(high))
    if span.low > span.high:
        raise _untaken(value, "min may not be above max")
    return span


def _ends(value: Any, names: tuple[str, str], takes: str) -> tuple[Any, Any]:
    """Both ends of a mapping that names at least one of them and nothing else; a null end is left out."""
    if not isinstance(value, Mapping) or not value.keys() <= set(names):
        raise _untaken(value, takes)
    low, high = (value.get(name) for name in names)
    if low is None and high is None:
        raise _untaken(value, takes)
    return low, high


def _network(value: Any) -> _Span:
    """An IP network or address in CIDR notation (RFC 4632, RFC 4291); host bits are ignored."""
    import ipaddress

    try:
        if not isinstance(value, str):
            raise ValueError
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise _untaken(value, "an IPv4 or IPv6 network such as 198.51.100.0/24 is taken") from None
    return _Span(network.version, int(network.network_address), int(network.broadcast_address))


_ranges = _spans_of(_range)
_networks = _spans_of(_network)


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    """The spans sorted, those that meet made one."""
    merged: list[_Span] = []
    for span in sorted(spans):
        if merged and merged[-1].meets(span):
            merged[-1] = merged[-1].hull(span)
        else:
            merged.append(span)
    return merged


def _range_overlap(a: _Spans, b: _Spans, settings: Parameters, _: Context) -> Answer:
    """Only shared ranges that are each wide enough count, and are agreed."""
    width = _exact(settings["min_width"])
    in_a, in_b = _merged(span for _, span in a.each), _merged(span for _, span in b.each)
    shared = [one.cut(other) for one, other in product(in_a, in_b) if one.meets(other)]
    wide = _merged(span for span in shared if span.is_wide(width))
    if wide:
        return Holds([_as_range(span) for span in wide])
    note = f"what they share is narrower than {_number_text(width)}" if shared else ""
    return _broken(_reach("a", a, in_a, in_b, width), _reach("b", b, in_b, in_a, width), note=note)


def _reach(side: str, own: _Spans, spans: list[_Span], others: list[_Span], width: Fraction) -> Mend | None:
    """A list takes over the nearest of the other's ranges; a single range stretches to hold it."""
    wide = [other for other in others if other.is_wide(width)]
    if not wide:
        return None
    nearest = min(wide, key=lambda other: min((span.gap(other) for span in spans), default=0))
    if own.listed:
        new = _as_range(nearest)
        return (Change(side, "add", new, [*own.written, new]),)
    stretched = _as_range(spans[0].hull(nearest))
    return (Change(side, "set", stretched, stretched),) if stretched else None


def _as_range(span: _Span) -> dict[str, Any]:
    ends = (("min", span.low), ("max", span.high))
    return {name: _as_number(end) for name, end in ends if end not in (-math.inf, math.inf)}


def _as_number(number: Any) -> Any:
    return number.numerator if number.denominator == 1 else float(number)


def _number_text(number: Fraction) -> str:
    try:
        return quoted(_as_number(number))
    except OverflowError:
        return "a number too long to write"


def _span_disjoint(a: _Spans, b: _Spans) -> Answer:
    meeting = [(x, y) for x, y in product(a.each, b.each) if x[1].meets(y[1])]
    if not meeting:
        return Holds()
    lose_a = _lose("a", a.written, (json_key(x[0]) for x, _ in meeting)) or _trim("a", a, b)
    lose_b = _lose("b", b.written, (json_key(y[0]) for _, y in meeting)) or _trim("b", b, a)
    return _broken(lose_a, lose_b, note=_first(_how_they_meet(x, y) for x, y in meeting))


def _how_they_meet(one: tuple[Any, _Span], other: tuple[Any, _Span]) -> str:
    small, large = (one, other) if one[1].within(other[1]) else (other, one)
    texts = _span_text(small[0]), _span_text(large[0])
    if small[1] == large[1]:
        return _how_the_same_is_said(*sorted(texts))
    return (
        f"{texts[0]} lies within {texts[1]}" if small[1].within(large[1]) else " and ".join(sorted(texts)) + " overlap"
    )


def _how_the_same_is_said(one: str, other: str) -> str:
    return f"both hold {one}" if one == other else f"{one} is the same as {other}"


def _span_text(member: Any) -> str:
    if isinstance(member, str):
        return quoted(member)[1:-1]
    low, high = member.get("min"), member.get("max")
    ends = ((low, "from"), (high, "to"))
    return " ".join(f"{word} {quoted(end)}" for end, word in ends if end is not None)


def _trim(side: str, own: _Spans, other: _Spans) -> Mend | None:
    """A single range of whole numbers keeps the largest part that the other leaves free."""
    (_, span), *_rest = own.each
    taken = _merged(cut for _, cut in other.each)
    if span.space != 0 or not all(_is_whole(end) for part in (span, *taken) for end in (part.low, part.high)):
        return None
    free = list(_free(span, taken))
    if not free:
        return None
    kept = _as_range(max(free, key=lambda part: math.inf if part.is_open else part.high - part.low))
    return (Change(side, "set", kept, kept),)


def _free(span: _Span, taken: list[_Span]) -> Iterator[_Span]:
    """The parts of `span` between the sorted `taken`, in whole numbers."""
    low = span.low
    for part in taken:
        if part.low > low:
            yield _Span(span.space, low, min(span.high, part.low - 1))
        low = max(low, part.high + 1)
    if low <= span.high and low != math.inf:
        yield _Span(span.space, low, span.high)


def _is_whole(end: Fraction | float) -> bool:
    return end in (-math.inf, math.inf) or (not isinstance(end, float) and end.denominator == 1)


_DISJOINT: Mapping[str, tuple[Take, Callable[[Any, Any], Answer]]] = {
    "set": (_members, _set_disjoint),
    "range": (_ranges, _span_disjoint),
    "cidr": (_networks, _span_disjoint),
}


def _disjoint(a: Any, b: Any, settings: Parameters, _: Context) -> Answer:
    return _DISJOINT[settings["as"]][1](a, b)


def _blocks(value: Any, settings: Parameters) -> Any:
    return _DISJOINT[settings["as"]][0](value, settings)


# --- versions ---------------------------------------------------------------------------------------------

_Key: TypeAlias = tuple[Any, ...]


class _Version(NamedTuple):
    """A version as it was written, what it is ordered by, and what `same-major` compares."""

    written: Any
    key: _Key
    major: Any


class _Stretch(NamedTuple):
    """The versions from `low` to `high`, both included; None is open. One version is both its ends."""

    low: _Version | None
    high: _Version | None


class _Versions(NamedTuple):
    written: Any
    stretches: tuple[_Stretch, ...]


_PART = r"[0-9]{1,18}"
_NUMERIC = re.compile(rf"{_PART}(?:\.{_PART})*")
_CORE = r"(0|[1-9][0-9]{0,17})"
_SEMVER = re.compile(rf"{_CORE}\.{_CORE}\.{_CORE}(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?")
_IDENTIFIER = re.compile(r"0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*")
_EDITION = re.compile(rf"(?:ed(?:ition)?\.?\s*)?([a-z]|{_PART})\s*(?:\(({_PART})\))?", re.IGNORECASE | re.ASCII)


def _numeric_key(text: str) -> tuple[_Key, Any] | None:
    """Dotted numbers; last zeros add nothing: 1.0 is 1."""
    if not _NUMERIC.fullmatch(text):
        return None
    parts = [int(part) for part in text.split(".")]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts), parts[0]


def _semver_key(text: str) -> tuple[_Key, Any] | None:
    """Semantic Versioning 2.0.0, §11: a pre-release stands below its release; build metadata is ignored."""
    found = _SEMVER.fullmatch(text)
    before = found[4].split(".") if found and found[4] else []
    if not found or not all(_IDENTIFIER.fullmatch(part) for part in before):
        return None
    core = tuple(int(part) for part in found.group(1, 2, 3))
    parts = tuple((0, len(part), part) if part.isdigit() else (1, 0, part) for part in before)
    return (*core, not parts, parts), core[0]


def _edition_key(text: str) -> tuple[_Key, Any] | None:
    """A letter or a number, then the number in brackets (none counts as 0): ``A(1)``, ``Ed 4``."""
    found = _EDITION.fullmatch(text.strip())
    if not found:
        return None
    edition, issue = found[1].upper(), int(found[2] or 0)
    major = (0, int(edition), "") if edition.isdigit() else (1, 0, edition)
    return (major, issue), major


_SCHEMES: Mapping[str, tuple[Callable[[str], tuple[_Key, Any] | None], str]] = {
    "numeric": (_numeric_key, "dotted numbers such as '1.10' are taken"),
    "semver": (_semver_key, "a semantic version such as '2.1.0' is taken"),
    "edition": (_edition_key, "an edition such as 'A(1)', 'Ed 4' or '4' is taken"),
}

_POLICIES: Mapping[str, Callable[[_Version, _Version], bool]] = {
    "same": lambda low, high: low.key == high.key,
    "same-major": lambda low, high: low.major == high.major,
    "any": lambda *_: True,
}


def _version(value: Any, scheme: str) -> _Version:
    read, takes = _SCHEMES[scheme]
    if isinstance(value, float) and not value.is_integer():
        raise _untaken(value, "a version is a text: put it in quotes, a number loses its last zeros")
    text = value if isinstance(value, str) else json_key(value) if _is_number(value) else ""
    found = read(text)
    if found is None:
        raise _untaken(value, takes)
    return _Version(plain(value), *found)


def _versions(value: Any, settings: Parameters) -> _Versions:
    members = value if isinstance(value, list) else [value]
    return _Versions(value, tuple(_stretch(member, settings["scheme"]) for member in members))


def _stretch(value: Any, scheme: str) -> _Stretch:
    if not isinstance(value, Mapping):
        version = _version(value, scheme)
        return _Stretch(version, version)
    ends = _ends(value, ("min", "max"), "a version, or a range of versions with min, max or both, is taken")
    low, high = (None if end is None else _version(end, scheme) for end in ends)
    if low and high and low.key > high.key:
        raise _untaken(value, "min may not be above max")
    return _Stretch(low, high)


def _works(a: _Versions, b: _Versions, settings: Parameters, _: Context) -> Answer:
    breaks = [_version(text, settings["scheme"]) for text in settings["breaks"]]
    pairs = [_common_or_gap(one, other) for one, other in product(a.stretches, b.stretches)]
    common = [pair for pair in pairs if isinstance(pair, _Stretch)]
    if common:
        return Holds(_highest(common))
    if _mixes(a, b, breaks, settings):
        return Unanswered("a lettered and a numbered edition have no order, so no break can be placed")
    gaps = [pair for pair in pairs if not isinstance(pair, _Stretch)]
    working = [low for low, high in gaps if _joined(low, high, breaks, settings["policy"])]
    if working:
        return Holds(_said(working).written)
    return _broken(_step("a", a, b), _step("b", b, a), note=_break_between(gaps, breaks, settings["policy"]))


def _common_or_gap(one: _Stretch, other: _Stretch) -> _Stretch | tuple[_Version, _Version]:
    """What both hold, or, where they are apart, the two versions nearest to each other, lower first."""
    if one.high and other.low and one.high.key < other.low.key:
        return one.high, other.low
    if other.high and one.low and other.high.key < one.low.key:
        return other.high, one.low
    lows = [stretch.low for stretch in (one, other) if stretch.low]
    highs = [stretch.high for stretch in (one, other) if stretch.high]
    return _Stretch(_said(lows) if lows else None, _said(highs, lowest=True) if highs else None)


def _said(versions: Sequence[_Version], *, lowest: bool = False) -> _Version:
    """The highest (lowest) of some versions; of several ways to write it a text, the shortest."""
    best = (min if lowest else max)(version.key for version in versions)
    ways = (version for version in versions if version.key == best)
    return min(
        ways,
        key=lambda way: (not isinstance(way.written, str), len(json_key(way.written)), json_key(way.written)),
    )


def _highest(common: list[_Stretch]) -> Any:
    """The highest version in common; where both go on without end, from where on they do."""
    endless = [stretch.low for stretch in common if stretch.high is None and stretch.low]
    if endless:
        return {"min": _said(endless, lowest=True).written}
    return _said([stretch.high for stretch in common if stretch.high]).written


def _joined(low: _Version, high: _Version, breaks: list[_Version], policy: str) -> bool:
    return _POLICIES[policy](low, high) and not any(low.key < point.key <= high.key for point in breaks)


def _mixes(a: _Versions, b: _Versions, breaks: list[_Version], settings: Parameters) -> bool:
    """Whether breaks would have to be placed among both lettered and numbered editions."""
    if settings["scheme"] != "edition" or settings["policy"] != "any" or not breaks:
        return False
    ends = (end for x in (a, b) for stretch in x.stretches for end in (stretch.low, stretch.high) if end)
    return len({version.major[0] for version in (*ends, *breaks)}) > 1


def _break_between(gaps: list[tuple[_Version, _Version]], breaks: list[_Version], policy: str) -> str:
    for low, high in sorted(gaps, key=lambda pair: (pair[0].key, pair[1].key)):
        points = [point for point in breaks if low.key < point.key <= high.key]
        if _POLICIES[policy](low, high) and points:
            return f"what changed at {quoted(points[0].written)} stands between them"
    return ""


def _step(side: str, own: _Versions, other: _Versions) -> Mend | None:
    """Take the other's highest version: as one more of a list, as a range's new end, else instead."""
    ends = [stretch.high or stretch.low for stretch in other.stretches]
    there = [end for end in ends if end]
    if not there:
        return None
    goal = _said(there)
    if isinstance(own.written, list):
        return (Change(side, "add", goal.written, [*own.written, goal.written]),)
    new = _stretched(own.written, own.stretches[0], goal) if isinstance(own.written, Mapping) else goal.written
    return (Change(side, "set", new, new),)


def _stretched(written: Mapping[str, Any], stretch: _Stretch, goal: _Version) -> dict[str, Any]:
    end = "max" if stretch.high and stretch.high.key < goal.key else "min"
    return {**{name: value for name, value in written.items() if value is not None}, end: goal.written}


def _version_faults(parameters: Parameters) -> Iterator[str]:
    scheme = parameters.get("scheme", "numeric")
    for point in parameters.get("breaks", ()):
        try:
            _version(point, scheme)
        except _UntakenError as error:
            yield f"breaks: {error}"


# --- roles ------------------------------------------------------------------------------------------------


def _roles(value: Any, settings: Parameters) -> _Members:
    members = value if isinstance(value, list) else [value]
    if not all(isinstance(member, str) for member in members):
        raise _untaken(value, "a role or a list of roles is taken")
    return _members(value, settings)


def _counterparts(pairs: Mapping[str, Any]) -> dict[str, list[str]]:
    """Each role's counterparts, read both ways, in the order of the pairs."""
    found: dict[str, list[str]] = {}
    for role, answers in pairs.items():
        for answer in answers if isinstance(answers, list) else [answers]:
            found.setdefault(role, []).append(answer)
            found.setdefault(answer, []).append(role)
    return found


def _complement(a: _Members, b: _Members, settings: Parameters, _: Context) -> Answer:
    """Agreed are the roles of either side that have their counterpart on the other."""
    counterparts = _counterparts(settings["pairs"])
    in_a, in_b = set(a.by_key.values()), set(b.by_key.values())
    met = {(x, y) for x in in_a for y in counterparts.get(x, ()) if y in in_b}
    if met:
        return Holds(sorted({role for pair in met for role in pair}))
    return _broken(_answer_role("a", a, b, counterparts), _answer_role("b", b, a, counterparts))


def _answer_role(side: str, own: _Members, other: _Members, counterparts: dict[str, list[str]]) -> Mend | None:
    """Take the counterpart of the other's first role that has one."""
    for role in other.by_key.values():
        if role in counterparts:
            return (_gain(side, own.written, counterparts[role][:1], instead=True),)
    return None


# --- periods ----------------------------------------------------------------------------------------------

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class _Period(NamedTuple):
    """From one day until another, both included; `date.min` and `date.max` stand for an open end."""

    written: Any
    first: datetime.date
    last: datetime.date


def _period(value: Any, _: Parameters) -> _Period:
    takes = "a period with from, until or both, dates such as '2026-11-22', is taken"
    start, end = _ends(value, ("from", "until"), takes)
    first, last = _day(start, datetime.date.min), _day(end, datetime.date.max)
    if first is None or last is None:
        raise _untaken(value, takes)
    if first > last:
        raise _untaken(value, "from may not be after until")
    return _Period(value, first, last)


def _day(text: Any, default: datetime.date) -> datetime.date | None:
    if text is None:
        return default
    try:
        return datetime.date.fromisoformat(text) if isinstance(text, str) and _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _period_overlap(a: _Period, b: _Period, settings: Parameters, context: Context) -> Answer:
    first, last = max(a.first, b.first), min(a.last, b.last)
    if _suffices(first, last, settings, context):
        return Holds(_as_period(first, last))
    mends = [_extended_to(a, b, *window) for window in _windows(context.date, int(settings["min_days"]))]
    fewest = min((len(mend) for mend in mends), default=0)
    kept = [mend for mend in mends if len(mend) == fewest]
    return _broken(*kept, note=_period_note(first, last, settings, context))


def _suffices(first: datetime.date, last: datetime.date, settings: Parameters, context: Context) -> bool:
    return first <= context.date <= last and (last - first).days + 1 >= settings["min_days"]


def _period_note(first: datetime.date, last: datetime.date, settings: Parameters, context: Context) -> str:
    if first > last:
        return "they share no day"
    if not first <= context.date <= last:
        return f"the days that they share, {_days_text(first, last)}, do not hold {context.date}"
    return f"they share {(last - first).days + 1} days of at least {quoted(settings['min_days'])}"


def _days_text(first: datetime.date, last: datetime.date) -> str:
    return " ".join(f"{name} {day}" for name, day in _as_period(first, last).items())


def _as_period(first: datetime.date, last: datetime.date) -> dict[str, str]:
    ends = (("from", first, datetime.date.min), ("until", last, datetime.date.max))
    return {name: day.isoformat() for name, day, none in ends if day != none}


def _windows(day: datetime.date, days: int) -> Iterator[tuple[datetime.date, datetime.date]]:
    """The shortest periods that would do, from the day on and up to it."""
    for offset in sorted({days - 1, 1 - days}, reverse=True):
        try:
            other = day + datetime.timedelta(days=offset)
        except OverflowError:
            continue
        yield min(day, other), max(day, other)


def _extended_to(a: _Period, b: _Period, first: datetime.date, last: datetime.date) -> Mend:
    """Both periods made to hold the days from `first` to `last`; none where that leaves a period no end."""
    return tuple(
        Change(side, "set", new, new)
        for side, period in (("a", a), ("b", b))
        if not period.first <= first <= last <= period.last
        and (new := _as_period(min(period.first, first), max(period.last, last)))
    )


# --- who may read -----------------------------------------------------------------------------------------


def _releasable_to(a: _Members, _: Any, __: Parameters, context: Context) -> Answer:
    """Asks who the reader is (`context.b_who`), whatever the second value."""
    reader, named = context.b_who, set(a.by_key.values())
    if named & {reader.code, *(reader.memberships or ())}:
        return Holds()
    groups = named - context.known - {context.a_who.code}
    if reader.memberships is None and groups:
        found = _first(quoted(group) for group in groups)
        return Unanswered(f"{quoted(reader.code)} does not declare whether it belongs to {found}")
    named_too = _gain("a", a.written, [reader.code], instead=False)
    return _broken((named_too,), note=f"{quoted(reader.code)} is not among those who may read")


def _readers(value: Any, settings: Parameters) -> _Members:
    members = value if isinstance(value, list) else [value]
    if not all(isinstance(member, str) for member in members):
        raise _untaken(value, "a list of partners' codes and groups is taken")
    return _members(value, settings)


# --- published standards ----------------------------------------------------------------------------------


class _References(NamedTuple):
    """References to published standards: catalogue ids, or mappings with `standard` and `edition`."""

    written: Any
    each: tuple[Any, ...]


def _references(value: Any, _: Parameters) -> _References:
    members = value if isinstance(value, list) else [value]
    for member in members:
        if not _is_reference(member):
            raise _untaken(member, "an edition's catalogue id, or standard and edition (as texts), is taken")
    return _References(value, tuple(plain(member) for member in members))


def _is_reference(member: Any) -> bool:
    """An edition given as a number with a point is refused: it has lost its last zeros."""
    if isinstance(member, str):
        return bool(member.strip())
    if not isinstance(member, Mapping) or not member.keys() <= {"standard", "edition"}:
        return False
    edition, named = member.get("edition"), member.get("standard")
    whole = isinstance(edition, int) and not isinstance(edition, bool)
    return isinstance(named, str) and bool(named.strip()) and (edition is None or whole or isinstance(edition, str))


def _standard(a: _References, b: _References, _: Parameters, context: Context) -> Answer:
    catalogue = context.editions
    a_named, b_named = _resolved(a, catalogue), _resolved(b, catalogue)
    pairs = {_in_order(one, other) for one, other in product(_ids(a_named), _ids(b_named))}
    said = {pair: _together(*pair, catalogue) for pair in sorted(pairs)}
    working = {id for pair, together in said.items() if together.verdict == "yes" for id in pair}
    if working:
        return Holds(catalogue.newest(_current_of(working, catalogue) or working))
    doubt = _nameless(a_named, b_named) or _doubt(said)
    return doubt or _broken(*_edition_mends(a, b, a_named, b_named, catalogue), note=_why_not(said))


_Named: TypeAlias = list[tuple[Any, tuple[str, ...]]]


def _resolved(references: _References, catalogue: Editions) -> _Named:
    return [(member, catalogue.resolve(member)) for member in references.each]


def _ids(named: _Named) -> set[str]:
    return {id for _, ids in named for id in ids}


def _in_order(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def _together(one: str, other: str, catalogue: Editions) -> Together:
    return Together("yes") if one == other else catalogue.together(one, other)


def _current_of(ids: Iterable[str], catalogue: Editions) -> set[str]:
    return {id for id in ids if catalogue.lifecycle(id) == "current"}


def _nameless(a_named: _Named, b_named: _Named) -> Unanswered | None:
    """A reference to a standard without its edition could mean any; it matters where it meets something."""
    sides = {"a": a_named, "b": b_named}
    bare = {side: [member for member, ids in named if not ids] for side, named in sides.items()}
    found = [member for members in bare.values() for member in members]
    if not found or not a_named or not b_named:
        return None
    guilty = [side for side, members in bare.items() if members]
    names = (member if isinstance(member, str) else member["standard"] for member in found)
    texts = _first(quoted(name) for name in names)
    return Unanswered(f"names no edition of {texts}", side=guilty[0] if len(guilty) == 1 else "")


_DOUBTS: Mapping[str, str] = {
    "disputed": "sources disagree on whether {} and {} work together",
    "unsaid": "no source in the catalogue says whether {} and {} work together",
}


def _doubt(said: Mapping[tuple[str, str], Together]) -> Unanswered | None:
    doubtful = {pair: together for pair, together in said.items() if together.verdict in _DOUBTS}
    if not doubtful:
        return None
    reasons = (_doubt_text(pair, together) for pair, together in doubtful.items())
    sources = sorted({together.source for together in doubtful.values() if together.source})
    return Unanswered(_first(reasons, most=2), source="; ".join(sources))


def _doubt_text(pair: tuple[str, str], together: Together) -> str:
    text = _DOUBTS[together.verdict].format(*(quoted(id) for id in pair))
    return f"{text} ({together.note.rstrip('.')})" if together.note else text


def _why_not(said: Mapping[tuple[str, str], Together]) -> str:
    """Why no pair works; what is said of the same standard comes before what is of different ones."""
    same = {pair: together for pair, together in said.items() if together.verdict == "no"}
    return _first((_why_not_this(pair, together) for pair, together in (same or said).items()), most=2)


def _why_not_this(pair: tuple[str, str], together: Together) -> str:
    one, other = (quoted(id) for id in pair)
    if together.verdict != "no":
        return f"{one} and {other} are not the same published standard"
    remarks = [remark.rstrip(".") for remark in (together.note, together.source) if remark]
    return f"{one} and {other} do not work together" + (f" ({'; '.join(remarks)})" if remarks else "")


def _edition_mends(
    a: _References, b: _References, a_named: _Named, b_named: _Named, catalogue: Editions
) -> Iterator[Mend]:
    """Take the other's best edition; or both take the current one of their standard that neither has."""
    goals = (("a", a, _best_reference(b_named, catalogue)), ("b", b, _best_reference(a_named, catalogue)))
    for side, own, goal in goals:
        if goal is not None:
            yield (_take_over(side, own.written, goal),)
    ids_a, ids_b = _ids(a_named), _ids(b_named)
    current = set(catalogue.current(ids_a)) & set(catalogue.current(ids_b)) - ids_a - ids_b
    middle = catalogue.newest(current)
    if middle is not None:
        yield tuple(_take_over(side, own.written, middle) for side, own in (("a", a), ("b", b)))


def _take_over(side: str, written: Any, reference: Any) -> Change:
    grown = [*written, reference] if isinstance(written, list) else reference
    return Change(side, "add" if isinstance(written, list) else "set", reference, grown)


def _best_reference(named: _Named, catalogue: Editions) -> Any:
    """The reference to the newest current edition, else to the newest, as it was written, if any."""
    ids = _ids(named)
    best = catalogue.newest(_current_of(ids, catalogue) or ids)
    return next((member for member, its in named if best in its), None)


# --- the table --------------------------------------------------------------------------------------------


def _relation(
    name: str,
    title: str,
    take: Take | tuple[Take, Take],
    judge: Function,
    *,
    directional: bool = False,
    agrees: bool = False,
    parameters: Mapping[str, Mapping[str, Any]] | None = None,
    required: tuple[str, ...] = (),
    defaults: Parameters | None = None,
    faults: Callable[[Parameters], Iterator[str]] = lambda _: iter(()),
) -> Relation:
    take_a, take_b = take if isinstance(take, tuple) else (take, take)
    function = _asking(take_a, take_b, judge, defaults or {})
    return Relation(name, title, directional, agrees, function, parameters or {}, required, defaults or {}, faults)


_COUNT = {"type": "integer", "minimum": 1}
_AMOUNT = {"type": "number", "minimum": 0}
_ROLE = {"type": "string", "minLength": 1}

_ALL = (
    _relation(
        "equal",
        "the two values are equal",
        _normal,
        _equal,
        agrees=True,
        parameters={"normalize": {"enum": ["casefold"]}},
    ),
    _relation(
        "overlap",
        "the two sets share enough members",
        _members,
        _overlap,
        agrees=True,
        parameters={"min_common": _COUNT},
        defaults={"min_common": 1},
    ),
    _relation(
        "range-overlap",
        "the two numeric ranges share a range that is wide enough",
        _ranges,
        _range_overlap,
        agrees=True,
        parameters={"min_width": _AMOUNT},
        defaults={"min_width": 0},
    ),
    _relation(
        "within",
        "the two numbers differ by no more than the tolerance",
        _number,
        _within,
        parameters={"tolerance": _AMOUNT},
        required=("tolerance",),
    ),
    _relation(
        "disjoint",
        "the two share nothing: no member, no part of a range, no address",
        _blocks,
        _disjoint,
        parameters={"as": {"enum": list(_DISJOINT)}},
        defaults={"as": "set"},
    ),
    _relation("both", "both are true", _boolean, _both),
    _relation(
        "standard",
        "both name the same published standard, in editions that are known to work together",
        _references,
        _standard,
        agrees=True,
    ),
    _relation(
        "version",
        "a version of one works with a version of the other",
        _versions,
        _works,
        agrees=True,
        parameters={
            "scheme": {"enum": list(_SCHEMES)},
            "policy": {"enum": list(_POLICIES)},
            "breaks": {"type": "array", "items": {"type": ["string", "integer"]}},
        },
        defaults={"scheme": "numeric", "policy": "same", "breaks": ()},
        faults=_version_faults,
    ),
    _relation(
        "complement",
        "a role of one has its counterpart among the other's",
        _roles,
        _complement,
        agrees=True,
        parameters={
            "pairs": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": {"anyOf": [_ROLE, {"type": "array", "minItems": 1, "items": _ROLE}]},
            }
        },
        required=("pairs",),
    ),
    _relation(
        "period-overlap",
        "the two periods share enough days, the day asked about among them",
        _period,
        _period_overlap,
        agrees=True,
        parameters={"min_days": _COUNT},
        defaults={"min_days": 1},
    ),
    _relation("at-least", "what is offered is no less than what is needed", _number, _at_least, directional=True),
    _relation("at-most", "what is offered is no more than what is needed", _number, _at_most, directional=True),
    _relation(
        "covers",
        "every member that is needed is offered",
        _members,
        _covers,
        directional=True,
        agrees=True,
    ),
    _relation(
        "dominates",
        "what is offered stands as high as what is needed, or higher",
        _member_of_order,
        _dominates,
        directional=True,
        parameters={"order": {"type": "array", "minItems": 1, "uniqueItems": True}},
        required=("order",),
    ),
    _relation(
        "releasable-to",
        "the other partner, or a group that it belongs to, is among those who may read",
        (_readers, _anything),
        _releasable_to,
        directional=True,
    ),
)

RELATIONS: dict[str, Relation] = {relation.name: relation for relation in _ALL}
