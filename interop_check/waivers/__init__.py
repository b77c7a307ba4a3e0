"""Findings that an owner accepts until a day: read from their file, held to what a run finds, written in place."""

from __future__ import annotations

from .editing import EditError, added, pruned
from .judging import Judged, Standing, judge, waivable, waive, whose
from .reading import Waiver, WaiverError, WaiverFile, waivers_in

__all__ = [
    "EditError",
    "Judged",
    "Standing",
    "Waiver",
    "WaiverError",
    "WaiverFile",
    "added",
    "judge",
    "pruned",
    "waivable",
    "waive",
    "waivers_in",
    "whose",
]
