"""On which line each key and list item of a TOML text stands, which `tomllib` does not say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import TypeAlias

Steps: TypeAlias = tuple[str | int, ...]

# https://toml.io/en/v1.0.0: strings of four sorts, comments, what divides, and words.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|'
    r"'''.*?'{3,5}|"
    r'"(?:\\.|[^"\\\n])*"|'
    r"'[^'\n]*'|"
    r"#[^\n]*|[\[\]{}=,.\n]|"
    r"""[^\s"'#\[\]{}=,.]+""",
    re.DOTALL,
)


def lines_of(text: str) -> dict[Steps, int]:
    """The line, from 1, of every key and list item of a text that is known to be TOML; none of one nested too deep."""
    try:
        return _Scan(text).found
    except RecursionError:
        return {}


class _Scan:
    """One pass over the tokens."""

    def __init__(self, text: str) -> None:
        self.found: dict[Steps, int] = {}
        self._tokens = _tokens(text)
        self._now, self._line = "", 1
        table: Steps = ()
        while self._on():
            if self._now == "[":
                table = self._header()
            elif self._now != "\n":
                self._entry(table, "\n")

    def _on(self) -> bool:
        """Take the next token."""
        self._now, self._line = next(self._tokens, ("", self._line))
        return bool(self._now)

    def _header(self) -> Steps:
        self._on()
        nested = self._now == "["
        if nested:
            self._on()
        table = self._names((), "]")
        if nested:
            self._on()
        return table

    def _entry(self, above: Steps, *ends: str) -> None:
        """A name and its value, up to the token that ends it."""
        steps = self._names(above, "=")
        self._on()
        self._value(steps, *ends)

    def _names(self, above: Steps, end: str) -> Steps:
        """The dotted name at hand, up to `end`; each part of it stands on this line, if nowhere before."""
        while self._now != end and self._now:
            if self._now != ".":
                above = (*above, _name(self._now))
                self.found.setdefault(above, self._line)
            self._on()
        return above

    def _value(self, steps: Steps, *ends: str) -> None:
        while self._now and self._now not in ends:
            if self._now == "[":
                self._list(steps)
            elif self._now == "{":
                self._table(steps)
            self._on()

    def _list(self, steps: Steps) -> None:
        index = 0
        self._on()
        while self._now and self._now != "]":
            if self._now == ",":
                index += 1
            elif self._now != "\n":
                self.found.setdefault((*steps, index), self._line)
                self._value((*steps, index), ",", "]")
                continue
            self._on()

    def _table(self, steps: Steps) -> None:
        self._on()
        while self._now and self._now != "}":
            if self._now in (",", "\n"):
                self._on()
            else:
                self._entry(steps, ",", "}")


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line, start = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", start, match.start())
        start = match.start()
        if not match[0].startswith("#"):
            yield match[0], line


def _name(token: str) -> str:
    return next(iter(tomllib.loads(f"{token} = 0")))
