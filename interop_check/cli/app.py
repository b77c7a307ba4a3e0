"""The commands by name, and what becomes of whatever goes wrong in them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from .. import __version__
from .completing import ASKED_BY, begin
from .ending import guarded
from .options import GROUP
from .statuses import Status
from .writing import say, show

# Typer carries a click of its own in some versions and uses the common one in others.
_UsageError: type[Exception] = typer.BadParameter.__mro__[2]

# The commands by name, in the order of the help, and the modules that they stand in.
_HOMES = {
    "validate": "validating",
    "compare": "comparing",
    "matrix": "pairing",
    "diff": "diffing",
    "explain": "explaining",
    "standards": "standing",
    "init": "initialising",
    "baseline": "baselining",
    "waivers": "waiving",
    "config": "showing",
    "completion": "completing",
}


def _app(asked: str | None) -> typer.Typer:
    """The program with its commands; with one alone where that is `asked` for, as each takes time to build."""
    app = typer.Typer(
        **GROUP,
        no_args_is_help=True,
        help="Finds what will not work between two partners' systems, from their profiles, before they meet.",
        epilog="Exit status: 0 nothing stands against it, 1 friction or errors, 2 could not start, 3 some input could "
        "not be read, 4 nothing was checked.",
    )
    app.callback()(_program)
    for name in [asked] if asked in _HOMES else _HOMES:
        command = getattr(import_module(f".{_HOMES[name]}", __package__), name)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def _version(asked: bool) -> None:
    if asked:
        show(f"interop-check {__version__}\n")
        raise typer.Exit


def _program(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (default: `sys.argv`) and return its exit status; raises nothing."""
    given = (sys.argv[1:] if arguments is None else list(arguments)) or ["--help"]
    return guarded(lambda: _parsed(given), given)


def _parsed(given: Sequence[str]) -> int:
    if ASKED_BY in os.environ:
        begin()
    try:
        command = typer.main.get_command(_app(next(iter(given), None)))
        return int(command.main(args=given, prog_name="interop-check", standalone_mode=False) or 0)
    except _UsageError as error:
        return _usage(error)
    except typer.Abort:
        return Status.INTERRUPTED


def _usage(error: Any) -> Status:
    context = getattr(error, "ctx", None)
    say(f"interop-check: {error.format_message()}")
    if context is not None:
        say(f"Try: {context.command_path} --help")
    return Status.CANNOT_START
