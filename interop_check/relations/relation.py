"""What a relation is: what it reads from each side, and how it judges what was read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple, TypeAlias

from .answers import Answer, Broken, Context, Parameters, Unanswered, only_side
from .values import quoted

Function: TypeAlias = Callable[[Any, Any, Parameters, Context], Answer]
Read: TypeAlias = Callable[[Any, Parameters], Any]


class Relation(NamedTuple):
    """A relation by its name, with one line on when it holds.

    It judges what it `reads` from each side (`reads_b` from side b, where that differs). `parameters` maps each
    parameter to its JSON Schema, `required` names those that have no default, and `faults` yields what a schema
    cannot say against parameters that are valid by themselves. `reads_some` leaves out what it cannot take, where
    what breaks the relation for the rest breaks it for all. `checks` raises where `reads` does, and costs less.
    """

    name: str
    title: str
    reads: Read
    judge: Function
    directional: bool = False
    agrees: bool = False
    parameters: Mapping[str, Mapping[str, Any]] = {}
    required: tuple[str, ...] = ()
    defaults: Parameters = {}
    faults: Callable[[Parameters], Iterator[str]] = lambda _: iter(())
    reads_b: Read | None = None
    reads_some: Read | None = None
    checks: Read | None = None

    def function(self, a: Any, b: Any, parameters: Parameters, context: Context) -> Answer:
        """The answer for two values; what is wrong with either is told at once."""
        settings = {**self.defaults, **parameters}
        try:
            one, trouble_a = _taken(self.reads, a, settings)
            other, trouble_b = _taken(self.reads_b or self.reads, b, settings)
            troubles = sorted({trouble_a, trouble_b} - {""})
            if troubles:
                unanswered = Unanswered("; ".join(troubles), side=only_side(trouble_a, trouble_b))
                return self._broken_by_some(a, b, settings, context) or unanswered
            return self.judge(one, other, settings, context)
        except RecursionError:
            return Unanswered("a value is nested too deeply to be read")

    def untaken(self, value: Any, parameters: Parameters) -> str:
        """Why it cannot take this value as an offer's, whatever the other side says; "" where it can."""
        return _taken(self.checks or self.reads, value, {**self.defaults, **parameters})[1]

    def _broken_by_some(self, a: Any, b: Any, settings: Parameters, context: Context) -> Broken | None:
        """Broken, with no mend: while something cannot be taken, none makes it hold."""
        if self.reads_some is None:
            return None
        answer = self.judge(self.reads_some(a, settings), self.reads_some(b, settings), settings, context)
        return Broken(note=answer.note) if isinstance(answer, Broken) else None

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema that an object of this relation's parameters must satisfy."""
        return {
            "type": "object",
            "properties": {name: dict(schema) for name, schema in self.parameters.items()},
            "required": list(self.required),
            "additionalProperties": False,
        }


class UntakenError(Exception):
    """A value that a relation cannot take; the text says what was found and what it takes."""

    def __init__(self, found: Any, takes: str) -> None:
        super().__init__(f"says {quoted(found)}, where {takes}")


def _taken(read: Read, value: Any, settings: Parameters) -> tuple[Any, str]:
    try:
        return read(value, settings), ""
    except UntakenError as error:
        return None, str(error)


def as_it_is(value: Any, _: Parameters) -> Any:
    return value


# What stays inside this package is a named tuple: a dataclass costs each start of the program a millisecond.


class Side(NamedTuple):
    """What one side wrote, and what was read from each of its members (from itself, where it is no list)."""

    written: Any
    each: tuple[Any, ...]


def each(read: Read) -> Read:
    """Reads a list member by member, and anything else as the only member."""
    return lambda value, settings: Side(value, tuple(read(member, settings) for member in as_list(value)))


def some(read: Read) -> Read:
    """As `each`, but what cannot be taken is left out."""
    return lambda value, settings: Side(value, tuple(_those_taken(read, as_list(value), settings)))


def _those_taken(read: Read, values: Iterable[Any], settings: Parameters) -> Iterator[Any]:
    for value in values:
        with suppress(UntakenError):
            yield read(value, settings)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def ends(value: Any, names: tuple[str, str], takes: str) -> tuple[Any, Any]:
    """Both ends of a mapping that names at least one of them; a null end is left out.

    Other keys are refused: unread, a misspelt end would leave it open.
    """
    if not isinstance(value, Mapping) or not value.keys() <= set(names):
        raise UntakenError(value, takes)
    low, high = (value.get(name) for name in names)
    if low is None and high is None:
        raise UntakenError(value, takes)
    return low, high
