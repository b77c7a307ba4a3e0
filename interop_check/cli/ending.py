"""What became of a command; whatever goes wrong ends here, with a status."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .statuses import CannotStart, Status
from .writing import say


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
