"""Of all that is wrong, what tells a reader something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .fault import Fault, look

_TELLING = (
    "type", "enum", "const", "required", "additionalProperties", "unevaluatedProperties", "format", "minLength",
    "maxLength", "pattern",
)  # fmt: skip


def telling(faults: Iterable[Fault], value: Any) -> Iterator[Fault]:
    """The faults of the document `value` that tell something which no other one does, each once."""
    ranked = sorted(faults, key=_rank)
    meant = {(fault.steps, fault.meant) for fault in ranked if fault.present}
    certain = (fault.steps for fault in ranked if not fault.doubtful)
    around = {steps[:depth] for steps in certain for depth in range(len(steps) + 1)}
    said: set[object] = set()
    for fault in ranked:
        key = (fault.steps, fault.name, None if _stands_alone(fault, value) else fault.keyword)
        whole = fault.steps, None, None
        misspelt = not fault.present and fault.name is not None and (fault.steps, fault.name) in meant
        echoed = fault.doubtful and fault.steps in around
        if not (said & {key, whole} or misspelt or echoed):
            said.add(key)
            yield fault


def _rank(fault: Fault) -> int:
    return _TELLING.index(fault.keyword) if fault.keyword in _TELLING else len(_TELLING)


def _stands_alone(fault: Fault, value: Any) -> bool:
    """Whether nothing more need be said of the same thing: it is one key, one scalar, or of a wrong type."""
    if fault.name is not None or fault.keyword == "type":
        return True
    return not isinstance(look(value, fault.steps), dict | list)
