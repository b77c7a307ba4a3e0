"""What one partner states, over all its documents: claims, standards, conditions; each with where it stands."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from .catalogue import Catalogue, name_parts
from .claims import Claim, Condition, Entry, claims_of, conditions_of, entries_of, in_force
from .declarations import Declared, declared
from .partners import Partner, kind_of
from .report import Place
from .standards import Exchange, Standards

__all__ = ["Stated", "Statement", "place_of", "statement"]

_EXTENTS = ("full", "partial", "none")  # the best first


class Stated(NamedTuple):
    """What is stated of one published standard on the day: the entries that agree on the best extent.

    `extent` is ``full``, ``partial`` or ``none``; ``not-yet`` and ``no-longer`` where the only entries that state
    more than none hold on other days; empty where nothing is stated. `bare`: the entries name no edition.
    """

    extent: str = ""
    entries: tuple[Entry, ...] = ()
    bare: bool = False

    @property
    def evidence(self) -> bool:
        return any(entry.evidence for entry in self.entries)


class Declined(NamedTuple):
    """An exchange that a partner does not take part in, and where it says so."""

    exchange: Exchange
    place: Place


class Statement(NamedTuple):
    """What a partner states on a day.

    `claims` are by service profile (``fmn-spiral-4/prf-3``), `later` those of documents that do not hold on the
    day. `by_id` and `by_family` are what documents say of editions, and of standards without naming an edition.
    """

    partner: Partner
    date: datetime.date
    catalogue: Catalogue
    claims: Mapping[str, tuple[Claim, ...]]
    later: tuple[Claim, ...]
    by_id: Mapping[str, tuple[Entry, ...]]
    by_family: Mapping[str, tuple[Entry, ...]]
    conditions: Mapping[str, tuple[Condition, ...]]
    offers: Declared
    declined: "tuple[Declined, ...]" = ()

    def claimed(self, baseline: str) -> tuple[str, ...]:
        """The keys of the service profiles of a baseline that are claimed, sorted."""
        return tuple(sorted(key for key in self.claims if key.partition("/")[0] == baseline))

    def roles(self, key: str) -> frozenset[str]:
        """The roles in which a service profile is claimed."""
        return frozenset(role for claim in self.claims.get(key, ()) for role in claim.roles)

    def stated(self, id: str) -> Stated:
        """What is stated of the edition with this id; what names an edition counts before what names none."""
        exact = self._best(self.by_id.get(id, ()))
        edition = self.catalogue.editions.get(id)
        if exact.extent or edition is None:
            return exact
        return self._best(self.by_family.get(edition.family, ()))._replace(bare=True)

    def _best(self, entries: Iterable[Entry]) -> Stated:
        said = [(entry.when(self.date), entry) for entry in entries]
        now = [entry for when, entry in said if when == "now"]
        for extent in _EXTENTS:
            if found := tuple(entry for entry in now if entry.extent == extent):
                return Stated(extent, found)
        for other in ("not-yet", "no-longer"):
            if found := tuple(entry for when, entry in said if when == other and entry.extent != "none"):
                return Stated(other, found)
        return Stated()

    def others(self, id: str) -> Iterator[tuple[str, Stated]]:
        """The other editions of the same standard that are stated in full or in part, those in full first."""
        edition = self.catalogue.editions.get(id)
        siblings = (other for other in self.by_id if other != id and other in self.catalogue.editions)
        same = (other for other in siblings if edition and self.catalogue.editions[other].family == edition.family)
        stated = ((other, self._best(self.by_id[other])) for other in sorted(same))
        yield from sorted((each for each in stated if each[1].extent in _EXTENTS[:2]), key=lambda each: each[1].extent)

    def instance(self) -> dict[str, Any]:
        """The statement as requirements judge it, but for the standards that claims assert."""
        held: dict[str, dict[str, Any]] = {extent: {} for extent in _EXTENTS}
        for id in sorted(self.by_id):
            stated = self._best(self.by_id[id])
            if stated.extent in held:
                by = {"by": "evidence" if stated.evidence else "statement"}
                held[stated.extent].update(dict.fromkeys((id, *(entry.key for entry in stated.entries)), by))
        return {
            "claims": {key: self._claim(claims) for key, claims in self.claims.items()},
            **held,
            "conditions": {key: _answer(said) for key, said in self.conditions.items()},
            "exchanges": _exchanges(self.offers),
        }

    def _claim(self, claims: Iterable[Claim]) -> dict[str, Any]:
        roles = sorted({role for claim in claims for role in claim.roles})
        listed = all(claim.listed for claim in claims)
        return {"role": roles[0] if len(roles) == 1 else "both", "standards": "listed" if listed else "all"}


def _answer(said: Iterable[Condition]) -> str:
    """What applies to one system of a partner applies to the partner."""
    return "applies" if any(each.applies for each in said) else "does-not-apply"


def _exchanges(offers: Declared) -> dict[str, dict[str, Any]]:
    """The partner's own offers by kind and exchange; of a flow, by side."""
    found: dict[str, dict[str, Any]] = {}
    for (kind, _, name), sides in offers.items():
        values = {side.value: [each.value for each in said.offers] for side, said in sides.items() if said.offers}
        if values and not any(said.via for said in sides.values()):
            found.setdefault(kind, {})[name] = values.get("offers", values)
    return found


def statement(partner: Partner, standards: Standards, date: datetime.date) -> Statement:
    """Pool what a partner's documents state; their order does not matter."""
    known = [(document, kind) for document in partner.documents if (kind := kind_of(document, standards))]
    holding = [(document, kind) for document, kind in known if in_force(document, date)]
    claims = [claim for document, kind in known for claim in claims_of(document, kind)]
    entries = [_within(entry) for document, kind in known for entry in entries_of(document, kind)]
    conditions = [each for document, kind in holding for each in conditions_of(document, kind)]
    catalogue = standards.catalogue
    offers = declared(partner._replace(sponsor=None), standards, date)
    named = [(id, entry) for entry in entries for id in catalogue.resolve(entry.reference)]
    bare = [(family, entry) for entry in entries if (family := _family(entry, catalogue))]
    return Statement(
        partner=partner,
        date=date,
        catalogue=catalogue,
        claims=_grouped((claim.key, claim) for claim in claims if in_force(claim.document, date)),
        later=tuple(claim for claim in claims if not in_force(claim.document, date)),
        by_id=_grouped(named),
        by_family=_grouped(bare),
        conditions=_grouped((each.key, each) for each in conditions),
        offers=offers,
        declined=tuple(_declined(offers, standards)),
    )


def _declined(offers: Declared, standards: Standards) -> Iterator[Declined]:
    """The exchanges that the partner answers with `none`, and nothing else."""
    for (name, id, _), sides in offers.items():
        kind = standards.kind(name)
        if kind and id in kind.exchanges and all(said.answer == "none" and said.none for said in sides.values()):
            document, steps = next(iter(sides.values())).none[0]
            yield Declined(kind.exchanges[id], document.at(steps))


def _within(entry: Entry) -> Entry:
    """The entry with its document's days where it has none of its own; what is planned for no day never holds."""
    value = entry.document.value
    if value.get("state") == "planned" and "from" not in value and entry.since is None:
        return entry._replace(since=_NEVER)
    return entry._replace(since=entry.since or value.get("from"), until=entry.until or value.get("until"))


_NEVER = "9999-12-31"


def _family(entry: Entry, catalogue: Catalogue) -> str | None:
    """The standard of which an entry names no edition."""
    return None if catalogue.resolve(entry.reference) else catalogue.family_names.get(name_parts(entry.key))


_Grouped: TypeAlias = Mapping[str, tuple[Any, ...]]


def _grouped(pairs: Iterable[tuple[str, Any]]) -> _Grouped:
    found: dict[str, list[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    order = {key: sorted(values, key=_order) for key, values in sorted(found.items())}
    return {key: tuple(values) for key, values in order.items()}


def _order(each: Any) -> tuple[str, str, str]:
    return each.document.system or "", each.document.path, str(each.steps)


def place_of(each: Claim | Entry | Condition) -> Place:
    """Where a claim, an entry or a condition stands: its key, with what follows on its line."""
    return each.document.key_at(each.steps)
