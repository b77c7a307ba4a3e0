"""The page without a browser: what it holds, that nothing in it can act but our own, and that it never changes."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections import Counter
from enum import Enum
from html.parser import HTMLParser
from typing import Any

import pytest
from test_formats import (
    AGAINST,
    CONFERENCE,
    DAY,
    HOSTILE,
    MANY_FINDINGS,
    NOT_VALID,
    ONE_FINDING,
    REPORTS,
    SCORES,
    VALID,
    VOICE,
)

from interop_check import formats
from interop_check.formats._findings import at
from interop_check.report import Comparison, Line, Outcome, Place, Report, StandardUsed, Steering, Verdict, Waived, same
from interop_check.tasks import tasks

VOID = {"meta", "link", "br", "input", "wbr"}


def page(report: Report) -> str:
    shown = formats.render("html", report)
    assert isinstance(shown, bytes)
    return shown.decode()


def poisoned(value: Any, text: str) -> Any:
    """`value` with every text in it replaced."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return text
    if hasattr(value, "_fields"):
        return type(value)(*(poisoned(each, text) for each in value))
    if isinstance(value, tuple | list):
        return type(value)(poisoned(each, text) for each in value)
    if isinstance(value, dict):
        return {poisoned(key, text): poisoned(each, text) for key, each in value.items()}
    return value


class Tree(HTMLParser):
    """The page's elements with their attributes, in order; complains of what is not closed as it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute of <{tag}> stands twice"
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes what is not open"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open and "script" not in self.open:
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.found if found == tag]

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.texts))


def body_of(shown: str) -> str:
    """The page less its style, its script and their hashes, which say nothing of the report."""
    shown = re.sub(r"(?s)(<(style|script)>).*?(</\2>)", r"\1…\3", shown)
    return re.sub(r"sha256-[A-Za-z0-9+/=]+", "sha256-…", shown)


# ── the whole ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", REPORTS)
def test_whole_pages_are_as_they_were_read_and_approved(name: str, golden: Any) -> None:
    golden(f"{name}.html", body_of(page(REPORTS[name])))


@pytest.mark.parametrize("name", REPORTS)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    assert page(REPORTS[name]) == page(REPORTS[name])


@pytest.mark.parametrize("name", REPORTS)
def test_a_page_is_well_formed_and_every_link_leads_somewhere(name: str) -> None:
    tree = Tree(page(REPORTS[name]))
    assert not tree.open
    ids = Counter(each["id"] for _, each in tree.found if "id" in each)
    assert ids
    assert max(ids.values()) == 1
    for link in tree.all("a"):
        assert link["href"] in {f"#{id}" for id in ids}
    for _, each in tree.found:
        for named in (each.get("aria-labelledby"), each.get("for"), each.get("form")):
            assert named is None or named in ids


@pytest.mark.parametrize("name", REPORTS)
def test_tables_headings_and_language_are_there_for_those_who_listen(name: str) -> None:
    tree = Tree(page(REPORTS[name]))
    assert tree.all("html") == [{"lang": "en"}]
    assert all(each.get("scope") in ("col", "row") for each in tree.all("th"))
    levels = [int(tag[1]) for tag, _ in tree.found if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert len(tree.all("main")) == len(tree.all("nav")) == 1
    alone = [each for _, each in tree.found if each.get("class") == "glyph" and each.get("aria-hidden") != "true"]
    assert all(each.get("role") == "img" and each.get("aria-label") for each in alone)


# ── what the page says ───────────────────────────────────────────────────────────────────────────────────


def test_everything_that_the_report_says_is_on_the_page() -> None:
    tree = Tree(page(MANY_FINDINGS))
    for finding in MANY_FINDINGS.findings:
        assert finding.rule in tree.text
        assert finding.fingerprint in tree.text
        assert finding.because in tree.text
        assert finding.remedy in tree.text
        for place in finding.places:
            assert at(place) in tree.text
    for exchange in MANY_FINDINGS.comparisons[0].exchanges:
        assert exchange.title in tree.text
    for each in (*MANY_FINDINGS.inputs, *MANY_FINDINGS.standards):
        assert str(each.sha256) in tree.text
    for word in ("BLOCKED", "To ask", "What would unblock", "Common ground", "Everything compared", "Signature"):
        assert word.lower() in tree.text.lower()


def test_each_finding_is_one_card_with_an_address_of_its_own() -> None:
    tree = Tree(page(MANY_FINDINGS))
    ids = [each.get("id") for _, each in tree.found]
    for finding in MANY_FINDINGS.findings:
        assert ids.count(finding.fingerprint) == 1


def test_findings_that_share_a_fingerprint_have_addresses_of_their_own() -> None:
    twins = (VOICE, VOICE._replace(message="another"), VOICE._replace(message="odd", fingerprint='"><b>'))
    ids = [each["id"] for each in Tree(page(NOT_VALID._replace(findings=twins))).all("article")]
    assert ids == [VOICE.fingerprint, f"{VOICE.fingerprint}-2", "finding-3"]


def test_what_follows_from_a_root_is_folded_under_it() -> None:
    shown = page(MANY_FINDINGS)
    start = shown.index(f'id="{VOICE.fingerprint}"')
    card = shown[start : shown.index('<section id="minor"')]
    assert "Also blocked with it" in card
    assert f'id="{CONFERENCE.fingerprint}"' in card
    assert 'id="major"' not in shown


def test_the_token_is_marked_and_so_is_what_lacks_it() -> None:
    shown = page(ONE_FINDING)
    assert "<mark>[KY-58]</mark>" in shown
    assert '<mark class="absent">- id: main</mark>' in page(MANY_FINDINGS)


def test_a_point_in_a_text_that_is_not_yaml_is_marked_and_lacks_nothing() -> None:
    place = Place("a.yaml", "", 133, 7, 133, 7, "QTA", excerpt=(Line(133, "  x: ["),))
    broken = VOICE._replace(rule="yaml/syntax", outcome=Outcome.INVALID, places=(place,), detail=(), mends=())
    shown = page(NOT_VALID._replace(findings=(broken,)))
    assert "<mark>[</mark>" in shown
    assert "lacks it" not in shown
    assert "lacks it" in page(NOT_VALID._replace(findings=(broken._replace(rule="schema/required"),)))


def test_a_place_of_several_lines_is_marked_on_each() -> None:
    lines = (Line(3, "  - a"), Line(4, "    b"), Line(5, "  c"))
    place = Place("a.yaml", "/list", 3, 5, 4, 6, "QVA", "x", "x", lines)
    shown = page(NOT_VALID._replace(findings=(VOICE._replace(places=(place,)),)))
    assert re.findall("<mark>(.*?)</mark>", shown) == ["a", "b"]


def test_a_line_as_long_as_a_book_is_cut_with_its_token_in_view() -> None:
    source = "x" * 100_000 + "TOKEN" + "y" * 100_000
    place = Place("a.yaml", "/x", 1, 100_001, 1, 100_006, "QVA", "TOKEN", "TOKEN", (Line(1, source),))
    shown = page(NOT_VALID._replace(findings=(VOICE._replace(places=(place,)),)))
    assert "<mark>TOKEN</mark>" in shown
    assert len(shown) < 100_000


def test_several_pairs_each_have_their_own_part() -> None:
    second = Comparison("QVA", "QZZ", Verdict.CLEAR, ())
    tree = Tree(page(MANY_FINDINGS._replace(comparisons=(*MANY_FINDINGS.comparisons, second))))
    ids = Counter(each["id"] for _, each in tree.found if "id" in each)
    assert max(ids.values()) == 1
    assert {"everything", "2-everything"} <= set(ids)
    assert "QZZ" in tree.text


WAIVED = VOICE._replace(waived=Waived("a ship has none", "J6", DAY, "waivers.yaml", 4, "T-1"))


def test_a_waived_finding_is_shown_but_not_counted() -> None:
    shown = page(ONE_FINDING._replace(findings=(WAIVED,)))
    assert 'id="waived"' in shown
    assert "What must change" not in shown
    assert "1 waived" in shown
    assert "by J6 through 2026-11-22: a ship has none (waivers.yaml:4; T-1)" in shown
    assert "by J6" in page(NOT_VALID._replace(findings=(WAIVED,)))


def test_what_rides_on_a_waived_finding_is_not_lost() -> None:
    root, rest = MANY_FINDINGS.findings[0], MANY_FINDINGS.findings[1:]
    shown = page(MANY_FINDINGS._replace(findings=(root._replace(waived=WAIVED.waived), *rest)))
    assert shown.count(f'id="{CONFERENCE.fingerprint}"') == 1
    assert 'id="major"' in shown


def test_what_the_run_was_steered_by_is_told() -> None:
    steered = ONE_FINDING._replace(ignored=2, steering=(Steering("waivers.yaml", "d" * 64),), assumptions=("so be it",))
    text = Tree(page(steered)).text
    assert "2 findings of ignored rules are left out" in text
    assert "d" * 64 in text
    assert "so be it" in text


def test_scorecards_are_told_standard_by_standard() -> None:
    text = Tree(page(SCORES)).text
    for word in ("QVA against Spiral", "DRAFT", "XMPP presence", "missing", "nobody says it", "names no standard"):
        assert word in text
    assert "valid, not met" in text


def test_nothing_checked_is_not_called_valid() -> None:
    text = Tree(page(REPORTS["validate-nothing"])).text
    assert "nothing checked" in text
    assert "✓ valid" not in text


def test_nothing_that_was_judged_is_not_called_met() -> None:
    asked = (*VALID.standards, StandardUsed("spiral", "1.0", "e" * 64, baseline=True))
    text = Tree(page(VALID._replace(standards=asked))).text
    assert "? valid, not all judged" in text
    assert "Not judged against spiral, of which nothing is claimed: QNR, QVA." in text
    assert "✓ valid, not" not in text


@pytest.mark.parametrize("name", REPORTS)
def test_every_kind_that_a_filter_names_has_entries(name: str) -> None:
    tree = Tree(page(REPORTS[name]))
    kinds = {kind for _, each in tree.found if "data-item" in each for kind in (each.get("data-kind") or "").split()}
    assert {each["value"] for each in tree.all("input") if each.get("name") == "kind"} <= kinds


def test_a_running_foot_that_is_too_long_is_cut_with_a_mark() -> None:
    standards = tuple(StandardUsed(f"kind-{number}", "1.0", "e" * 64) for number in range(60))
    shown = page(ONE_FINDING._replace(standards=standards))
    (foot,) = re.findall(r'@bottom-left \{ content: "(.*?)"; \}', shown)
    assert foot.endswith("\\2026 ")


# ── one partner against several ──────────────────────────────────────────────────────────────────────────


def _between(shown: str, start: str, end: str) -> str:
    return shown[shown.index(start) : shown.index(end)]


def _words(fragment: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]*>", "", fragment)))


def test_one_against_several_has_four_parts_then_each_pair() -> None:
    shown = page(AGAINST)
    order = ('id="ours"', 'id="theirs"', 'id="ask"', 'class="sheets"', 'id="agreed"', 'id="pairs"', 'id="method"')
    assert sorted(order, key=shown.index) == list(order)
    tree = Tree(shown)
    assert "<title>QVA against QNR, QST: 2 blocked · interop-check</title>" in shown
    assert len(tree.all("details")) > len([each for each in tree.all("details") if each.get("class") == "pair"]) == 2


def test_each_finding_of_the_tasks_is_told_at_one_address() -> None:
    ids = Counter(each["id"] for _, each in Tree(page(AGAINST)).found if "id" in each)
    for finding in AGAINST.findings:
        assert ids[finding.fingerprint] == 1


def test_a_task_says_whom_it_concerns_who_can_act_and_whose_change_is_smaller() -> None:
    assert AGAINST.tasks
    (first, *_) = AGAINST.tasks.ours
    assert first.partners == ("QNR", "QST")
    text = _words(_between(page(AGAINST), 'id="ours"', 'id="theirs"'))
    assert "Blocks it with QNR, QST" in text
    assert "QVA can mend it, or QNR in part; the smaller change is QVA's." in text
    assert "mends it for QNR, QST" in text
    assert "Also blocked with it, with QNR Voice conference" in text
    assert same(CONFERENCE) in map(same, first.folded)
    assert 'data-partner="QVA QNR QST"' in page(AGAINST)


def test_who_else_works_with_what_we_say_is_told() -> None:
    assert AGAINST.tasks
    first, *rest = AGAINST.tasks.ours
    changed = AGAINST.tasks._replace(ours=(first._replace(relying=("QZL",)), *rest))
    assert "QZL works with what QVA says" in page(AGAINST._replace(tasks=changed))
    lost = first._replace(ours=(), theirs=(), together=(), smaller=None)
    shown = page(AGAINST._replace(tasks=changed._replace(ours=(lost, *rest))))
    assert "No small change was found that mends it." in Tree(shown).text


def test_each_of_the_others_has_a_sheet_of_its_own() -> None:
    sheets = _between(page(AGAINST), 'class="sheets"', 'id="agreed"').split('<section class="sheet">')[1:]
    assert len(sheets) == len(AGAINST.comparisons)
    for sheet, comparison in zip(sheets, AGAINST.comparisons, strict=True):
        assert "Decisions and signatures" in sheet
        assert f"For <strong><bdi>{comparison.b}</bdi></strong>" in sheet
        assert "data-item" not in sheet
        assert at(VOICE.places[0]) in _words(sheet)  # a change names its line: the file has to stand there too
    first, second = map(_words, sheets)
    assert "QNR can set" in first
    assert "QNR can set" not in second
    assert "To ask QNR" in first
    assert "To ask" not in second


def test_what_is_on_no_sheet_is_printed_where_it_stands() -> None:
    assert AGAINST.tasks
    question = AGAINST.tasks.questions[0]._replace(partner="QVA")
    asked = AGAINST.tasks._replace(questions=(question, *AGAINST.tasks.questions[1:]))
    ask = _between(page(AGAINST._replace(tasks=asked)), 'id="ask"', 'class="sheets"')
    assert '<section id="ask">' in f"<section {ask}"
    assert 'class="asked"' in ask
    assert 'class="asked on-sheets"' in ask


def test_what_is_waived_is_told_with_the_tasks_too() -> None:
    changed = AGAINST._replace(findings=(WAIVED, *AGAINST.findings[1:]))
    shown = page(changed._replace(tasks=tasks(changed)))
    assert 'id="waived"' in shown
    assert "by J6 through 2026-11-22" in shown
    assert "1 waived" in shown


def test_one_pair_alone_has_its_own_page_although_there_are_tasks() -> None:
    assert page(MANY_FINDINGS._replace(tasks=tasks(MANY_FINDINGS))) == page(MANY_FINDINGS)


# ── what could act in it ─────────────────────────────────────────────────────────────────────────────────


def sha256(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize("report", [*REPORTS.values(), *(poisoned(each, HOSTILE) for each in REPORTS.values())])
def test_the_policy_allows_our_own_style_and_script_and_nothing_else(report: Report) -> None:
    shown = page(report)
    (style,) = re.findall("(?s)<style>(.*?)</style>", shown)
    (script,) = re.findall("(?s)<script>(.*?)</script>", shown)
    tree = Tree(shown)
    (policy,) = [each["content"] for each in tree.all("meta") if each.get("http-equiv") == "Content-Security-Policy"]
    assert policy == (
        f"default-src 'none'; style-src {sha256(style)}; script-src {sha256(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    assert shown.index("Content-Security-Policy") < shown.index("<style>")
    for _, each in tree.found:
        assert not [name for name in each if name == "style" or name.startswith("on") or name == "src"]
    assert not re.search(r"https?://|url\(|@import", style + script)


SHARP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "</style></title></script><b>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    '\\"; } } body { display: none } /* \\22 ',
    "&lt;b&gt;&#x202e;",
    HOSTILE,
)


def skeleton(tree: Tree) -> list[tuple[str, list[str]]]:
    return [(tag, sorted(each)) for tag, each in tree.found if tag != "wbr"]  # a path may break where it has a slash


@pytest.mark.parametrize("text", SHARP)
@pytest.mark.parametrize("name", REPORTS)
def test_hostile_texts_are_shown_as_themselves(name: str, text: str) -> None:
    tame = Tree(page(poisoned(REPORTS[name], re.sub("[^ ]", "t", text))))
    sharp = Tree(page(poisoned(REPORTS[name], text)))
    assert skeleton(sharp) == skeleton(tame)
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff]", sharp.text
    )


@pytest.mark.parametrize("text", SHARP)
def test_the_running_head_is_a_string_of_css_whatever_a_partner_is_called(text: str) -> None:
    named = ONE_FINDING._replace(comparisons=(ONE_FINDING.comparisons[0]._replace(a=text),))
    (style,) = re.findall("(?s)<style>(.*?)</style>", page(named))
    running = style.splitlines()[-1]
    assert re.fullmatch(
        r'@page \{( @(top|bottom)-(left|right) \{ content: ("([A-Za-z0-9 ]|\\[0-9a-f]{1,6} )*"|'
        r'"Page " counter\(page\) " of " counter\(pages\)); \}){4} \}',
        running,
    )
