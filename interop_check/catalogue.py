"""What is publicly known of published standards: their editions, and which of these work together.

The data stands in folders of JSON files (`schemas/catalogue.json` says what may be in them). Nothing is
inferred between editions: on a pair of one standard's editions that no entry names, the answer is ``unsaid``.
"""

import codecs
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from itertools import chain, combinations, groupby
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeAlias

from interop_check.accelerator import jsonschema_rs
from interop_check.relations import Together, quoted
from interop_check.suggestions import nearest

__all__ = [
    "EMPTY",
    "Catalogue",
    "CatalogueError",
    "Cover",
    "Edition",
    "Family",
    "Together",
    "load_catalogue",
    "name_parts",
    "read_file",
    "shipped_catalogue",
]


class CatalogueError(Exception):
    """A catalogue that cannot be used: the file, the JSON Pointer in it, and what is wrong there."""

    def __init__(self, path: str, pointer: str, message: str) -> None:
        super().__init__(f"{path}{'#' + pointer if pointer else ''}: {message}")
        self.path = path
        self.pointer = pointer
        self.message = message


class Edition(NamedTuple):
    """One edition of a published standard. `date` is a day, a month or a year, or empty."""

    id: str
    family: str
    edition: str
    lifecycle: str
    date: str = ""
    aliases: tuple[str, ...] = ()
    source: str = ""


class Family(NamedTuple):
    """A published standard over all its editions."""

    id: str
    title: str
    publisher: str
    aliases: tuple[str, ...] = ()


class Cover(NamedTuple):
    """A document that promulgates editions of other documents; naming it means `covers`, their ids."""

    id: str
    title: str
    covers: tuple[str, ...]
    aliases: tuple[str, ...] = ()


_Tokens: TypeAlias = tuple[str, ...]


class Catalogue:
    """What is known of published standards; build it with `load_catalogue`.

    Each index is made when it is first asked for, and raises `CatalogueError` for the first thing that is
    broken in what it is made of; `check` makes them all.
    """

    def __init__(self, contents: "_Contents | None" = None) -> None:
        self._contents = contents or []
        self._near: dict[str, str | None] = {}  # what `nearest` has answered before

    def check(self) -> None:
        """Raise `CatalogueError` for the first thing that is broken, in the order of folders and file names."""
        _ = self.editions, self.families, self.covers, self.named
        _ = self.pairs, self.family_names, self.family_editions

    @cached_property
    def date(self) -> str | None:
        """The day of the newest file (ISO 8601); `None` where no file gives one."""
        return max((data["catalogue"]["date"] for _, _, data in self._contents if "catalogue" in data), default=None)

    @cached_property
    def families(self) -> Mapping[str, Family]:
        """The published standards by their ids."""
        return _families(self._standards)

    @cached_property
    def editions(self) -> Mapping[str, Edition]:
        """The editions by their ids."""
        return {id: edition for id, (_, edition) in self._editions.items()}

    @cached_property
    def covers(self) -> Mapping[str, Cover]:
        """The cover documents by their ids."""
        return {id: cover for id, (_, cover) in self._covers.items()}

    @cached_property
    def named(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the editions that an id or alias of an edition or of a cover document means, as it is written."""
        return _named(self._editions, self._covers)

    @cached_property
    def pairs(self) -> "Mapping[frozenset[str], Together]":
        """What is said of two editions' working together, by their two ids."""
        return _pairs(_entries(self._contents, "pairs"), self.named)

    @cached_property
    def family_names(self) -> "Mapping[_Tokens, str]":
        """The ids of the published standards by all that they are called."""
        return _family_names(self.families, self._standards)

    @cached_property
    def family_editions(self) -> "Mapping[tuple[str, _Tokens], str]":
        """The ids of the editions by their published standard and what the edition is called."""
        return _family_editions(self._editions)

    @cached_property
    def cover_titles(self) -> "Mapping[_Tokens, tuple[str, ...]]":
        """The ids that a cover document means, by all that it is called."""
        return _cover_titles(self._covers)

    @cached_property
    def _ids(self) -> frozenset[str]:
        """The ids of the editions."""
        standards = (each for _, _, data in self._contents for each in data.get("standards", {}).values())
        return frozenset(id for each in standards for id in each.get("editions", ()))

    @cached_property
    def _standards(self) -> "list[_Entry]":
        return _entries(self._contents, "standards")

    @cached_property
    def _editions(self) -> "_Editions":
        return _editions(self._standards)

    @cached_property
    def _covers(self) -> "_Covers":
        return _covers(_entries(self._contents, "covers"), self._editions)

    def resolve(self, reference: str | Mapping[str, Any]) -> tuple[str, ...]:
        """The ids of the editions that a reference means; none where it names a standard without an edition.

        A text is an id or alias of an edition or of a cover document, as it is written; one that the
        catalogue lacks stands for itself. A mapping gives the ``standard`` by its id or an alias and the
        ``edition``, both read without case and punctuation.
        """
        if isinstance(reference, str):
            return self._resolve_text(reference)
        standard, edition = reference["standard"], reference.get("edition")
        if edition is None or not str(edition).strip():
            return self.named.get(standard, ())
        return self._resolve_edition(standard, str(edition))

    def _resolve_text(self, text: str) -> tuple[str, ...]:
        bare_family = text not in self.named and name_parts(text) in self.family_names
        return () if bare_family else self.named.get(text, (text,))

    def _resolve_edition(self, standard: str, edition: str) -> tuple[str, ...]:
        family = self.family_names.get(name_parts(standard))
        known = self.family_editions.get((family, name_parts(edition))) if family else None
        if known:
            return (known,)
        lacking = (f"{family or standard} {edition}",)
        return self.cover_titles.get(name_parts(f"{standard} {edition}"), lacking)

    def knows(self, reference: str | Mapping[str, Any]) -> bool:
        """Whether a reference names an edition, a cover document or a standard of the catalogue."""
        if isinstance(reference, str) and reference in self._ids:  # as most do: the indexes need not be made for it
            return True
        ids = self.resolve(reference)
        name = reference if isinstance(reference, str) else reference["standard"]
        return all(id in self.editions for id in ids) if ids else name_parts(name) in self.family_names

    def nearest(self, text: str) -> str | None:
        """The id most like a text, be it an edition's, a cover document's or a standard's, or None."""
        if text not in self._near:
            names = dict(self._names())
            name = nearest(text[:200], names)
            self._near[text] = None if name is None else names[name]
        return self._near[text]

    def _names(self) -> Iterator[tuple[str, str]]:
        """Every name that somebody may have meant, with the id that it leads to; ids come last, and win."""
        for edition in self.editions.values():
            family = self.families[edition.family]
            for name in (family.id, *family.aliases):
                yield f"{name} {edition.edition}", edition.id
        entries: tuple[Family | Cover | Edition, ...] = (
            *self.families.values(),
            *self.covers.values(),
            *self.editions.values(),
        )
        for entry in entries:
            yield from ((name, entry.id) for name in (*entry.aliases, entry.id))

    def together(self, one: str, other: str) -> Together:
        """What is known of the working together of two editions, by their ids. The order does not matter."""
        if one == other:
            return Together("yes", note="an edition works with itself")
        return self.pairs.get(frozenset((one, other))) or self._unlisted(*sorted((one, other)))

    def _unlisted(self, one: str, other: str) -> Together:
        lacking = [id for id in (one, other) if id not in self.editions]
        if lacking:
            return Together("unsaid", note="; ".join(self._lacking(id) for id in lacking))
        same = self.editions[one].family == self.editions[other].family
        return Together("unsaid") if same else Together("different-standard")

    def _lacking(self, id: str) -> str:
        near = self.nearest(id)
        hint = "" if near is None else f"; the nearest id that it knows is {quoted(near)}"
        return f"the catalogue does not know {quoted(id)}{hint}"

    def newest(self, ids: Iterable[str]) -> str | None:
        """The newest of some editions, by date (none is oldest), then by name."""
        return max(ids, key=self._age, default=None)

    def _age(self, id: str) -> tuple[str, tuple[tuple[bool, int, str], ...], str]:
        edition = self.editions.get(id)
        name = name_parts(edition.edition) if edition else ()
        return (
            (edition.date if edition else ""),
            tuple((part.isalpha(), len(part), part) for part in name),
            id,
        )

    def current(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The current editions of the standards that some editions belong to, sorted."""
        families = {self.editions[id].family for id in ids if id in self.editions}
        return tuple(sorted(e.id for e in self.editions.values() if e.family in families and e.lifecycle == "current"))

    def title(self, id: str) -> str:
        """What an edition, a cover document or a standard is called; the id itself where it is unknown."""
        edition = self.editions.get(id)
        if edition:
            return f"{self.families[edition.family].title}, {edition.edition}"
        entry = self.covers.get(id) or self.families.get(id)
        return entry.title if entry else id

    def lifecycle(self, id: str) -> str | None:
        """``candidate``, ``current``, ``fading`` or ``retired``; None where the edition is unknown."""
        edition = self.editions.get(id)
        return edition.lifecycle if edition else None

    def silent_pairs(self, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The pairs of editions of one standard, among some ids, on which no entry speaks; sorted."""
        known = sorted({id for id in ids if id in self.editions}, key=lambda id: (self.editions[id].family, id))
        for _, members in groupby(known, key=lambda id: self.editions[id].family):
            yield from (pair for pair in combinations(members, 2) if frozenset(pair) not in self.pairs)


EMPTY = Catalogue()

_COUNTING_WORDS = frozenset({"ed", "edition", "v", "ver", "version"})


def name_parts(text: str) -> _Tokens:
    """A name without case, punctuation, leading zeros and words such as "Ed": ``Ed. A v1`` is ``A(1)``."""
    parts = [part.lstrip("0") or part for part in re.findall(r"[0-9]+|[^\W\d_]+", text.casefold())]
    return tuple(part for part in parts if part not in _COUNTING_WORDS) or tuple(parts) or (text,)


# --- loading ----------------------------------------------------------------------------------------------


class _Entry(NamedTuple):
    """One entry of one file: which folder (by its position), the file, the keys that lead to it, its id, the data."""

    folder: int
    path: str
    steps: tuple[str, ...]
    id: str
    data: Mapping[str, Any]

    @property
    def pointer(self) -> str:
        return "".join(f"/{_escaped(step)}" for step in self.steps)

    def refuse(self, message: str, pointer: str = "") -> NoReturn:
        raise CatalogueError(self.path, self.pointer + pointer, message)


def load_catalogue(folders: Iterable[Path]) -> Catalogue:
    """Read every ``*.json`` of some folders as one catalogue, and check all of it.

    A folder that is not there adds nothing. A later folder may add standards, editions, cover documents and
    pairs, and where it speaks of an edition, a cover document or a pair again, the later word counts. Raises
    `CatalogueError` for the first thing that is broken, in the order of folders and file names.
    """
    catalogue = _of_files(folders, read_file)
    catalogue.check()
    return catalogue


def shipped_catalogue(folder: Path) -> Catalogue:
    """The catalogue of a folder that `load_catalogue` has found to be sound before it was shipped."""
    return _of_files([folder], lambda path: json.loads(path.read_bytes()))


def _of_files(folders: Iterable[Path], read: "Callable[[Path], Mapping[str, Any]]") -> Catalogue:
    files = [(place, path) for place, folder in enumerate(folders) for path in sorted(folder.glob("*.json"))]
    return Catalogue([(place, path.as_posix(), read(path)) for place, path in files])


_Contents: TypeAlias = list[tuple[int, str, Mapping[str, Any]]]
_Editions: TypeAlias = dict[str, tuple[_Entry, Edition]]
_Covers: TypeAlias = dict[str, tuple[_Entry, Cover]]


def _entries(contents: _Contents, section: str) -> list[_Entry]:
    return [
        _Entry(folder, path, (section, str(id)), str(id), entry)
        for folder, path, data in contents
        for id, entry in _items(data.get(section, {}))
    ]


def _items(section: Mapping[str, Any] | list[Any]) -> Iterable[tuple[str | int, Any]]:
    return section.items() if isinstance(section, Mapping) else enumerate(section)


def _escaped(key: str) -> str:
    """A key as a part of a JSON Pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def _families(entries: list[_Entry]) -> dict[str, Family]:
    merged: dict[str, dict[str, Any]] = {}
    for entry in entries:
        before = merged.setdefault(entry.id, {})
        aliases = dict.fromkeys((*before.get("aliases", ()), *entry.data.get("aliases", ())))
        before.update(entry.data, aliases=tuple(aliases))
    for entry in entries:
        lacking = [name for name in ("title", "publisher") if name not in merged[entry.id]]
        if lacking:
            entry.refuse(f"the standard {quoted(entry.id)} has no {' and no '.join(lacking)}; say it here")
    return {id: Family(id, data["title"], data["publisher"], data["aliases"]) for id, data in merged.items()}


def _editions(entries: list[_Entry]) -> _Editions:
    found: _Editions = {}
    for family in entries:
        for id, data in family.data.get("editions", {}).items():
            entry = _Entry(family.folder, family.path, (*family.steps, "editions", id), id, data)
            if id in found:
                _refuse_second(entry, family.id, *found[id])
            found[id] = (entry, _edition(family.id, entry))
    return found


def _edition(family: str, entry: _Entry) -> Edition:
    said = entry.data.get
    aliases = tuple(said("aliases", ()))
    return Edition(
        entry.id, family, said("edition", ""), said("lifecycle", ""), said("date", ""), aliases, said("source", "")
    )


def _refuse_second(entry: _Entry, family: str, first: _Entry, edition: Edition) -> None:
    if edition.family != family:
        entry.refuse(f"{quoted(entry.id)} is already an edition of {quoted(edition.family)} ({first.path})")
    if entry.folder == first.folder:
        entry.refuse(f"the edition {quoted(entry.id)} stands in {first.path} too; keep one")


def _covers(entries: list[_Entry], editions: _Editions) -> _Covers:
    ids = {name: id for id, (_, edition) in editions.items() for name in (id, *edition.aliases)}
    found: _Covers = {}
    for entry in entries:
        if entry.id in found and found[entry.id][0].folder == entry.folder:
            entry.refuse(f"the cover document {quoted(entry.id)} stands in {found[entry.id][0].path} too; keep one")
        for place, id in enumerate(entry.data["covers"]):
            if id not in ids:
                entry.refuse(_no_edition(id, ids), f"/covers/{place}")
        covers = tuple(sorted({ids[id] for id in entry.data["covers"]}))
        found[entry.id] = (
            entry,
            Cover(entry.id, entry.data["title"], covers, tuple(entry.data.get("aliases", ()))),
        )
    return found


def _no_edition(id: str, known: Iterable[str]) -> str:
    near = nearest(id, known)
    return f"no edition has the id {quoted(id)}" + (f"; did you mean {quoted(near)}?" if near else "")


def _named(editions: _Editions, covers: _Covers) -> dict[str, tuple[str, ...]]:
    """What each id and alias, as it is written, means."""
    named: dict[str, tuple[str, ...]] = {}
    meant = ((entry, edition.id, edition.aliases, (edition.id,)) for entry, edition in editions.values())
    covering = ((entry, cover.id, cover.aliases, cover.covers) for entry, cover in covers.values())
    for entry, id, aliases, ids in chain(meant, covering):
        for name in (id, *aliases):
            if named.setdefault(name, ids) != ids:
                _refuse_ambiguous(entry, name, named[name], ids)
    return named


def _refuse_ambiguous(entry: _Entry, name: str, one: tuple[str, ...], other: tuple[str, ...]) -> NoReturn:
    meanings = " and ".join(quoted(", ".join(ids)) for ids in (one, other))
    entry.refuse(f"the name {quoted(name)} means both {meanings}; give it to one")


def _family_names(families: Mapping[str, Family], entries: list[_Entry]) -> dict[_Tokens, str]:
    places = {entry.id: entry for entry in entries}
    names: dict[_Tokens, str] = {}
    for family in families.values():
        for name in (family.id, *family.aliases):
            first = names.setdefault(name_parts(name), family.id)
            if first != family.id:
                _refuse_ambiguous(places[family.id], name, (first,), (family.id,))
    return names


def _family_editions(editions: _Editions) -> dict[tuple[str, _Tokens], str]:
    names: dict[tuple[str, _Tokens], str] = {}
    for id, (entry, edition) in editions.items():
        first = names.setdefault((edition.family, name_parts(edition.edition)), id)
        if first != id:
            _refuse_ambiguous(entry, edition.edition, (first,), (id,))
    return names


def _cover_titles(covers: _Covers) -> dict[_Tokens, tuple[str, ...]]:
    """Cover documents by all that they are called; a name that could mean two of them means none."""
    titles: dict[_Tokens, set[tuple[str, ...]]] = {}
    for _, cover in covers.values():
        for name in (cover.id, cover.title, *cover.aliases):
            titles.setdefault(name_parts(name), set()).add(cover.covers)
    return {name: next(iter(meanings)) for name, meanings in titles.items() if len(meanings) == 1}


def _pairs(entries: list[_Entry], named: Mapping[str, tuple[str, ...]]) -> dict[frozenset[str], Together]:
    found: dict[frozenset[str], tuple[_Entry, Together]] = {}
    for entry in entries:
        pair, together = _pair(entry, named), _together(entry.data)
        first, before = found.get(pair, (entry, together))
        if first.folder == entry.folder and before.verdict != together.verdict:
            entry.refuse(f"{first.path}#{first.pointer} says {before.verdict!r} of the same two editions", "/together")
        if first.folder != entry.folder or pair not in found:
            found[pair] = (entry, together)
    return {pair: together for pair, (_, together) in found.items()}


def _pair(entry: _Entry, named: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    for place, id in enumerate(entry.data["editions"]):
        if len(named.get(id, ())) != 1:
            entry.refuse(_no_edition(id, named), f"/editions/{place}")
    pair = frozenset(named[id][0] for id in entry.data["editions"])
    if len(pair) != 2:
        entry.refuse("both ids mean the same edition, and an edition works with itself", "/editions")
    return pair


def _together(data: Mapping[str, Any]) -> Together:
    return Together(data["together"], data["source"], data["confidence"], data.get("note", ""))


def read_file(path: Path) -> Mapping[str, Any]:
    """One catalogue file, known to satisfy the schema of catalogues; raises `CatalogueError` where it does not."""
    try:
        text = path.read_bytes().removeprefix(codecs.BOM_UTF8).decode()
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
        json.dumps(data, ensure_ascii=False).encode()  # a lone surrogate could be written in no report
        broken = next(_schema_errors(data), None)
    except OSError as error:
        raise CatalogueError(path.as_posix(), "", f"cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise CatalogueError(path.as_posix(), "", f"is not JSON in UTF-8: {error}") from error
    if broken:
        raise CatalogueError(path.as_posix(), *broken)
    loaded: Mapping[str, Any] = data
    return loaded


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {quoted(twice)} stands twice in one object")
    return whole


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _schema_errors(data: Any) -> Iterator[tuple[str, str]]:
    """The pointer and message of each place where a file breaks the schema of catalogues."""
    for error in _validator().iter_errors(data):
        path: Iterable[Any] = getattr(error, "instance_path", ()) or getattr(error, "absolute_path", ())
        yield "".join("/" + _escaped(str(part)) for part in path), error.message


@cache
def _validator() -> Any:
    schema = json.loads((_schemas() / "catalogue.json").read_bytes())
    if jsonschema_rs is None:  # slower, with the same results
        import jsonschema

        return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def _schemas() -> Path:
    """The shipped schemas: beside the modules in a wheel, in the parent folder in a checkout."""
    here = Path(__file__).parent
    return here / "schemas" if (here / "schemas").is_dir() else here.parent / "schemas"
