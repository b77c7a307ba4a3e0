"""What comparing two partners comes to: exchanges, what was chosen and agreed, what would unblock."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from . import Edit, Finding, Verdict


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
    """One exchange between two partners, in one direction where it is a flow.

    `alike` is ``provides`` or ``accepts`` where that is all that either of the two does, so that nothing can flow.
    `asked` are the ids of the rules that had something to say of the chosen offers.
    """

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
    alike: str | None = None
    asked: frozenset[str] = frozenset()

    def is_open(self, *, some_ignored: bool = False, held: bool = False) -> bool:
        """Whether it is unknown by a question that stands, or by a document that could not be used.

        What is waived or stood before leaves nothing open; nor does what is ignored, where `some_ignored`. `held`: the
        run is held against an earlier state, in which a document that is no part of the change was as it is.
        """
        if self.verdict is not Verdict.UNKNOWN:
            return False
        if self.incomplete and not held:
            return True
        asked = [each for each in self.findings if not each.counts]
        excused = bool(asked) or some_ignored or bool(self.incomplete)
        return not (excused and all(each.waived or each.stood_before for each in asked))


class Comparison(NamedTuple):
    """Two partners, exchange by exchange. `questions` are the findings of outcome *unknown* of no exchange."""

    a: str
    b: str
    verdict: Verdict
    exchanges: tuple[ExchangeResult, ...]
    assumptions: tuple[str, ...] = ()
    questions: tuple[Finding, ...] = ()
    incomplete: tuple[str, ...] = ()

    @property
    def reached(self) -> Iterator[Finding]:
        """Everything that was found between the two; what several exchanges share comes with each of them."""
        for exchange in self.exchanges:
            yield from exchange.findings
        yield from self.questions
