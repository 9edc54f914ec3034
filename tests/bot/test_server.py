"""The plain pages: whether it lives, whether the database answers, and what runs here."""

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import App, build
from bot.clock import Travelled
from bot.server import LARGEST, application
from bot.settings import Settings
from storage.migrate import upgrade


def made(url: str, *, sandbox: bool = False) -> App:
    """A bot on this database."""
    upgrade(url)
    settings = Settings(database_url=url)
    return build(settings, Travelled()) if sandbox else build(settings)


async def test_without_a_platform_the_front_page_says_so_and_how_to_try_it(sqlite_url: str) -> None:
    async with TestClient(TestServer(application(made(sqlite_url)))) as client:
        answer = await client.get("/")
        page = await answer.text()
    assert answer.status == 200
    assert "no platform yet" in page
    assert "guldkorn sandbox" in page


async def test_the_sandbox_is_where_the_front_page_leads(sqlite_url: str) -> None:
    async with TestClient(TestServer(application(made(sqlite_url, sandbox=True)))) as client:
        answer = await client.get("/", allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (302, "/sandbox/")


async def test_without_the_sandbox_there_is_no_sandbox(sqlite_url: str) -> None:
    async with TestClient(TestServer(application(made(sqlite_url)))) as client:
        assert (await client.get("/sandbox/")).status == 404
        assert (await client.post("/sandbox/time", json={})).status == 404


async def test_it_says_that_it_lives_and_that_the_database_answers(sqlite_url: str) -> None:
    async with TestClient(TestServer(application(made(sqlite_url, sandbox=True)))) as client:
        assert await (await client.get("/healthz")).json() == {"status": "ok"}
        ready = await client.get("/readyz")
        assert (ready.status, await ready.json()) == (200, {"status": "ok", "platforms": ["web"]})


async def test_a_database_that_does_not_answer_is_not_ready_but_alive(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    app = made(sqlite_url)
    async with TestClient(TestServer(application(app))) as client:
        app.database.write(lambda store: store.connection.exec_driver_sql("ALTER TABLE organisation RENAME TO gone"))
        ready = await client.get("/readyz")
        assert (ready.status, await ready.json()) == (503, {"status": "the database does not answer"})
        assert (await client.get("/healthz")).status == 200
        app.database.write(lambda store: store.connection.exec_driver_sql("ALTER TABLE gone RENAME TO organisation"))
    assert "not ready" in capsys.readouterr().out


async def test_no_page_acts_on_a_get_and_none_takes_a_giant(sqlite_url: str) -> None:
    async with TestClient(TestServer(application(made(sqlite_url, sandbox=True)))) as client:
        for page in ("/sandbox/time", "/sandbox/say", "/sandbox/press", "/healthz"):
            assert (await client.post(page, data=b"x" * (LARGEST + 1))).status in {400, 403, 404, 405, 413, 415}
