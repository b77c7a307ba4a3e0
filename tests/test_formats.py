"""Every format at no, one and many findings; what a hostile profile can do to them; the report's own schema."""

from __future__ import annotations

import ast
import csv
import datetime
import io
import json
import pickle
import re
import subprocess
import sys
from enum import Enum
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from interop_check import formats
from interop_check.cli.app import run
from interop_check.difference import (
    Advice,
    Contact,
    Difference,
    ExchangeChange,
    FileChange,
    FindingChange,
    How,
    Move,
    PairChange,
    State,
    ValueChange,
)
from interop_check.formats import Options, questions
from interop_check.formats._excerpts import excerpt
from interop_check.formats._inert import inert
from interop_check.formats.csv import COLUMNS
from interop_check.report import (
    Chosen,
    Comparison,
    Edit,
    ExchangeResult,
    Finding,
    Input,
    Line,
    NearestMiss,
    Outcome,
    Place,
    ProfileCard,
    Remedy,
    Report,
    RequirementCard,
    RuleText,
    Scorecard,
    Severity,
    StandardCard,
    StandardUsed,
    Verdict,
    Via,
)
from interop_check.tasks import tasks

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "schemas" / "report.json").read_text("utf-8"))
DAY = datetime.date(2026, 11, 22)

# ── reports by hand ──────────────────────────────────────────────────────────────────────────────────────


def place(partner: str, path: str, line: int, source: str, token: str, pointer: str, value: Any = None) -> Place:
    column = source.index(token) + 1
    said = value if value is not None else token
    end = column + len(token)
    return Place(path, pointer, line, column, line, end, partner, said, token, (Line(line, source),))


def absent(partner: str, path: str, line: int, source: str, pointer: str) -> Place:
    return place(partner, path, line, source, source.strip(), pointer)._replace(value=None, text="")


QVA, QNR = "profiles/qva/communications.yaml", "profiles/qnr/communications.yaml"

VOICE = Finding(
    rule="communications/secure-voice/crypto",
    severity=Severity.BLOCKER,
    outcome=Outcome.BROKEN,
    message="Secure voice, crypto: QVA says [KY-58]; QNR says [KY-99]",
    because="QVA and QNR share no crypto device ([KY-58] against [KY-99]): neither hears the other.",
    remedy="Load a device that both hold, or lend one for the time of the mission.",
    places=(
        place("QVA", QVA, 14, "      crypto: [KY-58]", "[KY-58]", "/exchanges/secure-voice/0/crypto", ["KY-58"]),
        place("QNR", QNR, 22, "      crypto: [KY-99]", "[KY-99]", "/exchanges/secure-voice/0/crypto", ["KY-99"]),
    ),
    exchange="secure-voice",
    detail=(
        Finding(
            "communications/secure-voice/crypto",
            Severity.BLOCKER,
            Outcome.BROKEN,
            "Secure voice, crypto: QVA says [KY-57]; QNR says [KY-99]",
            places=(place("QVA", QVA, 17, "      crypto: [KY-57]", "[KY-57]", "/exchanges/secure-voice/1/crypto"),),
        ),
    ),
    mends=(
        Remedy("QVA", (Edit("QVA", QVA, "/exchanges/secure-voice/0/crypto", 14, "add", "KY-99"),)),
        Remedy("QNR", (Edit("QNR", QNR, "/exchanges/secure-voice/0/crypto", 22, "set", ["KY-58"]),)),
        Remedy("QNR", (Edit("QNR", QNR, "/exchanges/secure-voice/0/crypto", 22, "add", "KY-58"),)),
    ),
    fingerprint="0123456789abcdef",
    values_hash="fedcba9876543210",
)
CONFERENCE = Finding(
    rule="communications/voice-conference/codecs",
    severity=Severity.MAJOR,
    outcome=Outcome.BROKEN,
    message="Voice conference, codecs: QVA says [G.711]; QNR says [G.729]",
    places=(
        place("QVA", QVA, 30, "      codecs: [G.711]", "[G.711]", "/exchanges/voice-conference/0/codecs"),
        place("QNR", QNR, 33, "      codecs: [G.729]", "[G.729]", "/exchanges/voice-conference/0/codecs"),
    ),
    exchange="voice-conference",
    fingerprint="1123456789abcdef",
)
MAPS = Finding(
    rule="data-sharing/maps/version",
    severity=Severity.MINOR,
    outcome=Outcome.BROKEN,
    message="Maps, version: QVA has 1.10; QNR needs 1.30",
    places=(
        place(
            "QVA", "profiles/qva/data.yaml", 9, "        version: 1.10", "1.10", "/exchanges/maps/provides/0/version"
        ),
        place("QNR", "profiles/qnr/data.yaml", 8, "        version: 1.30", "1.30", "/exchanges/maps/accepts/0/version"),
    ),
    exchange="maps",
    direction="A->B",
    fingerprint="2123456789abcdef",
)
EDITION = Finding(
    rule="command-system/land/edition",
    severity=Severity.BLOCKER,
    outcome=Outcome.UNKNOWN,
    message="Land picture, edition: QVA says nothing; QNR says mip-4 (not known: QVA does not say)",
    places=(
        absent("QVA", "profiles/qva/command.yaml", 5, "    - id: main", "/exchanges/land/0"),
        place("QNR", "profiles/qnr/command.yaml", 7, "      edition: mip-4", "mip-4", "/exchanges/land/0/edition"),
    ),
    exchange="land",
    fingerprint="3123456789abcdef",
)
SILENT = Finding(
    rule="content/not-declared",
    severity=Severity.INFO,
    outcome=Outcome.UNKNOWN,
    message="Satellite: QVA declares it, QNR says nothing",
    places=(place("QVA", QVA, 50, "    - id: ku-band", "id", "/exchanges/satellite/0", {"id": "ku-band"}),),
    exchange="satellite",
    fingerprint="4123456789abcdef",
)
PKI = Finding(
    rule="content/answered-unknown",
    severity=Severity.INFO,
    outcome=Outcome.UNKNOWN,
    message="Certificates: QNR does not know yet",
    places=(place("QNR", QNR, 60, "  pki: unknown", "unknown", "/exchanges/pki"),),
    exchange="pki",
    fingerprint="5123456789abcdef",
)


def exchange(id: str, title: str, verdict: Verdict, *findings: Finding, **more: Any) -> ExchangeResult:
    kind = more.pop("kind", "communications")
    return ExchangeResult(kind, id, more.pop("name", id), title, more.pop("direction", None), verdict,
                          findings=findings, **more)  # fmt: skip


BASIS = {
    "date": DAY,
    "catalogue": "2023-01-28",
    "inputs": (
        Input(QNR, "b" * 64, "communications", "QNR", "qnr-net"),
        Input(QVA, "a" * 64, "communications", "QVA", "qva-net"),
    ),
    "standards": (StandardUsed("communications", "1.0", "c" * 64),),
}
RULE = RuleText("Crypto", Severity.BLOCKER, "overlap", "{A} and {B} share no crypto device.", "Load one.", "STANAG")


def compared(verdict: Verdict, findings: tuple[Finding, ...], *exchanges: ExchangeResult, **more: Any) -> Report:
    pair = Comparison("QVA", "QNR", verdict, exchanges, **more)
    rules = {finding.rule: RULE for finding in findings}
    return Report("compare", findings=findings, comparisons=(pair,), rules=rules, **BASIS)


CHOSEN = (
    Chosen(QVA, "/exchanges/text-chat/0", "qva-net", "xmpp"),
    Chosen(QNR, "/exchanges/text-chat/0", "qnr-net", None),
)
CHAT = exchange("text-chat", "Text chat", Verdict.CLEAR, answered=(2, 2), chosen=CHOSEN,
                agreed={"protocol": "XMPP", "roles": ["client", "server"]})  # fmt: skip
MISS = NearestMiss((Edit("QVA", QVA, "/exchanges/secure-voice/0/crypto", 14, "add", "KY-99"),))
BLOCKED_VOICE = exchange("secure-voice", "Secure voice", Verdict.BLOCKED, VOICE, answered=(3, 3), nearest_miss=MISS)

NINE = tuple(BLOCKED_VOICE._replace(id=str(each), name=str(each), verdict=Verdict.UNKNOWN) for each in range(10))

NO_FINDING = compared(Verdict.CLEAR, (), CHAT)
ONE_FINDING = compared(Verdict.BLOCKED, (VOICE,), BLOCKED_VOICE, CHAT)
MANY_FINDINGS = compared(
    Verdict.BLOCKED,
    (VOICE, CONFERENCE, MAPS, EDITION, SILENT, PKI),
    exchange("land", "Land picture", Verdict.UNKNOWN, EDITION, answered=(1, 2), kind="command-system"),
    BLOCKED_VOICE,
    exchange("radio", "Radio", Verdict.BLOCKED, nearest_miss=NearestMiss(())),
    exchange("satellite", "Satellite", Verdict.NOT_SHARED, SILENT),
    CHAT,
    exchange(
        "voice-conference",
        "Voice conference",
        Verdict.BLOCKED,
        CONFERENCE,
        because_of=("communications/secure-voice",),
        answered=(2, 2),
    ),
    exchange(
        "e-mail", "E-mail", Verdict.CLEAR, direction="A->B", agreed={"protocol": "SMTP"}, roots=("communications/pki",)
    ),
    exchange(
        "e-mail", "E-mail", Verdict.CLEAR, direction="B->A", agreed={"protocol": "SMTP"}, roots=("communications/pki",)
    ),
    exchange("time", "Time", Verdict.CLEAR, via=Via("sponsor", "QSP", "profiles/qsp/communications.yaml")),
    exchange("maps", "Maps", Verdict.FRICTION, MAPS, direction="A->B", kind="data-sharing", answered=(1, 1)),
    exchange("files", "Files", Verdict.UNKNOWN, kind="data-sharing", incomplete=("QNR",)),
    questions=(PKI,),
    assumptions=("text-chat: QNR names no network; taken to be on exq-secret",),
    incomplete=("QNR",),
)
KIND = Finding(
    rule="content/unknown-kind",
    severity=Severity.BLOCKER,
    outcome=Outcome.INVALID,
    message="there is no kind 'comunications' (did you mean 'communications'?)",
    because="The kind says which standard judges a document.",
    places=(place("QVA", QVA, 1, "kind: comunications", "comunications", "/kind"),),
    fingerprint="6123456789abcdef",
)
WORD = Finding(
    rule="yaml/ambiguous-scalar",
    severity=Severity.INFO,
    outcome=Outcome.INVALID,
    message='tools of YAML 1.1 read NO as false: write "NO" if it is text',
    places=(place("QNR", QNR, 3, "system: NO", "NO", "/system"),),
    fingerprint="7123456789abcdef",
)
VALID = Report("validate", **BASIS)
NOT_MET = Finding(
    rule="baseline/spiral/chat/mandatory",
    severity=Severity.BLOCKER,
    outcome=Outcome.NOT_MET,
    message="Text chat (spiral/chat), mandatory: 1 of 2 met; missing: ietf-rfc6121",
    remedy="Implement what is missing, say so in 'implements' where it is there already, or withdraw the claim.",
    places=(place("QVA", QVA, 8, "  spiral/chat: provider", "spiral/chat", "/claims/spiral~1chat", "provider"),),
    fingerprint="9123456789abcdef",
)
SCORES = VALID._replace(
    standards=(*VALID.standards, StandardUsed("spiral", "1.0", "e" * 64, baseline=True)),
    findings=(NOT_MET,),
    rules={NOT_MET.rule: RULE},
    scorecards=(
        Scorecard(
            "spiral",
            "1.0",
            "Spiral",
            True,
            "QVA",
            True,
            (
                ProfileCard(
                    "chat",
                    "Text chat",
                    "provider",
                    "not-met",
                    (
                        RequirementCard(
                            "chat/mandatory", "Text chat", "mandatory", "current", None, "not-met", "one is missing",
                            (
                                StandardCard("ietf-rfc6120", "XMPP", "met", "claim", places=NOT_MET.places),
                                StandardCard("ietf-rfc6121", "XMPP presence", "missing", note="nobody says it"),
                            ),
                        ),
                        RequirementCard(
                            "chat/gateway", "Gateway", "conditional", "current", None, "not-applicable", "no gateway"
                        ),
                    ),
                    NOT_MET.places,
                ),
            ),
            ("chat/optional (Chat): names no standard",),
        ),
    )
)  # fmt: skip
ONE_NOT_VALID = Report("validate", findings=(KIND,), rules={KIND.rule: RULE}, **BASIS)
NOT_VALID = Report("validate", findings=(KIND, WORD), rules={KIND.rule: RULE, WORD.rule: RULE}, **BASIS)
NOTHING = Report("validate", date=DAY, catalogue=None)


def _against_several() -> Report:
    """One partner against two: a cause that both share, and an exchange that works with one of them."""
    first = MANY_FINDINGS.comparisons[0]
    shared = VOICE._replace(
        message="Secure voice, crypto: QVA says [KY-58]; QST says [KY-99]",
        places=(VOICE.places[0], VOICE.places[1]._replace(path="profiles/qst/communications.yaml", partner="QST")),
        detail=(),
        mends=(VOICE.mends[0],),
        fingerprint="8123456789abcdef",
    )
    voice = next(each for each in first.exchanges if each.findings and each.findings[0].rule == VOICE.rule)
    clear = next(each for each in first.exchanges if each.verdict is Verdict.CLEAR)
    second = Comparison("QVA", "QST", Verdict.BLOCKED, (voice._replace(findings=(shared,)), clear))
    found = MANY_FINDINGS._replace(comparisons=(first, second), findings=(*MANY_FINDINGS.findings, shared))
    return found._replace(tasks=tasks(found))


AGAINST = _against_several()

REPORTS = {
    "compare-none": NO_FINDING,
    "compare-one": ONE_FINDING,
    "compare-many": MANY_FINDINGS,
    "compare-several": AGAINST,
    "validate-none": VALID,
    "validate-one": ONE_NOT_VALID,
    "validate-many": NOT_VALID,
    "validate-scores": SCORES,
    "validate-nothing": NOTHING,
}

TEXTS = [each for each in formats.names() if each != "pdf"]  # test_pdf holds those pages

# ── every format ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("format", [each for each in TEXTS if each != "html"])  # test_html holds the pages
@pytest.mark.parametrize("name", REPORTS)
def test_whole_outputs_are_as_they_were_read_and_approved(name: str, format: str, golden: Any) -> None:
    report = REPORTS[name]
    as_commanded = report._replace(tasks=tasks(report)) if report.comparisons else report
    golden(f"{name}.{format}", formats.render(format, as_commanded))


def test_a_format_is_a_module_with_a_word_on_who_it_is_for() -> None:
    assert {"concise", "csv", "html", "json", "markdown", "text"} <= set(formats.names())
    for name in formats.names():
        tree = ast.parse((ROOT / "interop_check" / "formats" / f"{name}.py").read_text("utf-8"))
        assert (ast.get_docstring(tree) or "").startswith("For ")


def test_a_suffix_stands_for_a_format() -> None:
    given = ("a.json", "b.TXT", "c.docx", "d", ".json", "e.md", "f.csv")
    assert [formats.suffixed(path) for path in given] == ["json", "text", None, None, None, "markdown", "csv"]


@pytest.mark.parametrize("name", REPORTS)
def test_the_json_report_is_what_its_schema_says(name: str) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert not list(validator.iter_errors(json.loads(formats.render("json", REPORTS[name]))))


def test_the_schema_is_closed_and_described() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == "urn:interop-check:report:1.0"

    def objects(schema: Any) -> Any:
        if isinstance(schema, dict):
            if "properties" in schema:
                yield schema
            for value in schema.values():
                yield from objects(value)
        elif isinstance(schema, list):
            for value in schema:
                yield from objects(value)

    for each in objects(SCHEMA):
        assert each["additionalProperties"] is False
        assert each["description"]


NOT_TOLD = {"asked"}  # by which a difference tells what is mended from what is asked no more


def test_the_json_report_has_the_keys_of_the_nouns() -> None:
    found = json.loads(formats.render("json", MANY_FINDINGS))
    said = {
        "finding": Finding,
        "place": Place,
        "edit": Edit,
        "exchange": ExchangeResult,
        "input": Input,
        "rule": RuleText,
    }
    for name, noun in said.items():
        assert set(noun._fields) - NOT_TOLD <= set(SCHEMA["$defs"][name]["properties"])
    assert found["summary"]["findings"] == {"blocker": 1, "major": 1, "minor": 1, "info": 0}
    assert found["summary"]["unknowns"] == 3
    assert found["comparisons"][0]["questions"] == [5]
    blocked = next(each for each in found["comparisons"][0]["exchanges"] if each["id"] == "radio")
    assert blocked["nearest_miss"] == {"changes": []}


# ── for people ───────────────────────────────────────────────────────────────────────────────────────────


def text(report: Report, **options: Any) -> list[str]:
    shown = formats.render("text", report, Options(**options))
    assert isinstance(shown, str)
    return shown.splitlines()


def test_the_verdict_is_the_first_and_the_last_line() -> None:
    for report in (NO_FINDING, ONE_FINDING, MANY_FINDINGS):
        lines = text(report)
        assert lines[0] == lines[-1]
        assert "QVA ↔ QNR" in lines[0]


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("said", ["word " * 60, "x " + "y" * 300])
def test_prose_and_excerpts_keep_to_the_width(width: int, ascii: bool, said: str) -> None:
    longer = VOICE._replace(message=said)
    voice = BLOCKED_VOICE._replace(findings=(longer,))
    pair = compared(Verdict.BLOCKED, (longer, *MANY_FINDINGS.findings[1:]), voice, *NINE)
    lines = [line for line in text(pair, width=width, ascii=ascii) if "y" * 100 not in line]  # a path would be whole
    assert not [line for line in lines if len(line) > width and " " in line.strip()]
    (row,) = [line for line in lines if line.startswith("  [X] blocked" if ascii else "  ■ blocked")]
    assert row.endswith("..." if ascii else "…")
    assert len(row) > min(width, 100) - 20


def test_no_colour_is_needed_and_none_is_written_unasked() -> None:
    plain, coloured = text(MANY_FINDINGS), text(MANY_FINDINGS, colour=True)
    assert "\x1b" not in "".join(plain)
    assert [re.sub("\x1b\\[[0-9;]*m", "", line).rstrip() for line in coloured] == plain


def test_ascii_where_the_reader_has_nothing_else() -> None:
    "\n".join(text(MANY_FINDINGS, ascii=True)).encode("ascii")
    assert text(MANY_FINDINGS, ascii=True)[0].startswith("[X] BLOCKED  QVA <-> QNR")


def test_a_terminal_is_shown_the_first_findings_only() -> None:
    many = tuple(MAPS._replace(fingerprint=f"{number:016x}") for number in range(51))
    lines = text(compared(Verdict.FRICTION, many), limit=20)
    assert "… 31 more (-v)" in lines
    assert sum(line.startswith("minor[") for line in lines) == 20
    assert "… 31 more (-v)" in text(Report("validate", findings=many, **BASIS), limit=20)


def test_what_only_follows_is_told_under_its_root() -> None:
    lines = text(MANY_FINDINGS)
    assert "  = also blocks what rides on it: Voice conference" in lines
    assert not any(line.startswith("major[") for line in lines)
    assert any(line.startswith("      major[communications/voice-conference/codecs]") for line in lines)


def test_an_excerpt_keeps_its_caret_in_view() -> None:
    source = "  - {" + ", ".join(f"key-{number}: value-{number}" for number in range(200)) + "}"
    shown = list(excerpt(place("QVA", "a.yaml", 7, source, "value-150", "/a"), 80))
    assert all(len(line) <= 80 for line in shown)
    caret = shown[1].index("^")
    assert shown[0][caret:].startswith("value-150"[: len(shown[0]) - caret])


def test_a_caret_stands_right_under_wide_and_hidden_characters() -> None:
    shown = list(excerpt(place("QVA", "a.yaml", 1, "name: 海軍\x1b x", "x", "/name"), 80))
    assert shown[0] == "   1 | name: 海軍\\x1b x"
    assert shown[1].index("^") == len("   1 | name: ") + 4 + len("\\x1b ")


def test_of_several_lines_the_first_has_the_caret() -> None:
    lines = (Line(3, "  - a"), Line(4, "  - b"))
    shown = list(excerpt(Place("a.yaml", "/list", 3, 3, 4, 6, excerpt=lines), 80))
    assert shown == ["   3 |   - a", "     |   ^^^", "   4 |   - b"]


# ── hostile text ─────────────────────────────────────────────────────────────────────────────────────────

MARKUP = (
    "=cmd|' /C calc'!A0 ;=1+1 <img src=x onerror=alert(1)> </summary></details> [x](javascript:alert(1)) "
    "![x](//evil.example) **b** _i_ `c` ``` ~~~ | a | @all #1 !1 ~bug %1 $1 :tada: [[page]] {{x}} "
    "www.evil.example https://evil.example &amp;"
)
HOSTILE = "\x1b]0;gone\x07\x1b[2J[/red][bold]\u202e\u2066\x00\r\n\x9b31m\u2028<script>\u200b\U000e0041\ud800"
_UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\U000e0000-\U000e0fff]"
)


def poisoned(value: Any, by: str = HOSTILE) -> Any:
    """`value` with every text in it replaced by a hostile one."""
    if isinstance(value, (Enum, datetime.date)) or value is None:
        return value
    if isinstance(value, str):
        return by
    if hasattr(value, "_fields"):
        return type(value)(*(poisoned(each, by) for each in value))
    if isinstance(value, tuple | list):
        return type(value)(poisoned(each, by) for each in value)
    if isinstance(value, dict):
        return {poisoned(key, by): poisoned(each, by) for key, each in value.items()}
    return value


@pytest.mark.parametrize("format", TEXTS)
@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("verbose", [False, True])
def test_a_report_made_of_hostile_texts_is_inert(name: str, format: str, verbose: bool) -> None:
    shown = formats.render(format, poisoned(REPORTS[name]), Options(verbose=verbose))
    found = shown.decode() if isinstance(shown, bytes) else shown
    found = found.replace("\r\n", "\n") if format in ("csv", "questions") else found  # RFC 4180 ends its lines so
    assert not _UNSAFE.search(found)
    found.encode()  # not half of a surrogate pair is left
    if format == "json":
        assert json.loads(found)["command"] == HOSTILE


FORMULAS = ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1")
_TABLES = {"csv": COLUMNS, "questions": questions.COLUMNS}


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("format", _TABLES)
@pytest.mark.parametrize("name", REPORTS)
def test_no_table_for_a_spreadsheet_holds_a_formula(name: str, format: str, formula: str) -> None:
    report = poisoned(REPORTS[name], formula)
    shown = formats.render(format, report._replace(tasks=tasks(report)) if report.comparisons else report)
    assert isinstance(shown, bytes)
    heads, *rows = csv.reader(io.StringIO(shown.decode("utf-8-sig"), newline=""))
    assert tuple(heads) == _TABLES[format]
    for cell in (cell for row in rows for cell in row):
        assert not re.match(r"[=+\-@\t\r＝＋－＠]", cell)


CHANGE = Difference(
    MANY_FINDINGS,
    State("main", "a" * 40, BASIS["inputs"]),  # type: ignore[arg-type]
    State("HEAD", "b" * 40, BASIS["inputs"]),  # type: ignore[arg-type]
    files=(FileChange(QVA, "changed", None, "QVA", "communications", True,
                      (ValueChange("secure-voice, voice-1, crypto", VOICE.places[1], VOICE.places[0]),)),),
    came=("QST",),
    pairs=(
        PairChange("QVA", "QNR", Verdict.CLEAR, Verdict.BLOCKED, (
            ExchangeChange("communications", "secure-voice", "secure-voice", "Secure voice", None,
                           Verdict.CLEAR, Verdict.BLOCKED, Move.WORSE, (QVA,)),
        )),
        PairChange("QVA", "QST", None, Verdict.CLEAR),
    ),
    findings=(
        FindingChange(How.NEW, VOICE, None, ("QVA", "QNR"), (QVA,)),
        FindingChange(How.NEW, EDITION, None, ("QVA", "QNR"), (QVA,), "a note"),
        FindingChange(How.CHANGED, CONFERENCE, VOICE, ("QVA", "QNR"), (QVA,)),
        FindingChange(How.MENDED, CONFERENCE, None, ("QVA", "QNR")),
    ),
    advice=(Advice("QVA", QVA, "communications", "secure-voice", "secure-voice", "Secure voice",
                   VOICE.mends[0].edits, ("QNR",)),),
    contacts=(Contact("QNR", "A partner", ("J6, j6@qnr.example",)),),
    notes=("one of two files could not be read",),
)  # fmt: skip


def poisoned_change(by: str) -> Difference:
    """`CHANGE` with every text in it replaced but the words that are our own."""
    said: Difference = poisoned(CHANGE, by)
    files = tuple(each._replace(how=own.how) for each, own in zip(said.files, CHANGE.files, strict=True))
    return said._replace(files=files)


@pytest.mark.parametrize("format", ["concise", "json", "markdown", "text"])
@pytest.mark.parametrize("by", [HOSTILE, MARKUP])
@pytest.mark.parametrize("verbose", [False, True])
def test_a_difference_made_of_hostile_texts_is_inert(format: str, by: str, verbose: bool) -> None:
    shown = formats.render(format, poisoned_change(by), Options(verbose=verbose))
    found = shown.decode() if isinstance(shown, bytes) else shown
    assert not _UNSAFE.search(found)
    found.encode()
    if format == "json":
        assert json.loads(found)["base"]["name"] == by


def test_escapes_say_what_was_there() -> None:
    assert inert("a\x1b[31m\u202eb\n") == "a\\x1b[31m\\u202eb\\n"
    assert inert("Ünïcode 海 é") == "Ünïcode 海 é"


BEGINS = {
    "concise": b"sample_systems/federation/",
    "csv": b'\xef\xbb\xbf"number",',
    "github": b"::error file=",
    "gitlab": b"[\n",
    "html": b"<!doctype html>\n",
    "json": b'{\n  "format": "interop-check/report",',
    "junit": b"<?xml ",
    "markdown": "# ■ Blocked: QVA ↔ QTA\n".encode(),
    "pdf": b"%PDF-",
    "questions": b'\xef\xbb\xbf"number","ask",',
    "sarif": b"{\n",
    "text": "■ BLOCKED  QVA ↔ QTA".encode(),
}


def test_one_run_writes_every_format(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    wanted = [each for each in formats.names() if not formats.obstacle(each)]
    outputs = [word for each in wanted for word in ("-o", f"{each}={tmp_path / each}")]
    pair = ["compare", "QVA", "QTA", "--profiles", "sample_systems/federation", "--date", DAY.isoformat()]
    assert run([*pair, *outputs, "-f", "text"]) == 1
    found = {each: (tmp_path / each).read_bytes() for each in wanted}
    assert set(formats.names()) == set(BEGINS)
    assert [each for each in wanted if not found[each].startswith(BEGINS[each])] == []
    first, *_, last = capsysbinary.readouterr().out.decode().splitlines()
    assert first == last
    assert first.startswith("■ BLOCKED  QVA ↔ QTA")
    assert len(found["html"]) < 300_000
    codes = {each["rule"] for each in json.loads(found["json"])["findings"]}
    for format in ("concise", "csv", "html"):
        assert [rule for rule in codes if rule.encode() not in found[format].replace(b"<wbr>", b"")] == []


LOADED = """
import pickle, sys
from interop_check import formats
report = pickle.loads(sys.stdin.buffer.read())
for name in formats.names():
    if not formats.obstacle(name):
        formats.render(name, report)
print("rich" in sys.modules)
"""


def test_no_format_loads_rich() -> None:
    report = pickle.dumps(MANY_FINDINGS)
    done = subprocess.run([sys.executable, "-c", LOADED], input=report, capture_output=True, check=True)
    assert done.stdout.strip() == b"False"
