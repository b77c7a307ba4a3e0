"""What was found in two states, matched: new, changed, as it was, or found no more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TypeAlias

from ..difference import How
from ..report import Finding

Key: TypeAlias = tuple[str, ...]


def ways(finding: Finding) -> tuple[Finding, ...]:
    """The finding as the single ones that were put together as it: its directions, and further pairs of its rule."""
    further = {each.fingerprint: each for each in finding.detail if each.fingerprint}
    if finding.direction is None and finding.fingerprint not in further and finding.detail:
        if all(each.direction for each in finding.detail):  # one finding of both directions: they are all there is
            return tuple(further.values())
        return (finding._replace(detail=()), *further.values())
    return (finding._replace(detail=()), *(each for key, each in further.items() if key != finding.fingerprint))


def _weight(finding: Finding) -> tuple[bool, int]:
    """How much it says: that something is wrong says more than that nobody knows."""
    return finding.counts, finding.severity.weight


class Found:
    """The findings of one part of one state, by what each is known by."""

    def __init__(self, findings: Iterable[tuple[Finding, Key]], called: _Called) -> None:
        self.called = called
        self.by_key: dict[Key, Finding] = {}
        self.other_names: dict[Key, Key] = {}
        self.whole: dict[Key, Finding] = {}
        for finding, other in findings:
            for way in ways(finding):
                key = self.key(way)
                self.by_key.setdefault(key, way)
                self.whole.setdefault(key, finding)
                if other:
                    self.other_names.setdefault((*other, way.rule, way.direction or "", *_inside(way)), key)

    def key(self, finding: Finding) -> Key:
        """What a finding is known by in both states; one of a file that cannot be read, by that file."""
        unread = self.called(finding.places[0].path) if finding.places else None
        if unread is not None or not finding.fingerprint:
            return finding.rule, unread or "", *(place.pointer for place in finding.places[:1])
        return finding.rule, finding.fingerprint

    def all_in(self, finding: Finding, keys: Collection[Key]) -> bool:
        """Whether all that was put together as the finding that this one is part of is among `keys`."""
        return all(self.key(way) in keys for way in ways(self.whole[self.key(finding)]))


_Called: TypeAlias = Callable[[str], str | None]


def _inside(finding: Finding) -> tuple[str, ...]:
    """Where in its offer each value stands: the key of the place, without what leads to the offer."""
    return tuple(place.pointer.rpartition("/")[2] for place in finding.places)


def sorted_out(before: Found, after: Found) -> Iterator[tuple[How, Finding, Finding | None]]:
    """What became of each finding; one of a chosen offer, when another is chosen, is the same found elsewhere."""
    left = dict(before.by_key)
    for key, finding in after.by_key.items():
        old = left.pop(key, None)
        if old is None:
            old = _elsewhere(key, before, after, left)
        if old is None:
            yield How.NEW, finding, None
        elif _weight(finding) > _weight(old):
            yield How.NEW, finding, old
        elif _weight(finding) < _weight(old) or finding.values_hash != old.values_hash:
            yield How.CHANGED, finding, old
        else:
            yield How.UNCHANGED, finding, None
    for finding in left.values():
        yield How.MENDED, finding, None


def _elsewhere(key: Key, before: Found, after: Found, left: dict[Key, Finding]) -> Finding | None:
    names = [name for name, known in after.other_names.items() if known == key]
    for name in names:
        old = before.other_names.get(name)
        if old in left and old not in after.by_key:
            return left.pop(old)
    return None
