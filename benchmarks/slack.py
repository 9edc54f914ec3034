"""Slack: a story handed in and a command, through the whole bot, beside Slack's own library doing nothing."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.postgres import durable
from benchmarks.race import Lane, Row, compared, race, told
from benchmarks.served import Server, serving
from benchmarks.workspace import SECRET, commands, prepared, submissions
from handlers.language import Form

BUSY = b"Der er travlt"  # how a submission that lost against others every time is answered
HELD = 50.0  # milliseconds the loop may be held at most
TAIL = {1: 0.0, 32: 3.0}  # how far the slowest hundredth may be behind the middle, by connections


async def on_sqlite(folder: Path) -> AsyncIterator[Row]:
    """Stories and commands on SQLite, as safe against a power cut as the bot always is."""
    stories, menus = (f"sqlite:///{folder / name}" for name in ("stories.db", "menus.db"))
    form = await prepared(stories)
    with _bot(stories) as bot:
        async for row in _stories(bot, form, "SQLite", {1: 2.0, 32: 2.0}):
            yield row
    await prepared(menus)
    with _bot(menus) as bot, serving("bolt", SECRET, "command") as floor:
        for connections in (1, 32):
            ours, its = Lane(bot, commands, _said), Lane(floor, commands, _empty)
            for row in told("Slack: the menu command", connections, await race(ours, its, connections), 1.5):
                yield row


async def on_postgres(folder: Path) -> AsyncIterator[Row]:
    """Stories on PostgreSQL with its own cautious settings."""
    with durable(folder) as url:
        form = await prepared(url)
        with _bot(url) as bot:
            async for row in _stories(bot, form, "PostgreSQL", {1: 2.5, 32: 1.5}):
                yield row


async def _stories(bot: Server, form: Form, where: str, goals: dict[int, float]) -> AsyncIterator[Row]:
    with serving("bolt", SECRET, "view") as floor:
        make = submissions(form)
        for connections, most in goals.items():
            turned_away: list[bytes] = []
            ours = Lane(bot, make, partial(_kept_or_turned_away, turned_away))
            timing = await race(ours, Lane(floor, make, _empty), connections)
            for row in told(f"Slack: a story handed in, {where}", connections, timing, most, TAIL[connections]):
                yield row
            yield compared("  the loop was held at most", timing.held, "ms", HELD, f"{timing.floor_held:.3g} ms")
            yield compared("  turned away as too busy", len(turned_away), "", 0)


@contextmanager
def _bot(url: str) -> Iterator[Server]:
    with serving("sink") as sink:
        slack = {"slack_signing_secret": SECRET, "slack_bot_token": "xoxb-1", "slack_api_url": f"{sink.url}/api/"}
        with serving("guldkorn", database_url=url, **slack) as bot:
            yield bot


def _empty(status: int, body: bytes) -> bool:
    return status == 200 and not body


def _kept_or_turned_away(turned_away: list[bytes], status: int, body: bytes) -> bool:
    """Both are answers; how often it was the second is a line of its own."""
    if BUSY in body:
        turned_away.append(body)
        return True
    return _empty(status, body)


def _said(status: int, body: bytes) -> bool:
    return status == 200 and b"blocks" in body
