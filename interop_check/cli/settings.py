"""What the shared options ask for: their texts read as values."""

import datetime
import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..configuration.grading import Grading
from ..configuration.keys import KEYS, Setting, Source
from ..report import Severity, Steering
from ..sensitive import Level
from ..suggestions import did_you_mean
from .configuring import Configured, configured
from .statuses import CannotStart

TYPE_CHECKING = False  # as type checkers take it
if TYPE_CHECKING:
    from ..waivers.reading import WaiverFile

NEVER = "never"


class Settings(NamedTuple):
    """What is in force in a run. `fail_on` is `None` for never; `outputs` are formats and paths.

    `waivers` are the files with them, read; `steering` the other files that say what counts; `left_out` the real
    paths of files that are no profiles, wherever they stand; `looked_up` says who named the `profiles`.
    """

    schemas: tuple[str, ...]
    date: datetime.date
    fail_on: Severity | None
    fail_on_unknown: bool
    format: str
    outputs: tuple[tuple[str, str], ...]
    allow_empty: bool
    verbose: bool
    profiles: tuple[str, ...] = (".",)
    baselines: Setting = Setting(())
    grading: Grading = Grading()
    waivers: "tuple[WaiverFile, ...]" = ()
    up_to: Level = Level.UNCLASSIFIED
    steering: tuple[Steering, ...] = ()
    left_out: frozenset[str] = frozenset()
    looked_up: Setting = Setting((".",))

    @property
    def lets_pass(self) -> bool:
        """Whether findings may be waived or left out."""
        return bool(self.waivers or self.grading.select.value or self.grading.ignore.value)


def settings(
    schemas: list[str] | None = None,
    date: str | None = None,
    fail_on: str | None = None,
    fail_on_unknown: bool | None = None,
    format: str | None = None,
    output: list[str] | None = None,
    allow_empty: bool = False,
    verbose: bool = False,
    *,
    config: str | None = None,
    matrix: bool = False,
    **more: Any,
) -> Settings:
    """The options read as values, over what is configured; raises `CannotStart` for one that means nothing.

    `more` are further options by their keys, such as ``profiles``; ``sensitive_content`` is one too. `matrix`:
    formats are for one.
    """
    given = {"schemas": schemas, "date": date, "fail_on": fail_on, "fail_on_unknown": fail_on_unknown}
    given |= {"format": format, "output": output, "allow_empty": allow_empty or None, **more}
    known = configured(config)
    force = in_force({name.replace("_", "-"): value for name, value in given.items()}, known)
    return Settings(
        schemas=_folders(force["schemas"]),
        date=_day(force["date"]),
        fail_on=_severity(force["fail-on"]),
        fail_on_unknown=force["fail-on-unknown"].value,
        format=_format(force["format"], matrix),
        outputs=_outputs(force["output"], matrix),
        allow_empty=force["allow-empty"].value,
        verbose=verbose,
        profiles=force["profiles"].value,
        looked_up=force["profiles"],
        baselines=force["baseline"],
        grading=Grading(force["select"], force["ignore"], force["severities"]),
        waivers=_waivers(force["waivers"]),
        up_to=Level(_one_of(force["sensitive-content"], tuple(each.value for each in Level))),
        steering=(known.file,) if known.file else (),
        left_out=_real(force["waivers"], known.settings.get("waivers")),
    )


def in_force(given: Mapping[str, Any], known: Configured) -> dict[str, Setting]:
    """Every key's setting: the option that is given, else what is configured, else its default."""
    options = {name: _option(name, value) for name, value in given.items() if value is not None and value != []}
    return {name: options.get(name) or known.settings.get(name) or Setting(key.default) for name, key in KEYS.items()}


def _option(name: str, value: Any) -> Setting:
    listed = isinstance(KEYS[name].default, tuple)
    several = (value,) if isinstance(value, str) else tuple(value) if listed else ()
    return Setting(several if listed else value, Source.OPTION, _SHORT.get(name, f"--{name}"))


_SHORT = {"output": "-o"}


def _severity(setting: Setting) -> Severity | None:
    name = _one_of(setting, (*(each.value for each in Severity), NEVER))
    return None if name == NEVER else Severity(name)


def _waivers(setting: Setting) -> "tuple[WaiverFile, ...]":
    from .configuring import waivers

    return waivers(setting) if setting.value else ()


def _real(*settings: Setting | None) -> frozenset[str]:
    paths = (path for each in settings if each for path in each.value)
    return frozenset(map(real, paths))


def real(path: str) -> str:
    """The path that is the same for two ways to one file."""
    return os.path.normcase(os.path.realpath(path))


def folders(schemas: list[str] | None) -> tuple[str, ...]:
    """The folders of ``--schemas``, or those that are configured; every one of them must be there."""
    return _folders(in_force({"schemas": schemas}, configured())["schemas"])


def _folders(schemas: Setting) -> tuple[str, ...]:
    from pathlib import Path

    for folder in schemas.value:
        if not Path(folder).is_dir():
            raise CannotStart(f"{schemas.at(folder)}: there is no folder {folder!r}{_near_path(folder)}")
        _check_links(folder, schemas.at(folder))
    return tuple(schemas.value)


def _check_links(folder: str, where: str) -> None:
    """Raises `CannotStart` where a link in a folder of standards leads out of the repository that the folder is in."""
    from pathlib import Path

    from ..configuration.finding import repository

    top = Path(repository(folder))
    if not os.path.lexists(top / ".git"):
        return
    for file in (
        file for pattern in ("*.json", "catalogue/*.json", "baselines/*.json") for file in Path(folder).glob(pattern)
    ):
        if not Path(os.path.realpath(file)).is_relative_to(top):
            raise CannotStart(
                f"{where}: {file.as_posix()!r} leads over a link out of the repository, and is not read: "
                "put the file itself there, or name the folder that it is in"
            )


def _near_path(path: str) -> str:
    from pathlib import Path

    there = Path(path).parent
    names = [each.as_posix() for each in there.iterdir() if each.is_dir()] if there.is_dir() else []
    return did_you_mean(path, names)


def known_format(name: str, among: tuple[str, ...]) -> str:
    """`name`, if it is one of these formats."""
    return _one_of(Setting(name, Source.OPTION, "--format"), among)


def _format(setting: Setting, matrix: bool) -> str:
    from ..formats import names

    name = setting.value
    if matrix and name in names() and name not in names(matrix=True):
        if setting.source is not Source.OPTION:  # settled for reports
            return str(KEYS["format"].default)
        raise CannotStart(f"{setting.where}: {_not_of_a_matrix(name)}")
    from .writing import on_a_terminal

    return _possible(_one_of(setting, names(matrix=matrix)), setting.where, matrix, terminal=on_a_terminal())


def _possible(format: str, where: str, matrix: bool, *, terminal: bool = False) -> str:
    """`format`, if it can be made here; raises `CannotStart` where something is missing for it."""
    from ..formats import obstacle

    if said := obstacle(format, matrix=matrix, terminal=terminal):
        raise CannotStart(f"{where}: {said}")
    return format


def _not_of_a_matrix(name: str) -> str:
    from ..formats import NOT_OF_A_MATRIX

    return f"a matrix cannot be shown as {name!r}; {NOT_OF_A_MATRIX[name]}"


def _listed(matrix: bool) -> str:
    from ..formats import names

    return ", ".join(names(matrix=matrix))


def _one_of(setting: Setting, known: Sequence[str]) -> str:
    given = str(setting.value)
    if given in known:
        return given
    raise CannotStart(f"{setting.where}: {given!r} is none of {', '.join(known)}{did_you_mean(given, known)}")


def _day(setting: Setting) -> datetime.date:
    if setting.value is None:
        return datetime.date.today()
    day = calendar_day(setting.value)
    if day is None:
        raise CannotStart(f"{setting.where}: {setting.value!r} is no day of the calendar, written as in 2026-11-22")
    return day


def calendar_day(text: str) -> datetime.date | None:
    """The day that a text such as ``2026-11-22`` names, if it does."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def _outputs(setting: Setting, matrix: bool) -> tuple[tuple[str, str], ...]:
    fitting = [each for each in setting.value if setting.source is Source.OPTION or _fits(each, matrix)]
    outputs = tuple(_output(each, setting.at(each), matrix) for each in fitting)
    paths = [path for _, path in outputs]
    if twice := next((path for path in paths if paths.count(path) > 1), None):
        raise CannotStart(f"{setting.where}: {twice!r} is named twice, and can hold one report")
    return outputs


def _fits(text: str, matrix: bool) -> bool:
    """Whether what is settled for reports can be written here too: a matrix cannot be shown in every format."""
    from ..formats import names, suffixed

    format = text.partition("=")[0] if "=" in text else suffixed(text)
    return not matrix or format not in names() or format in names(matrix=True)


def _output(text: str, where: str, matrix: bool) -> tuple[str, str]:
    from ..formats import names, suffixed
    from .writing import check_target

    format, equals, path = text.partition("=")
    known = names(matrix=matrix)
    meant = format if equals else suffixed(text)
    if matrix and meant in names() and meant not in known:
        raise CannotStart(f"{where}: {_not_of_a_matrix(meant)}")
    if equals and format not in known:
        raise CannotStart(f"{where}: there is no format {format!r}{did_you_mean(format, known)}; write FORMAT=PATH")
    if not equals:
        format, path = suffixed(text, matrix=matrix) or "", text
    check_target(path)
    if not format:
        one_of = _listed(matrix)
        raise CannotStart(
            f"{where}: the name {path!r} does not tell the format; write FORMAT=PATH, FORMAT one of {one_of}"
        )
    return _possible(format, where, matrix), path
