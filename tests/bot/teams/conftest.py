"""Teams' edge over real HTTP between a small tenant and a desk that only listens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.settings import TeamsSettings
from bot.teams.edge import TeamsEdge
from tests.bot.teams.driver import TeamsDriver
from tests.bot.teams.ear import ListeningEar
from tests.fakes.connector import FakeConnector


def settings(teams: FakeConnector) -> TeamsSettings:
    if teams.anonymous:
        return TeamsSettings("", "", "", teams.openid_url, "https://login.microsoftonline.com", anonymous=True)
    return TeamsSettings(teams.app_id, teams.password, teams.tenant, teams.openid_url, teams.url, anonymous=False)


@asynccontextmanager
async def served(edge: TeamsEdge) -> AsyncIterator[str]:
    """The edge behind a real server; gives its address."""
    app = web.Application()
    app.add_routes(edge.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await edge.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await edge.stop()
        await runner.cleanup()


@pytest.fixture
async def teams() -> AsyncIterator[FakeConnector]:
    async with FakeConnector() as fake:
        yield fake


@pytest.fixture
async def anonymous() -> AsyncIterator[FakeConnector]:
    """A client on this machine without a registration, as the Agents Playground is."""
    async with FakeConnector(anonymous=True, app_id="playground", removes=False) as fake:
        yield fake


@pytest.fixture
def ear() -> ListeningEar:
    return ListeningEar()


@pytest.fixture
async def driver(teams: FakeConnector, ear: ListeningEar) -> AsyncIterator[TeamsDriver]:
    async with served(TeamsEdge(settings(teams), ear)) as url:
        yield TeamsDriver(teams, url)
