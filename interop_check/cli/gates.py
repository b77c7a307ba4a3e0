"""What a gate's formats ask of their surroundings: where files stand in the repository, and the summary of a step."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..formats import Options
from ..report import Finding, Report
from .settings import Settings
from .statuses import Status
from .writing import written

# These name files from the top of the repository, as the platforms do that read them.
_FROM_THE_TOP = frozenset({"github", "gitlab", "junit", "sarif"})

# Of a step's summary that is longer than 1 MiB, GitHub shows nothing.
_SUMMARY = "GITHUB_STEP_SUMMARY"
_MOST = 900 * 1024
_CUT = "\n\nThe rest did not fit into the summary of the step.\n"


def for_gates(options: Options, report: Report, asked: Settings, status: Status | None) -> Options:
    """The options with what the formats for gates ask for besides."""
    formats = {asked.format, *(format for format, _ in asked.outputs)}
    files = in_repository(_paths(report)) if formats & _FROM_THE_TOP else {}
    return options._replace(files=files, status=status, fail_on=asked.fail_on, fail_on_unknown=asked.fail_on_unknown)


def _paths(report: Report) -> Iterator[str]:
    yield from (each.path for each in report.inputs)
    yield from (each.path for each in report.steering)
    for finding in report.findings:
        yield from _of(finding)
    for exchange in (exchange for comparison in report.comparisons for exchange in comparison.exchanges):
        yield from (each.path for each in exchange.chosen or ())


def _of(finding: Finding) -> Iterator[str]:
    yield from (place.path for place in finding.places)
    if finding.waived:
        yield finding.waived.file


def in_repository(paths: Iterable[str]) -> dict[str, str]:
    """Where each of the files stands in its repository, from the top, symbolic links followed.

    The repository is that of the working directory, or the file's own where it stands elsewhere; files in none, and
    what is no file, are left out.
    """
    here = _top(os.path.realpath("."))
    found = {path: _below_top(path, here) for path in set(paths) if os.path.exists(path)}  # noqa: PTH110 - of any name
    return {path: name for path, name in found.items() if name}


def _below_top(path: str, here: Path | None) -> str | None:
    real = Path(os.path.realpath(path))
    top = here if here and real.is_relative_to(here) else _top(str(real.parent))
    return real.relative_to(top).as_posix() if top else None


def _top(folder: str) -> Path | None:
    """The nearest folder upward with ``.git``, which is a file in a worktree or a submodule."""
    start = Path(folder)
    return next((each for each in (start, *start.parents) if (each / ".git").exists()), None)


def fitting(path: str, result: str | bytes) -> str | bytes:
    """What to write to `path`: the result; for the summary of a step, what stands there already and what fits below."""
    summary = os.environ.get(_SUMMARY)
    if not summary or os.path.realpath(path) != os.path.realpath(summary):
        return result
    before = written(path)
    data = result if isinstance(result, bytes) else result.encode("utf-8", "backslashreplace")
    return before + shortened(data, max(0, _MOST - len(before)))


def shortened(page: bytes, most: int) -> bytes:
    """As many whole lines of a page of Markdown as fit into `most` bytes, with a word on those that do not."""
    if len(page) <= most:
        return page
    kept: list[bytes] = []
    room = most - len(_CUT) - len("```\n")
    for line in page.splitlines(keepends=True):
        room -= len(line)
        if room < 0:
            break
        kept.append(line)
    open_ = sum(line.lstrip().startswith(b"```") for line in kept) % 2
    return b"".join((*kept, b"```\n" if open_ else b"", _CUT.encode()))
