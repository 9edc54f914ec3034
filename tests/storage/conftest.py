"""Databases with their tables in place, as every installation has them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrate import upgrade
from storage.store import Store
from tests.postgres import Postgres


@pytest.fixture(scope="session")
def blank_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database to make copies of, migrated once."""
    path = tmp_path_factory.mktemp("blank") / "blank.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def blank_name(postgres: Postgres) -> str:
    """A PostgreSQL database to make copies of, migrated once."""
    name = postgres.create()
    upgrade(postgres.url(name))
    return name


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


@pytest.fixture
def on_sqlite(blank_file: Path, sqlite_url: str) -> Iterator[Database]:
    """For what is a promise of SQLite's alone."""
    shutil.copy(blank_file, sqlite_url.removeprefix("sqlite:///"))
    with _opened(sqlite_url) as opened:
        yield opened


@pytest.fixture
def on_postgres(postgres: Postgres, blank_name: str) -> Iterator[Database]:
    """For what is a promise of PostgreSQL's alone."""
    with postgres.fresh(blank_name) as url, _opened(url) as opened:
        yield opened


@pytest.fixture(params=["on_sqlite", "on_postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """Each kind in turn."""
    opened: Database = request.getfixturevalue(request.param)
    return opened


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def lasting(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database of each kind for every test that leaves nothing behind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('lasting') / 'guldkorn.db'}"
        shutil.copy(request.getfixturevalue("blank_file"), url.removeprefix("sqlite:///"))
        with _opened(url) as opened:
            yield opened
    else:
        blank = request.getfixturevalue("blank_name")
        with request.getfixturevalue("postgres").fresh(blank) as url, _opened(url) as opened:
            yield opened


@pytest.fixture
def store(lasting: Database) -> Iterator[Store]:
    """For what happens within one transaction, which is undone."""
    organisation = lasting.organisation()
    with lasting.engine.connect() as connection, connection.begin() as undone:
        yield Store(connection, organisation)
        undone.rollback()
