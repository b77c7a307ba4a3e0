"""Every bad input, through the command line: the promised status, one clear message with its file and line."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from interop_check.cli.app import run

HEAD = "kind: communications\npartner: QVA\nsystem: qva\n"
GOOD = HEAD + "exchanges:\n  text-chat: none\n"

# What a file holds, the status that is promised, the id of its one finding, and its line.
FILES: dict[str, tuple[bytes, int, str, int]] = {
    "not YAML": (b"kind: [\n", 3, "yaml/syntax", 1),  # where the bracket opens
    "a tab that indents": (HEAD.encode() + b"exchanges:\n\ttext-chat: none\n", 3, "yaml/syntax", 5),
    "not UTF-8": ("kind: x\nname: Zo\xeb\n".encode("latin-1"), 3, "yaml/encoding", 2),
    "UTF-16 without its mark": ("kind: x\n".encode("utf-16-le"), 3, "yaml/control-character", 1),
    "NUL": (b"kind: x\na: b\x00c\n", 3, "yaml/control-character", 2),
    "a control character": (b"kind: x\na: b\x1bc\n", 3, "yaml/control-character", 2),
    "a lone surrogate": (b'kind: x\na: "\\ud800"\n', 3, "yaml/escape", 2),
    "empty": (b"", 3, "yaml/empty", 1),
    "comments only": (b"# nothing\n", 3, "yaml/empty", 1),
    "several documents": (b"a: 1\n---\nb: 2\n", 3, "yaml/several-documents", 2),
    "a list at the top": (b"- a\n- b\n", 3, "yaml/not-a-mapping", 1),
    "a scalar at the top": (b"just text\n", 3, "yaml/not-a-mapping", 1),
    "a duplicate key": (b"kind: x\nkind: y\n", 3, "yaml/duplicate-key", 2),
    "a key that is no text": (b"kind: x\n1: y\n", 3, "yaml/non-string-key", 2),
    "a tag": (b"kind: x\na: !!python/object:os.system {}\n", 3, "yaml/tag", 2),
    "a merge key": (b"kind: x\n<<: {a: 1}\n", 3, "yaml/merge-key", 2),
    "an alias": (b"kind: &a x\nb: *a\n", 3, "yaml/alias", 1),
    "a bomb of aliases": (b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", 3, "yaml/alias", 1),
    "300,000 brackets": (b"a: " + b"[" * 300_000, 3, "yaml/too-deep", 1),
    "an integer of 5,000 digits": (b"kind: x\na: " + b"9" * 5_000 + b"\n", 3, "yaml/number-too-long", 2),
    "NaN": (b"kind: x\na: .nan\n", 3, "yaml/not-finite", 2),
    "infinity": (b"kind: x\na: -.inf\n", 3, "yaml/not-finite", 2),
    "a number beyond all floats": (b"kind: x\na: 1e999\n", 3, "yaml/not-finite", 2),
    "beyond the size limit": (b"# " + b"x" * 5_000_000 + b"\n", 3, "yaml/too-large", 1),
    "an unknown kind": (b"kind: comunications\npartner: QVA\nsystem: s\n", 3, "content/unknown-kind", 1),
    "no kind": (b"partner: QVA\nsystem: s\n", 3, "content/unknown-kind", 1),
    "a missing key of the envelope": (b"kind: communications\nsystem: s\nexchanges: {}\n", 1, "schema/required", 1),
    "a misspelt key": (HEAD.encode() + b"netwrok: exq\nexchanges: {}\n", 1, "schema/", 4),
    "a value that is not allowed": (HEAD.encode() + b"state: broken\nexchanges: {}\n", 1, "schema/enum", 4),
    "a UTF-8 mark": (b"\xef\xbb\xbf" + GOOD.encode(), 0, "", 0),
    "UTF-16 with its mark": (GOOD.encode("utf-16"), 0, "", 0),
    "Windows line ends": (GOOD.replace("\n", "\r\n").encode(), 0, "", 0),
}


def _json(*arguments: str) -> tuple[int, dict[str, Any]]:
    """The status, and the one JSON document that standard output is."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out):
        status = run([*arguments, "-f", "json"])
    out.flush()
    return status, json.loads(out.buffer.getvalue())  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file(name: str, tmp_path: Path) -> None:
    data, status, rule, line = FILES[name]
    path = tmp_path / "profile.yaml"
    path.write_bytes(data)
    given, report = _json("validate", str(path))
    found = [finding for finding in report["findings"] if finding["severity"] != "info"]
    assert (given, len(found)) == (status, 1 if rule else 0)
    for finding in found:
        assert finding["rule"].startswith(rule)
        assert finding["message"]
        assert "\n" not in finding["message"]
        place = finding["places"][0]
        assert place["path"] == path.as_posix()
        assert place["line"] == line
        assert place["column"] >= 1


def test_both_places_of_a_duplicate_key(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("kind: x\nb: 1\nkind: y\n")
    _, report = _json("validate", str(tmp_path))
    assert sorted(place["line"] for place in report["findings"][0]["places"]) == [1, 3]


def test_the_nearest_kind_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("kind: comunications\npartner: QVA\nsystem: s\n")
    _, report = _json("validate", str(tmp_path))
    assert "'communications'" in report["findings"][0]["message"]


def test_a_folder_named_like_a_profile(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").mkdir()
    status, report = _json("validate", str(tmp_path / "x.yaml"))
    assert (status, report["findings"][0]["rule"]) == (3, "yaml/not-a-file")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files here")
def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.yaml")
    status, report = _json("validate", str(tmp_path))
    assert (status, report["findings"][0]["rule"]) == (3, "yaml/not-a-file")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(GOOD)
    (tmp_path / "x.yaml").chmod(0)
    status, report = _json("validate", str(tmp_path))
    assert (status, report["findings"][0]["rule"]) == (3, "yaml/unreadable")


@pytest.mark.skipif(sys.platform == "win32", reason="links want a privilege here")
def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "back").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "x.yaml").write_text(GOOD)
    status, report = _json("validate", str(tmp_path))
    assert (status, len(report["inputs"])) == (0, 1)


def test_one_exchange_in_two_documents_names_both(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.yaml").write_text(GOOD)
    status, report = _json("validate", str(tmp_path))
    (finding,) = report["findings"]
    assert (status, finding["rule"]) == (3, "content/declared-twice")
    assert [Path(place["path"]).name for place in finding["places"]] == ["a.yaml", "b.yaml"]


@pytest.mark.parametrize("seed", range(40))
def test_damaged_samples_never_make_a_fault(seed: int, tmp_path: Path) -> None:
    """Status 70 is a fault of ours: no bytes of a profile may cause it."""
    import random

    chance = random.Random(seed)  # noqa: S311 - no secret
    samples = sorted((Path(__file__).parent.parent / "sample_systems").rglob("*.yaml"))
    data = bytearray(chance.choice(samples).read_bytes())
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(data))
        data[at : at + chance.randrange(4)] = chance.choice(
            [b":", b"- ", b"\n", b"{", b"]", b'"', b"\t", b"\xff", b"&a", b""]
        )
    (tmp_path / "x.yaml").write_bytes(bytes(data))
    status, _ = _json("validate", str(tmp_path))
    assert status in (0, 1, 3)
