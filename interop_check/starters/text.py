"""YAML as a starter writes it: values that every tool reads alike, each with a comment on what it may be."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..formats._inert import inert
from ..profiles.ambiguity import other_reading
from ..relations import plain
from ..standards.fields import Facts, Field, Nodes, Reading, types_text

_WIDTH = 110


def block(reading: Reading, nodes: Nodes, value: Any) -> Iterator[str]:
    """A value in block style, a line an entry, each with a comment on its property."""
    if isinstance(value, list):
        members = reading.members(nodes)
        for each in value:
            yield from _marked(block(reading, members, each))
    elif isinstance(value, dict):
        yield from entries(reading, reading.fields(nodes), value)
    else:
        yield flow(value)


def _marked(lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f"{'  ' if number else '- '}{line}"


def entries(reading: Reading, fields: Iterable[Field], value: Mapping[str, Any]) -> Iterator[str]:
    """A mapping in block style, what must be there first."""
    known = {field.called: field for field in fields}
    for key in sorted(value, key=lambda each: not (each in known and known[each].required)):
        field = known.get(key)
        if field and _is_deep(reading, field, value[key]):
            facts = reading.facts(field.nodes)
            yield from line(f"{flow(key)}:", _said(Facts(facts.title), field))
            yield from (f"  {each}" for each in block(reading, field.nodes, value[key]))
        else:
            said = _said(reading.facts(field.nodes), field) if field else ""
            yield from line(f"{flow(key)}: {flow(value[key])}", said)


def _is_deep(reading: Reading, field: Field, value: Any) -> bool:
    """Whether a value has properties of its own to speak of."""
    if isinstance(value, list):
        return (
            bool(value)
            and all(isinstance(each, dict) and each for each in value)
            and len(value) > 0
            and _named(reading, reading.members(field.nodes))
        )
    return isinstance(value, dict) and bool(value) and _named(reading, field.nodes)


def _named(reading: Reading, nodes: Nodes) -> bool:
    fields = [field for field in reading.fields(nodes) if isinstance(field.name, str)]
    return any(reading.facts(field.nodes).title for field in fields)


def _said(facts: Facts, field: Field) -> str:
    """A short comment on a property: its title, what it may be, whether it must be there."""
    return "; ".join(part for part in (facts.title, _allowed(facts), "required" if field.required else "") if part)


def _allowed(facts: Facts) -> str:
    """What values a property may have, in a few words; nothing where it is just a text."""
    if facts.allowed:
        word = "some of" if facts.listed else "one of" if len(facts.allowed) > 1 else "always"
        return f"{word} {', '.join(map(flow, facts.allowed))}"
    told = types_text(facts)
    return "" if told == "text" else told


def line(text: str, comment: str) -> Iterator[str]:
    """A line with a comment at its end; where that is too long, in lines above."""
    said = one_line(comment)
    if len(text) + len(said) + len("  # ") <= _WIDTH:
        yield f"{text}  # {said}" if said else text
        return
    shown = [*prose(said)]
    yield from shown[:_MOST_LINES]
    if shown[_MOST_LINES:]:
        yield "# …"
    yield text


_MOST_LINES = 4


def about(facts: Facts) -> str:
    """The title and the description, as one text."""
    return f"{facts.title or ''}{'. ' if facts.title and facts.description else ''}{facts.description}"


def prose(text: str, indent: str = "") -> Iterator[str]:
    """A text as comment lines."""
    prefix = f"{indent}# "
    yield from textwrap.wrap(
        one_line(text), _WIDTH, initial_indent=prefix, subsequent_indent=prefix, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def one_line(text: str) -> str:
    """A text without line breaks, and harmless to show."""
    return inert(" ".join(text.split()))


_PLAIN = re.compile(r"[A-Za-z]([A-Za-z0-9._/()+ -]*[A-Za-z0-9._/()+-])?")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def flow(value: Any) -> str:
    """A value in YAML's flow style: plain where every YAML tool reads it alike, else as JSON."""
    match plain(value):
        case dict() as mapping:
            return "{" + ", ".join(f"{flow(key)}: {flow(each)}" for key, each in mapping.items()) + "}"
        case list() as members:
            return "[" + ", ".join(map(flow, members)) + "]"
        case str() as text:
            return text if _is_plain(text) else _quoted(text)
        case other:
            return json.dumps(other)


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text)) and text.casefold() not in _WORDS and other_reading(text) is None


def _quoted(text: str) -> str:
    return "".join(each if each.isprintable() else _escape(each) for each in json.dumps(text, ensure_ascii=False))


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
