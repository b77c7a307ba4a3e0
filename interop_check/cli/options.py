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

Profiles = Annotated[
    str | None,
    typer.Option("--profiles", metavar="DIR", help="Where partners' codes are looked up.  [default: .]"),
]
Schemas = Annotated[
    list[str] | None,
    typer.Option("--schemas", metavar="DIR", help="A folder with standards of your own; repeatable."),
]
Date = Annotated[
    str | None,
    typer.Option("--date", metavar="YYYY-MM-DD", help="The day that validity is judged by.  [default: today]"),
]
FailOn = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="SEVERITY",
        help="The least severity that makes the status 1: info, minor, major, blocker or never.  [default: blocker]",
    ),
]
FailOnUnknown = Annotated[
    bool | None,
    typer.Option("--fail-on-unknown/--no-fail-on-unknown", help="Also status 1 where an answer is not known."),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help="What goes to standard output: text, json, html …",
    ),
]
Output = Annotated[
    list[str] | None,
    typer.Option("-o", "--output", metavar="FORMAT=PATH", help="Write the report to a file as well; repeatable."),
]
AllowEmpty = Annotated[bool, typer.Option("--allow-empty", help="Status 0 where there was nothing to check.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show a traceback if the program itself fails.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show everything, also what is cut or folded.")]
Config = Annotated[
    str | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="The configuration; none for none.  [default: the nearest interop-check.toml, or pyproject.toml, of the "
        "repository]",
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option("--select", metavar="RULE", help="Tell of this rule only, or of those that begin so; repeatable."),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="RULE", help="Only count what this rule finds; verdicts stay; repeatable."),
]
Waivers = Annotated[
    list[str] | None,
    typer.Option("--waivers", metavar="FILE", help="A file with findings that somebody accepts; repeatable."),
]
SensitiveContent = Annotated[
    str | None,
    typer.Option(
        "--sensitive-content", metavar="LEVEL", help="Up to which level markings may stand.  [default: unclassified]"
    ),
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="REF", help="Fail only for what is new against this git revision; mark the rest."),
]
