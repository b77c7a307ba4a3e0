"""Which files to read: those that are named, and the profiles in the folders that are."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from .refusals import PathNotFound, Unreadable, quoted

STDIN = "-"
STDIN_SHOWN = "<stdin>"

_SUFFIXES = (".yaml", ".yml")


class Found(NamedTuple):
    """A file that was named or met: `path` as shown; `source` what to open, `None` for standard input; or the
    `problem` that keeps it from being opened. `real` is the same for two ways to one file.

    With a `note` it is no file but a linked folder that was passed over, and the note says why."""

    path: str
    real: str
    source: Path | None = None
    problem: Unreadable | None = None
    note: str = ""


def find_files(paths: Iterable[str]) -> Iterator[Found]:
    """The files to read, each real file once, in the order in which they are named and met.

    A file that is named is always read. In a folder, hidden files and folders and what a ``.gitignore``
    (there, below, or above up to the root of the git repository) ignores are left alone; a link is followed
    only to a file inside the folder; one to a folder elsewhere that holds profiles comes as a note. Raises
    `PathNotFound` for a name that is not there.
    """
    seen: set[str] = set()
    for file in (file for found in map(_find, tuple(paths)) for file in found):
        if file.real not in seen:
            seen.add(file.real)
            yield file


def _find(path: str) -> Iterator[Found]:
    if path == STDIN:
        return iter((Found(STDIN_SHOWN, STDIN),))
    if not path:  # as an unset variable leaves it; `Path` would take it for the working directory
        raise PathNotFound(path)
    try:
        mode = Path(path).stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise PathNotFound(path, _nearest(path)) from None
    except OSError as error:
        return iter((_not_read(path, path, error),))
    if not stat.S_ISDIR(mode):
        return iter((_file(Path(path), _real(path), mode),))
    if is_profile(path):  # a slash at the end says that a folder is meant
        message = f"{quoted(path)} is a folder: to search it, write {quoted(path + '/')}"
        return iter((_no_file(path, path, message),))
    return _search(Path(path))


def _search(root: Path) -> Iterator[Found]:
    """The profiles in a folder, links last: files under their own names win over links to them."""
    from .ignoring import ignored_above

    real = Path(os.path.realpath(root))
    links: list[Found] = []
    waiting = [(root, real, ignored_above(real))]
    while waiting:
        folder, real_folder, ignored = waiting.pop()
        ignored = ignored.entering(real_folder)
        try:
            entries = [entry for entry in os.scandir(folder) if not entry.name.startswith(".")]
        except OSError as error:
            yield _not_read(folder, str(real_folder), error)
            continue
        for entry in sorted(entries, key=lambda entry: entry.name):
            path, real_path = folder / entry.name, real_folder / entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if not (is_folder or is_profile(entry.name)):
                if entry.is_symlink() and not ignored.has(real_path, is_folder):
                    links.extend(_passed_over(path, real))
                continue
            if ignored.has(real_path, is_folder):
                continue
            if is_folder:
                waiting.append((path, real_path, ignored))
            elif entry.is_symlink():
                links.extend(_linked(path, real))
            else:
                yield _file(path, os.path.normcase(real_path), entry.stat(follow_symlinks=False).st_mode)
    yield from links


def _linked(link: Path, root: Path) -> Iterator[Found]:
    """The file that a link names, if it lies inside the folder that is searched; else why it is not read."""
    target = Path(os.path.realpath(link))
    if target.is_dir():
        yield from _passed_over(link, root)
        return
    if target.is_relative_to(root) and target.exists():
        yield _file(link, os.path.normcase(target), target.stat().st_mode)
    else:
        where = "leads out of the folder that is searched" if target.exists() else "leads nowhere"
        message = f"{quoted(str(link))} is a link that {where}, and was not read: put the file itself there, or name it"
        yield _no_file(link, os.path.normcase(link), message)


def _passed_over(link: Path, root: Path) -> Iterator[Found]:
    """A note, if the link leads to a folder with profiles that is not searched under its own name."""
    target = Path(os.path.realpath(link))
    inside = target.is_relative_to(root) and not any(each.startswith(".") for each in target.relative_to(root).parts)
    if inside or not _holds_profiles(target):
        return
    note = f"{quoted(str(link))} is a link to another folder, and was not followed: to read what is there, name it too"
    yield Found(shown(link), os.path.normcase(link), note=note)


_LOOKED_AT = 5_000


def _holds_profiles(folder: Path) -> bool:
    """Whether there is a profile in a folder, as far as one look tells: a link can lead to a whole disk."""
    names = (name for _, _, files in os.walk(folder) for name in files)
    return any(is_profile(name) for name in islice(names, _LOOKED_AT))


def _file(path: Path, real: str, mode: int) -> Found:
    if stat.S_ISREG(mode):
        return Found(shown(path), real, path)
    message = f"{quoted(str(path))} is no ordinary file: to read from a pipe, name '-' and redirect it"
    return _no_file(path, real, message)


def _no_file(path: str | Path, real: str, message: str) -> Found:
    from .salvage import problem

    return Found(shown(path), real, problem=problem(shown(path), "not-a-file", message))


def _not_read(path: str | Path, real: str, error: OSError) -> Found:
    from .salvage import not_read

    return Found(shown(path), real, problem=not_read(shown(path), error))


def shown(path: str | Path) -> str:
    """The path with ``/``; bytes in it that are no UTF-8 are shown as U+FFFD."""
    return os.fsencode(Path(path).as_posix()).decode("utf-8", "replace")


def _real(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))


def is_profile(name: str) -> bool:
    """Whether a search takes a file of this name."""
    return name.lower().endswith(_SUFFIXES)


def _nearest(path: str) -> str | None:
    """The path with its first missing part replaced by the most similar name that is there."""
    from difflib import get_close_matches  # only for somebody who waits for the message anyway

    known = Path()
    for part in Path(path).parts:
        try:
            if (known / part).exists():
                known /= part
                continue
            names = [entry.name for entry in known.iterdir()]
        except (OSError, ValueError):
            return None
        return next(((known / name).as_posix() for name in get_close_matches(part, names, 1)), None)
    return None
