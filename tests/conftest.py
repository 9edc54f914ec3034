"""What every test may ask for: databases, a browser, and the certainty that nothing leaves this machine."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from scripts.catalogues import compile_catalogues
from tests import chromium, loopback
from tests import postgres as server
from tests.postgres import Postgres


def pytest_sessionstart() -> None:
    """Danish as it is written now, not as it was when last compiled; and no network from here on."""
    compile_catalogues()
    loopback.stand_guard()


@pytest.fixture(autouse=True)
def _only_loopback() -> Iterator[None]:
    with loopback.only_here():
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for the whole run."""
    with server.running() as running:
        yield running


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'guldkorn.db'}"


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """An empty PostgreSQL database."""
    with postgres.fresh() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind in turn, as `GULDKORN_DATABASE_URL` takes it."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A real browser; mark the test `browser`."""
    async with chromium.opened() as opened:
        yield opened


def _without_browser() -> bool:
    # CI has no excuse: there a missing browser makes its tests fail.
    return not chromium.is_here() and os.environ.get("CI") != "true"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what needs a browser where there is none."""
    if not _without_browser():
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says it in one line where it is read: at the end."""
    if _without_browser():
        terminalreporter.write_line(chromium.MISSING)
