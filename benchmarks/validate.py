"""How long `validate` takes, as ratios of whole processes measured in turns: run it with no arguments.

Needs `pip install check-jsonschema` for the last row; without it that row is left out.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_systems" / "fmn"
MAIN = "from interop_check.__main__ import main; main()"
# The same pipeline where jsonschema-rs cannot be had: jsonschema decides too.
ALONE = f"import sys; sys.modules['jsonschema_rs'] = None; {MAIN}"


def profiles(folder: Path, count: int) -> None:
    """Write `count` valid profiles of about 3 KiB, each of a partner of its own."""
    sample = next(SAMPLE.glob("*/communications.yaml")).read_text(encoding="utf-8")
    partner = next(line for line in sample.splitlines() if line.startswith("partner:"))
    for number in range(count):
        body = sample.replace(partner, f"partner: P{number}")
        padding = "# " + "x" * 98 + "\n"
        body += padding * max(0, (3072 - len(body)) // len(padding))
        (folder / f"p{number}.yaml").write_text(body, encoding="utf-8")


def seconds(command: Sequence[str]) -> float:
    """The wall time of one whole process, in seconds; raises where it fails, as failing takes no time."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    return time.perf_counter() - start


def ratio(one: Sequence[str], other: Sequence[str], rounds: int) -> tuple[float, float, float]:
    """The median ratio of two commands run in turns, after one turn that does not count, and both medians."""
    seconds(one), seconds(other)
    pairs = [(seconds(one), seconds(other)) for _ in range(rounds)]
    ones, others = (statistics.median(times) for times in zip(*pairs, strict=True))
    return statistics.median(a / b for a, b in pairs), ones, others


def main() -> None:
    python = sys.executable
    say: Callable[[str], object] = sys.stdout.write
    with tempfile.TemporaryDirectory() as folder:
        many, one = Path(folder, "many"), Path(folder, "one")
        many.mkdir()
        one.mkdir()
        profiles(many, 1000)
        profiles(one, 1)
        run = [python, "-c", MAIN]
        bench = [
            ("--version / python -c 'import re'", [*run, "--version"], [python, "-c", "import re"], 15),
            ("validate 1 / python -c pass", [*run, "validate", str(one)], [python, "-c", "pass"], 15),
            (
                "validate 1,000 / the same with jsonschema alone",
                [*run, "validate", str(many)],
                [python, "-c", ALONE, "validate", str(many)],
                3,
            ),
        ]
        if checker := shutil.which("check-jsonschema", path=Path(python).parent):
            files = [str(path) for path in sorted(many.glob("*.yaml"))]
            other = [checker, "--schemafile", str(ROOT / "schemas" / "communications.json"), *files]
            bench.append(("validate 1,000 / check-jsonschema", [*run, "validate", str(many)], other, 3))
        for name, command, other, rounds in bench:
            median, ours, theirs = ratio(command, other, rounds)
            say(f"{name:50} {median:6.2f}   ({ours:.3f} s / {theirs:.3f} s)\n")


if __name__ == "__main__":
    main()
