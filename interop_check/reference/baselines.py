"""The page of a baseline: its requirements, and the published standards that each asks for."""

from __future__ import annotations

from collections.abc import Iterator

from ..catalogue import Catalogue
from ..standards.baselines import Baseline, Requirement
from . import catalogue
from .markdown import anchor, code, escaped, link, table, values


def path(baseline: Baseline) -> str:
    """The page of a baseline."""
    return f"baseline-{baseline.name}.md"


def state(baseline: Baseline) -> str:
    """Whether a baseline is in force, in a word."""
    return "draft" if baseline.draft else escaped(baseline.state)


def page(baseline: Baseline, known: Catalogue) -> Iterator[str]:
    """The lines of the page."""
    yield f"# {escaped(baseline.title)}"
    yield ""
    yield f"Baseline {code(baseline.name)}, version {escaped(baseline.version)}, {state(baseline)}. {_UP}"
    yield ""
    if baseline.draft:
        yield "This is a draft: its obligations are proposed and bind nobody yet."
        yield ""
    if baseline.source:
        yield f"Source: {escaped(baseline.source)}."
        yield ""
    yield "## Requirements"
    yield ""
    yield from table(_HEADS, (_row(each, known) for each in baseline.requirements))
    lacking = [each for each in baseline.requirements if each.unresolved]
    if lacking:
        yield "## Standards that the source names and does not define"
        yield ""
        yield "Nobody can meet these, and nobody is held to them."
        yield ""
        yield from (f"- {link(code(each.id), path(baseline), each.id)}: {values(each.unresolved)}" for each in lacking)


_UP = link("Reference", "index.md")
_HEADS = ("Requirement", "Title", "Profile", "Obligation", "Lifecycle", "Binds", "Standards", "Note")


def _row(each: Requirement, known: Catalogue) -> tuple[str, ...]:
    all_ = [catalogue.to(id, known) for id in each.named if id not in each.choices]
    some = [catalogue.to(id, known) for id in each.named if id in each.choices]
    standards = "; ".join([*([", ".join(all_)] if all_ else []), *([f"some of {', '.join(some)}"] if some else [])])
    return (
        f"{anchor(each.id)}{code(each.id)}",
        escaped(each.title),
        code(each.profile or ""),
        escaped(each.obligation),
        escaped(each.lifecycle),
        escaped(each.role or "whoever claims it" if each.profile else "everybody"),
        standards,
        escaped(each.note),
    )
