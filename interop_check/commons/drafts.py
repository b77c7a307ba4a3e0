"""The nouns of what two can both do: an offer in the making, and what is left open in it."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..negotiation import ABSENT, Steps
from ..relations import json_equal
from ..standards import Exchange, Kind, Side
from ..standards.words import RESERVED
from ..starters.text import flow, one_line

CODE = "COMMON"
_LONGEST = 80

Key = tuple[str | int, ...]


class Open(NamedTuple):
    """A value that is left open: its steps from the offer's root, and what each of the two says."""

    steps: Steps
    said: tuple[tuple[str, Any], ...]

    def __str__(self) -> str:
        return (
            f"{'/'.join(map(str, self.steps))}: {'; '.join(f'{code} says {_said(value)}' for code, value in self.said)}"
        )

    @property
    def alike(self) -> bool:
        """Whether both say the same, so that nothing is open."""
        one, other = (value for _, value in self.said)
        return ABSENT not in (one, other) and json_equal(one, other)

    @property
    def value(self) -> Any:
        """What the first of the two says that says anything."""
        return next((value for _, value in self.said if value is not ABSENT), ABSENT)


class Draft(NamedTuple):
    """An offer of the profile: of which exchange, on which side, what is settled in it and what is left open.

    `lead` are the steps to the exchange, `listed` says whether its offers stand in a list. `top` is what the standard
    asks for outside of all exchanges; `required` those of the open values that it asks for; `shapes` are the ways to
    write what was agreed. `meets` are those who are to find it clear, each with the direction as seen from here.
    `whole` is an offer as somebody says it, the `number`th; `refused` why none can be written.
    """

    kind: Kind
    exchange: Exchange
    name: str
    direction: str
    side: Side
    lead: Steps
    listed: bool
    value: Mapping[str, Any]
    top: tuple[Open, ...] = ()
    open: tuple[Open, ...] = ()
    required: tuple[Open, ...] = ()
    shapes: tuple[tuple[Steps, tuple[Any, ...]], ...] = ()
    meets: tuple[tuple[str, str | None], ...] = ()
    number: int = 0
    whole: bool = False
    refused: str = ""

    @property
    def key(self) -> Key:
        return self.kind.name, self.exchange.id, self.name, self.direction, self.side.value, self.number

    @property
    def settles(self) -> bool:
        return self.whole or bool(self.value.keys() - set(RESERVED))


def _said(value: Any) -> str:
    if value is ABSENT:
        return "nothing"
    text = one_line(flow(value))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
