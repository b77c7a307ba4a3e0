"""Who declares what: the documents of a folder gathered by partner, and each partner's offers pooled by exchange."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, NamedTuple

from .conformance import conform, valid
from .fingerprints import fingerprint, identity
from .negotiation import Offer
from .profiles import Document, Unreadable, load
from .report import Finding, Outcome, Severity
from .standards import Exchange, Kind, Located, Side, Standards

PARTNER_KIND = "partner"


@dataclass(frozen=True, slots=True, eq=False)
class Partner:
    """A nation or organisation that takes part: its code, who it says it is, and its valid documents.

    `memberships` is `None` where no document declares any. `incomplete` holds the kinds of its documents that
    could not be used, ``*`` where a kind could not be told. `known` are the codes of all partners at hand.
    """

    code: str
    documents: tuple[Document, ...] = ()
    name: str = ""
    memberships: frozenset[str] | None = None
    sponsor: Partner | None = None
    incomplete: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()

    @property
    def lineage(self) -> Iterator[Partner]:
        """This partner, its sponsor, its sponsor's sponsor."""
        here: Partner | None = self
        while here:
            yield here
            here = here.sponsor

    def lacks(self, kind: str) -> bool:
        """Whether a document of `kind` could not be used, or one of which the kind is not known."""
        return not self.incomplete.isdisjoint({kind, ANY_KIND})


ANY_KIND = "*"


class Gathering(NamedTuple):
    """What a run has read: the partners by code, the documents, and what is wrong with them."""

    partners: Mapping[str, Partner]
    documents: tuple[Document | Unreadable, ...]
    findings: tuple[Finding, ...]


def load_partners(paths: Iterable[str], standards: Standards) -> tuple[Mapping[str, Partner], tuple[Finding, ...]]:
    """The partners whose documents stand in `paths` (files, or folders to search), by code.

    What could not be read or is not valid takes no part: it is among the findings, and its partner is
    `incomplete`. Raises `interop_check.profiles.PathNotFound` for a path that is not there.
    """
    gathering = gather(paths, standards)
    return gathering.partners, gathering.findings


def gather(paths: Iterable[str], standards: Standards, stdin: BinaryIO | None = None) -> Gathering:
    """Read every document of `paths`, judge each against its standard, and gather the valid ones by partner."""
    documents = tuple(load(paths, stdin))
    findings: list[Finding] = []
    usable: list[Document] = []
    spoiled: dict[str, set[str]] = defaultdict(set)  # by partner; "" where the partner cannot be told
    for document in documents:
        found = document.findings if isinstance(document, Unreadable) else tuple(conform(document, standards))
        findings += found
        if isinstance(document, Document) and valid(found):
            usable.append(document)
        else:
            spoiled[code_of(document) or ""].add(_known_kind(document, standards))
    twice, repeated = _declared_twice(usable, standards)
    findings += repeated
    for document in twice:
        spoiled[code_of(document) or ""].add(_known_kind(document, standards))
    left = [document for document in usable if document not in twice]
    partners, unsponsored = _sponsored(_partners(left, spoiled))
    return Gathering(partners, documents, (*findings, *unsponsored))


def _known_kind(document: Document | Unreadable, standards: Standards) -> str:
    """The kind of a document that cannot be used; one that no standard governs may be a misspelt one."""
    kind = (document.kind or "").partition("/")[0]
    return kind if kind in standards.kinds else ANY_KIND


def code_of(document: Document | Unreadable) -> str | None:
    """The code of the partner that a document speaks for."""
    if document.kind == PARTNER_KIND and isinstance(document, Document):
        code = document.value.get("code")
        return code if isinstance(code, str) else document.partner
    return document.partner


def _partners(documents: Iterable[Document], spoiled: Mapping[str, set[str]]) -> dict[str, Partner]:
    by_code: dict[str, list[Document]] = defaultdict(list, {code: [] for code in spoiled if code})
    for document in documents:
        if code := code_of(document):
            by_code[code].append(document)
    known = frozenset(by_code)
    anybodys = spoiled.get("", set())
    return {
        code: replace(
            _introduced(code, sorted(by_code[code], key=lambda d: (d.kind or "", d.system or "", d.path))),
            incomplete=frozenset(spoiled.get(code, set()) | anybodys),
            known=known,
        )
        for code in sorted(by_code)
    }


def _introduced(code: str, documents: list[Document]) -> Partner:
    said = [document.value for document in documents if document.kind == PARTNER_KIND]
    groups = [value["memberships"] for value in said if isinstance(value.get("memberships"), list)]
    return Partner(
        code=code,
        documents=tuple(documents),
        name=next((value["name"] for value in said if isinstance(value.get("name"), str)), ""),
        memberships=frozenset(group for listed in groups for group in listed) if groups else None,
    )


# ── sponsors ─────────────────────────────────────────────────────────────────────────────────────────────


def _sponsored(partners: Mapping[str, Partner]) -> tuple[dict[str, Partner], list[Finding]]:
    """Every partner with its sponsor beside it; a circle of sponsors is a finding, and sponsors nobody."""
    named = {code: found for code, partner in partners.items() if (found := _sponsor_named(partner))}
    circles = {code for code in named if _in_circle(code, {code: sponsor for code, (sponsor, _) in named.items()})}
    findings = [
        _sponsor_finding(code, named[code], circles)
        for code in sorted(named)
        if code in circles or named[code][0] not in partners
    ]
    done: dict[str, Partner] = {}

    def complete(code: str) -> Partner:
        if code not in done:
            sponsor = named[code][0] if code in named and code not in circles else None
            done[code] = replace(partners[code], sponsor=complete(sponsor) if sponsor and sponsor in partners else None)
        return done[code]

    return {code: complete(code) for code in partners}, findings


def _sponsor_named(partner: Partner) -> tuple[str, Document] | None:
    for document in partner.documents:
        sponsor = document.value.get("sponsor") if document.kind == PARTNER_KIND else None
        if isinstance(sponsor, str) and sponsor != "none":
            return sponsor, document
    return None


def _in_circle(code: str, sponsors: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    here = code
    while here in sponsors and here not in seen:
        seen.add(here)
        here = sponsors[here]
    return here == code and bool(seen)


def _sponsor_finding(code: str, named: tuple[str, Document], circles: set[str]) -> Finding:
    sponsor, document = named
    if code in circles:
        reason, severity = "sponsor-circle", Severity.MAJOR
        message = f"{code} is sponsored by {sponsor}, and so, in the end, by itself: nobody sponsors it here"
    else:
        reason, severity = "sponsor-not-here", Severity.INFO
        message = f"{code} is sponsored by {sponsor}, of which no document is at hand: its offers are not known"
    place = document.at(("sponsor",), code)
    return Finding(
        rule=f"content/{reason}",
        severity=severity,
        outcome=Outcome.BROKEN,
        message=message,
        places=(place,),
        fingerprint=fingerprint(f"content/{reason}", [code], [identity(document.value, ("sponsor",), code)]),
    )


# ── one exchange in two documents ────────────────────────────────────────────────────────────────────────


def _declared_twice(documents: Iterable[Document], standards: Standards) -> tuple[list[Document], list[Finding]]:
    """The documents that declare what another document of the same system has declared, and the findings."""
    seen: dict[tuple[str, ...], tuple[Document, Located]] = {}
    twice: list[Document] = []
    findings: list[Finding] = []
    for document in sorted(documents, key=lambda document: document.path):
        kind = kind_of(document, standards)
        for located in kind.locate(document.value) if kind else ():
            key = (
                code_of(document) or "",
                kind.name if kind else "",
                document.system or "",
                located.id,
                located.name,
            )
            if key not in seen:
                seen[key] = document, located
                continue
            first, where = seen[key]
            findings.append(_twice(key, located, (first, where.steps), (document, located.steps)))
            twice += [each for each in (first, document) if each not in twice]
    return twice, findings


def _twice(key: tuple[str, ...], located: Located, *standing: tuple[Document, tuple[str | int, ...]]) -> Finding:
    partner, _, system, *_ = key
    places = tuple(document.key_at(steps, partner) for document, steps in standing)
    return Finding(
        rule="content/declared-twice",
        severity=Severity.BLOCKER,
        outcome=Outcome.INVALID,
        message=f"{system} of {partner} declares {located.name!r} in two documents: keep it in one of them",
        places=places,
        exchange=located.id,
        fingerprint=fingerprint("content/declared-twice", [partner], key),
    )


def kind_of(document: Document, standards: Standards) -> Kind | None:
    """The standard that governs a document, in the version that it names, else the newest."""
    return standards.kind(document.kind, document.version) if document.kind else None


# ── what a partner says of an exchange ───────────────────────────────────────────────────────────────────

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


@dataclass(slots=True)
class _Pool:
    """The parts of a `Said` while they are collected."""

    offers: list[Offer] = field(default_factory=list)
    later: list[Offer] = field(default_factory=list)
    unknown: list[tuple[Document, tuple[str | int, ...]]] = field(default_factory=list)
    none: list[tuple[Document, tuple[str | int, ...]]] = field(default_factory=list)

    def said(self) -> Said:
        return Said(tuple(self.offers), tuple(self.later), tuple(self.unknown), tuple(self.none))


Declared = dict[Key, dict[Side, Said]]


def declared(partner: Partner, standards: Standards, date: datetime.date) -> Declared:
    """Everything that a partner says, by exchange and side, its sponsors' words where it may use them."""
    own = _own(partner, standards, date)
    if partner.sponsor:
        for key, sides in declared(partner.sponsor, standards, date).items():
            kind = standards.kind(key[0])
            exchange = kind.exchanges.get(key[1]) if kind else None
            if exchange and exchange.sponsored and key not in own:
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
