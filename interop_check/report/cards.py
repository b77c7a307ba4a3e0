"""How a partner stands to a baseline, for people to read."""

from typing import NamedTuple

from . import Place


class StandardCard(NamedTuple):
    """One published standard that a requirement asks for, and how a partner stands to it.

    `standing` is ``met``, ``partial``, ``missing``, ``other-edition``, ``not-yet``, ``no-longer`` or ``unclear``; `by`
    is ``claim``, ``statement`` or ``evidence`` where it is met; `edition` is another one that is stated in its place.
    """

    id: str
    title: str
    standing: str
    by: str | None = None
    edition: str | None = None
    note: str = ""
    places: tuple[Place, ...] = ()


class RequirementCard(NamedTuple):
    """One requirement of a scorecard. `result` is ``met``, ``not-met``, ``waived``, ``unknown``, ``not-applicable``."""

    id: str
    title: str
    obligation: str
    lifecycle: str
    role: str | None
    result: str
    reason: str = ""
    standards: tuple[StandardCard, ...] = ()

    @property
    def met(self) -> int:
        """How many of the standards are met."""
        return sum(each.standing == "met" for each in self.standards)


class ProfileCard(NamedTuple):
    """One service profile that is claimed; no `id` for the requirements that belong to none."""

    id: str | None
    title: str
    role: str | None
    result: str
    requirements: tuple[RequirementCard, ...]
    places: tuple[Place, ...] = ()


class Scorecard(NamedTuple):
    """One partner against one baseline. `notes` are about the baseline, never about the partner."""

    baseline: str
    version: str
    title: str
    draft: bool
    partner: str
    incomplete: bool
    profiles: tuple[ProfileCard, ...]
    notes: tuple[str, ...] = ()
