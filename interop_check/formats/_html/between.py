"""What was found between every two partners of a matrix, told shortly; of many, as numbers into texts told once."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from ...report import Comparison, Finding, Report, Severity, same
from .. import _pairs
from .._findings import at, ways
from .._inert import inert
from .._words import counted, waiver
from .words import SEVERITIES, TO_ASK, Sign

WRITTEN = 12  # partners at most whose findings are written out, and need no script
ROOM = 2_400_000  # letters of data of the findings at most


class Told(NamedTuple):
    """A finding in short. `mends` says who could do what; `weighs`: the pair is no better than that."""

    sign: Sign
    rule: str
    title: str
    message: str
    spots: tuple[str, ...]
    remedy: str
    mends: tuple[str, ...]
    notes: tuple[str, ...]
    weighs: bool


class Between(NamedTuple):
    """What was found between two partners, the worst first, and how many of what."""

    counted: str
    told: tuple[Told, ...]

    @property
    def lesser(self) -> int:
        return sum(not each.weighs for each in self.told)


def between(report: Report) -> Iterator[Between]:
    """What was found in each comparison of a report, in their order."""
    listed = {same(each): (place, each) for place, each in enumerate(report.findings)}
    for comparison in report.comparisons:
        reached = {same(each) for each in comparison.reached}
        found = [finding for _, finding in sorted((listed[key] for key in reached if key in listed), key=_place)]
        yield Between(" · ".join(counted(found)), tuple(_told(report, comparison, found)))


def _place(listed: tuple[int, Finding]) -> int:
    return listed[0]


def _told(report: Report, comparison: Comparison, found: Iterable[Finding]) -> Iterator[Told]:
    pair = _pairs.read(report, comparison, "→")
    for each in found:
        exchanges = pair.exchanges.get(same(each), ())
        yield Told(
            sign=sign(each),
            rule=each.rule,
            title=pair.titles(exchanges),
            message=pair.said_of(exchanges[0], each) if exchanges else inert(each.message),
            spots=tuple(f"{place.partner} {at(place)}" if place.partner else at(place) for place in each.places),
            remedy=each.remedy,
            mends=tuple(f"{who}: {what}" for who, what in ways([each])),
            notes=tuple(_notes(each)),
            weighs=each.severity is Severity.BLOCKER and not each.waived,
        )


def sign(finding: Finding) -> Sign:
    """The sign of a finding's severity, or that it is to be asked."""
    return _SIGNS[finding.severity] if finding.counts else TO_ASK


_SIGNS = {Severity(each.id): each for each in SEVERITIES}


def _notes(finding: Finding) -> Iterator[str]:
    if finding.waived:
        yield f"waived: {waiver(finding)}"
    if finding.stood_before:
        yield "stood before"


# ── as data ──────────────────────────────────────────────────────────────────────────────────────────────


class Part(NamedTuple):
    """How much of the findings a page has room for; `said` names what is left out."""

    said: str
    severe: bool = False
    mends: bool = True


_PARTS = (
    Part(""),
    Part("how each partner could mend it", mends=False),
    Part("what blocks no pair", severe=True),
    Part("what blocks no pair, and how each partner could mend the rest", severe=True, mends=False),
)


def packed(found: Iterable[tuple[str, str, Between]], room: int | None = None) -> tuple[dict[str, Any] | None, str]:
    """The findings of pairs, with the codes of both, as data for the script, and what there was no room for.

    `texts` are told once; in them U+0001 and U+0002 stand for the two partners. `rows` are findings without their
    places: the number of the sign, those of the texts of rule, title, message and remedy, whether it weighs, how many
    ways there are to mend it, and the texts of these and of the notes. `pairs` have for each finding the number of its
    row, how many places it has, and the texts of these. `None` where not even the weightiest fit.
    """
    listed = list(found)
    for part in _PARTS:
        packing = _Packing(part)
        for a, b, each in listed:
            packing.add(inert(a), inert(b), each)
        data = packing.data()
        if len(json.dumps(data, separators=(",", ":"))) <= (ROOM if room is None else room):
            return data, part.said
    return None, "what was found"


class _Packing:
    """Texts and findings while they are numbered."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.texts: dict[str, int] = {}
        self.rows: dict[tuple[int, ...], int] = {}
        self.pairs: list[list[int]] = []

    def add(self, a: str, b: str, between: Between) -> None:
        told = (each for each in between.told if each.weighs or not self.part.severe)
        self.pairs.append(list(chain.from_iterable(self._numbers(a, b, each) for each in told)))

    def _numbers(self, a: str, b: str, told: Told) -> Iterator[int]:
        mends = told.mends if self.part.mends else ()
        texts = (told.rule, told.title, told.message, told.remedy)
        of_texts, of_mends, of_notes, spots = (
            [self._text(each, a, b) for each in some] for some in (texts, mends, told.notes, told.spots)
        )
        sign = _ALL.index(told.sign)
        row = (sign, *of_texts, int(told.weighs), len(of_mends), *of_mends, *of_notes)
        yield self.rows.setdefault(row, len(self.rows))
        yield len(spots)
        yield from spots

    def _text(self, text: str, a: str, b: str) -> int:
        # What `inert` has made holds no control character, so that these two cannot be taken for anything else.
        shared = inert(text).replace(a, "\1").replace(b, "\2") if a and b else inert(text)
        return self.texts.setdefault(shared, len(self.texts))

    def data(self) -> dict[str, Any]:
        signs = [[each.id, each.glyph, each.word] for each in _ALL]
        return {"signs": signs, "texts": list(self.texts), "rows": list(self.rows), "pairs": self.pairs}


_ALL = (*SEVERITIES, TO_ASK)
