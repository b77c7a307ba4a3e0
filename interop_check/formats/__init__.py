"""The formats: each one a module of this folder that turns a report into text or bytes, and decides nothing.

A format is found by its module's name. Such a module has a docstring that says who the format is for, the
function ``render(report, options)``, and ``SUFFIXES``: the file suffixes that stand for it. One that cannot be made
everywhere has ``obstacle(terminal)`` too, which says why not here. Those of a matrix are modules of the same names and
parts in the folder ``_matrix``; a format that is none of them shows a matrix as the report of all its pairs.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path, PurePath
from types import ModuleType
from typing import NamedTuple

from ..report import Report, Severity

TYPE_CHECKING = False  # as type checkers take it
if TYPE_CHECKING:
    from ..difference import Difference
    from ..overview import Matrix

__all__ = [
    "NOT_OF_A_MATRIX",
    "CannotShow",
    "Options",
    "names",
    "obstacle",
    "of_every_pair",
    "render",
    "suffixed",
]


class CannotShow(Exception):  # noqa: N818 - named for what happened
    """What there is cannot be shown in a format; the text says why, and what can be done."""


class Options(NamedTuple):
    """How a report is to be shown, never what it says.

    `width` is in columns; `limit` the most findings to show (`None`: all); `ascii` keeps to plain ASCII where
    the reader's encoding has no glyphs; `verbose` shows what is folded otherwise. `base` is the folder that relative
    paths start at, where links to files can be followed; `None` where they cannot.

    For the gates: `files` says of the files that the report names where they stand in their repository, from its top;
    `status` is the exit status, where it is known; `fail_on` and `fail_on_unknown` are what it was judged by.
    """

    width: int = 80
    colour: bool = False
    ascii: bool = False
    limit: int | None = None
    verbose: bool = False
    base: str | None = None
    files: Mapping[str, str] = {}
    status: int | None = None
    fail_on: Severity | None = Severity.BLOCKER
    fail_on_unknown: bool = False


def names(*, matrix: bool = False) -> tuple[str, ...]:
    """The formats that there are, sorted; those of a matrix, if it is to be shown."""
    here = (path for folder in __path__ for path in Path(folder).iterdir())
    every = sorted(path.stem for path in here if path.suffix == ".py" and not path.name.startswith("_"))
    return tuple(name for name in every if not (matrix and name in NOT_OF_A_MATRIX))


# Formats that a matrix has not, and what there is instead.
NOT_OF_A_MATRIX = {
    "pdf": "print the page of -o html=matrix.html, or take one pair: interop-check compare A B -o pdf=report.pdf"
}


def of_every_pair(name: str, partners: int) -> bool:
    """Whether the format `name` of a matrix of so many partners tells what was found between every two of them."""
    if not _is_of_a_matrix(name):
        return True
    most: float = getattr(_module(name, matrix=True), "PARTNERS", 0)
    return partners <= most


def _is_of_a_matrix(name: str) -> bool:
    return Path(__path__[0], "_matrix", f"{name}.py").is_file()


def render(name: str, report: Report | Matrix | Difference, options: Options | None = None) -> str | bytes:
    """The answer in the format `name`: bytes where the format settles the encoding, else text.

    Raises `CannotShow` where this format cannot hold that much.
    """
    if isinstance(report, Report):
        module = _module(name)
    elif (difference := _as_difference(report)) is None:
        module, report = _of_matrix(name, report)  # type: ignore[arg-type]  # it is no difference
    elif Path(__path__[0], "_diff", f"{name}.py").is_file():
        module = import_module(f"._diff.{name}", __name__)
    else:  # what stood before is marked in the later state's report
        module, report = _module(name), difference.report
    shown: str | bytes = module.render(report, options or Options())
    return shown


def _of_matrix(name: str, matrix: Matrix) -> tuple[ModuleType, Matrix | Report]:
    """What shows a matrix, and as what: as itself, or as the report of all its pairs."""
    if _is_of_a_matrix(name):
        return _module(name, matrix=True), matrix
    if matrix.compared is None:
        raise CannotShow(
            f"what was found between all of {len(matrix.members):,} partners is too much for {name}: "
            "choose some of it with --only, or write json"
        )
    return _module(name), matrix.compared


def _as_difference(answer: Matrix | Difference) -> Difference | None:
    from ..difference import Difference

    return answer if isinstance(answer, Difference) else None


def obstacle(name: str, *, matrix: bool = False, terminal: bool = False) -> str:
    """Why nothing can be shown in the format `name` here, and what would do; "" where it can.

    `terminal`: what is shown would go to one.
    """
    asked = getattr(_module(name, matrix=matrix), "obstacle", None)
    return asked(terminal) if asked else ""


def suffixed(path: str, *, matrix: bool = False) -> str | None:
    """The format that the suffix of `path` stands for; `None` where it stands for none."""
    suffix = PurePath(path).suffix.lower()
    found = (name for name in names(matrix=matrix) if suffix in _module(name, matrix=matrix).SUFFIXES)
    return next(found, None) if suffix else None


def _module(name: str, *, matrix: bool = False) -> ModuleType:
    return import_module(f"._matrix.{name}" if matrix and _is_of_a_matrix(name) else f".{name}", __name__)
