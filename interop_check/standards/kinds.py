"""The frozen values that schemas are compiled to: kinds, exchanges, rules."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..relations import Relation
from ..report import Severity
from .annotations import Path
from .location import Located, Locator
from .resources import Step
from .validators import Schema
from .words import ANSWERS, ENVELOPE, RESERVED, Missing, Mode, Negotiation, Side, Test


class Condition(NamedTuple):
    """Part of a branch: the value at `path` must be there and satisfy `test` (or must not, if `negated`)."""

    path: Path
    test: Test
    negated: bool = False


class Scope(NamedTuple):
    """One way by which a rule was reached: in the offers of `side`, where all `conditions` hold."""

    side: Side
    conditions: tuple[Condition, ...] = ()


class Rule(NamedTuple):
    """One expectation between two values. `cost` is its severity under the ceiling of its exchange."""

    id: str
    short: str
    title: str
    relation: Relation
    parameters: Mapping[str, Any]
    severity: Severity
    cost: Severity
    selector: bool
    path: Path
    needs: Path
    missing: Missing
    scopes: tuple[Scope, ...]
    acceptor_offers: bool = False
    when: Test | None = None
    when_agreed: tuple[tuple[str, Test], ...] = ()
    because: str = ""
    remedy: str = ""
    source: str = ""
    example: Mapping[str, Any] = {}
    fixed: bool = False  # what the values say is a fact, not a setting: no change of them is proposed
    stands_for: Mapping[str, tuple[str, ...]] = {}  # the published standards, by catalogue id, that a value means


class Exchange(NamedTuple):
    """A named point where two partners meet; `rules` stand in the order in which they are asked."""

    kind: str
    id: str
    title: str
    description: str
    mode: Mode
    negotiation: Negotiation
    sponsored: bool
    ceiling: Severity
    keyed: bool
    depends: tuple[tuple[str, str], ...]
    rules: tuple[Rule, ...]
    named: Mapping[Side, frozenset[str]]  # the properties that the schema of an offer names at its root

    @property
    def sides(self) -> tuple[Side, Side]:
        """The lists that the two partners bring, in the direction A to B."""
        if self.mode is Mode.PEER:
            return Side.OFFERS, Side.OFFERS
        return Side.PROVIDES, Side.ACCEPTS

    def view(self, side: Side, offer: Any) -> Any:
        """The copy of an offer that the schema sees: without the reserved keys that it does not name."""
        return _without(offer, set(RESERVED) - self.named.get(side, frozenset())) if isinstance(offer, dict) else offer


class Kind(NamedTuple):
    """One version of one standard: the documents that it governs, and the exchanges in which they meet others."""

    name: str
    version: str
    title: str
    path: str
    sha256: str
    exchanges: Mapping[str, Exchange]
    locator: Locator
    named: frozenset[str]  # the properties that the schema names at its root
    schema: Schema  # judges the `view` of a document

    @property
    def ordinal(self) -> tuple[int, ...]:
        """The version as numbers, to put versions in order."""
        return tuple(int(part) for part in self.version.split("."))

    def locate(self, value: Any) -> Iterator[Located]:
        """The exchanges that stand in the document `value`."""
        return self.locator.exchanges(value)

    def offers(self, located: Located) -> Iterator[tuple[Side, tuple[Step, ...], Any]]:
        """The offers of an exchange in a document: their side, their steps from the document's root, and they."""
        if self.exchanges[located.id].mode is Mode.PEER:
            yield from _listed(Side.OFFERS, located.steps, located.value)
        elif isinstance(located.value, dict):
            for side in (Side.PROVIDES, Side.ACCEPTS):
                yield from _listed(side, (*located.steps, side.value), located.value.get(side.value))

    def view(self, value: Any) -> Any:
        """The copy of a document that its schema sees: without the keys of ours that the schema does not name."""
        if not isinstance(value, dict):
            return value
        copy = _without(value, set(ENVELOPE) - self.named)
        for located in self.locate(value):
            exchange = self.exchanges[located.id]
            for side, steps, offer in self.offers(located):
                if (view := exchange.view(side, offer)) is not offer:
                    copy = replaced(copy, steps, view)
        return copy


def _listed(side: Side, steps: tuple[Step, ...], value: Any) -> Iterator[tuple[Side, tuple[Step, ...], Any]]:
    if isinstance(value, list):
        yield from ((side, (*steps, index), offer) for index, offer in enumerate(value))
    elif value is not None and value not in ANSWERS:
        yield side, steps, value


def _without(value: dict[str, Any], left_out: set[str]) -> dict[str, Any]:
    if left_out.isdisjoint(value):
        return value
    return {key: item for key, item in value.items() if key not in left_out}


def replaced(value: Any, steps: tuple[Step, ...], new: Any) -> Any:
    """`value` with `new` at `steps`; what is on the way is copied, the rest shared."""
    if not steps:
        return new
    copy = value.copy()
    copy[steps[0]] = replaced(value[steps[0]], steps[1:], new)
    return copy
