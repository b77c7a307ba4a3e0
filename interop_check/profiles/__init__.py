"""Reads profiles: YAML text into plain values, with the place of every key and value at hand.

The parser only cuts the text into events (`events`); what they mean is decided here (`building`, `scalars`), by
the core schema of YAML 1.2, and whatever two tools might read in two ways is refused with its place. Nothing is
ever constructed from a tag. What only a refusal, a folder or a first place needs is imported when it is needed.
"""

from __future__ import annotations

from .ambiguity import hazards
from .document import Document, Steps, pointer, steps_of
from .loading import Watched, load, read_document
from .places import Places
from .refusals import (
    BECAUSE,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_VALUES,
    PathNotFound,
    ProfileError,
    Unreadable,
)
from .searching import STDIN, STDIN_SHOWN, Found, find_files

__all__ = [
    "BECAUSE",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_DIGITS",
    "MAX_VALUES",
    "STDIN",
    "STDIN_SHOWN",
    "Document",
    "Found",
    "PathNotFound",
    "Places",
    "ProfileError",
    "Steps",
    "Unreadable",
    "Watched",
    "find_files",
    "hazards",
    "load",
    "pointer",
    "read_document",
    "steps_of",
]
