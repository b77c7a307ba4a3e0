"""How long the matrix takes, as ratios to `compare` on each pair, measured in turns: run it with no arguments.

`compare` on each pair is extrapolated from 1,000 pairs of the same run (from all where there are fewer). Partners
who share offers declare what the sample partners declare, in turns; of those with all-distinct offers none declares
what another does. ``--quick`` leaves the largest out, ``--case`` all but some. ``--write FILE`` keeps the table as
Markdown.
"""

from __future__ import annotations

import argparse
import copy
import datetime
import multiprocessing
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from interop_check import Partner, compare, load_partners, load_standards
from interop_check.profiles import Document
from interop_check.report import Report
from interop_check.standards import Standards

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "sample_systems" / "federation"
DAY = datetime.date(2026, 11, 22)
PAIRS = 1000


class Case(NamedTuple):
    """So many partners; `exchanges` of them all, or of those named."""

    name: str
    count: int
    distinct: bool
    exchanges: tuple[str, ...] = ()
    rounds: int = 1


CASES = (
    Case("100, shared offers", 100, False, rounds=3),
    Case("1,000, shared offers", 1000, False),
    Case("10,000, shared offers", 10_000, False),
    Case("100, all-distinct offers", 100, True),
    Case("1,000, all-distinct offers, 1 exchange", 1000, True, ("address-plan",)),
)
QUICK = 1000


class Measured(NamedTuple):
    """Seconds and MiB of one case; `bare` is the memory before the matrix, `result` that of its verdicts and cells."""

    matrix: float
    pairs: float
    bare: float
    peak: float
    result: float
    judged: float


def partners_of(case: Case, models: Sequence[Partner]) -> dict[str, Partner]:
    """The partners of a case, as they are when their files are read; documents of the same words share them."""
    found = {}
    for number in range(case.count):
        code, model = f"P{number:05}", models[number % len(models)]
        documents = tuple(_document(each, code, number, case) for each in model.documents)
        found[code] = Partner(code, documents, code, model.memberships)
    known = frozenset(found)
    return {code: partner._replace(known=known) for code, partner in found.items()}


def _document(document: Document, code: str, number: int, case: Case) -> Document:
    value = {**document.value, "code" if document.kind == "partner" else "partner": code}
    if case.exchanges and "exchanges" in value:
        value["exchanges"] = {key: each for key, each in value["exchanges"].items() if key in case.exchanges}
    if case.distinct and "exchanges" in value:
        value["exchanges"] = {key: _varied(copy.deepcopy(each), number) for key, each in value["exchanges"].items()}
    path = document.path.replace("/", f"/{code}-", 1)
    return Document(path, document.sha256, value, document.text, document.places, document.ambiguous)


def _varied(said: Any, number: int) -> Any:
    """The same offers, each list of texts or numbers with members that no other partner has."""
    if isinstance(said, dict):
        return {key: each if key == "id" else _varied(each, number) for key, each in said.items()}
    if isinstance(said, list) and said and all(isinstance(each, str) for each in said):
        if all("/" in each and each[:1].isdigit() for each in said):
            return [*said, f"10.{number // 256}.{number % 256}.0/24"]
        return [*said, f"of-{number}"]
    return [_varied(each, number) for each in said] if isinstance(said, list) else said


def measured(case: Case) -> Measured:
    """One case in a process of its own, so that its memory is its own."""
    standards = load_standards()
    models, _ = load_partners([str(SAMPLES)], standards)
    partners = partners_of(case, [models[code] for code in sorted(models)])
    import interop_check.matrix  # its import is no part of the work

    bare = _mebibytes()
    report = Report("matrix", DAY, None)
    matrices, singles = [], []
    stages: dict[str, float] = {}
    for _ in range(case.rounds):
        stages.clear()
        start = time.perf_counter()
        found = interop_check.matrix.matrix(
            partners, standards, DAY, report, progress=lambda stage, *_: stages.setdefault(stage, time.perf_counter())
        )
        matrices.append(time.perf_counter() - start)
        singles.append(_compared(partners, standards))
    kept = sum(len(lane.cells) for lane in found.lanes if lane.cells is not None)
    result = (len(found.verdicts) * len(found.members) * (1 + bool(found.counts)) + kept) / 2**20
    judged = stages.get("gathered", 0) - stages.get("read", 0)
    pairs = case.count * (case.count - 1) // 2
    return Measured(statistics.median(matrices), statistics.median(singles) * pairs, bare, _mebibytes(), result, judged)


def _compared(partners: dict[str, Partner], standards: Standards) -> float:
    """Seconds that `compare` takes for one pair."""
    codes = sorted(partners)
    chosen = random.Random(1)  # noqa: S311 - no secret hangs on it
    pairs = [chosen.sample(codes, 2) for _ in range(min(PAIRS, len(codes) * (len(codes) - 1) // 2))]
    start = time.perf_counter()
    for a, b in pairs:
        compare(partners[a], partners[b], standards, DAY)
    return (time.perf_counter() - start) / len(pairs)


def _mebibytes() -> float:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def table(rows: Sequence[tuple[Case, Measured]]) -> Iterator[str]:
    yield "| partners | matrix | `compare` on each pair | ratio | memory above the partners' own | of that the result |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for case, each in rows:
        ratio = f"1 / {each.pairs / each.matrix:,.0f}"
        memory = f"{each.peak - each.bare:,.0f} MiB | {each.result:,.0f} MiB"
        yield f"| {case.name} | {each.matrix:,.1f} s | {each.pairs:,.0f} s | {ratio} | {memory} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out what has more than 1,000 partners")
    parser.add_argument("--case", metavar="TEXT", default="", help="only the cases whose name begins so")
    parser.add_argument("--write", metavar="FILE", help="keep the table here as Markdown")
    given = parser.parse_args()
    say: Callable[[str], object] = sys.stdout.write
    rows = []
    for case in CASES:
        if (given.quick and case.count > QUICK) or not case.name.startswith(given.case):
            continue
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            rows.append((case, pool.apply(measured, (case,))))
        say(f"{case.name}: {rows[-1][1].matrix:.2f} s\n")
        sys.stdout.flush()
    text = "".join(f"{line}\n" for line in table(rows))
    say(f"\n{text}")
    if given.write:
        Path(given.write).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
