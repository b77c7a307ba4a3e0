"""A starter of any kind is valid at once, answers nothing, and every example in it can be uncommented."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from generated import World, schemas_of, standards_of, worlds
from hypothesis import HealthCheck, given, settings

from interop_check import load_standards
from interop_check.cli.app import run
from interop_check.reference import pages
from interop_check.standards import Standards
from interop_check.starters import Wanted, starter

SHIPPED = ("communications", "data-sharing", "command-system", "partner")

# What a schema may look like that is nobody's house style.
OWN: dict[str, Any] = {
    "odd": {
        "required": ["kind", "links", "owner", "grade"],
        "properties": {
            "kind": {"const": "odd"},
            "owner": {"type": "string", "pattern": "^[A-Z]{3,}$", "title": "Owner\nof it"},
            "grade": {"type": "integer", "minimum": 7},
            "notes": {
                "type": "object",
                "properties": {"since": {"type": "string", "format": "date", "title": "Since"}},
            },
            "links": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "closed": {
                        "type": "array",
                        "minItems": 1,
                        "x-interop": {"exchange": {"title": "Closed: # 'odd'"}},
                        "items": {
                            "type": "object",
                            "required": ["mode", "id"],
                            "additionalProperties": False,
                            "properties": {
                                "id": {"type": "string", "title": "Id"},
                                "mode": {"enum": ["no", "12:30", "\u202e", "010"], "title": "Mode"},
                                "either": {"const": 1, "title": "Either"},
                                "or": {"const": None, "title": "Or"},
                                "odd: key": {"type": "boolean"},
                                "ranges": {
                                    "type": "array",
                                    "minItems": 2,
                                    "items": {"type": "integer"},
                                    "uniqueItems": True,
                                    "x-interop": {"match": {"relation": "overlap"}},
                                },
                            },
                            "not": {"required": ["either", "ranges"]},
                        },
                    },
                    "one": {
                        "type": "object",
                        "required": ["a"],
                        "x-interop": {"exchange": {"title": "One offer, no list"}},
                        "properties": {"a": {"type": "object", "properties": {"b": {"const": "x", "title": "B"}}}},
                    },
                    "both": {
                        "type": "object",
                        "required": ["provides", "accepts"],
                        "x-interop": {"exchange": {"mode": "flow"}},
                        "properties": {
                            "provides": {
                                "type": "array",
                                "items": {"required": ["p"], "properties": {"p": {"enum": [1]}}},
                            },
                            "accepts": {
                                "type": "array",
                                "items": {"required": ["q"], "properties": {"q": {"enum": [2]}}},
                            },
                        },
                    },
                },
            },
            "sites": {
                "additionalProperties": {
                    "properties": {
                        "radio": {
                            "type": "array",
                            "x-interop": {"exchange": {"id": "site-radio", "title": "Radio of a site"}},
                            "items": {"properties": {"v": {"type": "string", "title": "V"}}, "required": ["v"]},
                        }
                    }
                }
            },
            "keyed": {
                "type": "object",
                "patternProperties": {
                    "^[A-Z]+$": {
                        "type": "array",
                        "x-interop": {"exchange": {"id": "any", "title": "Any name"}},
                        "items": {"properties": {"v": {"type": "string", "title": "V"}}, "required": ["v"]},
                    }
                },
            },
        },
    },
    "bare": {"properties": {"kind": True}},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own")
    for name, schema in OWN.items():
        whole = {"x-interop": {"kind": name, "version": "1.0", "title": name.title()}, **schema}
        (path / f"{name}.json").write_text(json.dumps(whole), "utf-8")
    return path


@pytest.fixture(scope="module")
def standards(folder: Path) -> Standards:
    return load_standards([folder])


KINDS = (*SHIPPED, *OWN)


def started(standards: Standards, name: str, baseline: str | None = None) -> str:
    kind = standards.kind(name)
    assert kind
    return starter(kind, Wanted(schema=kind.path), standards.baselines[baseline] if baseline else None)


def unshut(text: str) -> Iterator[str]:
    """The starter with every key of a name of one's own in the place of nothing."""
    inside = ""
    for line in text.splitlines():
        if match := re.fullmatch(r"( *)(\S.*): \{\}  # names of your own.*", line):
            inside = f"{match[1]}  # "
            yield f"{match[1]}{match[2]}:"
        elif inside and line.startswith(inside):
            yield line.replace("# ", "", 1)
        else:
            inside = inside if not line else ""
            yield re.sub(r"^( *)# (\S+: unknown)$", r"\1\2", line)


def uncommented(text: str) -> Iterator[str]:
    """The starter with every example in the place of its `unknown`."""
    inside = ""
    for line in unshut(text):
        if match := re.fullmatch(r"( *)(\S.*): unknown", line):
            inside = f"{match[1]}  "
            yield f"{match[1]}{match[2]}:"
        elif inside and re.match(rf"{inside}# |{inside[:-2]}#   # ", line):
            yield line.replace("# ", "", 1 if line.startswith(inside) else 2)
        else:
            inside = ""
            yield line


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("reading", [str, lambda text: "\n".join(uncommented(text))], ids=["as-made", "uncommented"])
def test_it_is_valid(
    name: str, reading: Any, standards: Standards, folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "started.yaml"
    path.write_text(reading(started(standards, name)), "utf-8")
    status = run(["validate", str(path), "--schemas", str(folder), "--fail-on", "minor"])
    out = capfd.readouterr().out
    assert status == 0, f"{out}\n{path.read_text('utf-8')}"
    assert "1 profile: 1 valid, 0 not" in out


@pytest.mark.parametrize("name", KINDS)
def test_every_exchange_is_there_and_unanswered(name: str, standards: Standards) -> None:
    kind = standards.kind(name)
    assert kind
    text = started(standards, name)
    found = {each.id: each.value for each in kind.locate(yaml.safe_load(text))}
    assert found == {id: "unknown" for id, exchange in kind.exchanges.items() if not exchange.keyed}
    assert text.startswith(f"# yaml-language-server: $schema={kind.path}\n")
    assert not kind.exchanges or f"# 0 of {len(found)} exchange" in text


@pytest.mark.parametrize("name", KINDS)
def test_uncommented_every_exchange_has_offers(name: str, standards: Standards) -> None:
    kind = standards.kind(name)
    assert kind
    value = yaml.safe_load("\n".join(uncommented(started(standards, name))))
    found = {each.id for each in kind.locate(value) if [*kind.offers(each)]}
    assert found == {id for id, exchange in kind.exchanges.items() if not exchange.keyed} | (
        {each.id for each in kind.locate(value)}
    )


def test_what_does_not_go_together_is_named(standards: Standards) -> None:
    assert "Also possible, but not beside these: or, ranges." in started(standards, "odd")


@pytest.mark.parametrize("name", KINDS)
def test_the_same_twice_and_no_line_ends_in_a_blank(name: str, standards: Standards) -> None:
    text = started(standards, name)
    assert text == started(standards, name)
    assert not [line for line in text.splitlines() if line != line.rstrip() or "\u202e" in line]


def test_baselines_are_claimed_in_comments(
    standards: Standards, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("interop_check.standards.baselines")
    assert run(["init", "--kind", "communications", "--from", "nothing-like-it"]) == 2
    assert "--from: 'nothing-like-it' is no" in capfd.readouterr().err
    for name, baseline in standards.baselines.items():
        text = started(standards, "communications", name)
        value = yaml.safe_load(text)
        assert "claims" not in value
        start = text.index("# What this partner claims of ")
        there, rest = text[:start], text[start:]
        claims, _, rest = rest.partition("\nexchanges:")
        plain = re.sub(r"^# (?=  \S|(claims|implements|conditions):$)", "", claims, flags=re.M)
        path = tmp_path / f"{name}.yaml"
        path.write_text(f"{there}{plain}\nexchanges:{rest}", "utf-8")
        claimed = yaml.safe_load(path.read_text("utf-8"))["claims"]
        assert set(claimed) == {f"{name}/{each.profile}" for each in baseline.requirements if each.profile}
        assert run(["validate", str(path)]) == 0, capfd.readouterr().out


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_any_schema_has_a_valid_starter_and_a_reference(world: World) -> None:
    found = standards_of(schemas_of(world))
    for kind in (kind for name in found.kinds.keys() - set(SHIPPED) for kind in found.kinds[name]):
        text = starter(kind, Wanted())
        for each in (text, "\n".join(uncommented(text))):
            value = yaml.safe_load(each)
            assert kind.schema.holds(kind.view(value)), each
    assert {"index.md", "catalogue.md"} < {page.path for page in pages(found)}


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "--kind", "communications", "--partner", "QNR", "--system", "radio-room"]) == 0
    out = capfd.readouterr().out
    assert "\npartner: QNR" in out
    assert "\nsystem: radio-room" in out
    for arguments, said in {
        ("--kind", "comunications"): "did you mean 'communications'",
        ("--kind", "communications/9.9"): "there is no version '9.9'",
        ("--kind", "communications", "--partner", "a b"): "--partner: 'a b' is no id",
    }.items():
        assert run(["init", *arguments]) == 2
        assert said in capfd.readouterr().err


def test_the_schema_is_named_as_an_editor_finds_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder.parent)
    own = ("--schemas", folder.name)
    for at, path in {"x.yaml": f"{folder.name}/odd.json", "a/b/x.yaml": f"../../{folder.name}/odd.json"}.items():
        assert run(["init", "--kind", "odd", "--at", at, *own]) == 0
        assert capfd.readouterr().out.startswith(f"# yaml-language-server: $schema={path}\n")
    assert run(["init", "--kind", "odd/1.0", *own]) == 0
    assert "\nkind: odd/1.0\n" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("exchanges", "said"),
    [
        ("", "0 of {all} exchanges answered; {all} not said"),
        ("voice: unknown, email: none", "1 of {all} exchanges answered (1 none); 1 unknown, {rest} not said"),
        ("voice: [], email: {provides: [{protocol: SMTP}]}", "2 of {all} exchanges answered (1 with offers, 1 none);"),
    ],
)
def test_validate_says_how_much_is_answered(
    exchanges: str, said: str, standards: Standards, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    kind = standards.kind("communications")
    assert kind
    path = tmp_path / "x.yaml"
    path.write_text(f"kind: communications\npartner: QVA\nsystem: s\nexchanges: {{{exchanges}}}\n", "utf-8")
    number = len(kind.exchanges)
    assert run(["validate", str(path)]) == 0
    assert said.format(all=number, rest=number - 2) in " ".join(capfd.readouterr().out.split())
    for more in "abc":
        (tmp_path / f"{more}.yaml").write_bytes(path.read_bytes().replace(b"QVA", more.encode()))
    assert run(["validate", str(tmp_path)]) == 0
    assert "answered" not in capfd.readouterr().out
