"""What every command that reads profiles does: load the standards, gather, render, write, give the status."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..formats import render
from ..report import Report
from .settings import Settings
from .statuses import CannotStart, Status, status_of
from .writing import options_for_file, options_for_screen, say, show, write_whole

if TYPE_CHECKING:
    from ..partners import Gathering
    from ..standards import Standards


def loaded(schemas: Iterable[str]) -> Standards:
    """The standards in force; raises `CannotStart` with a line for every fault of a broken one."""
    from ..standards import StandardError, load_standards

    try:
        return load_standards(schemas)
    except StandardError as error:
        raise CannotStart(map(str, error.refusals)) from error


def gathered(paths: Sequence[str], standards: Standards) -> Gathering:
    """The documents in `paths` by partner; raises `CannotStart` where one is not there."""
    from ..partners import gather
    from ..profiles import PathNotFound

    try:
        return gather(paths, standards)
    except PathNotFound as error:
        raise CannotStart(str(error)) from error


def finish(report: Report, asked: Settings) -> Status:
    """Write the report wherever it was asked for, and say what status it deserves."""
    _spare_inputs(report, asked)
    files = [(path, render(format, report, options_for_file(asked.verbose))) for format, path in asked.outputs]
    shown = render(asked.format, report, options_for_screen(asked.verbose))
    for path, result in files:
        write_whole(path, result)
    show(shown)
    if not report.inputs:
        say("interop-check: nothing was checked: no file ends in .yaml or .yml there")
        return Status.DONE if asked.allow_empty else Status.NOTHING_CHECKED
    return status_of(report, asked.fail_on, asked.fail_on_unknown)


def _spare_inputs(report: Report, asked: Settings) -> None:
    read = {os.path.realpath(each.path) for each in report.inputs}
    for _, path in asked.outputs:
        if os.path.realpath(path) in read:
            raise CannotStart(f"-o: {path!r} is one of the profiles that were read; write the report elsewhere")


def validated(paths: Sequence[str], asked: Settings) -> Status:
    """Is each profile well-formed, and does it meet its standard?"""
    from ..reporting import validation_report
    from ..standards import shipped_on_demand

    standards = loaded(asked.schemas) if asked.schemas else shipped_on_demand()
    gathering = gathered(paths, standards)
    return finish(validation_report(gathering, standards, asked.date), asked)
