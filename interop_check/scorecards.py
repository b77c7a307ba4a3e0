"""Judged statements as the report has them: a scorecard for a partner and a baseline, and findings for what is open."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from .catalogue import Catalogue
from .claims import Claim, Entry
from .contradictions import contradicted, contradictions
from .fingerprints import fingerprint, values_hash
from .obligations import RequirementResult, Result, StandardResult, Standing, cost, judge
from .relations import quoted
from .report import (
    Finding,
    Outcome,
    Place,
    ProfileCard,
    RequirementCard,
    RuleText,
    Scorecard,
    Severity,
    StandardCard,
)
from .standards.baselines import Baseline, Requirement
from .statements import Statement, place_of

__all__ = ["NO_CLAIM", "Judged", "contradicting", "judged", "requirement_text", "rule_id"]

NO_CLAIM = "content/no-claim"


class Judged(NamedTuple):
    """One partner under one baseline: the scorecard (`None` where nothing was judged), and what was found."""

    scorecard: Scorecard | None
    findings: tuple[Finding, ...]


def judged(said: Statement, baseline: Baseline) -> Judged:
    """What a partner states, held to a baseline; silence about it is a question, never a clear answer."""
    results = judge(said, baseline)
    findings = [finding for each in results for finding in _findings(said, baseline, each)]
    if not said.claimed(baseline.name):
        findings.append(_no_claim(said, baseline))
    shown = said.claimed(baseline.name) or any(each.result is not Result.NOT_APPLICABLE for each in results)
    return Judged(_card(said, baseline, results) if shown else None, tuple(findings))


def contradicting(said: Statement, baselines: Iterable[Baseline]) -> Iterator[Finding]:
    """Where the partner's offers contradict what it claims of these baselines."""
    for baseline in baselines:
        yield from contradictions(said, baseline)


def rule_id(baseline: Baseline, requirement: Requirement) -> str:
    """The id of the findings of a requirement: ``baseline/fmn-spiral-4/prf-3/mandatory``."""
    return f"baseline/{baseline.key(requirement.id)}"


def requirement_text(baseline: Baseline, requirement: Requirement) -> RuleText:
    """What is to be said of a requirement, whoever does not meet it."""
    draft = ", in a draft" if baseline.draft else ""
    because = f"{baseline.title} makes this {_obligation(requirement)}{draft}: others may build on what is claimed."
    if requirement.role:
        because += f" It binds who claims the service profile as {requirement.role}."
    notes = [because, *filter(None, [requirement.note]), *(f"It also {note}" for note in _unresolved(requirement))]
    return RuleText(
        title=f"{requirement.title}, {_obligation(requirement)}",
        severity=cost(baseline, requirement),
        relation="",
        because=" ".join(notes),
        remedy=_remedy(baseline, requirement),
        source=baseline.source,
    )


def _remedy(baseline: Baseline, requirement: Requirement) -> str:
    conditional = requirement.id in baseline.conditions
    return f"{_condition(baseline, requirement)} {_MEND}" if conditional else _MEND


def _condition(baseline: Baseline, requirement: Requirement) -> str:
    return f"Say under 'conditions' whether {baseline.key(requirement.id)} applies or does-not-apply."


_MEND = "Implement what is missing, say so in 'implements' where it is there already, or withdraw the claim."


def _obligation(requirement: Requirement | RequirementCard) -> str:
    return f"{requirement.obligation}{' (candidate)' if requirement.lifecycle == 'candidate' else ''}"


def _unresolved(requirement: Requirement) -> Iterator[str]:
    if requirement.unresolved:
        ids = ", ".join(requirement.unresolved)
        yield f"names {ids}, which its source does not define: nobody can meet that, and nobody is held to it."


# ── findings ─────────────────────────────────────────────────────────────────────────────────────────────


def _findings(said: Statement, baseline: Baseline, each: RequirementResult) -> Iterator[Finding]:
    if each.result not in (Result.NOT_MET, Result.UNKNOWN):
        return
    requirement, rule = each.requirement, rule_id(baseline, each.requirement)
    text = requirement_text(baseline, requirement)
    outcome = Outcome.NOT_MET if each.result is Result.NOT_MET else Outcome.UNKNOWN
    open_ = [one for one in each.standards if one.standing is not Standing.MET]
    entries = [entry for one in open_ for entry in one.entries]
    whole: list[Claim | Entry] = [*(said.claims[each.claimed] if each.claimed else ()), *dict.fromkeys(entries)]
    remedy = _condition(baseline, requirement) if each.open_condition else text.remedy
    told = Finding(rule, text.severity, outcome, _message(said, baseline, each), text.because, remedy)
    yield told._replace(
        places=tuple(map(place_of, whole)) or _own_places(said),
        detail=tuple(_detail(told, said, each, one) for one in open_),
        fingerprint=fingerprint(rule, [said.partner.code], [each.claimed or ""]),
        values_hash=values_hash([[one.id, one.standing.value, one.edition, one.note] for one in each.standards]),
    )


def _detail(told: Finding, said: Statement, each: RequirementResult, one: StandardResult) -> Finding:
    claims = said.claims[each.claimed] if each.claimed else ()
    places = tuple(map(place_of, one.entries)) or tuple(map(place_of, claims))
    return Finding(told.rule, told.severity, told.outcome, f"{one.id}: {_standing(one)}", places=places)


def _message(said: Statement, baseline: Baseline, each: RequirementResult) -> str:
    requirement = each.requirement
    of = f" ({each.claimed})" if each.claimed else f" ({baseline.name})"
    draft = "draft: " if baseline.draft else ""
    count = f" {each.met} of {len(each.standards)} met" if each.standards else ""
    reasons = [each.reason] if each.reason else []
    listed = [*reasons, *_by_standing(each.standards)] or [_lack(said, requirement)]
    head = f"{draft}{requirement.title}{of}, {_obligation(requirement)}:{count}"
    return f"{head}{';' if count else ''} {'; '.join(listed)}"


def _by_standing(standards: Iterable[StandardResult]) -> Iterator[str]:
    """What is not met, by how it stands, the ids in their order."""
    grouped: dict[Standing, list[str]] = defaultdict(list)
    for one in standards:
        if one.standing is not Standing.MET:
            grouped[one.standing].append(f"{one.id} ({one.note})" if one.note else one.id)
    for standing, ids in grouped.items():
        more = f" and {len(ids) - _MOST} more" if len(ids) > _MOST else ""
        yield f"{_WORDS[standing]}: {', '.join(ids[:_MOST])}{more}"


_MOST = 20
_WORDS = {
    Standing.PARTIAL: "partial",
    Standing.MISSING: "missing",
    Standing.OTHER_EDITION: "of another edition",
    Standing.NOT_YET: "not yet",
    Standing.NO_LONGER: "no longer",
    Standing.UNCLEAR: "not clear",
}


def _standing(one: StandardResult) -> str:
    return f"{_WORDS[one.standing]}{f': {one.note}' if one.note else ''}"


def _lack(said: Statement, requirement: Requirement) -> str:
    """What the schema of a requirement that names no standard misses, in its own words."""
    errors = sorted(requirement.schema.errors(said.instance()), key=lambda error: -len(error.absolute_path))
    if not errors:
        return "what it asks for is not there"
    where = "/".join(map(str, errors[0].absolute_path))
    return f"what it asks for is not there{f', at {where}' if where else ''}: {errors[0].message[:_LONG]}"


_LONG = 160


def _no_claim(said: Statement, baseline: Baseline) -> Finding:
    code = said.partner.code
    later = sorted((claim for claim in said.later if claim.baseline == baseline.name), key=_days)
    when = "".join(f"; its claim of {claim.key} does not hold on {said.date.isoformat()}" for claim in later[:1])
    draft = ", a draft," if baseline.draft else ""
    places = tuple(map(place_of, later[:1])) or _own_places(said)
    return Finding(
        rule=NO_CLAIM,
        severity=Severity.BLOCKER,
        outcome=Outcome.UNKNOWN,
        message=f"{code} claims no service profile of {quoted(baseline.name)}{draft} so none was judged{when}",
        places=places,
        fingerprint=fingerprint(NO_CLAIM, [code], [baseline.name]),
        values_hash=values_hash([claim.key for claim in later]),
    )


def _days(claim: Claim) -> tuple[str, str]:
    return str(claim.document.value.get("from", "")), claim.key


def _own_places(said: Statement) -> tuple[Place, ...]:
    """A place for what no line of a profile says: the head of the partner's first document."""
    first = min(said.partner.documents, key=lambda document: document.path, default=None)
    return () if first is None else (first.at(("partner",), said.partner.code),)


# ── the scorecard ────────────────────────────────────────────────────────────────────────────────────────


def _card(said: Statement, baseline: Baseline, results: Iterable[RequirementResult]) -> Scorecard:
    by_profile: dict[str | None, list[RequirementResult]] = {
        key.partition("/")[2]: [] for key in said.claimed(baseline.name) if key.partition("/")[2] in baseline.profiles
    }
    for each in results:
        if each.claimed or each.result is not Result.NOT_APPLICABLE:
            by_profile.setdefault(each.requirement.profile, []).append(each)
    listed = [each for each in (*baseline.profiles, None) if each in by_profile]
    denied = contradicted(said, baseline)
    for id, some in by_profile.items():
        lacked = denied.get(baseline.key(id) if id else "", frozenset())
        by_profile[id] = [_contested(said.catalogue, each, lacked) for each in some]
    shown = [each.requirement for some in by_profile.values() for each in some]
    return Scorecard(
        baseline=baseline.name,
        version=baseline.version,
        title=baseline.title,
        draft=baseline.draft,
        partner=said.partner.code,
        incomplete=bool(said.partner.incomplete),
        profiles=tuple(_profile(said, baseline, id, by_profile[id], denied) for id in listed),
        notes=tuple(f"{each.id} ({each.title}) {note}" for each in shown for note in _unresolved(each)),
    )


def _profile(
    said: Statement,
    baseline: Baseline,
    id: str | None,
    results: list[RequirementResult],
    denied: Mapping[str, frozenset[str]],
) -> ProfileCard:
    key = baseline.key(id) if id else ""
    claims = said.claims.get(key, ())
    roles = sorted(said.roles(key))
    return ProfileCard(
        id=id,
        title=results[0].requirement.title if results and id else baseline.title if not id else "",
        role=roles[0] if len(roles) == 1 else "both" if roles else None,
        result=_worst(baseline, results).value,
        requirements=tuple(_requirement(said.catalogue, each, denied.get(key, frozenset())) for each in results),
        places=tuple(map(place_of, claims)),
    )


def _contested(catalogue: Catalogue, each: RequirementResult, denied: frozenset[str]) -> RequirementResult:
    """What is met by a claim that the partner's own offers contradict is not known to be met."""
    if each.result is not Result.MET or not any(_lacked(catalogue, one, denied) for one in each.standards):
        return each
    return each._replace(result=Result.UNKNOWN, reason="the offers contradict the claim")


def _lacked(catalogue: Catalogue, one: StandardResult, denied: frozenset[str]) -> bool:
    return one.standing is Standing.MET and not denied.isdisjoint(catalogue.resolve(one.id))


def _worst(baseline: Baseline, results: Iterable[RequirementResult]) -> Result:
    """What the claim comes to: only what could block decides, unless nothing that could binds."""
    binding = [each for each in results if each.result is not Result.NOT_APPLICABLE]
    blocking = {each.result for each in binding if cost(baseline, each.requirement) is Severity.BLOCKER}
    for result in (Result.NOT_MET, Result.UNKNOWN):
        if result in blocking:
            return result
    return Result.MET if binding else Result.NOT_APPLICABLE


def _requirement(catalogue: Catalogue, each: RequirementResult, denied: frozenset[str]) -> RequirementCard:
    requirement = each.requirement
    return RequirementCard(
        id=requirement.id,
        title=requirement.title,
        obligation=requirement.obligation,
        lifecycle=requirement.lifecycle,
        role=requirement.role,
        result=each.result.value,
        reason=each.reason,
        standards=tuple(_standard(catalogue, one, denied) for one in each.standards),
    )


def _standard(catalogue: Catalogue, one: StandardResult, denied: frozenset[str]) -> StandardCard:
    entries: tuple[Entry, ...] = one.entries
    if _lacked(catalogue, one, denied):
        note = "; ".join(filter(None, ("claimed, but no offer has it", one.note)))
        one = one._replace(standing=Standing.UNCLEAR, by=None, note=note)
    return StandardCard(
        id=one.id,
        title=catalogue.title(one.id),
        standing=one.standing.value,
        by=one.by.value if one.by else None,
        edition=one.edition,
        note=one.note,
        places=tuple(map(place_of, entries)),
    )
