"""What a run has found, put together as the report that every format reads."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .explanations import text_of
from .fingerprints import fingerprint
from .formats._findings import same
from .partners import Gathering, Partner, code_of, kind_of
from .profiles import Document, Unreadable
from .report import Comparison, Finding, Input, Report, RuleText, StandardUsed
from .standards import Rule, Standards

__all__ = ["comparison_report", "others_with_errors", "validation_report"]


def validation_report(gathering: Gathering, standards: Standards, date: datetime.date) -> Report:
    """The report of ``validate``: everything that was found in the files, and nothing compared."""
    incomplete = tuple(code for code in sorted(gathering.partners) if gathering.partners[code].incomplete)
    return _report("validate", date, standards, gathering.documents, gathering.findings, (), incomplete)


def comparison_report(
    comparison: Comparison | None,
    partners: Sequence[Partner],
    gatherings: Iterable[Gathering],
    standards: Standards,
    date: datetime.date,
) -> Report:
    """The report of ``compare``: what concerns the two partners and their sponsors, or nobody that can be told.

    `comparison` is `None` where the files do not hold two partners that could be compared.
    """
    gathered = list(gatherings)
    codes = {each.code for partner in partners for each in partner.lineage}
    documents = {each.path: each for one in gathered for each in one.documents if _concerns(each, codes)}
    found = [finding for one in gathered for finding in one.findings if _belongs(finding, codes)]
    for exchange in comparison.exchanges if comparison else ():
        found += exchange.findings
    found += comparison.questions if comparison else ()
    compared = (comparison,) if comparison else ()
    incomplete = comparison.incomplete if comparison else tuple(p.code for p in partners if p.incomplete)
    return _report("compare", date, standards, documents.values(), found, compared, incomplete)


def others_with_errors(gathering: Gathering, partners: Sequence[Partner]) -> int:
    """How many files of other partners cannot be used."""
    codes = {each.code for partner in partners for each in partner.lineage}
    spoilt = (each for each in gathering.findings if not _belongs(each, codes) and _spoils(each))
    return len({place.path for finding in spoilt for place in finding.places})


def _spoils(finding: Finding) -> bool:
    from .report import Severity

    return finding.counts and finding.severity is Severity.BLOCKER


def _concerns(document: Document | Unreadable, codes: set[str]) -> bool:
    whose = code_of(document)
    return whose is None or whose in codes or document.kind == "partner"


def _belongs(finding: Finding, codes: set[str]) -> bool:
    named = {place.partner for place in finding.places if place.partner}
    return not named or bool(named & codes)


def _report(
    command: str,
    date: datetime.date,
    standards: Standards,
    documents: Iterable[Document | Unreadable],
    findings: Iterable[Finding],
    comparisons: tuple[Comparison, ...],
    incomplete: tuple[str, ...],
) -> Report:
    listed = sorted({same(each): _known(each) for each in findings}.values(), key=_order)
    read = sorted(documents, key=lambda document: document.path)
    return Report(
        command=command,
        date=date,
        catalogue=standards.catalogue.date,
        inputs=tuple(_input(document) for document in read),
        standards=tuple(_used(read, standards)),
        rules=_rule_texts(listed, standards),
        findings=tuple(listed),
        comparisons=comparisons,
        incomplete=incomplete,
    )


def _known(finding: Finding) -> Finding:
    """The finding with a fingerprint, where it came without one: its rule, its file and its place there."""
    if finding.fingerprint:
        return finding
    codes = [place.partner or "" for place in finding.places]
    where = [f"{place.path}#{place.pointer}" for place in finding.places]
    return finding._replace(fingerprint=fingerprint(finding.rule, codes, where))


def _order(finding: Finding) -> tuple[Any, ...]:
    """What counts before what is not known, the worst first; the same from both partners' points of view."""
    places = sorted((place.path, place.line, place.column) for place in finding.places)
    return not finding.counts, -finding.severity.weight, finding.rule, places, finding.fingerprint, finding.message


def _input(document: Document | Unreadable) -> Input:
    return Input(document.path, document.sha256, document.kind, code_of(document), document.system)


def _used(documents: Iterable[Document | Unreadable], standards: Standards) -> Iterator[StandardUsed]:
    """The standards that govern these documents, each once."""
    governing = (kind_of(each, standards) for each in documents if isinstance(each, Document))
    kinds = {(kind.name, kind.ordinal): kind for kind in governing if kind}
    for _, kind in sorted(kinds.items()):
        yield StandardUsed(kind.name, kind.version, kind.sha256)


def _rule_texts(findings: Iterable[Finding], standards: Standards) -> dict[str, RuleText]:
    found = {each.rule: each for finding in findings for each in (finding, *finding.detail)}
    rules = {rule.id: rule for rule in all_rules(standards)} if found else {}
    return {id: _rule_text(rules[id]) if id in rules else text_of(id, found[id].severity) for id in sorted(found)}


def all_rules(standards: Standards) -> Iterator[Rule]:
    """Every rule of every kind; of two versions of a kind, the newer one's come last."""
    for name in sorted(standards.kinds):
        for kind in standards.kinds[name]:
            for exchange in kind.exchanges.values():
                yield from exchange.rules


def _rule_text(rule: Rule) -> RuleText:
    return RuleText(rule.title, rule.cost, rule.relation.name, rule.because, rule.remedy, rule.source)
