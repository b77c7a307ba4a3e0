"""Partners and profiles to measure with, as many as are asked for, made of the samples."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Collection
from pathlib import Path
from typing import Any

from interop_check import Partner, load_partners
from interop_check.profiles import Document
from interop_check.standards import Standards

from .timing import ROOT

FEDERATION = ROOT / "sample_systems" / "federation"
DAY = datetime.date(2026, 11, 22)


def profiles(folder: Path, count: int) -> Path:
    """Write `count` valid profiles of about 3 KiB into a new folder, each of a partner of its own."""
    folder.mkdir()
    sample = next((ROOT / "sample_systems" / "fmn").glob("*/communications.yaml")).read_text(encoding="utf-8")
    partner = next(line for line in sample.splitlines() if line.startswith("partner:"))
    padding = "# " + "x" * 98 + "\n"
    for number in range(count):
        body = sample.replace(partner, f"partner: P{number}")
        body += padding * max(0, (3072 - len(body)) // len(padding))
        (folder / f"p{number}.yaml").write_text(body, encoding="utf-8")
    return folder


def partners(
    standards: Standards, count: int, *, distinct: bool, exchanges: Collection[str] = ()
) -> dict[str, Partner]:
    """So many partners, as they are when their files are read; only with these `exchanges`, if any are named.

    They declare what the sample partners declare, in turns; `distinct`: none declares what another does. Documents
    of the same words share them.
    """
    there, _ = load_partners([str(FEDERATION)], standards)
    models = [there[code] for code in sorted(there)]
    found = {}
    for number in range(count):
        code, model = f"P{number:05}", models[number % len(models)]
        told = tuple(_document(each, code, number, distinct, exchanges) for each in model.documents)
        found[code] = Partner(code, told, code, model.memberships)
    known = frozenset(found)
    return {code: partner._replace(known=known) for code, partner in found.items()}


def _document(document: Document, code: str, number: int, distinct: bool, exchanges: Collection[str]) -> Document:
    value = {**document.value, "code" if document.kind == "partner" else "partner": code}
    if exchanges and "exchanges" in value:
        value["exchanges"] = {key: each for key, each in value["exchanges"].items() if key in exchanges}
    if distinct and "exchanges" in value:
        value["exchanges"] = {key: _varied(copy.deepcopy(each), number) for key, each in value["exchanges"].items()}
    path = document.path.replace("/", f"/{code}-", 1)
    return Document(path, document.sha256, value, document.text, document.places, document.ambiguous)


def _varied(said: Any, number: int) -> Any:
    """The same offers, each list of texts or numbers with members that no other partner has."""
    if isinstance(said, dict):
        return {key: each if key == "id" else _varied(each, number) for key, each in said.items()}
    if isinstance(said, list) and said and all(isinstance(each, str) for each in said):
        if all("/" in each and each[:1].isdigit() for each in said):
            return [*said, f"10.{number // 256}.{number % 256}.0/24"]
        return [*said, f"of-{number}"]
    return [_varied(each, number) for each in said] if isinstance(said, list) else said
