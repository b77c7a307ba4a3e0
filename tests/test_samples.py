"""The samples give exactly the answer that was written by hand from the sources (sample_systems/fmn/EXPECTED.md)."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from pathlib import Path

import pytest

from interop_check import Comparison, Outcome, Severity, Verdict, compare, load_partners, load_standards

ROOT = Path(__file__).parent.parent
FMN = ROOT / "sample_systems" / "fmn"
DAY = datetime.date(2026, 11, 22)

UNKNOWN = {
    "land-c2": ["command-system/land-c2/baseline"],
    "tactical-data-link": ["command-system/tactical-data-link/edition"],
    "formatted-messages": ["command-system/formatted-messages/catalogue"],
    "air-tasking": ["content/answered-unknown"],
    "maritime-picture": ["command-system/maritime-picture/edition"],
    "overlays": ["data-sharing/overlays/format"],
    "web-sign-on": ["data-sharing/web-sign-on/metadata"],
    "transport-security": ["content/answered-unknown"],
}
CLEAR = [
    *("text-chat", "voice", "video-conference", "network-interconnect", "routing", "dial-plan", "time"),
    *("isr-library", "symbology", "calendar", "medical-evacuation"),
    *("email", "email", "web-map", "web-map", "web-features", "web-features", "documents", "documents"),
    *("friendly-force-tracking", "friendly-force-tracking"),
]
NOT_SHARED = {
    *("formal-messaging", "air-ground-radio", "labelling", "threat-intelligence", "fires", "dismounted-soldier"),
}
FRICTION = {"data-sharing/geodata/vector-formats", "data-sharing/geodata/raster-formats"}


@pytest.fixture(scope="module")
def answer() -> Comparison:
    standards = load_standards()
    partners, findings = load_partners([str(FMN)], standards)
    assert not findings
    return compare(partners["QTR"], partners["QFI"], standards, DAY)


def _named(answer: Comparison, verdict: Verdict) -> list[str]:
    return [exchange.name for exchange in answer.exchanges if exchange.verdict is verdict]


def test_the_pair(answer: Comparison) -> None:
    assert answer.verdict is Verdict.UNKNOWN


def test_what_no_public_source_answers_is_unknown(answer: Comparison) -> None:
    open_ = {
        exchange.name: [finding.rule for finding in exchange.findings if finding.severity is Severity.BLOCKER]
        for exchange in answer.exchanges
        if exchange.verdict is Verdict.UNKNOWN
    }
    assert open_ == UNKNOWN


def test_what_is_clear(answer: Comparison) -> None:
    assert Counter(_named(answer, Verdict.CLEAR)) == Counter(CLEAR)


def test_what_only_one_declares(answer: Comparison) -> None:
    assert set(_named(answer, Verdict.NOT_SHARED)) == NOT_SHARED


def test_what_is_broken(answer: Comparison) -> None:
    found = (f for exchange in answer.exchanges for f in exchange.findings if f.outcome is Outcome.BROKEN)
    broken = {finding.fingerprint: finding for finding in found}.values()
    assert sorted(finding.rule for finding in broken) == sorted(FRICTION)
    assert {finding.severity for finding in broken} == {Severity.MINOR}
    assert _named(answer, Verdict.FRICTION) == ["geodata", "geodata"]
    assert not _named(answer, Verdict.BLOCKED)
    assert not _named(answer, Verdict.DEGRADED)


def test_the_expectation_names_every_row() -> None:
    text = (FMN / "EXPECTED.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [a-z-]+/([a-z0-9-]+)", text, re.M)
    assert set(rows) == {*UNKNOWN, "geodata"}


def test_a_partner_is_clear_against_itself() -> None:
    """But for what it does not know itself, and for the state of things that two may not share."""
    standards = load_standards()
    partners, _ = load_partners([str(FMN)], standards)
    report = compare(partners["QFI"], partners["QFI"], standards, DAY)
    assert {str(e.verdict) for e in report.exchanges} == {"clear"}


@pytest.mark.parametrize("path", sorted((ROOT / "sample_systems").rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_sample_is_valid(path: Path) -> None:
    _, findings = load_partners([str(path)], load_standards())
    assert not [finding for finding in findings if finding.severity is Severity.BLOCKER]


def test_every_rule_of_ours_is_explained_and_sourced() -> None:
    for kinds in load_standards().kinds.values():
        for exchange in (exchange for kind in kinds for exchange in kind.exchanges.values()):
            for rule in exchange.rules:
                assert rule.because, rule.id
                assert rule.remedy, rule.id
                assert rule.source or rule.short == "network", rule.id
