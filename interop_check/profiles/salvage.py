"""What can be told of a file that gives no document: why, where, and whose it seems to be."""

from __future__ import annotations

import re

from ..report import Finding, Outcome, Place, Severity
from ..sensitive import BECAUSE as SENSITIVE
from ..sensitive import WITHHELD, Family, lines_of, message
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
    if kept := lines_of("\n".join(lines)):
        return _withheld(path, lines, kept, refused, sha256)
    return _told(path, lines, refused, sha256)


def _withheld(
    path: str, lines: tuple[str, ...], kept: dict[int, Family], refused: Refused, sha256: str | None
) -> Unreadable:
    """The refusal of a file that holds what must not stand in it, of which nothing is shown."""
    bare = tuple(WITHHELD if number in kept else line for number, line in enumerate(lines))
    if any(number in kept for span in refused.spans for number in range(span[0], span[2] + 1)):
        refused = Refused(refused.reason, f"what keeps this text from being read is {WITHHELD}", *refused.spans)
    told = _told(path, bare, refused, sha256)
    partner = told.partner
    first = {family: line for line, family in sorted(kept.items(), reverse=True)}
    found = tuple(
        Finding(
            "content/sensitive",
            Severity.BLOCKER,
            Outcome.BROKEN,
            message(family),
            because=SENSITIVE,
            places=(place(path, bare, (line, 0, line, len(WITHHELD)), partner=partner, text=WITHHELD),),
        )
        for family, line in sorted(first.items())
    )
    return Unreadable(path, (*told.findings, *found), sha256, told.kind, partner, told.system)


def _told(path: str, lines: tuple[str, ...], refused: Refused, sha256: str | None) -> Unreadable:
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
