"""``interop-check matrix``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from ..suggestions import did_you_mean
from . import options
from .diffing import new_since
from .excusing import Pairs
from .running import deliver, gathered, in_force, settled
from .settings import Settings, settings
from .statuses import CannotStart, Status, status_of
from .writing import say, watching

if TYPE_CHECKING:
    from ..difference import Difference
    from ..overview import Matrix, Selection
    from ..partners import Gathering
    from ..report import Report
    from ..standards import Kind, Standards

_PAIR = 2
_DOING = {
    "read": "reading what partners declare",
    "judged": "judging exchanges",
    "gathered": "putting the pairs together",
    "tried": "trying changes",
}


def matrix(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Profiles, or folders of them; - is standard input.")
    ],
    kind: Annotated[
        list[str] | None, typer.Option("--kind", metavar="KIND", help="Only exchanges of this kind; repeatable.")
    ] = None,
    exchange: Annotated[
        list[str] | None,
        typer.Option(
            "--exchange", metavar="EXCHANGE", help="Only this exchange, as EXCHANGE or KIND/EXCHANGE; repeatable."
        ),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="PARTNER", help="Only this partner's pairs.")
    ] = None,
    top: Annotated[int, typer.Option("--top", min=1, metavar="N", help="How much of each ranking to show.")] = 10,
    rank_partners: Annotated[
        bool, typer.Option("--rank-partners", help="Also the partners, by how hard they are for all the others.")
    ] = False,
    since: options.Since = None,
    schemas: options.Schemas = None,
    date: options.Date = None,
    fail_on: options.FailOn = None,
    fail_on_unknown: options.FailOnUnknown = None,
    format: options.Format = None,
    output: options.Output = None,
    config: options.Config = None,
    waivers: options.Waivers = None,
    allow_empty: options.AllowEmpty = False,
    verbose: options.Verbose = False,
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """All pairs: which will not work, which exchanges block them, and which changes would clear the most?"""
    from ..overview import Selection
    from ..reporting import matrix_report

    asked = settings(
        schemas, date, fail_on, fail_on_unknown, format, output, allow_empty, verbose, config=config,
        matrix=True, waivers=waivers,
    )  # fmt: skip
    standards = in_force(asked)
    if len(set(only or ())) > 1:
        raise CannotStart(
            "--only names one partner, whose pairs alone are shown; for some pairs: interop-check compare"
        )
    selection = Selection(tuple(kind or ()), tuple(exchange or ()), only[0] if only else None)
    _check_names(selection, standards)
    gathering = gathered(paths, standards, asked)
    report = settled(matrix_report(gathering, standards, asked.date), asked, paths)
    if len(gathering.partners) < _PAIR:
        return _too_few(gathering, report, asked)
    _check_partner(selection, gathering)

    from ..matrix import matrix as all_pairs

    with watching() as bar:
        found = all_pairs(
            gathering.partners,
            standards,
            asked.date,
            report,
            selection,
            top=top,
            ranked=rank_partners,
            progress=lambda stage, done, total: bar(_DOING[stage], done, total),
        )
    judged = Pairs(found, gathering, standards, asked, tuple(paths)).with_waivers()
    found = judged.matrix._replace(compared=judged.told())
    if since is None:
        status = judged.status()
    else:
        difference, status = new_since(since, paths, gathering, selection, standards, asked)
        found = _against(found, difference)
    deliver(found, found.compared or found.report, asked, status)
    return status


def _against(found: Matrix, difference: Difference) -> Matrix:
    """The matrix with what is new in it, and what is not marked in the report of its pairs."""
    from ..matrix.pairwise import marked

    compared = found.compared and marked(found.compared, difference)
    return found._replace(since=difference, compared=compared)


def _too_few(gathering: Gathering, report: Report, asked: Settings) -> Status:
    there = ", ".join(gathering.partners) or "no partner"
    say(f"interop-check: nothing was compared: a pair takes two partners, and there is {there}")
    status = status_of(report, asked.fail_on, asked.fail_on_unknown)
    if status is Status.INCOMPLETE:
        return status
    return Status.DONE if asked.allow_empty else Status.NOTHING_CHECKED


# ── what was asked for ───────────────────────────────────────────────────────────────────────────────────


def _check_names(selection: Selection, standards: Standards) -> None:
    with_exchanges = [name for name, kinds in standards.kinds.items() if any(kind.exchanges for kind in kinds)]
    ids = {id: name for name in with_exchanges for kind in standards.kinds[name] for id in kind.exchanges}
    full = [f"{name}/{id}" for id, name in ids.items()]
    _check("--kind", "kind", selection.kinds, with_exchanges)
    _check("--exchange", "exchange", selection.exchanges, [*ids, *full])
    for exchange in selection.exchanges if selection.kinds else ():
        homes = {name for name in with_exchanges for kind in standards.kinds[name] if _is_in(kind, exchange)}
        if homes.isdisjoint(selection.kinds):
            raise CannotStart(f"--exchange: {exchange!r} is of the kind {min(homes)!r}, which --kind leaves out")


def _is_in(kind: Kind, exchange: str) -> bool:
    return any(exchange in (id, f"{kind.name}/{id}") for id in kind.exchanges)


def _check(option: str, noun: str, given: Iterable[str], known: Iterable[str]) -> None:
    there = sorted(known)
    for name in given:
        if name not in there:
            near = did_you_mean(name, there)
            raise CannotStart(f"{option}: there is no {noun} {name!r}{near}; see them with: interop-check standards")


def _check_partner(selection: Selection, gathering: Gathering) -> None:
    if selection.only is not None and selection.only not in gathering.partners:
        known = ", ".join(list(gathering.partners)[:10])
        near = did_you_mean(selection.only, gathering.partners)
        raise CannotStart(f"--only: there is no partner {selection.only!r} in these profiles{near}; there are: {known}")
