"""Which published standards are editions of one, and what each edition is called: read from publication numbers.

Two are editions of one standard where publisher and publication number are the same but for what names an edition:
``XEP-0045 (2012/02)`` and ``XEP-0045 (2019/05)``, ``AEP-76 Vol I Ed A Ver 1`` and ``… Ver 2``. Parts, volumes and
corrigenda stay standards of their own. Which editions work together is not said anywhere here.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from interop_check.catalogue import name_parts

from .known import Known
from .records import Publication

_EDITION = re.compile(r"\bEd\.? ([A-Z]|[0-9]+)\b(?: Ver\.? ([0-9.]+))?")
_VERSION = re.compile(r"\bVer(?:sion)?\.? ([0-9][0-9.]*[a-z]?)(?=\s|$)")
_REVISION = re.compile(r"\bRev(?:ision)?\.? ([A-Z]|[0-9][0-9.]*)(?=\s|$)")
_MONTH = re.compile(r"\(([0-9]{2,4}/[0-9]{2})\)$")
_DRAFT = re.compile(r"\((?:Study|RD|FD)\)")
_LETTER = re.compile(r"(?<=[0-9])([A-Z])$")  # MIL-DTL-83526C
_RELEASE = re.compile(r"(?<=^[0-9]{2}-[0-9]{3})(r[0-9]+)$")  # 12-128r17
_IN_TITLE = re.compile(r"\brev\.? ?([0-9]+(?:\.[0-9]+)+)\.?$", re.IGNORECASE)
_IN_ID = re.compile(r"-([0-9]+(?:\.[0-9]+)+(?:rc[0-9]+)?)$")
_IN_VERSION = re.compile(r"\(([A-Z0-9]+)\)\(([0-9]+)\)$")
_RFC = re.compile(r"RFC [0-9]+$")  # a new edition of one has a new number

# What names an edition in a publication number, and whose numbers it is read in.
_NAMING: tuple[tuple[re.Pattern[str], Callable[[Publication], bool]], ...] = (
    (_DRAFT, lambda _: True),
    (_MONTH, lambda _: True),
    (_EDITION, lambda _: True),
    (_VERSION, lambda _: True),
    (_REVISION, lambda _: True),
    (_LETTER, lambda each: each.number.startswith(("MIL-", "PRF-"))),
    (_RELEASE, lambda each: each.organization == "ogc"),
)


class Named(NamedTuple):
    """A published standard's edition: the standard's id, name and publisher, and the edition with its title."""

    family: str
    name: str
    publisher: str
    edition: str
    title: str
    publication: Publication


def families(wanted: Iterable[Publication], publishers: Mapping[str, str], known: Known) -> Iterator[Named]:
    """The editions, each with the standard that it belongs to, sorted by standard and id.

    A standard that is known already, by its name, is joined; otherwise its id is made of its publication number.
    `publishers` goes from organisations to names.
    """
    bare = [_bare(each, publishers) for each in wanted]
    bare.sort(key=lambda each: (name_parts(each.name), each.publisher, each.publication.id))
    ids = dict[tuple[str, ...], str]()
    taken = dict(known.taken)
    for (_, publisher), members in groupby(bare, key=lambda each: (name_parts(each.name), each.publisher)):
        several = list(members)
        derived = _family(several[0], known, ids)
        ids[name_parts(derived)] = publisher
        for each in several:
            family = known.placed.get(each.publication.id, derived)
            edition = _free(each, family, taken, len(several) == 1)
            taken[family, name_parts(edition)] = each.publication.id
            yield each._replace(family=family, edition=edition)


def entries(named: Iterable[Named], known: Known, lifecycles: Mapping[str, str]) -> dict[str, Any]:
    """The entries of a catalogue, by standard; a standard that is known already has its editions only."""
    there = set(known.families.values())
    grouped = groupby(sorted(named, key=lambda each: each.family), key=attrgetter("family"))
    return {family: _entry(list(members), family in there, lifecycles) for family, members in grouped}


def _entry(members: list[Named], there: bool, lifecycles: Mapping[str, str]) -> dict[str, Any]:
    newest = max(members, key=lambda each: (each.publication.date, each.publication.id))
    head = {} if there else {"title": newest.title, "publisher": newest.publisher}
    title = "" if there else newest.title
    return {**head, "editions": {each.publication.id: _edition(each, title, lifecycles) for each in members}}


def _edition(each: Named, family_title: str, lifecycles: Mapping[str, str]) -> dict[str, str]:
    texts = {
        "edition": each.edition,
        "title": each.title if each.title != family_title else "",
        "date": each.publication.date,
        "lifecycle": lifecycles.get(each.publication.id, "current"),
    }
    return {name: text for name, text in texts.items() if text}


def _bare(each: Publication, publishers: Mapping[str, str]) -> Named:
    """An edition by its publication number alone; the standard's id and, where nothing gives it, the edition wait."""
    number = each.number or each.id
    for pattern, holds in _NAMING:
        number = pattern.sub("", number) if holds(each) else number
    name = " ".join(number.split()).strip(" -,") or each.number or each.id
    publisher = publishers.get(each.organization) or each.organization.upper() or "unknown"
    # A number that is no name by itself, as 802.3 is none, is one with its publisher's.
    name = f"{publisher} {name}" if name[0].isdigit() else name
    return Named("", name, publisher, _edition_text(each), _title(each, name), each)


def _title(each: Publication, name: str) -> str:
    title = _MONTH.sub("", each.title).strip() or each.number or each.id
    return title.removeprefix(f"{name}: ")


def _edition_text(each: Publication) -> str:
    return next(filter(None, (read(each) for read in _READINGS)), "")


def _by_number(each: Publication) -> str:
    if _RFC.match(each.number):
        return each.number
    if found := _EDITION.search(each.number):
        return f"{found[1]}({found[2]})" if found[2] else f"Ed {found[1]}"
    if found := _VERSION.search(each.number):
        return found[1]
    return f"Rev {found[1]}" if (found := _REVISION.search(each.number)) else ""


def _by_title(each: Publication) -> str:
    return found[1] if (found := _IN_TITLE.search(each.title)) else ""


def _by_id(each: Publication) -> str:
    found = _IN_ID.search(each.id)
    return found[1] if found and found[1] not in each.number else ""


def _by_version(each: Publication) -> str:
    found = _IN_VERSION.match(each.version)
    return f"{found[1]}({found[2]})" if found else each.version


def _by_mark(each: Publication) -> str:
    """The month, letter or release that ends the number."""
    marks = ((pattern, holds) for pattern, holds in _NAMING if pattern in (_MONTH, _LETTER, _RELEASE))
    return next((found[1] for pattern, holds in marks if holds(each) and (found := pattern.search(each.number))), "")


# What an edition is called: the first of these that says something.
_READINGS = (_by_number, _by_title, _by_id, _by_version, _by_mark)


def _family(each: Named, known: Known, ids: Mapping[tuple[str, ...], str]) -> str:
    """The id of the standard: the known one's, else one that no other has."""
    if name_parts(each.name) in known.families:
        return known.families[name_parts(each.name)]
    slug = _slug(each.name) or _slug(each.publication.id) or "standard"
    if name_parts(slug) in known.families or name_parts(slug) in ids:
        slug = f"{_slug(each.publication.organization)}-{slug}"
    while name_parts(slug) in known.families or name_parts(slug) in ids:
        slug += "-x"
    return slug


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", text.casefold()).strip("-.")[:80].rstrip("-.")


def _free(each: Named, family: str, taken: Mapping[tuple[str, tuple[str, ...]], str], alone: bool) -> str:
    """What the edition is called, so that no other edition of the standard is called so."""
    id = each.publication.id
    texts = (each.edition, each.publication.number if alone else "", each.publication.date, id)
    return next((text for text in texts if text and taken.get((family, name_parts(text)), id) == id), id)
