"""The page of a matrix without a browser: what it holds, that nothing can act in it but our own, how large it is."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_html import Tree, body_of, poisoned
from test_matrix import DAY, HOSTILE, NONE, SAMPLES, WIDE, _matrix, _small, _tally

from interop_check import Verdict, formats, load_partners, load_standards
from interop_check.formats import Options
from interop_check.formats._html import overview as laid_out
from interop_check.formats._inert import inert
from interop_check.overview import NO_PAIR, Blocking, Cell, Lane, Matrix, Member, PairSummary, Selection, pairs

VERDICTS = list(Verdict)
LEGEND = (Cell(), *(Cell(verdict) for verdict in VERDICTS[:-1]))


def page(matrix: Matrix) -> str:
    shown = formats.render("html", matrix, Options())
    assert isinstance(shown, bytes)
    return shown.decode()


def many(count: int, lanes: int = 24, *, name: str = "") -> Matrix:
    """As many partners, of whom every seventh two are blocked; a matrix by hand, with flows and kinds of lanes."""
    codes = [f"P{number:03}" for number in range(count)]
    rows = [bytes(NO_PAIR if a == b else (a * b + a + b) % 7 % 5 for b in range(count)) for a in range(count)]
    counts = tuple(memoryview(bytes((a + b) % 60 for b in range(count))) for a in range(count))
    upper = b"".join(row[first + 1 :] for first, row in enumerate(rows))
    tally = {verdict: upper.count(number) for number, verdict in enumerate(VERDICTS)}
    cells = [bytes((each + shift) % 6 for each in upper[:shift]) + upper[shift:] for shift in range(lanes)]
    made = tuple(
        Lane(
            f"kind-{number % 3}",
            f"exchange-{number // 2}",
            f"exchange-{number // 2}",
            f"Exchange {number // 2}",
            ("A->B", "B->A")[number % 2],
            tally,
            LEGEND,
            memoryview(cells[number]),
        )
        for number in range(lanes)
    )
    return _small()._replace(
        members=tuple(Member(code, name, False, _tally()) for code in codes),
        pairs=tally,
        verdicts=tuple(map(memoryview, rows)),
        counts=counts,
        lanes=made,
        blocking=tuple(Blocking(lane.kind, lane.id, lane.name, lane.title, 5, 9) for lane in made[::2]),
        worst=(PairSummary(codes[0], codes[1], Verdict.BLOCKED, _tally(blocked=3)),),
        changes=(),
    )


def only(code: str) -> Matrix:
    """The pairs of one partner of three."""
    whole = _small()
    return whole._replace(
        selection=Selection(only=code),
        pairs=_tally(blocked=1, unknown=1),
        verdicts=whole.verdicts[:1],
        counts=whole.counts[:1],
        lanes=tuple(lane._replace(cells=bytes(lane.cells or ())[:2]) for lane in whole.lanes),
    )


MATRICES = {"one": _small(), "none": NONE, "wide": WIDE, "only": only("QNR"), "forty": many(40), "hundred": many(100)}


def data_of(shown: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', shown, re.S)
    return json.loads(found[1]) if found else None


def unpacked(text: str, count: int) -> list[int]:
    halves = [half for byte in base64.b64decode(text) for half in (byte & 15, byte >> 4)]
    assert len(halves) in (count, count + 1)
    return halves[:count]


# ── the whole ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["one", "none", "wide", "only"])
def test_whole_pages_are_as_they_were_read_and_approved(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"matrix-{name}.html", body_of(page(MATRICES[name])))


@pytest.mark.parametrize("name", MATRICES)
def test_the_same_matrix_gives_the_same_bytes(name: str) -> None:
    assert page(MATRICES[name]) == page(MATRICES[name])


@pytest.mark.parametrize("name", MATRICES)
def test_a_page_is_well_formed_and_every_link_leads_somewhere(name: str) -> None:
    tree = Tree(page(MATRICES[name]))
    assert not tree.open
    ids = Counter(each["id"] for _, each in tree.found if "id" in each)
    assert max(ids.values()) == 1
    for link in tree.all("a"):
        assert link["href"] in {f"#{id}" for id in ids}
    for _, each in tree.found:
        for named in (each.get("aria-labelledby"), each.get("aria-describedby"), each.get("for")):
            assert named is None or named in ids


def test_every_pair_of_few_partners_stands_in_the_grid_and_by_itself() -> None:
    matrix = many(40)
    shown = page(matrix)
    assert shown.count('<details class="pair') == 40 * 39 // 2
    assert len(re.findall(r'<a href="#pair-\d+-\d+" title=', shown)) == 40 * 39
    codes = [member.code for member in matrix.members]
    for first, second, verdict in list(pairs(matrix))[::37]:
        for row, col in ((first, second), (second, first)):
            title = f"{codes[row]} ↔ {codes[col]}: {VERDICTS[verdict].value}"
            assert re.search(rf'<td class="{VERDICTS[verdict].value}"><a [^>]*title="{title}[,"]', shown)


def test_on_paper_the_grid_is_cut_into_blocks_of_thirty_columns() -> None:
    shown = page(many(40))
    grids = [part.split("</thead>")[0].count('scope="col"') for part in shown.split('<table class="grid">')[1:]]
    assert grids == [40, 30, 10]


def test_the_command_is_what_is_left_of_a_pair_of_many_partners() -> None:
    shown = page(many(100))
    assert '<details class="pair' not in shown
    assert "<canvas" in shown
    assert "interop-check compare P000 P001 --profiles FOLDER" in shown


def test_partners_are_ranked_only_where_it_was_asked_for() -> None:
    assert "hardest" not in Tree(page(_small())).text
    assert "hardest" in Tree(page(_small()._replace(ranked=True))).text


def test_what_is_too_much_for_a_page_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laid_out, "_LAYERS", 1_000)
    shown = page(many(100))
    assert data_of(shown) is None
    assert "too much for a page" in Tree(shown).text
    assert "<canvas" not in shown
    bare = many(40)._replace(lanes=tuple(lane._replace(cells=None) for lane in many(40).lanes))
    assert "too many exchanges" in Tree(page(bare)).text


# ── the data of the grid ─────────────────────────────────────────────────────────────────────────────────


def test_the_data_say_what_the_matrix_says() -> None:
    matrix = many(63, 6)
    data = data_of(page(matrix))
    count = 63 * 62 // 2
    whole, *others = data["layers"]
    assert unpacked(whole["ahead"], count) == [verdict for *_, verdict in pairs(matrix)]
    told = list(base64.b64decode(whole["counts"]))
    assert told == [matrix.counts[first][second] for first, second, _ in pairs(matrix)]
    by_id = {each["id"]: each for each in others}
    for lane in matrix.lanes:
        layer = by_id[f"{lane.kind}/{lane.id}/{lane.name}"]
        expected = [_number(lane.legend[cell]) for cell in lane.cells or ()]
        ways = {way: unpacked(layer[way], count) for way in ("ahead", "back")}
        assert expected in ways.values()
    for kind in ("kind-0", "kind-1", "kind-2"):
        own = [lane for lane in matrix.lanes if lane.kind == kind]
        worst = [min(_number(lane.legend[(lane.cells or ())[at]]) for lane in own) for at in range(count)]
        assert unpacked(by_id[kind]["ahead"], count) == worst


def _number(cell: Cell) -> int:
    return VERDICTS.index(cell.verdict or Verdict.NOT_SHARED)


def test_a_flow_has_both_its_directions() -> None:
    layer = next(each for each in data_of(page(_small()))["layers"] if each["id"].endswith("email"))
    assert unpacked(layer["ahead"], 3) == [0, 5, 5]
    assert unpacked(layer["back"], 3) == [0, 5, 4]


def test_the_data_of_the_samples_are_those_of_compare() -> None:
    standards = load_standards()
    partners, _ = load_partners([str(SAMPLES / "fmn")], standards)
    matrix = _matrix(partners, standards, DAY)
    data = data_of(page(matrix))
    assert unpacked(data["layers"][0]["ahead"], 1) == [matrix.verdicts[0][1]]
    assert {each["id"] for each in data["layers"] if each["group"] == "kind"} == {lane.kind for lane in matrix.lanes}


@pytest.mark.parametrize(("count", "most"), [(60, 2_000_000), (1_000, 3_000_000)])
def test_a_page_of_many_partners_is_no_large_file(count: int, most: int) -> None:
    shown = formats.render("html", many(count, name="A partner with a name of some length"), Options())
    assert len(shown) <= most
    assert len(data_of(shown.decode())["layers"]) >= 3  # type: ignore[union-attr]


# ── nothing in it acts ───────────────────────────────────────────────────────────────────────────────────

SHARP = [HOSTILE, "</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "<!--", "'\\"]


@pytest.mark.parametrize("name", ["one", "forty", "hundred"])
def test_the_policy_lets_only_our_own_texts_act(name: str) -> None:
    shown = page(MATRICES[name])
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', shown)[1])  # type: ignore[index]
    for tag in ("style", "script"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", shown, re.S)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    tree = Tree(shown)
    assert [each.get("type") for each in tree.all("script")] == ["application/json", None]
    for _, attributes in tree.found:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src")]


@pytest.mark.parametrize("text", SHARP)
@pytest.mark.parametrize("count", [3, 70])
def test_hostile_texts_are_inert(count: int, text: str) -> None:
    matrix = many(count, 4)
    matrix = poisoned(matrix._replace(selection=Selection(), members=(), lanes=()), text)._replace(
        members=tuple(Member(f"{text}{number}", text, True, _tally()) for number in range(count)),
        lanes=tuple(lane._replace(kind=text, id=text, name=text, title=text) for lane in matrix.lanes),
        worst=(PairSummary(f"{text}0", f"{text}1", Verdict.BLOCKED, _tally(blocked=1)),),
        changes=poisoned(_small().changes, text),
        ranked=True,
    )
    shown = page(matrix)
    tree = Tree(shown)
    assert not tree.open
    assert [each.get("type") for each in tree.all("script")] == ["application/json", None]
    assert not tree.all("img")
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert data_of(shown)["names"] == [inert(text)] * count


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_suffix_is_enough(tmp_path: Path) -> None:
    from interop_check.cli.app import run

    path = tmp_path / "matrix.html"
    run(["matrix", str(SAMPLES / "fmn"), "--date", "2026-11-22", "-o", str(path), "--fail-on", "never"])
    assert "2 partners, 1 pair" in path.read_text("utf-8")
