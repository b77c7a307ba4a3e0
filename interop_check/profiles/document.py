"""One profile as the rest of the program sees it, and the pointers into it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from ..report import Place
from .places import Places, place, source, source_line
from .refusals import Span, quoted

if TYPE_CHECKING:
    from .spans import Tree

Steps = tuple[str | int, ...]


class Document:  # a frozen dataclass would take a millisecond to define at every start
    """One profile: its plain value, and where everything in it stands. Never changed.

    `path` is as given, with ``/``; `sha256` is that of the file's bytes; `value` is made of dict, list, str,
    int, float, bool and None alone; `text` is the decoded source without a byte-order mark. `ambiguous` says
    that `hazards` has something to tell; `withheld` are the steps of the values that are not told. Steps are
    keys and indices from the root: ``("exchanges", 0)``.
    """

    __slots__ = ("ambiguous", "path", "places", "sha256", "text", "value", "withheld")

    def __init__(
        self,
        path: str,
        sha256: str,
        value: dict[str, Any],
        text: str,
        places: Places,
        ambiguous: bool = False,
        withheld: frozenset[Steps] = frozenset(),
    ) -> None:
        self.path: Final = path
        self.sha256: Final = sha256
        self.value: Final = value
        self.text: Final = text
        self.places: Final = places
        self.ambiguous: Final = ambiguous
        self.withheld: Final = withheld

    def __repr__(self) -> str:
        return f"<Document {self.path!r}>"

    def withholding(self, value: dict[str, Any], steps: Iterable[Steps], lines: Iterable[int]) -> Document:
        """A copy that says `value`, in which nothing at these steps and on these lines (from 0) is told."""
        places = self.places.withholding(lines)
        text = "\n".join(places.lines)
        return Document(self.path, self.sha256, value, text, places, self.ambiguous, frozenset(steps))

    @property
    def lines(self) -> tuple[str, ...]:
        """The source line by line, without line breaks."""
        return self.places.lines

    @property
    def kind(self) -> str | None:
        """The kind without a pinned version, `None` where the key is absent or no text."""
        kind = self._word("kind")
        return kind if kind is None else kind.partition("/")[0]

    @property
    def version(self) -> str | None:
        """The version that ``kind: communications/1.0`` pins, else `None`."""
        return (self._word("kind") or "").partition("/")[2] or None

    @property
    def partner(self) -> str | None:
        return self._word("partner")

    @property
    def system(self) -> str | None:
        return self._word("system")

    @property
    def network(self) -> str | None:
        return self._word("network")

    @property
    def state(self) -> str | None:
        return self._word("state")

    def _word(self, key: str) -> str | None:
        value = self.value.get(key)
        return value if isinstance(value, str) else None

    def at(self, steps: Steps, partner: str | None = None) -> Place:
        """The place of the value at these steps; `partner` defaults to the document's own.

        Where a step does not exist, the place is that of the nearest ancestor which does: its pointer and its
        first line, with no value and no text.
        """
        tree, value, known = self._walk(steps)
        whose = self.partner if partner is None else partner
        if known < len(steps):
            return place(self.path, self.lines, tree.span, pointer(steps[:known]), whose, shown=1)
        text = source(self.lines, tree.span) if tree.inner is None else source_line(self.lines, tree.span)
        return place(self.path, self.lines, tree.span, pointer(steps), whose, value, text)

    def key_at(self, steps: Steps, partner: str | None = None) -> Place:
        """The place of the key that names the value at these steps; that of the value where no key does."""
        span = self._key_span(steps)
        if span is None:
            return self.at(steps, partner)
        whose = self.partner if partner is None else partner
        return place(self.path, self.lines, span, pointer(steps), whose, str(steps[-1]), source(self.lines, span))

    def _key_span(self, steps: Steps) -> Span | None:
        parent, value, known = self._walk(steps[:-1])
        named = steps and known == len(steps) - 1 and isinstance(value, dict) and steps[-1] in value
        return parent.keys[str(steps[-1])] if named else None

    def _walk(self, steps: Steps) -> tuple[Tree, Any, int]:
        """The tree and the value as far down these steps as they exist, and how many do."""
        tree, value = self.places.tree, self.value
        for known, step in enumerate(steps):
            if not _has(value, step):
                return tree, value, known
            tree, value = tree.child(step), value[step]  # type: ignore[index]
        return tree, value, len(steps)


def pointer(steps: Iterable[str | int]) -> str:
    """The JSON Pointer (RFC 6901) to these steps."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def steps_of(pointer: str, value: Any) -> Steps:
    """The steps of a JSON Pointer (RFC 6901) into this value: a number is an index only where a list stands.

    Steps that the value does not have are kept as text. Raises `ValueError` if it is not a JSON Pointer.
    """
    if pointer and not pointer.startswith("/"):
        raise ValueError(f"{quoted(pointer)} is not a JSON Pointer: it must be empty or begin with '/'")
    steps: list[str | int] = []
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        step: str | int = int(name) if isinstance(value, list) and _is_index(name) else name
        value = value[step] if _has(value, step) else None
        steps.append(step)
    return tuple(steps)


def _is_index(name: str) -> bool:
    return bool(re.fullmatch("0|[1-9][0-9]{0,8}", name))


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and type(step) is int and 0 <= step < len(value)
