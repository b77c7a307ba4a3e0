"""Which pairs of editions meet in some partners' offers while the catalogue says nothing of the two."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from .catalogue import Catalogue, Edition
from .declarations import Declared, declared
from .negotiation import Offer
from .partners import Partner
from .references import references, speaks
from .report import Place
from .standards import Mode, Rule, Side, Standards

__all__ = ["Gap", "Meeting", "Standing", "entries", "gaps"]


class Standing(NamedTuple):
    """An edition where a partner names it. The file is its own, or that of the sponsor whose offer it has."""

    partner: str
    place: Place


class Meeting(NamedTuple):
    """One rule under which two editions meet: who names the first, and who, facing them, the second.

    `sides` are the lists in which they do. `pairs` counts the pairs of different partners that meet so; in
    `unanswered` of them nothing else that the two name works together, so that the rule goes unanswered.
    """

    rule: str
    exchange: str
    sides: tuple[Side, Side]
    one: tuple[Standing, ...]
    other: tuple[Standing, ...]
    pairs: int
    unanswered: int


class Gap(NamedTuple):
    """Two editions of one published standard that meet, and of which no entry of the catalogue speaks."""

    standard: str
    title: str
    editions: tuple[Edition, Edition]
    meetings: tuple[Meeting, ...]

    @property
    def unanswered(self) -> int:
        """How many pairs of partners, over all rules, go without an answer for want of this one."""
        return sum(meeting.unanswered for meeting in self.meetings)


def gaps(partners: Iterable[Partner], standards: Standards, date: datetime.date) -> Iterator[Gap]:
    """The pairs of editions that two of the partners would meet on, on the day `date`.

    Those for want of which a rule goes unanswered come first.

    Two editions meet where different partners name them under one rule with the relation ``standard``: in a
    flow, one of them as it provides and the other as it accepts.
    """
    catalogue = standards.catalogue
    found: dict[tuple[str, str], list[Meeting]] = defaultdict(list)
    for point in _points(partners, standards, date):
        for pair, meeting in _meetings(point, catalogue):
            found[pair].append(meeting)
    whole = (_gap(pair, meetings, catalogue) for pair, meetings in found.items())
    yield from sorted(whole, key=lambda gap: (not gap.unanswered, gap.standard, gap.editions))


def _gap(pair: tuple[str, str], meetings: Iterable[Meeting], catalogue: Catalogue) -> Gap:
    one, other = (catalogue.editions[id] for id in pair)
    family = catalogue.families[one.family]
    return Gap(family.id, family.title, (one, other), tuple(sorted(meetings, key=_order)))


def _order(meeting: Meeting) -> tuple[Any, ...]:
    standing = [(each.partner, each.place.path, each.place.pointer) for each in (*meeting.one, *meeting.other)]
    return meeting.rule, meeting.exchange, meeting.sides, standing


def entries(found: Iterable[Gap]) -> dict[str, Any]:
    """A catalogue file with an entry for each gap, still to be filled in: as it stands the catalogue refuses it."""
    return {
        "$comment": "Say of each pair whether the two work together (yes, no or disputed), the public source that "
        "says so, the day you read it, and how sure it is (high, medium or low). Delete the pairs that you cannot "
        "answer: while one is empty, this file is refused.",
        "pairs": [
            {
                "editions": [edition.id for edition in gap.editions],
                "together": "",
                "source": "",
                "checked": "",
                "confidence": "",
            }
            for gap in found
        ],
    }


# ── where editions stand ─────────────────────────────────────────────────────────────────────────────────


class _Holder(NamedTuple):
    """A partner at one point and side: whose words these are, and where it names which edition.

    Of two offers a rule is asked where it speaks of either; `asked` are the editions in offers that it speaks of.
    """

    code: str
    source: str
    editions: Mapping[str, tuple[Place, ...]]
    asked: frozenset[str]


class _Point(NamedTuple):
    """One rule at one place of an exchange's offers, and who speaks there on which side."""

    rule: str
    exchange: str
    mode: Mode
    holders: Mapping[Side, Sequence[_Holder]]


_Named = dict[str, list[Place]]  # by edition


def _points(partners: Iterable[Partner], standards: Standards, date: datetime.date) -> Iterator[_Point]:
    spoken: dict[tuple[str, str, tuple[object, ...]], dict[Side, list[_Holder]]] = {}
    modes: dict[str, Mode] = {}
    for partner in sorted(partners, key=lambda partner: partner.code):
        said = declared(partner, standards, date)
        named: dict[tuple[Any, ...], _Named] = defaultdict(lambda: defaultdict(list))
        asked: dict[tuple[Any, ...], set[str]] = defaultdict(set)
        for name, via, side, rule, offer in _ruled(said):
            spoken_of = speaks(rule, offer, offer.seen)
            modes[rule.id] = offer.kind.exchanges[offer.exchange].mode
            for steps, reference in references(offer.value, rule.path):
                # A rule under keys of any name is asked key by key: each is a point of its own.
                point = (rule.id, name, steps[: len(rule.path)]), side, via or partner.code
                for id in standards.catalogue.resolve(reference):
                    place = offer.document.at((*offer.steps, *steps), offer.document.partner)
                    named[point][id].append(place)
                    asked[point].update([id] if spoken_of else ())
        for point, editions in named.items():
            key, side, source = point
            places = {id: tuple(each) for id, each in editions.items()}
            holder = _Holder(partner.code, source, places, frozenset(asked[point]))
            spoken.setdefault(key, {}).setdefault(side, []).append(holder)
    for (rule_id, name, _), holders in spoken.items():
        yield _Point(rule_id, name, modes[rule_id], holders)


def _ruled(said: Declared) -> Iterator[tuple[str, str | None, Side, Rule, Offer]]:
    """Every rule about published standards, with every offer that it may be asked of."""
    for (_, _, name), sides in said.items():
        for side, each in sides.items():
            for offer in each.offers:
                for rule in offer.kind.exchanges[offer.exchange].rules:
                    if rule.relation.name == "standard" and (rule.when is None or rule.when(offer.value)):
                        yield name, each.via, side, rule, offer


# ── where they meet ──────────────────────────────────────────────────────────────────────────────────────


def _meetings(point: _Point, catalogue: Catalogue) -> Iterator[tuple[tuple[str, str], Meeting]]:
    ids = {id for holders in point.holders.values() for holder in holders for id in holder.editions}
    for one, other in catalogue.silent_pairs(ids):
        for sides in _facing(point.mode):
            if meeting := _meeting(point, (one, other), sides, catalogue):
                yield (one, other), meeting


def _facing(mode: Mode) -> tuple[tuple[Side, Side], ...]:
    """The sides on which a first and a second edition can face each other."""
    if mode is Mode.PEER:
        return ((Side.OFFERS, Side.OFFERS),)
    return (Side.PROVIDES, Side.ACCEPTS), (Side.ACCEPTS, Side.PROVIDES)


def _meeting(point: _Point, pair: tuple[str, str], sides: tuple[Side, Side], catalogue: Catalogue) -> Meeting | None:
    ones, others = (
        [holder for holder in point.holders.get(side, ()) if id in holder.editions]
        for side, id in zip(sides, pair, strict=True)
    )
    met = [
        (a, b)
        for a, b in product(ones, others)
        if a.code != b.code and a.source != b.source and (pair[0] in a.asked or pair[1] in b.asked)
    ]
    if not met:
        return None

    @cache
    def works(some: frozenset[str], others: frozenset[str]) -> bool:
        return any(catalogue.together(*each).verdict == "yes" for each in product(some, others))

    parties = {frozenset((a.code, b.code)) for a, b in met}
    lacking = {frozenset((a.code, b.code)) for a, b in met if not works(frozenset(a.editions), frozenset(b.editions))}
    return Meeting(
        rule=point.rule,
        exchange=point.exchange,
        sides=sides,
        one=_standing((a for a, _ in met), pair[0]),
        other=_standing((b for _, b in met), pair[1]),
        pairs=len(parties),
        unanswered=len(lacking),
    )


def _standing(holders: Iterable[_Holder], id: str) -> tuple[Standing, ...]:
    by_code = {holder.code: holder for holder in holders}
    return tuple(Standing(code, place) for code in sorted(by_code) for place in by_code[code].editions[id])
