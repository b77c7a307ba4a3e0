"""For spreadsheets and lists of work: a row a finding, and a row for each of its details.

The columns, whose names and order are fixed (new ones would come at the end):

``number``
    1, 2, … in the order of the report, the worst first and what is to ask last; 2.1 is the first detail of 2: the
    same rule at further places, or in one direction. Rows without a dot count each finding once.
``severity``, ``outcome``
    ``blocker``, ``major``, ``minor``, ``info``; ``broken``, ``unknown``, ``invalid``, ``not-met``. What is *unknown*
    is no friction yet, but a question.
``rule``, ``message``, ``because``, ``remedy``
    What was found by which rule, why it matters, what would help.
``partners``
    Whose comparison it is of: ``QVA - QTA``; several after ``;``.
``kind``, ``exchange``, ``direction``, ``verdict``
    The exchanges that it was reached from, by kind and title; ``QVA -> QTA`` where it is of one direction; the
    worst verdict that they have.
``ask``
    Who could answer, for what is unknown.
``changes``
    What would mend it: the smallest way of each partner, one after ``or``.
``partner 1``, ``file 1``, ``line 1``, ``column 1``, ``pointer 1``, ``value 1`` and the same with ``2``
    The two places: values as JSON, lines and columns from 1; an empty value is not declared there.
``further places``
    ``path:line:column`` of any others.
``waived``
    Who has accepted it, until when and why; such a finding is not counted.
``fingerprint``, ``values hash``
    What stays the same while the finding does; and what changes with its values.

CSV as of RFC 4180, every cell in quotes. UTF-8 with a byte-order mark: without one Excel takes the file for the
machine's old code page, and a name such as Örnland is broken; the tools of data scientists skip the mark, and
programs read the JSON. An Excel that parts cells by semicolons, as in many European countries, reads it by
Data > From Text/CSV. A cell that a spreadsheet would take for a formula begins with an apostrophe
(https://owasp.org/www-community/attacks/CSV_Injection); so does such a text after a semicolon, where an Excel
of many European countries begins a new cell.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence

from ..report import Finding, Place, Report, same, worst
from . import Options, _pairs
from ._findings import at, ways
from ._inert import inert
from ._pairs import Pair
from ._words import waiver

SUFFIXES = (".csv",)

_SIDE = ("partner", "file", "line", "column", "pointer", "value")
COLUMNS = (
    "number",
    "severity",
    "outcome",
    "rule",
    "message",
    "because",
    "remedy",
    "partners",
    "kind",
    "exchange",
    "direction",
    "verdict",
    "ask",
    "changes",
    *(f"{name} 1" for name in _SIDE),
    *(f"{name} 2" for name in _SIDE),
    "further places",
    "waived",
    "fingerprint",
    "values hash",
)


def render(report: Report, _: Options) -> bytes:
    """The findings as CSV, in UTF-8 with a byte-order mark."""
    return table(COLUMNS, _rows(report))


def table(columns: Sequence[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A table as CSV, in UTF-8 with a byte-order mark, every cell safe to open in a spreadsheet."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(map(_safe, row) for row in rows)
    return b"\xef\xbb\xbf" + written.getvalue().encode()


# What begins a formula (the last four are the wide forms of the first), at a cell's beginning or after a semicolon.
_FORMULA = re.compile(r"""^(?=[=+\-@\t\r＝＋－＠])|(?<=;)(?=["'\s]*[=+\-@＝＋－＠])""")


def _safe(cell: str) -> str:
    return _FORMULA.sub("'", inert(cell))


def _rows(report: Report) -> Iterator[list[str]]:
    pairs = [_pairs.read(report, each) for each in report.comparisons]
    for number, finding in enumerate(report.findings, 1):
        reached = [pair for pair in pairs if _concerns(pair, finding)]
        about = _about(reached, finding)
        yield [str(number), *_row(finding, reached, about)]
        for place, each in enumerate(finding.detail, 1):
            yield [f"{number}.{place}", *_row(each, reached, about)]


def _concerns(pair: Pair, finding: Finding) -> bool:
    return same(finding) in pair.exchanges or finding in pair.comparison.questions


def _about(pairs: Iterable[Pair], finding: Finding) -> tuple[str, str, str]:
    """The kinds and the titles of the exchanges that it was reached from, and the worst of their verdicts."""
    exchanges = [each for pair in pairs for each in pair.exchanges.get(same(finding), ())]
    kinds = dict.fromkeys(each.kind for each in exchanges)
    titles = dict.fromkeys(each.title if each.name == each.id else f"{each.title} {each.name}" for each in exchanges)
    verdict = worst(each.verdict for each in exchanges).value if exchanges else ""
    return "; ".join(kinds), "; ".join(titles) or finding.exchange or "", verdict


def _row(finding: Finding, pairs: Sequence[Pair], about: tuple[str, str, str]) -> Iterator[str]:
    """The cells after the number, in the order of the columns."""
    kind, exchange, verdict = about
    yield from (finding.severity.value, finding.outcome.value)
    yield from (finding.rule, finding.message, finding.because, finding.remedy)
    yield "; ".join(f"{pair.comparison.a} - {pair.comparison.b}" for pair in pairs)
    yield from (kind, exchange)
    yield "; ".join(pair.arrows.get(finding.direction, "") for pair in pairs) if finding.direction else ""
    yield verdict
    yield "; ".join(dict.fromkeys(_asked(pair, finding) for pair in pairs)) if not finding.counts else ""
    yield " or ".join(f"{who}: {what}" for who, what in ways([finding]))
    for index in range(2):
        yield from _place(finding.places[index]) if index < len(finding.places) else [""] * len(_SIDE)
    yield "; ".join(map(at, finding.places[2:]))
    yield waiver(finding)
    yield from (finding.fingerprint, finding.values_hash)


def _asked(pair: Pair, finding: Finding) -> str:
    return " and ".join(_pairs.whom(pair.comparison, finding))


def _place(place: Place) -> list[str]:
    value = "" if place.value is None else json.dumps(place.value, ensure_ascii=False)
    return [place.partner or "", place.path, str(place.line), str(place.column), place.pointer, value]
