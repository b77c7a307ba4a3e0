"""The sample alliances give the answers that were written by hand: golden findings, and what each README says."""

from __future__ import annotations

import datetime
import itertools
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from interop_check import (
    Comparison,
    ExchangeResult,
    Finding,
    Outcome,
    Partner,
    Severity,
    Standards,
    Verdict,
    compare,
    load_partners,
    load_standards,
)

SAMPLES = Path(__file__).parent.parent / "sample_systems"
FEDERATION = SAMPLES / "federation"
DAY = datetime.date(2026, 11, 22)
CONNECTION_DAY = datetime.date(2027, 7, 1)
AT_MOST = 150

B, U = Outcome.BROKEN, Outcome.UNKNOWN
BLOCKER, MAJOR, MINOR, INFO = reversed(Severity)


class Row(NamedTuple):
    """What a pair must show: a rule, what it costs, and how it came out; `way` is the direction, where it matters."""

    pair: str
    rule: str
    severity: Severity
    outcome: Outcome
    way: str = ""


FFT = "command-system/friendly-force-tracking/edition"

# The expectations that were checked by hand. A row may be one of several findings of its pair.
GOLDEN = [
    Row("QVA QNR", FFT, BLOCKER, B),
    # an early adopter against its host
    Row("QVA QST", "command-system/land-c2/baseline", BLOCKER, U),
    Row("QVA QST", "data-sharing/web-services/styles", MAJOR, B),
    Row("QVA QST", "data-sharing/web-map/coordinates", MAJOR, B, "QVA->QST"),
    Row("QVA QST", "communications/voice/packet-ms", MINOR, B),
    Row("QVA QST", "communications/email/largest-mb", INFO, B, "QST->QVA"),
    Row("QVA QST", "data-sharing/threat-intelligence/standard", MINOR, U),
    Row("QVA QST", "communications/network-interconnect/mtu-of-udp", INFO, B),
    Row("QVA QST", "command-system/language/listening", MAJOR, B),
    Row("QVA QST", "communications/formal-messaging/standard", MAJOR, B),
    Row("QNR QST", "communications/transport-security/versions", BLOCKER, B),
    Row("QNR QST", FFT, BLOCKER, B),
    # a legacy network
    Row("QVA QTA", "communications/ip-encryption/family", BLOCKER, B),
    Row("QVA QTA", "communications/address-plan/prefixes", BLOCKER, B),
    Row("QVA QTA", "communications/network-interconnect/end-to-end-addresses", MAJOR, B),
    Row("QVA QTA", "communications/network-interconnect/mtu", MAJOR, B),
    Row("QVA QTA", "communications/dial-plan/digits", MAJOR, B),
    Row("QVA QTA", "command-system/mission-membership/joining-instructions", BLOCKER, B),
    Row("QVA QTA", "command-system/land-c2/baseline", BLOCKER, U),
    Row("QVA QTA", FFT, BLOCKER, B, "QTA->QVA"),
    Row("QVA QTA", "command-system/formatted-messages/catalogue", BLOCKER, U),
    Row("QVA QTA", "data-sharing/symbology/standard", MAJOR, B),
    Row("QVA QTA", "data-sharing/labelling/country-codes", MAJOR, B),
    Row("QNR QTA", "communications/address-plan/as-numbers", BLOCKER, B),
    Row("QST QTA", "data-sharing/documents/formats", MINOR, B, "QST->QTA"),
    Row("QST QTA", "communications/air-ground-radio/waveform", MAJOR, B),
    Row("QST QTA", "communications/voice/codecs", MAJOR, B),
    # aircraft and fires
    Row("QVA QZL", "communications/dial-plan/prefixes", MAJOR, B),
    Row("QVA QZL", FFT, BLOCKER, B, "QVA->QZL"),
    Row("QVA QZL", "command-system/mission-membership/joining-instructions", BLOCKER, B),
    Row("QNR QZL", "communications/voice/media-security", MAJOR, B),
    Row("QNR QZL", "command-system/tactical-data-link/edition", BLOCKER, U),
    # ships
    Row("QST QOS", "command-system/tactical-data-link/link", BLOCKER, B),
    Row("QVA QOS", "communications/text-chat/protocol", BLOCKER, B),
    Row("QVA QOS", "communications/email/largest-mb", INFO, B, "QVA->QOS"),
    Row("QVA QOS", "communications/formal-messaging/standard", MAJOR, B),
    # hosted users
    Row("QVA QPE", "communications/pki/trusts", BLOCKER, B),
    Row("QVA QPE", "data-sharing/geodesy/datum", MAJOR, B),
    Row("QVA QPE", "communications/comsec-release/releasable-to", BLOCKER, B, "QVA->QPE"),
    Row("QVA QPE", "command-system/language/listening", MAJOR, B),
    Row("QNR QPE", "data-sharing/overlays/format", BLOCKER, B),
    Row("QVA QRN", "command-system/mission-membership/agreements", BLOCKER, B),
    Row("QNR QRN", "communications/security-domain/domain", BLOCKER, B),
    Row("QOS QRN", "data-sharing/labelling/country-codes", MAJOR, B),
]


@cache
def _standards() -> Standards:
    return load_standards()


@cache
def _partners(folder: Path) -> Mapping[str, Partner]:
    partners, findings = load_partners([str(folder)], _standards())
    assert not findings
    return partners


@cache
def _compared(folder: Path, a: str, b: str, day: datetime.date = DAY) -> Comparison:
    partners = _partners(folder)
    return compare(partners[a], partners[b], _standards(), day)


def _all_of(comparison: Comparison) -> Iterator[tuple[ExchangeResult, Finding]]:
    """Every finding once, with the first of the exchanges that it stands in."""
    seen = set()
    for exchange in comparison.exchanges:
        for finding in exchange.findings:
            if finding.fingerprint not in seen:
                seen.add(finding.fingerprint)
                yield exchange, finding


def _broken(comparison: Comparison, least: Severity = MINOR) -> list[Finding]:
    found = (finding for _, finding in _all_of(comparison))
    return [each for each in found if each.outcome is B and each.severity.weight >= least.weight]


def _exchanges(comparison: Comparison, name: str) -> list[ExchangeResult]:
    found = [exchange for exchange in comparison.exchanges if exchange.name == name]
    assert found, name
    return found


# ── the federation ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: f"{row.pair} {row.rule}")
def test_the_golden_findings(row: Row) -> None:
    a, b = row.pair.split()
    found = [finding for _, finding in _all_of(_compared(FEDERATION, a, b)) if finding.rule == row.rule]
    assert [(each.severity, each.outcome) for each in found] == [(row.severity, row.outcome)]
    way = (found[0].direction or "").replace("A->B", f"{a}->{b}").replace("B->A", f"{b}->{a}")
    assert row.way in ("", way)


def test_the_two_framework_nations_have_exactly_one_finding() -> None:
    comparison = _compared(FEDERATION, "QVA", "QNR")
    (only,) = _broken(comparison, INFO)
    assert (only.rule, only.severity) == (FFT, BLOCKER)
    assert "proxy" in only.remedy
    assert "A(1)" in only.remedy
    assert not [finding for _, finding in _all_of(comparison) if finding.outcome is U]
    others = [exchange.verdict for exchange in comparison.exchanges if exchange.name != "friendly-force-tracking"]
    assert set(others) == {Verdict.CLEAR, Verdict.NOT_SHARED}


def test_two_consumers_of_tracks_have_nothing_to_share() -> None:
    tracks = _exchanges(_compared(FEDERATION, "QPE", "QZL"), "friendly-force-tracking")
    assert {(exchange.verdict, exchange.alike) for exchange in tracks} == {(Verdict.NOT_SHARED, "accepts")}


def test_a_third_partner_has_the_links_of_both() -> None:
    """QST and QOS share no data link; QVA has one with each of them, and forwards between the two."""
    links = {
        (a, b): _exchanges(_compared(FEDERATION, a, b), "tactical-data-link")[0]
        for a, b in itertools.permutations(("QVA", "QST", "QOS"), 2)
    }
    assert links["QST", "QOS"].verdict is Verdict.BLOCKED
    assert dict(links["QVA", "QST"].agreed)["link"] == "Link 16"
    assert dict(links["QVA", "QOS"].agreed)["link"] == "Link 22"


def test_trust_in_one_direction_only() -> None:
    (trust,) = [f for f in _broken(_compared(FEDERATION, "QVA", "QPE")) if f.rule == "communications/pki/trusts"]
    assert trust.message.startswith("Certificates, trusts: QPE has QPE root; QVA needs QVA root")
    assert not trust.detail


def test_the_report_is_quiet() -> None:
    pairs = itertools.combinations(sorted(_partners(FEDERATION)), 2)
    broken = [finding for a, b in pairs for finding in _broken(_compared(FEDERATION, a, b))]
    assert len(broken) <= AT_MOST


# ── what a README says of an alliance is what the program says ───────────────────────────────────────────

ALLIANCES = ["close", "regional"]
HEAD = re.compile(r"^\| --- ", re.M)


def _tables(alliance: str) -> list[list[list[str]]]:
    """The tables of an alliance's README, as rows of cells, without their heads."""
    text = (SAMPLES / alliance / "README.md").read_text(encoding="utf-8")
    blocks = (block.splitlines() for block in re.split(r"\n{2,}", text) if HEAD.search(block))
    return [[[cell.strip() for cell in line.strip("|").split("|")] for line in block[2:]] for block in blocks]


def _pairs_of(cell: str) -> Iterator[tuple[str, str, str]]:
    """A cell of pairs, as partners in the order of their codes and the direction between them: `QMR → QWL`."""
    for pair in cell.split(", "):
        left, mark, right = pair.split()
        a, b = sorted((left, right))
        yield a, b, "" if mark == "–" else f"{left}->{right}"


def _said(alliance: str) -> set[tuple[str, ...]]:
    rows = (row for table in _tables(alliance) for row in table if len(row) == 5)
    return {(*pair, exchange, rule, verdict) for pairs, exchange, rule, _, verdict in rows for pair in _pairs_of(pairs)}


def _weighs(finding: Finding) -> bool:
    """Whether a verdict hangs on it, or it is friction at least."""
    return finding.severity.weight >= (BLOCKER if finding.outcome is U else MINOR).weight


def _found(alliance: str) -> Iterator[tuple[str, ...]]:
    folder = SAMPLES / alliance
    for a, b in itertools.combinations(sorted(_partners(folder)), 2):
        for exchange, finding in _all_of(_compared(folder, a, b)):
            if _weighs(finding):
                way = (finding.direction or "").replace("A->B", f"{a}->{b}").replace("B->A", f"{b}->{a}")
                at = f"{exchange.kind}/{exchange.name}"
                rule = finding.rule.removeprefix(f"{at}/") if finding.rule.startswith(at) else "–"
                yield a, b, way, at, rule, str(exchange.verdict)


@pytest.mark.parametrize("alliance", ALLIANCES)
def test_a_readme_lists_what_is_found(alliance: str) -> None:
    assert set(_found(alliance)) == _said(alliance)


@pytest.mark.parametrize("alliance", [*ALLIANCES, "federation"])
def test_a_readme_tells_the_verdict_of_every_pair(alliance: str) -> None:
    folder = SAMPLES / alliance
    rows = [row for table in _tables(alliance) for row in table if len(row) == 4]
    said = {(a, b): (verdict, broken, open_) for pair, verdict, broken, open_ in rows for a, b, _ in _pairs_of(pair)}
    found = {}
    for a, b in itertools.combinations(sorted(_partners(folder)), 2):
        comparison = _compared(folder, a, b)
        unanswered = [
            finding for _, finding in _all_of(comparison) if finding.outcome is U and finding.severity is not INFO
        ]
        found[a, b] = (str(comparison.verdict), str(len(_broken(comparison))), str(len(unanswered)))
    assert found == said


def test_the_federations_readme_lists_the_golden_findings() -> None:
    rows = {tuple(row) for table in _tables("federation") for row in table if len(row) == 5}
    golden = {
        (row.way.replace("->", " → ") or row.pair.replace(" ", " – "), row.rule, str(row.severity), str(row.outcome))
        for row in GOLDEN
    }
    assert {(pair, rule.strip("`"), severity, outcome) for pair, rule, _, severity, outcome in rows} == golden


@pytest.mark.parametrize("alliance", [*ALLIANCES, "federation"])
def test_a_readme_names_the_members(alliance: str) -> None:
    members = {code: name for code, name, _ in (row for table in _tables(alliance) for row in table if len(row) == 3)}
    partners = _partners(SAMPLES / alliance)
    names = {
        code: next(d.value["name"] for d in each.documents if d.kind == "partner") for code, each in partners.items()
    }
    assert members == names


def _validated(*arguments: str) -> tuple[int, list[str]]:
    """The status of ``validate``, and the rules that its findings name."""
    ran = subprocess.run(
        [sys.executable, "-m", "interop_check", "validate", *arguments, "-f", "json", "--date", DAY.isoformat()],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return ran.returncode, [finding["rule"] for finding in json.loads(ran.stdout)["findings"]]


def test_all_samples_are_valid() -> None:
    assert _validated(str(SAMPLES)) == (0, [])


def test_the_close_partners_meet_what_they_claim_but_for_one() -> None:
    folder = str(SAMPLES / "close")
    assert _validated(folder, "--baseline", "fmn-spiral-4") == (1, ["baseline/fmn-spiral-4/prf-2/mandatory"])


# ── what surprised somebody once ─────────────────────────────────────────────────────────────────────────

Changed = Callable[..., Comparison]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """Compares two partners of the federation after exact replacements in their files."""

    def answer(a: str, b: str, *edits: tuple[str, str, str], day: datetime.date = DAY) -> Comparison:
        folder = tmp_path / "federation"
        shutil.copytree(FEDERATION, folder, dirs_exist_ok=True)
        for name, old, new in edits:
            text = (folder / name).read_text(encoding="utf-8")
            assert old in text, f"{name} has no {old!r}"
            (folder / name).write_text(text.replace(old, new), encoding="utf-8")
        partners, findings = load_partners([str(folder)], _standards())
        assert not findings
        return compare(partners[a], partners[b], _standards(), day)

    return answer


def test_an_older_edition_kept_beside_the_new_one_is_enough(changed: Changed) -> None:
    """Both mandated A(1) plus one newer each: clear by A(1), and the newer pair is not reported."""
    comparison = changed(
        "QVA", "QNR",
        ("qva/command-system.yaml", "nato-adatp-36-ed.b-v1", "[nato-adatp-36-ed.b-v1, nato-adatp-36-ed.a-v1]"),
        ("qnr/command-system.yaml", "nato-adatp-36-ed.a-v2", "[nato-adatp-36-ed.a-v2, nato-adatp-36-ed.a-v1]"),
    )  # fmt: skip
    assert comparison.verdict is Verdict.CLEAR
    assert not _broken(comparison, INFO)
    agreed = {dict(each.agreed)["edition"] for each in _exchanges(comparison, "friendly-force-tracking")}
    assert agreed == {"nato-adatp-36-ed.a-v1"}


def test_an_older_edition_offered_beside_the_new_one_is_enough() -> None:
    tracks = _exchanges(_compared(SAMPLES / "close", "QMR", "QNH"), "friendly-force-tracking")
    assert [(each.verdict, dict(each.agreed)["edition"]) for each in tracks] == [
        (Verdict.CLEAR, "nato-adatp-36-ed.a-v1"),
        (Verdict.CLEAR, "nato-adatp-36-ed.a-v1"),
    ]
    assert not [finding for each in tracks for finding in each.findings]


def test_two_ids_of_one_extension_are_no_friction(changed: Changed) -> None:
    """NISP gives a new version of an XEP a new id; a profile that names either has the same extension."""
    comparison = changed(
        "QVA", "QNR",
        ("qva/communications.yaml", "exchanges:\n", "implements: {xmpp-xep-0045-1.32.0: full}\nexchanges:\n"),
        ("qnr/communications.yaml", "exchanges:\n", "implements: {xmpp-xep-0045: full}\nexchanges:\n"),
    )  # fmt: skip
    assert [finding.rule for finding in _broken(comparison)] == [FFT]
    editions = _standards().catalogue.editions
    assert editions["xmpp-xep-0045"].family == editions["xmpp-xep-0045-1.32.0"].family


def test_chat_on_two_networks_does_not_meet(changed: Changed) -> None:
    comparison = changed(
        "QVA", "QNR",
        ("qva/communications.yaml", "    - id: xmpp\n", "    - id: xmpp\n      network: exq-secret\n"),
        ("qnr/communications.yaml", "    - id: xmpp\n", "    - id: xmpp\n      network: national-secret\n"),
    )  # fmt: skip
    (chat,) = _exchanges(comparison, "text-chat")
    assert chat.verdict is Verdict.BLOCKED
    assert [finding.rule for finding in chat.findings] == ["communications/text-chat/network"]


def test_what_is_planned_counts_from_its_day_on() -> None:
    (before,) = _exchanges(_compared(FEDERATION, "QVA", "QPE"), "text-chat")
    (after,) = _exchanges(_compared(FEDERATION, "QVA", "QPE", CONNECTION_DAY), "text-chat")
    assert (before.verdict, after.verdict) == (Verdict.NOT_SHARED, Verdict.BLOCKED)
    said = [each for each in _compared(FEDERATION, "QVA", "QPE").assumptions if each.startswith("text-chat")]
    assert said == ["text-chat: QPE's offer own-server does not count before 2027-06-01"]


def test_what_is_fielded_on_connection_day_is_judged_then() -> None:
    telephones = [
        [
            finding.rule
            for exchange in _exchanges(_compared(FEDERATION, "QVA", "QRN", day), "voice")
            for finding in exchange.findings
        ]
        for day in (DAY, CONNECTION_DAY)
    ]
    assert telephones == [[], ["communications/voice/codecs"]]


ADDRESS_PLAN = """  address-plan:
    - id: core
      prefixes: [198.18.128.0/20]
      as-numbers: [64503]
      multicast-groups: [233.252.0.32/28]
      domain-names: [qst.exq.example]
"""


def test_a_guest_without_a_block_of_its_own_sits_in_its_sponsors(changed: Changed) -> None:
    edit = ("qst/communications.yaml", ADDRESS_PLAN, "")
    (at_home,) = _exchanges(changed("QVA", "QST", edit), "address-plan")
    assert at_home.verdict is Verdict.CLEAR
    (abroad,) = _exchanges(changed("QST", "QTA", edit), "address-plan")
    assert [finding.rule for finding in abroad.findings] == ["communications/address-plan/prefixes"]


@pytest.mark.xfail(strict=True, reason="a block that a sponsor has given to its guest is taken for a collision")
def test_a_guests_block_may_lie_within_its_sponsors(changed: Changed) -> None:
    edit = ("qst/communications.yaml", "198.18.128.0/20", "198.18.16.0/24")
    (plan,) = _exchanges(changed("QVA", "QST", edit), "address-plan")
    assert plan.verdict is Verdict.CLEAR
