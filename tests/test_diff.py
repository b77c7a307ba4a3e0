"""What a change makes worse and mends, over revisions and folders; whose it is; and that git is only read."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from interop_check import drift, partners, standards
from interop_check.cli.app import run
from interop_check.difference import Difference, How
from interop_check.standards import Standards

ROOT = Path(__file__).parent.parent
DAY = ("--date", "2026-11-22")

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs the program git")

KIND = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://example.org/tea/1.0",
    "x-interop": {"kind": "tea", "version": "1.0", "title": "Tea"},
    "$defs": {
        "track": {
            "type": "object",
            "properties": {"edition": {"type": "string", "x-interop": {"match": {"relation": "equal"}}}},
        }
    },
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
                            "plug": {"enum": ["C", "F", "G"], "x-interop": {"match": {"relation": "equal"}}},
                            "lid": {
                                "x-interop": {
                                    "match": {"relation": "equal", "severity": "major", "when_agreed": {"plug": True}}
                                }
                            },
                            "watts": {
                                "type": "integer",
                                "x-interop": {"match": {"relation": "equal", "severity": "major"}},
                            },
                        },
                    },
                },
                "tracking": {
                    "type": "object",
                    "x-interop": {"exchange": {"mode": "flow", "title": "Friendly force tracking"}},
                    "properties": {
                        side: {"type": "array", "items": {"$ref": "#/$defs/track"}} for side in ("provides", "accepts")
                    },
                },
                "blocks": {
                    "type": "array",
                    "x-interop": {"exchange": {"title": "Track blocks", "negotiation": "every"}},
                    "items": {
                        "type": "object",
                        "properties": {
                            "numbers": {
                                "type": "array",
                                "x-interop": {"match": {"relation": "disjoint", "as": "range"}},
                            }
                        },
                    },
                },
            },
        }
    },
}


class Repository:
    """A temporary repository of partners' profiles, and the program run in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.error = ""

    def git(self, *arguments: str, folder: Path | None = None) -> str:
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            **{
                f"GIT_{who}_{what}": "test@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
            },
            "GIT_AUTHOR_DATE": "2026-11-22T00:00:00Z",
            "GIT_COMMITTER_DATE": "2026-11-22T00:00:00Z",
        }
        command = ["git", "-C", str(folder or self.folder), *arguments]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, message: str = "change") -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def write(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def run(self, *arguments: str) -> tuple[int, str]:
        self.capsys.readouterr()
        command, *more = arguments  # which may end the options
        status = run([command, *DAY, "--schemas", "schemas", *more])
        found = self.capsys.readouterr()
        self.error = found.err
        return status, found.out

    def diff(self, *arguments: str) -> tuple[int, str]:
        return self.run("diff", *arguments, "--profiles", "profiles")

    def outline(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        status, out = self.diff(*arguments, "-f", "json")
        return status, json.loads(out)


def tea(partner: str, plug: str = "G", more: str = "", system: str = "mess") -> str:
    head = f"kind: tea\npartner: {partner}\nsystem: {system}\nexchanges:\n"
    return f"{head}  kettle:\n    - id: one\n      plug: {plug}\n{more}"


def who(code: str, contact: str) -> str:
    return f"kind: partner\ncode: {code}\nname: The {code}\ncontact: {contact}\n"


@pytest.fixture(scope="module")
def in_force() -> Standards:
    """What all runs are judged by, read once."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "tea.json").write_text(json.dumps(KIND), encoding="utf-8")
        return standards.load_standards([folder])


@pytest.fixture
def repository(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, in_force: Standards
) -> Repository:
    """QAA and QBB agree, QCC has another plug than both; committed."""
    folder = tmp_path / "repository"
    folder.mkdir()
    made = Repository(folder, capsys)
    made.git("init", "-q", "-b", "main")
    made.write("schemas/tea.json", json.dumps(KIND))
    for code, plug in (("qaa", "G"), ("qbb", "G"), ("qcc", "F")):
        made.write(f"profiles/{code}/tea.yaml", tea(code.upper(), plug))
        made.write(f"profiles/{code}/partner.yaml", who(code.upper(), f"{code}@example.org"))
    made.commit("base")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(standards, "load_standards", lambda _: in_force)
    return made


# ── what a change does ───────────────────────────────────────────────────────────────────────────────────


def test_a_commit_that_breaks_and_the_next_that_mends(repository: Repository) -> None:
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "C"))
    repository.commit("break")
    status, out = repository.diff("HEAD~1")
    assert status == 1
    for said in ("QAA", "QBB", "tea/kettle/plug", "profiles/qaa/tea.yaml", "makes worse", "clear → blocked"):
        assert said in out
    assert "kettle[one]/plug: G → C" in out

    repository.write("profiles/qaa/tea.yaml", tea("QAA"))
    repository.commit("mend")
    status, out = repository.diff("HEAD~1")
    assert status == 0
    assert "Mended" in out
    assert "blocked → clear" in out
    assert "New\n" not in out


def test_friendly_force_tracking_of_the_samples(repository: Repository) -> None:
    for code in ("qva", "qst"):
        shutil.copytree(ROOT / "sample_systems" / "federation" / code, repository.folder / "allies" / code)
    repository.commit("samples")
    file = repository.folder / "allies/qva/command-system.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("nato-adatp-36-ed.b-v1", "nato-adatp-36-ed.a-v2"), "utf-8")
    repository.commit("break")
    status, out = repository.run("diff", "HEAD~1", "--profiles", "allies")
    assert status == 1
    for said in ("QST", "command-system/friendly-force-tracking/edition", "allies/qva/command-system.yaml"):
        assert said in out
    file.write_text(text, "utf-8")
    repository.commit("mend")
    status, out = repository.run("diff", "HEAD~1", "--profiles", "allies")
    assert status == 0
    assert "Mended" in out


def test_what_stood_before_fails_nothing(repository: Repository) -> None:
    repository.write("profiles/qcc/tea.yaml", tea("QCC", "F", more="      watts: 2000\n"))
    status, found = repository.outline("HEAD")
    assert status == 0
    assert found["summary"]["findings"]["new"] == 0
    assert found["summary"]["findings"]["unchanged"] == 2
    marked = [each for each in found["report"]["findings"] if each["severity"] == "blocker"]
    assert marked
    assert all(each["stood_before"] for each in marked)
    assert repository.run("compare", "QAA", "QCC", "--profiles", "profiles")[0] == 1


def test_another_value_that_is_as_wrong_is_changed_and_not_new(repository: Repository) -> None:
    repository.write("profiles/qcc/tea.yaml", tea("QCC", "C"))
    status, found = repository.outline("HEAD")
    assert status == 0
    changed = [each for each in found["findings"] if each["how"] == "changed"]
    assert {tuple(each["pair"]) for each in changed} == {("QAA", "QCC"), ("QBB", "QCC")}
    assert "QCC says F" in changed[0]["before"]["message"]
    assert "QCC says C" in changed[0]["finding"]["message"]


def test_what_was_not_known_and_is_wrong_now_is_new(repository: Repository) -> None:
    repository.write(
        "profiles/qcc/tea.yaml", "kind: tea\npartner: QCC\nsystem: mess\nexchanges: {kettle: [{id: one}]}\n"
    )
    repository.commit("says nothing")
    repository.write("profiles/qcc/tea.yaml", tea("QCC", "F"))
    status, found = repository.outline("HEAD")
    assert status == 1
    new = [each for each in found["findings"] if each["how"] == "new"]
    assert all(each["before"]["outcome"] == "unknown" for each in new)
    assert [each["exchanges"][0]["before"] for each in found["pairs"]] == ["unknown", "unknown"]


def test_what_is_not_known_any_more_is_not_mended(repository: Repository) -> None:
    repository.write(
        "profiles/qcc/tea.yaml", "kind: tea\npartner: QCC\nsystem: mess\nexchanges: {kettle: [{id: one}]}\n"
    )
    status, found = repository.outline("HEAD")
    assert status == 0
    assert found["summary"]["findings"]["mended"] == 0
    assert {each["how"] for each in found["findings"] if each["pair"]} == {"changed"}


def test_what_is_withdrawn_is_not_mended(repository: Repository) -> None:
    repository.write("profiles/qcc/tea.yaml", "kind: tea\npartner: QCC\nsystem: mess\nexchanges: {kettle: none}\n")
    _, found = repository.outline("HEAD")
    assert found["summary"]["findings"]["mended"] == 0
    assert {each["note"] for each in found["findings"] if each["how"] == "gone"} == {"not shared any more"}


def test_what_is_hidden_by_something_worse_is_not_mended(repository: Repository) -> None:
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "G", "      lid: glass\n"))
    repository.write("profiles/qbb/tea.yaml", tea("QBB", "G", "      lid: steel\n"))
    repository.commit("lids")
    repository.write("profiles/qbb/tea.yaml", tea("QBB", "C", "      lid: steel\n"))
    _, found = repository.outline("HEAD")
    lids = [each for each in found["findings"] if each["finding"]["rule"] == "tea/kettle/lid"]
    assert {(each["how"], each["note"]) for each in lids} == {("gone", "not asked any more")}
    repository.write("profiles/qbb/tea.yaml", tea("QBB", "G", "      lid: glass\n"))
    _, found = repository.outline("HEAD")
    assert found["summary"]["findings"]["mended"] == 1


def test_what_worked_and_is_withdrawn_costs(repository: Repository) -> None:
    repository.write("profiles/qaa/tea.yaml", "kind: tea\npartner: QAA\nsystem: mess\nexchanges: {kettle: none}\n")
    status, found = repository.outline("HEAD")
    assert status == 0  # nothing is wrong; but somebody has to be told
    assert found["summary"]["worse"] == 1
    assert [each["partner"] for each in found["contacts"]] == ["QBB"]
    assert "takes away" in repository.diff("HEAD")[1]


def test_a_second_direction_is_new_and_the_first_is_not(repository: Repository) -> None:
    def tracks(partner: str, provides: str, accepts: str) -> str:
        head = f"kind: tea\npartner: {partner}\nsystem: mess\nexchanges:\n  tracking:\n"
        return f"{head}    provides: [{{id: a, edition: {provides}}}]\n    accepts: [{{id: a, edition: {accepts}}}]\n"

    repository.write("profiles/qaa/tea.yaml", tracks("QAA", "B1", "A1"))
    repository.write("profiles/qbb/tea.yaml", tracks("QBB", "A1", "A1"))
    repository.commit("one way")
    repository.write("profiles/qbb/tea.yaml", tracks("QBB", "B1", "A1"))
    status, found = repository.outline("HEAD")
    assert status == 1
    assert found["summary"]["findings"] == {"new": 1, "changed": 0, "unchanged": 0, "mended": 0, "gone": 0}
    assert next(each["note"] for each in found["findings"] if each["how"] == "new") == "part of it stood before"


def test_another_overlap_of_two_lists_is_new(repository: Repository) -> None:
    def blocks(partner: str, *ranges: tuple[int, int]) -> str:
        head = f"kind: tea\npartner: {partner}\nsystem: mess\nexchanges:\n  blocks:\n"
        return head + "".join(f"    - {{id: b{low}, numbers: [{{min: {low}, max: {high}}}]}}\n" for low, high in ranges)

    repository.write("profiles/qaa/tea.yaml", blocks("QAA", (1, 10), (20, 30), (40, 50)))
    repository.write("profiles/qbb/tea.yaml", blocks("QBB", (5, 6)))
    repository.commit("one overlap")
    repository.write("profiles/qbb/tea.yaml", blocks("QBB", (5, 6), (25, 26)))
    assert repository.diff("HEAD")[0] == 1
    repository.commit("two overlaps")
    repository.write("profiles/qbb/tea.yaml", blocks("QBB", (25, 26)))
    status, found = repository.outline("HEAD")
    assert status == 0
    assert found["summary"]["findings"]["new"] == 0


def test_the_same_friction_through_another_offer_is_not_new(repository: Repository) -> None:
    repository.write("profiles/qcc/tea.yaml", tea("QCC", "F").replace("id: one", "id: other"))
    status, found = repository.outline("HEAD")
    assert (status, found["summary"]["findings"]["new"]) == (0, 0)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("qva/command-system.yaml", "nato-adatp-36-ed.b-v1", "nato-adatp-36-ed.a-v2"),
        ("qva/communications.yaml", "packet-ms: 40", "packet-ms: 20"),
        ("qva/communications.yaml", "network-interconnect:", "network-interconnect: unknown\n  x-former:"),
        ("qnr/communications.yaml", "    - id: ", "    - id: x"),
    ],
)
def test_judging_what_can_have_changed_is_as_judging_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, samples: Standards, file: str, old: str, new: str
) -> None:
    """A pair is judged before the change in those exchanges only that it can have a part in."""
    for name in ("held", "sent"):
        for code in ("qva", "qnr", "qpe", "qzl"):
            shutil.copytree(ROOT / "sample_systems" / "federation" / code, tmp_path / name / code)
    changed = tmp_path / "sent" / file
    text = changed.read_text("utf-8")
    assert old in text
    changed.write_text(text.replace(old, new), "utf-8")
    base, head = (
        drift.Side(name, partners.gather([str(tmp_path / name)], samples), root=str(tmp_path / name))
        for name in ("held", "sent")
    )
    some = drift.difference(base, head, samples, datetime.date(2026, 11, 22))
    monkeypatch.setattr(drift, "exchanges_touched", lambda *_: None)
    everything = drift.difference(base, head, samples, datetime.date(2026, 11, 22))
    for each in (lambda found: found.files, lambda found: found.advice, lambda found: found.contacts, _moves, _told):
        assert each(some) == each(everything)
    assert some.untouched >= everything.untouched


def _moves(found: Difference) -> list[Any]:
    return [each for pair in found.pairs for each in ((pair.a, pair.b), *pair.exchanges) if pair.exchanges]


def _told(found: Difference) -> list[Any]:
    told = [each for each in found.findings if each.how is not How.UNCHANGED]
    return [(each.how, each.pair, each.files, each.note, each.finding.fingerprint) for each in told]


@pytest.fixture(scope="module")
def samples() -> Standards:
    return standards.load_standards()


def test_what_is_ignored_or_waived_is_no_news(repository: Repository) -> None:
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "C", more="      watts: 3\n"))
    repository.write("profiles/qbb/tea.yaml", tea("QBB", "G", more="      watts: 4\n"))
    _, found = repository.outline("HEAD")
    new = next(each for each in found["findings"] if each["how"] == "new" and each["finding"]["outcome"] == "broken")
    assert repository.diff("HEAD", "--ignore", "tea/kettle/plug")[0] == 0
    waiver = {
        "rule": new["finding"]["rule"],
        "partners": new["pair"],
        "fingerprint": new["finding"]["fingerprint"],
        "values-hash": new["finding"]["values_hash"],
        "reason": "An adapter is at hand.",
        "owner": "mess officer",
        "until": "2027-01-01",
    }
    repository.write("waivers.yaml", json.dumps({"waivers": [waiver]}))
    status, out = repository.diff("HEAD", "--waivers", "waivers.yaml")
    assert (status, repository.error) == (0, "")
    assert "New, and waived" in out


def test_a_waiver_that_has_expired_is_nobodys_change(repository: Repository) -> None:
    _, found = repository.run("compare", "QAA", "QCC", "--profiles", "profiles", "-f", "json")
    known = next(each for each in json.loads(found)["findings"] if each["severity"] == "blocker")
    waiver = {
        "rule": known["rule"],
        "partners": ["QAA", "QCC"],
        "fingerprint": known["fingerprint"],
        "values-hash": known["values_hash"],
        "reason": "An adapter is at hand.",
        "owner": "mess officer",
        "until": "2026-11-21",
    }
    repository.write("waivers.yaml", json.dumps({"waivers": [waiver]}))
    repository.commit("waived")
    pair = ("compare", "QAA", "QCC", "--profiles", "profiles", "--waivers", "waivers.yaml", "--fail-on", "minor")
    assert repository.run(*pair)[0] == 1
    status, out = repository.run(*pair, "--since", "HEAD", "-f", "concise")
    assert status == 0
    assert "minor (stood before) waiver/expired" in out
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "C"))
    assert repository.run(*pair, "--since", "HEAD")[0] == 1  # its values are others now: it holds no longer


def test_a_profile_that_a_change_hides_is_said(repository: Repository) -> None:
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "C"))
    repository.write(".gitignore", "profiles/qaa/\n")
    status, found = repository.outline("HEAD")
    assert status == 0
    hidden = [f"HEAD: 'profiles/qaa/{name}.yaml' is kept there, and was not read" for name in ("partner", "tea")]
    assert [each.partition(", as")[0] for each in found["notes"]] == hidden


def test_a_folder_that_was_called_otherwise_is_new_and_that_is_said(repository: Repository) -> None:
    repository.git("mv", "profiles", "partners")
    status, out = repository.run("diff", "HEAD", "--profiles", "partners", "-f", "json")
    found = json.loads(out)
    assert found["notes"] == ["HEAD: 'partners' holds no profile there: all that it holds now is new"]
    assert (status, found["came"]) == (1, ["QAA", "QBB", "QCC"])
    assert repository.run("diff", "HEAD", "--profiles", ".")[0] == 0  # from above, each file is known again


def test_what_counts_and_comes_with_the_change_is_said(repository: Repository) -> None:
    """A change can bring the waiver, or the configuration, that lets pass what it breaks."""
    repository.commit("as it is")
    assert "says what counts" not in repository.diff("HEAD")[1]
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "C"))
    repository.write("interop-check.toml", 'fail-on = "never"\n')
    status, found = repository.outline("HEAD")
    said = "HEAD: {!r} says what counts, and is not as it was: look at what that lets pass"
    assert (status, found["notes"]) == (0, [said.format("interop-check.toml")])
    assert said.format("interop-check.toml") in " ".join(repository.diff("HEAD")[1].split())
    assert "says what counts" in repository.diff("HEAD", "-f", "markdown")[1]
    assert repository.run("validate", "profiles", "--since", "HEAD")[0] == 0
    assert said.format("interop-check.toml") in repository.error
    repository.commit("never")
    (repository.folder / "interop-check.toml").write_bytes(b'fail-on = "never"\r\n')
    repository.write("w.yaml", "waivers: []\n")
    status, found = repository.outline("HEAD", "--waivers", "w.yaml")
    assert (status, found["notes"]) == (0, [said.format("w.yaml")])
    repository.write("schemas/tea.json", "{}")
    assert repository.outline("HEAD")[1]["notes"] == [said.format("schemas/tea.json")]
    (repository.folder / "interop-check.toml").unlink()
    gone = "HEAD: 'interop-check.toml' said what counts, and is gone: look at what that lets pass"
    assert gone in repository.outline("HEAD")[1]["notes"]


# ── whose change it is, what to do, whom to tell ─────────────────────────────────────────────────────────


def test_put_down_to_the_file_that_did_it(repository: Repository) -> None:
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "C"))
    repository.write("profiles/qcc/partner.yaml", who("QCC", "somebody.else@example.org"))
    _, found = repository.outline("HEAD")
    (new,) = (each for each in found["findings"] if each["how"] == "new" and each["finding"]["outcome"] == "broken")
    assert new["files"] == ["profiles/qaa/tea.yaml"]
    exchanges = [each for pair in found["pairs"] for each in pair["exchanges"]]
    assert [each["files"] for each in exchanges] == [["profiles/qaa/tea.yaml"]]
    assert [each["path"] for each in found["files"]] == ["profiles/qaa/tea.yaml", "profiles/qcc/partner.yaml"]


def test_add_do_not_replace(repository: Repository) -> None:
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "F"))
    status, found = repository.outline("HEAD")
    assert status == 1
    (advice,) = found["advice"]
    assert advice["spares"] == ["QBB"]
    assert advice["edits"][0]["value"] == {"id": "one-before", "plug": "G"}
    assert [each["contact"] for each in found["contacts"]] == [["qbb@example.org"]]
    text = tea("QAA", "F", more="    - {id: one-before, plug: G}\n")
    repository.write("profiles/qaa/tea.yaml", text)
    status, found = repository.outline("HEAD")
    assert status == 0
    assert found["summary"]["worse"] == 0
    assert found["summary"]["findings"]["mended"] == 1


def test_no_advice_that_would_not_help(repository: Repository) -> None:
    """Under `every`, what is added beside does not take back what collides."""
    head = "kind: tea\npartner: {}\nsystem: mess\nexchanges:\n  blocks: [{{id: b, numbers: [{{min: {}, max: {}}}]}}]\n"
    repository.write("profiles/qaa/tea.yaml", head.format("QAA", 1, 2))
    repository.write("profiles/qbb/tea.yaml", head.format("QBB", 5, 6))
    repository.commit("apart")
    repository.write("profiles/qbb/tea.yaml", head.format("QBB", 2, 6))
    status, found = repository.outline("HEAD")
    assert (status, found["advice"]) == (1, [])


# ── partners and files ───────────────────────────────────────────────────────────────────────────────────


def test_a_partner_comes_and_goes(repository: Repository) -> None:
    repository.write("profiles/qdd/tea.yaml", tea("QDD", "G"))
    repository.commit("comes")
    status, found = repository.outline("HEAD~1")
    assert (status, found["came"], found["went"]) == (1, ["QDD"], [])  # blocked with QCC
    new = [each for each in found["findings"] if each["how"] == "new" and each["finding"]["outcome"] == "broken"]
    assert [(each["pair"], each["note"]) for each in new] == [(["QCC", "QDD"], "QDD came")]
    assert "QDD came" in repository.diff("HEAD~1")[1]
    (repository.folder / "profiles/qdd/tea.yaml").unlink()
    repository.commit("goes")
    status, found = repository.outline("HEAD~1")
    assert (status, found["came"], found["went"]) == (0, [], ["QDD"])
    assert found["summary"]["findings"]["mended"] == 0
    assert found["summary"]["findings"]["gone"] == 1


def test_a_renamed_profile_has_no_new_finding(repository: Repository) -> None:
    repository.git("mv", "profiles/qcc/tea.yaml", "profiles/qcc/kettles of all kinds.yaml")
    repository.commit("rename")
    status, found = repository.outline("HEAD~1")
    assert status == 0
    assert found["findings"] == []
    (file,) = found["files"]
    assert (file["how"], file["was"]) == ("moved", "profiles/qcc/tea.yaml")


def test_a_merge_is_held_against_what_both_share(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "topic")
    repository.write("profiles/qcc/partner.yaml", who("QCC", "other@example.org"))
    repository.commit("topic")
    repository.git("checkout", "-q", "main")
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "C"))
    repository.commit("main breaks")
    repository.git("checkout", "-q", "topic")
    assert repository.diff("main...")[0] == 0
    assert repository.diff("main...topic")[0] == 0
    status, found = repository.outline("main")  # the tip of main, where QAA is already broken: mended, seen from here
    assert (status, found["summary"]["findings"]["mended"]) == (0, 1)
    repository.git("merge", "-q", "--no-edit", "main")
    assert repository.diff("HEAD^2")[0] == 0  # against main, the merge brings nothing new
    assert repository.diff("HEAD^1")[0] == 1  # against the topic, it brings what main broke


def test_a_dirty_tree_is_what_is_judged(repository: Repository) -> None:
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "C"))
    assert repository.diff("HEAD")[0] == 1
    assert repository.diff("HEAD", "HEAD")[0] == 0
    before = repository.git("status", "--porcelain")
    assert before == repository.git("status", "--porcelain")


def test_a_path_with_spaces_and_newlines(repository: Repository) -> None:
    name = "profiles/q\nx y/té\ta.yaml"
    repository.write(name, tea("QDD"))
    repository.commit("odd name")
    repository.write(name, tea("QDD", "C"))
    status, found = repository.outline("HEAD")
    assert status == 1
    assert [each["path"] for each in found["files"]] == [name]
    assert "\n x" not in repository.diff("HEAD", "-f", "concise")[1]


def test_line_ends_are_no_change(repository: Repository) -> None:
    file = repository.folder / "profiles/qaa/tea.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    status, found = repository.outline("HEAD")
    assert (status, found["files"], found["pairs"]) == (0, [], [])
    assert found["untouched_pairs"] == 3


def test_hidden_ignored_and_linked_files_take_no_part(repository: Repository) -> None:
    repository.write("profiles/.drafts/tea.yaml", tea("QHH"))
    repository.write("profiles/ignored.yaml", tea("QII"))
    (repository.folder / "profiles/link.yaml").symlink_to("qaa/tea.yaml")
    (repository.folder / "profiles/out.yaml").symlink_to("/etc/hostname")
    repository.commit("odd files")
    repository.write(".gitignore", "ignored.yaml\n")
    (repository.folder / "profiles/out.yaml").unlink()
    status, found = repository.outline("HEAD")
    assert (status, found["came"], found["went"], found["files"]) == (0, [], [], [])
    assert sorted(found["notes"]) == [
        "HEAD: 'profiles/ignored.yaml' is kept there, and was not read, as .gitignore has it now: it takes no part",
        "HEAD: 'profiles/link.yaml' is a link in that revision: not read",
        "HEAD: 'profiles/out.yaml' is a link in that revision: not read",
    ]


# ── files that cannot be read ────────────────────────────────────────────────────────────────────────────


def test_a_broken_file_fails_who_touches_it(repository: Repository) -> None:
    repository.write("profiles/qcc/tea.yaml", "kind: tea\npartner: QCC\n  system: [\n")
    assert repository.diff("HEAD")[0] == 3
    repository.commit("broken")
    status, out = repository.diff("HEAD")
    assert status == 0
    assert "Warning: profiles/qcc/tea.yaml cannot be read, as before" in out
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "G", more="      watts: 3\n"))
    assert repository.diff("HEAD")[0] == 0  # somebody else's merge request
    repository.write("profiles/qcc/tea.yaml", "kind: tea\npartner: QCC\n  system: [[\n")
    assert repository.diff("HEAD")[0] == 3


def test_findings_that_a_broken_file_hides_are_not_mended(repository: Repository) -> None:
    repository.write("profiles/qcc/tea.yaml", "kind: tea\npartner: QCC\n  system: [\n")
    repository.commit("broken")
    status, found = repository.outline("HEAD~1", "HEAD")
    assert status == 3
    assert found["summary"]["findings"]["mended"] == 0
    assert found["summary"]["findings"]["gone"] == 2
    assert not [each for pair in found["pairs"] for each in pair["exchanges"] if each["move"] in ("better", "ends")]
    repository.write("profiles/qcc/tea.yaml", tea("QCC", "F"))
    status, found = repository.outline("HEAD")
    assert status == 1  # nobody has seen it before
    notes = {each["note"] for each in found["findings"] if each["how"] == "new" and each["pair"]}
    assert notes == {"could not be judged before: not all profiles of QCC could be used"}


def test_a_broken_file_that_moves_is_still_nobodys(repository: Repository) -> None:
    repository.write("profiles/qcc/tea.yaml", "kind: tea\npartner: QCC\n  system: [\n")
    repository.commit("broken")
    repository.git("mv", "profiles/qcc/tea.yaml", "profiles/qcc/kettle.yaml")
    status, found = repository.outline("HEAD")
    assert (status, found["findings"]) == (0, [])


# ── revisions ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    [
        "--upload-pack=touch${IFS}pwned",
        "-x",
        "$(touch pwned)",
        "`touch pwned`",
        "; touch pwned",
        "a\nb",
        "",
        "HEAD\n",
        "../../../etc",
        "HEAD:../..",
        "refs/../HEAD",
        "a..b",
        "@{-1}",
        ":(top)",
        "^HEAD",
        "HEAD^{tree}",
        "a\0b",
        "\udcff",
    ],
)
def test_a_hostile_name_is_only_a_name(repository: Repository, name: str) -> None:
    status, out = repository.run("diff", "--profiles", "profiles", "--", name)
    assert (status, out) == (2, "")
    assert not (repository.folder / "pwned").exists()
    assert "git fetch" not in repository.error
    assert repository.error.startswith("interop-check: ")
    assert "argument" not in repository.error
    assert repository.run("validate", "profiles", f"--since={name}")[0] == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "'' is no name of a revision"),
        ("-x", "'-x' is no name of a revision"),
        ("HEAD~9", "'HEAD' has no such commit before it"),
        ("HEAD^2", "'HEAD' has no such commit before it"),
        ("HEAD..HEAD", "name the two one after the other, HEAD HEAD"),
        ("HEAD:profiles", "is a folder of a revision, and no revision"),
        ("HEAD:profiles/qaa/tea.yaml", "is a file of a revision, and no revision"),
        ("HEAD^{tree}", "is a folder of a revision, and no revision"),
    ],
)
def test_a_name_that_is_no_revision_says_what_would_do(repository: Repository, name: str, said: str) -> None:
    for command in (("diff", "--profiles", "profiles", "--", name), ("validate", "profiles", f"--since={name}")):
        status, out = repository.run(*command)
        assert (status, out) == (2, "")
        assert said in repository.error
        assert "did you mean" not in repository.error


def test_a_misspelt_revision_has_a_nearest_one(repository: Repository) -> None:
    repository.git("tag", "release-1")
    assert repository.diff("relaese-1")[0] == 2
    assert "did you mean 'release-1'?" in repository.error


def test_a_shallow_clone_says_what_would_help(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        repository.write("notes.txt", str(number))
        repository.commit()
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--depth=1", repository.folder.as_uri(), str(clone))
    monkeypatch.chdir(clone)
    objects = sorted(path for path in (clone / ".git").rglob("*") if path.is_file())
    for name, command in (
        ("HEAD~2", "git fetch --deepen=2"),
        ("HEAD^^", "git fetch --deepen=2"),
        ("HEAD~1^~3", "git fetch --deepen=5"),
        ("origin/other", "git fetch --depth=1 origin +refs/heads/other:refs/remotes/origin/other"),
        ("a" * 40, f"git fetch --depth=1 origin {'a' * 40}"),
        ("v1.0", "git fetch --unshallow --tags"),
    ):
        assert repository.diff(name)[0] == 2
        assert f"do it with: {command}\n" in repository.error
    assert objects == sorted(path for path in (clone / ".git").rglob("*") if path.is_file())
    repository.git("fetch", "-q", "--deepen=2", folder=clone)
    assert repository.diff("HEAD~2")[0] == 0


def test_no_repository_no_commit_no_git(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "outside"
    shutil.copytree(repository.folder, outside, ignore=shutil.ignore_patterns(".git"))
    monkeypatch.chdir(outside)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert repository.diff("HEAD")[0] == 2
    assert "lies in no git repository" in repository.error
    repository.git("init", "-q", folder=outside)
    assert repository.diff("HEAD")[0] == 2
    assert "nothing was committed there yet" in repository.error
    assert "did you mean" not in repository.error
    monkeypatch.setenv("PATH", "")
    assert repository.diff("HEAD")[0] == 2
    assert "the program git, which is not there" in repository.error


def test_a_bare_repository_and_what_git_keeps_hold_no_profiles(repository: Repository, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    repository.git("clone", "-q", "--bare", repository.folder.as_uri(), str(bare))
    for folder in (bare, repository.folder / ".git"):
        assert repository.run("diff", "HEAD", "--profiles", str(folder))[0] == 2
        assert f"make a folder of its files: git -C {folder} worktree add FOLDER" in repository.error


def test_a_repository_of_another_owner_is_read_only_if_git_is_told_so(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    for command in (("diff", "HEAD", "--profiles", "profiles"), ("validate", "profiles", "--since", "HEAD")):
        assert repository.run(*command)[0] == 2
        assert f"git config --global --add safe.directory {repository.folder}" in repository.error


def test_in_a_worktree(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.git("worktree", "add", "-q", str(tmp_path / "beside"), "-b", "topic")
    monkeypatch.chdir(tmp_path / "beside")
    (tmp_path / "beside/profiles/qaa/tea.yaml").write_text(tea("QAA", "C"))
    assert repository.diff("HEAD")[0] == 1
    assert repository.diff("main", "topic")[0] == 0


def test_a_repository_within_is_read_at_the_commit_that_the_revision_names(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where each partner keeps its profiles in a repository of its own."""
    every = tmp_path / "every"
    every.mkdir()
    repository.git("init", "-q", folder=every)
    add = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", repository.folder.as_uri(), "partners")
    repository.git(*add, folder=every)
    shutil.copytree(repository.folder / "schemas", every / "schemas")
    repository.git("add", "-A", folder=every)
    repository.git("commit", "-q", "-m", "together", folder=every)
    monkeypatch.chdir(every)
    status, out = repository.run("diff", "HEAD", "--profiles", "partners/..", "-f", "json")
    found = json.loads(out)
    assert (status, found["notes"], found["files"], found["came"]) == (0, [], [], [])
    (every / "partners/profiles/qaa/tea.yaml").write_text(tea("QAA", "C"))
    status, out = repository.run("diff", "HEAD", "--profiles", ".", "-f", "json")
    assert (status, [each["path"] for each in json.loads(out)["files"]]) == (1, ["partners/profiles/qaa/tea.yaml"])
    repository.git("commit", "-q", "-a", "-m", "break", folder=every / "partners")
    repository.git("commit", "-q", "-a", "-m", "take it", folder=every)
    assert repository.run("diff", "HEAD~1", "HEAD", "--profiles", ".")[0] == 1
    clone = tmp_path / "without"
    repository.git("clone", "-q", every.as_uri(), str(clone))
    monkeypatch.chdir(clone)
    assert repository.run("diff", "HEAD", "--profiles", ".")[0] == 4


def test_no_command_of_a_configuration_runs(repository: Repository) -> None:
    touch = f"touch {repository.folder}/pwned;"
    for key in (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "filter.x.smudge",
        "filter.x.clean",
        "diff.x.textconv",
    ):
        repository.git("config", key, touch)
    repository.write(".gitattributes", "*.yaml filter=x diff=x\n")
    hook = repository.write(".git/hooks/post-checkout", f"#!/bin/sh\n{touch}\n")
    hook.chmod(0o755)
    (repository.folder / "pwned").unlink(missing_ok=True)
    index = (repository.folder / ".git/index").read_bytes()
    assert repository.diff("HEAD", "HEAD")[0] == 0
    assert repository.diff("HEAD")[0] == 0
    assert not (repository.folder / "pwned").exists()
    assert (repository.folder / ".git/index").read_bytes() == index


def test_the_surroundings_of_a_hook_do_not_lead_elsewhere(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "nowhere"))
    assert repository.diff("HEAD")[0] == 0


def test_a_partial_clone_fetches_nothing(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "C"))
    repository.commit("break")
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "partial"
    repository.git("clone", "-q", "--filter=blob:none", repository.folder.as_uri(), str(clone))
    monkeypatch.chdir(clone)
    objects = sorted((clone / ".git/objects").rglob("*"))
    assert repository.diff("HEAD~1")[0] == 2
    assert "git fetch --refetch" in repository.error
    assert sorted((clone / ".git/objects").rglob("*")) == objects


def test_from_a_folder_below_and_with_a_folder_that_is_gone(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "C"))
    repository.commit("break")
    monkeypatch.chdir(repository.folder / "profiles")
    capsys = repository.capsys
    assert run(["diff", "HEAD~1", *DAY, "--schemas", "../schemas", "-f", "concise"]) == 1
    assert "qaa/tea.yaml:7:13: new blocker" in capsys.readouterr().out
    monkeypatch.chdir(repository.folder)
    assert repository.run("diff", "HEAD~1", "--profiles", "../elsewhere")[0] == 2


# ── folders ──────────────────────────────────────────────────────────────────────────────────────────────


def test_two_folders_without_git(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for name in ("held", "sent"):
        shutil.copytree(repository.folder / "profiles", tmp_path / "two" / name)
    shutil.copytree(repository.folder / "schemas", tmp_path / "two/schemas")
    monkeypatch.chdir(tmp_path / "two")
    broken = "kind: tea\npartner: QCC\n  system: [\n"
    (tmp_path / "two/held/qcc/tea.yaml").write_text(broken)
    (tmp_path / "two/sent/qcc/tea.yaml").write_text(broken)
    assert repository.run("diff", "held", "sent")[0] == 0
    (tmp_path / "two/sent/qaa/tea.yaml").write_text(tea("QAA", "C"))
    status, out = repository.run("diff", "held/", "sent", "-f", "concise")
    assert status == 1
    assert out.startswith("sent/qaa/tea.yaml:7:13: new blocker tea/kettle/plug QAA QBB:")
    assert repository.run("diff", "held", "--profiles", "sent")[0] == 1
    assert repository.run("diff", "held", "./nowhere")[0] == 2
    assert repository.run("diff", "held", "HEAD")[0] == 2
    (tmp_path / "two/empty").mkdir()
    (tmp_path / "two/void").mkdir()
    assert repository.run("diff", "empty", "void")[0] == 4
    assert repository.run("diff", "empty", "void", "--allow-empty")[0] == 0


def test_a_revision_wins_over_a_folder_of_its_name(repository: Repository) -> None:
    repository.git("branch", "old")
    (repository.folder / "old").mkdir()
    assert repository.diff("old")[0] == 0
    assert "'old' is a revision and a folder" in repository.error
    assert repository.run("diff", "./old", "./profiles")[0] == 1  # of nothing, everything is new


# ── --since ──────────────────────────────────────────────────────────────────────────────────────────────


def test_since_fails_only_for_what_is_new(repository: Repository) -> None:
    pair = ("compare", "QAA", "QCC", "--profiles", "profiles")
    assert repository.run(*pair)[0] == 1
    status, out = repository.run(*pair, "--since", "HEAD")
    assert status == 0
    assert "stood before: not counted against this change" in out
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "C"))
    assert repository.run("compare", "QAA", "QBB", "--profiles", "profiles", "--since", "HEAD")[0] == 1
    assert repository.run("matrix", "profiles", "--since", "HEAD")[0] == 1
    assert repository.run("matrix", "profiles", "--since", "HEAD", "--only", "QCC")[0] == 0

    repository.write("profiles/qbb/tea.yaml", tea("QBB", "X"))
    assert repository.run("validate", "profiles", "--since", "HEAD")[0] == 1
    repository.commit("not valid")
    status, out = repository.run("validate", "profiles", "--since", "HEAD", "-f", "concise")
    assert status == 0
    assert "blocker (stood before) schema/enum" in out
    repository.write("profiles/qbb/tea.yaml", tea("QBB", "Y"))
    assert repository.run("validate", "profiles/qbb/tea.yaml", "--since", "HEAD")[0] == 0
    repository.write("profiles/new.yaml", tea("QNN", "X"))
    assert repository.run("validate", "profiles/new.yaml", "--since", "HEAD")[0] == 1
    assert repository.run("validate", "-", "--since", "HEAD")[0] == 2


def test_since_lets_pass_a_broken_file_that_nobody_touched(repository: Repository) -> None:
    repository.write("profiles/qcc/tea.yaml", "kind: tea\npartner: QCC\n  system: [\n")
    repository.commit("broken")
    assert repository.run("validate", "profiles")[0] == 3
    assert repository.run("validate", "profiles", "--since", "HEAD")[0] == 0
    assert repository.run("validate", "profiles", "--since", "HEAD~1")[0] == 3


def test_since_lets_pass_what_nobody_knew_before_either(repository: Repository) -> None:
    repository.write("profiles/qcc/tea.yaml", "kind: tea\npartner: QCC\nsystem: mess\nexchanges: {kettle: unknown}\n")
    strict = ("compare", "QAA", "QCC", "--profiles", "profiles", "--fail-on-unknown")
    assert repository.run(*strict, "--since", "HEAD")[0] == 1
    repository.commit("says that it does not know")
    assert repository.run(*strict)[0] == 1
    assert repository.run(*strict, "--since", "HEAD")[0] == 0
    repository.write("profiles/qcc/tea.yaml", "kind: tea\npartner: QCC\n  system: [\n")
    repository.commit("cannot be read")
    assert repository.run(*strict)[0] == 3
    assert repository.run(*strict, "--since", "HEAD")[0] == 0
    assert repository.diff("HEAD", "--fail-on-unknown")[0] == 0


# ── formats ──────────────────────────────────────────────────────────────────────────────────────────────


def test_what_a_change_breaks_is_shown_in_the_file_that_it_changes(repository: Repository) -> None:
    """QBB clashes with what QAA said all along: a reviewer of the change sees QBB's file, and no other."""
    repository.write("profiles/qbb/tea.yaml", tea("QBB", "C"))
    for command in (
        ("diff", "HEAD", "--profiles", "profiles"),
        ("compare", "QAA", "QBB", "--profiles", "profiles", "--since", "HEAD"),
    ):
        status, out = repository.run(*command, "-f", "github", "-o", "sarif=a.sarif", "-o", "gitlab=b.json")
        assert status == 1
        assert [line.partition(",")[0] for line in out.splitlines() if line.startswith("::error ")] == [
            "::error file=profiles/qbb/tea.yaml"
        ]
        new = [each for each in _sarif(repository)["results"] if each["baselineState"] == "new"]
        (result,) = (each for each in new if each["level"] == "error")
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "profiles/qaa/tea.yaml"
        blockers = json.loads((repository.folder / "b.json").read_text("utf-8"))
        assert blockers[0]["location"]["path"] == "profiles/qbb/tea.yaml"


def test_sarif_says_of_each_result_what_became_of_it(repository: Repository) -> None:
    repository.write("profiles/qcc/tea.yaml", tea("QCC", "C"))
    repository.write("profiles/qbb/tea.yaml", tea("QBB", "G", more="      watts: 3\n"))
    repository.diff("HEAD", "-o", "sarif=a.sarif")
    states = {(each["ruleId"], each["baselineState"]) for each in _sarif(repository)["results"]}
    assert ("tea/kettle/plug", "updated") in states
    assert all(state in ("new", "updated", "unchanged") for _, state in states)
    repository.write("profiles/qcc/tea.yaml", tea("QCC", "G"))
    repository.diff("HEAD", "-o", "sarif=a.sarif")
    assert "tea/kettle/plug" not in {each["ruleId"] for each in _sarif(repository)["results"]}  # mended: no alert


def _sarif(repository: Repository) -> dict[str, Any]:
    (found,) = json.loads((repository.folder / "a.sarif").read_text("utf-8"))["runs"]
    return dict(found)


def test_the_json_meets_its_schema(repository: Repository, check: Callable[[Any], None]) -> None:
    check(repository.outline("HEAD")[1])
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "C", more="      watts: 3\n"))
    repository.write("profiles/qdd/tea.yaml", tea("QDD"))
    (repository.folder / "profiles/qcc/tea.yaml").unlink()
    check(repository.outline("HEAD")[1])


@pytest.fixture
def check() -> Callable[[Any], None]:
    schemas = {name: json.loads((ROOT / "schemas" / name).read_text("utf-8")) for name in ("diff.json", "report.json")}
    registry: Registry[Any] = Registry().with_resources(
        [(name, Resource.from_contents(each)) for name, each in schemas.items()]
    )
    return jsonschema.Draft202012Validator(schemas["diff.json"], registry=registry).validate


@pytest.mark.parametrize(
    "format", ["text", "concise", "markdown", "json", "html", "sarif", "junit", "github", "gitlab"]
)
def test_every_format_shows_it_the_same_way_twice(repository: Repository, format: str) -> None:
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "C"))
    first = repository.diff("HEAD", "-f", format)
    assert first[0] == 1
    assert first[1]
    assert first == repository.diff("HEAD", "-f", format)


def test_values_are_data_in_every_format(repository: Repository) -> None:
    repository.write("profiles/qcc/partner.yaml", who("QCC", '"[red]\\u001b[31m <b>@here"'))
    repository.commit("odd contact")
    repository.write("profiles/qaa/tea.yaml", tea("QAA", "F"))
    repository.write("profiles/qbb/tea.yaml", tea("QBB", "C"))
    repository.write("profiles/qcc/partner.yaml", who("QCC", '"[red]\\u001b[31m <i>@here"'))
    for format in ("text", "concise", "markdown"):
        assert "\x1b" not in repository.diff("HEAD", "-f", format)[1]
    assert "<i>" not in repository.diff("HEAD", "-f", "markdown")[1]
