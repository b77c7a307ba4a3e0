"""Links to files, for terminals that can follow them.

OSC 8, ``ESC ] 8 ; ; URI ST text ESC ] 8 ; ; ST``, of which the URI holds printable ASCII only:
https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
"""

from __future__ import annotations

import re
from pathlib import PurePath

from ..report import Finding, Report
from ._inert import inert


def linked(text: str, report: Report, base: str) -> str:
    """`text` with every ``path:line`` in it that leads to a file; relative paths start at the folder `base`."""
    found = {inert(path): path for path in _paths(report)}
    shown = {name: uri for name, path in found.items() if name in text and (uri := _uri(base, path))}
    if not shown:
        return text
    names = "|".join(map(re.escape, sorted(shown, key=len, reverse=True)))
    where = re.compile(rf"(?<![\w./-])({names}):\d+(?::\d+)?(?![\w:])")
    return where.sub(lambda match: f"\x1b]8;;{shown[match[1]]}\x1b\\{match[0]}\x1b]8;;\x1b\\", text)


def _uri(base: str, path: str) -> str | None:
    """The file's URI, without a line: what opens files by their URI would take it for a part of the name."""
    try:
        return PurePath(base, path).as_uri()
    except ValueError:  # half of a surrogate pair, or no absolute path
        return None


def _paths(report: Report) -> set[str]:
    """The files in which something was found or is to be changed; standard input is none."""
    found = {path for finding in report.findings for path in _of(finding)}
    for comparison in report.comparisons:
        misses = (each.nearest_miss for each in comparison.exchanges if each.nearest_miss)
        found |= {edit.path for miss in misses for edit in miss.changes}
    for card in report.scorecards:
        standards = (one for each in card.profiles for required in each.requirements for one in required.standards)
        found |= {place.path for standard in standards for place in standard.places}
    return {path for path in found if path and not path.startswith("<")}


def _of(finding: Finding) -> set[str]:
    own = {place.path for place in finding.places}
    own |= {edit.path for remedy in finding.mends for edit in remedy.edits}
    return own.union(*map(_of, finding.detail))
