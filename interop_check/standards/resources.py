"""The closed set of schema files: read once, found by URI, every `$ref` resolved inside it and nowhere else."""

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from ..digests import sha256_hex
from ..profiles import pointer

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Where the keywords of draft 2020-12 hold subschemas: a map of them, a list, or one.
MAPS = ("$defs", "properties", "patternProperties", "dependentSchemas")
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
SINGLES = (
    "if", "then", "else", "not", "items", "contains", "additionalProperties", "propertyNames",
    "unevaluatedItems", "unevaluatedProperties", "contentSchema",
)  # fmt: skip
_HOLDING: dict[str, Any] = {
    **dict.fromkeys(MAPS, dict),
    **dict.fromkeys(LISTS, list),
    **dict.fromkeys(SINGLES, object),
}

Step = str | int


def shipped() -> Path:
    """The folder of the schemas that come with the program: in a checkout beside the package, else inside it."""
    package = Path(__file__).resolve().parent.parent
    checkout = package.parent / "schemas"
    return checkout if (checkout / "vocabulary.json").is_file() else package / "schemas"


class Refusal(NamedTuple):
    """Why a schema is broken (or, as a `note`, only worth a look): the file, the pointer into it, the reason."""

    path: str
    pointer: str
    message: str
    note: bool = False

    def __str__(self) -> str:
        return f"{self.path}#{self.pointer}: {self.message}"


class StandardError(Exception):
    """The schemas cannot be used; `refusals` says where and why, one entry a fault."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("\n".join(map(str, self.refusals)))


class Resource:
    """One schema file: its URI (its `$id`, else one made of its name), its path and its parsed contents."""

    def __init__(self, uri: str, path: str, sha256: str, contents: Any) -> None:
        self.uri = uri
        self.path = path
        self.sha256 = sha256
        self.contents = contents

    @cached_property
    def root(self) -> "Node":
        """The node of the whole file."""
        return Node(self, (), self.contents, self.uri)

    @cached_property
    def nodes(self) -> "tuple[Node, ...]":
        """The nodes of the whole file and of all schemas below it."""
        return tuple(everything(self.root))


class Node:
    """A schema at its place: the file, the steps from its root, and the base URI that holds there.

    There is one node for each place (ask `child` for it), so nodes are compared by identity.
    """

    __slots__ = ("_below", "base", "file", "schema", "steps")

    def __init__(self, file: Resource, steps: tuple[Step, ...], schema: Any, base: str) -> None:
        self.file = file
        self.steps = steps
        self.schema = schema
        self.base = base
        self._below: dict[Step, Node] = {}

    def __repr__(self) -> str:
        return f"Node({self.file.path}#{self.pointer})"

    @property
    def pointer(self) -> str:
        return pointer(self.steps)

    def child(self, *steps: Step) -> "Node":
        here = self
        for step in steps:
            here = here._below.get(step) or here._step(step)
        return here

    def _step(self, step: Step) -> "Node":
        schema = self.schema[step]
        own = schema.get("$id") if isinstance(schema, dict) else None
        base = _join(self.base, own) if isinstance(own, str) else self.base
        self._below[step] = Node(self.file, (*self.steps, step), schema, base)
        return self._below[step]

    def refuse(self, message: str, *below: Step) -> Refusal:
        return Refusal(self.file.path, pointer(self.steps + below), message)


def subschemas(node: Node) -> Iterator[Node]:
    """The schemas directly below `node`, by the keywords of draft 2020-12."""
    for keyword, below in node.schema.items() if isinstance(node.schema, dict) else ():
        shape = _HOLDING.get(keyword)
        if shape is object:
            yield node.child(keyword)
        elif shape and isinstance(below, shape):
            held = node.child(keyword)
            yield from (held.child(step) for step in (below if isinstance(below, dict) else range(len(below))))


def everything(node: Node) -> Iterator[Node]:
    """`node` and all schemas below it in its file."""
    waiting = [node]
    while waiting:
        yield (here := waiting.pop())
        waiting.extend(subschemas(here))


class Resources(NamedTuple):
    """The closed set, by URI; `anchors` holds every schema that has a URI or an anchor of its own."""

    files: tuple[Resource, ...]
    anchors: Mapping[str, Node]
    ways: dict[Node, Any]  # what `ways_on` has found before
    targets: dict[Node, Node | None]  # where the `$ref` of a node leads, once it is asked

    def resolve(self, base: str, reference: str) -> Node | None:
        """The schema that `reference` names, seen from `base`; `None` where this set does not hold it."""
        uri, _, fragment = _join(base, reference).partition("#")
        if "%" in fragment:
            from urllib.parse import unquote

            fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            return self.anchors.get(f"{uri}#{fragment}")
        node = self.anchors.get(uri)
        for token in fragment.split("/")[1:] if node else ():
            node = _step(node, token.replace("~1", "/").replace("~0", "~"))
            if node is None:
                return None
        return node


def _step(node: Node | None, token: str) -> Node | None:
    if node is None:
        return None
    if isinstance(node.schema, dict) and token in node.schema:
        return node.child(token)
    if isinstance(node.schema, list) and token.isdecimal() and int(token) < len(node.schema):
        return node.child(int(token))
    return None


def _join(base: str, reference: str) -> str:
    if reference.startswith("#") or not reference:
        return base.partition("#")[0] + reference
    if reference.startswith("urn:"):
        return reference
    if base.startswith(_OURS) and ":" not in reference and not reference.startswith(("/", ".", "?")):
        return f"{base.rpartition('/')[0]}/{reference}"
    from urllib.parse import urljoin, urlsplit

    return reference if urlsplit(reference).scheme else urljoin(base, reference)


# A file without `$id` is known by its folder and name, as others of its folder name it.
_OURS = "http://schemas.invalid/"


def absolute(value: Any, node: Node, resources: Resources) -> Any:
    """`value` with every `$ref` in it written as seen from anywhere (see `address`)."""
    if isinstance(value, list):
        return [absolute(item, node, resources) for item in value]
    if not isinstance(value, dict):
        return value
    result = {key: absolute(item, node, resources) for key, item in value.items()}
    reference = value.get("$ref")
    if isinstance(reference, str) and (target := resources.resolve(node.base, reference)):
        result["$ref"] = address(target)
    return result


def address(node: Node) -> str:
    """A URI of `node` that holds from everywhere: its file's, and the pointer into it."""
    return f"{node.file.uri}#{node.pointer}"


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────


def read_resources(folders: Iterable[Path], files: Iterable[Path] = ()) -> Resources:
    """Read every schema file of `folders` (their ``*.json``) and `files`.

    Raises `StandardError` where a file is not JSON, repeats a key or a URI, or is of another dialect.
    """
    read: dict[tuple[str, str], Resource] = {}  # a copy of a file that is there already is that file
    places: dict[str, Resource] = {}
    refusals: list[Refusal] = []
    seen: set[Path] = set()
    for path, uri in _named(folders, files):
        if (real := path.resolve()) in seen:
            continue
        seen.add(real)
        try:
            resource = _read(path, uri)
            name = path.name if resource.uri == uri else resource.uri
            places[uri] = read.setdefault((name, resource.sha256), resource)
        except StandardError as error:
            refusals.extend(error.refusals)
    anchors: dict[str, Node] = {}
    for resource in read.values():
        refusals.extend(_index(resource, anchors))
    for uri, resource in places.items():
        anchors.setdefault(uri, resource.root)
    if refusals:
        raise StandardError(refusals)
    return Resources(tuple(read.values()), anchors, {}, {})


def read_leading(folder: Path, names: Iterable[str]) -> Resources:
    """The files of `folder` with these names, and those that their `$ref`s lead to, all of which are held to be sound.

    Raises `OSError` and `ValueError` where one is not as it was shipped.
    """
    waiting, read = [*names], dict[str, Resource]()
    while waiting:
        if (name := waiting.pop()) not in read:
            path = folder / name
            data = path.read_bytes()
            contents = json.loads(data)
            uri = contents.get("$id", f"{_OURS}0/{name}")
            read[name] = Resource(uri, path.as_posix(), sha256_hex(data), contents)
            waiting += re.findall(_LEADS, data.decode())
    anchors = {uri: each.root for name, each in read.items() for uri in (each.uri, f"{_OURS}0/{name}")}
    return Resources(tuple(read.values()), anchors, {}, {})


_LEADS = r'"\$ref": "([^"#]+\.json)#'


def _named(folders: Iterable[Path], files: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    for number, folder in enumerate(folders):
        for path in sorted(folder.glob("*.json")):
            yield path, f"{_OURS}{number}/{path.name}"
    for path in files:
        yield path, f"{_OURS}files/{path.name}"


def _read(path: Path, uri: str) -> Resource:
    name = path.as_posix()
    try:
        data = path.read_bytes()
        text = data.removeprefix(codecs.BOM_UTF8).decode()
        contents = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (OSError, ValueError, RecursionError) as error:
        raise StandardError([Refusal(name, "", f"this schema cannot be read: {error}")]) from error
    if isinstance(contents, dict):
        dialect = contents.get("$schema", DIALECT)
        if not isinstance(dialect, str) or dialect.rstrip("#") != DIALECT:
            reason = f"the dialect {dialect!r} is not understood here: schemas are draft 2020-12 ({DIALECT})"
            raise StandardError([Refusal(name, "/$schema", reason)])
        if isinstance(own := contents.get("$id"), str):
            uri = _join(uri, own).rstrip("#")
    elif not isinstance(contents, bool):
        raise StandardError([Refusal(name, "", "a schema is an object or a boolean")])
    return Resource(uri, name, sha256_hex(data), contents)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(n for n in names if names.count(n) > 1)!r} stands twice in one object")
    return found


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON number")


def _index(resource: Resource, anchors: dict[str, Node]) -> Iterator[Refusal]:
    for node in resource.nodes:
        if not isinstance(node.schema, dict):
            continue
        own = [node.base] if node is resource.root or "$id" in node.schema else []
        if isinstance(anchor := node.schema.get("$anchor"), str):
            own.append(f"{node.base}#{anchor}")
        for uri in own:
            if uri in anchors:
                yield node.refuse(f"{uri!r} is taken already, by {anchors[uri].file.path}")
            anchors.setdefault(uri, node)
