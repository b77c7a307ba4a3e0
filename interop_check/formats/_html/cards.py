"""A finding as a card: who says what where, with the source marked, why it matters, what mends it and who can act."""

# No `annotations` of the future here: a named tuple, and there are many, would compile every one of them from its text.

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ...report import Edit, Finding, FindingKey, Line, Place, Remedy, Report, Waived, same
from .._findings import at, in_detail
from .._inert import shown
from .._words import SEVERITY_GLYPHS, severity_word
from .words import TO_ASK, slug


class Source(NamedTuple):
    """One line of a file, taken apart around the token that is marked; escapes are written out already."""

    number: int
    before: str
    token: str = ""
    after: str = ""


class Spot(NamedTuple):
    """A place as it is shown. `absent`: the lines are those of the offer that lacks the value."""

    partner: str
    path: str
    at: str
    source: tuple[Source, ...]
    absent: bool


class Further(NamedTuple):
    """The same rule at further places."""

    message: str
    at: tuple[str, ...]


class Way(NamedTuple):
    """What one partner could do; all of the edits together."""

    partner: str
    edits: tuple[Edit, ...]


class Side(NamedTuple):
    """One direction of a finding, and the ways to mend it: any one is enough."""

    arrow: str
    ways: tuple[Way, ...]


class Card(NamedTuple):
    """A finding, ready to be laid out. `consequences` are cards that are folded under this one."""

    anchor: str
    number: str
    glyph: str
    word: str
    kind: str
    rule: str
    heading: str
    message: str
    spots: tuple[Spot, ...]
    further: tuple[Further, ...]
    because: str
    remedy: str
    sides: tuple[Side, ...]
    fingerprint: str
    waived: str = ""
    rides: str = ""
    consequences: "tuple[Card, ...]" = ()

    @property
    def words(self) -> str:
        """Its severity, and those of what is folded under it: a filter shows it for any of them."""
        return " ".join(sorted({self.word, *(each.word for each in self.consequences)}))

    @property
    def all_kinds(self) -> str:
        """Likewise its kinds."""
        return " ".join(sorted({self.kind, *(each.kind for each in self.consequences)} - {""}))


def anchors(findings: Iterable[Finding]) -> dict[FindingKey, str]:
    """For each finding an id of its own on the page: its fingerprint, where that is one."""
    found: dict[FindingKey, str] = {}
    taken: set[str] = set()
    for number, finding in enumerate(findings, 1):
        wanted = finding.fingerprint if _PLAIN.fullmatch(finding.fingerprint) else "finding"
        anchor = wanted if wanted not in taken and wanted != "finding" else f"{wanted}-{number}"
        taken.add(anchor)
        found.setdefault(same(finding), anchor)
    return found


_PLAIN = re.compile(r"[0-9a-f]{8,64}")


def kind_of(report: Report, finding: Finding, kinds: Iterable[str] = ()) -> str:
    """The kind that a finding is about: that of its exchanges (`kinds`), or else of its file."""
    own = next(iter(kinds), None)
    path = finding.places[0].path if finding.places else ""
    return own or next((each.kind for each in report.inputs if each.path == path and each.kind), "") or ""


def card(
    finding: Finding,
    anchor: str,
    number: str,
    *,
    kind: str,
    heading: str,
    message: str,
    arrows: Mapping[str | None, str],
) -> Card:
    """The card of one finding, nothing folded under it."""
    glyph = SEVERITY_GLYPHS[finding.severity] if finding.counts else TO_ASK.glyph
    further, sides = in_detail(finding)
    return Card(
        anchor=anchor,
        number=number,
        glyph=glyph,
        word=severity_word(finding),
        kind=slug(kind),
        rule=finding.rule,
        heading=heading,
        message=f"{message} (stood before)" if finding.stood_before else message,
        spots=tuple(_spot(each, not finding.rule.startswith("yaml/")) for each in finding.places),
        further=tuple(Further(each.message, tuple(map(at, each.places))) for each in further),
        because=finding.because,
        remedy=finding.remedy,
        sides=tuple(_sides(sides, arrows)),
        fingerprint=finding.fingerprint,
        waived=_waived(finding.waived) if finding.waived else "",
    )


def _waived(by: Waived) -> str:
    ticket = f"; {by.ticket}" if by.ticket else ""
    return f"by {by.owner} through {by.until.isoformat()}: {by.reason} ({by.file}:{by.line}{ticket})"


def _sides(findings: Iterable[Finding], arrows: Mapping[str | None, str]) -> Iterator[Side]:
    """The ways of each direction; those that are the same in both are told once."""
    seen: set[str] = set()
    for finding in findings:
        ways = tuple(_ways(finding.mends))
        if ways and repr(ways) not in seen:
            seen.add(repr(ways))
            yield Side(arrows.get(finding.direction, ""), ways)


def _ways(mends: Iterable[Remedy]) -> Iterator[Way]:
    """The first, and so the smallest, way of each partner."""
    first: dict[str, Remedy] = {}
    for remedy in mends:
        first.setdefault(remedy.partner, remedy)
    yield from (Way(each.partner, each.edits) for each in first.values())


# ── source lines ─────────────────────────────────────────────────────────────────────────────────────────


def _spot(place: Place, lacking: bool) -> Spot:
    """A place as it is shown. `lacking`: where nothing is said, a value is missing; else the text itself is wrong."""
    absent = lacking and place.value is None and not place.text
    indents = (len(each.text) - len(each.text.lstrip()) for each in place.excerpt if each.text.strip())
    margin = min(indents, default=0)
    source = tuple(_source(each, place, margin) for each in place.excerpt)
    return Spot(place.partner or "", place.path, at(place), source, absent)


def _source(line: Line, place: Place, margin: int) -> Source:
    """The line, less the `margin` that all have, with what of it belongs to the place; cut where it is very long."""
    text = line.text.rstrip()
    start, end = _span(line.line, text, place)
    return Source(line.line, _ending(text[margin:start]), _beginning(text[start:end]), _beginning(text[end:]))


def _span(number: int, text: str, place: Place) -> tuple[int, int]:
    """From which to which character the place reaches on this line; nothing of a line that is only near it."""
    if not place.line <= number <= place.end_line:
        return len(text), len(text)
    indent = len(text) - len(text.lstrip())
    start = place.column - 1 if number == place.line else indent
    end = place.end_column - 1 if number == place.end_line else len(text)
    if (place.line, place.column) == (place.end_line, place.end_column):  # a point: what stands there, or before it
        start, end = min(start, len(text) - 1), min(start, len(text) - 1) + 1
    start = min(max(start, 0), len(text))
    return start, min(max(end, start), len(text))


_MOST = 240  # characters on either side of where a line is cut


def _beginning(text: str) -> str:
    return _visible(text[:_MOST]) + ("…" if len(text) > _MOST else "")


def _ending(text: str) -> str:
    return ("…" if len(text) > _MOST else "") + _visible(text[-_MOST:])


def _visible(text: str) -> str:
    return "".join("    " if character == "\t" else shown(character) for character in text)
