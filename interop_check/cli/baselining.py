"""``interop-check baseline list`` and ``interop-check baseline import``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..suggestions import did_you_mean
from . import options
from .settings import folders
from .statuses import CannotStart, Status
from .writing import check_links, show, write_whole

if TYPE_CHECKING:
    from ..importing import Imported, Known, Overlay, Source
    from ..standards.baselines import Baseline


baseline = typer.Typer(**options.GROUP, invoke_without_command=True)


@baseline.callback()
def about(context: typer.Context) -> None:
    """The baselines that profiles can claim, and new ones from a published standards database."""
    if context.invoked_subcommand is None:
        show(f"{context.get_help()}\n")


@baseline.command(name="list")
def list_baselines(
    schemas: options.Schemas = None,
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """Which baselines are there, and how much does each ask?"""
    from ..standards.resources import shipped

    listed = _loaded([shipped(), *map(Path, folders(schemas))])
    show("".join(f"{line}\n" for line in _table(listed)))
    return Status.DONE


def _loaded(places: Iterable[Path]) -> Iterable[Baseline]:
    """The baselines of some folders of schemas; raises `CannotStart` with a line for every fault of a broken one."""
    from ..standards import StandardError
    from ..standards.baselines import load_baselines

    try:
        return load_baselines(place / "baselines" for place in places).values()
    except StandardError as error:
        raise CannotStart(map(str, error.refusals)) from error


def _table(listed: Iterable[Baseline]) -> Iterator[str]:
    rows = [("name", "version", "state", "requirements", "standards", "title"), *map(_row, listed)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(each: Baseline) -> tuple[str, ...]:
    standards = {id for requirement in each.requirements for id in requirement.named}
    return (each.name, each.version, each.state, str(len(each.requirements)), str(len(standards)), each.title)


@baseline.command(name="import")
def import_baselines(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A folder with the NISP database (nisp-yaml).")],
    to: Annotated[str, typer.Option("--to", metavar="DIR", help="The folder of schemas to write to.")],
    overlay: Annotated[
        str | None,
        typer.Option("--overlay", metavar="FILE", help="Which profiles become baselines, in place of our own choice."),
    ] = None,
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """Make baselines and catalogue entries of a database, and list its defects."""
    from ..importing import OverlayError, SourceError, baselines, read_nisp, read_overlay
    from ..standards.resources import shipped

    _check_folder(to)
    own = shipped() / "baselines" / "overlay" / "fmn.json"
    try:
        chosen = read_overlay(Path(overlay) if overlay else own, shipped() / "overlay.json")
        read = read_nisp(Path(source))
    except (OverlayError, SourceError) as error:
        raise CannotStart(str(error)) from error
    _check_choice(source, chosen, read)
    imported = baselines(read, chosen, _known(to))
    _write(to, imported)
    show("".join(f"{line}\n" for line in _told(to, chosen, read, imported)))
    return Status.DONE


def _known(to: str) -> Known:
    """What the catalogue holds already; what an import into our own folder wrote there is written anew."""
    from ..catalogue import CatalogueError
    from ..importing import CATALOGUE_FILE, read_known
    from ..standards.resources import shipped

    ours, theirs = shipped() / "catalogue", Path(to) / "catalogue"
    before = ours / CATALOGUE_FILE if ours.resolve() != theirs.resolve() else None
    try:
        return read_known([ours, theirs], before)
    except CatalogueError as error:
        raise CannotStart(str(error)) from error


def _check_folder(to: str) -> None:
    path = Path(to)
    if path.exists() and not path.is_dir():
        raise CannotStart(f"--to names a folder, and {to!r} is none")
    if not to or not path.parent.is_dir():
        raise CannotStart(f"--to: there is no folder {path.parent.as_posix()!r} to make {path.name!r} in")
    check_links(to)


def _check_choice(source: str, chosen: Overlay, read: Source) -> None:
    """Raises `CannotStart` where no baseline would come of it."""
    if not any(id in read.capability_profiles for id in chosen.choices):
        wanted, there = ", ".join(chosen.choices), sorted(read.capability_profiles)
        near = did_you_mean(next(iter(chosen.choices)), there)
        raise CannotStart(f"{source!r} has none of the capability profiles {wanted}{near}; --overlay can name others")


def _write(to: str, imported: Imported) -> None:
    for name, text in imported.files.items():
        path = Path(to) / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotStart(f"{path.parent.as_posix()!r} cannot be made: {error.strerror}") from error
        write_whole(path.as_posix(), text)


def _told(to: str, chosen: Overlay, read: Source, imported: Imported) -> Iterator[str]:
    for name in imported.files:
        yield f"wrote {(Path(to) / name).as_posix()}"
    yield ""
    yield from _table(each for each in _loaded([Path(to)]) if f"baselines/{each.name}.json" in imported.files)
    rest = sorted(set(read.capability_profiles) - set(chosen.choices))
    if rest:
        yield f"not imported: {', '.join(rest)}; --overlay can name them"
    yield ""
    yield f"{len(imported.defects)} defects of the source:" if imported.defects else "no defect of the source"
    yield from (f"  {defect}" for defect in imported.defects)
