"""The reference of kinds, exchanges, rules, baselines and published standards, as pages of Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..relations import RELATIONS, Relation
from ..standards import Kind, Standards
from ..standards.baselines import Baseline
from . import baselines, catalogue, kinds
from .markdown import code, escaped, link, table, values

__all__ = ["Page", "pages"]


class Page(NamedTuple):
    """A page: its path, relative and with ``/``, and its text."""

    path: str
    text: str


def pages(standards: Standards) -> Iterator[Page]:
    """Every page of the reference; the same standards give the same pages. They link to each other only."""
    yield _page("index.md", _index(standards))
    for kind in _kinds(standards):
        yield _page(kinds.path(kind, standards), kinds.page(kind, standards))
    yield _page(catalogue.PATH, catalogue.page(standards.catalogue))
    for baseline in _baselines(standards):
        yield _page(baselines.path(baseline), baselines.page(baseline, standards.catalogue))


def _page(path: str, lines: Iterator[str]) -> Page:
    text = "\n".join(line.rstrip() for line in lines)
    return Page(path, f"{text.rstrip()}\n")


# ── the index ────────────────────────────────────────────────────────────────────────────────────────────


def _index(standards: Standards) -> Iterator[str]:
    yield "# Reference"
    yield ""
    yield "Made from the schemas and the catalogue in force by `interop-check standards docs`."
    yield ""
    yield "## Figures"
    yield ""
    yield from table(("What", "How many"), ((word, str(count)) for word, count in figures(standards).items()))
    yield "## Kinds"
    yield ""
    yield from table(_OF_KINDS, (_kind(kind, standards) for kind in _kinds(standards)))
    yield "## Published standards"
    yield ""
    yield f"{link('The catalogue', catalogue.PATH)}, as of {escaped(standards.catalogue.date or 'no date')}."
    yield ""
    if standards.baselines:
        yield "## Baselines"
        yield ""
        yield from table(_OF_BASELINES, map(_baseline, _baselines(standards)))
    yield "## Relations"
    yield ""
    yield "How the two values of a rule must stand to each other. A directional one holds an offer against a need."
    yield ""
    yield from table(_OF_RELATIONS, map(_relation, RELATIONS.values()))


_OF_KINDS = ("Kind", "Name", "Version", "Exchanges", "Compared attributes", "Rules")
_OF_BASELINES = ("Baseline", "Name", "Version", "State", "Requirements")
_OF_RELATIONS = ("Relation", "Directional", "Holds when", "Parameters")


def _kinds(standards: Standards) -> Iterator[Kind]:
    yield from (kind for name in sorted(standards.kinds) for kind in reversed(standards.kinds[name]))


def _baselines(standards: Standards) -> Iterator[Baseline]:
    yield from (standards.baselines[name] for name in sorted(standards.baselines))


def _kind(kind: Kind, standards: Standards) -> tuple[str, ...]:
    counted = (len(kind.exchanges), kinds.attributes(kind), kinds.rules(kind))
    page = link(escaped(kind.title), kinds.path(kind, standards))
    return page, code(kind.name), kind.version, *map(str, counted)


def _baseline(each: Baseline) -> tuple[str, ...]:
    page = link(escaped(each.title), baselines.path(each))
    return page, code(each.name), escaped(each.version), baselines.state(each), str(len(each.requirements))


def _relation(each: Relation) -> tuple[str, ...]:
    return code(each.name), "yes" if each.directional else "", escaped(each.title), values(each.parameters)


def figures(standards: Standards) -> dict[str, int]:
    """What there is, counted: of two versions of a kind, the newest."""
    newest = [versions[-1] for versions in standards.kinds.values()]
    known = standards.catalogue
    return {
        "kinds": len(newest),
        "exchanges": sum(len(kind.exchanges) for kind in newest),
        "compared attributes": sum(kinds.attributes(kind) for kind in newest),
        "rules": sum(kinds.rules(kind) for kind in newest),
        "published standards": len(known.families),
        "their editions": len(known.editions),
        "cover documents": len(known.covers),
        "pairs of editions on which a source speaks": len(known.pairs),
        "baselines": len(standards.baselines),
        "requirements of baselines": sum(len(each.requirements) for each in standards.baselines.values()),
    }
