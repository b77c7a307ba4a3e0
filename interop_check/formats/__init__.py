"""The formats: each one a module of this folder that turns a report into text or bytes, and decides nothing.

A format is found by its module's name. Such a module has a docstring that says who the format is for, the
function ``render(report, options)``, and ``SUFFIXES``: the file suffixes that stand for it.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path, PurePath
from types import ModuleType
from typing import NamedTuple

from ..report import Report

__all__ = ["Options", "names", "render", "suffixed"]


class Options(NamedTuple):
    """How a report is to be shown, never what it says.

    `width` is in columns; `limit` the most findings to show (`None`: all); `ascii` keeps to plain ASCII where
    the reader's encoding has no glyphs; `verbose` shows what is folded otherwise.
    """

    width: int = 80
    colour: bool = False
    ascii: bool = False
    limit: int | None = None
    verbose: bool = False


def names() -> tuple[str, ...]:
    """The formats that there are, sorted."""
    here = (path for folder in __path__ for path in Path(folder).iterdir())
    return tuple(sorted(path.stem for path in here if path.suffix == ".py" and not path.name.startswith("_")))


def render(name: str, report: Report, options: Options | None = None) -> str | bytes:
    """The report in the format `name`: bytes where the format settles the encoding, else text."""
    shown: str | bytes = _module(name).render(report, options or Options())
    return shown


def suffixed(path: str) -> str | None:
    """The format that the suffix of `path` stands for; `None` where it stands for none."""
    suffix = PurePath(path).suffix.lower()
    return next((name for name in names() if suffix in _module(name).SUFFIXES), None) if suffix else None


def _module(name: str) -> ModuleType:
    return import_module(f".{name}", __name__)
