"""What a rule, an exchange and a kind are, in short named texts, for `explain` and for the reference."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .explanations import text_of
from .report import RuleText
from .standards import Exchange, Kind, Rule

Entry = tuple[str, str]


def of_rule(rule: Rule) -> Iterator[Entry]:
    """What a rule asks, why it matters, what to do, and its examples."""
    yield "title", rule.title
    yield "asks", f"{rule.relation.name}: {rule.relation.title}"
    yield "of", pointer_text(rule.path)
    if rule.needs != rule.path:
        yield "against", f"{pointer_text(rule.needs)} of the other side"
    for name, value in rule.parameters.items():
        yield name, json_text(value)
    yield "severity", f"{rule.cost}{', a selector: if it fails, nothing else is asked' if rule.selector else ''}"
    yield "asked", "; ".join(_conditions(rule))
    yield "unsaid", _UNSAID[rule.missing.value]
    yield "because", rule.because
    yield "remedy", rule.remedy
    yield "source", rule.source
    for kind in ("breaks", "holds"):
        if kind in rule.example:
            yield kind, "  against  ".join(json_text(rule.example[kind].get(side)) for side in "ab")


def _conditions(rule: Rule) -> Iterator[str]:
    if rule.when is not None:
        yield "only where both offers fit a condition"
    for short, _ in rule.when_agreed:
        yield f"only where what {short} agrees on calls for it"
    if rule.acceptor_offers:
        yield "of what the accepting side offers against what the providing side needs"


def of_exchange(exchange: Exchange) -> Iterator[Entry]:
    """What meets in an exchange, how the offers are chosen, and by which rules they are judged."""
    yield "title", exchange.title
    yield "about", exchange.description
    yield "shape", SHAPES[exchange.mode.value]
    yield "chosen", CHOSEN[exchange.negotiation.value]
    for side, named in exchange.named.items():
        yield "keys", f"{side.value}: {', '.join(sorted(named))}"
    yield "rides on", ", ".join("/".join(root) for root in exchange.depends)
    yield "sponsored", "a partner that says nothing has its sponsor's offers" if exchange.sponsored else ""
    for rule in exchange.rules:
        grade = "selector" if rule.selector else str(rule.cost)
        yield "rule", f"{rule.id}  {grade}; {pointer_text(rule.path)}: {rule.relation.title}"


SHAPES = {
    "peer": "a list of offers, the preferred one first; or none, or unknown",
    "flow": "what is provided and what is accepted, each a list of offers; or none, or unknown",
}
CHOSEN = {
    "best": "the pair of offers with the least friction",
    "commit": "by the selectors first, in the order of preference; there is no way back",
    "every": "no choice: every offer meets every offer, and the worst counts",
}


def of_kind(kind: Kind) -> Iterator[Entry]:
    """Which schema governs a kind, and its exchanges."""
    yield "title", kind.title
    yield "version", kind.version
    yield "schema", kind.path
    yield "keys", ", ".join(sorted(kind.named))
    for exchange in kind.exchanges.values():
        yield "exchange", f"{kind.name}/{exchange.id}  {exchange.title}"


_UNSAID = {
    "ignore": "a value that one side leaves out is no reason to complain",
    "unknown": "a value that one side leaves out makes the answer unknown",
    "mismatch": "a value that one side leaves out breaks the rule",
}


def of_other(id: str) -> Iterator[Entry]:
    """What a finding that comes from no rule means."""
    yield from of_text(text_of(id))


def of_text(text: RuleText) -> Iterator[Entry]:
    """What a report says of a finding's rule."""
    yield "title", text.title
    yield "because", text.because
    yield "remedy", text.remedy
    yield "source", text.source


def pointer_text(path: Any) -> str:
    """A path in an offer as a JSON Pointer; ``*`` stands for a key of any name."""
    return "".join(f"/{step if isinstance(step, str | int) else '*'}" for step in path)


def json_text(value: Any) -> str:
    """A value as JSON, and an absent one in a word."""
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)
