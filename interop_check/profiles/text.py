"""Bytes to text, text to lines; and the refusal of what no parser should see."""

from __future__ import annotations

import codecs
import re

from .refusals import NOWHERE, Refused, quoted

_ENCODINGS = (
    (codecs.BOM_UTF32_LE, None),  # before UTF-16's, which is the beginning of it
    (codecs.BOM_UTF32_BE, None),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"", "utf-8"),
)

_ORDINARY_BYTES = b"\t\n\r" + bytes(range(0x20, 0x7F))

# YAML 1.2 allows U+0085, U+2028 and U+2029 as ordinary characters; YAML 1.1 breaks lines at them.
_NOT_ALLOWED = frozenset("\u2028\u2029\ufeff\ufffe\uffff").union(
    map(chr, {*range(0x20), *range(0x7F, 0xA0)} - set(b"\t\n\r"))
)

_CHARACTERS = {
    "\0": "a NUL byte stands here: if the file is UTF-16, save it as UTF-8; else remove the byte",
    "\ufeff": "a second byte-order mark stands here, as joining two files leaves one: remove it",
    "\x85": "the line separator U+0085 stands here: use an ordinary line break",
    "\u2028": "the line separator U+2028 stands here: use an ordinary line break",
    "\u2029": "the paragraph separator U+2029 stands here: use an ordinary line break",
}


def split(text: str) -> tuple[str, ...]:
    """The lines of a text, as YAML 1.2 counts them: other separators than CR and LF are not line breaks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(lines[:-1] if lines[-1] == "" else lines)


def decoded(data: bytes) -> str:
    """The text of UTF-8, or of UTF-16 with a byte-order mark. Raises `Refused` for all else."""
    encoding, body = _encoding(data)
    if encoding is None:
        raise Refused("encoding", "the file is UTF-32: save it as UTF-8", NOWHERE)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_text(encoding, body, error) from None
    # Most profiles are ASCII, of which the bytes tell in a tenth of the time.
    ordinary = text.isascii() and not body.translate(None, _ORDINARY_BYTES)
    if not ordinary and not _NOT_ALLOWED.isdisjoint(text):
        raise _not_allowed(text)
    return text


def shown_lines(data: bytes) -> tuple[str, ...]:
    """The lines of a text that is refused, as far as they can be shown."""
    encoding, body = _encoding(data)
    return split(body.decode(encoding, "replace")) if encoding else ()


def refuse_directives(text: str) -> None:
    """Any line that begins with ``%``, but for one ``%YAML 1.2`` before all content.

    Before the parser sees them: it looks at every pair of them, which a long list makes endless.
    """
    if not text.startswith("%") and "\n%" not in text and "\r%" not in text:
        return
    allowed = True
    for found in re.finditer(r"(?:\A|(?<=[\r\n]))%[^\r\n]*", text):
        harmless = re.fullmatch(r"%YAML +1\.[12] *(?:#.*)?", found.group())
        if not (allowed and harmless and re.fullmatch(r"(?:[ \t]*(?:#[^\r\n]*)?[\r\n]+)*", text[: found.start()])):
            line, column = _position(text, found.start())
            message = (
                f"a line that begins with '%' is a directive, here {quoted(found.group())}: remove it, "
                "or indent or quote it if it is text"
            )
            raise Refused("directive", message, (line, column, line, len(found.group())))
        allowed = False


def _encoding(data: bytes) -> tuple[str | None, bytes]:
    return next((name, data[len(mark) :]) for mark, name in _ENCODINGS if data.startswith(mark))


def _not_text(encoding: str, body: bytes, error: UnicodeDecodeError) -> Refused:
    before = body[: error.start].decode(encoding)
    line, column = _position(before, len(before))
    if encoding != "utf-8":
        message = "the file begins as UTF-16 but breaks off or mixes encodings here: save it as UTF-8"
    else:
        byte = body[error.start]
        message = (
            f"byte 0x{byte:02X} is not UTF-8 (in Windows-1252 it would be "
            f"{quoted(bytes([byte]).decode('cp1252', 'replace'))}): save the file as UTF-8"
        )
    return Refused("encoding", message, (line, column, line, column + 1))


def _not_allowed(text: str) -> Refused:
    offset, character = next(found for found in enumerate(text) if found[1] in _NOT_ALLOWED)
    line, column = _position(text, offset)
    default = f"the control character U+{ord(character):04X} stands here: remove it, or write it as an escape"
    return Refused("control-character", _CHARACTERS.get(character, default), (line, column, line, column + 1))


def _position(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n"), len(before) - before.rfind("\n") - 1
