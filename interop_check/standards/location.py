"""Where the exchanges of a kind stand in a document: its schema's paths followed through the document's keys."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from .annotations import Annotations, AnyKey, Move, in_place, ways_on
from .resources import Node, Step
from .words import ENVELOPE

State = frozenset[tuple[Node, bool]]  # the schemas that speak of a value, and whether a `$ref` led there


class Located(NamedTuple):
    """An exchange in a document: its id, its name (the key of a keyed one), the steps to it and what stands there."""

    id: str
    name: str
    steps: tuple[Step, ...]
    value: Any


class _At(NamedTuple):
    """Where a key leads: the schemas there, whether any key would have led there, and the exchange that it is."""

    state: State
    wild: bool
    exchange: str | None


class Locator:
    """Finds the exchanges of one kind; `leading` are the schemas on the way to one."""

    def __init__(self, root: Node, notes: Annotations, leading: Iterable[Node]) -> None:
        self.root = root
        self.notes = notes
        self.leading = frozenset(leading)
        self._start = self._closed([root])
        self._known: dict[tuple[State, str], _At] = {}

    def exchanges(self, value: Any) -> Iterator[Located]:
        """Every exchange that stands in the document `value`."""
        waiting: list[tuple[State, tuple[Step, ...], str | None, Any]] = [(self._start, (), None, value)]
        while waiting:
            state, steps, keyed, here = waiting.pop()
            for key, inner in here.items() if isinstance(here, dict) else ():
                if not steps and key in ENVELOPE:
                    continue
                at = self._known.get((state, key)) or self._step(state, key)
                name = key if at.wild else keyed
                if at.exchange is not None:
                    yield Located(at.exchange, at.exchange if name is None else name, (*steps, key), inner)
                elif at.state:
                    waiting.append((at.state, (*steps, key), name, inner))

    def _step(self, state: State, key: str) -> _At:
        ways = (way for node, _ in state for way in ways_on(node, self.notes.resources) if _takes(way.move, key))
        targets = [way for way in ways if way.target in self.leading]
        further = self._closed(way.target for way in targets)
        wild = any(isinstance(way.move, AnyKey) for way in targets)
        at = self._known[state, key] = _At(further, wild, next(self._exchanges_at(further, key), None))
        return at

    def _exchanges_at(self, state: State, key: str) -> Iterator[str]:
        for node, silent in state:
            note = None if silent else self.notes.at(node)
            if note and "exchange" in note.says:
                yield note.exchange_id(key)

    def _closed(self, nodes: Iterable[Node]) -> State:
        pairs = (pair for node in nodes for pair in in_place(node, self.notes.resources))
        return frozenset(pair for pair in pairs if pair[0] in self.leading)


def _takes(move: Move | None, key: str) -> bool:
    return move.takes(key) if isinstance(move, AnyKey) else move == key
