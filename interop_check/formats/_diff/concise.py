"""For editors, ``grep`` and logs: one line a finding that is new, changed, mended or gone, and a line a verdict."""

from __future__ import annotations

from collections.abc import Iterator

from ...difference import Difference, FindingChange, How, PairChange
from ...report import Place
from .. import Options
from .._findings import at
from .._inert import inert

SUFFIXES = ()


def render(difference: Difference, _: Options) -> str:
    """``path:line:column: new blocker rule message``; then ``A B exchange: clear -> blocked (path)``."""
    found = (each for each in difference.findings if each.how is not How.UNCHANGED)
    lines = [*map(_line, found), *(line for pair in difference.pairs for line in _verdicts(pair))]
    return "".join(f"{line}\n" for line in lines)


def _line(change: FindingChange) -> str:
    finding = change.finding
    word = finding.severity.value if finding.counts else finding.outcome.value
    where, *others = finding.places or (Place("-"),)
    also = "".join(f" [{f'{place.partner} ' if place.partner else ''}{at(place)}]" for place in others)
    pair = f" {' '.join(change.pair)}:" if change.pair else ""
    waived = " (waived)" if finding.waived else ""
    note = f" ({change.note})" if change.note else ""
    return inert(f"{at(where)}: {change.how} {word} {finding.rule}{pair} {finding.message}{note}{waived}{also}")


def _verdicts(pair: PairChange) -> Iterator[str]:
    for each in pair.exchanges:
        both = f"{_said(each.before)} -> {_said(each.after)}"
        way = f" {each.direction}" if each.direction else ""
        files = f" ({', '.join(each.files)})" if each.files else ""
        yield inert(f"{pair.a} {pair.b} {each.kind}/{each.name}{way}: {both}{files}")


def _said(verdict: object) -> str:
    return str(verdict or "not-shared")
