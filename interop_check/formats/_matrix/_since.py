"""What is new in a matrix against an earlier state, read for people: pair by pair, and whose change it was."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

from collections.abc import Iterator
from typing import NamedTuple

from ...difference import Difference, ExchangeChange, FindingChange
from ...overview import Matrix
from ...report import Verdict
from .. import _changes
from .._inert import inert
from .._words import number, words


class News(NamedTuple):
    """Two partners between whom something is new: what they came to and come to, what got worse, what was found."""

    a: str
    b: str
    before: Verdict | None
    after: Verdict | None
    worse: tuple[ExchangeChange, ...]
    found: tuple[FindingChange, ...]

    @property
    def verdicts(self) -> str:
        """``clear → blocked``, or the one verdict that stays."""
        before, after = (words(each) if each else "not compared" for each in (self.before, self.after))
        return after if before == after else f"{before} → {after}"


def news(matrix: Matrix) -> Iterator[News]:
    """The pairs in which anything is new that is wrong, to ask or waived, or in which an exchange got worse."""
    if matrix.since is None:
        return
    found: dict[tuple[str, str], list[FindingChange]] = {}
    for each in _new(matrix.since):
        if each.pair:
            found.setdefault(each.pair, []).append(each)
    for pair in matrix.since.pairs:
        worse = tuple(each for each in pair.exchanges if each.costs)
        here = tuple(found.get((pair.a, pair.b), ()))
        if worse or here:
            yield News(pair.a, pair.b, pair.before, pair.after, worse, here)


def in_files(matrix: Matrix) -> tuple[FindingChange, ...]:
    """What is new in single files."""
    return tuple(each for each in _new(matrix.since) if each.pair is None) if matrix.since else ()


def _new(difference: Difference) -> tuple[FindingChange, ...]:
    return (*_changes.new(difference), *_changes.asked(difference), *_changes.waived(difference))


def title(difference: Difference) -> str:
    """What the section of it is called: by the earlier state."""
    base = difference.base
    commit = f" ({base.commit[:10]})" if base.commit and not base.commit.startswith(base.name) else ""
    return inert(f"New against {base.name}{commit}")


def summary(matrix: Matrix) -> str:
    """How much is new, and how much was looked at."""
    listed = list(news(matrix))
    told = " · ".join(_changes.tally(matrix.since)) if matrix.since else ""
    return f"something is new in {len(listed)} of {number(sum(matrix.pairs.values()), 'pair')}; findings: {told}"


def exchange_line(each: ExchangeChange) -> str:
    """An exchange that works less well than before, and the files that it is put down to."""
    name = "" if each.name == each.id else f" {each.name}"
    way = {"A->B": " →", "B->A": " ←"}.get(each.direction or "", "")
    before, after = ("not shared" if verdict is None else words(verdict) for verdict in (each.before, each.after))
    return inert(f"{each.title}{name}{way}: {before} → {after}{put_down(each.files)}")


def finding_line(each: FindingChange) -> str:
    """A finding that is new, and the files that it is put down to."""
    waived = " (waived)" if each.finding.waived else ""
    return inert(f"{each.finding.rule}{waived}  {each.finding.message}{put_down(each.files)}")


def put_down(files: tuple[str, ...]) -> str:
    """Whose doing it is, by the files that have changed."""
    return f"; put down to {' and '.join(files)}" if files else ""
