"""A file of waivers, read by its schema; what is wrong with it is said with its place."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..profiles import Document, Unreadable
from ..report import Place, Severity


class WaiverError(Exception):
    """A file of waivers that cannot be used; `lines` say where and why, one a fault."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


class Waiver(NamedTuple):
    """One finding that is waived: which one, by whom, why, and through which day; `number` counts from 0.

    It holds for a finding that costs no more than `severity`, if one is named; if `only_unknown`, for a question.
    """

    rule: str
    partners: frozenset[str]
    fingerprint: str
    values_hash: str
    reason: str
    owner: str
    until: datetime.date
    ticket: str
    number: int
    place: Place
    severity: Severity | None = None
    only_unknown: bool = False

    @property
    def between(self) -> str:
        """Whose finding it is, for a message."""
        return " and ".join(sorted(self.partners)) or "nobody named"


class WaiverFile(NamedTuple):
    """The waivers of one file, in its order."""

    document: Document
    waivers: tuple[Waiver, ...]


def waivers_in(document: Document | Unreadable, schema: Mapping[str, Any]) -> WaiverFile:
    """The waivers of a document; raises `WaiverError` where it cannot be read, or is not as its `schema` says."""
    if isinstance(document, Unreadable):
        raise WaiverError(str(document).splitlines())
    if faults := list(_faults(document, schema)):
        raise WaiverError(faults)
    entries = enumerate(document.value["waivers"])
    return WaiverFile(document, tuple(_waiver(document, index, entry) for index, entry in entries))


def _faults(document: Document, schema: Mapping[str, Any]) -> Iterator[str]:
    from ..standards.validators import alone

    judge = alone({key: said for key, said in schema.items() if key != "$id"})
    if not judge.holds(document.value):
        from ..faults import Around, explain, telling

        for fault in telling(explain(judge, document.value, Around(document)), document.value):
            named = fault.name is not None and fault.present
            place = document.key_at((*fault.steps, str(fault.name))) if named else document.at(fault.steps)
            yield f"{place.path}:{place.line}: {fault.message}"
        return
    for index, entry in enumerate(document.value["waivers"]):
        if _day(entry["until"]) is None:
            place = document.at(("waivers", index, "until"))
            yield f"{place.path}:{place.line}: 'until' is no day of the calendar, written as in 2026-11-22"


def _waiver(document: Document, index: int, entry: Mapping[str, Any]) -> Waiver:
    return Waiver(
        rule=entry["rule"],
        partners=frozenset(entry["partners"]),
        fingerprint=entry["fingerprint"],
        values_hash=entry["values-hash"],
        reason=entry["reason"].strip(),
        owner=entry["owner"].strip(),
        until=_day(entry["until"]) or datetime.date.min,
        ticket=entry.get("ticket", "").strip(),
        number=index,
        place=document.at(("waivers", index)),
        severity=Severity(entry["severity"]) if "severity" in entry else None,
        only_unknown="outcome" in entry,
    )


def _day(text: str) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
