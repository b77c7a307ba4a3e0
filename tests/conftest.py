"""What several test modules share: golden files, and the option that writes them anew; what spares them time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from interop_check.standards import Standards

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden-update", action="store_true", help="Write what is found over the golden files.")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str | bytes], None]:
    """Holds a whole output to the golden file of a name."""
    update = request.config.getoption("--golden-update")

    def hold(name: str, found: str | bytes) -> None:
        path = GOLDEN / name
        data = found if isinstance(found, bytes) else found.encode()
        if update:
            path.write_bytes(data)
        assert path.is_file(), f"there is no golden file {name}: write it with --golden-update, and read it"
        assert data.decode() == path.read_bytes().decode()

    return hold


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "no_cover: not traced where coverage is measured.")


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Laws try many times what other tests have tried once: traced, they take twice as long and find no new line."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("no_cover")


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Have each process load the same standards but once: most runs of the program in it are by the same.

    Before the test modules import the loader, and no earlier: what is imported before the coverage starts counts as
    never run.
    """
    from interop_check import standards
    from interop_check.standards import loading

    standards.load_standards = loading.load_standards = _kept(loading.load_standards)


def _kept(load: Callable[[Iterable[str | Path]], Standards]) -> Callable[[Iterable[str | Path]], Standards]:
    """`load`, asked only where the files, or what else it hangs on, are not those of one of the last times."""
    from interop_check.standards import loading, validators

    once = lru_cache(maxsize=16)(lambda folders, *_: load(folders))

    @wraps(load)
    def loaded(extra: Iterable[str | Path] = ()) -> Standards:
        folders = tuple(map(str, extra))
        files = tuple(each for folder in folders for each in _contents(Path(folder)))
        return once(folders, loading.shipped(), validators.jsonschema_rs, Path.cwd() if folders else None, files)

    return loaded


def _contents(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted((folder, *folder.rglob("*"))):
        if path.is_file() and os.access(path, os.R_OK):
            yield path, path.read_bytes()
