"""Reads profiles: YAML text into plain values, with the place of every key and value at hand.

The parser (libyaml's where PyYAML has it, else PyYAML's own) only cuts the text into events; what they mean
is decided here, by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema), and whatever
two tools might read in two ways is refused with its place. Nothing is ever constructed from a tag.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import ScalarToken

from .report import Finding, Line, Outcome, Place, Severity

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 64
MAX_VALUES = 200_000
MAX_DIGITS = 100

STDIN = "-"
STDIN_SHOWN = "<stdin>"

Steps = tuple[str | int, ...]
_Event = Any
"""An event of PyYAML, whose types do not say what each kind of event has."""
_Events = Callable[[], _Event]
_Span = tuple[int, int, int, int]
"""Line, column, end line, end column; counted from 0, columns in code points, the end exclusive."""
_NOWHERE = (0, 0, 0, 0)

_EXCERPT_LINES = 3
_LONGEST_LINE = 2_000
_LONGEST_QUOTE = 60


# What can be wrong with a file --------------------------------------------------------------------

BECAUSE: Mapping[str, str] = {
    "syntax": "A text that is not YAML has no meaning that two readers share.",
    "encoding": "Profiles are exchanged between systems; only Unicode text reads the same on all of them.",
    "control-character": "Different tools read control characters and odd line separators differently.",
    "escape": "An escape must name a Unicode character; half of a surrogate pair is none.",
    "empty": "A file without content states nothing about any system.",
    "several-documents": "A profile is one document in one file, so that a file and a place name one thing.",
    "not-a-mapping": "A profile is a mapping of keys to values; the envelope's keys say whose it is.",
    "duplicate-key": "Of two values under one key, some tools take the first, some the last.",
    "non-string-key": "Keys are names: JSON knows none but text, and tools disagree on how to write others.",
    "tag": "Tags make tools build other things than text, numbers, lists and mappings; profiles need none.",
    "directive": "Directives change how the rest of the file is read; profiles need none.",
    "merge-key": "Merge keys were left out of YAML 1.2: some tools merge, some keep a key named '<<'.",
    "alias": "Aliases let a few lines stand for millions of values, and hide what a partner declares.",
    "too-deep": f"Nothing that a profile says needs more than {MAX_DEPTH} levels.",
    "too-large": f"No profile needs more than {MAX_BYTES // 1024 // 1024} MiB.",
    "too-many-values": f"No profile needs more than {MAX_VALUES:,} values.",
    "number-too-long": f"No quantity needs more than {MAX_DIGITS} characters; a longer one is an identifier.",
    "not-finite": "JSON has neither infinities nor 'not a number', and nothing can be compared with them.",
    "not-a-file": "Only ordinary files are read: pipes, devices and folders could hang or never end.",
    "unreadable": "What cannot be read might hold what decides the answer.",
    "ambiguous-scalar": "Tools that still follow YAML 1.1 read this word differently from YAML 1.2.",
}
"""Every ``yaml/<reason>`` that a finding of this module can bear, and why it matters."""


class ProfileError(Exception):
    """Anything that kept this module from giving a document."""


class PathNotFound(ProfileError):  # noqa: N818 - named for what happened
    """A path that somebody named is not there. `nearest` is the most similar one that is, if any."""

    def __init__(self, path: str, nearest: str | None = None) -> None:
        super().__init__(path, nearest)
        self.path = path
        self.nearest = nearest

    def __str__(self) -> str:
        hint = f"; did you mean {_quoted(self.nearest)}?" if self.nearest else "; check the spelling"
        return f"there is no file or folder {_quoted(self.path)}{hint}"


class Unreadable(ProfileError):  # noqa: N818 - also a value among the documents
    """A file that gives no document, with one finding that says why.

    `kind`, `partner` and `system` are what its top-level lines seem to say: good enough to know whose answer
    is incomplete, for nothing else. `sha256` is None where the bytes were not read to their end.
    """

    def __init__(
        self,
        path: str,
        findings: tuple[Finding, ...],
        sha256: str | None = None,
        kind: str | None = None,
        partner: str | None = None,
        system: str | None = None,
    ) -> None:
        super().__init__(path, findings, sha256, kind, partner, system)
        self.path = path
        self.findings = findings
        self.sha256 = sha256
        self.kind = kind
        self.partner = partner
        self.system = system

    def __str__(self) -> str:
        return "\n".join(f"{self.path}:{_line_of(finding)}: {finding.message}" for finding in self.findings)


class _Refused(Exception):  # noqa: N818 - named for what happened
    """Why the text is refused, and the spans to show; the first is where to look."""

    def __init__(self, reason: str, message: str, *spans: _Span) -> None:
        super().__init__(reason, message)
        self.reason = reason
        self.message = message
        self.spans = spans


# The document -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One profile: its plain value, and where everything in it stands.

    `path` is as given, with ``/``; `sha256` is that of the file's bytes; `value` is made of dict, list, str,
    int, float, bool and None alone; `text` is the decoded source without a byte-order mark. `ambiguous` says
    that `hazards` has something to tell. Steps are keys and indices from the root: ``("exchanges", 0)``.
    """

    path: str
    sha256: str
    value: dict[str, Any]
    text: str
    places: Places
    ambiguous: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """The source line by line, without line breaks."""
        return self.places.lines

    @property
    def kind(self) -> str | None:
        """The kind without a pinned version, `None` where the key is absent or no text."""
        kind = self._word("kind")
        return kind if kind is None else kind.partition("/")[0]

    @property
    def version(self) -> str | None:
        """The version that ``kind: communications/1.0`` pins, else `None`."""
        return (self._word("kind") or "").partition("/")[2] or None

    @property
    def partner(self) -> str | None:
        return self._word("partner")

    @property
    def system(self) -> str | None:
        return self._word("system")

    @property
    def network(self) -> str | None:
        return self._word("network")

    @property
    def state(self) -> str | None:
        return self._word("state")

    def _word(self, key: str) -> str | None:
        value = self.value.get(key)
        return value if isinstance(value, str) else None

    def at(self, steps: Steps, partner: str | None = None) -> Place:
        """The place of the value at these steps; `partner` defaults to the document's own.

        Where a step does not exist, the place is that of the nearest ancestor which does: its pointer and its
        first line, with no value and no text.
        """
        tree, value, known = self._walk(steps)
        if known < len(steps):
            return self._place(tree.span, steps[:known], partner, shown=1)
        text = _source_line(self.lines, tree.span) if tree.inner is not None else _source(self.lines, tree.span)
        return self._place(tree.span, steps, partner, value, text)

    def key_at(self, steps: Steps, partner: str | None = None) -> Place:
        """The place of the key that names the value at these steps; that of the value where no key does."""
        parent, value, known = self._walk(steps[:-1])
        if not steps or known < len(steps) - 1 or not isinstance(value, dict) or steps[-1] not in value:
            return self.at(steps, partner)
        key = str(steps[-1])
        span = parent.keys[key]
        return self._place(span, steps, partner, key, _source(self.lines, span))

    def _walk(self, steps: Steps) -> tuple[_Tree, Any, int]:
        """The tree and the value as far down these steps as they exist, and how many do."""
        tree, value = self.places.tree, self.value
        for known, step in enumerate(steps):
            if not _has(value, step):
                return tree, value, known
            tree, value = tree.child(step), value[step]  # type: ignore[index]
        return tree, value, len(steps)

    def _place(
        self,
        span: _Span,
        steps: Steps,
        partner: str | None,
        value: Any = None,
        text: str = "",
        shown: int = _EXCERPT_LINES,
    ) -> Place:
        whose = self.partner if partner is None else partner
        return _place(self.path, self.lines, span, pointer(steps), whose, value, text, shown)


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and type(step) is int and 0 <= step < len(value)


def pointer(steps: Iterable[str | int]) -> str:
    """The JSON Pointer (RFC 6901) to these steps."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def steps_of(pointer: str, value: Any) -> Steps:
    """The steps of a JSON Pointer (RFC 6901) into this value: a number is an index only where a list stands.

    Steps that the value does not have are kept as text. Raises `ValueError` if it is not a JSON Pointer.
    """
    if pointer and not pointer.startswith("/"):
        raise ValueError(f"{_quoted(pointer)} is not a JSON Pointer: it must be empty or begin with '/'")
    steps: list[str | int] = []
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        step: str | int = int(name) if isinstance(value, list) and _INDEX(name) else name
        value = value[step] if _has(value, step) else None
        steps.append(step)
    return tuple(steps)


_INDEX = re.compile(r"0|[1-9][0-9]{0,8}").fullmatch


# Where things stand -------------------------------------------------------------------------------


class _Tree(NamedTuple):  # a dataclass takes three times as long to make, and there is one for each value
    """The spans of one value and of what is in it, laid out like the value itself."""

    span: _Span
    keys: Mapping[str, _Span]
    inner: dict[str, _Tree] | list[_Tree] | None

    def child(self, step: str | int) -> _Tree:
        return self.inner[step]  # type: ignore[index]


class Places:
    """The lines of a source, and the span of every key and value in it.

    Most documents are never asked for a place, so the spans are found when the first one is: by reading the
    text a second time, which cannot fail once the first time did not.
    """

    __slots__ = ("_lines", "_text", "_tree")

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: tuple[str, ...] | None = None
        self._tree: _Tree | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        if self._lines is None:
            self._lines = _split(self._text)
        return self._lines

    @property
    def tree(self) -> _Tree:
        if self._tree is None:
            event = _events(self._text)
            event()
            event()
            self._tree = _spans(event(), event, self.lines)
        return self._tree


def _spans(first: _Event, event: _Events, lines: Sequence[str]) -> _Tree:
    if type(first) is ScalarEvent:
        return _Tree(_scalar_span(first, lines), _NO_KEYS, None)
    if type(first) is SequenceStartEvent:
        items: list[_Tree] = []
        while type(following := event()) is not SequenceEndEvent:
            items.append(_spans(following, event, lines))
        return _Tree(_whole(first, following, items), _NO_KEYS, items)
    keys: dict[str, _Span] = {}
    entries: dict[str, _Tree] = {}
    while type(following := event()) is not MappingEndEvent:
        keys[following.value] = _scalar_span(following, lines)
        entries[following.value] = _spans(event(), event, lines)
    return _Tree(_whole(first, following, entries.values()), keys, entries)


_NO_KEYS: Mapping[str, _Span] = {}
_BLOCK_STYLES = ("|", ">")


def _span(event: _Event) -> _Span:
    start, end = event.start_mark, event.end_mark
    return start.line, start.column, end.line, end.column


def _whole(start: _Event, end: _Event, inner: Iterable[_Tree]) -> _Span:
    """From the start of a collection to its bracket, or to the end of what it holds: the parsers put the end
    of a block collection where the next thing begins."""
    end_mark = end.end_mark
    last = (end_mark.line, end_mark.column) if start.flow_style else max(tree.span[2:] for tree in inner)
    return start.start_mark.line, start.start_mark.column, *last


def _scalar_span(scalar: _Event, lines: Sequence[str]) -> _Span:
    """The span of a scalar, without the empty lines that the parsers count in after a block, and within the
    text: they see the end of it on different lines."""
    line, column, end_line, end_column = _span(scalar)
    if scalar.style in _BLOCK_STYLES:
        while end_line > line and (end_line >= len(lines) or not lines[end_line][:end_column].strip()):
            end_line -= 1
            end_column = len(lines[end_line])
    elif line >= len(lines):
        line = end_line = len(lines) - 1
        column = end_column = len(lines[line])
    return line, column, end_line, end_column


def _place(
    path: str,
    lines: Sequence[str],
    span: _Span,
    pointer: str = "",
    partner: str | None = None,
    value: Any = None,
    text: str = "",
    shown: int = _EXCERPT_LINES,
) -> Place:
    line, column, end_line, end_column = span
    return Place(
        path=path,
        pointer=pointer,
        line=line + 1,
        column=column + 1,
        end_line=end_line + 1,
        end_column=end_column + 1,
        partner=partner,
        value=value,
        text=text,
        excerpt=tuple(
            Line(number + 1, _cut(lines[number], _LONGEST_LINE))
            for number in range(line, min(end_line + 1, line + shown, len(lines)))
        ),
    )


def _source(lines: Sequence[str], span: _Span) -> str:
    """The text of this span as it was written."""
    line, column, end_line, end_column = span
    if line == end_line:
        return lines[line][column:end_column] if line < len(lines) else ""
    return "\n".join((lines[line][column:], *lines[line + 1 : end_line], lines[end_line][:end_column]))


def _source_line(lines: Sequence[str], span: _Span) -> str:
    """The first line of the text of this span."""
    line, column, end_line, end_column = span
    if line >= len(lines):
        return ""
    return _cut(lines[line][column : end_column if line == end_line else None].rstrip(), _LONGEST_LINE)


def _split(text: str) -> tuple[str, ...]:
    """The lines of a text, as YAML 1.2 counts them: other separators than CR and LF are not line breaks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(lines[:-1] if lines[-1] == "" else lines)


def _position(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n"), len(before) - before.rfind("\n") - 1


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _quoted(text: str) -> str:
    return repr(_cut(text, _LONGEST_QUOTE))


def _line_of(finding: Finding) -> int:
    return finding.places[0].line if finding.places else 1


# Bytes to text ------------------------------------------------------------------------------------

_ENCODINGS = (
    (codecs.BOM_UTF32_LE, None),  # before UTF-16's, which is the beginning of it
    (codecs.BOM_UTF32_BE, None),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"", "utf-8"),
)

# YAML 1.2 allows U+0085, U+2028 and U+2029 as ordinary characters; YAML 1.1 breaks lines at them.
_NOT_ALLOWED = re.compile("[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]").search

_ORDINARY_BYTES = b"\t\n\r" + bytes(range(0x20, 0x7F))

_CHARACTERS = {
    "\0": "a NUL byte stands here: if the file is UTF-16, save it as UTF-8; else remove the byte",
    "\ufeff": "a second byte-order mark stands here, as joining two files leaves one: remove it",
    "\x85": "the line separator U+0085 stands here: use an ordinary line break",
    "\u2028": "the line separator U+2028 stands here: use an ordinary line break",
    "\u2029": "the paragraph separator U+2029 stands here: use an ordinary line break",
}


def _encoding(data: bytes) -> tuple[str | None, bytes]:
    return next((name, data[len(mark) :]) for mark, name in _ENCODINGS if data.startswith(mark))


def _decoded(data: bytes) -> str:
    encoding, body = _encoding(data)
    if encoding is None:
        raise _Refused("encoding", "the file is UTF-32: save it as UTF-8", _NOWHERE)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_text(encoding, body, error) from None
    # Most profiles are ASCII, of which the bytes tell in a tenth of the time.
    ordinary = text.isascii() and not body.translate(None, _ORDINARY_BYTES)
    if not ordinary and (found := _NOT_ALLOWED(text)):
        line, column = _position(text, found.start())
        character = found.group()
        default = f"the control character U+{ord(character):04X} stands here: remove it, or write it as an escape"
        raise _Refused("control-character", _CHARACTERS.get(character, default), (line, column, line, column + 1))
    return text


def _not_text(encoding: str, body: bytes, error: UnicodeDecodeError) -> _Refused:
    before = body[: error.start].decode(encoding)
    line, column = _position(before, len(before))
    if encoding != "utf-8":
        message = "the file begins as UTF-16 but breaks off or mixes encodings here: save it as UTF-8"
    else:
        byte = body[error.start]
        message = (
            f"byte 0x{byte:02X} is not UTF-8 (in Windows-1252 it would be "
            f"{_quoted(bytes([byte]).decode('cp1252', 'replace'))}): save the file as UTF-8"
        )
    return _Refused("encoding", message, (line, column, line, column + 1))


def _shown_lines(data: bytes) -> tuple[str, ...]:
    """The lines of a text that is refused, as far as they can be shown."""
    encoding, body = _encoding(data)
    return _split(body.decode(encoding, "replace")) if encoding else ()


# Text to events -----------------------------------------------------------------------------------


class _PureParser(Reader, Scanner, Parser):
    """PyYAML's own parser, made to take and to refuse what libyaml does: tabs between words, for one."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def scan_flow_scalar_non_spaces(self, double: bool, start_mark: Any) -> list[str]:
        """Halves of surrogate pairs pass here and fail in libyaml; escapes beyond Unicode end in `chr`."""
        mark = self.get_mark()
        try:
            chunks: list[str] = super().scan_flow_scalar_non_spaces(double, start_mark)
        except (ValueError, OverflowError):
            chunks = ["\ud800"]
        if any("\ud800" <= character <= "\udfff" for chunk in chunks for character in chunk):
            problem = "found invalid Unicode character escape code"
            raise ScannerError("while parsing a quoted scalar", start_mark, problem, mark)
        return chunks

    def scan_to_next_token(self) -> None:
        while True:
            self._skip(" " if self.allow_simple_key and not self.flow_level else " \t")
            if self.peek() == "#":
                while self.peek() not in "\0\r\n":
                    self.forward()
            if not self.scan_line_break():  # type: ignore[no-untyped-call]
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_plain(self) -> ScalarToken:
        start = end = self.get_mark()
        word_at = _FLOW_WORD if self.flow_level else _BLOCK_WORD
        parts: list[str] = []
        blanks: list[str] = []
        while self.peek() != "#" and (word := word_at(self.buffer, self.pointer)):
            self.allow_simple_key = False
            parts += (*blanks, word.group())
            self.forward(len(word.group()))
            end = self.get_mark()
            if self.flow_level and self.peek() == ":" and self.peek(1) in ",?[]{}":
                raise ScannerError("while scanning a plain scalar", start, "found unexpected ':'", end)
            blanks = self.scan_plain_spaces(self.indent + 1, start)
            if not blanks or (not self.flow_level and self.column <= self.indent):
                break
        return ScalarToken("".join(parts), True, start, end)

    def scan_plain_spaces(self, indent: int, start_mark: Any) -> list[str]:
        blanks = self._skip(" \t")
        if not self.scan_line_break():  # type: ignore[no-untyped-call]
            return [blanks] if blanks else []
        self.allow_simple_key = True
        breaks = []
        while self.peek() in " \t\r\n":
            if self.peek() == "\t" and self.column < indent:
                problem = "found a tab character that violates indentation"
                raise ScannerError("while scanning a plain scalar", start_mark, problem, self.get_mark())
            if found := self.scan_line_break():  # type: ignore[no-untyped-call]
                breaks.append(found)
            else:
                self.forward()
        ends = self.column == 0 and self.prefix(3) in ("---", "...") and self.peek(3) in "\0 \t\r\n"
        return [] if ends else breaks or [" "]

    def scan_block_scalar_indicators(self, start_mark: Any) -> tuple[bool | None, int | None]:
        header = _HEADER_BEFORE_TAB(self.buffer, self.pointer)
        if not header:
            return super().scan_block_scalar_indicators(start_mark)
        self.forward(header.end() - header.start())
        indent = header[1] or header[2]
        return {"+": True, "-": False}.get(header.group().strip("123456789")), int(indent) if indent else None

    def scan_block_scalar_ignored_line(self, start_mark: Any) -> None:
        self._skip(" \t")
        super().scan_block_scalar_ignored_line(start_mark)

    def scan_block_scalar_indentation(self) -> tuple[list[str], int, Any]:
        found: tuple[list[str], int, Any] = super().scan_block_scalar_indentation()
        self._refuse_tab(found[1] + 1)
        return found

    def scan_block_scalar_breaks(self, indent: int) -> tuple[list[str], Any]:
        found: tuple[list[str], Any] = super().scan_block_scalar_breaks(indent)
        self._refuse_tab(indent)
        return found

    def _refuse_tab(self, indent: int) -> None:
        if self.column < indent and self.peek() == "\t":
            problem = "found a tab character where an indentation space is expected"
            raise ScannerError("while scanning a block scalar", self.get_mark(), problem, self.get_mark())

    def _skip(self, characters: str) -> str:
        start = self.pointer
        while self.peek() in characters:
            self.forward()
        return str(self.buffer[start : self.pointer])


_BLOCK_WORD = re.compile(r"(?:[^\0 \t\r\n:]|:(?![\0 \t\r\n]))+").match
_FLOW_WORD = re.compile(r"(?:[^\0 \t\r\n:,\[\]{}]|:(?![\0 \t\r\n,?\[\]{}]))+").match
_HEADER_BEFORE_TAB = re.compile(r"(?:[-+]([1-9])?|([1-9])[-+]?)?(?=\t)").match


_parser: Callable[[str], Any]
try:
    from yaml._yaml import CParser as _parser  # noqa: N813 - one of two makers
except ImportError:  # PyYAML was built without libyaml
    _parser = _PureParser

_DIRECTIVE = re.compile(r"(?:\A|(?<=[\r\n]))%[^\r\n]*").finditer
_HARMLESS_DIRECTIVE = re.compile(r"%YAML +1\.[12] *(?:#.*)?").fullmatch
_NO_CONTENT = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?[\r\n]+)*").fullmatch


def _events(text: str) -> _Events:
    """A function that gives the next event of the text each time it is called."""
    following: _Events = _parser(text).get_event
    # No value takes less than a character: a short text needs no counting.
    return following if len(text) <= MAX_VALUES else _counted(following)


def _counted(following: _Events) -> _Events:
    count = 0

    def counted() -> _Event:
        nonlocal count
        event = following()
        count += isinstance(event, NodeEvent)
        if count > MAX_VALUES:
            message = f"more than {MAX_VALUES:,} keys and values: split the profile into several files"
            raise _Refused("too-many-values", message, _span(event))
        return event

    return counted


def _refuse_directives(text: str) -> None:
    """Any line that begins with ``%``, but for one ``%YAML 1.2`` before all content.

    Before the parser sees them: it looks at every pair of them, which a long list makes endless.
    """
    if not text.startswith("%") and "\n%" not in text and "\r%" not in text:
        return
    allowed = True
    for found in _DIRECTIVE(text):
        if not (allowed and _HARMLESS_DIRECTIVE(found.group()) and _NO_CONTENT(text, 0, found.start())):
            line, column = _position(text, found.start())
            message = (
                f"a line that begins with '%' is a directive, here {_quoted(found.group())}: remove it, "
                "or indent or quote it if it is text"
            )
            raise _Refused("directive", message, (line, column, line, len(found.group())))
        allowed = False


# Events to values ---------------------------------------------------------------------------------

_WORDS: Mapping[str, bool | None] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMERIC = frozenset("0123456789+-.")
_ORDINARY = re.compile(r"0|[1-9][0-9]{0,17}").fullmatch
_INTEGER = re.compile(r"[-+]?[0-9]+").fullmatch
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+").fullmatch
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?").fullmatch
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)").fullmatch

# What https://yaml.org/type/ gives another meaning under YAML 1.1; dates are left out on purpose.
_OTHER_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), "true"),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), "false"),
    "=": "a default key",
    "<<": "a merge key",
}
_OTHER_NUMBERS = {
    "octal": r"[-+]?0[0-7_]+",
    "text": r"[-+]?0[0-9_]+|0o[0-7]+|[-+]?[0-9]+[eE][-+]?[0-9]+|[-+]?[0-9]*\.[0-9]*[eE][0-9]+",
    "sexagesimal": r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?",
    "binary": r"[-+]?0b[01_]+",
    "hexadecimal": r"[-+]0x[0-9a-fA-F_]+|0x[0-9a-fA-F]*_[0-9a-fA-F_]*",
    "underscores": r"[-+]?[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?|[-+]?[0-9]+\.[0-9]*_[0-9_]*",
}
_READINGS = {
    "octal": "an octal number",
    "text": "text",
    "sexagesimal": "a number in base 60",
    "binary": "a binary number",
    "hexadecimal": "a hexadecimal number",
    "underscores": "a number without its underscores",
}
_OTHER_NUMBER = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _OTHER_NUMBERS.items())).fullmatch
_TO_RESOLVE = frozenset((*_WORDS, *_OTHER_WORDS))


def _other_reading(text: str) -> str | None:
    """What tools of YAML 1.1 make of a plain word that YAML 1.2 reads otherwise; `None` if they agree."""
    if text in _OTHER_WORDS:
        return _OTHER_WORDS[text]
    found = _OTHER_NUMBER(text) if text[:1] in _NUMERIC else None
    return _READINGS[str(found.lastgroup)] if found else None


def _number(text: str) -> int | float | None:
    """The number that a plain word is in YAML 1.2, if any. Raises `_Refused` where JSON cannot hold it."""
    if _INTEGER(text):
        return int(_short(text))
    if _FLOAT(text):
        number = float(_short(text))
        if number - number != 0:
            raise _Refused("not-finite", f"the number {_quoted(text)} is too large: {_QUOTE_IT}")
        return number
    if _BASED(text):
        return int(_short(text), 0)
    if _NOT_FINITE(text):
        raise _Refused("not-finite", f"{_quoted(text)} is no finite number: leave the key out, or {_QUOTE_IT}")
    return None


_QUOTE_IT = "quote it if it is text"


def _short(text: str) -> str:
    if len(text) > MAX_DIGITS:
        raise _Refused("number-too-long", f"a number of {len(text):,} characters: {_QUOTE_IT}")
    return text


def _built(text: str) -> tuple[dict[str, Any], bool]:
    """The value of a text, and whether it holds a plain word that YAML 1.1 reads otherwise.

    Raises `_Refused`, and what the parser raises. Every line of the inner functions runs for each value of
    each profile; hence their shape.
    """
    event = _events(text)
    marked = "!" in text or "&" in text or "*" in text
    ambiguous = False

    def resolved(scalar: Any) -> Any:
        nonlocal ambiguous
        word = scalar.value
        if _ORDINARY(word):
            return int(word)
        if word in _WORDS:
            return _WORDS[word]
        ambiguous = ambiguous or _other_reading(word) is not None
        if word[0] not in _NUMERIC:
            return word
        try:
            number = _number(word)
        except _Refused as refused:
            raise _Refused(refused.reason, refused.message, _span(scalar)) from None
        return word if number is None else number

    def value(first: Any, depth: int) -> Any:
        if marked and (type(first) is AliasEvent or first.anchor or first.tag):
            raise _marked(first)
        if type(first) is ScalarEvent:
            word = first.value
            if first.style or (word not in _TO_RESOLVE and word[0] not in _NUMERIC):
                return word
            return resolved(first)
        if depth == MAX_DEPTH:
            raise _Refused("too-deep", f"more than {MAX_DEPTH} levels of nesting: flatten the value", _span(first))
        depth += 1
        if type(first) is SequenceStartEvent:
            items: list[Any] = []
            while type(following := event()) is not SequenceEndEvent:
                items.append(value(following, depth))
            return items
        entries: dict[str, Any] = {}
        seen: dict[str, Any] = {}
        while type(following := event()) is not MappingEndEvent:
            if type(following) is not ScalarEvent:
                raise _collection_key(following)
            if marked and (following.anchor or following.tag):
                raise _marked(following)
            key = following.value
            if not following.style and (key in _TO_RESOLVE or key[0] in _NUMERIC):
                key = resolved(following)
            if type(key) is not str or (key == "<<" and not following.style):
                raise _wrong_key(following, key)
            key = intern(key)
            earlier = seen.setdefault(key, following)
            if earlier is not following:
                raise _repeated(key, earlier, following)
            entries[key] = value(event(), depth)
        return entries

    event()  # the start of the stream
    if type(event()) is StreamEndEvent:
        raise _Refused("empty", _EMPTY, _NOWHERE)
    root = event()
    if marked and (type(root) is AliasEvent or root.anchor or root.tag):
        raise _marked(root)
    if type(root) is not MappingStartEvent:
        raise _not_a_mapping(root, event, text)
    built = value(root, 0)
    _refuse_more(text, event)
    return built, ambiguous


_A_PROFILE = "a profile is one mapping that begins with 'kind:' and 'partner:'"
_EMPTY = "the file has no content: write a profile into it, or remove it"


def _marked(event: _Event) -> _Refused:
    if type(event) is AliasEvent:
        sign, what = "*", "alias"
    elif event.anchor:
        sign, what = "&", "anchor"
    else:
        message = f"the tag {_quoted(event.tag)} is not allowed: remove it, and quote the value if it is text"
        return _Refused("tag", message, _span(event))
    name = _quoted(sign + event.anchor)
    message = f"{name} is an {what}: write the value out, or quote it if it is text"
    return _Refused("alias", message, _span(event))


def _collection_key(event: Any) -> _Refused:
    if isinstance(event, AliasEvent) or event.anchor or event.tag:
        return _marked(event)
    what = "mapping" if isinstance(event, MappingStartEvent) else "list"
    message = f"a key is a {what} here: a key must be text; quote it if the brackets belong to the text"
    return _Refused("non-string-key", message, _span(event))


def _wrong_key(event: Any, key: Any) -> _Refused:
    if key == "<<":
        message = "'<<' would merge another mapping into this one: write the keys out, or quote it if it is a name"
        return _Refused("merge-key", message, _span(event))
    if not event.value:
        return _Refused("non-string-key", "a key is missing before the ':': give it a name", _span(event))
    kind = {bool: "true or false", type(None): "null"}.get(type(key), "a number")
    key = _cut(event.value, _LONGEST_QUOTE)
    message = f'the key {key} is {kind}, not text: write "{key}"'
    return _Refused("non-string-key", message, _span(event))


def _repeated(key: str, earlier: _Event, later: _Event) -> _Refused:
    line = earlier.start_mark.line + 1
    message = f"the key {_quoted(key)} stands twice in one mapping, first on line {line}: keep one of them"
    return _Refused("duplicate-key", message, _span(later), _span(earlier))


def _not_a_mapping(root: Any, event: _Events, text: str) -> _Refused:
    if isinstance(root, CollectionStartEvent):
        message = f"the file holds a list: {_A_PROFILE}"
        return _Refused("not-a-mapping", message, _span(root))
    if root.style or root.value:
        message = f"the file holds only {_quoted(root.value)}: {_A_PROFILE}"
        return _Refused("not-a-mapping", message, _span(root))
    _refuse_more(text, event)
    return _Refused("empty", _EMPTY, _NOWHERE)


def _refuse_more(text: str, event: _Events) -> None:
    """Anything after the first document. Looked for in the text, as the parsers differ in what may follow."""
    document_end = event()
    end = document_end.end_mark
    for number, line in enumerate(_split(text)[end.line :], end.line):
        rest = (line[end.column :] if number == end.line else line).strip(" \t")
        if not rest or rest.startswith("#") or rest == "...":
            continue
        if not document_end.explicit and not rest.startswith("---"):
            event()  # raises: it belongs to the first document and does not fit
        message = "a second document begins here: put it into a file of its own"
        raise _Refused("several-documents", message, (number, 0, number, len(line)))


# The parsers' complaints, in plain words ----------------------------------------------------------


class _Complaint(NamedTuple):
    """What is told where a parser's words hold `words`; ``{found}`` is the word it stopped at."""

    words: str
    message: str
    reason: str = "syntax"
    at_start: bool = False


_ALIAS = "a word that begins with '*' or '&' stands for another value: write that out, or quote it if it is text"
_TAG = "a word that begins with '!' is a tag: remove it, or quote the value if it is text"

_AT_END = (
    _Complaint("flow sequence", "the '[' here is never closed: add the ']'", at_start=True),
    _Complaint("flow mapping", "the '{' here is never closed: add the '}'", at_start=True),
    _Complaint("flow node", "the file ends within a '[' or a '{': add what closes it"),
)

_COMPLAINTS = (
    _Complaint("a tag", _TAG, "tag"),
    _Complaint("tag handle", _TAG, "tag"),
    _Complaint("an alias", _ALIAS, "alias"),
    _Complaint("an anchor", _ALIAS, "alias"),
    _Complaint("undefined alias", _ALIAS, "alias"),
    _Complaint(
        "invalid Unicode character",
        "the escape names no character: write the character itself, or \\U and eight hexadecimal digits",
        "escape",
    ),
    _Complaint(
        "unknown escape",
        "this escape is unknown: write \\\\ for a backslash, or use single quotes",
        "escape",
    ),
    _Complaint("hexa", "the escape lacks hexadecimal digits: \\x takes two, \\u four and \\U eight", "escape"),
    _Complaint("hexdecimal", "the escape lacks hexadecimal digits: \\x takes two, \\u four and \\U eight", "escape"),
    _Complaint("directive", "a line that begins with '%' is a directive: remove it, or indent it", "directive"),
    _Complaint("end of stream", "the quote that opens here is never closed: add the closing quote", at_start=True),
    _Complaint(
        "document indicator",
        "the quote that opens here is not closed before '---' or '...': close it",
        at_start=True,
    ),
    _Complaint(
        "document separator",
        "the quote that opens here is not closed before '---' or '...': close it",
        at_start=True,
    ),
    _Complaint(
        "mapping values are not allowed",
        "a second ':' in one value, or a line that is indented wrongly: quote the text if the ':' belongs to "
        "it, else line the key up with its neighbours",
    ),
    _Complaint(
        "sequence entries are not allowed",
        "a list cannot begin here: put '- ' on a line of its own below the key",
    ),
    _Complaint("mapping keys are not allowed", "a '? ' cannot stand here: write the key as 'key: value'"),
    _Complaint("unexpected ':'", "a space is missing after this ':': write 'key: value'"),
    _Complaint("expected ':'", "a key without a ':' after it: add ': ' and its value", at_start=True),
    _Complaint("tab character", "a tab is used to indent: use spaces"),
    _Complaint(
        "block scalar",
        "after '|' or '>' only '+', '-', one digit and a comment may follow: move the text down",
    ),
    _Complaint("flow sequence", "a ',' or ']' is missing before {found}: add it, or quote the text"),
    _Complaint("flow mapping", "a ',' or '}' is missing before {found}: add it, or quote the text"),
    _Complaint(
        "block mapping",
        "{found} fits no key: line it up with its neighbours, or quote the whole value if it follows a quote",
    ),
    _Complaint("block collection", "{found} does not line up with the '- ' of its list: indent it like the others"),
    _Complaint("node content", "a value should stand here, not {found}: write one, or quote it if it is text"),
    _Complaint(
        "document start",
        "{found} stands after the end of the mapping: indent it like the other keys, or remove it",
    ),
    _Complaint("cannot start any token", "a word cannot begin with {character}: quote it"),
)
_TAB = _Complaint("", "a tab is used to indent: use spaces")
_ANYTHING = _Complaint("", "this is not YAML near {found}: check quotes, brackets and indentation")


def _not_yaml(error: MarkedYAMLError, text: str) -> _Refused:
    lines = _split(text)
    words = f"{error.context} {error.problem}"
    line, column, at_end = _clamped(error.problem_mark, lines)
    found = lines[line][column:].split(" ", 1)[0] if lines else ""
    complaint = _complaint(words, at_end, lines[line][column : column + 1] if lines else "")
    message = complaint.message.replace("{found}", _quoted(found) if found else "the end of the file")
    message = message.replace("{character}", _quoted(found[:1]))
    if complaint.at_start:
        line, column, _ = _clamped(error.context_mark, lines)
        found = ""
    elif complaint.reason == "escape":  # the parsers stop at different characters of it
        before = lines[line].rfind("\\", 0, column + 1)
        column = lines[line].find("\\", column) if before < 0 else before
    return _Refused(complaint.reason, message, (line, column, line, column + max(1, len(found))))


def _complaint(words: str, at_end: bool, character: str) -> _Complaint:
    if character == "\t" and "cannot start any token" in words:
        return _TAB
    table = (*_AT_END, *_COMPLAINTS) if at_end else _COMPLAINTS
    return next((complaint for complaint in table if complaint.words in words), _ANYTHING)


def _clamped(mark: Any, lines: Sequence[str]) -> tuple[int, int, bool]:
    """A position within the lines, and whether nothing follows it: the parsers put the end of the text on
    different lines."""
    line, column = mark.line, mark.column
    if line < len(lines) and (column < len(lines[line]) or line + 1 < len(lines)):
        return line, column, False
    last = max(len(lines) - 1, 0)
    return last, len(lines[last]) if lines else 0, True


# One document -------------------------------------------------------------------------------------


def read_document(path: str, data: bytes) -> Document:
    """The document in these bytes, UTF-8 or UTF-16 with a byte-order mark. `path` is for the places only.

    Raises `Unreadable`, and nothing else, where the bytes are not one mapping in the part of YAML 1.2 that
    all tools read alike.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    text = ""
    try:
        if len(data) > MAX_BYTES:
            raise _TOO_LARGE
        text = _decoded(data)
        _refuse_directives(text)
        value, ambiguous = _built(text)
    except _Refused as refused:
        raise _unreadable(path, data, refused, sha256) from None
    except MarkedYAMLError as error:
        raise _unreadable(path, data, _not_yaml(error, text), sha256) from None
    return Document(path, sha256, value, text, Places(text), ambiguous)


_TOO_LARGE = _Refused(
    "too-large",
    f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB: split it, or check that it is a profile",
    _NOWHERE,
)


def _unreadable(path: str, data: bytes, refused: _Refused, sha256: str | None = None) -> Unreadable:
    lines = _shown_lines(data)
    said = _salvaged("\n".join(lines))
    places = tuple(
        _place(path, lines, span, partner=said.get("partner"), text=_source_line(lines, span)) for span in refused.spans
    )
    return Unreadable(path, (_finding(refused.reason, refused.message, places),), sha256, **said)


def _finding(reason: str, message: str, places: tuple[Place, ...]) -> Finding:
    return Finding(f"yaml/{reason}", Severity.BLOCKER, Outcome.INVALID, message, because=BECAUSE[reason], places=places)


# The bounds keep the time in proportion to the text.
_SAID = re.compile(
    r"""(?:^|(?:^[ \t{]{0,16}|[{,][ \t]{0,8})["'])(kind|partner|system)["']?[ \t]{0,8}:[ \t]{1,8}["']?"""
    r"""([A-Za-z0-9._-]{1,64})(?=[/"',}\s]|\Z)""",
    re.MULTILINE,
).finditer


def _salvaged(text: str) -> dict[str, str]:
    """What a broken text seems to say of its kind, partner and system; the first of each counts."""
    return {found[1]: found[2] for found in reversed(tuple(_SAID(text)))}


def hazards(document: Document) -> Iterator[Finding]:
    """A finding of severity *info* for each plain word that tools of YAML 1.1 read otherwise.

    Such as ``NO``, ``010`` and ``22:30``. ISO dates are exempt: nobody means anything else by them.
    """
    if not document.ambiguous:
        return
    for steps, span, is_key in _scalars(document.places.tree, ()):
        word = _source(document.lines, span)
        reading = _other_reading(word)
        if reading is None:
            continue
        place = document.key_at(steps) if is_key else document.at(steps)
        message = f'tools of YAML 1.1 read {word} as {reading}: write "{word}" if it is text'
        yield Finding(
            "yaml/ambiguous-scalar",
            Severity.INFO,
            Outcome.INVALID,
            message,
            because=BECAUSE["ambiguous-scalar"],
            places=(place,),
        )


def _scalars(tree: _Tree, steps: Steps) -> Iterator[tuple[Steps, _Span, bool]]:
    """Every key and every scalar in the order of the text: its steps, its span, and whether it is a key."""
    match tree.inner:
        case None:
            yield steps, tree.span, False
        case dict() as entries:
            for key, inner in entries.items():
                yield (*steps, key), tree.keys[key], True
                yield from _scalars(inner, (*steps, key))
        case items:
            for index, inner in enumerate(items):
                yield from _scalars(inner, (*steps, index))


# Files --------------------------------------------------------------------------------------------

_SUFFIXES = (".yaml", ".yml")


class Found(NamedTuple):
    """A file that was named or met: `path` as shown; `source` what to open, `None` for standard input; or the
    `problem` that keeps it from being opened. `real` is the same for two ways to one file."""

    path: str
    real: str
    source: Path | None = None
    problem: Unreadable | None = None


def load(paths: Iterable[str], stdin: BinaryIO | None = None) -> Iterator[Document | Unreadable]:
    """Every profile among these files and folders, sorted by path, each file once; ``-`` is standard input.

    A folder is searched for ``*.yaml`` and ``*.yml``; see `find_files`. What cannot be read comes as an
    `Unreadable` in its turn. Raises `PathNotFound` at once, before any file is read.
    """
    found = sorted(find_files(paths), key=lambda file: file.path)
    return (_loaded(file, stdin) for file in found)


def _loaded(file: Found, stdin: BinaryIO | None) -> Document | Unreadable:
    if file.problem:
        return file.problem
    try:
        data = _bytes(file.source, stdin)
    except OSError as error:
        return _not_read(file.path, error)
    if len(data) > MAX_BYTES:
        return _unreadable(file.path, data[:_HEAD], _TOO_LARGE)
    try:
        return read_document(file.path, data)
    except Unreadable as unreadable:
        return unreadable


_HEAD = 64 * 1024


def _bytes(source: Path | None, stdin: BinaryIO | None) -> bytes:
    """At most a byte more than is allowed."""
    if source is None:
        return (stdin or sys.stdin.buffer).read(MAX_BYTES + 1)
    with source.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _problem(path: str, reason: str, message: str) -> Unreadable:
    return Unreadable(path, (_finding(reason, message, (Place(path),)),))


def _not_read(path: str, error: OSError) -> Unreadable:
    why = (error.strerror or "it cannot be opened").lower()
    return _problem(path, "unreadable", f"{_quoted(path)} cannot be read ({why}): check its permissions")


def find_files(paths: Iterable[str]) -> Iterator[Found]:
    """The files to read, each real file once, in the order in which they are named and met.

    A file that is named is always read. In a folder, hidden files and folders and what a ``.gitignore``
    (there, below, or above up to the root of the git repository) ignores are left alone; a link is followed
    only to a file inside the folder. Raises `PathNotFound` for a name that is not there.
    """
    seen: set[str] = set()
    # Files under their own names win over links to them.
    for file in (file for found in map(_find, tuple(paths)) for file in found):
        if file.real not in seen:
            seen.add(file.real)
            yield file


def _find(path: str) -> Iterator[Found]:
    if path == STDIN:
        return iter((Found(STDIN_SHOWN, STDIN),))
    if not path:  # as an unset variable leaves it; `Path` would take it for the working directory
        raise PathNotFound(path)
    try:
        mode = Path(path).stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise PathNotFound(path, _nearest(path)) from None
    except OSError as error:
        return iter((Found(_shown(path), path, problem=_not_read(_shown(path), error)),))
    if stat.S_ISDIR(mode) and not path.endswith(("/", os.sep)) and _is_yaml(path):
        message = f"{_quoted(path)} is a folder: to search it, write {_quoted(path + '/')}"
        return iter((Found(_shown(path), path, problem=_problem(_shown(path), "not-a-file", message)),))
    return _search(Path(path)) if stat.S_ISDIR(mode) else iter((_file(Path(path), _real(path), mode),))


def _file(path: Path, real: str, mode: int) -> Found:
    if stat.S_ISREG(mode):
        return Found(_shown(path), real, path)
    message = f"{_quoted(str(path))} is no ordinary file: to read from a pipe, name '-' and redirect it"
    return Found(_shown(path), real, problem=_problem(_shown(path), "not-a-file", message))


def _shown(path: str | Path) -> str:
    """The path with ``/``; bytes in it that are no UTF-8 are shown as U+FFFD."""
    return os.fsencode(Path(path).as_posix()).decode("utf-8", "replace")


def _real(path: str | Path) -> str:
    return os.path.normcase(os.path.realpath(path))


def _is_yaml(name: str) -> bool:
    return name.lower().endswith(_SUFFIXES)


def _nearest(path: str) -> str | None:
    """The path with its first missing part replaced by the most similar name that is there."""
    from difflib import get_close_matches  # only for somebody who waits for the message anyway

    known = Path()
    for part in Path(path).parts:
        try:
            if (known / part).exists():
                known /= part
                continue
            names = [entry.name for entry in known.iterdir()]
        except (OSError, ValueError):
            return None
        return next(((known / name).as_posix() for name in get_close_matches(part, names, 1)), None)
    return None


class _Ignored(NamedTuple):
    """The ``.gitignore`` files that speak of a folder: the nearest first, with the folder of each."""

    specs: tuple[tuple[Path, GitIgnoreSpec], ...] = ()

    def entering(self, folder: Path) -> _Ignored:
        spec = _gitignore(folder)
        return _Ignored(((folder, spec), *self.specs)) if spec else self

    def has(self, path: Path, is_folder: bool) -> bool:
        """The nearest file with an opinion decides, as in git."""
        for folder, spec in self.specs:
            ignored = spec.check_file(path.relative_to(folder).as_posix() + "/" * is_folder).include
            if ignored is not None:
                return ignored
        return False


def _gitignore(folder: Path) -> GitIgnoreSpec | None:
    file = folder / ".gitignore"
    try:
        if not file.is_file():
            return None
        with file.open("rb") as opened:
            lines = opened.read(MAX_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        return None
    from pathspec import GitIgnoreSpec  # an import that a folder without such a file need not pay for

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:  # git passes over the lines that are no patterns
        return GitIgnoreSpec.from_lines(line for line in lines if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


def _ignored_above(root: Path) -> _Ignored:
    """What the folders above ignore, up to the root of the repository; nothing outside of one.

    Nor for a folder that is ignored itself: who names it wants it searched.
    """
    above = (root, *root.parents)
    top = next((number for number, folder in enumerate(above) if (folder / ".git").exists()), 0)
    ignored = _Ignored()
    for folder in reversed(above[1 : top + 1]):
        ignored = ignored.entering(folder)
    return _Ignored() if any(ignored.has(folder, True) for folder in above[:top]) else ignored


def _search(root: Path) -> Iterator[Found]:
    """The profiles in a folder, links last."""
    real = Path(os.path.realpath(root))
    links: list[Found] = []
    waiting = [(root, real, _ignored_above(real))]
    while waiting:
        folder, real_folder, ignored = waiting.pop()
        ignored = ignored.entering(real_folder)
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield Found(_shown(folder), str(real_folder), problem=_not_read(_shown(folder), error))
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            is_folder = entry.is_dir(follow_symlinks=False)
            if not (is_folder or _is_yaml(entry.name)):
                continue
            if ignored.has(real_folder / entry.name, is_folder):
                continue
            if is_folder:
                waiting.append((folder / entry.name, real_folder / entry.name, ignored))
            elif entry.is_symlink():
                links.extend(_linked(folder / entry.name, real))
            else:
                mode = entry.stat(follow_symlinks=False).st_mode
                yield _file(folder / entry.name, os.path.normcase(real_folder / entry.name), mode)
    yield from links


def _linked(link: Path, root: Path) -> Iterator[Found]:
    """The file that a link names, if it is one and lies inside the folder that is searched."""
    target = Path(os.path.realpath(link))
    if target.is_relative_to(root) and target.exists() and not target.is_dir():
        yield _file(link, os.path.normcase(target), target.stat().st_mode)
