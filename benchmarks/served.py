"""A server in a process of its own: the bot itself, or what it is measured against; it ends when its starter does."""

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from subprocess import PIPE, Popen
from time import perf_counter
from typing import Any

from aiohttp import ClientSession, web

from benchmarks import floors, sink
from bot.app import build
from bot.running import logs
from bot.server import application
from bot.settings import Settings

BEAT = 0.005  # seconds between two looks at how long the loop was held


@dataclass(frozen=True, slots=True)
class Server:
    """Where one listens."""

    port: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    async def ask(self, path: str) -> Any:
        """What a page of its own says."""
        async with ClientSession() as session, session.get(self.url + path) as answer:
            return await answer.json()


@contextmanager
def serving(what: str, *told: str, **settings: str) -> Iterator[Server]:
    """Start one, with settings as the bot takes them; gone after the block."""
    given = {f"GULDKORN_{name.upper()}": value for name, value in settings.items()}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GULDKORN_")}
    command = [sys.executable, "-m", "benchmarks.served", what, *told]
    with Popen(command, env=kept | given, stdin=PIPE, stdout=PIPE) as process:  # noqa: S603 - this very program
        try:
            assert process.stdout is not None
            yield Server(int(process.stdout.readline()))
        finally:
            assert process.stdin is not None
            process.stdin.close()


def guldkorn() -> web.Application:
    """The whole bot, as `guldkorn serve` runs it."""
    logs("WARNING")
    return application(build(Settings()))


SERVED: Mapping[str, Callable[..., web.Application]] = {
    "guldkorn": guldkorn,
    "bolt": floors.bolt,
    "refusal": floors.refusal,
    "echo": floors.echo,
    "sink": sink.sink,
}


class Pulse:
    """Finds out how long the loop was held at most, by beating in it."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def read(self, _request: web.Request) -> web.Response:
        """The longest since it was last asked, in seconds."""
        longest, self.longest = self.longest, 0.0
        return web.json_response(longest)

    async def beat(self) -> None:
        """For as long as the server runs."""
        while True:
            begun = perf_counter()
            await asyncio.sleep(BEAT)
            self.longest = max(self.longest, perf_counter() - begun - BEAT)


async def _serve(served: web.Application) -> None:
    pulse = Pulse()
    served.add_routes([web.get("/held", pulse.read)])
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await pulse.beat()


def _end_with_starter() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    logging.getLogger("aiohttp").setLevel(logging.ERROR)
    threading.Thread(target=_end_with_starter, daemon=True).start()
    asyncio.run(_serve(SERVED[sys.argv[1]](*sys.argv[2:])))
