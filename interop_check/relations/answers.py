"""How a relation answers, and whom it may ask."""

import datetime
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, Final, Literal, NamedTuple, Protocol, TypeAlias

Parameters: TypeAlias = Mapping[str, Any]


class Nothing(Enum):
    """The type of `NOTHING`, which a relation that agrees nothing agrees."""

    NOTHING = "nothing"


NOTHING: Final = Nothing.NOTHING


class Change(NamedTuple):
    """One edit on one side: `do` is ``add``, ``remove`` or ``set``.

    `value` is what to add or remove (one member, or a list of members; a single member that is itself a list
    stands in a list) or to set to. `result` is the whole new value of that side.
    """

    side: str
    do: str
    value: Any
    result: Any


Mend: TypeAlias = tuple[Change, ...]


class Holds(NamedTuple):
    """The relation holds. `agreed` is `NOTHING` where it agrees nothing."""

    agreed: Any = NOTHING


class Broken(NamedTuple):
    """The relation does not hold. Each mend would make it hold; the fewest changes first, then side `a`."""

    mends: tuple[Mend, ...] = ()
    note: str = ""


class Unanswered(NamedTuple):
    """It cannot be said whether the relation holds, and why; `source` says who speaks of it, if anyone does.

    `side` is ``a`` or ``b`` where one value alone is the reason, else empty; with a side, `reason` reads on
    after the name of the partner ("says 'fast', where a number is taken").
    """

    reason: str
    source: str = ""
    side: str = ""


Answer: TypeAlias = Holds | Broken | Unanswered

TogetherVerdict: TypeAlias = Literal["yes", "no", "disputed", "unsaid", "different-standard"]


class Together(NamedTuple):
    """What is known of two editions' working together. `note` says in words what the verdict does not."""

    verdict: TogetherVerdict
    source: str = ""
    confidence: str = ""
    note: str = ""


class Editions(Protocol):
    """What the relation `standard` asks of a catalogue (see `interop_check.catalogue.Catalogue`)."""

    def resolve(self, reference: str | Mapping[str, Any]) -> tuple[str, ...]: ...
    def together(self, one: str, other: str) -> Together: ...
    def newest(self, ids: Iterable[str]) -> str | None: ...
    def current(self, ids: Iterable[str]) -> tuple[str, ...]: ...
    def lifecycle(self, id: str) -> str | None: ...


class Who(NamedTuple):
    """A partner's code, and the groups it belongs to; `memberships` is None where it declares none."""

    code: str
    memberships: frozenset[str] | None = None


class Context(NamedTuple):
    """What a relation may ask besides its values. `known` holds the codes of all known partners."""

    date: datetime.date
    editions: Editions
    a_who: Who
    b_who: Who
    known: frozenset[str] = frozenset()

    def mirrored(self) -> "Context":
        """The same context for the values exchanged."""
        return self._replace(a_who=self.b_who, b_who=self.a_who)


_SWAPPED = {"a": "b", "b": "a", "": ""}


def mirrored(answer: Answer) -> Answer:
    """The answer with its sides exchanged."""
    match answer:
        case Broken(mends, note):
            return broken(*(_mirrored_mend(mend) for mend in mends), note=note)
        case Unanswered(side=side):
            return answer._replace(side=_SWAPPED[side])
    return answer


def _mirrored_mend(mend: Mend) -> Mend:
    return tuple(change._replace(side=_SWAPPED[change.side]) for change in mend)


def broken(*mends: Mend, note: str = "") -> Broken:
    """Broken, with the mends in their order (an empty one is none); the changes of one mend stand `a` first."""
    there = (tuple(sorted(mend, key=lambda change: change.side)) for mend in mends if mend)
    return Broken(tuple(sorted(there, key=lambda mend: (len(mend), mend[0].side))), note)


def only_side(in_a: object, in_b: object) -> str:
    """The side that something is true of, if it is true of one alone."""
    if in_a and in_b:
        return ""
    return "a" if in_a else "b"
