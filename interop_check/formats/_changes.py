"""A difference, read for people: whose change does what to whom, in few lines."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..difference import (
    Advice,
    Difference,
    ExchangeChange,
    FileChange,
    FindingChange,
    How,
    Move,
    PairChange,
    ValueChange,
)
from ..report import Place, Report, Severity, Verdict
from ._inert import inert
from ._words import SEVERITY_GLYPHS, counted, words

_LONGEST = 60

LABELS = {
    "worse": "makes worse",
    "lost": "takes away",
    "better": "mends",
    "begins": "begins",
    "ends": "ends",
}

_WORST = {
    Severity.BLOCKER: Verdict.BLOCKED,
    Severity.MAJOR: Verdict.DEGRADED,
    Severity.MINOR: Verdict.FRICTION,
}


class Effect(NamedTuple):
    """What a change does in one exchange to several pairs alike; `whom` names them with their directions."""

    label: str
    verdicts: str
    title: str
    whom: tuple[str, ...]
    after: Verdict | None


class Group(NamedTuple):
    """What is put down to the same changed files; `arriving`: they are of a partner that came or went."""

    files: tuple[FileChange, ...]
    effects: tuple[Effect, ...]
    arriving: bool = False


def new(difference: Difference) -> tuple[FindingChange, ...]:
    """The new findings that count and that nobody has waived."""
    return tuple(each for each in difference.told(How.NEW) if each.finding.stands)


def asked(difference: Difference) -> tuple[FindingChange, ...]:
    """The new questions."""
    return tuple(each for each in difference.told(How.NEW) if not each.finding.counts and not each.finding.waived)


def waived(difference: Difference) -> tuple[FindingChange, ...]:
    """The new findings that somebody has waived."""
    return tuple(each for each in difference.told(How.NEW) if each.finding.waived)


def counting(changes: Iterable[FindingChange]) -> tuple[FindingChange, ...]:
    """Those that say that something is wrong, or was."""
    return tuple(each for each in changes if each.finding.counts)


def worst(difference: Difference) -> Verdict:
    """The verdict of which the difference wears the glyph: what the worst of its new findings leads to."""
    severities = [each.finding.severity for each in new(difference)]
    heaviest = max(severities, key=lambda each: each.weight, default=Severity.INFO)
    costs = _costs(difference)
    return _WORST.get(heaviest, Verdict.UNKNOWN if costs else Verdict.CLEAR)


def headline(difference: Difference) -> str:
    """How the change is to be taken, in a word."""
    if new(difference) or _costs(difference):
        return "WORSE"
    if counting(difference.told(How.MENDED)):
        return "BETTER"
    moved = any(pair.exchanges for pair in difference.pairs)
    return "CHANGED" if difference.files or moved else "NO CHANGE"


def _costs(difference: Difference) -> bool:
    """Whether partners that stay are worse off with each other."""
    left = {*difference.came, *difference.went}
    staying = (pair for pair in difference.pairs if left.isdisjoint((pair.a, pair.b)))
    return any(exchange.costs for pair in staying for exchange in pair.exchanges)


def departed(difference: Difference, change: FindingChange) -> bool:
    """Whether a finding is gone only as a partner went."""
    return change.how is How.GONE and not set(difference.went).isdisjoint(change.pair or ())


def tally(difference: Difference) -> Iterator[str]:
    """How many findings are new, mended, changed and as they were."""
    found = new(difference)
    told = " · ".join(counted([each.finding for each in found]))
    yield f"{len(found)} new{f' ({told})' if told else ''}"
    yield f"{len(counting(difference.told(How.MENDED)))} mended"
    for how, word in ((How.CHANGED, "changed"), (How.GONE, "not found any more")):
        if count := len(counting(difference.told(how))):
            yield f"{count} {word}"
    yield f"{len(counting(difference.told(How.UNCHANGED)))} unchanged"
    if questions := len(asked(difference)):
        yield f"{questions} new to ask"


def between(difference: Difference) -> str:
    """The two states."""
    return inert(f"{_named(*difference.base[:2])} → {_named(*difference.head[:2])}")


def _named(name: str, commit: str | None) -> str:
    return f"{name} ({commit[:10]})" if commit and not commit.startswith(name) else name


def groups(difference: Difference) -> Iterator[Group]:
    """What the changed files do, those first that cost somebody something; files that do nothing at the end."""
    files = {each.path: each for each in difference.files}
    found: dict[tuple[str, ...], list[tuple[PairChange, ExchangeChange]]] = defaultdict(list)
    for pair in difference.pairs:
        for exchange in pair.exchanges:
            found[exchange.files].append((pair, exchange))
    effects = {paths: tuple(_effects(difference, moved)) for paths, moved in found.items()}
    shown = {paths for paths in effects if effects[paths]}
    shown |= {(each.path,) for each in difference.files if not any(each.path in paths for paths in shown)}
    order = sorted(shown, key=lambda paths: (not any(each.costs for _, each in found[paths]), not found[paths], paths))
    for paths in order:
        known = tuple(files[path] for path in paths if path in files)
        arriving = any(each.partner in (*difference.came, *difference.went) for each in known)
        yield Group(known, effects.get(paths, ()), arriving)


def _effects(difference: Difference, moved: Iterable[tuple[PairChange, ExchangeChange]]) -> Iterator[Effect]:
    """Alike for several pairs together; the worst first. What came or went with a partner is told of the pair."""
    arrivals = {*difference.came, *difference.went}
    merged: dict[tuple[str, str, str, Verdict | None], list[tuple[str, str, str | None]]]
    merged = defaultdict(list)
    ranks = list(LABELS)
    for pair, exchange in moved:
        if arrivals.isdisjoint((pair.a, pair.b)):
            name = "" if exchange.name == exchange.id else f" {exchange.name}"
            key = label(exchange), _verdicts(exchange.before, exchange.after), exchange.title + name, exchange.after
            merged[key].append((pair.a, pair.b, exchange.direction))
    for key, whom in sorted(merged.items(), key=lambda item: (ranks.index(item[0][0]), item[0][1:3])):
        yield Effect(LABELS[key[0]], key[1], inert(key[2]), tuple(_both_ways(whom)), key[3])


def _both_ways(whom: Iterable[tuple[str, str, str | None]]) -> Iterator[str]:
    """The pairs with their directions; one of both directions once."""
    found: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for a, b, direction in whom:
        found[a, b].add(direction)
    for (a, b), directions in found.items():
        yield _WAYS[next(iter(directions)) if len(directions) == 1 else None].format(a=inert(a), b=inert(b))


_WAYS = {None: "{a} ↔ {b}", "A->B": "{a} → {b}", "B->A": "{b} → {a}"}


def label(exchange: ExchangeChange) -> str:
    """Which word of `LABELS` an exchange has."""
    return "lost" if exchange.move is Move.ENDS and exchange.costs else exchange.move.value


def _verdicts(before: Verdict | None, after: Verdict | None) -> str:
    return " → ".join("not shared" if each is None else words(each) for each in (before, after))


def arrivals(difference: Difference) -> Iterator[tuple[str, str, list[PairChange]]]:
    """Each partner that came or went, which of the two, and its pairs with those that stay."""
    for word, codes in (("came", difference.came), ("went", difference.went)):
        for code in codes:
            yield code, word, [pair for pair in difference.pairs if code in (pair.a, pair.b)]


def verdicts_of(pairs: Iterable[PairChange], code: str) -> Iterator[tuple[Verdict, list[str]]]:
    """With whom a partner that came or went comes, or came, to which verdict; the worst first."""
    found: dict[Verdict, list[str]] = defaultdict(list)
    for pair in pairs:
        if verdict := pair.after or pair.before:
            found[verdict].append(inert(pair.b if pair.a == code else pair.a))
    for verdict in Verdict:
        if found[verdict]:
            yield verdict, found[verdict]


def file_line(each: FileChange) -> str:
    """A changed file: its path, whose it is, what became of it."""
    whose = f" ({each.partner})" if each.partner else ""
    was = f" from {each.was}" if each.was else ""
    unread = "" if each.read else ", cannot be read"
    return inert(f"{each.path}{whose}: {each.how}{was}{unread}")


def value_line(change: ValueChange) -> str:
    """A value that is another: its name, and what it was and is."""
    place = change.after or change.before
    where = f"  (line {place.line})" if place and change.after else ""
    label = change.label or "the document"
    if change.before is None:
        return inert(f"{label}: added {said(change.after)}{where}")
    if change.after is None:
        return inert(f"{label}: removed {said(change.before)}")
    return inert(f"{label}: {said(change.before)} → {said(change.after)}{where}")


def said(place: Place | None) -> str:
    """A value in one line, cut if it is long."""
    if place is None:
        return "nothing"
    text = place.text if isinstance(place.value, str | int | float) and place.text else flow(place.value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def flow(value: object) -> str:
    """A value on one line of YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    """Plain where every reader of YAML, old or new, takes it for the same text; else as JSON."""
    import json
    import re

    if isinstance(value, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_.()/-]*", value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)


_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"})


def advised(difference: Difference) -> Iterator[tuple[str, list[str]]]:
    """Each advice: whose file, which exchange, for whom; and the lines to add there."""
    for each in difference.advice:
        yield inert(_about(each)), [inert(line) for line in _lines(each)]


def _about(each: Advice) -> str:
    name = "" if each.name == each.id else f" {each.name}"
    return f"{each.partner}, {each.title}{name}: spares {', '.join(each.spares)}"


def _lines(each: Advice) -> Iterator[str]:
    for edit in each.edits:
        whole = isinstance(edit.value, dict)
        yield f"add to {edit.pointer} ({edit.path}:{edit.line}){':' if whole else ' ' + flow(edit.value)}"
        if whole:
            yield f"  - {flow(edit.value)}"


def head(change: FindingChange) -> str:
    """A finding of one or two partners in a line: whose it is, and what it says."""
    pair = f"{arrow(change)}: " if change.pair else ""
    note = f" ({change.note})" if change.note else ""
    return inert(f"{pair}{change.finding.message}{note}")


def arrow(change: FindingChange) -> str:
    """The two partners, with the direction."""
    if not change.pair:
        return ""
    return next(_both_ways([(*change.pair, change.finding.direction)]))


def mark(change: FindingChange) -> str:
    """The glyph of a finding's severity."""
    return SEVERITY_GLYPHS[change.finding.severity] if change.finding.counts else "?"


def basis(report: Report) -> str:
    """What both states were judged by."""
    standards = ", ".join(f"{each.kind} {each.version}" for each in report.standards)
    catalogue = f"; catalogue of {report.catalogue}" if report.catalogue else ""
    return inert(f"Both judged as of {report.date.isoformat()} by {standards or 'no standard'}{catalogue}.")


def untouched(difference: Difference) -> str:
    """How many pairs were not compared, as there was no need to."""
    pairs = "1 pair is" if difference.untouched == 1 else f"{difference.untouched} pairs are"
    return f"{pairs} as before: none of their profiles has changed."


def unread(difference: Difference) -> Iterator[str]:
    """The files that could not be read before either, and that this change leaves alone."""
    stood = [each for each in difference.report.findings if each.unevaluated and each.stood_before]
    for path in sorted({place.path for each in stood for place in each.places[:1]}):
        yield inert(f"Warning: {path} cannot be read, as before; this change does not touch it.")
