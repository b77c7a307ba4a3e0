"""Where results go: standard output and whole files; everything else goes to standard error."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from ..formats import Options
from ..formats._inert import inert
from .statuses import CannotStart

_Thing = TypeVar("_Thing")

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
    terminal = on_a_terminal()
    return Options(
        width=max(40, _columns()),
        colour=_colours(terminal),
        ascii=not _encodes_glyphs() or (terminal and _asks_for_ascii()),
        limit=_ON_A_TERMINAL if terminal and not verbose else None,
        verbose=verbose,
        base=_working_folder() if terminal and _obeys_escapes() and os.environ.get("TERM") != "linux" else None,
    )


def on_a_terminal() -> bool:
    """Whether somebody looks at standard output as it is written."""
    return sys.stdout is not None and sys.stdout.isatty()


def _working_folder() -> str | None:
    with suppress(OSError):  # where it was removed
        return Path.cwd().as_posix()
    return None


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
    return terminal and _obeys_escapes()


def _obeys_escapes() -> bool:
    """Whether a terminal here does what escapes say; an old Windows console shows them, the newer ones set a name."""
    said = os.environ.get
    obeyed = os.name != "nt" or any(map(said, ("WT_SESSION", "ANSICON", "ConEmuANSI", "TERM_PROGRAM", "TERM")))
    return obeyed and said("TERM") != "dumb"


def watched(things: Collection[_Thing], doing: str) -> Iterable[_Thing]:
    """`things`, counted on a bar on standard error while they are worked on, where that takes long and somebody looks.

    `doing` is the work, as in ``reading profiles``. Where nobody looks, nothing is loaded for it.
    """
    if not _somebody_looks():
        return things
    from .progress import Bar, counted

    return counted(things, doing, Bar(sys.stderr, _columns()))


@contextmanager
def watching() -> Iterator[Callable[[str, int, int], None]]:
    """Likewise for work that itself says what it does, how much of it is done and how much there is."""
    if not _somebody_looks():
        yield lambda *_: None
        return
    from .progress import Bar

    bar = Bar(sys.stderr, _columns())
    try:
        yield bar
    finally:
        bar.gone()


def _somebody_looks() -> bool:
    """Whether standard error is a terminal, and not that of a runner, which keeps all that is written to it."""
    return sys.stderr is not None and sys.stderr.isatty() and _obeys_escapes() and not os.environ.get("CI")


def _encodes_glyphs() -> bool:
    try:
        _GLYPHS.encode(_encoding())
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _asks_for_ascii() -> bool:
    """Whether the locale is C, by the order of https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html.

    Python takes C for one of UTF-8, and sets ``LC_CTYPE`` so (https://peps.python.org/pep-0538/): that says nothing.
    """
    said = os.environ.get
    own = said("LC_CTYPE") if said("LC_CTYPE") not in _SET_BY_PYTHON else None
    return (said("LC_ALL") or own or said("LANG")) in ("C", "POSIX")


_SET_BY_PYTHON = ("C.UTF-8", "C.utf8", "UTF-8")


def check_target(path: str) -> None:
    """Raises `CannotStart` where no file can be written, before any work is done."""
    if path == "-":
        raise CannotStart("-o names a file; what goes to standard output is chosen with --format")
    if not path or Path(path).is_dir():
        raise CannotStart(f"-o names a file, and {path!r} is a folder")
    if not Path(path).parent.is_dir():
        raise CannotStart(f"there is no folder {Path(path).parent.as_posix()!r} to write {Path(path).name!r} to")
    check_links(path)


def check_links(path: str) -> None:
    """Raises `CannotStart` where a link of a repository would lead what is written to `path` out of it.

    Who writes ``..`` knows where it leads. A link may have come with anybody's change, and lead to any file.
    """
    here = Path(os.path.abspath(path))  # noqa: PTH100 - as it is written, links not followed
    top = next((folder for folder in here.parents if os.path.lexists(folder / ".git")), None)
    if top is None:
        return
    real, root = Path(os.path.realpath(path)), Path(os.path.realpath(top))
    own = root / ".git"
    if not real.is_relative_to(root) or (real.is_relative_to(own) and not here.is_relative_to(top / ".git")):
        raise CannotStart(
            f"{path!r} leads over a link out of the files of its repository, to {real.as_posix()!r}, and is not "
            "written to: name the file itself"
        )


def written(path: str) -> bytes:
    """What a file that results go to holds so far; nothing where there is none."""
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise CannotStart(f"{path!r} cannot be read: {error.strerror}") from error


def write_whole(path: str, result: str | bytes) -> None:
    """A result to a file: all of it, or, where that fails, what was there before."""
    data = result if isinstance(result, bytes) else result.encode("utf-8", "backslashreplace")
    check_links(path)
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            target.write_bytes(data)  # a device or a pipe must not be replaced by a file
        else:
            _replace(target, data)
    except OSError as error:
        raise CannotStart(f"{path!r} cannot be written: {error.strerror}") from error


def _replace(target: Path, data: bytes) -> None:
    # Two runs in containers can have the same number, and one that was killed leaves its file behind.
    beside = target.with_name(f".interop-check.{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        with beside.open("xb") as file:
            if target.exists():  # who may read it is not for us to change
                beside.chmod(stat.S_IMODE(target.stat().st_mode))
            file.write(data)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
