"""What a schema says to people: the properties of a value, with their titles, allowed values and examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .annotations import AnyItem, AnyKey, Way, in_place, ways_on
from .kinds import Exchange, Kind
from .resources import Node, Resources
from .words import Side

Nodes = tuple[Node, ...]  # the schemas that speak of one value


class Facts(NamedTuple):
    """What schemas say of one value; of a list, `allowed` and `types` speak of its members, and `listed` is true.

    `examples` are those of the value itself, list or not. `keys` are the names that a mapping may have, `limits`
    the keywords with numbers or patterns.
    """

    title: str = ""
    description: str = ""
    types: tuple[str, ...] = ()
    allowed: tuple[Any, ...] = ()
    examples: tuple[Any, ...] = ()
    listed: bool = False
    keys: tuple[str, ...] = ()
    limits: Mapping[str, Any] = {}


class Field(NamedTuple):
    """A property: its name, or what stands for keys of any name; whether it must be there; and its schemas."""

    name: str | AnyKey
    required: bool
    nodes: Nodes

    @property
    def called(self) -> str:
        """The name for people; ``*`` where it may be any."""
        return "*" if isinstance(self.name, AnyKey) else self.name

    @property
    def keyed(self) -> bool:
        """Whether it stands for keys of any name."""
        return isinstance(self.name, AnyKey)


class Standing(NamedTuple):
    """An exchange where its kind's schema has it: the names on the way (``*``: any), and its schemas."""

    exchange: Exchange
    names: tuple[str, ...]
    nodes: Nodes


class Reading:
    """Reads the schema of one kind, in the order in which it is written."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.root: Nodes = (kind.locator.root,)
        self._notes = kind.locator.notes
        self._resources: Resources = kind.locator.notes.resources

    # ── the value at some schemas ────────────────────────────────────────────────────────────────────────

    def facts(self, nodes: Nodes) -> Facts:
        """What the schemas say of the value, as it stands; what hangs on a branch only where nothing else speaks."""
        says = [node.schema for node in self._certain(nodes) if isinstance(node.schema, dict)]
        maybe = [node.schema for node in self._possible(nodes) if isinstance(node.schema, dict)]
        members = self.members(nodes)
        inner = self.facts(members) if members else Facts()
        types = _types(says) or _types(maybe)
        return Facts(
            title=_first(says, "title"),
            description=_first(says, "description"),
            types=inner.types if members else types,
            allowed=inner.allowed if members else _allowed(says) or _allowed(maybe),
            examples=tuple(_examples(says)) or tuple(_examples(maybe)),
            listed="array" in types and bool(_types(says)),
            keys=inner.keys or tuple(each.name for each in self.fields(nodes) if isinstance(each.name, str)),
            limits=inner.limits if members else _limits(says),
        )

    def fields(self, nodes: Nodes) -> tuple[Field, ...]:
        """The properties of the value, in the order of the schema that is asked, then of those that it refers to."""
        certain = self._certain(nodes)
        required = {key for node in certain for key in _required(node)}
        found: dict[str | AnyKey, list[Node]] = {}
        for node in (*certain, *self._possible(nodes)):
            for way in ways_on(node, self._resources):
                if isinstance(way.move, str | AnyKey) and way.target.schema is not False:
                    found.setdefault(way.move, []).append(way.target)
        return tuple(Field(name, name in required, tuple(targets)) for name, targets in found.items())

    def members(self, nodes: Nodes) -> Nodes:
        """The schemas of a list's members; none where the value is no list."""
        found = dict.fromkeys(
            way.target
            for node in (*self._certain(nodes), *self._possible(nodes))
            for way in ways_on(node, self._resources)
            if isinstance(way.move, AnyItem | int)
        )
        return tuple(found)

    def accepts(self, nodes: Nodes, value: Any) -> bool:
        """Whether every one of the schemas takes the value."""
        return all(self.kind.schema.validators.at(node).holds(value) for node in nodes)

    def _certain(self, nodes: Nodes) -> Nodes:
        """The schemas that speak of the value whatever it is."""
        found: dict[Node, None] = {}
        waiting = list(nodes)
        while waiting:
            if (here := waiting.pop(0)) not in found:
                found[here] = None
                ways = ways_on(here, self._resources)
                waiting.extend(way.target for way in ways if way.move is None and way.branch is None)
        return tuple(found)

    def _possible(self, nodes: Nodes) -> Nodes:
        """The schemas that speak of the value where a branch applies."""
        certain = set(self._certain(nodes))
        every = dict.fromkeys(node for start in nodes for node, _ in in_place(start, self._resources))
        asking = {way.target for node in every for way in ways_on(node, self._resources) if _only_asks(way)}
        return tuple(node for node in every if node not in certain and node not in asking)

    # ── exchanges ────────────────────────────────────────────────────────────────────────────────────────

    def leads(self, nodes: Nodes) -> bool:
        """Whether an exchange stands here or below."""
        return any(here in self.kind.locator.leading for node in nodes for here, _ in in_place(node, self._resources))

    def exchange(self, field: Field) -> Exchange | None:
        """The exchange that stands at a property, if it is one."""
        for node in field.nodes:
            for here, silent in in_place(node, self._resources):
                note = None if silent else self._notes.at(here)
                if note and "exchange" in note.says:
                    return self.kind.exchanges.get(note.exchange_id(field.called))
        return None

    def standing(self) -> Iterator[Standing]:
        """Every exchange, once, in the order of the schema."""
        seen: set[str] = set()
        for each in self._standing(self.root, (), ()):
            if each.exchange.id not in seen:
                seen.add(each.exchange.id)
                yield each

    def _standing(self, nodes: Nodes, names: tuple[str, ...], trail: tuple[Nodes, ...]) -> Iterator[Standing]:
        for field in self.fields(nodes) if nodes not in trail and self.leads(nodes) else ():
            if exchange := self.exchange(field):
                yield Standing(exchange, (*names, field.called), field.nodes)
            else:
                yield from self._standing(field.nodes, (*names, field.called), (*trail, nodes))

    def offers(self, standing: Standing) -> Iterator[tuple[Side, Nodes]]:
        """The schemas of an exchange's offers, side by side."""
        if standing.exchange.sides[0] is Side.OFFERS:
            yield Side.OFFERS, self.members(standing.nodes) or standing.nodes
            return
        for field in self.fields(standing.nodes):
            if field.called in (Side.PROVIDES, Side.ACCEPTS):
                yield Side(field.called), self.members(field.nodes) or field.nodes


def _only_asks(way: Way) -> bool:
    """What stands under `if` says nothing of what may be written."""
    return way.branch is not None and way.branch.test is way.target and way.branch.site[1] == "if"


def _first(says: Iterable[Mapping[str, Any]], key: str) -> str:
    return next((text for each in says if isinstance(text := each.get(key), str) and text), "")


def _types(says: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for each in says:
        named = each.get("type", ())
        found.update(dict.fromkeys([named] if isinstance(named, str) else named))
    return tuple(found)


def _allowed(says: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
    for each in says:
        if "const" in each:
            return (each["const"],)
        if "enum" in each:
            return tuple(each["enum"])
    return ()


def _examples(says: Iterable[Mapping[str, Any]]) -> Iterator[Any]:
    for each in says:
        yield from each.get("examples", ())


def _required(node: Node) -> Iterable[str]:
    return node.schema.get("required", ()) if isinstance(node.schema, dict) else ()


_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "pattern", "format")


def _limits(says: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for each in reversed([*says]):
        found.update((key, each[key]) for key in _LIMITS if key in each)
    return found


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────


def types_text(facts: Facts) -> str:
    """What a value may be where its values are not listed: its types and bounds, in a few words."""
    mapping = f"{{{', '.join(facts.keys)}}}" if facts.keys else "a mapping"
    known = {**_TYPES, "object": mapping}
    types = " or ".join(known.get(each, each) for each in reversed(facts.types) if each not in ("array", "null"))
    bounds = [f"{word} {facts.limits[key]}" for key, word in _BOUNDS.items() if key in facts.limits]
    return ", ".join(part for part in (f"a list: {types}" if facts.listed and types else types, *bounds) if part)


_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}
_BOUNDS = {"minimum": "from", "exclusiveMinimum": "above", "maximum": "to", "exclusiveMaximum": "below"}
