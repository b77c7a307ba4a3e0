"""A scorecard in words: the service profiles that a partner claims, what of each is met, and what is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..report import Verdict
from ._findings import at

if TYPE_CHECKING:
    from ..report import ProfileCard, RequirementCard, Scorecard, StandardCard

_RESULTS = ("not-met", "unknown", "waived", "met", "not-applicable")
_STANDINGS = ("partial", "other-edition", "unclear", "not-yet", "no-longer", "missing")
_WORDS = {"other-edition": "another edition", "not-applicable": "not binding", "unclear": "not clear"}
_SHOWN_BY = {"claim": "{} by claim", "statement": "{} by statement", "evidence": "{} with evidence"}

# How a requirement's result looks: as the verdict that it is most like.
LIKE = {
    "met": Verdict.CLEAR,
    "not-met": Verdict.BLOCKED,
    "unknown": Verdict.UNKNOWN,
    "waived": Verdict.FRICTION,
    "not-applicable": Verdict.NOT_SHARED,
}


def word(name: str) -> str:
    """A result or a standing as people read it."""
    return _WORDS.get(name, name.replace("-", " "))


def heading(card: Scorecard) -> str:
    """Who is held to what, how many service profiles are claimed, and what they come to."""
    draft = " · DRAFT" if card.draft else ""
    claimed = [each for each in card.profiles if each.id]
    counted = Counter(each.result for each in card.profiles)
    results = "".join(f", {counted[each]} {word(each)}" for each in _RESULTS if counted[each])
    profiles = f"{len(claimed)} service profile{'' if len(claimed) == 1 else 's'} claimed"
    return f"{card.partner} against {card.title} ({card.baseline} {card.version}){draft}: {profiles}{results}"


def basis(card: Scorecard) -> str:
    """What shows the standards that are met."""
    standards = (one for each in card.profiles for required in each.requirements for one in required.standards)
    shown = Counter(one.by for one in standards if one.standing == "met" and one.by)
    told = ", ".join(text.format(shown[by]) for by, text in _SHOWN_BY.items())
    return f"Standards met: {told}. A claim is a word, not a test."


def profile(each: ProfileCard) -> str:
    """A service profile, in which role, and what it comes to."""
    return f"{named(each)}: {word(each.result)}" if each.title else named(each)


def named(each: ProfileCard) -> str:
    """A service profile, and in which role it is claimed."""
    role = f", {each.role}" if each.role else ""
    return f"{each.title or 'asks for nothing'}{role}"


def counts(card: Scorecard, each: ProfileCard) -> str:
    """The obligations apart, each in its numbers: ``mandatory 15 of 18, 1 partial, 2 missing``."""
    groups: dict[str, list[RequirementCard]] = {}
    for one in each.requirements:
        candidate = " (candidate)" if one.lifecycle == "candidate" and not card.draft else ""
        groups.setdefault(f"{one.obligation}{candidate}", []).append(one)
    return " · ".join(filter(None, (_count(name, group) for name, group in groups.items())))


def label(each: ProfileCard, one: RequirementCard) -> str:
    """What a group of obligations is called within its service profile."""
    return one.id.removeprefix(f"{each.id}/")


def _count(name: str, group: list[RequirementCard]) -> str:
    standards = [standard for one in group for standard in one.standards]
    if not standards:
        return "; ".join(f"{name} {word(one.result)}" for one in group if not one.reason)
    open_ = Counter(standard.standing for standard in standards)
    rest = "".join(f", {open_[standing]} {word(standing)}" for standing in _STANDINGS if open_[standing])
    tested = sum(standard.by == "evidence" for standard in standards)
    shown = f" ({tested} with evidence)" if tested else ""
    return f"{name} {open_['met']} of {len(standards)}{shown}{rest}"


def lines(each: ProfileCard) -> Iterator[str]:
    """What is not met, standard by standard; what is met by another edition; and which groups do not bind, and why."""
    for one in each.requirements:
        for standard in one.standards:
            if standard.standing != "met" or standard.note:
                yield f"{label(each, one)}: {_standard(standard)}"
        if one.reason and one.result != "not-met":
            yield f"{label(each, one)}: {one.reason}"


def _standard(standard: StandardCard) -> str:
    note = f": {standard.note}" if standard.note else ""
    where = "".join(f" ({at(place)})" for place in standard.places[:1])
    return f"{standard.id} {word(standard.standing)}{note}{where}"
