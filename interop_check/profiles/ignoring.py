"""What a folder's ``.gitignore`` files say is not to be read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .refusals import MAX_BYTES

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Ignored(NamedTuple):
    """The ``.gitignore`` files that speak of a folder: the nearest first, with the folder of each."""

    specs: tuple[tuple[Path, GitIgnoreSpec], ...] = ()

    def entering(self, folder: Path) -> Ignored:
        spec = _gitignore(folder)
        return Ignored(((folder, spec), *self.specs)) if spec else self

    def has(self, path: Path, is_folder: bool) -> bool:
        """The nearest file with an opinion decides, as in git."""
        for folder, spec in self.specs:
            ignored = spec.check_file(path.relative_to(folder).as_posix() + "/" * is_folder).include
            if ignored is not None:
                return ignored
        return False


def _gitignore(folder: Path) -> GitIgnoreSpec | None:
    file = folder / ".gitignore"
    try:
        if not file.is_file():
            return None
        with file.open("rb") as opened:
            lines = opened.read(MAX_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        return None
    from pathspec import GitIgnoreSpec  # an import that a folder without such a file need not pay for

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:  # git passes over the lines that are no patterns
        return GitIgnoreSpec.from_lines(line for line in lines if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


def ignored_above(root: Path) -> Ignored:
    """What the folders above ignore, up to the root of the repository; nothing outside of one.

    Nor for a folder that is ignored itself: who names it wants it searched.
    """
    above = (root, *root.parents)
    top = next((number for number, folder in enumerate(above) if (folder / ".git").exists()), 0)
    ignored = Ignored()
    for folder in reversed(above[1 : top + 1]):
        ignored = ignored.entering(folder)
    return Ignored() if any(ignored.has(folder, True) for folder in above[:top]) else ignored
