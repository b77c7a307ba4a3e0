"""``interop-check standards`` and ``interop-check standards check``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import options
from .running import loaded
from .settings import folders, known_format
from .statuses import CannotStart, Status
from .writing import say, show

if TYPE_CHECKING:
    from ..standards import Kind, Standards


standards = typer.Typer(**options.GROUP, invoke_without_command=True)


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

    named = {Path(file).resolve() for file in files}
    places = {path if path.is_dir() else path.parent for path in map(Path, files)}
    known = load_standards([*extra, *places])
    kinds = [kind for versions in known.kinds.values() for kind in versions if _is_among(kind, named)]
    exchanges = [exchange for kind in kinds for exchange in kind.exchanges.values()]
    rules = sum(len(exchange.rules) for exchange in exchanges)
    names = ", ".join(f"{kind.name} {kind.version}" for kind in kinds)
    if not kinds:
        return "usable; no kind is defined there"
    return f"usable: {names}; {_counted(len(exchanges), 'exchange')}, {_counted(rules, 'rule')}"


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
        "catalogue": {
            "date": catalogue.date,
            "standards": len(catalogue.families),
            "editions": len(catalogue.editions),
            "pairs": len(catalogue.pairs),
        },
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
    catalogue = known["catalogue"]
    yield (
        f"catalogue of {catalogue['date']}: {catalogue['standards']} standards, {catalogue['editions']} editions, "
        f"{catalogue['pairs']} pairs of them"
    )


def _as_json(known: dict[str, Any]) -> str:
    return json.dumps(known, indent=2) + "\n"


_SHOWN = {"text": _text, "json": _as_json}
