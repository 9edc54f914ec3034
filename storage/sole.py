"""One server per database: a second one says so and stops, so that nothing is ever sent by two."""

import fcntl
from pathlib import Path
from types import TracebackType
from typing import IO

import psycopg

KEY = 0x67756C646B6F726E  # "guldkorn": the advisory lock every server of this database asks for


class Taken(Exception):
    """Another server works on this database already."""


class Sole:
    """Holds the database for this one server as long as the process lives; the system frees it when it dies."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._file: IO[str] | None = None
        self._connection: psycopg.Connection[tuple[bool]] | None = None

    def __enter__(self) -> "Sole":
        """Take the database; raises Taken."""
        try:
            if self.url.startswith("sqlite:///"):
                self._lock_file(Path(self.url.removeprefix("sqlite:///") + ".lock"))
            else:
                self._lock_database()
        except Taken:
            self._let_go()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let it go."""
        self._let_go()

    def _let_go(self) -> None:
        if self._file is not None:
            self._file.close()
        if self._connection is not None:
            self._connection.close()

    def _lock_file(self, path: Path) -> None:
        self._file = path.open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Taken(self.url) from error

    def _lock_database(self) -> None:
        self._connection = psycopg.connect(self.url, autocommit=True)
        row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", (KEY,)).fetchone()
        if row is None or not row[0]:
            raise Taken
