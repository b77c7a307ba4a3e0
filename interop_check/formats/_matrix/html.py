"""For people who open a page or hold paper: all pairs as a heat map, and what would help most; one file."""

from __future__ import annotations

from ...overview import Matrix
from ...report import worst
from .. import Options
from .._words import words

SUFFIXES = (".html", ".htm")
PARTNERS = 60  # at most whose grid is a table, and of whom every two have their findings on the page


def render(matrix: Matrix, _: Options) -> bytes:
    """The page of the matrix, as UTF-8."""
    from ... import __version__
    from .._html.overview import tally, view
    from .._html.page import Frame, page
    from .._html.words import VERDICTS, basis

    shown = view(matrix)
    judged = basis(matrix.report)
    verdict = words(worst(each for each, count in matrix.pairs.items() if count))
    frame = Frame(
        title=f"{shown.title}: {verdict} · interop-check",
        head_left="Matrix",
        head_right=f"{shown.title}: {tally(matrix.pairs)}",
        foot=f"interop-check {__version__} · {judged}",
        styles=("style.css", "matrix.css"),
        scripts=("matrix.js",),
    )
    used = {each.value for each, count in matrix.pairs.items() if count}
    values = {"matrix": matrix, "view": shown, "basis": judged, "verdicts": VERDICTS, "used": used}
    return page("matrix.html.j2", frame, **values)
