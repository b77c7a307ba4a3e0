"""Works out a baseline's requirements: which groups of which service profiles, under what ids, of what standards."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from .known import Known
from .overlay import Choice, Overlay, Said
from .records import Group, Profile, Publication, ServiceProfile, Source

OBLIGATIONS = ("mandatory", "conditional", "recommended", "optional")
LIFECYCLES = ("current", "candidate")
_LONGEST = 64  # characters of what claims call a service profile


class Requirement(NamedTuple):
    """A group of a service profile: its id within its baseline, and its standards, those there and those not."""

    id: str
    profile: str
    title: str
    group: Group
    standards: tuple[str, ...]
    unresolved: tuple[str, ...]
    said: Said = Said((), "", "")


class Draft(NamedTuple):
    """A baseline before it is written: its service profiles by what claims call them, and its requirements."""

    capability: Profile
    choice: Choice
    service_profiles: Mapping[str, ServiceProfile]
    requirements: tuple[Requirement, ...]


def draft(source: Source, capability: Profile, choice: Choice, overlay: Overlay, known: Known) -> Draft:
    service_profiles = _called(_reached(source, capability), capability)
    requirements = tuple(
        _with_said(requirement, choice.name, overlay, known)
        for profile, each in service_profiles.items()
        for requirement in _requirements(profile, each, choice, source, known)
    )
    return Draft(capability, choice, service_profiles, requirements)


def _called(service_profiles: Iterable[ServiceProfile], capability: Profile) -> dict[str, ServiceProfile]:
    """Service profiles by what claims call them: their ids without the capability profile's, each another."""
    called: dict[str, ServiceProfile] = {}
    for each in sorted(service_profiles, key=lambda each: _natural(each.id)):
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", each.id.removeprefix(f"{capability.id}-") or each.id)[:_LONGEST]
        names = (name, *(f"{name[: _LONGEST - 5]}-{number}" for number in range(2, 10_000)))
        called[next(name for name in names if name not in called)] = each
    return called


def _reached(source: Source, capability: Profile) -> Iterator[ServiceProfile]:
    """The service profiles below a capability profile, and those below none whose ids begin with its id."""
    reached = below(source, capability)
    named = {id for each in (*source.capability_profiles.values(), *source.profiles.values()) for id in each.below}
    for id, each in source.service_profiles.items():
        if id in reached or (id not in named and _home(id, source) == capability.id):
            yield each


def _home(id: str, source: Source) -> str:
    """The longest id of a capability profile that an id begins with."""
    return max((each for each in source.capability_profiles if id.startswith(f"{each}-")), key=len, default="")


def below(source: Source, capability: Profile) -> dict[str, str]:
    """The ids below a capability profile, at whatever depth, each with the file that names it first."""
    found: dict[str, str] = {}
    waiting = [capability]
    while waiting:
        here = waiting.pop()
        for id in here.below:
            if id not in found:
                found[id] = here.path
                waiting += filter(None, [source.profiles.get(id)])
    return found


def _natural(text: str) -> list[tuple[int, str]]:
    """A key by which ``prf-2`` comes before ``prf-10``."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]{1,9})", text) if part]


def _requirements(
    profile: str, each: ServiceProfile, choice: Choice, source: Source, known: Known
) -> Iterator[Requirement]:
    """A requirement for each group that names standards under an obligation."""
    count: Counter[str] = Counter()
    for group in filter(_binds, each.groups):
        lifecycle = group.lifecycle if group.lifecycle in LIFECYCLES else LIFECYCLES[0]
        candidate = "-candidate" if lifecycle == "candidate" and choice.state == "published" else ""
        id = f"{profile}/{group.obligation}{candidate}"
        count[id] += 1
        yield Requirement(
            id=id if count[id] == 1 else f"{id}-{count[id]}",
            profile=profile,
            title=_short_title(each.title or each.id, choice),
            group=group._replace(lifecycle=lifecycle),
            standards=_unique(known.editions.get(id, id) for id in group.standards if id in source.standards),
            unresolved=_unique(id for id in group.standards if id not in source.standards),
        )


def _unique(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _binds(group: Group) -> bool:
    return group.obligation in OBLIGATIONS and bool(group.standards)


def _short_title(title: str, choice: Choice) -> str:
    return re.sub(r"( Service)? Profile\.?$", "", title.removeprefix(choice.drop), flags=re.IGNORECASE).strip() or title


def _with_said(requirement: Requirement, name: str, overlay: Overlay, known: Known) -> Requirement:
    """A requirement with what the overlay says of it, in the catalogue's ids."""
    said = next(
        (each for each in overlay.said if holds(each, f"{name}/{requirement.id}", requirement)), Said((), "", "")
    )
    one_of = tuple(_unique(known.editions.get(id, id) for id in some) for some in said.one_of)
    return requirement._replace(said=said._replace(one_of=one_of))


def holds(said: Said, id: str, requirement: Requirement) -> bool:
    """Whether an entry of the overlay speaks of a requirement that is still what it was when it was written."""
    wanted = {said.names, *(id for some in said.one_of for id in some)}
    return id in said.of and wanted <= {*requirement.group.standards}


def lifecycles_of(made: Iterable[Draft]) -> dict[str, str]:
    """The standards that the baselines name, each ``current`` if one refers to it so, else ``candidate``."""
    found: dict[str, str] = {}
    for requirement in (each for baseline in made for each in baseline.requirements):
        for id in requirement.group.standards:
            if id not in requirement.unresolved:
                found[id] = requirement.group.lifecycle if found.get(id) != "current" else "current"
    return found


def covering(named: Iterable[str], source: Source) -> list[Publication]:
    """The cover documents of the standards that are named."""
    wanted = set(named)
    covers = (source.covers[id] for id in sorted(source.covers) if id not in source.standards)
    return [each for each in covers if wanted.intersection(each.covers)]
