"""For who asks and who answers: what no pair of a matrix can know, a row a question, asked once of each partner.

The columns are those of the questions of one comparison. A question that comes up with several partners is one row,
told as it comes up with the first of them; all of them are in the column ``with``.
"""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

from collections.abc import Hashable, Iterator
from typing import NamedTuple

from ...overview import Matrix
from ...report import Finding, Report, Severity, same
from .. import CannotShow, Options, _pairs
from .._findings import at
from .._pairs import Pair
from ..csv import table
from ..questions import COLUMNS

SUFFIXES = ()
PARTNERS = float("inf")  # of however many every two are compared, as far as that can be done


def render(matrix: Matrix, _: Options) -> bytes:
    """The questions as CSV, in UTF-8 with a byte-order mark; the heads of the columns alone where there is none."""
    if matrix.compared is None:
        raise CannotShow("there are too many pairs to list what is to be asked: choose some with --only, or write json")
    return table(COLUMNS, _rows(matrix.compared))


class _Asked(NamedTuple):
    """A question to a partner, as it comes up with one other; `way` is the direction as that partner sees it."""

    whom: str
    other: str
    way: str
    titles: str
    finding: Finding

    @property
    def key(self) -> Hashable:
        own = tuple((each.path, each.pointer) for each in self.finding.places if each.partner == self.whom)
        return self.whom, self.finding.rule, self.finding.exchange, self.titles, self.way, own


def _rows(report: Report) -> Iterator[list[str]]:
    groups: dict[Hashable, list[_Asked]] = {}
    for comparison in report.comparisons:
        for each in _asked(_pairs.read(report, comparison), {same(each): each for each in comparison.questions}):
            groups.setdefault(each.key, []).append(each)
    listed = sorted(
        groups.values(), key=lambda group: (group[0].whom, -_weight(group), group[0].titles, group[0].other)
    )
    for number, group in enumerate(listed, 1):
        yield _row(number, group)


def _weight(group: list[_Asked]) -> int:
    return max(each.finding.severity.weight for each in group)


def _asked(pair: Pair, questions: dict[tuple[object, ...], Finding]) -> Iterator[_Asked]:
    """What is to be asked of one of the two, or of both; what is waived is not."""
    a, b = pair.comparison.a, pair.comparison.b
    found = {same(each): each for exchange in pair.comparison.exchanges for each in exchange.findings} | questions
    for key, finding in found.items():
        if finding.counts or finding.waived:
            continue
        exchanges = [each._replace(direction=None) for each in pair.exchanges.get(key, ())]
        titles = pair.titles({(each.kind, each.id, each.name): each for each in exchanges}.values())
        for whom in _pairs.whom(pair.comparison, finding):
            other = b if whom == a else a
            way = (
                "" if finding.direction is None else "ahead" if (finding.direction == "A->B") == (whom == a) else "back"
            )
            yield _Asked(whom, other, way, titles or finding.exchange or "", finding)


def _row(number: int, group: list[_Asked]) -> list[str]:
    first = group[0]
    others = ", ".join(dict.fromkeys(each.other for each in group))
    ways = {"": "", "ahead": f"{first.whom} -> {others}", "back": f"{others} -> {first.whom}"}
    places = [place for each in group for place in each.finding.places]
    return [
        str(number),
        first.whom,
        first.titles,
        ways[first.way],
        first.finding.message,
        "yes" if any(each.finding.severity is Severity.BLOCKER for each in group) else "",
        others,
        "; ".join(dict.fromkeys(each.finding.remedy for each in group if each.finding.remedy)),
        first.finding.rule,
        "; ".join(dict.fromkeys(f"{at(place)}{f' ({place.partner})' if place.partner else ''}" for place in places)),
        "; ".join(dict.fromkeys(each.finding.fingerprint for each in group)),
        *("", "", ""),
    ]
