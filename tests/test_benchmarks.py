"""The benchmarks work, each in its smallest case; what the README quotes of them stands in their results."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

pytest.importorskip("resource", reason="processor seconds are told by Unix alone")

from benchmarks import __main__ as benchmarks
from benchmarks import rows, showing
from benchmarks.extents import TRIED
from benchmarks.peers import Peers
from benchmarks.rows import Row
from benchmarks.timing import process

ROOT = Path(__file__).parent.parent


@pytest.fixture
def without_peers(monkeypatch: pytest.MonkeyPatch) -> Peers:
    monkeypatch.setattr(Peers, "command", lambda *_: None)
    return Peers()


def test_everything_is_measured(without_peers: Peers) -> None:
    found = list(benchmarks.measured(TRIED, without_peers))
    assert len({(each.what, each.against) for each in found}) == len(found)
    assert all(each.ratio is not None for each in found if not each.theirs.endswith("is not installed"))
    assert [each.what for each in found if each.ratio is None] == [
        "`validate` of 1 profile", "`validate` of 2 profiles", "PDF of about 20 pages",
    ]  # fmt: skip
    text = benchmarks.results(found)
    assert text.count("\n| ") == len(found) + 2


def test_what_fails_takes_no_time() -> None:
    with pytest.raises(RuntimeError, match="ended with 3: no such thing"):
        process(["sh", "-c", "echo no such thing >&2; exit 3"])()


def test_the_report_on_paper_has_about_20_pages() -> None:
    pypdf = pytest.importorskip("pypdf", reason="no pypdf: pip install '.[test]'")
    assert 15 <= len(pypdf.PdfReader(io.BytesIO(showing.rendered("pdf"))).pages) <= 25


def test_a_row_says_whether_its_target_is_met() -> None:
    found = [
        Row("a", "b", 0.02094, 0.02, rows.seconds(0.0203), rows.seconds(9.97)),
        Row("a", "c", 8.06, 9, rows.seconds(95), rows.seconds(9000)),
        Row("a", "d", 1264.1, None, rows.mebibytes(12.4), rows.mebibytes(0.124)),
        Row("a", "e", None, 1, "–", "e is not installed"),
    ]
    assert list(rows.lines(found)) == [
        "| a | b | 0.021 | 0.02 | missed | 20 ms | 10.0 s |",
        "| a | c | 8.1 | 9 | met | 1.6 min | 2.5 h |",
        "| a | d | 1,300 | – |  | 12 MiB | 0.12 MiB |",
        "| a | e | – | 1 |  | – | e is not installed |",
    ]


def _quoted(readme: str) -> list[str]:
    return readme.partition(f"{rows.SHORT}\n")[2].partition("\n\n")[0].splitlines()


def test_what_the_readme_quotes_stands_in_the_results() -> None:
    found = {rows.quoted(line) for line in benchmarks.RESULTS.read_text(encoding="utf-8").splitlines()}
    quoted = _quoted(benchmarks.README.read_text(encoding="utf-8"))
    assert len(quoted) > 3
    assert set(quoted) <= found


def test_new_results_are_quoted_in_the_readme() -> None:
    row = Row("matrix", "pairs", 0.5, None, "1 s", "2 s")
    before = f"# How fast\n\n{rows.SHORT}\n| matrix | pairs | 0.9 |\n\nMore.\n"
    after = benchmarks.requoted(before, benchmarks.results([row]))
    assert after == before.replace("0.9", "0.5")


def test_the_results_name_no_folder() -> None:
    text = benchmarks.RESULTS.read_text(encoding="utf-8")
    assert str(ROOT) not in text
