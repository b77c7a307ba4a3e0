"""Partners that speak of a few exchanges only: what is needed to judge these, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from .partners import Partner, kind_of
from .profiles import Document, Steps
from .standards import Standards

__all__ = ["Ids", "affected", "bare", "narrowed", "narrowed_document", "surroundings"]

Ids = tuple[str, str]
"""A kind and the id of one of its exchanges."""


def affected(exchanges: Iterable[Ids], standards: Standards) -> frozenset[Ids]:
    """The exchanges, and those that ride on them: no other comes to another verdict where only these change."""
    depends = _depends(standards)
    found = set(exchanges)
    while more := {each for each, roots in depends.items() if roots & found} - found:
        found |= more
    return frozenset(found)


def surroundings(exchanges: Iterable[Ids], standards: Standards) -> frozenset[Ids]:
    """The exchanges that are affected by these, and all that they ride on: what it takes to judge them."""
    depends = _depends(standards)
    found = set(affected(exchanges, standards))
    while more := {root for each in found for root in depends.get(each, ())} - found:
        found |= more
    return frozenset(found)


def _depends(standards: Standards) -> dict[Ids, set[Ids]]:
    depends: dict[Ids, set[Ids]] = {}
    for kind in (kind for kinds in standards.kinds.values() for kind in kinds):
        for each in kind.exchanges.values():
            depends.setdefault((kind.name, each.id), set()).update(each.depends)
    return depends


def narrowed(partner: Partner, exchanges: Collection[Ids], standards: Standards) -> Partner:
    """The partner, which speaks of no other exchanges; so does its sponsor."""
    documents = tuple(narrowed_document(each, exchanges, standards) for each in partner.documents)
    sponsor = narrowed(partner.sponsor, exchanges, standards) if partner.sponsor else None
    return partner._replace(documents=documents, sponsor=sponsor)


def narrowed_document(document: Document, exchanges: Collection[Ids], standards: Standards) -> Document:
    """The document without its other exchanges; what is left keeps its place."""
    steps = (each for ids, each in _located(document, standards) if ids not in exchanges)
    said = document.text, document.places, document.ambiguous, document.withheld
    return Document(document.path, document.sha256, _stripped(document.value, steps), *said)


def bare(document: Document, standards: Standards) -> dict[str, Any]:
    """What the document says beside its exchanges."""
    return _stripped(document.value, (steps for _, steps in _located(document, standards)))


def _located(document: Document, standards: Standards) -> Iterator[tuple[Ids, Steps]]:
    kind = kind_of(document, standards)
    for located in kind.locate(document.value) if kind else ():
        yield (kind.name if kind else "", located.id), located.steps


def _stripped(value: dict[str, Any], places: Iterable[Steps]) -> dict[str, Any]:
    for steps in places:
        value = _without(value, steps)
    return value


def _without(value: dict[str, Any], steps: Steps) -> dict[str, Any]:
    """The value without what stands at `steps`, which are keys; what is on the way is copied."""
    key, *rest = steps
    if not rest:
        return {each: value[each] for each in value if each != key}
    return {**value, str(key): _without(value[str(key)], tuple(rest))}
