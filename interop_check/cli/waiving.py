"""``interop-check waivers``: what is waived, whether it still holds, and the file of waivers written in place."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from ..digests import sha256_hex
from ..formats._inert import inert
from ..report import Finding
from ..suggestions import did_you_mean
from ..waivers.editing import EditError, Entry, added, pruned
from ..waivers.judging import Judged, Standing, judge, waivable
from ..waivers.reading import Waiver, WaiverError, WaiverFile, waivers_in
from . import options
from .configuring import configured, schema
from .configuring import waivers as read_waivers
from .running import gathered, in_force, known_baselines
from .settings import Settings, calendar_day, known_format, settings
from .settings import in_force as settings_in_force
from .statuses import CannotStart, Status
from .writing import say, show, watched, write_whole

if TYPE_CHECKING:
    from ..partners import Gathering
    from ..standards import Standards

waivers = typer.Typer(**options.GROUP, invoke_without_command=True)

_BOM = "\ufeff"


@waivers.callback()
def about(context: typer.Context) -> None:
    """The findings that somebody accepts until a day: what is waived, and whether that still holds."""
    if context.invoked_subcommand is None:
        show(f"{context.get_help()}\n")


@waivers.command(name="list")
def list_waivers(
    date: options.Date = None,
    config: options.Config = None,
    waivers: options.Waivers = None,
    format: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="text or json.")] = "text",
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """What is waived, by whom, and until when?"""
    shown = known_format(format, ("text", "json"))
    asked = settings(date=date, config=config, waivers=waivers)
    listed = [each for file in asked.waivers for each in file.waivers]
    if shown == "json":
        whole = {"format": "interop-check/waivers", "version": 1, "date": asked.date.isoformat()}
        show(json.dumps(whole | {"waivers": [_outline(each, asked.date) for each in listed]}, indent=2) + "\n")
        return Status.DONE
    show("".join(f"{inert(line)}\n" for each in listed for line in _told(each, asked.date)) or "no waivers\n")
    return Status.DONE


@waivers.command()
def check(
    profiles: options.Profiles = None,
    schemas: options.Schemas = None,
    date: options.Date = None,
    config: options.Config = None,
    waivers: options.Waivers = None,
    allow_empty: options.AllowEmpty = False,
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """Does every waiver still hold: is its finding there, are its values the same, has its day not passed?"""
    asked = settings(schemas, date, allow_empty=allow_empty, config=config, profiles=profiles, waivers=waivers)
    found = _found(asked)
    judged = [each for file in asked.waivers for each in _judged(file, found, asked.date)]
    open_ = [each for each in judged if each.standing is not Standing.HOLDS]
    for each in open_:
        show(f"{inert(_verdict(each))}\n")
    held = len(judged) - len(open_)
    show(f"{_counted(len(judged), 'waiver')}: {held} in force, {len(open_)} not\n")
    if found.nothing and not asked.allow_empty:
        say("interop-check: nothing was checked: no file ends in .yaml or .yml there")
        return Status.NOTHING_CHECKED
    if found.unread:
        return Status.INCOMPLETE
    return Status.FOUND if open_ else Status.DONE


@waivers.command()
def prune(
    profiles: options.Profiles = None,
    schemas: options.Schemas = None,
    date: options.Date = None,
    config: options.Config = None,
    waivers: options.Waivers = None,
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """Take out the waivers that hold no longer; those of which this cannot be told stay."""
    asked = settings(schemas, date, config=config, profiles=profiles, waivers=waivers)
    found = _found(asked)
    if found.nothing:
        say("interop-check: nothing was checked, and so nothing is taken out: no file ends in .yaml or .yml there")
        return Status.NOTHING_CHECKED
    edits = []
    for file in asked.waivers:
        judged = list(_judged(file, found, asked.date))
        gone = [each for each in judged if each.standing in (Standing.EXPIRED, Standing.CHANGED, Standing.UNUSED)]
        if gone:
            kept = [each.waiver for each in judged if each not in gone]
            numbers = [each.waiver.number for each in gone]
            edits.append((file, _edited(file, partial(pruned, file.document, numbers), kept), gone))
    for file, text, gone in edits:
        _write(file.document.path, file, text)
        for each in gone:
            show(f"{inert(f'took out {_verdict(each)}')}\n")
    if not edits:
        show("nothing to take out\n")
    return Status.DONE


@waivers.command()
def add(
    fingerprint: Annotated[str, typer.Argument(metavar="FINGERPRINT", help="What the finding is known by.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it can be lived with.")],
    owner: Annotated[str, typer.Option("--owner", metavar="NAME", help="Who answers for it.")],
    until: Annotated[str, typer.Option("--until", metavar="YYYY-MM-DD", help="The last day on which it holds.")],
    ticket: Annotated[str, typer.Option("--ticket", metavar="TEXT", help="Where its mending is followed.")] = "",
    profiles: options.Profiles = None,
    schemas: options.Schemas = None,
    date: options.Date = None,
    config: options.Config = None,
    waivers: Annotated[
        str | None, typer.Option("--waivers", metavar="FILE", help="The file to write to; it is made if need be.")
    ] = None,
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """Accept a finding until a day: find it among the profiles, and write its waiver at the end of the file."""
    target, file = _target(waivers, config)
    asked = settings(
        schemas,
        date,
        config=config,
        profiles=profiles,
        waivers=(target,) if file else (),
    )
    day = _until(until, asked.date)
    for option, text in (("--reason", reason), ("--owner", owner)):
        if not text.strip():
            raise CannotStart(f"{option} is empty: say {'why' if option == '--reason' else 'who'}")
    meant = _meant(fingerprint, _found(asked, fingerprint))
    entries = [
        Entry(
            each.rule,
            sorted(whose),
            each.fingerprint,
            each.values_hash,
            reason,
            owner,
            day,
            ticket,
            each.severity,
            not each.counts,
        )
        for each, whose in meant
    ]
    entries = list({each.values_hash: each for each in entries}.values())
    if file and (there := _there(file, entries, asked.date)):
        raise CannotStart(f"{there.place.path}:{there.place.line}: it is waived already, until {there.until}")
    before = file.waivers if file else ()
    text = _edited(file, partial(added, file.document if file else None, entries), before, entries, target)
    _write(target, file, text)
    for entry, (finding, _) in zip(entries, meant, strict=False):
        show(f"{inert(f'waived until {day}: {entry.rule} {finding.message}')}\n")
    say(f"interop-check: wrote {target}")
    return Status.DONE


# ── what there is ────────────────────────────────────────────────────────────────────────────────────────

_Owned = tuple[Finding, frozenset[str]]


class _Found(NamedTuple):
    """All findings of all partners and pairs, each with whose it is; whose profiles are whole, and what was unread."""

    findings: Sequence[_Owned]
    whole: frozenset[str]
    unread: bool
    nothing: bool


def _found(asked: Settings, wanted: str | None = None) -> _Found:
    """What validating every profile and comparing every pair finds; no more than to find the one that is `wanted`."""
    standards = in_force(asked)
    gathering = gathered(asked.profiles, standards, asked)
    findings = list(_alone(gathering, standards, asked))
    if wanted is None or all(each.fingerprint != wanted for each, _ in findings):
        findings += _of_pairs(gathering, standards, asked, wanted)
    whole = frozenset(code for code, partner in gathering.partners.items() if not partner.incomplete)
    unread = any(each.unevaluated for each, _ in findings)
    return _Found(findings, whole, unread, not gathering.documents)


def _alone(gathering: Gathering, standards: Standards, asked: Settings) -> Iterator[_Owned]:
    from ..reporting import validation_report

    known = known_baselines(standards)
    claimed = {name for each in gathering.partners.values() for name in _claimed(each.documents)}
    baselines = [known[name] for name in sorted({*asked.baselines.value, *claimed}) if name in known]
    for finding in validation_report(gathering, standards, asked.date, baselines).findings:
        yield finding, frozenset(place.partner for place in finding.places if place.partner)


def _claimed(documents: Iterable[Any]) -> Iterator[str]:
    for document in documents:
        claims = document.value.get("claims")
        yield from (str(key).partition("/")[0] for key in claims or ())


def _of_pairs(gathering: Gathering, standards: Standards, asked: Settings, wanted: str | None) -> Iterator[_Owned]:
    from ..comparison import compare
    from ..reporting import comparison_report

    pairs = list(combinations(gathering.partners.values(), 2))
    for one, other in watched(pairs, "comparing pairs"):
        comparison = compare(one, other, standards, asked.date)
        report = comparison_report([comparison], [one, other], [], standards, asked.date)
        found = [(each, frozenset((one.code, other.code))) for each in report.findings]
        yield from found
        if wanted and any(each.fingerprint == wanted for each, _ in found):
            return


def _judged(file: WaiverFile, found: _Found, date: datetime.date) -> Iterator[Judged]:
    owners = {id(finding): whose for finding, whose in found.findings}
    findings = [finding for finding, _ in found.findings]
    yield from judge(file.waivers, findings, date, lambda each: each.partners <= found.whole, lambda f: owners[id(f)])


def _meant(fingerprint: str, found: _Found) -> list[_Owned]:
    """The findings with this fingerprint; raises `CannotStart` where there is none that can be waived."""
    meant = [(each, whose) for each, whose in found.findings if each.fingerprint == fingerprint]
    if not meant:
        near = did_you_mean(fingerprint, {each.fingerprint for each, _ in found.findings})
        raise CannotStart(
            f"no finding of these profiles has the fingerprint {fingerprint!r}{near}; "
            "validate and compare show them with -v and with -f json"
        )
    if fixed := next((each for each, _ in meant if not waivable(each)), None):
        raise CannotStart(f"{fixed.rule} cannot be waived: what cannot be read, or must not be there, is to be mended")
    return meant


def _there(file: WaiverFile, entries: Sequence[Entry], date: datetime.date) -> Waiver | None:
    wanted = {(each.rule, each.fingerprint, each.values_hash) for each in entries}
    same = (each for each in file.waivers if (each.rule, each.fingerprint, each.values_hash) in wanted)
    return next((each for each in same if each.until >= date), None)


def _until(text: str, today: datetime.date) -> datetime.date:
    day = calendar_day(text)
    if day is None:
        raise CannotStart(f"--until: {text!r} is no day of the calendar, written as in 2026-11-22")
    if day < today:
        raise CannotStart(f"--until: {text} has passed already ({today.isoformat()} is the day judged by)")
    return day


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────


def _target(option: str | None, config: str | None) -> tuple[str, WaiverFile | None]:
    """The file to write to, and what is in it, if it is there."""
    setting = settings_in_force({"waivers": [option] if option else None}, configured(config))["waivers"]
    if not setting.value:
        raise CannotStart("no file of waivers is configured: name one with --waivers FILE, and in interop-check.toml")
    target = setting.value[0]
    if not os.path.lexists(target):
        folder = os.path.dirname(target) or "."  # noqa: PTH120
        if not os.path.isdir(folder):  # noqa: PTH112
            raise CannotStart(f"{setting.at(target)}: there is no folder {folder!r} to write {target!r} to")
        return target, None
    return target, read_waivers(setting._replace(value=(target,)))[0]


def _edited(
    file: WaiverFile | None,
    edit: Callable[[], str],
    kept: Sequence[Waiver],
    entries: Sequence[Entry] = (),
    target: str = "",
) -> str:
    """The text as `edit` makes it, once reading it again gives what is kept and added, and nothing else."""
    path = file.document.path if file else target
    try:
        text = edit()
        again = _read_again(path, text)
    except EditError as error:
        raise CannotStart(f"{path}: {error}") from error
    except WaiverError as error:
        raise CannotStart([f"{path} cannot be edited safely; edit it by hand", *error.lines]) from error
    if list(map(_essence, again.waivers)) != [*map(_essence, kept), *map(_essence, entries)]:
        raise CannotStart(f"{path} cannot be edited safely; edit it by hand")
    return text


def _read_again(path: str, text: str) -> WaiverFile:
    from ..profiles import Unreadable, read_document

    try:
        return waivers_in(read_document(path, text.encode("utf-8", "surrogatepass")), schema("waivers"))
    except Unreadable as error:
        raise WaiverError(str(error).splitlines()) from error


def _essence(each: Waiver | Entry) -> tuple[Any, ...]:
    said = (each.reason.strip(), each.owner.strip(), each.until, each.ticket.strip(), each.severity, each.only_unknown)
    return each.rule, frozenset(each.partners), each.fingerprint, each.values_hash, *said


def _write(path: str, file: WaiverFile | None, text: str) -> None:
    """Write the text over the file as it was read: in its encoding, and only if nobody has changed it since."""
    if file is None:
        if os.path.lexists(path):
            raise CannotStart(f"{path!r} was made by somebody else meanwhile; try again")
        write_whole(path, text)
        return
    from ..profiles import Unreadable, load

    heads = [head for head in ("", _BOM) if _digest(f"{head}{file.document.text}") == file.document.sha256]
    if not heads:
        raise CannotStart(f"{path} is not UTF-8: save it as UTF-8, and try again")
    now = next(iter(load([path])))
    if isinstance(now, Unreadable) or now.sha256 != file.document.sha256:
        raise CannotStart(f"{path!r} was changed by somebody else meanwhile; try again")
    write_whole(path, f"{heads[0]}{text}")


def _digest(text: str) -> str:
    return sha256_hex(text.encode("utf-8", "surrogatepass"))


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────


def _told(each: Waiver, date: datetime.date) -> Iterator[str]:
    yield f"{each.place.path}:{each.place.line}: {each.rule}  {each.between}  {_days(each, date)}"
    yield f"    {each.reason} ({each.owner}{f', {each.ticket}' if each.ticket else ''})"


def _days(each: Waiver, date: datetime.date) -> str:
    left = (each.until - date).days
    if left < 0:
        return f"expired: its last day was {each.until}"
    return f"until {each.until}, {_counted(left, 'day')} left" if left else f"until {each.until}, its last day"


def _verdict(each: Judged) -> str:
    waiver = each.waiver
    why = f": {each.why}" if each.why else _UNTOLD
    return f"{waiver.place.path}:{waiver.place.line}: {each.standing.value}{why}  {waiver.rule}  {waiver.between}"


_UNTOLD = ": not all profiles of these partners are here, or can be used"


def _outline(each: Waiver, date: datetime.date) -> dict[str, Any]:
    return {
        "rule": each.rule,
        "partners": sorted(each.partners),
        "fingerprint": each.fingerprint,
        "values_hash": each.values_hash,
        "reason": each.reason,
        "owner": each.owner,
        "until": each.until.isoformat(),
        "ticket": each.ticket or None,
        "expired": date > each.until,
        "file": each.place.path,
        "line": each.place.line,
    }


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
