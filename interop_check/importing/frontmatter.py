"""Reads the front matter of one Markdown file: keys, texts, lists of these; whatever it holds, it is not refused.

Published databases are written by scripts that quote nothing: ``title: A: B``, ``short: @home``, ``version: 1.10``.
Strict YAML refuses the first two and makes the number 1.1 of the third. Here every value is the text that stands
there, and where strict YAML would refuse it, that is complained of.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

Fields: TypeAlias = dict[str, Any]  # a text, a list of `Fields`, or `Fields`, by key

_FENCE = "---"
_LINE = re.compile(r"(?P<indent> *)(?P<dashes>(?:- +)*)(?P<key>[A-Za-z_][\w.-]*):(?:[ \t]+(?P<value>.*))?$")
_BLOCK = re.compile(r"[|>][-+0-9]*\s*(#.*)?$")
_REFUSED = re.compile(r"[@`%&*!\[\]{},|>#]|.*(: | #|:$)|[?-] ")  # at the start of a plain text, or in it
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t"}


class Matter(NamedTuple):
    """What the front matter of a file holds, and what was odd, each with its line number."""

    fields: Fields | None
    complaints: tuple[tuple[int, str], ...] = ()


class _Line(NamedTuple):
    number: int
    indent: int
    items: int  # the dashes before the key
    key: str
    value: str


def read_matter(text: str) -> Matter:
    """The fields between the first line and the next that is ``---``; None where the file has no front matter."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    if lines[0].rstrip() != _FENCE:
        return Matter(None)
    end = next((number for number, line in enumerate(lines) if number and line.rstrip() == _FENCE), None)
    complaints = [] if end else [(len(lines), "the front matter does not end: no line is ---")]
    found = list(_lines(lines[1:end]))
    return Matter(_tree(found), (*complaints, *_complaints(found)))


def _lines(lines: list[str]) -> Iterator[_Line]:
    """The lines that give a key; the texts of blocks (``|``, ``>``) are left out, as nothing that is a fact is one."""
    block: int | None = None
    for number, line in enumerate(lines, 2):
        depth = len(line) - len(line.lstrip(" "))
        if block is not None and (not line.strip() or depth > block):
            continue
        block = None
        match = _LINE.match(line.replace("\t", "  "))
        if not match:
            continue
        value = (match["value"] or "").strip()
        if _BLOCK.match(value):
            block, value = depth, ""
        dashes = match["dashes"]
        yield _Line(number, len(match["indent"]) + len(dashes), dashes.count("-"), match["key"], value)


def _tree(lines: list[_Line]) -> Fields:
    """The lines, nested by how far they are indented."""
    root: Fields = {}
    open_: list[tuple[int, Fields, str]] = []  # the mappings around, each with its indentation and its latest key
    for line in lines:
        while open_ and open_[-1][0] > line.indent:
            open_.pop()
        if line.items and open_ and open_[-1][0] == line.indent:
            open_.pop()  # a further item of the same list
        if not open_:
            here = root
        elif open_[-1][0] == line.indent:
            here = open_.pop()[1]
        else:
            here = _below(open_[-1][1], open_[-1][2], bool(line.items))
        here[line.key] = _text(line.value)
        open_.append((line.indent, here, line.key))
    return root


def _below(parent: Fields, key: str, is_item: bool) -> Fields:
    """A mapping, new or open, under `key`: an item of the list that stands there, or the value itself."""
    held = parent[key]
    new: Fields = {}
    if not is_item:
        parent[key] = held if isinstance(held, dict) else new
        return held if isinstance(held, dict) else new
    if not isinstance(held, list):
        parent[key] = held = []
    held.append(new)
    return new


def _text(value: str) -> str:
    """A value as a text: what stands between quotes, else all of it."""
    for quote in ('"', "'"):
        if len(value) > 1 and value[0] == quote and value.rstrip()[-1] == quote:
            inner = value[1:-1]
            return _ESCAPED.sub(_unescaped, inner) if quote == '"' else inner.replace("''", "'")
    return value


def _unescaped(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[1], match[1])


def _complaints(lines: list[_Line]) -> Iterator[tuple[int, str]]:
    """The first text that strict YAML refuses, as it refuses the whole file for it, and how many more there are."""
    bare = [line for line in lines if line.value and line.value[0] not in "\"'" and _REFUSED.match(line.value)]
    if bare:
        more = f" (as do {len(bare) - 1} more lines)" if len(bare) > 1 else ""
        yield bare[0].number, f"the text of {bare[0].key!r} needs quotes{more}: strict YAML refuses it"


def text(fields: Mapping[str, Any], *path: str) -> str:
    """The text at a path of keys, its white space made single; empty where there is none."""
    here: Any = fields
    for key in path:
        here = here.get(key) if isinstance(here, Mapping) else None
    return " ".join(here.split()) if isinstance(here, str) else ""


def items(fields: Mapping[str, Any], key: str) -> Iterator[Fields]:
    """The mappings in the list at a key; none where no list stands there."""
    held = fields.get(key)
    yield from (item for item in held if isinstance(item, dict)) if isinstance(held, list) else ()
