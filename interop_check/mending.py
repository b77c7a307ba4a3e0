"""The nearest miss: the smallest changes that unblock an exchange, found by mending and judging again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .negotiation import Asked, Negotiated, Offer, Pair, Steps, judge, negotiate
from .relations import Broken, Change, Context, json_key
from .report import Verdict
from .standards import Exchange

_TRIES = 200  # judgements of one pair; a chain of mends is a few long

Place = tuple[str, Steps]  # a document's path, and the steps to an offer in it
Allowed = Callable[[Mapping[Place, Offer]], bool]  # whether the documents with these offers conform


class Mended(NamedTuple):
    """One change to one offer: ``add``, ``remove`` or ``set`` the `value` at `steps` from the document's root."""

    offer: Offer  # as it stood before the change
    steps: Steps
    do: str
    value: Any


class _State(NamedTuple):
    """An exchange half mended: the offers as they stand now, and the changes that led here."""

    offers: dict[Place, Offer] = {}
    changes: tuple[Mended, ...] = ()


def nearest_miss(
    exchange: Exchange,
    a: Sequence[Offer],
    b: Sequence[Offer],
    negotiated: Negotiated,
    context: Context,
    allowed: Allowed,
    *,
    a_first: bool,
) -> tuple[Mended, ...]:
    """The changes that unblock `exchange`; none where mending breaks a schema or undoes itself.

    The chosen pair is mended rule by rule and the whole exchange judged again, as often as there are offers.
    """
    state = _State()
    for _ in range(len(a) * len(b) + 1):
        if negotiated.verdict is not Verdict.BLOCKED:
            return state.changes
        if negotiated.chosen is None:
            return ()
        mended = _mend(exchange, negotiated.chosen, state, context, allowed)
        if mended is None:
            return ()
        state = mended
        now_a, now_b = ([state.offers.get(place(offer), offer) for offer in side] for side in (a, b))
        negotiated = negotiate(exchange, now_a, now_b, context, a_first=a_first)
    return ()


def place(offer: Offer) -> Place:
    """What tells an offer from every other."""
    return offer.document.path, offer.steps


def _mend(exchange: Exchange, pair: Pair, state: _State, context: Context, allowed: Allowed) -> _State | None:
    """`state` with `pair` mended until nothing blocks it: the shortest chain of smallest changes."""
    waiting = [(pair.a, pair.b, state)]
    seen = {_key(pair.a, pair.b)}
    for a, b, here in waiting:  # grows while it is read: breadth first, so that the shortest chain wins
        blocking = next((asked for asked in judge(exchange.rules, a, b, context).asked if asked.blocks), None)
        if blocking is None:
            return here
        for a_next, b_next, changes in _mended(blocking, a, b):
            if (key := _key(a_next, b_next)) in seen or len(seen) > _TRIES:
                continue
            seen.add(key)
            offers = {**here.offers, place(a_next): a_next, place(b_next): b_next}
            if allowed(offers):
                waiting.append((a_next, b_next, _State(offers, (*here.changes, *changes))))
    return None


def _key(a: Offer, b: Offer) -> tuple[str, str, str | None, str | None]:
    return json_key(a.value), json_key(b.value), a.network, b.network


def _mended(asked: Asked, a: Offer, b: Offer) -> Iterator[tuple[Offer, Offer, tuple[Mended, ...]]]:
    """Every way in which the broken rule can be mended, both directions of a peer exchange at once."""
    for parts in _alternatives(asked):
        now = {"a": a, "b": b}
        changes: list[Mended] = []
        for steps, change in parts:
            offer = now[change.side]
            now[change.side] = offer.changed(steps, change.result)
            changes.append(Mended(offer, (*offer.steps, *steps), change.do, change.value))
        yield now["a"], now["b"], tuple(changes)


def _alternatives(asked: Asked) -> Iterator[list[tuple[Steps, Change]]]:
    """The mends of a broken rule, each change with its steps in the offer."""
    if isinstance(asked.answer, Broken):
        for mend in asked.answer.mends:
            yield [({"a": asked.a_steps, "b": asked.b_steps}[change.side], change) for change in mend]


def mends(asked: Asked, a: Offer, b: Offer) -> Iterator[tuple[Mended, ...]]:
    """Every single way to mend one broken rule, for its finding."""
    for _, _, changes in _mended(asked, a, b):
        yield changes
