"""The reference: every link leads somewhere, what it counts is what there is, and it says what `explain` says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from interop_check import load_standards
from interop_check.cli.app import run
from interop_check.reference import figures, pages
from interop_check.reference.markdown import code, escaped, table
from interop_check.standards import Standards

ROOT = Path(__file__).parent.parent
NASTY = "a|b](x) <script> *x* `y` # \u202e\n- z"

# A schema of somebody's own whose every text would be markup.
OWN: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "x-interop": {"kind": "odd", "version": "1.0", "title": NASTY},
    "description": NASTY,
    "properties": {
        "exchanges": {
            "properties": {
                "one": {
                    "type": "array",
                    "x-interop": {
                        "exchange": {"title": NASTY, "description": NASTY, "depends": ["two", "communications/voice"]}
                    },
                    "items": {
                        "properties": {
                            "a | b": {
                                "title": NASTY,
                                "description": NASTY,
                                "enum": [NASTY, "|", 1],
                                "x-interop": {
                                    "match": {
                                        "relation": "equal",
                                        "id": "a-b",
                                        "because": NASTY,
                                        "remedy": NASTY,
                                        "source": NASTY,
                                        "example": {"breaks": {"a": NASTY, "b": "|"}, "holds": {"a": 1, "b": 1}},
                                    }
                                },
                            }
                        }
                    },
                },
                "two": {
                    "x-interop": {"exchange": {"mode": "flow"}},
                    "properties": {
                        "provides": {"items": {"properties": {"deep": {"properties": {"in": {"type": "integer"}}}}}},
                        "accepts": {"items": {"$ref": "#/$defs/loop"}},
                    },
                },
            }
        }
    },
    "$defs": {"loop": {"properties": {"again": {"$ref": "#/$defs/loop"}}}},
}
CATALOGUE = {
    "standards": {
        "odd (family) #1": {
            "title": NASTY,
            "publisher": NASTY,
            "aliases": ["O|D"],
            "editions": {
                "odd#1 (a)": {"edition": "1", "lifecycle": "current"},
                "odd%20<2>": {"edition": "2", "lifecycle": "candidate", "source": NASTY},
            },
        }
    },
    "pairs": [{"editions": ["odd#1 (a)", "odd%20<2>"], "together": "no", "source": NASTY, "confidence": "low"}],
}


@pytest.fixture(scope="module")
def standards(tmp_path_factory: pytest.TempPathFactory) -> Standards:
    folder = tmp_path_factory.mktemp("own")
    (folder / "catalogue").mkdir()
    (folder / "catalogue" / "odd.json").write_text(json.dumps(CATALOGUE), "utf-8")
    (folder / "odd.json").write_text(json.dumps(OWN), "utf-8")
    older = {**OWN, "x-interop": {**OWN["x-interop"], "version": "0.9"}, "$id": "https://example.org/odd/0.9"}
    (folder / "odd-0.9.json").write_text(json.dumps(older), "utf-8")
    return load_standards([folder])


@pytest.fixture(scope="module")
def texts(standards: Standards) -> dict[str, str]:
    return {page.path: page.text for page in pages(standards)}


_CODE = re.compile(r"(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)")


def _anchors(text: str) -> list[str]:
    return re.findall(r'<a id="([^"]*)"></a>', text)


def _links(text: str) -> list[str]:
    return re.findall(r"(?<!\\)\]\(([^)]*)\)", _CODE.sub("", text))


def test_no_link_is_dead(texts: dict[str, str]) -> None:
    anchors = {path: set(_anchors(text)) for path, text in texts.items()}
    dead = set()
    for path, text in texts.items():
        links = _links(text)
        assert links, path
        for target in links:
            page, _, fragment = target.partition("#")
            if page not in anchors or (fragment and unquote(fragment) not in anchors[page]):
                dead.add(f"{path}: {target}")
    assert not dead


def test_every_page_is_led_to(texts: dict[str, str]) -> None:
    reached, waiting = set(), ["index.md"]
    while waiting:
        if (here := waiting.pop()) not in reached:
            reached.add(here)
            waiting += [target.partition("#")[0] for target in _links(texts[here])]
    assert reached == set(texts)


def test_no_anchor_stands_twice_on_a_page(texts: dict[str, str]) -> None:
    for path, text in texts.items():
        anchors = _anchors(text)
        assert len(anchors) == len(set(anchors)), path


def test_texts_are_data(texts: dict[str, str]) -> None:
    for path, text in texts.items():
        prose = _CODE.sub("", text)
        assert "<script" not in prose.replace("\\<", ""), path
        assert "\u202e" not in text, path
        assert not re.search(r"(?<!\\)\*x(?<!\\)\*", prose), path
        rows = [line for line in text.splitlines() if line.startswith("|")]
        tables = [len(re.findall(r"(?<!\\)\|", line)) for line in rows]
        heads = [len(re.findall(r"(?<!\\)\|", line)) for line in rows if line.startswith("| ---")]
        assert set(tables) == set(heads), path


def test_a_markup_that_is_no_markup() -> None:
    assert escaped("1. `none`: *b* | c") == "1\\. `none`: \\*b\\* \\| c"
    assert escaped("- `a") == "\\- \\`a"
    assert code("a`b|c") == "``a`b\\|c``"
    assert [*table(("A", "B"), [("", "x")])] == ["| B |", "| --- |", "| x |", ""]


def test_the_figures_are_counted(standards: Standards, texts: dict[str, str]) -> None:
    """By hand, from the files: attributes, exchanges, rules and entries of the catalogue."""
    told = figures(standards)
    exchanges = rules = 0
    attributes = set()
    for name in standards.kinds:
        kind = standards.kinds[name][-1]
        for exchange in kind.exchanges.values():
            exchanges += 1
            for rule in exchange.rules:
                rules += rule.id != f"{name}/{exchange.id}/network"
                attributes.add((name, exchange.id, rule.path))
    attributes = {each for each in attributes if each[2] != ("network",)}
    assert (told["exchanges"], told["rules"], told["compared attributes"]) == (exchanges, rules, len(attributes))
    files = [*(ROOT / "schemas" / "catalogue").glob("*.json")]
    read = [json.loads(path.read_text("utf-8")) for path in files]
    editions = {id for each in read for family in each["standards"].values() for id in family.get("editions", {})}
    assert told["their editions"] == len(editions) + 2
    assert told["published standards"] == len({id for each in read for id in each["standards"]}) + 1
    for word, count in told.items():
        assert f"| {word} | {count} |" in texts["index.md"]


def test_the_shipped_standards_are_as_wide_as_they_must_be() -> None:
    told = figures(load_standards())
    assert told["compared attributes"] >= 120
    assert told["exchanges"] >= 35


def test_every_rule_says_what_explain_says(
    standards: Standards, texts: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    for kind in (versions[-1] for versions in standards.kinds.values()):
        text = texts[f"kind-{kind.name}.md"]
        for exchange in kind.exchanges.values():
            for rule in exchange.rules[1:]:
                if rule.short != "network":
                    assert f"- because: {escaped(rule.because)}\n" in text, rule.id
                    assert f"- remedy: {escaped(rule.remedy)}\n" in text, rule.id
    assert run(["explain", "communications/voice/codecs"]) == 0
    explained = " ".join(capfd.readouterr().out.split())
    assert "breaks" in explained
    assert "holds" in explained


def test_baselines_have_pages(standards: Standards, texts: dict[str, str]) -> None:
    for name, baseline in standards.baselines.items():
        text = texts[f"baseline-{name}.md"]
        assert all(f'<a id="{each.id}"></a>' in text for each in baseline.requirements)
        assert ("draft" in text) == baseline.draft


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_writes_them(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "new" / "docs"
    target.mkdir(parents=True)
    (target / "mine.md").write_text("mine", "utf-8")
    assert run(["standards", "docs", "--to", str(target)]) == 0
    assert "pages, beginning at" in capfd.readouterr().out
    first = {path.name: path.read_bytes() for path in target.iterdir()}
    assert first.pop("mine.md") == b"mine"
    assert first == {page.path: page.text.encode() for page in pages(load_standards())}
    assert run(["standards", "docs", "--to", str(target)]) == 0
    assert {path.name: path.read_bytes() for path in target.iterdir()} == {**first, "mine.md": b"mine"}


def test_the_command_makes_the_folder_and_spares_files(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["standards", "docs", "--to", str(tmp_path / "a" / "b")]) == 0
    assert (tmp_path / "a" / "b" / "index.md").is_file()
    file = tmp_path / "file"
    file.write_text("mine", "utf-8")
    for path in (file, file / "below"):
        assert run(["standards", "docs", "--to", str(path)]) == 2
        assert "is a file" in capfd.readouterr().err
    assert file.read_text("utf-8") == "mine"
    (tmp_path / "c" / "index.md").mkdir(parents=True)
    assert run(["standards", "docs", "--to", str(tmp_path / "c")]) == 2
    assert [*(tmp_path / "c").iterdir()] == [tmp_path / "c" / "index.md"]
