"""The text of a file of waivers with an entry added, or some taken out; everything else stays as it was written."""

import datetime
import json
import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from ..profiles import Document
from ..profiles.text import split
from ..report import Severity

_HEAD = """\
# Findings that somebody accepts, for a reason, until a day: interop-check waivers check
waivers:
"""


class EditError(Exception):
    """A text that cannot be edited without touching more than was asked for; the message says what would do."""


class Entry(NamedTuple):
    """What a new waiver says."""

    rule: str
    partners: Sequence[str]
    fingerprint: str
    values_hash: str
    reason: str
    owner: str
    until: datetime.date
    ticket: str = ""
    severity: Severity | None = None
    only_unknown: bool = False


def added(document: Document | None, entries: Sequence[Entry]) -> str:
    """The text with these waivers at the end of its list; a new text, where there is no document yet.

    Raises `EditError` where the list is written in brackets and holds something.
    """
    if document is None:
        return _HEAD + "".join(f"{line}\n" for line in _written(entries, "  "))
    rows = _Rows(document)
    if not document.value["waivers"]:
        at = rows.opened()
        return rows.text_with(at, _written(entries, "  "))
    return rows.text_with(rows.end(), _written(entries, rows.indent(-1)))


def pruned(document: Document, indices: Collection[int]) -> str:
    """The text without the waivers at these positions; comments between waivers stay.

    Raises `EditError` where the list is written in brackets.
    """
    rows = _Rows(document)
    gone = {row for index in indices for row in rows.of(index)}
    if len(indices) == len(document.value["waivers"]):
        rows.emptied()
    return rows.text_without(gone)


def _written(entries: Sequence[Entry], indent: str) -> Iterator[str]:
    for entry in entries:
        fields = [
            ("rule", entry.rule if _PLAIN.fullmatch(entry.rule) else _quoted(entry.rule)),
            ("partners", f"[{', '.join(map(_quoted, entry.partners))}]"),
            ("fingerprint", _quoted(entry.fingerprint)),
            ("values-hash", _quoted(entry.values_hash)),
            *([("severity", entry.severity.value)] if entry.severity else []),
            *([("outcome", "unknown")] if entry.only_unknown else []),
            ("reason", _quoted(entry.reason)),
            ("owner", _quoted(entry.owner)),
            ("until", _quoted(entry.until.isoformat())),
            *([("ticket", _quoted(entry.ticket))] if entry.ticket else []),
        ]
        for number, (name, text) in enumerate(fields):
            yield f"{indent}{'  ' if number else '- '}{name}: {text}"


_PLAIN = re.compile(r"[a-z][A-Za-z0-9._-]*(/[A-Za-z0-9._-]+)+")


def _quoted(text: str) -> str:
    """A text in YAML's double quotes, on one line; what cannot be seen is written as an escape."""
    return "".join(_escaped(character) for character in json.dumps(text, ensure_ascii=False))


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


class _Rows:
    """The lines of a document with their breaks, and where its waivers stand in them."""

    def __init__(self, document: Document) -> None:
        self._tree = document.places.tree.child("waivers")
        self._key = document.places.tree.keys["waivers"]
        self._rows: list[str] = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", document.text)
        self._break = next((found[0] for row in self._rows if (found := re.search(r"\r\n|\r|\n", row))), "\n")
        lines = split(document.text)
        line, column = self._tree.span[:2]
        self._in_brackets = lines[line][column : column + 1] == "["

    def of(self, index: int) -> range:
        """The rows of one waiver, from its dash to its last line."""
        first, last = self._dash(index), self._tree.child(index).span[2]
        return range(first, last + 1)

    def indent(self, index: int) -> str:
        """What stands before the dash of a waiver."""
        return self._rows[self._dash(index % len(self._tree.inner or ()))].partition("-")[0]

    def _dash(self, index: int) -> int:
        if self._in_brackets:
            raise EditError("the list of waivers is written in brackets: write each on lines of its own, after a dash")
        row, column = self._tree.child(index).span[:2]
        while not self._rows[row][: column if column else None].lstrip(" ").startswith("-"):
            row, column = row - 1, 0
        return row

    def end(self) -> int:
        """The row after the last waiver, and after the comments that are indented as what is in it."""
        last = len(self._tree.inner or ()) - 1
        after = self.of(last)[-1] + 1
        depth = len(self.indent(last))
        for row in range(after, len(self._rows)):
            text = self._rows[row]
            if text.strip() and not (text.lstrip(" ").startswith("#") and len(text) - len(text.lstrip(" ")) > depth):
                break
            if text.strip():
                after = row + 1
        return after

    def opened(self) -> int:
        """The row after an empty list, which is taken out of its line, so that a list of lines may follow."""
        line, column, end_line, end_column = self._tree.span
        if line != end_line or self._rows[line][column:end_column].replace(" ", "") != "[]":
            raise EditError("the empty list of waivers stands on several lines: write 'waivers: []'")
        row = self._rows[line]
        self._rows[line] = f"{row[:column].rstrip()}{row[end_column:]}"
        return line + 1

    def emptied(self) -> None:
        """Say that the list is empty, where its key stands."""
        row, _, _, column = self._key
        after = self._rows[row].index(":", column) + 1
        self._rows[row] = f"{self._rows[row][:after]} []{self._rows[row][after:]}"

    def text_with(self, at: int, lines: Iterator[str]) -> str:
        if at and not self._rows[at - 1].endswith(("\n", "\r")):
            self._rows[at - 1] += self._break
        self._rows[at:at] = [f"{line}{self._break}" for line in lines]
        return "".join(self._rows)

    def text_without(self, gone: Collection[int]) -> str:
        return "".join(row for number, row in enumerate(self._rows) if number not in gone)
