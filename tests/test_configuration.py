"""Configuration: where it is looked for, what wins over what, what it may not say, and what it does to a report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_waivers import DAY, Run, _empty, compared, here, profile, ran, waive

from interop_check.configuration.grading import Grading
from interop_check.configuration.keys import KEYS, Setting, Shape
from interop_check.configuration.lines import lines_of
from interop_check.configuration.reading import ConfigurationError, read

__all__ = ["here", "ran"]  # fixtures

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "schemas" / "configuration.json").read_text("utf-8"))
OWN = Path("interop-check.toml")


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("INTEROP_CHECK_")]:
        monkeypatch.delenv(name)


def settle(*lines: str, path: Path = OWN) -> None:
    path.write_text("\n".join(["", *lines, ""])[1:], "utf-8")


BASE = ('profiles = "teas"', 'schemas = "standards"')


def shown(ran: Run, *more: str) -> dict[str, Any]:
    found = ran("config", "show", "-f", "json", *more)
    assert found.status == 0, found.err
    return dict(json.loads(found.out))


# ── where it is looked for ───────────────────────────────────────────────────────────────────────────────


def test_the_nearest_file_counts_up_to_the_top_of_the_repository(
    ran: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle('fail-on = "minor"')
    deep = here / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert shown(ran)["file"]["path"] == "../../interop-check.toml"
    settle("[tool.other]", path=here / "a" / "pyproject.toml")
    assert shown(ran)["file"]["path"] == "../../interop-check.toml"
    settle("[tool.interop-check]", 'fail-on = "major"', path=here / "a" / "pyproject.toml")
    assert shown(ran)["settings"]["fail-on"] == {"value": "major", "from": "file", "where": "../pyproject.toml:2"}
    settle('fail-on = "info"', path=here / "a" / "interop-check.toml")  # before the other in the same folder
    assert shown(ran)["settings"]["fail-on"]["value"] == "info"
    (here / "a" / ".git").write_text("gitdir: elsewhere", "utf-8")  # as a worktree has it
    (here / "a" / "interop-check.toml").unlink()
    (here / "a" / "pyproject.toml").unlink()
    assert shown(ran)["file"] is None


def test_outside_of_a_repository_only_the_folder_itself_is_looked_in(
    ran: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / ".git").rmdir()
    settle('fail-on = "minor"')
    assert shown(ran)["file"] is not None
    monkeypatch.chdir(here / "teas")
    assert shown(ran)["file"] is None


def test_a_file_can_be_named(ran: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    settle('fail-on = "minor"', path=Path("other.toml"))
    assert shown(ran, "--config", "other.toml")["settings"]["fail-on"]["where"] == "other.toml:1"
    monkeypatch.setenv("INTEROP_CHECK_CONFIG", "other.toml")
    assert shown(ran)["settings"]["fail-on"]["value"] == "minor"
    assert shown(ran, "--config", "interop-check.toml")["settings"]["fail-on"]["value"] == "blocker"
    for missing in ("nowhere.toml", ""):
        assert ran("validate", "teas", "--config", missing).status == 2
    settle("[project]", path=Path("pyproject.toml"))
    found = ran("config", "show", "--config", "pyproject.toml")
    assert (found.status, "no table [tool.interop-check]" in found.err) == (2, True)


def test_no_file_at_all_can_be_asked_for(ran: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    settle("fail-onn = 'major'")
    assert ran("config", "show").status == 2
    assert shown(ran, "--config", "none")["file"] is None
    monkeypatch.setenv("INTEROP_CHECK_CONFIG", "none")
    assert shown(ran)["file"] is None
    settle('fail-on = "minor"', path=Path("none"))
    assert shown(ran)["file"] is None
    assert shown(ran, "--config", "./none")["settings"]["fail-on"]["where"] == "none:1"


def test_paths_are_relative_to_the_file(ran: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(*BASE, 'output = ["json=out.json"]')
    (here / "deep").mkdir()
    monkeypatch.chdir(here / "deep")
    found = ran("validate", "-f", "concise")
    assert found.status == 0, found.err
    assert json.loads((here / "out.json").read_text("utf-8"))["inputs"][0]["path"] == "../teas/qnr.yaml"


@pytest.mark.parametrize(
    "line",
    [
        'profiles = ".."',
        'schemas = ["standards", "../elsewhere"]',
        'waivers = "/etc/hosts"',
        'output = "html=../out.html"',
        'output = "../out.html"',
        'profiles = "out"',
    ],
)
def test_no_path_of_the_file_leads_out_of_the_repository(ran: Run, here: Path, line: str) -> None:
    (here.parent / "elsewhere").mkdir(exist_ok=True)
    Path("out").symlink_to(here.parent)
    settle('fail-on = "minor"', line)
    for command in (("validate", "teas"), ("config", "show")):
        found = ran(*command)
        assert found.status == 2
        assert "interop-check.toml:2: " in found.err
        assert "leads out of the repository" in found.err


def test_on_the_command_line_paths_are_their_users_business(ran: Run, here: Path) -> None:
    settle('schemas = "standards"')
    name = here.name
    assert ran("validate", "--profiles", f"../{name}/teas").status == 0


def test_a_link_to_a_file_elsewhere_is_not_read(ran: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other") / "evil.toml"
    other.write_text('fail-on = "never"\n', "utf-8")
    OWN.unlink()
    OWN.symlink_to(other)
    found = ran("validate", "teas")
    assert (found.status, "leads out of its repository" in found.err) == (2, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name here")
def test_a_configuration_that_is_no_file_is_refused(ran: Run) -> None:
    OWN.unlink()
    os.mkfifo(OWN)
    assert ran("validate", "teas").status == 2
    OWN.unlink()
    OWN.mkdir()
    assert ran("validate", "teas").status == 2


# ── what wins ────────────────────────────────────────────────────────────────────────────────────────────


def test_an_option_wins_over_a_variable_over_the_file_over_the_default(
    ran: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile("teas/qsu.yaml", "QSU", "plug: C, watts: 5000")
    pair = ("compare", "QVA", "QSU", "--date", DAY)
    settle(*BASE)
    assert ran(*pair).status == 0
    settle(*BASE, 'fail-on = "minor"')
    assert ran(*pair).status == 1
    monkeypatch.setenv("INTEROP_CHECK_FAIL_ON", "major")
    assert ran(*pair).status == 0
    assert shown(ran)["settings"]["fail-on"] == {
        "value": "major",
        "from": "environment",
        "where": "INTEROP_CHECK_FAIL_ON",
    }
    assert ran(*pair, "--fail-on", "minor").status == 1


def test_a_flag_can_be_taken_back(ran: Run) -> None:
    profile("teas/qsu.yaml", "QSU", "watts: 1000")
    settle(*BASE, "fail-on-unknown = true")
    assert ran("compare", "QVA", "QSU").status == 1
    assert ran("compare", "QVA", "QSU", "--no-fail-on-unknown").status == 0


def test_without_options_the_configuration_counts_too(ran: Run) -> None:
    profile("teas/qva.yaml", "QVA", "plug: Z")
    settle(*BASE, 'fail-on = "never"', 'format = "concise"')
    found = ran("validate", "teas")
    assert (found.status, found.out.startswith("teas/qva.yaml:6:14: blocker")) == (0, True)
    assert ran("validate").out == found.out


def test_lists_of_the_environment(ran: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    OWN.unlink()
    Path("more teas").mkdir()
    monkeypatch.setenv("INTEROP_CHECK_PROFILES", f"teas{os.pathsep}more teas")
    monkeypatch.setenv("INTEROP_CHECK_SCHEMAS", "standards")
    monkeypatch.setenv("INTEROP_CHECK_IGNORE", "tea/kettle/watts, content")
    monkeypatch.setenv("INTEROP_CHECK_FAIL_ON_UNKNOWN", "true")
    monkeypatch.setenv("INTEROP_CHECK_DATE", "2026-01-02")
    monkeypatch.setenv("INTEROP_CHECK_FORMAT", "")
    values = {name: each["value"] for name, each in shown(ran)["settings"].items()}
    assert values["profiles"] == ["teas", "more teas"]
    assert values["ignore"] == ["tea/kettle/watts", "content"]
    assert (values["fail-on-unknown"], values["date"], values["format"]) == (True, "2026-01-02", "text")
    assert json.loads(ran("validate", "-f", "json").out)["date"] == "2026-01-02"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("FAIL_ON", "mayor", "INTEROP_CHECK_FAIL_ON: 'mayor' is none of"),
        ("FAIL_ON_UNKNOWN", "maybe", "INTEROP_CHECK_FAIL_ON_UNKNOWN: 'maybe' must be true or false"),
        ("SCHEMAS", "nowhere", "INTEROP_CHECK_SCHEMAS: there is no folder 'nowhere'"),
        ("IGNORE", "tea/kettle/wats", "INTEROP_CHECK_IGNORE: there is no rule 'tea/kettle/wats' (did you mean"),
        ("BASELINE", "fmn-spiral-9", "INTEROP_CHECK_BASELINE: 'fmn-spiral-9' is none of"),
        ("DATE", "today", "INTEROP_CHECK_DATE: 'today' is no day"),
    ],
)
def test_a_variable_that_means_nothing_is_named(
    ran: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    settle(*BASE)
    monkeypatch.setenv(f"INTEROP_CHECK_{name}", value)
    found = ran("validate", "teas")
    assert (found.status, found.out) == (2, "")
    assert said in found.err


def test_a_variable_that_is_nearly_ours_is_noted(ran: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(*BASE)
    monkeypatch.setenv("INTEROP_CHECK_FAILON", "minor")
    found = ran("validate", "teas")
    assert found.status == 0
    assert "INTEROP_CHECK_FAILON is no variable of this program (did you mean 'INTEROP_CHECK_FAIL_ON'?)" in found.err


# ── what it may not say ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("# c\n\nfail_on = 'major'", 3, "there is no key 'fail_on' (did you mean 'fail-on'?)"),
        ("wholly = 'other'", 1, "there is no key 'wholly'; the keys are profiles, schemas"),
        ("fail-on = 'mayor'", 1, "'fail-on' must be one of info, minor, major, blocker, never, found 'mayor'"),
        ("fail-on = 'mayor'", 1, "(did you mean 'major'?)"),
        ("fail-on-unknown = 'yes'", 1, "'fail-on-unknown' must be true or false, found 'yes'"),
        ("schemas = [\n  'standards',\n  3,\n]", 3, "'schemas' must be a folder or a list of folders, found 3"),
        ("profiles = ''", 1, "'profiles' must be a folder"),
        ("format = 2026-01-01T00:00:00Z\nignore = 1.5", 2, "'ignore' must be"),
        ("severities = 'minor'", 1, "'severities' must be a table"),
        ("[severities]\n'tea/kettle/plug' = 'awful'", 2, "'severities' must be a table"),
        ("date = '2026-01-01'", 1, "there is no key 'date'"),
        ("profiles = 'teas", 1, "the file is not TOML"),
        ("a = 1\nprofiles = [\n'teas'", 3, "the file is not TOML"),
        ("profiles = 'teas'\nprofiles = 'teas'", 2, "the file is not TOML"),
        ("x = inf", 1, "there is no key 'x'"),
        ("[profiles.x]\ny = 1", 1, "'profiles' must be a folder"),
        ('"fail-on" = """\\\n  never\n  """', 1, "'fail-on' must be"),
        ('"\\u001b[31m" = 1', 1, "there is no key '\\x1b[31m'"),
        (f"x = {'[' * 5000}{']' * 5000}", 1, "nested too deep"),
    ],
)
def test_what_a_configuration_may_not_say_is_named_with_its_line(ran: Run, text: str, line: int, said: str) -> None:
    for path, head in ((OWN, ""), (Path("pyproject.toml"), "[project]\nname = 'x'\n[tool.interop-check]\n")):
        if head and ("[" in text.split("=")[0] or "TOML" in said):
            continue
        for old in (OWN, Path("pyproject.toml")):
            old.unlink(missing_ok=True)
        path.write_text(f"{head}{text}\n", "utf-8", newline="\r\n")
        found = ran("validate", "teas")
        assert (found.status, found.out) == (2, "")
        at = line + head.count("\n") if "deep" not in said else 1
        told = [each for each in found.err.splitlines() if each.startswith(f"interop-check: {path}:{at}: ")]
        assert any(said in each for each in told), found.err


def test_a_file_that_is_not_utf_8(ran: Run) -> None:
    OWN.write_bytes(b"# a\n# \xff\n")
    assert "interop-check.toml:2: the file is not UTF-8" in ran("validate", "teas").err


@pytest.mark.parametrize(
    ("lines", "at", "said"),
    [
        (("ignore = [", ' "tea",', ' "tea/kettle/plugg",', "]"), 5, "(did you mean 'tea/kettle/plug'?)"),
        (('select = "coffee"',), 3, "there is no rule 'coffee'"),
        (("[severities]", '"tea/kettle/wats" = "major"'), 4, "(did you mean 'tea/kettle/watts'?)"),
        (("[severities]", '"tea/kettle/network" = "minor"'), 4, "takes no severity"),
        (("[severities]", '"yaml/syntax" = "minor"'), 4, "is always told"),
        (("[severities]", '"schema/enum" = "minor"'), 4, "is always told"),
        (('ignore = "schema"',), 3, "'schema' cannot be ignored"),
        (('ignore = ["content/sensitive"]',), 3, "'content/sensitive' cannot be ignored"),
        (('ignore = "yaml/duplicate-key"',), 3, "cannot be ignored"),
    ],
)
def test_a_rule_that_there_is_not_or_that_must_be_told(ran: Run, lines: tuple[str, ...], at: int, said: str) -> None:
    settle(*BASE, *lines)
    for command in (("validate", "teas"), ("compare", "QVA", "QSU"), ("matrix", "teas")):
        found = ran(*command)
        assert (found.status, found.out) == (2, ""), command
        assert f"interop-check: interop-check.toml:{at}: " in found.err
        assert said in found.err


# ── what it does to a report ─────────────────────────────────────────────────────────────────────────────


def test_a_regraded_rule_costs_what_is_said_and_the_report_says_so(ran: Run) -> None:
    settle(*BASE, "[severities]", '"tea/kettle/plug" = "major"')
    status, report = compared(ran)
    assert (status, report["summary"]["verdict"]) == (0, "degraded")
    assert report["findings"][0]["severity"] == "major"
    assert report["rules"]["tea/kettle/plug"]["severity"] == "major"
    said = "tea/kettle/plug costs major here, by interop-check.toml:4"
    assert said in report["assumptions"]
    assert said in ran("compare", "QVA", "QNR").out
    assert said in ran("compare", "QVA", "QNR", "QSU").out
    assert report["steering"][0]["path"] == "interop-check.toml"
    found = ran("matrix", "teas")
    assert found.status == 0, found.out


def test_a_question_of_a_regraded_rule_weighs_as_it_does(ran: Run) -> None:
    profile("teas/qnr.yaml", "QNR", "watts: 1000")
    settle(*BASE)
    assert compared(ran)[1]["summary"]["verdict"] == "unknown"
    settle(*BASE, "[severities]", '"tea/kettle/plug" = "major"')
    assert compared(ran)[1]["summary"]["verdict"] == "clear"


def test_a_finding_without_a_rule_can_be_regraded(ran: Run) -> None:
    Path("teas/qva.yaml").write_text(
        'kind: tea\npartner: QVA\nsystem: kitchen\nfrom: "2027-01-02"\nuntil: "2027-01-01"\n'
        "exchanges:\n  kettle:\n    - {plug: C}\n",
        "utf-8",
    )
    settle(*BASE)
    assert "major content/empty-period" in ran("validate", "teas", "-f", "concise").out
    settle(*BASE, "[severities]", '"content/empty-period" = "info"')
    report = json.loads(ran("validate", "teas", "-f", "json").out)
    assert report["findings"][0]["severity"] == "info"
    assert report["rules"]["content/empty-period"]["severity"] == "info"


def test_an_ignored_rule_never_makes_a_blocked_pair_clear(ran: Run) -> None:
    settle(*BASE, 'ignore = "tea/kettle/plug"')
    status, report = compared(ran)
    assert (status, report["summary"]["verdict"], report["summary"]["ignored"]) == (0, "blocked", 1)
    assert report["findings"] == []
    assert "ignored, by interop-check.toml:3: tea/kettle/plug" in report["assumptions"]
    assert any("tea/kettle/plug (1 blocker)" in each for each in report["assumptions"])
    assert "kettle: blocked, which counts ignored rules: tea/kettle/plug" in report["comparisons"][0]["assumptions"]
    text = ran("compare", "QVA", "QNR").out
    assert text.startswith("■ BLOCKED")
    assert "which counts ignored rules" in text.replace("\n    ", " ")


def test_an_ignored_question_leaves_nothing_open_but_a_broken_file_does(ran: Run) -> None:
    profile("teas/qnr.yaml", "QNR", "watts: 1000")
    settle(*BASE, "fail-on-unknown = true", 'ignore = "tea/kettle/plug"')
    status, report = compared(ran)
    assert (status, report["summary"]["verdict"]) == (0, "unknown")
    profile("teas/qnr.yaml", "QNR", "plug: Z")
    assert ran("compare", "QVA", "QNR").status == 1


def test_what_is_selected_is_told_and_a_broken_file_always(ran: Run) -> None:
    profile("teas/qsu.yaml", "QSU", "plug: G, watts: 9000")
    settle(*BASE, 'select = ["tea/kettle/watts"]')
    report = compared(ran, pair=("QVA", "QSU"))[1]
    assert [each["rule"] for each in report["findings"]] == ["tea/kettle/watts"]
    assert report["summary"]["verdict"] == "blocked"
    profile("teas/qsu.yaml", "QSU", "plug: Z")
    assert "schema/enum" in ran("validate", "teas", "-f", "concise").out


def test_a_waiver_of_an_ignored_rule_is_not_unused(ran: Run) -> None:
    waive(ran)
    status, report = compared(ran, "--ignore", "tea", "--date", DAY)
    assert (status, report["findings"]) == (0, [])


def test_markings_are_let_be_up_to_the_level(ran: Run) -> None:
    text = Path("teas/qva.yaml").read_text("utf-8")
    Path("teas/qva.yaml").write_text(f"# NATO RESTRICTED\n{text}", "utf-8")
    settle(*BASE)
    assert ran("validate", "teas").status == 1
    settle(*BASE, 'sensitive-content = "restricted"')
    assert ran("validate", "teas").status == 0
    assert ran("validate", "teas", "--sensitive-content", "unclassified").status == 1


def test_a_report_is_not_written_over_the_configuration(ran: Run) -> None:
    settle(*BASE)
    assert ran("validate", "teas", "-o", "json=interop-check.toml").status == 2
    _empty()
    assert ran("validate", "teas", "--waivers", "none.yaml", "-o", "json=none.yaml").status == 2


def test_what_is_settled_for_reports_does_not_keep_a_matrix_from_being_shown(ran: Run) -> None:
    settle(*BASE, 'format = "pdf"', 'output = "pdf=out.pdf"')
    assert ran("matrix", "teas").status == 1
    assert not Path("out.pdf").exists()


def test_schemas_that_are_configured_are_explained(ran: Run) -> None:
    settle(*BASE)
    assert ran("explain", "tea/kettle/plug").status == 0
    assert ran("standards", "check", "standards/tea.json").status == 0


def test_config_show_says_where_each_value_came_from(ran: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEROP_CHECK_BASELINE", "fmn-spiral-3")
    settle(*BASE, "[severities]", '"tea/kettle/plug" = "minor"')
    lines = ran("config", "show").out.splitlines()
    assert lines[0] == "interop-check.toml"
    assert [line.split() for line in lines if line.split()[:1] in (["schemas"], ["baseline"], ["format"])] == [
        ["schemas", "standards", "interop-check.toml:2"],
        ["baseline", "fmn-spiral-3", "INTEROP_CHECK_BASELINE"],
        ["format", "text", "default"],
    ]
    assert any("tea/kettle/plug = minor" in line and line.endswith("interop-check.toml:3") for line in lines)


# ── the schema, the keys, the lines ──────────────────────────────────────────────────────────────────────


def test_the_schema_and_the_keys_say_the_same() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) - {"$schema"} == {key.name for key in KEYS.values() if key.in_file}
    for name, said in SCHEMA["properties"].items():
        if "default" in said:
            assert said["default"] == KEYS[name].default
        assert said["description"]


def test_the_readme_names_every_key() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    ways = ("`{}`", "{} =", "[{}]")
    assert all(any(way.format(key.name) in text for way in ways) for key in KEYS.values() if key.in_file)


def test_nothing_slow_is_loaded_where_nothing_is_configured(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("kind: partner\ncode: QVA\nname: Valdria\n", "utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'interop-check-teas'\n", "utf-8")
    program = (
        "import sys; from interop_check.cli.starting import start; start(['validate', 'a.yaml']);"
        "sys.exit(','.join({'tomllib', 'typer', 'interop_check.waivers', 'interop_check.configuration.reading'}"
        " & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert (found.stderr.strip(), found.returncode) == ("", 1)  # an empty text is a status too


names = st.one_of(
    st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True), st.text(st.characters(codec="utf-8"), max_size=6)
)
scalars = st.one_of(
    st.integers(-9, 9), st.booleans(), st.sampled_from([1.5, -2e9]), st.text(st.characters(codec="utf-8"), max_size=9)
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=8
)


def toml(value: Any, pretty: bool) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)} = {toml(each, pretty)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        gap = "  # ] } '\n" if pretty else " "
        return "[" + gap + f",{gap}".join(toml(each, pretty) for each in value) + f"{gap}]"
    return quoted(value) if isinstance(value, str) else str(value).lower()


def quoted(text: str) -> str:
    return json.dumps(text).replace("\x7f", "\\u007f") if text.isascii() else _escaped(text)


def _escaped(text: str) -> str:
    return '"' + "".join(f"\\U{ord(character):08x}" for character in text) + '"'


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(names, values, max_size=5), st.dictionaries(names, values, max_size=4), st.booleans())
def test_the_line_of_every_key_is_found(top: dict[str, Any], below: dict[str, Any], pretty: bool) -> None:
    lines = ["# head"]
    expected: dict[tuple[str, ...], int] = {}
    for head, table in (((), top), (("the table",), below)):
        if head:
            lines.append('[ "the table" ] # x')
        for key, value in table.items():
            expected[*head, key] = len(lines) + 1
            lines += f"{quoted(key)} = {toml(value, pretty)} # '".split("\n")
    text = "\n".join(lines)
    if "the table" in top:
        return
    tomllib.loads(text)
    found = lines_of(text)
    assert {steps: found[steps] for steps in expected} == expected


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    lines: tuple[str, ...] = ()
    try:
        read("interop-check.toml", data, SCHEMA)
    except ConfigurationError as error:
        lines = error.lines
    assert all(line.startswith("interop-check.toml:") for line in lines)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from([*SCHEMA["properties"], "other"]), values, max_size=6))
def test_what_is_read_is_what_the_schema_allows(value: dict[str, Any]) -> None:
    text = "\n".join(f"{quoted(key)} = {toml(each, False)}" for key, each in value.items())
    allowed = jsonschema.Draft202012Validator(SCHEMA).is_valid(tomllib.loads(text))
    try:
        found = read("interop-check.toml", text.encode(), SCHEMA)
    except ConfigurationError:
        assert not allowed
    else:
        assert allowed
        assert found is not None
        assert found.keys() == value.keys() - {"$schema"}
        assert all(
            isinstance(each.value, dict if KEYS[name].shape is Shape.TABLE else object) for name, each in found.items()
        )


@pytest.mark.parametrize(
    ("select", "ignore", "rule", "out"),
    [
        ((), ("tea",), "tea/kettle/plug", True),
        ((), ("te",), "tea/kettle/plug", False),
        ((), ("tea/",), "tea/kettle/plug", True),
        (("tea",), (), "coffee/pot/plug", True),
        (("tea",), (), "schema/enum", False),
        (("tea",), (), "waiver/expired", False),
        ((), ("waiver/unused",), "waiver/unused", True),
        ((), ("waiver",), "waiver/expired", False),
        (("tea",), ("tea/kettle",), "tea/kettle/plug", True),
        ((), ("yaml",), "yaml/ambiguous-scalar", True),
        ((), ("yaml", "schema", "content"), "yaml/syntax", False),
    ],
)
def test_which_rules_are_left_out(select: tuple[str, ...], ignore: tuple[str, ...], rule: str, out: bool) -> None:
    assert Grading(Setting(select), Setting(ignore)).leaves_out(rule) is out
