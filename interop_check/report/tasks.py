"""What the comparisons of one partner with several others come to: who is to do what."""

from typing import Any, NamedTuple

from . import Edit, Finding, Severity, Verdict


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
