"""The nouns of a difference: what a change of profiles makes worse, what it mends, and what it leaves as it was."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

from enum import StrEnum
from typing import NamedTuple

from .report import Edit, Finding, Input, Place, Report, Verdict


class How(StrEnum):
    """What became of a finding. `GONE`: it is not found any more, but nobody can say that it was mended."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MENDED = "mended"
    GONE = "gone"


class Move(StrEnum):
    """What became of an exchange. `BEGINS` and `ENDS`: one partner or none had it before, or has it now."""

    WORSE = "worse"
    BETTER = "better"
    BEGINS = "begins"
    ENDS = "ends"


class ValueChange(NamedTuple):
    """One value of a profile that is another now: where it stood and stands, `None` where it is not there.

    `label` names it by its keys and by the ids of offers, never by a position in a list.
    """

    label: str
    before: Place | None
    after: Place | None


class FileChange(NamedTuple):
    """One profile that this change touches. `how` is ``added``, ``removed``, ``changed`` or ``moved``.

    `path` is that of the later state, of a removed file that of the earlier one; `was` is its earlier path where
    that was another. `read` says whether the later state of it can be judged at all.
    """

    path: str
    how: str
    was: str | None = None
    partner: str | None = None
    kind: str | None = None
    read: bool = True
    values: tuple[ValueChange, ...] = ()


class FindingChange(NamedTuple):
    """What became of one finding: as it is now, or, where it is no more, as it was; `before` where it was another.

    `pair` are the two partners that were compared, `None` for a finding of one document; `files` the paths of the
    changed profiles that it is put down to; `note` is why it is new or gone although nothing was mended or broken.
    """

    how: How
    finding: Finding
    before: Finding | None = None
    pair: tuple[str, str] | None = None
    files: tuple[str, ...] = ()
    note: str = ""


class ExchangeChange(NamedTuple):
    """One exchange of a pair that comes to another verdict; `None` where it is not there, or not shared."""

    kind: str
    id: str
    name: str
    title: str
    direction: str | None
    before: Verdict | None
    after: Verdict | None
    move: Move
    files: tuple[str, ...] = ()

    @property
    def costs(self) -> bool:
        """Whether somebody is worse off: it works less well, or not any more."""
        return self.move is Move.WORSE or (self.move is Move.ENDS and self.before in _WORKING)


_WORKING = (Verdict.CLEAR, Verdict.FRICTION, Verdict.DEGRADED)


class PairChange(NamedTuple):
    """Two partners of which a profile has changed: their verdict before and after (`None`: one was not there)."""

    a: str
    b: str
    before: Verdict | None
    after: Verdict | None
    exchanges: tuple[ExchangeChange, ...] = ()


class Advice(NamedTuple):
    """A change to the later state of one profile with which `spares`, partners that are worse off, are not."""

    partner: str
    path: str
    kind: str
    id: str
    name: str
    title: str
    edits: tuple[Edit, ...]
    spares: tuple[str, ...]


class Contact(NamedTuple):
    """Whom to tell of a partner that is worse off: `lines` as its document has them, none where it has none."""

    partner: str
    name: str
    lines: tuple[str, ...]


class State(NamedTuple):
    """One of the two states: what it was called by, the commit where it is one, and the profiles read."""

    name: str
    commit: str | None
    inputs: tuple[Input, ...] = ()


class Difference(NamedTuple):
    """Everything that a format needs to show a difference.

    `report` is of the later state: its pairs of which a profile has changed, every finding that was there before
    marked. `untouched` counts the pairs of which nothing has changed, and that were not compared.
    """

    report: Report
    base: State
    head: State
    files: tuple[FileChange, ...] = ()
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    pairs: tuple[PairChange, ...] = ()
    untouched: int = 0
    findings: tuple[FindingChange, ...] = ()
    advice: tuple[Advice, ...] = ()
    contacts: tuple[Contact, ...] = ()
    notes: tuple[str, ...] = ()

    def told(self, how: How) -> tuple[FindingChange, ...]:
        """What became of the findings in one way."""
        return tuple(each for each in self.findings if each.how is how)


_RANK = {
    Verdict.CLEAR: 0,
    Verdict.FRICTION: 1,
    Verdict.DEGRADED: 2,
    Verdict.UNKNOWN: 3,
    Verdict.BLOCKED: 4,
}


def move_of(before: Verdict | None, after: Verdict | None) -> Move | None:
    """What became of an exchange that came to `before` and comes to `after`, `None` for not shared; or nothing."""
    if before is after:
        return None
    if before is None or after is None:
        return Move.BEGINS if before is None else Move.ENDS
    return Move.WORSE if _RANK[after] > _RANK[before] else Move.BETTER
