"""Turns a published standards database into baselines and catalogue entries, and says what was wrong with it."""

from __future__ import annotations

from .building import Imported, baselines
from .known import CATALOGUE_FILE, Known, read_known
from .nisp import SourceError, read_nisp
from .overlay import Overlay, OverlayError, read_overlay
from .records import Defect, Source

__all__ = [
    "CATALOGUE_FILE",
    "Defect",
    "Imported",
    "Known",
    "Overlay",
    "OverlayError",
    "Source",
    "SourceError",
    "baselines",
    "read_known",
    "read_nisp",
    "read_overlay",
]
