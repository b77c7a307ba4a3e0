"""Processor seconds, of a call or of a whole process, and two of them in turns.

They are what a process and its children had of the processor, on all cores, in it and for it. Other work on the
machine delays an answer, but adds little to them.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .rows import Row, seconds

ROOT = Path(__file__).resolve().parent.parent
Clock = Callable[[], float]


class Turns(NamedTuple):
    """The median of the ratios of each turn, and the medians of the seconds of both."""

    ratio: float
    ours: float
    theirs: float

    def row(self, what: str, against: str, target: float | None) -> Row:
        return Row(what, against, self.ratio, target, seconds(self.ours), seconds(self.theirs))


def in_turns(ours: Clock, theirs: Clock, rounds: int) -> Turns:
    """Both clocks `rounds` times in turns; where it is more than once, after a turn that does not count."""
    if rounds > 1:
        ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return Turns(
        statistics.median(a / b for a, b in pairs),
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
    )


def process(command: Sequence[str], *, finds: bool = False) -> Clock:
    """The clock of a whole process; `finds` as in `output`."""

    def clock() -> float:
        before = _of_children()
        output(command, finds=finds)
        return _of_children() - before

    return clock


def output(command: Sequence[str], *, finds: bool = False) -> str:
    """What a process says.

    Raises `RuntimeError` where it fails, as failing takes no time; with `finds`, status 1 is no failure.
    """
    ran = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")  # noqa: S603
    if ran.returncode not in (0, int(finds)):
        raise RuntimeError(f"{' '.join(command)[:200]} ended with {ran.returncode}: {ran.stderr[-500:]}")
    return ran.stdout


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def call(function: Callable[[], object]) -> Clock:
    """The clock of a call in this process."""

    def clock() -> float:
        start = time.process_time()
        function()
        return time.process_time() - start

    return clock


def apart(function: Callable[..., Any], *arguments: object) -> Any:
    """What `function` returns in a fresh process, so that its memory, and what it keeps for later, are its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def mebibytes() -> float:
    """The most memory that this process has had, in MiB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)
