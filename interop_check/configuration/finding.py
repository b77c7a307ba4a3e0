"""Where a configuration may stand: in the folder of work and those above it, never above the repository's top."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

FILE = "interop-check.toml"
SHARED = "pyproject.toml"


def candidates(start: str) -> Iterator[str]:
    """The files that might configure a run in the folder `start`, the nearest first.

    Outside of a repository only the folder itself is looked in: what lies above may be anybody's.
    """
    for folder in _folders(start):
        own, shared = os.path.join(folder, FILE), os.path.join(folder, SHARED)  # noqa: PTH118 - at every start
        if os.path.lexists(own):
            yield own
        if os.path.isfile(shared):  # noqa: PTH113
            yield shared


def absent(start: str) -> Iterator[str]:
    """Where a file of our own could stand for a run in the folder `start`, and stands none."""
    for folder in _folders(start):
        own = os.path.join(folder, FILE)  # noqa: PTH118
        if not os.path.lexists(own):
            yield own


def speaks(data: bytes) -> bool:
    """Whether a ``pyproject.toml`` may hold our table; nearly every one of others is passed over by this alone."""
    return (
        b"interop-check" in data
        and re.search(rb"""tool\s*\.\s*["']?interop-check|^\s*\[\s*tool\s*]""", data, re.M) is not None
    )


def _folders(start: str) -> list[str]:
    """From `start` to the top of its repository."""
    folders = [*_upwards(start)]
    top = next((number for number, folder in enumerate(folders) if _is_top(folder)), 0)
    return folders[: top + 1]


def repository(folder: str) -> str:
    """The top of the repository that a folder stands in; itself, where it stands in none."""
    folders = [*_upwards(os.path.realpath(folder))]
    return next(filter(_is_top, folders), folders[0])


def _upwards(folder: str) -> Iterator[str]:
    above = ""
    while folder != above:
        yield folder
        folder, above = os.path.dirname(folder), folder  # noqa: PTH120


def _is_top(folder: str) -> bool:
    return os.path.lexists(os.path.join(folder, ".git"))  # noqa: PTH118
