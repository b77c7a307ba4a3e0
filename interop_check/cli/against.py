"""The earlier state that a run is held against: the same paths in a revision of their git repository."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .running import asked_baselines
from .settings import Settings
from .statuses import CannotStart
from .writing import say, written

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
    """What the paths hold in a revision, and notes on what was left alone there, and on what counts otherwise now.

    `on_disk` is what was read from disk, if that is what the revision is held against: files that are there and
    were not read, as ``.gitignore`` says so, take no part on either side. Raises `CannotStart`.
    """
    where, revision = named(name, paths)
    read = _read(where, revision, paths)
    profiles = [each for each in read.documents if not _is_left_out(each, asked)]
    met = {each.path for each in on_disk.documents} if on_disk else set()
    documents = [each for each in profiles if on_disk is None or not _is_passed_over(each, met)]
    passed_over = (
        f"{each.path!r} is kept there, and was not read, as .gitignore has it now: it takes no part"
        for each in profiles
        if each not in documents
    )
    side = _side(revision, documents, standards, asked)
    notes = (*read.notes, *passed_over, *_counts_otherwise(where, revision, asked))
    return side, tuple(f"{name}: {note}" for note in notes)


def _counts_otherwise(where: Repository, revision: Revision, asked: Settings) -> Iterator[str]:
    """A note on each file that says what counts, and that said another thing, or was not there.

    Both states are judged by what it says now: a change can let pass by it what it breaks itself.
    """
    from ..revisions import RevisionError, otherwise

    steering = (
        *(each.path for each in asked.steering),
        *(each.document.path for each in asked.waivers),
        *sorted(path.as_posix() for folder in asked.schemas for path in Path(folder).rglob("*.json")),
    )
    try:
        files = {path: written(path) if Path(path).is_file() else None for path in (*steering, *_missing())}
        for path in otherwise(where, revision, files):
            now = (
                "says what counts, and is not as it was" if files[path] is not None else "said what counts, and is gone"
            )
            yield f"{path!r} {now}: look at what that lets pass"
    except RevisionError as error:
        raise CannotStart(error.lines) from error


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


def _missing() -> Iterator[str]:
    """Where a configuration could have stood, and stands none."""
    from ..configuration.finding import absent

    for path in absent(os.getcwd()):  # noqa: PTH109
        yield os.path.relpath(path).replace(os.sep, "/")


def _is_left_out(document: Document | Unreadable, asked: Settings) -> bool:
    return bool(asked.left_out) and os.path.normcase(os.path.realpath(document.path)) in asked.left_out


def _is_passed_over(document: Document | Unreadable, met: Container[str]) -> bool:
    """Whether it is there on disk, and a search left it alone."""
    return document.path not in met and Path(document.path).is_file()


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
