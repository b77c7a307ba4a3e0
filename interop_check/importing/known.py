"""What the catalogue says already, so that an import adds to it and repeats nothing."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from interop_check.catalogue import name_parts, read_file

# The file that an import writes; what stands in it is no other file's word.
CATALOGUE_FILE = "nisp.json"


class Known(NamedTuple):
    """What is known before an import; make it with `read_known`.

    `editions` goes from the ids and aliases of editions to their ids, `covers` are the ids and aliases of cover
    documents, and `families` goes from the names of published standards (in parts) to their ids: a further import
    adds to these. `placed` goes from the ids of editions that an import wrote to their standards' ids, and `taken`
    from a standard and what its edition is called (in parts) to that edition's id: a further import keeps to these.
    """

    editions: Mapping[str, str]
    covers: frozenset[str]
    families: Mapping[tuple[str, ...], str]
    placed: Mapping[str, str]
    taken: Mapping[tuple[str, tuple[str, ...]], str]


NOTHING = Known({}, frozenset(), {}, {}, {})


def read_known(folders: Iterable[Path], before: Path | None = None) -> Known:
    """What the catalogue files of some folders say, but for those that an import wrote, and what `before`, one of
    those, says.

    Raises `interop_check.catalogue.CatalogueError` where one is broken.
    """
    paths = [path for folder in folders for path in sorted(folder.glob("*.json")) if path.name != CATALOGUE_FILE]
    contents = [read_file(path) for path in paths]
    families = [entry for data in contents for entry in data.get("standards", {}).items()]
    covers = [entry for data in contents for entry in data.get("covers", {}).items()]
    editions = list(_editions(contents))
    imported = list(_editions([read_file(before)] if before and before.is_file() else []))
    return Known(
        editions={name: id for _, id, data in editions for name in _names(id, data)},
        covers=frozenset(name for id, data in covers for name in _names(id, data)),
        families={name_parts(name): id for id, data in families for name in _names(id, data)},
        placed={id: family for family, id, _ in imported},
        taken={(family, name_parts(data["edition"])): id for family, id, data in (*imported, *editions)},
    )


def _editions(contents: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for data in contents:
        for family, standard in data.get("standards", {}).items():
            yield from ((family, id, edition) for id, edition in standard.get("editions", {}).items())


def _names(id: str, entry: Mapping[str, Any]) -> Iterator[str]:
    yield id
    yield from entry.get("aliases", ())
