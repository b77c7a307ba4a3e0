"""What can be wrong with a file, why it matters, and the errors that say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..report import Finding

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 64
MAX_VALUES = 200_000
MAX_DIGITS = 100

Span = tuple[int, int, int, int]
"""Line, column, end line, end column; counted from 0, columns in code points, the end exclusive."""
NOWHERE: Span = (0, 0, 0, 0)

_LONGEST_QUOTE = 60

BECAUSE: Mapping[str, str] = {
    "syntax": "A text that is not YAML has no meaning that two readers share.",
    "encoding": "Profiles are exchanged between systems; only Unicode text reads the same on all of them.",
    "control-character": "Different tools read control characters and odd line separators differently.",
    "escape": "An escape must name a Unicode character; half of a surrogate pair is none.",
    "empty": "A file without content states nothing about any system.",
    "several-documents": "A profile is one document in one file, so that a file and a place name one thing.",
    "not-a-mapping": "A profile is a mapping of keys to values; the envelope's keys say whose it is.",
    "duplicate-key": "Of two values under one key, some tools take the first, some the last.",
    "non-string-key": "Keys are names: JSON knows none but text, and tools disagree on how to write others.",
    "tag": "Tags make tools build other things than text, numbers, lists and mappings; profiles need none.",
    "directive": "Directives change how the rest of the file is read; profiles need none.",
    "merge-key": "Merge keys were left out of YAML 1.2: some tools merge, some keep a key named '<<'.",
    "alias": "Aliases let a few lines stand for millions of values, and hide what a partner declares.",
    "too-deep": f"Nothing that a profile says needs more than {MAX_DEPTH} levels.",
    "too-large": f"No profile needs more than {MAX_BYTES // 1024 // 1024} MiB.",
    "too-many-values": f"No profile needs more than {MAX_VALUES:,} values.",
    "number-too-long": f"No quantity needs more than {MAX_DIGITS} characters; a longer one is an identifier.",
    "not-finite": "JSON has neither infinities nor 'not a number', and nothing can be compared with them.",
    "not-a-file": "Only ordinary files are read: pipes, devices and folders could hang or never end.",
    "unreadable": "What cannot be read might hold what decides the answer.",
    "ambiguous-scalar": "Tools that still follow YAML 1.1 read this word differently from YAML 1.2.",
}
"""Every ``yaml/<reason>`` that a finding about a file can bear, and why it matters."""


class ProfileError(Exception):
    """Anything that kept a file from giving a document."""


class PathNotFound(ProfileError):  # noqa: N818 - named for what happened
    """A path that somebody named is not there. `nearest` is the most similar one that is, if any."""

    def __init__(self, path: str, nearest: str | None = None) -> None:
        super().__init__(path, nearest)
        self.path = path
        self.nearest = nearest

    def __str__(self) -> str:
        hint = f"; did you mean {quoted(self.nearest)}?" if self.nearest else "; check the spelling"
        return f"there is no file or folder {quoted(self.path)}{hint}"


class Unreadable(ProfileError):  # noqa: N818 - also a value among the documents
    """A file that gives no document, with one finding that says why.

    `kind`, `partner` and `system` are what its top-level lines seem to say: good enough to know whose answer
    is incomplete, for nothing else. `sha256` is None where the bytes were not read to their end.
    """

    def __init__(
        self,
        path: str,
        findings: tuple[Finding, ...],
        sha256: str | None = None,
        kind: str | None = None,
        partner: str | None = None,
        system: str | None = None,
    ) -> None:
        super().__init__(path, findings, sha256, kind, partner, system)
        self.path = path
        self.findings = findings
        self.sha256 = sha256
        self.kind = kind
        self.partner = partner
        self.system = system

    def __str__(self) -> str:
        return "\n".join(f"{self.path}:{found.places[0].line}: {found.message}" for found in self.findings)


class Refused(Exception):  # noqa: N818 - named for what happened
    """Why a text is refused, and the spans to show; the first is where to look. Never leaves this package."""

    def __init__(self, reason: str, message: str, *spans: Span) -> None:
        super().__init__(reason, message)
        self.reason = reason
        self.message = message
        self.spans = spans


def too_large() -> Refused:
    message = f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB: split it, or check that it is a profile"
    return Refused("too-large", message, NOWHERE)


def cut(text: str, longest: int = _LONGEST_QUOTE) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def quoted(text: str) -> str:
    """A text from outside, as messages quote it."""
    return repr(cut(text))
