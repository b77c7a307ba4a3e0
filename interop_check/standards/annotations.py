"""How the compiler walks a schema: the moves it can make, and the `x-interop` annotation it finds at each node."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ..suggestions import did_you_mean
from .resources import MAPS, Node, Refusal, Resources, Step, absolute
from .validators import Schema

KEYWORD = "x-interop"


class AnyKey(NamedTuple):
    """A step to every key that `pattern` matches, or, where it is `None`, that its schema does not name."""

    pattern: str | None = None
    named: frozenset[str] = frozenset()
    patterns: tuple[str, ...] = ()

    def takes(self, key: str) -> bool:
        if self.pattern is not None:
            return re.search(self.pattern, key) is not None
        return key not in self.named and not any(re.search(pattern, key) for pattern in self.patterns)


class AnyItem:
    """A step to every item of a list."""


ANY_ITEM = AnyItem()
Move = Step | AnyKey | AnyItem
Path = tuple[Step | AnyKey, ...]


class Branch(NamedTuple):
    """A branch of a keyword: it applies where the value satisfies `test` (or, if `negated`, does not).

    `test` is a subschema, or a key that must be there; `site` is the schema and keyword that it belongs to.
    """

    test: Node | str
    negated: bool
    site: tuple[Node, str]
    name: str


class Guard(NamedTuple):
    """A branch that an annotation hangs on, and the path in the offer of the value that it asks about."""

    path: Path
    branch: Branch


class Way(NamedTuple):
    """One way on from a node: a move in the value (`None`: none, the same value), a target, perhaps a branch."""

    move: Move | None
    target: Node
    branch: Branch | None = None
    referenced: bool = False  # by a `$ref`: the target's annotation is merged into that of the node before


def ways_on(node: Node, resources: Resources) -> tuple[Way, ...]:
    """Every way on from `node` that annotations are found through."""
    if (known := resources.ways.get(node)) is None:
        known = resources.ways[node] = tuple(_ways(node, resources))
    return known


def _ways(node: Node, resources: Resources) -> Iterator[Way]:
    schema = node.schema
    if not isinstance(schema, dict) or _LEADING.isdisjoint(schema):
        return
    if target := referenced(node, resources):
        yield Way(None, target, referenced=True)
    for index in range(len(_list(schema, "allOf"))):
        yield Way(None, node.child("allOf", index))
    for keyword in ("anyOf", "oneOf"):
        for index in range(len(_list(schema, keyword))):
            target = node.child(keyword, index)
            yield Way(None, target, Branch(target, False, (node, keyword), str(index)))
    yield from _conditionals(node)
    for name in _map(schema, "properties"):
        yield Way(name, node.child("properties", name))
    patterns = tuple(_map(schema, "patternProperties"))
    for pattern in patterns:
        yield Way(AnyKey(pattern), node.child("patternProperties", pattern))
    if schema.get("additionalProperties", False) is not False:  # a closed schema has no other keys
        others = AnyKey(None, frozenset(_map(schema, "properties")), patterns)
        yield Way(others, node.child("additionalProperties"))
    for index in range(len(_list(schema, "prefixItems"))):
        yield Way(index, node.child("prefixItems", index))
    if "items" in schema:
        yield Way(ANY_ITEM, node.child("items"))


_LEADING = frozenset(
    [
        "$ref",
        "allOf",
        "anyOf",
        "oneOf",
        "if",
        "dependentSchemas",
        "properties",
        "patternProperties",
        "additionalProperties",
        "prefixItems",
        "items",
    ]
)


def _conditionals(node: Node) -> Iterator[Way]:
    if "if" in node.schema:
        for keyword, negated in (("if", False), ("then", False), ("else", True)):
            if keyword in node.schema:
                branch = Branch(node.child("if"), negated, (node, "if"), "else" if negated else "then")
                yield Way(None, node.child(keyword), branch)
    for key in _map(node.schema, "dependentSchemas"):
        yield Way(None, node.child("dependentSchemas", key), Branch(key, False, (node, "dependentSchemas"), key))


def referenced(node: Node, resources: Resources) -> Node | None:
    """The target of the node's `$ref`, where it has one that the set holds."""
    reference = node.schema.get("$ref") if isinstance(node.schema, dict) else None
    if not isinstance(reference, str):
        return None
    if node not in resources.targets:
        resources.targets[node] = resources.resolve(node.base, reference)
    return resources.targets[node]


def below(node: Node, resources: Resources, ends: frozenset[Node] = frozenset()) -> Iterator[Node]:
    """`node` and every schema that ways lead to from it, each once; no way is followed from `ends`."""
    waiting, seen = [node], set[Node]()
    while waiting:
        if (here := waiting.pop()) not in seen:
            seen.add(here)
            yield here
            waiting.extend(way.target for way in ways_on(here, resources) if here not in ends)


def leading_to(targets: Iterable[Node], root: Node, resources: Resources) -> set[Node]:
    """The schemas below `root` from which ways lead to one of `targets`, those included; not what is below these."""
    ends = frozenset(targets)
    before: dict[Node, list[Node]] = {}
    for node in below(root, resources, ends):
        for way in ways_on(node, resources) if node not in ends else ():
            before.setdefault(way.target, []).append(node)
    waiting, leading = list(ends), set[Node]()
    while waiting:
        if (here := waiting.pop()) not in leading:
            leading.add(here)
            waiting.extend(before.get(here, ()))
    return leading


def in_place(node: Node, resources: Resources) -> Iterator[tuple[Node, bool]]:
    """`node` and every schema that speaks of the same value; and whether it was reached by a `$ref`."""
    waiting, seen = [(node, False)], set[tuple[Node, bool]]()
    while waiting:
        if (here := waiting.pop()) not in seen:
            seen.add(here)
            yield here
            waiting.extend((w.target, w.referenced) for w in ways_on(here[0], resources) if w.move is None)


def _list(schema: dict[str, Any], keyword: str) -> list[Any]:
    return value if isinstance(value := schema.get(keyword), list) else []


def _map(schema: dict[str, Any], keyword: str) -> dict[str, Any]:
    return value if isinstance(value := schema.get(keyword), dict) else {}


# ── annotations ──────────────────────────────────────────────────────────────────────────────────────────


class Annotation(NamedTuple):
    """What `x-interop` says at a node, merged along its `$ref`s; `origins` are the nodes that it was read from."""

    node: Node
    says: dict[str, Any]
    origins: tuple[Node, ...]
    title: str | None = None  # the schema's own title, or that of its `$ref`'s target

    def exchange_id(self, key: object) -> str:
        """The id of the exchange that stands under `key`."""
        return str(self.says["exchange"].get("id", key))


class Annotations:
    """The annotations of a set of schemas, each held to the vocabulary when it is first asked for.

    `reached` are the nodes whose annotation a walk has met, `refusals` what the vocabulary does not allow.
    """

    def __init__(self, resources: Resources, vocabulary: Schema) -> None:
        self.resources = resources
        self.reached: set[Node] = set()
        self.refusals: list[Refusal] = []
        self.spoilt: set[Node] = set()  # whose annotation is refused
        self._vocabulary = vocabulary
        self._known: dict[Node, Annotation | None] = {}

    def at(self, node: Node) -> Annotation | None:
        """The annotation that counts at `node`; `None` where there is none that can be used."""
        if node not in self._known:
            self._known[node] = self._checked(_annotation(node, self.resources))
        return self._known[node]

    def _checked(self, note: Annotation | None) -> Annotation | None:
        if note is None or self._vocabulary.holds(note.says):
            return note
        self.reached.update(note.origins)
        self.spoilt.add(note.node)
        for error in map(_telling, self._vocabulary.errors(note.says)):
            self.refusals.append(note.origins[0].refuse(_plain(error), KEYWORD, *error.absolute_path))
        return None


def _telling(error: Any) -> Any:
    """The error that an alternative of the right type has: a rule, or a list of them."""
    inner = [each for each in error.context or () if each.validator != "type" or each.relative_path]
    return _telling(inner[0]) if inner else error


def _plain(error: Any) -> str:
    if error.validator != "additionalProperties":
        return f"the vocabulary does not allow this: {error.message}"
    known = error.schema["properties"]
    wrong = next(name for name in error.instance if name not in known)
    return f"an annotation has no {wrong!r} here{did_you_mean(wrong, known)}; there are {', '.join(known)}"


def _annotation(node: Node, resources: Resources) -> Annotation | None:
    """The annotation that counts at `node`: its own, merged over that of its `$ref`'s target, key by key."""
    chain: list[Node] = []
    title: str | None = None
    seen: set[Node] = set()
    here = node
    while here not in seen and isinstance(here.schema, dict):
        seen.add(here)
        title = title or here.schema.get("title")
        if isinstance(here.schema.get(KEYWORD), dict):
            chain.append(here)
        if (target := referenced(here, resources)) is None:
            break
        here = target
    if not chain:
        return None
    says: dict[str, Any] = {}
    for origin in reversed(chain):
        own = origin.schema[KEYWORD]
        says = _merged(says, absolute(own, origin.child(KEYWORD), resources) if _has_conditions(own) else own)
    return Annotation(node, says, tuple(chain), title)


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    result = dict(under)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict) and key != "when"
        result[key] = _merged(result[key], value) if both else value
    return result


def _has_conditions(says: dict[str, Any]) -> bool:
    """Whether a rule has a condition: only there can an annotation hold a `$ref`."""
    match = says.get("match", ())
    rules = match if isinstance(match, list) else [match]
    return any(isinstance(rule, dict) and not rule.keys().isdisjoint(("when", "when_agreed")) for rule in rules)


def written(root: Node) -> Iterator[Node]:
    """Every node of a file that has an `x-interop` keyword, wherever it stands, known keyword above it or not."""
    whole = isinstance(root.schema, _HOLDERS)
    waiting: list[tuple[Any, tuple[Step, ...], bool]] = [(root.schema, (), False)] if whole else []
    while waiting:
        value, steps, names = waiting.pop()  # `names` says that the keys of `value` are names, not keywords
        if not names and isinstance(value, dict) and KEYWORD in value:
            yield root.child(*steps)
        entries: Iterable[tuple[Step, Any]] = value.items() if isinstance(value, dict) else enumerate(value)
        further = [
            (item, (*steps, key), not names and key in _NAMED)
            for key, item in entries
            if isinstance(item, _HOLDERS) and (names or key not in _NOT_SCHEMAS)
        ]
        waiting.extend(reversed(further))


_HOLDERS = (dict, list)
_NOT_SCHEMAS = frozenset({"enum", "const", "default", "examples", "required", "dependentRequired", KEYWORD})
_NAMED = frozenset({*MAPS, "definitions", "dependencies"})
