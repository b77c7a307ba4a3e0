"""One partner against several: every finding in one task, whoever is named first; who acts, and the page of it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from itertools import permutations
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from generated import DATE, World, loaded, worlds
from hypothesis import HealthCheck, Phase, given, settings
from test_formats import _UNSAFE as UNSAFE
from test_formats import HOSTILE, MARKUP, poisoned

from interop_check import Partner, compare, formats, load_partners, load_standards
from interop_check.cli.app import run
from interop_check.formats import Options
from interop_check.report import Report, Task, Tasks, Waived, same
from interop_check.reporting import comparison_report
from interop_check.standards import Standards
from interop_check.tasks import tasks

ROOT = Path(__file__).parent.parent
SAMPLES = "sample_systems/federation"
OTHERS = ("QVA", "QST", "QZL")
law = settings(
    max_examples=40,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def _report(us: Partner, others: list[Partner], standards: Standards) -> Report:
    comparisons = [compare(us, other, standards, DATE) for other in others]
    report = comparison_report(comparisons, [us, *others], [], standards, DATE)
    return report._replace(tasks=tasks(report))


def _all(found: Tasks) -> list[Task]:
    return [*found.ours, *found.theirs, *found.questions]


@pytest.fixture(scope="module")
def standards() -> Standards:
    return load_standards()


@pytest.fixture(scope="module")
def partners(standards: Standards) -> Mapping[str, Partner]:
    return load_partners([str(ROOT / SAMPLES)], standards)[0]


@pytest.fixture(scope="module")
def report(partners: Mapping[str, Partner], standards: Standards) -> Report:
    return _report(partners["QNR"], [partners[code] for code in OTHERS], standards)


# ── laws ─────────────────────────────────────────────────────────────────────────────────────────────────


def _hold(us: Partner, others: list[Partner], standards: Standards) -> None:
    report = _report(us, others, standards)
    found = report.tasks
    assert found
    for order in permutations(others):
        assert _report(us, list(order), standards).tasks == found
    _each_finding_is_in_one_task(found, [f for other in others for f in _report(us, [other], standards).findings])
    codes = {other.code for other in others}
    for task in _all(found):
        assert set(task.partners) <= codes
        assert (task.smaller is not None) <= bool(task.ours or task.theirs)
        assert len({finding.rule for finding in task.findings}) == 1
        for way in (*task.ours, *task.theirs, *task.together):
            assert set(way.mends) <= set(task.partners)
            assert " and ".join(dict.fromkeys(edit.partner for edit in way.edits)) == way.partner
    for each in report.comparisons:
        clear = {(e.kind, e.name, e.direction) for e in each.exchanges if e.verdict.value == "clear"}
        assert clear == {(g.kind, g.name, g.direction) for g in found.agreed if each.b in g.partners}


def _each_finding_is_in_one_task(found: Tasks, findings: list[Any]) -> None:
    """Those of the single comparisons are those of the tasks, each once."""
    told = [same(finding) for task in _all(found) for finding in (*task.findings, *task.folded)]
    assert len(told) == len(set(told))
    assert set(told) == {same(finding) for finding in findings}


@law
@given(worlds())
def test_every_finding_is_in_one_task_whatever_the_order_of_the_others(world: World) -> None:
    partners, _, standards = loaded(world)
    for us in partners.values():
        others = [partner for partner in partners.values() if partner.code != us.code]
        if others:
            _hold(us, others, standards)


def test_the_samples_keep_the_laws(partners: Mapping[str, Partner], standards: Standards) -> None:
    _hold(partners["QNR"], [partners[code] for code in OTHERS], standards)
    _hold(partners["QST"], [partners[code] for code in ("QVA", "QOS", "QNR")], standards)


# ── who acts ─────────────────────────────────────────────────────────────────────────────────────────────


def _of(found: tuple[Task, ...], rule: str) -> list[Task]:
    return [task for task in found if task.findings[0].rule == rule]


def test_what_two_share_is_one_task_of_ours(report: Report) -> None:
    assert report.tasks
    (task,) = _of(report.tasks.ours, "command-system/friendly-force-tracking/edition")
    assert task.partners == ("QST", "QVA")
    assert task.smaller == "us"
    assert [way.mends for way in task.ours] == [("QST", "QVA")]
    assert [way.partner for way in task.theirs] == ["QST", "QVA"]


def test_what_rides_on_a_cause_and_is_found_there_is_told_with_it(report: Report) -> None:
    assert report.tasks
    (task,) = _of(report.tasks.ours, "communications/transport-security/versions")
    assert {hit.name for hit in task.hits if hit.rides} >= {"email", "text-chat"}
    assert task.folded
    assert all(not _of(_tuple(report.tasks), finding.rule) for finding in task.folded)


def _tuple(found: Tasks) -> tuple[Task, ...]:
    return (*found.ours, *found.theirs)


def test_what_more_of_the_others_rely_on_is_not_ours_to_take_away(report: Report) -> None:
    assert report.tasks
    (task,) = _of(report.tasks.theirs, "command-system/mission-membership/joining-instructions")
    assert (task.partner, task.partners, task.smaller) == ("QZL", ("QZL",), "either")
    assert task.relying == ("QST", "QVA")


# ── the formats ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("format", ["text", "questions"])
def test_the_page_of_one_against_many(
    format: str, golden: Any, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    assert run(["compare", "QNR", *OTHERS, "--profiles", SAMPLES, "--date", DATE.isoformat(), "-f", format]) == 1
    golden(f"federation-qnr.{format}", capsysbinary.readouterr().out)


@pytest.mark.parametrize("options", [Options(), Options(verbose=True), Options(ascii=True), Options(limit=1)])
def test_the_page_begins_and_ends_with_the_verdicts(report: Report, options: Options) -> None:
    lines = str(formats.render("text", report, options)).splitlines()
    assert lines[0].startswith("QNR against QVA, QST, QZL, as of 2026-11-22")
    assert lines[-2:] == lines[lines.index(lines[0]) :][1:3] or lines[0] in lines[1:]
    assert options.ascii is False or "\n".join(lines).isascii()


def test_the_json_report_has_the_tasks(report: Report) -> None:
    found = json.loads(formats.render("json", report))
    schema = json.loads((ROOT / "schemas" / "report.json").read_text("utf-8"))
    assert not list(jsonschema.Draft202012Validator(schema).iter_errors(found))
    assert report.tasks
    assert [task["partners"] for task in found["tasks"]["ours"]] == [list(each.partners) for each in report.tasks.ours]
    single = report._replace(comparisons=report.comparisons[:1])
    assert "tasks" not in json.loads(formats.render("json", single._replace(findings=report.findings)))


def test_the_questions_are_a_table_to_be_filled_in(report: Report) -> None:
    shown = formats.render("questions", report)
    assert isinstance(shown, bytes)
    rows = list(csv.DictReader(io.StringIO(shown.decode("utf-8-sig"))))
    assert report.tasks
    assert [row["ask"] for row in rows] == [task.partner for task in report.tasks.questions]
    assert all(not row["answer"] and row["fingerprint"] for row in rows)


@pytest.mark.parametrize("format", ["text", "questions", "json"])
@pytest.mark.parametrize("by", [HOSTILE, MARKUP])
@pytest.mark.parametrize("verbose", [False, True])
def test_hostile_texts_are_inert_among_the_tasks(report: Report, format: str, by: str, verbose: bool) -> None:
    shown = formats.render(format, poisoned(report, by), Options(verbose=verbose))
    found = (shown.decode() if isinstance(shown, bytes) else shown).replace("\r\n", "\n")
    assert not UNSAFE.search(found)
    assert format != "questions" or not re.search(r'(?m)(^|,)"[=+@-]', found)


def test_what_is_waived_is_nobodys_task(report: Report) -> None:
    waived = Waived("accepted", "J6", DATE, "w.yaml", 1)
    assert report.tasks
    first, second = report.tasks.ours[0].findings
    changed = {same(first): first._replace(waived=waived)}
    findings = tuple(changed.get(same(each), each) for each in report.findings)
    found = tasks(report._replace(findings=findings))
    assert found
    (task,) = _of(_tuple(found), first.rule)
    assert task.findings == (second,)
    assert "1 waived" in str(formats.render("text", report._replace(findings=findings, tasks=found)))


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("named", "says"),
    [
        (("QNR", "QVA", "QNR"), "'QNR' is compared with itself"),
        (("QNR", "QVA", "QST", "QVA"), "'QVA' is named twice"),
        (("QNR", "QVA", "QSTT"), "did you mean"),
        (("QNR", "QVA", "sample_systems/federation/qva"), "are both of QVA; name it once"),
        (("QNR", "QVA", "sample_systems/federation/qnr"), "QNR, which is compared with itself"),
    ],
)
def test_a_partner_is_named_once_and_is_there(
    named: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert run(["compare", *named, "--profiles", SAMPLES]) == 2
    assert says in capsys.readouterr().err


def test_the_status_is_that_of_all_pairs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    arguments = ["compare", "QNR", *OTHERS, "--profiles", SAMPLES, "--date", DATE.isoformat(), "-f", "concise"]
    assert run(arguments) == 1
    assert run([*arguments, "--fail-on", "never"]) == 0
    assert capsys.readouterr().out
