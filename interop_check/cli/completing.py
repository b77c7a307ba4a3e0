"""``interop-check completion``."""

from __future__ import annotations

from typing import Annotated

import typer

from ..suggestions import did_you_mean
from . import options
from .statuses import CannotStart, Status
from .writing import show

# The variable by which a shell asks the program what could follow.
ASKED_BY = "_INTEROP_CHECK_COMPLETE"

_SHELLS = {"bash": "bash", "zsh": "zsh", "fish": "fish", "powershell": "powershell", "pwsh": "powershell"}


def completion(
    shell: Annotated[str, typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell.")],
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """The script with which a shell completes commands and options; it is shown, and nothing is installed."""
    from typer.completion import get_completion_script  # type: ignore[attr-defined]  # it stands there in every version

    if shell not in _SHELLS:
        known = [name for name, same in _SHELLS.items() if name == same]
        raise CannotStart(f"{shell!r} is none of {', '.join(known)}{did_you_mean(shell, known)}")
    script = get_completion_script(prog_name="interop-check", complete_var=ASKED_BY, shell=_SHELLS[shell])
    show(f"{script}\n")
    return Status.DONE


def begin() -> None:
    """Make the shells known to the parser, which answers one that asks."""
    from typer.completion import completion_init  # type: ignore[attr-defined]  # it stands there in every version

    completion_init()
