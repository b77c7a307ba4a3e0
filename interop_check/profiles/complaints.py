"""The parsers' complaints, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from yaml.error import MarkedYAMLError

from .refusals import Refused, quoted
from .text import split


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
    _Complaint(
        "invalid Unicode character",
        "the escape names no character: write the character itself, or \\U and eight hexadecimal digits",
        "escape",
    ),
    _Complaint("unknown escape", "this escape is unknown: write \\\\ for a backslash, or use single quotes", "escape"),
    _Complaint("hex", "the escape lacks hexadecimal digits: \\x takes two, \\u four and \\U eight", "escape"),
    _Complaint("directive", "a line that begins with '%' is a directive: remove it, or indent it", "directive"),
    _Complaint("end of stream", "the quote that opens here is never closed: add the closing quote", at_start=True),
    _Complaint(
        "unexpected document ", "the quote that opens here is not closed before '---' or '...': close it", at_start=True
    ),
    _Complaint(
        "mapping values are not allowed",
        "a second ':' in one value, or a line that is indented wrongly: quote the text if the ':' belongs to "
        "it, else line the key up with its neighbours",
    ),
    _Complaint(
        "sequence entries are not allowed", "a list cannot begin here: put '- ' on a line of its own below the key"
    ),
    _Complaint("mapping keys are not allowed", "a '? ' cannot stand here: write the key as 'key: value'"),
    _Complaint("unexpected ':'", "a space is missing after this ':': write 'key: value'"),
    _Complaint("expected ':'", "a key without a ':' after it: add ': ' and its value", at_start=True),
    _Complaint("tab character", "a tab is used to indent: use spaces"),
    _Complaint(
        "block scalar", "after '|' or '>' only '+', '-', one digit and a comment may follow: move the text down"
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
        "document start", "{found} stands after the end of the mapping: indent it like the other keys, or remove it"
    ),
    _Complaint("cannot start any token", "a word cannot begin with {character}: quote it"),
)
_TAB = _Complaint("", "a tab is used to indent: use spaces")
_ANYTHING = _Complaint("", "this is not YAML near {found}: check quotes, brackets and indentation")


def refusal(error: MarkedYAMLError, text: str) -> Refused:
    lines = split(text)
    words = f"{error.context} {error.problem}"
    line, column, at_end = _clamped(error.problem_mark, lines)
    found = lines[line][column:].split(" ", 1)[0] if lines else ""
    complaint = _complaint(words, at_end, lines[line][column : column + 1] if lines else "")
    message = complaint.message.replace("{found}", quoted(found) if found else "the end of the file")
    message = message.replace("{character}", quoted(found[:1]))
    if complaint.at_start:
        line, column, _ = _clamped(error.context_mark, lines)
        found = ""
    elif complaint.reason == "escape":  # the parsers stop at different characters of it
        before = lines[line].rfind("\\", 0, column + 1)
        column = lines[line].find("\\", column) if before < 0 else before
    return Refused(complaint.reason, message, (line, column, line, column + max(1, len(found))))


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
