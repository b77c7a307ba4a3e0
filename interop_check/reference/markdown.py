"""Markdown in which every text from a schema is data: nothing in it is markup, and every link leads somewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from ..formats._inert import inert

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_LEADING = re.compile(r"^([-+=]|[0-9]+[.)])")


def escaped(text: str) -> str:
    """A text as Markdown shows it, in one line; what stands between two backticks is shown as code."""
    parts = " ".join(text.split()).split("`")
    if len(parts) % 2 == 0 or not all(parts[1::2]):
        return _plain("`".join(parts))
    return "".join(code(part) if place % 2 else _plain(part) for place, part in enumerate(parts))


def _plain(text: str) -> str:
    shown = _MARKUP.sub(r"\\\1", inert(text))
    return _LEADING.sub(lambda found: f"{found[1][:-1]}\\{found[1][-1]}", shown)


def code(text: str) -> str:
    """A text as it is to be written in a profile."""
    line = inert(" ".join(text.split())).replace("|", "\\|")
    longest = max(map(len, re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line[:1] == "`" or line[-1:] == "`" else ""
    return f"{fence}{pad}{line}{pad}{fence}" if line else ""


def values(several: Iterable[Any]) -> str:
    """Some values, each as JSON; a plain word bare."""
    return ", ".join(code(each if isinstance(each, str) else json.dumps(each, ensure_ascii=False)) for each in several)


def anchor(id: str) -> str:
    """What `link` can lead to."""
    return f'<a id="{_name(id)}"></a>'


def link(text: str, page: str, id: str = "") -> str:
    """A link to a page, or to an anchor of it; `text` is Markdown already."""
    fragment = f"#{quote(_name(id), safe=_SAFE)}" if id else ""
    return f"[{text}]({quote(page, safe=_SAFE)}{fragment})"


_SAFE = "/._~-"


def _name(id: str) -> str:
    """An id as the name of an anchor: with no character that means anything to HTML, Markdown or a table."""
    return quote(inert(id), safe=_SAFE).replace("~", "%7E")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table, its cells Markdown already; columns in which nothing stands are left out."""
    held = [list(row) for row in rows]
    columns = [place for place in range(len(heads)) if any(row[place] for row in held)]
    if not columns:
        return
    yield _row(heads[place] for place in columns)
    yield _row("---" for _ in columns)
    yield from (_row(row[place] for place in columns) for row in held)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
