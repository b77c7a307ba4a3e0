"""One document against its standard: what is said, and where."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from copy import copy
from pathlib import Path
from typing import Any

import pytest

from interop_check.conformance import BECAUSE, because, conform, valid
from interop_check.fingerprints import fingerprint, identity, values_hash
from interop_check.profiles import Document, read_document
from interop_check.report import Finding, Outcome, Severity
from interop_check.standards import Standards, load_standards
from interop_check.standards.validators import Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# One kind of small properties, one keyword each; `set` holds what is tested.
SMALL: dict[str, Any] = {
    "$schema": DIALECT,
    "$id": "https://example.org/small/1.0",
    "x-interop": {"kind": "small", "version": "1.0"},
    "type": "object",
    "properties": {
        "version": {"enum": ["1.10", "1.2"]},
        "link": {"enum": ["Link 11", "Link 16", "Link 22"]},
        "many": {"enum": [f"value-{number}" for number in range(12)]},
        "one": {"const": "this"},
        "level": {"enum": [1, 2]},
        "text": {"type": "string", "minLength": 2, "maxLength": 4},
        "filled": {"type": "string", "minLength": 1},
        "count": {"type": "integer", "minimum": 1, "maximum": 9, "multipleOf": 3},
        "share": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        "flag": {"type": "boolean"},
        "code": {"type": "string", "pattern": "^[A-Z]{2}$"},
        "named": {"$ref": "urn:interop-check:vocabulary:1.0#/$defs/id"},
        "day": {"type": "string", "format": "date"},
        "address": {"type": "string", "format": "ipv4"},
        "either": {"type": ["string", "integer"]},
        "list": {"type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": True},
        "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "string"}], "items": False},
        "holding": {"type": "array", "contains": {"enum": ["a", "b"]}},
        "holding-some": {"type": "array", "contains": {"title": "Number", "type": "number"}, "maxContains": 2},
        "never": False,
        "not-none": {"not": {"enum": ["none", "nothing"]}},
        "not-both": {"not": {"required": ["a", "b"]}},
        "not-odd": {"not": {"minLength": 3}},
        "sized": {"type": "object", "minProperties": 1, "maxProperties": 2},
        "keys": {"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}},
        "closed": {
            "type": "object",
            "required": ["protocol"],
            "properties": {
                "protocol": {"description": "What is spoken.", "enum": ["XMPP", "IRC"]},
                "port": {"type": "integer"},
            },
            "patternProperties": {"^x-": True},
            "additionalProperties": False,
        },
        "open": {"type": "object", "required": ["protocol"], "properties": {"protocol": {"enum": ["XMPP", "IRC"]}}},
        "needing": {
            "type": "object",
            "properties": {"key-length": {"description": "In bits."}},
            "dependentRequired": {"cipher": ["key-length"]},
        },
        "conditional": {
            "type": "object",
            "properties": {"mode": {"enum": ["a", "b"]}},
            "if": {"properties": {"mode": {"const": "a"}}, "required": ["mode"]},
            "then": {"required": ["rate"]},
        },
        "shape": {
            "oneOf": [
                {"$ref": "#/$defs/circle"},
                {"$ref": "#/$defs/square"},
                {"type": "string", "pattern": "^#[0-9]+$"},
            ]
        },
        "alternatives": {"type": "object", "anyOf": [{"required": ["host"]}, {"required": ["address"]}]},
        "text-or-list": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        "word-or-mapping": {"anyOf": [{"enum": ["default"]}, {"type": "object"}]},
        "deep": {
            "anyOf": [
                {"type": "object", "required": ["a"], "properties": {"a": {"required": ["b"]}}},
                {"type": "object", "required": ["x", "y"]},
            ]
        },
        "ambiguous": {"oneOf": [{"type": "integer"}, {"minimum": 3}]},
        "apart": {
            "oneOf": [{"required": ["x"], "properties": {"a": True, "b": True}}, {"properties": {"c": True}}],
            "unevaluatedProperties": False,
        },
        "nowhere": {"anyOf": [False, False]},
        "no-item": {"prefixItems": [False]},
        "nested": {"anyOf": [{"type": "object"}, {"oneOf": [{"type": "string"}, {"type": "integer"}]}]},
        "two-words": {"anyOf": [{"const": "a"}, {"const": "b"}]},
        "tree": {"$ref": "#/$defs/tree"},
        "unevaluated": {
            "type": "object",
            "allOf": [{"$ref": "#/$defs/base"}],
            "oneOf": [
                {"properties": {"type": {"const": "a"}, "of-a": {"type": "integer"}}, "required": ["type"]},
                {"properties": {"type": {"const": "b"}, "of-b": {"type": "integer"}}, "required": ["type"]},
            ],
            "unevaluatedProperties": False,
        },
    },
    "$defs": {
        "base": {"properties": {"name": {"type": "string"}, "size": {"type": "integer"}}},
        "circle": {
            "type": "object",
            "required": ["type", "radius"],
            "properties": {"type": {"const": "circle"}, "radius": {"type": "number"}},
            "additionalProperties": False,
        },
        "square": {
            "type": "object",
            "required": ["type", "side"],
            "properties": {"type": {"const": "square"}, "side": {"type": "number"}, "colour": {"enum": ["red"]}},
            "additionalProperties": False,
        },
        "tree": {
            "type": "object",
            "properties": {"name": {"type": "string"}, "of": {"type": "array", "items": {"$ref": "#/$defs/tree"}}},
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}

# A kind with exchanges: one of peers, one flow, one under keys of any name.
TALK: dict[str, Any] = {
    "$schema": DIALECT,
    "$id": "https://example.org/talk/1.0",
    "x-interop": {"kind": "talk", "version": "1.0"},
    "type": "object",
    "properties": {
        "chat": {
            "x-interop": {"exchange": {}},
            "type": "array",
            "items": {
                "type": "object",
                "required": ["protocol"],
                "properties": {
                    "protocol": {
                        "enum": ["XMPP", "IRC"],
                        "x-interop": {"match": {"relation": "equal", "selector": True}},
                    },
                    "format": {"x-interop": {"match": {"relation": "standard"}}},
                    "band": {"x-interop": {"match": {"relation": "range-overlap", "severity": "minor"}}},
                    "formats": {
                        "type": "object",
                        "additionalProperties": {"x-interop": {"match": {"relation": "standard", "id": "keyed"}}},
                    },
                },
                "additionalProperties": False,
            },
        },
        "plain": {"x-interop": {"exchange": {}}, "type": "array", "items": {"type": "string"}},
        "feed": {
            "x-interop": {"exchange": {"mode": "flow"}},
            "type": "object",
            "properties": {
                side: {
                    "type": "array",
                    "items": {"properties": {"rate": {"type": "number"}}, "additionalProperties": False},
                }
                for side in ("provides", "accepts")
            },
            "additionalProperties": False,
        },
        "sites": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {"x-interop": {"exchange": {"id": "dial"}}, "type": "array"},
            },
        },
    },
    "additionalProperties": False,
}

# References to published standards in the branch of an offer, and at a fixed place of a list.
FORMS: dict[str, Any] = {
    "$schema": DIALECT,
    "x-interop": {"kind": "forms", "version": "1.0"},
    "properties": {
        "form": {
            "x-interop": {"exchange": {}},
            "type": "array",
            "items": {
                "properties": {
                    "type": {"enum": ["listed", "free"]},
                    "pair": {"prefixItems": [True, {"x-interop": {"match": {"relation": "standard", "id": "second"}}}]},
                },
                "if": {"properties": {"type": {"const": "listed"}}, "required": ["type"]},
                "then": {"properties": {"edition": {"x-interop": {"match": {"relation": "standard"}}}}},
                "else": {"properties": {"edition": True}},
            },
        }
    },
}

TALK_2 = {**TALK, "$id": "https://example.org/talk/2.0", "x-interop": {"kind": "talk", "version": "2.0"}}


@pytest.fixture(scope="module")
def standards(tmp_path_factory: pytest.TempPathFactory) -> Standards:
    folder = tmp_path_factory.mktemp("schemas")
    for name, schema in (("small", SMALL), ("talk", TALK), ("talk-2", TALK_2), ("forms", FORMS)):
        (folder / f"{name}.json").write_text(json.dumps(schema))
    return load_standards([folder])


def document(text: str) -> Document:
    return read_document("profile.yaml", textwrap.dedent(text).encode())


def told(text: str, standards: Standards) -> list[tuple[str, str, str]]:
    """Rule, pointer and message of each finding that is not of the text alone."""
    findings = conform(document(text), standards)
    return [(each.rule, each.places[0].pointer, each.message) for each in findings if "yaml/" not in each.rule]


# Of a document of the kind `small`: its lines after the envelope, and what is said.
SAID: list[tuple[str, list[tuple[str, str, str]]]] = [
    ("version: '1.2'", []),
    (
        "version: 1.10",
        [("enum", "/version", "'version' must be one of '1.10', '1.2', found 1.10: write \"1.10\" in quotes")],
    ),
    (
        "link: LINK-16",
        [
            (
                "enum",
                "/link",
                "'link' must be one of 'Link 11', 'Link 16', 'Link 22', found 'LINK-16' (did you mean 'Link 16'?)",
            )
        ],
    ),
    (
        "many: none-of-them",
        [
            (
                "enum",
                "/many",
                "'many' must be one of 'value-0', 'value-1', 'value-2', 'value-3', 'value-4', 'value-5', 'value-6', "
                "'value-7', … (12 in all), found 'none-of-them'",
            )
        ],
    ),
    ("one: [that]", [("const", "/one", "'one' must be 'this', found a list")]),
    ("level: 3.50", [("enum", "/level", "'level' must be one of 1, 2, found 3.50")]),
    ("text: 1.10", [("type", "/text", "'text' must be text, found 1.10: write \"1.10\" in quotes")]),
    ("text: True", [("type", "/text", "'text' must be text, found True: write \"True\" in quotes")]),
    ("text:", [("type", "/text", "'text' must be text, found nothing")]),
    ("text: {}", [("type", "/text", "'text' must be text, found a mapping")]),
    ("text: a", [("minLength", "/text", "'text' must have at least 2 characters, found 'a'")]),
    ("text: abcde", [("maxLength", "/text", "'text' must have at most 4 characters, found 'abcde'")]),
    ("filled: ''", [("minLength", "/filled", "'filled' must not be empty")]),
    ("count: '1.10'", [("type", "/count", "'count' must be a whole number, found '1.10'")]),
    ("count: '3'", [("type", "/count", "'count' must be a whole number, found '3': write it without quotes")]),
    ("count: 3.5", [("type", "/count", "'count' must be a whole number, found 3.5")]),
    ("count: 0", [("minimum", "/count", "'count' must be at least 1, found 0")]),
    ("count: 0xF", [("maximum", "/count", "'count' must be at most 9, found 0xF")]),
    ("count: 4", [("multipleOf", "/count", "'count' must be a multiple of 3, found 4")]),
    ("share: 0", [("exclusiveMinimum", "/share", "'share' must be more than 0, found 0")]),
    ("share: 1.00", [("exclusiveMaximum", "/share", "'share' must be less than 1, found 1.00")]),
    ("flag: yes", [("type", "/flag", "'flag' must be true or false, found 'yes': write true")]),
    ("flag: OFF", [("type", "/flag", "'flag' must be true or false, found 'OFF': write false")]),
    ("code: abc", [("pattern", "/code", "'code' must fit the pattern ^[A-Z]{2}$, found 'abc'")]),
    (
        "named: a b",
        [
            (
                "pattern",
                "/named",
                "'named' must be 1 to 64 letters (a to z), digits, '.', '_' or '-', found 'a b'",
            )
        ],
    ),
    ("day: 2027-02-30", [("format", "/day", "'day' must be a day written as 2027-04-01, found '2027-02-30'")]),
    ("address: 10.0.0.300", [("format", "/address", "'address' must be an IPv4 address, found '10.0.0.300'")]),
    (
        "either: true",
        [("type", "/either", "'either' must be text or a whole number, found true: write \"true\" in quotes")],
    ),
    ("list: []", [("minItems", "/list", "'list' must have at least 1 item, and has none")]),
    ("list: [1, 2, 3, 4]", [("maxItems", "/list", "'list' must have at most 3 items, and has 4")]),
    ("list: a", [("type", "/list", "'list' must be a list, found 'a': write [a] for a list of one")]),
    ("list: [a, 1.0, 1]", [("uniqueItems", "/list/2", "'list' holds 1 twice")]),
    ("pair: [a, b, c]", [("items", "/pair", "'pair' must have at most 2 items, and has 3")]),
    ("pair: [a, 2]", [("type", "/pair/1", "an item of 'pair' must be text, found 2: write \"2\" in quotes")]),
    ("holding: [c]", [("contains", "/holding", "'holding' must hold one of 'a', 'b': at least 1")]),
    (
        "holding-some: [1, 2, 3]",
        [("maxContains", "/holding-some", "'holding-some' must hold 'Number': between 1 and 2")],
    ),
    ("never: 1", [("false", "/never", "the document must not have 'never'")]),
    ("not-none: none", [("not", "/not-none", "'not-none' must not be 'none' or 'nothing'")]),
    ("not-both: {a: 1, b: 2}", [("not", "/not-both", "'not-both' must not have 'a' and 'b' together")]),
    ("not-odd: abc", [("not", "/not-odd", "'not-odd' is ruled out by its standard as it is")]),
    ("sized: {}", [("minProperties", "/sized", "'sized' must have at least 1 key, and has none")]),
    (
        "sized: {a: 1, b: 2, c: 3}",
        [("maxProperties", "/sized", "'sized' must have at most 2 keys, and has 3")],
    ),
    (
        "keys: {ok: 1, Not: 2}",
        [("pattern", "/keys/Not", "the key 'Not' of 'keys' must fit the pattern ^[a-z]+$, found 'Not'")],
    ),
    ("closed: {x-own: 1, port: 5}", [("required", "/closed", "'closed' lacks 'protocol' (What is spoken)")]),
    (
        "closed: {protocl: XMPP}",
        [
            (
                "additionalProperties",
                "/closed/protocl",
                "'closed' has no key 'protocl' (did you mean 'protocol'?)",
            )
        ],
    ),
    (
        "closed: {protocol: XMPP, q: 1}",
        [("additionalProperties", "/closed/q", "'closed' has no key 'q'; there are 'protocol', 'port'")],
    ),
    ("open: {}", [("required", "/open", "'open' lacks 'protocol' ('XMPP', 'IRC')")]),
    (
        "open: {Protocol: XMPP}",
        [("required", "/open", "'open' lacks 'protocol' ('XMPP', 'IRC'); is 'Protocol' meant to be it?")],
    ),
    (
        "needing: {cipher: AES}",
        [
            (
                "dependentRequired",
                "/needing",
                "'needing' has 'cipher', and so must have 'key-length' (In bits)",
            )
        ],
    ),
    ("conditional: {mode: a}", [("required", "/conditional", "'conditional' lacks 'rate'")]),
    # The right branch: by its discriminator, else by type, else the one that fits most.
    ("shape: {type: circle}", [("required", "/shape", "'shape' lacks 'radius'")]),
    (
        "shape: {type: square, side: big}",
        [("type", "/shape/side", "'side' must be a number, found 'big'")],
    ),
    (
        "shape: {type: square, side: 1, colour: blue}",
        [("enum", "/shape/colour", "'colour' must be 'red', found 'blue'")],
    ),
    (
        "shape: {type: Circel, radius: 1}",
        [
            (
                "enum",
                "/shape/type",
                "'type' must be one of 'circle', 'square', found 'Circel' (did you mean 'circle'?)",
            )
        ],
    ),
    ("shape: red", [("pattern", "/shape", "'shape' must fit the pattern ^#[0-9]+$, found 'red'")]),
    ("shape: [1]", [("type", "/shape", "'shape' must be a mapping or text, found a list")]),
    ("alternatives: {}", [("anyOf", "/alternatives", "'alternatives' must have 'host' or 'address'")]),
    (
        "text-or-list: 2.50",
        [
            (
                "type",
                "/text-or-list",
                "'text-or-list' must be text or a list, found 2.50: write \"2.50\" in quotes",
            )
        ],
    ),
    (
        "text-or-list: [a, 2.50]",
        [
            (
                "type",
                "/text-or-list/1",
                "an item of 'text-or-list' must be text, found 2.50: write \"2.50\" in quotes",
            )
        ],
    ),
    (
        "word-or-mapping: 5",
        [("type", "/word-or-mapping", "'word-or-mapping' must be 'default' or a mapping, found 5")],
    ),
    (
        "word-or-mapping: defualt",
        [
            (
                "enum",
                "/word-or-mapping",
                "'word-or-mapping' must be 'default', found 'defualt' (did you mean 'default'?)",
            )
        ],
    ),
    ("deep: {a: {}}", [("required", "/deep/a", "'a' lacks 'b'")]),
    (
        "ambiguous: 5",
        [("oneOf", "/ambiguous", "'ambiguous' fits more than one of the forms that its standard tells apart")],
    ),
    (
        "tree: {of: [{nam: x}]}",
        [("additionalProperties", "/tree/of/0/nam", "an item of 'of' has no key 'nam' (did you mean 'name'?)")],
    ),
    (
        "unevaluated: {type: a, nme: x}",
        [
            (
                "unevaluatedProperties",
                "/unevaluated/nme",
                "'unevaluated' has no key 'nme' (did you mean 'name'?)",
            )
        ],
    ),
    (
        "unevaluated: {type: a, size: big}",
        [("type", "/unevaluated/size", "'size' must be a whole number, found 'big'")],
    ),
    (
        "unevaluated: {type: b, of-b: x}",
        [("type", "/unevaluated/of-b", "'of-b' must be a whole number, found 'x'")],
    ),
    (
        "unevaluated: {type: b, of-a: 1}",
        [
            (
                "unevaluatedProperties",
                "/unevaluated/of-a",
                "'unevaluated' has 'of-a', which does not go with its other keys",
            )
        ],
    ),
    (
        "apart: {a: 1, b: 2, c: 3}",
        [("unevaluatedProperties", "/apart", "'apart' has keys that do not go together")],
    ),
    ("nowhere: 1", [("false", "/nowhere", "'nowhere' must not stand here")]),
    ("no-item: [a]", [("false", "/no-item", "'no-item' must not stand here")]),
    (
        "nested: [x]",
        [("type", "/nested", "'nested' must be a mapping, text or a whole number, found a list")],
    ),
    (
        "nested: 1.0e1",
        [],
    ),
    (
        "two-words: c",
        [("enum", "/two-words", "'two-words' must be one of 'a', 'b', found 'c'")],
    ),
    # The envelope, which the kind's schema does not name.
    (
        "state: fieldd",
        [
            (
                "enum",
                "/state",
                "'state' must be one of 'fielded', 'trial', 'planned', found 'fieldd' (did you mean 'fielded'?)",
            )
        ],
    ),
    (
        "netwrk: x",
        [("additionalProperties", "/netwrk", "the document has no key 'netwrk' (did you mean 'network'?)")],
    ),
]


@pytest.mark.parametrize(("line", "said"), SAID, ids=[line for line, _ in SAID])
def test_what_a_schema_does_not_allow_is_said_once_and_plainly(
    line: str, said: list[tuple[str, str, str]], standards: Standards
) -> None:
    expected = [(f"schema/{keyword}", pointer, message) for keyword, pointer, message in said]
    assert told(f"kind: small\npartner: QVA\nsystem: s\n{line}\n", standards) == expected


# Whole documents: rule, pointer, message.
WHOLE: list[tuple[str, list[tuple[str, str, str]]]] = [
    (
        "partner: QVA\n",
        [
            (
                "content/unknown-kind",
                "",
                "the document does not say its kind; the kinds are 'command-system', 'communications', "
                "'data-sharing', 'forms', 'partner', 'small', 'talk'",
            )
        ],
    ),
    (
        "kind: 1.10\n",
        [
            (
                "content/unknown-kind",
                "/kind",
                "'kind' must be text, found 1.10; the kinds are 'command-system', 'communications', "
                "'data-sharing', 'forms', 'partner', 'small', 'talk'",
            )
        ],
    ),
    (
        "kind: Comunications\nnothing-else: is judged\n",
        [
            (
                "content/unknown-kind",
                "/kind",
                "there is no kind 'Comunications' (did you mean 'communications'?); the kinds are "
                "'command-system', 'communications', 'data-sharing', 'forms', 'partner', 'small', 'talk'",
            )
        ],
    ),
    (
        "kind: talk/3.0\n",
        [
            (
                "content/unknown-kind",
                "/kind",
                "there is no version '3.0' of the kind 'talk'; the versions are '1.0', '2.0'",
            )
        ],
    ),
    (
        "kind: talk/1.0\nsystem: s\n",
        [("schema/required", "", "the document lacks 'partner' (The partner's code)")],
    ),
    ("kind: small\n", []),  # without exchanges, a document need not say whose it is
    ("kind: talk\npartner: Q\nsystem: s\nchat: none\nfeed: unknown\nplain: [a]\n", []),
    (
        "kind: talk\npartner: Q\nsystem: s\nchat: nonne\nfeed: 7\n",
        [
            (
                "schema/enum",
                "/chat",
                "'chat' must be 'none', 'unknown' or offers, found 'nonne' (did you mean 'none'?)",
            ),
            ("schema/enum", "/feed", "'feed' must be 'none', 'unknown' or offers, found 7"),
        ],
    ),
    (
        "kind: talk\npartner: Q\nsystem: s\nchat: {protocol: XMPP}\nfeed: {provides: [{rte: 1}], acepts: []}\n",
        [
            ("schema/type", "/chat", "the offer of 'chat' must be a list, found a mapping"),
            (
                "schema/additionalProperties",
                "/feed/provides/0/rte",
                "an offer of 'provides' has no key 'rte' (did you mean 'rate'?)",
            ),
            (
                "schema/additionalProperties",
                "/feed/acepts",
                "'feed' has no key 'acepts' (did you mean 'accepts'?)",
            ),
        ],
    ),
    (
        "kind: talk\npartner: Q\nsystem: s\nchat:\n  - {protocol: XMPP, id: a b, state: old, relesable-to: []}\n",
        [
            (
                "schema/pattern",
                "/chat/0/id",
                "'id' must be 1 to 64 letters (a to z), digits, '.', '_' or '-', found 'a b'",
            ),
            ("schema/enum", "/chat/0/state", "'state' must be one of 'fielded', 'trial', 'planned', found 'old'"),
            (
                "schema/additionalProperties",
                "/chat/0/relesable-to",
                "an offer of 'chat' has no key 'relesable-to' (did you mean 'releasable-to'?)",
            ),
        ],
    ),
    (
        "kind: talk\npartner: Q\nsystem: s\nchat:\n  - {protocol: XMPP, id: a}\n  - {protocol: IRC}\n  - IRC\n",
        [
            ("schema/required", "/chat/1", "one of 3 offers of 'chat' lacks the 'id' that tells them apart"),
            ("schema/type", "/chat/2", "an offer of 'chat' must be a mapping, found 'IRC'"),
        ],
    ),
    (
        "kind: talk\npartner: Q\nsystem: s\nplain: [a, b]\n",
        [
            (
                "schema/required",
                f"/plain/{index}",
                "one of 2 offers of 'plain' is no mapping, and so cannot have the 'id' that tells them apart",
            )
            for index in range(2)
        ],
    ),
    (
        "kind: talk\npartner: Q\nsystem: s\nfeed:\n  provides: [{id: a}, {id: b}, {id: a}]\n  accepts: [{id: a}]\n",
        [("schema/unique-id", "/feed/provides/2/id", "two offers of 'feed' have the id 'a': give one another")],
    ),
    (
        "kind: talk\npartner: Q\nsystem: s\nsites: {north: {hq: []}, south: {hq: []}}\n",
        [
            (
                "content/declared-twice",
                "/sites/north/hq",
                "the exchange 'dial' 'hq' is declared twice: keep one, with the offers of both",
            )
        ],
    ),
    (
        "kind: talk\npartner: Q\nsystem: s\nuntil: 2027-01-01\nchat: [{protocol: IRC, from: 2027-01-02}]\n",
        [
            (
                "content/empty-period",
                "/chat/0/from",
                "'from' (2027-01-02) is after 'until' (2027-01-01): no day lies between them",
            )
        ],
    ),
    ("kind: talk\npartner: Q\nsystem: s\nfrom: 2027-01-01\nuntil: 2027-01-01\n", []),
    (
        "kind: talk\npartner: Q\nsystem: s\nchat: [{protocol: IRC, band: [{min: 30, max: 88}, {min: 9, max: 3}]}]\n",
        [
            (
                "content/incomparable",
                "/chat/0/band",
                '\'band\' can be compared with nothing: it says {"max":3,"min":9}, where min may not be above max',
            )
        ],
    ),
    (
        "kind: talk\npartner: Q\nsystem: s\nfrom: 2028-01-01\nuntil: 2027-01-01\nchat: [{protocol: IRC}]\n",
        [
            (
                "content/empty-period",
                "/from",
                "'from' (2028-01-01) is after 'until' (2027-01-01): no day lies between them",
            )
        ],
    ),
    (
        "kind: talk\npartner: Q\nsystem: s\nchat:\n"
        "  - {protocol: IRC, format: [act-nvg-2.0.2, act-nvg-2.0.3], formats: {a: act-nvg-9.9}}\n",
        [
            (
                "content/unlisted-standard",
                "/chat/0/format/1",
                "the catalogue does not list 'act-nvg-2.0.3' (did you mean 'act-nvg-2.0.2'?)",
            ),
            (
                "content/unlisted-standard",
                "/chat/0/formats/a",
                "the catalogue does not list 'act-nvg-9.9' (did you mean 'act-nvg-2.0.2'?)",
            ),
        ],
    ),
]


@pytest.mark.parametrize(("text", "said"), WHOLE, ids=[text.replace("\n", " ")[:70] for text, _ in WHOLE])
def test_documents(text: str, said: list[tuple[str, str, str]], standards: Standards) -> None:
    assert told(text, standards) == said


def only(text: str, standards: Standards) -> Finding:
    (finding,) = conform(document(text), standards)
    return finding


def test_an_invalid_value_is_a_blocker_at_its_place(standards: Standards) -> None:
    finding = only("kind: small\npartner: QVA\nlink: LINK-16\n", standards)
    place = finding.places[0]
    assert (finding.severity, finding.outcome) == (Severity.BLOCKER, Outcome.INVALID)
    assert (place.partner, place.line, place.column, place.text, place.value) == ("QVA", 3, 7, "LINK-16", "LINK-16")
    assert place.excerpt[0].text == "link: LINK-16"
    assert finding.because == BECAUSE["schema"]
    assert finding.exchange is None


def test_an_unknown_key_is_shown_at_the_key_and_a_missing_one_at_what_lacks_it(standards: Standards) -> None:
    unknown = only("kind: small\nclosed:\n  protocol: IRC\n  prt: 1\n", standards)
    assert (unknown.places[0].line, unknown.places[0].column, unknown.places[0].text) == (4, 3, "prt")
    missing = only("kind: small\nclosed: {port: 1}\n", standards)
    assert (missing.places[0].line, missing.places[0].column, missing.places[0].text) == (2, 1, "closed")
    in_list = only("kind: talk\npartner: Q\nsystem: s\nchat:\n  - format: x\n    id: a\n", standards)
    assert (in_list.places[0].line, in_list.places[0].pointer) == (5, "/chat/0")
    assert (in_list.places[0].value, in_list.places[0].text, in_list.exchange) == (None, "", "chat")


@pytest.mark.parametrize(
    ("text", "pointers"),
    [
        ("kind: small\nlist: [a, b, a]\n", ["/list/2", "/list/0"]),
        (
            "kind: talk\npartner: Q\nsystem: s\nchat: [{id: a, protocol: IRC}, {id: a, protocol: XMPP}]\n",
            ["/chat/1/id", "/chat/0/id"],
        ),
        (
            "kind: talk\npartner: Q\nsystem: s\nsites: {north: {hq: []}, south: {hq: []}}\n",
            ["/sites/north/hq", "/sites/south/hq"],
        ),
        (
            "kind: talk\npartner: Q\nsystem: s\nuntil: 2027-01-01\nchat: [{protocol: IRC, from: 2027-01-02}]\n",
            ["/chat/0/from", "/until"],
        ),
    ],
)
def test_what_stands_twice_is_shown_twice(text: str, pointers: list[str], standards: Standards) -> None:
    assert [place.pointer for place in only(text, standards).places] == pointers


def test_findings_come_in_the_order_of_the_file_with_those_of_its_text(standards: Standards) -> None:
    text = "kind: talk\nsystem: s\npartner: NO\nfeed: 7\nchat:\n  - {protocol: xmp, format: 22:30}\n"
    findings = list(conform(document(text), standards))
    assert [each.rule for each in findings] == [
        "yaml/ambiguous-scalar", "schema/enum", "schema/enum", "yaml/ambiguous-scalar",
    ]  # fmt: skip
    assert [each.exchange for each in findings] == [None, "feed", "chat", "chat"]
    assert all(each.fingerprint and each.values_hash for each in findings)
    assert len({each.fingerprint for each in findings}) == 4


def test_a_document_with_severe_findings_of_another_kind_is_valid(standards: Standards) -> None:
    text = "kind: talk\npartner: Q\nsystem: s\nfrom: 2028-01-01\nuntil: 2027-01-01\n"
    assert valid(conform(document(text), standards))
    assert valid([])
    assert not valid(conform(document("kind: small\ncount: 0\n"), standards))
    assert not valid(conform(document("kind: smal\n"), standards))


def test_an_unknown_kind_leaves_the_answer_incomplete(standards: Standards) -> None:
    finding = only("kind: smal\n", standards)
    assert finding.unevaluated
    assert finding.remedy
    assert not only("kind: small\ncount: 0\n", standards).unevaluated


def test_a_file_of_waivers_among_the_profiles_is_told_where_it_belongs(standards: Standards) -> None:
    assert "--waivers" in only("waivers: []\n", standards).remedy


def test_an_unlisted_standard_is_worth_knowing_and_breaks_nothing(standards: Standards) -> None:
    findings = list(
        conform(document("kind: talk\npartner: Q\nsystem: s\nchat: [{protocol: IRC, format: x-9}]\n"), standards)
    )
    assert [(each.severity, each.outcome) for each in findings] == [(Severity.INFO, Outcome.BROKEN)]
    assert valid(findings)


def test_only_what_a_rule_asks_for_is_looked_up_in_the_catalogue(standards: Standards) -> None:
    text = """\
        kind: forms
        partner: Q
        system: s
        form:
          - {id: a, type: listed, edition: {standard: kite-standard, edition: 2}}
          - {id: b, type: free, edition: kite-standard}
          - {id: c, pair: [kite-standard, kite-standard]}
          - {id: d, type: listed, edition: 9}
          - {id: e, pair: [kite-standard]}
        """
    assert told(text, standards) == [
        ("content/unlisted-standard", "/form/0/edition", "the catalogue does not list 'kite-standard 2'"),
        ("content/unlisted-standard", "/form/2/pair/1", "the catalogue does not list 'kite-standard'"),
    ]


def test_where_only_the_deciding_validator_says_no_its_word_is_given(tmp_path: Path) -> None:
    schema = {"x-interop": {"kind": "web", "version": "1.0"}, "properties": {"at": {"items": {"format": "uri"}}}}
    (tmp_path / "web.json").write_text(json.dumps(schema))
    finding = only("kind: web\nat: ['no uri']\n", load_standards([tmp_path]))
    assert (finding.rule, finding.places[0].pointer) == ("schema/format", "/at/0")
    assert finding.message == 'an item of \'at\' does not meet its standard: "no uri" is not a "uri"'


def test_a_value_that_nobody_can_fault_is_still_refused(standards: Standards) -> None:
    kind = standards.kinds["small"][0]

    class Stubborn(Schema):
        def holds(self, _: object) -> bool:
            return False

    stubborn = kind._replace(schema=Stubborn(kind.schema.says, kind.schema.validators))
    stubbornly = copy(standards)
    stubbornly.kinds = {"small": (stubborn,)}
    finding = only("kind: small\n", stubbornly)
    assert (finding.rule, finding.message) == ("schema/false", "the document does not meet its standard")


def test_values_are_shown_escaped_and_cut(standards: Standards) -> None:
    finding = only(f'kind: small\nlink: "\\e[31m{"x" * 500}"\n', standards)
    assert "\x1b" not in finding.message
    assert len(finding.message) < 200


def test_every_finding_says_why_it_matters() -> None:
    assert because("content/empty-period")
    assert because("schema/pattern") == BECAUSE["schema"]
    assert because("communications/text-chat/protocol") == ""


def test_a_valid_document_needs_no_explainer(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text("kind: partner\ncode: QVA\nname: Varna\n")
    program = (
        "import sys; from interop_check.conformance import conform; from interop_check.profiles import load;"
        "from interop_check.standards import load_standards; s = load_standards();"
        f"print([list(conform(d, s)) for d in load([{str(tmp_path)!r}])], 'jsonschema' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[[]] False\n"


# ── fingerprints ─────────────────────────────────────────────────────────────────────────────────────────

HELD = {"kind": "talk/1.0", "chat": [{"id": "a", "formats": ["x", "y"]}, {"id": "b"}, {"rate": 1}]}


def test_a_place_is_known_by_keys_and_ids_never_by_positions() -> None:
    moved = {**HELD, "kind": "talk", "chat": [*reversed(HELD["chat"])]}
    assert identity(HELD, ("chat", 0, "formats"), "s") == "s:talk/chat[a]/formats"
    assert identity(HELD, ("chat", 0), "s") == identity(moved, ("chat", 2), "s")
    assert identity(HELD, ("chat", 2), "s") == identity(moved, ("chat", 0), "s")
    assert identity(HELD, ("chat", 0, "formats", 1), "s") != identity(HELD, ("chat", 0, "formats", 0), "s")
    assert identity(HELD, ("chat", 1, "lacking", "still"), "s") == "s:talk/chat[b]/lacking/still"
    assert identity({"a[b]": 1}, ("a[b]",), None) != identity({"a": [{"id": "b"}]}, ("a", 0), None)


def test_a_fingerprint_is_of_the_rule_the_partners_and_the_places() -> None:
    one = fingerprint("r", ["A", "B"], ["x"])
    assert len(one) == 16
    assert one == fingerprint("r", iter(["A", "B"]), iter(["x"]))
    assert len({one, fingerprint("r", ["B", "A"], ["x"]), fingerprint("r", ["A"], ["B", "y"])}) == 3


def test_equal_values_hash_alike() -> None:
    assert values_hash([1, {"a": 1, "b": 2}]) == values_hash((1.0, {"b": 2, "a": 1}))
    assert values_hash([True]) != values_hash([1])


def test_a_finding_keeps_its_fingerprint_where_files_are_reordered(standards: Standards) -> None:
    head = "kind: talk\npartner: Q\nsystem: s\n"
    one = only(head + "chat: [{id: a, protocol: XMP}, {id: b, protocol: IRC}]\n", standards)
    other = only("# more\n" + head + "chat:\n  - {id: b, protocol: IRC}\n  - {id: a, protocol: XNPP}\n", standards)
    assert one.fingerprint == other.fingerprint
    assert one.values_hash != other.values_hash


def test_what_is_ruled_out_is_told_what_would_do() -> None:
    text = "kind: data-sharing\npartner: Q\nsystem: s\nexchanges: {geodesy: [{datum: WGS-84}]}\n"
    finding = only(text, load_standards())
    assert finding.rule == "schema/not"
    assert "WGS84, written so" in finding.message
