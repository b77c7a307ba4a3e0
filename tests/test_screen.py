"""What only a terminal shows: links, two sources beside each other, a bar while the work takes long."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_formats import HOSTILE, MANY_FINDINGS, NOT_VALID, REPORTS, VOICE, compared, poisoned, text

from interop_check.cli import progress, writing
from interop_check.formats._text.comparing import shortened
from interop_check.report import Place, Verdict

LINK = re.compile("\x1b]8;;([^\x1b\x07]*)\x1b\\\\")

# ── links ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("options", [{}, {"colour": True}, {"width": 140}, {"ascii": True}, {"verbose": True}])
def test_links_change_no_text(name: str, options: dict[str, Any]) -> None:
    linked = text(REPORTS[name], base="/work", **options)
    assert [LINK.sub("", line) for line in linked] == text(REPORTS[name], **options)


def test_a_place_is_a_link_to_its_file() -> None:
    shown = "\n".join(text(MANY_FINDINGS, base="/my work"))
    start, end = "\x1b]8;;file:///my%20work/profiles/qva/communications.yaml\x1b\\", "\x1b]8;;\x1b\\"
    assert f"  --> {start}profiles/qva/communications.yaml:14:15{end} (QVA)" in shown
    assert f"({start}profiles/qva/communications.yaml:14{end})" in shown


def test_every_link_is_ended_and_is_printable_ascii() -> None:
    for name in REPORTS:
        for report in (REPORTS[name], poisoned(REPORTS[name]), poisoned(REPORTS[name], "a b/ü\x07.yaml")):
            found = LINK.findall("\n".join(text(report, base="/work")))
            assert found[1::2] == [""] * (len(found) // 2)
            assert all(re.fullmatch("file:///[!-~]+", each) for each in found[::2])


def test_what_is_no_file_is_no_link() -> None:
    stdin = VOICE._replace(places=(Place("<stdin>", line=3), Place(HOSTILE, line=4)), mends=(), detail=())
    assert not LINK.search("\n".join(text(compared(Verdict.BLOCKED, (stdin,)), base="/work")))
    assert not LINK.search("\n".join(text(NOT_VALID, base="no/absolute/folder")))


# ── two sources beside each other ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("width", "beside"), [(80, False), (119, False), (120, True), (200, True)])
def test_two_sources_stand_beside_each_other_where_there_is_room(width: int, beside: bool) -> None:
    lines = text(MANY_FINDINGS, width=width)
    both = [line for line in lines if "crypto: [KY-58]" in line and "crypto: [KY-99]" in line and "|" in line]
    assert bool(both) is beside
    assert all(len(line) <= width for line in lines)
    heads = [line for line in lines if line.count("  --> ") == 2]
    assert bool(heads) is beside


def test_a_long_path_stays_whole_above_its_source() -> None:
    path = f"{'very-long-folder/' * 5}communications.yaml"
    places = tuple(place._replace(path=path) for place in VOICE.places)
    lines = text(compared(Verdict.BLOCKED, (VOICE._replace(places=places),)), width=120)
    assert f"  --> {path}:14:15 (QVA)" in lines
    assert f"  --> {path}:22:15 (QNR)" in lines
    assert any("[KY-58]" in line and "[KY-99]" in line and line.count("|") == 2 for line in lines)


def test_carets_stand_under_their_tokens_on_both_sides() -> None:
    lines = text(MANY_FINDINGS, width=130)
    above = next(index for index, line in enumerate(lines) if "crypto: [KY-58]" in line and "|" in line)
    for token in ("[KY-58]", "[KY-99]"):
        start = lines[above].index(token)
        assert lines[above + 1][start - 1 : start + len(token) + 1].strip() == "^" * len(token)


# ── a bar ────────────────────────────────────────────────────────────────────────────────────────────────


class Terminal(io.StringIO):
    """A stream that a person looks at."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def clock(*seconds: float) -> Callable[[], float]:
    times = iter(seconds)
    return lambda: next(times)


def test_a_bar_comes_after_half_a_second_and_is_gone_at_the_end() -> None:
    stream = Terminal()
    things = progress.counted("abcd", "reading profiles", progress.Bar(stream, 60, clock(0, 0.1, 0.4, 0.6, 0.65)))
    assert [next(things) for _ in range(3)] == ["a", "b", "c"]
    assert stream.getvalue() == "\rreading profiles  ███████████████░░░░░░░░░░░░░░░  2 of 4\x1b[K"
    assert list(things) == ["d"]
    assert stream.getvalue().endswith("2 of 4\x1b[K\r\x1b[K")


def test_a_bar_is_gone_too_where_the_work_fails() -> None:
    stream = Terminal()
    for _ in (things := progress.counted("ab", "reading", progress.Bar(stream, 60, clock(0, 1, 2)))):
        break
    things.close()  # type: ignore[attr-defined]
    assert stream.getvalue().endswith("\r\x1b[K")


def test_short_work_writes_nothing() -> None:
    stream = Terminal()
    assert list(progress.counted("abc", "reading", progress.Bar(stream, 60, clock(0, 0, 0.1, 0.2)))) == ["a", "b", "c"]
    assert stream.getvalue() == ""


@pytest.mark.parametrize("width", [1, 10, 20, 40, 80, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_bar_is_narrower_than_the_terminal(width: int, encoding: str) -> None:
    stream = Terminal()
    stream.encoding = encoding  # type: ignore[misc]
    list(progress.counted(range(1000), "comparing pairs", progress.Bar(stream, width, clock(*range(2000)))))
    shown = re.split("\r|\x1b\\[K", stream.getvalue())
    assert max(map(len, shown)) < max(width, 2)
    stream.getvalue().encode(encoding)


@pytest.mark.parametrize(
    ("terminal", "environment", "seen"),
    [(True, {}, True), (False, {}, False), (True, {"TERM": "dumb"}, False), (True, {"CI": "true"}, False)],
)
def test_only_a_person_is_shown_a_bar(
    terminal: bool, environment: dict[str, str], seen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"CI": "", "TERM": "xterm", **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stderr", Terminal() if terminal else io.StringIO())
    things = [1, 2, 3]
    assert (writing.watched(things, "reading") is not things) is seen
    assert list(writing.watched(things, "reading")) == things


def test_work_that_counts_itself_is_shown_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"CI": "", "TERM": "xterm", "COLUMNS": "60"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    monkeypatch.setattr(sys, "stderr", stream := Terminal())
    with writing.watching() as bar:
        bar("tried", 0, 0)
        assert "tried" in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[K")
    monkeypatch.setattr(sys, "stderr", nobody := io.StringIO())
    with writing.watching() as bar:
        bar("tried", 1, 2)
    assert not nobody.getvalue()


def test_nothing_is_loaded_for_a_bar_that_nobody_sees(tmp_path: Path) -> None:
    code = (
        "import sys; from interop_check.cli.starting import start; start(['validate', '.']); "
        "print({'interop_check.cli.progress', 'interop_check.formats._links', 'rich'} & set(sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": Path(__file__).parent.parent.as_posix()}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, env=environment, check=True
    )
    assert done.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize(
    ("locale", "plain"),
    [
        ({"LC_ALL": "C"}, True),
        ({"LANG": "POSIX"}, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),  # as Python leaves it
        ({"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}, False),
        ({"LANG": "C", "LC_ALL": "C.UTF-8"}, False),
        ({"LANG": "de_DE.UTF-8"}, False),
        ({}, False),
    ],
)
def test_a_terminal_whose_locale_is_c_is_written_in_ascii(
    locale: dict[str, str], plain: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in locale.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert writing.options_for_screen(False).ascii is plain
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "utf-8"))
    assert not writing.options_for_screen(False).ascii


@pytest.mark.parametrize(("term", "linked"), [("xterm-256color", True), ("dumb", False), ("linux", False)])
def test_only_a_terminal_that_can_follow_links_is_shown_some(
    term: str, linked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert (writing.options_for_screen(False).base is not None) is linked
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert writing.options_for_screen(False).base is None


@pytest.mark.parametrize(
    ("text", "longest", "shown"),
    [
        ("says one, two", 20, "says one, two"),
        ("says something longer", 12, "says …"),  # no part of a word
        ('says "2.1"; then', 11, 'says "2.1"…'),  # a value that ends there is told
        ("says nato-atdlp-5.16-ed.b-v1", 20, "says nato-atdlp-5.1…"),  # of a long one, what there is room for
    ],
)
def test_a_cut_row_keeps_values(text: str, longest: int, shown: str) -> None:
    assert shortened(text, longest) == shown
