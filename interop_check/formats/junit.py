"""For test reports of GitLab, Jenkins and others: JUnit XML, a test case an exchange of a pair, and one a file.

There is no standard of it; what readers agree on is written up at https://github.com/testmoapp/junitxml, and what
GitLab reads at https://docs.gitlab.com/ci/testing/unit_test_reports/. A case fails if what it holds fails the run. It
is skipped where something stands there that does not, or that nobody knows, or that is waived; it is an error where an
input could not be evaluated. So a green case says *clear*, or *valid*, and a red one has its reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .. import __version__
from ..report import Comparison, ExchangeResult, Finding, FindingKey, Report, Severity, Verdict, same
from . import Options
from ._gate import NOTHING, at, cut, fails, nothing_checked, number, ranked, repository_path, sides, waiver, word
from ._inert import inert
from ._words import MEANINGS

SUFFIXES = (".xml",)

# GitLab takes 30 MB a file.
_BYTES = 30_000_000
_FINDINGS = 20
_LONGEST = 2_000


class _Case(NamedTuple):
    """One test case. `state` is ``failure``, ``error`` or ``skipped``; nothing where it passes, whatever it tells."""

    name: str
    file: str | None
    state: str = ""
    type: str = ""
    message: str = ""
    text: str = ""


class _Suite(NamedTuple):
    """The cases of a pair of partners, or those of the files."""

    name: str
    cases: tuple[_Case, ...]


def render(report: Report, options: Options) -> bytes:
    """The cases as XML 1.0 in UTF-8. Where that is too long for GitLab, the texts are left out, and it says so."""
    suites = [_Suite(each.name, tuple(_named_apart(each.cases))) for each in _suites(report, options) if each.cases]
    data = _document(report, suites, "")
    if len(data) <= _BYTES:
        return data
    briefly = [_Suite(each.name, tuple(case._replace(text="") for case in each.cases)) for each in suites]
    return _document(report, briefly, "the texts of the findings: the formats html and json have them")


# ── what the cases are ───────────────────────────────────────────────────────────────────────────────────


def _suites(report: Report, options: Options) -> Iterator[_Suite]:
    told: set[FindingKey] = set()
    for comparison in report.comparisons:
        yield _Suite(_pair(comparison), tuple(_of_pair(report, comparison, options)))
        told.update(same(each) for exchange in comparison.exchanges for each in exchange.findings)
        told.update(map(same, comparison.questions))
    rest = [each for each in report.findings if same(each) not in told]
    yield _Suite("profiles", tuple(_of_files(report, rest, options)))


def _pair(comparison: Comparison) -> str:
    return inert(f"{comparison.a} ↔ {comparison.b}")


def _of_pair(report: Report, comparison: Comparison, options: Options) -> Iterator[_Case]:
    arrows = {"A->B": f" {comparison.a} → {comparison.b}", "B->A": f" {comparison.b} → {comparison.a}"}
    for exchange in comparison.exchanges:
        called = exchange.id if exchange.name == exchange.id else f"{exchange.id} {exchange.name}"
        name = f"{exchange.kind}/{called}{arrows.get(exchange.direction or '', '')}"
        yield _of_exchange(report, exchange, name, options)
    for question in comparison.questions:
        where = sides(report, question)[0]
        name = f"{question.rule} {repository_path(where.path, options)}{where.pointer}"
        yield _of_findings(report, name, where.path, [question], options)


def _of_exchange(report: Report, exchange: ExchangeResult, name: str, options: Options) -> _Case:
    findings = ranked(exchange.findings)
    path = exchange.chosen[0].path if exchange.chosen else None
    path = sides(report, findings[0])[0].path if findings else path
    case = _of_findings(report, name, path, findings, options)
    if case.state == "failure":
        return case
    if exchange.verdict is Verdict.CLEAR:
        return case._replace(state="")
    why = _because(exchange)
    if options.fail_on_unknown and exchange.is_open(some_ignored=report.ignored > 0, held=report.changed is not None):
        return case._replace(state="failure", type="unknown", message=case.message or why)
    return case if case.state else case._replace(state="skipped", type=exchange.verdict.value, message=why)


def _because(exchange: ExchangeResult) -> str:
    """Why an exchange that has no finding of its own is not clear."""
    verdict = exchange.verdict.value.replace("-", " ")
    if exchange.because_of:
        return f"{verdict}: it rides on {', '.join(exchange.because_of)}"
    if exchange.incomplete:
        return f"{verdict}: not every file of {', '.join(exchange.incomplete)} can be used"
    return f"{verdict}: {MEANINGS[exchange.verdict]}"


def _of_files(report: Report, findings: Sequence[Finding], options: Options) -> Iterator[_Case]:
    """A case a file that was read, and one for every other file that has a finding."""
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in ranked(findings):
        by_file[sides(report, finding)[0].path].append(finding)
    if nothing_checked(report, options):
        yield _Case("interop-check", None, "error", "nothing-checked", NOTHING, NOTHING)
    for path in sorted({each.path for each in report.inputs} | by_file.keys()):
        yield _of_findings(report, repository_path(path, options), path, by_file[path], options)


def _of_findings(report: Report, name: str, path: str | None, findings: list[Finding], options: Options) -> _Case:
    """The case that holds these findings, the first of which weighs most."""
    file = None if path is None else repository_path(path, options)
    if not findings:
        return _Case(name, file)
    failing = [each for each in findings if fails(each, options)]
    unread = [each for each in findings if each.unevaluated and not (waiver(each) or each.stood_before)]
    first = (unread or failing or findings)[0]
    told = any(waiver(each) or not each.counts or each.severity is not Severity.INFO for each in findings)
    state = "error" if unread else "failure" if failing else "skipped" if told else ""
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    text = "\n\n".join(_text(report, each, options) for each in findings[:_FINDINGS])
    left_out = len(findings) - _FINDINGS
    text += f"\n\nand {number(left_out, 'more finding')}" if left_out > 0 else ""
    message = f"{waiver(first) or word(first)}: {first.message}{more}"
    return _Case(name, file, state, first.rule, cut(inert(message), _LONGEST), text)


def _text(report: Report, finding: Finding, options: Options) -> str:
    where = (at(place, options) for place in sides(report, finding))
    accepted = waiver(finding)
    lines = [f"{word(finding)}[{finding.rule}] {finding.message}", accepted, finding.because, finding.remedy]
    return cut("\n".join(inert(line) for line in (*lines, *(f"at {each}" for each in where)) if line), _LONGEST)


def _named_apart(cases: Iterable[_Case]) -> Iterator[_Case]:
    """GitLab drops all but the first of the cases that have one name."""
    seen: Counter[str] = Counter()
    for case in cases:
        name = inert(case.name)
        seen[name] += 1
        yield case._replace(name=name if seen[name] == 1 else f"{name} ({seen[name]})")


# ── XML ──────────────────────────────────────────────────────────────────────────────────────────────────


def _document(report: Report, suites: Sequence[_Suite], left_out: str) -> bytes:
    every = [case for suite in suites for case in suite.cases]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites{_attributes({'name': 'interop-check', **_counts(every), 'time': '0'})}>",
        *(line for suite in suites for line in _suite(report, suite, left_out)),
        "</testsuites>",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _suite(report: Report, suite: _Suite, left_out: str) -> Iterator[str]:
    said = {
        "version": __version__,
        "command": report.command,
        "date": report.date.isoformat(),
        "catalogue": report.catalogue or "",
        "left out": left_out,
    }
    yield f"  <testsuite{_attributes({'name': suite.name, **_counts(suite.cases), 'time': '0'})}>"
    yield "    <properties>"
    for name, value in said.items():
        if value:
            yield f"      <property{_attributes({'name': name, 'value': value})}/>"
    yield "    </properties>"
    for case in suite.cases:
        yield from _case(suite, case)
    yield "  </testsuite>"


def _case(suite: _Suite, case: _Case) -> Iterator[str]:
    file = {"file": case.file} if case.file else {}
    opening = f"    <testcase{_attributes({'classname': suite.name, 'name': case.name, **file, 'time': '0'})}"
    if not case.state and not case.text:
        yield f"{opening}/>"
        return
    element = case.state or "system-out"
    said = _attributes({"message": case.message, "type": case.type}) if case.state else ""
    yield f"{opening}>"
    yield f"      <{element}{said}>{_escaped(case.text or inert(case.message))}</{element}>"
    yield "    </testcase>"


def _counts(cases: Iterable[_Case]) -> dict[str, str]:
    counted = Counter(case.state for case in cases)
    return {
        "tests": str(counted.total()),
        "failures": str(counted["failure"]),
        "errors": str(counted["error"]),
        "skipped": str(counted["skipped"]),
    }


def _attributes(said: dict[str, str]) -> str:
    return "".join(f' {name}="{_escaped(inert(value))}"' for name, value in said.items())


_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def _escaped(text: str) -> str:
    """Text as XML has it. What XML 1.0 cannot hold at all was written out before, as in ``\\x1b``."""
    return text.translate(_XML)
