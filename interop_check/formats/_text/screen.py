"""The reader's screen: how wide it is, what it paints, which glyphs it has."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

import textwrap
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from ...report import Severity, Verdict
from .. import Options
from .._inert import cells
from .._words import GLYPHS

# Select Graphic Rendition, ECMA-48 §8.3.117: 1 bold, 2 faint, 31 red, 32 green, 33 yellow, 35 magenta, 36 cyan.
_STYLES = {
    Verdict.BLOCKED: "1;31",
    Verdict.UNKNOWN: "1;35",
    Verdict.DEGRADED: "1;33",
    Verdict.FRICTION: "36",
    Verdict.CLEAR: "32",
    Verdict.NOT_SHARED: "2",
    Severity.BLOCKER: "1;31",
    Severity.MAJOR: "1;33",
    Severity.MINOR: "36",
    Severity.INFO: "2",
    "heading": "1",
}

PLAIN = str.maketrans({"↔": "<->", "·": "|", "…": "...", "–": "-", "—": "-", "→": "->"})

_WIDEST_PROSE = 100
_SIDE_BY_SIDE = 120  # columns from which two excerpts stand beside each other
_BETWEEN = "  "


class Screen(NamedTuple):
    """Where a page is read."""

    options: Options

    def paint(self, text: str, style: Verdict | Severity | str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.options.colour else text

    def glyph(self, verdict: Verdict) -> str:
        return GLYPHS[verdict][self.options.ascii]

    @property
    def wide(self) -> int:
        """How many columns a line of prose has."""
        return max(40, min(self.options.width, _WIDEST_PROSE))

    def wrap(self, text: str, first: str = "", rest: str = "  ") -> list[str]:
        """`text` in lines that fit, the first with the indent `first`, the others with `rest`."""
        return textwrap.wrap(
            text.translate(PLAIN) if self.options.ascii else text,
            self.wide,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,  # a path must stay whole, to be clicked or copied
            break_on_hyphens=False,
        )

    @property
    def half(self) -> int | None:
        """How many columns each of two excerpts has beside the other; `None` where there is no room for two."""
        width = self.options.width
        return (width - len(_BETWEEN)) // 2 if width >= _SIDE_BY_SIDE else None

    def beside(self, left: list[str], right: list[str]) -> Iterator[str]:
        """Two blocks of lines, the second in the right half."""
        for one, other in zip_longest(left, right, fillvalue=""):
            yield f"{one}{' ' * ((self.half or 0) - cells(one))}{_BETWEEN}{other}".rstrip()
