"""What several test modules share: golden files, and the option that writes them anew; what spares them time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

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
