"""``interop-check compare --common``: what two partners can both do, written as profiles."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .statuses import CannotStart
from .writing import check_links, say, write_whole, written

if TYPE_CHECKING:
    from ..partners import Partner
    from ..report import Comparison
    from ..standards import Standards


def check_common(folder: str | None, partners: int) -> None:
    """Raises `CannotStart` where nothing could be written, before any work is done."""
    if folder is None:
        return
    if partners != 2:
        raise CannotStart("--common writes what two partners can both do; name two")
    there = next(each for each in (Path(folder), *Path(folder).parents, Path()) if each.exists())
    if not folder or not there.is_dir():
        raise CannotStart(f"--common names a folder, and {there.as_posix() if folder else folder!r} is none")
    check_links(folder)


class Planned(NamedTuple):
    """A profile to be written, where, and what is to be said of it."""

    path: Path
    text: str
    summary: str


def planned(
    folder: str,
    comparisons: Sequence[Comparison],
    partners: Sequence[Partner],
    standards: Standards,
    date: datetime.date,
    read: Iterable[str],
) -> list[Planned]:
    """The profiles of what both can do; raises `CannotStart` where one would stand over a file that was `read`."""
    if not comparisons:
        return []
    from ..commons import CODE, commons

    if CODE in (each.code for each in partners):
        raise CannotStart(f"--common: {CODE} is what both can do; compare two partners of other codes")
    files = commons(comparisons[0], partners[0], partners[1], standards, date)
    found = [Planned(Path(folder) / each.name, each.text, each.summary) for each in files]
    inputs = {os.path.realpath(path) for path in read}
    for path, text, _ in found:
        shown = repr(path.as_posix())
        if os.path.realpath(path) in inputs:
            raise CannotStart(f"--common: {shown} is one of the profiles that were read; name another folder")
        if path.is_dir():
            raise CannotStart(f"--common: {shown} is a folder, where a profile would be written")
        if path.exists() and written(str(path)) != text.encode():
            raise CannotStart(f"--common: {shown} is there and says something else; move it, or name another folder")
    return found


def write(folder: str, files: Sequence[Planned]) -> None:
    """Each profile, whole; what else is in the folder is left alone."""
    if not files:
        say("interop-check: --common: no exchange is clear between two partners, so nothing was written")
        return
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart(f"--common: the folder {folder!r} cannot be made: {error.strerror}") from error
    for path, text, summary in files:
        write_whole(path.as_posix(), text)
        say(f"interop-check: wrote {path.as_posix()}: {summary}")
