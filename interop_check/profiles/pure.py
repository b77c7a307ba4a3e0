"""PyYAML's own parser, made to take and to refuse what libyaml does: tabs between words, for one."""

from __future__ import annotations

import re
from typing import Any

from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import ScalarToken

_BLOCK_WORD = re.compile(r"(?:[^\0 \t\r\n:]|:(?![\0 \t\r\n]))+").match
_FLOW_WORD = re.compile(r"(?:[^\0 \t\r\n:,\[\]{}]|:(?![\0 \t\r\n,?\[\]{}]))+").match
_HEADER_BEFORE_TAB = re.compile(r"(?:[-+]([1-9])?|([1-9])[-+]?)?(?=\t)").match


class PureParser(Reader, Scanner, Parser):
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
