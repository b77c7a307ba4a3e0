"""The earlier state that a run is held against: the same paths in a revision of their git repository."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .running import asked_baselines
from .settings import Settings
from .statuses import CannotStart
from .writing import say

if TYPE_CHECKING:
    from ..drift import Side
    from ..partners import Gathering
    from ..profiles import Document, Unreadable
    from ..report import Comparison, Report
    from ..revisions import Read, Repository, Revision
    from ..standards import Standards


def in_revision(
    name: str, paths: Sequence[str], standards: Standards, asked: Settings, on_disk: Gathering | None = None
) -> tuple[Side, tuple[str, ...]]:
    """What the paths hold in a revision, and notes on what was left alone there.

    `on_disk` is what was read from disk, if that is what the revision is held against: files that are there and
    were not read, as ``.gitignore`` says so, take no part on either side. Raises `CannotStart`.
    """
    where, revision = named(name, paths)
    read = _read(where, revision, paths)
    documents = [each for each in read.documents if _is_profile(each, asked, on_disk)]
    return _side(revision, documents, standards, asked), tuple(f"{name}: {note}" for note in read.notes)


def named(name: str, paths: Sequence[str]) -> tuple[Repository, Revision]:
    """The repository of the paths, and a revision of it; raises `CannotStart` where there is none."""
    from ..revisions import RevisionError, repository, resolve

    try:
        where = repository(paths[0])
        return where, resolve(where, name)
    except RevisionError as error:
        raise CannotStart(error.lines) from error


def _read(where: Repository, revision: Revision, paths: Iterable[str]) -> Read:
    from ..revisions import RevisionError, read_revision

    try:
        return read_revision(where, revision, paths)
    except RevisionError as error:
        raise CannotStart(error.lines) from error


def _side(
    revision: Revision, documents: Iterable[Document | Unreadable], standards: Standards, asked: Settings
) -> Side:
    from ..drift import Side
    from ..partners import assemble
    from ..standards import StandardError

    try:
        return Side(revision.name, assemble(documents, standards, asked.up_to), revision.commit)
    except StandardError as error:  # of a baseline that a profile claims
        raise CannotStart(map(str, error.refusals)) from error


def _is_profile(document: Document | Unreadable, asked: Settings, on_disk: Gathering | None) -> bool:
    if asked.left_out and os.path.normcase(os.path.realpath(document.path)) in asked.left_out:
        return False
    if on_disk is None or document.path in {each.path for each in on_disk.documents}:
        return True
    return not Path(document.path).is_file()


def held_against(
    report: Report, since: str, paths: Sequence[str], gathering: Gathering, standards: Standards, asked: Settings
) -> Report:
    """The report, in which what stood in the revision `since` is marked; raises `CannotStart` where there is none."""
    from ..comparison import compare
    from ..drift import Side, marked
    from ..reporting import comparison_report, validation_report

    base, notes = in_revision(since, paths, standards, asked, gathering)
    for note in notes:
        say(f"interop-check: {note}")
    partners = base.gathering.partners
    earlier: list[Comparison] = [
        compare(partners[each.a], partners[each.b], standards, asked.date)
        for each in report.comparisons
        if each.a in partners and each.b in partners
    ]
    if report.command == "validate":
        held_to = asked_baselines(asked, standards)
        before = validation_report(base.gathering, standards, asked.date, held_to).findings
    else:
        before = comparison_report((), list(partners.values()), [base.gathering], standards, asked.date).findings
    found, _ = marked(report, earlier, before, base, Side("", gathering), standards)
    return found
