"""The words of the vocabulary: the keys that every document and offer may have, and the choices of an annotation."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

# The keys that documents and offers of every kind may have (vocabulary.json says what they may hold).
ENVELOPE = ("kind", "partner", "system", "network", "state", "from", "until")
RESERVED = ("id", "network", "state", "from", "until", "releasable-to")
ANSWERS = ("none", "unknown")

Test = Callable[[Any], bool]


class Mode(StrEnum):
    """Whether both partners do the same thing, or one provides what the other accepts."""

    PEER = "peer"
    FLOW = "flow"


class Negotiation(StrEnum):
    """How two lists of offers come to one pair."""

    BEST = "best"
    COMMIT = "commit"
    EVERY = "every"


class Missing(StrEnum):
    """What an absent value means where the other side has one."""

    IGNORE = "ignore"
    UNKNOWN = "unknown"
    MISMATCH = "mismatch"


class Side(StrEnum):
    """Which list an offer stands in; the only one of a peer exchange is `OFFERS`."""

    OFFERS = "offers"
    PROVIDES = "provides"
    ACCEPTS = "accepts"
