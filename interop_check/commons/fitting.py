"""What the schema takes: how agreed values are written, and which open ones must be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from ..negotiation import ABSENT, Steps, child
from ..profiles import Document
from ..standards import Kind, Side
from ..standards.words import ENVELOPE
from .drafts import CODE, Draft, Open


def fitting(draft: Draft) -> Draft:
    """The draft written as its schema takes it, with the open values that it asks for."""
    if _holds(draft, draft.value):
        return draft
    filled = list(_filled(draft))
    for each in filled:
        if _holds(draft, each):
            return draft._replace(required=tuple(_required(draft, each)))
    for steps, shape in ((steps, shape) for steps, shapes in draft.shapes for shape in shapes[1:]):
        better = draft._replace(value=_with(draft.value, steps, shape))
        if _holds(better, better.value):
            return better
        for each in (_with(value, steps, shape) for value in filled):
            if _holds(better, each):
                return better._replace(required=tuple(_required(better, each)))
    own = reduce(lambda value, each: _with(value, each[0], each[1][-1]), draft.shapes, draft.value)
    if _holds(draft, own):
        return draft._replace(value=own)
    return draft._replace(refused="the standard takes no offer with these values")


def _filled(draft: Draft) -> Iterator[dict[str, Any]]:
    """The offer with every open value filled in as one of the two says it."""
    if draft.open:
        for first in (0, 1):
            value: Any = draft.value
            for each in draft.open:
                ordered = (each.said[first][1], each.said[1 - first][1])
                value = _with(value, each.steps, next(said for said in ordered if said is not ABSENT))
            yield value


def _required(draft: Draft, filled: Mapping[str, Any]) -> Iterator[Open]:
    """The open values that cannot be left away where all others are filled in."""
    for each in draft.open:
        if not _holds(draft, _with(filled, each.steps, ABSENT)):
            yield each


def _with(value: Any, steps: Steps, new: Any) -> Any:
    """`value` with `new` at these steps, or without them where that is `ABSENT`."""
    step, *rest = steps
    if isinstance(value, list):
        changed = _with(value[int(step)], tuple(rest), new) if rest else new
        return [changed if index == step else each for index, each in enumerate(value)]
    inner = value.get(step, {}) if isinstance(value, dict) else {}
    kept = {key: each for key, each in value.items() if key != step} if isinstance(value, dict) else {}
    put = _with(inner, tuple(rest), new) if rest else new
    return kept if put is ABSENT else {**kept, step: put}


def _holds(draft: Draft, value: Mapping[str, Any]) -> bool:
    top = {str(each.steps[0]): each.value for each in draft.top}
    whole = document(draft.kind, "common", [draft._replace(value=value)], top)
    return draft.kind.schema.holds(draft.kind.view(whole))


def asked_for(kind: Kind, one: Document, other: Document) -> Iterator[Open]:
    """What the standard asks for outside of all exchanges, and what the two documents say there."""
    if kind.schema.holds(kind.view(document(kind, "common", (), {}))):
        return
    exchanges = {located.steps[0] for located in kind.locate(one.value)}
    for key in one.value.keys() - exchanges - set(ENVELOPE):
        without = {name: value for name, value in one.value.items() if name != key}
        if not kind.schema.holds(kind.view(without)):
            said = ((each.partner or "", child(each.value, key)) for each in (one, other))
            yield Open((key,), tuple(said))


def document(kind: Kind, system: str, drafts: Sequence[Draft], top: Mapping[str, Any]) -> dict[str, Any]:
    """The document of these offers, with `top` beside its envelope."""
    whole: dict[str, Any] = {"kind": f"{kind.name}/{kind.version}", "partner": CODE, "system": system, **top}
    for draft in drafts:
        here = whole
        for step in draft.lead[:-1]:
            here = here.setdefault(str(step), {})
        last = str(draft.lead[-1])
        if not draft.listed:
            here[last] = draft.value
            continue
        if draft.side is not Side.OFFERS:
            here, last = here.setdefault(last, {}), draft.side.value
        here.setdefault(last, []).append(draft.value)
    return whole
