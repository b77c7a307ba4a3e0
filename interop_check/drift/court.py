"""Which pairs and exchanges a change can have a part in, and what those came to before and come to now."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from ..comparison import compare
from ..narrowing import Ids, affected, bare, narrowed, surroundings
from ..partners import PARTNER_KIND, Partner, code_of, kind_of
from ..profiles import Document
from ..relations import json_equal
from ..report import Comparison, Verdict, worst
from ..standards import Standards
from .files import Files

Codes: TypeAlias = tuple[str, str]


class Court:
    """Compares pairs before and after; where only some exchanges can have changed, before in no others."""

    def __init__(
        self,
        standards: Standards,
        date: datetime.date,
        before: Mapping[str, Partner],
        after: Mapping[str, Partner],
        about: frozenset[Ids] | None,
    ) -> None:
        self.standards, self.date, self.about, self.after = standards, date, about, after
        self.before = before
        if about is not None:
            needed = surroundings(about, standards)
            self.before = {code: narrowed(each, needed, standards) for code, each in before.items()}

    def compared(self, pair: Codes) -> tuple[Comparison | None, Comparison | None]:
        before, after = (self._between(pair, partners) for partners in (self.before, self.after))
        if self.about is None or before is None or after is None:
            return before, after
        return _filled(before, after, self.about), after

    def _between(self, pair: Codes, partners: Mapping[str, Partner]) -> Comparison | None:
        a, b = (partners.get(code) for code in pair)
        return compare(a, b, self.standards, self.date) if a and b else None


def _filled(before: Comparison, after: Comparison, about: Collection[Ids]) -> Comparison:
    """What the two came to, the exchanges that cannot have changed as they are now."""
    others = tuple(each for each in after.exchanges if (each.kind, each.id) not in about)
    ids = {id for _, id in about}
    questions = tuple(each for each in after.questions if each.exchange not in ids)
    exchanges = (*(each for each in before.exchanges if (each.kind, each.id) in about), *others)
    verdicts = [each.verdict for each in exchanges if each.verdict is not Verdict.NOT_SHARED]
    lacking = [Verdict.UNKNOWN] if before.incomplete or any(each.incomplete for each in exchanges) else []
    return before._replace(
        verdict=worst([*verdicts, *lacking]),
        exchanges=exchanges,
        questions=(*(each for each in before.questions if each.exchange in ids), *questions),
    )


def same_company(before: Mapping[str, Partner], after: Mapping[str, Partner]) -> bool:
    """Whether the partners, their sponsors, their groups, and what is lacking of them are the same."""
    return before.keys() == after.keys() and all(_manner(before[code]) == _manner(after[code]) for code in before)


def _manner(partner: Partner) -> list[Any]:
    return [(each.code, each.memberships, each.incomplete) for each in partner.lineage]


def exchanges_touched(files: Files, standards: Standards) -> frozenset[Ids] | None:
    """The exchanges that the changed files can have a part in; `None` where these may be any."""
    found: set[Ids] = set()
    for each in files.touched:
        before, after = each.before, each.after
        if not isinstance(before, Document) or not isinstance(after, Document):
            return None
        kinds = kind_of(before, standards), kind_of(after, standards)
        if before.kind == after.kind == PARTNER_KIND and code_of(before) == code_of(after):
            continue  # what it says of groups and sponsors has been looked at
        if kinds[0] is None or kinds[0] is not kinds[1]:
            return None
        if not json_equal(bare(before, standards), bare(after, standards)):
            return None
        said = [{(at.id, at.steps): at.value for at in kinds[0].locate(one.value)} for one in (before, after)]
        changed = (key for key in said[0].keys() | said[1].keys() if not json_equal(*(one.get(key) for one in said)))
        found |= {(kinds[0].name, id) for id, _ in changed}
    return affected(found, standards)


def with_sponsored(about: Collection[Ids], standards: Standards) -> bool:
    """Whether one of the exchanges is one in which a partner may have its sponsor's offers."""
    kinds = (kind for several in standards.kinds.values() for kind in several)
    return any(each.sponsored for kind in kinds for each in kind.exchanges.values() if (kind.name, each.id) in about)


def turned(files: Files) -> dict[str, tuple[Document, Document]]:
    """The profiles that can be read in both states and say another thing, by their later path."""
    return {
        each.path: (each.before, each.after)
        for each in files.touched
        if isinstance(each.before, Document) and isinstance(each.after, Document)
    }


def partners_touched(
    files: Files, before: Mapping[str, Partner], after: Mapping[str, Partner], riding: bool
) -> set[str]:
    """The partners about whom anything can have changed: by their profiles, their sponsors', or who else is there.

    `riding` says whether what has changed is anything that others can have of a sponsor.
    """
    moved = before.keys() ^ after.keys()
    found = set(files.changed_codes) | moved
    for code in before.keys() & after.keys():
        one, other = before[code], after[code]
        lineages = [[each.code for each in partner.lineage] for partner in (one, other)]
        lacking = [[each.incomplete for each in partner.lineage] for partner in (one, other)]
        named = any(gone in document.text for document in other.documents for gone in moved)
        sponsors = riding and not found.isdisjoint(lineages[1])
        if lineages[0] != lineages[1] or lacking[0] != lacking[1] or sponsors or named:
            found.add(code)
    return found
