"""A configuration's text, and the environment's variables, read as settings; what they may not say is refused."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..relations import quoted
from ..suggestions import did_you_mean
from .finding import SHARED
from .keys import KEYS, PREFIX, Key, Setting, Shape, Source

_TABLE = ("tool", "interop-check")
_OWN_VARIABLES = (f"{PREFIX}CONFIG",)


class ConfigurationError(Exception):
    """A configuration that cannot be used; `lines` say where and why, one a fault."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


def read(path: str, data: bytes, schema: Mapping[str, Any]) -> dict[str, Setting] | None:
    """The settings in a file of `path`, as shown; `None` for a ``pyproject.toml`` that has none.

    Raises `ConfigurationError` where it is not TOML, or is not as the configuration's `schema` says.
    """
    shared = os.path.basename(path) == SHARED  # noqa: PTH119
    text, whole = _parsed(path, data)
    base: tuple[str, ...] = _TABLE if shared else ()
    value: Any = whole
    for step in base:
        value = value.get(step) if isinstance(value, dict) else None
    if value is None:
        return None
    where = _Where(path, text, base)
    if faults := sorted(dict.fromkeys(_faults(value, schema, where)), key=lambda fault: fault[0]):
        raise ConfigurationError(f"{path}:{line}: {message}" for line, message in faults)
    return {name: _setting(KEYS[name], value[name], where) for name in value if name != "$schema"}


def _parsed(path: str, data: bytes) -> tuple[str, dict[str, Any]]:
    import tomllib  # only where a file is there

    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return text, _plain(tomllib.loads(text))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigurationError([f"{path}:{line}: the file is not UTF-8: save it as UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        message, _, at = str(error).partition(" (at ")
        line = int(found[1]) if (found := re.search(r"line (\d+)", at)) else text.rstrip().count("\n") + 1
        raise ConfigurationError([f"{path}:{line}: the file is not TOML: {message}"]) from None
    except RecursionError:
        raise ConfigurationError([f"{path}:1: the file is nested too deep"]) from None


class _Where:
    """Where the keys of one configuration stand."""

    def __init__(self, path: str, text: str, base: tuple[str, ...]) -> None:
        from .lines import lines_of

        self.path = path
        self._base = base
        self._lines = lines_of(text)

    def line(self, *steps: str | int) -> int:
        """The line of what stands at these steps, or of what is nearest above."""
        whole = (*self._base, *steps)
        known = (self._lines.get(whole[:depth]) for depth in range(len(whole), 0, -1))
        return next(filter(None, known), 1)

    def at(self, *steps: str | int) -> str:
        return f"{self.path}:{self.line(*steps)}"


# ── what is wrong ────────────────────────────────────────────────────────────────────────────────────────


def _faults(value: Any, schema: Mapping[str, Any], where: _Where) -> Iterator[tuple[int, str]]:
    from ..standards.validators import alone

    judge = alone({key: said for key, said in schema.items() if key != "$id"})
    if judge.holds(value):
        return
    if not isinstance(value, dict):
        yield where.line(), "the configuration must be a table"
        return
    known = [name for name, key in KEYS.items() if key.in_file]
    for name in value:
        if name not in schema["properties"]:
            yield where.line(name), f"there is no key {quoted(name)}{_meant(name, known)}"
    for error in judge.errors(value):
        if error.absolute_path:
            name, *steps = error.absolute_path
            key = KEYS.get(name)
            asks = key.asks if key else "text"
            near = did_you_mean(error.instance, error.validator_value) if error.validator == "enum" else ""
            yield where.line(name, *steps), f"{quoted(name)} must be {asks}, found {quoted(error.instance)}{near}"


def _meant(name: str, known: list[str]) -> str:
    """The nearest key; all of them where none is near."""
    return did_you_mean(name, known) or f"; the keys are {', '.join(known)}"


def _plain(value: Any) -> Any:
    """A value of TOML as JSON has it: a date is its text, an infinity nothing."""
    if isinstance(value, dict):
        return {key: _plain(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_plain(below) for below in value]
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    return value if isinstance(value, str | int) else str(value)


# ── settings ─────────────────────────────────────────────────────────────────────────────────────────────


def _setting(key: Key, value: Any, where: _Where) -> Setting:
    listed = key.shape in (Shape.NAMES, Shape.PATHS, Shape.OUTPUTS)
    if listed:
        items = value if isinstance(value, list) else [value]
        at = [
            where.at(key.name, index) if isinstance(value, list) else where.at(key.name) for index in range(len(items))
        ]
        return Setting(tuple(items), Source.FILE, where.at(key.name), dict(zip(items, at, strict=True)))
    places = {name: where.at(key.name, name) for name in value} if key.shape is Shape.TABLE else {}
    return Setting(value, Source.FILE, where.at(key.name), places)


def variables(environment: Mapping[str, str]) -> tuple[dict[str, Setting], list[str]]:
    """The settings of the environment, and what is to be noted of variables that are nearly ours.

    Paths are separated as in ``PATH``, names by commas or spaces; an empty variable says nothing. Raises
    `ConfigurationError` for a value that no key of its shape can have.
    """
    named = {name: text for name, text in environment.items() if name.startswith(PREFIX) and text}
    if not named:
        return {}, []
    known = {key.variable: key for key in KEYS.values() if key.shape is not Shape.TABLE}
    notes = []
    for name in sorted(named.keys() - known.keys() - set(_OWN_VARIABLES)):
        if near := did_you_mean(name, (*known, *_OWN_VARIABLES)):
            notes.append(f"{name} is no variable of this program{near}")
    found = {known[name].name: _of_variable(known[name], text) for name, text in named.items() if name in known}
    return found, notes


def _of_variable(key: Key, text: str) -> Setting:
    return Setting(_AS[key.shape](key, text), Source.ENVIRONMENT, key.variable)


def _truth(key: Key, text: str) -> bool:
    if text.lower() not in _TRUTHS:
        raise ConfigurationError([f"{key.variable}: {quoted(text)} must be true or false"])
    return _TRUTHS[text.lower()]


_TRUTHS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}

_AS: Mapping[Shape, Any] = {
    Shape.TEXT: lambda _, text: text,
    Shape.FLAG: _truth,
    Shape.NAMES: lambda _, text: tuple(filter(None, re.split(r"[,\s]+", text))),
    Shape.PATHS: lambda _, text: tuple(filter(None, text.split(os.pathsep))),
    Shape.OUTPUTS: lambda _, text: tuple(filter(None, text.split(os.pathsep))),
}
