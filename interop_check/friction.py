"""From what was asked of two offers to findings: the places, the words and the fingerprint of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from .fingerprints import fingerprint, identity, values_hash
from .mending import Mended, mends
from .negotiation import ABSENT, Asked, Offer, Pair, Steps
from .profiles import pointer
from .relations import Broken, Unanswered, quoted
from .report import Edit, Finding, Outcome, Place, Remedy, Severity

_FIELD = re.compile(r"\{(a|b|A|B|common)\}")
_LONGEST = 60


class Sides(NamedTuple):
    """Who the two sides of a pair are, and how the report calls the direction; `swapped`: the report's a is b."""

    a: str
    b: str
    exchange: str
    name: str
    title: str
    direction: str | None = None
    swapped: bool = False


def findings_of(pairs: Iterable[Pair], sides: Sides) -> Iterator[Finding]:
    """A finding for every broken or unanswered rule of the pairs; further pairs of a rule are its detail."""
    by_rule: dict[tuple[str, Steps, Outcome], list[tuple[Asked, Pair]]] = {}
    for pair in pairs:
        for asked in pair.asked:
            if asked.broken or asked.unanswered:
                outcome = Outcome.BROKEN if asked.broken else Outcome.UNKNOWN
                by_rule.setdefault((asked.rule.id, asked.a_steps, outcome), []).append((asked, pair))
    for (_, _, outcome), (first, *more) in by_rule.items():
        further = [_finding(asked, pair, sides, outcome, mendable=False) for asked, pair in more]
        yield _finding(*first, sides, outcome, tuple(further))


def _finding(
    asked: Asked, pair: Pair, sides: Sides, outcome: Outcome, detail: tuple[Finding, ...] = (), *, mendable: bool = True
) -> Finding:
    rule = asked.rule
    standing = [(pair.a, sides.a, _steps(asked, "a")), (pair.b, sides.b, _steps(asked, "b"))]
    ordered = standing[::-1] if sides.swapped else standing
    places = tuple(_place(offer, steps) for offer, _, steps in ordered)
    others = () if asked.other is None else (_finding(asked.other, pair, sides, outcome),)
    codes = sorted((sides.a, sides.b)) if sides.direction is None else [sides.a, sides.b]
    by_code = sorted(standing, key=lambda each: each[1]) if sides.direction is None else standing
    return Finding(
        rule=rule.id,
        severity=rule.cost,
        outcome=outcome,
        message=_message(asked, pair, sides),
        because=_filled(rule.because, asked, pair, sides),
        remedy=_filled(rule.remedy, asked, pair, sides),
        places=places,
        exchange=sides.exchange,
        direction=sides.direction,
        detail=(*others, *detail),
        mends=tuple(_remedies(asked, pair)) if mendable and asked.broken else (),
        fingerprint=fingerprint(rule.id, codes, [_identity(offer, steps) for offer, _, steps in by_code]),
        values_hash=values_hash([_value(offer, steps) for offer, _, steps in by_code]),
    )


def _steps(asked: Asked, side: str) -> Steps | None:
    """Where the value of a side stands in its offer; `None` where its partner's code is the value."""
    if asked.rule.relation.name == "releasable-to" and asked.offering != side:
        return None
    return asked.a_steps if side == "a" else asked.b_steps


def _value(offer: Offer, steps: Steps | None) -> Any:
    found = ABSENT if steps is None else offer.look(steps)
    return None if found is ABSENT else found


def _identity(offer: Offer, steps: Steps | None) -> str:
    return identity(offer.document.value, (*offer.steps, *(steps or ())), offer.document.system)


def _place(offer: Offer, steps: Steps | None) -> Place:
    """The place of the value, of the offer where the value is absent, of the partner's code where that counts.

    Its partner is the one whose file it is: a sponsor's, where the offer is the sponsor's.
    """
    document, code = offer.document, offer.document.partner
    if steps is None:
        return document.at(("partner",), code)
    if offer.look(steps) is ABSENT:
        return document.at(offer.steps, code)._replace(value=None, text="")
    if steps == ("network",) and not (isinstance(offer.value, dict) and "network" in offer.value):
        return document.at(("network",), code)
    return document.at((*offer.steps, *steps), code)


def folded_ways(findings: Iterable[Finding]) -> Finding:
    """One finding for a rule that is broken in both directions; those of the directions are its detail."""
    ways = sorted(findings, key=lambda finding: finding.fingerprint)
    places = {(place.path, place.pointer): place for finding in ways for place in finding.places}
    return ways[0]._replace(
        message=f"{ways[0].message}, and in the other direction",
        direction=None,
        places=tuple(places.values()),
        detail=tuple(ways),
        mends=tuple(remedy for finding in ways for remedy in finding.mends),
        fingerprint=fingerprint(ways[0].rule, [], [finding.fingerprint for finding in ways]),
        values_hash=values_hash([finding.values_hash for finding in ways]),
    )


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────


def _said(offer: Offer, steps: Steps | None, code: str) -> str:
    """A value as its file writes it; a long one is cut."""
    if steps is None:
        return quoted(code)
    value = offer.look(steps)
    if value is ABSENT:
        return "nothing"
    text = _listed(value) if isinstance(value, dict | list) else _place(offer, steps).text
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _listed(value: Any) -> str:
    items = value if isinstance(value, list) else [value]
    texts = [_item(item) for item in items]
    return ", ".join(filter(None, texts)) if texts and all(texts) else quoted(value)


def _item(value: Any) -> str:
    """A text, a number, a range or an edition, as a sentence has it; nothing where it is none of these."""
    if isinstance(value, str | int | float):
        return str(value)
    form = next((each for each in _FORMS if isinstance(value, dict) and value.keys() == each), None)
    parts = {key: _item(each) for key, each in value.items()} if form else {}
    return _FORMS[form].format(**parts) if form and all(parts.values()) else ""


_FORMS = {
    frozenset({"min", "max"}): "{min} to {max}",
    frozenset({"min"}): "from {min}",
    frozenset({"max"}): "up to {max}",
    frozenset({"standard", "edition"}): "{standard} {edition}",
}


_HAS_NEEDS = ("has", "needs")
_TAKES_SENDS = ("takes", "sends")  # the acceptor offers to take what the provider has
_VERBS = {"at-most": ("has", "allows at most"), "at-least": ("has", "needs at least")}


def _message(asked: Asked, pair: Pair, sides: Sides) -> str:
    standing = {"a": (pair.a, sides.a), "b": (pair.b, sides.b)}
    said = {side: _said(offer, _steps(asked, side), code) for side, (offer, code) in standing.items()}
    order = ("b", "a") if sides.swapped else ("a", "b")
    if asked.rule.relation.directional:
        order = ("a", "b") if asked.offering == "a" else ("b", "a")
        verbs = _VERBS.get(asked.rule.relation.name, _HAS_NEEDS)
        verbs = _TAKES_SENDS if asked.rule.acceptor_offers and verbs == _HAS_NEEDS else verbs
    else:
        verbs = ("says", "says")
    parts = [
        f"{standing[side][1]} {verb} {said[side]}"
        for side, verb in zip(order, verbs, strict=True)
        if _steps(asked, side) is not None
    ]
    if asked.rule.relation.name == "releasable-to":
        parts = [f"{standing[order[0]][1]} releases to {said[order[0]]}; {standing[order[1]][1]} is to read it"]
    return f"{sides.title}, {_inside(asked.rule.title)}: {'; '.join(parts)}{_why(asked, sides)}"


def _inside(title: str) -> str:
    """A title as it reads inside a sentence: "Format" becomes "format", "TLS" stays."""
    return title if title[1:2].isupper() or not title[1:2].isalpha() else title[:1].lower() + title[1:]


def _why(asked: Asked, sides: Sides) -> str:
    if isinstance(asked.answer, Broken):
        return f" ({asked.answer.note})" if asked.answer.note else ""
    if isinstance(asked.answer, Unanswered) and asked.answer.reason:  # none where a value is absent: that is said
        who = {"a": f"{sides.a} ", "b": f"{sides.b} "}.get(asked.answer.side, "")
        source = f"; {asked.answer.source}" if asked.answer.source else ""
        return f"; {who}{asked.answer.reason}{source}"
    return ""


def _filled(text: str, asked: Asked, pair: Pair, sides: Sides) -> str:
    """A rule's text with its fields filled: A is the report's first partner, or, in a direction, who offers."""
    offering_b = asked.rule.relation.directional and asked.offering == "b"
    swapped = offering_b if asked.rule.relation.directional else sides.swapped
    one, other = ("b", "a") if swapped else ("a", "b")
    standing = {"a": (pair.a, sides.a), "b": (pair.b, sides.b)}
    said = {side: _said(offer, _steps(asked, side), code) for side, (offer, code) in standing.items()}
    fields = {
        "a": said[one],
        "b": said[other],
        "A": standing[one][1],
        "B": standing[other][1],
        "common": quoted(pair.agreed.get(asked.rule.short)),
    }
    return _FIELD.sub(lambda found: fields[found[1]], text)


# ── remedies ─────────────────────────────────────────────────────────────────────────────────────────────


def _remedies(asked: Asked, pair: Pair) -> Iterator[Remedy]:
    for changes in mends(asked, pair):
        edits = tuple(map(edit, changes))
        yield Remedy(" and ".join(dict.fromkeys(each.partner for each in edits)), edits)


def edit(change: Mended) -> Edit:
    """A change as the report shows it: whose file, where, and what to do there."""
    document = change.offer.document
    line = document.at(change.steps).line
    return Edit(document.partner or "", document.path, pointer(change.steps), line, change.do, change.value)


def said_only(
    rule: str, message: str, places: tuple[Place, ...], sides: Sides, severity: Severity, **texts: str
) -> Finding:
    """A finding of outcome *unknown* that no rule makes: a question to a partner."""
    codes = sorted({sides.a, sides.b}) if sides.direction is None else [sides.a, sides.b]
    return Finding(
        rule=rule,
        severity=severity,
        outcome=Outcome.UNKNOWN,
        message=message,
        because=texts.get("because", ""),
        remedy=texts.get("remedy", ""),
        places=places,
        exchange=sides.exchange,
        direction=sides.direction,
        fingerprint=fingerprint(rule, codes, [f"{sides.exchange}/{sides.name}"]),
    )
