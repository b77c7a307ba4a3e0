"""The files of two states: which of one is which of the other, and what became of it."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from ..difference import FileChange, ValueChange
from ..partners import Gathering, code_of
from ..profiles import Document, Steps, Unreadable
from ..relations import json_equal

Read: TypeAlias = Document | Unreadable


class Side(NamedTuple):
    """One of the two states: what it is called, the commit where it is one, and what was read.

    `root` is the folder that its paths start with where the two have different ones; what follows it is the name by
    which a file is known in both.
    """

    name: str
    gathering: Gathering
    commit: str | None = None
    root: str = ""

    def known_as(self, path: str) -> str:
        return path.removeprefix(f"{self.root}/") if self.root else path


class Twins(NamedTuple):
    """One profile in both states; `None` where it is in one only."""

    before: Read | None
    after: Read | None
    moved: bool = False

    @property
    def path(self) -> str:
        """What the profile is called in all that is told: by its later path, if it has one."""
        found = self.after or self.before
        return found.path if found else ""

    @property
    def touched(self) -> bool:
        """Whether what it says is another, to the letter; line ends and the file's name aside."""
        if self.before is None or self.after is None:
            return True
        return not _alike(self.before, self.after)


def _alike(one: Read, other: Read) -> bool:
    if one.sha256 is not None and one.sha256 == other.sha256:
        return True
    if isinstance(one, Unreadable) or isinstance(other, Unreadable) or one.withheld or other.withheld:
        return False
    return one.lines == other.lines  # git may have changed the line ends on the way to the disk


class Files:
    """The profiles of both states side by side."""

    def __init__(self, base: Side, head: Side) -> None:
        self.base, self.head = base, head
        self.twins = tuple(sorted(_matched(base, head), key=lambda each: each.path))
        self._before = {each.before.path: each for each in self.twins if each.before}
        self._after = {each.after.path: each for each in self.twins if each.after}

    def before(self, path: str) -> Twins | None:
        return self._before.get(path)

    def after(self, path: str) -> Twins | None:
        return self._after.get(path)

    def unread_before(self, path: str) -> str | None:
        """What a file that could not be read is called; `None` for one that could."""
        twins = self._before.get(path)
        return twins.path if twins and isinstance(twins.before, Unreadable) else None

    def unread_after(self, path: str) -> str | None:
        """Likewise of the later state."""
        twins = self._after.get(path)
        return twins.path if twins and isinstance(twins.after, Unreadable) else None

    @cached_property
    def touched(self) -> tuple[Twins, ...]:
        return tuple(each for each in self.twins if each.touched)

    @cached_property
    def changed_codes(self) -> frozenset[str]:
        """The partners of which a profile has changed, come or gone."""
        found = (code_of(one) for each in self.touched for one in (each.before, each.after) if one)
        return frozenset(filter(None, found))


def _matched(base: Side, head: Side) -> Iterator[Twins]:
    """The same path first, then the same bytes, then what is of the same kind and system of a partner."""
    before = {base.known_as(each.path): each for each in base.gathering.documents}
    after = {head.known_as(each.path): each for each in head.gathering.documents}
    for name in before.keys() & after.keys():
        yield Twins(before.pop(name), after.pop(name))
    left, right = list(before.values()), list(after.values())
    for likeness in (_bytes, _whose):
        ours, theirs = _by(likeness, left), _by(likeness, right)
        for key in ours.keys() & theirs.keys():
            if len(ours[key]) == len(theirs[key]) == 1:
                yield Twins(ours[key][0], theirs[key][0], moved=True)
                left.remove(ours[key][0])
                right.remove(theirs[key][0])
    yield from (Twins(each, None) for each in left)
    yield from (Twins(None, each) for each in right)


def _by(likeness: Any, documents: Iterable[Read]) -> dict[Any, list[Read]]:
    found: dict[Any, list[Read]] = defaultdict(list)
    for each in documents:
        if (key := likeness(each)) is not None:
            found[key].append(each)
    return found


def _bytes(each: Read) -> str | None:
    return each.sha256


def _whose(each: Read) -> tuple[Any, ...] | None:
    code = code_of(each)
    return (code, each.kind, each.system) if code and each.kind else None


def file_change(twins: Twins) -> FileChange:
    before, after = twins.before, twins.after
    known = after if after is not None and code_of(after) else before or after
    how = "added" if before is None else "removed" if after is None else "changed" if twins.touched else "moved"
    both = isinstance(before, Document) and isinstance(after, Document)
    return FileChange(
        path=twins.path,
        how=how,
        was=before.path if before and twins.moved else None,
        partner=code_of(known) if known else None,
        kind=known.kind if known else None,
        read=not isinstance(after, Unreadable),
        values=tuple(_values(before, after)) if both and twins.touched else (),  # type: ignore[arg-type]
    )


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────


_NONE: Any = object()


def _values(before: Document, after: Document) -> Iterator[ValueChange]:
    """Every value that is another, the smallest that tells it; what `id` names is followed wherever it stands."""
    for label, old, new in _unlike(before.value, after.value, (), (), ""):
        yield ValueChange(
            label.removeprefix("/exchanges").removeprefix("/"),
            None if old is None else before.at(old),
            None if new is None else after.at(new),
        )


def _unlike(
    before: Any, after: Any, old: Steps, new: Steps, label: str
) -> Iterator[tuple[str, Steps | None, Steps | None]]:
    if json_equal(before, after):
        return
    parts, others = _parts(before), _parts(after)
    if parts is None or others is None or type(before) is not type(after):
        yield label, old, new
        return
    for name in dict.fromkeys((*parts, *others)):
        if name not in others:
            yield label + name, (*old, parts[name]), None
        elif name not in parts:
            yield label + name, None, (*new, others[name])
        else:
            ours, theirs = before[parts[name]], after[others[name]]
            yield from _unlike(ours, theirs, (*old, parts[name]), (*new, others[name]), label + name)


def _parts(value: Any) -> dict[str, Any] | None:
    """The steps into a value by what each is called; `None` for what is told as a whole."""
    if isinstance(value, dict):
        return {f"/{key}": key for key in value}
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        ids = [each.get("id") for each in value]
        if len(value) == 1:
            return {f"[{ids[0]}]" if isinstance(ids[0], str) else "[]": 0}
        if all(isinstance(id, str) for id in ids) and len(set(ids)) == len(ids):
            return {f"[{id}]": index for index, id in enumerate(ids)}
    return None
