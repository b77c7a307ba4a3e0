"""Reads the NISP database as it is published: folders of Markdown files with front matter.

The layout is that of https://github.com/stavnstrup/nisp-yaml: a folder a sort of record, a file a record. Nothing
in a file is refused; what is odd is a `Defect`, and what cannot be used is left out, with one.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from interop_check.relations import quoted

from .frontmatter import Fields, items, read_matter, text
from .records import Defect, Group, Profile, Publication, ServiceProfile, Source

_NEEDED = ("capabilityprofile", "serviceprofile", "standard")
_LARGEST = 1_000_000  # bytes; the largest record of the database that was looked at has 30,000
_LONGEST = 200  # characters of an id, as of those of a catalogue
_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_EXTRACTED = re.compile(r"from ([A-Z][a-z]{2}) (\d{1,2}), (\d{4})")


class SourceError(Exception):
    """A folder that holds no such database; the text says what is missing."""


class _Record(NamedTuple):
    path: str
    id: str
    fields: Fields


_Made = TypeVar("_Made")


def read_nisp(folder: Path) -> Source:
    """The database in `folder`, with all that is wrong in it; raises `SourceError` where there is none.

    Only the folders that baselines and catalogue entries are made of are read.
    """
    lacking = [name for name in _NEEDED if not (folder / name).is_dir()]
    if lacking:
        raise SourceError(_no_database(folder, lacking))
    defects: list[Defect] = []

    def all_of(name: str, make: Callable[[_Record], _Made]) -> dict[str, _Made]:
        return {record.id: make(record) for record in _records(folder, name, defects)}

    standards, covers = all_of("standard", _publication), all_of("coverdoc", _publication)
    return Source(
        date=_extracted(folder, defects),
        capability_profiles=all_of("capabilityprofile", _profile),
        profiles=all_of("profile", _profile),
        service_profiles=all_of("serviceprofile", _service_profile),
        standards=standards,
        covers=covers,
        organizations=all_of("organization", lambda record: text(record.fields, "short")),
        defects=(*defects, *_repeated(standards), *_repeated(covers)),
    )


def _no_database(folder: Path, lacking: list[str]) -> str:
    if not folder.is_dir():
        return f"there is no folder {folder.as_posix()!r}"
    inside = next((each for each in sorted(folder.glob("*/")) if all((each / name).is_dir() for name in _NEEDED)), None)
    hint = f"; did you mean {inside.as_posix()!r}?" if inside else f": it needs the folders {', '.join(_NEEDED)}"
    return f"{folder.as_posix()!r} holds no NISP database, as there is no {' and no '.join(lacking)} in it{hint}"


# --- files ------------------------------------------------------------------------------------------------


def _records(folder: Path, name: str, defects: list[Defect]) -> Iterator[_Record]:
    """The records in one folder of the database, each id once, in the order of the files' names."""
    seen: dict[str, str] = {}
    for path in sorted((folder / name).glob("*.md")):
        if path.name.startswith("_"):  # the site's own pages
            continue
        shown = f"{name}/{path.name}"
        fields = _fields(path, shown, defects)
        if fields is None:
            continue
        id = text(fields, "nispid")
        if not id:
            defects.append(Defect(shown, f"gives no nispid; its file name is taken for it: {quoted(path.stem)}"))
            id = path.stem
        if len(id) > _LONGEST:
            defects.append(Defect(shown, f"its id has more than {_LONGEST} characters; it is left out"))
            continue
        if id in seen:
            defects.append(Defect(shown, f"the id {quoted(id)} stands in {seen[id]} too, which counts"))
            continue
        seen[id] = shown
        yield _Record(shown, id, fields)


def _fields(path: Path, shown: str, defects: list[Defect]) -> Fields | None:
    content = _content(path, shown, defects)
    if content is None:
        return None
    matter = read_matter(content)
    if matter.fields is None:
        defects.append(Defect(shown, "has no front matter; it is left out"))
    defects += (Defect(f"{shown}:{line}", message) for line, message in matter.complaints)
    return matter.fields


def _content(path: Path, shown: str, defects: list[Defect]) -> str | None:
    """The text of a file. One that is not UTF-8 is read as Windows-1252, the likeliest other."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            defects.append(Defect(shown, f"is no file, or has more than {_LARGEST:,} bytes; it is left out"))
            return None
        data = path.read_bytes()
    except OSError as error:
        defects.append(Defect(shown, f"cannot be read: {error.strerror}; it is left out"))
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        defects.append(Defect(shown, f"is not UTF-8 at byte {error.start + 1}; it is read as Windows-1252"))
        return data.decode("cp1252", "replace")


def _extracted(folder: Path, defects: list[Defect]) -> str:
    """The day of the extract, as the database's own README says it; empty where it does not."""
    path = folder / "README.md"
    said = _EXTRACTED.search((_content(path, path.name, defects) or "") if path.exists() else "")
    try:
        return datetime.strptime(" ".join(said.groups()), "%b %d %Y").date().isoformat() if said else ""
    except ValueError:
        return ""


# --- records ----------------------------------------------------------------------------------------------


def _publication(record: _Record) -> Publication:
    document: Mapping[str, Any] = record.fields.get("document") or {}
    document = document if isinstance(document, Mapping) else {}
    date = text(document, "date")
    return Publication(
        id=record.id,
        organization=text(document, "org") or text(record.fields, "orgid"),
        number=text(document, "pubnum"),
        title=text(document, "title"),
        date=date if _DAY.fullmatch(date) else "",
        version=text(document, "version"),
        path=record.path,
        covers=_ids(record.fields, "coverstandards"),
    )


def _profile(record: _Record) -> Profile:
    date = text(record.fields, "profilespec", "date")
    return Profile(
        id=record.id,
        title=text(record.fields, "title"),
        below=_ids(record.fields, "subprofiles"),
        path=record.path,
        date=date if _DAY.fullmatch(date) else "",
    )


def _service_profile(record: _Record) -> ServiceProfile:
    groups = tuple(
        Group(text(group, "obligation"), text(group, "lifecycle"), _ids(group, "standards"))
        for group in items(record.fields, "refgroup")
    )
    return ServiceProfile(record.id, text(record.fields, "title"), groups, record.path)


def _ids(fields: Fields, key: str) -> tuple[str, ...]:
    """The ids in a list of references, each once."""
    return tuple(dict.fromkeys(id for item in items(fields, key) if (id := text(item, "refid"))))


def _repeated(publications: Mapping[str, Publication]) -> Iterator[Defect]:
    """Publication numbers that several records have."""
    first: dict[tuple[str, str], Publication] = {}
    for each in publications.values():
        before = first.setdefault((each.organization, each.number), each)
        if before is not each and each.number:
            yield Defect(each.path, f"has the publication number of {before.path} too: {quoted(each.number)}")
