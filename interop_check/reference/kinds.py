"""The page of a kind: its exchanges, what an offer may say, and every rule as `explain` tells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..descriptions import CHOSEN, SHAPES, of_rule, pointer_text
from ..relations import plain
from ..standards import Exchange, Kind, Rule, Side, Standards
from ..standards.fields import Facts, Field, Nodes, Reading, Standing, types_text
from ..standards.words import RESERVED
from .markdown import anchor, code, escaped, link, table, values


def path(kind: Kind, standards: Standards) -> str:
    """The page of a kind; an older version of one has a page of its own."""
    newest = kind.version == standards.kinds[kind.name][-1].version
    return f"kind-{kind.name}.md" if newest else f"kind-{kind.name}-version-{kind.version}.md"


def written(exchange: Exchange) -> list[Rule]:
    """The rules that its schema has: not the one on networks, which every exchange has."""
    return [rule for rule in exchange.rules if rule.short != "network"]


def attributes(kind: Kind) -> int:
    """How many properties of the offers of a kind are compared, each once in its exchange."""
    return sum(len({rule.path for rule in written(exchange)}) for exchange in kind.exchanges.values())


def rules(kind: Kind) -> int:
    """How many rules a kind has."""
    return sum(len(written(exchange)) for exchange in kind.exchanges.values())


def page(kind: Kind, standards: Standards) -> Iterator[str]:
    """The lines of the page of `kind`."""
    yield from _Kind(standards, kind).lines()


class _Kind:
    """The page of one kind, and what its parts need."""

    def __init__(self, standards: Standards, kind: Kind) -> None:
        self.standards = standards
        self.kind = kind
        self.path = path(kind, standards)
        self.reading = Reading(kind)
        self.standing = [*self.reading.standing()]

    def lines(self) -> Iterator[str]:
        yield f"# {escaped(self.kind.title)}"
        yield ""
        yield f"Kind {code(self.kind.name)}, version {self.kind.version}. {link('All kinds', 'index.md')}"
        yield ""
        if about := self.reading.facts(self.reading.root).description:
            yield escaped(about)
            yield ""
        yield from self._keys()
        if self.standing:
            yield from self._contents()
        for each in self.standing:
            yield from self._exchange(each)

    def _keys(self) -> Iterator[str]:
        fields = [each for each in self.reading.fields(self.reading.root) if not self.reading.leads(each.nodes)]
        yield "## Keys of a document"
        yield ""
        yield from _properties(self.reading, fields, {})

    def _contents(self) -> Iterator[str]:
        yield "## Exchanges"
        yield ""
        rows = (
            (self._to(each.exchange), code(each.exchange.id), each.exchange.mode.value, each.exchange.negotiation.value,
             str(len(written(each.exchange))))
            for each in self.standing
        )  # fmt: skip
        yield from table(("Exchange", "Id", "Mode", "Negotiation", "Rules"), rows)
        yield f"Every offer may also say {values(RESERVED)}; offers on different networks do not meet."
        yield ""

    def _to(self, exchange: Exchange) -> str:
        return link(escaped(exchange.title), self._page_of(exchange.kind), exchange.id)

    def _page_of(self, kind: str) -> str:
        return self.path if kind == self.kind.name else path(self.standards.kinds[kind][-1], self.standards)

    # ── an exchange ──────────────────────────────────────────────────────────────────────────────────────

    def _exchange(self, standing: Standing) -> Iterator[str]:
        exchange = standing.exchange
        yield anchor(exchange.id)
        yield ""
        yield f"## {escaped(exchange.title)}"
        yield ""
        if exchange.description:
            yield escaped(exchange.description)
            yield ""
        yield from (f"- **{name}**: {text}" for name, text in self._facts(standing))
        yield ""
        for side, nodes in self.reading.offers(standing):
            if side is not Side.OFFERS:
                yield f"### {escaped(exchange.title)}: {side.value}"
                yield ""
            fields = [field for field in self.reading.fields(nodes) if field.called not in RESERVED or field.required]
            yield from _properties(self.reading, fields, self._compared(exchange, side))
        if asked := written(exchange):
            yield from self._rules(exchange, asked)

    def _facts(self, standing: Standing) -> Iterator[tuple[str, str]]:
        exchange = standing.exchange
        yield "at", code(pointer_text(standing.names))
        yield "shape", f"{exchange.mode.value}: {escaped(SHAPES[exchange.mode.value])}"
        yield "chosen", f"{exchange.negotiation.value}: {escaped(CHOSEN[exchange.negotiation.value])}"
        if exchange.depends:
            yield "rides on", ", ".join(self._to(self._root(root)) for root in exchange.depends)
        riding = [each for kind in self._kinds() for each in kind.exchanges.values() if self._rides(each, exchange)]
        if riding:
            yield "carries", ", ".join(map(self._to, riding))
        if exchange.sponsored:
            yield "sponsored", "a partner that says nothing has its sponsor's offers"
        if exchange.ceiling.value != "blocker":
            yield "costs at most", exchange.ceiling.value

    def _kinds(self) -> Iterator[Kind]:
        """The kinds that this page may link to: of its own kind, its own version."""
        for name in sorted(self.standards.kinds):
            yield self.kind if name == self.kind.name else self.standards.kinds[name][-1]

    def _root(self, root: tuple[str, str]) -> Exchange:
        return next(kind.exchanges[root[1]] for kind in self._kinds() if kind.name == root[0])

    def _rides(self, one: Exchange, other: Exchange) -> bool:
        return (other.kind, other.id) in one.depends

    def _compared(self, exchange: Exchange, side: Side) -> dict[str, str]:
        """The rules on each property of a side's offers, as links."""
        found: dict[str, list[str]] = {}
        for rule in written(exchange):
            for path in dict.fromkeys((rule.path, rule.needs)):
                offering = any(scope.side is side for scope in rule.scopes)
                if offering if path == rule.path else not offering or side is Side.OFFERS:
                    found.setdefault(pointer_text(path), []).append(link(escaped(rule.short), self.path, _anchor(rule)))
        return {pointer: ", ".join(links) for pointer, links in found.items()}

    # ── rules ────────────────────────────────────────────────────────────────────────────────────────────

    def _rules(self, exchange: Exchange, asked: Iterable[Rule]) -> Iterator[str]:
        yield f"### {escaped(exchange.title)}: rules"
        yield ""
        for each in asked:
            told = [(name, text) for name, text in of_rule(each) if text]
            yield f"{anchor(_anchor(each))}**{code(each.id)}**"
            yield ""
            yield from (f"- {escaped(name)}: {_told(name, text)}" for name, text in told)
            yield ""


def _anchor(rule: Rule) -> str:
    return rule.id.partition("/")[2]


def _told(name: str, text: str) -> str:
    return code(text) if name in ("of", "breaks", "holds") else escaped(text)


# ── properties ───────────────────────────────────────────────────────────────────────────────────────────

_HEADS = ("Property", "Title", "Values", "", "Description", "Examples", "Compared by")


def _properties(reading: Reading, fields: Iterable[Field], compared: Mapping[str, str]) -> Iterator[str]:
    yield from table(_HEADS, (row for field in fields for row in _rows(reading, field, "", compared, ())))


def _rows(
    reading: Reading, field: Field, above: str, compared: Mapping[str, str], trail: tuple[Nodes, ...]
) -> Iterator[tuple[str, ...]]:
    """The row of a property, and those of the properties that it has itself."""
    pointer = f"{above}/{field.called}"
    facts = reading.facts(field.nodes)
    yield (
        code(pointer.removeprefix("/")),
        escaped(facts.title),
        _values(facts),
        "required" if field.required else "",
        escaped(facts.description),
        values(map(plain, facts.examples[:3])) if not facts.allowed else "",
        compared.get(pointer, ""),
    )
    inner = reading.members(field.nodes) or field.nodes
    if inner not in trail:
        for each in reading.fields(inner):
            yield from _rows(reading, each, pointer, compared, (*trail, inner))


def _values(facts: Facts) -> str:
    if not facts.allowed:
        return escaped(types_text(facts))
    return f"{'some of ' if facts.listed else ''}{values(facts.allowed)}"
