"""Versions, and stretches of them: `version`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple, TypeAlias

from .answers import Answer, Context, Holds, Mend, Parameters, Unanswered, broken
from .mends import set_to, take_over
from .relation import Relation, Side, UntakenError, each, ends
from .values import is_number, json_key, plain, quoted

_Key: TypeAlias = tuple[Any, ...]


class _Version(NamedTuple):
    """A version as it was written, what it is ordered by, and what `same-major` compares."""

    written: Any
    key: _Key
    major: Any


class _Stretch(NamedTuple):
    """The versions from `low` to `high`, both included; None is open. One version is both its ends."""

    low: _Version | None
    high: _Version | None


# The patterns stay texts: `re` compiles each at its first use, not at each start of the program.
_PART = r"[0-9]{1,18}"
_NUMERIC = rf"{_PART}(?:\.{_PART})*"
_CORE = r"(0|[1-9][0-9]{0,17})"
_SEMVER = rf"{_CORE}\.{_CORE}\.{_CORE}(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
_IDENTIFIER = r"0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*"
_EDITION = rf"(?:ed(?:ition)?\.?\s*)?([a-z]|{_PART})\s*(?:\(({_PART})\))?"


def _numeric_key(text: str) -> tuple[_Key, Any] | None:
    """Dotted numbers; last zeros add nothing: 1.0 is 1."""
    if not re.fullmatch(_NUMERIC, text):
        return None
    parts = [int(part) for part in text.split(".")]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts), parts[0]


def _semver_key(text: str) -> tuple[_Key, Any] | None:
    """Semantic Versioning 2.0.0, §11: a pre-release stands below its release; build metadata is ignored."""
    found = re.fullmatch(_SEMVER, text)
    before = found[4].split(".") if found and found[4] else []
    if not found or not all(re.fullmatch(_IDENTIFIER, part) for part in before):
        return None
    core = tuple(int(part) for part in found.group(1, 2, 3))
    parts = tuple((0, len(part), part) if part.isdigit() else (1, 0, part) for part in before)
    return (*core, not parts, parts), core[0]


def _edition_key(text: str) -> tuple[_Key, Any] | None:
    """A letter or a number, then the number in brackets (none counts as 0): ``A(1)``, ``Ed 4``."""
    found = re.fullmatch(_EDITION, text.strip(), re.IGNORECASE | re.ASCII)
    if not found:
        return None
    edition, issue = found[1].upper(), int(found[2] or 0)
    major = (0, int(edition), "") if edition.isdigit() else (1, 0, edition)
    return (major, issue), major


_SCHEMES: Mapping[str, tuple[Callable[[str], tuple[_Key, Any] | None], str]] = {
    "numeric": (_numeric_key, "dotted numbers such as '1.10' are taken"),
    "semver": (_semver_key, "a semantic version such as '2.1.0' is taken"),
    "edition": (_edition_key, "an edition such as 'A(1)', 'Ed 4' or '4' is taken"),
}

_POLICIES: Mapping[str, Callable[[_Version, _Version], bool]] = {
    "same": lambda low, high: low.key == high.key,
    "same-major": lambda low, high: low.major == high.major,
    "any": lambda *_: True,
}


def _version(value: Any, scheme: str) -> _Version:
    read, takes = _SCHEMES[scheme]
    if isinstance(value, float) and not value.is_integer():
        raise UntakenError(value, "a version is a text: put it in quotes, a number loses its last zeros")
    text = json_key(value) if is_number(value) else value
    found = read(text) if isinstance(text, str) else None
    if found is None:
        raise UntakenError(value, takes)
    return _Version(plain(value), *found)


def _stretch(value: Any, settings: Parameters) -> _Stretch:
    scheme = settings["scheme"]
    if not isinstance(value, Mapping):
        version = _version(value, scheme)
        return _Stretch(version, version)
    takes = "a version, or a range of versions with min, max or both, is taken"
    low, high = (None if end is None else _version(end, scheme) for end in ends(value, ("min", "max"), takes))
    if low and high and low.key > high.key:
        raise UntakenError(value, "min may not be above max")
    return _Stretch(low, high)


def _faults(parameters: Parameters) -> Iterator[str]:
    for point in parameters.get("breaks", ()):
        try:
            _version(point, parameters.get("scheme", "numeric"))
        except UntakenError as error:
            yield f"breaks: {error}"


def _works(a: Side, b: Side, settings: Parameters, _: Context) -> Answer:
    """Holds at a version in common, else at the lower end of a gap that the policy allows and no break crosses."""
    breaks = [_version(point, settings["scheme"]) for point in settings["breaks"]]
    pairs = list(product(a.each, b.each))
    common = [_common(one, other) for one, other in pairs if not _gap(one, other)]
    if common:
        return Holds(_newest_of(common))
    if _mixes(a, b, breaks, settings):
        return Unanswered("a lettered and a numbered edition have no order, so no break can be placed")
    gaps = [gap for one, other in pairs if (gap := _gap(one, other)) and _POLICIES[settings["policy"]](*gap)]
    working = [low for low, high in gaps if not _between(low, high, breaks)]
    if working:
        return Holds(_extreme(max, working).written)
    return broken(_reach("a", a, b), _reach("b", b, a), note=_what_changed(gaps, breaks))


VERSION = Relation(
    "version",
    "a version of one works with a version of the other",
    each(_stretch),
    _works,
    agrees=True,
    parameters={
        "scheme": {"enum": list(_SCHEMES)},
        "policy": {"enum": list(_POLICIES)},
        "breaks": {"type": "array", "items": {"type": ["string", "integer"]}},
    },
    defaults={"scheme": "numeric", "policy": "same", "breaks": ()},
    faults=_faults,
)


def _gap(one: _Stretch, other: _Stretch) -> tuple[_Version, _Version] | None:
    """Where the two are apart, the versions nearest to each other, lower first."""
    if one.high and other.low and one.high.key < other.low.key:
        return one.high, other.low
    if other.high and one.low and other.high.key < one.low.key:
        return other.high, one.low
    return None


def _common(one: _Stretch, other: _Stretch) -> _Stretch:
    lows = [stretch.low for stretch in (one, other) if stretch.low]
    highs = [stretch.high for stretch in (one, other) if stretch.high]
    return _Stretch(_extreme(max, lows) if lows else None, _extreme(min, highs) if highs else None)


def _newest_of(common: list[_Stretch]) -> Any:
    """The highest version in common; where both go on without end, from where on they do."""
    endless = [stretch.low for stretch in common if stretch.high is None and stretch.low]
    if endless:
        return {"min": _extreme(min, endless).written}
    return _extreme(max, [stretch.high for stretch in common if stretch.high]).written


def _extreme(pick: Callable[..., _Key], versions: list[_Version]) -> _Version:
    """The highest (`max`) or the lowest (`min`) version; of several ways to write it a text, the shortest."""
    key = pick(version.key for version in versions)
    return min((version for version in versions if version.key == key), key=_length)


def _length(version: _Version) -> tuple[bool, int, str]:
    text = json_key(version.written)
    return not isinstance(version.written, str), len(text), text


def _mixes(a: Side, b: Side, breaks: list[_Version], settings: Parameters) -> bool:
    """Whether breaks would have to be placed among both lettered and numbered editions."""
    if settings["scheme"] != "edition" or settings["policy"] != "any" or not breaks:
        return False
    versions = (end for stretch in (*a.each, *b.each) for end in stretch if end)
    return len({version.major[0] for version in (*versions, *breaks)}) > 1


def _between(low: _Version, high: _Version, breaks: list[_Version]) -> list[_Version]:
    return [point for point in breaks if low.key < point.key <= high.key]


def _what_changed(gaps: list[tuple[_Version, _Version]], breaks: list[_Version]) -> str:
    """The break in the lowest of some gaps that would work without it."""
    if not gaps:
        return ""
    lowest = min(gaps, key=lambda gap: (gap[0].key, gap[1].key))
    return f"what changed at {quoted(_between(*lowest, breaks)[0].written)} stands between them"


def _reach(side: str, own: Side, other: Side) -> Mend:
    """Take the other's highest version: as one more of a list, as a range's new end, else instead."""
    reachable = [end for stretch in other.each if (end := stretch.high or stretch.low)]
    if not reachable:
        return ()
    goal = _extreme(max, reachable)
    if isinstance(own.written, Mapping):
        return set_to(side, _stretched(own.written, own.each[0], goal))
    return take_over(side, own.written, goal.written)


def _stretched(written: Mapping[str, Any], stretch: _Stretch, goal: _Version) -> dict[str, Any]:
    end = "max" if stretch.high and stretch.high.key < goal.key else "min"
    return {**{name: value for name, value in written.items() if value is not None}, end: goal.written}
