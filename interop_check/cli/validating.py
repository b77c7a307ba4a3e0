"""``interop-check validate``."""

from typing import Annotated

import typer

from . import options
from .running import validated
from .settings import settings
from .statuses import Status


def validate(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH...", help="Profiles, or folders of them; - is standard input.  [default: --profiles]"
        ),
    ] = None,
    profiles: options.Profiles = ".",
    schemas: options.Schemas = None,
    date: options.Date = None,
    fail_on: options.FailOn = "blocker",
    fail_on_unknown: options.FailOnUnknown = False,
    format: options.Format = "text",
    output: options.Output = None,
    allow_empty: options.AllowEmpty = False,
    verbose: options.Verbose = False,
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """Is each profile well-formed, and does it meet its standard?"""
    asked = settings(schemas, date, fail_on, fail_on_unknown, format, output, allow_empty, verbose)
    return validated(paths or [profiles], asked)
