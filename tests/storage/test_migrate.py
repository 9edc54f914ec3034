"""The revisions make the tables the code speaks of, on both databases, and take them away again."""

import logging
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from storage.database import Database
from storage.migrate import Newer, current, downgrade, pending, upgrade

HOUSE = Path(__file__).parents[2]


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    database = Database(url)
    with database.engine.begin() as connection:
        yield connection
    database.close()


def tables(url: str) -> set[str]:
    with connected(url) as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def shape(url: str) -> dict[str, Any]:
    """Everything a database says of its tables, in an order of its own."""
    with connected(url) as connection:
        if connection.dialect.name == "sqlite":
            rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE name <> 'alembic_version'"))
            return {name: sorted((sql or "").replace(",", "\n").split()) for name, sql in rows if "alembic" not in name}
        eye = inspect(connection)
        return {name: _described(eye, name) for name in eye.get_table_names() if name != "alembic_version"}


def _described(eye: Any, table: str) -> list[str]:
    every = [*eye.get_columns(table), *eye.get_indexes(table), *eye.get_foreign_keys(table)]
    every += [*eye.get_unique_constraints(table), eye.get_pk_constraint(table)]
    return sorted(repr(sorted(one.items())) for one in every)


def test_the_revisions_make_what_the_code_speaks_of(database_url: str) -> None:
    upgrade(database_url)
    with connected(database_url) as connection:
        watching = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(watching, SQLModel.metadata) == []
    assert tables(database_url) == set(SQLModel.metadata.tables)


def test_a_migrated_database_is_the_same_to_the_letter_as_one_made_from_the_code(database_url: str) -> None:
    with connected(database_url) as connection:
        SQLModel.metadata.create_all(connection)
    made = shape(database_url)
    with connected(database_url) as connection:
        SQLModel.metadata.drop_all(connection)
    upgrade(database_url)
    assert shape(database_url) == made


def test_up_down_and_up_again_leaves_nothing_behind(database_url: str) -> None:
    upgrade(database_url)
    first = shape(database_url)
    downgrade(database_url, "base")
    assert tables(database_url) == set()
    assert current(database_url) is None
    upgrade(database_url)
    assert shape(database_url) == first


def test_an_upgrade_is_pending_until_it_is_done(database_url: str) -> None:
    assert pending(database_url)
    upgrade(database_url)
    assert not pending(database_url)
    assert current(database_url) == "0001"
    upgrade(database_url)
    assert not pending(database_url)


def test_asking_makes_no_database(sqlite_url: str) -> None:
    assert pending(sqlite_url)
    assert current(sqlite_url) is None
    assert not Path(sqlite_url.removeprefix("sqlite:///")).exists()


def test_rows_stay_where_they_are(database: Database) -> None:
    database.write(lambda store: store.organisations.rename("Ungelivet"))
    upgrade(database.url)
    assert database.read(lambda store: store.organisations.current()).name == "Ungelivet"


def test_tables_of_a_later_version_are_left_alone(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert pending(database.url)
    before = tables(database.url)
    with pytest.raises(Newer, match="9999"):
        upgrade(database.url)
    with pytest.raises(Newer, match="9999"):
        downgrade(database.url, "base")
    assert tables(database.url) == before


def test_an_upgrade_that_fails_leaves_nothing_half_done(database_url: str) -> None:
    with connected(database_url) as connection:
        connection.execute(text("CREATE TABLE story (id INTEGER)"))  # in the way of the revision
    with pytest.raises(Exception, match="already exists"):
        upgrade(database_url)
    assert tables(database_url) == {"story"}
    assert current(database_url) is None


def test_a_row_that_points_at_nothing_stops_the_migration(sqlite_url: str) -> None:
    upgrade(sqlite_url)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as careless:
        careless.execute("INSERT INTO unit (organisation_id, name, type) VALUES (7, '', '')")
        careless.commit()
    with pytest.raises(ValueError, match="unit"):
        upgrade(sqlite_url)


def test_two_at_once_wait_for_each_other(database_url: str) -> None:
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(upgrade, [database_url] * 2))
    assert not pending(database_url)


def test_migrating_says_nothing(
    sqlite_url: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        upgrade(sqlite_url)
        pending(sqlite_url)
        downgrade(sqlite_url, "base")
    assert [one for one in caplog.records if one.name.startswith("alembic")] == []
    assert capfd.readouterr() == ("", "")


def test_it_works_from_any_folder(tmp_path: Path, sqlite_url: str) -> None:
    work = "import sys; from storage.migrate import pending, upgrade; upgrade(sys.argv[1]); print(pending(sys.argv[1]))"
    asked = [sys.executable, "-W", "error", "-c", work, sqlite_url]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_every_revision_follows_the_last() -> None:
    files = sorted((HOUSE / "storage" / "migrations" / "versions").glob("*.py"))
    assert [path.name[:4] for path in files] == [f"{number:04}" for number in range(1, len(files) + 1)]
