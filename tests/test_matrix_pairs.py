"""What was found between every two partners of a matrix: on its page, in the formats of reports, waived, and new."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from test_ci_formats import SARIF
from test_html import Tree, poisoned
from test_matrix import DAY, HOSTILE, REGISTRY, SAMPLES, SCHEMA, _matrix, _small
from test_matrix_html import data_of, page
from test_waivers import Run, here, profile, ran, waive  # noqa: F401  # two are fixtures

from interop_check import Comparison, compare, formats, load_standards
from interop_check.cli.statuses import status_of, status_of_matrix
from interop_check.difference import Difference, FindingChange, How, PairChange, State
from interop_check.formats import CannotShow, Options
from interop_check.formats._findings import at
from interop_check.formats._html import between
from interop_check.formats._inert import inert
from interop_check.matrix.pairwise import compared, marked
from interop_check.overview import Matrix, Selection, pairs
from interop_check.partners import Gathering, gather
from interop_check.report import (
    ExchangeResult,
    Finding,
    Outcome,
    Place,
    Report,
    RuleText,
    Severity,
    Verdict,
    Waived,
    same,
)
from interop_check.reporting import matrix_report
from interop_check.standards import Standards

FEW = [str(SAMPLES / "federation" / code) for code in ("qnr", "qrn", "qva")]
OF_REPORTS = ("concise", "github", "gitlab", "junit", "sarif")


@pytest.fixture(scope="module")
def standards() -> Standards:
    return load_standards()


@pytest.fixture(scope="module")
def gathering(standards: Standards) -> Gathering:
    return gather(FEW, standards)


@pytest.fixture(scope="module")
def few(gathering: Gathering, standards: Standards) -> Matrix:
    """Three partners of the samples, all of whose pairs are compared."""
    bare = _matrix(gathering.partners, standards, DAY)
    return bare._replace(
        report=matrix_report(gathering, standards, DAY),
        compared=matrix_report(gathering, standards, DAY, compared(bare, gathering.partners, standards, DAY)),
    )


def _found(comparison: Comparison) -> dict[Any, Finding]:
    every = [*comparison.questions, *(each for exchange in comparison.exchanges for each in exchange.findings)]
    return {same(each): each for each in every}


# ── by hand ──────────────────────────────────────────────────────────────────────────────────────────────


def _place(code: str, text: str) -> Place:
    return Place(f"{code}.yaml", "/exchanges/text-chat/0/protocol", 4, 7, 4, 11, code, text, text)


def by_hand(codes: tuple[str, str, str] = ("QNR", "QTA", "QVA"), text: str = "Text chat", said: str = "XMPP") -> Matrix:
    """Three partners: between each two something that blocks, something to ask, and something that is waived."""
    comparisons = []
    for a, b in combinations(codes, 2):
        places = _place(a, said), _place(b, said)
        rule = "communications/text-chat/protocol"
        waived = Waived(said, said, DAY, "waivers.yaml", 3)
        found = (
            Finding(rule, Severity.BLOCKER, Outcome.BROKEN, f"{text}, protocol: {a} says {said}", said, said, places),
            Finding(f"{rule}s", Severity.MAJOR, Outcome.BROKEN, said, places=places, waived=waived),
            Finding(f"{rule}?", Severity.INFO, Outcome.UNKNOWN, f"{b} does not say", places=places[:1]),
        )
        known = f"{codes.index(a)}{codes.index(b)}"
        listed = tuple(
            each._replace(fingerprint=f"{known}{number}".rjust(16, "0"), values_hash="0" * 16)
            for number, each in enumerate(found)
        )
        result = ExchangeResult(
            "communications", "text-chat", "text-chat", text, None, Verdict.BLOCKED, findings=listed
        )
        comparisons.append(Comparison(a, b, Verdict.BLOCKED, (result,)))
    small = _small(codes, text)
    every = tuple(each for one in comparisons for each in one.exchanges[0].findings)
    rules = {each.rule: RuleText(said, each.severity, "equal", said, said, said) for each in every}
    report = small.report._replace(rules=rules, findings=every, comparisons=tuple(comparisons))
    return small._replace(compared=report, waived={(codes[0], codes[1]): 1})


def held(matrix: Matrix, said: str = "XMPP") -> Matrix:
    """The same, held against a state in which the first pair was not blocked yet."""
    assert matrix.compared
    one = matrix.compared.comparisons[0]
    new = FindingChange(How.NEW, one.exchanges[0].findings[0], pair=(one.a, one.b), files=(f"{one.a}{said}.yaml",))
    moved = PairChange(one.a, one.b, Verdict.CLEAR, Verdict.BLOCKED)
    found = Difference(matrix.compared, State(said, "0" * 40), State("", None), pairs=(moved,), findings=(new,))
    return matrix._replace(since=found)


@pytest.mark.parametrize("format", ["html", "json", "markdown", "questions", "text"])
def test_what_is_found_waived_and_new_is_told(format: str, golden: Callable[[str, str | bytes], None]) -> None:
    from test_html import body_of

    shown = formats.render(format, held(by_hand()))
    golden(
        f"matrix-pairs.{format}", body_of(shown.decode()) if format == "html" and isinstance(shown, bytes) else shown
    )


def test_the_json_is_what_its_schema_says() -> None:
    found = json.loads(formats.render("json", held(by_hand())))
    jsonschema.Draft202012Validator(SCHEMA, registry=REGISTRY).validate(found)
    assert found["summary"]["waived"] == 1
    assert [each["files"] for each in found["since"]["findings"]] == [["QNRXMPP.yaml"]]


# ── the page says what `compare` says ────────────────────────────────────────────────────────────────────


def told(comparison: Comparison) -> set[tuple[str, ...]]:
    return {
        (each.rule, *sorted(inert(f"{place.partner} {at(place)}") for place in each.places))
        for each in _found(comparison).values()
    }


def written(shown: str) -> Iterator[set[tuple[str, ...]]]:
    """The rule and the places of each finding that a page has written out, pair by pair."""
    for pair in shown.split('<details class="pair')[1:]:
        items = pair.split('<ul class="told"')[1].split('<p class="rest')[0].split("\n<li class=")[1:]
        yield set(map(_rule_and_places, items))


def _rule_and_places(item: str) -> tuple[str, ...]:
    rule = re.search(r'<span class="where"><code><bdi>(.*?)</bdi>', item)
    places = re.findall(r'<li class="where"><code><bdi>(.*?)</bdi>', item)
    assert rule
    return html.unescape(rule[1]), *sorted(map(html.unescape, places))


def unpacked(data: dict[str, Any], index: int, a: str, b: str) -> Iterator[tuple[Any, ...]]:
    """What the data of a pair come to: sign, texts, whether it weighs, ways to mend, notes, places."""
    numbers = iter(data["pairs"][index])

    def text(number: int) -> str:
        return "".join({"\1": inert(a), "\2": inert(b)}.get(each, each) for each in data["texts"][number])

    for row in numbers:
        sign, rule, title, message, remedy, weighs, ways, *rest = data["rows"][row]
        places = tuple(text(next(numbers)) for _ in range(next(numbers)))
        parts = (tuple(map(text, some)) for some in (rest[:ways], rest[ways:]))
        yield data["signs"][sign][0], *map(text, (rule, title, message, remedy)), bool(weighs), *parts, places


def as_data(each: between.Told) -> tuple[Any, ...]:
    texts = (each.rule, each.title, each.message, each.remedy)
    lists = (tuple(map(inert, some)) for some in (each.mends, each.notes, each.spots))
    return each.sign.id, *map(inert, texts), each.weighs, *lists


def test_the_findings_on_the_page_are_those_of_compare(
    few: Matrix, gathering: Gathering, standards: Standards, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written out, and as data: of each pair the same ones, at the same places."""
    one_by_one = [compare(gathering.partners[a], gathering.partners[b], standards, DAY)
                  for a, b in combinations(sorted(gathering.partners), 2)]  # fmt: skip
    assert all(map(_found, one_by_one))
    assert list(written(page(few))) == list(map(told, one_by_one))
    monkeypatch.setattr(between, "WRITTEN", 0)
    data = data_of(page(few))["between"]
    for index, each in enumerate(one_by_one):
        found = {(one[1], *sorted(one[-1])) for one in unpacked(data, index, each.a, each.b)}
        assert found == told(each)


@pytest.mark.parametrize("codes", [("QNR", "QTA", "QVA"), ("P1", "P10", "P100"), ("a", "e", "say"), ("\1", "\2", "\3")])
def test_packing_loses_nothing(codes: tuple[str, str, str]) -> None:
    matrix = by_hand(codes, "Text \x02chat")
    assert matrix.compared
    listed = list(between.between(matrix.compared))
    whose = list(combinations(codes, 2))
    data, lacking = between.packed((a, b, each) for (a, b), each in zip(whose, listed, strict=True))
    assert data
    assert lacking == ""
    for index, ((a, b), each) in enumerate(zip(whose, listed, strict=True)):
        assert list(unpacked(data, index, a, b)) == list(map(as_data, each.told))


def test_what_there_is_no_room_for_is_said(few: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(between, "WRITTEN", 0)
    assert few.compared
    named = [(each.a, each.b) for each in few.compared.comparisons]
    listed = [(a, b, each) for (a, b), each in zip(named, between.between(few.compared), strict=True)]
    sizes: dict[str, Any] = {}
    for room in range(60_000, 0, -2_000):
        data, lacking = between.packed(listed, room)
        sizes.setdefault(lacking, data)
        assert data is None or len(json.dumps(data, separators=(",", ":"))) <= room
    assert len(sizes) >= 4
    assert sizes["what was found"] is None
    assert all(one[5] for one in unpacked(sizes["what blocks no pair"] or {}, 0, *named[0]))
    monkeypatch.setattr(between, "ROOM", 1_000)
    shown = page(few)
    assert "no room on this page for what was found" in Tree(shown).text
    assert "between" not in data_of(shown)


def test_a_matrix_whose_pairs_were_not_compared_names_the_command() -> None:
    shown = page(_small())
    assert "What was found" not in shown
    assert "interop-check compare QNR QTA" in shown


@pytest.mark.parametrize("written_out", [True, False])
def test_hostile_findings_are_inert(written_out: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(between, "WRITTEN", 12 if written_out else 0)
    text = f"{HOSTILE}</script><img src=x onerror=alert(1)>"
    matrix = held(by_hand((f"{text}1", f"{text}2", f"{text}3"), text, text), text)
    matrix = matrix._replace(compared=matrix.compared and matrix.compared._replace(rules=poisoned({}, text)))
    shown = page(matrix)
    tree = Tree(shown)
    assert not tree.open
    assert not tree.all("img")
    assert [each.get("type") for each in tree.all("script")] == ["application/json", None]
    for format in (*OF_REPORTS, "markdown", "questions", "text", "json"):
        found = formats.render(format, matrix)
        plain = found.decode() if isinstance(found, bytes) else found
        assert "\x1b" not in plain
        assert "\u202e" not in plain


# ── the formats of reports ───────────────────────────────────────────────────────────────────────────────


def test_every_format_has_the_findings_of_every_pair(few: Matrix) -> None:
    assert few.compared
    count = len(few.compared.findings)
    assert len(few.compared.comparisons) == 3
    assert len(str(formats.render("concise", few)).splitlines()) == count
    log = json.loads(formats.render("sarif", few))
    assert not [error.message for error in SARIF.iter_errors(log)]
    assert len(log["runs"][0]["results"]) == count
    assert log["runs"][0]["automationDetails"]["id"] == "interop-check/matrix/"
    prints = [each["partialFingerprints"]["primaryLocationLineHash"] for each in log["runs"][0]["results"]]
    assert len(set(prints)) == count
    issues = json.loads(formats.render("gitlab", few))
    assert len({each["fingerprint"] for each in issues}) == len(issues) == count
    suites = formats.render("junit", few).decode().count("<testsuite ")  # type: ignore[union-attr]
    assert suites == 3 + 1  # the pairs, and the files
    lines = str(formats.render("github", few)).splitlines()
    assert sum(line.startswith("::error ") for line in lines) <= 10
    assert f"::group::{count} findings" in lines


def test_markdown_is_cut_and_says_so(few: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = formats.render("markdown", few)
    assert isinstance(shown, bytes)
    text = shown.decode()
    heads = ("## All pairs", "## What would help most", "## What blocks most", "## Pair by pair")
    assert sorted(map(text.index, heads)) == list(map(text.index, heads))
    monkeypatch.setattr("interop_check.formats._matrix.markdown.GITHUB", 6_000)
    less = formats.render("markdown", few)
    assert len(less) <= 6_000
    assert isinstance(less, bytes)
    assert b"Left out:" in less
    assert b"## All pairs" in less


def test_a_question_is_asked_once_of_each_partner(few: Matrix) -> None:
    shown = formats.render("questions", few)
    assert isinstance(shown, bytes)
    rows = list(csv.DictReader(io.StringIO(shown.decode("utf-8-sig"))))
    assert [row["ask"] for row in rows] == sorted(row["ask"] for row in rows)
    assert any("," in row["with"] for row in rows)
    assert few.compared
    open_ = {each.fingerprint for each in few.compared.findings if not each.counts}
    assert {print_ for row in rows for print_ in row["fingerprint"].split("; ")} == open_


def test_too_many_pairs_are_refused_with_what_would_do(few: Matrix) -> None:
    for format in (*OF_REPORTS, "questions"):
        with pytest.raises(CannotShow, match="--only"):
            formats.render(format, few._replace(compared=None), Options())


def test_a_pdf_is_refused_with_what_would_do(ran: Run) -> None:  # noqa: F811
    for words in (("-f", "pdf"), ("-o", "pdf=x.pdf"), ("-o", "x.pdf")):
        found = ran("matrix", "teas", *words)
        assert found.status == 2
        assert "html=matrix.html" in found.err


# ── the status, whatever is shown ────────────────────────────────────────────────────────────────────────

SELECTIONS = (
    Selection(),
    Selection(kinds=("data-sharing",)),
    Selection(exchanges=("web-services",)),
    Selection(only="QRN"),
)


@pytest.mark.parametrize("selection", SELECTIONS)
def test_the_status_is_that_of_the_pairs(selection: Selection, gathering: Gathering, standards: Standards) -> None:
    """What a matrix fails for is what comparing its pairs finds; chosen exchanges bring what blocks them."""
    partners = gathering.partners
    matrix = _matrix(partners, standards, DAY, selection=selection)
    matrix = matrix._replace(report=matrix_report(gathering, standards, DAY))
    found = matrix_report(gathering, standards, DAY, compared(matrix, partners, standards, DAY))
    codes = [member.code for member in matrix.members]
    assert [(each.a, each.b) for each in found.comparisons] == [(codes[a], codes[b]) for a, b, _ in pairs(matrix)]
    assert [list(Verdict).index(each.verdict) for each in found.comparisons] == [
        verdict for *_, verdict in pairs(matrix)
    ]
    for fail_on in (*Severity, None):
        for unknown in (False, True):
            assert status_of(found, fail_on, unknown) is status_of_matrix(matrix, fail_on, unknown), (fail_on, unknown)


def test_what_is_waived_is_counted_apart_and_stays_blocked(ran: Run, tmp_path: Path) -> None:  # noqa: F811
    waive(ran)
    words = ("matrix", "teas", "--date", DAY.isoformat())
    found = ran(*words, "-o", "json=m.json", "-o", "html=m.html", "-o", "sarif=m.sarif")
    assert found.status == 1  # QSU and QNR
    assert "1 finding of 1 pair waived" in found.out
    whole = json.loads((tmp_path / "m.json").read_text("utf-8"))
    assert whole["waived"] == [{"a": "QNR", "b": "QVA", "findings": 1}]
    assert whole["pairs"][0] == ".bb"
    shown = (tmp_path / "m.html").read_text("utf-8")
    assert "1 waived" in Tree(shown).text
    assert "accepted by Galley" in Tree(shown).text
    log = json.loads((tmp_path / "m.sarif").read_text("utf-8"))
    assert sorted(len(each["suppressions"]) for each in log["runs"][0]["results"]) == [0, 1]
    assert log["runs"][0]["invocations"][0]["exitCode"] == 1
    alone = ran(*words, "-f", "json")
    assert json.loads(alone.out) == whole


@pytest.mark.parametrize("format", ["text", "concise", "html"])
def test_the_pairs_of_one_partner_pass_by_their_own_waivers_only(format: str, ran: Run) -> None:  # noqa: F811
    """With QNR and QVA waived, QVA has nothing left to fail for; QSU has, with QNR."""
    waive(ran)
    words = ("matrix", "teas", "--date", DAY.isoformat(), "-f", format)
    assert ran(*words, "--only", "QVA").status == 0
    assert ran(*words, "--only", "QSU").status == 1
    assert ran(*words, "--only", "QNR").status == 1


@pytest.mark.parametrize("format", ["json", "sarif"])
def test_a_waiver_of_nothing_is_told_unless_only_a_part_was_looked_at(format: str, ran: Run) -> None:  # noqa: F811
    waive(ran)
    profile("teas/qnr.yaml", "QNR", "plug: C, watts: 1000")
    words = ("matrix", "teas", "--date", DAY.isoformat(), "-f", format, "--fail-on", "minor")
    found = ran(*words)
    assert found.status == 1
    assert "waiver/unused" in found.out
    part = ran(*words, "--kind", "tea")
    assert part.status == 0
    assert "waiver/unused" not in part.out


# ── what is new ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def repository(here: Path) -> Path:  # noqa: F811
    """The teas as a commit; then QSU changes its plug."""
    (here / ".git").rmdir()
    (here / "interop-check.toml").write_text('profiles = "teas"\nschemas = "standards"\n', "utf-8")
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "one")):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words], check=True)
    profile("teas/qsu.yaml", "QSU", "plug: F, watts: 1000")
    return here


def test_what_is_new_stands_in_every_format(repository: Path, ran: Run) -> None:  # noqa: F811
    outputs = [
        word for format in ("html", "json", "markdown", "sarif", "concise") for word in ("-o", f"{format}=m.{format}")
    ]
    found = ran("matrix", "teas", "--since", "HEAD", "--date", DAY.isoformat(), *outputs)
    assert found.status == 1
    shown = {path.suffix[1:]: path.read_text("utf-8") for path in repository.glob("m.*")}
    for text in (found.out, Tree(shown["html"]).text, shown["markdown"]):
        assert "New against HEAD" in text
        assert "clear → blocked" in text
        assert "put down to teas/qsu.yaml" in text
    since = json.loads(shown["json"])["since"]
    assert [each["pair"] for each in since["findings"]] == [["QSU", "QVA"]]
    assert [(each["a"], each["b"], each["before"], each["after"]) for each in since["pairs"]] == [
        ("QSU", "QVA", "clear", "blocked")
    ]
    new = [line for line in shown["concise"].splitlines() if "(stood before)" not in line]
    assert len(new) == 1
    assert "QSU says F" in new[0]
    states = {
        (frozenset(each["properties"]["partners"]), each["baselineState"])
        for each in json.loads(shown["sarif"])["runs"][0]["results"]
    }
    assert (frozenset({"QSU", "QVA"}), "new") in states
    assert (frozenset({"QNR", "QVA"}), "unchanged") in states


def test_where_nothing_is_new_the_status_says_so(repository: Path, ran: Run) -> None:  # noqa: F811
    subprocess.run(["git", "checkout", "-q", "--", "teas"], cwd=repository, check=True)
    found = ran("matrix", "teas", "--since", "HEAD", "--date", DAY.isoformat())
    assert found.status == 0
    assert "something is new in 0 of 3 pairs" in found.out
    profile("teas/qsu.yaml", "QSU", "plug: F, watts: 1000")
    chosen = ran(
        "matrix", "teas", "--since", "HEAD", "--date", DAY.isoformat(), "--only", "QNR", "--exchange", "kettle"
    )
    assert "clear → blocked" not in chosen.out


def test_a_pair_that_was_not_compared_again_stood_before(few: Matrix) -> None:
    assert few.compared
    first = few.compared.findings[0]
    later = Report("diff", DAY, None, findings=(first,), changed=frozenset({"x.yaml"}))
    found = marked(few.compared, Difference(later, State("HEAD", None), State("", None)))
    assert [each.stood_before for each in found.findings] == [False] + [True] * (len(found.findings) - 1)
    assert found.changed == frozenset({"x.yaml"})
    for comparison in found.comparisons:
        assert all(each.stood_before or same(each) == same(first) for each in _found(comparison).values())
