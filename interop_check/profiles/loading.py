"""Reads profiles: paths to documents, bytes to a document."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO

from yaml.error import MarkedYAMLError

from ..digests import sha256_hex
from .building import built
from .document import Document
from .places import Places
from .refusals import MAX_BYTES, Refused, Unreadable, too_large
from .searching import Found, find_files
from .text import decoded, refuse_directives

_HEAD = 64 * 1024


Watched = Callable[[Sequence[Found]], Iterable[Found]]


def load(
    paths: Iterable[str], stdin: BinaryIO | None = None, watched: Watched = iter
) -> Iterator[Document | Unreadable]:
    """Every profile among these files and folders, sorted by path, each file once; ``-`` is standard input.

    A folder is searched for ``*.yaml`` and ``*.yml``; see `find_files`. What cannot be read comes as an
    `Unreadable` in its turn. Raises `PathNotFound` at once, before any file is read. `watched` is given the files, and
    gives each when it is its turn.
    """
    found = sorted(find_files(paths), key=lambda file: file.path)
    return (_loaded(file, stdin) for file in watched(found) if not file.note)


def read_document(path: str, data: bytes) -> Document:
    """The document in these bytes, UTF-8 or UTF-16 with a byte-order mark. `path` is for the places only.

    Raises `Unreadable`, and nothing else, where the bytes are not one mapping in the part of YAML 1.2 that
    all tools read alike.
    """
    sha256 = sha256_hex(data)
    try:
        if len(data) > MAX_BYTES:
            raise too_large()
        text = decoded(data)
        value, ambiguous = _value(text)
    except Refused as refused:
        from .salvage import unreadable

        raise unreadable(path, data, refused, sha256) from None
    return Document(path, sha256, value, text, Places(text), ambiguous)


def _value(text: str) -> tuple[dict[str, object], bool]:
    refuse_directives(text)
    try:
        return built(text)
    except MarkedYAMLError as error:
        from .complaints import refusal

        raise refusal(error, text) from None


def _loaded(file: Found, stdin: BinaryIO | None) -> Document | Unreadable:
    if file.problem:
        return file.problem
    try:
        data = _bytes(file, stdin)
        if len(data) <= MAX_BYTES:
            return read_document(file.path, data)
    except Unreadable as unread:
        return unread
    except OSError as error:
        from .salvage import not_read

        return not_read(file.path, error)
    from .salvage import unreadable

    return unreadable(file.path, data[:_HEAD], too_large())


def _bytes(file: Found, stdin: BinaryIO | None) -> bytes:
    """At most a byte more than is allowed."""
    if file.source is None:
        return (stdin or sys.stdin.buffer).read(MAX_BYTES + 1)
    with file.source.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)
