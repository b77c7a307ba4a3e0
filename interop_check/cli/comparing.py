"""``interop-check compare``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ..suggestions import did_you_mean
from . import options
from .running import finish, gathered, loaded
from .settings import settings
from .statuses import CannotStart, Status
from .writing import say

if TYPE_CHECKING:
    from ..partners import Gathering, Partner
    from ..standards import Standards

_WHO = "A partner's code among --profiles, or the path to its profiles."


def compare(
    a: Annotated[str, typer.Argument(metavar="A", help=_WHO)],
    b: Annotated[str, typer.Argument(metavar="B", help=_WHO)],
    profiles: options.Profiles = ".",
    schemas: options.Schemas = None,
    date: options.Date = None,
    fail_on: options.FailOn = "blocker",
    fail_on_unknown: options.FailOnUnknown = False,
    format: options.Format = "text",
    output: options.Output = None,
    allow_empty: options.AllowEmpty = False,
    verbose: options.Verbose = False,
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """Where will A have friction with B, why, and what would mend it?"""
    asked = settings(schemas, date, fail_on, fail_on_unknown, format, output, allow_empty, verbose)
    if a == b:
        raise CannotStart(f"{a!r} is compared with itself; name two partners")
    standards = loaded(asked.schemas)
    sides = _sides((a, b), profiles, standards)
    partners = [side.partner for side in sides if side.partner]
    if len(partners) == 2 and partners[0].code == partners[1].code:
        raise CannotStart(
            f"{a!r} and {b!r} are both of {partners[0].code}, which is compared with itself; name two partners"
        )
    from ..comparison import compare as compared
    from ..reporting import comparison_report, others_with_errors

    comparison = compared(partners[0], partners[1], standards, asked.date) if len(partners) == 2 else None
    gatherings = list({id(side.gathering): side.gathering for side in sides}.values())
    report = comparison_report(comparison, partners, gatherings, standards, asked.date)
    if others := sum(others_with_errors(gathering, partners) for gathering in gatherings):
        files = "1 file of another partner has" if others == 1 else f"{others} files of other partners have"
        say(f"interop-check: {files} errors; see them with: interop-check validate")
    return finish(report, asked)


class _Side(NamedTuple):
    """One of the two, and what it was found in; no partner where the files cannot say whose they are."""

    partner: Partner | None
    gathering: Gathering


def _sides(arguments: tuple[str, str], profiles: str, standards: Standards) -> list[_Side]:
    """Both sides, found in one gathering, so that each may be the other's sponsor."""
    paths = [argument for argument in arguments if _is_path(argument)]
    places = paths if len(paths) == len(arguments) else [*paths, profiles]
    gathering = gathered(places, standards)
    return [
        _by_path(argument, gathering) if argument in paths else _by_code(argument, gathering, profiles)
        for argument in arguments
    ]


def _is_path(argument: str) -> bool:
    separators = [separator for separator in (os.sep, os.altsep, "/") if separator]
    return (
        argument == "-"
        or any(separator in argument for separator in separators)
        or argument.lower().endswith((".yaml", ".yml"))
    )


def _by_path(path: str, gathering: Gathering) -> _Side:
    from ..partners import code_of
    from ..profiles import STDIN, STDIN_SHOWN

    shown = STDIN_SHOWN if path == STDIN else Path(path).as_posix()
    inside = (each for each in gathering.documents if shown in (each.path, ".") or each.path.startswith(f"{shown}/"))
    codes = sorted({code for each in inside if (code := code_of(each)) in gathering.partners and code})
    if len(codes) > 1:
        raise CannotStart(
            f"{path!r} holds {len(codes)} partners ({', '.join(codes[:5])}): name them by code, with --profiles {path}"
        )
    return _Side(gathering.partners[codes[0]] if codes else None, gathering)


def _by_code(code: str, gathering: Gathering, profiles: str) -> _Side:
    if code in gathering.partners:
        return _Side(gathering.partners[code], gathering)
    if not gathering.documents:
        return _Side(None, gathering)
    hint = did_you_mean(code, gathering.partners)
    if not hint and Path(code).exists():
        hint = f" (to name the folder or file, write {os.path.join('.', code)!r})"  # noqa: PTH118 - keeps the dot
    known = ", ".join(list(gathering.partners)[:10]) or "none"
    if unread := sum(finding.unevaluated for finding in gathering.findings):
        files = "1 file was not read" if unread == 1 else f"{unread} files were not read"
        known += f". {files} there: interop-check validate {profiles} says why"
    raise CannotStart(f"there is no partner {code!r} among the profiles in {profiles!r}{hint}; there are: {known}")
