"""What two partners can both do: the values agreed in every exchange that is clear, as profiles to start from."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from ..comparison import compare
from ..meetings import Between
from ..partners import Partner
from ..profiles import read_document
from ..report import Comparison, ExchangeResult, Verdict
from ..standards import Standards
from .drafting import drafts
from .drafts import CODE, Draft, Key
from .files import Common, File, file_of

__all__ = ["CODE", "Common", "commons"]

_ROUNDS = 8


def commons(
    comparison: Comparison, a: Partner, b: Partner, standards: Standards, date: datetime.date
) -> tuple[Common, ...]:
    """The agreed value of every clear exchange of `a` with `b` as profiles of a partner ``COMMON``, one a kind.

    The same from both partners' points of view. What is written is compared again with both: an exchange that is not
    clear with either, but for values that are left open, stands as a comment only.
    """
    between = Between(a, b, standards, date)
    clear = [each for each in comparison.exchanges if each.verdict is Verdict.CLEAR]
    by_kind = _by_kind(draft for each in clear for draft in drafts(each, between))
    system = "-".join(sorted((a.code, b.code)))[:64]
    left_out: dict[Key, str] = {}
    files: list[File] = []
    for _ in range(_ROUNDS):
        files = [file_of(group, system, left_out) for _, group in sorted(by_kind.items())]
        texts = {f"{CODE}/{each.kind.name}.yaml": each.text(a, b, date).encode() for each in files}
        documents = tuple(read_document(path, text) for path, text in texts.items())
        common = Partner(CODE, documents, known=a.known | b.known | {a.code, b.code, CODE})
        unsuited = dict(_unsuited(files, common, between))
        if not unsuited:
            break
        left_out |= unsuited  # which may leave others without what they ride on, so all are judged again
    return tuple(each.common(a, b, date) for each in files)


def _by_kind(found: Iterable[Draft]) -> dict[str, list[Draft]]:
    kinds: dict[str, list[Draft]] = {}
    for draft in sorted(found, key=lambda each: each.key):
        kinds.setdefault(draft.kind.name, []).append(draft)
    return kinds


def _unsuited(files: Iterable[File], common: Partner, between: Between) -> Iterator[tuple[Key, str]]:
    """What is not clear with those who are to find it clear, though nothing in it is open; and why."""
    results: dict[tuple[str, ...], ExchangeResult] = {}
    for partner in (between.a, between.b):
        for each in compare(common, partner, between.standards, between.date).exchanges:
            results[partner.code, each.kind, each.id, each.name, each.direction or ""] = each
    for file in files:
        for draft in file.kept:
            for code, direction in draft.meets:
                place = (code, draft.kind.name, draft.exchange.id, draft.name, direction or "")
                found = results.get(place)
                good = (Verdict.CLEAR, Verdict.UNKNOWN) if draft.open else (Verdict.CLEAR,)
                if found is None or found.verdict not in good:
                    told = next((finding.message for finding in found.findings), "") if found else ""
                    yield draft.key, told or f"it is not clear with {code}"
