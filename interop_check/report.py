"""The nouns that every stage speaks in: severities, verdicts, places, findings, comparisons, reports."""

# No `annotations` of the future here: a named tuple, and there are many, would compile every one of them from its text.

import datetime
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple


class Severity(StrEnum):
    """How much a finding hurts; compared by weight, ``INFO < MINOR < MAJOR < BLOCKER``."""

    INFO = "info"
    MINOR = "minor"
    MAJOR = "major"
    BLOCKER = "blocker"

    @property
    def weight(self) -> int:
        return _WEIGHTS[self]


_WEIGHTS = {severity: weight for weight, severity in enumerate(Severity)}


class Verdict(StrEnum):
    """What an exchange, or a pair of partners, comes to. *Clear* says: no rule found friction, and no more."""

    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    DEGRADED = "degraded"
    FRICTION = "friction"
    CLEAR = "clear"
    NOT_SHARED = "not-shared"


_ORDER = {verdict: rank for rank, verdict in enumerate(Verdict)}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that counts for the whole: the worst one, `NOT_SHARED` where there is no other."""
    return min(verdicts, key=_ORDER.__getitem__, default=Verdict.NOT_SHARED)


class Outcome(StrEnum):
    """How a finding came about. Only `UNKNOWN` is left out of the counts and of ``--fail-on``."""

    BROKEN = "broken"
    UNKNOWN = "unknown"
    INVALID = "invalid"
    NOT_MET = "not-met"


class Line(NamedTuple):
    """One line of a source file, without its line break. Lines count from 1."""

    line: int
    text: str


class Place(NamedTuple):
    """Where something stands: whose file, which value, and the source around it.

    Lines and columns count from 1, columns in code points; `end_column` is one past the last character.
    `value` is the plain value and `text` the same as written in the source; both are empty (`None`, "")
    where the value is absent and the place is that of the offer which lacks it.
    """

    path: str
    pointer: str = ""
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    partner: str | None = None
    value: Any = None
    text: str = ""
    excerpt: tuple[Line, ...] = ()


class Remedy(NamedTuple):
    """One way to mend a finding: who can act, and the edits (see `Edit`), smallest way first."""

    partner: str
    edits: "tuple[Edit, ...]"


class Edit(NamedTuple):
    """One change to one file: ``add`` or ``remove`` the value, or ``set`` the place to it."""

    partner: str
    path: str
    pointer: str
    line: int
    do: str
    value: Any


# Findings of documents that YAML can read, but nothing can judge.
UNEVALUATED = ("content/unknown-kind", "content/declared-twice")


class Finding(NamedTuple):
    """One thing to act on. `rule` is a rule's id, or ``yaml/…``, ``schema/…``, ``content/…``, ``baseline/…``."""

    rule: str
    severity: Severity
    outcome: Outcome
    message: str
    because: str = ""
    remedy: str = ""
    places: tuple[Place, ...] = ()
    exchange: str | None = None
    direction: str | None = None
    detail: "tuple[Finding, ...]" = ()
    mends: tuple[Remedy, ...] = ()
    fingerprint: str = ""
    values_hash: str = ""
    waived: None = None

    @property
    def counts(self) -> bool:
        """Whether it is counted, and can fail a run."""
        return self.outcome is not Outcome.UNKNOWN

    @property
    def unevaluated(self) -> bool:
        """Whether it says that an input could not be read, parsed or evaluated, so that the answer is incomplete."""
        return self.severity is Severity.BLOCKER and self.rule.startswith(("yaml/", *UNEVALUATED))


class Chosen(NamedTuple):
    """The offer that one side brings to an exchange: its document, its place there and its id."""

    path: str
    pointer: str
    system: str
    offer: str | None


class NearestMiss(NamedTuple):
    """The smallest edits found that unblock an exchange; none where no edit was found that does."""

    changes: tuple[Edit, ...]


class Via(NamedTuple):
    """Through whom an exchange works: the ``sponsor`` (or gateway) and the document that says so."""

    by: str
    code: str
    document: str


class ExchangeResult(NamedTuple):
    """One exchange between two partners, in one direction where it is a flow."""

    kind: str
    id: str
    name: str
    title: str
    direction: str | None
    verdict: Verdict
    answered: tuple[int, int] = (0, 0)
    chosen: tuple[Chosen, Chosen] | None = None
    agreed: dict[str, Any] = {}
    findings: tuple[Finding, ...] = ()
    because_of: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    nearest_miss: NearestMiss | None = None
    via: Via | None = None
    incomplete: tuple[str, ...] = ()


class Comparison(NamedTuple):
    """Two partners, exchange by exchange. `questions` are the findings of outcome *unknown* of no exchange."""

    a: str
    b: str
    verdict: Verdict
    exchanges: tuple[ExchangeResult, ...]
    assumptions: tuple[str, ...] = ()
    questions: tuple[Finding, ...] = ()
    incomplete: tuple[str, ...] = ()


class Input(NamedTuple):
    """A file that the report was made from, by its SHA-256."""

    path: str
    sha256: str | None  # None where the file could not be read
    kind: str | None = None
    partner: str | None = None
    system: str | None = None


class StandardUsed(NamedTuple):
    """A standard that the report was made from."""

    kind: str
    version: str
    sha256: str


class RuleText(NamedTuple):
    """What the report says of a rule, so that a format needs no schema."""

    title: str
    severity: Severity
    relation: str
    because: str
    remedy: str
    source: str


class Report(NamedTuple):
    """All findings of one run, with everything that a format needs to show them."""

    command: str
    date: datetime.date
    catalogue: str | None
    inputs: tuple[Input, ...] = ()
    standards: tuple[StandardUsed, ...] = ()
    rules: dict[str, RuleText] = {}
    findings: tuple[Finding, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    incomplete: tuple[str, ...] = ()
