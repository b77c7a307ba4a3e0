"""Waivers: what they hold for and for how long, what is said where they do not, and how their file is written."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interop_check.cli.starting import start
from interop_check.profiles import read_document
from interop_check.waivers.editing import EditError, Entry, added, pruned
from interop_check.waivers.reading import WaiverError, waivers_in

ROOT = Path(__file__).parent.parent
REPORT = json.loads((ROOT / "schemas" / "report.json").read_text("utf-8"))
SCHEMA = json.loads((ROOT / "schemas" / "waivers.json").read_text("utf-8"))

PLUG = {
    "enum": ["C", "F", "G"],
    "title": "Plug",
    "x-interop": {"match": {"relation": "equal", "because": "No tea.", "remedy": "Bring an adapter."}},
}
WATTS = {"type": "integer", "title": "Watts", "x-interop": {"match": {"relation": "within", "tolerance": 100}}}
WATTS["x-interop"]["match"]["severity"] = "minor"  # type: ignore[index]
OFFER = {"properties": {"id": {"type": "string"}, "plug": PLUG, "watts": WATTS}, "additionalProperties": False}
KETTLE = {"type": "array", "x-interop": {"exchange": {"title": "Kettle"}}, "items": {"type": "object", **OFFER}}
TEA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://example.org/tea/1.0",
    "x-interop": {"kind": "tea", "version": "1.0", "title": "Tea"},
    "type": "object",
    "properties": {"exchanges": {"properties": {"kettle": KETTLE}, "additionalProperties": False}},
    "additionalProperties": False,
}
DAY = "2026-11-22"


class Ran(NamedTuple):
    status: int
    out: str
    err: str


Run = Callable[..., Ran]


def profile(path: str, code: str, *offers: str) -> None:
    lines = ["kind: tea", f"partner: {code}", "system: kitchen", "exchanges:", "  kettle:"]
    Path(path).write_text("\n".join([*lines, *(f"    - {{{offer}}}" for offer in offers), ""]), "utf-8")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which QVA and QNR share no plug, and QSU has one with QVA; its waivers stand beside the teas."""
    monkeypatch.chdir(tmp_path)
    for folder in (".git", "standards", "teas"):
        (tmp_path / folder).mkdir()
    (tmp_path / "standards" / "tea.json").write_text(json.dumps(TEA), "utf-8")
    settled = 'profiles = "teas"\nschemas = "standards"\nwaivers = "teas/waivers.yaml"\n'
    (tmp_path / "interop-check.toml").write_text(settled, "utf-8")
    for code, plug in (("QVA", "C"), ("QNR", "G"), ("QSU", "C")):
        profile(f"teas/{code.lower()}.yaml", code, f"plug: {plug}, watts: 1000")
    return tmp_path


@pytest.fixture
def ran(here: Path, capfd: pytest.CaptureFixture[str]) -> Run:  # noqa: ARG001 - it is where they run
    def running(*arguments: str) -> Ran:
        status = start(arguments)
        return Ran(int(status), *capfd.readouterr())

    return running


def compared(ran: Run, *more: str, pair: tuple[str, str] = ("QVA", "QNR")) -> tuple[int, dict[str, Any]]:
    found = ran("compare", *pair, "-f", "json", *more)
    assert found.out, found.err
    report = json.loads(found.out)
    jsonschema.Draft202012Validator(REPORT, format_checker=jsonschema.FormatChecker()).validate(report)
    return found.status, report


def open_findings(ran: Run, *more: str, pair: tuple[str, str] = ("QVA", "QNR")) -> list[dict[str, Any]]:
    Path("none.yaml").write_text("waivers: []\n", "utf-8")
    return list(compared(ran, "--waivers", "none.yaml", *more, pair=pair)[1]["findings"])


def waive(ran: Run, *more: str, until: str = "2026-12-24", pair: tuple[str, str] = ("QVA", "QNR")) -> str:
    """Waive the first finding between two partners, and say what it is known by."""
    known = str(open_findings(ran, pair=pair)[0]["fingerprint"])
    said = ("--reason", "They bring an adapter.", "--owner", "Galley", "--until", until, "--date", DAY)
    found = ran("waivers", "add", known, *said, *more)
    assert found.status == 0, found.err
    return known


FILE = Path("teas/waivers.yaml")

# ── what a waiver does ───────────────────────────────────────────────────────────────────────────────────


def test_a_waiver_that_expires_is_extended_and_opens_again_with_its_values(ran: Run) -> None:
    assert ran("compare", "QVA", "QNR", "--waivers", "nowhere.yaml").status == 2
    waive(ran, until=DAY)

    status, report = compared(ran, "--date", "2026-11-23")
    assert status == 1
    assert [each["rule"] for each in report["findings"]] == ["tea/kettle/plug", "waiver/expired"]
    assert report["findings"][0]["waived"] is None
    said = report["findings"][1]
    assert "its last day was 2026-11-22" in said["message"]
    assert (said["places"][0]["path"], said["places"][0]["line"]) == ("teas/waivers.yaml", 3)
    assert report["summary"]["findings"] == {"blocker": 1, "major": 0, "minor": 1, "info": 0}

    FILE.write_text(FILE.read_text("utf-8").replace(DAY, "2027-01-31"), "utf-8")
    status, report = compared(ran, "--date", "2026-11-23")
    assert status == 0
    assert report["summary"]["findings"] == {"blocker": 0, "major": 0, "minor": 0, "info": 0}
    assert (report["summary"]["waived"], report["summary"]["verdict"]) == (1, "blocked")
    assert report["findings"][0]["waived"] == {
        "reason": "They bring an adapter.",
        "owner": "Galley",
        "until": "2027-01-31",
        "ticket": None,
        "file": "teas/waivers.yaml",
        "line": 3,
    }
    assert report["comparisons"][0]["exchanges"][0]["findings"] == [0]

    profile("teas/qnr.yaml", "QNR", "plug: F, watts: 1000")
    status, report = compared(ran, "--date", "2026-11-23")
    assert status == 1
    assert [(each["rule"], each["waived"]) for each in report["findings"]] == [
        ("tea/kettle/plug", None),
        ("waiver/changed", None),
    ]


@pytest.mark.parametrize(("day", "status"), [("2026-12-23", 0), ("2026-12-24", 0), ("2026-12-25", 1)])
def test_a_waiver_holds_through_its_last_day(ran: Run, day: str, status: int) -> None:
    waive(ran)
    assert compared(ran, "--date", day)[0] == status
    assert ran("waivers", "check", "--date", day).status == status


def test_a_waived_finding_is_shown_apart_with_its_reason(ran: Run) -> None:
    waive(ran, "--ticket", "TEA-7")
    found = ran("compare", "QVA", "QNR", "--date", DAY)
    assert found.status == 0
    assert found.out.splitlines()[0] == "■ BLOCKED  QVA ↔ QNR  1 waived"
    assert "accepted by Galley until 2026-12-24, TEA-7: They bring an adapter. (32" in found.out
    assert "waived blocker tea/kettle/plug" in ran("compare", "QVA", "QNR", "--date", DAY, "-f", "concise").out


def test_both_points_of_view_are_waived_by_one_waiver(ran: Run) -> None:
    waive(ran)
    assert compared(ran, "--date", DAY, pair=("QNR", "QVA"))[0] == 0


def test_nothing_but_the_finding_itself_is_waived(ran: Run) -> None:
    waive(ran)
    status, report = compared(ran, "--date", DAY, pair=("QSU", "QNR"))
    assert (status, report["summary"]["waived"]) == (1, 0)
    assert [each["rule"] for each in report["findings"]] == ["tea/kettle/plug"]  # nor is it told as unused here


def test_files_lists_and_words_may_be_put_in_another_order(ran: Run) -> None:
    profile("teas/qva.yaml", "QVA", "id: a, plug: C, watts: 1000", "id: b, plug: F, watts: 9000")
    waive(ran)
    Path("teas/qva.yaml").unlink()
    profile("teas/z-last.yaml", "QVA", "watts: 9000, id: b, plug: F", "watts: 1000, plug: C, id: a")
    status, report = compared(ran, "--date", DAY)
    chosen = report["comparisons"][0]["exchanges"][0]["chosen"]["a"]
    assert (status, chosen["offer"], chosen["pointer"]) == (0, "a", "/exchanges/kettle/1")


def test_a_rule_may_be_worded_anew(ran: Run) -> None:
    waive(ran)
    anew = json.dumps(TEA).replace("No tea.", "Nobody has tea.").replace('"Plug"', '"Wall plug"')
    Path("standards/tea.json").write_text(anew, "utf-8")
    status, report = compared(ran, "--date", DAY)
    assert (status, report["summary"]["waived"]) == (0, 1)
    assert "wall plug" in report["findings"][0]["message"]


def test_a_finding_of_one_profile_can_be_waived_where_it_is_read_whole(ran: Run) -> None:
    profile("teas/qva.yaml", "QVA", "plug: Z, watts: 1000")
    [broken] = json.loads(ran("validate", "teas", "--waivers", _empty(), "-f", "json").out)["findings"]
    said = ("--reason", "A prototype.", "--owner", "Galley", "--until", "2026-12-24", "--date", DAY)
    assert ran("waivers", "add", broken["fingerprint"], *said).status == 0
    found = ran("validate", "--date", DAY)
    assert found.status == 0
    assert "Waived" in found.out
    assert "4 profiles" not in found.out  # the waivers are no profile
    profile("teas/qva.yaml", "QVA", "plug: C, watts: 1000")
    assert "waiver/unused" in ran("validate", "--date", DAY, "-f", "concise").out
    assert "waiver" not in ran("validate", "teas/qva.yaml", "--date", DAY, "-f", "concise").out  # one file is not all


def _empty() -> str:
    Path("none.yaml").write_text("waivers: []\n", "utf-8")
    return "none.yaml"


def test_a_waiver_whose_finding_is_mended_is_unused(ran: Run) -> None:
    waive(ran)
    profile("teas/qnr.yaml", "QNR", "plug: C, watts: 1000")
    status, report = compared(ran, "--date", DAY)
    assert status == 0
    [unused] = report["findings"]
    assert (unused["rule"], unused["severity"]) == ("waiver/unused", "minor")
    assert compared(ran, "--date", DAY, "--fail-on", "minor")[0] == 1
    assert compared(ran, "--date", DAY, "--fail-on", "minor", "--ignore", "waiver/unused")[0] == 0


def test_nobody_says_unused_of_what_was_not_looked_at(ran: Run) -> None:
    waive(ran)
    profile("teas/qnr.yaml", "QNR", "plug: Z")
    status, report = compared(ran, "--date", DAY)
    assert status == 1
    assert all(not each["rule"].startswith("waiver/") for each in report["findings"])
    found = ran("waivers", "check", "--date", DAY)
    assert "not judged in this run" in found.out
    assert ran("waivers", "prune", "--date", DAY).out == "nothing to take out\n"


def test_what_cannot_be_read_or_must_not_stand_there_cannot_be_waived(ran: Run) -> None:
    Path("teas/qva.yaml").write_text("kind: [\n", "utf-8")
    Path("teas/qsu.yaml").write_text("# password: hunter2secret\nkind: tea\npartner: QSU\nsystem: k\n", "utf-8")
    report = json.loads(ran("validate", "teas", "--waivers", _empty(), "-f", "json").out)
    wanted = [each for each in report["findings"] if each["rule"] in ("yaml/syntax", "content/sensitive")]
    assert wanted
    for each in wanted:
        said = ("--reason", "r", "--owner", "o", "--until", "2026-12-24", "--date", DAY)
        found = ran("waivers", "add", each["fingerprint"], *said)
        assert (found.status, FILE.exists()) == (2, False)
        assert "cannot be waived" in found.err
    [unread] = [each for each in wanted if each["rule"] == "yaml/syntax"]
    FILE.write_text(_file({**ENTRY, "rule": unread["rule"], "partners": []} | _known(unread)), "utf-8")
    found = ran("validate", "--date", DAY, "-f", "concise")
    assert found.status == 3
    assert "such a finding cannot be waived" in found.out


def test_a_waiver_that_names_others_than_its_finding_does_not_hold(ran: Run) -> None:
    waive(ran)
    FILE.write_text(FILE.read_text("utf-8").replace('"QVA"', '"QSU"'), "utf-8")
    status, report = compared(ran, "--date", DAY)
    assert status == 1
    found = ran("waivers", "check", "--date", DAY)
    assert "it names QNR and QSU, and the finding is of QNR and QVA" in found.out
    assert report["summary"]["waived"] == 0


def test_a_question_can_be_waived(ran: Run) -> None:
    profile("teas/qnr.yaml", "QNR", "watts: 1000")
    assert compared(ran, "--waivers", _empty(), "--fail-on-unknown")[0] == 1
    waive(ran)
    status, report = compared(ran, "--fail-on-unknown", "--date", DAY)
    assert (status, report["summary"]["verdict"], report["summary"]["unknowns"]) == (0, "unknown", 0)


def test_a_requirement_that_is_waived_is_told_so_in_the_scorecard(ran: Run) -> None:
    said = ["kind: communications", "partner: QVA", "system: radios", "exchanges: {}", "claims:"]
    said += ["  fmn-spiral-3/audio-based-collaboration-profile: {role: both}", "implements:", "  itu-t-g.729: none", ""]
    Path("teas/radios.yaml").write_text("\n".join(said), "utf-8")
    arguments = ("validate", "--baseline", "fmn-spiral-3", "-f", "json", "--date", DAY)
    report = json.loads(ran(*arguments, "--waivers", _empty()).out)
    [unmet] = [each for each in report["findings"] if each["outcome"] == "not-met"]
    said_so = ("--reason", "r", "--owner", "o", "--until", "2026-12-24", "--date", DAY)
    assert ran("waivers", "add", unmet["fingerprint"], *said_so).status == 0
    found = ran(*arguments)
    report = json.loads(found.out)
    assert (found.status, report["summary"]["waived"]) == (0, 1)
    results = {one["result"] for card in report["scorecards"] for p in card["profiles"] for one in p["requirements"]}
    assert "waived" in results


# ── the file as it is written by hand ────────────────────────────────────────────────────────────────────

ENTRY: dict[str, Any] = {
    "rule": "tea/kettle/plug",
    "partners": ["QNR", "QVA"],
    "fingerprint": "0123456789abcdef",
    "values-hash": "fedcba9876543210",
    "reason": "r",
    "owner": "o",
    "until": "2026-12-24",
}


def _known(finding: dict[str, Any]) -> dict[str, str]:
    return {"fingerprint": finding["fingerprint"], "values-hash": finding["values_hash"]}


def _file(*entries: dict[str, Any]) -> str:
    return json.dumps({"waivers": entries}, indent=1)


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        ({"until": "2026-02-30"}, 13, "until"),
        ({"until": "tomorrow"}, 13, "until"),
        ({"until": 20261224}, 13, "text"),
        ({"fingerprint": 1234567890123456}, 9, "text"),
        ({"fingerprint": "0123"}, 9, "0123"),
        ({"reason": " "}, 11, "reason"),
        ({"owner": None}, 12, "text"),
        ({"untill": "2026-12-24"}, 14, "until"),
        ({"partners": ["A", "B", "C"]}, 5, "3"),
    ],
)
def test_a_malformed_waiver_is_refused_with_its_line(ran: Run, change: dict[str, Any], line: int, said: str) -> None:
    FILE.write_text(_file({**ENTRY, **change}), "utf-8")
    for command in (("validate", "teas"), ("validate",), ("waivers", "list"), ("compare", "QVA", "QSU")):
        found = ran(*command)
        assert (found.status, found.out) == (2, "")
        assert re.search(rf"^interop-check: teas/waivers\.yaml:{line}: .*{said}", found.err, re.M), found.err


@pytest.mark.parametrize("text", ["", "[]\n", "waivers: {}\n", "waivers:\n", "waivers: *a\n", "other: []\n", "\x00"])
def test_a_file_that_holds_no_list_of_waivers_is_refused(ran: Run, text: str) -> None:
    FILE.write_text(text, "utf-8")
    found = ran("validate", "teas")
    assert found.status == 2
    assert "teas/waivers.yaml:" in found.err


def test_a_file_that_is_not_there_is_refused_where_it_is_configured(ran: Run) -> None:
    found = ran("validate", "teas")
    assert found.status == 2
    assert "interop-check.toml:3: " in found.err


def test_hostile_words_are_data(ran: Run) -> None:
    reason = 'a "quote" \\ : # \x1b[31m\u202e {x} %s 🫖\n- rule: evil'
    known = str(open_findings(ran)[0]["fingerprint"])
    found = ran("waivers", "add", known, "--reason", reason, "--owner", "NO", "--until", "2026-12-24", "--date", DAY)
    assert found.status == 0, found.err
    report = compared(ran, "--date", DAY)[1]
    assert report["findings"][0]["waived"]["reason"] == reason
    assert report["findings"][0]["waived"]["owner"] == "NO"
    assert "\x1b" not in FILE.read_text("utf-8")
    shown = ran("waivers", "list").out + ran("compare", "QVA", "QNR", "--date", DAY).out
    assert "\x1b" not in shown
    assert "\u202e" not in shown


# ── add, list, check, prune ──────────────────────────────────────────────────────────────────────────────


def test_add_says_what_keeps_it_from_writing(ran: Run) -> None:
    known = open_findings(ran)[0]["fingerprint"]
    said = {"--reason": "r", "--owner": "o", "--until": "2026-12-24", "--date": DAY}

    def adding(fingerprint: str, **change: str) -> str:
        given = {**said, **{f"--{name}": value for name, value in change.items()}}
        found = ran("waivers", "add", fingerprint, *(word for pair in given.items() for word in pair))
        assert found.status == 2
        assert not FILE.exists()
        return found.err

    assert "no finding" in adding("f" * 16)
    near = known[:-1] + ("0" if known[-1] != "0" else "1")
    assert f"did you mean '{known}'?" in adding(near)
    assert "has passed already" in adding(known, until="2026-11-21")
    assert "no day" in adding(known, until="24.12.2026")
    assert "--reason is empty" in adding(known, reason=" ")
    assert "there is no folder" in adding(known, waivers="nowhere/w.yaml")
    Path("interop-check.toml").write_text('profiles = "teas"\nschemas = "standards"\n', "utf-8")
    assert "no file of waivers is configured" in adding(known)


def test_add_refuses_what_is_waived_already_and_renews_what_has_expired(ran: Run) -> None:
    known = waive(ran)
    said = ("--reason", "r", "--owner", "o", "--until", "2027-12-24")
    again = ran("waivers", "add", known, *said, "--date", DAY)
    assert again.status == 2
    assert "teas/waivers.yaml:3: it is waived already, until 2026-12-24" in again.err
    assert ran("waivers", "add", known, *said, "--date", "2026-12-25").status == 0
    status, report = compared(ran, "--date", "2026-12-25")
    assert (status, report["summary"]["waived"]) == (0, 1)
    assert "waiver/expired" in {each["rule"] for each in report["findings"]}


def test_list_says_where_who_why_and_how_long(ran: Run) -> None:
    assert ran("waivers", "list", "--waivers", _empty()).out == "no waivers\n"
    waive(ran)
    assert ran("waivers", "list", "--date", DAY).out.splitlines() == [
        "teas/waivers.yaml:3: tea/kettle/plug  QNR and QVA  until 2026-12-24, 32 days left",
        "    They bring an adapter. (Galley)",
    ]
    listed = json.loads(ran("waivers", "list", "--date", "2027-01-01", "-f", "json").out)
    assert [(each["line"], each["expired"]) for each in listed["waivers"]] == [(3, True)]


def test_check_of_an_empty_folder_is_no_check(ran: Run) -> None:
    waive(ran)
    Path("empty").mkdir()
    assert ran("waivers", "check", "--profiles", "empty").status == 4
    before = FILE.read_bytes()
    assert ran("waivers", "prune", "--profiles", "empty").status == 4
    assert FILE.read_bytes() == before


def test_prune_takes_out_what_holds_no_longer_and_nothing_else(ran: Run) -> None:
    waive(ran, until="2026-11-30")
    waive(ran, pair=("QSU", "QNR"))
    text = "# head\n" + FILE.read_text("utf-8").replace("  - rule", "  # over it\n  - rule") + "  # foot\n"
    FILE.write_bytes(text.replace("\n", "\r\n").encode())
    found = ran("waivers", "prune", "--date", "2026-12-01")
    assert found.status == 0
    assert found.out.startswith("took out teas/waivers.yaml:5: expired")
    left = FILE.read_bytes().decode()
    assert "\n" not in left.replace("\r\n", "")
    assert left.count("# over it") == 2
    assert left.startswith("# head\r\n")
    assert left.endswith("# foot\r\n")
    assert left.count("rule:") == 1
    assert compared(ran, "--date", DAY, pair=("QSU", "QNR"))[0] == 0
    profile("teas/qnr.yaml", "QNR", "plug: C, watts: 1000")
    assert "unused" in ran("waivers", "prune", "--date", DAY).out
    assert "waivers: []\r\n" in FILE.read_bytes().decode()
    waive_again = ran("waivers", "list", "--date", DAY)
    assert waive_again.out == "no waivers\n"


def test_a_byte_order_mark_and_a_list_in_brackets(ran: Run) -> None:
    FILE.write_bytes(b"\xef\xbb\xbfwaivers: []  # none yet\n")
    waive(ran)
    data = FILE.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfwaivers:  # none yet\n  - rule: tea/kettle/plug\n")
    FILE.write_text(_file(ENTRY), "utf-8")
    known = open_findings(ran)[0]["fingerprint"]
    said = ("--reason", "r", "--owner", "o", "--until", "2026-12-24", "--date", DAY)
    found = ran("waivers", "add", known, *said)
    assert found.status == 2
    assert "written in brackets" in found.err
    assert FILE.read_text("utf-8") == _file(ENTRY)


# ── editing ──────────────────────────────────────────────────────────────────────────────────────────────

NEW = Entry("tea/kettle/plug", ["QVA"], "0" * 16, "1" * 16, "why", "who", datetime.date(2026, 12, 24))
ITEM = (
    "rule: a/b", "partners: [A]", "fingerprint: '0123456789abcdef'", "values-hash: '0123456789abcdef'",
    "reason: r", "owner: o", "until: 2026-12-24",
)  # fmt: skip


def written(text: str) -> Any:
    return read_document("w.yaml", text.encode())


def item(indent: str, dash: str = "- ", eol: str = "\n") -> str:
    deep = indent + " " * len(dash)
    return f"{indent}{dash}" + f"{eol}{deep}".join(ITEM) + eol


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
@pytest.mark.parametrize("indent", ["", "  ", "    "])
@pytest.mark.parametrize("tail", ["", "# after\n", "\n\n# after\n", "...\n"])
def test_an_entry_is_added_after_the_last_and_nothing_else_changes(eol: str, indent: str, tail: str) -> None:
    text = (f"# one\nwaivers:  # two\n{item(indent)}{indent}  # of it\n" + tail).replace("\n", eol)
    found = added(written(text), [NEW])
    at = text.index(f"# of it{eol}") + len(f"# of it{eol}")
    assert found.startswith(text[:at])
    assert found.endswith(text[at:])
    assert len(waivers_in(written(found), SCHEMA).waivers) == 2
    assert pruned(written(found), [1]) == text


def test_a_text_without_a_last_line_break_gets_one() -> None:
    found = added(written(f"waivers:\n{item('  ')}".rstrip("\n")), [NEW])
    assert len(waivers_in(written(found), SCHEMA).waivers) == 2


@pytest.mark.parametrize("text", ["waivers: [\n]\n", f"waivers: [{{{', '.join(ITEM)}}}]\n"])
def test_brackets_are_left_to_their_writer(text: str) -> None:
    with pytest.raises(EditError):
        added(written(text), [NEW])


pieces = st.lists(
    st.tuples(
        st.sampled_from(["- ", "-   ", "-\n    "]),
        st.sampled_from(["", "  # note\n", "\n", "  # a - b\n\n# c\n"]),
        st.sampled_from(["reason: r", "reason: |\n      two\n      lines", "reason: 'a: - b # c'", 'reason: "x\\ty"']),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pieces, st.sets(st.integers(0, 4)), st.sampled_from(["\n", "\r\n"]))
def test_what_is_pruned_is_gone_and_what_is_not_stays_byte_for_byte(
    parts: list[tuple[str, str, str]], gone: set[int], eol: str
) -> None:
    gone = {each for each in gone if each < len(parts)}
    entries = []
    for number, (dash, comment, reason) in enumerate(parts):
        lines = [each if not each.startswith("reason") else reason for each in ITEM]
        lines[0] = f"rule: a/b{number}"
        entries.append((f"  {dash}" + "\n    ".join(lines) + "\n", comment))
    # The keys stand at column 4 after every dash but the wide one.
    entries = [(e.replace("-   rule", "- rule"), c) for e, c in entries]
    text = "waivers:\n" + "".join(e + c for e, c in entries)
    expected = "waivers:\n" + "".join(("" if n in gone else e) + c for n, (e, c) in enumerate(entries))
    if len(gone) == len(parts):
        expected = expected.replace("waivers:", "waivers: []", 1)
    found = pruned(written(text.replace("\n", eol)), gone) if gone else text.replace("\n", eol)
    assert found == expected.replace("\n", eol)
    kept = [each.rule for each in waivers_in(written(found), SCHEMA).waivers]
    assert kept == [f"a/b{number}" for number in range(len(parts)) if number not in gone]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(max_size=30))
def test_any_words_are_read_as_they_were_written(reason: str, owner: str) -> None:
    entry = NEW._replace(reason=f"r{reason}", owner=f"o{owner}")
    try:
        text = added(None, [entry]).encode()
    except UnicodeEncodeError:
        return  # half of a surrogate pair is no text
    try:
        [found] = waivers_in(read_document("w.yaml", text), SCHEMA).waivers
    except WaiverError as error:
        pytest.fail(str(error))
    assert (found.reason, found.owner) == (entry.reason.strip(), entry.owner.strip())


def test_a_matrix_passes_where_all_that_it_would_fail_for_is_waived(ran: Run) -> None:
    assert ran("matrix", "teas", "--waivers", _empty(), "--date", DAY).status == 1
    waive(ran)
    assert ran("matrix", "teas", "--date", DAY).status == 1  # QSU and QNR
    assert ran("matrix", "teas", "--date", DAY, "--only", "QVA").status == 0
    waive(ran, pair=("QSU", "QNR"))
    assert ran("matrix", "teas", "--date", DAY).status == 0
    assert ran("matrix", "teas", "--date", "2026-12-25").status == 1
    profile("teas/qnr.yaml", "QNR", "plug: F, watts: 1000")
    assert ran("matrix", "teas", "--date", DAY).status == 1


def test_a_waiver_holds_no_longer_where_its_finding_becomes_worse(ran: Run) -> None:
    profile("teas/qnr.yaml", "QNR", "plug: C, watts: 9000")
    waive(ran)
    assert "severity: minor\n" in FILE.read_text("utf-8")
    pair = ("--date", DAY, "--fail-on", "minor")
    assert compared(ran, *pair)[0] == 0
    Path("standards/tea.json").write_text(json.dumps(TEA).replace('"minor"', '"major"'), "utf-8")
    status, report = compared(ran, *pair)
    assert status == 1
    assert "it costs major now, and minor was waived" in report["findings"][1]["message"]
    Path("standards/tea.json").write_text(json.dumps(TEA).replace('"minor"', '"info"'), "utf-8")
    assert compared(ran, *pair)[0] == 0


def test_a_question_that_is_waived_opens_again_where_something_is_wrong(ran: Run) -> None:
    profile("teas/qnr.yaml", "QNR", "watts: 1000")
    waive(ran)
    assert "outcome: unknown\n" in FILE.read_text("utf-8")
    anew = json.dumps(TEA).replace('"relation": "equal"', '"relation": "equal", "missing": "mismatch"')
    Path("standards/tea.json").write_text(anew, "utf-8")
    status, report = compared(ran, "--date", DAY)
    assert (status, report["findings"][0]["outcome"], report["findings"][0]["waived"]) == (1, "broken", None)
    assert "a question was waived" in report["findings"][1]["message"]


def test_a_hook_that_is_given_the_waivers_only_is_content(ran: Run) -> None:
    waive(ran)
    found = ran("validate", "-f", "concise", "--", str(FILE))
    assert (found.status, found.out) == (0, "")
    assert "only waivers were named" in found.err
    FILE.write_text("waivers: none\n", "utf-8")
    assert ran("validate", "-f", "concise", "--", str(FILE)).status == 2
