"""The sandbox's edge over real HTTP, before a desk that only listens."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from aiohttp import web
from sqlmodel import SQLModel

from bot.web.edge import WebEdge
from storage.database import Database
from storage.store import Store
from tests.bot.web.driver import WebDriver
from tests.bot.web.ear import ListeningEar


@dataclass
class Walk:
    """A journey the tests can watch: it goes a third of the way, waits until it may go on, and arrives."""

    ear: ListeningEar
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)
    to: list[datetime] = field(default_factory=list)

    async def __call__(self, to: datetime) -> datetime:
        self.to.append(to)
        self.ear.moment += (to - self.ear.moment) / 3
        await self.goes_on.wait()
        self.ear.moment = to + timedelta(seconds=1)
        return self.ear.moment


@dataclass(frozen=True)
class Sandbox:
    """The edge, served, with what stands behind it."""

    url: str
    edge: WebEdge
    ear: ListeningEar
    walk: Walk
    driver: WebDriver


def people(store: Store) -> None:
    """Three colleagues, one guest, and the rooms they are in."""
    store.chat.add_user("mette", "Mette Holm", title="pædagog", place="Klub Solsikken")
    store.chat.add_user("jonas", "Jonas Bæk", title="leder")
    store.chat.add_user("oliver", "Oliver Hill", language="en")
    store.chat.add_user("gry", "Gry Gæst", guest=True)
    store.chat.add_room("natur", "natur", people=["mette", "jonas", "gry"])
    store.chat.add_room("naboer", "naboer", outside=True, people=["mette"])


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    made = Database(sqlite_url)
    SQLModel.metadata.create_all(made.engine)
    made.write(people)
    yield made
    made.close()


@pytest.fixture
def ear(database: Database) -> ListeningEar:
    return ListeningEar(database)


@pytest.fixture
async def sandbox(ear: ListeningEar) -> AsyncIterator[Sandbox]:
    walk = Walk(ear)
    walk.goes_on.set()
    edge = WebEdge(ear, walk)
    app = web.Application()
    app.add_routes(edge.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await edge.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield Sandbox(url, edge, ear, walk, WebDriver(url))
    await edge.stop()
    await runner.cleanup()
