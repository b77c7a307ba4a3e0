"""The laws of comparing, over generated standards and profiles: what holds whatever is declared."""

from __future__ import annotations

import copy
import json
import os
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest
from generated import (
    DATE,
    Choose,
    World,
    base,
    choices,
    compared,
    folder_of,
    loaded,
    offer_of,
    schemas_of,
    with_files,
    without_depends,
    worlds,
)
from hypothesis import HealthCheck, Phase, assume, event, given, note, settings
from hypothesis import strategies as st
from oracle import judged
from test_cases import _mirror_of, _seen

from interop_check import Comparison, StandardError, compare, load_standards
from interop_check.conformance import valid
from interop_check.profiles import steps_of
from interop_check.relations import json_key
from interop_check.report import Edit, ExchangeResult, Finding, Outcome, Place, Verdict
from interop_check.standards import check_standards, loading

# Few examples, always the same ones; `LAWS=1000` looks further, at random, and then for the smallest failure.
DEEP = os.environ.get("LAWS")
law = settings(
    max_examples=int(DEEP or 40),
    derandomize=DEEP is None,
    phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if DEEP and "NOSHRINK" not in os.environ else [])],
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
ORDER = list(Verdict)
Key = tuple[str, str, str, str | None]


def _key(result: ExchangeResult) -> Key:
    return result.kind, result.id, result.name, result.direction


def _by_key(report: Comparison) -> dict[Key, ExchangeResult]:
    return {_key(result): result for result in report.exchanges}


def _frictions(report: Comparison) -> Iterator[tuple[ExchangeResult, Finding]]:
    """The broken rules of every exchange, those in detail too."""
    for result in report.exchanges:
        waiting = list(result.findings)
        while waiting:
            finding = waiting.pop()
            waiting += finding.detail
            if finding.outcome is Outcome.BROKEN:
                yield result, finding


# ── 1: from the other side ───────────────────────────────────────────────────────────────────────────────


@law
@given(worlds())
def test_comparing_the_other_way_round_gives_the_mirrored_report(world: World) -> None:
    report, mirror = compared(world), compared(world, "BBB", "AAA")
    assert _mirror_of(report) == _seen(mirror)
    assert report.assumptions == mirror.assumptions
    assert report.incomplete == mirror.incomplete[::-1]
    assert {f.fingerprint for f in report.questions} == {f.fingerprint for f in mirror.questions}
    assert _mends(report) == _mends(mirror)


def _mends(report: Comparison) -> list[str]:
    return sorted({f"{f.rule} {f.fingerprint} {sorted(map(repr, f.mends))}" for _, f in _frictions(report)})


# ── 2: one more offer ────────────────────────────────────────────────────────────────────────────────────


@law
@given(worlds(negotiations=("best",), depends=False, sponsors=False), choices(100))
def test_with_best_one_more_offer_never_makes_the_verdict_worse(world: World, choose: Choose) -> None:
    spots = list(_lists(world))
    assume(spots)
    path, keys, kind, id_, side = choose.one(spots)
    point = world.points[kind, id_]
    more = copy.deepcopy(world.files)
    listed = _at(more[path], keys)
    listed.insert(choose.count(0, len(listed)), {"id": "more", **offer_of(choose, point, side)})
    note(f"{path} {keys}: {listed}")
    before, after = _by_key(compared(world)), _by_key(compared(with_files(world, more)))
    for key, result in before.items():
        if result.chosen:
            assert ORDER.index(after[key].verdict) >= ORDER.index(result.verdict), key


def _lists(world: World, codes: tuple[str, ...] = ("AAA", "BBB")) -> Iterator[tuple[str, list[str], str, str, str]]:
    """Every list of offers: its file, the keys that lead there, the kind, the exchange's id, the side."""
    for path, document in world.files.items():
        if document["kind"] == "partner" or document["partner"] not in codes:
            continue
        for point in world.kinds[document["kind"]]:
            named = document.get("keyed", {}).get(point.name, {}) if point.keyed else document.get("exchanges", {})
            for name in named if point.keyed else [point.name]:
                lead = ["keyed", point.name, name] if point.keyed else ["exchanges", name]
                said = named.get(name)
                if isinstance(said, list):
                    yield path, lead, document["kind"], point.id, "offers"
                elif isinstance(said, dict) and point.flow:
                    for side in said:
                        yield path, [*lead, side], document["kind"], point.id, side


def _at(value: Any, keys: Any) -> Any:
    for key in keys:
        value = value[key]
    return value


# ── 3: one's own double ──────────────────────────────────────────────────────────────────────────────────


@law
@given(worlds(negotiations=("best", "commit"), modes=("peer",), depends=False, sponsors=False))
def test_a_partner_whose_offers_are_clear_is_clear_against_its_double(world: World) -> None:
    own = {path: value for path, value in world.files.items() if path.startswith("AAA")}
    double = _by_key(_against_double(world, own))
    alone = [_by_key(_against_double(world, files)) for files in _one_offer_each(world, own)]
    for key, result in double.items():
        met = [each[key] for each in alone if key in each and each[key].verdict is not Verdict.NOT_SHARED]
        if met and result.chosen and all(each.verdict is Verdict.CLEAR for each in met):
            event("clear alone")
            assert result.verdict is Verdict.CLEAR, key


def _against_double(world: World, own: Mapping[str, Any]) -> Comparison:
    files = dict(own)
    for path, value in own.items():
        code = "code" if value["kind"] == "partner" else "partner"
        files[f"BBB{path[3:]}"] = {**value, code: "BBB"}
    return compared(with_files(world, files)) if own else Comparison("AAA", "BBB", Verdict.NOT_SHARED, ())


def _one_offer_each(world: World, own: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, keys, *_ in _lists(with_files(world, own)):
        for offer in _at(own[path], keys):
            files = copy.deepcopy(dict(own))
            for other, lead, *_ in _lists(with_files(world, own)):
                if lead == keys:
                    _at(files[other], lead[:-1])[lead[-1]] = [offer] if other == path else []
            yield files


# ── 4: order ─────────────────────────────────────────────────────────────────────────────────────────────


@law
@given(worlds(), st.integers(0, 2**32))
def test_the_order_of_files_keys_and_documents_changes_nothing(world: World, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a shuffle, no secret
    names = chance.sample(range(100, 999), len(world.files))
    renamed = {path: f"{number}.yaml" for path, number in zip(world.files, names, strict=True)}
    shuffled = {renamed[path]: _shuffled(value, chance) for path, value in world.files.items()}
    other = with_files(world, shuffled)
    note(f"shuffled: {other}")
    back = {new: old for old, new in renamed.items()}
    assert _placeless(compared(world), {}) == _placeless(compared(other), back)


def _shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        return {key: _shuffled(value[key], chance) for key in chance.sample(sorted(value), len(value))}
    return [_shuffled(item, chance) for item in value] if isinstance(value, list) else value


def _placeless(report: Comparison, names: Mapping[str, str]) -> Any:
    """A report without lines, columns and source, and with the files by their old names."""

    def named(path: str) -> str:
        name = path.rpartition("/")[2]
        return names.get(name, name)

    def places(found: tuple[Place, ...]) -> Any:
        return sorted((named(p.path), p.pointer, p.partner, json.dumps(p.value, sort_keys=True)) for p in found)

    def finding(f: Finding) -> Any:
        mends = [[(edit.pointer, edit.do, json.dumps(edit.value, sort_keys=True)) for edit in m.edits] for m in f.mends]
        detail = sorted(finding(each) for each in f.detail)
        return repr(
            (f.rule, f.severity, f.outcome, f.fingerprint, f.values_hash, f.direction, places(f.places), mends, detail)
        )

    return report.verdict, report.assumptions, sorted(map(finding, report.questions)), [
        (
            *_key(r), r.verdict, r.answered, json.dumps(r.agreed, sort_keys=True), sorted(map(finding, r.findings)),
            [(named(c.path), c.pointer, c.offer) for c in r.chosen or ()], r.because_of, r.roots,
            [(named(e.path), e.pointer, e.do, json.dumps(e.value, sort_keys=True)) for e in r.nearest_miss.changes]
            if r.nearest_miss else None,
        )
        for r in report.exchanges
    ]  # fmt: skip


# ── 5: places ────────────────────────────────────────────────────────────────────────────────────────────


@law
@given(worlds())
def test_every_friction_names_its_places(world: World) -> None:
    report = compared(world)
    for result, finding in _frictions(report):
        assert len({place.partner for place in finding.places}) == 2 or result.via, finding
        for place in finding.places:
            document = world.files[place.path.rpartition("/")[2]]
            assert place.partner == document.get("partner", document.get("code"))
            value = _resolved(document, place.pointer)
            if place.text:
                assert value is not None
                assert json.dumps(value) == json.dumps(place.value)
            else:  # the offer that does not say it
                assert isinstance(value, dict)
                assert place.value is None
        if finding.rule.endswith("/network"):
            assert all(place.pointer.endswith("/network") for place in finding.places)
        ruled = next((r for r in _rules(world, result) if finding.rule == f"{result.kind}/{result.id}/{r.short}"), None)
        if ruled and ruled.says["relation"] == "releasable-to":
            assert any(place.pointer == "/partner" for place in finding.places)
        elif ruled:
            ends = {ruled.path[0], str(ruled.says.get("needs", ruled.path[0])).strip("/").partition("/")[0]}
            for place in finding.places:
                if place.text:
                    assert ends & set(place.pointer.split("/")), (ends, place.pointer)
                else:
                    value = _resolved(world.files[place.path.rpartition("/")[2]], place.pointer)
                    assert any(_at_or_none(value, path) is None for path in (ruled.path, [*ends][:1], [*ends][-1:]))


def _rules(world: World, result: ExchangeResult) -> Any:
    return world.points[result.kind, result.id].rules


def _resolved(document: Any, pointer: str) -> Any:
    return _at(document, steps_of(pointer, document))


def _at_or_none(value: Any, keys: Any) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


# ── 6: advice ────────────────────────────────────────────────────────────────────────────────────────────


@law
@given(worlds())
def test_advice_taken_the_exchange_is_unblocked(world: World) -> None:
    world = without_depends(world)
    for key, result in _by_key(compared(world)).items():
        if result.nearest_miss is None:
            continue
        event("advice" if result.nearest_miss.changes else "no advice")
        if result.nearest_miss.changes:
            mended = with_files(world, _edited(world.files, result.nearest_miss.changes))
            note(f"{key}: {result.nearest_miss}\n{mended}")
            partners, findings, standards = loaded(mended)
            assert valid(findings)
            after = _by_key(compare(partners["AAA"], partners["BBB"], standards, DATE))[key]
            assert after.verdict is not Verdict.BLOCKED


@law
@given(worlds())
def test_a_mend_of_a_finding_mends_its_rule(world: World) -> None:
    """Where the documents stay valid, and the same pair is chosen still, the rule is no longer broken."""
    world = without_depends(world)
    report = _by_key(compared(world))
    for key, result in report.items():
        for finding in result.findings[:2]:
            for mend in finding.mends[:2]:
                if finding.detail:
                    continue  # several pairs or directions at once: each is mended by its own
                mended = with_files(world, _edited(world.files, mend.edits))
                partners, findings, standards = loaded(mended)
                if not valid(findings):
                    continue
                after = _by_key(compare(partners["AAA"], partners["BBB"], standards, DATE))[key]
                if result.chosen and after.chosen and _spots(after) == _spots(result):
                    event("mended")
                    note(f"{mend} of {finding.message}\n{mended}")
                    broken = {(f.rule, f.fingerprint) for f in after.findings if f.outcome is Outcome.BROKEN}
                    assert (finding.rule, finding.fingerprint) not in broken


def _spots(result: ExchangeResult) -> Any:
    return [(c.path.rpartition("/")[2], c.pointer) for c in result.chosen or ()]


def _edited(files: Mapping[str, Any], edits: tuple[Edit, ...]) -> dict[str, Any]:
    """The files with the edits made, as someone would who reads them: one by one."""
    files = copy.deepcopy(dict(files))
    for edit in edits:
        document = files[edit.path.rpartition("/")[2]]
        *lead, last = steps_of(edit.pointer, document)
        here = document
        for step in lead:
            here = here.setdefault(step, {}) if isinstance(here, dict) else here[step]
        if here is None:
            raise AssertionError(edit)
        old = here.get(last) if isinstance(here, dict) else here[last]
        here[last] = _done(edit, old)
    return files


def _done(edit: Edit, old: Any) -> Any:
    members = edit.value if isinstance(edit.value, list) else [edit.value]
    if edit.do == "add":
        return [*old, *members] if isinstance(old, list) else edit.value
    if edit.do == "remove":
        keys = [json_key(member) for member in members]
        return [item for item in old if json_key(item) not in keys]
    return edit.value


# ── 7: what a finding is known by ────────────────────────────────────────────────────────────────────────


@law
@given(worlds(), choices(100))
def test_fingerprints_do_not_hang_on_wording_nor_on_other_offers(world: World, choose: Choose) -> None:
    before = compared(world)
    worded = {
        kind: tuple(
            replace(
                point,
                says={**point.says, "title": "Other words", "description": "More of them."},
                rules=tuple(
                    replace(rule, says={**rule.says, "title": "T", "because": "{a} is not {b}.", "remedy": "Mend {A}."})
                    for rule in point.rules
                ),
            )
            for point in points
        )
        for kind, points in world.kinds.items()
    }
    assert _prints(compared(replace(world, kinds=worded))) == _prints(before)

    more = copy.deepcopy(world.files)
    for path, keys, kind, id_, side in _lists(world):
        listed = _at(more[path], keys)
        if listed and choose.chance(40):
            late = {**offer_of(choose, world.points[kind, id_], side), "from": "2029-01-01"}
            late.pop("until", None)
            listed.append({"id": "late", **late})  # at the end: a place before others is a preference
    note(f"{with_files(world, more)}")
    assert _prints(compared(with_files(world, more))) == _prints(before)


def _prints(report: Comparison) -> Any:
    found = [*(f for r in report.exchanges for f in r.findings), *report.questions]
    return sorted((f.rule, f.fingerprint, f.values_hash, f.outcome) for f in found)


@law
@given(worlds(), choices(100))
def test_the_values_hash_changes_when_a_value_does(world: World, choose: Choose) -> None:
    before = compared(world)
    found = [
        (f, p) for r in before.exchanges for f in r.findings for p in f.places if p.text and p.pointer != "/partner"
    ]
    assume(found)
    finding, place = choose.one(found)
    name = place.path.rpartition("/")[2]
    new = choose.one((["new"], 99, "new", True, {"min": 77}))
    files = _edited(world.files, (Edit("", name, place.pointer, 1, "set", new),))
    for other in (f for r in compared(with_files(world, files)).exchanges for f in r.findings):
        if other.fingerprint == finding.fingerprint and other.outcome is finding.outcome and len(other.places) == 2:
            same = _values(other) == _values(finding)
            event("same finding, other values" if not same else "same")
            assert (other.values_hash == finding.values_hash) == same


def _values(finding: Finding) -> Any:
    return [(p.path.rpartition("/")[2], json.dumps(p.value, sort_keys=True)) for p in finding.places]


# ── 8: the arithmetic, said again ────────────────────────────────────────────────────────────────────────


@law
@given(worlds(depends=False, sponsors=False))
def test_the_verdict_and_the_chosen_pair_are_those_of_a_second_reckoning(world: World) -> None:
    partners, findings, standards = loaded(world)
    assert valid(findings)
    expected = judged(world, partners, standards)
    report = compare(partners["AAA"], partners["BBB"], standards, DATE)
    for key, result in _by_key(report).items():
        if key in expected:
            event(str(result.verdict))
            verdict, chosen = expected[key]
            assert (result.verdict, _spots(result)) == (verdict, chosen), key
        else:
            assert not result.chosen


# ── 9: standards that nobody meant ───────────────────────────────────────────────────────────────────────

STRANGE = (None, 0, -1, 1.5, True, "", "x", "/", "x/y", "offers", "equal", "covers", "blocker", [], ["x"], {}, {"x": 1})
STRANGE_KEYS = (
    "x-interop", "match", "exchange", "kind", "version", "relation", "needs", "when", "when_agreed", "id", "depends",
    "$ref", "$defs", "properties", "items", "allOf", "anyOf", "oneOf", "if", "then", "patternProperties", "$id",
    "$anchor", "additionalProperties", "prefixItems", "dependentSchemas", "type", "enum", "pattern", "severity",
    "selector", "zzz",
)  # fmt: skip


@law
@given(worlds(sponsors=False), st.integers(0, 2**32))
def test_a_mangled_standard_is_refused_or_works(world: World, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a mangling, no secret
    schemas = json.loads(json.dumps(schemas_of(world)))
    for _ in range(chance.randint(1, 3)):
        _mangle(schemas[chance.choice(sorted(schemas))], chance)
    note(json.dumps(schemas))
    with folder_of(schemas, "schemas") as folder, mock.patch.object(loading, "shipped", base):
        refusals = check_standards([folder])
        if any(not refusal.note for refusal in refusals):
            event("refused")
            with pytest.raises(StandardError):
                load_standards([folder])
            return
        standards = load_standards([folder])
    event("works")
    partners, _, _ = loaded(world, standards)
    compare(partners["AAA"], partners["BBB"], standards, DATE)


def _mangle(schema: Any, chance: random.Random) -> None:
    """Change one thing somewhere in a schema: put, replace, rename, remove or repeat it."""
    spots = list(_spots_of(schema))
    holder, key = chance.choice(spots)
    what = chance.randrange(5)
    if what == 0:
        holder[key] = copy.deepcopy(chance.choice(STRANGE))
    elif what == 1 and isinstance(holder, dict):
        holder[chance.choice(STRANGE_KEYS)] = copy.deepcopy(chance.choice(STRANGE))
    elif what == 2:
        del holder[key]
    elif what == 3 and isinstance(holder, dict):
        holder[chance.choice(STRANGE_KEYS)] = holder.pop(key)
    else:
        other, name = chance.choice(spots)
        holder[key] = copy.deepcopy(other[name])


def _spots_of(value: Any) -> Iterator[tuple[Any, Any]]:
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(item, dict | list):
            yield from _spots_of(item)
