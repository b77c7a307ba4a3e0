"""A finding to be unfolded: its message on top; both places, why, and what would mend it, inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...report import Edit, Finding, Place, Verdict
from .._excerpts import excerpt
from .._findings import at, in_detail, value_text, ways
from .._inert import inert
from .._words import GLYPHS, SEVERITY_GLYPHS, severity_word
from .inert import code, fenced, prose

_COLUMNS = 100  # of a source line; a page shows about as many without scrolling
_MOST_DETAIL = 10


def card(finding: Finding, arrow: str = "", riding: str = "", consequences: Iterable[Finding] = ()) -> str:
    """A finding with its `arrow` (its direction), and what rides on it."""
    glyph = SEVERITY_GLYPHS[finding.severity] if finding.counts else GLYPHS[Verdict.UNKNOWN][0]
    stood = " (stood before)" if finding.stood_before else ""
    what = f"{severity_word(finding)}{stood}{arrow and f', {prose(arrow)}'}"
    summary = f"<summary>{glyph} <b>{what}</b>: {prose(finding.message)}</summary>"
    sources = fenced(line for place in finding.places for line in source(place)) if finding.places else ""
    body = "".join(f"{line}\n" for line in _lines(finding, riding, consequences))
    return f"<details>\n{summary}\n\n{sources}\n{body}\n</details>\n\n"


def source(place: Place) -> Iterator[str]:
    """Where a place is and whose, then the lines around it."""
    yield inert(f"--> {at(place)}{f' ({place.partner})' if place.partner else ''}")
    yield from excerpt(place, _COLUMNS)


def _lines(finding: Finding, riding: str, consequences: Iterable[Finding]) -> Iterator[str]:
    further, sides = in_detail(finding)
    for each in further[:_MOST_DETAIL]:
        yield f"- **Also**: {prose(each.message)}{places(each.places)}"
    if len(further) > _MOST_DETAIL:
        yield f"- **Also**: {len(further) - _MOST_DETAIL} more"
    if finding.because:
        yield f"- **Because**: {prose(finding.because)}"
    todo = ways(sides)
    if finding.remedy or todo:
        yield f"- **Remedy**: {prose(finding.remedy)}".rstrip()
    for (who, _), remedy in todo.items():
        yield f"  - **{prose(who)}**: {edits(remedy.edits)}"
    if riding:
        yield f"- **Also blocks what rides on it**: {prose(riding)}"
    for each in consequences:
        yield f"  - {severity_word(each)}: {prose(each.message)}{places(each.places[:1])}"
    yield f"- **Rule**: {code(finding.rule)}, finding {code(finding.fingerprint)}"


def places(found: Iterable[Place]) -> str:
    """``(path:line:column and path:line:column)``."""
    told = " and ".join(code(at(place)) for place in found)
    return f" ({told})" if told else ""


def edits(changes: Iterable[Edit]) -> str:
    """What to do, and where; all of it together."""
    return "; and ".join(map(_edit, changes))


def _edit(edit: Edit) -> str:
    words = _DOING.get(edit.do, prose(edit.do).replace("{", "").replace("}", "") + " {value} at {pointer}")
    value, pointer = code(value_text(edit.value, 200)), code(edit.pointer) if edit.pointer else "the document"
    return f"{words.format(value=value, pointer=pointer)} ({code(f'{edit.path}:{edit.line}')})"


_DOING = {
    "add": "add {value} to {pointer}",
    "remove": "remove {value} from {pointer}",
    "set": "set {pointer} to {value}",
}
