"""``interop-check compare``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ..suggestions import did_you_mean
from . import options
from .against import held_against
from .commoning import check_common, planned, write
from .running import finish, gathered, in_force, settled
from .settings import Settings, settings
from .statuses import CannotStart, Status
from .writing import say

if TYPE_CHECKING:
    from ..partners import Gathering, Partner
    from ..standards import Standards

_WHO = "A partner's code among --profiles, or the path to its profiles."


def compare(
    a: Annotated[str, typer.Argument(metavar="A", help=_WHO)],
    b: Annotated[str, typer.Argument(metavar="B", help=_WHO)],
    more: Annotated[
        list[str] | None, typer.Argument(metavar="[C]...", help="Further partners; A against each.")
    ] = None,
    profiles: options.Profiles = None,
    schemas: options.Schemas = None,
    date: options.Date = None,
    fail_on: options.FailOn = None,
    fail_on_unknown: options.FailOnUnknown = None,
    format: options.Format = None,
    output: options.Output = None,
    since: options.Since = None,
    common: Annotated[
        str | None, typer.Option("--common", metavar="DIR", help="Write what both can do there, a profile a kind.")
    ] = None,
    config: options.Config = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    waivers: options.Waivers = None,
    sensitive_content: options.SensitiveContent = None,
    allow_empty: options.AllowEmpty = False,
    verbose: options.Verbose = False,
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """Where will A have friction with B (and with each of the others), why, and what would mend it?"""
    asked = settings(
        schemas, date, fail_on, fail_on_unknown, format, output, allow_empty, verbose, config=config,
        profiles=profiles, select=select, ignore=ignore, waivers=waivers, sensitive_content=sensitive_content,
    )  # fmt: skip
    named = (a, b, *(more or ()))
    _check_named(named)
    check_common(common, len(named))
    standards = in_force(asked)
    places = _places(named, asked.profiles)
    sides = _sides(named, places, standards, asked)
    _check_partners(named, sides)
    from ..comparison import compare as compared
    from ..reporting import comparison_report, others_with_errors
    from ..tasks import tasks

    us, *others = (side.partner for side in sides)
    comparisons = [compared(us, other, standards, asked.date) for other in others if us and other]
    partners = [side.partner for side in sides if side.partner]
    gatherings = list({id(side.gathering): side.gathering for side in sides}.values())
    report = comparison_report(comparisons, partners, gatherings, standards, asked.date)
    if since is not None and gatherings:
        report = held_against(report, since, places, gatherings[0], standards, asked)
    report = settled(report, asked, places)
    if spoilt := sum(others_with_errors(gathering, partners) for gathering in gatherings):
        files = "1 file of another partner has" if spoilt == 1 else f"{spoilt} files of other partners have"
        say(f"interop-check: {files} errors; see them with: interop-check validate")
    read = [document.path for gathering in gatherings for document in gathering.documents]
    both = planned(common, comparisons, partners, standards, asked.date, read) if common is not None else []
    status = finish(report._replace(tasks=tasks(report)), asked)
    if common is not None:
        write(common, both)
    return status


def _check_named(named: Sequence[str]) -> None:
    """Raises `CannotStart` where one name stands twice."""
    if named[0] in named[1:]:
        raise CannotStart(f"{named[0]!r} is compared with itself; name two partners")
    if twice := next((name for name in named if named.count(name) > 1), None):
        raise CannotStart(f"{twice!r} is named twice; name each partner once")


def _check_partners(named: Sequence[str], sides: Sequence[_Side]) -> None:
    """Raises `CannotStart` where two names are of one partner."""
    seen: dict[str, str] = {}
    for name, side in zip(named, sides, strict=True):
        code = side.partner.code if side.partner else ""
        if code and code in seen:
            first = seen[code]
            itself = f"{code}, which is compared with itself; name two partners"
            raise CannotStart(
                f"{first!r} and {name!r} are both of {itself if first == named[0] else f'{code}; name it once'}"
            )
        seen[code] = name


class _Side(NamedTuple):
    """One of those named, and what it was found in; no partner where the files cannot say whose they are."""

    partner: Partner | None
    gathering: Gathering


def _places(arguments: Sequence[str], profiles: Sequence[str]) -> list[str]:
    """What is to be read: the paths among the arguments, and where codes are looked up, if there is one."""
    paths = [argument for argument in arguments if _is_path(argument)]
    return paths if len(paths) == len(arguments) else [*paths, *profiles]


def _sides(arguments: Sequence[str], places: Sequence[str], standards: Standards, asked: Settings) -> list[_Side]:
    """All of them, found in one gathering, so that each may be another's sponsor."""
    gathering = gathered(places, standards, asked)
    profiles = " ".join(asked.profiles)
    return [
        _by_path(argument, gathering) if _is_path(argument) else _by_code(argument, gathering, profiles)
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
