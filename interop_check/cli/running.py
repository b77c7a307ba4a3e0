"""What every command that reads profiles does: load the standards, gather, render, write, give the status."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ..formats import CannotShow, render
from ..report import Report
from ..suggestions import did_you_mean
from .gates import fitting, for_gates
from .settings import Settings
from .statuses import CannotStart, Status, status_of
from .writing import options_for_file, options_for_screen, say, show, watched, write_whole

if TYPE_CHECKING:
    from ..configuration.grading import Grading
    from ..difference import Difference
    from ..overview import Matrix
    from ..partners import Gathering
    from ..profiles import Found
    from ..standards import Standards
    from ..standards.baselines import Baseline


def loaded(schemas: Iterable[str]) -> Standards:
    """The standards in force; raises `CannotStart` with a line for every fault of a broken one."""
    from ..standards import StandardError, load_standards

    try:
        return load_standards(schemas)
    except StandardError as error:
        raise CannotStart(map(str, error.refusals)) from error


def in_force(asked: Settings) -> Standards:
    """The standards in force, in which rules cost what is configured; raises `CannotStart` where either is wrong."""
    return under(loaded(asked.schemas), asked.grading)


def under(standards: Standards, grading: Grading) -> Standards:
    """The standards with the severities that are configured; raises `CannotStart` for a rule that there is not."""
    if not grading.says:
        return standards
    from ..configuration.grading import Gradable, misnamed
    from ..explanations import ids
    from ..reporting import all_rules, requirement_texts

    rules = {rule.id: rule for rule in all_rules(standards)}
    known_baselines(standards)
    others = frozenset((*ids(), *(id for id, _ in requirement_texts(standards))))
    selectors = frozenset(id for id, rule in rules.items() if rule.selector)
    if lines := list(misnamed(grading, Gradable(frozenset(rules), selectors, others))):
        raise CannotStart(lines)
    return standards.regraded(grading.costs())


def gathered(paths: Sequence[str], standards: Standards, asked: Settings) -> Gathering:
    """The documents in `paths` by partner; raises `CannotStart` where one is not there."""
    from ..partners import gather
    from ..profiles import PathNotFound
    from ..standards import StandardError

    try:
        return gather(paths, standards, up_to=asked.up_to, watched=lambda files: _profiles(files, asked.left_out))
    except PathNotFound as error:
        named = asked.looked_up.places.get(error.path) or ""
        raise CannotStart(f"{named}{': ' if named else ''}{error}") from error
    except StandardError as error:  # of a baseline that a profile claims
        raise CannotStart(map(str, error.refusals)) from error


def _profiles(files: Sequence[Found], left_out: Collection[str]) -> Iterable[Found]:
    """The files one after another, without those that are no profiles; what was passed over is said."""
    for file in files:
        if file.note:
            say(f"interop-check: note: {file.note}")
    kept = [file for file in files if not file.note and file.real not in left_out]
    return watched(kept, "reading profiles")


def known_baselines(standards: Standards) -> Mapping[str, Baseline]:
    """The baselines by name; raises `CannotStart` with a line for every fault of a broken one."""
    from ..standards import StandardError

    try:
        return standards.baselines
    except StandardError as error:
        raise CannotStart(map(str, error.refusals)) from error


def asked_baselines(asked: Settings, standards: Standards) -> list[Baseline]:
    """The baselines that were asked for; raises `CannotStart` where there is none, or one of them is broken."""
    wanted = asked.baselines
    return [baseline(name, standards, wanted.at(name)) for name in dict.fromkeys(wanted.value)]


def baseline(name: str, standards: Standards, where: str) -> Baseline:
    """The baseline that `where` asks for; raises `CannotStart` where there is none, or one of them is broken."""
    known = known_baselines(standards)
    if name in known:
        return known[name]
    there = f"none of {', '.join(known)}" if known else "no baseline: there is none"
    raise CannotStart(f"{where}: {name!r} is {there}{did_you_mean(name, known)}")


def settled(report: Report, asked: Settings, named: Sequence[str] = (), *, whole: bool = True) -> Report:
    """The report with what is waived, regraded and ignored; `named` are the paths that were to be read.

    `whole` says that all was judged that stands there, and no part of it was chosen.
    """
    report = report._replace(steering=asked.steering)
    if asked.waivers:
        from ..waivers.judging import waive

        report = waive(report, asked.waivers, whole=whole and all(map(os.path.isdir, named)))
    if asked.grading.says:
        from ..configuration.grading import graded

        report = graded(report, asked.grading)
    return report


def finish(report: Report, asked: Settings) -> Status:
    """Write the report, which is settled, wherever it was asked for, and say what status it deserves."""
    status = _status(report, asked)
    deliver(report, report, asked, status)
    if not report.inputs:
        say("interop-check: nothing was checked: no file ends in .yaml or .yml there")
    return status


def _status(report: Report, asked: Settings) -> Status:
    if not report.inputs:
        return Status.DONE if asked.allow_empty else Status.NOTHING_CHECKED
    return status_of(report, asked.fail_on, asked.fail_on_unknown)


def deliver(
    answer: Report | Matrix | Difference, report: Report, asked: Settings, status: Status | None = None
) -> None:
    """Write an answer, which `report` tells the inputs of, wherever it was asked for."""
    _spare_inputs(report, asked)
    in_files, on_screen = (
        for_gates(each, report, asked, status)
        for each in (options_for_file(asked.verbose), options_for_screen(asked.verbose))
    )
    try:
        files = [(path, fitting(path, render(format, answer, in_files))) for format, path in asked.outputs]
        shown = render(asked.format, answer, on_screen)
    except CannotShow as error:
        raise CannotStart(str(error)) from error
    for path, result in files:
        write_whole(path, result)
    show(shown)


def _spare_inputs(report: Report, asked: Settings) -> None:
    read = {os.path.realpath(path) for path in (*(i.path for i in report.inputs), *(s.path for s in report.steering))}
    for _, path in asked.outputs:
        if os.path.realpath(path) in read:
            raise CannotStart(f"-o: {path!r} is one of the profiles that were read; write the report elsewhere")
