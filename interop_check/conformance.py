"""One document against its standard: what is not as it must be, and what is worth knowing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from .fingerprints import fingerprint, identity, values_hash
from .guarding import RULE as SENSITIVE
from .guarding import guard
from .profiles import Document, hazards, steps_of
from .references import references, speaks, values
from .relations import quoted
from .report import Finding, Outcome, Place, Severity
from .sensitive import BECAUSE as BECAUSE_SENSITIVE
from .sensitive import Level
from .standards import Kind, Located, Side, Standards
from .standards.words import ENVELOPE, RESERVED
from .suggestions import did_you_mean

if TYPE_CHECKING:
    from .claims import Entry
    from .faults import Fault

__all__ = ["BECAUSE", "because", "conform", "valid"]

Steps: TypeAlias = tuple[str | int, ...]

BECAUSE: Mapping[str, str] = {
    "schema": "A value that its standard does not allow cannot be compared with anybody else's.",
    "schema/required": "What is not said cannot be compared; where one offer is not told from another, nothing "
    "can be waived or traced.",
    "schema/unique-id": "Waivers, evidence and the memory of earlier reports hang on an offer's id.",
    "schema/additionalProperties": "A key that nobody reads is most often one that is misspelt.",
    "schema/unevaluatedProperties": "A key that nobody reads is most often one that is misspelt.",
    "content/unknown-kind": "The kind says which standard judges a document; without one, nothing in it can be.",
    "content/declared-twice": "Of two declarations of one exchange, nobody can say which one counts.",
    "content/empty-period": "What ends before it begins holds on no day, so this never counts.",
    "content/incomparable": "What cannot be compared stays a question to everybody.",
    "content/unlisted-standard": "The catalogue says which editions work together; one that it does not list "
    "works with itself alone.",
    "content/unknown-claim": "A claim that names nothing is judged by nothing.",
    "content/unknown-condition": "The requirement that was meant stays a question.",
    SENSITIVE: BECAUSE_SENSITIVE,
}
"""Why each finding of this module matters: ``schema`` stands for all keywords that have no line of their own."""


def because(rule: str) -> str:
    """Why a finding of this module with the id `rule` matters; empty where the id is not one of its own."""
    return BECAUSE.get(rule) or BECAUSE.get(rule.partition("/")[0], "")


def valid(findings: Iterable[Finding]) -> bool:
    """Whether a document with these findings may take part in comparing."""
    return not any(finding.severity is Severity.BLOCKER and finding.outcome is Outcome.INVALID for finding in findings)


def conform(document: Document, standards: Standards, up_to: Level = Level.UNCLASSIFIED) -> Iterator[Finding]:
    """What there is to say of one document: what its kind's standard does not allow, else what its content tells.

    The findings come in the order of the file. A document of an unknown kind has that one finding, beside those
    of its text. Markings above `up_to` must not stand in it; what must not is in none of the findings.
    """
    kind = standards.kind(document.kind or "", document.version)
    document, sensitive = guard(document, kind, up_to)
    view = None if kind is None else _View(document, kind, standards)
    found = [_unknown_kind(document, standards)] if view is None else [*_judged(view)]
    texts = (_signed(document, hazard, view) for hazard in hazards(document))
    kept = (_kept(document, finding, steps) for finding, steps in sensitive)
    yield from sorted((*found, *texts, *kept), key=_in_file)


def _is_withheld(document: Document, steps: Steps) -> bool:
    """Whether what stands there cannot be judged, as it is withheld."""
    return bool(document.withheld) and any(steps[:depth] in document.withheld for depth in range(len(steps) + 1))


def _kept(document: Document, finding: Finding, steps: Steps) -> Finding:
    told = finding._replace(because=because(finding.rule), remedy=_TAKE_OUT)
    return _signed(document, told, None, steps)


_TAKE_OUT = (
    "Take it out, here and in the history of the repository, and treat it as lost; say who may be asked for it. "
    "Where it is no secret, let the schema say so: a format of 'fingerprint', or the values that it may have."
)


def _in_file(finding: Finding) -> tuple[int, int, int]:
    place = finding.places[0]
    return place.line, place.column, -finding.severity.weight


def _judged(view: _View) -> Iterator[Finding]:
    broken = False
    for fault in _faults(view):
        if not _is_withheld(view.document, fault.steps):
            broken = True
            yield _of_schema(view, fault)
    if not broken:
        yield from _contents(view)


# ── the document under its kind ──────────────────────────────────────────────────────────────────────────


class _Offer(NamedTuple):
    """An offer: where it stands, its list (`None`: it stands alone), and what it says."""

    exchange: str
    side: Side
    steps: Steps
    value: Any

    @property
    def list_steps(self) -> Steps | None:
        return self.steps[:-1] if isinstance(self.steps[-1], int) else None


class _View:
    """A document, its kind, and the exchanges and offers that stand in it."""

    def __init__(self, document: Document, kind: Kind, standards: Standards) -> None:
        self.document = document
        self.kind = kind
        self.standards = standards

    @cached_property
    def located(self) -> tuple[Located, ...]:
        return tuple(self.kind.locate(self.document.value))

    @cached_property
    def offers(self) -> tuple[_Offer, ...]:
        return tuple(
            _Offer(located.id, side, steps, value)
            for located in self.located
            for side, steps, value in self.kind.offers(located)
        )

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """What the document says of single published standards."""
        if "implements" not in self.document.value:
            return ()
        from .claims import entries_of

        return tuple(entries_of(self.document, self.kind))

    @cached_property
    def _ids(self) -> dict[Steps, str]:
        return {each.steps: each.id for each in self.located}

    def exchange(self, steps: Steps) -> str | None:
        """The id of the exchange that the place at `steps` belongs to."""
        above = (self._ids.get(steps[:depth]) for depth in range(1, len(steps) + 1))
        return next(filter(None, above), None)

    def finding(self, rule: str, message: str, places: Iterable[Place], *steps: Steps, **more: Any) -> Finding:
        """A finding of severity *blocker* and outcome *invalid* unless `more` says otherwise."""
        said = Finding(rule, Severity.BLOCKER, Outcome.INVALID, message, places=tuple(places))
        return _signed(self.document, said._replace(because=because(rule), **more), self, *steps)


def _signed(document: Document, finding: Finding, view: _View | None, *steps: Steps) -> Finding:
    """The finding with its exchange and what it is known by; `steps` say where it stands if its places do not."""
    where = steps or [steps_of(place.pointer, document.value) for place in finding.places]
    places = (identity(document.value, each, document.system) for each in where)
    return finding._replace(
        exchange=view.exchange(where[0]) if view else None,
        fingerprint=fingerprint(finding.rule, [document.partner or ""], places),
        values_hash=values_hash(place.value for place in finding.places),
    )


# ── the kind ─────────────────────────────────────────────────────────────────────────────────────────────


def _unknown_kind(document: Document, standards: Standards) -> Finding:
    place = document.at(("kind",))
    if document.kind is None or place.text == "":
        written = place.text or "nothing"
        says = f"{quoted('kind')} must be text, found {written}" if "kind" in document.value else _NO_KIND
        message = f"{says}; {_known(sorted(standards.kinds), 'kinds')}"
    elif versions := standards.kinds.get(document.kind):
        message = f"there is no version {quoted(document.version)} of the kind {quoted(document.kind)}; "
        message += _known([kind.version for kind in versions], "versions")
    else:
        near = did_you_mean(document.kind, standards.kinds)
        message = f"there is no kind {quoted(document.kind)}{near}; {_known(sorted(standards.kinds), 'kinds')}"
    rule = "content/unknown-kind"
    finding = Finding(rule, Severity.BLOCKER, Outcome.INVALID, message, because(rule), places=(place,))
    remedy = _OF_WAIVERS if document.kind is None and "waivers" in document.value else _REMEDY
    return _signed(document, finding._replace(remedy=remedy), None, ("kind",))


_NO_KIND = "the document does not say its kind"
_REMEDY = "Correct the kind, or add the schema that governs it with --schemas."
_OF_WAIVERS = "If this is the file of waivers, name it with --waivers, or as waivers in interop-check.toml."


def _known(names: Iterable[str], what: str) -> str:
    return f"the {what} are {', '.join(map(quoted, names))}"


# ── the schemas ──────────────────────────────────────────────────────────────────────────────────────────


def _faults(view: _View) -> Iterator[Fault]:
    """What the envelope, the reserved keys and the kind's schema do not allow; explained only where one fails."""
    value, standards = view.document.value, view.standards
    envelope = standards.profile if view.kind.exchanges else standards.envelope
    fails: list[tuple[Any, Any, Steps]] = []
    if not envelope.holds(_part(value, ENVELOPE)):
        fails.append((envelope, value, ()))
    for offer in view.offers:
        if isinstance(offer.value, dict) and not standards.offer.holds(_part(offer.value, RESERVED)):
            fails.append((standards.offer, offer.value, offer.steps))
    seen = view.kind.view(value)
    if not view.kind.schema.holds(seen):
        fails.append((view.kind.schema, seen, ()))
    unnamed = [*_lists(view)]
    if fails or unnamed:
        yield from _explained(view, fails, unnamed)


def _part(value: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    return {key: value[key] for key in keys if key in value}


_ListFault: TypeAlias = tuple[str, Steps, str, str | None, tuple[Steps, ...]]


def _lists(view: _View) -> Iterator[_ListFault]:
    """Where the offers of one list cannot be told apart by their ids: keyword, steps, message, name, also."""
    lists: dict[Steps, list[_Offer]] = {}
    for offer in view.offers:
        if offer.list_steps is not None:
            lists.setdefault(offer.list_steps, []).append(offer)
    for offers in lists.values():
        if len(offers) > 1:
            yield from _unnamed(offers)
            yield from _namesakes(offers)


def _unnamed(offers: list[_Offer]) -> Iterator[_ListFault]:
    many = f"{len(offers)} offers of {quoted(offers[0].exchange)}"
    for offer in offers:
        if not isinstance(offer.value, dict):
            message = f"one of {many} is no mapping, and so cannot have the 'id' that tells them apart"
            yield "required", offer.steps, message, None, ()
        elif "id" not in offer.value:
            yield "required", offer.steps, f"one of {many} lacks the 'id' that tells them apart", "id", ()


def _namesakes(offers: list[_Offer]) -> Iterator[_ListFault]:
    first: dict[str, Steps] = {}
    for offer in offers:
        given = offer.value.get("id") if isinstance(offer.value, dict) else None
        if isinstance(given, str) and (before := first.setdefault(given, offer.steps)) != offer.steps:
            message = f"two offers of {quoted(offer.exchange)} have the id {quoted(given)}: give one another"
            yield "unique-id", (*offer.steps, "id"), message, None, ((*before, "id"),)


def _explained(view: _View, fails: Iterable[tuple[Any, Any, Steps]], unnamed: Iterable[_ListFault]) -> Iterator[Fault]:
    from .faults import Around, Fault, explain, telling  # jsonschema is slow to load, and seldom asked

    offers = frozenset(offer.steps for offer in view.offers)

    def more(steps: Steps) -> Iterable[str]:
        return RESERVED if steps in offers else ENVELOPE if not steps else ()

    around = Around(view.document, offers, more)
    found = [fault for schema, value, base in fails for fault in explain(schema, value, around, base)]
    lists = (Fault(keyword, steps, says, name, also=also) for keyword, steps, says, name, also in unnamed)
    yield from telling((*found, *lists), view.document.value)


def _of_schema(view: _View, fault: Fault) -> Finding:
    steps = fault.steps if fault.name is None else (*fault.steps, fault.name)
    places = [_place(view.document, fault), *map(view.document.at, fault.also)]
    return view.finding(f"schema/{fault.keyword}", fault.message, places, steps)


def _place(document: Document, fault: Fault) -> Place:
    if fault.name is None:
        return document.at(fault.steps)
    if fault.present:
        return document.key_at((*fault.steps, fault.name))
    # What is lacking is shown at what lacks it: at its key, and for an item of a list or the whole at its start.
    key = document.key_at(fault.steps)
    return key if isinstance(key.value, str) else document.at((*fault.steps, fault.name))


# ── the content of a valid document ──────────────────────────────────────────────────────────────────────


def _contents(view: _View) -> Iterator[Finding]:
    yield from _declared_twice(view)
    yield from _empty_periods(view)
    yield from _incomparable(view)
    yield from _unlisted(view)
    if not _CLAIMING.isdisjoint(view.document.value):
        yield from _claims(view)


_CLAIMING = frozenset({"claims", "implements", "conditions"})  # most documents have none, and need not wait


def _declared_twice(view: _View) -> Iterator[Finding]:
    declared: dict[tuple[str, str], list[Steps]] = {}
    for located in view.located:
        declared.setdefault((located.id, located.name), []).append(located.steps)
    for (id_, name), places in declared.items():
        if len(places) > 1:
            named = "" if name == id_ else f" {quoted(name)}"
            message = f"the exchange {quoted(id_)}{named} is declared twice: keep one, with the offers of both"
            both = sorted(places)
            yield view.finding("content/declared-twice", message, map(view.document.key_at, both), *both)


def _empty_periods(view: _View) -> Iterator[Finding]:
    document = view.document.value
    ways: list[tuple[Steps, Any]] = [((), document), *((offer.steps, offer.value) for offer in view.offers)]
    ways += [(entry.steps, document["implements"][entry.key]) for entry in view.entries]
    for steps, value in ways:
        own = {key: value[key] for key in ("from", "until") if key in value} if isinstance(value, dict) else {}
        both = {**_part(document, ("from", "until")), **own}
        if own and len(both) == 2 and both["from"] > both["until"]:
            at = [(*steps, key) if key in own else (key,) for key in ("from", "until")]
            message = f"'from' ({both['from']}) is after 'until' ({both['until']}): no day lies between them"
            places = map(view.document.at, at)
            yield view.finding("content/empty-period", message, places, *at, severity=Severity.MAJOR)


def _incomparable(view: _View) -> Iterator[Finding]:
    """Mappings, such as ranges, that the schema allows and that can be compared with nothing."""
    said: set[Steps] = set()
    for offer in filter(_says_more, view.offers):
        exchange = view.kind.exchanges[offer.exchange]
        for rule in exchange.rules:
            for steps, value in values(offer.value, rule.path):
                whole = (*offer.steps, *steps)
                if whole in said or not _is_nested(value):
                    continue
                why = rule.relation.untaken(value, rule.parameters)
                if why and speaks(rule, offer, exchange.view(offer.side, offer.value)):
                    said.add(whole)
                    message = f"{quoted(steps[-1])} can be compared with nothing: it {why}"
                    places = [view.document.at(whole)]
                    yield view.finding("content/incomparable", message, places, whole, severity=Severity.MAJOR)


def _says_more(offer: _Offer) -> bool:
    return isinstance(offer.value, dict) and any(map(_is_nested, offer.value.values()))


def _is_nested(value: Any) -> bool:
    """Whether it holds a mapping, at once or as a member."""
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict) for each in value))


def _unlisted(view: _View) -> Iterator[Finding]:
    said: set[Steps] = set()
    for offer in view.offers:
        exchange = view.kind.exchanges[offer.exchange]
        seen = exchange.view(offer.side, offer.value)
        for rule in exchange.rules:
            if rule.relation.name == "standard" and speaks(rule, offer, seen):
                for steps, reference in references(offer.value, rule.path):
                    whole = (*offer.steps, *steps)
                    if whole not in said and not view.standards.catalogue.knows(reference):
                        said.add(whole)
                        yield _not_listed(view, whole, reference)


def _not_listed(view: _View, steps: Steps, reference: str | Mapping[str, Any], place: Place | None = None) -> Finding:
    words = (reference,) if isinstance(reference, str) else (reference["standard"], reference.get("edition", ""))
    text = " ".join(map(str, words)).strip()
    near = view.standards.catalogue.nearest(text)
    hint = f" (did you mean {quoted(near)}?)" if near else ""
    message = f"the catalogue does not list {quoted(text)}{hint}"
    told = {"severity": Severity.INFO, "outcome": Outcome.BROKEN}
    return view.finding("content/unlisted-standard", message, [place or view.document.at(steps)], steps, **told)


# ── what is claimed ──────────────────────────────────────────────────────────────────────────────────────


def _claims(view: _View) -> Iterator[Finding]:
    """Claims and conditions of what is not there, and published standards that the catalogue lacks."""
    from .claims import claims_of, conditions_of

    for claim in claims_of(view.document, view.kind):
        if reason := _not_claimable(claim.baseline, claim.profile, "service profile", view.standards):
            yield _misnamed(view, "content/unknown-claim", claim.steps, reason)
    for each in conditions_of(view.document, view.kind):
        baseline, _, id_ = each.key.partition("/")
        if reason := _not_claimable(baseline, id_, "conditional requirement", view.standards):
            yield _misnamed(view, "content/unknown-condition", each.steps, reason)
    for entry in view.entries:
        if not view.standards.catalogue.knows(entry.reference):
            yield _not_listed(view, entry.steps, entry.reference, view.document.key_at(entry.steps))


def _not_claimable(baseline: str, name: str, what: str, standards: Standards) -> str | None:
    """Why nothing can be said of `name` of a baseline; baselines are read only where a document speaks of one."""
    if baseline not in standards.baselines:
        near = did_you_mean(baseline, standards.baselines)
        return f"there is no baseline {quoted(baseline)}{near}; {_known(sorted(standards.baselines), 'baselines')}"
    found = standards.baselines[baseline]
    known = found.profiles if what == "service profile" else found.conditions
    if name in known:
        return None
    return f"{quoted(baseline)} has no {what} {quoted(name)}{did_you_mean(name, known)}"


def _misnamed(view: _View, rule: str, steps: Steps, message: str) -> Finding:
    return view.finding(rule, message, [view.document.key_at(steps)], steps, severity=Severity.MAJOR)
