"""For who asks and who answers: what ``compare`` could not know, a row a question, to be sent and filled in.

The columns, whose names and order are fixed (new ones would come at the end):

``number``, ``ask``
    1, 2, … by who is to be asked; a question that only the first partner can answer comes last.
``exchange``, ``direction``, ``question``
    What it is about; ``A -> B`` by their codes; what is said so far, and by whom.
``decides``
    ``yes`` where a verdict cannot be told without an answer.
``with``
    With whom the answer matters.
``what would do``, ``rule``
    What answers it; the rule that asks, for ``interop-check explain``.
``places``
    ``path:line:column`` of what is said so far, with whose it is.
``fingerprint``
    What it is known by from run to run; several after ``;``.
``answer``, ``by``, ``date``
    Empty: for who answers.

Written as the format ``csv`` is, safe to open in a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..report import Report, Severity, Task
from . import Options
from ._findings import at
from .csv import table

SUFFIXES = ()

COLUMNS = (
    "number",
    "ask",
    "exchange",
    "direction",
    "question",
    "decides",
    "with",
    "what would do",
    "rule",
    "places",
    "fingerprint",
    "answer",
    "by",
    "date",
)


def render(report: Report, _: Options) -> bytes:
    """The questions as CSV, in UTF-8 with a byte-order mark; the heads of the columns alone where there is none."""
    return table(COLUMNS, _rows(report))


def _rows(report: Report) -> Iterator[list[str]]:
    us = report.tasks.us if report.tasks else ""
    for number, task in enumerate(report.tasks.questions if report.tasks else (), 1):
        first = task.findings[0]
        others = ", ".join(task.partners)
        directions = {"A->B": f"{us} -> {others}", "B->A": f"{others} -> {us}"}
        yield [
            str(number),
            task.partner,
            "; ".join(dict.fromkeys(hit.title for hit in task.hits)) or first.exchange or "",
            directions.get(first.direction or "", ""),
            task.message,
            "yes" if task.severity is Severity.BLOCKER else "",
            ", ".join(code for code in (us, *task.partners) if code != task.partner),
            "; ".join(dict.fromkeys(finding.remedy for finding in task.findings if finding.remedy)),
            first.rule,
            "; ".join(_places(task)),
            "; ".join(finding.fingerprint for finding in task.findings),
            *("", "", ""),
        ]


def _places(task: Task) -> Iterator[str]:
    places = [place for finding in task.findings for place in finding.places]
    yield from dict.fromkeys(f"{at(place)}{f' ({place.partner})' if place.partner else ''}" for place in places)
