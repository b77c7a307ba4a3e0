"""Worlds to try the laws on: schemas with rules of every sort, and the profiles of two partners and a sponsor."""

from __future__ import annotations

import copy
import datetime
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import strategies as st

from interop_check import Comparison, Partner, compare, load_partners, load_standards
from interop_check.report import Finding
from interop_check.standards import Standards, loading

DATE = datetime.date(2026, 11, 22)
SCHEMAS = Path(__file__).parent.parent / "schemas"
CATALOGUE = {
    "catalogue": {"date": "2023-01-28", "source": "none"},
    "standards": {
        "alpha": {
            "title": "Alpha",
            "publisher": "Nobody",
            "editions": {
                "alpha-1": {"edition": "1", "date": "2001-01-01", "lifecycle": "retired"},
                "alpha-2": {"edition": "2", "date": "2002-01-01", "lifecycle": "current"},
                "alpha-3": {"edition": "3", "date": "2003-01-01", "lifecycle": "current"},
            },
        },
        "beta": {
            "title": "Beta",
            "publisher": "Nobody",
            "editions": {"beta-1": {"edition": "1", "date": "2001-01-01", "lifecycle": "current"}},
        },
    },
    "pairs": [
        {"editions": ["alpha-1", "alpha-2"], "together": "yes", "source": "a test", "confidence": "high"},
        {"editions": ["alpha-2", "alpha-3"], "together": "no", "source": "a test", "confidence": "high"},
    ],
}


class Choose:
    """Choices from a string of bytes, one each: cheaper than to draw each one, and bytes shrink towards nothing.

    No byte, or a low one, chooses the first of what there is, and does nothing.
    """

    def __init__(self, numbers: bytes) -> None:
        self.numbers = iter(numbers)

    def one(self, among: Sequence[Any]) -> Any:
        return among[self.count(0, len(among) - 1)]

    def chance(self, percent: int) -> bool:
        return next(self.numbers, 0) >= 256 - 2.56 * percent

    def count(self, least: int, most: int) -> int:
        return least + next(self.numbers, 0) % (most - least + 1)

    def some(self, among: Sequence[Any], least: int, most: int) -> list[Any]:
        left, found = list(among), []
        for _ in range(min(self.count(least, most), len(left))):
            found.append(left.pop(self.count(0, len(left) - 1)))
        return found


# ── what a rule may relate ───────────────────────────────────────────────────────────────────────────────

SETS = (["a"], ["b"], ["a", "b"], ["c"], ["b", "c"], [], "a", ["a", 1, 1.0], ["c", "b", "a"])
NUMBERS = (1, 2, 3, 5, 8, 2.5, 3.0, 0, -1)
RANGES = (
    {"min": 1, "max": 3},
    {"min": 2, "max": 5},
    {"min": 6},
    {"max": 0},
    {"min": 4, "max": 4},
    [{"min": 1}, {"max": -3}],
    [],
)
VERSIONS = ("1.0", "1.1", "2.0", "3", {"min": "1.0", "max": "2.0"}, {"min": "2.1"}, ["1.0", "2.0"], [])
CIDRS = ("198.51.100.0/24", "198.51.100.7", ["198.51.100.0/25", "203.0.113.0/24"], "2001:db8::/32", [])
PERIODS = (
    {"from": "2026-01-01"},
    {"until": "2026-12-31"},
    {"from": "2026-11-22", "until": "2026-11-22"},
    {"from": "2027-01-01"},
    {"until": "2026-11-01"},
)
READERS = (["AAA"], ["BBB"], ["AAA", "BBB"], ["g1"], ["g1", "g2"], [], ["SSS"])
REFERENCES = (
    "alpha-1",
    "alpha-2",
    "alpha-3",
    "beta-1",
    ["alpha-1", "beta-1"],
    "gamma-9",
    {"standard": "alpha", "edition": "2"},
    {"standard": "alpha"},
    [],
)
SCALARS = ("a", "b", "A", 1, 1.0, True, ["a"], {"k": 1})

# Relation → the parameters it may be given, the values it takes.
RELATED: Mapping[str, tuple[Sequence[dict[str, Any]], Sequence[Any]]] = {
    "equal": (({}, {"normalize": "casefold"}), SCALARS),
    "overlap": (({}, {"min_common": 2}), SETS),
    "range-overlap": (({}, {"min_width": 1}), RANGES),
    "within": (({"tolerance": 1}, {"tolerance": 0.5}), NUMBERS),
    "both": (({},), (True, False)),
    "standard": (({},), REFERENCES),
    "version": (({}, {"policy": "same-major"}, {"policy": "any", "breaks": ["2.0"]}), VERSIONS),
    "complement": (({"pairs": {"x": ["y", "z"]}}, {"pairs": {"x": "x"}}), ("x", "y", ["x", "y"], ["z"], ["w"], [])),
    "period-overlap": (({}, {"min_days": 3}), PERIODS),
    "at-least": (({},), NUMBERS),
    "at-most": (({},), NUMBERS),
    "covers": (({},), SETS),
    "dominates": (({"order": ["low", "mid", "top"]},), ("low", "mid", "top")),
    "releasable-to": (({},), READERS),
    "disjoint": (({}, {"as": "set"}), SETS),
    "disjoint range": (({"as": "range"},), RANGES),
    "disjoint cidr": (({"as": "cidr"},), CIDRS),
}
AGREE = ("equal", "overlap", "range-overlap", "standard", "version", "complement", "period-overlap")
DIRECTIONAL = ("at-least", "at-most", "covers", "dominates", "releasable-to")
SEVERITIES = ("blocker", "major", "minor", "info")


@dataclass(frozen=True, slots=True)
class Ruled:
    """One rule as it is written: the path of its property (``*`` is any key), and in whose offers it stands.

    `branch` is the value of the property `mode` under which it is reached, if only there.
    """

    says: dict[str, Any]
    path: tuple[str, ...]
    sides: tuple[str, ...]
    branch: str | None = None

    @property
    def short(self) -> str:
        return str(self.says.get("id") or "/".join(step for step in self.path if step != "*"))


@dataclass(frozen=True, slots=True)
class Point:
    """An exchange: what its annotation says, its rules, and what each property of an offer may hold."""

    name: str
    says: dict[str, Any]
    rules: tuple[Ruled, ...]
    pools: dict[tuple[str, ...], tuple[Any, ...]]
    limits: dict[tuple[str, tuple[str, ...]], dict[str, Any]] = field(default_factory=dict)
    keyed: bool = False
    single: bool = False
    closed: bool = False

    @property
    def id(self) -> str:
        return str(self.says.get("id", self.name))

    @property
    def flow(self) -> bool:
        return self.says.get("mode") == "flow"

    @property
    def negotiation(self) -> str:
        return str(self.says.get("negotiation", "best"))

    @property
    def sides(self) -> tuple[str, ...]:
        return ("provides", "accepts") if self.flow else ("offers",)


@dataclass(frozen=True, slots=True)
class World:
    """Kinds by name, each with its exchanges; and the documents, by file name."""

    kinds: dict[str, tuple[Point, ...]]
    files: dict[str, dict[str, Any]]

    @property
    def points(self) -> dict[tuple[str, str], Point]:
        return {(kind, point.id): point for kind, points in self.kinds.items() for point in points}

    def __repr__(self) -> str:
        schemas = {kind: schema_of(kind, points) for kind, points in self.kinds.items()}
        lines = [f"{name}: {json.dumps(value)}" for name, value in (*schemas.items(), *self.files.items())]
        return "World(\n  " + "\n  ".join(lines) + "\n)"


# ── schemas ──────────────────────────────────────────────────────────────────────────────────────────────


def schema_of(kind: str, points: Sequence[Point]) -> dict[str, Any]:
    """The schema file of one kind."""
    plain = {point.name: _exchange(point) for point in points if not point.keyed}
    keyed = {
        point.name: {"type": "object", "additionalProperties": _exchange(point)} for point in points if point.keyed
    }
    inner = {"type": "object", "properties": plain, "additionalProperties": False}
    shared = {_shared(point, rule): _matches([rule]) for point in points for rule in point.rules if _both(rule)}
    return {
        "x-interop": {"kind": kind, "version": "1.0"},
        "type": "object",
        "properties": {"exchanges": inner, "keyed": {"type": "object", "properties": keyed}},
        "$defs": shared,
    }


def _both(rule: Ruled) -> bool:
    return len(rule.sides) == 2


def _shared(point: Point, rule: Ruled) -> str:
    """The name of a rule that stands in the offers of both sides of a flow: written once, it is one rule."""
    return f"{point.name}-{rule.short.replace('/', '.')}"


def _exchange(point: Point) -> dict[str, Any]:
    note = {"x-interop": {"exchange": point.says}}
    if point.flow:
        sides = {side: {"type": "array", "items": _offer(point, side)} for side in point.sides}
        return {**note, "type": "object", "properties": sides}
    offer = _offer(point, "offers")
    return {**note, **offer} if point.single else {**note, "type": "array", "items": offer}


def _matches(rules: Sequence[Ruled]) -> dict[str, Any]:
    says = [rule.says for rule in rules]
    return {"x-interop": {"match": says[0] if len(says) == 1 else says}} if says else {}


def _offer(point: Point, side: str) -> dict[str, Any]:
    properties: dict[str, Any] = {"mode": True}
    branches = []
    for path in point.pools:
        rules = [rule for rule in point.rules if rule.path == path and side in rule.sides]
        own = [rule for rule in rules if rule.branch is None and not _both(rule)]
        referred = [{"$ref": f"#/$defs/{_shared(point, rule)}"} for rule in rules if _both(rule)]
        limit = point.limits.get((side, path), {})
        _put(properties, path, {**limit, **_matches(own), **({"allOf": referred} if referred else {})})
        for rule in (rule for rule in rules if rule.branch is not None):
            then: dict[str, Any] = {}
            _put(then, path, _matches([rule]))
            test = {"properties": {"mode": {"const": rule.branch}}, "required": ["mode"]}
            branches.append({"if": test, "then": {"properties": then}})
    offer: dict[str, Any] = {"type": "object", "properties": properties}
    if branches:
        offer["allOf"] = branches
    if point.closed:
        offer["additionalProperties"] = False
    return offer


def _put(properties: dict[str, Any], path: tuple[str, ...], schema: dict[str, Any]) -> None:
    step, *rest = path
    if not rest:
        properties[step] = schema
    elif rest == ["*"]:
        properties[step] = {"additionalProperties": schema}
    else:
        inner = properties.setdefault(step, {"properties": {}})
        _put(inner["properties"], tuple(rest), schema)


# ── strategies ───────────────────────────────────────────────────────────────────────────────────────────


def choices(count: int) -> st.SearchStrategy[Choose]:
    return st.binary(min_size=count, max_size=count).map(Choose)


def worlds(**limits: Any) -> st.SearchStrategy[World]:
    return choices(800).map(lambda choose: world_of(choose, **limits))


def world_of(
    choose: Choose,
    *,
    negotiations: Sequence[str] = ("best", "commit", "every"),
    modes: Sequence[str] = ("peer", "flow"),
    depends: bool = True,
    sponsors: bool = True,
    relations: Sequence[str] = tuple(RELATED),
) -> World:
    """Schemas of one kind or two, and valid documents of AAA and BBB, of a sponsor SSS perhaps, and who they are."""
    kinds: dict[str, tuple[Point, ...]] = {}
    known: list[str] = []
    for kind in ("t", "u")[: 1 + choose.chance(30 if depends else 10)]:
        points = []
        for number in range(choose.count(1, 3)):
            point = _point(choose, f"x{number}", negotiations, modes, relations, sponsors)
            if depends and known and choose.chance(60):
                point.says["depends"] = choose.some(known, 1, 2)
            points.append(point)
            known.append(f"{kind}/{point.id}")
        kinds[kind] = tuple(points)
    return World(kinds, dict(_files(choose, kinds, sponsors)))


def _point(
    choose: Choose,
    name: str,
    negotiations: Sequence[str],
    modes: Sequence[str],
    relations: Sequence[str],
    sponsors: bool,
) -> Point:
    mode, negotiation = choose.one(modes), choose.one(negotiations)
    says: dict[str, Any] = {"mode": mode, "negotiation": negotiation}
    if choose.chance(20):
        says["severity"] = choose.one(SEVERITIES)
    if sponsors and choose.chance(40):
        says["sponsored"] = True
    keyed = choose.chance(15)
    if keyed or choose.chance(10):
        says["id"] = f"id-{name}"
    sides = ("provides", "accepts") if mode == "flow" else ("offers",)
    rules: list[Ruled] = []
    pools: dict[tuple[str, ...], tuple[Any, ...]] = {}
    limits: dict[tuple[str, tuple[str, ...]], dict[str, Any]] = {}
    for number in range(choose.count(1, 4)):
        path = choose.one(((f"p{number}",), (f"p{number}",), (f"p{number}",), ("n", f"p{number}"), (f"m{number}", "*")))
        relation = choose.one([r for r in relations if negotiation == "every" or not r.startswith("disjoint")])
        parameters, values = RELATED[relation]
        pools[path] = values
        if path[-1] != "*" and choose.chance(30):
            allowed = choose.some(values, 2, 4)
            pools[path] = tuple(allowed)
            limits |= {(side, path): {"enum": [*allowed, None]} for side in sides if choose.chance(80)}
        for again in range(1 + choose.chance(10)):
            rule = _rule(choose, mode, relation, choose.one(parameters), path, rules, pools)
            if again:
                rule.says["id"] = f"again{number}"
            rules.append(rule)
    single = mode == "peer" and choose.chance(10)
    return Point(name, says, tuple(rules), pools, limits, keyed, single, choose.chance(30))


def _rule(
    choose: Choose,
    mode: str,
    relation: str,
    parameters: dict[str, Any],
    path: tuple[str, ...],
    rules: Sequence[Ruled],
    pools: dict[tuple[str, ...], tuple[Any, ...]],
) -> Ruled:
    name = relation.partition(" ")[0]
    says: dict[str, Any] = {"relation": name, **parameters}
    directional = name in DIRECTIONAL
    if choose.chance(25):
        says["selector"] = True
    elif choose.chance(60):
        says["severity"] = choose.one(SEVERITIES)
    if choose.chance(30):
        says["missing"] = choose.one(("ignore", "unknown", "mismatch"))
    if choose.chance(10):
        says["when"] = {"properties": {"mode": {"const": choose.one(("x", "y"))}}, "required": ["mode"]}
    earlier = [r for r in rules if r.says["relation"] in AGREE and "*" not in r.path]
    if says.get("selector"):
        earlier = [r for r in earlier if r.says.get("selector")]
    if earlier and choose.chance(25):
        other = choose.one(earlier)
        value = choose.one(pools[other.path])
        test = choose.one(
            ({"const": value}, {"not": {"const": value}}, {"contains": {"const": "a"}}, {"type": "array"})
        )
        says["when_agreed"] = {other.short: test}
    if directional and name != "releasable-to" and path[-1] != "*" and choose.chance(50):
        need = (f"need-{path[-1]}",)
        pools[need] = pools[path]
        says["needs"] = f"/{need[0]}"
    sides: tuple[str, ...] = ("offers",)
    if mode == "flow":
        sides = choose.one((("provides",), ("accepts",), ("provides", "accepts")))
        if directional:
            sides = ("provides",)
            if name != "releasable-to" and choose.chance(40):
                says["offered_by"], sides = "acceptor", ("accepts",)
    branch = choose.one(("x", "y")) if len(sides) == 1 and choose.chance(10) else None
    return Ruled(says, path, sides, branch)


NETWORKS = ("n1", "n2")
DATES = ("2026-01-01", "2026-11-22", "2027-01-01", "2026-11-21")


def _files(
    choose: Choose, kinds: Mapping[str, Sequence[Point]], sponsors: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    sponsored = sponsors and choose.chance(40)
    for code in ["AAA", "BBB", *(["SSS"] if sponsored else [])]:
        if choose.chance(70 if sponsored else 30):
            who: dict[str, Any] = {"kind": "partner", "code": code, "name": code}
            if choose.chance(60):
                who["memberships"] = choose.some(("g1", "g2"), 0, 2)
            if sponsored and choose.chance(70):
                who["sponsor"] = choose.one(("SSS", "SSS", "SSS", "AAA", "BBB", "none"))
            yield f"{code}-who.yaml", who
        for kind, points in kinds.items():
            for number in range(choose.count(1, 2)):
                document: dict[str, Any] = {"kind": kind, "partner": code, "system": f"{code.lower()}-{number}"}
                document |= _reserved(choose, 15)
                for point in points:
                    if not choose.chance(45 if sponsored and point.says.get("sponsored") else 15):
                        _declare(choose, document, point)
                yield f"{code}-{kind}-{number}.yaml", document


def _reserved(choose: Choose, percent: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if choose.chance(percent):
        found["network"] = choose.one(NETWORKS)
    if choose.chance(percent // 3):
        found["state"] = choose.one(("fielded", "trial", "planned"))
    if choose.chance(percent // 3):
        found["from"] = choose.one(DATES[:3])
    if choose.chance(percent // 3):
        found["until"] = choose.one(DATES[1:])
    if "from" in found and found.get("until", "9") < found["from"]:
        del found["until"]
    return found


def _declare(choose: Choose, document: dict[str, Any], point: Point) -> None:
    if not point.keyed:
        document.setdefault("exchanges", {})[point.name] = _said(choose, point)
        return
    names = document.setdefault("keyed", {}).setdefault(point.name, {})
    for key in choose.some(("k1", "k2"), 1, 2):
        names[key] = _said(choose, point)


def _said(choose: Choose, point: Point) -> Any:
    if choose.chance(8):
        return choose.one(("none", "unknown"))
    if point.flow:
        kept = [side for side in point.sides if not choose.chance(10)]
        return {side: _listed(choose, point, side) for side in kept}
    return offer_of(choose, point, "offers") if point.single else _listed(choose, point, "offers")


def _listed(choose: Choose, point: Point, side: str) -> list[dict[str, Any]]:
    count = 0 if choose.chance(5) else choose.count(1, 3)
    listed = [offer_of(choose, point, side) for _ in range(count)]
    return [{"id": f"o{number}", **offer} for number, offer in enumerate(listed)]


def offer_of(choose: Choose, point: Point, side: str) -> dict[str, Any]:
    """One offer that its schema takes."""
    offer: dict[str, Any] = _reserved(choose, 12)
    if choose.chance(60):
        offer["mode"] = choose.one(("x", "y"))
    for path, pool in point.pools.items():
        if choose.chance(15):
            continue
        value = copy.deepcopy(choose.one(pool))
        if (side, path) not in point.limits:
            value = choose.one((None, 7, "strange", ["q"])) if choose.chance(6) else value
        elif choose.chance(4):
            value = None
        if path[-1] == "*":
            offer[path[0]] = {key: copy.deepcopy(choose.one(pool)) for key in choose.some(("u", "v"), 1, 2)}
        elif len(path) == 2:
            offer.setdefault(path[0], {})[path[1]] = value
        else:
            offer[path[0]] = value
    return offer


# ── loading ──────────────────────────────────────────────────────────────────────────────────────────────


_PLACE = tempfile.TemporaryDirectory(prefix="laws-")  # removed when the tests end


@cache
def base() -> Path:
    """The least that the program needs of its own schemas, with a small catalogue: all of them take long to load."""
    folder = Path(_PLACE.name) / "base"
    (folder / "catalogue").mkdir(parents=True)
    for name in ("vocabulary.json", "partner.json", "catalogue.json"):
        shutil.copy(SCHEMAS / name, folder)
    (folder / "catalogue" / "test.json").write_text(json.dumps(CATALOGUE), encoding="utf-8")
    return folder


@contextmanager
def folder_of(files: Mapping[str, Any], name: str) -> Iterator[Path]:
    """A folder with these files, written as JSON, which is YAML; its path is always the same."""
    folder = Path(_PLACE.name) / name
    folder.mkdir()
    try:
        for path, value in files.items():
            (folder / path).write_text(json.dumps(value, indent=1), encoding="utf-8")
        yield folder
    finally:
        shutil.rmtree(folder)


def standards_of(schemas: Mapping[str, Any]) -> Standards:
    """These schemas by file name, compiled with the fewest of the program's own."""
    key = json.dumps(schemas)
    if key not in _COMPILED:
        with folder_of(schemas, "schemas") as folder, mock.patch.object(loading, "shipped", base):
            _COMPILED.clear()
            _COMPILED[key] = load_standards([folder])
    return _COMPILED[key]


_COMPILED: dict[str, Standards] = {}


def schemas_of(world: World) -> dict[str, Any]:
    return {f"{kind}.json": schema_of(kind, points) for kind, points in world.kinds.items()}


def loaded(
    world: World, standards: Standards | None = None
) -> tuple[Mapping[str, Partner], tuple[Finding, ...], Standards]:
    """The partners of a world, what is wrong with their documents, and the standards; paths are file names."""
    standards = standards or standards_of(schemas_of(world))
    with folder_of(world.files, "profiles") as folder:
        partners, findings = load_partners([str(folder)], standards)
    return partners, findings, standards


def compared(world: World, a: str = "AAA", b: str = "BBB") -> Comparison:
    partners, _, standards = loaded(world)
    return compare(partners[a], partners[b], standards, DATE)


def with_files(world: World, files: Mapping[str, dict[str, Any]]) -> World:
    return replace(world, files=dict(files))


def without_depends(world: World) -> World:
    """The same, where nothing rides on anything: verdicts are those of each exchange's own."""
    kinds = {
        kind: tuple(
            replace(point, says={key: value for key, value in point.says.items() if key != "depends"})
            for point in points
        )
        for kind, points in world.kinds.items()
    }
    return replace(world, kinds=kinds)
