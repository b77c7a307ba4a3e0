"""The profile of what two can both do: its text, with what is open and what is left out as comments."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..partners import Partner
from ..relations import json_equal, json_key
from ..standards import Kind
from ..standards.words import ENVELOPE
from ..starters.text import flow, one_line
from .drafts import CODE, Draft, Key, Open
from .fitting import document

_WIDEST = 320


class Common(NamedTuple):
    """A profile of what both can do: the file's name and its text; how many required keys and other values are open."""

    name: str
    text: str
    exchanges: int
    required: int
    open: int

    @property
    def summary(self) -> str:
        """In a few words, what is in it and what is left to fill in."""
        kept = f"{self.exchanges} exchange{'' if self.exchanges == 1 else 's'}"
        missing = f"; {_keys(self.required)} left open, without which it is not valid" if self.required else ""
        return f"{kept}{missing}"


class File(NamedTuple):
    """The profile of one kind: the offers that are kept, and what is left out, with the reason."""

    kind: Kind
    system: str
    kept: tuple[Draft, ...]
    left_out: tuple[tuple[Draft, str], ...]
    top: tuple[Open, ...]

    @property
    def required(self) -> int:
        """How many required keys are left open."""
        return sum(len(draft.required) for draft in self.kept) + sum(not each.alike for each in self.top)

    def common(self, a: Partner, b: Partner, date: datetime.date) -> Common:
        exchanges = len({(draft.exchange.id, draft.name) for draft in self.kept})
        left = sum(len(draft.open) - len(draft.required) for draft in self.kept)
        return Common(f"{self.kind.name}.yaml", self.text(a, b, date), exchanges, self.required, left)

    def text(self, a: Partner, b: Partner, date: datetime.date) -> str:
        lines = [*self._head(a, b, date), *_mapping(self._tree(), ""), *self._tail()]
        return "\n".join(lines) + "\n"

    def _head(self, a: Partner, b: Partner, date: datetime.date) -> Iterator[str]:
        one, other = sorted((a.code, b.code))
        title = one_line(self.kind.title)
        yield f"# {title}: what {one} and {other} can both do, as of {date.isoformat()}; to be agreed on."
        yield "# Written here is what is agreed in every exchange that is clear between the two. Lines that begin with"
        yield '# "open:" name what no rule settles and the two say differently.'
        if self.required:
            yield f'# NOT VALID YET: {_keys(self.required)} left open; each stands at a line "open, required:".'
        yield f"kind: {flow(f'{self.kind.name}/{self.kind.version}')}"
        yield f"partner: {CODE}"
        yield f"system: {flow(self.system)}"
        for each in self.top:
            name = flow(each.steps[0])
            yield f"{name}: {flow(each.value)}" if each.alike else f"# open, required: {_cut(str(each))}"

    def _tree(self) -> dict[str, Any]:
        """The document without its envelope; in the place of each offer, the draft of it."""
        leaves: list[Any] = [draft._replace(value=_Leaf(draft)) for draft in self.kept]  # type: ignore[arg-type]
        kept = document(self.kind, self.system, leaves, {})
        return {key: value for key, value in kept.items() if key not in ENVELOPE}

    def _tail(self) -> Iterator[str]:
        if self.left_out:
            yield ""
            yield "# Left out: clear between the two, but not to be written as one offer that suits both."
        for draft, reason in self.left_out:
            where = f"{draft.name}{f', {draft.direction}' if draft.direction else ''}"
            yield f"#   {one_line(where)}: {_cut(reason)}"
            yield from (f"#     {_cut(str(each))}" for each in draft.open)


class _Leaf:
    """An offer in the tree of a document."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft


def file_of(drafts: Sequence[Draft], system: str, left_out: Mapping[Key, str]) -> File:
    """The profile of these drafts of one kind, without those that are `left_out`, each with its reason."""
    kind = min((draft.kind for draft in drafts), key=lambda each: each.ordinal)
    kept: list[Draft] = []
    rest: list[tuple[Draft, str]] = []
    for draft in drafts:
        reason = left_out.get(draft.key) or draft.refused
        if not reason and not draft.settles:
            reason = "each keeps its own"
        if reason:
            rest.append((draft, reason))
        elif not any(_alike(draft, each) for each in kept):
            kept.append(draft._replace(value=_named(draft, kept)))
        else:
            kept = [each._replace(meets=(*each.meets, *draft.meets)) if _alike(draft, each) else each for each in kept]
    return File(kind, system, tuple(kept), tuple(rest), tuple(_top(drafts)))


def _top(drafts: Iterable[Draft]) -> Iterator[Open]:
    """What is asked for outside of all exchanges, once; open where any two documents say it differently."""
    found: dict[Any, Open] = {}
    for each in (each for draft in drafts for each in draft.top):
        first = found.setdefault(each.steps, each)
        if first.alike and not (each.alike and json_equal(first.value, each.value)):
            found[each.steps] = each._replace(said=(first.said[0], each.said[1])) if each.alike else each
    yield from (found[steps] for steps in sorted(found))


def _alike(one: Draft, other: Draft) -> bool:
    if (one.exchange.id, one.name, one.side, one.open) != (other.exchange.id, other.name, other.side, other.open):
        return False
    return json_key({**one.value, "id": None}) == json_key({**other.value, "id": None})


def _named(draft: Draft, others: Iterable[Draft]) -> dict[str, Any]:
    """The offer with an id that no other of its list has."""
    taken = {
        each.value["id"]
        for each in others
        if (each.exchange.id, each.name, each.side) == (draft.exchange.id, draft.name, draft.side)
    }
    wanted = [draft.value["id"], *(f"{str(draft.value['id'])[:60]}-{number}" for number in range(2, len(taken) + 3))]
    return {**draft.value, "id": next(each for each in wanted if each not in taken)}


def _mapping(tree: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in tree.items():
        if not indent:
            yield ""
        yield f"{indent}{flow(key)}:"
        if isinstance(value, _Leaf):
            yield from (f"{indent}  {line}" for line in _offer(value.draft))
        elif isinstance(value, list):
            for leaf in value:
                yield from (f"{indent}  {'  ' if i else '- '}{line}" for i, line in enumerate(_offer(leaf.draft)))
        else:
            yield from _mapping(value, f"{indent}  ")


def _offer(draft: Draft) -> Iterator[str]:
    for key, value in draft.value.items():
        yield f"{flow(key)}: {flow(value)}"
    for each in draft.open:
        yield f"# open{', required' if each in draft.required else ''}: {_cut(str(each))}"


def _cut(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def _keys(count: int) -> str:
    return "1 required key is" if count == 1 else f"{count} required keys are"
