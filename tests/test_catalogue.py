"""The catalogue: what a reference means, what is known of two editions, and every way to break a file."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interop_check.catalogue import EMPTY, Catalogue, CatalogueError, load_catalogue
from interop_check.relations import RELATIONS, Broken, Context, Holds, Together, Unanswered, Who

SHIPPED = Path(__file__).parent.parent / "schemas" / "catalogue"

FIRST: dict[str, Any] = {
    "catalogue": {"date": "2023-01-28", "source": "a notional register"},
    "standards": {
        "track-36": {
            "title": "Tracks",
            "publisher": "QORG",
            "aliases": ["Track-36", "QAG 5527"],
            "editions": {
                "q-track-36-ed.a-v1": {"edition": "A(1)", "date": "2017", "lifecycle": "current"},
                "q-track-36-ed.a-v2": {
                    "edition": "A(2)",
                    "date": "2019-05-01",
                    "lifecycle": "candidate",
                    "aliases": ["q-track36-a2"],
                    "source": "the register",
                },
                "q-track-36-ed.a-v10": {"edition": "A(10)", "lifecycle": "candidate"},
                "q-track-36-ed.b-v1": {"edition": "B(1)", "lifecycle": "retired"},
            },
        },
        "overlay": {
            "title": "Overlays",
            "publisher": "QORG",
            "editions": {
                "overlay-1.5": {"edition": "1.5", "lifecycle": "fading"},
                "overlay-15": {"edition": "15", "lifecycle": "candidate"},
            },
        },
    },
    "covers": {
        "qag-5527-ed1": {
            "title": "QAG 5527 Ed 1",
            "aliases": ["qag5527"],
            "covers": ["q-track-36-ed.a-v1", "overlay-15"],
        }
    },
    "pairs": [
        {
            "editions": ["q-track-36-ed.b-v1", "q-track36-a2"],
            "together": "no",
            "source": "S",
            "checked": "2026-11-22",
            "confidence": "high",
            "note": "N",
        },
        {"editions": ["overlay-1.5", "overlay-15"], "together": "yes", "source": "S", "confidence": "low"},
    ],
}
A1, A2, A10, B1 = FIRST["standards"]["track-36"]["editions"]


def write(folder: Path, name: str = "one.json", data: Any = None, **sections: Any) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(FIRST if data is None and not sections else {**(data or {}), **sections}))
    return folder


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return load_catalogue([write(tmp_path_factory.mktemp("catalogue"))])


@pytest.mark.parametrize(
    ("reference", "ids"),
    [
        (A1, (A1,)),
        ("q-track36-a2", (A2,)),
        ("qag-5527-ed1", ("overlay-15", A1)),
        ("qag5527", ("overlay-15", A1)),
        ("nobody knows", ("nobody knows",)),
        (A1.upper(), (A1.upper(),)),
        ("track-36", ()),
        ("TRACK 36", ()),
        ({"standard": "track-36", "edition": "A(1)"}, (A1,)),
        ({"standard": "qag 5527", "edition": "Ed. A v 1"}, (A1,)),
        ({"standard": "TRACK36", "edition": "a 01"}, (A1,)),
        ({"standard": "QAG 5527", "edition": "Ed 1"}, ("overlay-15", A1)),
        ({"standard": "overlay", "edition": "1.5"}, ("overlay-1.5",)),
        ({"standard": "overlay", "edition": 15}, ("overlay-15",)),
        ({"standard": "overlay", "edition": "2"}, ("overlay 2",)),
        ({"standard": "Track-36", "edition": "C(1)"}, ("track-36 C(1)",)),
        ({"standard": "QAG 5527", "edition": "C(1)"}, ("track-36 C(1)",)),
        ({"standard": "nobody", "edition": "1"}, ("nobody 1",)),
        ({"standard": "nobody"}, ()),
        ({"standard": "track-36", "edition": " "}, ()),
        ({"standard": A1, "edition": None}, (A1,)),
    ],
)
def test_what_a_reference_means(known: Catalogue, reference: Any, ids: tuple[str, ...]) -> None:
    assert known.resolve(reference) == ids
    named_only = reference in ("track-36", "TRACK 36", {"standard": "track-36", "edition": " "})
    assert known.knows(reference) == ((bool(ids) and set(ids) <= set(known.editions)) or named_only)


def test_what_is_known_of_two_editions(known: Catalogue) -> None:
    assert known.together(A2, B1) == known.together(B1, A2) == Together("no", "S", "high", "N")
    assert known.together(A1, A1).verdict == "yes"
    assert known.together(A1, A2) == Together("unsaid")
    assert known.together(A1, "overlay-1.5").verdict == "different-standard"
    lacking = known.together("q-track-36-ed.c", A1)
    assert lacking.verdict == "unsaid"
    assert "does not know 'q-track-36-ed.c'; the nearest id that it knows is 'q-track-36-ed.b-v1'" in lacking.note


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("TRACK 36 a(10)", A10),
        (A1.upper(), A1),
        ("Trak-36", "track-36"),
        ("qag 5527 ed. 1", "qag-5527-ed1"),
        ("track-36 C(1)", B1),
        ("something else entirely", None),
        ("", None),
    ],
)
def test_the_nearest_id(known: Catalogue, text: str, id: str | None) -> None:
    assert known.nearest(text) == id
    assert known.nearest(text) == id


def test_the_newest_edition(known: Catalogue) -> None:
    assert known.newest([A1, A2, B1]) == A2
    assert known.newest([A10, B1]) == B1
    assert known.newest(["overlay-1.5", "overlay-15", "unknown"]) == "overlay-15"
    assert known.newest([]) is None


def test_what_things_are_called(known: Catalogue) -> None:
    assert known.title(A1) == "Tracks, A(1)"
    assert known.title("track-36") == "Tracks"
    assert known.title("qag-5527-ed1") == "QAG 5527 Ed 1"
    assert known.title("unknown") == "unknown"
    assert known.lifecycle(B1) == "retired"
    assert known.lifecycle("unknown") is None
    assert known.current([B1, "unknown"]) == (A1,)
    assert known.date == "2023-01-28"


def test_silent_pairs(known: Catalogue) -> None:
    assert list(known.silent_pairs([B1, A2, A1, "unknown", "overlay-15", "overlay-1.5"])) == [
        (A1, A2),
        (A1, B1),
    ]


def test_the_relation_asks_the_catalogue(known: Catalogue) -> None:
    context = Context(datetime.date(2026, 11, 22), known, Who("QVA"), Who("QNR"))
    ask = RELATIONS["standard"].function
    assert ask("qag-5527-ed1", {"standard": "Track 36", "edition": "A(1)"}, {}, context) == Holds(A1)
    assert ask("overlay-1.5", "overlay-15", {}, context) == Holds("overlay-15")
    broken = ask(A2, [B1], {}, context)
    assert isinstance(broken, Broken)
    assert "(N; S)" in broken.note
    assert [change.value for change in broken.mends[-1]] == [A1, A1]
    unsaid = ask(A1, A2, {}, context)
    assert isinstance(unsaid, Unanswered)
    assert "no public source says" in unsaid.reason


def test_an_empty_catalogue() -> None:
    assert (load_catalogue([]).date, dict(load_catalogue([]).editions)) == (EMPTY.date, {})
    assert EMPTY.resolve("x") == ("x",)
    assert EMPTY.together("x", "y").note == "the catalogue does not know 'x'; the catalogue does not know 'y'"


def test_a_later_folder_adds_and_wins(tmp_path: Path) -> None:
    first = write(tmp_path / "first")
    second = write(
        tmp_path / "second",
        standards={
            "track-36": {
                "title": "Tracks, ours",
                "aliases": ["T36"],
                "editions": {
                    "q-track-36-ed.c": {"edition": "C", "lifecycle": "current"},
                    A1: {"edition": "A(1)", "lifecycle": "fading"},
                },
            },
            "new": {"title": "New", "publisher": "QORG"},
        },
        covers={"qag-5527-ed1": {"title": "QAG 5527 Ed 1", "covers": [A1]}},
        pairs=[{"editions": [A2, B1], "together": "yes", "source": "ours", "confidence": "medium"}],
    )
    both = load_catalogue([first, second, tmp_path / "not-there"])
    assert both.title("q-track-36-ed.c") == "Tracks, ours, C"
    assert both.resolve({"standard": "t 36", "edition": "A1"}) == (A1,)
    assert both.resolve({"standard": "QAG 5527", "edition": "B1"}) == (B1,)
    assert both.resolve("qag-5527-ed1") == (A1,)
    assert both.lifecycle(A1) == "fading"
    assert both.together(B1, A2) == Together("yes", "ours", "medium")
    assert both.date == "2023-01-28"
    assert "new" in both.families


def edited(*path: Any, value: Any) -> dict[str, Any]:
    """The first catalogue with one value put elsewhere."""
    data: dict[str, Any] = json.loads(json.dumps(FIRST))
    inner: Any = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return data


def pair(one: str, other: str, together: str = "yes") -> dict[str, Any]:
    return {"editions": [one, other], "together": together, "source": "S", "confidence": "low"}


def edition(name: str = "Z", **more: Any) -> dict[str, Any]:
    return {"edition": name, "lifecycle": "current", **more}


_TRACK = ("standards", "track-36", "editions")
BROKEN = {
    "schema": (edited("standards", "overlay", "titel", value="x"), "/standards/overlay", "titel"),
    "escaped": (edited("standards", "a/b~c", value={"title": 1}), "/standards/a~1b~0c/title", "string"),
    "lifecycle": (
        edited(*_TRACK, A1, "lifecycle", value="old"),
        f"/standards/track-36/editions/{A1}/lifecycle",
        "old",
    ),
    "date": (edited("catalogue", "date", value="2023-02-30"), "/catalogue/date", "2023-02-30"),
    "top": ([], "", "object"),
    "no publisher": (edited("standards", "n", value={"title": "N"}), "/standards/n", "no publisher"),
    "no title": (edited("standards", "n", value={}), "/standards/n", "no title and no publisher"),
    "two families": (
        edited("standards", "overlay", "editions", A1, value=edition()),
        f"/standards/overlay/editions/{A1}",
        "already an edition of 'track-36'",
    ),
    "ambiguous alias": (
        edited(*_TRACK, A2, "aliases", value=["overlay-15"]),
        "/standards/overlay/editions/overlay-15",
        "means both",
    ),
    "ambiguous family": (
        edited("standards", "overlay", "aliases", value=["TRACK 36"]),
        "/standards/overlay",
        "'TRACK 36' means both 'track-36' and 'overlay'",
    ),
    "ambiguous edition": (
        edited(*_TRACK, "z", value=edition("a 1")),
        "/standards/track-36/editions/z",
        "'a 1' means both",
    ),
    "cover of nothing": (
        edited("covers", "qag-5527-ed1", "covers", value=[A1, "overlay-2.5"]),
        "/covers/qag-5527-ed1/covers/1",
        "no edition has the id 'overlay-2.5'; did you mean 'overlay-1.5'?",
    ),
    "pair of nothing": (
        edited("pairs", 0, value=pair(A1, "???")),
        "/pairs/0/editions/1",
        "no edition has the id '???'",
    ),
    "pair of a cover": (
        edited("pairs", 0, value=pair("qag-5527-ed1", A1)),
        "/pairs/0/editions/0",
        "no edition has",
    ),
    "pair of one": (
        edited("pairs", 0, value=pair(A2, "q-track36-a2")),
        "/pairs/0/editions",
        "works with itself",
    ),
    "contradiction": (
        edited("pairs", value=[pair(A1, A2), pair(A2, A1, "no")]),
        "/pairs/1/together",
        "#/pairs/0 says 'yes'",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_catalogue_is_refused_at_its_place(tmp_path: Path, case: str) -> None:
    data, pointer, message = BROKEN[case]
    (tmp_path / "one.json").write_text(json.dumps(data))
    with pytest.raises(CatalogueError) as caught:
        load_catalogue([tmp_path])
    assert caught.value.pointer == pointer
    assert message in caught.value.message
    assert caught.value.path == (tmp_path / "one.json").as_posix()
    assert caught.value.path in str(caught.value)


@pytest.mark.parametrize(
    ("section", "pointer"),
    [
        ({"standards": {"track-36": {"editions": {A1: edition()}}}}, f"/standards/track-36/editions/{A1}"),
        ({"covers": {"qag-5527-ed1": {"title": "x", "covers": [A1]}}}, "/covers/qag-5527-ed1"),
    ],
)
def test_twice_in_one_folder_is_refused(tmp_path: Path, section: dict[str, Any], pointer: str) -> None:
    write(tmp_path)
    write(tmp_path, "two.json", section)
    with pytest.raises(CatalogueError, match=r"one\.json too; keep one") as caught:
        load_catalogue([tmp_path])
    assert (Path(caught.value.path).name, caught.value.pointer) == ("two.json", pointer)


def test_the_same_pair_said_twice_alike_is_said_once(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, "two.json", pairs=[{**pair(B1, A2, "no"), "source": "another"}])
    assert load_catalogue([tmp_path]).together(A2, B1).source == "S"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON in UTF-8"),
        (b'{"pairs": [], "pairs": []}', "the key 'pairs' stands twice"),
        (b'{"pairs": NaN}', "NaN is no JSON number"),
        (b"[" * 100_000, "not JSON"),
        (b'{"$comment": ' + b"1" * 5000 + b"}", "not JSON"),
        (b'{"$comment": "\\ud800"}', "surrogates not allowed"),
    ],
)
def test_what_is_no_json_is_refused(tmp_path: Path, text: bytes, message: str) -> None:
    (tmp_path / "one.json").write_bytes(text)
    with pytest.raises(CatalogueError) as caught:
        load_catalogue([tmp_path])
    assert message in caught.value.message


def test_a_folder_named_like_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.json").mkdir()
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_catalogue([tmp_path])


def test_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_bytes(b"\xef\xbb\xbf" + json.dumps(FIRST).encode())
    assert load_catalogue([tmp_path]).knows(A1)


def test_both_validators_say_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from interop_check import catalogue

    monkeypatch.setattr(catalogue, "jsonschema_rs", None)
    catalogue._validator.cache_clear()
    try:
        assert load_catalogue([write(tmp_path)]).knows(A1)
        for case in ("schema", "escaped", "lifecycle", "date", "top"):
            test_a_broken_catalogue_is_refused_at_its_place(tmp_path, case)
    finally:
        catalogue._validator.cache_clear()


def test_the_shipped_catalogue_is_whole() -> None:
    shipped = load_catalogue([SHIPPED])
    assert shipped.date is not None
    for id in shipped.editions:
        edition = shipped.editions[id]
        assert shipped.resolve(id) == (id,)
        assert shipped.resolve({"standard": edition.family, "edition": edition.edition}) == (id,)


@given(st.data())
def test_the_order_of_two_editions_does_not_matter(data: st.DataObject) -> None:
    shipped = load_catalogue_once()
    ids = st.sampled_from([*shipped.editions, "unknown"])
    one, other = data.draw(ids), data.draw(ids)
    assert shipped.together(one, other) == shipped.together(other, one)
    assert shipped.newest([one, other]) == shipped.newest([other, one])


_once: list[Catalogue] = []


def load_catalogue_once() -> Catalogue:
    if not _once:
        _once.append(load_catalogue([SHIPPED]))
    return _once[0]
