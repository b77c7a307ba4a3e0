"""What is wrong with a database, seen from the baselines that are made of it."""

from collections.abc import Iterable, Iterator

from interop_check.relations import quoted
from interop_check.suggestions import did_you_mean

from .drafts import LIFECYCLES, OBLIGATIONS, Draft, below, covering, holds, lifecycles_of
from .overlay import Overlay
from .records import Defect, Publication, ServiceProfile, Source


def defects(source: Source, overlay: Overlay, made: Iterable[Draft]) -> Iterator[Defect]:
    """All that is wrong with the records that some baselines are made of, and with the overlay where it is of old."""
    drafts = tuple(made)
    yield from _missing(source, overlay)
    yield from _wrong(source, drafts)
    yield from _stale(overlay, drafts)


def _missing(source: Source, overlay: Overlay) -> Iterator[Defect]:
    """Capability profiles that the overlay chooses, and the database has not."""
    for id in overlay.choices:
        if id not in source.capability_profiles:
            near = did_you_mean(id, source.capability_profiles)
            yield Defect("", f"has no capability profile {quoted(id)}{near}; no baseline is made of it")


def _wrong(source: Source, made: tuple[Draft, ...]) -> Iterator[Defect]:
    """What is wrong with the records that the baselines are made of."""
    for baseline in made:
        reached = below(source, baseline.capability)
        if not baseline.capability.date:
            yield Defect(baseline.capability.path, "gives no date; the baseline's version is the day of the extract")
        for id, path in reached.items():
            if id not in source.profiles and id not in source.service_profiles:
                near = did_you_mean(id, [*source.profiles, *source.service_profiles])
                yield Defect(path, f"names the profile {quoted(id)}, which has no file{near}; it is left out")
        for each in baseline.service_profiles.values():
            if each.id not in reached:
                yield Defect(each.path, f"no profile names it; by its id it is taken to {baseline.capability.id}")
            yield from _wrong_groups(each, source)
    used = lifecycles_of(made)
    for id in sorted(used):
        if not source.standards[id].date:
            yield Defect(source.standards[id].path, "gives no date, or none that is a day, a month or a year")
    for cover in covering(used, source):
        yield from _wrong_cover(cover, source)


def _wrong_groups(each: ServiceProfile, source: Source) -> Iterator[Defect]:
    for number, group in enumerate(each.groups, 1):
        where = f"group {number} ({group.obligation or 'no obligation'})"
        if not group.standards:
            yield Defect(each.path, f"{where} names no standard; it requires nothing")
        elif group.obligation not in OBLIGATIONS:
            yield Defect(each.path, f"{where}: the obligation is none of {', '.join(OBLIGATIONS)}; it is left out")
        elif group.lifecycle not in LIFECYCLES:
            yield Defect(each.path, f"{where}: the lifecycle {quoted(group.lifecycle)} is taken for current")
        for id in group.standards:
            if id not in source.standards:
                yield Defect(each.path, f"{where} names {quoted(id)}, {_what_it_is(id, source)}; nobody can meet it")
    if not each.groups:
        yield Defect(each.path, "has no group of standards; it requires nothing")


def _what_it_is(id: str, source: Source) -> str:
    return "a cover document, and not which of the editions below it" if id in source.covers else "which has no file"


def _wrong_cover(cover: Publication, source: Source) -> Iterator[Defect]:
    for id in cover.covers:
        if id not in source.standards:
            yield Defect(cover.path, f"covers {quoted(id)}, which has no file; it is left out")


def _stale(overlay: Overlay, made: tuple[Draft, ...]) -> Iterator[Defect]:
    """What the overlay says of requirements that are not there, or are no longer what it speaks of."""
    there = {f"{each.choice.name}/{requirement.id}": requirement for each in made for requirement in each.requirements}
    names = {each.choice.name for each in made}
    for said in overlay.said:
        for id in said.of:
            if id.partition("/")[0] in names and not (id in there and holds(said, id, there[id])):
                yield Defect("", f"the overlay speaks of {id} with {quoted(said.names)}; that is no more, and was left")
