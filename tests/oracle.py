"""The arithmetic of verdicts said again, simply and slowly, from schemas as they are written and plain documents."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any

from generated import DATE, Point, Ruled, World
from jsonschema import Draft202012Validator

from interop_check.relations import NOTHING, RELATIONS, Broken, Context, Holds, Unanswered, Who
from interop_check.report import Verdict
from interop_check.standards import Standards

WEIGHT = {"info": 0, "minor": 1, "major": 2, "blocker": 3}
VERDICT = {3: Verdict.BLOCKED, 2: Verdict.DEGRADED, 1: Verdict.FRICTION, 0: Verdict.CLEAR}
ORDER = list(Verdict)
BROKEN, UNKNOWN, HOLDS = 0, 1, 2

Answer = tuple[int, Any]  # broken, unknown or holds; what is agreed, or NOTHING
Expected = dict[tuple[str, str, str, str | None], tuple[Verdict, list[tuple[str, str]]]]


class Bid:
    """An offer with what its document adds: who makes it, its network, its rank, where it stands."""

    def __init__(self, path: str, document: dict[str, Any], pointer: str, rank: int, value: Any, side: str) -> None:
        self.path, self.pointer, self.rank, self.value, self.side = path, pointer, rank, value, side
        self.code, self.system = document["partner"], document["system"]
        self.says = {**{k: document[k] for k in ("network", "state", "from", "until") if k in document}, **value}

    def counts(self) -> bool:
        day, start, end = DATE.isoformat(), self.says.get("from"), self.says.get("until")
        if self.says.get("state") == "planned" and start is None:
            return False
        return (start or day) <= day <= (end or day)


def judged(world: World, partners: Mapping[str, Any], standards: Standards) -> Expected:
    """By kind, id, name and direction: the verdict, and the files and pointers of the chosen pair, A's first."""
    groups = {code: partners[code].memberships for code in ("AAA", "BBB")}
    found: Expected = {}
    for (kind, _), point in world.points.items():
        for name in ("k1", "k2") if point.keyed else (point.id,):
            ways = [("A->B", "AAA", "BBB"), ("B->A", "BBB", "AAA")] if point.flow else [(None, "AAA", "BBB")]
            for direction, giver, taker in ways:
                sides = ("provides", "accepts") if point.flow else ("offers", "offers")
                one, one_open = _bids(world, kind, point, name, giver, sides[0])
                other, other_open = _bids(world, kind, point, name, taker, sides[1])
                if not one or not other:
                    continue
                who = Who(giver, groups[giver]), Who(taker, groups[taker])
                context = Context(DATE, standards.catalogue, *who, frozenset(partners))
                verdict, pair = _negotiated(point, one, other, context)
                ceiling = point.says.get("severity", "blocker")
                if point.negotiation == "every" and (one_open or other_open) and ceiling == "blocker":
                    verdict = min(verdict, Verdict.UNKNOWN, key=ORDER.index)
                ordered = sorted(pair, key=lambda bid: bid.code)
                found[kind, point.id, name, direction] = verdict, [(bid.path, bid.pointer) for bid in ordered]
    return found


def _bids(world: World, kind: str, point: Point, name: str, code: str, side: str) -> tuple[list[Bid], bool]:
    """Those that count on the day; and whether some document answers `unknown`."""
    found, unknown = [], False
    for path, document in world.files.items():
        if document["kind"] != kind or document["partner"] != code:
            continue
        lead = ["keyed", point.name, name] if point.keyed else ["exchanges", point.name]
        said: Any = document
        for key in lead:
            said = said.get(key) if isinstance(said, dict) else None
        unknown = unknown or said == "unknown"
        if point.flow and isinstance(said, dict):
            lead.append(side)
            said = said.get(side)  # a list, where it is there
        if isinstance(said, dict):
            found.append(Bid(path, document, "/" + "/".join(lead), 0, said, side))
        if isinstance(said, list):
            bids = (Bid(path, document, "/".join(["", *lead, str(n)]), n, v, side) for n, v in enumerate(said))
            found += bids
    return [bid for bid in found if bid.counts()], unknown


# ── pairs ────────────────────────────────────────────────────────────────────────────────────────────────


class Reckoned:
    """What was asked of one pair: by rule, its cost's weight, whether it is a selector, and the answer."""

    def __init__(self, point: Point, one: Bid, other: Bid, context: Context) -> None:
        self.pair = one, other
        ceiling = WEIGHT[point.says.get("severity", "blocker")]
        self.rows: list[tuple[int, bool, int]] = []
        self.settled: dict[str, str] = {}
        agreed: dict[str, Any] = {}
        network = Ruled({"relation": "equal", "selector": True, "missing": "ignore"}, ("network",), point.sides)
        for selecting in (True, False):
            rules = [r for r in (network, *point.rules) if bool(r.says.get("selector")) is selecting]
            if not selecting and any(answer == BROKEN for _, _, answer in self.rows):
                break
            for rule in _in_turn(rules):
                own = ceiling if selecting else min(ceiling, WEIGHT[rule.says.get("severity", "blocker")])
                hangs = rule.says.get("when_agreed", {})
                if not all(s in agreed and Draft202012Validator(x).is_valid(agreed[s]) for s, x in hangs.items()):
                    continue
                for answer, value in _answers(rule, one, other, context):
                    self.rows.append((own, selecting, answer))
                    if answer == HOLDS and value is not NOTHING:
                        agreed[rule.short] = value
                        if selecting and rule is not network:  # which no protocol negotiates
                            self.settled[rule.short] = json.dumps(value, sort_keys=True)

    @property
    def selectors_fail(self) -> int:
        return sum(selector and answer == BROKEN for _, selector, answer in self.rows)

    @property
    def selectors_hold(self) -> bool:
        return all(answer == HOLDS for _, selector, answer in self.rows if selector)

    def cost(self) -> tuple[int, ...]:
        rest = [weight for weight, selector, answer in self.rows if answer == BROKEN and not selector]
        unknowns = sum(answer == UNKNOWN and weight == 3 for weight, _, answer in self.rows)
        return self.selectors_fail, rest.count(3), unknowns, rest.count(2), rest.count(1), rest.count(0)

    def tie(self) -> tuple[Any, ...]:
        first, second = sorted(self.pair, key=lambda bid: bid.code)
        places = (first.system, first.pointer, second.system, second.pointer)
        return first.rank + second.rank, first.rank, *places

    def verdict(self) -> Verdict:
        verdicts = [Verdict.CLEAR]
        for weight, _, answer in self.rows:
            if answer == BROKEN:
                verdicts.append(VERDICT[weight])
            elif answer == UNKNOWN and weight == 3:
                verdicts.append(Verdict.UNKNOWN)
        return min(verdicts, key=ORDER.index)


def _in_turn(rules: list[Ruled]) -> list[Ruled]:
    """Each rule after those that it hangs on."""
    done: list[Ruled] = []
    names = {rule.short for rule in rules}
    while len(done) < len(rules):
        known = {rule.short for rule in done}
        done += [r for r in rules if r not in done and set(r.says.get("when_agreed", {})) & names <= known]
    return done


def _negotiated(point: Point, one: list[Bid], other: list[Bid], context: Context) -> tuple[Verdict, tuple[Bid, ...]]:
    all_ = [Reckoned(point, *pair, context) for pair in itertools.product(one, other)]
    by_cost = lambda pair: (pair.cost(), pair.tie())  # noqa: E731 - an order, named
    if point.negotiation == "every":
        meeting = [pair for pair in all_ if not pair.selectors_fail]
        if not meeting:
            return Verdict.CLEAR, ()
        worst = min((pair.verdict() for pair in meeting), key=ORDER.index)
        left = [pair for pair in meeting if pair.verdict() is worst]
        most = max(pair.cost() for pair in left)
        return worst, min((pair for pair in left if pair.cost() == most), key=Reckoned.tie).pair
    if point.negotiation == "commit":
        holding = sorted((pair for pair in all_ if pair.selectors_hold), key=Reckoned.tie)
        all_ = [pair for pair in holding if pair.settled == holding[0].settled] or all_
    chosen = min(all_, key=by_cost)
    return chosen.verdict(), chosen.pair


# ── one rule ─────────────────────────────────────────────────────────────────────────────────────────────


def _answers(rule: Ruled, one: Bid, other: Bid, context: Context) -> Iterator[Answer]:
    if "when" in rule.says and not all(Draft202012Validator(rule.says["when"]).is_valid(b.value) for b in (one, other)):
        return
    reached = [b for b in (one, other) if b.side in rule.sides and rule.branch in (None, b.value.get("mode"))]
    if not reached:
        return
    if rule.path[-1] != "*":
        yield from _answer(rule, rule.path, one, other, context)
        return
    keys = [set(bid.value.get(rule.path[0]) or ()) for bid in (one, other)]
    for key in sorted(keys[0] & keys[1]):
        yield from _answer(rule, (rule.path[0], key), one, other, context)


def _look(bid: Bid, path: tuple[str, ...]) -> Any:
    here: Any = bid.says
    for key in path:
        here = here.get(key) if isinstance(here, dict) else None
    return here


def _missing(rule: Ruled) -> str:
    lesser = not rule.says.get("selector") and rule.says.get("severity") in ("minor", "info")
    return str(rule.says.get("missing", "ignore" if lesser else "unknown"))


def _answer(rule: Ruled, path: tuple[str, ...], one: Bid, other: Bid, context: Context) -> Iterator[Answer]:
    relation = RELATIONS[rule.says["relation"]]
    if not relation.directional:
        a, b = _look(one, path), _look(other, path)
        strict = rule.says.get("selector") or rule.says.get("severity", "blocker") == "blocker"
        if a is None and b is None:
            if strict and _missing(rule) != "ignore":
                yield UNKNOWN, NOTHING
        elif a is None or b is None:
            yield from {"ignore": [], "unknown": [(UNKNOWN, NOTHING)], "mismatch": [(BROKEN, NOTHING)]}[_missing(rule)]
        else:
            yield _said(rule, a, b, context)
    elif one.side == "offers":
        ways = [*_directed(rule, path, one, other, context), *_directed(rule, path, other, one, context.mirrored())]
        if ways:
            yield min(answer for answer, _ in ways), NOTHING
    elif rule.says.get("offered_by") == "acceptor":
        yield from _directed(rule, path, other, one, context.mirrored())
    else:
        yield from _directed(rule, path, one, other, context)


def _directed(rule: Ruled, path: tuple[str, ...], giver: Bid, taker: Bid, context: Context) -> Iterator[Answer]:
    wanted = tuple(rule.says["needs"].split("/")[1:]) if "needs" in rule.says else path
    reading = rule.says["relation"] == "releasable-to"
    offer, need = _look(giver, path), taker.code if reading else _look(taker, wanted)
    if need is None:
        if offer is not None:
            yield HOLDS, NOTHING
    elif offer is None and need == []:  # an empty list, as a need, is met
        yield HOLDS, NOTHING
    elif offer is None:
        yield from {"ignore": [], "unknown": [(UNKNOWN, NOTHING)], "mismatch": [(BROKEN, NOTHING)]}[_missing(rule)]
    else:
        yield _said(rule, offer, need, context)


def _said(rule: Ruled, a: Any, b: Any, context: Context) -> Answer:
    relation = RELATIONS[rule.says["relation"]]
    match relation.function(a, b, {**relation.defaults, **rule.says}, context):
        case Holds(agreed):
            return HOLDS, agreed
        case Broken():
            return BROKEN, NOTHING
        case Unanswered():
            return UNKNOWN, NOTHING
    raise AssertionError(rule)
