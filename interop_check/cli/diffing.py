"""``interop-check diff``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import options
from .against import in_revision, named
from .running import deliver, gathered, in_force, settled
from .settings import Settings, settings
from .statuses import CannotStart, Status, status_of
from .writing import say, watched

if TYPE_CHECKING:
    from ..difference import Difference, FindingChange
    from ..drift import Side
    from ..overview import Selection
    from ..partners import Gathering
    from ..report import Finding
    from ..standards import Standards

_Sides = tuple["Side", "Side", tuple[str, ...]]

WORKING_TREE = "working tree"


def diff(
    base: Annotated[
        str,
        typer.Argument(
            metavar="BASE", help="The earlier state: a git revision, A...B for what both share, or a folder."
        ),
    ],
    head: Annotated[
        str | None,
        typer.Argument(
            metavar="[HEAD]", help="The later state: a revision or a folder.  [default: the files as they are]"
        ),
    ] = None,
    profiles: options.Profiles = None,
    schemas: options.Schemas = None,
    date: options.Date = None,
    fail_on: options.FailOn = None,
    fail_on_unknown: options.FailOnUnknown = None,
    format: options.Format = None,
    output: options.Output = None,
    config: options.Config = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    waivers: options.Waivers = None,
    sensitive_content: options.SensitiveContent = None,
    allow_empty: options.AllowEmpty = False,
    verbose: options.Verbose = False,
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """What does a change of profiles make worse, what does it mend, and whose change is it?

    BASE and HEAD are revisions of the git repository that --profiles lies in, of which nothing is checked out or
    fetched; or two folders, such as what a partner has sent and what is held of it. Fails only for what is new.
    """
    asked = settings(
        schemas, date, fail_on, fail_on_unknown, format, output, allow_empty, verbose, config=config,
        profiles=profiles, select=select, ignore=ignore, waivers=waivers, sensitive_content=sensitive_content,
    )  # fmt: skip
    standards = in_force(asked)
    earlier, later, notes = _sides(base, head, standards, asked)

    from ..drift import difference

    found = _settled(difference(earlier, later, standards, asked.date, notes, _watched), asked)
    status = _status(found, asked)
    deliver(found, found.report, asked, status)
    if status is Status.NOTHING_CHECKED:
        say("interop-check: nothing was compared: there is no profile in either of the two")
    return status


def _watched(pairs: Sequence[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return watched(pairs, "comparing pairs, before and after")


def _status(found: Difference, asked: Settings) -> Status:
    if not found.base.inputs and not found.head.inputs:
        return Status.DONE if asked.allow_empty else Status.NOTHING_CHECKED
    return status_of(found.report, asked.fail_on, asked.fail_on_unknown)


# ── the two states ───────────────────────────────────────────────────────────────────────────────────────


def _sides(base: str, head: str | None, standards: Standards, asked: Settings) -> _Sides:
    """Both states, and notes on what was left alone in them; raises `CannotStart`."""
    if head is None and "..." in base and not _is_folder(base, asked):
        head = base.partition("...")[2] or None
    folders = _is_folder(base, asked), None if head is None else _is_folder(head, asked)
    if folders[0] and folders[1] is not False:
        return _folder(base, standards, asked), _folder(head or _one_folder(asked), standards, asked), ()
    if folders[0] or folders[1]:
        folder, other = (base, head) if folders[0] else (head, base)
        raise CannotStart(f"{folder!r} is a folder and {other!r} is none: name two folders, or two revisions")
    if head is not None:
        earlier, notes = in_revision(base, asked.profiles, standards, asked)
        later, more = in_revision(head, asked.profiles, standards, asked)
        return earlier, later, (*notes, *more)
    from ..drift import Side

    named(base, asked.profiles)  # what is misspelt is said before all files are read
    now = gathered(asked.profiles, standards, asked)
    earlier, notes = in_revision(base, asked.profiles, standards, asked, now)
    return earlier, Side(WORKING_TREE, now), notes


def _is_folder(text: str, asked: Settings) -> bool:
    """Whether a folder is meant: one that is there, and is no revision as well, or is written as one."""
    from ..revisions import RevisionError, looks_like_path, repository, resolve

    if not text:  # as an unset variable leaves it; `Path` would take it for the working directory
        return False
    if looks_like_path(text):
        if not Path(text).is_dir():
            raise CannotStart(f"there is no folder {text!r}")
        return True
    if not Path(text).is_dir():
        return False
    try:
        resolve(repository(asked.profiles[0]), text)
    except RevisionError:
        return True
    say(f"interop-check: note: {text!r} is a revision and a folder; for the folder, write {'./' + text!r}")
    return False


def _one_folder(asked: Settings) -> str:
    if len(asked.profiles) == 1 and Path(asked.profiles[0]).is_dir():
        return asked.profiles[0]
    raise CannotStart("name two folders, the earlier and the later one")


def _folder(folder: str, standards: Standards, asked: Settings) -> Side:
    from ..drift import Side

    root = Path(folder).as_posix()
    return Side(folder, gathered([_plain(folder)], standards, asked), root="" if root == "." else root)


def _plain(folder: str) -> str:
    """The folder, written so that it is one to search whatever its name ends in."""
    return folder if folder.endswith("/") else f"{folder}/"


# ── what is settled ──────────────────────────────────────────────────────────────────────────────────────


def _settled(found: Difference, asked: Settings) -> Difference:
    """The difference with what is waived, regraded and ignored."""
    report = settled(found.report, asked, asked.profiles)
    if report is found.report:
        return found
    from ..difference import How
    from ..report import same

    old = [each.finding for each in found.findings if each.how in (How.MENDED, How.GONE)]
    past = settled(found.report._replace(findings=tuple(old), comparisons=()), asked._replace(waivers=()))
    listed = {same(each): each for each in (*past.findings, *report.findings)}
    changes = (_again(each, listed.get(same(each.finding))) for each in found.findings)
    return found._replace(report=report, findings=tuple(each for each in changes if each))


def _again(change: FindingChange, finding: Finding | None) -> FindingChange | None:
    return change._replace(finding=finding) if finding else None


# ── for the matrix ───────────────────────────────────────────────────────────────────────────────────────


def new_since(
    since: str, paths: Sequence[str], gathering: Gathering, selection: Selection, standards: Standards, asked: Settings
) -> tuple[Difference, Status]:
    """What is new in all pairs against a revision, as far as it was asked for, and the status that it deserves."""
    from ..difference import How
    from ..drift import Side, difference

    base, notes = in_revision(since, paths, standards, asked, gathering)
    for note in notes:
        say(f"interop-check: {note}")
    whole = _settled(difference(base, Side(WORKING_TREE, gathering), standards, asked.date, watched=_watched), asked)
    found = _chosen(whole, selection)
    new = found.told(How.NEW)
    say(f"interop-check: new against {since}: {len(new)}; what they are: interop-check diff {since}")
    files = [each for each in found.report.findings if each.unevaluated]
    listed = [*files, *(each.finding for each in new if not each.finding.unevaluated)]
    report = found.report._replace(findings=tuple(listed), comparisons=())
    return found, status_of(report, asked.fail_on, asked.fail_on_unknown)


def _chosen(found: Difference, selection: Selection) -> Difference:
    """The difference in those pairs and exchanges only that were asked for."""
    from ..matrix.pairwise import is_about, is_chosen

    kinds = {each.path: each.kind or "" for each in (*found.base.inputs, *found.head.inputs)}

    def of_pair(codes: tuple[str, str]) -> bool:
        return selection.only is None or selection.only in codes

    pairs = (
        each._replace(exchanges=tuple(e for e in each.exchanges if is_chosen(selection, e.kind, e.id, e.name)))
        for each in found.pairs
        if of_pair((each.a, each.b))
    )
    findings = (
        each
        for each in found.findings
        if each.pair is None or (of_pair(each.pair) and is_about(selection, each.finding, kinds))
    )
    return found._replace(pairs=tuple(pairs), findings=tuple(findings))
