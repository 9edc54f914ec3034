"""Slack's edge over real HTTP between a small Slack and a desk that only listens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.settings import SlackSettings
from bot.slack.edge import SlackEdge
from tests.bot.slack.driver import SlackDriver
from tests.bot.slack.ear import ListeningEar
from tests.fakes.slack import FakeSlack


def settings(slack: FakeSlack) -> SlackSettings:
    return SlackSettings(slack.signing_secret, slack.token, slack.api_url)


@asynccontextmanager
async def served(edge: SlackEdge) -> AsyncIterator[str]:
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
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake


@pytest.fixture
def ear() -> ListeningEar:
    return ListeningEar()


@pytest.fixture
def edge(slack: FakeSlack, ear: ListeningEar) -> SlackEdge:
    return SlackEdge(settings(slack), ear)


@pytest.fixture
async def driver(slack: FakeSlack, edge: SlackEdge) -> AsyncIterator[SlackDriver]:
    async with served(edge) as url:
        yield SlackDriver(slack, url)
