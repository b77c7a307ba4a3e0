"""The matrix of all pairs, against `compare` on each of them; and its page, against a plain table of the same cells.

`compare` on each pair is extrapolated from some pairs of the same partners.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

from interop_check import Partner, compare, formats, load_standards
from interop_check.overview import NO_PAIR, Matrix
from interop_check.report import Report, Verdict
from interop_check.standards import Standards

from .generated import DAY, partners
from .rows import Row, mebibytes, seconds
from .timing import apart, call, in_turns
from .timing import mebibytes as most_memory


class Case(NamedTuple):
    """So many partners with offers that they share or that are all `distinct`; of all exchanges, or of those named.

    The time should be at most `target` times that of `compare`, the memory at most that of the result and `spare` MiB,
    if it is measured; the page is measured where it is `paged`, and judged where the time is.
    """

    many: int
    distinct: bool = False
    exchanges: tuple[str, ...] = ()
    target: float | None = None
    spare: int | None = None
    paged: bool = False

    @property
    def name(self) -> str:
        offers = "all-distinct offers" if self.distinct else "shared offers"
        only = f", {len(self.exchanges)} exchange" if self.exchanges else ""
        return f"{self.many:,} partners, {offers}{only}"


def measured(case: Case, pairs: int) -> list[Row]:
    """The rows of one case, from a process of its own; `compare` is measured on at most so many `pairs`."""
    rows: list[Row] = apart(_rows, case, pairs)
    return rows


def _rows(case: Case, pairs: int) -> list[Row]:
    standards = load_standards()
    among = partners(standards, case.many, distinct=case.distinct, exchanges=case.exchanges)
    import interop_check.matrix  # its import is no part of the work

    before, kept = most_memory(), []
    took = call(lambda: kept.append(interop_check.matrix.matrix(among, standards, DAY, Report("matrix", DAY, None))))()
    memory, (found,) = most_memory() - before, kept
    each = _compared(among, standards, pairs) * case.many * (case.many - 1) / 2
    name = f"matrix of {case.name}"
    return [
        Row(name, "`compare` on each pair", took / each, case.target, seconds(took), seconds(each)),
        *(_memory(name, memory, found, case.spare) if case.spare else ()),
        *(_paged(found, judged=case.target is not None) if case.paged else ()),
    ]


def _memory(name: str, most: float, found: Matrix, spare: int) -> Iterator[Row]:
    bound = _size(found) + spare
    against = f"its result and {spare} MiB"
    yield Row(f"memory of the {name}", against, most / bound, 1, mebibytes(most), mebibytes(bound))


def _compared(among: dict[str, Partner], standards: Standards, most: int) -> float:
    """Seconds that `compare` takes for one pair."""
    codes = sorted(among)
    count = min(most, len(codes) * (len(codes) - 1) // 2)
    chosen = random.Random(1)  # noqa: S311 - no secret hangs on it
    pairs = [chosen.sample(codes, 2) for _ in range(count)]
    return call(lambda: [compare(among[a], among[b], standards, DAY) for a, b in pairs])() / count


def _size(found: Matrix) -> float:
    """MiB of the verdicts, the counts and the cells: a byte each."""
    kept = sum(len(lane.cells) for lane in found.lanes if lane.cells is not None)
    return (len(found.verdicts) * len(found.members) * (1 + bool(found.counts)) + kept) / 2**20


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────


def _paged(found: Matrix, *, judged: bool) -> Iterator[Row]:
    page, plain = formats.render("html", found), _plain(found)
    name = f"HTML of {len(found.members):,} partners"
    turns = in_turns(call(lambda: formats.render("html", found)), call(lambda: _plain(found)), 3)
    yield turns.row(name, "a Jinja2 table of the same pairs", 0.02 if judged else None)
    sizes = [len(each) / 2**20 for each in (page, plain.encode())]
    yield Row(
        f"size of the {name}",
        "that of the table",
        sizes[0] / sizes[1],
        0.05 if judged else None,
        *map(mebibytes, sizes),
    )


_TABLE = """<!DOCTYPE html><table><tr><th></th>{% for code in codes %}<th>{{ code }}</th>{% endfor %}</tr>
{% for code, row in rows %}<tr><th>{{ code }}</th>{% for verdict, count in row %}<td class="{{ verdict }}">\
{{ count }}</td>{% endfor %}</tr>
{% endfor %}</table>"""


def _plain(found: Matrix) -> str:
    """Each pair's verdict, and how many exchanges come to it, as anybody would write such a table."""
    from jinja2 import Environment, StrictUndefined

    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(_TABLE)
    words = {number: verdict.value for number, verdict in enumerate(Verdict)} | {NO_PAIR: "none"}
    codes = [member.code for member in found.members]
    cells = (
        [(words[verdict], count) for verdict, count in zip(verdicts, counts, strict=True)]
        for verdicts, counts in zip(found.verdicts, found.counts, strict=True)
    )
    return template.render(codes=codes, rows=zip(codes, cells, strict=True))
