"""What the README shows is what happens: its output, its own schema and profiles, its library example."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _block(mark: str) -> str:
    found = re.search(rf"<!-- {re.escape(mark)} -->\n```[a-z]*\n(.*?)```", README, re.S)
    assert found, f"the README has no block {mark!r}"
    return found[1]


def _run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    arguments = command.split()
    assert arguments[0].endswith("interop-check")
    return subprocess.run(
        [sys.executable, "-m", "interop_check", *arguments[1:]],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False,
        env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "80", "PATH": "", "SYSTEMROOT": ""},
    )  # fmt: skip


def test_the_first_command_answers_what_is_shown() -> None:
    command = _block("run").rpartition("&& ")[2]
    ran = _run(command, ROOT)
    assert ran.returncode == 0, ran.stderr
    shown = _block("output").splitlines()
    assert len(shown) > 10
    assert ran.stdout.splitlines()[: len(shown)] == shown


def _written(folder: Path) -> None:
    for name in re.findall(r"<!-- file (\S+) -->", README):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(_block(f"file {name}"), encoding="utf-8")


@pytest.fixture
def domain(tmp_path: Path) -> Path:
    _written(tmp_path)
    return tmp_path


def test_a_new_domain_is_a_schema_and_no_code(domain: Path) -> None:
    assert _run("interop-check standards check my-standards", domain).returncode == 0
    ran = _run("interop-check compare QVA QNR --profiles my-profiles --schemas my-standards", domain)
    assert ran.returncode == 1
    assert "BLOCKED" in ran.stdout.splitlines()[0]
    assert "my-profiles/qva.yaml:6" in ran.stdout
    assert "my-profiles/qnr.yaml:6" in ran.stdout
    assert "rates-kbps: [256]" in ran.stdout
    assert "No data rate is shared." in ran.stdout
    assert "Configure one rate in both modems." in ran.stdout
    rule = "satellite-terminal/x-band-link/rates-kbps"
    explained = _run(f"interop-check explain {rule} --schemas my-standards", domain)
    assert explained.returncode == 0
    assert "No data rate is shared." in explained.stdout


def test_the_library_example(domain: Path) -> None:
    example = re.search(r"```python\n(.*?)```", README, re.S)
    assert example
    ran = subprocess.run(
        [sys.executable, "-c", example[1]],
        cwd=domain, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT), "SYSTEMROOT": ""},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert (
        ran.stdout == "x-band-link blocked {'waveform': 'STANAG 4486'} ['satellite-terminal/x-band-link/rates-kbps']\n"
    )
