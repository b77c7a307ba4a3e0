"""What a run takes from its configuration: the file is looked for, read, and its paths led to where they stand."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..configuration.finding import SHARED, candidates, repository, speaks
from .statuses import CannotStart

if TYPE_CHECKING:
    from ..configuration.keys import Setting
    from ..report import Steering
    from ..waivers.reading import WaiverFile

_PREFIX = "INTEROP_CHECK_"
_VARIABLE = f"{_PREFIX}CONFIG"
_LARGEST = 1024 * 1024  # bytes


class Configured(NamedTuple):
    """What the environment and the nearest file settle, by key; no `file` where there is none."""

    settings: Mapping[str, Setting] = {}
    file: Steering | None = None


def configured(named: str | None = None) -> Configured:
    """What is settled for a run, the environment before the file; raises `CannotStart` where either is wrong.

    `named` is the file of ``--config``, which comes before the one in INTEROP_CHECK_CONFIG, and that before the
    nearest one; ``none`` for either is no file at all. Where nothing is settled this takes a few looks at folders.
    """
    in_force = any(name.startswith(_PREFIX) for name in os.environ)
    given = named if named is not None else os.environ.get(_VARIABLE) or None
    found = _named(given, "--config" if named is not None else _VARIABLE) if given is not None else _nearest()
    if not in_force:
        return found
    from ..configuration.reading import ConfigurationError, variables
    from .writing import say

    try:
        settings, notes = variables(os.environ)
    except ConfigurationError as error:
        raise CannotStart(error.lines) from error
    for note in notes:
        say(f"interop-check: {note}")
    return Configured({**found.settings, **settings}, found.file)


NONE = "none"


def _named(path: str, option: str) -> Configured:
    if path == NONE:  # a file of that name is ./none
        return Configured()
    if not path or not os.path.exists(path):  # noqa: PTH110
        raise CannotStart(f"{option}: there is no file {path!r}")
    found = _read(path)
    if found is None:
        raise CannotStart(f"{option}: {path!r} has no table [tool.interop-check]")
    return found


def _nearest() -> Configured:
    try:
        here = os.getcwd()  # noqa: PTH109
    except OSError:  # where the folder of work was removed
        return Configured()
    for path in candidates(here):
        shared = os.path.basename(path) == SHARED  # noqa: PTH119
        if not _is_inside(path, repository(os.path.dirname(path))):  # noqa: PTH120
            if shared:
                continue
            raise CannotStart(f"{_shown(path)!r} leads out of its repository, and is not read; name it with --config")
        if found := _read(path):
            return found
    return Configured()


def _read(path: str) -> Configured | None:
    shown = _shown(path)
    data = _bytes(path, shown)
    if os.path.basename(path) == SHARED and not speaks(data):  # noqa: PTH119
        return None
    from ..configuration.reading import ConfigurationError, read
    from ..digests import sha256_hex
    from ..report import Steering

    try:
        settings = read(shown, data, schema("configuration"))
    except ConfigurationError as error:
        raise CannotStart(error.lines) from error
    if settings is None:
        return None
    return Configured(_led(settings, path), Steering(shown, sha256_hex(data)))


def _bytes(path: str, shown: str) -> bytes:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116
            raise CannotStart(f"{shown!r} is no ordinary file, and cannot be the configuration")
        with open(path, "rb") as file:  # noqa: PTH123
            data = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        raise CannotStart(f"{shown!r} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(data) > _LARGEST:
        raise CannotStart(f"{shown!r} is larger than 1 MiB, and cannot be the configuration")
    return data


def _shown(path: str) -> str:
    """The path from the folder of work, with ``/``."""
    try:
        seen = os.path.relpath(path)
    except ValueError:  # on another drive
        seen = path
    return seen.replace(os.sep, "/")


# ── paths in the file ────────────────────────────────────────────────────────────────────────────────────


def _led(settings: Mapping[str, Setting], file: str) -> dict[str, Setting]:
    """The settings with the paths among them seen from the folder of work."""
    from ..configuration.keys import KEYS, Shape

    top = repository(_folder(file))
    faults: list[str] = []
    led = dict(settings)
    for name, setting in settings.items():
        if KEYS[name].shape in (Shape.PATHS, Shape.OUTPUTS):
            items = {item: _item(item, KEYS[name].shape is Shape.OUTPUTS, file) for item in setting.value}
            faults += (
                f"{setting.at(item)}: {item!r} leads {astray}, where a configuration cannot lead; name it with --{name}"
                for item, (_, path) in items.items()
                if (astray := _astray(path, top))
            )
            places = {seen: setting.at(item) for item, (seen, _) in items.items()}
            led[name] = setting._replace(value=tuple(places), places=places)
    if faults:
        raise CannotStart(faults)
    return led


def _item(text: str, output: bool, file: str) -> tuple[str, str]:
    """A path, or ``FORMAT=PATH``, of the file as it is seen from the folder of work, and the whole path."""
    format, equals, path = text.partition("=") if output else ("", "", text)
    if output and not equals:
        format, path = "", text
    whole = os.path.normpath(os.path.join(_folder(file), path))  # noqa: PTH118
    return f"{format}{equals}{_shown(whole)}", whole


def _folder(file: str) -> str:
    return os.path.dirname(os.path.abspath(file))  # noqa: PTH100, PTH120


def _astray(path: str, top: str) -> str:
    """Where a path leads that must stay among the files of its repository; nothing where it does."""
    if not _is_inside(path, top):
        return "out of the repository"
    return "to what git keeps for itself" if _is_inside(path, os.path.join(top, ".git")) else ""  # noqa: PTH118


def _is_inside(path: str, top: str) -> bool:
    real, root = os.path.realpath(path), os.path.realpath(top)
    return real == root or real.startswith(root.rstrip(os.sep) + os.sep)


def schema(name: str) -> Any:
    """One of the schemas that come with the program, as it stands."""
    from ..standards.resources import shipped

    return json.loads(_bytes(str(shipped() / f"{name}.json"), f"{name}.json"))


def waivers(setting: Setting) -> tuple[WaiverFile, ...]:
    """The files with waivers, read; raises `CannotStart` where one is not there, or is not as it must be."""
    from ..profiles import PathNotFound, load
    from ..waivers.reading import WaiverError, waivers_in

    read: list[WaiverFile] = []
    for path in setting.value:
        try:
            if os.path.isdir(path):  # noqa: PTH112
                raise CannotStart(f"{setting.at(path)}: {path!r} is a folder; name the file with the waivers")
            read += (waivers_in(document, schema("waivers")) for document in load([path]))
        except PathNotFound as error:
            raise CannotStart(f"{setting.at(path)}: {error}; waivers add makes it") from error
        except WaiverError as error:
            raise CannotStart(error.lines) from error
    return tuple(read)
