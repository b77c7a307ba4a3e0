"""Add, do not replace: the old offer put back beside the new one, where that leaves nobody worse off."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

import datetime
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

from .comparison import compare
from .conformance import conform, valid
from .difference import Advice, ExchangeChange, Move, PairChange, move_of
from .narrowing import Ids, narrowed, narrowed_document, surroundings
from .partners import Gathering, Partner, code_of, kind_of
from .profiles import Document, Steps, Unreadable, pointer, read_document
from .relations import json_equal
from .report import Comparison, Edit, Verdict
from .standards import Kind, Side, Standards
from .standards.kinds import replaced

__all__ = ["Pairing", "sparing"]

_Codes: TypeAlias = tuple[str, str]
_ResultKey: TypeAlias = tuple[str, str, str, str | None]


class Pairing(NamedTuple):
    """The pairs of which a profile has changed, and what they came to and come to."""

    changes: tuple[PairChange, ...]
    compared: Mapping[_Codes, tuple[Comparison | None, Comparison | None]]


class _Lost(NamedTuple):
    """An exchange that got worse through offers of `partner` that its profile at `path` does not make any more."""

    partner: str
    path: str
    kind: str
    id: str
    name: str
    title: str


class _Offers(NamedTuple):
    """The offers of one side of an exchange in a document: where they stand, and they."""

    steps: Steps
    offers: tuple[Any, ...]


class _Trial(NamedTuple):
    """A document with offers put back, and the edits that make it of the one there is."""

    value: dict[str, Any]
    edits: tuple[Edit, ...]


def sparing(
    pairing: Pairing,
    head: Gathering,
    turned: Mapping[str, tuple[Document, Document]],
    standards: Standards,
    date: datetime.date,
) -> Iterator[Advice]:
    """For each exchange that gets worse through a changed offer, the least addition that makes nobody worse.

    `turned` are the profiles that changed, before and after, by their later path. Each addition was tried: with it
    nobody is worse off in this exchange than before the change, and in no other than with the change as it is.
    """
    lost = dict.fromkeys(chain.from_iterable(_lost(pair, turned) for pair in pairing.changes))
    for each in lost:
        before, after = turned[each.path]
        if before.withheld or after.withheld or each.partner not in head.partners:
            continue
        court = _Court(pairing, head.partners, each, after, standards, date)
        found = ((trial, court.spared(trial)) for trial in _trials(each, before, after, standards))
        for trial, spared in found:
            if spared:
                yield Advice(*each[:2], *each[2:], trial.edits, spared)
                break


def _lost(pair: PairChange, turned: Mapping[str, tuple[Document, Document]]) -> Iterator[_Lost]:
    for exchange in pair.exchanges:
        for path in exchange.files if exchange.costs else ():
            after = turned[path][1] if path in turned else None
            code = code_of(after) if after else None
            if code and after and after.kind == exchange.kind:
                yield _Lost(code, path, exchange.kind, exchange.id, exchange.name, exchange.title)


# ── what to try ──────────────────────────────────────────────────────────────────────────────────────────


def _trials(lost: _Lost, before: Document, after: Document, standards: Standards) -> Iterator[_Trial]:
    """Each old offer alone, then all of them; at the end of the list, then before all others."""
    kind = kind_of(after, standards)
    if kind is None:
        return
    old, new = _sides(before, kind, lost), _sides(after, kind, lost)
    gone = [
        (side, _carried(offer, before, after))
        for side in old.keys() & new.keys()
        for offer in old[side].offers
        if isinstance(offer, dict) and not any(_says_the_same(offer, each) for each in new[side].offers)
    ]
    gone.sort(key=lambda each: (each[0].value, json.dumps(each[1], sort_keys=True)))
    chosen = [[each] for each in gone] + ([gone] if len(gone) > 1 else [])
    for first in (False, True):
        for several in chosen:
            yield _put_back(several, new, after, first)


def _sides(document: Document, kind: Kind, lost: _Lost) -> dict[Side, _Offers]:
    """What a document offers in an exchange, by side; only sides that are there and hold offers, or an empty list."""
    found: dict[Side, _Offers] = {}
    for located in kind.locate(document.value):
        if (located.id, located.name) != (lost.id, lost.name):
            continue
        sides = {side for side, _, _ in kind.offers(located)}
        peer = kind.exchanges[located.id].sides[0] is Side.OFFERS
        value = located.value
        if not peer and isinstance(value, dict):
            sides |= {side for side in kind.exchanges[located.id].sides if isinstance(value.get(side.value), list)}
        for side in sides:
            steps = located.steps if peer else (*located.steps, side.value)
            offers = tuple(offer for its, _, offer in kind.offers(located) if its is side)
            found[side] = _Offers(steps, offers)
    return found


def _says_the_same(one: dict[str, Any], other: Any) -> bool:
    return isinstance(other, dict) and json_equal(
        *({key: each[key] for key in each if key != "id"} for each in (one, other))
    )


_DEFAULTS = ("network", "state", "from", "until")


def _carried(offer: dict[str, Any], before: Document, after: Document) -> dict[str, Any]:
    """The offer with what its document said for all of its offers, where the document says another thing now."""
    said = {
        key: before.value[key]
        for key in _DEFAULTS
        if key in before.value and key not in offer and not json_equal(before.value[key], after.value.get(key))
    }
    return {**offer, **said}


def _put_back(
    several: Sequence[tuple[Side, dict[str, Any]]], new: Mapping[Side, _Offers], after: Document, first: bool
) -> _Trial:
    value, edits = after.value, []
    for side in dict.fromkeys(side for side, _ in several):
        steps, offers = new[side]
        listed = list(offers)
        known = {offer["id"] for offer in listed if isinstance(offer, dict) and "id" in offer}
        if len(listed) == 1 and isinstance(listed[0], dict) and "id" not in listed[0]:
            listed[0] = {"id": "now", **listed[0]}
            known.add("now")
            edits.append(
                _edit(after, (*steps, 0) if isinstance(_at(after.value, steps), list) else steps, ("id",), "now")
            )
        for _, offer in (each for each in several if each[0] is side):
            back = {**offer, "id": _free(offer.get("id"), known)}
            back = {"id": back.pop("id"), **back}
            known.add(back["id"])
            listed = [back, *listed] if first else [*listed, back]
            edits.append(_edit(after, steps, (), back, first))
        value = replaced(value, steps, listed)
    return _Trial(value, tuple(edits))


def _at(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value[step]
    return value


def _free(id: Any, known: set[str]) -> str:
    """The offer's own id if nobody else has it by now, so that waivers and evidence stay with it; else a new one."""
    own = id if isinstance(id, str) else "before"
    names = chain([own], [f"{own}-before"], (f"{own}-before-{number}" for number in range(2, 1000)))
    return next(name for name in names if name not in known)


def _edit(document: Document, steps: Steps, inside: Steps, value: Any, first: bool = False) -> Edit:
    place = document.key_at(steps) if not isinstance(steps[-1], int) else document.at(steps)
    where = (*steps, *inside, *((0,) if first else ()))
    return Edit(code_of(document) or "", document.path, pointer(where), place.line, "add", value)


# ── whether it helps ─────────────────────────────────────────────────────────────────────────────────────


class _Court:
    """Judges the pairs of one partner again, with another document of it."""

    def __init__(
        self,
        pairing: Pairing,
        partners: Mapping[str, Partner],
        lost: _Lost,
        document: Document,
        standards: Standards,
        date: datetime.date,
    ) -> None:
        self.lost, self.document, self.standards, self.date = lost, document, standards, date
        self.pairs = {
            pair: both
            for pair, both in pairing.compared.items()
            if any(each.code == lost.partner for code in pair for each in _lineage(partners.get(code)))
        }
        self.about = surroundings([(lost.kind, lost.id)], standards)
        meeting = {code for pair in self.pairs for code in pair}
        self.partners = {
            code: narrowed(each, self.about, standards) for code, each in partners.items() if code in meeting
        }
        self.worse = {
            (change.a, change.b): [_key(each) for each in change.exchanges if each.costs and self._is_it(_key(each))]
            for change in pairing.changes
        }

    def _is_it(self, key: _ResultKey) -> bool:
        return key[:3] == (self.lost.kind, self.lost.id, self.lost.name)

    def spared(self, trial: _Trial) -> tuple[str, ...]:
        """The partners that are worse off without the trial, if with it nobody is; else nobody."""
        document = self._valid(trial)
        if document is None:
            return ()
        spared: set[str] = set()
        for pair, (before, after) in self.pairs.items():
            a, b = (self._with(document, self.partners.get(code)) for code in pair)
            if not a or not b:
                continue
            then, now = _verdicts(before, self.about), _verdicts(after, self.about)
            tried = _verdicts(compare(a, b, self.standards, self.date), self.about)
            for key in then.keys() | now.keys() | tried.keys():
                than = [then.get(key), now.get(key)] if before and self._is_it(key) else [now.get(key)]
                if any(_is_worse(each, tried.get(key)) for each in than):
                    return ()
            if self.worse.get(pair):
                spared |= set(pair) - {self.lost.partner}
        return tuple(sorted(spared))

    def _valid(self, trial: _Trial) -> Document | None:
        """The document of a trial, if it may be compared; it goes the way of every document, by its bytes."""
        try:
            text = json.dumps(trial.value, ensure_ascii=False, allow_nan=False)
            document = read_document(self.document.path, text.encode())
        except (Unreadable, ValueError):
            return None
        if not valid(conform(document, self.standards)):
            return None
        return narrowed_document(document, self.about, self.standards)

    def _with(self, document: Document, partner: Partner | None) -> Partner | None:
        """The partner, in which `document` is in the place of the one with its path; sponsors too."""
        if partner is None:
            return None
        documents = tuple(document if each.path == document.path else each for each in partner.documents)
        return partner._replace(documents=documents, sponsor=self._with(document, partner.sponsor))


def _lineage(partner: Partner | None) -> Iterable[Partner]:
    return partner.lineage if partner else ()


def _key(change: ExchangeChange) -> _ResultKey:
    return change.kind, change.id, change.name, change.direction


def _verdicts(comparison: Comparison | None, about: Collection[Ids]) -> dict[_ResultKey, Verdict]:
    return {
        (each.kind, each.id, each.name, each.direction): each.verdict
        for each in (comparison.exchanges if comparison else ())
        if each.verdict is not Verdict.NOT_SHARED and (each.kind, each.id) in about
    }


def _is_worse(before: Verdict | None, after: Verdict | None) -> bool:
    move = move_of(before, after)
    return move is Move.WORSE or (move is Move.ENDS and before is not Verdict.BLOCKED)
