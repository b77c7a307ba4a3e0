"""What a published standards database holds, as far as baselines and catalogue entries are made of it."""

from collections.abc import Mapping
from typing import NamedTuple


class Defect(NamedTuple):
    """Something wrong with the database: the file (relative to the source's folder, empty for all of it) and what."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class Group(NamedTuple):
    """The standards that a service profile names under one obligation; `standards` are ids, in the source's order."""

    obligation: str
    lifecycle: str
    standards: tuple[str, ...]


class ServiceProfile(NamedTuple):
    """A service profile: its id and title, and its groups in the source's order."""

    id: str
    title: str
    groups: tuple[Group, ...]
    path: str


class Profile(NamedTuple):
    """A profile that holds other ones, by their ids; a capability profile has a date (ISO 8601, or empty)."""

    id: str
    title: str
    below: tuple[str, ...]
    path: str
    date: str = ""


class Publication(NamedTuple):
    """A standard or a cover document. `covers` are the ids of the standards that a cover document covers."""

    id: str
    organization: str
    number: str
    title: str
    date: str
    version: str
    path: str
    covers: tuple[str, ...] = ()


class Source(NamedTuple):
    """A database as read; the mappings go from ids. `date` is the day of the extract (ISO 8601, or empty)."""

    date: str
    capability_profiles: Mapping[str, Profile]
    profiles: Mapping[str, Profile]
    service_profiles: Mapping[str, ServiceProfile]
    standards: Mapping[str, Publication]
    covers: Mapping[str, Publication]
    organizations: Mapping[str, str]  # their short names
    defects: tuple[Defect, ...]
