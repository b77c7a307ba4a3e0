"""Where the exchanges of a kind stand in a document: its schema's paths followed through the document's keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .annotations import Annotations, AnyKey, Move, in_place, ways_on
from .compiler import exchange_id
from .resources import Node, Step

State = frozenset[tuple[Node, bool]]  # the schemas that speak of a value, and whether a `$ref` led there


@dataclass(frozen=True, slots=True)
class Located:
    """An exchange in a document: its id, its name (the key of a keyed one), the steps to it and what stands there."""

    id: str
    name: str
    steps: tuple[Step, ...]
    value: Any


class Locator:
    """Finds the exchanges of one kind; `leading` are the schemas on the way to one."""

    def __init__(self, root: Node, notes: Annotations, leading: Iterable[Node]) -> None:
        self._notes = notes
        self._resources = notes.resources
        self._leading = frozenset(leading)
        self._start = self._closed([root])
        self._known: dict[tuple[State, str], tuple[State, bool]] = {}

    def exchanges(self, value: Any) -> Iterator[Located]:
        """Every exchange that stands in the document `value`."""
        waiting: list[tuple[State, tuple[Step, ...], str | None, Any]] = [(self._start, (), None, value)]
        while waiting:
            state, steps, keyed, here = waiting.pop()
            found = [exchange for node, silent in state if not silent and steps for exchange in self._at(node, steps)]
            if found:
                yield Located(found[0], found[0] if keyed is None else keyed, steps, here)
            elif isinstance(here, dict):
                for key in here:
                    further, wild = self._step(state, key)
                    if further:
                        waiting.append((further, (*steps, key), key if wild else keyed, here[key]))

    def _at(self, node: Node, steps: tuple[Step, ...]) -> Iterator[str]:
        note = self._notes.at(node)
        if note and "exchange" in note.says:
            yield exchange_id(note, steps[-1])

    def _step(self, state: State, key: str) -> tuple[State, bool]:
        if (state, key) not in self._known:
            ways = [way for node, _ in state for way in ways_on(node, self._resources) if _takes(way.move, key)]
            targets = [way for way in ways if way.target in self._leading]
            wild = any(isinstance(way.move, AnyKey) for way in targets)
            self._known[state, key] = self._closed(way.target for way in targets), wild
        return self._known[state, key]

    def _closed(self, nodes: Iterable[Node]) -> State:
        return frozenset(pair for node in nodes for pair in in_place(node, self._resources) if pair[0] in self._leading)


def _takes(move: Move | None, key: str) -> bool:
    return move.takes(key) if isinstance(move, AnyKey) else move == key
