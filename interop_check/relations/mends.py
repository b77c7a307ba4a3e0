"""The small edits that mend a relation; each stands alone as a mend, and two mends add up to one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .answers import Change, Mend
from .values import json_key


def set_to(side: str, value: Any) -> Mend:
    return (Change(side, "set", value, value),)


def take_over(side: str, written: Any, member: Any) -> Mend:
    """A list takes in the member; anything else gives way to it."""
    if isinstance(written, list):
        return (Change(side, "add", member, [*written, member]),)
    return set_to(side, member)


def grow(side: str, written: Any, more: list[Any]) -> Mend:
    """A list takes in more members; anything else becomes a list with them."""
    if isinstance(written, list):
        return (Change(side, "add", _one_or_many(more), [*written, *more]),)
    return set_to(side, [written, *more])


def lose(side: str, written: Any, keys: Iterable[str]) -> Mend:
    """A list without the members of these keys; anything else cannot lose what it is."""
    if not isinstance(written, list):
        return ()
    gone = frozenset(keys)
    lost = {key: member for member in written if (key := json_key(member)) in gone}
    kept = [member for member in written if json_key(member) not in gone]
    return (Change(side, "remove", _one_or_many(list(lost.values())), kept),)


def _one_or_many(members: list[Any]) -> Any:
    return members[0] if len(members) == 1 and not isinstance(members[0], list) else members
