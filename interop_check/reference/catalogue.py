"""The page of the catalogue: published standards, their editions, and which of these work together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from ..catalogue import Catalogue, Cover, Edition, Family, Together
from .markdown import anchor, code, escaped, link, table, values

PATH = "catalogue.md"


def to(id: str, known: Catalogue) -> str:
    """An id as a link to what the catalogue says of it; bare where it says nothing."""
    if id in known.editions:
        return link(code(id), PATH, _edition_anchor(id))
    if id in known.covers:
        return link(code(id), PATH, _cover_anchor(id))
    named = known.named.get(id, ())
    return link(code(id), PATH, _edition_anchor(named[0])) if named else code(id)


def page(known: Catalogue) -> Iterator[str]:
    """The lines of the page."""
    yield "# Published standards"
    yield ""
    yield f"The catalogue as of {escaped(known.date or 'no date')}. {link('Reference', 'index.md')}"
    yield ""
    yield (
        "Nothing is inferred between editions: of two editions of one standard on which no source speaks below, it is "
        "unknown whether they work together. Editions of different standards never do."
    )
    yield ""
    editions = _by_family(known)
    pairs = _pairs(known)
    families = sorted(known.families.values(), key=lambda each: (each.publisher.casefold(), each.id))
    publishers = [(name, [*each]) for name, each in groupby(families, key=lambda each: each.publisher)]
    yield from (
        f"- {link(escaped(name), PATH, _publisher_anchor(name))}: {len(members)}" for name, members in publishers
    )
    yield ""
    for name, members in publishers:
        yield anchor(_publisher_anchor(name))
        yield ""
        yield f"## {escaped(name)}"
        yield ""
        for family in members:
            yield from _family(family, editions[family.id], pairs[family.id], known)
    if known.covers:
        yield from _covers(known)


def _by_family(known: Catalogue) -> dict[str, list[Edition]]:
    found: dict[str, list[Edition]] = defaultdict(list)
    for id in sorted(known.editions):
        found[known.editions[id].family].append(known.editions[id])
    for editions in found.values():
        editions.sort(key=lambda each: (each.date, each.id))
    return found


_Pairs = list[tuple[str, str, Together]]


def _pairs(known: Catalogue) -> dict[str, _Pairs]:
    """What is said of pairs, by the standards of their editions."""
    found: dict[str, _Pairs] = defaultdict(list)
    for pair in sorted(known.pairs, key=sorted):
        one, other = sorted(pair)
        families = dict.fromkeys(known.editions[id].family for id in (one, other) if id in known.editions)
        for family in families:
            found[family].append((one, other, known.pairs[pair]))
    return found


def _family(family: Family, editions: Iterable[Edition], pairs: _Pairs, known: Catalogue) -> Iterator[str]:
    yield f"### {escaped(family.title)}"
    yield ""
    also = f"; also {values(family.aliases)}" if family.aliases else ""
    yield f"{code(family.id)}{also}"
    yield ""
    rows = (
        (
            f"{anchor(_edition_anchor(each.id))}{code(each.id)}",
            escaped(each.edition),
            escaped(each.date),
            each.lifecycle,
            values(each.aliases),
            escaped(each.source),
        )
        for each in editions
    )
    yield from table(("Id", "Edition", "Date", "Lifecycle", "Also", "Source"), rows)
    told = (
        (to(one, known), to(other, known), each.verdict, each.confidence, escaped(each.source), escaped(each.note))
        for one, other, each in pairs
    )
    yield from table(("One", "Other", "Work together", "Confidence", "Source", "Note"), told)


def _covers(known: Catalogue) -> Iterator[str]:
    yield "## Cover documents"
    yield ""
    yield "Naming one of these means the editions that it covers."
    yield ""
    covers = (known.covers[id] for id in sorted(known.covers))
    yield from table(("Id", "Title", "Covers", "Also"), (_cover(each, known) for each in covers))


def _cover(each: Cover, known: Catalogue) -> tuple[str, ...]:
    named = f"{anchor(_cover_anchor(each.id))}{code(each.id)}"
    return named, escaped(each.title), ", ".join(to(id, known) for id in each.covers), values(each.aliases)


def _edition_anchor(id: str) -> str:
    return f"edition/{id}"


def _cover_anchor(id: str) -> str:
    return f"cover/{id}"


def _publisher_anchor(name: str) -> str:
    return f"publisher/{name}"
