"""What the project says beside a published database: which of its profiles become baselines, and whom a group binds.

The data stands in `schemas/baselines/overlay/`; `schemas/overlay.json` says what may be in it.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from interop_check.relations import quoted


class OverlayError(Exception):
    """An overlay that cannot be used; the text gives the file, the place in it, and what is wrong there."""


class Choice(NamedTuple):
    """How a capability profile becomes a baseline. `state` is ``published`` or ``proposed``; of the titles of its
    service profiles, `drop` is left out at the beginning."""

    name: str
    title: str
    state: str
    drop: str = ""


class Said(NamedTuple):
    """What is said of requirements, by ``<baseline>/<requirement>``, so long as each still names the standard `names`.

    `role` is ``provider``, ``consumer`` or empty; of `one_of`, lists of standards, any one is enough.
    """

    of: tuple[str, ...]
    names: str
    note: str
    role: str = ""
    one_of: tuple[tuple[str, ...], ...] = ()


class Overlay(NamedTuple):
    """An overlay: the `choices` by capability profile, the publishers' names by organisation, and what is `said`."""

    source: str
    kinds: tuple[str, ...]
    choices: Mapping[str, Choice]
    publishers: Mapping[str, str]
    said: tuple[Said, ...]


def read_overlay(path: Path, schema: Path) -> Overlay:
    """The overlay in a file, held to a schema; raises `OverlayError` where it is not there or breaks it."""
    data = _read(path)
    _check(path, data, json.loads(schema.read_bytes()))
    return Overlay(
        source=data["source"],
        kinds=tuple(data["kinds"]),
        choices={id: Choice(**choice) for id, choice in data["baselines"].items()},
        publishers=data.get("publishers", {}),
        said=tuple(map(_said, data.get("requirements", ()))),
    )


def _said(entry: Mapping[str, Any]) -> Said:
    one_of = tuple(map(tuple, entry.get("one-of", ())))
    return Said(tuple(entry["of"]), entry["names"], entry["note"], entry.get("role", ""), one_of)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise OverlayError(f"{path.as_posix()}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise OverlayError(f"{path.as_posix()}: is not JSON in UTF-8: {error}") from error


def _check(path: Path, data: Any, schema: Any) -> None:
    import jsonschema

    error = next(jsonschema.Draft202012Validator(schema).iter_errors(data), None)
    if error:
        where = "".join(f"/{step}" for step in error.absolute_path)
        raise OverlayError(f"{path.as_posix()}#{where}: {quoted(error.instance)} does not satisfy {error.validator!r}")
