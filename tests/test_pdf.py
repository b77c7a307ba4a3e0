"""The pages as PDF: what stands on them, that nothing in them is obeyed, and what is said where there can be none.

Golden files hold the bookmarks and the text of whole documents; `--golden-update` writes them anew. They are those of
the versions of typst and pypdf that are named here: others may break lines and pages elsewhere.
"""

from __future__ import annotations

import io
import re
import sys
from functools import cache
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from test_formats import _UNSAFE, AGAINST, MANY_FINDINGS, NO_FINDING, NOTHING, ONE_FINDING, REPORTS, SCORES, poisoned

from interop_check import formats
from interop_check.cli.app import run
from interop_check.formats import CannotShow
from interop_check.formats._pdf.data import pages
from interop_check.report import Report, Waived

FEDERATION = Path(__file__).parent.parent / "sample_systems" / "federation"
COMPARE = ["compare", "QVA", "QTA", "--profiles", str(FEDERATION), "--date", "2026-11-22"]
MISSING = "a PDF takes typst, which is not installed: pip install 'interop-check[pdf]'"

# Everything that would do something, if it were typst's markup or code.
MARKUP = (
    '#panic("x") #eval("1+1") #read("/etc/passwd") #sys.inputs $x^2$ *b* _i_ `c` @label <label> [x] \\u{41} // c '
    '/* c */ = h - + / ~ --- "q" https://evil.example #import "@preview/x:1.0.0": *'
)


@cache
def made(report_name: str) -> bytes:
    shown = formats.render("pdf", REPORTS[report_name])
    assert isinstance(shown, bytes)
    return shown


class Pdf:
    """A PDF, read: its pages' texts with every run of blanks as one, its bookmarks, what it can do."""

    def __init__(self, data: bytes | str) -> None:
        pypdf = pytest.importorskip("pypdf", reason="no pypdf: pip install '.[test]'")
        assert isinstance(data, bytes)
        self.file = pypdf.PdfReader(io.BytesIO(data))
        self.pages = [re.sub(r"\s+", " ", each.extract_text()) for each in self.file.pages]
        self.raw = "".join(each.extract_text() for each in self.file.pages)
        self.root = self.file.trailer["/Root"]

    @property
    def text(self) -> str:
        return " ".join(self.pages)

    @property
    def solid(self) -> str:
        """The text without blanks, which the breaking of lines leaves as it is."""
        return re.sub(r"\s+", "", self.raw)

    @property
    def bookmarks(self) -> list[str]:
        return [title for _, title, _ in self.outline]

    @property
    def outline(self) -> list[tuple[int, str, int]]:
        """Each bookmark: how deep it stands, its title, its page, counted from one."""

        def titles(entries: Any, depth: int = 0) -> Any:
            for each in entries:
                if isinstance(each, list):
                    yield from titles(each, depth + 1)
                else:
                    yield depth, each.title, self.file.get_destination_page_number(each) + 1

        return list(titles(self.file.outline))

    @property
    def begins(self) -> list[tuple[float, float, float]]:
        """Where each piece of text begins, from the left and from the foot, and how wide its page is; in points."""
        found = []
        for page in self.file.pages:

            def seen(text: str, matrix: Any, within: Any, *_: Any, width: float = float(page.mediabox.width)) -> None:
                x, y = within[4], within[5]
                at = matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]
                if text.strip():
                    found.append((*at, width))

            page.extract_text(visitor_text=seen)
        return found


def as_text(shown: Pdf) -> str:
    """The bookmarks with their pages, then the text of each page, in lines that can be read."""
    lines = [f"{'  ' * depth}{title}  {page}" for depth, title, page in shown.outline]
    for number, page in enumerate(shown.file.pages, 1):
        lines += ["", f"──── page {number} of {len(shown.pages)} ────", ""]
        lines += [line for each in page.extract_text().splitlines() if (line := re.sub(r"\s+", " ", each).strip())]
    return "\n".join(lines) + "\n"


needs_typst = pytest.mark.skipif(bool(formats.obstacle("pdf")), reason=formats.obstacle("pdf"))


# ── the whole ────────────────────────────────────────────────────────────────────────────────────────────

_MADE_WITH = {"typst": "0.15", "pypdf": "7."}


@needs_typst
@pytest.mark.parametrize("name", ["compare-none", "compare-one", "compare-many", "compare-several", "validate-scores"])
def test_whole_documents_are_as_they_were_read_and_approved(name: str, golden: Any) -> None:
    shown = Pdf(made(name))
    if other := [
        f"{each} {version(each)}" for each, begins in _MADE_WITH.items() if not version(each).startswith(begins)
    ]:
        pytest.skip(f"the golden pages are those of other versions than {', '.join(other)}: {_MADE_WITH}")
    golden(f"{name}.pdf.text", as_text(shown))


class Said(HTMLParser):
    """The texts of a page for browsers, each without its blanks; not those of its filters, links and scripts."""

    _NOT_PART = ("style", "script", "form", "nav", "fieldset", "title")
    _WITHIN_A_LINE = ("wbr", "mark", "br")

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open = ""
        self._skipped = 0
        self.feed(page.decode())
        self._end()

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self._skipped += tag in self._NOT_PART
        self._end(tag)

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= tag in self._NOT_PART
        self._end(tag)

    def handle_data(self, data: str) -> None:
        self._open += "" if self._skipped else data

    def _end(self, tag: str = "") -> None:
        if tag not in self._WITHIN_A_LINE:
            self.found.append(re.sub(r"\s+", "", self._open).lower())
            self._open = ""


# What leads elsewhere on a page, opens and closes it, or heads a column that the paper has not.
_OF_A_SCREEN = re.compile(
    r"skiptothereport|in[\w/.-]+\.yaml|\w+of[\w-]+|toaskof[\w-]+|notsharedof[\w-]+|\d+findings?inwhatisblockedwithit"
    r"|where,andwhyitisasked|\d+requirements?,standardbystandard|inputorstandard|kind,partner,system|sha-256|further"
    r"|whatthereportwasmadefrom,bysha-256|eachpair|allthatwascompared,withwhatitcameto\.whatisopenhereisprintedtoo\."
)


@needs_typst
@pytest.mark.parametrize("name", REPORTS)
def test_everything_that_the_page_for_browsers_says_is_there(name: str) -> None:
    page = formats.render("html", REPORTS[name])
    assert isinstance(page, bytes)
    on_paper = Pdf(made(name)).solid.lower()
    said = Said(page).found
    assert len(said) > 40
    assert [each for each in said if each not in on_paper and not _OF_A_SCREEN.fullmatch(each)] == []


# ── what stands there ────────────────────────────────────────────────────────────────────────────────────


@needs_typst
def test_the_verdict_is_on_the_first_page_and_every_page_has_its_number() -> None:
    shown = Pdf(made("compare-many"))
    assert "QVA ↔ QNR" in shown.pages[0]
    assert "BLOCKED" in shown.pages[0]
    assert "1 blocker · 1 major · 1 minor · 3 to ask" in shown.pages[0]
    assert "The answer is incomplete" in shown.pages[0]
    for number, page in enumerate(shown.pages, 1):
        assert f"Page {number} of {len(shown.pages)}" in page


@needs_typst
def test_every_finding_question_and_remedy_is_there() -> None:
    shown = Pdf(made("compare-many"))
    for finding in MANY_FINDINGS.findings:
        for text in (finding.because, finding.remedy, finding.fingerprint, finding.rule):
            assert re.sub(r"\s+", "", text) in shown.solid
    for said in (
        "profiles/qva/communications.yaml:14:15",
        "Alsoblockedwithit",
        "1findinginwhatisblockedwith1",
        "Alsoat1furtherplace:",
        'QVAcanadd"KY-99"to/exchanges/secure-voice/0/crypto(line14)',
        "ToQVA",
        "Nosmalleditoftheseofferswasfoundthatdoes.",
        "takentobeonexq-secret",
        "ToQNR",
        "a" * 64,
        "ForQVA",
        "Signature",
    ):
        assert said in shown.solid, said


@needs_typst
def test_bookmarks_tags_title_and_language() -> None:
    shown = Pdf(made("compare-many"))
    assert shown.bookmarks[0] == "QVA ↔ QNR"
    sections = ["Counts", "What must change", "What would unblock", "To ask", "Common ground", "Everything compared"]
    sections += ["What this rests on", "Decisions and signatures"]
    assert [each for each in shown.bookmarks if each in sections] == sections
    assert "Secure voice" in shown.bookmarks
    assert shown.root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in shown.root
    assert shown.root["/Lang"] == "en"
    assert shown.file.metadata.title == "QVA ↔ QNR: blocked · interop-check"
    assert "/CreationDate" not in shown.file.metadata


@needs_typst
@pytest.mark.parametrize("name", ["compare-many", "validate-many"])
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    assert formats.render("pdf", REPORTS[name]) == made(name)


@needs_typst
@pytest.mark.parametrize("report", [NO_FINDING, ONE_FINDING, NOTHING], ids=["none", "one", "nothing"])
def test_little_to_say_is_a_whole_document(report: Report) -> None:
    shown = Pdf(formats.render("pdf", report))
    assert "What this rests on" in shown.bookmarks
    assert "Decisions and signatures" in shown.pages[-1]


@needs_typst
def test_a_scorecard_requirement_by_requirement() -> None:
    shown = Pdf(formats.render("pdf", SCORES))
    for said in (
        "Baselines",
        "1of2standards",
        "XMPPpresence",
        "missing",
        "ietf-rfc6121",
        "DRAFT",
        "Profilesof",
    ):
        assert said in shown.solid or said in shown.text, said
    assert "VALID, NOT MET" in shown.pages[0]


@needs_typst
def test_what_is_waived_says_by_whom_and_until_when() -> None:
    by = Waived("no crypto before March", "J. Doe", MANY_FINDINGS.date, "waivers.yaml", 3, "T-1")
    waived = ONE_FINDING.findings[0]._replace(waived=by)
    pair = ONE_FINDING.comparisons[0]
    exchanges = tuple(
        each._replace(findings=tuple(waived for _ in each.findings)) if each.findings else each
        for each in pair.exchanges
    )
    report = ONE_FINDING._replace(findings=(waived,), comparisons=(pair._replace(exchanges=exchanges),))
    shown = Pdf(formats.render("pdf", report))
    assert "Waived by J. Doe through 2026-11-22: no crypto before March (waivers.yaml:3; T-1)" in shown.text


@needs_typst
def test_several_comparisons_each_begin_a_page_behind_a_list_of_them() -> None:
    again = MANY_FINDINGS.comparisons[0]._replace(b="QST")
    shown = Pdf(formats.render("pdf", MANY_FINDINGS._replace(comparisons=(MANY_FINDINGS.comparisons[0], again))))
    assert shown.bookmarks[0] == "2 comparisons"
    starts = [number for number, page in enumerate(shown.pages) if "Does not work until something changes." in page]
    assert len(starts) == 2
    assert "QVA ↔ QST" in shown.pages[starts[1]]
    assert str(starts[1] + 1) in shown.pages[0]


@needs_typst
def test_one_against_several_has_its_tasks_by_who_acts_and_a_sheet_for_each() -> None:
    shown = Pdf(made("compare-several"))
    assert shown.bookmarks[0] == "QVA against QNR, QST"
    sections = ["Counts", "For us to do · QVA", "For them to do", "To ask", "QNR with QVA", "QST with QVA", "Agreed"]
    sections += ["QVA ↔ QNR", "QVA ↔ QST", "What this rests on"]
    assert [title for depth, title, _ in shown.outline if depth == 1] == sections
    on = {title: page for depth, title, page in shown.outline if depth == 1}
    for other in ("QNR", "QST"):
        sheet = shown.pages[on[f"{other} with QVA"] - 1]
        assert f"For {other}" in sheet
        assert "Signature" in sheet
    assert on["QST with QVA"] == on["QNR with QVA"] + 1
    assert "1 blocked" in shown.pages[0]
    assert AGAINST.tasks is not None
    for task in (*AGAINST.tasks.ours, *AGAINST.tasks.theirs, *AGAINST.tasks.questions):
        for finding in (*task.findings, *task.folded):
            assert finding.fingerprint in shown.solid


@needs_typst
def test_no_page_is_left_empty_where_nothing_is_agreed() -> None:
    assert AGAINST.tasks is not None
    shown = Pdf(formats.render("pdf", AGAINST._replace(tasks=AGAINST.tasks._replace(agreed=()))))
    assert "Agreed" not in [title for depth, title, _ in shown.outline if depth == 1]
    assert len(shown.pages) == len(Pdf(made("compare-several")).pages) - 1


@needs_typst
@pytest.mark.parametrize("name", REPORTS)
def test_a_page_prints_whole_on_a4_and_on_letter(name: str) -> None:
    for page in Pdf(made(name)).file.pages:
        assert 594 < page.mediabox.width <= 595.28  # A4: 595.28 by 841.89 points (ISO 216)
        assert 790 < page.mediabox.height <= 792  # Letter: 612 by 792 points (ANSI Y14.1)


@needs_typst
@pytest.mark.parametrize("name", ["compare-one", "compare-several", "validate-scores"])
@pytest.mark.parametrize("many", [30, 100])  # cards of about a page, and longer ones
def test_nothing_long_leaves_the_page(name: str, many: int) -> None:
    data = formats.render("pdf", poisoned(REPORTS[name], "W" * many))
    for x, y, width in Pdf(data).begins:
        assert 35 < x < width - 35
        assert y > 10


# ── hostile text ─────────────────────────────────────────────────────────────────────────────────────────


@needs_typst
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_made_of_hostile_texts_is_inert(name: str) -> None:
    data = formats.render("pdf", poisoned(REPORTS[name]))
    assert isinstance(data, bytes)
    shown = Pdf(data)
    assert not _UNSAFE.search(shown.raw)
    structure = re.sub(rb"(?s)\bstream\b.*?\bendstream\b", b"", data)  # what is packed may hold any bytes
    assert not re.search(rb"/(?:JavaScript|JS|Launch|URI|EmbeddedFile|OpenAction|SubmitForm)\b", structure)


@needs_typst
@pytest.mark.parametrize("name", ["compare-many", "validate-many"])
def test_markup_is_shown_as_itself(name: str) -> None:
    data = formats.render("pdf", poisoned(REPORTS[name], MARKUP))
    shown = Pdf(data)
    assert re.sub(r"\s+", "", MARKUP) in shown.solid
    assert isinstance(data, bytes)
    assert b"/URI" not in data


@needs_typst
@pytest.mark.parametrize("text", ["x" * 5000, "word " * 1000, "", "\U0001f6e1\ufe0f", "海軍 العربية"])
def test_no_text_keeps_the_pages_from_being_made(text: str) -> None:
    shown = formats.render("pdf", poisoned(ONE_FINDING, text))
    assert isinstance(shown, bytes)
    assert shown.startswith(b"%PDF-1.7")


@needs_typst
def test_what_no_font_has_is_written_out() -> None:
    unheard_of = "\U0001e2c0"  # a letter of Wancho (https://www.unicode.org/charts/PDF/U1E2C0.pdf)
    assert "\\U0001e2c0" in Pdf(formats.render("pdf", poisoned(ONE_FINDING, unheard_of))).solid


def test_very_long_texts_are_cut() -> None:
    found = str(pages(poisoned(ONE_FINDING, "x" * 5000)))
    assert "x" * 1501 not in found


# ── where there can be none ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def without_typst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interop_check.formats.pdf._installed", lambda: False)


@pytest.mark.usefixtures("without_typst")
@pytest.mark.parametrize("asked", [["-f", "pdf"], ["-o", "pdf=r.pdf"], ["-o", "r.pdf"]])
def test_without_the_extra_nothing_is_judged_or_written(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("interop_check.comparison.compare", None)  # would raise, if it were called
    assert run([*COMPARE, *asked, "-o", "json=r.json"]) == 2
    option = "--format" if asked[0] == "-f" else "-o"
    assert capfd.readouterr() == ("", f"interop-check: {option}: {MISSING}\n")
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("without_typst")
def test_the_library_says_the_same() -> None:
    with pytest.raises(CannotShow, match="pip install"):
        formats.render("pdf", NO_FINDING)


@needs_typst
def test_no_pdf_goes_to_a_terminal(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert run([*COMPARE, "-f", "pdf"]) == 2
    assert "write it to a file, as in -o pdf=report.pdf" in capfd.readouterr().err


@needs_typst
def test_two_sample_partners(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    target = tmp_path / "r.pdf"
    assert run([*COMPARE, "-f", "pdf", "-o", f"pdf={target}"]) == 1
    shown = target.read_bytes()
    assert capfdbinary.readouterr().out == shown
    assert len(shown) < 1_000_000
    assert shown.startswith(b"%PDF-1.7")
