"""Makes baselines and catalogue entries of a database that was read, and of what an overlay says beside it."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from .drafts import Draft, Requirement, covering, draft, lifecycles_of
from .families import entries, families
from .known import CATALOGUE_FILE, NOTHING, Known
from .layout import laid_out
from .overlay import Overlay
from .records import Defect, Publication, Source
from .wrong import defects

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Imported(NamedTuple):
    """What an import made: the files' texts by their paths, relative to a folder of schemas, and what was wrong."""

    files: Mapping[str, str]
    defects: tuple[Defect, ...]


def baselines(source: Source, overlay: Overlay, known: Known = NOTHING) -> Imported:
    """The baselines that the overlay chooses, and catalogue entries for the standards in them that are not known.

    The same source, overlay and known entries give the same texts. What is wrong with the source, the overlay's
    words that no longer fit it included, comes back as defects.
    """
    made = [
        draft(source, source.capability_profiles[id], choice, overlay, known)
        for id, choice in overlay.choices.items()
        if id in source.capability_profiles
    ]
    files = {f"baselines/{each.choice.name}.json": laid_out(_schema(each, source, overlay)) for each in made}
    files[f"catalogue/{CATALOGUE_FILE}"] = laid_out(_catalogue(made, source, overlay, known))
    return Imported(files, tuple(dict.fromkeys((*source.defects, *defects(source, overlay, made)))))


def _schema(baseline: Draft, source: Source, overlay: Overlay) -> dict[str, Any]:
    capability, choice = baseline.capability, baseline.choice
    origin = f"{_extract(source, overlay)}, capability profile {capability.id}"
    head = {
        "name": choice.name,
        "version": capability.date or source.date or "0",
        "title": choice.title,
        "state": choice.state,
        "source": origin,
        "kinds": list(overlay.kinds),
    }
    return {
        "$schema": _DIALECT,
        "$comment": "Written by interop-check baseline import; what the database does not say stands in its overlay.",
        "title": choice.title,
        "x-interop": {"baseline": head},
        "allOf": [_requirement(each, choice.name) for each in baseline.requirements],
        "$defs": {
            "profile": {
                "description": "The service profiles that can be claimed.",
                "enum": list(baseline.service_profiles),
            },
            "provider": {"properties": {"role": {"enum": ["provider", "both"]}}},
            "consumer": {"properties": {"role": {"enum": ["consumer", "both"]}}},
        },
    }


def _extract(source: Source, overlay: Overlay) -> str:
    return f"{overlay.source} extract of {source.date}" if source.date else f"{overlay.source} extract without a date"


def _requirement(each: Requirement, name: str) -> dict[str, Any]:
    said = each.said
    head = {
        "id": each.id,
        "profile": each.profile,
        "obligation": each.group.obligation,
        "lifecycle": each.group.lifecycle,
        "role": said.role,
        "unresolved": list(each.unresolved),
        "note": said.note,
    }
    return {
        "title": each.title,
        "x-interop": {"requirement": {key: value for key, value in head.items() if value}},
        "if": _applies(each, said.role, name),
        "then": {"properties": {"full": _held(each.standards, said.one_of)}},
    }


def _applies(each: Requirement, role: str, name: str) -> dict[str, Any]:
    claim = f"{name}/{each.profile}"
    claims: dict[str, Any] = {"required": [claim]}
    if role:
        claims["properties"] = {claim: {"$ref": f"#/$defs/{role}"}}
    needed, properties = ["claims"], {"claims": claims}
    if each.group.obligation == "conditional":
        condition = f"{name}/{each.id}"
        needed.append("conditions")
        properties["conditions"] = {"required": [condition], "properties": {condition: {"const": "applies"}}}
    return {"required": needed, "properties": properties}


def _held(standards: tuple[str, ...], one_of: tuple[tuple[str, ...], ...]) -> dict[str, Any]:
    """What must be held in full: all the standards, but for those of which any set is enough."""
    chosen = {id for some in one_of for id in some}
    always = [id for id in standards if id not in chosen]
    held: dict[str, Any] = {"required": always} if always or not one_of else {}
    if one_of:
        held["anyOf"] = [{"required": list(some)} for some in one_of]
    return held


def _catalogue(made: Iterable[Draft], source: Source, overlay: Overlay, known: Known) -> dict[str, Any]:
    lifecycles = lifecycles_of(made)
    covers = covering(lifecycles, source)
    covered = {id for each in covers for id in each.covers if id in source.standards}
    wanted = (source.standards[id] for id in {*lifecycles, *covered} if id not in known.editions)
    named = families(
        (each for each in wanted if each.id not in known.covers), {**source.organizations, **overlay.publishers}, known
    )
    return {
        "$comment": "Written by interop-check baseline import SOURCE --to DIR, which leaves out what other files know: "
        "run it anew where one of them comes to know an entry.",
        "catalogue": {
            "date": source.date or "1970-01-01",
            "source": f"{_extract(source, overlay)} (ids, titles, publishers, editions, dates, cover documents)",
        },
        "standards": entries(named, known, lifecycles),
        "covers": {
            each.id: _cover(each, covered, known)
            for each in covers
            if each.id not in known.covers and each.id not in known.editions
        },
    }


def _cover(each: Publication, covered: set[str], known: Known) -> dict[str, Any]:
    title = {"title": each.number or each.title or each.id}
    date = {"date": each.date} if each.date else {}
    return {**title, **date, "covers": sorted({known.editions.get(id, id) for id in covered & {*each.covers}})}
