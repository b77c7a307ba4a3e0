"""Two lists of offers → the pair that would be chosen, what it agrees, and where it hurts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from .profiles import Document
from .relations import NOTHING, Answer, Broken, Change, Context, Holds, Mend, Unanswered, json_key, mirrored
from .report import Severity, Verdict, worst
from .standards import Exchange, Kind, Missing, Negotiation, Rule, Side
from .standards.annotations import AnyKey, Path

Steps = tuple[str | int, ...]


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


class Offer(NamedTuple):
    """One way in which a partner can take part: what it says, and where it stands.

    `network` is the one that it names, or else its document's. `rank` is its position in its own list.
    """

    value: Any
    side: Side
    rank: int
    document: Document
    steps: Steps
    kind: Kind
    exchange: str
    network: str | None = None

    @property
    def id(self) -> str | None:
        given = self.value.get("id") if isinstance(self.value, dict) else None
        return given if isinstance(given, str) else None

    @property
    def seen(self) -> Any:
        """The offer as its schema sees it."""
        return self.kind.exchanges[self.exchange].view(self.side, self.value)

    @property
    def order(self) -> tuple[str, str, tuple[str, ...]]:
        """What puts two offers of equal rank in order, whatever order the files were read in."""
        return self.document.system or "", self.document.path, tuple(map(str, self.steps))

    def look(self, steps: Steps) -> Any:
        """What the offer says at `steps`; `ABSENT` where it says nothing, or null."""
        if steps == ("network",):
            return self.network if self.network is not None else ABSENT
        here = self.value
        for step in steps:
            here = child(here, step)
        return ABSENT if here is None else here

    def changed(self, steps: Steps, new: Any) -> Offer:
        """The offer with `new` at `steps`."""
        network = new if steps == ("network",) else self.network
        return self._replace(value=_put(self.value, steps, new), network=network)


def child(value: Any, step: str | int) -> Any:
    """What stands at one step in a mapping or a list; `ABSENT` where there is no such step."""
    if isinstance(value, dict):
        return value.get(step, ABSENT)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return ABSENT


def _put(value: Any, steps: Steps, new: Any) -> Any:
    if not steps:
        return new
    step, *rest = steps
    if isinstance(value, list):
        copy = list(value)
        copy[int(step)] = _put(value[int(step)], tuple(rest), new)
        return copy
    inner = value.get(step) if isinstance(value, dict) else None
    return {**(value if isinstance(value, dict) else {}), step: _put(inner, tuple(rest), new)}


# ── one rule, one pair ───────────────────────────────────────────────────────────────────────────────────


class Asked(NamedTuple):
    """One rule asked of one pair: its answer, and where each value stands in its offer.

    In a directional rule `offering` says whose value is the offer: ``a`` or ``b``. `other` is the same rule
    asked the other way round, in a peer exchange.
    """

    rule: Rule
    answer: Answer
    a_steps: Steps
    b_steps: Steps
    offering: str | None = None
    other: Asked | None = None

    @property
    def broken(self) -> bool:
        return isinstance(self.answer, Broken)

    @property
    def unanswered(self) -> bool:
        return isinstance(self.answer, Unanswered)

    @property
    def blocks(self) -> bool:
        return self.broken and (self.rule.selector or self.rule.cost is Severity.BLOCKER)


_GRAVITY: dict[type, int] = {Broken: 0, Unanswered: 1, Holds: 2}


def _gravity(asked: Asked) -> int:
    return _GRAVITY[type(asked.answer)]


def ask(rule: Rule, a: Offer, b: Offer, context: Context) -> Iterator[Asked]:
    """What `rule` says of the pair: nothing where it is not asked, once for each key of a keyed rule."""
    for keys in _keys(rule, a, b):
        path, needs = _filled(rule.path, keys), _filled(rule.needs, keys)
        if not _applies(rule, a, b, keys):
            continue
        if not rule.relation.directional:
            found = _symmetric(rule, a, b, path, context)
        elif a.side is Side.OFFERS:
            found = _both_ways(rule, a, b, path, needs, context)
        else:
            found = _one_way(rule, a, b, path, needs, context, "b" if rule.acceptor_offers else "a")
        if found:
            yield found


def _keys(rule: Rule, a: Offer, b: Offer) -> Iterable[tuple[str, ...]]:
    """The keys that fill the open steps of a keyed rule: those that both offers have."""
    if not any(isinstance(step, AnyKey) for step in rule.path):
        return [()]
    return sorted(set(_fillings(a.seen, rule.path)) & set(_fillings(b.seen, rule.path)))


def _fillings(value: Any, path: Path) -> Iterator[tuple[str, ...]]:
    if not any(isinstance(step, AnyKey) for step in path):
        yield ()
        return
    step, rest = path[0], path[1:]
    if isinstance(step, AnyKey):
        for key in value if isinstance(value, dict) else ():
            if step.takes(key):
                yield from ((key, *more) for more in _fillings(value[key], rest))
    elif (inner := child(value, step)) is not ABSENT:
        yield from _fillings(inner, rest)


def _filled(path: Path, keys: tuple[str, ...]) -> Steps:
    left = iter(keys)
    return tuple(next(left, "") if isinstance(step, AnyKey) else step for step in path)


def _applies(rule: Rule, a: Offer, b: Offer, keys: tuple[str, ...]) -> bool:
    if rule.when is not None and not (rule.when(a.value) and rule.when(b.value)):
        return False
    return any(
        scope.side is offer.side and all(_met(offer, condition, keys) for condition in scope.conditions)
        for scope in rule.scopes
        for offer in (a, b)
    )


def _met(offer: Offer, condition: Any, keys: tuple[str, ...]) -> bool:
    here = offer._replace(value=offer.seen).look(_filled(condition.path, keys))
    return here is not ABSENT and bool(condition.test(here)) is not condition.negated


def _symmetric(rule: Rule, a: Offer, b: Offer, path: Steps, context: Context) -> Asked | None:
    one, other = a.look(path), b.look(path)
    if one is ABSENT and other is ABSENT:
        if not (rule.selector or rule.severity is Severity.BLOCKER) or rule.missing is Missing.IGNORE:
            return None
        return Asked(rule, Unanswered(""), path, path)
    if one is ABSENT or other is ABSENT:
        side, said = ("a", other) if one is ABSENT else ("b", one)
        answer = _missing(rule, side, said, context)
        return Asked(rule, answer, path, path) if answer else None
    return Asked(rule, rule.relation.function(one, other, rule.parameters, context), path, path)


def _missing(rule: Rule, side: str, said: Any, context: Context) -> Answer | None:
    """What an absent value on `side` means where the other side says `said`."""
    if rule.missing is Missing.IGNORE:
        return None
    if rule.missing is Missing.UNKNOWN:
        return Unanswered("", side=side)
    return Broken(tuple(_added(rule, side, said, context)), "one side does not say, and must")


def _added(rule: Rule, side: str, said: Any, context: Context) -> Iterator[Mend]:
    """What would hold in the place of an absent value: the same as the other's, or what that can be mended to."""
    same = [said] if rule.relation.name == "releasable-to" else said
    answer = rule.relation.function(same, said, rule.parameters, context)
    if isinstance(answer, Holds):
        yield (Change(side, "add", same, same),)
    for mend in answer.mends if isinstance(answer, Broken) else ():
        own = {change.side: change for change in mend}
        new = own["a"].result if "a" in own else same
        others = (change._replace(side="b" if side == "a" else "a") for change in mend if change.side == "b")
        yield (Change(side, "add", new, new), *others)


def _one_way(
    rule: Rule, a: Offer, b: Offer, path: Steps, needs: Steps, context: Context, offering: str
) -> Asked | None:
    """The offer of side `offering` against the other side's need."""
    if offering == "b":
        found = _one_way(rule, b, a, path, needs, context.mirrored(), "a")
        return found and Asked(rule, mirrored(found.answer), found.b_steps, found.a_steps, "b")
    offered = a.look(path)
    if rule.relation.name == "releasable-to":
        needed: Any = context.b_who.code
        steps = path, path
    else:
        needed = b.look(needs)
        steps = path, needs
    if needed is ABSENT:
        return None if offered is ABSENT else Asked(rule, Holds(), *steps, "a")
    if needed == [] and offered is ABSENT:
        met = rule.relation.function([], [], rule.parameters, context)
        return Asked(rule, met if isinstance(met, Holds) else Holds(), *steps, "a")
    if offered is ABSENT:
        answer = _missing(rule, "a", needed, context)
        return Asked(rule, answer, *steps, "a") if answer else None
    return Asked(rule, rule.relation.function(offered, needed, rule.parameters, context), *steps, "a")


def _both_ways(rule: Rule, a: Offer, b: Offer, path: Steps, needs: Steps, context: Context) -> Asked | None:
    """A's offer against B's need and B's against A's: the graver answer, the other beside it where it counts."""
    found = [_one_way(rule, a, b, path, needs, context, offering) for offering in ("a", "b")]
    asked = sorted((each for each in found if each), key=_gravity)
    if not asked:
        return None
    first, *more = asked
    if isinstance(first.answer, Holds):
        return first._replace(answer=Holds())
    also = more[0] if more and type(more[0].answer) is type(first.answer) else None
    return first._replace(other=also)


# ── one pair ─────────────────────────────────────────────────────────────────────────────────────────────


class Pair(NamedTuple):
    """Two offers and everything that was asked of them."""

    a: Offer
    b: Offer
    asked: tuple[Asked, ...]
    context: Context

    @property
    def failed_selectors(self) -> int:
        return sum(asked.broken and asked.rule.selector for asked in self.asked)

    @property
    def costs(self) -> tuple[int, ...]:
        """Failed selectors, blockers, blocking unknowns, majors, minors, infos."""
        broken = [a.rule.cost for a in self.asked if a.broken and not a.rule.selector]
        open_ = sum(a.unanswered and a.rule.cost is Severity.BLOCKER for a in self.asked)
        blockers, *lesser = (broken.count(severity) for severity in reversed(Severity))
        return (self.failed_selectors, blockers, open_, *lesser)

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.asked)

    @property
    def agreed(self) -> dict[str, Any]:
        return dict(_agreements(self.asked))


def _agreements(asked: Iterable[Asked]) -> Iterator[tuple[str, Any]]:
    for each in asked:
        if isinstance(each.answer, Holds) and each.answer.agreed is not NOTHING:
            yield each.rule.short, each.answer.agreed


_COSTS = {
    Severity.BLOCKER: Verdict.BLOCKED,
    Severity.MAJOR: Verdict.DEGRADED,
    Severity.MINOR: Verdict.FRICTION,
    Severity.INFO: Verdict.CLEAR,
}


def verdict_of(asked: Iterable[Asked]) -> Verdict:
    """What the answers come to."""
    return worst([Verdict.CLEAR, *map(_cost, asked)])


def _cost(asked: Asked) -> Verdict:
    if asked.broken:
        return _COSTS[asked.rule.cost]
    return Verdict.UNKNOWN if asked.unanswered and asked.rule.cost is Severity.BLOCKER else Verdict.CLEAR


def judge(rules: Sequence[Rule], a: Offer, b: Offer, context: Context) -> Pair:
    """Ask all that is to be asked of two offers: the selectors, and, if none fails, the rest."""
    asked: dict[tuple[str, Steps], Asked] = {}
    agreed: dict[str, Any] = {}
    failed = False
    for rule in rules:
        if failed and not rule.selector:
            break
        if not all(short in agreed and test(agreed[short]) for short, test in rule.when_agreed):
            continue
        for found in ask(rule, a, b, context):
            # Branches of one keyword may share an id: they are one rule, and its gravest answer counts.
            key = rule.short, found.a_steps
            asked[key] = min(asked.get(key, found), found, key=_gravity)
            failed = failed or (rule.selector and found.broken)
            agreed.pop(rule.short, None)
            agreed.update(_agreements([asked[key]]))
    return Pair(a, b, tuple(asked.values()), context)


# ── two lists ────────────────────────────────────────────────────────────────────────────────────────────


class Negotiated(NamedTuple):
    """What two lists of offers come to. Under ``every``, `pairs` are all that meet, the worst of them first."""

    verdict: Verdict
    pairs: tuple[Pair, ...] = ()

    @property
    def chosen(self) -> Pair | None:
        return self.pairs[0] if self.pairs else None


def negotiate(
    exchange: Exchange, a: Sequence[Offer], b: Sequence[Offer], context: Context, *, a_first: bool = True
) -> Negotiated:
    """Judge every pair and choose as the exchange's negotiation says.

    `a` and `b` hold at least one offer each; in a flow `a` provides. `a_first`: the code of a's partner sorts
    before b's, which settles ties.
    """
    judged: dict[tuple[str, str], tuple[Asked, ...]] = {}  # equal offers are judged once
    keys_a, keys_b = ([_same(offer) for offer in side] for side in (a, b))
    pairs = []
    for (one, key_a), (other, key_b) in product(zip(a, keys_a, strict=True), zip(b, keys_b, strict=True)):
        asked = judged.get((key_a, key_b))
        if asked is None:
            asked = judged[key_a, key_b] = judge(exchange.rules, one, other, context).asked
        pairs.append(Pair(one, other, asked, context))
    ties = {id(pair): _tie(pair, a_first) for pair in pairs}
    return _CHOOSE[exchange.negotiation](pairs, ties)


def _same(offer: Offer) -> str:
    """What two offers have in common that every rule answers alike."""
    return f"{offer.kind.version}/{offer.network}/{json_key(offer.value)}"


def _tie(pair: Pair, a_first: bool) -> tuple[Any, ...]:
    first, second = (pair.a, pair.b) if a_first else (pair.b, pair.a)
    return first.rank + second.rank, first.rank, first.order, second.order


def _best(pairs: Sequence[Pair], ties: Mapping[int, Any]) -> Negotiated:
    chosen = min(pairs, key=lambda pair: (pair.costs, ties[id(pair)]))
    return Negotiated(chosen.verdict, (chosen,))


def _commit(pairs: Sequence[Pair], ties: Mapping[int, Any]) -> Negotiated:
    holding = [pair for pair in pairs if all(isinstance(s.answer, Holds) for s in _selectors(pair))]
    if not holding:
        return _best(pairs, ties)
    settled = _settled(min(holding, key=lambda pair: ties[id(pair)]))
    return _best([pair for pair in holding if _settled(pair) == settled], ties)


def _selectors(pair: Pair) -> Iterator[Asked]:
    return (asked for asked in pair.asked if asked.rule.selector)


def _settled(pair: Pair) -> dict[str, Any]:
    """What the selectors agree; not the network, which no protocol negotiates and which may go unnamed."""
    return {short: json_key(agreed) for short, agreed in _agreements(_selectors(pair)) if short != "network"}


def _every(pairs: Sequence[Pair], ties: Mapping[int, Any]) -> Negotiated:
    met = [pair for pair in pairs if not pair.failed_selectors]
    if not met:
        return Negotiated(Verdict.CLEAR)
    # Worst first; among equals, the first in the order of preference.
    ordered = sorted(met, key=lambda pair: ties[id(pair)])
    ordered.sort(key=lambda pair: pair.costs, reverse=True)
    ordered.sort(key=lambda pair: list(Verdict).index(pair.verdict))
    return Negotiated(worst(pair.verdict for pair in met), tuple(ordered))


_CHOOSE = {Negotiation.BEST: _best, Negotiation.COMMIT: _commit, Negotiation.EVERY: _every}
