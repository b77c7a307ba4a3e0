"""The nearest miss: the smallest changes that unblock an exchange, found by mending and judging again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from .negotiation import ABSENT, Asked, Negotiated, Offer, Pair, Steps, ask, judge, negotiate
from .relations import Broken, json_key
from .report import Verdict
from .standards import Exchange, Kind
from .standards.kinds import replaced

_ROUNDS = 12  # of judging an exchange again; under `commit`, mending one pair may bring up another
_TRIES = 200  # judgements of one pair; a chain of mends is a few long

Place = tuple[str, Steps]  # a document's path, and the steps to an offer in it


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
    *,
    a_first: bool,
    by: str | None = None,
) -> tuple[Mended, ...]:
    """The changes that unblock `exchange`; none where mending breaks a schema or undoes itself.

    `by`: the side, ``a`` or ``b``, that alone may change its offers; else either may.
    The chosen pair (under ``every``, each blocked pair) is mended rule by rule and the whole exchange judged again.
    """
    state = _State()
    for _ in range(_ROUNDS):
        if negotiated.verdict is not Verdict.BLOCKED:
            return folded(state.changes, state.offers.values())
        blocked = [pair for pair in negotiated.pairs if pair.verdict is Verdict.BLOCKED]
        for pair in blocked:
            mended = _mend(exchange, pair, state, by)
            if mended is None:
                return ()
            state = mended
        now_a, now_b = ([state.offers.get(place(offer), offer) for offer in side] for side in (a, b))
        negotiated = negotiate(exchange, now_a, now_b, blocked[0].context, a_first=a_first)
    return ()


def conforms(offers: Iterable[Offer]) -> bool:
    """Whether the documents of these offers conform to their kinds with the offers as they are now."""
    documents: dict[str, tuple[Kind, Any]] = {}
    for offer in offers:
        kind, value = documents.get(offer.document.path, (offer.kind, offer.document.value))
        documents[offer.document.path] = kind, replaced(value, offer.steps, offer.value)
    return all(kind.schema.holds(kind.view(value)) for kind, value in documents.values())


def place(offer: Offer) -> Place:
    """What tells an offer from every other."""
    return offer.document.path, offer.steps


def _mend(exchange: Exchange, pair: Pair, state: _State, by: str | None) -> _State | None:
    """`state` with `pair` mended until nothing blocks it: the shortest chain of smallest changes."""
    first_a, first_b = (state.offers.get(place(offer), offer) for offer in (pair.a, pair.b))
    waiting = [(first_a, first_b, state)]
    seen = {_key(first_a, first_b)}
    for a, b, here in waiting:  # grows while it is read: breadth first, so that the shortest chain wins
        blocking = next((asked for asked in judge(exchange.rules, a, b, pair.context).asked if asked.blocks), None)
        if blocking is None:
            return here
        for a_next, b_next, changes in _mended(blocking, a, b, by):
            if (key := _key(a_next, b_next)) in seen or len(seen) > _TRIES:
                continue
            seen.add(key)
            offers = {**here.offers, place(a_next): a_next, place(b_next): b_next}
            if conforms(offers.values()):
                waiting.append((a_next, b_next, _State(offers, (*here.changes, *changes))))
    return None


def _key(a: Offer, b: Offer) -> tuple[str, str, str | None, str | None]:
    return json_key(a.value), json_key(b.value), a.network, b.network


def _mended(
    asked: Asked, a: Offer, b: Offer, by: str | None = None
) -> Iterator[tuple[Offer, Offer, tuple[Mended, ...]]]:
    """Every way in which one direction of a broken rule can be mended; by one side alone, where `by` names it."""
    mends = asked.answer.mends if isinstance(asked.answer, Broken) and not asked.rule.fixed else ()
    for mend in mends if by is None else (each for each in mends if all(change.side == by for change in each)):
        now = {"a": a, "b": b}
        changes: list[Mended] = []
        for change in mend:
            offer, steps = now[change.side], {"a": asked.a_steps, "b": asked.b_steps}[change.side]
            now[change.side] = offer.changed(steps, change.result)
            changes.append(Mended(offer, (*offer.steps, *steps), change.do, change.value))
        yield now["a"], now["b"], tuple(changes)


def mends(asked: Asked, pair: Pair) -> Iterator[tuple[Mended, ...]]:
    """Every way to mend one broken rule, for its finding: after each the rule holds, in both its directions."""
    for a, b, changes in _mended(asked, pair.a, pair.b):
        again = next((each for each in ask(asked.rule, a, b, pair.context) if each.a_steps == asked.a_steps), None)
        if again is None or not again.broken:
            if conforms([a, b]):
                yield changes
            continue
        for a_next, b_next, more in _mended(again, a, b):
            holds = not any(each.broken for each in ask(asked.rule, a_next, b_next, pair.context))
            if holds and conforms([a_next, b_next]):
                yield folded((*changes, *more), [a_next, b_next])


def folded(changes: Sequence[Mended], offers: Iterable[Offer]) -> tuple[Mended, ...]:
    """The changes, those of one place folded into one that leads to what stands there in the end."""
    after = {place(offer): offer for offer in offers}
    by_place: dict[tuple[str, Steps], list[Mended]] = {}
    for change in changes:
        by_place.setdefault((change.offer.document.path, change.steps), []).append(change)
    return tuple(kept for each in by_place.values() for kept in _one_place(each, after[place(each[0].offer)]))


def _one_place(changes: Sequence[Mended], after: Offer) -> Sequence[Mended]:
    first = changes[0]
    inside = first.steps[len(after.steps) :]
    absent = first.offer.look(inside) is ABSENT
    alike = len({change.do for change in changes}) == 1 and first.do != "set" and not absent
    if len(changes) == 1 or alike:  # members that join or leave a list one by one say more than the list
        return changes
    return [Mended(first.offer, first.steps, "add" if absent else "set", after.look(inside))]
