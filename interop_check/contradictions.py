"""Where a partner's offers contradict its claims: a standard is claimed, and no offer that would show it has it."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from .catalogue import Catalogue
from .fingerprints import fingerprint, values_hash
from .negotiation import Offer
from .obligations import Standing, judge
from .references import references, speaks, values
from .relations import quoted
from .relations.values import first
from .report import Finding, Outcome, Place, Severity
from .standards import Exchange, Rule
from .standards.baselines import Baseline
from .statements import Statement, place_of

RULE = "content/contradicts-claim"

_MOST = 6


class _Shown(NamedTuple):
    """A property that shows which standards are in use, and the offers that say it; or where `none` is said instead."""

    exchange: Exchange
    rule: Rule
    offers: tuple[Offer, ...]
    declined: tuple[Place, ...] = ()


def contradictions(said: Statement, baseline: Baseline) -> Iterator[Finding]:
    """A finding for each claim and property of the offers that lacks what the claim binds as mandatory."""
    for (claim, _), (lacking, ids) in sorted(_found(said, baseline).items(), key=lambda each: each[0]):
        yield _finding(said, claim, lacking, ids)


def contradicted(said: Statement, baseline: Baseline) -> Mapping[str, frozenset[str]]:
    """The standards that offers lack although they are claimed, by the claim."""
    claims: dict[str, frozenset[str]] = {}
    for (claim, _), (_, ids) in _found(said, baseline).items():
        claims[claim] = claims.get(claim, frozenset()).union(ids)
    return claims


_Found: TypeAlias = dict[tuple[str, tuple[str, ...]], tuple[list[_Shown], list[str]]]


def _found(said: Statement, baseline: Baseline) -> _Found:
    """What is lacking, by the claim and the rules of the properties that lack it."""
    found: _Found = {}
    shown = tuple(_properties(said)) if said.claimed(baseline.name) else ()
    for claim, id in _claimed(said, baseline) if shown else ():
        if lacking := _lacking(id, shown, said.catalogue):
            key = claim, tuple(each.rule.id for each in lacking)
            found.setdefault(key, (lacking, []))[1].append(id)
    return found


def _claimed(said: Statement, baseline: Baseline) -> Iterator[tuple[str, str]]:
    """The standards that claims bind as mandatory and that nobody takes back, with the claim."""
    for result in judge(said, baseline):
        requirement = result.requirement
        binding = requirement.obligation == "mandatory" and (requirement.lifecycle == "current" or baseline.draft)
        for each in result.standards if binding and result.claimed else ():
            if each.standing is Standing.MET and each.edition is None and each.id not in requirement.choices:
                yield from ((result.claimed or "", id) for id in said.catalogue.resolve(each.id))


def _properties(said: Statement) -> Iterator[_Shown]:
    """The properties that speak of published standards, where every offer that they are asked of says them."""
    for sides in said.offers.values():
        offers = [offer for each in sides.values() for offer in each.offers]
        for exchange in [offer.kind.exchanges[offer.exchange] for offer in offers[:1]]:
            for rule in exchange.rules:
                asked = tuple(offer for offer in offers if _asked(rule, offer)) if _tells(rule) else ()
                if asked and all(any(values(offer.value, rule.path)) for offer in asked):
                    yield _Shown(exchange, rule, asked)
    for each in said.declined:
        yield from (_Shown(each.exchange, rule, (), (each.place,)) for rule in each.exchange.rules if rule.stands_for)


def _tells(rule: Rule) -> bool:
    return rule.relation.name == "standard" or bool(rule.stands_for)


def _asked(rule: Rule, offer: Offer) -> bool:
    return speaks(rule, offer, offer.seen) and (rule.when is None or rule.when(offer.value))


def _lacking(id: str, shown: Iterable[_Shown], catalogue: Catalogue) -> list[_Shown]:
    """The properties that would show the standard, where none of them does."""
    lacking = []
    for each in shown:
        has = _has(id, each, catalogue)
        if has:
            return []
        if has is False:
            lacking.append(each)
    return lacking


def _has(id: str, shown: _Shown, catalogue: Catalogue) -> bool | None:
    """Whether the offers show the standard; `None` where this property says nothing of it."""
    by_reference = shown.rule.relation.name == "standard"
    return _names(id, shown, catalogue) if by_reference else _stands(id, shown, catalogue)


def _names(id: str, shown: _Shown, catalogue: Catalogue) -> bool | None:
    """Of a property that holds editions: whether one of them is the standard, or works together with it."""
    named = [each for offer in shown.offers for _, each in references(offer.value, shown.rule.path)]
    editions = [catalogue.resolve(each) for each in named]
    same = [other for ids in editions for other in ids if _family(other, catalogue) == _family(id, catalogue)]
    if not same or not all(editions):  # of another standard altogether, or of an edition that is not said
        return None
    return any(catalogue.together(id, other).verdict == "yes" for other in same)


def _stands(id: str, shown: _Shown, catalogue: Catalogue) -> bool | None:
    """Of a property whose values stand for standards: whether one stands for this one, or for its like."""
    meant = {value: _ids(ids, catalogue) for value, ids in shown.rule.stands_for.items()}
    family = _family(id, catalogue)
    exact = {value for value, ids in meant.items() if id in ids}
    alike = {value for value, ids in meant.items() if any(_family(other, catalogue) == family for other in ids)}
    found = [value for offer in shown.offers for _, value in values(offer.value, shown.rule.path)]
    said = [word for value in found for word in _words(value)]
    if not (exact or alike) or None in said:
        return None
    return not (exact or alike).isdisjoint(said)


def _ids(names: Iterable[str], catalogue: Catalogue) -> frozenset[str]:
    return frozenset(id for name in names for id in catalogue.resolve(name) or (name,))


def _family(id: str, catalogue: Catalogue) -> str:
    """The standard that an edition belongs to; one that the catalogue lacks is its own."""
    return catalogue.editions[id].family if id in catalogue.editions else id


def _words(value: Any) -> Iterator[str | None]:
    """The values of a property as a schema's annotation writes them; `None` for one that it could not."""
    for each in value if isinstance(value, list) else [value]:
        yield each if isinstance(each, str) else None if isinstance(each, dict | list) else json.dumps(each)


def _finding(said: Statement, claim: str, lacking: list[_Shown], ids: list[str]) -> Finding:
    partner = said.partner.code
    listed = first(ids, _MOST)
    where = ", ".join(dict.fromkeys(f"{each.exchange.title} ({each.rule.title})" for each in lacking))
    offers = {(offer.document.path, offer.steps): (offer, each.rule) for each in lacking for offer in each.offers}
    steps = {key: next(values(offer.value, rule.path))[0] for key, (offer, rule) in offers.items()}
    shown = [offer.document.at((*offer.steps, *steps[key])) for key, (offer, _) in sorted(offers.items(), key=_first)]
    declined = {(place.path, place.pointer): place for each in lacking for place in each.declined}
    shown += [declined[key] for key in sorted(declined)]
    return Finding(
        rule=RULE,
        severity=Severity.MAJOR,
        outcome=Outcome.BROKEN,
        message=f"the claim {quoted(claim)} asserts {listed}, and no offer of {where} has it",
        places=(*map(place_of, said.claims[claim]), *shown),
        exchange=lacking[0].exchange.id,
        fingerprint=fingerprint(RULE, [partner], [claim, *(each.rule.id for each in lacking)]),
        values_hash=values_hash([sorted(set(ids)), *(place.value for place in shown)]),
    )


def _first(pair: tuple[Any, Any]) -> Any:
    path, steps = pair[0]
    return path, tuple(map(str, steps))
