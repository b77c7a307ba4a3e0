"""The shared standards: JSON Schemas whose `x-interop` annotations say how two profiles must relate."""

from __future__ import annotations

from .kinds import Condition, Exchange, Kind, Rule, Scope
from .loading import Standards, check_standards, load_standards, shipped_on_demand
from .location import Located
from .resources import Refusal, StandardError
from .words import Missing, Mode, Negotiation, Side

__all__ = [
    "Condition",
    "Exchange",
    "Kind",
    "Located",
    "Missing",
    "Mode",
    "Negotiation",
    "Refusal",
    "Rule",
    "Scope",
    "Side",
    "StandardError",
    "Standards",
    "check_standards",
    "load_standards",
    "shipped_on_demand",
]
