"""Running the bot as a process: one server per database, logs as JSON lines, a clean stop on SIGTERM."""

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from aiohttp import web

from bot.app import App, build
from bot.clock import Travelled, real_now
from bot.example import fill
from bot.server import application
from bot.settings import Settings
from handlers.desk import Desk
from handlers.turn import Turn
from storage.database import Database
from storage.sole import Sole

Result = TypeVar("Result")
Made = Callable[[], Awaitable[App]]


def run(made: Made, settings: Settings) -> None:
    """Serve until told to stop; raises Taken where another server has the database."""
    logs(settings.log_level)
    with Sole(settings.database_url):
        asyncio.run(_serve(made, settings))


def serving(settings: Settings) -> Made:
    """The bot on its platforms."""

    async def made() -> App:
        app = build(settings)
        if not app.edges:
            sys.stderr.write("guldkorn: no platform is set up yet; see the README. Only the health page answers.\n")
        return app

    return made


def sandboxing(settings: Settings) -> Made:
    """The bot in the browser, where it was left, with the example organisation the first time."""

    async def made() -> App:
        clock = Travelled()
        app = build(settings, clock)
        clock.ahead = await app.desk.read(lambda store: store.moments.ahead())
        await fill(app, clock)
        return app

    return made


async def ask(settings: Settings, work: Callable[[Turn], Result], *, writes: bool) -> Result:
    """One question from the command line, at the moment it is in that database."""
    desk = Desk(Database(settings.database_url), real_now, lambda _card: 0)
    try:
        ahead = await desk.read(lambda store: store.moments.ahead())
        moment = real_now() + ahead
        door = desk.write if writes else desk.read
        return await door(lambda store: work(Turn(store, moment)))
    finally:
        desk.close()


def logs(level: str) -> None:
    """One JSON line per event on standard error: keys and counts, never what people wrote."""
    logging.basicConfig(level=level, format="%(message)s", stream=sys.stderr)
    for quiet in ("aiohttp.access", "apscheduler", "slack_bolt", "slack_sdk"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


async def _serve(made: Made, settings: Settings) -> None:
    runner = web.AppRunner(application(await made()), access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        await site.start()
        gc.collect()
        gc.freeze()  # what was built to start with stays; looking through it again and again would hold the loop
        _announce(runner, settings)
        await _told_to_stop()
    finally:
        await runner.cleanup()


def _announce(runner: web.AppRunner, settings: Settings) -> None:
    port = runner.addresses[0][1]
    sys.stdout.write(f"Guldkorn is at http://{settings.host}:{port}/\n")
    sys.stdout.flush()


async def _told_to_stop() -> None:
    stopped = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stopped.set)
    await stopped.wait()
