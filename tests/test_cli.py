"""The command line: what it answers, on which stream, with which status; and that nothing it is given breaks it."""

from __future__ import annotations

import datetime
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

from interop_check import __version__, conformance, explanations, faults, partners, profiles
from interop_check.__main__ import main
from interop_check.cli.app import run
from interop_check.cli.starting import start
from interop_check.cli.writing import write_whole
from interop_check.report import Severity

ROOT = Path(__file__).parent.parent
SAMPLES = (ROOT / "sample_systems" / "fmn").as_posix()
SCHEMA = json.loads((ROOT / "schemas" / "report.json").read_text("utf-8"))

STANDARD = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://example.org/tea/1.0",
    "x-interop": {"kind": "tea", "version": "1.0", "title": "Tea"},
    "type": "object",
    "properties": {
        "exchanges": {
            "type": "object",
            "properties": {
                "kettle": {
                    "type": "array",
                    "x-interop": {"exchange": {"title": "Kettle"}},
                    "items": {
                        "type": "object",
                        "properties": {
                            "plug": {
                                "enum": ["C", "F", "G"],
                                "title": "Plug",
                                "x-interop": {
                                    "match": {
                                        "relation": "equal",
                                        "severity": "blocker",
                                        "because": "{A} has plug {a} and {B} socket {b}: no tea.",
                                        "remedy": "Bring an adapter.",
                                        "source": "IEC 60083",
                                        "example": {"breaks": {"a": "C", "b": "G"}, "holds": {"a": "C", "b": "C"}},
                                    }
                                },
                            },
                            "watts": {
                                "type": "integer",
                                "title": "Watts",
                                "x-interop": {"match": {"relation": "within", "tolerance": 100, "severity": "minor"}},
                            },
                        },
                        "additionalProperties": False,
                    },
                }
            },
            "additionalProperties": False,
        }
    },
    "additionalProperties": False,
}


class Ran(NamedTuple):
    """What one run said, and its status."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a standard for tea, and three partners of whom two could share a kettle."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "standards").mkdir()
    (tmp_path / "standards" / "tea.json").write_text(json.dumps(STANDARD), "utf-8")
    (tmp_path / "teas").mkdir()
    for code, plug in (("QVA", "C"), ("QNR", "G"), ("QSU", "C")):
        profile(tmp_path / "teas" / f"{code.lower()}.yaml", code, f"plug: {plug}, watts: 1000")
    return tmp_path


def profile(path: Path, code: str, offer: str) -> None:
    lines = ["kind: tea", f"partner: {code}", "system: kitchen", "exchanges:", "  kettle:", f"    - {{{offer}}}", ""]
    path.write_text("\n".join(lines), "utf-8")


@pytest.fixture
def ran(here: Path, capfd: pytest.CaptureFixture[str]) -> Run:  # noqa: ARG001 - it is where they run
    def running(*arguments: str) -> Ran:
        status = run(arguments)
        out, err = capfd.readouterr()
        return Ran(int(status), out, err)

    return running


TEA = ("--schemas", "standards", "--profiles", "teas", "--date", "2026-11-22")

# ── compare ──────────────────────────────────────────────────────────────────────────────────────────────


def test_compare_names_the_verdict_first_and_last(ran: Run) -> None:
    found = ran("compare", "QVA", "QNR", *TEA)
    lines = found.out.splitlines()
    assert found.status == 1
    assert lines[0] == lines[-1] == "■ BLOCKED  QVA ↔ QNR  1 blocker"
    assert "  --> teas/qva.yaml:6:14 (QVA)" in lines
    assert any("no tea" in line for line in lines)
    assert not found.err


def test_compare_is_done_where_no_rule_finds_friction(ran: Run) -> None:
    assert ran("compare", "QVA", "QSU", *TEA).status == 0


@pytest.mark.parametrize(("level", "status"), [("info", 1), ("minor", 1), ("major", 0), ("blocker", 0), ("never", 0)])
def test_what_stands_at_or_above_the_level_fails_the_run(ran: Run, level: str, status: int) -> None:
    profile(Path("teas/qsu.yaml"), "QSU", "plug: C, watts: 2000")
    assert ran("compare", "QVA", "QSU", *TEA, "--fail-on", level).status == status


def test_what_is_not_known_fails_a_run_only_when_asked(ran: Run) -> None:
    profile(Path("teas/qsu.yaml"), "QSU", "watts: 1000")
    assert ran("compare", "QVA", "QSU", *TEA).status == 0
    assert ran("compare", "QVA", "QSU", *TEA, "--fail-on-unknown").status == 1


@pytest.mark.parametrize("format", ["text", "concise", "json"])
def test_the_status_is_the_same_whatever_the_format(ran: Run, format: str) -> None:
    assert ran("compare", "QVA", "QNR", *TEA, "-f", format).status == 1


def test_json_is_one_document_and_what_its_schema_says(ran: Run) -> None:
    for pair in (("QVA", "QNR"), ("QVA", "QSU")):
        report = json.loads(ran("compare", *pair, *TEA, "-f", "json").out)
        jsonschema.Draft202012Validator(SCHEMA).validate(report)
        assert [each["partner"] for each in report["inputs"]] == sorted(pair)
        assert set(report["rules"]) == {finding["rule"] for finding in report["findings"]}


def test_the_samples_give_a_report_that_is_what_its_schema_says(ran: Run) -> None:
    found = ran("compare", "QTR", "QFI", "--profiles", SAMPLES, "-f", "json")
    report = json.loads(found.out)
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    assert (found.status, report["summary"]["verdict"]) == (0, "unknown")


def test_partners_may_be_named_by_paths(ran: Run) -> None:
    report = json.loads(ran("compare", "teas/qva.yaml", "QNR", *TEA, "-f", "json").out)
    assert [report["comparisons"][0][side] for side in "ab"] == ["QVA", "QNR"]
    assert ran("compare", "teas/qva.yaml", "teas/qsu.yaml", "--schemas", "standards").status == 0


def test_other_partners_errors_are_a_note_only(ran: Run) -> None:
    profile(Path("teas/qsu.yaml"), "QSU", "plug: Z")
    found = ran("compare", "QVA", "QNR", *TEA)
    assert found.status == 1
    assert "schema/enum" not in found.out
    assert "1 file of another partner has errors" in found.err


def test_a_partners_own_errors_make_the_answer_incomplete(ran: Run) -> None:
    profile(Path("teas/qsu.yaml"), "QSU", "plug: Z")
    found = ran("compare", "QVA", "QSU", *TEA)
    assert found.status == 1
    assert "schema/enum" in found.out
    assert "not every profile of QSU could be used" in found.out


def test_what_cannot_be_read_outranks_what_was_found(ran: Run) -> None:
    Path("teas/qnr2.yaml").write_text("kind: tea\npartner: QNR\npartner: QNR\n", "utf-8")
    assert ran("compare", "QVA", "QNR", *TEA).status == 3
    assert ran("validate", "teas", "--schemas", "standards").status == 3


# ── what cannot start ────────────────────────────────────────────────────────────────────────────────────

REFUSED = {
    "unknown option": (("compare", "QVA", "QNR", "--fromat", "json"), "--format"),
    "unknown command": (("comapre", "QVA", "QNR"), "compare"),
    "missing argument": (("compare", "QVA"), "'B'"),
    "unknown partner": (("compare", "QVA", "QNT", *TEA), "did you mean 'QNR'?"),
    "itself": (("compare", "QVA", "QVA", *TEA), "itself"),
    "itself by path": (("compare", "QVA", "teas/qva.yaml", *TEA), "itself"),
    "a folder of several": (("compare", "teas/", "QNR", *TEA), "3 partners"),
    "no such path": (("compare", "teas/qvb.yaml", "QNR", *TEA), "teas/qv"),
    "no such folder": (("validate", "tea"), "teas"),
    "no such profiles": (("compare", "QVA", "QNR", "--profiles", "tees"), "teas"),
    "no such schemas": (("validate", "teas", "--schemas", "standart"), "did you mean 'standards'?"),
    "format": (("validate", "teas", "-f", "jsno"), "did you mean 'json'?"),
    "level": (("validate", "teas", "--fail-on", "mayor"), "did you mean 'major'?"),
    "date": (("validate", "teas", "--date", "22.11.2026"), "2026-11-22"),
    "compact date": (("validate", "teas", "--date", "20261122"), "2026-11-22"),
    "output format": (("validate", "teas", "-o", "jason=x.json"), "did you mean 'json'?"),
    "output suffix": (("validate", "teas", "-o", "report"), "FORMAT=PATH"),
    "output to screen": (("validate", "teas", "-o", "json=-"), "--format"),
    "output folder": (("validate", "teas", "-o", "json=nowhere/x.json"), "nowhere"),
    "output is a folder": (("validate", "teas", "-o", "json=teas"), "folder"),
    "output twice": (("validate", "teas", "-o", "json=x.json", "-o", "text=x.json"), "twice"),
    "output over input": (("validate", "teas", "-o", "json=teas/qva.yaml", "--schemas", "standards"), "teas/qva.yaml"),
    "rule": (("explain", "tea/kettle/plugg", "--schemas", "standards"), "did you mean 'tea/kettle/plug'?"),
    "schema file": (("standards", "check", "nothing.json"), "nothing.json"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_start_says_why_and_what_would_do(ran: Run, case: str) -> None:
    arguments, hint = REFUSED[case]
    before = Path("teas/qva.yaml").read_bytes()
    found = ran(*arguments)
    assert (found.status, found.out) == (2, "")
    assert hint in found.err
    assert "Traceback" not in found.err
    assert Path("teas/qva.yaml").read_bytes() == before


def test_a_broken_standard_is_refused_by_every_run_at_its_place(ran: Run) -> None:
    broken = json.loads(json.dumps(STANDARD).replace('"equal"', '"equals"'))
    Path("standards/tea.json").write_text(json.dumps(broken), "utf-8")
    checking = ("standards", "check", "standards/tea.json")
    for command in (("validate", "teas", "--schemas", "standards"), ("compare", "QVA", "QNR", *TEA), checking):
        found = ran(*command)
        assert (found.status, found.out) == (2, "")
        assert re.search(r"standards/tea.json#/properties/exchanges/.*/x-interop/match.*: .*'equals'", found.err)


# ── nothing to check ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", [("validate", "empty"), ("compare", "QVA", "QNR", "--profiles", "empty")])
def test_nothing_checked_is_no_success(ran: Run, command: tuple[str, ...]) -> None:
    Path("empty").mkdir()
    assert ran(*command).status == 4
    assert ran(*command, "--allow-empty").status == 0
    found = ran(*command, "-f", "json")
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(found.out))


# ── validate ─────────────────────────────────────────────────────────────────────────────────────────────


def test_validate_says_how_many_are_valid_and_what_is_next(ran: Run) -> None:
    found = ran("validate", "teas", "--schemas", "standards")
    assert found.status == 0
    assert found.out.splitlines()[-1] == "3 profiles: 3 valid, 0 not"
    assert "compare QNR QSU" in found.out


def test_validate_without_a_path_looks_where_profiles_are(ran: Run) -> None:
    assert ran("validate", *TEA).out.endswith("3 profiles: 3 valid, 0 not\n")


def test_a_profile_that_breaks_its_schema_counts_as_a_blocker(ran: Run) -> None:
    profile(Path("teas/qsu.yaml"), "QSU", "plug: Z")
    found = ran("validate", "teas", "--schemas", "standards", "-f", "concise")
    assert found.status == 1
    assert found.out.startswith("teas/qsu.yaml:6:14: blocker schema/enum ")
    assert ran("validate", "teas", "--schemas", "standards").out.endswith("3 profiles: 2 valid, 1 not\n")


def test_concise_says_nothing_where_there_is_nothing_to_say(ran: Run) -> None:
    assert ran("validate", "teas", "--schemas", "standards", "-f", "concise") == Ran(0, "", "")


@pytest.mark.usefixtures("here")
def test_standard_input_is_a_profile() -> None:
    text = Path("teas/qva.yaml").read_bytes()
    done = program("validate", "-", "--schemas", "standards", "-f", "json", input=text)
    report = json.loads(done.stdout)
    assert (done.returncode, report["inputs"][0]["partner"]) == (0, "QVA")


# ── outputs ──────────────────────────────────────────────────────────────────────────────────────────────


def test_reports_go_to_files_too_and_leave_nothing_else_behind(ran: Run) -> None:
    found = ran("compare", "QVA", "QNR", *TEA, "-o", "json=a.json", "-o", "b.txt", "-o", "concise=c=d")
    assert found.out.startswith("■ BLOCKED")
    assert json.loads(Path("a.json").read_text("utf-8"))["command"] == "compare"
    assert Path("b.txt").read_text("utf-8") == found.out
    assert Path("c=d").read_text("utf-8").startswith("teas/")
    assert sorted(path.name for path in Path().iterdir()) == ["a.json", "b.txt", "c=d", "standards", "teas"]


def test_the_same_question_has_the_same_bytes(ran: Run) -> None:
    asked = ("compare", "QVA", "QNR", *TEA, "-f", "json")
    assert ran(*asked).out == ran(*asked).out


def test_a_file_is_written_whole_or_stays_as_it_was(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole("old.txt", "old")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole("old.txt", "new")
    assert [path.name for path in here.iterdir() if path.is_file()] == ["old.txt"]
    assert Path("old.txt").read_text() == "old"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files here")
def test_a_device_is_written_to_and_not_replaced(ran: Run) -> None:
    Path("null.json").symlink_to("/dev/null")
    assert ran("validate", "teas", "--schemas", "standards", "-o", "null.json").status == 0
    assert Path("/dev/null").is_char_device()


# ── explain and standards ────────────────────────────────────────────────────────────────────────────────


def test_explain_says_what_a_rule_asks_and_why(ran: Run) -> None:
    found = ran("explain", "tea/kettle/plug", "--schemas", "standards")
    assert found.status == 0
    for part in ("equal: ", "/plug", "blocker", "no tea", "adapter", "IEC 60083", '"C"  against  "G"'):
        assert part in found.out


def test_every_rule_and_every_other_id_can_be_explained(ran: Run) -> None:
    listed = json.loads(ran("standards", "-f", "json", "--schemas", "standards").out)
    ids = [rule for kind in listed["kinds"] for exchange in kind["exchanges"] for rule in exchange["rules"]]
    for id in ("tea/kettle/watts", ids[0], ids[-1], "yaml/duplicate-key", "content/not-declared"):
        found = ran("explain", id, "--schemas", "standards")
        assert (found.status, found.out.splitlines()[0]) == (0, id)


def emitted() -> Iterator[str]:
    """The id of every finding without a rule that the code can make, read off the code."""
    yield from (f"yaml/{reason}" for reason in profiles.BECAUSE)
    yield from (id for id in conformance.BECAUSE if "/" in id)
    for path in (ROOT / "interop_check").rglob("*.py"):
        if path.name != "explanations.py":
            yield from re.findall(r'"((?:content|schema|yaml)/[a-z][a-zA-Z-]+)"', path.read_text("utf-8"))
    source = Path(partners.__file__).read_text("utf-8")
    yield from (f"content/{reason}" for reason in re.findall(r'reason, severity = "([a-z-]+)"', source))
    yield from (f"schema/{keyword}" for keyword in faults._READINGS if keyword)


def test_every_id_that_a_finding_can_have_is_explained() -> None:
    known = set(explanations.ids())
    assert set(emitted()) <= known
    for id in known:
        text = explanations.text_of(id, Severity.INFO)
        assert text.title
        assert text.because
        assert text.remedy


def test_standards_lists_what_is_in_force(ran: Run) -> None:
    found = ran("standards", "--schemas", "standards")
    assert found.status == 0
    assert re.search(r"^tea 1.0  Tea\n  kettle +peer +best +3 rules$", found.out, re.MULTILINE)
    assert "catalogue of " in found.out


def test_standards_check_says_what_was_found(ran: Run) -> None:
    assert ran("standards", "check", "standards/tea.json").out == "usable: tea 1.0; 1 exchange, 3 rules\n"


# ── the program ──────────────────────────────────────────────────────────────────────────────────────────


def program(*arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": ROOT.as_posix(), **more.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "interop_check", *arguments], capture_output=True, env=environment, timeout=60, **more
    )


def test_the_version_is_said_before_anything_is_loaded() -> None:
    code = (
        "import sys; sys.argv[1:] = ['--version']; from interop_check.__main__ import main; main(); "
        "print({'typer', 'yaml', 'dataclasses', 'json', 're'} & set(sys.modules))"
    )
    # Without -S, site-packages may load whatever they like.
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines() == [f"interop-check {__version__}", "set()"]


def test_the_version_is_said_in_any_other_place_too(ran: Run) -> None:
    assert ran("--version") == Ran(0, f"interop-check {__version__}\n", "")


@pytest.mark.parametrize("arguments", [(), ("-h",), ("--help",), ("compare", "-h"), ("standards", "check", "--help")])
def test_help_is_there_and_plain(ran: Run, arguments: tuple[str, ...]) -> None:
    found = ran(*arguments)
    assert "Usage: interop-check" in found.out + found.err
    assert "\x1b" not in found.out
    assert all(len(line) <= 80 for line in found.out.splitlines())


@pytest.mark.usefixtures("here")
def test_heavy_libraries_wait_until_they_are_needed() -> None:
    code = (
        "import sys; sys.argv[1:] = ['validate', 'teas', '--schemas', 'standards']; "
        "from interop_check.__main__ import main; main(); "
        "print({'rich', 'pydantic', 'jsonschema', 'numpy'} & set(sys.modules), file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": ROOT.as_posix()}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stderr.strip() == "set()"


def test_a_fault_of_the_program_is_one_line(ran: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> None:
        raise RuntimeError("\x1b[31mboom")

    monkeypatch.setattr("interop_check.cli.judging.gathered", faulty)
    found = ran("validate", "teas")
    assert (found.status, found.out) == (70, "")
    assert found.err.count("\n") == 1
    assert "\\x1b[31mboom" in found.err
    assert "Traceback" in ran("validate", "teas", "--debug").err


def test_an_interrupted_run_says_so(ran: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("interop_check.cli.judging.gathered", interrupted)
    assert ran("validate", "teas").status == 130
    monkeypatch.setattr("interop_check.cli.app.run", interrupted)
    monkeypatch.setattr(sys, "argv", ["interop-check", "validate"])
    assert main() == 130


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="pipes close otherwise here")
@pytest.mark.usefixtures("here")
def test_a_reader_that_goes_away_is_no_fault() -> None:
    command = [sys.executable, "-m", "interop_check", "compare", "QVA", "QNR", *TEA, "-f", "json"]
    environment = {**os.environ, "PYTHONPATH": ROOT.as_posix()}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_screen_without_unicode_is_written_in_ascii(encoding: str) -> None:
    done = program("compare", "QVA", "QNR", *TEA, env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    assert done.stdout.startswith(b"[X] BLOCKED  QVA <-> QNR")
    assert done.returncode == 1


@pytest.mark.usefixtures("here")
def test_colour_comes_when_it_is_forced_and_never_else() -> None:
    assert b"\x1b" not in program("compare", "QVA", "QNR", *TEA).stdout
    assert b"\x1b[1;31m" in program("compare", "QVA", "QNR", *TEA, env={"FORCE_COLOR": "1"}).stdout
    assert b"\x1b" not in program("compare", "QVA", "QNR", *TEA, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout


def test_the_day_is_today_unless_it_is_said(ran: Run) -> None:
    report = json.loads(ran("validate", "teas", "--schemas", "standards", "-f", "json").out)
    assert report["date"] == datetime.date.today().isoformat()


SPONSORED = {
    "al/partner.yaml": "kind: partner\ncode: QAL\nname: Alfaland\n",
    "al/net.yaml": "kind: communications\npartner: QAL\nsystem: al\nexchanges:\n  time:\n    - {ntp-versions: [4]}\n",
    "br/partner.yaml": "kind: partner\ncode: QBR\nname: Bravoland\nsponsor: QAL\n",
    "br/net.yaml": "kind: communications\npartner: QBR\nsystem: br\nexchanges: {}\n",
}


def test_a_sponsor_is_seen_where_partners_are_named_by_paths(ran: Run, here: Path) -> None:
    for name, text in SPONSORED.items():
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text(text, encoding="utf-8")
    done = ran("compare", "./al", "./br", "-f", "json")
    report = json.loads(done.out)
    assert not report["findings"]
    assert [each["via"]["sponsor"] for each in report["comparisons"][0]["exchanges"]] == ["QAL"]
    assert ran("compare", "al/", "br/", "-f", "json").out == done.out


def test_a_code_introduced_twice_is_said(ran: Run, here: Path) -> None:
    for name in ("one", "two"):
        (here / f"{name}.yaml").write_text("kind: partner\ncode: QAL\nname: Alfaland\n", encoding="utf-8")
    done = ran("validate", "one.yaml", "two.yaml", "-f", "concise")
    assert done.status == 3
    assert "QAL is introduced in two documents" in done.out


def test_kinds_and_exchanges_can_be_explained(ran: Run) -> None:
    assert "communications/text-chat/protocol" in ran("explain", "communications/text-chat").out
    assert "communications/text-chat" in ran("explain", "communications").out


def test_no_command_shows_what_there_is(ran: Run) -> None:
    done = ran()
    assert done.status == 0
    assert "  validate " in done.out


@pytest.mark.parametrize("paths", [("profiles",), ("profiles", "profiles"), ("nowhere",), ("empty",), ("profiles/",)])
def test_without_options_nothing_else_is_said_than_with_the_parser(
    paths: tuple[str, ...], ran: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    Path("empty").mkdir(exist_ok=True)
    status = start(["validate", *paths])
    out, err = capfd.readouterr()
    assert Ran(int(status), out, err) == ran("validate", *paths)
    assert ran("validate", *paths, "--fail-on", "blocker") == ran("validate", *paths)


def test_where_jsonschema_rs_cannot_be_had_the_answer_is_the_same(tmp_path: Path) -> None:
    alone = "import sys; sys.modules['jsonschema_rs'] = None; from interop_check.__main__ import main; main()"
    usual = "from interop_check.__main__ import main; main()"
    bad = tmp_path / "bad.yaml"
    bad.write_text("kind: communications\npartner: Q\nsystem: s\nexchanges: {voice: nobody}\n", encoding="utf-8")
    samples = Path(__file__).parent.parent / "sample_systems" / "close"
    for command in (["validate", str(samples), str(bad)], ["compare", "QMR", "QNH", "--profiles", str(samples)]):
        said = [
            subprocess.run([sys.executable, "-c", way, *command], capture_output=True, text=True, check=False)
            for way in (usual, alone)
        ]
        assert (said[0].stdout, said[0].returncode) == (said[1].stdout, said[1].returncode)


def test_two_who_only_send_are_told_so(tmp_path: Path, ran: Run) -> None:
    for code in ("QAA", "QBB"):
        mail = "email: {provides: [{id: smtp, protocol: SMTP}]}"
        head = f"kind: communications\npartner: {code}\nsystem: {code.lower()}\n"
        (tmp_path / f"{code}.yaml").write_text(f"{head}exchanges: {{{mail}}}\n", encoding="utf-8")
    said = " ".join(ran("compare", "QAA", "QBB", "--profiles", str(tmp_path)).out.split())
    assert "not shared E-mail (both only provide)" in said
    found = json.loads(ran("compare", "QAA", "QBB", "--profiles", str(tmp_path), "-f", "json").out)
    assert {each["alike"] for each in found["comparisons"][0]["exchanges"]} == {"provides"}
    messages = {each["message"] for each in found["findings"]}
    assert "E-mail: QAA declares what it provides, QBB says nothing of what it accepts" in messages
