"""``interop-check config show``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..configuration.keys import KEYS, Setting, Source
from ..formats._inert import inert
from . import options
from .configuring import Configured, configured
from .settings import in_force, known_format
from .statuses import Status
from .writing import show as written

if TYPE_CHECKING:
    from ..configuration.keys import Key

config = typer.Typer(**options.GROUP, invoke_without_command=True)


@config.callback()
def about(context: typer.Context) -> None:
    """What is configured for a repository: in interop-check.toml, or [tool.interop-check] of pyproject.toml."""
    if context.invoked_subcommand is None:
        written(f"{context.get_help()}\n")


@config.command()
def show(
    config: options.Config = None,
    format: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="text or json.")] = "text",
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """What is in force here, and where does each value come from?"""
    shown = _SHOWN[known_format(format, tuple(_SHOWN))]
    known = configured(config)
    written(shown(known, in_force({}, known)))
    return Status.DONE


def _text(known: Configured, settings: Mapping[str, Setting]) -> str:
    file = known.file.path if known.file else "no configuration file"
    return "".join(f"{inert(line)}\n" for line in (file, "", *_lines(settings)))


def _lines(settings: Mapping[str, Setting]) -> Iterator[str]:
    room = max(map(len, KEYS))
    for name, setting in settings.items():
        where = setting.where or "default"
        for number, text in enumerate(_values(setting.value)):
            yield f"{'' if number else name:<{room}}  {text:<30}  {'' if number else where}".rstrip()


def _values(value: Any) -> list[str]:
    match value:
        case tuple():
            return [*value] or ["none"]
        case dict():
            return [f"{name} = {each}" for name, each in value.items()] or ["none"]
        case bool():
            return [str(value).lower()]
    return ["today" if value is None else str(value)]


def _json(known: Configured, settings: Mapping[str, Setting]) -> str:
    whole = {
        "format": "interop-check/configuration",
        "version": 1,
        "file": {"path": known.file.path, "sha256": known.file.sha256} if known.file else None,
        "settings": {name: _setting(KEYS[name], each) for name, each in settings.items()},
    }
    return json.dumps(whole, indent=2) + "\n"


def _setting(key: Key, setting: Setting) -> dict[str, Any]:
    value = list(setting.value) if isinstance(key.default, tuple) else setting.value
    where = {"where": setting.where} if setting.source is not Source.DEFAULT else {}
    return {"value": value, "from": setting.source.value, **where}


_SHOWN = {"text": _text, "json": _json}
