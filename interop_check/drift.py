"""What has changed between two states of the profiles, and whose change it was: findings, verdicts, values."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import Any, NamedTuple, TypeAlias

from .comparison import compare
from .difference import (
    Contact,
    Difference,
    ExchangeChange,
    FileChange,
    FindingChange,
    How,
    PairChange,
    State,
    ValueChange,
    move_of,
)
from .formats._findings import same
from .narrowing import Ids, affected, bare, narrowed, surroundings
from .partners import PARTNER_KIND, Gathering, Partner, code_of, kind_of
from .profiles import Document, Steps, Unreadable
from .relations import json_equal
from .report import Comparison, ExchangeResult, Finding, Outcome, Place, Report, Severity, Verdict, worst
from .reporting import all_rules, difference_report
from .sparing import Pairing, sparing
from .standards import Standards

__all__ = ["Side", "difference", "marked"]

Read: TypeAlias = Document | Unreadable
_Key: TypeAlias = tuple[str, ...]
_Codes: TypeAlias = tuple[str, str]


class Side(NamedTuple):
    """One of the two states: what it is called, the commit where it is one, and what was read.

    `root` is the folder that its paths start with where the two have different ones; what follows it is the name by
    which a file is known in both.
    """

    name: str
    gathering: Gathering
    commit: str | None = None
    root: str = ""

    def known_as(self, path: str) -> str:
        return path.removeprefix(f"{self.root}/") if self.root else path


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────


class _Twins(NamedTuple):
    """One profile in both states; `None` where it is in one only."""

    before: Read | None
    after: Read | None
    moved: bool = False

    @property
    def path(self) -> str:
        """What the profile is called in all that is told: by its later path, if it has one."""
        found = self.after or self.before
        return found.path if found else ""

    @property
    def touched(self) -> bool:
        """Whether what it says is another, to the letter; line ends and the file's name aside."""
        if self.before is None or self.after is None:
            return True
        return not _alike(self.before, self.after)


def _alike(one: Read, other: Read) -> bool:
    if one.sha256 is not None and one.sha256 == other.sha256:
        return True
    if isinstance(one, Unreadable) or isinstance(other, Unreadable) or one.withheld or other.withheld:
        return False
    return one.lines == other.lines  # git may have changed the line ends on the way to the disk


class _Files:
    """The profiles of both states side by side."""

    def __init__(self, base: Side, head: Side) -> None:
        self.base, self.head = base, head
        self.twins = tuple(sorted(_matched(base, head), key=lambda each: each.path))
        self._before = {each.before.path: each for each in self.twins if each.before}
        self._after = {each.after.path: each for each in self.twins if each.after}

    def before(self, path: str) -> _Twins | None:
        return self._before.get(path)

    def after(self, path: str) -> _Twins | None:
        return self._after.get(path)

    def unread_before(self, path: str) -> str | None:
        """What a file that could not be read is called; `None` for one that could."""
        twins = self._before.get(path)
        return twins.path if twins and isinstance(twins.before, Unreadable) else None

    def unread_after(self, path: str) -> str | None:
        """Likewise of the later state."""
        twins = self._after.get(path)
        return twins.path if twins and isinstance(twins.after, Unreadable) else None

    @cached_property
    def touched(self) -> tuple[_Twins, ...]:
        return tuple(each for each in self.twins if each.touched)

    @cached_property
    def changed_codes(self) -> frozenset[str]:
        """The partners of which a profile has changed, come or gone."""
        found = (code_of(one) for each in self.touched for one in (each.before, each.after) if one)
        return frozenset(filter(None, found))


def _matched(base: Side, head: Side) -> Iterator[_Twins]:
    """The same path first, then the same bytes, then what is of the same kind and system of a partner."""
    before = {base.known_as(each.path): each for each in base.gathering.documents}
    after = {head.known_as(each.path): each for each in head.gathering.documents}
    for name in before.keys() & after.keys():
        yield _Twins(before.pop(name), after.pop(name))
    left, right = list(before.values()), list(after.values())
    for likeness in (_bytes, _whose):
        ours, theirs = _by(likeness, left), _by(likeness, right)
        for key in ours.keys() & theirs.keys():
            if len(ours[key]) == len(theirs[key]) == 1:
                yield _Twins(ours[key][0], theirs[key][0], moved=True)
                left.remove(ours[key][0])
                right.remove(theirs[key][0])
    yield from (_Twins(each, None) for each in left)
    yield from (_Twins(None, each) for each in right)


def _by(likeness: Any, documents: Iterable[Read]) -> dict[Any, list[Read]]:
    found: dict[Any, list[Read]] = defaultdict(list)
    for each in documents:
        if (key := likeness(each)) is not None:
            found[key].append(each)
    return found


def _bytes(each: Read) -> str | None:
    return each.sha256


def _whose(each: Read) -> tuple[Any, ...] | None:
    code = code_of(each)
    return (code, each.kind, each.system) if code and each.kind else None


def _file_change(twins: _Twins) -> FileChange:
    before, after = twins.before, twins.after
    known = after if after is not None and code_of(after) else before or after
    how = "added" if before is None else "removed" if after is None else "changed" if twins.touched else "moved"
    both = isinstance(before, Document) and isinstance(after, Document)
    return FileChange(
        path=twins.path,
        how=how,
        was=before.path if before and twins.moved else None,
        partner=code_of(known) if known else None,
        kind=known.kind if known else None,
        read=not isinstance(after, Unreadable),
        values=tuple(_values(before, after)) if both and twins.touched else (),  # type: ignore[arg-type]
    )


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────

_NONE: Any = object()


def _values(before: Document, after: Document) -> Iterator[ValueChange]:
    """Every value that is another, the smallest that tells it; what `id` names is followed wherever it stands."""
    for label, old, new in _unlike(before.value, after.value, (), (), ""):
        yield ValueChange(
            label.removeprefix("/exchanges").removeprefix("/"),
            None if old is None else before.at(old),
            None if new is None else after.at(new),
        )


def _unlike(
    before: Any, after: Any, old: Steps, new: Steps, label: str
) -> Iterator[tuple[str, Steps | None, Steps | None]]:
    if json_equal(before, after):
        return
    parts, others = _parts(before), _parts(after)
    if parts is None or others is None or type(before) is not type(after):
        yield label, old, new
        return
    for name in dict.fromkeys((*parts, *others)):
        if name not in others:
            yield label + name, (*old, parts[name]), None
        elif name not in parts:
            yield label + name, None, (*new, others[name])
        else:
            ours, theirs = before[parts[name]], after[others[name]]
            yield from _unlike(ours, theirs, (*old, parts[name]), (*new, others[name]), label + name)


def _parts(value: Any) -> dict[str, Any] | None:
    """The steps into a value by what each is called; `None` for what is told as a whole."""
    if isinstance(value, dict):
        return {f"/{key}": key for key in value}
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        ids = [each.get("id") for each in value]
        if len(value) == 1:
            return {f"[{ids[0]}]" if isinstance(ids[0], str) else "[]": 0}
        if all(isinstance(id, str) for id in ids) and len(set(ids)) == len(ids):
            return {f"[{id}]": index for index, id in enumerate(ids)}
    return None


# ── findings ─────────────────────────────────────────────────────────────────────────────────────────────


def _ways(finding: Finding) -> tuple[Finding, ...]:
    """The finding as the single ones that were put together as it: its directions, and further pairs of its rule."""
    further = {each.fingerprint: each for each in finding.detail if each.fingerprint}
    if finding.direction is None and finding.fingerprint not in further and finding.detail:
        if all(each.direction for each in finding.detail):  # one finding of both directions: they are all there is
            return tuple(further.values())
        return (finding._replace(detail=()), *further.values())
    return (finding._replace(detail=()), *(each for key, each in further.items() if key != finding.fingerprint))


def _weight(finding: Finding) -> tuple[bool, int]:
    """How much it says: that something is wrong says more than that nobody knows."""
    return finding.counts, finding.severity.weight


class _Found:
    """The findings of one part of one state, by what each is known by."""

    def __init__(self, findings: Iterable[tuple[Finding, _Key]], called: "_Called") -> None:
        self.called = called
        self.by_key: dict[_Key, Finding] = {}
        self.other_names: dict[_Key, _Key] = {}
        self.whole: dict[_Key, Finding] = {}
        for finding, other in findings:
            for way in _ways(finding):
                key = self.key(way)
                self.by_key.setdefault(key, way)
                self.whole.setdefault(key, finding)
                if other:
                    self.other_names.setdefault((*other, way.rule, way.direction or "", *_inside(way)), key)

    def key(self, finding: Finding) -> _Key:
        """What a finding is known by in both states; one of a file that cannot be read, by that file."""
        unread = self.called(finding.places[0].path) if finding.places else None
        if unread is not None or not finding.fingerprint:
            return finding.rule, unread or "", *(place.pointer for place in finding.places[:1])
        return finding.rule, finding.fingerprint

    def all_in(self, finding: Finding, keys: Collection[_Key]) -> bool:
        """Whether all that was put together as the finding that this one is part of is among `keys`."""
        return all(self.key(way) in keys for way in _ways(self.whole[self.key(finding)]))


_Called: TypeAlias = Callable[[str], str | None]


def _inside(finding: Finding) -> tuple[str, ...]:
    """Where in its offer each value stands: the key of the place, without what leads to the offer."""
    return tuple(place.pointer.rpartition("/")[2] for place in finding.places)


def _sorted_out(before: _Found, after: _Found) -> Iterator[tuple[How, Finding, Finding | None]]:
    """What became of each finding; one of a chosen offer, when another is chosen, is the same found elsewhere."""
    left = dict(before.by_key)
    for key, finding in after.by_key.items():
        old = left.pop(key, None)
        if old is None:
            old = _elsewhere(key, before, after, left)
        if old is None:
            yield How.NEW, finding, None
        elif _weight(finding) > _weight(old):
            yield How.NEW, finding, old
        elif _weight(finding) < _weight(old) or finding.values_hash != old.values_hash:
            yield How.CHANGED, finding, old
        else:
            yield How.UNCHANGED, finding, None
    for finding in left.values():
        yield How.MENDED, finding, None


def _elsewhere(key: _Key, before: _Found, after: _Found, left: dict[_Key, Finding]) -> Finding | None:
    names = [name for name, known in after.other_names.items() if known == key]
    for name in names:
        old = before.other_names.get(name)
        if old in left and old not in after.by_key:
            return left.pop(old)
    return None


# ── a pair ───────────────────────────────────────────────────────────────────────────────────────────────


class _Judge:
    """Tells what became of the findings and exchanges of two states, and which changed files they are put down to."""

    def __init__(self, files: _Files, standards: Standards) -> None:
        self.files = files
        self.selectors = frozenset(rule.id for rule in all_rules(standards) if rule.selector)
        self.every = frozenset(
            (name, exchange.id)
            for name, kinds in standards.kinds.items()
            for kind in kinds
            for exchange in kind.exchanges.values()
            if exchange.negotiation == "every"
        )

    # ── documents ────────────────────────────────────────────────────────────────────────────────────────

    def of_files(self, before: Iterable[Finding], after: Iterable[Finding]) -> Iterator[FindingChange]:
        """What became of the findings in single files."""
        old = _Found(((each, ()) for each in before), self.files.unread_before)
        new = _Found(((each, ()) for each in after), self.files.unread_after)
        for how, finding, was in _sorted_out(old, new):
            note = self._why_gone(finding) if how is How.MENDED else ""
            how = How.GONE if note else how
            yield FindingChange(how, finding, was, None, self._put_down(how, finding, was), note)

    def _why_gone(self, finding: Finding) -> str:
        for place in finding.places:
            twins = self.files.before(place.path)
            if twins and twins.after is None:
                return f"{place.path} is gone"
            if twins and isinstance(twins.after, Unreadable) and not finding.rule.startswith("yaml/"):
                return f"{twins.after.path} cannot be read"
            if twins and twins.after and self._invalid(twins.after.path) and not finding.rule.startswith(_FIRST):
                return f"{twins.after.path} is not valid"
        return ""

    def _invalid(self, path: str) -> bool:
        found = self.files.head.gathering.findings
        return any(each.outcome is Outcome.INVALID and any(p.path == path for p in each.places) for each in found)

    # ── pairs ────────────────────────────────────────────────────────────────────────────────────────────

    def of_pair(self, before: Comparison | None, after: Comparison | None) -> tuple[PairChange, list[FindingChange]]:
        """What became of the exchanges and the findings of two partners; one of the two comparisons may lack."""
        known = after or before
        if known is None:
            raise ValueError("a pair is in one of two states at least")
        pair = known.a, known.b
        old, new = (
            _Found(self._reached(before), self.files.unread_before),
            _Found(self._reached(after), self.files.unread_after),
        )
        results = _results(before), _results(after)
        homes = {
            way.fingerprint: key
            for side in results
            for key, result in side.items()
            for finding in result.findings
            for way in (finding, *_ways(finding))
        }
        failing = self._failing(old, new)
        changes = []
        sorted_out = list(_sorted_out(old, new))
        mended = {old.key(finding) for how, finding, _ in sorted_out if how is How.MENDED}
        for how, finding, was in sorted_out:
            at = homes.get(finding.fingerprint)
            note = ""
            if how is How.MENDED and (note := self._why_not_found(at, results, failing, after, pair)):
                how = How.GONE
            elif how is How.NEW and was is None:
                note = self._why_found(at, before, pair)
            known_in = old if how in (How.MENDED, How.GONE) else new
            together = known_in is new or old.all_in(finding, mended)
            whole = known_in.whole[known_in.key(finding)] if together else finding
            changes.append(FindingChange(how, whole, was, pair, self._put_down(how, finding, was, pair), note))
        exchanges = tuple(self._exchange(key, results, pair) for key in sorted(results[0].keys() | results[1].keys()))
        moved = tuple(each for each in exchanges if each)
        verdicts = (before.verdict if before else None), (after.verdict if after else None)
        return PairChange(*pair, *verdicts, moved), _once(changes)

    def _reached(self, comparison: Comparison | None) -> Iterator[tuple[Finding, _Key]]:
        for each in comparison.exchanges if comparison else ():
            chosen = (each.kind, each.id) not in self.every
            other = (each.kind, each.id, each.name) if chosen else ()
            yield from ((finding, other) for finding in each.findings)
        yield from ((finding, ()) for finding in (comparison.questions if comparison else ()))

    def _failing(self, old: _Found, new: _Found) -> set[str | None]:
        """The exchanges of which nothing but selectors is asked any more."""
        return {
            finding.exchange
            for key, finding in new.by_key.items()
            if finding.rule in self.selectors and finding.counts and not (key in old.by_key and old.by_key[key].counts)
        }

    def _why_not_found(
        self,
        at: "_ResultKey | None",
        results: tuple["_Results", "_Results"],
        failing: set[str | None],
        after: Comparison | None,
        pair: tuple[str, str],
    ) -> str:
        """Why a finding is not found any more although nobody can say that it was mended; else nothing."""
        if after is None:
            left = [code for code in pair if code not in self.files.head.gathering.partners]
            return f"{' and '.join(left)} went" if left else "not compared"
        if at is None:
            return ""
        now = results[1].get(at)
        if now is None or now.verdict is Verdict.NOT_SHARED:
            lacking = after.incomplete
            return f"not all profiles of {' and '.join(lacking)} could be used" if lacking else "not shared any more"
        if now.incomplete:
            return f"not all profiles of {' and '.join(now.incomplete)} could be used"
        return "not asked any more: the offers are not of the same kind" if now.id in failing else ""

    def _why_found(self, at: "_ResultKey | None", before: Comparison | None, pair: tuple[str, str]) -> str:
        """Why a finding may be older than it looks."""
        if before is None:
            came = [code for code in pair if code not in self.files.base.gathering.partners]
            return f"{' and '.join(came)} came" if came else ""
        lacking = before.incomplete
        if lacking and (at is None or any(self._lacked(code, at[0]) for code in lacking)):
            return f"could not be judged before: not all profiles of {' and '.join(lacking)} could be used"
        return ""

    def _lacked(self, code: str, kind: str) -> bool:
        partner = self.files.base.gathering.partners.get(code)
        return partner is not None and any(each.lacks(kind) for each in partner.lineage)

    # ── exchanges ────────────────────────────────────────────────────────────────────────────────────────

    def _exchange(
        self, key: "_ResultKey", results: tuple["_Results", "_Results"], pair: tuple[str, str]
    ) -> ExchangeChange | None:
        old, new = results[0].get(key), results[1].get(key)
        known = new or old
        before, after = (
            each.verdict if each and each.verdict is not Verdict.NOT_SHARED else None for each in (old, new)
        )
        move = move_of(before, after)
        if known is None or move is None:
            return None
        files = self._by_offers(old, new) or self._by_kind(known.kind, pair)
        return ExchangeChange(
            known.kind, known.id, known.name, known.title, known.direction, before, after, move, files
        )

    def _by_offers(self, old: ExchangeResult | None, new: ExchangeResult | None) -> tuple[str, ...]:
        """The changed files in which the chosen offers or the places of what was found stand."""
        found = []
        for result, at in ((old, self.files.before), (new, self.files.after)):
            if result:
                paths = [place.path for finding in result.findings for place in finding.places]
                paths += [chosen.path for chosen in result.chosen or ()]
                found += [each for path in paths if (each := at(path)) and each.touched]
        return tuple(sorted({each.path for each in found}))

    def _by_kind(self, kind: str, pair: tuple[str, str]) -> tuple[str, ...]:
        codes = self._lineage(pair)
        theirs = [each for each in self.files.touched if _is_of(each, codes)]
        of_kind = [each for each in theirs if kind in {one.kind for one in (each.before, each.after) if one}]
        return tuple(sorted(each.path for each in of_kind or theirs))

    def _lineage(self, pair: tuple[str, str]) -> set[str | None]:
        sides = (self.files.base, self.files.head)
        partners = [side.gathering.partners.get(code) for side in sides for code in pair]
        return {each.code for partner in partners if partner for each in partner.lineage} | {None}

    def _put_down(
        self, how: How, finding: Finding, was: Finding | None, pair: tuple[str, str] | None = None
    ) -> tuple[str, ...]:
        """The changed files among the places of a finding; for one of a pair, else, those of its kind."""
        if how is How.UNCHANGED:
            return ()
        ends = [(finding, self.files.before if how in (How.MENDED, How.GONE) else self.files.after)]
        ends += [(was, self.files.before)] if was else []
        found = [each for one, at in ends for place in one.places if (each := at(place.path)) and each.touched]
        paths = tuple(sorted({each.path for each in found}))
        return paths or (self._by_kind(finding.rule.partition("/")[0], pair) if pair else ())


_FIRST = ("yaml/", "schema/")


def _is_of(twins: _Twins, codes: set[str | None]) -> bool:
    return any(code_of(each) in codes for each in (twins.before, twins.after) if each)


_ResultKey: TypeAlias = tuple[str, str, str, str]
_Results: TypeAlias = dict[_ResultKey, ExchangeResult]


def _results(comparison: Comparison | None) -> _Results:
    listed = comparison.exchanges if comparison else ()
    return {(each.kind, each.id, each.name, each.direction or ""): each for each in listed}


def _once(changes: Iterable[FindingChange]) -> list[FindingChange]:
    """A finding of both directions once: new, if one of its ways is."""
    found: dict[Any, list[FindingChange]] = defaultdict(list)
    for each in changes:
        found[same(each.finding)].append(each)
    ranks = list(How)
    worst = [min(several, key=lambda each: ranks.index(each.how)) for several in found.values()]
    parts = zip(worst, found.values(), strict=True)
    return [_in_part(each, several) for each, several in parts]


def _in_part(change: FindingChange, several: Sequence[FindingChange]) -> FindingChange:
    if change.how is not How.NEW or all(each.how is How.NEW for each in several):
        return change
    return change._replace(note=change.note or "part of it stood before")


# ── everything ───────────────────────────────────────────────────────────────────────────────────────────


def difference(
    base: Side,
    head: Side,
    standards: Standards,
    date: datetime.date,
    notes: Iterable[str] = (),
    watched: Callable[[Sequence[_Codes]], Iterable[_Codes]] = iter,
) -> Difference:
    """What changes from `base` to `head`, both judged on `date` by the same standards.

    Pairs of which no profile has changed are the same in both, and are not compared. `watched` is given the others
    and gives each when it is its turn, so that somebody can see how far it is.
    """
    files = _Files(base, head)
    judge = _Judge(files, standards)
    before, after = base.gathering.partners, head.gathering.partners
    codes = sorted(before.keys() | after.keys())
    about = _about(files, standards) if _same_company(before, after) else None
    concerned = _concerned(files, before, after, about is None or _rides(about, standards))
    pairs = [pair for pair in combinations(codes, 2) if not concerned.isdisjoint(pair)]
    court = _Court(standards, date, before, after, about)
    compared = {pair: court.compared(pair) for pair in watched(pairs)}
    earlier = difference_report(base.gathering, (), standards, date)
    later = difference_report(head.gathering, (new for _, new in compared.values() if new), standards, date)
    changes = list(judge.of_files(earlier.findings, difference_report(head.gathering, (), standards, date).findings))
    told = []
    for old, new in compared.values():
        if old or new:
            change, found = judge.of_pair(old, new)
            told.append(change)
            changes += found
    all_pairs = len(codes) * (len(codes) - 1) // 2
    paired = Pairing(tuple(told), compared)
    return Difference(
        report=_marked(later, changes, files),
        base=State(base.name, base.commit, earlier.inputs),
        head=State(head.name, head.commit, later.inputs),
        files=tuple(_file_change(each) for each in files.twins if each.touched or each.moved),
        came=tuple(sorted(after.keys() - before.keys())),
        went=tuple(sorted(before.keys() - after.keys())),
        pairs=tuple(told),
        untouched=all_pairs - len(pairs),
        findings=tuple(sorted(changes, key=_weightiest)),
        advice=tuple(sparing(paired, head.gathering, _turned(files), standards, date)),
        contacts=tuple(_contacts(told, changes, base, head)),
        notes=tuple(notes),
    )


class _Court:
    """Compares pairs before and after; where only some exchanges can have changed, before in no others."""

    def __init__(
        self,
        standards: Standards,
        date: datetime.date,
        before: Mapping[str, Partner],
        after: Mapping[str, Partner],
        about: frozenset[Ids] | None,
    ) -> None:
        self.standards, self.date, self.about, self.after = standards, date, about, after
        self.before = before
        if about is not None:
            needed = surroundings(about, standards)
            self.before = {code: narrowed(each, needed, standards) for code, each in before.items()}

    def compared(self, pair: _Codes) -> tuple[Comparison | None, Comparison | None]:
        before, after = (self._between(pair, partners) for partners in (self.before, self.after))
        if self.about is None or before is None or after is None:
            return before, after
        return _filled(before, after, self.about), after

    def _between(self, pair: _Codes, partners: Mapping[str, Partner]) -> Comparison | None:
        a, b = (partners.get(code) for code in pair)
        return compare(a, b, self.standards, self.date) if a and b else None


def _filled(before: Comparison, after: Comparison, about: Collection[Ids]) -> Comparison:
    """What the two came to, the exchanges that cannot have changed as they are now."""
    others = tuple(each for each in after.exchanges if (each.kind, each.id) not in about)
    ids = {id for _, id in about}
    questions = tuple(each for each in after.questions if each.exchange not in ids)
    exchanges = (*(each for each in before.exchanges if (each.kind, each.id) in about), *others)
    verdicts = [each.verdict for each in exchanges if each.verdict is not Verdict.NOT_SHARED]
    lacking = [Verdict.UNKNOWN] if before.incomplete or any(each.incomplete for each in exchanges) else []
    return before._replace(
        verdict=worst([*verdicts, *lacking]),
        exchanges=exchanges,
        questions=(*(each for each in before.questions if each.exchange in ids), *questions),
    )


def _same_company(before: Mapping[str, Partner], after: Mapping[str, Partner]) -> bool:
    """Whether the partners, their sponsors, their groups, and what is lacking of them are the same."""
    return before.keys() == after.keys() and all(_manner(before[code]) == _manner(after[code]) for code in before)


def _manner(partner: Partner) -> list[Any]:
    return [(each.code, each.memberships, each.incomplete) for each in partner.lineage]


def _about(files: _Files, standards: Standards) -> frozenset[Ids] | None:
    """The exchanges that the changed files can have a part in; `None` where these may be any."""
    found: set[Ids] = set()
    for each in files.touched:
        before, after = each.before, each.after
        if not isinstance(before, Document) or not isinstance(after, Document):
            return None
        kinds = kind_of(before, standards), kind_of(after, standards)
        if before.kind == after.kind == PARTNER_KIND and code_of(before) == code_of(after):
            continue  # what it says of groups and sponsors has been looked at
        if kinds[0] is None or kinds[0] is not kinds[1]:
            return None
        if not json_equal(bare(before, standards), bare(after, standards)):
            return None
        said = [{(at.id, at.steps): at.value for at in kinds[0].locate(one.value)} for one in (before, after)]
        changed = (key for key in said[0].keys() | said[1].keys() if not json_equal(*(one.get(key) for one in said)))
        found |= {(kinds[0].name, id) for id, _ in changed}
    return affected(found, standards)


def _rides(about: Collection[Ids], standards: Standards) -> bool:
    """Whether one of the exchanges is one in which a partner may have its sponsor's offers."""
    kinds = (kind for several in standards.kinds.values() for kind in several)
    return any(each.sponsored for kind in kinds for each in kind.exchanges.values() if (kind.name, each.id) in about)


def _turned(files: _Files) -> dict[str, tuple[Document, Document]]:
    """The profiles that can be read in both states and say another thing, by their later path."""
    return {
        each.path: (each.before, each.after)
        for each in files.touched
        if isinstance(each.before, Document) and isinstance(each.after, Document)
    }


def _concerned(files: _Files, before: Mapping[str, Partner], after: Mapping[str, Partner], riding: bool) -> set[str]:
    """The partners about whom anything can have changed: by their profiles, their sponsors', or who else is there.

    `riding` says whether what has changed is anything that others can have of a sponsor.
    """
    moved = before.keys() ^ after.keys()
    found = set(files.changed_codes) | moved
    for code in before.keys() & after.keys():
        one, other = before[code], after[code]
        lineages = [[each.code for each in partner.lineage] for partner in (one, other)]
        lacking = [[each.incomplete for each in partner.lineage] for partner in (one, other)]
        named = any(gone in document.text for document in other.documents for gone in moved)
        sponsors = riding and not found.isdisjoint(lineages[1])
        if lineages[0] != lineages[1] or lacking[0] != lacking[1] or sponsors or named:
            found.add(code)
    return found


def _weightiest(change: FindingChange) -> tuple[Any, ...]:
    finding = change.finding
    places = sorted((place.path, place.line, place.column) for place in finding.places)
    how = list(How).index(change.how)
    return (
        how,
        not finding.counts,
        -finding.severity.weight,
        finding.rule,
        places,
        finding.fingerprint,
        change.pair or (),
    )


# ── marks ────────────────────────────────────────────────────────────────────────────────────────────────


def marked(
    report: Report,
    earlier: Sequence[Comparison],
    before: Iterable[Finding],
    base: Side,
    head: Side,
    standards: Standards,
) -> tuple[Report, tuple[ExchangeChange, ...]]:
    """The report of `head`, with what stood in `base` marked, and its exchanges that come to another verdict.

    `earlier` are the comparisons of the same pairs in `base`, as far as there are any, `before` what was found in
    its files.
    """
    files = _Files(base, head)
    judge = _Judge(files, standards)
    reached = {same(finding) for each in report.comparisons for finding in _all(each)}
    changes = list(judge.of_files(before, (each for each in report.findings if same(each) not in reached)))
    old = {(each.a, each.b): each for each in earlier}
    moved: list[ExchangeChange] = []
    for comparison in report.comparisons:
        change, found = judge.of_pair(old.get((comparison.a, comparison.b)), comparison)
        moved += change.exchanges
        changes += found
    return _marked(report, changes, files), tuple(moved)


def _all(comparison: Comparison) -> Iterator[Finding]:
    for exchange in comparison.exchanges:
        yield from exchange.findings
    yield from comparison.questions


def _marked(report: Report, changes: Iterable[FindingChange], files: _Files) -> Report:
    """What is neither new nor about a file that cannot be read since it was touched, stood before."""
    stood = {same(each.finding) for each in changes if each.how in (How.UNCHANGED, How.CHANGED)}
    stood -= {same(each.finding) for each in changes if each.how is How.NEW}

    def mark(finding: Finding) -> Finding:
        if finding.unevaluated:
            return finding._replace(stood_before=not _is_touched(finding.places, files))
        return finding._replace(stood_before=True) if same(finding) in stood else finding

    return report._replace(
        findings=tuple(map(mark, report.findings)),
        comparisons=tuple(
            each._replace(
                exchanges=tuple(one._replace(findings=tuple(map(mark, one.findings))) for one in each.exchanges),
                questions=tuple(map(mark, each.questions)),
            )
            for each in report.comparisons
        ),
    )


def _is_touched(places: Iterable[Place], files: _Files) -> bool:
    twins = [files.after(place.path) for place in places]
    return any(each is None or each.touched for each in twins)


# ── whom to tell ─────────────────────────────────────────────────────────────────────────────────────────


def _contacts(
    pairs: Iterable[PairChange], changes: Iterable[FindingChange], base: Side, head: Side
) -> Iterator[Contact]:
    """Of every pair that is worse off, who did not change anything; both where both did."""
    worse: dict[tuple[str, str], set[str]] = defaultdict(set)
    for pair in pairs:
        for exchange in pair.exchanges:
            if exchange.costs:
                worse[pair.a, pair.b].update(exchange.files)
    for change in changes:
        if change.pair and change.how is How.NEW and change.finding.counts and _weighs(change.finding):
            worse[change.pair].update(change.files)
    documents = {each.path: each for side in (base, head) for each in side.gathering.documents}
    found = set()
    for both, paths in worse.items():
        authors = {code_of(documents[path]) for path in paths if path in documents}
        found |= set(both) - authors or set(both)
    for code in sorted(found):
        yield _contact(code, head.gathering.partners.get(code) or base.gathering.partners.get(code))


def _weighs(finding: Finding) -> bool:
    return finding.severity.weight >= Severity.MAJOR.weight


def _contact(code: str, partner: Partner | None) -> Contact:
    said = [each.value.get("contact") for each in (partner.documents if partner else ()) if each.kind == PARTNER_KIND]
    lines: list[str] = []
    for each in said:
        if isinstance(each, str):
            lines.append(each)
        elif isinstance(each, dict):
            lines += [f"{key}: {value}" for key, value in each.items()]
    return Contact(code, partner.name if partner else "", tuple(lines))
