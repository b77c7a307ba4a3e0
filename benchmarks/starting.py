"""Whole processes: how long the program takes to start, to validate, and to compare."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from .generated import DAY, FEDERATION, profiles
from .peers import Peers
from .rows import Row
from .timing import ROOT, Clock, in_turns, process

MAIN = "from interop_check.__main__ import main; main()"
# The same pipeline where jsonschema-rs cannot be had: jsonschema decides too.
ALONE = f"import sys; sys.modules['jsonschema_rs'] = None; {MAIN}"
SCHEMA = str(ROOT / "schemas" / "communications.json")
CHECKER = "check-jsonschema"
MANY = 1_000  # files from which on a target is set
OTHERS = ("QOS", "QPE", "QRN", "QST", "QTA", "QVA", "QZL")


def measured(folder: Path, peers: Peers, *, files: int, others: int, rounds: int) -> Iterator[Row]:
    """Ratios of `rounds` turns at most, of `files` profiles where there are many, of one partner with `others`.

    The profiles are written into `folder`.
    """
    python = sys.executable
    few = max(1, rounds // 5)
    importing = in_turns(_run("--version"), process([python, "-c", "import re"]), rounds)
    yield importing.row("`--version`", "`python -c 'import re'`", 1.2)

    one, what = profiles(folder / "one", 1), "`validate` of 1 profile"
    validate = _run("validate", str(one))
    yield in_turns(validate, process([python, "-c", "pass"]), rounds).row(what, "`python -c pass`", 9)
    yield peers.row(CHECKER, what, CHECKER, 0.3, validate, _schema_and(one), few)

    many, what = profiles(folder / "many", files), f"`validate` of {files:,} profiles"
    validate = _run("validate", str(many))
    alone = process([python, "-c", ALONE, "validate", str(many)])
    yield in_turns(validate, alone, few).row(what, "the same without jsonschema-rs", None)
    yield peers.row(CHECKER, what, CHECKER, 0.1 if files >= MANY else None, validate, _schema_and(many), few)

    yield from _comparing(OTHERS[:others], rounds)


def _run(*arguments: str, finds: bool = False) -> Clock:
    return process([sys.executable, "-c", MAIN, *arguments], finds=finds)


def _schema_and(folder: Path) -> list[str]:
    return ["--schemafile", SCHEMA, *(str(path) for path in sorted(folder.glob("*.yaml")))]


def _comparing(others: Sequence[str], rounds: int) -> Iterator[Row]:
    def clock(*against: str) -> Clock:
        return _run("compare", "QNR", *against, "--profiles", str(FEDERATION), "--date", str(DAY), finds=True)

    pair = in_turns(clock(others[0]), process([sys.executable, "-c", "pass"]), max(1, rounds // 3))
    yield pair.row("`compare` of 2 partners", "`python -c pass`", None)
    singles = [clock(other) for other in others]
    together = in_turns(clock(*others), lambda: sum(each() for each in singles), max(1, rounds // 10))
    many = len(others)
    yield together.row(f"`compare` of 1 partner with {many}", f"`compare` of 2, {many} times", None)
