"""The shipped standards are sound, a set of schemas is closed, and the reference says what the program does."""

from __future__ import annotations

import datetime
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import interop_check
from interop_check import load_standards
from interop_check.relations import RELATIONS, Broken, Context, Holds, Who
from interop_check.standards import Missing, Rule, StandardError, check_standards, shipped_on_demand

ROOT = Path(__file__).parent.parent
STANDARDS = load_standards()


def _rules() -> Iterator[Rule]:
    for kinds in STANDARDS.kinds.values():
        for kind in kinds:
            for exchange in kind.exchanges.values():
                yield from (rule for rule in exchange.rules if rule.short != "network")


def test_every_shipped_schema_passes_the_check() -> None:
    assert check_standards([ROOT / "schemas"]) == ()


def test_a_copy_of_a_shipped_schema_is_that_schema(tmp_path: Path) -> None:
    copy = tmp_path / "schemas"
    shutil.copytree(ROOT / "schemas", copy)
    assert check_standards([copy / "communications.json"]) == ()
    assert check_standards([copy]) == ()
    assert load_standards([copy]).kinds.keys() == STANDARDS.kinds.keys()


def test_at_least_four_exchanges_in_each_of_the_three_standards() -> None:
    for kind in ("communications", "data-sharing", "command-system"):
        assert len(STANDARDS.kinds[kind][-1].exchanges) >= 4


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in _rules()])
@pytest.mark.parametrize("outcome", ["breaks", "holds"])
def test_every_example_does_what_it_says(rule: Rule, outcome: str) -> None:
    values = rule.example[outcome]
    if values.keys() != {"a", "b"}:
        assert rule.missing is (Missing.MISMATCH if outcome == "breaks" else Missing.IGNORE)
        return
    context = Context(
        datetime.date(2026, 11, 22), STANDARDS.catalogue, Who("QVA", frozenset()), Who("QNR", frozenset()), frozenset()
    )
    answer = rule.relation.function(values["a"], values["b"], rule.parameters, context)
    assert isinstance(answer, Broken if outcome == "breaks" else Holds), answer


# ── a closed set ─────────────────────────────────────────────────────────────────────────────────────────

_WATCHED = """
import sys
seen = []
watched = ("open", "socket.connect", "socket.getaddrinfo", "subprocess.Popen")
sys.addaudithook(lambda event, args: seen.append((event, str(args[:2]))) if event in watched else None)
from interop_check.standards import check_standards
refusals = check_standards([sys.argv[1]])
print(len(refusals), *(refusal.pointer for refusal in refusals))
print([each for each in seen if each[0] != "open" or "outside.json" in each[1] or "hostname" in each[1]])
"""


@pytest.mark.parametrize(
    "reference",
    [
        "http://127.0.0.1:9/schema.json",
        "https://json.schemastore.org/package.json",
        "file:///etc/hostname",
        "file:outside.json",
        "../outside.json",
        "../../../../../../etc/hostname",
        "/etc/hostname",
        "//127.0.0.1/etc/hostname",
        "outside.json#/$defs/x",
        "ftp://127.0.0.1/etc/x",
    ],
)
def test_nothing_outside_the_set_is_fetched_or_opened(reference: str, tmp_path: Path) -> None:
    folder = tmp_path / "schemas"
    folder.mkdir()
    (tmp_path / "outside.json").write_text("{}", encoding="utf-8")
    schema = {"x-interop": {"kind": "t", "version": "1.0"}, "properties": {"a": {"$ref": reference}}}
    (folder / "t.json").write_text(json.dumps(schema), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", _WATCHED, str(folder)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert ran.stdout.splitlines() == ["1 /properties/a/$ref", "[]"]


def test_a_dialect_of_another_draft_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text('{"$schema": "http://json-schema.org/draft-07/schema#"}', encoding="utf-8")
    with pytest.raises(StandardError, match="draft 2020-12"):
        load_standards([tmp_path])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "cannot be read"),
        ('{"a": 1, "a": 2}', "stands twice"),
        ('{"minimum": NaN}', "no JSON number"),
        ("[]", "an object or a boolean"),
        ('{"type": "text"}', "not draft 2020-12"),
        ('{"$id": "urn:interop-check:vocabulary:1.0"}', "taken already"),
        ('{"$dynamicRef": "#x"}', "not supported"),
        ('{"x-interop": 3}', "an annotation is an object"),
        ("[" * 100_000, "cannot be read"),
    ],
)
def test_a_file_that_is_no_schema_is_refused_with_its_name(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(text, encoding="utf-8")
    (refusal, *_) = check_standards([path])
    assert refusal.path == path.as_posix()
    assert reason in refusal.message


# ── the reference ────────────────────────────────────────────────────────────────────────────────────────


def relations_table() -> str:
    """The table of relations in the reference for schema authors."""
    rows = ["| relation | holds when | parameters |", "| --- | --- | --- |"]
    for relation in sorted(RELATIONS.values(), key=lambda each: (each.directional, each.name)):
        direction = " (directional)" if relation.directional else ""
        named = (f"`{name}`" + (" (required)" if name in relation.required else "") for name in relation.parameters)
        rows.append(f"| `{relation.name}`{direction} | {relation.title} | {', '.join(named)} |")
    return "\n".join(rows) + "\n"


def test_the_reference_lists_the_relations() -> None:
    text = (ROOT / "docs" / "writing-standards.md").read_text(encoding="utf-8")
    assert relations_table() in text


def test_the_public_names() -> None:
    assert sorted(interop_check.__all__) == interop_check.__all__
    for name in interop_check.__all__:
        assert getattr(interop_check, name) is not None
        assert name == "__version__" or getattr(interop_check, name).__doc__
    assert dir(interop_check) == interop_check.__all__
    with pytest.raises(AttributeError, match="no attribute 'compair'"):
        _ = interop_check.compair  # type: ignore[attr-defined]


def test_a_shipped_kind_compiled_alone_is_the_same_kind() -> None:
    alone = shipped_on_demand().kinds
    for name, (kind,) in STANDARDS.kinds.items():
        assert Path(kind.path).name == f"{name}.json", "a shipped kind is found by the name of its file"
        (same,) = alone[name]
        assert (same.version, same.sha256, same.named) == (kind.version, kind.sha256, kind.named)
        for id_, exchange in kind.exchanges.items():
            other = same.exchanges[id_]
            assert other._replace(rules=()) == exchange._replace(rules=())
            assert [_asked(rule) for rule in other.rules] == [_asked(rule) for rule in exchange.rules]


def _asked(rule: Rule) -> object:
    scopes = [(scope.side, [(each.path, each.negated) for each in scope.conditions]) for scope in rule.scopes]
    whens = rule.when is None, [short for short, _ in rule.when_agreed]
    return rule._replace(scopes=(), when=None, when_agreed=()), scopes, whens


def test_a_name_that_no_shipped_file_has_lists_all_kinds() -> None:
    assert shipped_on_demand().kinds.get("../communications") is None
    assert sorted(shipped_on_demand().kinds) == sorted(STANDARDS.kinds)


@pytest.mark.parametrize("answer", ["none", "unknown", "nobody", 3, None])
def test_the_shipped_schemas_take_the_answers_by_themselves(answer: object) -> None:
    alone = shipped_on_demand().kinds
    for name, (kind,) in STANDARDS.kinds.items():
        for id_ in kind.exchanges:
            document = {"kind": name, "partner": "QVA", "system": "s", "exchanges": {id_: answer}}
            verdicts = alone[name][0].schema.holds(document), kind.schema.holds(document)
            assert verdicts == (answer in ("none", "unknown"),) * 2, f"{name}/{id_}"
