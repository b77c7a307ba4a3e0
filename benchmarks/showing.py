"""Reports in a terminal and on paper, against what others would make of them."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from interop_check import compare, formats, load_partners, load_standards
from interop_check.formats import Options
from interop_check.overview import NO_PAIR, Matrix
from interop_check.report import Report, Verdict
from interop_check.reporting import comparison_report
from interop_check.tasks import tasks

from .generated import DAY, partners
from .peers import Peers, missing
from .rows import Row
from .timing import ROOT, apart, call, in_turns, output

MANY = 60  # partners from which on a target is set


def grid(count: int, rounds: int) -> Row:
    """The matrix of `count` partners as text, against a Table of rich with the same cells."""
    from interop_check.matrix import matrix

    standards = load_standards()
    among = partners(standards, count, distinct=False)
    found = matrix(among, standards, DAY, Report("matrix", DAY, None))
    width = 12 * (count + 1)
    ours, theirs = _text(found, width), _table(found, width)
    assert all(code in ours and code in theirs for code in among), "both show all partners"  # noqa: S101
    turns = in_turns(call(lambda: _text(found, width)), call(lambda: _table(found, width)), rounds)
    return turns.row(
        f"matrix of {count} partners as text", "a Table of rich with the same cells", 0.15 if count >= MANY else None
    )


def _text(found: Matrix, width: int) -> str:
    shown = formats.render("text", found, Options(width=width))
    assert isinstance(shown, str)  # noqa: S101 - text is text
    return shown


def _table(found: Matrix, width: int) -> str:
    from rich.console import Console
    from rich.table import Table

    glyphs = {number: verdict.value[0] for number, verdict in enumerate(Verdict)}
    codes = [member.code for member in found.members]
    table = Table("", *codes)
    for code, verdicts, counts in zip(codes, found.verdicts, found.counts, strict=True):
        cells = ("·" if at == NO_PAIR else f"{glyphs[at]}{count}" for at, count in zip(verdicts, counts, strict=True))
        table.add_row(code, *cells)
    shown = StringIO()
    Console(file=shown, width=width).print(table)
    return shown.getvalue()


# ── on paper ─────────────────────────────────────────────────────────────────────────────────────────────

_WEASYPRINT = """
import sys, time, weasyprint
start = time.process_time()
weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2])
print(time.process_time() - start)
"""
REGIONAL, OURS = ROOT / "sample_systems" / "regional", ("QOR", "QPV", "QTS")
WHAT, AGAINST, TARGET = "PDF of about 20 pages", "weasyprint, of the HTML of the same report", 0.1


def pages(folder: Path, peers: Peers, rounds: int) -> Row:
    """A report as PDF, against weasyprint's PDF of its HTML: each in a fresh process, without their imports."""
    if (command := peers.command("weasyprint")) is None:
        return missing("weasyprint", WHAT, AGAINST, TARGET)
    python = Path(command).with_name("python")
    html = folder / "report.html"
    html.write_bytes(rendered("html"))

    def theirs() -> float:
        return float(output([str(python), "-c", _WEASYPRINT, str(html), str(folder / "theirs.pdf")]))

    return in_turns(lambda: apart(_pdf_seconds), theirs, rounds).row(WHAT, AGAINST, TARGET)


def _pdf_seconds() -> float:
    report = _report()
    import typst  # its import is no part of the work

    del typst
    return call(lambda: formats.render("pdf", report))()


def rendered(name: str) -> bytes:
    shown = formats.render(name, _report())
    return shown if isinstance(shown, bytes) else shown.encode()


def _report() -> Report:
    standards = load_standards()
    there, _ = load_partners([str(REGIONAL)], standards)
    us, *others = (there[code] for code in OURS)
    comparisons = [compare(us, other, standards, DAY) for other in others]
    report = comparison_report(comparisons, [us, *others], [], standards, DAY)
    return report._replace(tasks=tasks(report))
