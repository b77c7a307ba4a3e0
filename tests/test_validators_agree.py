"""The validator that decides and the one that explains agree, on the samples and on what goes wrong with them."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from interop_check.conformance import conform, valid
from interop_check.guarding import RULE as SENSITIVE
from interop_check.profiles import Document, Places, load
from interop_check.standards import Kind, Standards, load_standards
from interop_check.standards.validators import Schema

SAMPLES = Path(__file__).parent.parent / "sample_systems"
DOCUMENTS = [document for document in load([str(SAMPLES)]) if isinstance(document, Document)]
TIMES = 40

Steps = tuple[str | int, ...]


@pytest.fixture(scope="module")
def standards() -> Standards:
    return load_standards()


# ── mutations ────────────────────────────────────────────────────────────────────────────────────────────

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 1.0, 1.1, 10**20, "", "x", "none", "unknown", "1", "2027-02-30", "2027-04-01",
    "2027-04-01\n", "a b", "é", "x" * 200, [], [[]], [None], ["x", "x"], [1, 1.0], {}, {"x": 1}, {"id": "x"},
)  # fmt: skip


def everywhere(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    """The steps to every value below `value`."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in items:
        yield (*steps, step)
        yield from everywhere(inner, (*steps, step))


def parent(value: Any, steps: Steps) -> Any:
    for step in steps[:-1]:
        value = value[step]
    return value


def deleted(value: Any, steps: Steps, _: random.Random) -> None:
    del parent(value, steps)[steps[-1]]


def replaced(value: Any, steps: Steps, chance: random.Random) -> None:
    parent(value, steps)[steps[-1]] = copy.deepcopy(chance.choice(VALUES))


def misspelt(value: Any, steps: Steps, chance: random.Random) -> None:
    holder, step = parent(value, steps), steps[-1]
    if isinstance(holder, dict):
        cut = chance.randrange(len(step) + 1)
        holder[f"{step[:cut]}{chance.choice(['', '-', 'x', ' '])}{step[cut + 1 :]}"] = holder.pop(step)
    elif isinstance(holder[step], str):
        holder[step] = holder[step].swapcase()


def added(value: Any, steps: Steps, chance: random.Random) -> None:
    holder = parent(value, steps)
    new = copy.deepcopy(chance.choice(VALUES))
    if isinstance(holder, dict):
        holder[chance.choice(["extra", "id", "state", "from", "network", "provides", "releasable-to"])] = new
    else:
        holder.append(chance.choice([new, copy.deepcopy(holder[steps[-1]])]))


def moved(value: Any, steps: Steps, chance: random.Random) -> None:
    """Something valid elsewhere, put here."""
    others = [other for other in everywhere(value) if other[: len(steps)] != steps]
    if others:
        other = chance.choice(others)
        parent(value, steps)[steps[-1]] = copy.deepcopy(parent(value, other)[other[-1]])


MUTATIONS: tuple[Callable[[Any, Steps, random.Random], None], ...] = (deleted, replaced, misspelt, added, moved)


def mutated(document: Document, seed: int) -> dict[str, Any]:
    """The document's value with one to three things wrong, or at least different, with it; the same everywhere."""
    chance = random.Random(f"{shown(document)}-{seed}")  # noqa: S311 - chance for tests, not for secrets
    value = copy.deepcopy(document.value)
    for _ in range(chance.randint(1, 3)):
        places = list(everywhere(value))
        chance.choice(MUTATIONS)(value, chance.choice(places), chance)
    return {**value, "kind": document.value["kind"]}


# ── the two validators ───────────────────────────────────────────────────────────────────────────────────


def answers(schema: Schema, value: Any) -> tuple[bool, bool]:
    return schema.holds(value), not any(True for _ in schema.errors(value))


def both(kind: Kind, value: Any) -> tuple[bool, bool]:
    return answers(kind.schema, kind.view(value))


def apart(kind: Kind, value: Any, standards: Standards) -> bool:
    """Whether the two disagree on the document, on its envelope or on one of its offers."""
    offers = (offer for located in kind.locate(value) for _, _, offer in kind.offers(located))
    parts = [(standards.profile, value), (standards.envelope, value), *((standards.offer, each) for each in offers)]
    told = [both(kind, value), *(answers(schema, part) for schema, part in parts)]
    return any(fast != slow for fast, slow in told)


def kind_of(document: Document, standards: Standards) -> Kind:
    kind = standards.kind(document.kind or "", document.version)
    assert kind is not None
    return kind


def shown(document: Document) -> str:
    return Path(document.path).relative_to(SAMPLES).as_posix()


def test_there_are_samples() -> None:
    assert DOCUMENTS


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_samples_are_valid_for_both(document: Document, standards: Standards) -> None:
    assert both(kind_of(document, standards), document.value) == (True, True)
    assert valid(conform(document, standards))


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_both_agree_on_mutated_samples(document: Document, standards: Standards) -> None:
    kind = kind_of(document, standards)
    told_apart = [value for seed in range(TIMES) if apart(kind, value := mutated(document, seed), standards)]
    assert told_apart == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_whatever_is_wrong_is_explained_at_a_place(document: Document, standards: Standards) -> None:
    """Every mutated sample has findings exactly where a schema refuses it, each with a message and a place.

    Of what is withheld, the one finding is that it must be taken out.
    """
    kind = kind_of(document, standards)
    for seed in range(TIMES // 2):
        value = mutated(document, seed)
        text = as_yaml(value)
        found = [*conform(Document(document.path, "", value, text, Places(text)), standards)]
        assert kind.schema.holds(kind.view(value)) or not valid(found) or SENSITIVE in {each.rule for each in found}
        for finding in found:
            assert finding.message
            assert "does not meet its standard" not in finding.message
            assert finding.places[0].path == document.path
            assert finding.fingerprint


def as_yaml(value: Any) -> str:
    """The value as JSON, which YAML reads alike."""
    return json.dumps(value, ensure_ascii=False)


def test_mutations_break_and_keep() -> None:
    """The differential says something only where both answers occur."""
    standards = load_standards()
    found = {
        both(kind_of(document, standards), mutated(document, seed))[0]
        for document in DOCUMENTS[:4]
        for seed in range(TIMES)
    }
    assert found == {True, False}
