"""The page of a matrix in a real Chromium, offline; skipped where `test_browser` is, and for the same reasons."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from test_browser import CHROMIUM, axe, browser, needs_poppler, opened, printed  # noqa: F401  # two are fixtures
from test_matrix import HOSTILE
from test_matrix_html import MATRICES, many, page
from test_matrix_pairs import by_hand, held

from interop_check.formats._html import between
from interop_check.overview import Matrix

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium: apt-get install chromium, or set CHROMIUM to it")

WIDER = "(box => box.scrollWidth > box.clientWidth)(document.querySelector('.scroller'))"
MANY = many(200, name="A partner")


def shown(matrix: Matrix) -> bytes:
    return page(matrix).encode()


def colours(page: Any) -> int:
    """How many colours the drawing has."""
    script = """() => {
        const map = document.querySelector("#map");
        const copy = Object.assign(document.createElement("canvas"), { width: map.width, height: map.height });
        copy.getContext("2d", { willReadFrequently: true }).drawImage(map, 0, 0);
        const { data } = copy.getContext("2d").getImageData(0, 0, map.width, map.height);
        return new Set(new Uint32Array(data.buffer)).size;
    }"""
    return int(page.evaluate(script))


@pytest.mark.parametrize("name", MATRICES)
def test_no_request_leaves_and_nothing_is_complained_of(name: str, opened: Any) -> None:  # noqa: F811
    found = opened(shown(MATRICES[name]))
    found.page.wait_for_timeout(50)
    assert {url for url in found.requests if not url.startswith("data:")} == {found.path.as_uri()}
    assert found.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["one", "wide", "only", "hundred"])
def test_axe_finds_nothing(name: str, scheme: str, opened: Any) -> None:  # noqa: F811
    found = opened(shown(MATRICES[name]._replace(ranked=True)), color_scheme=scheme)
    found.page.evaluate("for (const each of document.querySelectorAll('details:not(.pair)')) each.open = true")
    found.page.evaluate("for (const each of [...document.querySelectorAll('.pair')].slice(0, 9)) each.open = true")
    told = axe.Axe().run(found.page).response["violations"]
    assert [(each["id"], each["impact"], each["nodes"][0]["html"]) for each in told] == []


@pytest.mark.parametrize("width", [320, 360, 736, 1280, 1920])
def test_no_page_scrolls_sideways_but_the_grid_in_its_own_box(width: int, opened: Any) -> None:  # noqa: F811
    for name in ("one", "wide", "only", "forty", "hundred"):
        found = opened(shown(MATRICES[name]), viewport={"width": width, "height": 800})
        assert found.page.evaluate("document.documentElement.scrollWidth") <= width
        if name in ("forty", "hundred") and width < 900:
            assert found.page.evaluate(WIDER)


def test_a_cell_leads_to_its_pair_with_scripts_and_without(opened: Any) -> None:  # noqa: F811
    for scripts in (True, False):
        found = opened(shown(MATRICES["one"]), java_script_enabled=scripts)
        assert found.shown("details.pair[open]") == 0
        found.page.locator('.scroller a[href="#pair-1-3"]').first.click()
        found.page.wait_for_timeout(50)
        assert found.page.locator("#pair-1-3").is_visible()
        assert found.shown("form") == (1 if scripts else 0)


def test_orders_and_layers_change_the_table_and_the_address(opened: Any) -> None:  # noqa: F811
    found = opened(shown(MATRICES["forty"]))
    heads = ".scroller .grid thead th"
    before = found.page.locator(heads).all_inner_texts()
    titles = "[...document.querySelectorAll('.scroller .grid td a')].map((each) => each.title).sort()"
    told = found.page.evaluate(titles)
    found.page.select_option("#sort", "difficulty")
    assert found.chosen() == "#sort=difficulty"
    after = found.page.locator(heads).all_inner_texts()
    assert after != before
    assert sorted(after) == sorted(before)
    assert found.page.locator(".scroller .grid tbody th").all_inner_texts() == after
    assert found.page.evaluate(titles) == told
    found.page.select_option("#layer", "kind-1")
    found.page.select_option("#sort", "cluster")
    assert found.page.evaluate(titles) != told
    again = opened(shown(MATRICES["forty"]), found.chosen())
    assert again.page.locator(heads).all_inner_texts() == found.page.locator(heads).all_inner_texts()
    found.page.locator("a.layer").first.click()
    assert found.page.locator("#flow").is_visible()
    found.page.select_option("#layer", "")
    found.page.select_option("#sort", "code")
    assert found.chosen() == ""
    assert found.page.evaluate(titles) == told
    assert found.complaints == []


def test_what_the_script_shows_is_what_was_on_the_page(opened: Any) -> None:  # noqa: F811
    texts = "[...document.querySelectorAll('.scroller .grid td')].map((each) => each.className + each.innerHTML)"
    for name in ("one", "none", "wide"):
        bare, scripted = (opened(shown(MATRICES[name]), java_script_enabled=each) for each in (False, True))
        assert bare.page.evaluate(texts) == scripted.page.evaluate(texts)


def test_two_hundred_partners_are_drawn_and_listed(opened: Any) -> None:  # noqa: F811
    found = opened(shown(MANY), viewport={"width": 1280, "height": 900})
    assert colours(found.page) > 10
    found.page.locator("#map").focus()
    for _ in range(3):
        found.page.keyboard.press("ArrowRight")
    text = found.page.locator("#chosen").inner_text()
    assert "P000 ↔ P003: friction, 3 exchanges" in text
    assert "interop-check compare P000 P003 --profiles FOLDER" in text
    found.page.fill("#find", "P150")
    assert "P150 ↔ P003" in found.page.locator("#chosen").inner_text()
    assert found.page.evaluate("document.querySelector('#box').scrollTop") > 1_000
    for size in ("3", "8", "16", "34"):
        found.page.select_option("#size", size)
        assert colours(found.page) > 4
    found.page.locator("#map").click(position={"x": 200, "y": 100})
    assert re.search(r"P\d+ ↔ P\d+", found.page.locator("#chosen").inner_text())
    assert found.complaints == []


def test_the_rows_of_the_table_are_made_as_they_are_scrolled_to(opened: Any) -> None:  # noqa: F811
    found = opened(shown(MANY))
    assert found.page.locator("#found").inner_text() == "19,900 pairs"
    assert 10 < found.page.locator("#rows tbody tr").count() < 80
    first = found.page.locator("#rows tbody tr:not(.gap)").first.inner_text()
    assert "blocked" in first
    assert "59" in first
    found.page.evaluate("document.querySelector('#rows').scrollTop = 1e9")
    found.page.wait_for_timeout(100)
    assert "clear" in found.page.locator("#rows tbody tr:not(.gap)").last.inner_text()
    assert found.page.locator("#rows tbody tr:not(.gap)").last.get_attribute("aria-rowindex") == "19901"
    found.page.fill("#whose", "p007")
    found.page.select_option("#which", "clear")
    listed = found.page.locator("#rows tbody th").all_inner_texts()
    assert listed
    assert all("P007" in each for each in listed)
    assert found.complaints == []


def test_without_scripts_many_partners_have_their_rankings(opened: Any) -> None:  # noqa: F811
    found = opened(shown(MANY), java_script_enabled=False)
    assert found.shown("canvas") == found.shown("form") == 0
    assert found.page.locator("#drawn-note").is_visible()
    assert found.shown(".ranking tbody tr") == 10


def test_a_thousand_partners_are_there_soon(opened: Any) -> None:  # noqa: F811
    found = opened(shown(many(1_000, 8)))
    assert found.page.locator("#found").inner_text() == "499,500 pairs"
    assert colours(found.page) > 10
    found.page.evaluate("document.querySelector('#box').scrollTo(20000, 20000)")
    found.page.wait_for_timeout(100)
    assert colours(found.page) > 10
    assert found.complaints == []


@pytest.mark.parametrize("count", [3, 70])
def test_hostile_profiles_do_nothing(count: int, opened: Any) -> None:  # noqa: F811
    whole = many(count, 4)
    text = f"{HOSTILE}</script><img src=x onerror=alert(1)>"
    members = tuple(each._replace(code=f"{text}{number}", name=text) for number, each in enumerate(whole.members))
    lanes = tuple(lane._replace(kind=text, name=text, title=text) for lane in whole.lanes)
    found = opened(shown(whole._replace(members=members, lanes=lanes, worst=())))
    for choice in ("cluster", "difficulty"):
        found.page.select_option("#sort", choice)
    if count > 60:
        found.page.locator("#map").focus()
        found.page.keyboard.press("ArrowRight")
    assert found.complaints == []
    assert found.page.evaluate("document.querySelectorAll('img, svg, iframe, object, script:not([type])').length") == 1


TOLD = "[...document.querySelectorAll('#pair-1-2 .told > li')].map((each) => each.outerHTML)"


def test_the_script_lists_what_would_be_written_out(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """From the data, when a pair is opened: the same elements, and nothing acts that a profile says."""
    text = f"{HOSTILE}</script><img src=x onerror=alert(1)>"
    for matrix in (
        held(by_hand()),
        by_hand(("P1", "P10", "P100")),
        by_hand((f"{text}1", f"{text}2", text), text, text),
    ):
        bare = opened(shown(matrix), java_script_enabled=False)
        monkeypatch.setattr(between, "WRITTEN", 0)
        scripted = opened(shown(matrix))
        assert scripted.page.evaluate(TOLD) == []
        scripted.page.locator("details.pair summary").first.click()
        scripted.page.wait_for_function("document.querySelectorAll('#pair-1-2 .told > li').length > 2")
        assert scripted.page.evaluate(TOLD) == bare.page.evaluate(TOLD)
        assert scripted.complaints == []
        assert scripted.shown("noscript") == 0
        monkeypatch.undo()


def test_a_cell_leads_to_what_was_found(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(between, "WRITTEN", 0)
    found = opened(shown(held(by_hand())))
    found.page.locator('.scroller a[href="#pair-1-3"]').first.focus()
    found.page.keyboard.press("Enter")
    found.page.wait_for_selector("#pair-1-3 .told > li")
    assert found.page.locator("#pair-1-3").is_visible()
    assert opened(shown(held(by_hand())), "#pair-2-3").page.locator("#pair-2-3 .told > li").count() == 3
    found.page.locator("#new h3 a").click()
    found.page.wait_for_selector("#pair-1-2 .told > li")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pairs_and_what_is_new_suit_everybody(width: int, scheme: str, opened: Any) -> None:  # noqa: F811
    found = opened(shown(held(by_hand())), viewport={"width": width, "height": 800}, color_scheme=scheme)
    found.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert found.page.evaluate("document.documentElement.scrollWidth") <= width
    told = axe.Axe().run(found.page).response["violations"]
    assert [(each["id"], each["impact"], each["nodes"][0]["html"]) for each in told] == []


@needs_poppler
def test_on_paper_what_blocks_a_pair_stands_below_the_rankings(opened: Any, tmp_path: Path) -> None:  # noqa: F811
    text = " ".join(" ".join(printed(opened(shown(held(by_hand()))), "A4", tmp_path)).split())
    assert text.index("All pairs") < text.index("What would help most") < text.index("Pair by pair")
    whole = text.replace(" ", "")  # a line may break within the id
    assert whole.count("communications/text-chat/protocol") == 1 + 3  # what is new, and each pair
    assert text.count("more that block nothing") == 3
    assert "does not say" not in text


@needs_poppler
def test_the_grid_is_printed_in_blocks_on_wide_paper(opened: Any, tmp_path: Path) -> None:  # noqa: F811
    pages = printed(opened(shown(MATRICES["forty"])), "A4", tmp_path)
    assert "40 partners, 780 pairs" in pages[0]
    assert "columns P000 to P029" in pages[0]
    assert "columns P030 to P039" in "".join(pages[1:4])
    assert "each cell leads" not in "".join(pages)
