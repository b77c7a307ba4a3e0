"""Which declarations are equal: what judging an exchange looks at in them, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from ..declarations import Key, Said
from ..negotiation import ABSENT, Offer, child
from ..partners import Partner
from ..relations import json_key
from ..standards import Exchange, Rule, Side, Standards
from ..standards.annotations import AnyKey, Path

Sides = Mapping[Side, Said]  # what one partner says of one exchange


class Looks:
    """What the rules of an exchange, in all its versions, look at in an offer and in whoever makes it."""

    def __init__(self, exchanges: Sequence[Exchange], readers: frozenset[str]) -> None:
        self.sides = tuple(dict.fromkeys(side for exchange in exchanges for side in exchange.sides))
        self.sponsored = any(exchange.sponsored for exchange in exchanges)
        self.rules = [rule for exchange in exchanges for rule in exchange.rules]
        self.paths = sorted({_fixed(path) for rule in self.rules for path in _paths(rule)}, key=repr)
        self.readers = readers if any(map(_asks_who, self.rules)) else frozenset()
        self.asks_who = any(map(_asks_who, self.rules))
        self._offers: dict[tuple[str, str, str | None], int] = {}
        self._numbers: dict[str, int] = {}

    def offer(self, offer: Offer) -> int:
        """A number that two offers share only if every rule answers them alike."""
        raw = json.dumps(offer.value, sort_keys=True), offer.kind.version, offer.network
        if raw not in self._offers:
            seen = self._seen(offer)
            self._offers[raw] = self._numbers.setdefault(seen, len(self._numbers))
        return self._offers[raw]

    def _seen(self, offer: Offer) -> str:
        whole = offer._replace(value=offer.seen)
        values = (each.look(path) for path in self.paths for each in (offer, whole))
        asked = "".join(each for rule in self.rules for each in _conditions(rule, offer, whole))
        said = ",".join("" if value is ABSENT else json_key(value) for value in values)
        return f"{offer.kind.version}/{json_key(offer.network)}/{asked}/{said}"

    def who(self, partner: Partner) -> Any:
        """What a rule about readers can tell of a partner: those of its names that anybody's offer names."""
        if not self.asks_who:
            return None
        names = {partner.code, *(partner.memberships or ())} & self.readers
        unheard = partner.code in self.readers and partner.code not in partner.known
        return frozenset(names), partner.memberships is None, partner.code if unheard else None


def named_readers(exchanges: Iterable[Exchange], offers: Iterable[Any]) -> Iterator[str]:
    """Every text in the offers that a rule about readers could take for a partner or a group."""
    paths = {_fixed(rule.path) for exchange in exchanges for rule in exchange.rules if _asks_who(rule)}
    for offer in offers if paths else ():
        for path in paths:
            yield from _texts(reduce(child, path, offer))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _texts(member)


def _asks_who(rule: Rule) -> bool:
    return rule.relation.name == "releasable-to"


def _fixed(path: Path) -> tuple[str | int, ...]:
    """The path as far as it is the same in every offer: to the first key of any name."""
    steps: list[str | int] = []
    for step in path:
        if isinstance(step, AnyKey):
            break
        steps.append(step)
    return tuple(steps)


def _paths(rule: Rule) -> Iterator[Path]:
    yield rule.path
    yield rule.needs
    for scope in rule.scopes:
        for condition in scope.conditions:
            if _keyed(condition.path):
                yield condition.path  # asked key by key, so that all that stands there counts


def _keyed(path: Path) -> bool:
    return any(isinstance(step, AnyKey) for step in path)


def _conditions(rule: Rule, offer: Offer, whole: Offer) -> Iterator[str]:
    """How an offer stands to everything on which asking the rule hangs: yes, no, or nothing there."""
    if rule.when is not None:
        yield "01"[bool(rule.when(offer.value))]
    for scope in rule.scopes:
        for condition in scope.conditions if scope.side is offer.side else ():
            if not _keyed(condition.path):
                here = whole.look(_fixed(condition.path))
                yield "-" if here is ABSENT else "01"[bool(condition.test(here))]


def versions(sides: Sides) -> tuple[Any, Any]:
    """The oldest and the newest version of the kind that a partner's offers are of."""
    said = sides.values()
    used = [offer.kind.ordinal for each in said for offer in (*each.offers, *each.later)]
    return (min(used), max(used)) if used else (None, None)


def lacking(partner: Partner, kind: str) -> tuple[bool, bool]:
    """Whether documents of a kind could not be used: the partner's own, and any of its sponsors'."""
    return partner.lacks(kind), any(each.lacks(kind) for each in partner.lineage)


def of_side(partner: Partner, key: Key, sides: Sides, side: Side, looks: Looks, sponsors: frozenset[str]) -> Any:
    """What tells apart the declarations of two partners on one side of an exchange: equal for equal answers.

    `sponsors` are the partners whose words others may bring to an exchange.
    """
    said = sides.get(side, Said())
    offers = tuple((offer.rank, looks.offer(offer)) for offer in sorted(said.offers, key=lambda offer: offer.order))
    source = said.via or partner.code
    return (
        offers,
        said.answer,
        bool(said.unknown),
        versions(sides),
        lacking(partner, key[0]),
        bool(said.via),
        source if offers and looks.sponsored and source in sponsors else None,
        looks.who(partner) if offers else None,
    )


def exchanges_of(key: Key, standards: Standards) -> list[Exchange]:
    """An exchange in every version of its kind."""
    return [kind.exchanges[key[1]] for kind in standards.kinds[key[0]] if key[1] in kind.exchanges]
