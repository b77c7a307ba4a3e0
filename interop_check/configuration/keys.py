"""The table of what can be settled: each key's name, shape and default, wherever its value comes from."""

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import Any, NamedTuple


class Shape(Enum):
    """What a key's value is: a text, a truth, texts, paths, ``FORMAT=PATH``, or a table from texts to texts."""

    TEXT = "text"
    FLAG = "flag"
    NAMES = "names"
    PATHS = "paths"
    OUTPUTS = "outputs"
    TABLE = "table"


class Source(StrEnum):
    """Where a value came from; what stands later in this list wins."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    OPTION = "option"


class Setting(NamedTuple):
    """A value in force and where it came from: `where` is an option, a variable or ``file:line``.

    `places` has the ``file:line`` of the members of a list or a table that stand in a file.
    """

    value: Any
    source: Source = Source.DEFAULT
    where: str = ""
    places: Mapping[str, str] = {}

    def at(self, member: str) -> str:
        """Where one member of a list or a table came from."""
        return self.places.get(member, self.where)


class Key(NamedTuple):
    """One key: its name, as in ``--fail-on``; what it asks for, in words; whether a file may settle it."""

    name: str
    shape: Shape
    asks: str
    default: Any
    in_file: bool = True

    @property
    def variable(self) -> str:
        """The environment's name for it: ``INTEROP_CHECK_FAIL_ON``."""
        return PREFIX + self.name.upper().replace("-", "_")


PREFIX = "INTEROP_CHECK_"

_SEVERITY = "info, minor, major, blocker"

KEYS: Mapping[str, Key] = {
    key.name: key
    for key in (
        Key("profiles", Shape.PATHS, "a folder or a list of folders", (".",)),
        Key("schemas", Shape.PATHS, "a folder or a list of folders", ()),
        Key("baseline", Shape.NAMES, "the name of a baseline or a list of names", ()),
        Key("fail-on", Shape.TEXT, f"one of {_SEVERITY}, never", "blocker"),
        Key("fail-on-unknown", Shape.FLAG, "true or false", False),
        Key("format", Shape.TEXT, "the name of a format", "text"),
        Key("output", Shape.OUTPUTS, "FORMAT=PATH or a list of them", ()),
        Key("select", Shape.NAMES, "a rule, or the beginning of several, or a list of them", ()),
        Key("ignore", Shape.NAMES, "a rule, or the beginning of several, or a list of them", ()),
        Key("severities", Shape.TABLE, f"a table from rules to severities ({_SEVERITY})", {}),
        Key("waivers", Shape.PATHS, "a file or a list of files", ()),
        Key(
            "sensitive-content",
            Shape.TEXT,
            "one of unclassified, restricted, confidential, secret, top-secret",
            "unclassified",
        ),
        Key("date", Shape.TEXT, "a day, written as in 2026-11-22", None, in_file=False),
        Key("allow-empty", Shape.FLAG, "true or false", False, in_file=False),
    )
}
