"""Periods of days: `period-overlap`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from .answers import Answer, Context, Holds, Mend, Parameters, broken
from .mends import set_to
from .relation import Relation, UntakenError, ends
from .values import quoted


class _Period(NamedTuple):
    """From one day until another, both included; `date.min` and `date.max` stand for an open end."""

    first: datetime.date
    last: datetime.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def holds(self, other: _Period) -> bool:
        return self.first <= other.first and other.last <= self.last

    def cut(self, other: _Period) -> _Period:
        return _Period(max(self.first, other.first), min(self.last, other.last))

    def hull(self, other: _Period) -> _Period:
        return _Period(min(self.first, other.first), max(self.last, other.last))

    def written(self) -> dict[str, str]:
        first = {} if self.first == datetime.date.min else {"from": self.first.isoformat()}
        last = {} if self.last == datetime.date.max else {"until": self.last.isoformat()}
        return first | last


def _period(value: Any, _: Parameters) -> _Period:
    takes = "a period with from, until or both, dates such as '2026-11-22', is taken"
    start, end = ends(value, ("from", "until"), takes)
    first, last = _day(start, datetime.date.min), _day(end, datetime.date.max)
    if first is None or last is None:
        raise UntakenError(value, takes)
    if first > last:
        raise UntakenError(value, "from may not be after until")
    return _Period(first, last)


def _day(text: Any, default: datetime.date) -> datetime.date | None:
    if text is None:
        return default
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _period_overlap(a: _Period, b: _Period, settings: Parameters, context: Context) -> Answer:
    shared, today, wanted = a.cut(b), _Period(context.date, context.date), settings["min_days"]
    if shared.holds(today) and shared.days >= wanted:
        return Holds(shared.written())
    mends = [_extended("a", a, window) + _extended("b", b, window) for window in _windows(context.date, int(wanted))]
    fewest = min((len(mend) for mend in mends), default=0)
    return broken(*(mend for mend in mends if len(mend) == fewest), note=_why_not(shared, today, wanted))


PERIOD_OVERLAP = Relation(
    "period-overlap",
    "the two periods share enough days, the day asked about among them",
    _period,
    _period_overlap,
    agrees=True,
    parameters={"min_days": {"type": "integer", "minimum": 1}},
    defaults={"min_days": 1},
)


def _why_not(shared: _Period, today: _Period, wanted: int) -> str:
    if shared.first > shared.last:
        return "they share no day"
    if not shared.holds(today):
        days = " ".join(f"{name} {day}" for name, day in shared.written().items())
        return f"the days that they share, {days}, do not hold {today.first}"
    return f"they share {shared.days} days of at least {quoted(wanted)}"


def _windows(day: datetime.date, days: int) -> Iterator[_Period]:
    """The shortest periods that would do, from the day on and up to it."""
    for offset in sorted({days - 1, 1 - days}, reverse=True):
        try:
            other = day + datetime.timedelta(days=offset)
        except OverflowError:
            continue
        yield _Period(min(day, other), max(day, other))


def _extended(side: str, period: _Period, window: _Period) -> Mend:
    """The period made to hold the window; not one that this leaves no end."""
    extended = period.hull(window).written()
    return () if period.holds(window) or not extended else set_to(side, extended)
