"""The matrix says of each pair and exchange what `compare` says; its changes keep what they promise."""

from __future__ import annotations

import copy
import csv
import datetime
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from generated import DATE, Choose, World, _files, loaded, world_of
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from referencing import Registry, Resource

from interop_check import Comparison, Partner, Verdict, compare, formats, load_partners, load_standards
from interop_check.cli.app import run
from interop_check.formats import CannotShow, Options
from interop_check.matrix import blocks, changes, lanes
from interop_check.matrix import matrix as all_pairs
from interop_check.matrix.edits import edited
from interop_check.overview import (
    NO_PAIR,
    SEVERITIES,
    Blocking,
    Cell,
    Change,
    Lane,
    Matrix,
    Member,
    PairSummary,
    Selection,
    pairs,
)
from interop_check.profiles import load
from interop_check.relations import json_key
from interop_check.report import Edit, ExchangeResult, Input, Outcome, Report, StandardUsed
from interop_check.standards import Standards

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "sample_systems"
SCHEMA = json.loads((ROOT / "schemas" / "matrix.json").read_text("utf-8"))
REGISTRY: Registry[Any] = Registry().with_resources(
    (name, Resource.from_contents(json.loads((ROOT / "schemas" / name).read_text("utf-8"))))
    for name in ("report.json", "diff.json")
)
DAY = datetime.date(2026, 11, 22)
VERDICTS = list(Verdict)

# Few examples, always the same ones; `LAWS=1000` looks further, at random.
DEEP = os.environ.get("LAWS")
law = settings(
    max_examples=int(DEEP or 12),
    derandomize=DEEP is None,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

Key = tuple[str, str, str, str, str, str | None]


def _matrix(partners: Mapping[str, Partner], standards: Standards, date: datetime.date, **more: Any) -> Matrix:
    return all_pairs(partners, standards, date, Report("matrix", date, None), **more)


# ── every cell is what `compare` says ────────────────────────────────────────────────────────────────────


def _expected(result: ExchangeResult) -> Cell:
    """The cell that an exchange of a comparison makes: its own rules, each once."""
    own = f"{result.kind}/{result.id}/"
    told = {(f.rule, f.severity, f.outcome) for f in result.findings if f.rule.startswith((own, "content/"))}
    broken, open_ = (
        tuple(sum(came is outcome and each is severity for _, each, came in told) for severity in SEVERITIES)
        for outcome in (Outcome.BROKEN, Outcome.UNKNOWN)
    )
    return Cell(result.verdict, broken, open_, bool(result.incomplete), bool(result.because_of))  # type: ignore[arg-type]


def _cells(matrix: Matrix) -> dict[Key, Cell]:
    codes = [member.code for member in matrix.members]
    where = [(codes[first], codes[second]) for first, second, _ in pairs(matrix)]
    found: dict[Key, Cell] = {}
    for lane in matrix.lanes:
        assert lane.cells is not None
        for (a, b), index in zip(where, lane.cells, strict=True):
            if lane.legend[index].verdict is not None:
                found[a, b, lane.kind, lane.id, lane.name, lane.direction] = lane.legend[index]
    return found


def _compared(partners: Mapping[str, Partner], standards: Standards, date: datetime.date) -> Iterator[Comparison]:
    for a, b in combinations(sorted(partners), 2):
        yield compare(partners[a], partners[b], standards, date)


def _hold(partners: Mapping[str, Partner], standards: Standards, date: datetime.date, matrix: Matrix) -> None:
    """Every cell and every pair, one way and the other."""
    codes = [member.code for member in matrix.members]
    expected: dict[Key, Cell] = {}
    tally = dict.fromkeys(Verdict, 0)
    for comparison in _compared(partners, standards, date):
        a, b = comparison.a, comparison.b
        for each in comparison.exchanges:
            expected[a, b, each.kind, each.id, each.name, each.direction] = _expected(each)
        first, second = codes.index(a), codes.index(b)
        verdict = VERDICTS[matrix.verdicts[first][second]]
        assert verdict is comparison.verdict, (a, b)
        assert matrix.verdicts[second][first] == matrix.verdicts[first][second]
        assert matrix.counts[first][second] == sum(each.verdict is verdict for each in comparison.exchanges)
        tally[verdict] += 1
    assert _cells(matrix) == expected
    assert matrix.pairs == tally
    for lane in matrix.lanes:
        key = lane.kind, lane.id, lane.name, lane.direction
        own = [cell.verdict for where, cell in expected.items() if where[2:] == key]
        assert lane.pairs == {verdict: own.count(verdict) for verdict in Verdict}
    blocked = {where[:5] for where, cell in expected.items() if cell.verdict is Verdict.BLOCKED}
    named = {(each.kind, each.id, each.name): each.pairs for each in matrix.blocking}
    assert named == {key: sum(where[2:] == key for where in blocked) for key in {where[2:] for where in blocked}}


@pytest.fixture(autouse=True)
def few_changes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests of other things do not wait until many changes are tried."""
    if "changes_named" not in request.node.name:
        monkeypatch.setattr(changes, "_SPOTS", 3)
        monkeypatch.setattr(changes, "_TRIED", 2)


@pytest.fixture(scope="module")
def standards() -> Standards:
    return load_standards()


@pytest.mark.parametrize("sample", ["fmn", "federation"])
def test_every_cell_of_the_samples_is_what_compare_says(sample: str, standards: Standards) -> None:
    partners, _ = load_partners([str(SAMPLES / sample)], standards)
    _hold(partners, standards, DAY, _matrix(partners, standards, DAY))


def test_two_matrices_hold_to_one_another(standards: Standards) -> None:
    """The pairs of one partner alone, and some exchanges alone, are those of the whole."""
    partners, _ = load_partners([str(SAMPLES / "federation")], standards)
    whole = _cells(_matrix(partners, standards, DAY))
    of_one = _cells(_matrix(partners, standards, DAY, selection=Selection(only="QVA")))
    assert of_one == {key: cell for key, cell in whole.items() if "QVA" in key[:2]}
    some = _cells(_matrix(partners, standards, DAY, selection=Selection(kinds=("communications",))))
    assert some == {key: cell for key, cell in whole.items() if key[2] == "communications"}
    one = _cells(_matrix(partners, standards, DAY, selection=Selection(exchanges=("data-sharing/overlays",))))
    assert one == {key: cell for key, cell in whole.items() if key[3] == "overlays"}


def test_an_incomplete_partner_is_at_best_unknown(standards: Standards, tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "federation", tmp_path, dirs_exist_ok=True)
    broken = tmp_path / "qva" / "communications.yaml"
    broken.write_text(broken.read_text("utf-8").replace("exchanges:", "exchange:", 1), "utf-8")
    partners, findings = load_partners([str(tmp_path)], standards)
    assert findings
    matrix = _matrix(partners, standards, DAY)
    assert [member.code for member in matrix.members if member.incomplete] == ["QVA"]
    _hold(partners, standards, DAY, matrix)


CODES = ("AAA", "BBB", "CCC", "DDD", "EEE")


def _crowded(numbers: bytes) -> World:
    """A world with more partners than two, some of whom declare the same; the last two are like the first two."""
    choose = Choose(numbers)
    world = world_of(choose)
    files = dict(world.files)
    for one, other in (("CCC", "DDD"), ("EEE", "FFF")):
        for name, value in _files(choose, world.kinds, False):
            files[_renamed(name, one, other)] = json.loads(_renamed(json.dumps(value), one, other))
    for name, value in world.files.items():
        if name.startswith(("AAA", "BBB")):
            files[_renamed(name, "GGG", "HHH")] = json.loads(_renamed(json.dumps(value), "GGG", "HHH"))
    return replace(world, files=files)


def _renamed(text: str, one: str, other: str) -> str:
    for old, new in (("AAA", one), ("BBB", other)):
        text = text.replace(old, new).replace(old.lower(), new.lower())
    return text


crowds = st.binary(min_size=2000, max_size=2000).map(_crowded)


@law
@given(crowds)
def test_every_cell_of_generated_partners_is_what_compare_says(world: World) -> None:
    """With sponsors, depends, networks, flows, every, commit, releasable-to, offers that do not count on the day."""
    partners, _, standards = loaded(world)
    _hold(partners, standards, DATE, _matrix(partners, standards, DATE))


@law
@given(crowds)
def test_blocks_and_what_is_kept_change_nothing(world: World) -> None:
    partners, _, standards = loaded(world)
    whole = _matrix(partners, standards, DATE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_KEPT", 0)
        patch.setattr("interop_check.matrix._LEAST", 1)
        patch.setattr("interop_check.matrix._BLOCK", 1)
        other = _matrix(partners, standards, DATE)
    assert other == whole


def test_what_is_not_kept_is_not_missed(standards: Standards, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are too many cells to keep, all else is the same, and a table of them cannot be had."""
    partners, _ = load_partners([str(SAMPLES / "federation")], standards)
    whole = _matrix(partners, standards, DAY)
    monkeypatch.setattr("interop_check.matrix._CELLS", 0)
    bare = _matrix(partners, standards, DAY)
    assert [lane._replace(cells=None, legend=()) for lane in whole.lanes] == [
        lane._replace(legend=()) for lane in bare.lanes
    ]
    assert bare._replace(lanes=()) == whole._replace(lanes=())
    assert json.loads(formats.render("json", bare))["exchanges"][0]["cells"] is None
    with pytest.raises(CannotShow, match="--only"):
        formats.render("csv", bare)


# ── as few judgements as there can be ────────────────────────────────────────────────────────────────────


def _alike(count: int, partners: Mapping[str, Partner], distinct: bool) -> dict[str, Partner]:
    """Many partners who declare what the samples declare; all-distinct, each on a network of its own."""
    found: dict[str, Partner] = {}
    known = sorted(partners)
    for number in range(count):
        code = f"P{number:04}"
        model = partners[known[number % len(known)]]
        documents = []
        for document in model.documents:
            value = copy.deepcopy(document.value)
            value["code" if value["kind"] == "partner" else "partner"] = code
            if distinct:
                value["network"] = f"network-{number}"
            documents.append(document.withholding(value, (), ()))
        found[code] = model._replace(code=code, documents=tuple(documents), sponsor=None, known=frozenset())
    return found


@pytest.mark.parametrize("distinct", [False, True])
def test_each_two_declarations_are_judged_once_and_take_a_byte(
    distinct: bool, standards: Standards, monkeypatch: pytest.MonkeyPatch
) -> None:
    models, _ = load_partners([str(SAMPLES / "federation")], standards)
    count = 24
    partners = _alike(count, models, distinct)
    judged: list[tuple[object, ...]] = []
    settled = lanes.Court.settled

    def counted(self: lanes.Court, between: Any, key: Any, direction: Any) -> Any:
        judged.append((key, direction))
        return settled(self, between, key, direction)

    monkeypatch.setattr(lanes.Court, "settled", counted)
    court = lanes.Court([partners[code] for code in sorted(partners)], standards, DAY)
    world = lanes.world(court, lambda *_: None)
    most = count * (count - 1) // 2 if distinct else (len(models) + 1) ** 2
    assert max(judged.count(each) for each in set(judged)) <= most
    for lane in world.lanes:
        assert lane.table.dtype == "uint8"
        assert len(lane.rows.first) <= (count if distinct else len(models) + 1)
    assert len(judged) <= most * len(world.lanes)


def test_partners_who_share_all_offers_agree_with_compare(standards: Standards) -> None:
    models, _ = load_partners([str(SAMPLES / "federation")], standards)
    partners = _alike(11, models, distinct=False)
    _hold(partners, standards, DAY, _matrix(partners, standards, DAY))


# ── what would help ──────────────────────────────────────────────────────────────────────────────────────


def _by_hand(files: Mapping[str, Any], edits: tuple[Edit, ...]) -> dict[str, Any]:
    """The files with the edits made by someone who reads them; `files` by path."""
    files = copy.deepcopy(dict(files))
    for each in edits:
        here, (*lead, last) = (
            files[each.path],
            [s.replace("~1", "/").replace("~0", "~") for s in each.pointer.split("/")[1:]],
        )
        for step in lead:
            here = here[int(step)] if isinstance(here, list) else here.setdefault(step, {})
        at: Any = int(last) if isinstance(here, list) else last
        old = here[at] if isinstance(here, list) else here.get(at)
        members = each.value if isinstance(each.value, list) else [each.value]
        if each.do == "add" and isinstance(old, list):
            here[at] = [*old, *members]
        elif each.do == "remove":
            here[at] = [member for member in old if json_key(member) not in map(json_key, members)]
        else:
            here[at] = each.value
    return files


def _blocked(comparisons: list[Comparison]) -> tuple[set[object], set[object], set[object]]:
    """The pairs that are blocked, those that are clear, the exchanges that are blocked."""
    at = {(c.a, c.b): c.verdict for c in comparisons}
    cells = {
        (c.a, c.b, e.kind, e.id, e.name, e.direction)
        for c in comparisons
        for e in c.exchanges
        if e.verdict is Verdict.BLOCKED
    }
    return {p for p in at if at[p] is Verdict.BLOCKED}, {p for p in at if at[p] is Verdict.CLEAR}, cells


def _keeps(change: Change, before: list[Comparison], after: list[Comparison]) -> None:
    pairs_before, clear_before, cells_before = _blocked(before)
    pairs_after, clear_after, cells_after = _blocked(after)
    assert len(pairs_before - pairs_after) == change.unblocks
    assert len(clear_after - clear_before) == change.clears
    assert len(cells_before - cells_after) == change.exchanges


def test_the_changes_named_for_the_samples_keep_their_promise(standards: Standards, tmp_path: Path) -> None:
    partners, _ = load_partners([str(SAMPLES / "federation")], standards)
    before = list(_compared(partners, standards, DAY))
    found = _matrix(partners, standards, DAY, top=4).changes
    assert found[0].unblocks >= 1
    assert list(found) == sorted(found, key=lambda each: (-each.unblocks, -each.clears, -each.exchanges))
    files = {document.path: document.value for partner in partners.values() for document in partner.documents}
    for number, change in enumerate(found):
        folder = tmp_path / str(number)
        folder.mkdir()
        for place, (_, value) in enumerate(sorted(_by_hand(files, change.edits).items())):
            (folder / f"{place}.yaml").write_text(json.dumps(value), "utf-8")
        mended, findings = load_partners([str(folder)], standards)
        assert not findings
        _keeps(change, before, list(_compared(mended, standards, DAY)))


@settings(law, max_examples=int(DEEP or 4))
@given(crowds)
def test_the_changes_named_for_generated_partners_keep_their_promise(world: World) -> None:
    partners, had, standards = loaded(world)
    before = list(_compared(partners, standards, DATE))
    for change in _matrix(partners, standards, DATE, top=2).changes:
        names = {edit.path: edit.path.rpartition("/")[2] for edit in change.edits}
        edits = tuple(edit._replace(path=names[edit.path]) for edit in change.edits)
        mended, findings, _ = loaded(replace(world, files=_by_hand(world.files, edits)), standards)
        assert len(findings) <= len(had)
        _keeps(change, before, list(_compared(mended, standards, DATE)))


def test_an_edit_is_made_in_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("kind: t\nlist: [a, b]\nmap: {x: 1}\n")
    document = next(iter(load([str(path)])))
    shown = document.path
    edits = (
        Edit("A", shown, "/list", 1, "add", "c"),
        Edit("A", shown, "/list", 1, "remove", ["a"]),
        Edit("A", shown, "/map/x", 1, "set", 2),
        Edit("A", shown, "/map/y/z", 1, "add", ["q"]),
        Edit("A", shown, "/list/0", 1, "set", "B"),
        Edit("A", "elsewhere.yaml", "/map", 1, "set", 0),
    )
    after = edited(document, edits)  # type: ignore[arg-type]
    assert after.value == {"kind": "t", "list": ["B", "c"], "map": {"x": 2, "y": {"z": ["q"]}}}
    assert document.value == {"kind": "t", "list": ["a", "b"], "map": {"x": 1}}  # type: ignore[union-attr]


# ── formats ──────────────────────────────────────────────────────────────────────────────────────────────


def _tally(**counts: int) -> dict[Verdict, int]:
    return {verdict: counts.get(verdict.name.lower(), 0) for verdict in Verdict}


def _rows(*rows: str) -> tuple[memoryview, ...]:
    return tuple(memoryview(bytes(NO_PAIR if cell == "." else int(cell) for cell in row)) for row in rows)


def _small(codes: tuple[str, str, str] = ("QNR", "QTA", "QVA"), text: str = "Text chat") -> Matrix:
    """Three partners and a flow; a matrix by hand."""
    legend = (
        Cell(),
        Cell(Verdict.BLOCKED, (1, 0, 2, 0), (0, 0, 0, 1)),
        Cell(Verdict.BLOCKED, rooted=True),
        Cell(Verdict.UNKNOWN, open=(1, 0, 0, 0), incomplete=True),
        Cell(Verdict.CLEAR),
    )
    chat = ("communications", "text-chat", "text-chat", text)
    mail = ("communications", "email", "email", text)
    edit = Edit(codes[1], f"{codes[1]}.yaml", "/exchanges/text-chat/0/protocol", 9, "set", text)
    return Matrix(
        report=Report(
            "matrix",
            DAY,
            "2023-01-28",
            inputs=(Input(f"{codes[0]}.yaml", "0" * 64, "communications", codes[0], text),),
            standards=(StandardUsed("communications", "1.0", "1" * 64),),
        ),
        selection=Selection(),
        members=(
            Member(codes[0], text, False, _tally(blocked=1, unknown=1)),
            Member(codes[1], "", True, _tally(blocked=1, clear=1)),
            Member(codes[2], "", False, _tally(unknown=1, clear=1)),
        ),
        pairs=_tally(blocked=1, unknown=1, clear=1),
        verdicts=_rows(".01", "0.4", "14."),
        counts=_rows(".31", "3.2", "12."),
        lanes=(
            Lane(*chat, None, _tally(blocked=1, unknown=1, clear=1), legend, bytes([1, 3, 4])),
            Lane(*mail, "A->B", _tally(blocked=1), legend, bytes([2, 0, 0])),
            Lane(*mail, "B->A", _tally(blocked=1, clear=1), legend, bytes([2, 0, 4])),
        ),
        blocking=(Blocking(*chat, 1, 1), Blocking(*mail, 0, 1)),
        worst=(
            PairSummary(codes[0], codes[1], Verdict.BLOCKED, _tally(blocked=3)),
            PairSummary(codes[0], codes[2], Verdict.UNKNOWN, _tally(unknown=1, not_shared=2)),
        ),
        changes=(Change(codes[1], "communications/text-chat", text, (edit,), 1, 1, 3, 2, 5),),
    )


NONE = _small()._replace(
    pairs=_tally(clear=3),
    verdicts=_rows(".44", "4.4", "44."),
    counts=_rows(".11", "1.1", "11."),
    lanes=(),
    blocking=(),
    changes=(),
)
WIDE = _small(("a-partner-with-a-long-name", "QTA", "QVA"))


@pytest.mark.parametrize(("name", "matrix"), [("one", _small()), ("none", NONE), ("wide", WIDE)])
@pytest.mark.parametrize("format", ["csv", "json", "text"])  # the others have tests of their own
def test_a_whole_matrix_in_every_format(
    name: str, matrix: Matrix, format: str, golden: Callable[[str, str | bytes], None]
) -> None:
    shown = formats.render(format, matrix, Options())
    golden(f"matrix-{name}.{format}", shown)


def test_the_json_is_what_its_schema_says() -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA, registry=REGISTRY)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for matrix in (_small(), NONE, WIDE):
        validator.validate(json.loads(formats.render("json", matrix)))


def test_the_json_of_the_samples_tells_every_cell(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    run(["matrix", str(SAMPLES / "fmn"), "--date", DAY.isoformat(), "-f", "json"])
    found = json.loads(capsysbinary.readouterr().out)
    jsonschema.Draft202012Validator(SCHEMA, registry=REGISTRY).validate(found)
    standards = load_standards()
    partners, _ = load_partners([str(SAMPLES / "fmn")], standards)
    (comparison,) = _compared(partners, standards, DAY)
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    verdicts = {
        (lane["kind"], lane["name"], lane["direction"]): lane["legend"][letters.index(lane["cells"])]["verdict"]
        for lane in found["exchanges"]
    }
    said = {(each.kind, each.name, each.direction): each.verdict.value for each in comparison.exchanges}
    assert {key: verdict for key, verdict in verdicts.items() if verdict} == said


def test_a_legend_of_many_cells_takes_two_characters_each() -> None:
    legend = tuple(Cell(Verdict.CLEAR, (0, 0, 0, count)) for count in range(100))
    lane = _small().lanes[0]._replace(legend=legend, cells=bytes([0, 61, 99]))
    found = json.loads(formats.render("json", _small()._replace(lanes=(lane,))))["exchanges"][0]
    assert (found["width"], found["cells"]) == (2, "000z1b")


HOSTILE = "=cmd()\x1b[31m<script>[bold]\u202e\n"


def test_hostile_texts_are_inert_in_every_format() -> None:
    matrix = _small((HOSTILE, "@SUM(A1)", "-1+1"), HOSTILE)
    for format in ("csv", "html", "json", "text"):
        shown = formats.render(format, matrix, Options(colour=False))
        text = shown.decode() if isinstance(shown, bytes) else shown
        assert "\x1b" not in text
        assert "\u202e" not in text
    rows = csv.reader(io.StringIO(formats.render("csv", matrix).decode("utf-8-sig")))  # type: ignore[union-attr]
    for row in rows:
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_the_grid_gives_way_to_the_worst_pairs_where_it_is_too_wide() -> None:
    wide = formats.render("text", WIDE, Options(width=80))
    codes = tuple(f"PARTNER-{number}" for number in range(30))
    members = tuple(Member(code, "", False, _tally(clear=29)) for code in codes)
    rows = tuple(memoryview(bytes([4] * 30)) for _ in codes)
    narrow = formats.render("text", NONE._replace(members=members, verdicts=rows, counts=rows), Options(width=80))
    assert "1 a-partner-with-…" in str(wide)
    assert "wider than this screen" in str(narrow)
    assert all(len(line) <= 80 for line in str(wide).splitlines())


def test_plain_ascii_and_ranked_partners() -> None:
    shown = formats.render("text", _small()._replace(ranked=True), Options(ascii=True))
    assert str(shown).isascii()
    assert "hardest" in str(shown)
    assert "hardest" not in str(formats.render("text", _small(), Options()))


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────

FEDERATION = str(SAMPLES / "federation")


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = run(["matrix", *words, "--date", DAY.isoformat()])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_same_files_in_any_order_give_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    folders = sorted(str(path) for path in (SAMPLES / "federation").iterdir() if path.is_dir())
    answers = {_run(capsys, *order, "-f", "json", "--kind", "data-sharing")[1] for order in (folders, folders[::-1])}
    assert len(answers) == 1


def test_one_run_writes_several_formats(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table, whole = tmp_path / "m.csv", tmp_path / "m.json"
    status, text, _ = _run(capsys, FEDERATION, "-o", f"csv={table}", "-o", str(whole), "--top", "3", "--rank-partners")
    assert status == 1
    assert text.splitlines()[0] == text.splitlines()[-1]
    assert "Partners, the hardest" in text
    assert "\n  4. " not in text
    found = json.loads(whole.read_text("utf-8"))
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"))))
    named = {(row["kind"], row["name"], row["direction"] or None) for row in rows}
    assert named == {(lane["kind"], lane["name"], lane["direction"]) for lane in found["exchanges"]}


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        ((FEDERATION, "-f", "pdf"), 2, "cannot be shown as 'pdf'"),
        ((FEDERATION, "-o", "pdf=x.pdf"), 2, "cannot be shown as 'pdf'"),
        ((FEDERATION, "--kind", "communicatons"), 2, "did you mean 'communications'"),
        ((FEDERATION, "--exchange", "text-chatt"), 2, "did you mean 'text-chat'"),
        ((FEDERATION, "--only", "QVB"), 2, "no partner 'QVB'"),
        ((FEDERATION, "--only", "QVA", "--only", "QNR"), 2, "names one partner"),
        ((FEDERATION, "--kind", "data-sharing", "--exchange", "text-chat"), 2, "of the kind 'communications'"),
        ((FEDERATION, "--top", "0"), 2, "--top"),
        ((f"{FEDERATION}/qva",), 4, "there is QVA"),
        ((f"{FEDERATION}/qva", "--allow-empty"), 0, "there is QVA"),
        ((f"{FEDERATION}/nowhere",), 2, "nowhere"),
        ((FEDERATION, "--fail-on", "never"), 0, ""),
        ((FEDERATION, "--fail-on", "never", "--fail-on-unknown"), 1, ""),
        ((FEDERATION, "--exchange", "time", "--fail-on", "info"), None, ""),
    ],
)
def test_statuses(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], status: int | None, says: str) -> None:
    found, _, err = _run(capsys, *words)
    assert status is None or found == status
    assert says in err


def test_a_file_that_cannot_be_read_makes_the_answer_incomplete(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shutil.copytree(SAMPLES / "fmn", tmp_path, dirs_exist_ok=True)
    (tmp_path / "qtr" / "more.yaml").write_text("kind: [\n")
    status, text, _ = _run(capsys, str(tmp_path))
    assert status == 3
    assert "The answer is incomplete" in text
    assert "QTR*" in text
    assert "* not all of its profiles could be used" in text
    _, text, _ = _run(capsys, str(tmp_path), "--exchange", "text-chat")  # nor is a part of it, whatever it is
    assert "The answer is incomplete" in text
    assert not text.startswith("✓")
