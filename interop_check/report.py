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


class StandardCard(NamedTuple):
    """One published standard that a requirement asks for, and how a partner stands to it.

    `standing` is ``met``, ``partial``, ``missing``, ``other-edition``, ``not-yet``, ``no-longer`` or ``unclear``; `by`
    is ``claim``, ``statement`` or ``evidence`` where it is met; `edition` is another one that is stated in its place.
    """

    id: str
    title: str
    standing: str
    by: str | None = None
    edition: str | None = None
    note: str = ""
    places: tuple[Place, ...] = ()


class RequirementCard(NamedTuple):
    """One requirement of a scorecard. `result` is ``met``, ``not-met``, ``waived``, ``unknown``, ``not-applicable``."""

    id: str
    title: str
    obligation: str
    lifecycle: str
    role: str | None
    result: str
    reason: str = ""
    standards: tuple[StandardCard, ...] = ()

    @property
    def met(self) -> int:
        """How many of the standards are met."""
        return sum(each.standing == "met" for each in self.standards)


class ProfileCard(NamedTuple):
    """One service profile that is claimed; no `id` for the requirements that belong to none."""

    id: str | None
    title: str
    role: str | None
    result: str
    requirements: tuple[RequirementCard, ...]
    places: tuple[Place, ...] = ()


class Scorecard(NamedTuple):
    """One partner against one baseline. `notes` are about the baseline, never about the partner."""

    baseline: str
    version: str
    title: str
    draft: bool
    partner: str
    incomplete: bool
    profiles: tuple[ProfileCard, ...]
    notes: tuple[str, ...] = ()


class RuleText(NamedTuple):
    """What the report says of a rule, so that a format needs no schema."""

    title: str
    severity: Severity
    relation: str
    because: str
    remedy: str
    source: str


class Way(NamedTuple):
    """The smallest change found by which one party mends a task, and for which of the others it does."""

    partner: str
    edits: tuple[Edit, ...]
    mends: tuple[str, ...]


class Hit(NamedTuple):
    """An exchange with one of the others that a task concerns; `rides`: it only rides on one that the task blocks."""

    partner: str
    kind: str
    name: str
    title: str
    direction: str | None
    verdict: Verdict
    rides: bool = False


class Task(NamedTuple):
    """One root cause, merged over the others who share it: what `partner` is to do, or to be asked.

    `smaller` says whose change is the smaller one, in edits: ``us``, ``them``, ``either`` where they are equal, `None`
    where neither can mend it alone. `ours` and `theirs` are these changes, `ours` several where no single one does;
    `together` is what takes both. `relying` are others whom the value of ours suits as it is. `folded` was found in
    exchanges that the task blocks anyway.
    """

    partner: str
    partners: tuple[str, ...]
    message: str
    findings: tuple[Finding, ...]
    hits: tuple[Hit, ...] = ()
    ours: tuple[Way, ...] = ()
    theirs: tuple[Way, ...] = ()
    together: tuple[Way, ...] = ()
    smaller: str | None = None
    relying: tuple[str, ...] = ()
    folded: tuple[Finding, ...] = ()

    @property
    def severity(self) -> Severity:
        return self.findings[0].severity


class Agreement(NamedTuple):
    """One exchange that is clear, and the values agreed in it, with all the others who agree the same."""

    kind: str
    name: str
    title: str
    direction: str | None
    agreed: dict[str, Any]
    partners: tuple[str, ...]


class Tasks(NamedTuple):
    """What the comparisons of one partner, `us`, with the others come to: every finding is in one task, if not waived.

    Sorted by what matters most; `theirs` and `questions` are to be read by their `partner`. A question may be ours.
    """

    us: str
    ours: tuple[Task, ...] = ()
    theirs: tuple[Task, ...] = ()
    questions: tuple[Task, ...] = ()
    agreed: tuple[Agreement, ...] = ()


class Report(NamedTuple):
    """All findings of one run, with everything that a format needs to show them.

    `assumptions` is what the whole report rests on beside the standards; `ignored` how many findings of ignored
    rules are left out of it; `steering` the files that say what counts.
    """

    command: str
    date: datetime.date
    catalogue: str | None
    inputs: tuple[Input, ...] = ()
    standards: tuple[StandardUsed, ...] = ()
    rules: dict[str, RuleText] = {}
    findings: tuple[Finding, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    incomplete: tuple[str, ...] = ()
    scorecards: tuple[Scorecard, ...] = ()
    assumptions: tuple[str, ...] = ()
    ignored: int = 0
    steering: tuple[Steering, ...] = ()
    tasks: Tasks | None = None
