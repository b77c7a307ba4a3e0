"""``interop-check explain``."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..suggestions import did_you_mean
from . import options
from .running import loaded
from .settings import folders
from .statuses import CannotStart, Status
from .writing import options_for_screen, show

if TYPE_CHECKING:
    from ..standards import Exchange, Kind, Rule


def explain(
    rule: Annotated[
        str,
        typer.Argument(
            metavar="RULE", help="The id of a rule or a finding, as reports show it; or KIND/EXCHANGE, or KIND."
        ),
    ],
    schemas: options.Schemas = None,
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """What does a rule ask, why does it matter, and what is to be done?"""
    from ..explanations import ids
    from ..reporting import all_rules

    in_force = loaded(folders(schemas))
    rules = {each.id: each for each in all_rules(in_force)}
    exchanges = {f"{e.kind}/{e.id}": e for kinds in in_force.kinds.values() for e in kinds[-1].exchanges.values()}
    if rule in rules:
        entries = _of_rule(rules[rule])
    elif rule in exchanges:
        entries = _of_exchange(exchanges[rule])
    elif rule in in_force.kinds:
        entries = _of_kind(in_force.kinds[rule][-1])
    elif rule in (others := list(ids())):
        entries = _of_other(rule)
    else:
        near = did_you_mean(rule, [*rules, *exchanges, *in_force.kinds, *others])
        raise CannotStart(f"there is no rule {rule!r}{near}; interop-check standards lists the exchanges")
    width = options_for_screen(False).width
    show("\n".join(_shown(rule, entries, width)) + "\n")
    return Status.DONE


_Entry = tuple[str, str]


def _of_rule(rule: Rule) -> Iterator[_Entry]:
    yield "title", rule.title
    yield "asks", f"{rule.relation.name}: {rule.relation.title}"
    yield "of", _pointer(rule.path)
    if rule.needs != rule.path:
        yield "against", f"{_pointer(rule.needs)} of the other side"
    for name, value in rule.parameters.items():
        yield name, _json(value)
    yield "severity", f"{rule.cost}{', a selector: if it fails, nothing else is asked' if rule.selector else ''}"
    yield "unsaid", _UNSAID[rule.missing.value]
    yield "because", rule.because
    yield "remedy", rule.remedy
    yield "source", rule.source
    for kind in ("breaks", "holds"):
        if kind in rule.example:
            yield kind, "  against  ".join(_json(rule.example[kind].get(side)) for side in "ab")


def _of_exchange(exchange: Exchange) -> Iterator[_Entry]:
    yield "title", exchange.title
    yield "about", exchange.description
    yield "shape", _SHAPES[exchange.mode.value]
    yield "chosen", _CHOSEN[exchange.negotiation.value]
    for side, named in exchange.named.items():
        yield "keys", f"{side.value}: {', '.join(sorted(named))}"
    yield "rides on", ", ".join("/".join(root) for root in exchange.depends)
    yield "sponsored", "a partner that says nothing has its sponsor's offers" if exchange.sponsored else ""
    for rule in exchange.rules:
        grade = "selector" if rule.selector else str(rule.cost)
        yield "rule", f"{rule.id}  {grade}; {_pointer(rule.path)}: {rule.relation.title}"


_SHAPES = {
    "peer": "a list of offers, the preferred one first; or none, or unknown",
    "flow": "what is provided and what is accepted, each a list of offers; or none, or unknown",
}
_CHOSEN = {
    "best": "the pair of offers with the least friction",
    "commit": "by the selectors first, in the order of preference; there is no way back",
    "every": "no choice: every offer meets every offer, and the worst counts",
}


def _of_kind(kind: Kind) -> Iterator[_Entry]:
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


def _of_other(id: str) -> Iterator[_Entry]:
    from ..explanations import text_of

    text = text_of(id)
    yield "title", text.title
    yield "because", text.because
    yield "remedy", text.remedy


def _pointer(path: Any) -> str:
    return "".join(f"/{step if isinstance(step, str | int) else '*'}" for step in path)


def _json(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


def _shown(id: str, entries: Iterator[_Entry], width: int) -> Iterator[str]:
    yield id
    for name, text in entries:
        if text:
            indent = " " * 14
            yield from textwrap.wrap(
                text,
                min(width, 100),
                initial_indent=f"  {name:<10}  ",
                subsequent_indent=indent,
                break_long_words=False,
            )
