"""What one document claims, implements and says of conditions, read as values; nothing is judged here."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

import datetime
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from .profiles import Document
from .standards import Kind

__all__ = ["Claim", "Condition", "Entry", "claims_of", "conditions_of", "entries_of"]

Steps: TypeAlias = tuple[str | int, ...]

_ROLES = {"server": "provider", "client": "consumer"}


class Claim(NamedTuple):
    """One document's claim of a service profile. `role` is provider, consumer or both."""

    key: str
    role: str
    listed: bool  # whether only what `implements` lists counts
    document: Document
    steps: Steps

    @property
    def baseline(self) -> str:
        return self.key.partition("/")[0]

    @property
    def profile(self) -> str:
        return self.key.partition("/")[2]

    @property
    def roles(self) -> frozenset[str]:
        return frozenset({"provider", "consumer"} if self.role == "both" else {self.role})


class Entry(NamedTuple):
    """One document's word on one published standard: how far, between which days, and what shows it."""

    key: str
    edition: str | None
    extent: str
    reservation: str
    since: str | None
    until: str | None
    evidence: tuple[str, ...]
    document: Document
    steps: Steps

    @property
    def reference(self) -> str | Mapping[str, Any]:
        """The standard as the catalogue resolves it."""
        return self.key if self.edition is None else {"standard": self.key, "edition": self.edition}

    def when(self, date: datetime.date) -> str:
        """Whether it speaks on a day: ``now``, ``not-yet`` or ``no-longer``."""
        return _when(self.since, self.until, date)


class Condition(NamedTuple):
    """One document's word on the condition of a requirement."""

    key: str
    applies: bool
    document: Document
    steps: Steps


def in_force(document: Document, date: datetime.date) -> bool:
    """Whether what a document says holds on a day, by its own dates and state, as its offers do."""
    value = document.value
    if value.get("state") == "planned" and "from" not in value:
        return False
    return _when(value.get("from"), value.get("until"), date) == "now"


def _when(since: str | None, until: str | None, date: datetime.date) -> str:
    day = date.isoformat()
    if since is not None and day < since:
        return "not-yet"
    return "no-longer" if until is not None and until < day else "now"


def claims_of(document: Document, kind: Kind) -> Iterator[Claim]:
    """The claims of a document, in its order."""
    for key, value in _map(document, kind, "claims"):
        said = value if isinstance(value, dict) else {"role": value}
        role = str(said["role"])
        yield Claim(key, _ROLES.get(role, role), said.get("standards") == "listed", document, ("claims", key))


def entries_of(document: Document, kind: Kind) -> Iterator[Entry]:
    """What a document says of single published standards, in its order."""
    for key, value in _map(document, kind, "implements"):
        said = value if isinstance(value, dict) else {"extent": value}
        yield Entry(
            key=key,
            edition=said.get("edition"),
            extent=said.get("extent", "full"),
            reservation=said.get("reservation", ""),
            since=said.get("from"),
            until=said.get("until"),
            evidence=tuple(said.get("evidence", ())),
            document=document,
            steps=("implements", key),
        )


def conditions_of(document: Document, kind: Kind) -> Iterator[Condition]:
    """What a document says of the conditions of requirements, in its order."""
    for key, value in _map(document, kind, "conditions"):
        yield Condition(key, value == "applies", document, ("conditions", key))


def _map(document: Document, kind: Kind, key: str) -> Iterator[tuple[str, Any]]:
    """A mapping at the root of a document, where its standard knows it (another's own key may be called so too)."""
    if key in kind.named and key in document.value:
        yield from document.value[key].items()
