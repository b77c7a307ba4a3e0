"""For editors, ``grep`` and logs: one line a finding, the worst first, nothing where there is none."""

from __future__ import annotations

from ..report import Finding, Place, ProfileCard, Report, Scorecard
from . import Options
from ._findings import at
from ._inert import inert
from ._scorecards import counts

SUFFIXES = ()


def render(report: Report, _: Options) -> str:
    """``path:line:column: severity rule message [QVA other-path:line:column]``, a line a finding, then the claims."""
    scores = (_score(card, each) for card in report.scorecards for each in card.profiles)
    return "".join(f"{line}\n" for line in (*map(_line, report.findings), *scores))


def _score(card: Scorecard, each: ProfileCard) -> str:
    """A line of a scorecard: what a claim comes to, at its place."""
    where = each.places[0] if each.places else Place("-")
    draft = " (draft)" if card.draft else ""
    id = f"baseline/{card.baseline}{f'/{each.id}' if each.id else ''}"
    return inert(f"{at(where)}: {each.result} {id}{draft} {counts(card, each)}".rstrip())


def _line(finding: Finding) -> str:
    where, *others = finding.places or (Place("-"),)
    word = finding.severity.value if finding.counts else finding.outcome.value
    word = f"waived {word}" if finding.waived else word
    word = f"{word} (stood before)" if finding.stood_before else word
    also = "".join(f" [{_whose(place)}{at(place)}]" for place in others)
    return inert(f"{at(where)}: {word} {finding.rule} {finding.message}{also}")


def _whose(place: Place) -> str:
    return f"{place.partner} " if place.partner else ""
