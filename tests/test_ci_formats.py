"""What platforms read: SARIF for code scanning, JUnit, annotations of GitHub, Code Quality of GitLab."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import jsonschema
import pytest
from test_formats import (
    BASIS,
    CONFERENCE,
    DAY,
    EDITION,
    MANY_FINDINGS,
    MAPS,
    NOT_VALID,
    NOTHING,
    QNR,
    QVA,
    REPORTS,
    SILENT,
    VOICE,
    poisoned,
)

from interop_check import __version__, formats
from interop_check.cli.gates import fitting, in_repository, shortened
from interop_check.cli.statuses import Status, status_of
from interop_check.formats import Options
from interop_check.formats import sarif as sarif_format
from interop_check.formats._gate import fingerprints
from interop_check.formats._words import GLYPHS, SEVERITY_GLYPHS
from interop_check.report import Finding, Outcome, Place, Report, Severity, Steering, Waived

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data"
SARIF = jsonschema.Draft202012Validator(json.loads((DATA / "sarif-2.1.0.json").read_text("utf-8")))

WAIVED = Waived(
    "Both fly with couriers until the new radios are there.", "chief-j6@qva.example", DAY, "waivers.yaml", 7
)
MIXED = Report("validate", findings=(VOICE._replace(waived=WAIVED), CONFERENCE, EDITION), **BASIS)
OLD = MAPS._replace(stood_before=True)
OTHER = CONFERENCE._replace(stood_before=True, changed=True)
# Held against an earlier state, from which the one profile of QVA has changed.
HELD = Report("compare", findings=(VOICE, OTHER, OLD, EDITION), changed=frozenset({QVA}), **BASIS)
ALL = {
    **REPORTS,
    "waived": MIXED,
    "held": HELD,
    **{f"hostile-{name}": poisoned(report) for name, report in REPORTS.items()},
}


def numbered(finding: Finding, count: int) -> tuple[Finding, ...]:
    return tuple(finding._replace(fingerprint=f"{number:016x}") for number in range(count))


def with_findings(*findings: Finding) -> Report:
    return Report("validate", findings=findings, **BASIS)


# ── SARIF ────────────────────────────────────────────────────────────────────────────────────────────────


def sarif(report: Report, **options: Any) -> dict[str, Any]:
    log = json.loads(formats.render("sarif", report, Options(**options)))
    assert len(log["runs"]) == 1
    run: dict[str, Any] = log["runs"][0]
    return run


@pytest.mark.parametrize("name", ALL)
def test_sarif_is_what_its_schema_says(name: str) -> None:
    log = json.loads(formats.render("sarif", ALL[name]))
    assert not [error.message for error in SARIF.iter_errors(log)]
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")


@pytest.mark.parametrize("name", ALL)
def test_code_scanning_finds_everything_that_it_asks_for(name: str) -> None:
    run = sarif(ALL[name])
    assert run["tool"]["driver"]["semanticVersion"] == __version__
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["automationDetails"]["id"].endswith("/")
    for rule in run["tool"]["driver"]["rules"]:
        texts = (rule["shortDescription"], rule["fullDescription"])
        assert all(0 < len(text["text"]) <= 1024 for text in texts)
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert "security-severity" not in rule["properties"]
        assert len(rule["properties"]["tags"]) <= 10
    for result in run["results"]:
        assert result["message"]["text"]
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        [location] = result["locations"]
        region = location["physicalLocation"]["region"]
        assert all(region[name] >= 1 for name in ("startLine", "startColumn", "endLine", "endColumn"))
        assert result["partialFingerprints"]["primaryLocationLineHash"]
        assert "kind" not in result
    prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    assert len(set(prints)) == len(prints)


def test_levels_follow_severity_and_what_is_not_known_is_a_note() -> None:
    levels = {result["ruleId"]: result["level"] for result in sarif(MANY_FINDINGS)["results"]}
    assert [levels[each.rule] for each in (VOICE, CONFERENCE, MAPS, EDITION, SILENT)] == [
        "error", "warning", "note", "note", "note",
    ]  # fmt: skip


def test_the_other_side_is_a_related_location_that_the_message_links_to() -> None:
    [result] = (each for each in sarif(MANY_FINDINGS)["results"] if each["ruleId"] == VOICE.rule)
    here = result["locations"][0]["physicalLocation"]
    assert here["artifactLocation"]["uri"] == "profiles/qnr/communications.yaml"
    assert here["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
    assert here["region"] == {"startLine": 22, "startColumn": 15, "endLine": 22, "endColumn": 22}
    [other] = result["relatedLocations"]
    assert other["id"] == 1
    assert other["physicalLocation"]["region"]["startLine"] == 14
    assert "[QVA: profiles/qva/communications.yaml:14](1)" in result["message"]["text"]
    assert 'QVA: add "KY-99"' in result["message"]["text"]


def test_the_first_place_does_not_depend_on_who_was_named_first() -> None:
    turned = with_findings(VOICE._replace(places=VOICE.places[::-1]))
    assert sarif(turned)["results"][0]["locations"] == sarif(with_findings(VOICE))["results"][0]["locations"]


def test_a_text_of_a_profile_is_no_link() -> None:
    hostile = VOICE._replace(message="see [here](1) and [there](https://evil.example)")
    text = sarif(with_findings(hostile))["results"][0]["message"]["text"]
    assert re.findall(r"(?<!\\)\]\(", text) == ["]("]  # the link to the other side


def test_rules_speak_in_general_and_markdown_obeys_nothing_in_them() -> None:
    run = sarif(REPORTS["compare-one"])
    [rule] = run["tool"]["driver"]["rules"]
    assert rule["fullDescription"]["text"] == "One partner and the other share no crypto device."
    report = REPORTS["compare-one"]
    evil = report.rules[VOICE.rule]._replace(because="<img src=x> [x](javascript:y) **b** `c`")
    [rule] = sarif(report._replace(rules={VOICE.rule: evil}))["tool"]["driver"]["rules"]
    told = rule["help"]["markdown"]
    assert r"\<img src=x\> \[x\]\(javascript\:y\) \*\*b\*\* \`c\`" in told


def test_what_is_waived_stays_as_suppressed_and_the_others_say_that_they_are_not() -> None:
    results = sarif(MIXED)["results"]
    assert [len(each["suppressions"]) for each in results] == [0, 0, 1]
    [suppression] = results[-1]["suppressions"]
    assert suppression["kind"] == "external"
    assert suppression["status"] == "accepted"
    assert suppression["justification"].startswith("waived by chief-j6@qva.example until 2026-11-22: Both fly")
    where = suppression["location"]["physicalLocation"]
    assert (where["artifactLocation"]["uri"], where["region"]["startLine"]) == ("waivers.yaml", 7)
    assert not any("suppressions" in each for each in sarif(MANY_FINDINGS)["results"])


def test_the_file_with_the_waivers_is_named_with_its_hash() -> None:
    run = sarif(MIXED._replace(steering=(Steering("waivers.yaml", "d" * 64),)))
    named = run["artifacts"][-1]
    assert (named["location"]["uri"], named["hashes"], named["roles"]) == (
        "waivers.yaml", {"sha-256": "d" * 64}, ["userSpecifiedConfiguration"],
    )  # fmt: skip


def test_findings_on_one_line_are_told_apart() -> None:
    again = CONFERENCE._replace(places=VOICE.places, fingerprint="another")
    prints = [
        each["partialFingerprints"]["primaryLocationLineHash"] for each in sarif(with_findings(VOICE, again))["results"]
    ]
    assert prints == [VOICE.fingerprint, "another"]


def test_what_shares_a_fingerprint_is_told_apart_by_its_place_and_by_nothing_that_moves() -> None:
    elsewhere = VOICE._replace(places=VOICE.places[:1])
    first, second, third = fingerprints([VOICE, elsewhere, elsewhere])
    assert len({first, second, third}) == 3
    moved = VOICE._replace(places=tuple(place._replace(line=place.line + 9) for place in VOICE.places))
    assert fingerprints([elsewhere, moved])[1] == first
    assert fingerprints([VOICE]) == [VOICE.fingerprint]


@pytest.mark.parametrize(
    ("path", "uri", "base"),
    [
        ("profiles/a b%/ü\n:[1].yaml", "profiles/a%20b%25/%C3%BC%0A%3A%5B1%5D.yaml", "%SRCROOT%"),
        ("latin-\udce9.yaml", "latin-%E9.yaml", "%SRCROOT%"),
        ("./here.yaml", "here.yaml", "%SRCROOT%"),
        ("../beside/a.yaml", "../beside/a.yaml", None),
        ("/srv/a b.yaml", "file:///srv/a%20b.yaml", None),
        ("C:/srv/a.yaml", "file:///C%3A/srv/a.yaml", None),
    ],
)
def test_a_path_becomes_a_uri(path: str, uri: str, base: str | None) -> None:
    finding = SILENT._replace(places=(Place(path),))
    found = sarif(with_findings(finding))["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert (found["uri"], found.get("uriBaseId")) == (uri, base)


def test_paths_are_from_the_top_of_the_repository() -> None:
    files = {"profiles/qnr/communications.yaml": "nato/profiles/qnr/communications.yaml"}
    assert '"nato/profiles/qnr/communications.yaml"' in json.dumps(sarif(MANY_FINDINGS, files=files))
    assert "file=nato/profiles/qnr/" in github(MANY_FINDINGS, files=files)
    assert 'file="nato/profiles/qnr/' in junit(MANY_FINDINGS, files=files)
    assert gitlab(MANY_FINDINGS, files=files)[0]["location"]["path"].startswith("nato/")


def test_a_finding_without_a_place_stands_at_the_first_profile() -> None:
    run = sarif(with_findings(SILENT._replace(places=())))
    assert (
        run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        == REPORTS["compare-one"].inputs[0].path
    )


def test_of_too_many_findings_the_worst_are_kept_and_it_is_said() -> None:
    report = with_findings(*numbered(MAPS, 5_000), *numbered(VOICE, 40))
    run = sarif(report)
    assert len(run["results"]) == 5_000
    assert Counter(each["level"] for each in run["results"]) == {"note": 4_960, "error": 40}
    [told] = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"].startswith("40 findings of least weight left out")
    assert told["level"] == "warning"
    assert run["tool"]["driver"]["notifications"][told["descriptor"]["index"]]["id"] == "left-out"


def test_a_file_that_code_scanning_would_refuse_is_shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif_format, "_BYTES", 9_000)
    run = sarif(with_findings(*numbered(VOICE, 3_000)))
    assert 0 < len(run["results"]) < 3_000
    assert run["invocations"][0]["toolExecutionNotifications"]


def test_a_result_has_no_more_places_than_are_shown() -> None:
    places = tuple(VOICE.places[0]._replace(line=number, end_line=number) for number in range(1, 251))
    [result] = sarif(with_findings(VOICE._replace(places=places)))["results"]
    assert len(result["locations"]) + len(result["relatedLocations"]) == 100
    assert "(5) and 244 more places." in result["message"]["text"]


def test_a_text_without_end_is_cut() -> None:
    [result] = sarif(with_findings(VOICE._replace(message="x" * 100_000, because="y" * 100_000)))["results"]
    assert len(result["message"]["text"]) < 5_000
    assert result["message"]["text"].endswith("(1).")


def test_the_run_says_how_it_ended() -> None:
    done = sarif(MANY_FINDINGS, status=1)["invocations"][0]
    assert (done["executionSuccessful"], done["exitCode"]) == (True, 1)
    assert [each["descriptor"]["id"] for each in done["toolExecutionNotifications"]] == ["incomplete"]
    assert "QNR" in done["toolExecutionNotifications"][0]["message"]["text"]
    assert "exitCode" not in sarif(MANY_FINDINGS)["invocations"][0]
    unread = sarif(NOT_VALID, status=3)["invocations"][0]
    assert unread["executionSuccessful"] is True
    assert [each["level"] for each in unread["toolExecutionNotifications"]] == ["error"]
    empty = sarif(NOTHING, status=4)["invocations"][0]
    assert empty["executionSuccessful"] is False
    assert sarif(NOTHING, status=0)["invocations"][0]["executionSuccessful"] is True


def test_each_pair_has_an_upload_of_its_own() -> None:
    assert sarif(MANY_FINDINGS)["automationDetails"]["id"] == "interop-check/compare/QNR-QVA/"
    assert sarif(NOT_VALID)["automationDetails"]["id"] == "interop-check/validate/"


def test_held_against_an_earlier_state_each_result_says_what_became_of_it() -> None:
    found = {each["ruleId"]: each["baselineState"] for each in sarif(HELD)["results"]}
    assert found == {VOICE.rule: "new", OTHER.rule: "updated", OLD.rule: "unchanged", EDITION.rule: "new"}
    assert not any("baselineState" in each for each in sarif(MANY_FINDINGS)["results"])
    none_stood = sarif(with_findings(VOICE)._replace(changed=frozenset()))
    assert [each["baselineState"] for each in none_stood["results"]] == ["new"]


@pytest.mark.parametrize("format", ["text", "concise", "markdown", "html", "json", "junit", "gitlab", "github"])
def test_what_stood_before_is_marked_in_every_format(format: str) -> None:
    for findings, marked in (((VOICE, CONFERENCE), False), ((VOICE, OLD), True)):
        shown = formats.render(format, with_findings(*findings)._replace(changed=frozenset()))
        text = shown if isinstance(shown, str) else shown.decode()
        assert bool(re.search("stood[ _]before", text)) is marked


def test_neither_place_nor_fingerprint_of_a_result_moves_with_what_has_changed() -> None:
    held, alone = (
        {
            each["ruleId"]: (each["locations"], each["partialFingerprints"])
            for each in sarif(HELD._replace(changed=changed))["results"]
        }
        for changed in (frozenset({QVA}), None)
    )
    assert held == alone
    assert [each["fingerprint"] for each in gitlab(HELD)] == [
        each["fingerprint"] for each in gitlab(HELD._replace(changed=None))
    ]


def test_a_change_has_one_upload_whatever_it_touches() -> None:
    one = REPORTS["compare-one"]
    assert sarif(one)["automationDetails"]["id"] == "interop-check/compare/QNR-QVA/"
    assert sarif(one._replace(command="diff"))["automationDetails"]["id"] == "interop-check/diff/"


# Microsoft's own program: npm install @microsoft/sarif-multitool, and name the program `Sarif.Multitool` of the package
# for this system (node_modules/@microsoft/sarif-multitool-linux) in the environment variable SARIF_MULTITOOL.
MULTITOOL = os.environ.get("SARIF_MULTITOOL") or shutil.which("Sarif.Multitool")


@pytest.mark.skipif(not MULTITOOL, reason="npm install @microsoft/sarif-multitool; SARIF_MULTITOOL=…/Sarif.Multitool")
def test_the_multitool_has_nothing_to_say(tmp_path: Path) -> None:
    for name, report in ALL.items():
        (tmp_path / f"{name}.sarif").write_bytes(formats.render("sarif", report))  # type: ignore[arg-type]
    told = tmp_path / "told.json"
    asked = [str(MULTITOOL), "validate", str(tmp_path / "*.sarif"), "--rule-kind", "Sarif;Ghas", "--output", str(told)]
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    subprocess.run(asked, check=True, capture_output=True, env=environment)
    [run] = json.loads(told.read_text("utf-8-sig"))["runs"]
    assert run["results"] == []
    assert all(each["executionSuccessful"] for each in run["invocations"])


@pytest.mark.skipif(not shutil.which("sarif"), reason="pip install sarif-tools, which brings matplotlib and more")
def test_sarif_tools_count_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.sarif"
    path.write_bytes(formats.render("sarif", MANY_FINDINGS))  # type: ignore[arg-type]
    done = subprocess.run(["sarif", "summary", str(path)], check=True, capture_output=True, text=True)
    assert re.findall(r"^(error|warning|note): (\d+)", done.stdout, re.MULTILINE) == [
        ("error", "1"), ("warning", "1"), ("note", "4"),
    ]  # fmt: skip


# ── JUnit ────────────────────────────────────────────────────────────────────────────────────────────────


def junit(report: Report, **options: Any) -> str:
    shown = formats.render("junit", report, Options(**options))
    assert isinstance(shown, bytes)
    return shown.decode()


def cases(report: Report, **options: Any) -> dict[str, str]:
    """What each case comes to, by its name."""
    root = ElementTree.fromstring(junit(report, **options))  # noqa: S314 - our own
    found = {}
    for case in root.iter("testcase"):
        states = [child.tag for child in case if child.tag != "system-out"]
        found[case.attrib["name"]] = states[0] if states else "passed"
    return found


@pytest.mark.parametrize("name", ALL)
def test_junit_is_read_by_others(name: str) -> None:
    junitparser = pytest.importorskip("junitparser", reason="pip install junitparser")
    text = junit(ALL[name])
    read = junitparser.JUnitXml.fromstring(text.encode())
    counted = Counter(type(result).__name__ for suite in read for case in suite for result in case.result)
    assert read.tests == sum(1 for suite in read for _ in suite)
    assert (read.failures, read.errors, read.skipped) == tuple(
        counted[each] for each in ("Failure", "Error", "Skipped")
    )
    keys = [(case.classname, case.name) for suite in read for case in suite]
    assert len(set(keys)) == len(keys) or name == "hostile-compare-several"  # whose pairs share one name
    for suite in read:
        assert (suite.tests, suite.failures, suite.errors, suite.skipped) == _counts(junitparser, suite)


def _counts(junitparser: Any, suite: Any) -> tuple[int, ...]:
    listed = list(suite)
    found = Counter(type(result) for case in listed for result in case.result)
    return len(listed), *(found[each] for each in (junitparser.Failure, junitparser.Error, junitparser.Skipped))


def test_a_case_fails_by_what_fails_the_run() -> None:
    found = cases(MANY_FINDINGS)
    assert [name for name, state in found.items() if state == "failure"] == ["communications/secure-voice"]
    assert found["communications/text-chat"] == "passed"
    assert found["communications/voice-conference"] == "skipped"
    assert found["communications/satellite"] == "skipped"
    assert found["data-sharing/files"] == "skipped"
    assert cases(MANY_FINDINGS, fail_on=Severity.MAJOR)["communications/voice-conference"] == "failure"
    assert "failure" not in cases(MANY_FINDINGS, fail_on=None).values()


def test_what_is_not_known_is_skipped_unless_it_fails_the_run() -> None:
    assert cases(MANY_FINDINGS)["command-system/land"] == "skipped"
    strict = cases(MANY_FINDINGS, fail_on_unknown=True)
    assert strict["command-system/land"] == "failure"
    assert strict["data-sharing/files"] == "failure"


def test_what_is_waived_is_skipped_with_its_reason() -> None:
    text = junit(with_findings(VOICE._replace(waived=WAIVED)))
    assert "<failure" not in text
    assert 'message="waived by chief-j6@qva.example until 2026-11-22: Both fly' in text


def test_what_stood_before_is_skipped_and_says_so() -> None:
    [suite] = ElementTree.fromstring(junit(with_findings(OLD, OTHER)))  # noqa: S314 - our own
    skipped = [each for case in suite for each in case.iter("skipped")]
    assert sorted(each.attrib["message"].partition(":")[0] for each in skipped) == [
        "major (stood before)", "minor (stood before)",
    ]  # fmt: skip
    broken = NOT_VALID._replace(findings=tuple(each._replace(stood_before=True) for each in NOT_VALID.findings))
    assert any(each.unevaluated for each in broken.findings)
    assert not {"error", "failure"} & set(cases(broken).values())
    both = junit(with_findings(OLD, VOICE._replace(places=OLD.places)))
    assert 'message="blocker: ' in both


def test_what_was_not_known_before_fails_nothing() -> None:
    """As the status has it: a verdict that is unknown by an old question is let pass."""
    old = tuple(each._replace(stood_before=True) for each in MANY_FINDINGS.findings)
    [pair] = MANY_FINDINGS.comparisons
    exchanges = tuple(
        each._replace(findings=tuple(one._replace(stood_before=True) for one in each.findings))
        for each in pair.exchanges
        if each.findings
    )
    held = MANY_FINDINGS._replace(findings=old, comparisons=(pair._replace(exchanges=exchanges, questions=()),))
    assert status_of(held, Severity.BLOCKER, fail_on_unknown=True) is Status.DONE
    assert "failure" not in cases(held, fail_on_unknown=True).values()


def test_what_could_not_be_evaluated_is_an_error_and_what_is_only_told_passes() -> None:
    assert cases(NOT_VALID) == {
        "profiles/qnr/communications.yaml": "passed",
        "profiles/qva/communications.yaml": "error",
    }
    assert "<system-out>info[yaml/ambiguous-scalar]" in junit(NOT_VALID)


def test_nothing_checked_is_no_green_report() -> None:
    assert cases(NOTHING) == {"interop-check": "error"}
    assert cases(NOTHING, status=0) == {}


def test_junit_that_gitlab_would_refuse_leaves_its_texts_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from interop_check.formats import junit as module

    whole = junit(MANY_FINDINGS)
    monkeypatch.setattr(module, "_BYTES", 4_000)
    brief = junit(MANY_FINDINGS)
    assert len(brief) < len(whole)
    assert 'name="left out"' in brief
    assert "left out" not in whole


def test_a_case_tells_of_some_findings_and_counts_the_others() -> None:
    text = junit(with_findings(*numbered(VOICE, 50)))
    assert "(and 49 more)" in text
    assert "and 30 more findings" in text


# ── GitHub ───────────────────────────────────────────────────────────────────────────────────────────────


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    text: str


def github(report: Report, **options: Any) -> str:
    shown = formats.render("github", report, Options(**options))
    assert isinstance(shown, str)
    return shown


def commands(text: str) -> Iterator[Command]:
    """The commands of a log, read as the runner reads them: a line that begins with two colons."""
    for line in text.split("\n"):
        if line.lstrip().startswith("::"):
            found = re.fullmatch(r"::([a-z]+)(?: ([^:]*))?::(.*)", line)
            assert found, line
            said = dict(each.split("=", 1) for each in (found[2] or "").split(",") if each)
            plain = {name: _unescaped(value) for name, value in said.items()}
            yield Command(found[1], plain, _unescaped(found[3]))


def _unescaped(text: str) -> str:
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, character)
    return text


def annotations(text: str) -> list[Command]:
    return [each for each in commands(text) if each.name in ("error", "warning", "notice")]


def test_an_annotation_stands_on_its_lines() -> None:
    first = annotations(github(MANY_FINDINGS))[0]
    assert first.name == "error"
    assert first.properties == {
        "file": "profiles/qnr/communications.yaml", "line": "22", "endLine": "22", "col": "15", "endColumn": "22",
        "title": VOICE.rule,
    }  # fmt: skip
    assert first.text.splitlines()[0] == VOICE.message
    assert first.text.splitlines()[-1] == "See also QVA profiles/qva/communications.yaml:14:15"


def test_of_several_lines_no_columns_are_named() -> None:
    finding = VOICE._replace(places=(VOICE.places[0]._replace(end_line=16),))
    [found] = annotations(github(with_findings(finding)))
    assert "col" not in found.properties
    assert found.properties["endLine"] == "16"


def test_the_other_side_is_annotated_where_there_is_room() -> None:
    paths = [each.properties["file"] for each in annotations(github(with_findings(VOICE)))]
    assert paths == ["profiles/qnr/communications.yaml", "profiles/qva/communications.yaml"]


def test_an_annotation_stands_in_the_file_that_changed() -> None:
    found = annotations(github(HELD))
    assert [(each.properties["title"], each.properties["file"]) for each in found[:1]] == [(VOICE.rule, QVA)]
    assert found[0].text.splitlines()[-1] == f"See also QNR {QNR}:22:15"
    assert all(each.properties["file"] != QNR for each in found)
    neither = annotations(github(HELD._replace(changed=frozenset({"profiles/qva/partner.yaml"}))))
    assert neither[0].properties["file"] == QNR


def test_what_stood_before_is_for_the_log_and_a_file_that_cannot_be_read_a_notice() -> None:
    text = github(HELD)
    assert {each.properties["title"] for each in annotations(text)} == {VOICE.rule, EDITION.rule}
    assert f"- major (stood before) {CONFERENCE.rule}" in text
    broken = NOT_VALID._replace(
        findings=tuple(each._replace(stood_before=True) for each in NOT_VALID.findings), changed=frozenset()
    )
    [found] = annotations(github(broken))
    assert found.name == "notice"
    assert found.text.startswith("Stood before: ")


def test_of_more_than_github_shows_the_rest_is_counted_and_in_the_log() -> None:
    report = with_findings(*numbered(MAPS, 12), *numbered(CONFERENCE, 15), *numbered(VOICE, 11))
    text = github(report)
    found = annotations(text)
    assert Counter(each.name for each in found) == {"error": 10, "warning": 10, "notice": 10}
    assert found[-1].text == (
        "9 more findings without an annotation, of which GitHub shows 10 a level (1 blocker, 5 major, 3 minor);"
        " all are in the log"
    )
    assert sum(line.startswith("- ") for line in text.splitlines()) == 38


def test_what_is_waived_or_not_yet_said_is_for_the_log_only() -> None:
    text = github(with_findings(VOICE._replace(waived=WAIVED), SILENT))
    assert not annotations(text)
    assert "- waived blocker communications/secure-voice/crypto at QNR" in text
    assert "(waived by chief-j6@qva.example until 2026-11-22" in text


def test_a_path_with_every_mark_in_it_survives() -> None:
    path = "a b/50%,c:d\n::error::e.yaml"
    [found] = annotations(github(with_findings(SILENT._replace(places=(Place(path),), outcome=Outcome.BROKEN))))
    assert found.properties["file"] == path


@pytest.mark.parametrize("evil", ["::error::gone", "\n::stop-commands::x", "  ::set-output name=a::b", "##[group]x"])
def test_no_text_of_a_profile_is_a_command(evil: str) -> None:
    found = github(poisoned(MANY_FINDINGS, evil))
    assert {each.name for each in commands(found)} <= {"error", "warning", "notice", "group", "endgroup"}
    assert "##[" not in "".join(line for line in found.splitlines() if not line.startswith("::"))


def test_nothing_checked_is_an_error_and_no_finding_is_silence() -> None:
    assert github(NOTHING) == "::error title=interop-check::nothing was checked: no file ends in .yaml or .yml there\n"
    assert github(NOTHING, status=0) == ""
    assert github(REPORTS["validate-none"]) == ""


def test_a_page_that_is_too_long_for_the_summary_is_cut_between_lines() -> None:
    page = b"".join(b"line %d\n" % number for number in range(1_000))
    short = shortened(page, 500)
    assert len(short) <= 500
    assert short.splitlines()[0] == b"line 0"
    assert short.endswith(b"The rest did not fit into the summary of the step.\n")
    assert shortened(page, len(page)) == page
    assert shortened(b"```\n" + page, 500).count(b"```") == 2


def test_the_summary_of_a_step_keeps_what_an_earlier_command_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    assert fitting(str(path), b"one\n") == b"one\n"
    path.write_bytes(b"one\n")
    assert fitting(str(path), "zwei ü\n") == "one\nzwei ü\n".encode()
    assert fitting(str(tmp_path / "other.md"), "two\n") == "two\n"
    huge = fitting(str(path), b"line\n" * 500_000)
    assert len(huge) <= 900 * 1024


# ── GitLab ───────────────────────────────────────────────────────────────────────────────────────────────

# Written from the documented fields: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
CODE_QUALITY = jsonschema.Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "additionalProperties": False,
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "minLength": 1},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "additionalProperties": False,
                    "properties": {
                        "path": {"type": "string", "minLength": 1, "not": {"pattern": "^(\\./|/)"}},
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "additionalProperties": False,
                            "properties": {
                                "begin": {"type": "integer", "minimum": 1},
                                "end": {"type": "integer", "minimum": 1},
                            },
                        },
                    },
                },
            },
        },
    }
)


def gitlab(report: Report, **options: Any) -> list[Any]:
    shown = formats.render("gitlab", report, Options(**options))
    assert isinstance(shown, bytes)
    assert not shown.startswith(b"\xef\xbb\xbf")
    found: list[Any] = json.loads(shown)
    return found


@pytest.mark.parametrize("name", ALL)
def test_code_quality_has_the_documented_fields(name: str) -> None:
    found = gitlab(ALL[name])
    assert not [error.message for error in CODE_QUALITY.iter_errors(found)]
    assert len({each["fingerprint"] for each in found}) == len(found) == len(ALL[name].findings)


def test_severities_are_gitlabs_and_what_does_not_count_is_info() -> None:
    found = {each["check_name"]: each for each in gitlab(MIXED._replace(findings=(*MIXED.findings, MAPS)))}
    severities = [found[each.rule]["severity"] for each in (VOICE, CONFERENCE, MAPS, EDITION)]
    assert severities == ["info", "major", "minor", "info"]
    assert found[VOICE.rule]["description"].startswith("(waived by chief-j6@qva.example until 2026-11-22: ")
    assert found[EDITION.rule]["description"].startswith("(unknown) ")
    assert gitlab(with_findings(VOICE))[0]["severity"] == "blocker"
    assert "(see QVA profiles/qva/communications.yaml:14:15)" in gitlab(with_findings(VOICE))[0]["description"]


def test_code_quality_stands_in_the_file_that_changed_and_says_what_stood_before() -> None:
    found = {each["check_name"]: each for each in gitlab(HELD)}
    assert found[VOICE.rule]["location"]["path"] == QVA
    assert found[VOICE.rule]["location"]["lines"]["begin"] == 14
    assert gitlab(with_findings(VOICE))[0]["location"]["path"] == QNR
    assert found[OTHER.rule]["description"].startswith("(stood before) ")
    assert found[OTHER.rule]["severity"] == "major"
    assert next(each["check_name"] for each in gitlab(HELD)) == VOICE.rule


def test_a_line_is_named_always() -> None:
    [found] = gitlab(with_findings(SILENT._replace(places=())))
    assert found["location"]["lines"]["begin"] == 1


# ── all of them, from the command line ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("format", ["github", "gitlab", "junit", "sarif"])
def test_the_same_bytes_twice(format: str) -> None:
    for report in ALL.values():
        assert formats.render(format, report) == formats.render(format, report)


def test_each_complaint_has_a_test_that_is_there_or_a_reason_why_not() -> None:
    page = (ROOT / "docs" / "conventions.md").read_text("utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.partition("## The complaints")[2].splitlines()[4:] if line]
    assert len(rows) > 37
    for complaint, answer, tests in rows:
        module = "test_ci_formats.py"
        named = re.findall(r"`(?:(test_\w+\.py)?(::))?(test_\w+)`", tests)
        assert named or (tests == "none" and "not built: " in answer), complaint
        for file, inside, name in named:
            module = file or (module if inside else "test_ci_formats.py")
            assert f"def {name}(" in (ROOT / "tests" / module).read_text("utf-8"), (module, name)


def test_verdicts_are_told_apart_without_colour() -> None:
    for signs in (*zip(*GLYPHS.values(), strict=True), SEVERITY_GLYPHS.values()):
        assert len(set(signs)) == len(list(signs))


@pytest.mark.parametrize("format", ["concise", "json", "github", "markdown", "text"])
def test_a_log_is_the_same_whatever_terminal_it_is_told_of(repository: Path, format: str) -> None:
    asked = ("validate", "federation/profiles", "-f", format)
    terminals = ({}, {"COLUMNS": "40", "TERM": "dumb"}, {"COLUMNS": "200", "TERM": "xterm", "GITHUB_ACTIONS": "true"})
    told = [run(repository, *asked, **environment).stdout for environment in terminals]
    assert "partners" in told[0]
    shown = {re.sub(r"\s+", " ", each) if format == "text" else each for each in told}
    assert len(shown) == 1


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "interop_check", *arguments, "--date", "2026-11-22"]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    known = {**inherited, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.run(command, cwd=folder, env=known, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the samples below a folder, one file of them broken."""
    top = tmp_path / "repository with spaces"
    shutil.copytree(ROOT / "sample_systems" / "fmn", top / "federation" / "profiles")
    (top / ".git").mkdir()
    profile = top / "federation" / "profiles" / "qtr" / "partner.yaml"
    profile.write_text(profile.read_text("utf-8").replace("kind: partner", "kind: partners"), "utf-8")
    return top


OUTPUTS = ("-o", "sarif=a.sarif", "-o", "junit=b.xml", "-o", "gitlab=c.json", "-f", "github")


def test_one_run_serves_every_platform(repository: Path) -> None:
    done = run(repository / "federation", "validate", "profiles", *OUTPUTS)
    assert done.returncode == 3, done.stderr
    made = [repository / "federation" / name for name in ("a.sarif", "b.xml", "c.json")]
    first = [path.read_bytes() for path in made]
    log = json.loads(first[0])
    assert not list(SARIF.iter_errors(log))
    where = "federation/profiles/qtr/partner.yaml"
    [sarif_run] = log["runs"]
    assert sarif_run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == where
    assert sarif_run["invocations"][0]["exitCode"] == 3
    assert f'file="{where}"' in first[1].decode()
    assert json.loads(first[2])[0]["location"]["path"] == where
    assert annotations(done.stdout)[0].properties["file"] == where
    again = run(repository / "federation", "validate", "profiles", *OUTPUTS)
    assert [path.read_bytes() for path in made] == first
    assert again.stdout == done.stdout


def test_paths_are_the_same_however_the_profiles_were_named(repository: Path) -> None:
    folder = repository / "federation" / "profiles"
    link = repository.parent / "link"
    link.symlink_to(folder, target_is_directory=True)
    outside = run(repository.parent, "validate", str(folder), "-f", "gitlab")
    linked = run(repository, "validate", str(link), "-f", "gitlab")
    inside = run(folder, "validate", ".", "-f", "gitlab")
    where = [json.loads(each.stdout)[0]["location"]["path"] for each in (outside, linked, inside)]
    assert where == ["federation/profiles/qtr/partner.yaml"] * 3


def test_an_empty_folder_is_no_green_anything(tmp_path: Path) -> None:
    done = run(tmp_path, "validate", ".", *OUTPUTS)
    assert done.returncode == 4
    assert json.loads((tmp_path / "a.sarif").read_bytes())["runs"][0]["invocations"][0]["executionSuccessful"] is False
    assert 'errors="1"' in (tmp_path / "b.xml").read_text("utf-8")
    assert json.loads((tmp_path / "c.json").read_bytes()) == []
    assert done.stdout.startswith("::error ")


def test_a_file_in_no_repository_keeps_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").touch()
    if any((each / ".git").exists() for each in tmp_path.resolve().parents):
        pytest.skip("the folder for temporary files stands in a repository")
    assert in_repository(["a.yaml", "<stdin>"]) == {}
    (tmp_path / ".git").write_text("gitdir: elsewhere\n", "utf-8")
    assert in_repository(["a.yaml", "<stdin>"]) == {"a.yaml": "a.yaml"}


def test_the_summary_of_a_step_is_written_below_what_is_there(repository: Path) -> None:
    summary = repository.parent / "summary.md"
    asked = ("validate", "federation/profiles", "-o", f"markdown={summary}")
    run(repository, *asked, GITHUB_STEP_SUMMARY=str(summary))
    once = summary.read_text("utf-8")
    run(repository, *asked, GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text("utf-8") == once * 2
