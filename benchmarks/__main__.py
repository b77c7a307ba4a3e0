"""Measures everything and writes ``benchmarks/RESULTS.md``; see ``python -m benchmarks --help``."""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import pairing, rows, showing, starting
from .extents import QUICK, WHOLE, Extent
from .peers import Peers
from .rows import Row
from .timing import ROOT

RESULTS = ROOT / "benchmarks" / "RESULTS.md"
README = ROOT / "README.md"
_ABOUT = """# How fast it is

Written by `.venv/bin/python -m benchmarks --peers DIR`, DIR being where check-jsonschema and weasyprint are installed.

Ratios first: what was measured, divided by what it is compared with, and what that should be at most. Seconds differ
from machine to machine; they are those of the processor, on all cores, and medians of runs in turns where one run is
short. `compare` on each pair is extrapolated from 1,000 pairs of the same partners. Partners who share offers declare
what the eight sample partners declare, in turns; of those with all-distinct offers none declares what another does.
The memory of a matrix is what it takes above that of its partners; the result keeps a byte for each verdict and cell.
"""


def measured(extent: Extent, peers: Peers) -> Iterator[Row]:
    """Every row, in the order of the table."""
    with tempfile.TemporaryDirectory() as folder:
        many = {"files": extent.files, "others": extent.others}
        yield from starting.measured(Path(folder), peers, **many, rounds=extent.rounds)
        for case in extent.cases:
            yield from pairing.measured(case, extent.pairs)
        yield showing.grid(extent.grid, extent.rounds)
        yield showing.pages(Path(folder), peers, max(1, extent.rounds // 5))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.partition(";")[0])
    parser.add_argument("--quick", action="store_true", help="smaller and fewer cases; nothing is written")
    parser.add_argument("--peers", metavar="DIR", help="where check-jsonschema and weasyprint are, as in peers/bin")
    given = parser.parse_args()
    found = []
    for row in measured(QUICK if given.quick else WHOLE, Peers(given.peers)):
        found.append(row)
        if len(found) == 1:
            sys.stdout.write(f"{rows.HEAD}\n")
        sys.stdout.writelines(f"{line}\n" for line in rows.lines([row]))
        sys.stdout.flush()
    if not given.quick:
        text = results(found)
        RESULTS.write_text(text, encoding="utf-8")
        README.write_text(requoted(README.read_text(encoding="utf-8"), text), encoding="utf-8")


def results(found: Iterable[Row]) -> str:
    """The file of results: of which day, Python and number of cores, never of which machine."""
    made = (
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores."
    )
    return "\n".join([_ABOUT, made, "", rows.HEAD, *rows.lines(found), ""])


def requoted(readme: str, text: str) -> str:
    """The README with each row that it quotes as it stands in the results `text` now."""
    now = {name(line): rows.quoted(line) for line in text.splitlines() if line.startswith("| ")}
    before, start, after = readme.partition(f"{rows.SHORT}\n")
    table, end, rest = after.partition("\n\n")
    return f"{before}{start}{chr(10).join(now.get(name(line), line) for line in table.splitlines())}{end}{rest}"


def name(line: str) -> tuple[str, ...]:
    """What a row of a table is of."""
    return tuple(part.strip() for part in line.split("|")[1:3])


if __name__ == "__main__":
    main()
