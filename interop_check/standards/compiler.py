"""Finds the exchanges of a schema, and the rules of their offers; what cannot be used is refused with its place."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .annotations import (
    KEYWORD,
    Annotation,
    Annotations,
    AnyItem,
    AnyKey,
    Guard,
    Move,
    Path,
    below,
    in_place,
    ways_on,
)
from .resources import Node, Refusal
from .words import ENVELOPE, Mode, Side

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Found(NamedTuple):
    """An exchange's annotation where it stands, and the way of its value."""

    note: Annotation
    path: tuple[Move, ...]

    @property
    def id(self) -> str:
        return self.note.exchange_id(self.path[-1])

    @property
    def keyed(self) -> bool:
        return any(isinstance(move, AnyKey) for move in self.path)


def find_exchanges(root: Node, notes: Annotations) -> Iterator[Found | Refusal]:
    """Every exchange below `root`."""
    waiting: list[tuple[Node, bool, tuple[Move, ...], tuple[tuple[Node, bool], ...]]] = [(root, False, (), ())]
    while waiting:
        node, silent, path, trail = waiting.pop()
        note = None if silent or not path else notes.at(node)
        if node in notes.spoilt:  # what hangs on a broken annotation is not judged, and so not refused
            notes.reached.update(below(node, notes.resources))
            continue
        if note:
            notes.reached.update(note.origins)
            if "kind" in note.says:
                yield node.refuse("a kind is named at the root of a schema, only", KEYWORD, "kind")
            if "exchange" in note.says:
                yield _standing(Found(note, path))
                continue
            if "match" in note.says:
                yield node.refuse("this rule stands outside every exchange: rules belong to offers", KEYWORD)
        here = node, any(isinstance(move, int | AnyItem) for move in path)  # a recursion may lead into a list
        if here not in trail:
            for way in ways_on(node, notes.resources):
                further = path if way.move is None else (*path, way.move)
                waiting.append((way.target, way.referenced, further, (*trail, here)))


def _standing(found: Found) -> Found | Refusal:
    node = found.note.node
    if any(isinstance(move, int | AnyItem) for move in found.path):
        return node.refuse("an exchange cannot stand in a list: give it a key of its own", KEYWORD, "exchange")
    if found.path[0] in ENVELOPE:
        return node.refuse(f"{found.path[0]!r} is a key of every document, never an exchange", KEYWORD)
    if found.keyed and "id" not in found.note.says["exchange"]:
        return node.refuse("an exchange under keys of any name must give its id", KEYWORD, "exchange")
    if not _ID.fullmatch(found.id):
        return node.refuse(f"{found.id!r} is no id (letters, digits, '.', '_', '-'): give this exchange one", KEYWORD)
    return found


# ── the offers of one exchange ───────────────────────────────────────────────────────────────────────────


class Draft(NamedTuple):
    """A rule as it is written, and every way by which it was reached: the side, and the branches on the way."""

    says: Mapping[str, Any]
    note: Annotation
    place: int | None  # in the list of rules, where they are several
    path: Path
    ways: list[tuple[Side, tuple[Guard, ...]]]

    @property
    def short(self) -> str:
        names = (str(step) for step in self.path if not isinstance(step, AnyKey))
        return str(self.says.get("id") or "/".join(names))

    @property
    def title(self) -> str:
        return str(self.says.get("title") or self.note.title or self.short)

    def refuse(self, message: str, *steps: str | int, note: bool = False) -> Refusal:
        inside = () if self.place is None else (self.place,)
        refusal = self.note.origins[0].refuse(message, KEYWORD, "match", *inside, *steps)
        return Refusal(refusal.path, refusal.pointer, refusal.message, note)


class Offers:
    """What the schemas of an exchange's offers say: the rules, and each side's named paths."""

    def __init__(self) -> None:
        self.drafts: dict[tuple[object, ...], Draft] = {}
        self.named: dict[Side, set[Path]] = {}
        self.at_root: dict[Side, set[str]] = {}  # the keys that each side's offers name
        self.refusals: list[Refusal] = []


class OfferWalk:
    """Walks the schemas of the offers of one exchange, and notes the rules and the names that it passes."""

    def __init__(self, notes: Annotations) -> None:
        self.notes = notes
        self.resources = notes.resources
        self.offers = Offers()

    def exchange(self, found: Found, mode: Mode) -> Offers:
        node = found.note.node
        if mode is Mode.PEER:
            self._side(node, Side.OFFERS)
            return self.offers
        if "match" in found.note.says:
            self.offers.refusals.append(node.refuse("in a flow, a rule stands in an offer", KEYWORD, "match"))
        for side in (Side.PROVIDES, Side.ACCEPTS):
            for target in self._below_key(node, side.value):
                self._side(target, side)
        return self.offers

    def _below_key(self, node: Node, key: str) -> Iterator[Node]:
        for here, _ in in_place(node, self.resources):
            for way in ways_on(here, self.resources):
                if way.move == key:
                    yield way.target

    def _side(self, node: Node, side: Side) -> None:
        """The offers at `node`: the value itself, where it is one, and each of its items, where it is a list."""
        self.offers.named.setdefault(side, set())
        self.offers.at_root.setdefault(side, set())
        for here, _ in in_place(node, self.resources):
            for way in ways_on(here, self.resources):
                if isinstance(way.move, int | AnyItem):
                    self._walk(way.target, False, side, (), (), ())
        self._walk(node, False, side, (), (), ())

    def _walk(
        self,
        node: Node,
        silent: bool,
        side: Side,
        path: Path,
        guards: tuple[Guard, ...],
        trail: tuple[Node, ...],
    ) -> None:
        if node in trail:
            self._refuse_below(node, "a rule cannot stand inside a recursion of its own offer")
            return
        if not silent and (note := self.notes.at(node)):
            self._note(note, side, path, guards)
        if not path and isinstance(node.schema, dict):
            self.offers.at_root[side].update(node.schema.get("properties", ()), node.schema.get("required", ()))
        for way in ways_on(node, self.resources):
            inner = (*guards, Guard(path, way.branch)) if way.branch else guards
            if isinstance(way.move, AnyItem) or (isinstance(way.move, int) and not path):
                if path:
                    self._refuse_below(way.target, "a rule cannot stand in a list's items: relate the list itself")
            elif way.move is None:
                self._walk(way.target, way.referenced, side, path, inner, (*trail, node))
            else:
                self.offers.named[side].add((*path, way.move))
                self._walk(way.target, False, side, (*path, way.move), inner, (*trail, node))

    def _note(self, note: Annotation, side: Side, path: Path, guards: tuple[Guard, ...]) -> None:
        self.notes.reached.update(note.origins)
        if "exchange" in note.says and path:
            self.offers.refusals.append(note.node.refuse("an exchange cannot stand inside an offer", KEYWORD))
        match = note.says.get("match", ())
        listed = enumerate(match) if isinstance(match, list) else [(None, match)] if match else ()
        for index, says in listed:
            draft = Draft(says, note, index, path, [])
            self.offers.drafts.setdefault((note.origins, index, path), draft).ways.append((side, guards))

    def _refuse_below(self, node: Node, message: str) -> None:
        for here in below(node, self.resources):
            note = self.notes.at(here)
            if note and "match" in note.says:
                self.notes.reached.update(note.origins)
                self.offers.refusals.append(here.refuse(message, KEYWORD, "match"))
