"""Which pairs of editions meet while the catalogue is silent: those, no others, and where they stand."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from interop_check.catalogue import CatalogueError, load_catalogue
from interop_check.cli.app import run
from interop_check.gaps import Gap, entries, gaps
from interop_check.partners import gather
from interop_check.standards import Side, load_standards

ROOT = Path(__file__).parent.parent
DAY = datetime.date(2026, 11, 22)

_EDITION = {"x-interop": {"match": {"relation": "standard"}}}
_OFFER = {"$ref": "#/$defs/offer"}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://example.org/gapped/1.0",
    "x-interop": {"kind": "gapped", "version": "1.0", "title": "Gapped"},
    "type": "object",
    "$defs": {
        "offer": {
            "type": "object",
            "properties": {"edition": _EDITION, "by-link": {"additionalProperties": {**_EDITION}}},
        },
        "half": {"type": "object", "properties": {"profile": True}},
    },
    "properties": {
        "exchanges": {
            "type": "object",
            "properties": {
                "talk": {"type": "array", "x-interop": {"exchange": {"title": "Talk"}}, "items": _OFFER},
                "send": {
                    "type": "object",
                    "x-interop": {"exchange": {"title": "Send", "mode": "flow"}},
                    "properties": {
                        "provides": {"type": "array", "items": _OFFER},
                        "accepts": {"type": "array", "items": _OFFER},
                    },
                },
                "half": {
                    "type": "object",
                    "x-interop": {"exchange": {"title": "Half", "mode": "flow"}},
                    "properties": {
                        "provides": {"type": "array", "items": {"properties": {"profile": _EDITION}}},
                        "accepts": {"type": "array", "items": {"$ref": "#/$defs/half"}},
                    },
                },
                "ride": {
                    "type": "array",
                    "x-interop": {"exchange": {"title": "Ride", "sponsored": True}},
                    "items": _OFFER,
                },
            },
        }
    },
}
CATALOGUE: dict[str, Any] = {
    "standards": {
        "alpha": {
            "title": "Alpha",
            "publisher": "Nobody",
            "editions": {f"alpha-{n}": {"edition": str(n), "lifecycle": "current"} for n in (1, 2, 3)},
        },
        "beta": {
            "title": "Beta",
            "publisher": "Nobody",
            "editions": {"beta-1": {"edition": "1", "lifecycle": "current"}},
        },
    },
    "pairs": [{"editions": ["alpha-1", "alpha-2"], "together": "no", "source": "A test", "confidence": "high"}],
}


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A folder with `schemas/`, and room for `profiles/`."""
    (tmp_path / "schemas" / "catalogue").mkdir(parents=True)
    (tmp_path / "profiles").mkdir()
    (tmp_path / "schemas" / "gapped.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    (tmp_path / "schemas" / "catalogue" / "of-tests.json").write_text(json.dumps(CATALOGUE), encoding="utf-8")
    return tmp_path


def _profile(world: Path, partner: str, exchanges: dict[str, Any], system: str = "net") -> None:
    says = {"kind": "gapped", "partner": partner, "system": system, "exchanges": exchanges}
    (world / "profiles" / f"{partner}-{system}.yaml").write_text(json.dumps(says, indent=1), encoding="utf-8")


def _gaps(world: Path) -> list[Gap]:
    standards = load_standards([world / "schemas"])
    gathering = gather([str(world / "profiles")], standards)
    assert not [finding for finding in gathering.findings if finding.severity.weight > 0]
    return list(gaps(gathering.partners.values(), standards, DAY))


def _pairs(world: Path) -> list[tuple[str, ...]]:
    return [tuple(edition.id for edition in gap.editions) for gap in _gaps(world)]


def _talk(*editions: Any) -> dict[str, Any]:
    return {"talk": [{"id": f"o{number}", "edition": edition} for number, edition in enumerate(editions)]}


def test_a_silent_pair_and_where_it_stands(world: Path) -> None:
    _profile(world, "QAA", _talk("alpha-3"))
    _profile(world, "QBB", _talk(["alpha-1", "alpha-2"]))
    first, second = _gaps(world)
    assert [edition.id for edition in first.editions] == ["alpha-1", "alpha-3"]
    assert [edition.id for edition in second.editions] == ["alpha-2", "alpha-3"]
    (meeting,) = first.meetings
    assert (meeting.rule, meeting.exchange, meeting.pairs, meeting.unanswered) == ("gapped/talk/edition", "talk", 1, 1)
    (one,), (other,) = meeting.one, meeting.other
    assert (one.partner, other.partner) == ("QBB", "QAA")
    assert one.place.pointer == "/exchanges/talk/0/edition/0"
    assert one.place.value == "alpha-1"
    assert other.place.line > 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("alpha-1", "alpha-1", id="the same edition"),
        pytest.param("alpha-1", "alpha-2", id="the catalogue speaks"),
        pytest.param("alpha-1", "beta-1", id="of different standards"),
        pytest.param("alpha-1", "gamma-1", id="not in the catalogue"),
        pytest.param("alpha-1", {"standard": "alpha"}, id="no edition named"),
    ],
)
def test_no_gap(world: Path, one: Any, other: Any) -> None:
    _profile(world, "QAA", _talk(one))
    _profile(world, "QBB", _talk(other))
    assert _pairs(world) == []


def test_a_partner_does_not_meet_itself(world: Path) -> None:
    _profile(world, "QAA", _talk("alpha-1", "alpha-3"))
    _profile(world, "QBB", {"send": {"provides": [{"edition": "alpha-3"}], "accepts": []}})
    assert _pairs(world) == []


def test_in_a_flow_what_is_provided_meets_what_is_accepted(world: Path) -> None:
    _profile(world, "QAA", {"send": {"provides": [{"edition": "alpha-1"}], "accepts": [{"edition": "alpha-2"}]}})
    _profile(world, "QBB", {"send": {"provides": [{"edition": "alpha-3"}], "accepts": []}})
    (gap,) = _gaps(world)
    assert [edition.id for edition in gap.editions] == ["alpha-2", "alpha-3"]
    assert gap.meetings[0].sides == (Side.ACCEPTS, Side.PROVIDES)


def test_a_rule_that_stands_with_the_provider_alone_is_asked_of_both(world: Path) -> None:
    _profile(world, "QAA", {"half": {"provides": [{"profile": "alpha-1"}], "accepts": []}})
    _profile(world, "QBB", {"half": {"provides": [], "accepts": [{"profile": "alpha-3"}]}})
    assert _pairs(world) == [("alpha-1", "alpha-3")]


def test_under_keys_of_any_name_only_equal_keys_meet(world: Path) -> None:
    _profile(world, "QAA", {"talk": [{"by-link": {"x": "alpha-1", "y": "alpha-2"}}]})
    _profile(world, "QBB", {"talk": [{"by-link": {"x": "alpha-3", "z": "alpha-3"}}]})
    assert _pairs(world) == [("alpha-1", "alpha-3")]


def test_an_offer_that_does_not_count_on_the_day(world: Path) -> None:
    _profile(world, "QAA", _talk("alpha-1"))
    _profile(world, "QBB", {"talk": [{"edition": "alpha-3", "from": "2027-01-01"}]})
    assert _pairs(world) == []


def test_how_many_go_unanswered(world: Path) -> None:
    """Where something else of the same rule works, nothing hangs on the pair."""
    _profile(world, "QAA", _talk(["alpha-1", "alpha-2"]))
    _profile(world, "QBB", _talk(["alpha-2", "alpha-3"]))
    _profile(world, "QCC", _talk("alpha-3"))
    found = {tuple(edition.id for edition in gap.editions): gap for gap in _gaps(world)}
    assert {pair: (gap.unanswered, gap.meetings[0].pairs) for pair, gap in found.items()} == {
        ("alpha-1", "alpha-3"): (1, 2),
        ("alpha-2", "alpha-3"): (1, 3),
    }


def test_whoever_rides_on_a_sponsor_does_not_meet_it(world: Path) -> None:
    for code, sponsor in (("QAA", None), ("QBB", "QAA"), ("QCC", None)):
        says = {"kind": "partner", "partner": code, "code": code, "name": code, "nation": code}
        says |= {"sponsor": sponsor} if sponsor else {}
        (world / "profiles" / f"{code}.yaml").write_text(json.dumps(says), encoding="utf-8")
    ride = {"ride": [{"id": "a", "edition": "alpha-1"}, {"id": "b", "edition": "alpha-3"}]}
    _profile(world, "QAA", ride)
    standards = load_standards([world / "schemas"])
    gathering = gather([str(world / "profiles")], standards)
    assert list(gaps(gathering.partners.values(), standards, DAY)) == []
    _profile(world, "QCC", {"ride": [{"edition": "alpha-1"}]})
    gathering = gather([str(world / "profiles")], standards)
    (gap,) = gaps(gathering.partners.values(), standards, DAY)
    assert [each.partner for each in gap.meetings[0].other] == ["QAA", "QBB"]
    assert {each.place.partner for each in gap.meetings[0].other} == {"QAA"}


def test_the_entries_are_refused_until_they_are_filled_in(world: Path) -> None:
    _profile(world, "QAA", _talk("alpha-1"))
    _profile(world, "QBB", _talk("alpha-3"))
    skeleton = entries(_gaps(world))
    own = world / "own" / "catalogue" / "own.json"
    own.parent.mkdir(parents=True)
    own.write_text(json.dumps(skeleton), encoding="utf-8")
    folders = [world / "schemas" / "catalogue", own.parent]
    with pytest.raises(CatalogueError, match=r"own\.json#/pairs/0"):
        load_catalogue(folders)
    skeleton["pairs"][0].update(together="yes", source="A test", checked="2026-11-22", confidence="low")
    own.write_text(json.dumps(skeleton), encoding="utf-8")
    assert load_catalogue(folders).together("alpha-1", "alpha-3").verdict == "yes"
    standards = load_standards([world / "schemas", world / "own"])
    gathering = gather([str(world / "profiles")], standards)
    assert list(gaps(gathering.partners.values(), standards, DAY)) == []


def test_the_samples_name_only_pairs_that_occur() -> None:
    standards = load_standards()
    gathering = gather([str(ROOT / "sample_systems" / "fmn")], standards)
    found = list(gaps(gathering.partners.values(), standards, DAY))
    assert found
    for gap in found:
        assert gap.editions[0].family == gap.editions[1].family == gap.standard
        assert standards.catalogue.together(*(edition.id for edition in gap.editions)).verdict == "unsaid"
        for meeting in gap.meetings:
            for edition, standing in zip(gap.editions, (meeting.one, meeting.other), strict=True):
                assert standing
                assert all(edition.id in standards.catalogue.resolve(each.place.value) for each in standing)


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────


def _run(world: Path, capfd: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
    options = ["--schemas", str(world / "schemas"), "--date", DAY.isoformat(), *more]
    status = run(["standards", "gaps", str(world / "profiles"), *options])
    shown = capfd.readouterr()
    return status, shown.out, shown.err


def test_the_command(world: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _profile(world, "QAA", _talk("alpha-1"))
    _profile(world, "QBB", _talk("alpha-3"))
    status, out, _ = _run(world, capfd)
    assert status == 0
    assert "1 pair of editions" in out
    assert "gapped/talk/edition in 'talk'" in out
    assert f"QAA  {(world / 'profiles' / 'QAA-net.yaml').as_posix()}:" in out
    target = world / "own.json"
    status, out, _ = _run(world, capfd, "-f", "json", "-o", f"catalogue={target}")
    assert status == 0
    said = json.loads(out)
    assert (said["format"], said["gaps"][0]["unanswered"]) == ("interop-check/gaps", 1)
    assert [each["by"][0]["partner"] for each in said["gaps"][0]["meetings"][0]["held"]] == ["QAA", "QBB"]
    assert json.loads(target.read_text("utf-8"))["pairs"][0]["editions"] == ["alpha-1", "alpha-3"]
    status, _, err = _run(world, capfd, "-o", f"catalogue={target}")
    assert status == 2
    assert "may hold answers" in err


def test_its_statuses(world: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert _run(world, capfd)[0] == 4
    assert _run(world, capfd, "--allow-empty")[0] == 0
    _profile(world, "QAA", _talk("alpha-1"))
    status, _, err = _run(world, capfd)
    assert status == 4
    assert "fewer than two partners" in err
    _profile(world, "QBB", _talk("alpha-1"))
    status, out, _ = _run(world, capfd)
    assert status == 0
    assert "speaks of every pair" in out
    assert json.loads(_run(world, capfd, "-f", "catalogue")[1])["pairs"] == []
    (world / "profiles" / "bad.yaml").write_text("kind: [", encoding="utf-8")
    status, _, err = _run(world, capfd)
    assert status == 3
    assert "1 file was left out" in err
    (world / "profiles" / "bad.yaml").write_text("kind: gapped\npartner: Q!\nsystem: a\n", encoding="utf-8")
    assert _run(world, capfd)[0] == 1


@pytest.mark.parametrize("more", [["-f", "yaml"], ["-o", "own.json"], ["-o", "pairs=own.json"], ["-o", "json=no/x"]])
def test_what_it_cannot_start_with(world: Path, capfd: pytest.CaptureFixture[str], more: list[str]) -> None:
    assert _run(world, capfd, *more)[0] == 2


def test_it_does_not_write_over_a_profile(world: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _profile(world, "QAA", _talk("alpha-1"))
    path = world / "profiles" / "QAA-net.yaml"
    before = path.read_bytes()
    assert _run(world, capfd, "-o", f"json={path}")[0] == 2
    assert path.read_bytes() == before
