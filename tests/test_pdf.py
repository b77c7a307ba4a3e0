"""The pages as PDF: what stands on them, that nothing in them is obeyed, and what is said where there can be none."""

from __future__ import annotations

import io
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from test_formats import _UNSAFE, MANY_FINDINGS, NO_FINDING, NOTHING, ONE_FINDING, REPORTS, poisoned
from test_html import SCORES

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
        def titles(entries: Any) -> Any:
            for each in entries:
                if isinstance(each, list):
                    yield from titles(each)
                else:
                    yield each.title

        return list(titles(self.file.outline))


needs_typst = pytest.mark.skipif(bool(formats.obstacle("pdf")), reason=formats.obstacle("pdf"))


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


# ── hostile text ─────────────────────────────────────────────────────────────────────────────────────────


@needs_typst
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_made_of_hostile_texts_is_inert(name: str) -> None:
    data = formats.render("pdf", poisoned(REPORTS[name]))
    assert isinstance(data, bytes)
    shown = Pdf(data)
    assert not _UNSAFE.search(shown.raw)
    assert not re.search(rb"/(?:JavaScript|JS|Launch|URI|EmbeddedFile|OpenAction|SubmitForm)\b", data)


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
