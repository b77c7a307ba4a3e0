"""The nouns that every stage speaks in: severities, verdicts, places, findings, comparisons, reports."""

# No `annotations` of the future here: a named tuple, and there are many, would compile every one of them from its text.

import datetime
from collections.abc import Iterable
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .cards import ProfileCard as ProfileCard
    from .cards import RequirementCard as RequirementCard
    from .cards import Scorecard as Scorecard
    from .cards import StandardCard as StandardCard
    from .compared import Chosen as Chosen
    from .compared import Comparison as Comparison
    from .compared import ExchangeResult as ExchangeResult
    from .compared import NearestMiss as NearestMiss
    from .compared import Via as Via
    from .tasks import Agreement as Agreement
    from .tasks import Hit as Hit
    from .tasks import Task as Task
    from .tasks import Tasks as Tasks
    from .tasks import Way as Way


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


class Waived(NamedTuple):
    """Who has accepted a finding, why, and through which day; `file` and `line` are where the waiver stands."""

    reason: str
    owner: str
    until: datetime.date
    file: str
    line: int
    ticket: str = ""


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
    waived: Waived | None = None
    stood_before: bool = False  # in the state that the run is held against
    changed: bool = False  # stood before, with other values

    @property
    def counts(self) -> bool:
        """Whether it says that something is wrong, and not only that nobody knows."""
        return self.outcome is not Outcome.UNKNOWN

    @property
    def stands(self) -> bool:
        """Whether it is counted by its severity, and can fail a run: something is wrong, and nobody has waived it."""
        return self.counts and self.waived is None

    @property
    def gates(self) -> bool:
        """Whether it can fail a run: it stands, and did not before."""
        return self.stands and not self.stood_before

    @property
    def unevaluated(self) -> bool:
        """Whether it says that an input could not be read, parsed or evaluated, so that the answer is incomplete."""
        return self.severity is Severity.BLOCKER and self.rule.startswith(("yaml/", *UNEVALUATED))


FindingKey = tuple[object, ...]


def same(finding: Finding) -> FindingKey:
    """What two findings have in common that are one: reached from several exchanges, it is listed once."""
    where = tuple((place.path, place.pointer, place.line, place.column) for place in finding.places)
    return finding.fingerprint, finding.rule, finding.message, where


class Answers(NamedTuple):
    """How many exchanges of a document have offers, are answered ``none`` or ``unknown``, or are not named."""

    offered: int = 0
    none: int = 0
    unknown: int = 0
    unsaid: int = 0


class Input(NamedTuple):
    """A file that the report was made from, by its SHA-256. Kinds without exchanges have no `answers`."""

    path: str
    sha256: str | None  # None where the file could not be read
    kind: str | None = None
    partner: str | None = None
    system: str | None = None
    answers: Answers | None = None


class Steering(NamedTuple):
    """A file that says what counts in a run, and is no profile: the configuration, or one with waivers."""

    path: str
    sha256: str


class StandardUsed(NamedTuple):
    """A standard that the report was made from: that of a kind, or a baseline by its name."""

    kind: str
    version: str
    sha256: str
    baseline: bool = False


class RuleText(NamedTuple):
    """What the report says of a rule, so that a format needs no schema."""

    title: str
    severity: Severity
    relation: str
    because: str
    remedy: str
    source: str


class Report(NamedTuple):
    """All findings of one run, with everything that a format needs to show them.

    `assumptions` is what the whole report rests on beside the standards; `ignored` how many findings of ignored
    rules are left out of it; `steering` the files that say what counts; `changed`, where the report is held against an
    earlier state, the paths of the profiles that say another thing now, else `None`.
    """

    command: str
    date: datetime.date
    catalogue: str | None
    inputs: tuple[Input, ...] = ()
    standards: tuple[StandardUsed, ...] = ()
    rules: dict[str, RuleText] = {}
    findings: tuple[Finding, ...] = ()
    comparisons: "tuple[Comparison, ...]" = ()
    incomplete: tuple[str, ...] = ()
    scorecards: "tuple[Scorecard, ...]" = ()
    assumptions: tuple[str, ...] = ()
    ignored: int = 0
    steering: tuple[Steering, ...] = ()
    tasks: "Tasks | None" = None
    changed: frozenset[str] | None = None


# What is not needed where nothing is compared is loaded when it is asked for: a named tuple takes a while to make.
_ELSEWHERE = {
    **dict.fromkeys(("Chosen", "Comparison", "ExchangeResult", "NearestMiss", "Via"), "compared"),
    **dict.fromkeys(("ProfileCard", "RequirementCard", "Scorecard", "StandardCard"), "cards"),
    **dict.fromkeys(("Agreement", "Hit", "Task", "Tasks", "Way"), "tasks"),
}


def __getattr__(name: str) -> Any:
    if name not in _ELSEWHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_ELSEWHERE[name]}", __name__), name)
