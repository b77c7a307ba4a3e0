"""``interop-check init``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..suggestions import did_you_mean
from . import options
from .running import baseline as named_baseline
from .running import loaded
from .settings import folders
from .statuses import CannotStart, Status
from .writing import show

if TYPE_CHECKING:
    from ..standards import Kind, Standards


def init(
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="The kind, or KIND/VERSION.")],
    baseline: Annotated[
        str | None, typer.Option("--from", metavar="BASELINE", help="Add what could be claimed of this baseline.")
    ] = None,
    partner: Annotated[str, typer.Option("--partner", metavar="CODE", help="Your code.")] = "YOUR-CODE",
    system: Annotated[str, typer.Option("--system", metavar="ID", help="The system's id among yours.")] = "your-system",
    at: Annotated[
        str, typer.Option("--at", metavar="FILE", help="Where it will stand: editors look for its schema from there.")
    ] = "profile.yaml",
    schemas: options.Schemas = None,
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """A commented starter profile, ready to fill in: every exchange is there, and nothing is answered yet."""
    from ..starters import Wanted, starter

    in_force = loaded(folders(schemas))
    governing = _kind(kind, in_force)
    wanted = Wanted(_id("--partner", partner), _id("--system", system), _seen_from(governing.path, at), kind)
    show(starter(governing, wanted, named_baseline(baseline, in_force, "--from") if baseline else None))
    return Status.DONE


def _kind(name: str, in_force: Standards) -> Kind:
    plain, _, version = name.partition("/")
    if found := in_force.kind(plain, version or None):
        return found
    versions = [each.version for each in in_force.kinds.get(plain, ())]
    if versions:
        raise CannotStart(f"--kind: there is no version {version!r} of {plain}; there is {', '.join(versions)}")
    known = sorted(in_force.kinds)
    raise CannotStart(f"--kind: {plain!r} is none of {', '.join(known)}{did_you_mean(plain, known)}")


def _id(option: str, given: str) -> str:
    from ..standards.validators import alone

    if alone({"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"}).holds(given):
        return given
    raise CannotStart(f"{option}: {given!r} is no id: 1 to 64 letters, digits, '.', '_' and '-'")


def _seen_from(schema: str, file: str) -> str:
    """The schema's path as an editor that opens `file` follows it: relative within the working directory."""
    here, there = Path.cwd(), Path(schema).resolve()
    folder = Path(file).resolve().parent
    if there.is_relative_to(here) and folder.is_relative_to(here):
        return Path(os.path.relpath(there, folder)).as_posix()
    return there.as_posix()
