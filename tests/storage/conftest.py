"""A database with its tables in place, as every installation has it."""

from collections.abc import Iterator

import pytest

from storage.database import Database
from storage.migrate import upgrade


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    upgrade(database_url)
    database = Database(database_url)
    yield database
    database.close()
