"""From a rule as written to a rule that can be asked, and everything that is refused on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import combinations
from typing import Any, NamedTuple

from ..relations import RELATIONS, Relation
from ..report import Severity
from ..suggestions import did_you_mean
from .annotations import AnyKey, Guard, Path
from .compiler import Draft, Offers
from .kinds import Condition, Rule, Scope
from .resources import Node, Refusal
from .validators import Schema, Validators, alone
from .words import Missing, Mode, Negotiation, Side, Test

# The keys of a rule that are no parameters of its relation.
OWN_KEYS = frozenset({
    "relation", "id", "title", "severity", "selector", "needs", "offered_by", "when", "when_agreed", "missing",
    "because", "remedy", "source", "example", "fixed",
})  # fmt: skip

_ID = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")
_OFFERING = {False: Side.PROVIDES, True: Side.ACCEPTS}


class Setting(NamedTuple):
    """What a rule's exchange says that its compilation depends on."""

    kind: str
    exchange: str
    mode: Mode
    negotiation: Negotiation
    ceiling: Severity


def network_rule(setting: Setting) -> Rule:
    """The selector that every exchange has: offers meet on one network."""
    return Rule(
        id=f"{setting.kind}/{setting.exchange}/network",
        short="network",
        title="Network",
        relation=RELATIONS["equal"],
        parameters={},
        severity=setting.ceiling,
        cost=setting.ceiling,
        selector=True,
        path=("network",),
        needs=("network",),
        missing=Missing.IGNORE,
        scopes=tuple(Scope(side) for side in Side),
        because="The two offers ride on different networks, so nothing passes between them.",
        remedy="Make an offer on a network that both partners are on, or plan a gateway between the two.",
    )


def compile_rules(setting: Setting, offers: Offers, validators: Validators) -> tuple[tuple[Rule, ...], list[Refusal]]:
    """The rules of one exchange in the order in which they are asked, and what was refused."""
    drafts = list(offers.drafts.values())
    refusals = [
        *_repeated(drafts),
        *(r for draft in drafts for r in _refused(draft, setting, offers)),
    ]
    if not refusals:
        refusals = [*_agreements(drafts, setting)]
    if any(not refusal.note for refusal in refusals):
        return (), refusals
    rules = [network_rule(setting), *(_rule(draft, setting, offers, validators) for draft in drafts)]
    try:
        return tuple(_in_order(rules)), refusals
    except CycleError as error:
        circle = " → ".join(error.args[1])
        return (), [drafts[0].note.node.refuse(f"'when_agreed' goes in a circle: {circle}", "x-interop")]


def _in_order(rules: list[Rule]) -> Iterator[Rule]:
    """Selectors first; otherwise as written, but a rule after those whose agreement it hangs on."""
    graph: dict[str, set[str]] = {}
    for rule in rules:
        graph.setdefault(rule.short, set()).update(short for short, _ in rule.when_agreed)
    depth = dict.fromkeys(graph, 0)
    hanging = any(graph.values())
    for short in TopologicalSorter(graph).static_order() if hanging else ():
        depth[short] = max((depth[other] + 1 for other in graph.get(short, ())), default=0)
    yield from sorted(rules, key=lambda rule: (not rule.selector, depth[rule.short]))


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────


def _repeated(drafts: Iterable[Draft]) -> Iterator[Refusal]:
    named: dict[str, list[Draft]] = {}
    for draft in drafts:
        named.setdefault(draft.short, []).append(draft)
    for short, sharing in named.items():
        if not short:
            yield from (draft.refuse("this rule has no property to be named after: give it an id") for draft in sharing)
        elif not _ID.fullmatch(short):
            yield sharing[0].refuse(f"{short!r} is no id (letters, digits, '.', '_', '-', '/'): give this rule one")
        elif short == "network":
            yield sharing[0].refuse("every exchange has a rule 'network' already: give this one another id")
        elif not all(_exclusive(one, other) for one, other in combinations(sharing, 2)):
            yield sharing[1].refuse(f"the id {short!r} is taken already in this exchange: give this rule another")


def _exclusive(one: Draft, other: Draft) -> bool:
    """Whether two rules stand in different branches of one keyword, and cost the same."""
    alike = all(one.says.get(key) == other.says.get(key) for key in ("relation", "severity", "selector"))
    return alike and all(_branches(a, b) for _, a in one.ways for _, b in other.ways)


def _branches(one: tuple[Guard, ...], other: tuple[Guard, ...]) -> bool:
    pairs = ((a.branch, b.branch) for a, b in zip(one, other, strict=False))
    return any(a.site == b.site and a.name != b.name for a, b in pairs)


def _refused(draft: Draft, setting: Setting, offers: Offers) -> Iterator[Refusal]:
    relation = RELATIONS.get(draft.says["relation"])
    if relation is None:
        names = ", ".join(RELATIONS)
        near = did_you_mean(draft.says["relation"], RELATIONS)
        yield draft.refuse(f"there is no relation {draft.says['relation']!r}{near}; there are {names}", "relation")
        return
    yield from _parameters(draft, relation)
    yield from _misplaced(draft, relation, setting)
    yield from _unreachable(draft, relation, setting, offers)


def _parameters(draft: Draft, relation: Relation) -> Iterator[Refusal]:
    given = {key: value for key, value in draft.says.items() if key not in OWN_KEYS}
    for name in given.keys() - relation.parameters.keys():
        takes = ", ".join(sorted(relation.parameters)) or "none"
        near = did_you_mean(name, {*relation.parameters, *OWN_KEYS})
        yield draft.refuse(f"{relation.name!r} takes no parameter {name!r}{near}; it takes {takes}", name)
    for name, value in given.items():
        if name in relation.parameters and (wrong := _wrong(relation.name, name, value)):
            yield draft.refuse(f"the parameter {name!r} of {relation.name!r} is wrong: {wrong}", name)
    for name in sorted(set(relation.required) - given.keys()):
        yield draft.refuse(f"{relation.name!r} must be told its parameter {name!r}")
    if not set(relation.required) - given.keys():
        for fault in relation.faults({**relation.defaults, **given}):
            yield draft.refuse(f"the parameters of {relation.name!r} do not fit: {fault}")


def _wrong(relation: str, name: str, value: Any) -> str | None:
    allowed = _allowed(relation, name)
    return None if allowed.holds(value) else next(iter(allowed.errors(value))).message


@cache
def _allowed(relation: str, parameter: str) -> Schema:
    return alone(RELATIONS[relation].parameters[parameter])


def _misplaced(draft: Draft, relation: Relation, setting: Setting) -> Iterator[Refusal]:
    says = draft.says
    if says.get("selector") and "severity" in says:
        yield draft.refuse("a selector takes no severity: where it fails, it costs the exchange's", "severity")
    if "needs" in says and (not relation.directional or relation.name == "releasable-to"):
        yield draft.refuse(f"{relation.name!r} relates two values of one property and takes no 'needs'", "needs")
    if "offered_by" in says and not (setting.mode is Mode.FLOW and relation.directional):
        yield draft.refuse("'offered_by' belongs to a directional relation in a flow", "offered_by")
    if says.get("offered_by") == "acceptor" and relation.name == "releasable-to":
        yield draft.refuse("'releasable-to' asks the provider's list only", "offered_by")
    if relation.name == "disjoint" and setting.negotiation is not Negotiation.EVERY:
        yield draft.refuse("'disjoint' must hold for all offers: its exchange's negotiation must be 'every'")
    if setting.mode is Mode.PEER and relation.directional and relation.name != "releasable-to" and "needs" not in says:
        reason = f"without 'needs', {relation.name!r} in a peer exchange asks each side for at least the other's value"
        yield draft.refuse(f"{reason}: for equality", note=True)


def _unreachable(draft: Draft, relation: Relation, setting: Setting, offers: Offers) -> Iterator[Refusal]:
    if relation.name == "releasable-to":
        return
    sides = {side for side, _ in draft.ways}
    if setting.mode is Mode.PEER:
        other = Side.OFFERS
    elif relation.directional:
        offering = _OFFERING[draft.says.get("offered_by") == "acceptor"]
        other = Side.ACCEPTS if offering is Side.PROVIDES else Side.PROVIDES
        if offering not in sides:
            yield draft.refuse(f"this rule must stand in the schema of the side that offers: under {offering.value!r}")
            return
    else:
        missing = {Side.PROVIDES, Side.ACCEPTS} - sides
        other = missing.pop() if missing else Side.ACCEPTS
    if needed(draft, offers, other) is None:
        wanted = draft.says.get("needs") or "/" + "/".join(map(str, draft.path))
        known = ("/" + "/".join(map(str, path)) for path in offers.named.get(other, ()))
        near = did_you_mean(wanted, known)
        yield draft.refuse(f"no schema of the other side's offers names {wanted!r}{near}", "needs")


def needed(draft: Draft, offers: Offers, side: Side) -> Path | None:
    """The path of what the other side needs, as its schema names it; `None` where it does not."""
    pointer = draft.says.get("needs")
    wanted: Path = tuple(_tokens(pointer)) if pointer else draft.path
    if not wanted or wanted in offers.named.get(side, ()):
        return wanted
    for path in offers.named.get(side, ()):
        if len(path) == len(wanted) and all(map(_meets, path, wanted)):
            ends = zip(path, wanted, strict=True)
            return tuple(step if isinstance(step, int) or isinstance(want, AnyKey) else want for step, want in ends)
    return None


def _meets(step: object, wanted: object) -> bool:
    return isinstance(step, AnyKey) or (not isinstance(wanted, AnyKey) and str(step) == str(wanted))


def _tokens(pointer: str) -> Iterator[str]:
    return (token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:])


def _agreements(drafts: Iterable[Draft], setting: Setting) -> Iterator[Refusal]:
    known = {draft.short: draft for draft in drafts}
    for draft in known.values():
        for short in draft.says.get("when_agreed", ()):
            if reason := _no_agreement(draft, known.get(short), setting):
                near = did_you_mean(short, known) if short not in known else ""
                yield draft.refuse(f"'when_agreed' names {short!r}, {reason}{near}", "when_agreed", short)


def _no_agreement(draft: Draft, other: Draft | None, setting: Setting) -> str | None:
    if other is None:
        return "which is no rule of this exchange"
    relation = RELATIONS[other.says["relation"]]
    if not relation.agrees or (relation.directional and setting.mode is Mode.PEER):
        return f"but {relation.name!r} agrees on no value here"
    if any(isinstance(step, AnyKey) for step in other.path):
        return "but that rule is asked key by key and agrees on no single value"
    if draft.says.get("selector") and not other.says.get("selector"):
        return "which is no selector: a selector may only hang on selectors"
    return None


# ── what is compiled ─────────────────────────────────────────────────────────────────────────────────────


def _rule(draft: Draft, setting: Setting, offers: Offers, validators: Validators) -> Rule:
    says, relation = draft.says, RELATIONS[draft.says["relation"]]
    severity = Severity(says.get("severity", Severity.BLOCKER))
    selector = bool(says.get("selector"))
    strict = selector or severity.weight >= Severity.MAJOR.weight
    acceptor_offers = says.get("offered_by") == "acceptor"
    other = Side.OFFERS if setting.mode is Mode.PEER else _OFFERING[not acceptor_offers]
    origin = draft.note.origins[0]
    return Rule(
        id=f"{setting.kind}/{setting.exchange}/{draft.short}",
        short=draft.short,
        title=draft.title,
        relation=relation,
        parameters={**relation.defaults, **{k: v for k, v in says.items() if k not in OWN_KEYS}},
        severity=setting.ceiling if selector else severity,
        cost=setting.ceiling if selector else min(severity, setting.ceiling, key=lambda s: s.weight),
        selector=selector,
        path=draft.path,
        needs=needed(draft, offers, other) or draft.path,
        missing=Missing(says.get("missing", "unknown" if strict else "ignore")),
        scopes=tuple(_scope(side, guards, validators) for side, guards in draft.ways),
        acceptor_offers=acceptor_offers,
        when=_test(says["when"], origin, validators) if "when" in says else None,
        when_agreed=tuple(
            (short, _test(schema, origin, validators)) for short, schema in says.get("when_agreed", {}).items()
        ),
        because=str(says.get("because", "")),
        remedy=str(says.get("remedy", "")),
        source=str(says.get("source", "")),
        example=says.get("example", {}),
        fixed=bool(says.get("fixed")),
        stands_for={value: tuple(ids) for value, ids in draft.note.says.get("standards", {}).items()},
    )


def _scope(side: Side, guards: Iterable[Guard], validators: Validators) -> Scope:
    return Scope(side, tuple(_condition(guard, validators) for guard in guards))


def _condition(guard: Guard, validators: Validators) -> Condition:
    branch = guard.branch
    if isinstance(branch.test, str):
        return Condition(guard.path, _has(branch.test))
    return Condition(guard.path, validators.at(branch.test).holds, branch.negated)


def _has(key: str) -> Test:
    return lambda value: isinstance(value, dict) and key in value


def _test(schema: Any, origin: Node, validators: Validators) -> Test:
    return validators.written(schema, origin).holds
