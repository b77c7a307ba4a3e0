"""Two offers on the way to one: what the rules settle, what both say alike, and what is left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..declarations import term
from ..negotiation import ABSENT, Asked, Offer, Pair, Steps, child
from ..relations import NOTHING, Context, Holds, json_equal, json_key, plain
from ..standards.words import RESERVED
from .drafts import Open

_STATES = ("planned", "trial", "fielded")


def settled(asked: Asked, pair: Pair, *, peer: bool) -> Iterator[tuple[Steps, tuple[Any, ...]]]:
    """The places whose value a rule settles, each with the ways to write it, the likeliest first."""
    if not isinstance(asked.answer, Holds) or asked.a_steps == ("network",):
        return
    if asked.offering is None:
        if asked.answer.agreed is not NOTHING:
            written = pair.a.look(asked.a_steps), pair.b.look(asked.b_steps)
            yield asked.a_steps, tuple(_shapes(plain(asked.answer.agreed), written))
    elif peer and asked.rule.relation.name != "releasable-to":
        yield from _between_two(asked, pair)


def _shapes(agreed: Any, written: Sequence[Any]) -> Iterator[Any]:
    """How an agreed value can be written: as a list where they wrote lists, spelt as one of them spelt it."""
    lists = [isinstance(each, list) for each in written]
    if isinstance(agreed, list) and len(agreed) == 1 and not all(lists):
        yield agreed[0]
    if not isinstance(agreed, list) and all(lists):
        yield [agreed]
    if isinstance(agreed, str):
        yield from (each for each in written if isinstance(each, str) and each.casefold() == agreed.casefold())
    yield agreed
    if not isinstance(agreed, list):
        yield [agreed]
    if isinstance(agreed, str | int | float):
        yield {"min": agreed, "max": agreed}
        yield [{"min": agreed, "max": agreed}]
    if isinstance(agreed, list) and agreed:
        yield agreed[0]
    yield from written


def _between_two(asked: Asked, pair: Pair) -> Iterator[tuple[Steps, tuple[Any, ...]]]:
    """What both offer, and what suits both needs, of a rule that both sides' offers and needs are asked by."""
    path, needs = (asked.a_steps, asked.b_steps) if asked.offering == "a" else (asked.b_steps, asked.a_steps)
    offered, needed = ([offer.look(steps) for offer in (pair.a, pair.b)] for steps in (path, needs))

    def holds(offer: Any, need: Any) -> bool:
        if need is ABSENT:
            return True
        context: Context = pair.context
        return offer is not ABSENT and isinstance(
            asked.rule.relation.function(offer, need, asked.rule.parameters, context), Holds
        )

    if path == needs:  # then each asks for at least the other's: both say the same
        return
    for value in (*offered, *_in_both(offered)) if ABSENT not in offered else ():
        if all(holds(each, value) for each in offered) and all(holds(value, each) for each in needed):
            yield path, (value,)
            break
    for value in (*needed, *_in_either(needed)) if ABSENT not in needed else ():
        if all(holds(each, value) for each in offered) and all(holds(value, each) for each in needed):
            yield needs, (value,)
            break


def _in_both(lists: Sequence[Any]) -> Iterator[Any]:
    if all(isinstance(each, list) for each in lists):
        keys = {json_key(each) for each in lists[1]}
        yield [each for each in lists[0] if json_key(each) in keys]


def _in_either(lists: Sequence[Any]) -> Iterator[Any]:
    if all(isinstance(each, list) for each in lists):
        yield list({json_key(each): each for each in (*lists[0], *lists[1])}.values())


def reserved(one: Offer, other: Offer) -> dict[str, Any]:
    """The keys that every offer may have: those of the two that hold for both."""
    ids = {offer.id for offer in (one, other)}
    found: dict[str, Any] = {"id": (ids.pop() if len(ids) == 1 else None) or "common"}
    if network := one.network or other.network:
        found["network"] = network
    states = {term(offer, "state") or "fielded" for offer in (one, other)}
    state = min(states, key=lambda each: _STATES.index(each) if each in _STATES else 0)
    if state != "fielded":
        found["state"] = state
    starts, ends = ([day for offer in (one, other) if (day := term(offer, key))] for key in ("from", "until"))
    found |= {"from": max(starts)} if starts else {}
    found |= {"until": min(ends)} if ends else {}
    if readers := _readers(one, other):
        found["releasable-to"] = readers
    return found


def _readers(one: Offer, other: Offer) -> list[Any]:
    """Who may read both offers."""
    lists = [offer.value.get("releasable-to") for offer in (one, other) if isinstance(offer.value, dict)]
    said = [each for each in lists if isinstance(each, list)]
    return next(_in_both(said), said[0]) if len(said) == 2 else [*said[0]] if said else []


class Merging:
    """Two offers on the way to one: `settled` by the rules; `own` may each keep; `open` is what is left open."""

    def __init__(
        self, codes: tuple[str, str], settled: Mapping[Steps, Any], own: frozenset[Steps] = frozenset()
    ) -> None:
        self.codes, self.settled, self.own = codes, settled, own
        self.theirs: frozenset[str] = frozenset()
        self.open: list[Open] = []

    def both(self, one: Any, other: Any) -> dict[str, Any]:
        """What the two offers of a peer exchange say in common."""
        return self._mapping(one, other, (), self._value) if isinstance(one, dict) else {}

    def one_sided(self, own: Any, other: Any) -> dict[str, Any]:
        """What one side of a flow says, as far as the other side does not say otherwise."""
        return self._mapping(own, other, (), self._own_value) if isinstance(own, dict) else {}

    def _mapping(self, one: Any, other: Any, steps: Steps, value_of: Any) -> dict[str, Any]:
        found = {}
        for key in {**one, **other}:
            if steps or key not in RESERVED:
                value = value_of(_at(one, key), _at(other, key), (*steps, key))
                if value is not ABSENT:
                    found[key] = value
        return found

    def _value(self, one: Any, other: Any, steps: Steps) -> Any:
        if steps in self.settled:
            return self.settled[steps]
        if (
            isinstance(one, dict)
            and isinstance(other, dict)
            and not (json_equal(one, other) and not self._inside(steps))
        ):
            return self._mapping(one, other, steps, self._value) or ABSENT
        if self._inside(steps) and isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            members = [self._value(_at(one, i), _at(other, i), (*steps, i)) for i in range(len(one))]
            return ABSENT if ABSENT in members else members
        if one is ABSENT and other is ABSENT:
            return ABSENT
        if one is not ABSENT and other is not ABSENT and json_equal(one, other):
            return one
        self.open.append(Open(steps, ((self.codes[0], one), (self.codes[1], other))))
        return ABSENT

    def _own_value(self, own: Any, other: Any, steps: Steps) -> Any:
        if own is ABSENT:
            return ABSENT
        if steps in self.own:
            return own
        if other is ABSENT and steps not in self.settled and not (len(steps) == 1 and steps[0] in self.theirs):
            return own
        if isinstance(own, dict) and isinstance(other, dict) and steps not in self.settled:
            return self._mapping(own, other, steps, self._own_value) or ABSENT
        return self._value(own, other, steps)

    def _inside(self, steps: Steps) -> bool:
        return any(each[: len(steps)] == steps for each in self.settled)


def _at(value: Any, key: Any) -> Any:
    found = child(value, key)
    return ABSENT if found is None else found
