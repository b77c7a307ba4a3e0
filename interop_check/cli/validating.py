"""``interop-check validate``."""

from typing import Annotated

import typer

from . import options
from .judging import validated
from .settings import settings
from .statuses import Status


def validate(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH...", help="Profiles, or folders of them; - is standard input.  [default: --profiles]"
        ),
    ] = None,
    since: options.Since = None,
    baseline: Annotated[
        list[str] | None,
        typer.Option("--baseline", metavar="NAME", help="Hold the claims to this baseline as well; repeatable."),
    ] = None,
    profiles: options.Profiles = None,
    schemas: options.Schemas = None,
    date: options.Date = None,
    fail_on: options.FailOn = None,
    fail_on_unknown: options.FailOnUnknown = None,
    format: options.Format = None,
    output: options.Output = None,
    config: options.Config = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    waivers: options.Waivers = None,
    sensitive_content: options.SensitiveContent = None,
    allow_empty: options.AllowEmpty = False,
    verbose: options.Verbose = False,
    debug: options.Debug = False,  # noqa: ARG001 - read where faults are caught
) -> Status:
    """Is each profile well-formed, and does it meet its standard, and the baselines that it claims?"""
    asked = settings(
        schemas, date, fail_on, fail_on_unknown, format, output, allow_empty, verbose, config=config,
        profiles=profiles, baseline=baseline, select=select, ignore=ignore, waivers=waivers,
        sensitive_content=sensitive_content,
    )  # fmt: skip
    return validated(paths or (), asked, since)
