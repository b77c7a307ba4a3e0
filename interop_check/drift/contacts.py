"""Whom to tell of a change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ..difference import Contact, FindingChange, How, PairChange
from ..partners import PARTNER_KIND, Partner, code_of
from ..report import Finding, Severity
from .files import Side


def whom_to_tell(
    pairs: Iterable[PairChange], changes: Iterable[FindingChange], base: Side, head: Side
) -> Iterator[Contact]:
    """Of every pair that is worse off, who did not change anything; both where both did."""
    worse: dict[tuple[str, str], set[str]] = defaultdict(set)
    for pair in pairs:
        for exchange in pair.exchanges:
            if exchange.costs:
                worse[pair.a, pair.b].update(exchange.files)
    for change in changes:
        if change.pair and change.how is How.NEW and change.finding.counts and _weighs(change.finding):
            worse[change.pair].update(change.files)
    documents = {each.path: each for side in (base, head) for each in side.gathering.documents}
    found = set()
    for both, paths in worse.items():
        authors = {code_of(documents[path]) for path in paths if path in documents}
        found |= set(both) - authors or set(both)
    for code in sorted(found):
        yield _contact(code, head.gathering.partners.get(code) or base.gathering.partners.get(code))


def _weighs(finding: Finding) -> bool:
    return finding.severity.weight >= Severity.MAJOR.weight


def _contact(code: str, partner: Partner | None) -> Contact:
    said = [each.value.get("contact") for each in (partner.documents if partner else ()) if each.kind == PARTNER_KIND]
    lines: list[str] = []
    for each in said:
        if isinstance(each, str):
            lines.append(each)
        elif isinstance(each, dict):
            lines += [f"{key}: {value}" for key, value in each.items()]
    return Contact(code, partner.name if partner else "", tuple(lines))
