"""Worlds to try promises in: one on SQLite for most, one on each database where it may matter."""

from collections.abc import AsyncIterator, Iterator

import pytest

from storage.database import Database
from storage.migrate import upgrade
from tests.handlers.town import settled
from tests.handlers.world import World, opened
from tests.handlers.worlds import Worlds


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    """As many worlds as a test of many cases needs."""
    return Worlds(tmp_path_factory.mktemp("worlds"))


@pytest.fixture
async def world(worlds: Worlds) -> AsyncIterator[World]:
    """A world of its own for one test."""
    async with worlds() as made:
        yield made


@pytest.fixture
def prepared(database_url: str) -> Iterator[Database]:
    """Empty tables on SQLite, then on PostgreSQL."""
    upgrade(database_url)
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
async def either_world(prepared: Database) -> AsyncIterator[World]:
    """The same world on SQLite and on PostgreSQL."""
    async with opened(prepared) as made:
        yield made


@pytest.fixture
async def town(world: World) -> World:
    """A bit of everything, on SQLite."""
    return await settled(world)


@pytest.fixture
async def either_town(either_world: World) -> World:
    """A bit of everything, on SQLite and on PostgreSQL."""
    return await settled(either_world)
