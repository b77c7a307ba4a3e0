"""Published standards and their editions, as the catalogue knows them: `standard`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any, TypeAlias

from .answers import Answer, Context, Editions, Holds, Mend, Parameters, Together, Unanswered, broken, only_side
from .mends import grow, take_over
from .relation import Relation, Side, UntakenError, each
from .values import first, plain, quoted


def _reference(value: Any, _: Parameters) -> Any:
    """A catalogue id, or a mapping with `standard` and `edition`."""
    if not _is_reference(value):
        raise UntakenError(value, "an edition's catalogue id, or standard and edition (as texts), is taken")
    return plain(value)


def _is_reference(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return _is_name(value)
    return value.keys() <= {"standard", "edition"} and _is_name(value.get("standard")) and _is_edition(value)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_edition(reference: Mapping[str, Any]) -> bool:
    """An edition given as a number with a point is refused: it has lost its last zeros."""
    edition = reference.get("edition")
    return edition is None or (isinstance(edition, str | int) and not isinstance(edition, bool))


_Named: TypeAlias = list[tuple[Any, tuple[str, ...]]]  # each reference, with the editions that it names


def _standard(a: Side, b: Side, _: Parameters, context: Context) -> Answer:
    catalogue = context.editions
    a_named, b_named = _resolved(a, catalogue), _resolved(b, catalogue)
    pairs = {(min(pair), max(pair)) for pair in product(_ids(a_named), _ids(b_named))}
    said = {pair: _together(*pair, catalogue) for pair in sorted(pairs)}
    working = {id for pair, together in said.items() if together.verdict == "yes" for id in pair}
    if working:
        return Holds(_best(working, catalogue))
    doubt = _nameless(a_named, b_named) or _doubt(said)
    return doubt or broken(*_mends(a, b, a_named, b_named, catalogue), note=_why_not(said))


STANDARD = Relation(
    "standard",
    "both name the same published standard, in editions that are known to work together",
    each(_reference),
    _standard,
    agrees=True,
)


def _resolved(side: Side, catalogue: Editions) -> _Named:
    return [(reference, catalogue.resolve(reference)) for reference in side.each]


def _ids(named: _Named) -> set[str]:
    return {id for _, ids in named for id in ids}


def _together(one: str, other: str, catalogue: Editions) -> Together:
    return Together("yes") if one == other else catalogue.together(one, other)


def _best(ids: Iterable[str], catalogue: Editions) -> str | None:
    """The newest current edition, else the newest."""
    return catalogue.newest({id for id in ids if catalogue.lifecycle(id) == "current"} or ids)


def _nameless(a_named: _Named, b_named: _Named) -> Unanswered | None:
    """A reference to a standard without its edition could mean any; it matters where it meets something."""
    bare_a, bare_b = ([reference for reference, ids in named if not ids] for named in (a_named, b_named))
    if not (bare_a or bare_b) or not a_named or not b_named:
        return None
    names = (reference if isinstance(reference, str) else reference["standard"] for reference in bare_a + bare_b)
    return Unanswered(f"names no edition of {first(quoted(name) for name in names)}", side=only_side(bare_a, bare_b))


_DOUBTS: Mapping[str, str] = {
    "disputed": "sources disagree on whether {} work together",
    "unsaid": "no public source says whether {} work together",
}


def _doubt(said: Mapping[tuple[str, str], Together]) -> Unanswered | None:
    doubtful = {pair: together for pair, together in said.items() if together.verdict in _DOUBTS}
    if not doubtful:
        return None
    who = "these two" if len(said) == 1 else ""  # the message names them already
    reasons = (_doubt_text(who or " and ".join(map(quoted, pair)), each) for pair, each in doubtful.items())
    sources = sorted({together.source for together in doubtful.values() if together.source})
    return Unanswered(first(reasons, most=2), source="; ".join(sources))


def _doubt_text(who: str, together: Together) -> str:
    text = _DOUBTS[together.verdict].format(who)
    return f"{text} ({together.note.rstrip('.')})" if together.note else text


def _why_not(said: Mapping[tuple[str, str], Together]) -> str:
    """Why no pair works; what is said of the same standard comes before what is of different ones."""
    same = {pair: together for pair, together in said.items() if together.verdict == "no"}
    return first((_why_not_this(pair, together) for pair, together in (same or said).items()), most=2)


def _why_not_this(pair: tuple[str, str], together: Together) -> str:
    one, other = (quoted(id) for id in pair)
    if together.verdict != "no":
        return f"{one} and {other} are not the same published standard"
    remarks = [remark.rstrip(".") for remark in (together.note, together.source) if remark]
    return f"{one} and {other} do not work together" + (f" ({'; '.join(remarks)})" if remarks else "")


def _mends(a: Side, b: Side, a_named: _Named, b_named: _Named, catalogue: Editions) -> Iterator[Mend]:
    """Take the other's best edition, or both the current one of their standard that neither has.

    Each first beside the own edition, as others may still need that, then in its place where a list is not taken.
    """
    ids_a, ids_b = _ids(a_named), _ids(b_named)
    middle = catalogue.newest(set(catalogue.current(ids_a)) & set(catalogue.current(ids_b)) - ids_a - ids_b)
    both_lists = isinstance(a.written, list) and isinstance(b.written, list)  # to which both ways are the same
    for join in (_beside,) if both_lists else (_beside, take_over):
        for side, own, offered in (("a", a, b_named), ("b", b, a_named)):
            best = _best_reference(offered, catalogue)
            if best is not None:
                yield join(side, own.written, best)
        if middle is not None:
            yield join("a", a.written, middle) + join("b", b.written, middle)


def _beside(side: str, written: Any, member: Any) -> Mend:
    return grow(side, written, [member])


def _best_reference(named: _Named, catalogue: Editions) -> Any:
    """The reference to the best edition, as it was written, if any."""
    best = _best(_ids(named), catalogue)
    return next((reference for reference, ids in named if best in ids), None)
