"""Every relation: at its edges, and by its laws (symmetry, mends that mend, no exception for any value)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interop_check.catalogue import EMPTY
from interop_check.relations import (
    NOTHING,
    RELATIONS,
    Broken,
    Change,
    Context,
    Holds,
    Mend,
    Together,
    Unanswered,
    Who,
    json_equal,
    json_key,
    mirrored,
    plain,
    quoted,
)

DAY = datetime.date(2026, 11, 22)
CONTEXT = Context(DAY, EMPTY, Who("QVA"), Who("QNR"), frozenset({"QVA", "QNR", "QZL"}))
HUGE = 10**5000


class FakeEditions:
    """Editions named ``family-letter``: a and b of x work together, a and d do not, b and d are disputed."""

    pairs = {
        frozenset(("x-a", "x-b")): Together("yes", "S1"),
        frozenset(("x-a", "x-d")): Together("no", "S2", "high", "the header changed"),
        frozenset(("x-b", "x-d")): Together("disputed", "S3"),
    }
    known = ("x-a", "x-b", "x-c", "x-d", "y-a", "y-b")

    def resolve(self, reference: str | Mapping[str, Any]) -> tuple[str, ...]:
        if not isinstance(reference, str):
            edition = reference.get("edition")
            return (f"{reference['standard']}-{edition}",) if edition is not None else ()
        return {"cover": ("x-c", "x-d"), "x": ()}.get(reference, (reference,))

    def together(self, one: str, other: str) -> Together:
        if one not in self.known or other not in self.known:
            return Together("unsaid", note="one is not known")
        same = one[0] == other[0]
        return self.pairs.get(frozenset((one, other))) or Together("unsaid" if same else "different-standard")

    def newest(self, ids: Iterable[str]) -> str | None:
        return max(ids, default=None)

    def current(self, ids: Iterable[str]) -> tuple[str, ...]:
        return ("x-c",) if any(id.startswith("x-") for id in ids) else ()

    def lifecycle(self, id: str) -> str | None:
        return {"x-a": "current", "x-c": "current"}.get(id)


EDITIONS = Context(DAY, FakeEditions(), Who("QVA"), Who("QNR"))


def ask(name: str, a: Any, b: Any, context: Context = CONTEXT, **parameters: Any) -> Any:
    return RELATIONS[name].function(a, b, parameters, context)


def applied(mend: Mend, a: Any, b: Any) -> tuple[Any, Any]:
    sides = {"a": a, "b": b, **{change.side: change.result for change in mend}}
    return sides["a"], sides["b"]


def numbered(cases: list[Any]) -> list[Any]:
    """Cases by number: an id made from an integer of 5,000 digits cannot be written."""
    return [pytest.param(*case, id=f"{case[0]}-{number}") for number, case in enumerate(cases)]


HOLDS = [
    ("equal", 1, 1.0, {}, 1),
    ("equal", [1, {"x": 2.0}], [1.0, {"x": 2}], {}, [1, {"x": 2}]),
    ("equal", "Conf-1", "CONF-1", {"normalize": "casefold"}, "conf-1"),
    ("equal", HUGE, HUGE, {}, HUGE),
    ("equal", False, False, {}, False),
    ("overlap", ["p", "q"], ["q", "p"], {}, ["p", "q"]),
    ("overlap", ["a", "b", "c"], ["c", "b", "a"], {}, ["a", "b", "c"]),
    ("overlap", ["z", "y"], ["y", "x", "z"], {}, ["y", "z"]),
    ("overlap", ["x", "x", "y"], ["x", "y", "y"], {"min_common": 2}, ["x", "y"]),
    ("overlap", "x", ["y", "x"], {}, ["x"]),
    ("overlap", [1.0, HUGE], [HUGE, 1], {}, [1, HUGE]),
    ("overlap", [[1], {"k": 1}], [{"k": 1.0}], {}, [{"k": 1}]),
    ("range-overlap", {"min": 1, "max": 2}, {"min": 2, "max": 3}, {}, [{"min": 2, "max": 2}]),
    ("range-overlap", {"min": 1.0}, {"max": 4}, {}, [{"min": 1, "max": 4}]),
    ("range-overlap", {"min": 1}, {"min": 3}, {}, [{"min": 3}]),
    ("range-overlap", {"max": 1, "min": None}, {"max": 3}, {}, [{"max": 1}]),
    (
        "range-overlap",
        [{"min": 3, "max": 4}, {"min": 1, "max": 2}, {"min": 2, "max": 2.5}],
        {"min": 0, "max": 9},
        {},
        [{"min": 1, "max": 2.5}, {"min": 3, "max": 4}],
    ),
    (
        "range-overlap",
        {"min": 0.1, "max": 0.3},
        {"min": 0, "max": 1},
        {"min_width": 0.2},
        [{"min": 0.1, "max": 0.3}],
    ),
    ("range-overlap", {"min": -HUGE}, {"max": HUGE}, {}, [{"min": -HUGE, "max": HUGE}]),
    ("within", 1, 1.5, {"tolerance": 0.5}, NOTHING),
    ("within", 0.3, 0.1, {"tolerance": 0.2}, NOTHING),
    ("within", HUGE, HUGE + 1, {"tolerance": 1}, NOTHING),
    ("disjoint", [], [], {}, NOTHING),
    ("disjoint", [], ["x"], {"as": "set"}, NOTHING),
    ("disjoint", [1], [True], {}, NOTHING),
    ("disjoint", {"min": 1, "max": 2}, {"min": 3}, {"as": "range"}, NOTHING),
    ("disjoint", ["10.0.0.0/8"], ["::/0", "11.0.0.1"], {"as": "cidr"}, NOTHING),
    ("both", True, True, {}, NOTHING),
    ("version", "1.10", "1.10", {}, "1.10"),
    ("version", "1.0", "1", {}, "1"),
    ("version", 2, "2", {}, "2"),
    ("version", 2.0, 2, {}, 2),
    ("version", ["1.9", "1.10"], ["1.10", "1.9"], {}, "1.10"),
    ("version", {"min": "1.2"}, {"max": "1.10"}, {}, "1.10"),
    ("version", {"min": "1.2"}, {"min": "1.3"}, {}, {"min": "1.3"}),
    ("version", {"max": "3"}, {"max": "2"}, {}, "2"),
    ("version", {"min": "1", "max": "3"}, "2.5", {}, "2.5"),
    ("version", ["1.1", "2.1"], ["1.3", "2.3"], {"policy": "same-major"}, "2.1"),
    ("version", "1.1", "1.9", {"policy": "same-major", "breaks": ["1.1", "2"]}, "1.1"),
    ("version", "1", "9", {"policy": "any"}, "1"),
    ("version", "1.0.0-rc.1", "1.0.0-rc.1+build", {"scheme": "semver"}, "1.0.0-rc.1"),
    ("version", "1.0.0-alpha", "1.9.0", {"scheme": "semver", "policy": "same-major"}, "1.0.0-alpha"),
    ("version", "Ed 4", "4", {"scheme": "edition"}, "4"),
    ("version", "a(1)", "A(1)", {"scheme": "edition"}, "A(1)"),
    ("version", "D(1)", "D(2)", {"scheme": "edition", "policy": "same-major"}, "D(1)"),
    ("version", ["4", "A(1)"], ["A(1)", "3"], {"scheme": "edition"}, "A(1)"),
    ("complement", "client", "server", {"pairs": {"client": "server"}}, ["client", "server"]),
    ("complement", "server", "client", {"pairs": {"client": ["server", "proxy"]}}, ["client", "server"]),
    ("complement", ["x", "peer"], "peer", {"pairs": {"peer": "peer"}}, ["peer"]),
    (
        "period-overlap",
        {"from": "2026-11-22"},
        {"until": "2026-11-22"},
        {},
        {"from": "2026-11-22", "until": "2026-11-22"},
    ),
    (
        "period-overlap",
        {"from": "2026-01-01"},
        {"from": "2026-02-01"},
        {"min_days": 9999},
        {"from": "2026-02-01"},
    ),
    ("at-least", 5, 5.0, {}, NOTHING),
    ("at-least", HUGE, 1.5, {}, NOTHING),
    ("at-most", -1, 0, {}, NOTHING),
    ("covers", ["x", "y", "z"], ["z", "x", "x"], {}, ["z", "x"]),
    ("covers", [], [], {}, []),
    ("covers", "x", "x", {}, ["x"]),
    ("dominates", "high", "low", {"order": ["low", "mid", "high"]}, NOTHING),
    ("dominates", 1, 1.0, {"order": [1, 2]}, NOTHING),
    ("releasable-to", ["QNR"], None, {}, NOTHING),
]


@pytest.mark.parametrize(("name", "a", "b", "parameters", "agreed"), numbered(HOLDS))
def test_holds(name: str, a: Any, b: Any, parameters: dict[str, Any], agreed: Any) -> None:
    answer = ask(name, a, b, **parameters)
    assert isinstance(answer, Holds)
    assert (answer.agreed is NOTHING) == (agreed is NOTHING)
    assert agreed is NOTHING or json_key(answer.agreed) == json_key(agreed)
    assert agreed is NOTHING or not isinstance(answer.agreed, float)


BROKEN = [
    ("equal", 1, True, {}, ""),
    ("equal", "a", "A", {}, ""),
    ("equal", [1, 2], [2, 1], {}, ""),
    ("overlap", [], ["x"], {}, ""),
    ("overlap", [], [], {}, ""),
    ("overlap", ["x"], ["x"], {"min_common": 2}, "1 of at least 2 members shared"),
    ("overlap", "x", "y", {}, ""),
    ("overlap", ["True"], [True], {}, ""),
    ("range-overlap", {"min": 1, "max": 2}, {"min": 2.5}, {}, ""),
    ("range-overlap", [], {"min": 2.5}, {}, ""),
    ("range-overlap", {"min": 1, "max": 2}, {"min": 2}, {"min_width": 0.5}, "narrower than 0.5"),
    ("within", 1, 1.5, {"tolerance": 0.4}, "they differ by 0.5, and at most 0.4 is allowed"),
    ("within", HUGE, 0.5, {"tolerance": 0.5}, "they differ by a number too long to write"),
    ("within", HUGE, 0, {"tolerance": 0.5}, "they differ by 1000"),
    ("disjoint", ["x", "y"], ["y"], {}, "both hold 'y'"),
    ("disjoint", "y", "y", {}, "both hold 'y'"),
    ("disjoint", {"min": 1, "max": 3}, {"min": 3}, {"as": "range"}, "from 1 to 3 and from 3 overlap"),
    (
        "disjoint",
        {"min": 1, "max": 9},
        {"min": 2, "max": 3},
        {"as": "range"},
        "from 2 to 3 lies within from 1 to 9",
    ),
    (
        "disjoint",
        ["198.18.0.0/24"],
        "198.18.0.9/18",
        {"as": "cidr"},
        "198.18.0.0/24 lies within 198.18.0.9/18",
    ),
    ("disjoint", "10.0.0.1", "10.0.0.1/32", {"as": "cidr"}, "10.0.0.1 is the same as 10.0.0.1/32"),
    ("both", True, False, {}, ""),
    ("both", False, False, {}, ""),
    ("version", "1.9", "1.10", {}, ""),
    ("version", [], "1", {"policy": "any"}, ""),
    ("version", "1.9", "2.0", {"policy": "same-major"}, ""),
    ("version", "1", "3", {"policy": "any", "breaks": ["2.5"]}, "what changed at '2.5' stands between them"),
    ("version", "1", "2", {"policy": "any", "breaks": [2]}, "what changed at 2 stands"),
    ("version", {"max": "1"}, {"min": "2"}, {}, ""),
    ("version", "1.0.0-rc.1", "1.0.0", {"scheme": "semver"}, ""),
    ("version", "A(1)", "A(2)", {"scheme": "edition"}, ""),
    ("complement", "client", "client", {"pairs": {"client": "server"}}, ""),
    ("complement", [], ["server"], {"pairs": {"client": "server"}}, ""),
    ("complement", "nobody", "nothing", {"pairs": {"client": "server"}}, ""),
    ("period-overlap", {"until": "2026-11-21"}, {"from": "2026-11-22"}, {}, "they share no day"),
    ("period-overlap", {"until": "2026-11-21"}, {"from": "2020-01-01"}, {}, "do not hold 2026-11-22"),
    ("period-overlap", {"until": "2026-11-23"}, {"from": "2026-11-22"}, {"min_days": 3}, "they share 2 days"),
    (
        "period-overlap",
        {"until": "2026-11-23"},
        {"from": "2026-11-22"},
        {"min_days": HUGE},
        "they share 2 days",
    ),
    ("at-least", 4.9, 5, {}, ""),
    ("at-most", HUGE, 5.5, {}, ""),
    ("covers", ["x"], ["x", "y"], {}, "not offered: 'y'"),
    ("covers", [], "y", {}, "not offered: 'y'"),
    ("dominates", "low", "mid", {"order": ["low", "mid", "high"]}, ""),
    ("releasable-to", [], None, {}, "'QNR' is not among those who may read"),
    ("releasable-to", ["QVA", "QZL"], 1, {}, "'QNR' is not among"),
]


@pytest.mark.parametrize(("name", "a", "b", "parameters", "note"), numbered(BROKEN))
def test_broken(name: str, a: Any, b: Any, parameters: dict[str, Any], note: str) -> None:
    answer = ask(name, a, b, **parameters)
    assert isinstance(answer, Broken)
    assert note in answer.note
    assert bool(note) == bool(answer.note)
    for mend in answer.mends:
        assert isinstance(ask(name, *applied(mend, a, b), **parameters), Holds)


UNANSWERED = [
    ("overlap", {"x": 1}, ["x"], {}, "a"),
    ("overlap", ["x"], None, {}, "b"),
    ("range-overlap", {}, {"min": 1}, {}, "a"),
    ("range-overlap", {"min": 1}, {"low": 1}, {}, "b"),
    ("range-overlap", {"min": 1}, {"min": 1, "unit": "MHz"}, {}, "b"),
    ("range-overlap", {"min": 2, "max": 1}, {"min": 3, "max": 1}, {}, ""),
    ("range-overlap", {"min": "1"}, {"min": 3}, {}, "a"),
    ("range-overlap", 3, {"min": 3}, {}, "a"),
    ("within", "1", 1, {"tolerance": 1}, "a"),
    ("within", True, 1, {"tolerance": 1}, "a"),
    ("within", 1, float("inf"), {"tolerance": 1}, "b"),
    ("disjoint", "10.0.0.0/33", "10.0.0.0", {"as": "cidr"}, "a"),
    ("disjoint", "10.0.0.0", 167772160, {"as": "cidr"}, "b"),
    ("disjoint", ["10.0.0.0"], ["a"], {"as": "range"}, ""),
    ("both", 1, True, {}, "a"),
    ("both", True, "true", {}, "b"),
    ("version", 1.1, "1.10", {}, "a"),
    ("version", "1.x", "1.1", {}, "a"),
    ("version", True, "1", {}, "a"),
    ("version", "1.1", "1.1", {"scheme": "semver"}, ""),
    ("version", "1.1.0-01", "1.1.0", {"scheme": "semver"}, "a"),
    ("version", "AB(1)", "A(1)", {"scheme": "edition"}, "a"),
    ("version", {"min": "2", "max": "1.9"}, "2", {}, "a"),
    ("version", {"minimum": "2"}, "2", {}, "a"),
    ("version", "4", "A(1)", {"scheme": "edition", "policy": "any", "breaks": ["B"]}, ""),
    ("version", HUGE, "1", {}, "a"),
    ("complement", 1, "server", {"pairs": {"client": "server"}}, "a"),
    ("period-overlap", {"from": "2026-11-31"}, {"from": "2026-11-01"}, {}, "a"),
    ("period-overlap", {"from": "20261101"}, {"from": "2026-11-01"}, {}, "a"),
    ("period-overlap", {"from": "2026-11-01"}, {}, {}, "b"),
    ("period-overlap", {"from": "2026-11-02", "until": "2026-11-01"}, {"from": "2026-11-01"}, {}, "a"),
    ("at-least", 1, "1", {}, "b"),
    ("at-most", [1], 1, {}, "a"),
    ("covers", {"x": 1}, [], {}, "a"),
    ("dominates", "top", "low", {"order": ["low", "high"]}, "a"),
    ("dominates", "low", ["low"], {"order": ["low", "high"]}, "b"),
    ("releasable-to", [1], None, {}, "a"),
    ("releasable-to", ["NATO"], None, {}, ""),
    ("standard", 1, "x", {}, "a"),
    ("standard", "x", {"standard": "x", "edition": 2.0}, {}, "b"),
    ("standard", "x", {"standard": "x", "version": "2"}, {}, "b"),
    ("standard", " ", "x", {}, "a"),
]


@pytest.mark.parametrize(("name", "a", "b", "parameters", "side"), numbered(UNANSWERED))
def test_unanswered(name: str, a: Any, b: Any, parameters: dict[str, Any], side: str) -> None:
    answer = ask(name, a, b, **parameters)
    assert isinstance(answer, Unanswered)
    assert answer.reason
    assert answer.side == side


def test_a_reason_says_what_was_found_and_what_is_taken() -> None:
    assert ask("at-least", 1, "fast").reason == "says 'fast', where a number is taken"
    assert "in quotes" in ask("version", 1.1, "1.10").reason


def test_values_nested_without_end_are_unanswered() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert isinstance(ask("equal", deep, deep), Unanswered)


MENDS = [
    ("equal", 1, 2, {}, [("a", "set", 2, 2)], [("b", "set", 1, 1)]),
    ("overlap", ["x"], ["y", "z"], {}, [("a", "add", "y", ["x", "y"])], [("b", "add", "x", ["y", "z", "x"])]),
    ("overlap", "x", ["y"], {}, [("a", "set", "y", "y")], [("b", "add", "x", ["y", "x"])]),
    (
        "overlap",
        ["p", "q"],
        ["r"],
        {"min_common": 2},
        [("b", "add", ["p", "q"], ["r", "p", "q"])],
        [("a", "add", "r", ["p", "q", "r"]), ("b", "add", "p", ["r", "p"])],
    ),
    ("disjoint", ["x", "y"], "y", {}, [("a", "remove", "y", ["x"])]),
    (
        "disjoint",
        {"min": 1, "max": 9},
        {"min": 4},
        {"as": "range"},
        [("a", "set", {"min": 1, "max": 3}, {"min": 1, "max": 3})],
        [("b", "set", {"min": 10}, {"min": 10})],
    ),
    ("both", False, False, {}, [("a", "set", True, True), ("b", "set", True, True)]),
    ("version", ["1"], ["3", "2"], {}, [("a", "add", "3", ["1", "3"])], [("b", "add", "1", ["3", "2", "1"])]),
    (
        "version",
        {"max": "1"},
        "3",
        {},
        [("a", "set", {"max": "3"}, {"max": "3"})],
        [("b", "set", "1", "1")],
    ),
    (
        "range-overlap",
        {"min": 1, "max": 2},
        [{"min": 9}, {"min": 5, "max": 6}],
        {},
        [("a", "set", {"min": 1, "max": 6}, {"min": 1, "max": 6})],
        [("b", "add", {"min": 1, "max": 2}, [{"min": 9}, {"min": 5, "max": 6}, {"min": 1, "max": 2}])],
    ),
    ("covers", ["x"], ["x", "y"], {}, [("a", "add", "y", ["x", "y"])], [("b", "remove", "y", ["x"])]),
    ("covers", ["x"], "y", {}, [("a", "add", "y", ["x", "y"])], [("b", "set", "x", "x")]),
    (
        "covers",
        "x",
        ["y", "z"],
        {},
        [("a", "set", ["x", "y", "z"], ["x", "y", "z"])],
        [("b", "remove", ["y", "z"], [])],
    ),
    ("releasable-to", ["QZL"], 0, {}, [("a", "add", "QNR", ["QZL", "QNR"])]),
    (
        "period-overlap",
        {"until": "2026-01-01"},
        {"from": "2020-01-01"},
        {},
        [("a", "set", {"until": "2026-11-22"}, {"until": "2026-11-22"})],
    ),
]


@pytest.mark.parametrize(("name", "a", "b", "parameters", "mends"), [(*case[:4], case[4:]) for case in MENDS])
def test_the_smallest_mends(name: str, a: Any, b: Any, parameters: dict[str, Any], mends: Any) -> None:
    expected = tuple(tuple(Change(*change) for change in mend) for mend in mends)
    assert ask(name, a, b, **parameters).mends == expected


@pytest.mark.parametrize(
    ("reader", "named", "kind"),
    [
        (Who("QNR", frozenset({"QX"})), ["QX"], Holds),
        (Who("QNR", frozenset()), ["QX"], Broken),
        (Who("QNR"), ["QX", "QZL"], Unanswered),
        (Who("QNR"), ["QZL"], Broken),
        (Who("QNR"), "QNR", Holds),
    ],
)
def test_releasable_to_asks_who_reads(reader: Who, named: Any, kind: type) -> None:
    context = Context(DAY, EMPTY, Who("QVA"), reader, frozenset({"QVA", "QNR", "QZL"}))
    assert isinstance(ask("releasable-to", named, None, context), kind)
    assert context.mirrored().a_who is reader


STANDARDS = [
    ("x-a", "x-a", Holds("x-a")),
    ("z", "z", Holds("z")),
    ("x-a", "x-b", Holds("x-a")),
    ("x-b", {"standard": "x", "edition": "a"}, Holds("x-a")),
    (["x-b", "y-b"], ["y-b", "x-b"], Holds("y-b")),
    ("cover", "x-d", Holds("x-d")),
    ("cover", ["x-c", "x-d"], Holds("x-c")),
    ({"standard": "q", "edition": 2}, {"standard": "q", "edition": "2"}, Holds("q-2")),
]


@pytest.mark.parametrize(("a", "b", "answer"), STANDARDS)
def test_standard_holds(a: Any, b: Any, answer: Holds) -> None:
    assert ask("standard", a, b, EDITIONS) == answer


@pytest.mark.parametrize(
    ("a", "b", "reason", "source"),
    [
        ("x-b", "x-d", "sources disagree on whether these two work together", "S3"),
        ("x-b", "x-c", "no public source says whether these two work together", ""),
        ("x-a", "z", "one is not known", ""),
        (["x-a", "z"], "x-d", "one is not known", ""),
        ("x", "x-a", "names no edition of 'x'", ""),
        ({"standard": "x"}, {"standard": "x"}, "names no edition of 'x'", ""),
    ],
)
def test_standard_is_unanswered(a: Any, b: Any, reason: str, source: str) -> None:
    answer = ask("standard", a, b, EDITIONS)
    assert isinstance(answer, Unanswered)
    assert reason in answer.reason
    assert answer.source == source


@pytest.mark.parametrize(
    ("a", "b", "note"),
    [
        ("x-a", "x-d", "'x-a' and 'x-d' do not work together (the header changed; S2)"),
        ("x-a", "y-a", "'x-a' and 'y-a' are not the same published standard"),
        (["y-a", "x-a"], "x-d", "'x-a' and 'x-d' do not work together (the header changed; S2)"),
        ([], ["x-a", "z"], ""),
        ([], ["x"], ""),
    ],
)
def test_standard_is_broken(a: Any, b: Any, note: str) -> None:
    answer = ask("standard", a, b, EDITIONS)
    assert isinstance(answer, Broken)
    assert answer.note == note
    for mend in answer.mends:
        assert isinstance(ask("standard", *applied(mend, a, b), EDITIONS), Holds)


def test_both_may_take_the_current_edition_that_neither_has() -> None:
    *_, last = ask("standard", ["x-a"], "x-d", EDITIONS).mends
    assert last == (Change("a", "add", "x-c", ["x-a", "x-c"]), Change("b", "set", "x-c", "x-c"))


def test_a_mend_prefers_a_current_edition() -> None:
    first = ask("standard", ["y-a"], ["x-d", "x-a"], EDITIONS).mends[0]
    assert first == (Change("a", "add", "x-a", ["y-a", "x-a"]),)


def test_version_parameters_are_judged() -> None:
    faults = RELATIONS["version"].faults
    assert list(faults({"breaks": ["2"]})) == []
    (fault,) = faults({"breaks": ["2"], "scheme": "semver"})
    assert "'2'" in fault


# --- laws -------------------------------------------------------------------------------------------------

_numbers = st.integers(-5, 5) | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
_words = st.sampled_from(["x", "y", "QVA", "QNR", "NATO", "client", "server", "x-a", "x-b", "x-d", "y-a", "cover"])
_versions = st.sampled_from(["1", "1.0", "1.10", "2", "1.0.0", "1.0.0-rc.1", "2.1.0", "A(1)", "A(2)", "B", "Ed 4", "4"])
_networks = st.sampled_from(["10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "11.0.0.0/8", "::/0", "2001:db8::/32"])
_days = st.sampled_from(["2026-11-20", "2026-11-22", "2026-11-23", "2020-01-01", "0001-01-01", "9999-12-31"])
_scalars = st.none() | st.booleans() | _numbers | _words | _versions | _networks | st.text(max_size=3)
_ranges = st.fixed_dictionaries({}, optional={"min": _numbers | _versions, "max": _numbers | _versions})
_periods = st.fixed_dictionaries({}, optional={"from": _days, "until": _days})
_editions = st.fixed_dictionaries(
    {"standard": st.sampled_from(["x", "y", "q"])}, optional={"edition": st.sampled_from(["a", "d", 1])}
)
_single = _scalars | _ranges | _periods | _editions
_json = st.recursive(
    _single,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def _some(sort: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return sort | st.lists(sort, max_size=4)


_small = st.fixed_dictionaries({}, optional={"min": st.integers(0, 9), "max": st.integers(0, 9)})
_fitting: dict[str, st.SearchStrategy[Any]] = {
    "equal": _single,
    "overlap": _some(_words),
    "range-overlap": _some(_small | _ranges),
    "within": _numbers,
    "disjoint": _some(_small) | _some(_networks) | _some(_words),
    "both": st.booleans(),
    "standard": _some(_words | _editions),
    "version": _some(_versions | st.fixed_dictionaries({}, optional={"min": _versions, "max": _versions})),
    "complement": _some(_words),
    "period-overlap": _periods,
    "at-least": _numbers,
    "at-most": _numbers,
    "covers": _some(_words),
    "dominates": _words,
    "releasable-to": _some(_words),
}

_PARAMETERS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "equal": st.sampled_from([{}, {"normalize": "casefold"}]),
    "overlap": st.sampled_from([{}, {"min_common": 2}, {"min_common": 3.0}]),
    "range-overlap": st.sampled_from([{}, {"min_width": 1}, {"min_width": 0.1}]),
    "within": st.sampled_from([{"tolerance": 0}, {"tolerance": 1.5}]),
    "disjoint": st.sampled_from([{}, {"as": "range"}, {"as": "cidr"}]),
    "version": st.builds(
        lambda scheme, policy, breaks: {"scheme": scheme, "policy": policy, "breaks": breaks[scheme]},
        st.sampled_from(["numeric", "semver", "edition"]),
        st.sampled_from(["same", "same-major", "any"]),
        st.sampled_from(
            [
                {"numeric": [], "semver": [], "edition": []},
                {"numeric": ["1.5", 2], "semver": ["1.0.0", "2.0.0"], "edition": ["A(2)"]},
            ]
        ),
    ),
    "complement": st.sampled_from([{"pairs": {"client": "server"}}, {"pairs": {"x": ["x", "y"], "y": "client"}}]),
    "period-overlap": st.sampled_from([{}, {"min_days": 3}]),
    "dominates": st.sampled_from([{"order": ["x", "y", 1, True]}, {"order": ["1", "2"]}]),
}


def _told(answer: Any) -> Any:
    """An answer with equal values made the same (1 and 1.0), and its mends in no order."""
    match answer:
        case Holds(agreed):
            return "holds", "" if agreed is NOTHING else json_key(agreed)
        case Broken(mends, note):
            told = [sorted((c.side, c.do, json_key(c.value), json_key(c.result)) for c in mend) for mend in mends]
            return "broken", sorted(told), note
    return answer


@pytest.mark.parametrize("name", RELATIONS)
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_laws(name: str, data: st.DataObject) -> None:
    """No value raises; what is symmetric answers the mirror image; every mend mends."""
    values = _fitting[name] if data.draw(st.integers(0, 3)) else _json
    a, b = data.draw(values), data.draw(values)
    parameters = data.draw(_PARAMETERS.get(name, st.just({})))
    relation = RELATIONS[name]
    answer = relation.function(a, b, parameters, EDITIONS)
    assert isinstance(answer, Holds | Broken | Unanswered)
    if not relation.directional:
        assert _told(mirrored(relation.function(b, a, parameters, EDITIONS.mirrored()))) == _told(answer)
        assert isinstance(answer, Holds) or _told(mirrored(mirrored(answer))) == _told(answer)
    if isinstance(answer, Holds):
        assert (answer.agreed is not NOTHING) == relation.agrees
    if isinstance(answer, Broken):
        assert [len(mend) for mend in answer.mends] == sorted(len(mend) for mend in answer.mends)
        for mend in answer.mends:
            assert isinstance(relation.function(*applied(mend, a, b), parameters, EDITIONS), Holds)


@given(_json, _json)
def test_keys_are_equal_where_values_are(a: Any, b: Any) -> None:
    assert json_equal(a, b) == (json_key(a) == json_key(b))
    assert json_equal(a, plain(a))
    assert len(quoted(a)) <= 60
    assert quoted(a).isprintable()


def test_json_equality() -> None:
    assert json_equal({"x": [1, -0.0]}, {"x": [1.0, 0]})
    assert json_equal(1e23, 10**23)
    assert not json_equal(1, True)
    assert not json_equal(0, False)
    assert not json_equal("1", 1)
    assert not json_equal(None, False)


# --- the table --------------------------------------------------------------------------------------------


def test_the_relations_of_the_vocabulary() -> None:
    symmetric = [name for name, relation in RELATIONS.items() if not relation.directional]
    expected = "equal overlap range-overlap within disjoint both standard version complement period-overlap"
    assert symmetric == expected.split()
    assert [name for name in RELATIONS if name not in symmetric] == [
        "at-least",
        "at-most",
        "covers",
        "dominates",
        "releasable-to",
    ]


@pytest.mark.parametrize("relation", RELATIONS.values(), ids=lambda relation: relation.name)
def test_a_relation_says_what_it_is(relation: Any) -> None:
    assert RELATIONS[relation.name] is relation
    assert relation.title[0].islower()
    assert not relation.title.endswith(".")
    assert set(relation.required) | set(relation.defaults) <= set(relation.parameters)
    assert relation.schema["required"] == list(relation.required)


@pytest.mark.parametrize("name", sorted(_PARAMETERS))
def test_parameters_have_a_schema(name: str) -> None:
    import jsonschema

    schema = RELATIONS[name].schema
    jsonschema.Draft202012Validator.check_schema(schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"nonsense": 1}, schema)
    defaults = {key: list(value) if value == () else value for key, value in RELATIONS[name].defaults.items()}
    assert RELATIONS[name].required or jsonschema.Draft202012Validator(schema).is_valid(defaults)
