"""Starts a command, and says what became of it; whatever goes wrong ends here, with a status."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from .statuses import CannotStart, Status
from .writing import say


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
    from .running import validated
    from .settings import settings

    return validated(paths, settings())


def guarded(command: Callable[[], int], given: Sequence[str]) -> int:
    """The status of `command`, and of whatever it raises."""
    try:
        return command()
    except CannotStart as stop:
        for line in stop.lines:
            say(f"interop-check: {line}")
        return Status.CANNOT_START
    except KeyboardInterrupt:
        return Status.INTERRUPTED
    except SystemExit as left:  # the parser's own way out where a reader of the help has gone away
        return left.code if isinstance(left.code, int) else Status.DONE
    except Exception as error:
        return _fault(error, "--debug" in given)


def _fault(error: Exception, debug: bool) -> Status:
    if debug:
        import traceback

        for line in "".join(traceback.format_exception(error)).splitlines():
            say(line)
    hint = "" if debug else "; --debug shows where"
    say(f"interop-check: a fault of the program itself ({type(error).__name__}: {error}){hint}")
    return Status.FAULT
