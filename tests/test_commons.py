"""What two can both do: what is agreed is written, what is open is said, and each of the two finds it clear."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from generated import DATE, World, loaded, standards_of, worlds
from hypothesis import HealthCheck, Phase, event, given, settings

from interop_check import Comparison, Partner, compare, load_partners, load_standards
from interop_check.cli.app import run
from interop_check.commons import CODE, Common, commons
from interop_check.conformance import conform, valid
from interop_check.profiles import Document, read_document
from interop_check.report import ExchangeResult, Verdict
from interop_check.standards import Standards

SAMPLES = Path(__file__).parent.parent / "sample_systems" / "federation"
law = settings(
    max_examples=40,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def _documents(files: tuple[Common, ...]) -> tuple[Document, ...]:
    return tuple(read_document(f"common/{each.name}", each.text.encode()) for each in files)


def _hold(a: Partner, b: Partner, standards: Standards) -> tuple[Common, ...]:
    """Every law of what `a` and `b` can both do."""
    files = commons(compare(a, b, standards, DATE), a, b, standards, DATE)
    assert files == commons(compare(b, a, standards, DATE), b, a, standards, DATE)
    documents = _documents(files)
    for each, document in zip(files, documents, strict=True):
        assert valid(tuple(conform(document, standards))) is (each.required == 0), each.text
        assert (each.required > 0) == ("# NOT VALID YET" in each.text)
        assert each.text.count("# open, required: ") == each.required
        assert each.text.count("# open: ") == each.open
    common = Partner(CODE, documents, known=a.known | {CODE})
    pair = compare(a, b, standards, DATE)
    for partner, other in ((a, b), (b, a)):
        _clear_with(compare(common, partner, standards, DATE), pair, partner, other, files)
    return files


def _open_in(files: tuple[Common, ...]) -> set[str]:
    """The exchanges in which something is left open: the nearest key above such a line that holds offers."""
    found = set()
    for each in files:
        lines = each.text.partition("\n# Left out")[0].splitlines()
        for number, line in enumerate(lines):
            if line.lstrip().startswith(("# open: ", "# open, required: ")):
                above = (key for key in reversed(lines[:number]) if re.fullmatch(r" +\S+:", key))
                found.update(key.strip().rstrip(":").strip('"') for key in above)
    return found


def _clear_with(
    comparison: Comparison, pair: Comparison, partner: Partner, other: Partner, files: tuple[Common, ...]
) -> None:
    """What was clear between the two is clear with `partner`, in the direction in which the other one stood."""
    left_out = {line for each in files for line in each.text.partition("\n# Left out")[2].splitlines()}
    for each in comparison.exchanges:
        flow = {None: None, "A->B": (other.code, partner.code), "B->A": (partner.code, other.code)}[each.direction]
        where = f"#   {each.name}{f', {flow[0]}->{flow[1]}' if flow else ''}: "
        if _was_clear(each, flow, pair) and not any(line.startswith(where) for line in left_out):
            assert each.verdict in (Verdict.CLEAR, Verdict.UNKNOWN), [f.message for f in each.findings]
            assert each.verdict is Verdict.CLEAR or each.name in _open_in(files), [f.message for f in each.findings]


def _was_clear(each: ExchangeResult, flow: tuple[str, str] | None, pair: Comparison) -> bool:
    directions = {None: None, (pair.a, pair.b): "A->B", (pair.b, pair.a): "B->A"}
    return any(
        (one.kind, one.id, one.name, one.direction) == (each.kind, each.id, each.name, directions[flow])
        and one.verdict is Verdict.CLEAR
        and one.chosen
        for one in pair.exchanges
    )


@pytest.fixture(scope="module")
def standards() -> Standards:
    return load_standards()


@pytest.fixture(scope="module")
def partners(standards: Standards) -> Mapping[str, Partner]:
    return load_partners([str(SAMPLES)], standards)[0]


@pytest.mark.parametrize(
    "pair", [*combinations(("QNR", "QVA", "QST", "QZL", "QTA"), 2), ("QOS", "QNR"), ("QPE", "QVA")]
)
def test_each_of_two_sample_partners_finds_what_both_can_do_clear(
    pair: tuple[str, str], partners: Mapping[str, Partner], standards: Standards
) -> None:
    files = _hold(partners[pair[0]], partners[pair[1]], standards)
    assert sum(each.exchanges for each in files) > 5


@law
@given(worlds())
def test_each_of_two_partners_finds_what_both_can_do_clear(world: World) -> None:
    partners, _, standards = loaded(world)
    if {"AAA", "BBB"} <= partners.keys():
        files = _hold(partners["AAA"], partners["BBB"], standards)
        event(f"{sum(each.exchanges for each in files)} exchanges, {sum(each.open for each in files)} open")


def test_agreed_values_stand_at_their_properties(
    partners: Mapping[str, Partner], standards: Standards, golden: Any
) -> None:
    a, b = partners["QNR"], partners["QVA"]
    for each in commons(compare(a, b, standards, DATE), a, b, standards, DATE):
        golden(f"common-qnr-qva-{each.name}", each.text)


# ── what is asked for ────────────────────────────────────────────────────────────────────────────────────

OFFER = {
    "type": "object",
    "required": ["id", "way", "room"],
    "properties": {
        "id": True,
        "way": {"x-interop": {"match": {"relation": "equal", "selector": True}}},
        "room": True,
        "note": True,
    },
}
OFFERS = {"type": "array", "items": {"$ref": "#/$defs/offer"}}
CHAT = {
    "x-interop": {"kind": "chat", "version": "1.0"},
    "type": "object",
    "required": ["marking"],
    "$defs": {"offer": OFFER},
    "properties": {
        "marking": True,
        "exchanges": {
            "properties": {
                "talk": {**OFFERS, "x-interop": {"exchange": {"title": "Talk"}}},
                "rooms": {
                    "additionalProperties": {
                        "type": "object",
                        "properties": {"provides": OFFERS, "accepts": OFFERS},
                        "x-interop": {"exchange": {"id": "room", "mode": "flow", "title": "Room"}},
                    }
                },
            }
        },
    },
}


def _chat(code: str, marking: str, **exchanges: Any) -> dict[str, Any]:
    return {"kind": "chat", "partner": code, "system": "s", "marking": marking, "exchanges": exchanges}


def _two(one: dict[str, Any], other: dict[str, Any]) -> tuple[Common, ...]:
    world = World({}, {"AAA.yaml": one, "BBB.yaml": other})
    partners, findings, standards = loaded(world, standards_of({"chat.json": CHAT}))
    assert not findings
    return _hold(partners["AAA"], partners["BBB"], standards)


def _offer(**says: Any) -> list[dict[str, Any]]:
    return [{"id": "o", "way": "xmpp", **says}]


def test_a_required_key_that_is_left_open_is_counted_at_the_top() -> None:
    (found,) = _two(
        _chat("AAA", "open", talk=_offer(room="a", note="x\nkind: y")), _chat("BBB", "closed", talk=_offer(room="b"))
    )
    assert (found.required, found.open) == (2, 1)
    assert "# NOT VALID YET: 2 required keys are left open" in found.text.partition("\nkind:")[0]
    assert "\n# open, required: marking: AAA says open; BBB says closed\n" in found.text
    assert "      # open, required: room: AAA says a; BBB says b\n" in found.text
    assert '      # open: note: AAA says "x\\nkind: y"; BBB says nothing\n' in found.text


def test_what_both_say_outside_of_the_exchanges_is_taken_where_it_is_asked_for() -> None:
    (found,) = _two(_chat("AAA", "open", talk=_offer(room="a")), _chat("BBB", "open", talk=_offer(room="a")))
    assert (found.required, found.open) == (0, 0)
    assert read_document("x", found.text.encode()).value == {
        "kind": "chat/1.0",
        "partner": "COMMON",
        "system": "AAA-BBB",
        "marking": "open",
        "exchanges": {"talk": [{"id": "o", "way": "xmpp", "room": "a"}]},
    }


def test_keyed_flows_stand_under_their_names_in_both_directions() -> None:
    sides = {"provides": _offer(room="a"), "accepts": _offer(room="a")}
    rooms = {"red": sides, "blue": {"provides": _offer(room="a")}}
    others = {"red": sides, "blue": {"accepts": _offer(room="a")}}
    (found,) = _two(_chat("AAA", "open", rooms=rooms), _chat("BBB", "open", rooms=others))
    value = read_document("x", found.text.encode()).value
    assert value["exchanges"]["rooms"] == {"blue": {**sides}, "red": sides}


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────


def _compare(*arguments: str) -> int:
    return run(["compare", *arguments, "--profiles", str(SAMPLES), "--date", DATE.isoformat(), "-f", "concise"])


def test_the_profiles_are_written_and_others_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "new" / "folder"
    assert _compare("QNR", "QVA", "--common", str(folder)) == 1
    assert sorted(path.name for path in folder.iterdir()) == [
        "command-system.yaml",
        "communications.yaml",
        "data-sharing.yaml",
    ]
    (folder / "mine.yaml").write_text("mine", "utf-8")
    assert _compare("QVA", "QNR", "--common", str(folder)) == 1
    assert (folder / "mine.yaml").read_text("utf-8") == "mine"
    assert "wrote" in capsys.readouterr().err
    filled_in = folder / "communications.yaml"
    filled_in.write_text("filled in by hand", "utf-8")
    assert _compare("QNR", "QVA", "--common", str(folder)) == 2
    assert "says something else" in capsys.readouterr().err
    assert filled_in.read_text("utf-8") == "filled in by hand"


def test_never_over_what_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for code in ("qnr", "qva"):
        (tmp_path / code).mkdir()
        for path in (SAMPLES / code).glob("*.yaml"):
            (tmp_path / code / path.name).write_bytes(path.read_bytes())
    before = (tmp_path / "qnr" / "communications.yaml").read_bytes()
    arguments = ["compare", "QNR", "QVA", "--profiles", str(tmp_path), "--common", str(tmp_path / "qnr")]
    assert run([*arguments, "--date", DATE.isoformat()]) == 2
    assert "one of the profiles that were read" in capsys.readouterr().err
    assert (tmp_path / "qnr" / "communications.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("QNR", "QVA", "QST", "--common", "x"), "name two"),
        (("QNR", "QVA", "--common", str(Path(__file__))), "names a folder"),
        (("QNR", "QVA", "--common", ""), "names a folder"),
    ],
)
def test_what_cannot_be_written_is_told_before_the_work(
    arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _compare(*arguments) == 2
    assert says in capsys.readouterr().err
