"""What must not stand in a profile is found, is shown by nothing, and nothing else is taken for it."""

from __future__ import annotations

import base64
import datetime
import hashlib
import itertools
import json
import random
from pathlib import Path
from typing import Any

import pytest

from interop_check.cli.starting import start
from interop_check.cli.statuses import Status, status_of
from interop_check.comparison import compare
from interop_check.conformance import BECAUSE, conform, valid
from interop_check.explanations import ids, text_of
from interop_check.formats import Options, names, render
from interop_check.partners import gather
from interop_check.profiles import read_document
from interop_check.report import Finding, Outcome, Severity
from interop_check.reporting import comparison_report, validation_report
from interop_check.sensitive import Level, lines_of
from interop_check.standards import Standards, load_standards

ROOT = Path(__file__).parent.parent
RULE = "content/sensitive"
DAY = datetime.date(2026, 11, 22)
_RANDOM = random.Random(7)  # noqa: S311 - the same bytes at every run
BYTES = _RANDOM.randbytes(32)
HEX = BYTES.hex()
BASE64 = base64.b64encode(BYTES).decode()
DIGEST = hashlib.sha256(b"a file").hexdigest()

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://example.org/guarded/1.0",
    "x-interop": {"kind": "guarded", "version": "1.0", "title": "Guarded"},
    "type": "object",
    "properties": {
        "notes": {"type": "string", "maxLength": 400},
        "short": {"type": "string", "maxLength": 4},
        "domain": {"enum": ["unclassified", "NATO SECRET"]},
        "domains": {"type": "array", "items": {"anyOf": [{"const": "NATO SECRET"}, {"const": "NATO RESTRICTED"}]}},
        "image": {"type": "string", "format": "fingerprint"},
        "classification": {"type": "string"},
        "psk": {"type": "string"},
        "password": {"type": "string"},
        "hopset": True,
        "hopset-loading": {"enum": ["supported", "not-supported"]},
        "word-of-day": True,
        "exchanges": {
            "type": "object",
            "properties": {
                "line": {
                    "type": "array",
                    "x-interop": {"exchange": {"title": "Line"}},
                    "items": {
                        "type": "object",
                        "properties": {
                            "token": {"type": "string", "x-interop": {"match": {"relation": "equal"}}},
                            "rate": {"type": "integer", "x-interop": {"match": {"relation": "equal"}}},
                        },
                        "additionalProperties": False,
                    },
                }
            },
        },
    },
    "patternProperties": {"^(sha256|.*-digest|certificate-fingerprint)$": {"type": "string"}},
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    schemas = tmp_path_factory.mktemp("schemas")
    (schemas / "guarded.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    return schemas


@pytest.fixture(scope="module")
def standards(folder: Path) -> Standards:
    return load_standards([folder])


HEAD = "kind: guarded\npartner: QVA\nsystem: net\n"


def _found(standards: Standards, text: str, up_to: Level = Level.UNCLASSIFIED) -> list[Finding]:
    document = read_document("p.yaml", (HEAD + text).encode())
    return [finding for finding in conform(document, standards, up_to) if finding.rule == RULE]


PEM = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIAbc\n-----END EC PRIVATE KEY-----\n"
IN_YAML = "notes: |\n" + "".join(f"  {line}\n" for line in PEM.splitlines())
IN_COMMENT = "".join(f"# {line}\n" for line in PEM.splitlines())

# What is found: the text, the line (in the whole file), and a part of it that nothing may show.
BAD = [
    pytest.param(f"notes: {HEX}\n", 4, HEX, id="hex"),
    pytest.param(f'notes: "key {HEX.upper()} of today"\n', 4, HEX.upper(), id="hex in a sentence"),
    pytest.param(f"notes: {' '.join(HEX[at : at + 2] for at in range(0, 64, 2))}\n", 4, HEX[2:4], id="pairs"),
    pytest.param(f"notes: {BASE64}\n", 4, BASE64, id="base64"),
    pytest.param(f"notes: {base64.b64encode(BYTES[:18] + BYTES[:1]).decode()}\n", 4, BASE64[:20], id="padded"),
    pytest.param(IN_YAML, 4, "MHcCAQEEIAbc", id="PEM"),
    pytest.param(IN_COMMENT, 4, "MHcCAQEEIAbc", id="PEM in a comment"),
    pytest.param(f"# {HEX}\n", 4, HEX, id="hex in a comment"),
    pytest.param(f"notes: fine  # {HEX}\n", 4, HEX, id="hex behind a value"),
    pytest.param("psk: Xy7kQ92mZ\n", 4, "Xy7kQ92mZ", id="pre-shared key"),
    pytest.param("# password: Xy7kQ92mZ\n", 4, "Xy7kQ92mZ", id="password in a comment"),
    pytest.param("psk: 0123456789abcdef\n", 4, "0123456789abcdef", id="short hex key"),
    pytest.param("hopset: [225.150, 233.475, 301.025]\n", 4, "233.475", id="hopset"),
    pytest.param(
        "hopset:\n  frequencies:\n    - 225.150\n    - 233.475\n    - 301.025\n", 5, "233.475", id="deep hopset"
    ),
    pytest.param("word-of-day: 300.050\n", 4, "300.050", id="word of the day"),
    pytest.param("# WOD: 300.050 376.250\n", 4, "376.250", id="words in a comment"),
    pytest.param("notes: NATO SECRET\n", 4, "NATO SECRET", id="marking"),
    pytest.param("notes: this is CONFIDENTIAL//REL QVA\n", 4, "CONFIDENTIAL", id="marking with strokes"),
    pytest.param("notes: (S//NF) two of them\n", 4, "S//NF", id="portion marking"),
    pytest.param("notes: QVA RESTRICTED\n", 4, "QVA RESTRICTED", id="national marking"),
    pytest.param("# SECRET\n", 4, "SECRET", id="marking in a comment"),
    pytest.param("classification: SECRET\n", 4, "SECRET", id="marking by its key"),
    pytest.param("notes: see //SECRET below\n", 4, "SECRET", id="strokes before"),
]


@pytest.mark.parametrize(("text", "line", "secret"), BAD)
def test_what_is_found(standards: Standards, text: str, line: int, secret: str) -> None:
    (finding,) = _found(standards, text)
    assert (finding.severity, finding.outcome) == (Severity.BLOCKER, Outcome.BROKEN)
    assert finding.places[0].line == line
    assert finding.because
    assert finding.remedy
    assert secret not in repr(finding)


GOOD = [
    "domain: NATO SECRET\n",
    "domains: [NATO SECRET, NATO RESTRICTED]\n",
    f"image: {DIGEST}\n",
    f"sha256: {DIGEST}\n",
    f"certificate-fingerprint: '{':'.join(DIGEST[at : at + 2] for at in range(0, 40, 2))}'\n",
    f"notes: sha256:{DIGEST}\n",
    f"notes: fine  # fingerprint of the image {DIGEST}\n",
    "notes: 3f2504e0-4f89-41d3-9a0c-0305e82c3301\n",
    "notes: 2001:0db8:85a3:0000:0000:8a2e:0370:7334\n",
    "notes: MultilateralInteroperabilityProgrammeBaselineFourPointThree2020\n",
    "notes: FMN-Spiral-4-Service-Instructions-for-Text-Based-Collaboration-2023\n",
    "notes: https://example.org/standards/allied/AComP/AComP-4372/EditionA/Version1\n",
    "notes: nato-adatp-36-ed.a-v2-with-a-long-name-that-goes-on-1\n",
    "notes: TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384\n",
    "notes: a secret network, at most Secret; not SECRET; UNRESTRICTED, NATO UNCLASSIFIED\n",
    "notes: The SECRET is in the proof\n",
    "notes: hopsets and words of the day come by courier\n",
    "hopset-loading: supported\nnotes: 225.150 233.475 301.025\n",
    "hopset: by courier\n",
    "hopset: 3\n",
    "# hopset: loaded before 2026-11-22\n",
    "# WOD:\nhopset-loading: supported\nnotes: 300.050\n",
    "word-of-day: from 2026-11-22\n",
    "password: expires-in-90-days\n",
    "psk: AES-256-GCM-SHA384\n",
    "psk: none\n",
    "# " + "x" * 98 + "\n# " + "-" * 98 + "\n# " + "=" * 98 + "\n",
    "notes: " + "0" * 64 + "\n",
    "notes: 00000000000000000000000000000001\n",
]


@pytest.mark.parametrize("text", GOOD)
def test_what_is_not(standards: Standards, text: str) -> None:
    assert _found(standards, text) == []


def test_the_samples(standards: Standards) -> None:
    gathering = gather([str(ROOT / "sample_systems")], standards)
    assert gathering.documents
    assert [finding for finding in gathering.findings if finding.rule == RULE] == []


def test_what_the_guard_looks_for_is_explained() -> None:
    assert RULE in ids()
    assert text_of(RULE).because == BECAUSE[RULE]


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("notes: NATO RESTRICTED\n", Level.RESTRICTED),
        ("notes: NATO CONFIDENTIAL\n", Level.CONFIDENTIAL),
        ("notes: NATO SECRET\n", Level.SECRET),
        ("notes: COSMIC TOP SECRET\n", Level.TOP_SECRET),
        ("notes: (NR//REL QVA)\n", Level.RESTRICTED),
    ],
)
def test_up_to_a_level(standards: Standards, text: str, least: Level) -> None:
    levels = list(Level)
    found = [level for level in levels if _found(standards, text, level)]
    assert found == levels[: levels.index(least)]


def test_every_comment_family_is_one_finding(standards: Standards) -> None:
    text = f"# {HEX}\nnotes: fine\n# {HEX[::-1]}\nshort: abc\n# NATO SECRET\n"
    hexadecimal, marking = _found(standards, text)
    assert [place.line for place in hexadecimal.places] == [4, 6]
    assert hexadecimal.fingerprint != marking.fingerprint


def test_the_place_is_withheld_for_every_finding(standards: Standards) -> None:
    text = HEAD + f"short: too-long  # {HEX}\n"
    findings = list(conform(read_document("p.yaml", text.encode()), standards))
    assert {finding.rule for finding in findings} == {"schema/maxLength", RULE}
    assert HEX not in repr(findings)
    assert all(line.text == "(withheld)" for each in findings for place in each.places for line in place.excerpt)


def test_comparing_goes_on(standards: Standards, tmp_path: Path) -> None:
    """Unlike an invalid document, it is compared; and what is withheld agrees with nothing."""
    for partner in ("QVA", "QNR"):
        text = HEAD.replace("QVA", partner) + f"exchanges:\n  line:\n    - token: {HEX}\n      rate: 1  # {HEX}\n"
        (tmp_path / f"{partner}.yaml").write_text(text, encoding="utf-8")
    gathering = gather([str(tmp_path)], standards)
    assert sorted(gathering.partners) == ["QNR", "QVA"]
    assert not any(partner.incomplete for partner in gathering.partners.values())
    assert valid(gathering.findings)
    values = [partner.documents[0].value["exchanges"]["line"][0] for partner in gathering.partners.values()]
    assert [value["rate"] for value in values] == [1, 1]
    assert values[0]["token"] != values[1]["token"]
    assert HEX not in repr([(d.value, d.text, d.lines) for p in gathering.partners.values() for d in p.documents])


# ── nothing prints it ────────────────────────────────────────────────────────────────────────────────────

CANARIES = {
    "valid": f"notes: {HEX}\n",
    "breaks its schema": f"short: {HEX}\n",
    "of another type": "domains:\n  - NATO SECRET//CANARY\n  - [300.050]\nshort: 3\npsk: {HEX}\n".replace("{HEX}", HEX),
    "of an unknown key": f"unknown: {HEX}\n",
    "a key": f"{HEX}: 1\n",
    "a key and its value": f"{HEX}:\n  {BASE64}: {HEX}\n",
    "in an offer": f"exchanges:\n  line:\n    - {{token: {HEX}, rate: 2}}  # {BASE64}\n",
    "an offer's id": f"exchanges:\n  line:\n    - {{id: {HEX}, rate: 2}}\n    - {{id: b, rate: 3}}\n",
    "the network": f"network: {HEX}\nexchanges:\n  line:\n    - {{token: a, rate: 2}}\n",
    "in a quote with escapes": f'notes: "\\t{HEX}"\n',
    "over several lines": f"notes: >\n  {HEX}\n  and {BASE64[:20]}\n  {BASE64}\n",
    "in Windows lines": f"short: abcdef\r\nnotes: {HEX}\r\n# {BASE64}\r\n",
    "of a broken text": f"notes: [{HEX}\nshort: {BASE64}\n",
    "of a tag": f"notes: !{HEX} {HEX}\n",
    "of a doubled key": f"{HEX}: 1\n{HEX}: 2\n",
    "an ambiguous word": f"notes: 010\nshort: no # {HEX}\n",
    "PEM": IN_YAML,
    "PEM in a comment": IN_COMMENT,
    "a hopset": f"hopset:\n  - 225.150 {HEX}\n  - 233.475\n  - 301.025\n",
}
ENVELOPES = {
    "the partner": HEAD.replace("QVA", HEX),
    "the system": HEAD.replace("net", HEX),
    "the kind": HEAD.replace("guarded", HEX),
}
SECRETS = (HEX, HEX[:24], BASE64, BASE64[:20], BASE64[:30], "MHcCAQEEIAbc", "CANARY", "233.475")


def _shows_nothing(output: str) -> bool:
    return not any(secret in output for secret in SECRETS)


@pytest.mark.parametrize("head", [HEAD, *ENVELOPES.values()], ids=["", *ENVELOPES])
@pytest.mark.parametrize("text", CANARIES.values(), ids=CANARIES)
def test_no_format_prints_it(standards: Standards, tmp_path: Path, text: str, head: str) -> None:
    (tmp_path / "p.yaml").write_bytes((head + text).encode())
    other = "kind: guarded\npartner: QNR\nsystem: net\nexchanges:\n  line:\n    - {token: b, rate: 1}\n"
    (tmp_path / "q.yaml").write_text(other, encoding="utf-8")
    gathering = gather([str(tmp_path)], standards)
    partners = list(gathering.partners.values())
    pairs = [compare(*partners, standards, DAY)] if len(partners) == 2 else []
    reports = [validation_report(gathering, standards, DAY)]
    reports += (comparison_report([pair], partners, [gathering], standards, DAY) for pair in pairs)
    assert status_of(reports[0], Severity.BLOCKER, False) in (Status.FOUND, Status.INCOMPLETE)
    assert any(finding.rule == RULE for finding in reports[0].findings)
    for name, report in itertools.product(sorted({*names()} - {"pdf"}), reports):  # its texts are packed
        shown = render(name, report, Options(verbose=True, limit=None))
        assert _shows_nothing(shown if isinstance(shown, str) else shown.decode("utf-8", "replace"))


def test_nor_does_the_command_line(folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.yaml").write_text(f"{HEAD}short: {HEX}\n# {BASE64}\n", encoding="utf-8")
    assert start(["validate", str(tmp_path), "--schemas", str(folder)]) == 1
    shown = capfd.readouterr()
    assert RULE in shown.out
    assert _shows_nothing(shown.out + shown.err)


def test_explain_says_what_to_do(capfd: pytest.CaptureFixture[str]) -> None:
    assert start(["explain", RULE]) == 0
    assert "history" in capfd.readouterr().out


def test_lines_of_a_text_that_cannot_be_read() -> None:
    assert set(lines_of(f"a: [\n# {HEX}\n{PEM}b\n")) == {1, 2, 3, 4}
