"""One partner against several: what was found, merged by what causes it and parted by who can act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from .formats._pairs import SILENCE, Pair, folded, following, read, whom
from .relations import json_key, quoted
from .report import (
    Agreement,
    Edit,
    ExchangeResult,
    Finding,
    FindingKey,
    Hit,
    Place,
    Report,
    Task,
    Tasks,
    Verdict,
    Way,
    same,
)

__all__ = ["tasks"]

_LONGEST = 60


def tasks(report: Report) -> Tasks | None:
    """The findings of a report of comparisons as tasks: `us` is the first partner of all of them.

    Findings are one task where the same rule, asked of the same value of ours, found them with several others.
    It is ours to do where only we can, or where our change is not the larger one; but a change that takes away
    what more of the others work with than trip over is theirs. What is not known is asked of who leaves it unsaid.
    What is waived is nobody's task. `None` where nothing was compared.
    """
    if not report.comparisons:
        return None
    us = report.comparisons[0].a
    pairs = [read(report, each) for each in sorted(report.comparisons, key=lambda each: each.b)]
    board = _Board(us, pairs, _found(report, pairs))
    acting = [task for group in _grouped(board) for task in _parted(group, board)]
    return Tasks(
        us=us,
        ours=tuple(task for task in acting if task.partner == us),
        theirs=tuple(task for task in acting if task.partner != us),
        questions=tuple(_questions(board)),
        agreed=tuple(_agreed(pairs)),
    )


# ── what was found with whom ─────────────────────────────────────────────────────────────────────────────


class _Found(NamedTuple):
    """A finding, and the comparisons that it came from; none where it is about a file."""

    finding: Finding
    pairs: tuple[Pair, ...]

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(pair.comparison.b for pair in self.pairs)


class _Board:
    """Everything found, and which of it is folded under what."""

    def __init__(self, us: str, pairs: Sequence[Pair], found: Sequence[_Found]) -> None:
        self.us, self.pairs, self.found = us, pairs, found
        self.rides: Mapping[str, Mapping[FindingKey, Sequence[ExchangeResult]]] = {
            pair.comparison.b: following(pair) for pair in pairs
        }
        self.roots = {same(each.finding): root for each in found if (root := self._root(each))}
        self.under: dict[FindingKey, list[Finding]] = defaultdict(list)
        for each in found:
            if root := self.roots.get(same(each.finding)):
                self.under[root].append(each.finding)

    def _root(self, found: _Found) -> FindingKey | None:
        """The finding under which this one is told: where all that it was found in is blocked by that anyway."""
        finding = found.finding
        if not (finding.stands and found.pairs and all(folded(pair, finding) for pair in found.pairs)):
            return None
        pair = found.pairs[0]
        own = pair.exchanges[same(finding)]
        rides = self.rides[pair.comparison.b]
        return next((root for root, riding in rides.items() if any(each in riding for each in own)), None)


def _found(report: Report, pairs: Sequence[Pair]) -> list[_Found]:
    asked = {pair.comparison.b: {same(each) for each in pair.comparison.questions} for pair in pairs}
    listed = {same(finding): finding for finding in report.findings}
    return [
        _Found(finding, tuple(pair for pair in pairs if key in pair.exchanges or key in asked[pair.comparison.b]))
        for key, finding in listed.items()
    ]


# ── what is to be done ───────────────────────────────────────────────────────────────────────────────────


def _grouped(board: _Board) -> Iterator[list[_Found]]:
    """What is to be done, by the rule and our value that it was asked of; the worst first."""
    groups: dict[Hashable, list[_Found]] = defaultdict(list)
    for each in board.found:
        if each.finding.stands and same(each.finding) not in board.roots:
            groups[_cause(each, board.us)].append(each)
    yield from sorted(groups.values(), key=lambda group: -group[0].finding.severity.weight)


def _cause(found: _Found, us: str) -> Hashable:
    finding = found.finding
    ours = tuple(sorted({(place.path, place.pointer, json_key(place.value)) for place in _ours(found, us)}))
    return (finding.rule, finding.direction, ours) if ours and found.pairs else same(finding)


def _ours(found: _Found, us: str) -> list[Place]:
    """The places of our side: in our own files, or else in those of whoever speaks for us."""
    own = [place for place in found.finding.places if place.partner == us]
    return own or [place for place in found.finding.places if found.pairs and place.partner not in found.others]


def _parted(group: Sequence[_Found], board: _Board) -> Iterator[Task]:
    """The task of a group: one for us, or one for each of the others."""
    first = group[0]
    if not first.pairs:
        yield _task(group, board, next((p.partner for p in first.finding.places if p.partner), None) or board.us)
        return
    whole = _task(group, board, board.us)
    if not _is_theirs(whole, group):
        yield whole
        return
    for other, shared in groupby(sorted(group, key=lambda each: each.others), key=lambda each: each.others):
        task = _task(list(shared), board, ", ".join(other))
        yield task._replace(partner=task.theirs[0].partner if len(task.theirs) == 1 else task.partner)


def _is_theirs(task: Task, group: Sequence[_Found]) -> bool:
    if not (task.ours and task.theirs):
        return not task.ours and bool(task.theirs)
    if _at_odds(task.ours):
        return True
    if len(task.relying) > len(group) and not all(_only_adds(edit, group) for way in task.ours for edit in way.edits):
        return True
    return task.smaller == "them"


def _only_adds(edit: Edit, group: Sequence[_Found]) -> bool:
    """Whether a change takes nothing away: what stood there before still does."""
    before = [place.value for each in group for place in each.finding.places
              if (place.path, place.pointer) == (edit.path, edit.pointer)]  # fmt: skip
    now = {json_key(each) for each in _members(edit.value)}
    return edit.do == "add" or (
        edit.do == "set"
        and bool(before)
        and now.issuperset(json_key(each) for value in before for each in _members(value))
    )


def _members(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _at_odds(ways: Sequence[Way]) -> bool:
    """Whether two of these changes would set one place to two values."""
    values: dict[tuple[str, str], set[str]] = defaultdict(set)
    for edit in (edit for way in ways for edit in way.edits if edit.do == "set"):
        values[edit.path, edit.pointer].add(json_key(edit.value))
    return any(len(each) > 1 for each in values.values())


def _task(group: Sequence[_Found], board: _Board, partner: str) -> Task:
    found = sorted(group, key=lambda each: each.others)
    ways = [(party, way) for each in found for party, way in _ways(each, board.us)]
    ours, theirs, together = (
        tuple(_merged(way for party, way in ways if party == whose)) for whose in ("us", "them", "both")
    )
    shared = tuple(dict.fromkeys(other for each in found for other in each.others))
    reached = {each.mends for each in (*ours, *theirs)}
    return Task(
        partner=partner,
        partners=shared,
        message=_message(found, board),
        findings=tuple(each.finding for each in found),
        hits=tuple(_hits(found, board)),
        ours=ours,
        theirs=theirs,
        together=together if not reached else (),
        smaller=_smaller(ours, theirs, shared),
        relying=tuple(_relying(found, board)),
        folded=tuple(under for each in found for under in board.under[same(each.finding)]),
    )


def _smaller(ours: Sequence[Way], theirs: Sequence[Way], shared: Sequence[str]) -> str | None:
    """Whose change is the smaller; a side that cannot mend it for all of them does not count."""
    sizes = {
        name: sum(len(way.edits) for way in ways)
        for name, ways in (("us", ours), ("them", theirs))
        if ways and {other for way in ways for other in way.mends} == set(shared)
    }
    if len(sizes) == 2 and sizes["us"] == sizes["them"]:
        return "either"
    return min(sizes, key=sizes.__getitem__, default=None)


def _ways(found: _Found, us: str) -> Iterator[tuple[str, Way]]:
    """The smallest way of each party to mend a finding in all its directions: ``us``, ``them``, ``both``."""
    ours = {place.path for place in _ours(found, us)}
    directions = [_smallest(each, ours) for each in _directions(found.finding)]
    for party in dict.fromkeys(party for each in directions for party in each):
        if all(party in each for each in directions):
            known = {_Known(edit) for each in directions for edit in each[party]}
            edits = tuple(each.edit for each in sorted(known, key=lambda each: each.key))
            acting = " and ".join(dict.fromkeys(each.partner for each in edits))
            yield party, Way(acting, edits, found.others)


class _Known:
    """An edit that can be told from others: its value may be a list."""

    def __init__(self, edit: Edit) -> None:
        self.edit = edit
        self.key = edit.path, edit.pointer, edit.do, json_key(edit.value), edit.partner, edit.line

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and self.key == other.key


def _directions(finding: Finding) -> Sequence[Finding]:
    """The finding; its two directions, where they are broken alike and folded into it."""
    both = finding.direction is None and bool(finding.detail) and all(each.direction for each in finding.detail)
    return finding.detail if both else (finding,)


def _smallest(finding: Finding, ours: set[str]) -> dict[str, tuple[Edit, ...]]:
    found: dict[str, tuple[Edit, ...]] = {}
    for remedy in sorted(finding.mends, key=lambda each: len(each.edits)):
        sides = {edit.path in ours for edit in remedy.edits}
        found.setdefault("both" if len(sides) > 1 else "us" if True in sides else "them", remedy.edits)
    return found


def _merged(ways: Iterable[Way]) -> Iterator[Way]:
    """The same edits once, with all for whom they mend it."""
    by_edits: dict[Hashable, list[Way]] = defaultdict(list)
    for way in ways:
        by_edits[tuple(map(_Known, way.edits))].append(way)
    for alike in by_edits.values():
        yield alike[0]._replace(mends=tuple(dict.fromkeys(other for way in alike for other in way.mends)))


def _relying(found: Sequence[_Found], board: _Board) -> Iterator[str]:
    """The others with whom our same offer has no such finding."""
    rule = found[0].finding.rule
    places = [place for each in found for place in _ours(each, board.us)]
    sharing = {other for each in found for other in each.others}
    for pair in board.pairs if places else ():
        exchanges = (each for each in pair.comparison.exchanges if rule.startswith(f"{each.kind}/{each.id}/"))
        if pair.comparison.b not in sharing and any(_suited(each, places, rule) for each in exchanges):
            yield pair.comparison.b


def _suited(exchange: ExchangeResult, places: Iterable[Place], rule: str) -> bool:
    ours = exchange.chosen[0] if exchange.chosen else None
    if ours is None or any(finding.rule == rule for finding in exchange.findings):
        return False
    return any(place.path == ours.path and f"{place.pointer}/".startswith(f"{ours.pointer}/") for place in places)


def _hits(found: Sequence[_Found], board: _Board) -> Iterator[Hit]:
    for each in found:
        key = same(each.finding)
        for pair in each.pairs:
            other = pair.comparison.b
            yield from (_hit(other, exchange) for exchange in pair.exchanges.get(key, ()))
            yield from (_hit(other, exchange, rides=True) for exchange in board.rides[other].get(key, ()))


def _hit(other: str, exchange: ExchangeResult, rides: bool = False) -> Hit:
    return Hit(other, exchange.kind, exchange.name, _title(exchange), exchange.direction, exchange.verdict, rides)


def _title(exchange: ExchangeResult) -> str:
    return exchange.title if exchange.name == exchange.id else f"{exchange.title} {exchange.name}"


# ── what it says ─────────────────────────────────────────────────────────────────────────────────────────


def _message(found: Sequence[_Found], board: _Board) -> str:
    """The message of the only finding; of several, who says what, those who say the same together."""
    first = found[0]
    text = first.finding.message
    if len(found) == 1 or len(first.pairs) != 1:
        return text
    if first.finding.rule == SILENCE:
        title = next(_title(each) for each in first.pairs[0].exchanges[same(first.finding)])
        return f"{title}: {', '.join(each.others[0] for each in found)} declare it, {board.us} says nothing"
    rule = first.pairs[0].report.rules.get(first.finding.rule)
    exchanges = first.pairs[0].exchanges.get(same(first.finding), ())
    if rule is None or not rule.relation or not exchanges:
        return text
    said: dict[str, list[str]] = defaultdict(list)
    for each in found:
        ours = _ours(each, board.us)
        said[_values(ours)] += [board.us] if board.us not in said[_values(ours)] else []
        said[_values([place for place in each.finding.places if place not in ours])] += each.others
    parts = [f"{', '.join(dict.fromkeys(codes))} {'say' if len(codes) > 1 else 'says'} {value}"
             for value, codes in said.items()]  # fmt: skip
    return f"{_title(exchanges[0])}, {_inside(rule.title)}: {'; '.join(parts)}"


def _inside(title: str) -> str:
    """A title as it reads inside a sentence: "Format" becomes "format", "TLS" stays."""
    return title if title[1:2].isupper() or not title[1:2].isalpha() else title[:1].lower() + title[1:]


def _values(places: Iterable[Place]) -> str:
    return " and ".join(dict.fromkeys(map(_value, places))) or "nothing"


def _value(place: Place) -> str:
    if place.value is None:
        return "nothing"
    plain = isinstance(place.value, list) and all(isinstance(each, str | int | float) for each in place.value)
    text = ", ".join(map(str, place.value)) if plain and place.value else place.text
    text = quoted(place.value) if isinstance(place.value, dict) or not text else text
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


# ── what is to be asked ──────────────────────────────────────────────────────────────────────────────────


def _questions(board: _Board) -> Iterator[Task]:
    """What is not known, by whom to ask; what is asked of us is asked once, whoever wants to know."""
    groups: dict[Hashable, list[_Found]] = defaultdict(list)
    partners: dict[Hashable, str] = {}
    for each in board.found:
        if not each.finding.counts and not each.finding.waived:
            asked = _asked(each, board.us)
            key = _question(each, asked, board.us)
            groups[key].append(each)
            partners[key] = asked
    listed = [_task(group, board, partners[key]) for key, group in groups.items()]
    yield from sorted(listed, key=lambda task: (task.partner == board.us, task.partner, -task.severity.weight))


def _asked(found: _Found, us: str) -> str:
    """Who is to be asked: the other of the two, wherever they may know."""
    for pair in found.pairs:
        if pair.comparison.b in whom(pair.comparison, found.finding):
            return pair.comparison.b
    if found.pairs:
        return us
    return next((place.partner for place in found.finding.places if place.partner), us)


def _question(found: _Found, asked: str, us: str) -> Hashable:
    if asked != us or not found.pairs:
        return asked, same(found.finding)
    own = tuple((place.path, place.pointer) for place in found.finding.places if place.partner == us)
    exchanges = found.pairs[0].exchanges.get(same(found.finding), ())
    names = tuple((each.kind, each.id, each.name, each.direction) for each in exchanges)
    return us, found.finding.rule, own, names


# ── what is agreed ───────────────────────────────────────────────────────────────────────────────────────


def _agreed(pairs: Iterable[Pair]) -> Iterator[Agreement]:
    found: dict[Hashable, Agreement] = {}
    for pair in pairs:
        for each in pair.comparison.exchanges:
            if each.verdict is not Verdict.CLEAR:
                continue
            key = each.kind, each.id, each.name, each.direction, json_key(each.agreed)
            alike = found.get(key, Agreement(each.kind, each.name, _title(each), each.direction, each.agreed, ()))
            found[key] = alike._replace(partners=(*alike.partners, pair.comparison.b))
    order = sorted(found.values(), key=lambda each: (each.kind, each.title, each.direction or "", each.partners))
    yield from order
