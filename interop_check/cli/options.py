"""The options that commands share, and their help."""

from __future__ import annotations

from typing import Annotated, Any

import typer

# What every group of commands is: plain text, which rich has no part in.
GROUP: dict[str, Any] = {
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}

Profiles = Annotated[str, typer.Option("--profiles", metavar="DIR", help="Where partners' codes are looked up.")]
Schemas = Annotated[
    list[str] | None,
    typer.Option("--schemas", metavar="DIR", help="A folder with standards of your own; repeatable."),
]
Date = Annotated[
    str | None,
    typer.Option("--date", metavar="YYYY-MM-DD", help="The day that validity is judged by.  [default: today]"),
]
FailOn = Annotated[
    str,
    typer.Option(
        "--fail-on",
        metavar="SEVERITY",
        help="The least severity that makes the status 1: info, minor, major, blocker or never.",
    ),
]
FailOnUnknown = Annotated[bool, typer.Option("--fail-on-unknown", help="Also status 1 where an answer is not known.")]
Format = Annotated[
    str, typer.Option("--format", "-f", metavar="FORMAT", help="What goes to standard output: text, concise or json.")
]
Output = Annotated[
    list[str] | None,
    typer.Option("-o", "--output", metavar="FORMAT=PATH", help="Write the report to a file as well; repeatable."),
]
AllowEmpty = Annotated[bool, typer.Option("--allow-empty", help="Status 0 where there was nothing to check.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show a traceback if the program itself fails.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show everything, also what is cut or folded.")]
