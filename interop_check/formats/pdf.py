"""For those who send a document or hold paper: the page's content as PDF, tagged, with bookmarks and page numbers."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ..report import Report
from . import CannotShow, Options

SUFFIXES = (".pdf",)

_TEMPLATE = Path(__file__).parent / "_pdf" / "report.typ"


def obstacle(terminal: bool) -> str:
    """Why there can be no PDF here: what makes it is not installed, or it would go to a `terminal`."""
    if not _installed():
        return "a PDF takes typst, which is not installed: pip install 'interop-check[pdf]'"
    return "a PDF is not for a terminal: write it to a file, as in -o pdf=report.pdf" if terminal else ""


def _installed() -> bool:
    from importlib.util import find_spec

    return find_spec("typst") is not None


def render(report: Report, _: Options) -> bytes:
    """The report as PDF/UA-1; the same bytes for the same report. Raises `CannotShow` where typst is not installed."""
    if said := obstacle(terminal=False):
        raise CannotShow(said)
    from ._pdf.data import pages

    return _shown(json.dumps(pages(report), ensure_ascii=False))


# ── laid out ─────────────────────────────────────────────────────────────────────────────────────────────


def _shown(data: str) -> bytes:
    """The pages in typst's own fonts; where a character takes another one, those of the machine help out.

    A character that no font has is written out, as in ``\\u65e5``.
    """
    from typst import TypstError

    only_own = True
    while True:
        try:
            return _compiled(data, only_own)
        except TypstError as error:
            lacking = _lacking(error.diagnostic, data)
        if not lacking:
            return _compiled(data, only_own, accessible=False)  # tagged all the same
        if not only_own:
            data = data.translate(lacking)
        only_own = False


def _compiled(data: str, only_own: bool, accessible: bool = True) -> bytes:
    from typst import compile

    made = compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        ignore_system_fonts=only_own,
        sys_inputs={"report": data},
        pdf_standards=["ua-1"] if accessible else [],  # PDF/UA-1: ISO 14289-1
    )
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file
    return made


def _lacking(diagnostic: str, data: str) -> dict[int, str]:
    """The characters that typst says no font can show, and how they are written out within JSON."""
    found = {character for text in _NO_FONT.findall(diagnostic) for character in text if character in data}
    return {ord(each): json.dumps(_written_out(each))[1:-1] for each in found if not each.isascii()}


_NO_FONT = re.compile(r'the text `"(.+?)"` could not be displayed')


def _written_out(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
