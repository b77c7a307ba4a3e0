"""What can drift in the house is checked: who opens files, who knows whom, what is packed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from interop_check import __version__

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "interop_check"
OPENS = re.compile(r"\bopen\(|\.read_(?:bytes|text)\(|\.write_(?:bytes|text)\(|os\.(?:replace|fdopen)\(")
LOADERS = {
    "profiles/loading.py",
    "profiles/ignoring.py",
    "standards/resources.py",
    "catalogue.py",
    "cli/writing.py",
    "cli/configuring.py",
    "importing/nisp.py",
    "importing/overlay.py",
}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_the_ends_touch_files(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    assert name in LOADERS or not OPENS.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith('"""')


def test_the_changelog_names_the_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{__version__}]" in text or "## [Unreleased]" in text
