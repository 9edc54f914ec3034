"""The database: SQLite or PostgreSQL behind the same two doors, `read` and `write`, one transaction each."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.organisations import first_organisation
from storage.shelf import Raced
from storage.store import Store

Result = TypeVar("Result")
TRIES = 3
RETRYABLE = {"40001", "40P01"}  # serialization failure, deadlock: nothing was kept, so it can be run again


Unreachable = OperationalError
"""What is raised where the database itself cannot be had."""


class Busy(Exception):
    """The transaction lost against others every time; nothing has changed."""


class Database:
    """Opens transactions; who calls decides in which thread."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        self.engine = _sqlite(url) if self.sqlite else _postgres(url)
        self._reading = _sqlite(url, reads=True) if self.sqlite else _only_reading(self.engine)
        self._organisation: int | None = None

    def write(self, work: Callable[[Store], Result]) -> Result:
        """Run `work` in one transaction; again (three times at most) where the database asks for it, then Busy."""
        mine = self.organisation()
        return self._tried(lambda connection: work(Store(connection, mine)))

    def read(self, work: Callable[[Store], Result]) -> Result:
        """Run `work` in one transaction that sees one moment and can change nothing."""
        mine = self.organisation()
        with self._reading.begin() as connection:
            return work(Store(connection, mine))

    def organisation(self) -> int:
        """The installation's one organisation; kept once it surely stands."""
        if self._organisation is None:
            self._organisation = self._tried(first_organisation)
        return self._organisation

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        self._reading.dispose()

    def _tried(self, work: Callable[[Connection], Result]) -> Result:
        for _ in range(TRIES):
            try:
                with self.engine.begin() as connection:
                    return work(connection)
            except Raced:
                continue
            except DBAPIError as error:
                if not _retryable(error):
                    raise
        raise Busy


def _sqlite(url: str, *, reads: bool = False) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": 10},
        hide_parameters=True,
        pool_size=8,
        pool_reset_on_return=None,  # every transaction has ended when its connection comes back
    )
    pragmas = ["busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"]
    if reads:
        pragmas.append("query_only=ON")

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin by itself: we begin as we mean it, below
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _postgres(url: str) -> Engine:
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        isolation_level="SERIALIZABLE",
        hide_parameters=True,  # what people wrote must not stand in an error, and so in a log
        pool_size=10,
        pool_pre_ping=True,
    )


def _only_reading(engine: Engine) -> Engine:
    """The same connections for who only reads: one moment's view, which never has to be tried again."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _retryable(error: DBAPIError) -> bool:
    if getattr(error.orig, "sqlstate", None) in RETRYABLE:
        return True
    return isinstance(error, OperationalError) and "database is locked" in str(error.orig)
