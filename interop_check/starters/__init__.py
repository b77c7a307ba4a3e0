"""A starter profile of any kind, made from the kind's schema alone: valid at once, and every answer still open."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import TYPE_CHECKING, Any, NamedTuple

from ..standards import Exchange, Kind
from ..standards.fields import Field, Nodes, Reading
from ..standards.words import ENVELOPE
from .claims import claims
from .examples import MOST_TRIED, Example, candidates, look, name_for, put
from .text import about, block, entries, flow, one_line, prose

if TYPE_CHECKING:
    from ..standards.baselines import Baseline

__all__ = ["Wanted", "count", "starter"]


class Wanted(NamedTuple):
    """Whose starter is wanted: the code, the system's id, the schema's path as the file is to name it.

    `kind` is what the key `kind` is to say; by default the kind's name, which means its newest version.
    """

    partner: str = "YOUR-CODE"
    system: str = "your-system"
    schema: str = ""
    kind: str = ""


def starter(kind: Kind, wanted: Wanted, baseline: Baseline | None = None) -> str:
    """The text of a profile of `kind` that answers nothing yet; `baseline` adds what could be claimed of it."""
    lines = _Starter(Reading(kind), wanted, baseline).lines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def count(answered: int, exchanges: int) -> str:
    """How many of a document's exchanges are answered, in words."""
    return f"{answered} of {exchanges} exchange{'' if exchanges == 1 else 's'} answered"


class _Starter:
    """One starter on its way: what its schema says, and the least document that the schema takes."""

    def __init__(self, reading: Reading, wanted: Wanted, baseline: Baseline | None) -> None:
        self.reading = reading
        self.kind = reading.kind
        self.wanted = wanted
        self.baseline = baseline
        self.open = [each for each in reading.standing() if "*" not in each.names]
        self.least = self._least()
        self.told: set[str] = set()

    def lines(self) -> Iterator[str]:
        if self.wanted.schema:
            yield f"# yaml-language-server: $schema={one_line(self.wanted.schema)}"
        yield from prose(_HEAD.format(kind=self.kind.name, title=one_line(self.kind.title)))
        if self.kind.exchanges:
            yield from prose(_ANSWERING.format(kind=self.kind.name))
        yield from prose(_MARKING)
        if self.kind.exchanges:
            yield f"# {count(0, len(self.open))}."
        if not self._valid(self.least):
            yield from prose(_NOT_YET)
        yield ""
        yield from self._envelope()
        yield from self._claims()
        yield from self._fields(self.reading.root, (), ())

    # ── the document ─────────────────────────────────────────────────────────────────────────────────────

    def _valid(self, document: Any) -> bool:
        return self.kind.schema.holds(self.kind.view(document))

    def _least(self) -> dict[str, Any]:
        """The document with the placeholders, all exchanges unknown, and what else the schema requires."""
        document: dict[str, Any] = {"kind": self.wanted.kind or self.kind.name}
        if self.kind.exchanges:
            document |= {"partner": self.wanted.partner, "system": self.wanted.system}
        for each in self.open:
            document = put(document, each.names, "unknown")
        return self._filled(document)

    def _filled(self, document: dict[str, Any]) -> dict[str, Any]:
        lacking = [
            field for field in self.reading.fields(self.reading.root) if field.required and field.called not in document
        ]
        choices = [[*islice(self._placeholders(field), 6)] for field in lacking]
        names = [field.called for field in lacking]
        trials = ({**document, **dict(zip(names, values, strict=True))} for values in product(*choices))
        tried = [*islice(trials, MOST_TRIED)]
        return next(filter(self._valid, tried), tried[0] if tried else document)

    def _placeholders(self, field: Field) -> Iterator[Any]:
        """What may stand for a value that only the profile's author knows."""
        given = {"partner": self.wanted.partner, "code": self.wanted.partner, "system": self.wanted.system}
        if field.called in given:
            yield given[field.called]
        if self.reading.leads(field.nodes):
            yield {}
        yield from candidates(self.reading, field.nodes)

    def _envelope(self) -> Iterator[str]:
        said = {field.called: self.reading.facts(field.nodes) for field in self.reading.fields(self.reading.root)}
        for key in ENVELOPE:
            if key in self.least:
                comment = _PLACEHOLDERS.get(key, "")
                yield f"{key}: {flow(self.least[key])}{comment and f'  # {comment}'}"
        for key, (example, comment) in _OPTIONAL.items():
            if self.kind.exchanges and key not in self.least:
                about = said[key].description if key in said and said[key].description else comment
                yield f"# {key}: {example}  # {one_line(about)}"

    def _fields(
        self, nodes: Nodes, names: tuple[str, ...], trail: tuple[Nodes, ...], shut: bool = False
    ) -> Iterator[str]:
        """The properties at `names`, the envelope's keys left out: what leads to exchanges stands last.

        `shut`: a mark above them comments all of them out.
        """
        fields = [each for each in self.reading.fields(nodes) if names or each.called not in ENVELOPE]
        for field in sorted(fields, key=lambda each: (self.reading.leads(each.nodes), not each.required)):
            lines = self._field(field, (*names, name_for(field.name)), (*trail, nodes), shut or field.keyed)
            yield from _commented(lines, "  " * len(names)) if field.keyed and not shut else lines

    def _field(self, field: Field, names: tuple[str, ...], trail: tuple[Nodes, ...], shut: bool) -> Iterator[str]:
        if exchange := self.reading.exchange(field):
            if exchange.id not in self.told:
                self.told.add(exchange.id)
                yield from self._exchange(field, exchange, names)
        elif self.reading.leads(field.nodes):
            if field.nodes not in trail:
                yield from self._holder(field, names, trail, shut)
        elif not (field.keyed or (self.baseline and names[0] in _OF_BASELINES)):
            yield from self._property(field, names)

    def _holder(self, field: Field, names: tuple[str, ...], trail: tuple[Nodes, ...], shut: bool) -> Iterator[str]:
        """A mapping that exchanges stand in; where none has a name of the schema's, all of it is commented out."""
        indent = "  " * (len(names) - 1)
        empty = not shut and not look(self.least, names)
        yield ""
        if field.keyed:
            yield from prose("Under a name of your own, once for each:", indent)
        yield f"{indent}{flow(names[-1])}:{_NO_NAME if empty else ''}"
        lines = self._fields(field.nodes, names, trail, shut or empty)
        yield from _commented(lines, f"{indent}  ") if empty else lines

    def _property(self, field: Field, names: tuple[str, ...]) -> Iterator[str]:
        """A property that is no exchange: with its placeholder where it is required, else commented out."""
        indent = "  " * (len(names) - 1)
        there = found = look(self.least, names)
        if there is None:
            trials = islice(candidates(self.reading, field.nodes), MOST_TRIED)
            found = next((each for each in trials if self._valid(put(self.least, names, each))), None)
        if found is None:
            return
        yield ""
        facts = self.reading.facts(field.nodes)
        yield from prose(about(facts) if facts.description else "", indent)
        if there is not None:
            yield from prose("A placeholder: put your own value in its place.", indent)
        for line in entries(self.reading, (field,), {field.called: found}):
            yield f"{indent}{'' if there is not None else '# '}{line}"

    # ── exchanges ────────────────────────────────────────────────────────────────────────────────────────

    def _exchange(self, field: Field, exchange: Exchange, names: tuple[str, ...]) -> Iterator[str]:
        indent = "  " * (len(names) - 1)
        yield ""
        yield from prose(f"{exchange.title}. {self._described(exchange, field)}", indent)
        if exchange.depends:
            yield from prose(f"Rides on {', '.join(map(self._named, exchange.depends))}.", indent)
        if field.keyed:
            yield from prose("Under a name of your own, once for each:", indent)
        yield from (f"{indent}{line}" for line in self._answer(field, exchange, names))

    def _described(self, exchange: Exchange, field: Field) -> str:
        return exchange.description or self.reading.facts(field.nodes).description

    def _named(self, root: tuple[str, str]) -> str:
        return root[1] if root[0] == self.kind.name else "/".join(root)

    def _answer(self, field: Field, exchange: Exchange, names: tuple[str, ...]) -> Iterator[str]:
        """The exchange as unknown, and an example of its offers, commented out, as the value of the same key."""
        yield f"{flow(names[-1])}: unknown"
        example = Example(self.reading, field.nodes, exchange, lambda it: self._valid(put(self.least, names, it)))
        found = example.value()
        if found is None:
            yield from prose("No example can be made from the schema.", "  ")
            return
        yield from (f"  # {line}" for line in block(self.reading, field.nodes, found))
        if example.left_out:
            yield from prose(f"Also possible, but not beside these: {', '.join(example.left_out)}.", "  # ")

    # ── what a baseline asks for ─────────────────────────────────────────────────────────────────────────

    def _claims(self) -> Iterator[str]:
        if self.baseline:
            yield from claims(self.baseline)


def _commented(lines: Iterator[str], indent: str) -> Iterator[str]:
    yield from (f"{indent}# {line[len(indent) :]}" if line else "" for line in lines)


_OF_BASELINES = ("claims", "implements", "conditions")
_NO_NAME = " {}  # names of your own, below, in the place of {}"
_PLACEHOLDERS = {"partner": "a placeholder: your code", "system": "a placeholder: this system's id among yours"}
_OPTIONAL = {
    "network": ("mission-secret", "The network that these offers ride on."),
    "state": ("planned", "fielded (default), trial or planned."),
    "from": ("2027-04-01", "The first day that these offers hold."),
    "until": ("2027-12-31", "The last day that these offers hold."),
}

_HEAD = "{title}: a starter made from the schema of the kind {kind}."
_ANSWERING = (
    "Every exchange is answered 'unknown': asked, and nobody knows yet. Write 'none' where the system does not take "
    "part. Where it does, delete the word 'unknown', remove the mark '# ' from the lines of the example below it, and "
    "put your own values in the place of the examples; delete each line of which you do not know that it is true. "
    "An offer may also say its id, network, state, from, until and releasable-to; where a list holds several offers, "
    "the preferred one first, each needs an id. More on any of it: interop-check explain {kind}/EXCHANGE"
)
_MARKING = (
    "All answers together may need a higher marking than each line alone: ask your security officer before the file "
    "leaves your network. Keys, hopsets and passwords never belong here."
)
_NOT_YET = "The schema requires more than could be filled in here: interop-check validate says what."
