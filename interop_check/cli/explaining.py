"""``interop-check explain``."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from ..suggestions import did_you_mean
from . import options
from .running import known_baselines, loaded
from .settings import folders
from .statuses import CannotStart, Status
from .writing import options_for_screen, show

if TYPE_CHECKING:
    from ..descriptions import Entry
    from ..report import RuleText
    from ..standards import Standards


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
    from ..descriptions import of_exchange, of_kind, of_other, of_rule
    from ..explanations import ids
    from ..reporting import all_rules

    in_force = loaded(folders(schemas))
    rules = {each.id: each for each in all_rules(in_force)}
    exchanges = {f"{e.kind}/{e.id}": e for kinds in in_force.kinds.values() for e in kinds[-1].exchanges.values()}
    if rule in rules:
        entries = of_rule(rules[rule])
    elif rule in exchanges:
        entries = of_exchange(exchanges[rule])
    elif rule in in_force.kinds:
        entries = of_kind(in_force.kinds[rule][-1])
    elif rule in (required := _requirements(rule, in_force)):
        entries = _of_requirement(required[rule])
    elif rule in (others := list(ids())):
        entries = of_other(rule)
    else:
        near = did_you_mean(rule, [*rules, *exchanges, *in_force.kinds, *required, *others])
        raise CannotStart(f"there is no rule {rule!r}{near}; interop-check standards lists the exchanges")
    width = options_for_screen(False).width
    show("\n".join(_shown(rule, entries, width)) + "\n")
    return Status.DONE


def _requirements(id: str, in_force: Standards) -> dict[str, RuleText]:
    """The requirements of the baselines by the ids of their findings, where `id` may be one of them."""
    from ..reporting import requirement_texts

    if not id.startswith("baseline/"):
        return {}
    known_baselines(in_force)
    return dict(requirement_texts(in_force))


def _of_requirement(text: RuleText) -> Iterator[Entry]:
    yield "title", text.title
    yield "severity", str(text.severity)
    yield "because", text.because
    yield "remedy", text.remedy
    yield "source", text.source


def _shown(id: str, entries: Iterator[Entry], width: int) -> Iterator[str]:
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
