"""Every YAML case of tests/cases: a schema, two partners, and what the comparison must say, both ways round."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from interop_check import Comparison, compare, load_partners, load_standards
from interop_check.report import Finding, Outcome
from interop_check.standards import StandardError, Standards

CASES = Path(__file__).parent / "cases"
EMPTY_CATALOGUE = {"catalogue": {"date": "2023-01-28", "source": "none"}, "standards": {}}


def _cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        book = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        for case in book["cases"]:
            yield pytest.param({**book, **case}, id=f"{path.stem}: {case['title']}")


def _schemas(book: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The schemas of a book: whole ones under `schemas`, or the exchanges of one of kind `t` under `exchanges`."""
    if "schemas" in book:
        return list(book["schemas"])
    named = {"x": _one_rule(book)} if "rule" in book else book["exchanges"]
    exchanges = {"type": "object", "properties": named, "additionalProperties": False}
    return [{"x-interop": {"kind": "t", "version": "1.0"}, "properties": {"exchanges": exchanges}}]


def _one_rule(book: Mapping[str, Any]) -> dict[str, Any]:
    """An exchange whose offers have one `rule`, at `v`, and a property `n` that `needs` may point at."""
    note = {"x-interop": {"exchange": book.get("exchange", {})}}
    ruled = {"properties": {"v": {"x-interop": {"match": book["rule"]}}, "n": True}}
    plain = {"properties": {"v": True, "n": True}}
    if not _is_flow(book):
        return {**note, "type": "array", "items": ruled}
    accepting = "acceptor" in json.dumps(book["rule"])
    sides = {"provides": plain if accepting else ruled, "accepts": ruled if accepting else plain}
    return {**note, "properties": {side: {"items": offer} for side, offer in sides.items()}}


def _is_flow(book: Mapping[str, Any]) -> bool:
    return bool(book.get("exchange", {}).get("mode") == "flow")


def _partners(case: Mapping[str, Any]) -> dict[str, Any]:
    """What the partners declare: `a`, `b` and `others`, or one offer each: `offers`, or `values` of `v`."""
    offers = case.get("offers") or [{"v": value} for value in case.get("values", ())]
    if not offers:
        return {"AAA": case["a"], "BBB": case["b"], **case.get("others", {})}
    sides = ("provides", "accepts") if _is_flow(case) else (None, None)
    said = [{"x": {side: [offer]} if side else [offer]} for side, offer in zip(sides, offers, strict=True)]
    return dict(zip(("AAA", "BBB"), said, strict=True))


def _documents(code: str, said: Any) -> Iterator[dict[str, Any]]:
    """A partner's documents: one or several, whole, or only their exchanges."""
    for number, each in enumerate(said if isinstance(said, list) else [said]):
        envelope = {"kind": "t", "partner": code, "system": f"{code.lower()}-{number}"}
        body = each if each.keys() & {"exchanges", "kind", "raw"} else {"exchanges": each}
        yield body if "code" in body else {**envelope, **body}


def _written(folder: Path, partners: Mapping[str, Any]) -> None:
    for code, said in partners.items():
        for number, document in enumerate(_documents(code, said)):
            raw = document.get("raw")
            (folder / f"{code}-{number}.yaml").write_text(raw or json.dumps(document), encoding="utf-8")


_BOOKS: dict[str, Standards] = {}
_shipped = cache(load_standards)


@pytest.fixture
def standards(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Standards:
    """What the case's schemas come to; `schemas: shipped` means those of the project, with its catalogue."""
    if request.getfixturevalue("case").get("schemas") == "shipped":
        return _shipped()
    schemas = _schemas(request.getfixturevalue("case"))
    catalogue = request.getfixturevalue("case").get("catalogue")
    key = json.dumps([schemas, catalogue])
    if key not in _BOOKS:
        folder = tmp_path_factory.mktemp("schemas")
        for number, schema in enumerate(schemas):
            (folder / f"{number}.json").write_text(json.dumps(schema), encoding="utf-8")
        if catalogue:
            (folder / "catalogue").mkdir()
            whole = {**EMPTY_CATALOGUE, **catalogue}
            (folder / "catalogue" / "test.json").write_text(json.dumps(whole), encoding="utf-8")
        _BOOKS[key] = load_standards([folder])
    return _BOOKS[key]


@pytest.mark.parametrize("case", list(_cases()))
def test_case(case: dict[str, Any], request: pytest.FixtureRequest, tmp_path: Path) -> None:
    expected = case["expect"]
    if "refused" in expected:
        with pytest.raises(StandardError) as caught:
            request.getfixturevalue("standards")
        assert expected["refused"] in str(caught.value)
        if "at" in expected:
            assert expected["at"] in {refusal.pointer for refusal in caught.value.refusals}
        return
    standards: Standards = request.getfixturevalue("standards")
    _written(tmp_path, _partners(case))
    partners, findings = load_partners([str(tmp_path)], standards)
    date = datetime.date.fromisoformat(str(case.get("date", "2026-11-22")))
    report = compare(partners["AAA"], partners["BBB"], standards, date)
    assert _told(report, expected, findings) == expected
    mirror = compare(partners["BBB"], partners["AAA"], standards, date)
    assert _mirror_of(report) == _seen(mirror)


# ── what a comparison says, in the words of the cases ────────────────────────────────────────────────────


def _told(report: Comparison, expected: Mapping[str, Any], findings: tuple[Finding, ...]) -> dict[str, Any]:
    """What the report says of everything that is expected; of the texts that it `says`, those that it does say."""
    messages = [*_TELL["messages"](report, findings), *(finding.message for finding in findings)]
    said = {"says": [text for text in expected.get("says", ()) if any(text in each for each in messages)]}
    return {key: said[key] if key in said else _TELL[key](report, findings) for key in expected}


def _name(exchange: Any) -> str:
    return f"{exchange.name} {exchange.direction}" if exchange.direction else str(exchange.name)


def _of_outcome(*outcomes: Outcome) -> Any:
    def tell(report: Comparison, _: Any) -> list[str]:
        found = [f for exchange in report.exchanges for f in exchange.findings if f.outcome in outcomes]
        return sorted(f"{f.rule}" for f in {f.fingerprint: f for f in found}.values())

    return tell


def _each(value: Any) -> Any:
    def tell(report: Comparison, _: Any) -> dict[str, Any]:
        return {_name(e): found for e in report.exchanges if (found := value(e))}

    return tell


def _edits(exchange: Any) -> list[str] | None:
    miss = exchange.nearest_miss
    if miss is None:
        return None
    return [f"{e.partner} {e.do} {e.pointer} {json.dumps(e.value)}" for e in miss.changes] or ["none"]


_TELL: dict[str, Any] = {
    "verdict": lambda report, _: str(report.verdict),
    "exchanges": lambda report, _: {_name(e): str(e.verdict) for e in report.exchanges},
    "broken": _of_outcome(Outcome.BROKEN),
    "unknown": _of_outcome(Outcome.UNKNOWN),
    "costs": lambda report, _: sorted(
        f"{f.rule} {f.severity}" for e in report.exchanges for f in e.findings if f.outcome is Outcome.BROKEN
    ),
    "questions": lambda report, _: sorted(f.rule for f in report.questions),
    "agreed": _each(lambda e: e.agreed),
    "agreed_as": _each(lambda e: json.dumps(e.agreed) if e.agreed else None),
    "chosen": _each(lambda e: [side.offer or side.pointer for side in e.chosen] if e.chosen else None),
    "answered": _each(lambda e: list(e.answered)),
    "detail": _each(lambda e: sum(len(f.detail) for f in e.findings)),
    "directions": _each(lambda e: [f.direction for f in e.findings if f.direction]),
    "nearest": _each(_edits),
    "mends": lambda report, _: [
        [f"{e.partner} {e.do} {json.dumps(e.value)}" for e in mend.edits]
        for exchange in report.exchanges
        for finding in exchange.findings
        for mend in finding.mends
    ],
    "because_of": _each(lambda e: list(e.because_of)),
    "roots": _each(lambda e: list(e.roots)),
    "via": _each(lambda e: e.via.code if e.via else None),
    "assumptions": lambda report, _: list(report.assumptions),
    "incomplete": lambda report, _: list(report.incomplete),
    "problems": lambda _, findings: sorted(f.rule for f in findings),
    "messages": lambda report, _: sorted(f.message for e in report.exchanges for f in e.findings),
    "places": lambda report, _: sorted(
        f"{p.partner}:{p.pointer}" for e in report.exchanges for f in e.findings for p in f.places
    ),
}

_TURNED = {None: None, "A->B": "B->A", "B->A": "A->B"}


def _finding(finding: Finding) -> tuple[Any, ...]:
    places = tuple(sorted((str(p.partner), p.path, p.pointer, p.line, p.column) for p in finding.places))
    return finding.rule, finding.severity, finding.outcome, finding.fingerprint, finding.values_hash, places


def _seen(report: Comparison, turned: Mapping[Any, Any] | None = None) -> Any:
    """A report without its words; with `turned`, as it should look from the other side."""
    side = turned or {None: None, "A->B": "A->B", "B->A": "B->A"}
    codes = (report.b, report.a) if turned else (report.a, report.b)
    return codes, report.verdict, sorted(
        (
            e.kind, e.id, e.name, side[e.direction] or "", str(e.verdict), e.answered,
            [] if e.chosen is None else list(e.chosen[::-1] if turned else e.chosen).__repr__(),
            json.dumps(e.agreed), sorted(map(repr, map(_finding, e.findings))),
            e.because_of, e.roots, repr(e.nearest_miss), repr(e.via), sorted(e.incomplete),
        )
        for e in report.exchanges
    )  # fmt: skip


def _mirror_of(report: Comparison) -> Any:
    return _seen(report, _TURNED)
