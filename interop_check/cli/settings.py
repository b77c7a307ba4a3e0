"""What the shared options ask for: their texts read as values."""

import datetime
from typing import NamedTuple

from ..report import Severity
from ..suggestions import did_you_mean
from .statuses import CannotStart

NEVER = "never"


class Settings(NamedTuple):
    """What the shared options ask for. `fail_on` is `None` for never; `outputs` are formats and paths."""

    schemas: tuple[str, ...]
    date: datetime.date
    fail_on: Severity | None
    fail_on_unknown: bool
    format: str
    outputs: tuple[tuple[str, str], ...]
    allow_empty: bool
    verbose: bool


def settings(
    schemas: list[str] | None = None,
    date: str | None = None,
    fail_on: str = "blocker",
    fail_on_unknown: bool = False,
    format: str = "text",
    output: list[str] | None = None,
    allow_empty: bool = False,
    verbose: bool = False,
) -> Settings:
    """The options read as values; raises `CannotStart` for one that means nothing."""
    return Settings(
        schemas=folders(schemas),
        date=_day(date),
        fail_on=None
        if fail_on == NEVER
        else Severity(_one_of("--fail-on", fail_on, (*(each.value for each in Severity), NEVER))),
        fail_on_unknown=fail_on_unknown,
        format=known_format(format),
        outputs=_outputs(output or []),
        allow_empty=allow_empty,
        verbose=verbose,
    )


def folders(schemas: list[str] | None) -> tuple[str, ...]:
    """The folders of ``--schemas``, every one of which must be there."""
    from pathlib import Path

    for folder in schemas or ():
        if not Path(folder).is_dir():
            raise CannotStart(f"--schemas: there is no folder {folder!r}{_near_path(folder)}")
    return tuple(schemas or ())


def _near_path(path: str) -> str:
    from pathlib import Path

    there = Path(path).parent
    names = [each.as_posix() for each in there.iterdir() if each.is_dir()] if there.is_dir() else []
    return did_you_mean(path, names)


def known_format(name: str, among: tuple[str, ...] | None = None) -> str:
    """`name`, if it is a format."""
    from ..formats import names

    return _one_of("--format", name, among or names())


def _one_of(option: str, given: str, known: tuple[str, ...]) -> str:
    if given in known:
        return given
    raise CannotStart(f"{option}: {given!r} is none of {', '.join(known)}{did_you_mean(given, known)}")


def _day(text: str | None) -> datetime.date:
    if text is None:
        return datetime.date.today()
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise CannotStart(f"--date: {text!r} is no day of the calendar, written as in 2026-11-22")
    return day


def _outputs(given: list[str]) -> tuple[tuple[str, str], ...]:
    outputs = tuple(map(_output, given))
    paths = [path for _, path in outputs]
    if twice := next((path for path in paths if paths.count(path) > 1), None):
        raise CannotStart(f"-o: {twice!r} is named twice, and can hold one report")
    return outputs


def _output(text: str) -> tuple[str, str]:
    from ..formats import names, suffixed
    from .writing import check_target

    format, equals, path = text.partition("=")
    if equals and format not in names():
        raise CannotStart(f"-o: there is no format {format!r}{did_you_mean(format, names())}; write FORMAT=PATH")
    if not equals:
        format, path = suffixed(text) or "", text
    check_target(path)
    if not format:
        known = ", ".join(names())
        raise CannotStart(f"-o: the name {path!r} does not tell the format; write FORMAT=PATH, FORMAT one of {known}")
    return format, path
