"""The database: SQLite or PostgreSQL behind the same two doors, `read` and `write`, one transaction each."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.organisations import first_organisation
from storage.store import Store

Result = TypeVar("Result")
TRIES = 3
RETRYABLE = {"40001", "40P01"}  # serialization failure, deadlock: nothing was kept, so it can be run again


class Busy(Exception):
    """The transaction lost against others every time; nothing has changed."""


class Database:
    """Opens transactions; who calls decides in which thread."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        self.engine = _sqlite(url) if self.sqlite else _postgres(url)
        self._organisation: int | None = None

    def write(self, work: Callable[[Store], Result]) -> Result:
        """Run `work` in one transaction; again (three times at most) where the database asks for it, then Busy."""
        for _ in range(TRIES):
            try:
                with self.engine.begin() as connection:
                    return work(Store(connection, self.organisation(connection)))
            except DBAPIError as error:
                if not _retryable(error):
                    raise
        raise Busy

    def read(self, work: Callable[[Store], Result]) -> Result:
        """Run `work` in one transaction that sees one moment and changes nothing."""
        with self._snapshot() as connection:
            return work(Store(connection, self.organisation(connection)))

    def organisation(self, connection: Connection) -> int:
        """The installation's one organisation."""
        if self._organisation is None:
            self._organisation = first_organisation(connection)
        return self._organisation

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _snapshot(self) -> AbstractContextManager[Connection]:
        reading = self.engine.execution_options(guldkorn_reads=True)
        return reading.begin()


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 10}, pool_size=8)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin by itself: we begin as we mean it, below
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("guldkorn_reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _postgres(url: str) -> Engine:
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        isolation_level="SERIALIZABLE",
        pool_size=10,
        pool_pre_ping=True,
    )


def _retryable(error: DBAPIError) -> bool:
    if getattr(error.orig, "sqlstate", None) in RETRYABLE:
        return True
    return isinstance(error, OperationalError) and "database is locked" in str(error.orig)
