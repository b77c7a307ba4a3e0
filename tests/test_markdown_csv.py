"""Markdown and CSV: what a profile says stays data there, what is cut is counted, and nothing else is lost."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from markdown_it import MarkdownIt
from test_formats import (
    BASIS,
    MANY_FINDINGS,
    MAPS,
    MARKUP,
    NO_FINDING,
    ONE_FINDING,
    REPORTS,
    SCORES,
    VOICE,
    compared,
    poisoned,
    poisoned_change,
)

from interop_check import formats
from interop_check.formats import Options
from interop_check.formats._inert import inert
from interop_check.formats._markdown.cutting import GITHUB, GITLAB
from interop_check.formats._markdown.inert import code, prose
from interop_check.formats.csv import COLUMNS
from interop_check.report import (
    Comparison,
    Finding,
    Report,
    Verdict,
)
from interop_check.tasks import tasks


def markdown(report: Report, **options: Any) -> str:
    shown = formats.render("markdown", report, Options(**options))
    assert isinstance(shown, bytes)
    return shown.decode()


def table(report: Report) -> list[dict[str, str]]:
    shown = formats.render("csv", report)
    assert isinstance(shown, bytes)
    return list(csv.DictReader(io.StringIO(shown.decode("utf-8-sig"), newline="")))


class Page(HTMLParser):
    """What a page is made of, as a platform would see it that looks for references in its texts."""

    def __init__(self, shown: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.whole = ""
        self._code = 0
        self.feed(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(shown))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attributes
        self._code += tag in ("code", "pre")

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in ("code", "pre")

    def handle_data(self, data: str) -> None:
        self.whole += data
        if not self._code:
            self.texts.append(data)


_OURS = {
    *("h1", "h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li"),
    *("details", "summary", "b", "br", "strong", "pre", "code"),
}
_REFERRING = re.compile(r"[@#!~%$&]\w|:\w+:|\w+://|www\.|\[\[|\{\{|[{[][-+]")

# ── nothing is obeyed ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("verbose", [False, True])
def test_markup_in_a_profile_is_shown_and_not_obeyed(name: str, verbose: bool) -> None:
    page = Page(markdown(poisoned(REPORTS[name], MARKUP), verbose=verbose))
    assert set(page.tags) <= _OURS
    assert {value for _, value in page.attributes} <= {"language-text", "text-align:right"}
    assert page.tags.count("summary") == page.tags.count("details")
    if name != "validate-nothing":
        assert MARKUP in page.whole
    assert not [text for text in page.texts if _REFERRING.search(text)]


@pytest.mark.parametrize(
    "text", ["- a", "+ a", "1. a", "2) a", "# a", "> a", "---", "===", "    a", "* a", "| a |", "```"]
)
def test_no_text_begins_a_block(text: str) -> None:
    page = Page(f"- {prose(text)}\n\n{prose(text)}\n")
    assert set(page.tags) <= {"ul", "li", "p"}
    assert page.whole.split() == text.split() * 2


@pytest.mark.parametrize("text", ["`", "a`b", " a", "a ", "``` x", "a|b", "<b>", "\\", "[x](y)", "", "a\nb"])
def test_code_is_shown_as_it_is(text: str) -> None:
    page = Page(f"x {code(text)} y\n\n| h |\n| --- |\n| {code(text)} |\n")
    assert set(page.tags) <= {"p", "code", "table", "thead", "tbody", "tr", "th", "td"}
    assert page.whole.count(inert(text)) >= 2


def test_no_source_line_ends_its_block_of_code() -> None:
    place = VOICE.places[0]
    line = place.excerpt[0]._replace(text="``````` </details> `````")
    hostile = VOICE._replace(places=(place._replace(excerpt=(line,), column=1, end_column=2),))
    page = Page(markdown(compared(Verdict.BLOCKED, (hostile,))))
    assert "``````` </details> `````" in page.whole
    assert page.tags.count("pre") == 1


# ── what is cut ──────────────────────────────────────────────────────────────────────────────────────────


def many(count: int) -> Report:
    findings = tuple(VOICE._replace(fingerprint=f"{index:016x}") for index in range(count))
    return compared(Verdict.BLOCKED, (*findings, *MANY_FINDINGS.findings[3:]), *MANY_FINDINGS.comparisons[0].exchanges)


def test_a_comment_is_no_longer_than_a_platform_takes_and_says_what_is_left_out() -> None:
    shown = markdown(many(300))
    assert GITHUB * 0.9 < len(shown.encode()) <= GITHUB
    left, more = (re.search(pattern, shown) for pattern in (r"Left out: (\d+) findings", r"… (\d+) findings more"))
    assert left
    assert more
    assert left[1] == more[1]
    assert shown.count("<summary>■") + shown.count("<summary>?") == 301 - int(left[1])
    assert shown.count("<details>") == shown.count("</details>")
    assert "## To ask" in shown
    assert "- [ ] **Land picture**" in shown


def test_more_is_shown_when_it_is_asked_for() -> None:
    assert "Cut" not in markdown(many(300), verbose=True)
    shown = markdown(many(3_000), verbose=True)
    assert GITHUB < len(shown.encode()) <= GITLAB


def test_a_thing_too_large_is_left_out_and_the_rest_is_there() -> None:
    large = VOICE._replace(because="é" * 200_000, fingerprint="1", detail=(VOICE,) * 50, remedy="x" * GITHUB)
    pair = compared(Verdict.BLOCKED, (large,) * 9 + (MAPS,), *MANY_FINDINGS.comparisons[0].exchanges)
    shown = markdown(pair)
    assert len(shown.encode()) <= GITHUB
    assert "## Common ground" in shown


@pytest.mark.parametrize("name", REPORTS)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    for format in ("markdown", "csv"):
        assert formats.render(format, REPORTS[name]) == formats.render(format, REPORTS[name])


# ── more than one comparison ─────────────────────────────────────────────────────────────────────────────


def both() -> Report:
    """Two pairs of one partner, each with findings of its own, and one that only a file has."""
    first, second = MANY_FINDINGS.comparisons[0], ONE_FINDING.comparisons[0]
    other = MAPS._replace(fingerprint="8123456789abcdef", message="Weather, version: QVA has 1; QST needs 2")
    exchanges = (second.exchanges[1]._replace(id="weather", name="weather", title="Weather", findings=(other,)),)
    pair = Comparison("QVA", "QST", Verdict.FRICTION, exchanges)
    return MANY_FINDINGS._replace(comparisons=(first, pair), findings=(*MANY_FINDINGS.findings, other))


def test_each_pair_has_its_own_findings() -> None:
    shown = markdown(both())
    first, second = shown.split("QVA ↔ QST")
    assert "QVA ↔ QNR" in first
    assert "Weather, version" not in first
    assert "Weather, version" in second
    assert "Secure voice, crypto" not in second
    rows = {row["fingerprint"]: row["partners"] for row in table(both())}
    assert rows["8123456789abcdef"] == "QVA - QST"
    assert rows[VOICE.fingerprint] == "QVA - QNR"


def for_us_and_them() -> Report:
    return both()._replace(tasks=tasks(both()))


def test_one_against_many_has_four_parts() -> None:
    shown = markdown(for_us_and_them())
    parts = ("## For us to do (QVA)", "## To ask", "## Agreed", "## What this rests on")
    assert [line for line in shown.splitlines() if line in parts] == list(parts)


@pytest.mark.parametrize("verbose", [False, True])
def test_nothing_in_a_difference_is_obeyed(verbose: bool) -> None:
    shown = formats.render("markdown", poisoned_change(MARKUP), Options(verbose=verbose))
    assert isinstance(shown, bytes)
    page = Page(shown.decode())
    assert set(page.tags) <= _OURS
    assert MARKUP in page.whole
    assert not [text for text in page.texts if _REFERRING.search(text)]


def test_nothing_in_the_tasks_or_a_scorecard_is_obeyed() -> None:
    for report in (for_us_and_them(), SCORES):
        page = Page(markdown(poisoned(report, MARKUP)))
        assert set(page.tags) <= _OURS
        assert MARKUP in page.whole
        assert not [text for text in page.texts if _REFERRING.search(text)]


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_csv_is_what_the_rfc_and_excel_take() -> None:
    shown = formats.render("csv", MANY_FINDINGS)
    assert isinstance(shown, bytes)
    assert shown.startswith(b"\xef\xbb\xbf")
    assert shown.count(b"\n") == shown.count(b"\r\n") == 8
    assert all(line.startswith(b'"') and line.endswith(b'"') for line in shown[3:].strip().split(b"\r\n"))


def test_a_row_a_finding_and_a_row_its_detail() -> None:
    assert table(NO_FINDING) == []
    rows = table(MANY_FINDINGS)
    assert [row["number"] for row in rows] == ["1", "1.1", "2", "3", "4", "5", "6"]
    assert tuple(rows[0]) == COLUMNS
    assert [row["ask"] for row in rows] == ["", "", "", "", "QVA", "QNR", "QNR"]
    assert rows[0]["changes"].startswith('QVA: add "KY-99" to /exchanges/secure-voice/0/crypto')
    assert (rows[0]["value 1"], rows[0]["line 2"], rows[0]["partner 2"]) == ('["KY-58"]', "22", "QNR")
    assert (rows[3]["direction"], rows[3]["verdict"], rows[4]["value 1"]) == ("QVA -> QNR", "friction", "")


def test_every_column_is_documented() -> None:
    told = re.findall("``([^`]+)``", formats.csv.__doc__ or "")  # type: ignore[attr-defined]
    assert {name.replace(" 2", " 1") for name in COLUMNS} <= set(told)


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "a;=1", 'a; "=1', "a;\t-1")


def cells(report: Report) -> Iterator[str]:
    yield from (cell for row in table(report) for name, cell in row.items() if name != "number")


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula(formula: str) -> None:
    for cell in cells(poisoned(MANY_FINDINGS, formula)):
        assert not re.match(r"[=+\-@\t\r＝＋－＠]", cell)
        assert not re.search(r""";["'\s]*(?<!')[=+\-@]""", cell) or re.search(r";'", cell)


def test_what_is_no_formula_stays_as_it_is() -> None:
    plain = Finding(**{**MAPS._asdict(), "message": "a = b; c - d, 1+1"})
    report = Report("validate", findings=(plain,), **BASIS)
    assert table(report)[0]["message"] == "a = b; c - d, 1+1"
