"""From a clear exchange to the offers that it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..meetings import Between, Meeting, facing
from ..negotiation import Offer, Pair, judge
from ..profiles import pointer
from ..relations import Holds
from ..report import ExchangeResult
from ..standards import Mode, Side
from ..standards.words import RESERVED
from .drafts import Draft
from .fitting import asked_for, fitting
from .settling import Merging, reserved, settled


def drafts(result: ExchangeResult, between: Between) -> Iterator[Draft]:
    """The offers that a clear exchange comes to: one in a peer exchange, in a flow one a side."""
    for bare, _ in facing((result.kind, result.id, result.name), between):
        if bare.sides.direction != result.direction:
            continue
        if result.chosen:
            one = _chosen(bare.one.said.offers, result)
            other = _chosen(bare.other.said.offers, result)
            pair = judge(bare.exchange.rules, one, other, between.context(bare.one.partner, bare.other.partner))
            yield from map(fitting, _met(bare, pair))
        elif result.via and bare.one.source == bare.other.source:
            yield from map(fitting, _shared(bare))


def _chosen(offers: Sequence[Offer], result: ExchangeResult) -> Offer:
    places = {(each.path, each.pointer) for each in result.chosen or ()}
    return next(offer for offer in offers if (offer.document.path, pointer(offer.steps)) in places)


def _met(bare: Meeting, pair: Pair) -> Iterator[Draft]:
    if not (isinstance(pair.a.value, dict) and isinstance(pair.b.value, dict)):
        yield _draft(bare, pair.a, pair.b, {"id": "common"})._replace(refused="its offers are no mappings")
    elif bare.exchange.mode is Mode.PEER:
        yield _of_both(bare, pair)
    else:
        yield from _of_each(bare, pair)


def _of_both(bare: Meeting, pair: Pair) -> Draft:
    codes = bare.one.code, bare.other.code
    shapes = dict(shape for asked in pair.asked for shape in settled(asked, pair, peer=True))
    merging = Merging(codes, {steps: each[0] for steps, each in shapes.items()})
    value = {**reserved(pair.a, pair.b), **merging.both(pair.a.value, pair.b.value)}
    draft = _draft(bare, pair.a, pair.b, value)
    meets = tuple((code, None) for code in codes)
    return draft._replace(open=tuple(merging.open), shapes=tuple(shapes.items()), meets=meets)


def _of_each(bare: Meeting, pair: Pair) -> Iterator[Draft]:
    """What the provider says, and what the acceptor: each keeps what it offers or needs."""
    codes = bare.one.code, bare.other.code
    shapes = dict(shape for asked in pair.asked for shape in settled(asked, pair, peer=False))
    directional = [asked for asked in pair.asked if asked.offering and isinstance(asked.answer, Holds)]
    sides = (
        (pair.a, pair.b, codes, {asked.a_steps for asked in directional}, "A->B"),
        (pair.b, pair.a, codes[::-1], {asked.b_steps for asked in directional}, "B->A"),
    )
    for own, other, named, steps, toward in sides:
        merging = Merging(named, {each: shape[0] for each, shape in shapes.items()}, frozenset(steps))
        merging.theirs = bare.exchange.named.get(other.side, frozenset())
        value = {**reserved(own, other), **merging.one_sided(own.value, other.value)}
        if own.value.get("releasable-to") is not None:
            value["releasable-to"] = own.value["releasable-to"]
        draft = _draft(bare, own, other, value)
        yield draft._replace(open=tuple(merging.open), shapes=tuple(shapes.items()), meets=((named[1], toward),))


def _shared(bare: Meeting) -> Iterator[Draft]:
    """What both have from one sponsor, as it says it."""
    one, other = bare.one, bare.other
    sides = [(one.said.offers, ((other.code, "A->B"),)), (other.said.offers, ((one.code, "B->A"),))]
    if bare.exchange.mode is Mode.PEER:
        sides = [(one.said.offers, ((one.code, None), (other.code, None)))]  # type: ignore[list-item]
    for offers, meets in sides:
        for offer in (each for each in offers if isinstance(each.value, dict)):
            said = {key: value for key, value in offer.value.items() if key not in RESERVED}
            draft = _draft(bare, offer, offer, {**reserved(offer, offer), **said})
            yield draft._replace(meets=meets, number=offer.rank, whole=True)


def _draft(bare: Meeting, offer: Offer, other: Offer, value: dict[str, Any]) -> Draft:
    kind = min((offer.kind, other.kind), key=lambda each: each.ordinal)
    listed = isinstance(offer.steps[-1], int)
    lead = offer.steps[: -1 if listed else None]
    lead = lead[:-1] if offer.side is not Side.OFFERS else lead
    direction = "" if bare.sides.direction is None else f"{bare.one.code}->{bare.other.code}"
    top = tuple(asked_for(kind, offer.document, other.document))
    return Draft(kind, bare.exchange, bare.name, direction, offer.side, lead, listed, value, top)
