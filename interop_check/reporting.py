"""What a run has found, put together as the report that every format reads."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .explanations import text_of
from .fingerprints import fingerprint, values_hash
from .partners import Gathering, Partner, code_of, kind_of
from .profiles import Document, Unreadable
from .relations import json_key
from .report import Answers, Finding, Input, Report, RuleText, StandardUsed, same
from .standards import Rule, Standards

if TYPE_CHECKING:
    from .report import Comparison
    from .scorecards import Judged
    from .standards.baselines import Baseline

__all__ = ["comparison_report", "difference_report", "matrix_report", "others_with_errors", "validation_report"]


def validation_report(
    gathering: Gathering, standards: Standards, date: datetime.date, baselines: Iterable[Baseline] = ()
) -> Report:
    """The report of ``validate``: everything that was found in the files, and nothing compared.

    Each partner is held to `baselines`, and its offers to whatever it claims.
    """
    named = {each.name: each for each in baselines}
    incomplete = tuple(code for code in sorted(gathering.partners) if gathering.partners[code].incomplete)
    judgements = list(_judgements(gathering, standards, date, named.values()))
    found = [*gathering.findings, *(finding for each in judgements for finding in each.findings)]
    report = _report("validate", date, standards, gathering.documents, found, (), incomplete)
    used = (StandardUsed(each.name, each.version, each.sha256, baseline=True) for each in named.values())
    cards = tuple(each.scorecard for each in judgements if each.scorecard)
    report = report._replace(standards=(*report.standards, *used), scorecards=cards)
    return _with_answers(report, gathering.documents, standards)


def _judgements(
    gathering: Gathering, standards: Standards, date: datetime.date, baselines: Collection[Baseline]
) -> Iterator[Judged]:
    """The partners under the baselines; of a run without any, only those that claim something are looked at."""
    partners = [partner for partner in gathering.partners.values() if partner.documents]
    for partner in partners if baselines else filter(_claims, partners):
        from .scorecards import Judged, contradicting, judged
        from .statements import statement

        said = statement(partner, standards, date)
        yield from (judged(said, baseline) for baseline in baselines)
        claimed = sorted({key.partition("/")[0] for key in said.claims})
        known = [standards.baselines[name] for name in claimed if name in standards.baselines]
        yield Judged(None, tuple(contradicting(said, known)))


def _claims(partner: Partner) -> bool:
    return any("claims" in document.value for document in partner.documents)


def _with_answers(report: Report, documents: Iterable[Document | Unreadable], standards: Standards) -> Report:
    read = {each.path: each for each in documents if isinstance(each, Document)}
    return report._replace(
        inputs=tuple(
            each._replace(answers=_answers(read[each.path], standards)) if each.path in read else each
            for each in report.inputs
        )
    )


def _answers(document: Document, standards: Standards) -> Answers | None:
    """How much of its kind a document answers; `None` where its kind has no exchanges, or cannot be told."""
    kind = kind_of(document, standards)
    if kind is None or not kind.exchanges:
        return None
    said: dict[str, set[str]] = {id: set() for id in kind.exchanges}
    for located in kind.locate(document.value):
        offers = any(True for _ in kind.offers(located))
        said[located.id].add("offered" if offers else "unknown" if located.value == "unknown" else "none")
    strongest = Counter(next(filter(found.__contains__, Answers._fields), "unsaid") for found in said.values())
    return Answers(**strongest)


def comparison_report(
    comparisons: Iterable[Comparison],
    partners: Sequence[Partner],
    gatherings: Iterable[Gathering],
    standards: Standards,
    date: datetime.date,
) -> Report:
    """The report of ``compare``: what concerns these partners and their sponsors, or nobody that can be told.

    There are no `comparisons` where the files do not hold two partners that could be compared.
    """
    gathered = list(gatherings)
    codes = {each.code for partner in partners for each in partner.lineage}
    documents = {each.path: each for one in gathered for each in one.documents if _concerns(each, codes)}
    found = [finding for one in gathered for finding in one.findings if _belongs(finding, codes)]
    compared = tuple(comparisons)
    for comparison in compared:
        found += comparison.reached
    lacking = (code for comparison in compared for code in comparison.incomplete)
    incomplete = tuple(dict.fromkeys(lacking)) if compared else tuple(p.code for p in partners if p.incomplete)
    return _report("compare", date, standards, documents.values(), found, compared, incomplete)


def matrix_report(
    gathering: Gathering, standards: Standards, date: datetime.date, comparisons: Iterable[Comparison] = ()
) -> Report:
    """What a matrix tells of its files: everything that is wrong with them; and of those pairs that were compared."""
    incomplete = tuple(code for code in sorted(gathering.partners) if gathering.partners[code].incomplete)
    compared = tuple(comparisons)
    found = [*gathering.findings, *(each for comparison in compared for each in comparison.questions)]
    found += (each for comparison in compared for exchange in comparison.exchanges for each in exchange.findings)
    return _report("matrix", date, standards, gathering.documents, found, compared, incomplete)


def difference_report(
    gathering: Gathering, comparisons: Iterable[Comparison], standards: Standards, date: datetime.date
) -> Report:
    """The report of one of two states: everything that was found in its files, and between the pairs compared."""
    files = validation_report(gathering, standards, date)
    compared = tuple(comparisons)
    found = [*files.findings, *(each for comparison in compared for each in comparison.questions)]
    found += (each for comparison in compared for exchange in comparison.exchanges for each in exchange.findings)
    report = _report("diff", date, standards, gathering.documents, found, compared, files.incomplete)
    return report._replace(inputs=files.inputs)


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
    heavier_last = sorted(findings, key=lambda each: each.severity.weight)  # two pairs may weigh one finding
    listed = sorted({same(each): _known(each) for each in heavier_last}.values(), key=order)
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
    """The finding with a fingerprint and a hash of its values, where it came without either."""
    if not finding.values_hash:
        values = sorted((place.value for place in finding.places), key=json_key)
        finding = finding._replace(values_hash=values_hash(values))
    if finding.fingerprint:
        return finding
    codes = [place.partner or "" for place in finding.places]
    where = [f"{place.path}#{place.pointer}" for place in finding.places]
    return finding._replace(fingerprint=fingerprint(finding.rule, codes, where))


def order(finding: Finding) -> tuple[Any, ...]:
    """What counts before what is not known, the worst first, what is waived last; the same from both sides."""
    places = sorted((place.path, place.line, place.column) for place in finding.places)
    rank = finding.waived is not None, not finding.counts, -finding.severity.weight
    return *rank, finding.rule, places, finding.fingerprint, finding.message


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
    required = dict(requirement_texts(standards)) if any(id.startswith("baseline/") for id in found) else {}
    known = {**{id: _rule_text(rules[id]) for id in found.keys() & rules.keys()}, **required}
    return {id: known[id] if id in known else text_of(id, found[id].severity) for id in sorted(found)}


def requirement_texts(standards: Standards) -> Iterator[tuple[str, RuleText]]:
    """What there is to say of every requirement of every baseline, by the id of its findings."""
    from .scorecards import requirement_text, rule_id

    for baseline in standards.baselines.values():
        yield from ((rule_id(baseline, each), requirement_text(baseline, each)) for each in baseline.requirements)


def all_rules(standards: Standards) -> Iterator[Rule]:
    """Every rule of every kind; of two versions of a kind, the newer one's come last."""
    for name in sorted(standards.kinds):
        for kind in standards.kinds[name]:
            for exchange in kind.exchanges.values():
                yield from exchange.rules


def _rule_text(rule: Rule) -> RuleText:
    return RuleText(rule.title, rule.cost, rule.relation.name, rule.because, rule.remedy, rule.source)
