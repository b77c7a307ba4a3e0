"""Starts a command, by the shortest way to it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from .ending import guarded


def start(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (default: `sys.argv`) and return its exit status; raises nothing.

    ``validate PATH…`` without options has nothing to parse, and does not wait until the parser is loaded: that
    takes longer than the validating.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == ["validate"] and given[1:] and not any(word.startswith("-") for word in given):
        return guarded(lambda: _validated(given[1:]), given)
    from .app import run

    return run(given)


def _validated(paths: Sequence[str]) -> int:
    from .judging import validated
    from .settings import settings

    return validated(paths, settings())
