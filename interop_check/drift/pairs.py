"""Two partners, or one file, in two states: what became of each finding and of each exchange, and whose doing it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from ..difference import ExchangeChange, FindingChange, How, Move, PairChange, move_of
from ..partners import code_of
from ..profiles import Unreadable
from ..report import Comparison, ExchangeResult, Finding, Outcome, Verdict, same, worst
from ..reporting import all_rules
from ..standards import Standards
from .files import Files, Twins
from .found import Found, Key, sorted_out, ways


class Judge:
    """Tells what became of the findings and exchanges of two states, and which changed files they are put down to."""

    def __init__(self, files: Files, standards: Standards) -> None:
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
        old = Found(((each, ()) for each in before), self.files.unread_before)
        new = Found(((each, ()) for each in after), self.files.unread_after)
        for how, finding, was in sorted_out(old, new):
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
            Found(self._reached(before), self.files.unread_before),
            Found(self._reached(after), self.files.unread_after),
        )
        results = _results(before), _results(after)
        homes = {
            way.fingerprint: key
            for side in results
            for key, result in side.items()
            for finding in result.findings
            for way in (finding, *ways(finding))
        }
        failing = self._failing(old, new)
        changes = []
        became = list(sorted_out(old, new))
        mended = {old.key(finding) for how, finding, _ in became if how is How.MENDED}
        for how, finding, was in became:
            at = homes.get(finding.fingerprint)
            note = ""
            if how is How.MENDED and (note := self._why_not_found(finding, at, results, failing, after, pair)):
                how = How.GONE
            elif how is How.NEW and was is None:
                note = self._why_found(at, before, pair)
            known_in = old if how in (How.MENDED, How.GONE) else new
            together = known_in is new or old.all_in(finding, mended)
            whole = known_in.whole[known_in.key(finding)] if together else finding
            changes.append(FindingChange(how, whole, was, pair, self._put_down(how, finding, was, pair), note))
        unread = bool(after and after.incomplete)
        keys = sorted(results[0].keys() | results[1].keys())
        exchanges = (self._exchange(key, results, pair, unread=unread) for key in keys)
        moved = tuple(each for each in exchanges if each)
        verdicts = (before.verdict if before else None), (after.verdict if after else None)
        return PairChange(*pair, *verdicts, moved), _once(changes)

    def _reached(self, comparison: Comparison | None) -> Iterator[tuple[Finding, Key]]:
        for each in comparison.exchanges if comparison else ():
            chosen = (each.kind, each.id) not in self.every
            other = (each.kind, each.id, each.name) if chosen else ()
            yield from ((finding, other) for finding in each.findings)
        yield from ((finding, ()) for finding in (comparison.questions if comparison else ()))

    def _failing(self, old: Found, new: Found) -> set[str | None]:
        """The exchanges of which nothing but selectors is asked any more."""
        return {
            finding.exchange
            for key, finding in new.by_key.items()
            if finding.rule in self.selectors and finding.counts and not (key in old.by_key and old.by_key[key].counts)
        }

    def _why_not_found(
        self,
        finding: Finding,
        at: _ResultKey | None,
        results: tuple[_Results, _Results],
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
        if now.id in failing:
            return "not asked any more: the offers are not of the same kind"
        unasked = finding.rule in results[0][at].asked - now.asked
        return "not asked any more" if unasked and now.verdict is worst((now.verdict, results[0][at].verdict)) else ""

    def _why_found(self, at: _ResultKey | None, before: Comparison | None, pair: tuple[str, str]) -> str:
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
        self, key: _ResultKey, results: tuple[_Results, _Results], pair: tuple[str, str], *, unread: bool
    ) -> ExchangeChange | None:
        """What became of an exchange; nothing is better, or over, for a profile that cannot be used any more."""
        old, new = results[0].get(key), results[1].get(key)
        known = new or old
        before, after = (
            each.verdict if each and each.verdict is not Verdict.NOT_SHARED else None for each in (old, new)
        )
        move = move_of(before, after)
        if known is None or move is None or (unread and move in (Move.BETTER, Move.ENDS)):
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


def _is_of(twins: Twins, codes: set[str | None]) -> bool:
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
