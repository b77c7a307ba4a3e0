"""Who declares what: each partner's offers and answers, pooled by exchange and side."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from .negotiation import Offer
from .partners import Partner, kind_of
from .profiles import Document
from .standards import Exchange, Kind, Located, Side, Standards

Key = tuple[str, str, str]  # kind, exchange id, name


class Said(NamedTuple):
    """What a partner says of one side of an exchange: offers that count on the day, and where else it spoke.

    `later` are offers that do not count on the day. `unknown` and `none` are the documents, with the steps,
    that answer so. `via` is the sponsor whose words these are.
    """

    offers: tuple[Offer, ...] = ()
    later: tuple[Offer, ...] = ()
    unknown: tuple[tuple[Document, tuple[str | int, ...]], ...] = ()
    none: tuple[tuple[Document, tuple[str | int, ...]], ...] = ()
    via: str | None = None

    @property
    def answer(self) -> str:
        """``offers``, ``unknown``, ``none`` or ``nothing``; offers win over unknown, and unknown over none."""
        if self.offers:
            return "offers"
        if self.unknown:
            return "unknown"
        return "none" if self.none or self.later else "nothing"


class _Pool:
    """The parts of a `Said` while they are collected."""

    def __init__(self) -> None:
        self.offers: list[Offer] = []
        self.later: list[Offer] = []
        self.unknown: list[tuple[Document, tuple[str | int, ...]]] = []
        self.none: list[tuple[Document, tuple[str | int, ...]]] = []

    def said(self) -> Said:
        return Said(tuple(self.offers), tuple(self.later), tuple(self.unknown), tuple(self.none))


Declared = dict[Key, dict[Side, Said]]


def declared(partner: Partner, standards: Standards, date: datetime.date) -> Declared:
    """Everything that a partner says, by exchange and side, its sponsors' words where it may use them.

    Where its own words of a kind could not all be used, nobody knows whether it is silent: no sponsor's stand for them.
    """
    own = _own(partner, standards, date)
    if partner.sponsor:
        for key, sides in declared(partner.sponsor, standards, date).items():
            kind = standards.kind(key[0])
            exchange = kind.exchanges.get(key[1]) if kind else None
            if exchange and exchange.sponsored and key not in own and not partner.lacks(key[0]):
                own[key] = {s: said._replace(via=said.via or partner.sponsor.code) for s, said in sides.items()}
    return own


def _own(partner: Partner, standards: Standards, date: datetime.date) -> Declared:
    pools: dict[Key, dict[Side, _Pool]] = {}
    for document in partner.documents:
        if kind := kind_of(document, standards):
            for located in kind.locate(document.value):
                sides = pools.setdefault((kind.name, located.id, located.name), {})
                _pool(sides, document, kind, located, date)
    return {key: {side: pool.said() for side, pool in sides.items()} for key, sides in pools.items()}


def _pool(sides: dict[Side, _Pool], document: Document, kind: Kind, located: Located, date: datetime.date) -> None:
    exchange = kind.exchanges[located.id]
    for side in dict.fromkeys(exchange.sides):
        steps = located.steps if side is Side.OFFERS else (*located.steps, side.value)
        answer = _answer(located.value, side)
        if answer == "nothing":
            continue
        pool = sides.setdefault(side, _Pool())
        if answer == "unknown":
            pool.unknown.append((document, located.steps))
        elif answer == "none":
            pool.none.append((document, steps if isinstance(located.value, dict) else located.steps))
    for side, steps, value in kind.offers(located):
        offer = _offer(document, kind, exchange, side, steps, value)
        pool = sides.setdefault(side, _Pool())
        (pool.offers if counts(offer, date) else pool.later).append(offer)


def _answer(value: Any, side: Side) -> str:
    """What stands at an exchange, for one of its sides: ``unknown``, ``none``, ``nothing``, or else offers."""
    if value in ("none", "unknown"):
        return str(value)
    listed = value.get(side.value) if side is not Side.OFFERS and isinstance(value, dict) else value
    if listed is None:
        return "nothing"
    return "none" if listed == [] else "offers"


def _offer(
    document: Document, kind: Kind, exchange: Exchange, side: Side, steps: tuple[str | int, ...], value: Any
) -> Offer:
    own = value.get("network") if isinstance(value, dict) else None
    position = steps[-1] if isinstance(steps[-1], int) else 0
    network = own if isinstance(own, str) else document.network
    return Offer(value, side, position, document, steps, kind, exchange.id, network)


def term(offer: Offer, key: str) -> str | None:
    """`state`, `from` or `until` of an offer: its own, or else its document's."""
    for value in (offer.value, offer.document.value):
        if isinstance(value, dict) and isinstance(value.get(key), str):
            return str(value[key])
    return None


def counts(offer: Offer, date: datetime.date) -> bool:
    """Whether an offer counts on a day: within its dates, and not planned without one."""
    start, end = term(offer, "from"), term(offer, "until")
    if term(offer, "state") == "planned" and start is None:
        return False
    day = date.isoformat()
    return (start is None or start <= day) and (end is None or day <= end)
