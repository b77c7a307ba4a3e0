"""Laws of reading: a document or a refusal, whatever the parser, and the values of a second reader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from interop_check.profiles import BECAUSE, Document, Unreadable, events, hazards, pointer, read_document, steps_of
from interop_check.profiles.pure import PureParser

# A little of everything that means something to a parser, so that most texts are nearly YAML.
PIECES = (
    *(
        " ",
        "  ",
        "\n",
        "\n  ",
        "\n    ",
        "\n- ",
        "\n  - ",
        "- ",
        ": ",
        ":",
        ", ",
        ",",
        "[",
        "]",
        "{",
        "}",
        "? ",
    ),
    *(
        "\t",
        "\r",
        "\r\n",
        "#",
        " # c\n",
        "'",
        '"',
        "|\n",
        ">-\n",
        "|+\n  ",
        "\\",
        "\\n",
        "\\ud800",
        "\\x41",
        "''",
    ),
    *(
        "a",
        "b: ",
        "\na: ",
        "\nb: ",
        "\nc:\n  ",
        "kind: x\n",
        "é",
        "😀",
        "\ufeff",
        "\x85",
        "\u2028",
        "\0",
        "%",
        "@",
    ),
    *(
        "---\n",
        "...\n",
        "\n---\n",
        "%YAML 1.2\n",
        "%TAG ! x\n",
        "&a ",
        "*a",
        "!",
        "!!str ",
        "!x!y ",
        "<<: ",
        "<<",
    ),
    *(
        "1",
        "010",
        "0x1F",
        "1.5",
        ".inf",
        "1e400",
        "9" * 120,
        "NO",
        "true",
        "null",
        "~",
        "22:30",
        "1_0",
        "=",
        "-",
    ),
)
texts = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
mappings = texts.map("a: ".__add__)
profile_bytes = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    texts.map(str.encode),
    mappings.map(str.encode),
    mappings.map(lambda text: text.encode("utf-16")),
)


@contextmanager
def pure() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "parser", PureParser)
        yield


def outcome(data: bytes) -> Document | Unreadable:
    try:
        return read_document("p.yaml", data)
    except Unreadable as unreadable:
        return unreadable


def is_plain(value: Any) -> bool:
    if type(value) is dict:
        return all(type(key) is str for key in value) and all(map(is_plain, value.values()))
    return all(map(is_plain, value)) if type(value) is list else type(value) in (str, int, float, bool, type(None))


def all_steps(value: Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield steps
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from all_steps(inner, (*steps, step))


@settings(max_examples=400, deadline=None)
@given(profile_bytes)
def test_any_bytes_are_a_document_or_a_refusal(data):
    read = outcome(data)
    if isinstance(read, Document):
        assert is_plain(read.value)
        json.dumps(read.value, allow_nan=False).encode()
        assert list(hazards(read)) == [] or read.ambiguous
    else:
        (finding,) = read.findings
        place = finding.places[0]
        assert finding.rule.removeprefix("yaml/") in BECAUSE
        assert place.line >= 1
        assert place.column >= 1


# What the parsers find themselves; each finds it at its own time and column.
THEIRS = {f"yaml/{reason}" for reason in ("syntax", "escape", "tag", "alias", "non-string-key")}


def places(document: Document) -> Iterator[Any]:
    for steps in all_steps(document.value):
        yield document.key_at(steps)
        yield document.at(steps)


def agree(one: Document | Unreadable, other: Document | Unreadable) -> bool:
    if isinstance(one, Document) and isinstance(other, Document):
        same = zip(places(one), places(other), strict=True)
        # The two put what is not written before or after the blanks around it.
        return repr(one.value) == repr(other.value) and all(a == b or not (a.text or b.text) for a, b in same)
    if isinstance(one, Unreadable) and isinstance(other, Unreadable):
        (a,), (b,) = one.findings, other.findings
        return a == b or bool(THEIRS & {a.rule, b.rule})
    return False


@pytest.mark.skipif(events.parser is PureParser, reason="there is no libyaml")
@settings(max_examples=600, deadline=None)
@given(profile_bytes)
def test_both_parsers_say_the_same(data):
    by_libyaml = outcome(data)
    with pure():
        assert agree(by_libyaml, outcome(data))


# Documents that are written here, in one of several styles ----------------------------------------------

characters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufeff\ufffe\uffff")
words = st.text(characters, max_size=12)
# Both readers must read these alike; ruamel.yaml, for one, takes `1_000` and dates for something else.
plain_words = st.from_regex(r"[A-Zb-z][A-Za-z]{0,6}( [a-z]{1,5}| [0-9]{1,3})?", fullmatch=True).filter(
    lambda word: word.lower() not in ("null", "true", "false")
)
numbers = st.one_of(st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False))
scalars = st.one_of(st.none(), st.booleans(), numbers, words, plain_words)
keys = st.one_of(plain_words, words)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=15,
)
documents = st.dictionaries(keys, values, min_size=1, max_size=5)


class Writer:
    """Writes a value as YAML, in a style that is drawn anew for each part of it."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw

    def scalar(self, value: Any) -> str:
        if not isinstance(value, str):
            return self.draw(st.sampled_from(["null", "~", "Null"])) if value is None else json.dumps(value)
        quoted = ["'" + value.replace("'", "''") + "'", json.dumps(value, ensure_ascii=False)]
        plain = value.replace(" ", "").isascii() and value.replace(" ", "").isalnum() and not value[0].isdigit()
        is_word = plain and value[:1].isalpha() and value.strip() == value and "  " not in value
        reserved = value.lower() in ("null", "true", "false")
        return self.draw(st.sampled_from([value, *quoted] if is_word and not reserved else quoted))

    def flow(self, value: Any) -> str:
        space = self.draw(st.sampled_from(["", " ", "  "]))
        if isinstance(value, list):
            return f"[{space}{', '.join(map(self.flow, value))}{space}]"
        if isinstance(value, dict):
            entries = (f"{self.scalar(key)}: {self.flow(inner)}" for key, inner in value.items())
            return f"{{{space}{f',{space}'.join(entries)}{space}}}"
        return self.scalar(value)

    def after(self, value: Any, indent: str) -> str:
        """What follows ``key:`` or ``-``, with the line break at its end."""
        comment = self.draw(st.sampled_from(["", "", " # comment", "   "]))
        if not value or not isinstance(value, dict | list) or self.draw(st.integers(0, 4)) == 0:
            return f" {self.flow(value)}{comment}\n"
        return f"{comment}\n" + self.block(value, indent + self.draw(st.sampled_from([" ", "  ", "    "])))

    def block(self, value: Any, indent: str) -> str:
        gap = self.draw(st.sampled_from(["", "", "", "\n", f"{indent}# comment\n", "# comment\n"]))
        if isinstance(value, list):
            return gap + "".join(f"{indent}-{self.after(inner, indent)}" for inner in value)
        return gap + "".join(f"{indent}{self.scalar(key)}:{self.after(inner, indent)}" for key, inner in value.items())


@st.composite
def written(draw: Any) -> tuple[dict[str, Any], str]:
    document = draw(documents)
    text = draw(st.sampled_from(["", "---\n", "# comment\n", "\ufeff"])) + Writer(draw).block(document, "")
    text = draw(st.sampled_from([text, text.rstrip("\n"), text + "...\n"]))
    return document, draw(st.sampled_from([text, text.replace("\n", "\r\n")]))


@settings(max_examples=120, deadline=None)
@given(written())
def test_what_is_written_is_read(case):
    document, text = case
    assume(all(len(json.dumps(key)) < 200 for key in document))
    assert repr(read_document("p.yaml", text.encode()).value) == repr(document)


@settings(max_examples=80, deadline=None)
@given(written())
def test_a_second_reader_of_yaml_1_2_reads_the_same(case):
    _, text = case
    assert read_document("p.yaml", text.encode()).value == YAML(typ="safe", pure=True).load(text.removeprefix("\ufeff"))


@settings(max_examples=60, deadline=None)
@given(written())
@example(({}, "a: b\nc:\n- 'd'\n"))
def test_every_place_holds_its_value(case):
    _, text = case
    document = read_document("p.yaml", text.encode())
    for steps in all_steps(document.value):
        place = document.at(steps)
        assert steps_of(place.pointer, document.value) == steps
        assert document.lines[place.line - 1][place.column - 1 :].startswith(place.text.split("\n")[0])
        assert (place.line, place.column) <= (place.end_line, place.end_column)
        if not isinstance(place.value, dict | list):
            assert repr(read_document("p", f"a: {place.text}".encode()).value["a"]) == repr(place.value)
        if steps and isinstance(steps[-1], str):
            key = document.key_at(steps)
            assert list(read_document("p", f"{key.text}: 1".encode()).value) == [steps[-1]]


@given(st.lists(st.text(max_size=5) | st.integers(0, 3), max_size=4))
def test_pointers_go_there_and_back(steps):
    value: Any = None
    for step in reversed(steps):
        value = {step: value} if isinstance(step, str) else [value] * (step + 1)
    assert steps_of(pointer(steps), value) == tuple(steps)


SAMPLES = sorted((Path(__file__).parent.parent / "sample_systems").rglob("*.yaml"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_second_reader_reads_the_samples_alike(path):
    data = path.read_bytes()
    assert read_document(path.name, data).value == YAML(typ="safe", pure=True).load(data.decode())
