"""Where two partners meet: who says what of each exchange, and what their offers come to, each by itself."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from .declarations import Declared, Key, Said, declared
from .friction import Sides, findings_of, said_only
from .negotiation import Negotiated, Offer, negotiate
from .partners import Partner
from .relations import Context, Who
from .report import Finding, Outcome, Severity, Verdict, worst
from .standards import Exchange, Kind, Mode, Negotiation, Rule, Side, Standards

NOTHING_SAID = Said()
_ANSWERED_UNKNOWN = "content/answered-unknown"


class Party(NamedTuple):
    """A partner, and what it says of one side of one exchange."""

    partner: Partner
    said: Said

    @property
    def code(self) -> str:
        return self.partner.code

    @property
    def source(self) -> str:
        """Whose words these are: its own, or those of the sponsor that it rides on."""
        return self.said.via or self.code


class Meeting(NamedTuple):
    """One exchange, in one direction: the two parties (in a flow the provider first) and what it comes to."""

    exchange: Exchange
    name: str
    sides: Sides
    one: Party
    other: Party
    verdict: Verdict
    negotiated: Negotiated | None = None
    newer: tuple[Rule, ...] = ()  # the rules that only the newer of two versions has
    findings: tuple[Finding, ...] = ()
    via: str | None = None
    incomplete: tuple[str, ...] = ()
    because_of: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    alike: Side | None = None  # the side of a flow that both have offers for, where neither has any for the other

    @property
    def key(self) -> tuple[str, str]:
        return self.exchange.kind, self.exchange.id

    def networks(self) -> Mapping[str, str]:
        """By partner, the network that the chosen offers ride on, where one of them names it."""
        chosen = self.negotiated.chosen if self.negotiated else None
        if chosen is None:
            return {}
        named = {self.one.code: chosen.a.network or chosen.b.network}
        named[self.other.code] = chosen.b.network or chosen.a.network
        return {code: network for code, network in named.items() if network is not None}


class Between:
    """The two partners of a comparison: what each declares, and the day and standards they are judged by."""

    def __init__(
        self,
        a: Partner,
        b: Partner,
        standards: Standards,
        date: datetime.date,
        said: Mapping[str, Declared] | None = None,
    ) -> None:
        self.a, self.b = a, b
        self.standards, self.date = standards, date
        self.declared = said or {p.code: declared(p, standards, date) for p in (a, b)}

    def said(self, partner: Partner, key: Key, side: Side) -> Said:
        return self.declared[partner.code].get(key, {}).get(side, NOTHING_SAID)

    def context(self, one: Partner, other: Partner) -> Context:
        one_who, other_who = (Who(partner.code, partner.memberships) for partner in (one, other))
        return Context(self.date, self.standards.catalogue, one_who, other_who, one.known | other.known)

    def judged(self, meeting: Meeting, one: Sequence[Offer], other: Sequence[Offer]) -> Negotiated:
        """What these offers of the meeting's two parties come to."""
        partners = meeting.one.partner, meeting.other.partner
        first = partners[0].code < partners[1].code
        return negotiate(meeting.exchange, one, other, self.context(*partners), a_first=first)


def meetings(between: Between) -> Iterator[Meeting | Finding]:
    """Every exchange that either partner declares, in each direction; or a question, where there is nothing more."""
    for key in sorted({key for said in between.declared.values() for key in said}):
        for bare, newest in facing(key, between):
            if meeting := settled(bare, newest, between):
                yield meeting._replace(findings=tuple(_findings(meeting)))
            else:
                yield from questions(bare)


def facing(key: Key, between: Between) -> Iterator[tuple[Meeting, Exchange]]:
    """The two parties of an exchange in each direction, nothing judged yet; and the newest version of it."""
    exchange, newest = _exchange(between, key)
    alike = _alike(key, exchange, between)
    for one, other, direction in _directions(between, exchange):
        one_side, other_side = exchange.sides
        parties = Party(one, between.said(one, key, one_side)), Party(other, between.said(other, key, other_side))
        swapped = one.code == between.b.code
        sides = Sides(one.code, other.code, exchange.id, key[2], exchange.title, direction, swapped)
        lacking = tuple(party.code for party in parties if _lacks(party, exchange))
        yield Meeting(exchange, key[2], sides, *parties, Verdict.NOT_SHARED, incomplete=lacking, alike=alike), newest


def _alike(key: Key, exchange: Exchange, between: Between) -> Side | None:
    """The side of a flow that both partners have offers for, where neither has any for the other side."""
    if exchange.mode is not Mode.FLOW:
        return None
    one, other = (
        [side for side in exchange.sides if between.said(partner, key, side).answer == "offers"]
        for partner in (between.a, between.b)
    )
    return one[0] if one == other and len(one) == 1 else None


def _directions(between: Between, exchange: Exchange) -> Iterator[tuple[Partner, Partner, str | None]]:
    if exchange.mode is Mode.PEER:
        # Judged in one order, whichever is asked for, so that both reports are mirror images.
        first, second = sorted((between.a, between.b), key=lambda partner: partner.code)
        yield first, second, None
    else:
        yield between.a, between.b, "A->B"
        yield between.b, between.a, "B->A"


def _exchange(between: Between, key: Key) -> tuple[Exchange, Exchange]:
    """The exchange by the oldest version of its kind that a document at hand names, and by the newest."""
    said = [said for each in between.declared.values() for said in each.get(key, {}).values()]
    used = {offer.kind.ordinal: offer.kind for each in said for offer in (*each.offers, *each.later)}
    kinds: list[Kind] = [used[ordinal] for ordinal in sorted(used)]
    kinds = kinds or [kind for kind in between.standards.kinds[key[0]] if key[1] in kind.exchanges]
    return kinds[0].exchanges[key[1]], kinds[-1].exchanges[key[1]]


def _lacks(party: Party, exchange: Exchange) -> bool:
    """Whether a document that could not be used might say more of the exchange: the partner's, or its sponsor's."""
    rides = exchange.sponsored and (party.said.via or party.said.answer == "nothing")
    return any(p.lacks(exchange.kind) for p in (party.partner.lineage if rides else [party.partner]))


def settled(bare: Meeting, newest: Exchange, between: Between) -> Meeting | None:
    """What a meeting comes to by itself, without its findings; `None` where neither party offers anything."""
    answers = {bare.one.said.answer, bare.other.said.answer}
    if answers == {"offers"} and bare.exchange.sponsored and bare.one.source == bare.other.source:
        return _lowered(bare._replace(verdict=Verdict.CLEAR, via=bare.one.source))
    if answers == {"offers"}:
        return _lowered(_negotiated(bare, newest, between))
    if "offers" in answers:
        silent = bare.other if bare.one.said.answer == "offers" else bare.one
        unknown = silent.said.answer == "unknown"
        return _lowered(bare._replace(verdict=Verdict.UNKNOWN if unknown else Verdict.NOT_SHARED))
    return None


def questions(bare: Meeting) -> Iterator[Finding]:
    """What is to be asked where neither party offers anything."""
    yield from _unknown_answers(bare, Severity.INFO)


def _lowered(meeting: Meeting) -> Meeting:
    """At best unknown, where a document that could not be used might say more."""
    if not meeting.incomplete:
        return meeting
    verdicts = [meeting.verdict, Verdict.UNKNOWN]
    return meeting._replace(verdict=worst(v for v in verdicts if v is not Verdict.NOT_SHARED))


def _negotiated(meeting: Meeting, newest: Exchange, between: Between) -> Meeting:
    negotiated = between.judged(meeting, meeting.one.said.offers, meeting.other.said.offers)
    asked = {rule.short for rule in meeting.exchange.rules}
    newer = tuple(rule for rule in newest.rules if rule.short not in asked)
    open_ = [rule.cost for rule in newer]
    if meeting.exchange.negotiation is Negotiation.EVERY and (meeting.one.said.unknown or meeting.other.said.unknown):
        open_.append(meeting.exchange.ceiling)
    verdict = worst([negotiated.verdict, Verdict.UNKNOWN]) if Severity.BLOCKER in open_ else negotiated.verdict
    via = next((party.said.via for party in (meeting.one, meeting.other) if party.said.via), None)
    return meeting._replace(verdict=verdict, negotiated=negotiated, newer=newer, via=via)


# ── what there is to say of it ───────────────────────────────────────────────────────────────────────────


class Told(NamedTuple):
    """What a finding tells, without its words and places."""

    rule: str
    severity: Severity
    outcome: Outcome


def tallied(meeting: Meeting) -> Iterator[Told]:
    """What the findings of a settled meeting tell, each rule once: much quicker to say than the findings are."""
    if meeting.negotiated is None:
        yield from (Told(each.rule, each.severity, each.outcome) for each in _findings(meeting))
        return
    told = {
        Told(asked.rule.id, asked.rule.cost, Outcome.BROKEN if asked.broken else Outcome.UNKNOWN)
        for pair in meeting.negotiated.pairs
        for asked in pair.asked
        if asked.broken or asked.unanswered
    }
    yield from told
    yield from (Told(rule.id, rule.cost, Outcome.UNKNOWN) for rule in meeting.newer)
    if meeting.exchange.negotiation is Negotiation.EVERY and (meeting.one.said.unknown or meeting.other.said.unknown):
        yield Told(_ANSWERED_UNKNOWN, meeting.exchange.ceiling, Outcome.UNKNOWN)


def _findings(meeting: Meeting) -> Iterator[Finding]:
    """Everything that there is to say of a settled meeting."""
    if meeting.negotiated:
        yield from findings_of(meeting.negotiated.pairs, meeting.sides)
        yield from _newer(meeting)
        if meeting.exchange.negotiation is Negotiation.EVERY:
            yield from _unknown_answers(meeting, meeting.exchange.ceiling)
    elif {meeting.one.said.answer, meeting.other.said.answer} != {"offers"}:
        yield from _one_sided(meeting)


def _one_sided(meeting: Meeting) -> Iterator[Finding]:
    """One has offers; the other says that it has none, does not know, or says nothing."""
    speaking, silent = meeting.one, meeting.other
    if speaking.said.answer != "offers":
        speaking, silent = silent, speaking
    if silent.said.answer == "unknown":
        yield from _unknown_answers(meeting, meeting.exchange.ceiling)
    elif silent.said.answer == "nothing" and silent.code not in meeting.incomplete:
        yield _not_declared(meeting, speaking, silent)


def _not_declared(meeting: Meeting, speaking: Party, silent: Party) -> Finding:
    offer = speaking.said.offers[0]
    declares, nothing = "it", "nothing"
    if meeting.exchange.mode is Mode.FLOW:
        sides = meeting.exchange.sides if speaking is meeting.one else meeting.exchange.sides[::-1]
        declares, nothing = f"what it {sides[0].value}", f"nothing of what it {sides[1].value}"
    message = f"{meeting.exchange.title}: {speaking.code} declares {declares}, {silent.code} says {nothing}"
    place = offer.document.at(offer.steps, offer.document.partner)
    remedy = f"Ask {silent.code}: declare offers of {meeting.name!r}, or answer 'none'."
    return said_only("content/not-declared", message, (place,), meeting.sides, Severity.INFO, remedy=remedy)


def _unknown_answers(meeting: Meeting, severity: Severity) -> Iterator[Finding]:
    for party in (meeting.one, meeting.other):
        if party.said.unknown:
            places = tuple(document.at(steps, document.partner) for document, steps in party.said.unknown)
            message = f"{meeting.exchange.title}: {party.code} does not know yet"
            remedy = f"Ask {party.code} again: declare offers of {meeting.name!r}, or answer 'none'."
            sides = meeting.sides._replace(a=party.code)
            yield said_only(_ANSWERED_UNKNOWN, message, places, sides, severity, remedy=remedy)


def _newer(meeting: Meeting) -> Iterator[Finding]:
    """The rules that only the newer of two versions has: they are not asked, and listed as unanswered."""
    for rule in meeting.newer:
        kind = repr(meeting.exchange.kind)
        message = f"{rule.title}: only the newer version of {kind} asks this, and one profile is of the older"
        places = tuple(
            party.said.offers[0].document.at(("kind",), party.said.offers[0].document.partner)
            for party in (meeting.one, meeting.other)
        )
        remedy = f"Write both profiles to the newer version of {kind}."
        yield said_only(rule.id, message, places, meeting.sides, rule.cost, because=rule.because, remedy=remedy)
