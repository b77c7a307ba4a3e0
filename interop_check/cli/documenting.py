"""``interop-check standards docs``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import options
from .running import loaded
from .settings import folders
from .statuses import CannotStart, Status
from .writing import check_links, show, write_whole


def docs(
    to: Annotated[str, typer.Option("--to", metavar="DIR", help="The folder to write to; it is made if need be.")],
    schemas: options.Schemas = None,
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """The reference of kinds, exchanges, rules, baselines and published standards, as Markdown."""
    from ..reference import figures, pages

    folder = Path(to)
    _check(folder)
    in_force = loaded(folders(schemas))
    written = [(folder / page.path, page.text) for page in pages(in_force)]
    for path, _ in written:
        if path.is_dir():
            raise CannotStart(f"--to: {path.as_posix()!r} is a folder, where a page would be written")
    _make(folder)
    for path, text in written:
        write_whole(path.as_posix(), text)
    counted = ", ".join(f"{count} {word}" for word, count in figures(in_force).items())
    show(f"{len(written)} pages, beginning at {(folder / 'index.md').as_posix()}: {counted}\n")
    return Status.DONE


def _check(folder: Path) -> None:
    """Raises `CannotStart` where there can be no such folder, before any work is done."""
    there = next(each for each in (folder, *folder.parents, Path()) if each.exists())
    if not there.is_dir():
        raise CannotStart(f"--to names a folder, and {there.as_posix()!r} is a file")
    check_links(folder.as_posix())


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart(f"--to: the folder {folder.as_posix()!r} cannot be made: {error.strerror}") from error
