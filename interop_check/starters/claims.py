"""What a partner could claim of a baseline, commented out: its service profiles, exceptions and conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .text import flow, line, one_line, prose

if TYPE_CHECKING:
    from ..standards.baselines import Baseline, Requirement


def claims(baseline: Baseline) -> Iterator[str]:
    """The keys `claims`, `implements` and `conditions`, with an entry a service profile, all commented out."""
    draft = ", a draft" if baseline.draft else ""
    yield from prose(f"What this partner claims of {one_line(baseline.title)}{draft}. {_CLAIMS}")
    profiles = _profiles(baseline)
    yield "# claims:"
    for profile, requirements in profiles.items():
        obligations = ", ".join(dict.fromkeys(str(each.obligation) for each in requirements))
        yield from _entry(f"{baseline.name}/{profile}: both", f"{requirements[0].title}; {obligations}")
    yield ""
    yield from prose(_EXCEPTIONS)
    yield "# implements:"
    for example in _EXAMPLES:
        yield f"#   {example}"
    conditional = [each for each in baseline.requirements if each.obligation == "conditional"]
    if conditional:
        yield ""
        yield from prose(_CONDITIONS)
        yield "# conditions:"
    for each in conditional:
        yield from _entry(f"{baseline.name}/{each.id}: applies", each.title)
    yield ""


def _entry(text: str, comment: str) -> Iterator[str]:
    key, _, value = text.rpartition(": ")
    yield from (f"#   {each}" for each in line(f"{flow(key)}: {value}", comment))


def _profiles(baseline: Baseline) -> dict[str, list[Requirement]]:
    """The requirements by service profile, in the baseline's order."""
    found: dict[str, list[Requirement]] = {}
    for each in baseline.requirements:
        if each.profile:
            found.setdefault(each.profile, []).append(each)
    return found


_CLAIMS = (
    "Uncomment 'claims:' and the service profiles that you claim, each for a role: provider, consumer or both. A claim "
    "says that all its standards are there; {role: both, standards: listed} counts only what 'implements' lists."
)
_EXCEPTIONS = (
    "Where a claim is not the whole truth, per published standard, by its id in the catalogue: extent full, partial or "
    "none, a reservation in words, and from and until if it is for a time."
)
_EXAMPLES = (
    "xmpp-xep-0313: {extent: none, reservation: No message archive before release 6.2., until: 2027-03-01}",
    "itu-t-g.722.1: {extent: partial, reservation: 24 kbit/s only.}",
)
_CONDITIONS = "Some groups bind under a condition only: say applies or does-not-apply. What is not said is unknown."
