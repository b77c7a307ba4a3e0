"""How much is measured: all of it, or what takes a minute, or what shows that it works."""

from __future__ import annotations

from typing import NamedTuple

from .pairing import Case


class Extent(NamedTuple):
    """Which cases of the matrix, and how many of each are taken.

    `pairs` are compared one by one, `files` are validated, a partner is compared with `others`; `grid` is how many
    partners a matrix as text has, `rounds` how many turns there are at most.
    """

    cases: tuple[Case, ...]
    pairs: int
    grid: int
    files: int
    others: int
    rounds: int


_ONE = ("address-plan",)

WHOLE = Extent(
    (
        Case(100),
        Case(1_000, target=0.01, spare=150, paged=True),
        Case(10_000, target=0.01, spare=150),
        Case(100, distinct=True),
        Case(1_000, distinct=True, exchanges=_ONE, target=1 / 30, spare=50),
    ),
    pairs=1_000, grid=60, files=1_000, others=7, rounds=15,
)  # fmt: skip
QUICK = Extent(
    (
        Case(100, paged=True),
        Case(20, distinct=True),
        Case(100, distinct=True, exchanges=_ONE),
    ),
    pairs=100, grid=60, files=100, others=3, rounds=3,
)  # fmt: skip
TRIED = Extent(
    (
        Case(3, paged=True),
        Case(3, distinct=True, exchanges=_ONE, spare=50),
    ),
    pairs=1, grid=3, files=2, others=2, rounds=1,
)  # fmt: skip
