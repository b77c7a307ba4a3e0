"""Other programs to measure against, where they are installed."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from .rows import Row
from .timing import Clock, in_turns, process


class Peers(NamedTuple):
    """Where other programs are looked for: in `folder`, if one is named, beside Python, then in PATH."""

    folder: str | None = None

    def command(self, name: str) -> str | None:
        places = [self.folder or "", str(Path(sys.executable).parent), os.environ.get("PATH", "")]
        return shutil.which(name, path=os.pathsep.join(filter(None, places)))

    def row(
        self,
        name: str,
        what: str,
        against: str,
        target: float | None,
        ours: Clock,
        arguments: Sequence[str],
        rounds: int,
    ) -> Row:
        """The ratio of `ours` to the command `name`; a row that says so where it is not installed."""
        if (command := self.command(name)) is None:
            return missing(name, what, against, target)
        return in_turns(ours, process([command, *arguments]), rounds).row(what, against, target)


def missing(name: str, what: str, against: str, target: float | None) -> Row:
    return Row(what, against, None, target, "–", f"{name} is not installed")
