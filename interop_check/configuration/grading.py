"""Rules that a repository grades otherwise, leaves out or picks out; no verdict says less than was found by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ..report import Finding, FindingKey, Report, Severity, same
from ..suggestions import did_you_mean
from .keys import Setting

if TYPE_CHECKING:
    from ..report import Comparison, ExchangeResult

# What keeps a document from being judged, or must not stand in one: such a finding is always told, as it was found.
_FIRM = ("schema", "yaml", "content/unknown-kind", "content/declared-twice", "content/sensitive", "waiver")
_YIELDING = ("yaml/ambiguous-scalar", "waiver/unused")


class Grading(NamedTuple):
    """Which rules are picked out (`select`; all, where it is empty) or left out, and what some of them cost."""

    select: Setting = Setting(())
    ignore: Setting = Setting(())
    severities: Setting = Setting({})

    @property
    def says(self) -> bool:
        """Whether anything differs from what the standards say."""
        return any(each.value for each in self)

    def costs(self) -> Mapping[str, Severity]:
        """What rules cost by their ids."""
        return {rule: Severity(cost) for rule, cost in self.severities.value.items()}

    def leaves_out(self, rule: str) -> bool:
        """Whether the findings of a rule are left out of the report."""
        if _is_firm(rule):
            return False
        picked = not self.select.value or rule.startswith("waiver/") or any(_in(rule, e) for e in self.select.value)
        return not picked or any(_in(rule, each) for each in self.ignore.value)


def _in(rule: str, beginning: str) -> bool:
    """Whether an id is the one that is named, or begins with it, part by part."""
    return f"{rule}/".startswith(f"{beginning.rstrip('/')}/")


def _is_firm(rule: str) -> bool:
    return rule not in _YIELDING and any(_in(rule, each) for each in _FIRM)


# ── what cannot be asked for ─────────────────────────────────────────────────────────────────────────────


class Gradable(NamedTuple):
    """The ids that there are: of rules, of those rules that are selectors, and of findings without a rule."""

    rules: frozenset[str]
    selectors: frozenset[str]
    others: frozenset[str]


def misnamed(grading: Grading, known: Gradable) -> Iterator[str]:
    """A line for each rule that there is not, or that cannot be graded or left out as is asked for."""
    ids = known.rules | known.others
    beginnings = {"/".join(id.split("/")[:depth]) for id in ids for depth in range(1, id.count("/") + 2)}
    for setting in (grading.select, grading.ignore):
        for name in setting.value:
            if name.rstrip("/") not in beginnings:
                yield _line(setting, name, f"there is no rule {name!r}{did_you_mean(name, beginnings)}")
    for name in grading.ignore.value:
        if name.rstrip("/") in beginnings and all(_is_firm(id) for id in ids if _in(id, name)):
            yield _line(grading.ignore, name, f"{name!r} cannot be ignored: {_ALWAYS}")
    for name in grading.severities.value:
        if reason := _ungradable(name, known, ids):
            yield _line(grading.severities, name, reason)


def _ungradable(name: str, known: Gradable, ids: Iterable[str]) -> str | None:
    if name not in ids:
        return f"there is no rule {name!r}{did_you_mean(name, ids)}"
    if name in known.selectors:
        return f"{name!r} takes no severity: it says whether two offers are of one kind at all; waive its finding"
    return f"{name!r} takes no other severity: {_ALWAYS}" if _is_firm(name) else None


_ALWAYS = "what keeps a profile from being judged, or must not stand in one, is always told; mend it, or waive it"


def _line(setting: Setting, name: str, message: str) -> str:
    return f"{setting.at(name)}: {message}"


# ── the report ───────────────────────────────────────────────────────────────────────────────────────────


def graded(report: Report, grading: Grading) -> Report:
    """The report in which findings without a rule cost what is said, and those that are left out are only counted.

    What a rule costs is settled in the standards, before anything is judged by it.
    """
    if not grading.says:
        return report
    costs = grading.costs()
    every = {same(each): _regraded(each, costs) for each in report.findings}
    left_out = {key: each for key, each in every.items() if grading.leaves_out(each.rule)}
    kept = {key: each for key, each in every.items() if key not in left_out}
    texts = {id: text._replace(severity=costs.get(id, text.severity)) for id, text in report.rules.items()}
    named = {each.rule for finding in kept.values() for each in (finding, *finding.detail)}
    said = (*_gradings(grading), *_ignored(left_out.values()))
    return report._replace(
        findings=tuple(kept.values()),
        rules={id: text for id, text in texts.items() if id in named},
        comparisons=tuple(_comparison(each, kept, left_out) for each in report.comparisons),
        assumptions=(*report.assumptions, *said),
        ignored=report.ignored + len(left_out),
    )


def _regraded(finding: Finding, costs: Mapping[str, Severity]) -> Finding:
    return finding._replace(severity=costs.get(finding.rule, finding.severity))


def _gradings(grading: Grading) -> Iterator[str]:
    for rule, cost in sorted(grading.severities.value.items()):
        yield f"{rule} costs {cost} here, by {grading.severities.at(rule)}"
    for word, setting in (("only these rules are told", grading.select), ("ignored", grading.ignore)):
        if setting.value:
            yield f"{word}, by {setting.where}: {', '.join(sorted(setting.value))}"


def _ignored(left_out: Iterable[Finding]) -> Iterator[str]:
    counted = Counter((each.rule, each.severity if each.counts else each.outcome) for each in left_out)
    if counted:
        rules = ", ".join(f"{rule} ({count} {word})" for (rule, word), count in sorted(counted.items()))
        yield f"left out of this report, though verdicts count them: {rules}"


def _comparison(
    comparison: Comparison, kept: Mapping[FindingKey, Finding], left_out: Mapping[FindingKey, Finding]
) -> Comparison:
    return comparison._replace(
        exchanges=tuple(_exchange(each, kept) for each in comparison.exchanges),
        questions=tuple(kept[same(each)] for each in comparison.questions if same(each) in kept),
        assumptions=(*comparison.assumptions, *_hidden(comparison, left_out)),
    )


def _exchange(exchange: ExchangeResult, kept: Mapping[FindingKey, Finding]) -> ExchangeResult:
    return exchange._replace(findings=tuple(kept[same(each)] for each in exchange.findings if same(each) in kept))


def _hidden(comparison: Comparison, left_out: Mapping[FindingKey, Finding]) -> Iterator[str]:
    """The exchanges whose verdict rests on what is left out."""
    for each in comparison.exchanges:
        if rules := sorted({finding.rule for finding in each.findings if same(finding) in left_out}):
            way = f" ({each.direction})" if each.direction else ""
            yield f"{each.name}{way}: {each.verdict}, which counts ignored rules: {', '.join(rules)}"
