"""Bringing a database's tables up to date, with alembic and without a file of settings on disk."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url

from storage.database import Database

KEY = 0x6D69677261746521  # "migrate!": the advisory lock that lets one migration at a time into a PostgreSQL database


class Newer(Exception):
    """The tables were made by a later version than this one, which must leave them alone."""


def upgrade(url: str, to: str = "head") -> None:
    """Bring the tables up to date, all of it or nothing; raises Newer."""
    with _alone(url) as connection:
        command.upgrade(_fitting(connection), to)


def downgrade(url: str, to: str) -> None:
    """Take the tables back to an earlier revision, or to "base", which leaves none; raises Newer."""
    with _alone(url) as connection:
        command.downgrade(_fitting(connection), to)


def current(url: str) -> str | None:
    """The revision the tables are at; None where there are none yet, and none are made by asking."""
    if _file_is_missing(url):
        return None
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        database.close()


def pending(url: str) -> bool:
    """Whether the tables are at another revision than this code was written for."""
    head = ScriptDirectory.from_config(configured()).get_current_head()
    return current(url) != head


def configured(connection: Connection | None = None) -> Config:
    """Alembic's settings: where the revisions are, and the connection to work on. It speaks up only about trouble."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _alone(url: str) -> Iterator[Connection]:
    """One transaction with the database to itself; a second migration waits, then finds the work done."""
    database = Database(url)
    try:
        if database.sqlite:
            with _loose(database) as connection:
                yield connection
        else:
            engine = database.engine.execution_options(isolation_level="READ COMMITTED")
            with engine.begin() as connection:
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (KEY,))
                yield connection
    finally:
        database.close()


@contextmanager
def _loose(database: Database) -> Iterator[Connection]:
    """SQLite changes a table by making it anew, so foreign keys are only checked when everything is in place."""

    @event.listens_for(database.engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA foreign_keys=OFF")

    with database.engine.begin() as connection:
        yield connection
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise ValueError(f"rows would point at nothing: {sorted({str(row[0]) for row in broken})}")


def _fitting(connection: Connection) -> Config:
    """The settings for tables that this version knows; raises Newer for any others."""
    config = configured(connection)
    at = MigrationContext.configure(connection).get_current_revision()
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    if at is not None and at not in known:
        raise Newer(at)
    return config


def _file_is_missing(url: str) -> bool:
    where = make_url(url)
    return where.get_backend_name() == "sqlite" and not Path(where.database or "").exists()
