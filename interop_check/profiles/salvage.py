"""What can be told of a file that gives no document: why, where, and whose it seems to be."""

from __future__ import annotations

import re

from ..report import Finding, Outcome, Place, Severity
from .places import place, source_line
from .refusals import BECAUSE, Refused, Unreadable, quoted
from .text import shown_lines

# The bounds keep the time in proportion to the text.
_SAID = re.compile(
    r"""(?:^|(?:^[ \t{]{0,16}|[{,][ \t]{0,8})["'])(kind|partner|system)["']?[ \t]{0,8}:[ \t]{1,8}["']?"""
    r"""([A-Za-z0-9._-]{1,64})(?=[/"',}\s]|\Z)""",
    re.MULTILINE,
).finditer


def unreadable(path: str, data: bytes, refused: Refused, sha256: str | None = None) -> Unreadable:
    """The refusal of this file, of which these bytes are known."""
    lines = shown_lines(data)
    said = _said("\n".join(lines))
    places = tuple(
        place(path, lines, span, partner=said.get("partner"), text=source_line(lines, span)) for span in refused.spans
    )
    return Unreadable(path, (_finding(refused.reason, refused.message, places),), sha256, **said)


def problem(path: str, reason: str, message: str) -> Unreadable:
    """The refusal of a file that is not even opened."""
    return Unreadable(path, (_finding(reason, message, (Place(path),)),))


def not_read(path: str, error: OSError) -> Unreadable:
    why = (error.strerror or "it cannot be opened").lower()
    return problem(path, "unreadable", f"{quoted(path)} cannot be read ({why}): check its permissions")


def _finding(reason: str, message: str, places: tuple[Place, ...]) -> Finding:
    return Finding(f"yaml/{reason}", Severity.BLOCKER, Outcome.INVALID, message, because=BECAUSE[reason], places=places)


def _said(text: str) -> dict[str, str]:
    """What a broken text seems to say of its kind, partner and system; the first of each counts."""
    return {found[1]: found[2] for found in reversed(tuple(_SAID(text)))}
