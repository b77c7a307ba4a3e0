"""Texts as data in Markdown: shown as they are, whatever they look like.

What Markdown or HTML would obey is written as a character reference, which neither takes for structure
(https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references). That does not keep GitHub and GitLab
from looking for mentions, references, links and emoji in the finished text, so an empty comment parts the character
that begins one from what follows (https://github.com/github/markup/issues/1168).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .._inert import inert

_OBEYED = frozenset("&<>\\`*_[]{}#!|~$^")
_REFERRING = frozenset("@#!~%$&^:[{")
_MARKS = re.compile(r"""(?i:www)(?=\.)|[&<>\\`*_\[\]{}#!|~$^@%:]""")
_BEGINS_A_BLOCK = frozenset(" -+=0123456789")
_APART = "<!-- -->"
_LONGEST = 4_000  # characters of one text; what is longer is no sentence


def prose(text: str) -> str:
    """A text from a profile, for a line of Markdown, a cell of a table or a line of HTML."""
    plain = inert(text)
    plain = plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"
    first = _reference(plain[0]) if plain[:1] and plain[0] in _BEGINS_A_BLOCK else ""
    return first + _MARKS.sub(_harmless, plain[1:] if first else plain)


def _harmless(match: re.Match[str]) -> str:
    mark, following = match[0], match.string[match.end() : match.end() + 1]
    shown = _reference(mark) if mark in _OBEYED else mark
    apart = _begins_a_name(following) if mark == ":" else bool(following.strip()) and mark in _REFERRING
    return shown + _APART if apart or len(mark) > 1 else shown


def _begins_a_name(following: str) -> bool:
    """Whether a colon before it could begin an emoji's name or be that of a scheme."""
    return following.isalnum() or following in tuple("+-_/")


def _reference(character: str) -> str:
    return f"&#{ord(character)};"


def code(text: str) -> str:
    """A path, a pointer or a value, in the type of code."""
    plain = inert(text)
    return f"`{plain}`" if _PLAIN_CODE.fullmatch(plain) else f"<code>{prose(plain)}</code>"


_PLAIN_CODE = re.compile(r"[^\s`|](?:[^`|]{0,300}[^\s`|])?")


def fenced(lines: Iterable[str]) -> str:
    """Lines, inert already, as a block of code; none of them can end it."""
    text = "\n".join(lines)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}\n"


def row(*cells: str) -> str:
    """A line of a table, of cells that are inert already."""
    return f"| {' | '.join(cells)} |\n"


def table(*heads: str) -> str:
    """The head of a table; ``:`` at a head's end sets its column to the right."""
    return row(*(head.removesuffix(":") for head in heads)) + row(*("--:" if h.endswith(":") else "---" for h in heads))
