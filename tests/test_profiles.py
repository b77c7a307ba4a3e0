"""Reading profiles: values, places, every refusal, and the search of folders."""

from __future__ import annotations

import io
import os
import pickle
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from interop_check.profiles import (
    BECAUSE,
    Document,
    PathNotFound,
    Unreadable,
    events,
    find_files,
    hazards,
    load,
    pointer,
    read_document,
    steps_of,
)
from interop_check.profiles.pure import PureParser
from interop_check.report import Outcome, Severity

libyaml = pytest.param("libyaml", marks=pytest.mark.skipif(events.parser is PureParser, reason="none"))


@pytest.fixture(params=[libyaml, "pure"], autouse=True)
def parser(request, monkeypatch):
    if request.param == "pure":
        monkeypatch.setattr(events, "parser", PureParser)
    return request.param


def read(text: str | bytes) -> Document:
    return read_document("p.yaml", text.encode() if isinstance(text, str) else text)


def refused(text: str | bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(text)
    return caught.value


PROFILE = """\
# a profile
kind: communications/1.0
partner: QVA
system: 'qva-net'
network: exq-secret
state: fielded
exchanges:
  text-chat:
    - id: xmpp   # preferred
      version: "1.10"
      ports: [5222,
        5269]
      note: |
        one
        two

    - {id: smtp, "é😀": 7}
  voice: none
"""


# Values ----------------------------------------------------------------------------------------------


SCALARS = [
    ("", None),
    ("~", None),
    ("null", None),
    ("Null", None),
    ("NULL", None),
    ("nULL", "nULL"),
    ("true", True),
    ("True", True),
    ("TRUE", True),
    ("tRUE", "tRUE"),
    ("false", False),
    ("False", False),
    ("FALSE", False),
    ("NO", "NO"),
    ("no", "no"),
    ("on", "on"),
    ("y", "y"),
    ("=", "="),
    ("<<", "<<"),
    ("0", 0),
    ("-0", 0),
    ("7", 7),
    ("+7", 7),
    ("-7", -7),
    ("010", 10),
    ("-010", -10),
    ("0o17", 15),
    ("-0o17", "-0o17"),
    ("0o8", "0o8"),
    ("0x1F", 31),
    ("0X1F", "0X1F"),
    ("+0x1F", "+0x1F"),
    ("0b1", "0b1"),
    ("1_000", "1_000"),
    ("22:30", "22:30"),
    ("1.5", 1.5),
    ("1.", 1.0),
    (".5", 0.5),
    ("-.5", -0.5),
    ("1e3", 1000.0),
    ("1.5E-3", 0.0015),
    (".", "."),
    ("-", None),
    ("+", "+"),
    (".e3", ".e3"),
    ("1.2.3", "1.2.3"),
    ("-.nan", "-.nan"),
    ("inf", "inf"),
    ("nan", "nan"),
    ("2027-04-01", "2027-04-01"),
    ("2027-04-01T12:00:00Z", "2027-04-01T12:00:00Z"),
    ("10.0.0.0/8", "10.0.0.0/8"),
    ("٣", "٣"),
    ("9" * 100, int("9" * 100)),
    ("'1'", "1"),
    ('"true"', "true"),
    ("''", ""),
    ('"\\u00e9\\U0001F600\\0"', "é😀\0"),
    ("Link 16", "Link 16"),
]


@pytest.mark.parametrize(("source", "value"), [case for case in SCALARS if case[0] != "-"])
def test_a_scalar_is_what_the_core_schema_says(source, value):
    read_value = read(f"a: {source}\n").value["a"]
    assert read_value == value
    assert type(read_value) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: [1, b, {c: ~}]", {"a": [1, "b", {"c": None}]}),
        ("a:\n- 1\n-\n  - 2\n", {"a": [1, [2]]}),
        ("{}", {}),
        ("a: {}\nb: []", {"a": {}, "b": []}),
        ('{"a": 1, "b": [true]}', {"a": 1, "b": [True]}),
        ("---\na: 1\n...\n", {"a": 1}),
        ("--- # c\na: 1\n...\n...\n# c\n", {"a": 1}),
        ("%YAML 1.2\n---\na: 1", {"a": 1}),
        ("# c\n\n%YAML 1.1 # c\n---\na: 1", {"a": 1}),
        ("a: |\n  x\n  y\n\n", {"a": "x\ny\n"}),
        ("a: |\n  x", {"a": "x"}),
        ("a: >-\n  x\n  y\n", {"a": "x y"}),
        ("a: 'x\n\n  y'", {"a": "x\ny"}),
        ("? a\n: b", {"a": "b"}),
        ("a: b\r\nc: |\r\n  d\r\n", {"a": "b", "c": "d\n"}),
        ("a: 1\rb: 2\r", {"a": 1, "b": 2}),
        ("\ufeffa: é", {"a": "é"}),
        ("a: '%x'\nb: '&x *y !z'", {"a": "%x", "b": "&x *y !z"}),
        ("a: b!&*c", {"a": "b!&*c"}),
        ("a: b\t# c\nb:\tc\td\t\n -\te\n", {"a": "b", "b": "c\td -\te"}),
        ("a: |-2\t\n   b\n", {"a": " b"}),
        ("a: |\t# c\n  b\n", {"a": "b\n"}),
        ("a: [\n\tb,\t\n]\t", {"a": ["b"]}),
        ("'<<': 1", {"<<": 1}),
        ("'1': a\n\"\": b", {"1": "a", "": "b"}),
        ("on: 1\nNO: 2", {"on": 1, "NO": 2}),
        ("a: {x:1}", {"a": {"x:1": None}}),
    ],
)
def test_a_document_is_plain_values(text, value):
    assert read(text).value == value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_with_a_byte_order_mark_is_read(encoding):
    document = read("a: é😀\r\nb: 2\r\n".encode(encoding))
    assert document.value == {"a": "é😀", "b": 2}
    assert document.at(("a",)).column == 4
    assert document.at(("b",)).line == 2


def test_utf_16_of_the_other_byte_order():
    assert read(b"\xfe\xff" + "a: é".encode("utf-16-be")).value == {"a": "é"}


def test_the_envelope_is_at_hand():
    document = read(PROFILE)
    assert (document.kind, document.version) == ("communications", "1.0")
    assert (document.partner, document.system) == ("QVA", "qva-net")
    assert (document.network, document.state) == ("exq-secret", "fielded")
    assert document.path == "p.yaml"
    assert len(document.sha256) == 64


@pytest.mark.parametrize("text", ["a: 1", "kind: 1\npartner: [x]\nsystem: ~\nnetwork: {}\nstate: true"])
def test_what_is_not_text_is_no_envelope(text):
    document = read(text)
    assert {
        document.kind,
        document.version,
        document.partner,
        document.system,
        document.network,
        document.state,
    } == {None}


def test_a_kind_without_a_version():
    assert (read("kind: partner").kind, read("kind: partner").version) == ("partner", None)


def test_documents_and_refusals_travel_between_processes():
    document = pickle.loads(pickle.dumps(read(PROFILE)))  # noqa: S301
    assert document.at(("system",)).text == "'qva-net'"
    unreadable = pickle.loads(pickle.dumps(refused("kind: x\npartner: Q\na: [")))  # noqa: S301
    assert (unreadable.kind, unreadable.partner) == ("x", "Q")
    assert "p.yaml:3" in str(unreadable)


# Places ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "span", "text", "excerpt"),
    [
        (("kind",), (2, 7, 2, 25), "communications/1.0", [2]),
        (("system",), (4, 9, 4, 18), "'qva-net'", [4]),
        (("exchanges", "text-chat", 0, "id"), (9, 11, 9, 15), "xmpp", [9]),
        (("exchanges", "text-chat", 0, "version"), (10, 16, 10, 22), '"1.10"', [10]),
        (("exchanges", "text-chat", 0, "ports"), (11, 14, 12, 14), "[5222,", [11, 12]),
        (("exchanges", "text-chat", 0, "ports", 1), (12, 9, 12, 13), "5269", [12]),
        (
            ("exchanges", "text-chat", 0, "note"),
            (13, 13, 15, 12),
            "|\n        one\n        two",
            [13, 14, 15],
        ),
        (("exchanges", "text-chat", 0), (9, 7, 15, 12), "id: xmpp   # preferred", [9, 10, 11]),
        (("exchanges", "text-chat"), (9, 5, 17, 26), "- id: xmpp   # preferred", [9, 10, 11]),
        (("exchanges", "text-chat", 1), (17, 7, 17, 26), '{id: smtp, "é😀": 7}', [17]),
        (("exchanges", "text-chat", 1, "é😀"), (17, 24, 17, 25), "7", [17]),
        (("exchanges", "voice"), (18, 10, 18, 14), "none", [18]),
        ((), (2, 1, 18, 14), "kind: communications/1.0", [2, 3, 4]),
    ],
)
def test_a_value_has_its_place(steps, span, text, excerpt):
    place = read(PROFILE).at(steps)
    assert (place.line, place.column, place.end_line, place.end_column) == span
    assert place.text == text
    assert [line.line for line in place.excerpt] == excerpt
    assert place.excerpt[0].text == PROFILE.split("\n")[excerpt[0] - 1]
    assert place.pointer == pointer(steps)
    assert place.partner == "QVA"


@pytest.mark.parametrize(
    ("steps", "nearest"),
    [
        (("exchanges", "text-chat", 0, "missing"), ("exchanges", "text-chat", 0)),
        (("exchanges", "text-chat", 9, "id"), ("exchanges", "text-chat")),
        (("exchanges", "text-chat", "0"), ("exchanges", "text-chat")),
        (("exchanges", "text-chat", -1), ("exchanges", "text-chat")),
        (("exchanges", 0), ("exchanges",)),
        (("kind", "x"), ("kind",)),
        (("nothing", "here"), ()),
    ],
)
def test_an_absent_value_stands_where_it_is_missed(steps, nearest):
    document = read(PROFILE)
    place, ancestor = document.at(steps), document.at(nearest)
    assert (place.line, place.column) == (ancestor.line, ancestor.column)
    assert place.pointer == pointer(nearest)
    assert (place.value, place.text) == (None, "")
    assert place.excerpt == ancestor.excerpt[:1]


def test_keys_have_places():
    document = read(PROFILE)
    place = document.key_at(("exchanges", "text-chat", 1, "é😀"), "QNR")
    assert (place.line, place.column, place.end_column, place.text) == (17, 18, 22, '"é😀"')
    assert (place.value, place.partner) == ("é😀", "QNR")
    assert place.pointer == "/exchanges/text-chat/1/é😀"


@pytest.mark.parametrize("steps", [(), ("exchanges", "text-chat", 0), ("missing",), ("missing", "x"), ("kind", "x")])
def test_what_has_no_key_stands_where_it_is(steps):
    document = read(PROFILE)
    assert document.key_at(steps) == document.at(steps)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("a:", (1, 3, 1, 3)),
        ("? a", (1, 4, 1, 4)),
        ("a:\nb: 1", (1, 3, 1, 3)),
        ("a: |\n", (1, 4, 1, 5)),
        ("a: |+\n  x\n\n\nb: 1\n", (1, 4, 2, 4)),
        ("a: b c\n   d   # e\n", (1, 4, 2, 5)),
        ("a: 'b\n  c'", (1, 4, 2, 5)),
        ("a:\n- b\n# c\n", (2, 1, 2, 4)),
        ("a: [\n]\n", (1, 4, 2, 2)),
        ("a:\n  - - b: [c]\n\n", (2, 3, 2, 13)),
    ],
)
def test_a_value_ends_where_it_ends(text, span):
    place = read(text).at(("a",))
    assert (place.line, place.column, place.end_line, place.end_column) == span


def test_excerpts_are_bounded():
    document = read("a: [" + "1, " * 5000 + "1]\nb: |\n" + "  x\n" * 9)
    assert len(document.at(("a",)).excerpt[0].text) == 2000
    assert len(document.at(("a",)).text) == 2000
    assert len(document.at(("b",)).excerpt) == 3


@pytest.mark.parametrize(
    ("steps", "text"),
    [((), ""), (("a", 0), "/a/0"), (("a/b", "c~d"), "/a~1b/c~0d"), (("",), "/"), (("~1",), "/~01")],
)
def test_pointers(steps, text):
    assert pointer(steps) == text
    assert steps_of(text, {"a": [1]}) == steps


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("/0", ("0",)),
        ("/a/00", ("a", "00")),
        ("/a/7/x", ("a", 7, "x")),
        ("/a/-", ("a", "-")),
        ("/b/0", ("b", "0")),
    ],
)
def test_only_a_list_has_indices(text, steps):
    assert steps_of(text, {"a": [1], "0": 2, "b": {}}) == steps


def test_a_pointer_begins_with_a_slash():
    with pytest.raises(ValueError, match="not a JSON Pointer"):
        steps_of("a", {})


# Refusals --------------------------------------------------------------------------------------------

REFUSALS = [
    # text, reason, line, column, part of the message
    ("", "empty", 1, 1, "no content"),
    ("# only\n# comments\n", "empty", 1, 1, "no content"),
    ("---\n", "empty", 1, 1, "no content"),
    ("\ufeff", "empty", 1, 1, "no content"),
    ("null", "not-a-mapping", 1, 1, "'null'"),
    ("- a\n- b", "not-a-mapping", 1, 1, "a list"),
    ("[1]", "not-a-mapping", 1, 1, "a list"),
    ("just words\nand more", "not-a-mapping", 1, 1, "'just words and more'"),
    ("''", "not-a-mapping", 1, 1, "''"),
    ("a: 1\n---\nb: 2", "several-documents", 2, 1, "file of its own"),
    ("---\n---\na: 1", "several-documents", 2, 1, "file of its own"),
    ("a: 1\n...\n---\n", "several-documents", 3, 1, "file of its own"),
    ("a: 1\n...\nb: 2", "several-documents", 3, 1, "file of its own"),
    ("a: 1\nb:\n  c: 1\n  'c': 2", "duplicate-key", 4, 3, "'c' stands twice in one mapping, first on line 3"),
    ("{a: 1, a: 2}", "duplicate-key", 1, 8, "first on line 1"),
    ("1: a", "non-string-key", 1, 1, 'write "1"'),
    ("a:\n  1.5: b", "non-string-key", 2, 3, 'write "1.5"'),
    ("010: a", "non-string-key", 1, 1, 'write "010"'),
    ("true: a", "non-string-key", 1, 1, "true or false"),
    ("~: a", "non-string-key", 1, 1, "null"),
    ("a: {: 1}", "syntax", 1, 5, "':'"),
    ("?\n: b", "non-string-key", 1, 2, "missing"),
    ("[a]: b", "non-string-key", 1, 1, "a list"),
    ("{{ x }}: b", "non-string-key", 1, 1, "a mapping"),
    ("? {a: 1}\n: b", "non-string-key", 1, 3, "a mapping"),
    ("a: !!str 1", "tag", 1, 4, "'tag:yaml.org,2002:str'"),
    ("a: ! 1", "tag", 1, 4, "'!'"),
    ("a: !x 1", "tag", 1, 4, "'!x'"),
    ("a: !x!y 1", "tag", 1, 4, "tag"),
    ("a: !<", "tag", 1, 6, "tag"),
    ("!!map\na: 1", "tag", 1, 1, "tag"),
    ("!!str a: 1", "tag", 1, 1, "tag"),
    ("a: !!python/object/apply:os.system ['true']", "tag", 1, 4, "python/object"),
    ("a: !!binary aGk=", "tag", 1, 4, "binary"),
    ("? !!seq [a]\n: b", "tag", 1, 3, "tag"),
    ("<<: {a: 1}", "merge-key", 1, 1, "write the keys out"),
    ("a: &x 1\nb: *x", "alias", 1, 4, "'&x' is an anchor"),
    ("a: *x", "alias", 1, 4, "'*x' is an alias"),
    ("*x : 1", "alias", 1, 1, "alias"),
    ("&x a: 1", "alias", 1, 1, "anchor"),
    ("&x\na: 1", "alias", 1, 1, "anchor"),
    ("a: &x !!str b", "alias", 1, 4, "anchor"),
    ("note: *bold*", "alias", 1, 12, "quote"),
    ("a: &", "alias", 1, 5, "quote"),
    ("a: .inf", "not-finite", 1, 4, "no finite number"),
    ("a: -.INF", "not-finite", 1, 4, "no finite number"),
    ("a: [1, .NaN]", "not-finite", 1, 8, "no finite number"),
    ("a: 1e400", "not-finite", 1, 4, "too large"),
    ("a: -1e400", "not-finite", 1, 4, "too large"),
    ("a: " + "9" * 5000, "number-too-long", 1, 4, "5,000 characters"),
    ("a: -0." + "9" * 5000, "number-too-long", 1, 4, "5,003 characters"),
    ("a: 0x" + "f" * 5000, "number-too-long", 1, 4, "5,002 characters"),
    ("9" * 500 + ": a", "number-too-long", 1, 1, "500 characters"),
    ("a: " + "[" * 300_000, "too-deep", 1, 67, "64 levels"),
    ("a: " + "[" * 64 + "]" * 64, "too-deep", 1, 67, "64 levels"),
    ("a:\n" + "- " * 300_000, "too-deep", 2, 127, "64 levels"),
    ("a: [1\nb: 2\n", "syntax", 2, 2, "missing before ':'"),
    ("a: [1, 2", "syntax", 1, 4, "never closed"),
    ("a: [1, 2\n\n# c\n", "syntax", 1, 4, "never closed"),
    ("a: {b: 1\n", "syntax", 1, 4, "never closed"),
    ("a: [", "syntax", 1, 5, "add what closes it"),
    ("a: 'x\nb: 1\n", "syntax", 1, 4, "closing quote"),
    ("a: 'x\n---\n'", "syntax", 1, 4, "before '---'"),
    ("a: b: c", "syntax", 1, 5, "quote the text if the ':'"),
    ("a: 1\n b: 2", "syntax", 2, 3, "line the key up"),
    ("a:\n\tb: 1", "syntax", 2, 1, "tab"),
    ("a: b\n\tc", "syntax", 2, 1, "tab"),
    ("a: |\n  b\n\tc", "syntax", 3, 1, "tab"),
    ("a: |\n \tb", "syntax", 2, 2, "tab"),
    ("a: {b:}", "syntax", 1, 6, "a space is missing"),
    ("{a: 1}\nb: 2", "syntax", 2, 1, "'b:'"),
    ("a:\n-\tb", "syntax", 2, 2, "tab"),
    ("a: @x", "syntax", 1, 4, "'@'"),
    ("a: `x`", "syntax", 1, 4, "'`'"),
    ("a: %x", "syntax", 1, 4, "'%'"),
    ("a: - b", "syntax", 1, 4, "line of its own"),
    ("a: 'x' y", "syntax", 1, 8, "'y'"),
    ("a: }", "syntax", 1, 4, "'}'"),
    ("a: [b, {c: d]", "syntax", 1, 13, "missing"),
    ("a: |x\n b", "syntax", 1, 5, "after '|'"),
    ("kind: x\nlonely\nb: 1", "syntax", 2, 1, "without a ':'"),
    ("a:\n  - b\n c: 1", "syntax", 3, 2, "'c:'"),
    ("a:\n  - b\n  c: 1", "syntax", 3, 3, "'- '"),
    ("a: 1\n]", "syntax", 2, 1, "']'"),
    (": b", "syntax", 1, 1, ""),
    ("%TAG ! x\n---\na: 1", "directive", 1, 1, "'%TAG ! x'"),
    ("%YAML 1.3\n---\na: 1", "directive", 1, 1, "'%YAML 1.3'"),
    ("%YAML 1.2\n%YAML 1.2\n---\na: 1", "directive", 2, 1, "'%YAML 1.2'"),
    ("a: 1\n%YAML 1.2\n---\n", "directive", 2, 1, "directive"),
    ("a: 1\r\n%x\r\n", "directive", 2, 1, "'%x'"),
    ('a: "\\ud800"', "escape", 1, 5, "names no character"),
    ('a: "x\\ud83d\\ude00"', "escape", 1, 6, "names no character"),
    ('a: "\\U00110000"', "escape", 1, 5, "names no character"),
    ('a: "\\UFFFFFFFF"', "escape", 1, 5, "names no character"),
    ('a: "\\q"', "escape", 1, 5, "unknown"),
    ('a: "\\xZZ"', "escape", 1, 5, "hexadecimal"),
    ("a: \0", "control-character", 1, 4, "NUL"),
    ("é: 1\nb: \x1b[31m", "control-character", 2, 4, "U+001B"),
    ("a: \x7f", "control-character", 1, 4, "U+007F"),
    ("a: \x9b", "control-character", 1, 4, "U+009B"),
    ("a: b\ufeff", "control-character", 1, 5, "byte-order mark"),
    ("a: b\x85c: d", "control-character", 1, 5, "U+0085"),
    ("a: b\u2028", "control-character", 1, 5, "U+2028"),
    ("a: b\u2029", "control-character", 1, 5, "U+2029"),
    ("a: \uffff", "control-character", 1, 4, "U+FFFF"),
    (b"a: 1\r\n\xc3\xa9: b\xe9", "encoding", 2, 5, "'é'"),
    (b"\xef\xbb\xbfa: \xff", "encoding", 1, 4, "UTF-8"),
    (b"a: \xed\xa0\x80", "encoding", 1, 4, "UTF-8"),
    (b"a: \x81", "encoding", 1, 4, "UTF-8"),
    (b"\xff\xfea\0:\0 \0\0\xd8", "encoding", 1, 4, "UTF-16"),
    (b"\xff\xfea\0:\0 \0b", "encoding", 1, 4, "UTF-16"),
    (b"\xff\xfe\0\0a\0\0\0", "encoding", 1, 1, "UTF-32"),
    (b"a\0:\0 \0b\0", "control-character", 1, 2, "UTF-16"),
    (b"x" * (4 * 1024 * 1024 + 1), "too-large", 1, 1, "4 MiB"),
]


@pytest.mark.parametrize(
    ("text", "reason", "line", "column", "part"),
    REFUSALS,
    ids=[f"{case[1]}-{case[0][:16]!r}" for case in REFUSALS],
)
def test_bad_input_is_refused_in_one_clear_message(text, reason, line, column, part):
    (finding,) = refused(text).findings
    assert finding.rule == f"yaml/{reason}"
    assert (finding.severity, finding.outcome) == (Severity.BLOCKER, Outcome.INVALID)
    assert part in finding.message
    assert len(finding.message) < 200
    assert "\n" not in finding.message
    assert finding.because == BECAUSE[reason]
    place = finding.places[0]
    assert (place.path, place.line, place.column) == ("p.yaml", line, column)
    assert len(finding.places) == (2 if reason == "duplicate-key" else 1)


def test_every_refusal_is_tried():
    elsewhere = {"too-many-values", "not-a-file", "unreadable", "ambiguous-scalar"}
    assert {case[1] for case in REFUSALS} | elsewhere == set(BECAUSE)


def test_a_duplicate_key_names_both_places():
    (finding,) = refused("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n").findings
    assert [(place.line, place.column, place.text) for place in finding.places] == [(5, 3, "c"), (3, 3, "c")]
    assert finding.places[0].excerpt[0].text == "  c: 3"


def test_the_limits_are_where_they_say(parser, monkeypatch):
    most = 200_000
    if parser == "pure":  # which is slow
        most = 2_000
        monkeypatch.setattr(events, "MAX_VALUES", most)
    assert read("a: " + "[" * 63 + "]" * 63).value
    assert len(read("a: [" + "1," * (most - 3) + "]").value["a"]) == most - 3
    (finding,) = refused("a: [" + "1," * (most - 2) + "]").findings
    assert finding.rule == "yaml/too-many-values"
    assert f"{most:,}" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        b"a: " + b"[" * 300_000,
        b"{a: " * 300_000,
        b"? " * 300_000,
        b"a:\n" + b"- " * 2_000_000,
        b"%TAG !a! x\n" * 300_000,
        b"a: 1\n" + b"%TAG !a! x\n" * 300_000,
        b"\n" * 4_000_000,
        b"a: '" + b"\n" * 4_000_000,
        b"a: [" + b"1," * 2_000_000,
        b"a: " + b"9" * 4_000_000,
        b"a: 0." + b"0" * 4_000_000 + b"1",
        b"a: " + b"b\n " * 1_300_000 + b"\0",
        b"{" * 4_000_000,
        b"&a [" * 1_000_000,
        b"k" * 4_000_000 + b": 1",
        b"a: &a [1]\n" + b"".join(b"b%d: [*a, *a]\n" % number for number in range(1000)),
        b"- {kind: " * 400_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_input_is_refused_at_once(text, parser):
    if parser == "pure":
        pytest.skip("it takes a microsecond for each character")
    start = time.process_time()
    assert refused(text).findings
    assert time.process_time() - start < (8 if sys.gettrace() else 2), "a tracer makes it slow"


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of one process is told in /proc only")
def test_a_full_document_needs_less_than_200_mb():
    script = (
        "import re; from interop_check.profiles import read_document\n"
        "d = read_document('x', b'a:\\n' + b''.join(b'  k%d: v\\n' % n for n in range(99_000)))\n"
        "d.at(('a', 'k1')); print(re.search('VmHWM: *\\t*([0-9 ]+)', open('/proc/self/status').read())[1])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200 * 1024


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind: communications/1.0\npartner: QVA\nsystem: net-1\na: [", ("communications", "QVA", "net-1")),
        ("a: [\npartner: 'QVA' # c\nkind: \"data\"\r\n", ("data", "QVA", None)),
        ('{"kind": "x/2", "partner": "Q.1", a: [', ("x", "Q.1", None)),
        ('{\n  "kind": "x",\n  "partner": "Q_1",\n', ("x", "Q_1", None)),
        ("a: [\n  partner: QVA\n", (None, None, None)),
        ("partner: A\npartner: B\n", (None, "A", None)),
        ("partner: two words\nkind: [x]\na: [", (None, "two", None)),
        ("my-partner: x\na: [", (None, None, None)),
    ],
)
def test_a_refusal_says_whose_file_it_was(text, said):
    unreadable = refused(text)
    assert (unreadable.kind, unreadable.partner, unreadable.system) == said
    assert unreadable.findings[0].places[0].partner == said[1]
    assert unreadable.sha256


def test_a_file_that_is_no_utf_8_still_says_whose_it_is():
    assert refused(b"partner: QVA\nname: caf\xe9\n").partner == "QVA"
    assert refused("\ufeffpartner: QVA\na: [".encode("utf-16-le")).partner == "QVA"


# Hazards ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "reading"),
    [
        ("NO", "false"),
        ("on", "true"),
        ("Yes", "true"),
        ("off", "false"),
        ("010", "an octal number"),
        ("08", "text"),
        ("1_000", "a number without its underscores"),
        ("1_0.5", "a number without its underscores"),
        ("22:30", "a number in base 60"),
        ("1:20:30.5", "a number in base 60"),
        ("0b11", "a binary number"),
        ("0x_1", "a hexadecimal number"),
        ("0o17", "text"),
        ("1e3", "text"),
        ("1.5e3", "text"),
        ("=", "a default key"),
        ("<<", "a merge key"),
    ],
)
def test_a_word_that_two_tools_read_in_two_ways_is_told(word, reading):
    document = read(f"a:\n  - ok\n  - {word}\n  - '{word}'\n")
    (finding,) = hazards(document)
    assert finding.rule == "yaml/ambiguous-scalar"
    assert finding.severity is Severity.INFO
    assert finding.message == f'tools of YAML 1.1 read {word} as {reading}: write "{word}" if it is text'
    assert (finding.places[0].pointer, finding.places[0].line, finding.places[0].text) == ("/a/1", 3, word)


@pytest.mark.parametrize(
    "word",
    [
        *("2027-04-01", "2027-04-01T10:00:00Z", "true", "~", "0", "10", "-10", "+1", "1.5", "0.5", "1.5e+3", "0x1F"),
        *("none", "Oslo", "northern", "10:99", "1.10", "a_b", "10.0.0.1", "1-2", "fe80::1"),
    ],
)
def test_a_word_that_all_tools_read_alike_is_no_hazard(word):
    assert not list(hazards(read(f"a: {word}\nb: 'NO'\nc: \"010\"\nd: |\n  no\n")))


def test_a_key_can_be_a_hazard():
    (finding,) = hazards(read("a:\n  on: 1\n"))
    assert (finding.places[0].line, finding.places[0].column, finding.places[0].value) == (2, 3, "on")


# Files -----------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str | bytes = "kind: x\npartner: QVA\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def shown(*paths: str) -> list[str]:
    return [read.path for read in load(paths)]


def problem(*paths: str, **more) -> str:
    (unreadable,) = load(paths, **more)
    assert isinstance(unreadable, Unreadable)
    (finding,) = unreadable.findings
    assert finding.places[0].path == unreadable.path
    return finding.rule


def test_a_folder_is_searched(folder):
    for name in ("b.yaml", "a.YML", "sub/c.yml", "sub/x.txt", ".hidden.yaml", ".git/d.yaml", "z.yaml.bak"):
        write(folder / name)
    assert shown(".") == ["a.YML", "b.yaml", "sub/c.yml"]
    assert shown("sub") == ["sub/c.yml"]
    assert shown("./sub/", "sub/c.yml", "sub/../sub/c.yml") == ["sub/c.yml"]
    assert shown(str(folder / "sub")) == [f"{folder.as_posix()}/sub/c.yml"]


def test_a_named_file_is_read_whatever_it_is_called(folder):
    for name in (".hidden.yaml", "ignored.yaml", "profile.txt"):
        write(folder / name)
    write(folder / ".gitignore", "ignored.yaml\n")
    assert shown(".hidden.yaml", "ignored.yaml", "profile.txt") == [
        ".hidden.yaml",
        "ignored.yaml",
        "profile.txt",
    ]
    assert shown(".") == []


def test_a_folder_that_is_called_like_a_file(folder):
    write(folder / "x.yaml" / "a.yaml")
    assert problem("x.yaml") == "yaml/not-a-file"
    assert shown("x.yaml/") == ["x.yaml/a.yaml"]
    assert shown(".") == ["x.yaml/a.yaml"]


IGNORED = [
    ({".gitignore": "b.yaml\n"}, ["a.yaml", "sub/a.yaml", "sub/deep/a.yaml"]),
    (
        {".gitignore": "/b.yaml\n"},
        ["a.yaml", "sub/a.yaml", "sub/b.yaml", "sub/deep/a.yaml", "sub/deep/b.yaml"],
    ),
    ({".gitignore": "sub/\n"}, ["a.yaml", "b.yaml"]),
    ({".gitignore": "sub/\n!sub/a.yaml\n"}, ["a.yaml", "b.yaml"]),
    ({".gitignore": "*.yaml\n!a.yaml\n"}, ["a.yaml", "sub/a.yaml", "sub/deep/a.yaml"]),
    (
        {".gitignore": "b.yaml\n", "sub/.gitignore": "!b.yaml\n"},
        ["a.yaml", "sub/a.yaml", "sub/b.yaml", "sub/deep/a.yaml", "sub/deep/b.yaml"],
    ),
    ({"sub/.gitignore": "deep\n"}, ["a.yaml", "b.yaml", "sub/a.yaml", "sub/b.yaml"]),
    (
        {"sub/.gitignore": "/a.yaml\n"},
        ["a.yaml", "b.yaml", "sub/b.yaml", "sub/deep/a.yaml", "sub/deep/b.yaml"],
    ),
    ({".gitignore": "!\n\\\n# c\n\nb.yaml\r\nsub\r\n"}, ["a.yaml"]),
    ({".gitignore": b"\xff\xfe\nsub\n"}, ["a.yaml", "b.yaml"]),
    ({".gitignore": "**/deep/*.yaml\nsub/b.*\n"}, ["a.yaml", "b.yaml", "sub/a.yaml"]),
]


@pytest.mark.parametrize(("files", "expected"), IGNORED)
def test_what_git_ignores_is_left_alone(folder, files, expected):
    for name in ("a.yaml", "b.yaml", "sub/a.yaml", "sub/b.yaml", "sub/deep/a.yaml", "sub/deep/b.yaml"):
        write(folder / name)
    for name, text in files.items():
        write(folder / name, text)
    assert shown(".") == expected


def test_the_ignore_files_above_count_within_a_repository(folder):
    write(folder / "repo/sub/a.yaml")
    write(folder / "repo/sub/b.yaml")
    write(folder / "repo/.gitignore", "sub/b.yaml\n")
    write(folder / ".gitignore", "a.yaml\n")
    assert shown("repo/sub") == ["repo/sub/a.yaml", "repo/sub/b.yaml"]
    (folder / "repo/.git").mkdir()
    assert shown("repo/sub") == ["repo/sub/a.yaml"]
    write(folder / "repo/.gitignore", "sub/\n*.yaml\n")
    assert shown("repo") == []
    assert shown("repo/sub") == ["repo/sub/a.yaml", "repo/sub/b.yaml"], "a folder that is named is wanted"


@pytest.fixture
def links(folder):
    try:
        (folder / "try").symlink_to(folder)
    except OSError:
        pytest.skip("no links here")
    (folder / "try").unlink()
    return folder


def test_links_are_followed_to_files_inside_only(links):
    write(links / "outside/secret.yaml")
    real = write(links / "in/real.yaml")
    write(links / "in/data/other.txt")
    (links / "in/a-link.yaml").symlink_to(real)
    (links / "in/other.yaml").symlink_to("data/other.txt")
    (links / "in/out.yaml").symlink_to(links / "outside/secret.yaml")
    (links / "in/out").symlink_to(links / "outside")
    (links / "in/loop").symlink_to(links / "in")
    (links / "in/self.yaml").symlink_to("self.yaml")
    (links / "in/broken.yaml").symlink_to("nowhere.yaml")
    (links / "in/folder.yaml").symlink_to("data")
    refused = {file.path for file in find_files(["in"]) if file.problem}
    assert refused == {"in/broken.yaml", "in/out.yaml", "in/self.yaml"}, "what is not read is said"
    assert sorted(set(shown("in")) - refused) == ["in/other.yaml", "in/real.yaml"]
    (links / "door").symlink_to(links / "in")
    read = [file.path for file in find_files(["in", "door"]) if not (file.problem or file.note)]
    assert sorted(read) == ["in/other.yaml", "in/real.yaml"]
    assert shown("in/out.yaml") == ["in/out.yaml"], "a link that is named is followed"


def test_a_linked_folder_that_is_passed_over_is_said_where_profiles_are_missed(links):
    write(links / "outside/deep/secret.yaml")
    write(links / "elsewhere/notes.txt")
    write(links / "in/real/a.yaml")
    write(links / "in/.hidden/b.yaml")
    for name, target in (("out", "../outside"), ("out.yaml", "../outside"), ("hid", ".hidden")):
        (links / "in" / name).symlink_to(target)
    for name, target in (("again", "real"), ("loop", "."), ("other", "../elsewhere"), ("gone", "../nowhere")):
        (links / "in" / name).symlink_to(target)
    (links / "in/ignored").symlink_to("../outside")
    write(links / "in/.gitignore", "/ignored\n")
    found = list(find_files(["in"]))
    assert {file.path for file in found if file.note} == {"in/out", "in/out.yaml", "in/hid"}
    assert all("was not followed" in file.note for file in found if file.note)
    assert shown("in") == ["in/real/a.yaml"]


def test_what_is_not_there(folder):
    write(folder / "profiles/qva/comms.yaml")
    for path, nearest in (
        ("profles", "profiles"),
        ("profiles/qva/coms.yaml", "profiles/qva/comms.yaml"),
        ("profiles/qwa/comms.yaml", "profiles/qva"),
        ("zzz", None),
        ("profiles/qva/comms.yaml/x", None),
        ("", None),
        ("a\0b", None),
    ):
        with pytest.raises(PathNotFound) as caught:
            load([path])
        assert caught.value.nearest == nearest
        assert repr(path) in str(caught.value)
        assert (f"did you mean {nearest!r}?" in str(caught.value)) == (nearest is not None)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_what_is_no_file_is_never_opened(folder):
    os.mkfifo(folder / "pipe.yaml")
    assert problem("pipe.yaml") == "yaml/not-a-file"
    assert problem(".") == "yaml/not-a-file"
    assert problem("/dev/null") == "yaml/not-a-file"
    os.mkfifo(folder / ".gitignore")
    assert problem(".") == "yaml/not-a-file"


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError("odd")])
def test_what_cannot_be_opened_is_a_finding(folder, monkeypatch, error):
    write(folder / "a.yaml")
    write(folder / "sub/b.yaml")

    def denied(*_args, **_more):
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", denied)
        assert problem("a.yaml") == "yaml/unreadable"
    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", denied)
        assert problem("sub") == "yaml/unreadable"
    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", denied)
        assert problem("a.yaml") == "yaml/unreadable"


def test_an_ignore_file_that_cannot_be_read_ignores_nothing(folder, monkeypatch):
    write(folder / "a.yaml")
    write(folder / ".gitignore", "a.yaml")
    opened = Path.open

    def denied(path, *args, **more):
        if path.name == ".gitignore":
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **more)

    monkeypatch.setattr(Path, "open", denied)
    assert shown(".") == ["a.yaml"]


def test_a_file_that_is_too_large_is_not_read_to_its_end(folder):
    path = write(folder / "big.yaml", "kind: x\npartner: QVA\n")
    with path.open("r+b") as file:
        file.truncate(5 * 1024**3)
    start, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (unreadable,) = load(["big.yaml"])
    assert unreadable.findings[0].rule == "yaml/too-large"
    assert (unreadable.kind, unreadable.partner, unreadable.sha256) == ("x", "QVA", None)
    assert time.process_time() - start < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_standard_input(monkeypatch):
    (document,) = load(["-", "-"], stdin=io.BytesIO(b"partner: QVA"))
    assert (document.path, document.partner) == ("<stdin>", "QVA")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a: [")))
    assert problem("-") == "yaml/syntax"


def test_good_and_bad_come_in_order(folder):
    write(folder / "b.yaml", "a: [")
    write(folder / "a.yaml")
    write(folder / "c.yaml")
    assert [type(read) for read in load(["c.yaml", "."])] == [Document, Unreadable, Document]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are text there")
def test_a_name_that_is_not_utf_8_is_shown(folder):
    write(folder / os.fsdecode(b"caf\xe9.yaml"))
    assert shown(".") == ["caf\ufffd.yaml"]
    assert [document.partner for document in load(["."])] == ["QVA"]


def test_nothing_is_read_before_it_is_asked_for(folder):
    write(folder / "a.yaml", "a: [")
    assert [file.source for file in find_files(["."])] == [Path("a.yaml")]


def test_ignore_patterns_cost_nothing_where_there_are_none(folder):
    write(folder / "a.yaml")
    script = "import sys; from interop_check.profiles import load; list(load(['.'])); print('pathspec' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_without_libyaml_the_other_parser_serves():
    script = (
        "import sys; sys.modules['yaml._yaml'] = None; from interop_check.profiles import events, pure, read_document\n"
        "assert events.parser is pure.PureParser; print(read_document('', b'a: NO').value)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "{'a': 'NO'}\n"
