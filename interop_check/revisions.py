"""What the profiles said in a revision of their git repository; nothing is checked out, fetched or changed.

Only the `git` program is asked, and only for what it keeps: ``cat-file`` and ``ls-tree`` read objects, they run no
filter, hook, pager, text conversion or file monitor that a configuration names, and look at neither the index nor
the files on disk. What a partial clone lacks is not fetched either: no transport is allowed.
"""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from .profiles import MAX_BYTES, STDIN, Document, Unreadable, read_document
from .profiles.refusals import too_large
from .profiles.salvage import problem, unreadable
from .profiles.searching import is_profile, shown
from .suggestions import did_you_mean

__all__ = [
    "Read",
    "Repository",
    "Revision",
    "RevisionError",
    "looks_like_path",
    "otherwise",
    "read_revision",
    "repository",
    "resolve",
]


class RevisionError(Exception):
    """A revision that cannot be read: `lines` say why, and what would help."""

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)
        self.lines = lines


class Repository(NamedTuple):
    """A git repository with a working tree, the top of which is the real path `top`."""

    top: Path


class Revision(NamedTuple):
    """A commit: the name that was asked for, and its id in hexadecimal digits."""

    name: str
    commit: str


class Read(NamedTuple):
    """The profiles of a revision, sorted by path, and notes on what was left alone there."""

    documents: tuple[Document | Unreadable, ...]
    notes: tuple[str, ...] = ()


# ── the program ──────────────────────────────────────────────────────────────────────────────────────────

# What a hook's surroundings say of another repository, or of how paths are to be understood.
_NOT_OURS = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)
_OURS = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",  # git 2.45 and later
    "GIT_ALLOW_PROTOCOL": "none",  # earlier ones: there is no transport of this name
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_ALWAYS = ("--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never")


def _program() -> str:
    """The git program on the search path, never one that lies in the working directory."""
    names = ("git.exe",) if os.name == "nt" else ("git",)
    for folder in os.get_exec_path():
        for name in names:
            program = Path(folder) / name
            if program.is_absolute() and os.access(program, os.X_OK) and program.is_file():
                return str(program)
    raise RevisionError("a revision is read by the program git, which is not there; install it, or name two folders")


def _git(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {key: value for key, value in os.environ.items() if key not in _NOT_OURS} | _OURS
    command = [_program(), "-C", str(folder), *_ALWAYS, *arguments]
    try:
        return subprocess.run(command, input=given, capture_output=True, env=environment, check=False)  # noqa: S603
    except (OSError, ValueError) as error:
        raise RevisionError(f"git could not be run: {error}") from error


def _asked(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What git answers; raises `RevisionError` with its own words where it fails."""
    done = _git(folder, *arguments, given=given)
    if done.returncode:
        raise RevisionError(_words(done.stderr), *_PARTIAL * (b"promisor" in done.stderr))
    return done.stdout


_PARTIAL = ("this clone is a partial one; fetch what it lacks with: git fetch --refetch --no-filter",)


def _words(stderr: bytes) -> str:
    lines = [line for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    return f"git: {lines[0].removeprefix('fatal: ')}" if lines else "git failed, and does not say why"


# ── the repository and its revisions ─────────────────────────────────────────────────────────────────────


def repository(path: str) -> Repository:
    """The repository that the file or folder `path` lies in. Raises `RevisionError` where it lies in none."""
    here = Path(os.path.realpath(path))
    while not here.is_dir() and here != here.parent:
        here = here.parent
    done = _git(here, "rev-parse", "--show-toplevel")
    if done.returncode == 0:
        return Repository(Path(os.path.realpath(os.fsdecode(done.stdout.removesuffix(b"\n")))))
    if b"not a git repository" in done.stderr:
        raise RevisionError(f"{path!r} lies in no git repository, so there is no revision of it; name two folders")
    if b"dubious ownership" in done.stderr:
        raise RevisionError(
            f"{path!r} lies in a repository of another owner, which git does not read unasked",
            f"if you trust it: git config --global --add safe.directory {_quoted(_top(here))}",
        )
    if b"must be run in a work tree" in done.stderr:
        raise RevisionError(
            f"{path!r} lies in what git keeps for itself, where no profiles are",
            f"make a folder of its files: git -C {_quoted(here)} worktree add FOLDER; and work there",
        )
    raise RevisionError(_words(done.stderr))


def _top(folder: Path) -> Path:
    return next((each for each in (folder, *folder.parents) if os.path.lexists(each / ".git")), folder)


def _quoted(path: Path) -> str:
    from shlex import quote

    return quote(path.as_posix())


def looks_like_path(text: str) -> bool:
    """Whether a folder is meant, whatever revisions there are: ``./a``, ``../a``, ``/a``, ``a/``."""
    return (
        text in (".", "..")
        or text.startswith(("./", "../"))
        or text.endswith(("/", os.sep))
        or Path(text).is_absolute()
    )


def resolve(where: Repository, name: str) -> Revision:
    """The commit that `name` names: any revision that git knows, or ``A...B``, the last commit common to both.

    Of ``A...``, B is ``HEAD``. Raises `RevisionError` where there is none, with what would help.
    """
    left, dots, right = name.partition("...")
    if dots and left:
        return Revision(name, _common(where, name, resolve(where, left), resolve(where, right or "HEAD")))
    if not name or name.startswith("-") or not name.isprintable():
        raise RevisionError(f"{name!r} is no name of a revision")
    # The name is a line that git reads, never an argument.
    said = _asked(where.top, "cat-file", "--batch-check", given=os.fsencode(f"{name}^{{commit}}\n"))
    words = said.decode("utf-8", "replace").split()
    if len(words) == 3 and words[1] == "commit" and _ID.fullmatch(words[0]):
        return Revision(name, words[0])
    if words[-1:] == ["ambiguous"]:
        raise RevisionError(f"{name!r} could be several revisions; write more of it")
    raise RevisionError(*_unknown(where, name))


_ID = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


def _common(where: Repository, name: str, one: Revision, other: Revision) -> str:
    done = _git(where.top, "merge-base", "--end-of-options", one.commit, other.commit)
    found = done.stdout.decode("ascii", "replace").strip()
    if done.returncode == 0 and _ID.fullmatch(found):
        return found
    hint = (_SHALLOW.format("git fetch --unshallow"),) if _is_shallow(where) else ()
    raise RevisionError(f"{name!r}: the two have no commit in common here", *hint)


def _unknown(where: Repository, name: str) -> Iterator[str]:
    here = f"in the repository {where.top.as_posix()!r}"
    if _git(where.top, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
        yield f"there is no revision {name!r} {here}: nothing was committed there yet"
        return
    if (what := _type(where, name)) in ("tree", "blob"):
        thing = "a folder" if what == "tree" else "a file"
        yield f"{name!r} is {thing} of a revision, and no revision: name the revision, and what to read with --profiles"
        return
    left, dots, right = name.partition("..")
    if dots and left and right:
        yield f"there is no revision {name!r} {here}: name the two one after the other, {left} {right}"
        return
    shallow = _is_shallow(where)
    ago = _BEFORE.fullmatch(name)
    if ago and not shallow and _type(where, ago["name"]) in ("commit", "tag"):
        yield f"there is no revision {name!r} {here}: {ago['name']!r} has no such commit before it"
        return
    listed = _asked(where.top, "for-each-ref", "--count=5000", "--format=%(refname:short)")
    known = ["HEAD", *filter(None, listed.decode("utf-8", "replace").splitlines())]
    yield f"there is no revision {name!r} {here}{did_you_mean(name, known)}"
    if command := _fetching(where, name, shallow):
        yield (_SHALLOW if shallow else _MISSING).format(command)


def _type(where: Repository, name: str) -> str:
    """Of what type the object is that a name stands for; nothing where there is none."""
    said = _asked(where.top, "cat-file", "--batch-check=%(objecttype)", given=os.fsencode(f"{name}\n"))
    return said.decode("utf-8", "replace").strip()


_SHALLOW = "this clone is shallow; nothing is fetched here: do it with: {}"
_MISSING = "it may not have been fetched; nothing is fetched here: do it with: {}"

# What a shell takes as it stands, so that a command that is shown can be copied.
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*")
_BEFORE = re.compile(r"(?P<name>.+?)(?:[~^][0-9]*)+")
_AGO = re.compile(r"(?P<name>.*?)(?P<steps>(?:~[0-9]{0,6}|\^)+)")


def _fetching(where: Repository, name: str, shallow: bool) -> str | None:
    """The command that would bring the revision; `None` where none can be told."""
    ago = _AGO.fullmatch(name)
    if ago and shallow:
        steps = sum(int(each or 1) if sign == "~" else 1 for sign, each in re.findall(r"([~^])([0-9]*)", ago["steps"]))
        return f"git fetch --deepen={max(1, steps)}"
    remotes = _asked(where.top, "remote").decode("utf-8", "replace").split()
    depth = "--depth=1 " if shallow else ""
    remote, _, branch = name.partition("/")
    if remote in remotes and branch and _PLAIN.fullmatch(name):
        return f"git fetch {depth}{remote} +refs/heads/{branch}:refs/remotes/{remote}/{branch}"
    if remotes and _ID.fullmatch(name):
        return f"git fetch {depth}{'origin' if 'origin' in remotes else remotes[0]} {name}"
    return "git fetch --unshallow --tags" if shallow else None


def _is_shallow(where: Repository) -> bool:
    return _asked(where.top, "rev-parse", "--is-shallow-repository").strip() == b"true"


# ── the profiles of a revision ───────────────────────────────────────────────────────────────────────────


class _Entry(NamedTuple):
    """A file of a revision: `name` from the top of the repository, `path` as it is shown."""

    name: str
    path: str
    mode: str
    id: str
    size: int


def read_revision(where: Repository, revision: Revision, paths: Iterable[str]) -> Read:
    """The profiles that a revision holds at these paths, as they would be found on disk, each file once.

    A folder is searched for profiles; hidden ones are left alone, and links are not followed. Another repository
    within, if it is there, is read at the commit that the revision names. A path that the revision does not have holds
    nothing. Raises `RevisionError` where a path lies outside of the repository, or git cannot read it.
    """
    found: dict[str, _Entry] = {}
    notes: list[str] = []
    for path in paths:
        listed = {entry.name: entry for entry in _listed(where, revision, path)}
        found = {**listed, **found}
        if not listed and Path(path).is_dir():
            notes.append(f"{path!r} holds no profile there: all that it holds now is new")
    entries = sorted(found.values(), key=lambda entry: entry.path)
    files = [entry for entry in entries if entry.mode.startswith("100")]
    within = {entry.path: _within(where, revision, entry) for entry in entries if entry.mode == _REPOSITORY}
    left_out = [entry for entry in entries if entry not in files and not within.get(entry.path)]
    notes += (f"{each.path!r} is {_NOT_FILES.get(each.mode, _NO_FILE)}: not read" for each in left_out)
    contents = _contents(where, [each for each in files if each.size <= MAX_BYTES])
    documents = [_document(each, contents.get(each.id), revision) for each in files]
    for read in filter(None, within.values()):
        documents += read.documents
        notes += read.notes
    return Read(tuple(sorted(documents, key=lambda each: each.path)), tuple(notes))


_REPOSITORY = "160000"


def _within(where: Repository, revision: Revision, entry: "_Entry") -> Read | None:
    """The profiles of a repository in another one, as git keeps submodules; `None` where it was not checked out."""
    if not os.path.lexists(where.top / entry.name / ".git"):
        return None
    inner = repository(str(where.top / entry.name))
    try:
        return read_revision(inner, Revision(revision.name, entry.id), [entry.path])
    except RevisionError as error:
        fetch = f"git -C {_quoted(inner.top)} fetch"
        lines = f"{entry.path!r} cannot be read at {entry.id}, where {revision.name!r} has it", *error.lines
        raise RevisionError(*lines, f"nothing is fetched here: do it with: {fetch}") from error


def otherwise(where: Repository, revision: Revision, files: Mapping[str, bytes | None]) -> Iterator[str]:
    """The paths of those files that say another thing than in the revision, or are not there; line ends aside.

    `None` stands for a file that is not there now. What lies outside of the repository is no part of any revision.
    Raises `RevisionError` where git cannot read one.
    """
    for path, data in files.items():
        if Path(os.path.realpath(path)).is_relative_to(where.top):
            entry = next(_listed(where, revision, path), None)
            held = _contents(where, [entry]).get(entry.id) if entry and entry.mode.startswith("100") else None
            if (held is None) != (data is None) or (held or b"").splitlines() != (data or b"").splitlines():
                yield path


_NO_FILE = "no file"
_NOT_FILES = {
    "120000": "a link in that revision",
    _REPOSITORY: "another repository in that revision, and was not checked out",
}


def _listed(where: Repository, revision: Revision, path: str) -> Iterator[_Entry]:
    if path == STDIN:
        raise RevisionError("standard input has no revisions; name a file or a folder")
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(where.top):
        raise RevisionError(f"{path!r} lies outside of the repository {where.top.as_posix()!r}")
    root = real.relative_to(where.top).as_posix()
    inside = () if root == "." else (root,)
    listed = _asked(where.top, "ls-tree", "-r", "-z", "-l", "--full-tree", "--end-of-options", revision.commit, *inside)
    for each in filter(None, listed.split(b"\0")):
        about, _, raw = each.partition(b"\t")
        mode, _, id, size = about.decode("ascii").split()
        name = os.fsdecode(raw)
        rest = name if root == "." else name.removeprefix(root).removeprefix("/")
        entry = _Entry(name, shown(Path(path) / rest), mode, id, int(size) if size.isdigit() else 0)
        if not rest or _would_be_found(rest, mode):
            yield entry


def _would_be_found(rest: str, mode: str) -> bool:
    """Whether a search of the folder would come upon it: nothing hidden, only profiles."""
    return not any(part.startswith(".") for part in rest.split("/")) and (mode == _REPOSITORY or is_profile(rest))


_AT_ONCE = 64 * 1024 * 1024


def _contents(where: Repository, entries: Sequence[_Entry]) -> Mapping[str, bytes]:
    """The bytes of these files by id."""
    sizes = {entry.id: entry.size for entry in entries}
    found: dict[str, bytes] = {}
    for ids in _batches(sizes):
        said = _asked(where.top, "cat-file", "--batch", given="".join(f"{id}\n" for id in ids).encode())
        start = 0
        while start < len(said):
            end = said.index(b"\n", start)
            id, what, *size = said[start:end].decode("ascii").split()
            if what != "blob":
                raise RevisionError(f"the repository lacks the object {id}", *_PARTIAL)
            start = end + 1 + int(size[0])
            found[id] = said[end + 1 : start]
            start += 1
    return found


def _batches(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    ids: list[str] = []
    total = 0
    for id, size in sizes.items():
        if ids and total + size > _AT_ONCE:
            yield ids
            ids, total = [], 0
        ids.append(id)
        total += size
    if ids:
        yield ids


def _document(entry: _Entry, data: bytes | None, revision: Revision) -> Document | Unreadable:
    if data is None:
        return unreadable(entry.path, b"", too_large())
    if data.startswith(_LFS):
        message = (
            f"{entry.path!r} is kept outside of the repository (Git LFS): {revision.name!r} holds only where it is"
        )
        return problem(entry.path, "unreadable", message)
    try:
        return read_document(entry.path, data)
    except Unreadable as unread:
        return unread


_LFS = b"version https://git-lfs.github.com/spec/"
