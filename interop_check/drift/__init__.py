"""What has changed between two states of the profiles, and whose change it was: findings, verdicts, values."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Any

from ..difference import Difference, FindingChange, How, State
from ..reporting import difference_report
from ..sparing import Pairing, sparing
from ..standards import Standards
from .contacts import whom_to_tell
from .court import Codes, Court, exchanges_touched, partners_touched, same_company, turned, with_sponsored
from .files import Files, Side, file_change
from .marks import marked, with_marks
from .pairs import Judge

__all__ = ["Side", "difference", "marked"]


def difference(
    base: Side,
    head: Side,
    standards: Standards,
    date: datetime.date,
    notes: Iterable[str] = (),
    watched: Callable[[Sequence[Codes]], Iterable[Codes]] = iter,
) -> Difference:
    """What changes from `base` to `head`, both judged on `date` by the same standards.

    Pairs of which no profile has changed are the same in both, and are not compared. `watched` is given the others
    and gives each when it is its turn, so that somebody can see how far it is.
    """
    files = Files(base, head)
    judge = Judge(files, standards)
    before, after = base.gathering.partners, head.gathering.partners
    codes = sorted(before.keys() | after.keys())
    about = exchanges_touched(files, standards) if same_company(before, after) else None
    concerned = partners_touched(files, before, after, about is None or with_sponsored(about, standards))
    pairs = [pair for pair in combinations(codes, 2) if not concerned.isdisjoint(pair)]
    court = Court(standards, date, before, after, about)
    compared = {pair: court.compared(pair) for pair in watched(pairs)}
    earlier = difference_report(base.gathering, (), standards, date)
    later = difference_report(head.gathering, (new for _, new in compared.values() if new), standards, date)
    changes = list(judge.of_files(earlier.findings, difference_report(head.gathering, (), standards, date).findings))
    told = []
    for old, new in compared.values():
        if old or new:
            change, found = judge.of_pair(old, new)
            told.append(change)
            changes += found
    all_pairs = len(codes) * (len(codes) - 1) // 2
    paired = Pairing(tuple(told), compared)
    return Difference(
        report=with_marks(later, changes, files),
        base=State(base.name, base.commit, earlier.inputs),
        head=State(head.name, head.commit, later.inputs),
        files=tuple(file_change(each) for each in files.twins if each.touched or each.moved),
        came=tuple(sorted(after.keys() - before.keys())),
        went=tuple(sorted(before.keys() - after.keys())),
        pairs=tuple(told),
        untouched=all_pairs - len(pairs),
        findings=tuple(sorted(changes, key=_weightiest)),
        advice=tuple(sparing(paired, head.gathering, turned(files), standards, date)),
        contacts=tuple(whom_to_tell(told, changes, base, head)),
        notes=tuple(notes),
    )


def _weightiest(change: FindingChange) -> tuple[Any, ...]:
    finding = change.finding
    places = sorted((place.path, place.line, place.column) for place in finding.places)
    how = list(How).index(change.how)
    return (
        how,
        not finding.counts,
        -finding.severity.weight,
        finding.rule,
        places,
        finding.fingerprint,
        change.pair or (),
    )
