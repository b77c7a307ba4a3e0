"""Finds what will not work between two partners' systems, from their profiles, before they meet."""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers take it; `typing` itself is slow to import

__version__ = "0.1.0"

# Where each public name comes from: nothing is imported before it is asked for.
_HOMES = {
    "Comparison": "report",
    "Document": "profiles",
    "ExchangeResult": "report",
    "Finding": "report",
    "Outcome": "report",
    "Partner": "partners",
    "Place": "report",
    "Severity": "report",
    "StandardError": "standards",
    "Standards": "standards",
    "Verdict": "report",
    "compare": "comparison",
    "load_partners": "partners",
    "load_standards": "standards",
}

__all__ = [
    "Comparison",
    "Document",
    "ExchangeResult",
    "Finding",
    "Outcome",
    "Partner",
    "Place",
    "Severity",
    "StandardError",
    "Standards",
    "Verdict",
    "__version__",
    "compare",
    "load_partners",
    "load_standards",
]

if TYPE_CHECKING:
    from .comparison import compare
    from .partners import Partner, load_partners
    from .profiles import Document
    from .report import Comparison, ExchangeResult, Finding, Outcome, Place, Severity, Verdict
    from .standards import StandardError, Standards, load_standards


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
