"""An editor's language server can use the shipped schemas as they are: by their files alone, with nothing of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from ruamel.yaml import YAML

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT / "schemas"
SAMPLES = sorted((ROOT / "sample_systems").rglob("*.yaml"))
MARK = "# yaml-language-server: $schema="


def _references(value: Any) -> Iterator[str]:
    """Every `$ref` below `value`."""
    if isinstance(value, dict):
        yield from (value["$ref"] for _ in range(isinstance(value.get("$ref"), str)))
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _references(item)


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.name)
def test_every_reference_leads_to_a_file_beside_it(path: Path) -> None:
    for reference in _references(json.loads(path.read_bytes())):
        name, _, fragment = reference.partition("#")
        target = path.parent / name if name else path
        assert target.is_file(), f"{reference} leads to no file"
        here = json.loads(target.read_bytes())
        for step in fragment.split("/")[1:]:
            here = here[step.replace("~1", "/").replace("~0", "~")]


def _validator(name: str) -> Draft202012Validator:
    files = {path.as_uri(): json.loads(path.read_bytes()) for path in SCHEMAS.glob("*.json")}
    for contents in files.values():
        contents.pop("$id", None)  # an editor knows a schema by the file that it has opened
    resources = ((uri, Resource.from_contents(each, DRAFT202012)) for uri, each in files.items())
    return Draft202012Validator({"$ref": (SCHEMAS / name).as_uri()}, registry=Registry().with_resources(resources))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_sample_names_its_schema_and_meets_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    first = text.splitlines()[0]
    assert first.startswith(MARK), "the first line names the schema"
    schema = (path.parent / first.removeprefix(MARK)).resolve()
    document = YAML(typ="safe", pure=True).load(text)
    assert schema == SCHEMAS / f"{document['kind'].partition('/')[0]}.json"
    errors = [error.message for error in _validator(schema.name).iter_errors(document)]
    assert not errors
