"""Two numbers, two steps of an order, or yes and no: `within`, `at-least`, `at-most`, `dominates`, `both`."""

from __future__ import annotations

from typing import Any, NamedTuple

from .answers import Answer, Context, Holds, Parameters, broken
from .mends import set_to
from .relation import Relation, UntakenError
from .values import exact, is_number, json_equal, number_text, quoted


def _number(value: Any, _: Parameters) -> Any:
    if not is_number(value):
        raise UntakenError(value, "a number is taken")
    return value


def _within(a: float, b: float, settings: Parameters, _: Context) -> Answer:
    apart, allowed = abs(exact(a) - exact(b)), exact(settings["tolerance"])
    if apart <= allowed:
        return Holds()
    note = f"they differ by {number_text(apart)}, and at most {number_text(allowed)} is allowed"
    return broken(set_to("a", b), set_to("b", a), note=note)


WITHIN = Relation(
    "within",
    "the two numbers differ by no more than the tolerance",
    _number,
    _within,
    parameters={"tolerance": {"type": "number", "minimum": 0}},
    required=("tolerance",),
)


def _at_least(a: float, b: float, _: Parameters, __: Context) -> Answer:
    return Holds() if exact(a) >= exact(b) else broken(set_to("a", b), set_to("b", a))


AT_LEAST = Relation("at-least", "what is offered is no less than what is needed", _number, _at_least, directional=True)


def _at_most(a: float, b: float, _: Parameters, __: Context) -> Answer:
    return Holds() if exact(a) <= exact(b) else broken(set_to("a", b), set_to("b", a))


AT_MOST = Relation("at-most", "what is offered is no more than what is needed", _number, _at_most, directional=True)


class _Step(NamedTuple):
    written: Any
    rank: int


def _step(value: Any, settings: Parameters) -> _Step:
    for rank, step in enumerate(settings["order"]):
        if json_equal(value, step):
            return _Step(value, rank)
    raise UntakenError(value, f"one of {quoted(settings['order'])} is taken")


def _dominates(a: _Step, b: _Step, _: Parameters, __: Context) -> Answer:
    return Holds() if a.rank >= b.rank else broken(set_to("a", b.written), set_to("b", a.written))


DOMINATES = Relation(
    "dominates",
    "what is offered stands as high as what is needed, or higher",
    _step,
    _dominates,
    directional=True,
    parameters={"order": {"type": "array", "minItems": 1, "uniqueItems": True}},
    required=("order",),
)


def _boolean(value: Any, _: Parameters) -> Any:
    if not isinstance(value, bool):
        raise UntakenError(value, "true or false is taken")
    return value


def _both(a: bool, b: bool, _: Parameters, __: Context) -> Answer:
    mend_a = () if a else set_to("a", True)
    mend_b = () if b else set_to("b", True)
    return Holds() if a and b else broken(mend_a + mend_b)


BOTH = Relation("both", "both are true", _boolean, _both)
