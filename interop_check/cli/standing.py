"""``interop-check standards`` and its parts: ``check``, and ``gaps`` and ``docs`` from modules of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import options
from .documenting import docs
from .gapping import gaps
from .running import known_baselines, loaded
from .settings import folders, known_format
from .statuses import CannotStart, Status
from .writing import say, show

if TYPE_CHECKING:
    from ..standards import Kind, Standards
    from ..standards.baselines import Baseline


standards = typer.Typer(**options.GROUP, invoke_without_command=True)
standards.command()(gaps)
standards.command()(docs)


@standards.callback()
def show_standards(
    context: typer.Context,
    schemas: options.Schemas = None,
    format: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="text or json.")] = "text",
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """Which schemas, exchanges, rules and catalogue entries are in force?"""
    if context.invoked_subcommand is not None:
        return Status.DONE
    shown = _SHOWN[known_format(format, tuple(_SHOWN))]
    show(shown(outline(loaded(folders(schemas)))))
    return Status.DONE


@standards.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Schema files, or folders of them.")],
    schemas: options.Schemas = None,
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """Are these schema files usable as standards, and if not, where and why?"""
    from ..standards import check_standards

    for file in files:
        if not Path(file).exists():
            raise CannotStart(f"there is no file or folder {file!r}")
    refusals = check_standards(files, folders(schemas))
    for refusal in refusals:
        say(f"note: {refusal}" if refusal.note else str(refusal))
    if any(not refusal.note for refusal in refusals):
        return Status.CANNOT_START
    show(f"{_found(files, folders(schemas))}\n")
    return Status.DONE


def _found(files: list[str], extra: tuple[str, ...]) -> str:
    """What the files hold, in one line."""
    from ..standards import load_standards
    from ..standards.baselines import check_baselines, is_baseline, spread

    paths = spread(files)
    held, _ = check_baselines(path for path in paths if path.is_dir() or is_baseline(path))
    others = [path for path in paths if path.is_dir() or not is_baseline(path)]
    named = {path.resolve() for path in others}
    places = {path if path.is_dir() else path.parent for path in others}
    known = load_standards([*extra, *places])
    kinds = [kind for versions in known.kinds.values() for kind in versions if _is_among(kind, named)]
    exchanges = [exchange for kind in kinds for exchange in kind.exchanges.values()]
    rules = sum(len(exchange.rules) for exchange in exchanges)
    names = ", ".join(f"{kind.name} {kind.version}" for kind in kinds)
    asked = sum(len(baseline.requirements) for baseline in held)
    told = [
        f"{names}; {_counted(len(exchanges), 'exchange')}, {_counted(rules, 'rule')}" if kinds else "",
        f"{', '.join(each.name for each in held)}; {_counted(asked, 'requirement')}" if held else "",
    ]
    return f"usable: {'; '.join(filter(None, told))}" if kinds or held else "usable; no kind is defined there"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _is_among(kind: Kind, named: set[Path]) -> bool:
    path = Path(kind.path).resolve()
    return path in named or path.parent in named


def outline(known: Standards) -> dict[str, Any]:
    """The standards in force as plain values."""
    catalogue = known.catalogue
    return {
        "format": "interop-check/standards",
        "version": 1,
        "kinds": [_kind(kind) for name in sorted(known.kinds) for kind in known.kinds[name]],
        "baselines": [_baseline(baseline) for baseline in known_baselines(known).values()],
        "catalogue": {
            "date": catalogue.date,
            "standards": len(catalogue.families),
            "editions": len(catalogue.editions),
            "pairs": len(catalogue.pairs),
        },
    }


def _baseline(baseline: Baseline) -> dict[str, Any]:
    return {
        "baseline": baseline.name,
        "version": baseline.version,
        "title": baseline.title,
        "state": baseline.state,
        "sha256": baseline.sha256,
        "profiles": len(baseline.profiles),
        "requirements": len(baseline.requirements),
    }


def _kind(kind: Kind) -> dict[str, Any]:
    return {
        "kind": kind.name,
        "version": kind.version,
        "title": kind.title,
        "sha256": kind.sha256,
        "exchanges": [
            {
                "id": each.id,
                "title": each.title,
                "mode": each.mode.value,
                "negotiation": each.negotiation.value,
                "depends": ["/".join(root) for root in each.depends],
                "rules": [rule.id for rule in each.rules],
            }
            for each in kind.exchanges.values()
        ],
    }


def _text(known: dict[str, Any]) -> str:
    return "".join(f"{line.rstrip()}\n" for line in _lines(known))


def _lines(known: dict[str, Any]) -> Iterator[str]:
    for kind in known["kinds"]:
        yield f"{kind['kind']} {kind['version']}  {kind['title']}"
        for each in kind["exchanges"]:
            rules = _counted(len(each["rules"]), "rule")
            yield f"  {each['id']:<28}  {each['mode']:<4}  {each['negotiation']:<6}  {rules}"
        yield ""
    for each in known["baselines"]:
        counted = f"{_counted(each['requirements'], 'requirement')} of {_counted(each['profiles'], 'service profile')}"
        yield f"{each['baseline']} {each['version']}  {each['title']}, {each['state']}: {counted}"
    catalogue = known["catalogue"]
    yield (
        f"catalogue of {catalogue['date']}: {catalogue['standards']} standards, {catalogue['editions']} editions, "
        f"{catalogue['pairs']} pairs of them"
    )


def _as_json(known: dict[str, Any]) -> str:
    return json.dumps(known, indent=2) + "\n"


_SHOWN = {"text": _text, "json": _as_json}
