"""What a partner states against a baseline: requirement by requirement, and in each, standard by standard."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from .claims import Entry
from .relations import quoted
from .report import Severity
from .standards.baselines import Baseline, Requirement
from .statements import Stated, Statement

__all__ = ["Met", "RequirementResult", "Result", "StandardResult", "Standing", "cost", "judge"]


class Result(StrEnum):
    """What a requirement comes to."""

    MET = "met"
    NOT_MET = "not-met"
    WAIVED = "waived"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


class Standing(StrEnum):
    """How a partner stands to one published standard that a requirement asks for."""

    MET = "met"
    PARTIAL = "partial"
    MISSING = "missing"
    OTHER_EDITION = "other-edition"
    NOT_YET = "not-yet"
    NO_LONGER = "no-longer"
    UNCLEAR = "unclear"


class Met(StrEnum):
    """What shows that a standard is met, the weakest first."""

    CLAIM = "claim"
    STATEMENT = "statement"
    EVIDENCE = "evidence"


class StandardResult(NamedTuple):
    """One published standard of a requirement. `edition` is the other edition that is stated in its place.

    `note` says what is to be said of it besides; `entries` are the documents' own words on it.
    """

    id: str
    standing: Standing
    by: Met | None = None
    edition: str | None = None
    note: str = ""
    entries: tuple[Entry, ...] = ()


class RequirementResult(NamedTuple):
    """One requirement judged. `reason` says why it does not bind or is not known; `claimed` is the claim's key.

    `open_condition`: nobody says whether its condition applies.
    """

    requirement: Requirement
    result: Result
    claimed: str | None
    standards: tuple[StandardResult, ...] = ()
    reason: str = ""
    open_condition: bool = False

    @property
    def met(self) -> int:
        """How many of its standards are met."""
        return sum(each.standing is Standing.MET for each in self.standards)


_COSTS = {
    "mandatory": Severity.BLOCKER,
    "conditional": Severity.BLOCKER,
    "recommended": Severity.MINOR,
    "optional": Severity.INFO,
}


def cost(baseline: Baseline, requirement: Requirement) -> Severity:
    """How much it hurts if a requirement is not met; a candidate of a published baseline costs little."""
    full = _COSTS[requirement.obligation]
    candidate = requirement.lifecycle == "candidate" and not baseline.draft
    return min(full, Severity.MINOR, key=lambda each: each.weight) if candidate else full


def judge(said: Statement, baseline: Baseline) -> tuple[RequirementResult, ...]:
    """Every requirement of a baseline that a claim leads to, or that always applies; in the baseline's order."""
    return tuple(_Judging(said, baseline).results())


class _Judging:
    """One statement under one baseline."""

    def __init__(self, said: Statement, baseline: Baseline) -> None:
        self.said = said
        self.baseline = baseline
        self.plain = said.instance()
        self.binding = [each for each in baseline.requirements if self._reached(each) and self._binds(each)]
        self.asserted = {id for each in self.binding if self._asserts(each) for id in self._ids(each)}
        self.named = {id for each in self.binding for id in self._ids(each)}

    def results(self) -> Iterator[RequirementResult]:
        binding = {each.id for each in self.binding}
        for requirement in filter(self._reached, self.baseline.requirements):
            if requirement.id in binding:
                yield self._judged(requirement)
            else:
                result, reason = self._unbound(requirement)
                open_ = result is Result.UNKNOWN
                yield RequirementResult(requirement, result, self._claim(requirement), (), reason, open_)

    # ── whom it binds ────────────────────────────────────────────────────────────────────────────────────

    def _claim(self, requirement: Requirement) -> str | None:
        key = self.baseline.key(requirement.profile) if requirement.profile else None
        return key if key in self.said.claims else None

    def _reached(self, requirement: Requirement) -> bool:
        """Whether anything leads to it: the claim of its service profile; or it needs none."""
        return requirement.profile is None or requirement.applies is None or self._claim(requirement) is not None

    def _binds(self, requirement: Requirement, instance: Mapping[str, Any] | None = None) -> bool:
        if not self._in_role(requirement):
            return False
        return requirement.applies is None or requirement.applies.holds(instance or self.plain)

    def _in_role(self, requirement: Requirement) -> bool:
        claim = self._claim(requirement)
        return requirement.role is None or claim is None or requirement.role in self.said.roles(claim)

    def _unbound(self, requirement: Requirement) -> tuple[Result, str]:
        """Why it does not bind; a condition that nobody speaks of is all that is not known."""
        if not self._in_role(requirement):
            return Result.NOT_APPLICABLE, f"binds a {requirement.role} only"
        key = self.baseline.key(requirement.id)
        answered = {**self.plain, "conditions": {**self.plain["conditions"], key: "applies"}}
        if not self._binds(requirement, answered):
            return Result.NOT_APPLICABLE, "does not apply to what is claimed"
        if key in self.said.conditions:
            return Result.NOT_APPLICABLE, "its condition does not apply"
        return Result.UNKNOWN, f"its condition is not answered: write conditions: {{{key}: applies}}"

    def _asserts(self, requirement: Requirement) -> bool:
        """Whether a claim asserts its standards: one in a role that it binds, and not of listed standards only."""
        claim = self._claim(requirement)
        claims = self.said.claims[claim] if claim else ()
        return any(not each.listed and requirement.role in (None, *each.roles) for each in claims)

    # ── standard by standard ─────────────────────────────────────────────────────────────────────────────

    def _ids(self, requirement: Requirement) -> Iterator[str]:
        for name in requirement.named:
            yield from self._resolved(name)

    def _resolved(self, name: str) -> tuple[str, ...]:
        """The editions that a name means; one that the catalogue lacks means itself."""
        return self.said.catalogue.resolve(name) or (name,)

    def _judged(self, requirement: Requirement) -> RequirementResult:
        standards = tuple(self._of_name(name) for name in requirement.named)
        result, reason = self._result(requirement, standards)
        if result is Result.MET:  # of the alternatives, those that are not needed are not missed
            needed = (each.standing is Standing.MET or each.id not in requirement.choices for each in standards)
            standards = tuple(each for each, there in zip(standards, needed, strict=True) if there)
        else:
            standards = tuple(_chosen(each) if each.id in requirement.choices else each for each in standards)
        return RequirementResult(requirement, result, self._claim(requirement), standards, reason)

    def _result(self, requirement: Requirement, standards: Iterable[StandardResult]) -> tuple[Result, str]:
        held = self._holding(each for each in standards if each.standing is Standing.MET)
        if requirement.schema.holds(held):
            return Result.MET, ""
        hoped = self._holding(each for each in standards if each.standing in (Standing.MET, Standing.UNCLEAR))
        if requirement.schema.holds(hoped):
            return Result.UNKNOWN, "what is stated does not say enough"
        if self.said.partner.incomplete:
            return Result.UNKNOWN, "not every profile could be used"
        if open_ := sorted(self._open & requirement.words):
            return Result.UNKNOWN, f"{', '.join(open_)}: nobody knows yet"
        return Result.NOT_MET, ""

    def _holding(self, standards: Iterable[StandardResult]) -> dict[str, Any]:
        met = {each.id: {"by": each.by or Met.CLAIM} for each in standards}
        held = {id: by for id, by in self.plain["full"].items() if id not in self.named}
        return {**self.plain, "full": {**held, **met}}

    @property
    def _open(self) -> frozenset[str]:
        """The exchanges that are answered ``unknown``."""
        sides = self.said.offers.items()
        return frozenset(
            name for (_, _, name), said in sides if any(each.answer == "unknown" for each in said.values())
        )

    def _of_name(self, name: str) -> StandardResult:
        """How a name of the baseline stands: as the worst of the editions that it means."""
        each = [self._standing(id) for id in self._resolved(name)]
        return max(each, key=lambda one: _WORST.index(one.standing))._replace(id=name)

    def _standing(self, id: str) -> StandardResult:
        stated = self.said.stated(id)
        if stated.extent == "full" and not stated.bare:
            return StandardResult(id, Standing.MET, _shown(stated), entries=stated.entries)
        other = self._other(id)
        if other and other.standing is Standing.MET and (stated.extent or id not in self.asserted):
            return other
        if stated.extent in _STATED:
            own = StandardResult(id, _STATED[stated.extent], note=_said_of(stated), entries=stated.entries)
            return own if other is None or own.standing is Standing.PARTIAL else _joined(own, other)
        if id in self.asserted:
            return self._claimed(id, other)
        return other or self._unstated(id, stated)

    def _claimed(self, id: str, other: StandardResult | None) -> StandardResult:
        """A standard that a claim asserts, and no entry speaks of; one on another edition of it leaves a doubt."""
        if other is None or other.standing is not Standing.OTHER_EDITION or other.edition in self.named:
            return StandardResult(id, Standing.MET, Met.CLAIM)
        note = f"claimed, and {other.edition} is stated: say which it is, in implements"
        return other._replace(standing=Standing.UNCLEAR, note=note)

    def _unstated(self, id: str, stated: Stated) -> StandardResult:
        if stated.extent == "full":
            return StandardResult(id, Standing.UNCLEAR, note="its edition is not stated", entries=stated.entries)
        return StandardResult(id, Standing.MISSING)

    def _other(self, id: str) -> StandardResult | None:
        """What another edition of the same standard, which is stated, comes to: best where the two work together."""
        found = [self._beside(id, other, stated) for other, stated in self.said.others(id)]
        return min(found, key=lambda one: _WORST.index(one.standing), default=None)

    def _beside(self, id: str, other: str, stated: Stated) -> StandardResult:
        catalogue = self.said.catalogue
        together = catalogue.together(id, other)
        said = f"{self._age(other, id)} {quoted(catalogue.editions[other].edition)} is stated"
        if together.verdict != "yes":
            why = _APART.get(together.verdict, _APART["unsaid"])
            note = f"{said} in its place; {why}"
            return StandardResult(id, Standing.OTHER_EDITION, edition=other, note=note, entries=stated.entries)
        if stated.extent == "partial":
            note = f"{said} in its place: {_said_of(stated)}"
            return StandardResult(id, Standing.PARTIAL, edition=other, note=note, entries=stated.entries)
        note = f"{said} in its place, and the two work together"
        return StandardResult(id, Standing.MET, _shown(stated), edition=other, note=note, entries=stated.entries)

    def _age(self, other: str, id: str) -> str:
        """What to call another edition: older or newer, where both have a date or neither has."""
        catalogue = self.said.catalogue
        if bool(catalogue.editions[other].date) != bool(catalogue.editions[id].date):
            return "another edition"
        return "the newer edition" if catalogue.newest([id, other]) == other else "the older edition"


# From what is as asked to what is least so.
_WORST = (
    Standing.MET,
    Standing.UNCLEAR,
    Standing.PARTIAL,
    Standing.OTHER_EDITION,
    Standing.NOT_YET,
    Standing.NO_LONGER,
    Standing.MISSING,
)
_STATED = {
    "partial": Standing.PARTIAL,
    "none": Standing.MISSING,
    "not-yet": Standing.NOT_YET,
    "no-longer": Standing.NO_LONGER,
}
_APART = {
    "no": "the two do not work together",
    "disputed": "sources disagree on whether the two work together",
    "unsaid": "no public source says whether the two work together",
}


def _joined(own: StandardResult, other: StandardResult) -> StandardResult:
    """What is not there itself, with what is there in its place."""
    note = "; ".join(filter(None, (own.note, other.note)))
    return other._replace(note=note, entries=tuple(dict.fromkeys((*own.entries, *other.entries))))


def _shown(stated: Stated) -> Met:
    return Met.EVIDENCE if stated.evidence else Met.STATEMENT


def _chosen(each: StandardResult) -> StandardResult:
    """One of several alternatives, which must not all be there."""
    if each.standing is Standing.MET:
        return each
    return each._replace(note="; ".join(filter(None, (each.note, "one of several, of which not all are needed"))))


def _said_of(stated: Stated) -> str:
    """What the entries say besides the extent: from when, until when, with which reservation."""
    return "; ".join(dict.fromkeys(filter(None, map(_of_entry, stated.entries))))


def _of_entry(entry: Entry) -> str:
    days = (f"{word} {day}" for word, day in (("from", entry.since), ("until", entry.until)) if day)
    reservation = [quoted(entry.reservation)] if entry.reservation else []
    return ", ".join((*reservation, *days))
