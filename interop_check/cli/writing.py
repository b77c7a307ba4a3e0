"""Where results go: standard output and whole files; everything else goes to standard error."""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

from ..formats import Options
from ..formats._inert import inert
from .statuses import CannotStart

_ON_A_TERMINAL = 20  # findings
_GLYPHS = "■▲○✓–↔·…"


def say(line: str) -> None:
    """One line to standard error, if there is one."""
    with suppress(OSError):  # where nobody reads it
        if sys.stderr is not None:
            sys.stderr.write(f"{inert(line)}\n")


def show(result: str | bytes) -> None:
    """A result to standard output. A reader that has gone away, as `head` does, is no fault."""
    if sys.stdout is None:
        return
    data = result if isinstance(result, bytes) else result.encode(_encoding(), "backslashreplace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        _forget_standard_output()
        if error.errno not in (errno.EPIPE, errno.EINVAL):  # Windows says EINVAL of a closed pipe
            raise CannotStart(f"standard output cannot be written: {error.strerror}") from error


def _forget_standard_output() -> None:
    """Lead what the interpreter flushes at its end to nowhere, so that it does not complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):  # where standard output is no file
        os.dup2(nowhere, sys.stdout.fileno())


def _encoding() -> str:
    return getattr(sys.stdout, "encoding", None) or "utf-8"


def _columns() -> int:
    """The width of the screen: what ``COLUMNS`` says, else the terminal's own, else 80 (`shutil` is slow to load)."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said):
        return int(said)
    with suppress(ValueError, OSError, AttributeError):
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or _COLUMNS  # type: ignore[union-attr]
    return _COLUMNS


_COLUMNS = 80


def options_for_screen(verbose: bool) -> Options:
    """How a report suits whoever reads standard output."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    return Options(
        width=max(40, _columns()),
        colour=_colours(terminal),
        ascii=not _encodes_glyphs(),
        limit=_ON_A_TERMINAL if terminal and not verbose else None,
        verbose=verbose,
    )


def options_for_file(verbose: bool) -> Options:
    """How a report suits a file, whoever writes it and wherever."""
    return Options(verbose=verbose)


def _colours(terminal: bool) -> bool:
    """By NO_COLOR (https://no-color.org) and FORCE_COLOR (https://force-color.org), else whether it is a terminal."""
    said = os.environ.get
    if said("NO_COLOR"):
        return False
    if said("FORCE_COLOR") or said("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    # An old Windows console shows the codes themselves; the newer ones set one of these.
    obeyed = os.name != "nt" or any(map(said, ("WT_SESSION", "ANSICON", "ConEmuANSI", "TERM_PROGRAM", "TERM")))
    return terminal and obeyed and said("TERM") != "dumb"


def _encodes_glyphs() -> bool:
    try:
        _GLYPHS.encode(_encoding())
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def check_target(path: str) -> None:
    """Raises `CannotStart` where no file can be written, before any work is done."""
    if path == "-":
        raise CannotStart("-o names a file; what goes to standard output is chosen with --format")
    if not path or Path(path).is_dir():
        raise CannotStart(f"-o names a file, and {path!r} is a folder")
    if not Path(path).parent.is_dir():
        raise CannotStart(f"there is no folder {Path(path).parent.as_posix()!r} to write {Path(path).name!r} to")


def write_whole(path: str, result: str | bytes) -> None:
    """A result to a file: all of it, or, where that fails, what was there before."""
    data = result if isinstance(result, bytes) else result.encode("utf-8", "backslashreplace")
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            target.write_bytes(data)  # a device or a pipe must not be replaced by a file
        else:
            _replace(target, data)
    except OSError as error:
        raise CannotStart(f"{path!r} cannot be written: {error.strerror}") from error


def _replace(target: Path, data: bytes) -> None:
    beside = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
