"""The page in a real Chromium, offline: nothing leaves it, the filters work by keyboard, and it prints.

Skipped where Playwright or Chromium is missing: ``pip install '.[test]'`` and ``apt-get install chromium`` (or name
another one in ``CHROMIUM``). What is printed is read by ``pdftotext``: ``apt-get install poppler-utils``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_formats import AGAINST, MANY_FINDINGS, MAPS, NO_FINDING, REPORTS, SCORES, VOICE
from test_html import SHARP, poisoned

from interop_check import formats
from interop_check.report import Report

playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install 'interop-check[test]'")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe: pip install 'interop-check[test]'")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
PRINTS = bool(shutil.which("pdftotext"))
ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium: apt-get install chromium, or set CHROMIUM to it")
needs_poppler = pytest.mark.skipif(not PRINTS, reason="no pdftotext: apt-get install poppler-utils")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


class Opened:
    """A page that was opened from a file, with everything that it asked for and complained of."""

    def __init__(self, browser: Any, path: Path, fragment: str = "", **options: Any) -> None:
        self.path = path
        self.context = browser.new_context(offline=True, **options)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append("a dialog"), dialog.dismiss()))
        self.page.goto(f"{path.as_uri()}{fragment}")

    def shown(self, selector: str) -> int:
        return int(self.page.locator(f"{selector}:visible").count())

    def chosen(self) -> str:
        return str(self.page.evaluate("decodeURIComponent(location.hash)"))


def rendered(report: Report) -> bytes:
    data = formats.render("html", report)
    assert isinstance(data, bytes)
    return data


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Any]:
    contexts: list[Any] = []

    def open_(shown: Report | bytes, fragment: str = "", **options: Any) -> Opened:
        path = tmp_path / "report.html"
        path.write_bytes(shown if isinstance(shown, bytes) else rendered(shown))
        found = Opened(browser, path, fragment, **options)
        contexts.append(found.context)
        return found

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The page of a real pair of samples, as the program writes it."""
    return written(tmp_path_factory.mktemp("real") / "report.html", "QVA", "QTA")


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Likewise of one partner against three others."""
    return written(tmp_path_factory.mktemp("several") / "report.html", "QNR", "QVA", "QST", "QZL")


def written(path: Path, *codes: str) -> bytes:
    words = ["compare", *codes, "--profiles", "sample_systems/federation", "--date", "2026-11-22"]
    done = subprocess.run(
        [sys.executable, "-m", "interop_check", *words, "--fail-on", "never", "-o", f"html={path}"],
        cwd=ROOT,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()
    return path.read_bytes()


# ── nothing leaves, nothing acts ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", REPORTS)
def test_no_request_leaves_and_nothing_is_complained_of(name: str, opened: Any) -> None:
    page = opened(REPORTS[name])
    page.page.wait_for_timeout(50)
    assert {url for url in page.requests if not url.startswith("data:")} == {page.path.as_uri()}
    assert page.complaints == []


@pytest.mark.parametrize("text", SHARP)
@pytest.mark.parametrize("report", [MANY_FINDINGS, AGAINST, SCORES], ids=["pair", "several", "validate"])
def test_hostile_profiles_do_nothing(report: Report, text: str, opened: Any) -> None:
    page = opened(poisoned(report, text))
    assert page.complaints == []
    assert page.page.evaluate("document.querySelectorAll('script, img, svg, iframe, object').length") == 1
    assert page.page.evaluate("document.styleSheets.length") == 1


@pytest.mark.parametrize("report", [NO_FINDING, AGAINST, SCORES], ids=["pair", "several", "validate"])
def test_what_is_injected_all_the_same_is_stopped_by_the_policy(report: Report, opened: Any) -> None:
    page = opened(report)
    page.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.acted = true";
            document.body.append(script);
            const style = document.createElement("style");
            style.textContent = "body { display: none }";
            document.head.append(style);
            document.body.insertAdjacentHTML("beforeend", '<p id="p" style="color: red" onclick="acted = true">x</p>');
            document.getElementById("p").click();
            document.body.append(Object.assign(new Image(), { src: "https://example.invalid/x.png" }));
        }"""
    )
    page.page.wait_for_timeout(100)
    assert page.page.evaluate("window.acted") is None
    assert page.page.evaluate("getComputedStyle(document.body).display") == "block"
    assert page.page.evaluate("getComputedStyle(document.getElementById('p')).color") != "rgb(255, 0, 0)"
    assert len([each for each in page.complaints if "Content Security Policy" in each]) >= 4


# ── by hand and by keyboard ──────────────────────────────────────────────────────────────────────────────


def test_filters_work_by_keyboard_and_the_address_remembers_them(opened: Any) -> None:
    page = opened(MANY_FINDINGS)
    everything = page.shown("[data-item]")
    keys = page.page.keyboard
    keys.press("Tab")
    assert page.page.evaluate("document.activeElement.className") == "skip"
    for _ in range(40):
        keys.press("Tab")
        if page.page.evaluate("document.activeElement.value") == "minor":
            break
    keys.press("Space")
    assert page.chosen() == "#severity=minor"
    assert page.shown("article[data-item]") == 1
    assert page.page.locator(f'[id="{MAPS.fingerprint}"]').is_visible()
    assert not page.page.locator(f'[id="{VOICE.fingerprint}"]').is_visible()
    assert page.page.locator("#shown").inner_text().endswith(f"of {everything} entries shown")
    again = opened(MANY_FINDINGS, "#severity=minor")
    assert again.shown("[data-item]") == page.shown("[data-item]") < everything
    for _ in range(20):
        keys.press("Tab")
        if page.page.evaluate("document.activeElement.type") == "reset":
            break
    keys.press("Enter")
    page.page.wait_for_timeout(20)
    assert page.shown("[data-item]") == everything


def tabbed_to(page: Any, wanted: str) -> None:
    """Moves on by the tabulator until what has the focus is what is wanted."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({wanted!r})"):
            return
    raise AssertionError(f"no tabulator leads to {wanted}")


@pytest.mark.parametrize("name", ["compare-many", "compare-several", "validate-many", "validate-scores"])
def test_every_page_has_filters_for_the_keyboard(name: str, opened: Any) -> None:
    page = opened(REPORTS[name])
    everything = page.shown("[data-item]")
    tabbed_to(page.page, 'input[value="blocker"]')
    page.page.keyboard.press("Space")
    assert page.chosen() == "#severity=blocker"
    assert 0 < page.shown('[data-severity~="blocker"]') == page.shown("[data-severity]")
    tabbed_to(page.page, 'input[type="search"]')
    page.page.keyboard.type("no such words anywhere")
    assert page.shown("[data-item]") == 0
    tabbed_to(page.page, 'button[type="reset"]')
    page.page.keyboard.press("Enter")
    page.page.wait_for_timeout(20)
    assert page.shown("[data-item]") == everything
    assert page.complaints == []


def test_text_and_kind_and_verdict_filter_too(opened: Any) -> None:
    page = opened(MANY_FINDINGS)
    page.page.fill("#text", "maps QVA")
    assert page.chosen() == "#text=maps+QVA"
    assert page.shown("article[data-item]") == 1
    page.page.press("#text", "Enter")
    page.page.fill("#text", "")
    page.page.check('input[name="kind"][value="data-sharing"]')
    assert page.shown('[data-item][data-kind="communications"]') == 0
    page.page.check('input[name="verdict"][value="unknown"]')
    assert page.shown(".everything tbody tr") == 1
    assert page.complaints == []


def test_a_count_leads_to_what_it_counts(opened: Any) -> None:
    page = opened(MANY_FINDINGS)
    page.page.locator(".counts tbody a").first.click()
    assert "severity=" in page.chosen()
    assert "kind=command-system" in page.chosen()
    assert page.shown("article[data-item]") == 0
    assert page.shown(".question[data-item]") == 1


def test_the_address_of_a_finding_opens_what_it_is_folded_in(opened: Any) -> None:
    folded = MANY_FINDINGS.findings[1]
    page = opened(MANY_FINDINGS, f"#{folded.fingerprint}")
    assert page.page.locator(f'[id="{folded.fingerprint}"]').is_visible()
    page.page.check('input[name="severity"][value="minor"]')
    page.page.evaluate(f"location.hash = '{VOICE.fingerprint}'")
    page.page.wait_for_timeout(50)
    assert page.page.locator(f'[id="{VOICE.fingerprint}"]').is_visible()


@pytest.mark.parametrize("fragment", ["#%", "#%E0%A4%A", "#severity=%ff&text=%", "#nowhere", "#kind=<b>"])
def test_a_broken_address_breaks_nothing(fragment: str, opened: Any) -> None:
    assert opened(MANY_FINDINGS, fragment).complaints == []


def test_links_are_copied_and_everything_is_expanded(opened: Any) -> None:
    page = opened(MANY_FINDINGS, permissions=["clipboard-read", "clipboard-write"])
    page.page.locator(f'[id="{VOICE.fingerprint}"] > .print .copy').click()
    page.page.wait_for_timeout(50)
    copied = page.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{page.path.as_uri()}#{VOICE.fingerprint}"
    page.page.locator("#expand").press("Enter")
    assert page.page.evaluate("[...document.querySelectorAll('details')].every((each) => each.open)")
    assert page.page.locator("#expand").get_attribute("aria-pressed") == "true"


def test_without_scripts_the_report_is_complete(opened: Any, real: bytes) -> None:
    page = opened(real, java_script_enabled=False)
    assert page.shown("form") == page.shown(".copy") == 0
    assert page.shown("article") >= 1
    for summary in page.page.locator("summary").all():
        summary.click()
    assert page.page.locator("details:not([open])").count() == 0


# ── one partner against several ──────────────────────────────────────────────────────────────────────────


def test_a_partner_filters_the_tasks_and_a_count_opens_the_pair(several: bytes, opened: Any) -> None:
    page = opened(several)
    tasks = page.shown("article[data-item]")
    page.page.check('input[name="partner"][value="QVA"]')
    assert page.chosen() == "#partner=QVA"
    assert 0 < page.shown("article[data-item]") < tasks
    assert page.shown('[data-item][data-partner="QZL"]') == 0
    assert page.shown("details.pair[open]") == 0
    page.page.locator('.counts a[href="#pair-2"]').first.click()
    assert page.chosen() == "#partner=QST&verdict=blocked"
    assert page.shown("details.pair[open]") == 1
    assert page.shown("#pair-2 .everything tbody tr") == 13
    assert page.shown(".sheet") == 0
    assert page.complaints == []


def test_every_finding_of_a_task_has_an_address(opened: Any) -> None:
    assert AGAINST.tasks
    (task, *_) = AGAINST.tasks.ours
    for finding in (*task.findings, *task.folded):
        assert opened(AGAINST, f"#{finding.fingerprint}").page.locator(f'[id="{finding.fingerprint}"]').is_visible()


@needs_poppler
@pytest.mark.parametrize("scripts", [True, False])
def test_each_of_the_others_has_a_page_of_paper(scripts: bool, several: bytes, opened: Any, tmp_path: Path) -> None:
    pages = printed(opened(several, "#partner=QVA" if scripts else "", java_script_enabled=scripts), "A4", tmp_path)
    assert "QNR against QVA, QST, QZL" in pages[0]
    assert len(re.findall("■ blocked", pages[0])) >= 3
    begun = {code: [text for text in pages if re.search(rf"^ *{code} with QNR", text, re.M)] for code in OTHERS}
    assert [len(each) for each in begun.values()] == [1, 1, 1]
    for code in ("QVA", "QZL"):  # what QST has to do and to answer takes two
        (sheet,) = begun[code]
        for word in ("to do", "Who can act", "Agreed", "Decisions and signatures", "Signature", f"For {code}"):
            assert word in sheet
    whole = "".join(pages)
    assert whole.count("Decisions and signatures") == 3
    assert whole.count("To ask QST") == 1
    assert "Everything compared" not in whole
    assert "For them to do" not in "".join(pages[1:])


@needs_poppler
def test_a_pair_that_is_open_is_printed_too(several: bytes, opened: Any, tmp_path: Path) -> None:
    page = opened(several)
    page.page.locator("#pair-2 > summary").click()
    whole = "".join(printed(page, "A4", tmp_path))
    assert whole.count("Everything compared") == 1
    assert "QNR ↔ QST" in whole


OTHERS = ("QVA", "QST", "QZL")

# ── for every eye, at every width ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name", ["compare-none", "compare-many", "validate-many", "validate-scores", "validate-nothing", "real", "several"]
)
def test_axe_finds_nothing(name: str, scheme: str, opened: Any, real: bytes, several: bytes) -> None:
    page = opened({"real": real, "several": several}.get(name) or REPORTS[name], color_scheme=scheme)
    page.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    found = axe.Axe().run(page.page).response["violations"]
    assert [(each["id"], each["impact"], each["nodes"][0]["html"]) for each in found] == []


@pytest.mark.parametrize("width", [320, 360, 736, 1024, 1280, 1920])
def test_no_page_scrolls_sideways(width: int, opened: Any, real: bytes, several: bytes) -> None:
    wide = [poisoned(each, "w" * 300) for each in (MANY_FINDINGS, AGAINST)]
    small = REPORTS.values() if width < 400 else (MANY_FINDINGS, REPORTS["validate-many"], SCORES)
    for report in (real, several, *small, *wide):
        page = opened(report, viewport={"width": width, "height": 800})
        page.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        assert page.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [736, 1280, 1920])
def test_no_word_at_the_head_of_a_count_is_broken(width: int, opened: Any, real: bytes, several: bytes) -> None:
    lines = "[...document.querySelectorAll('.counts thead th')].map((each) => each.getClientRects().length)"
    wraps = "[...document.querySelectorAll('.counts thead th')].map((each) => getComputedStyle(each).whiteSpace)"
    for shown in (real, several):
        page = opened(shown, viewport={"width": width, "height": 800})
        assert set(page.page.evaluate(lines)) == {1}
        assert set(page.page.evaluate(wraps)[1:]) <= {"nowrap", "normal"}
        heights = page.page.evaluate(
            "[...document.querySelectorAll('.counts thead tr')].map((each) => each.getBoundingClientRect().height)"
        )
        assert max(heights) < 40


def test_a_real_pair_is_no_large_file(real: bytes) -> None:
    assert len(real) < 300_000


# ── on paper ─────────────────────────────────────────────────────────────────────────────────────────────


def printed(page: Opened, format: str, tmp_path: Path) -> list[str]:
    """The text of each printed page."""
    pdf = tmp_path / f"{format}.pdf"
    page.page.pdf(path=str(pdf), format=format)
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


@needs_poppler
@pytest.mark.parametrize("format", ["A4", "Letter"])
@pytest.mark.parametrize("scripts", [True, False])
def test_it_prints_with_the_verdict_first_and_everything_there(
    format: str, scripts: bool, opened: Any, tmp_path: Path
) -> None:
    page = opened(MANY_FINDINGS, "#severity=minor" if scripts else "", java_script_enabled=scripts)
    pages = printed(page, format, tmp_path)
    assert len(pages) >= 3
    assert "BLOCKED" in pages[0]
    for number, text in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in text
        assert "QVA ↔ QNR" in text
    whole = re.sub(r"\s+", "", "".join(pages))
    for finding in MANY_FINDINGS.findings:
        assert finding.fingerprint in whole
        assert re.sub(r"\s+", "", finding.remedy) in whole
    assert "Copylink" not in whole
    assert "Decisionsandsignatures" in re.sub(r"\s+", "", pages[-1])


@needs_poppler
@pytest.mark.parametrize("format", ["A4", "Letter"])
@pytest.mark.parametrize(
    ("name", "verdict", "last"),
    [
        ("compare-none", "CLEAR", "Decisions and signatures"),
        ("compare-several", "blocked", "SHA-256"),
        ("validate-none", "VALID", "Decisions and signatures"),
        ("validate-scores", "VALID, NOT MET", "Decisions and signatures"),
    ],
)
def test_every_page_prints_with_its_verdict_first(
    name: str, verdict: str, last: str, format: str, opened: Any, tmp_path: Path
) -> None:
    pages = printed(opened(REPORTS[name]), format, tmp_path)
    assert verdict in pages[0]
    assert last in pages[-1]
    assert [re.findall(r"Page (\d+) of (\d+)", text) for text in pages] == [
        [(str(number), str(len(pages)))] for number in range(1, len(pages) + 1)
    ]
    whole = re.sub(r"\s+", "", "".join(pages))
    for finding in REPORTS[name].findings:
        assert finding.fingerprint in whole
    for word in ("Showall", "Copylink", "Skiptothereport"):
        assert word not in whole


def test_on_paper_what_belongs_together_stays_together(opened: Any) -> None:
    page = opened(AGAINST).page
    page.emulate_media(media="print")
    for selector in (".card > header", "h2", ".question", ".sheet .decisions", "tr"):
        style = page.evaluate(f"getComputedStyle(document.querySelector('{selector}')).breakInside")
        assert (selector, style) == (selector, "avoid")
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"


@needs_poppler
def test_a_card_longer_than_a_page_flows_and_no_other_is_torn(opened: Any, tmp_path: Path) -> None:
    long = VOICE._replace(because=" ".join(f"word{number}" for number in range(2_000)), detail=())
    report = MANY_FINDINGS._replace(findings=(long, *MANY_FINDINGS.findings[1:]))
    whole = "".join(printed(opened(report), "A4", tmp_path))
    assert all(f"word{number}" in whole for number in range(2_000))
    many = tuple(MAPS._replace(fingerprint=f"{number:016x}") for number in range(30))
    pages = printed(opened(REPORTS["validate-many"]._replace(findings=many)), "A4", tmp_path)
    begun = [len(re.findall(r"minor +[0-9]+ +data-sharing/maps/version", text)) for text in pages]
    assert sum(begun) == len(many)
    assert begun == [len(re.findall(r"finding 0{10}", text)) for text in pages]
