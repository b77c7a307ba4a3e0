"""Values as wholes (`equal`) and as sets (`overlap`, `covers`, `complement`); one value is the set of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .answers import Answer, Context, Holds, Mend, Parameters, broken
from .mends import grow, lose, set_to, take_over
from .relation import Relation, UntakenError, as_it_is, as_list
from .values import first, json_equal, json_key, plain, quoted


def _equal(a: Any, b: Any, settings: Parameters, _: Context) -> Answer:
    one, other = (_folded(a), _folded(b)) if settings.get("normalize") == "casefold" else (a, b)
    return Holds(plain(one)) if json_equal(one, other) else broken(set_to("a", b), set_to("b", a))


EQUAL = Relation(
    "equal", "the two values are equal", as_it_is, _equal, agrees=True, parameters={"normalize": {"enum": ["casefold"]}}
)


def _folded(value: Any) -> Any:
    match value:
        case str():
            return value.casefold()
        case list():
            return [_folded(member) for member in value]
        case Mapping():
            return {key: _folded(member) for key, member in value.items()}
    return value


class Members(NamedTuple):
    """What one side wrote, and its members by their keys, in order; what is said twice counts once."""

    written: Any
    by_key: dict[str, Any]


def members(value: Any, _: Parameters) -> Members:
    if value is None or isinstance(value, Mapping):
        raise UntakenError(value, "a list, or one text, number or boolean, is taken")
    by_key: dict[str, Any] = {}
    for member in as_list(value):
        by_key.setdefault(json_key(member), member)
    return Members(value, by_key)


def texts(value: Any, settings: Parameters, takes: str) -> Members:
    """Members that are all texts."""
    if not all(isinstance(member, str) for member in as_list(value)):
        raise UntakenError(value, takes)
    return members(value, settings)


def shared_keys(a: Members, b: Members) -> list[str]:
    """The keys of the shared members, by the sum of their positions in both, then by their text."""
    places = {key: place for place, key in enumerate(b.by_key)}
    ranks = {key: place + places[key] for place, key in enumerate(a.by_key) if key in places}
    return sorted(ranks, key=lambda key: (ranks[key], key))


def _missing(a: Members, b: Members) -> dict[str, Any]:
    """What `b` has and `a` has not."""
    return {key: member for key, member in b.by_key.items() if key not in a.by_key}


def _gain(side: str, written: Any, more: list[Any], wanted: int) -> Mend:
    """The side with more members; where one member is all that is wanted, a single value gives way to it."""
    return take_over(side, written, more[0]) if wanted == 1 and _stands_alone(more[0]) else grow(side, written, more)


def _stands_alone(member: Any) -> bool:
    """Whether a member means the same without a list around it."""
    return member is not None and not isinstance(member, list | Mapping)


def _overlap(a: Members, b: Members, settings: Parameters, _: Context) -> Answer:
    shared, wanted = shared_keys(a, b), settings["min_common"]
    if len(shared) >= wanted:
        return Holds([plain(a.by_key[key]) for key in shared])
    note = f"{len(shared)} of at least {wanted} members shared" if shared else ""
    return broken(*_overlap_mends(a, b, len(shared), int(wanted)), note=note)


OVERLAP = Relation(
    "overlap",
    "the two sets share enough members",
    members,
    _overlap,
    agrees=True,
    parameters={"min_common": {"type": "integer", "minimum": 1}},
    defaults={"min_common": 1},
)


def _overlap_mends(a: Members, b: Members, shared: int, wanted: int) -> Iterator[Mend]:
    """Take over the other's best members; where it has too few, each takes over some of the other's."""
    lack = wanted - shared
    only_a, only_b = list(_missing(b, a).values()), list(_missing(a, b).values())
    if len(only_a) + len(only_b) < lack:
        return
    most, fewest = min(lack, len(only_b)), max(0, lack - len(only_a))
    for to_a in dict.fromkeys((most, fewest)):
        more_a, more_b = only_b[:to_a], only_a[: lack - to_a]
        mend_a = _gain("a", a.written, more_a, wanted) if more_a else ()
        mend_b = _gain("b", b.written, more_b, wanted) if more_b else ()
        yield mend_a + mend_b


def _covers(a: Members, b: Members, _: Parameters, __: Context) -> Answer:
    missing = _missing(a, b)
    if not missing:
        return Holds([plain(member) for member in b.by_key.values()])
    grown = _gain("a", a.written, list(missing.values()), wanted=len(b.by_key))
    note = f"not offered: {first(quoted(member) for member in missing.values())}"
    return broken(grown, _need_less(a, b, missing), note=note)


COVERS = Relation("covers", "every member that is needed is offered", members, _covers, directional=True, agrees=True)


def _need_less(a: Members, b: Members, missing: Mapping[str, Any]) -> Mend:
    """The need without what is not offered; a need for one thing turns to the best that is offered."""
    if isinstance(b.written, list) or not a.by_key:
        return lose("b", b.written, missing)
    best = next(iter(a.by_key.values()))
    return set_to("b", best if _stands_alone(best) else [best])


def _roles(value: Any, settings: Parameters) -> Members:
    return texts(value, settings, "a role or a list of roles is taken")


_ROLE = {"type": "string", "minLength": 1}


def _complement(a: Members, b: Members, settings: Parameters, _: Context) -> Answer:
    """Agreed are the roles of either side that have their counterpart on the other."""
    counterparts = _counterparts(settings["pairs"])
    in_a, in_b = set(a.by_key.values()), set(b.by_key.values())
    met = {(x, y) for x in in_a for y in counterparts.get(x, ()) if y in in_b}
    if met:
        return Holds(sorted({role for pair in met for role in pair}))
    return broken(_answer_role("a", a, b, counterparts), _answer_role("b", b, a, counterparts))


COMPLEMENT = Relation(
    "complement",
    "a role of one has its counterpart among the other's",
    _roles,
    _complement,
    agrees=True,
    parameters={
        "pairs": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"anyOf": [_ROLE, {"type": "array", "minItems": 1, "items": _ROLE}]},
        }
    },
    required=("pairs",),
)


def _counterparts(pairs: Mapping[str, Any]) -> dict[str, list[str]]:
    """Each role's counterparts, read both ways, in the order of the pairs."""
    found: dict[str, list[str]] = {}
    for role, answers in pairs.items():
        for answer in as_list(answers):
            found.setdefault(role, []).append(answer)
            found.setdefault(answer, []).append(role)
    return found


def _answer_role(side: str, own: Members, other: Members, counterparts: Mapping[str, list[str]]) -> Mend:
    """Take the counterpart of the other's first role that has one."""
    answers = (counterparts[role][0] for role in other.by_key.values() if role in counterparts)
    answer = next(answers, None)
    return take_over(side, own.written, answer) if answer is not None else ()
