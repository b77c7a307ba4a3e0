"""``interop-check standards gaps``."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from ..formats._inert import inert
from ..suggestions import did_you_mean
from . import options
from .running import gathered, loaded
from .settings import known_format, settings
from .statuses import CannotStart, Status
from .writing import check_target, say, show, write_whole

if TYPE_CHECKING:
    from ..catalogue import Edition
    from ..gaps import Gap, Meeting, Standing
    from ..partners import Gathering

_FORMATS = "text, json, or catalogue: a file of the catalogue, to be filled in."


class _Found(NamedTuple):
    """What there is to show: the gaps, the day and the catalogue that they were looked for by."""

    gaps: Sequence[Gap]
    date: str
    catalogue: str | None


def gaps(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH...", help="Profiles, or folders of them.  [default: --profiles]"),
    ] = None,
    profiles: options.Profiles = None,
    schemas: options.Schemas = None,
    date: options.Date = None,
    format: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help=_FORMATS)] = "text",
    output: Annotated[
        list[str] | None,
        typer.Option("-o", "--output", metavar="FORMAT=PATH", help="Write them to a file as well; repeatable."),
    ] = None,
    allow_empty: options.AllowEmpty = False,
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """On which pairs of editions do these partners meet while the catalogue says nothing of the two?"""
    from ..gaps import gaps as looked_for

    asked = settings(schemas, date, allow_empty=allow_empty, profiles=profiles)
    known_format(format, tuple(_SHOWN))
    files = [_output(text) for text in output or ()]
    standards = loaded(asked.schemas)
    gathering = gathered(paths or asked.profiles, standards, asked)
    _spare([path for _, path in files], gathering)
    partners = gathering.partners.values()
    found = _Found(tuple(looked_for(partners, standards, asked.date)), asked.date.isoformat(), standards.catalogue.date)
    for name, path in files:
        write_whole(path, _SHOWN[name](found))
    show(_SHOWN[format](found))
    return _status(gathering, asked.allow_empty)


def _output(text: str) -> tuple[str, str]:
    format, equals, path = text.partition("=")
    if not equals or format not in _SHOWN:
        known = ", ".join(_SHOWN)
        raise CannotStart(f"-o: write FORMAT=PATH, FORMAT one of {known}{did_you_mean(format, _SHOWN)}")
    check_target(path)
    if format == "catalogue" and Path(path).exists():
        raise CannotStart(f"-o: {path!r} is there already, and may hold answers; name another file")
    return format, path


def _spare(paths: Sequence[str], gathering: Gathering) -> None:
    read = {os.path.realpath(document.path) for document in gathering.documents}
    for path in paths:
        if os.path.realpath(path) in read:
            raise CannotStart(f"-o: {path!r} is one of the profiles that were read; write the list elsewhere")


def _status(gathering: Gathering, allow_empty: bool) -> Status:
    from ..conformance import valid

    if len(gathering.partners) < 2:
        what = "fewer than two partners" if gathering.documents else "no file ends in .yaml or .yml"
        say(f"interop-check: nothing was checked: {what} there")
        if not any(finding.unevaluated for finding in gathering.findings):
            return Status.DONE if allow_empty else Status.NOTHING_CHECKED
    left_out = {place.path for each in gathering.findings if not valid([each]) for place in each.places}
    if not left_out:
        return Status.DONE
    files = "1 file was left out" if len(left_out) == 1 else f"{len(left_out)} files were left out"
    say(f"interop-check: {files}, as it has errors; see them with: interop-check validate")
    unread = any(finding.unevaluated for finding in gathering.findings)
    return Status.INCOMPLETE if unread else Status.FOUND


# ── for people ───────────────────────────────────────────────────────────────────────────────────────────


def _text(found: _Found) -> str:
    return "".join(f"{inert(line)}\n" for line in _lines(found.gaps))


def _lines(found: Sequence[Gap]) -> Iterator[str]:
    if not found:
        yield "The catalogue speaks of every pair of editions that meet here."
        return
    yield f"{_counted(len(found), 'pair')} of editions meet here, and the catalogue is silent on them."
    for gap in found:
        yield ""
        yield f"{gap.standard}  {gap.title}"
        yield from (f"  {_edition(edition)}" for edition in gap.editions)
        for meeting in gap.meetings:
            yield from _meeting(gap, meeting)
    yield ""
    yield "To fill them in: -o catalogue=DIR/catalogue/own.json writes a file with an entry for each; say there what"
    yield "a public source says, delete what you cannot answer, and name DIR with --schemas."


def _edition(edition: Edition) -> str:
    return ", ".join(filter(None, (f"{edition.id}: {edition.edition}", edition.date, edition.lifecycle)))


def _meeting(gap: Gap, meeting: Meeting) -> Iterator[str]:
    open_ = f"; {meeting.unanswered} of them without an answer" if meeting.unanswered else "; other editions settle it"
    yield f"  {meeting.rule} in {meeting.exchange!r}: {_counted(meeting.pairs, 'pair')} of partners{open_}"
    for side, edition, standing in zip(meeting.sides, gap.editions, (meeting.one, meeting.other), strict=True):
        verb = {"provides": "provided by", "accepts": "accepted by"}.get(side.value, "held by")
        yield f"    {edition.id}, {verb}"
        yield from (f"      {each.partner}  {each.place.path}:{each.place.line}" for each in standing)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


# ── for programs ─────────────────────────────────────────────────────────────────────────────────────────


def _json(found: _Found) -> str:
    whole = {
        "format": "interop-check/gaps",
        "version": 1,
        "date": found.date,
        "catalogue": found.catalogue,
        "gaps": [_gap(gap) for gap in found.gaps],
    }
    return json.dumps(whole, indent=2) + "\n"


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "standard": gap.standard,
        "title": gap.title,
        "editions": [
            {"id": each.id, "edition": each.edition, "date": each.date or None, "lifecycle": each.lifecycle}
            for each in gap.editions
        ],
        "unanswered": gap.unanswered,
        "meetings": [
            {
                "rule": each.rule,
                "exchange": each.exchange,
                "pairs": each.pairs,
                "unanswered": each.unanswered,
                "held": [
                    {"edition": edition.id, "side": side.value, "by": [_standing(one) for one in standing]}
                    for edition, side, standing in zip(gap.editions, each.sides, (each.one, each.other), strict=True)
                ],
            }
            for each in gap.meetings
        ],
    }


def _standing(each: Standing) -> dict[str, Any]:
    place = each.place
    return {"partner": each.partner, "path": place.path, "pointer": place.pointer, "line": place.line}


def _catalogue(found: _Found) -> str:
    from ..gaps import entries

    return json.dumps(entries(found.gaps), indent=2) + "\n"


_SHOWN: dict[str, Callable[[_Found], str]] = {"text": _text, "json": _json, "catalogue": _catalogue}
