"""The one web application: every platform's routes beside the plain pages that say whether we are well."""

from collections.abc import AsyncIterator

import structlog
from aiohttp import web

from bot.app import App
from bot.faults import traced
from handlers.language import Platform

LARGEST = 1_000_000  # bytes; platforms send far less, and their own limits are stricter
log = structlog.get_logger()
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Guldkorn</title><body style="font:1.1rem/1.6 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem">
<h1>Guldkorn</h1><p>This is Guldkorn, a community bot for Teams and Slack. Running here: {platforms}.</p>
<p>To try it in the browser, start <code>guldkorn sandbox</code>.</p></body></html>"""


def application(app: App) -> web.Application:
    """All routes over one app; it starts and stops with the server."""
    served = web.Application(client_max_size=LARGEST)
    for edge in app.edges.values():
        served.add_routes(edge.routes())
    pages = Pages(app)
    served.add_routes([web.get("/", pages.front), web.get("/healthz", pages.alive), web.get("/readyz", pages.ready)])

    async def running(_served: web.Application) -> AsyncIterator[None]:
        await app.start()
        yield
        await app.stop()

    async def let_go(_served: web.Application) -> None:
        # The server waits for every request under way, and a page in the browser listens without end.
        if Platform.WEB in app.edges:
            await app.edges[Platform.WEB].stop()

    served.cleanup_ctx.append(running)
    served.on_shutdown.append(let_go)
    return served


class Pages:
    """The pages that belong to no platform."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def front(self, _request: web.Request) -> web.Response:
        """To the sandbox where it runs; elsewhere a plain page that says what does."""
        if Platform.WEB in self.app.edges:
            return web.Response(status=302, headers={"Location": "/sandbox/"})
        names = ", ".join(platform.value.capitalize() for platform in self.app.edges) or "no platform yet"
        return web.Response(text=PAGE.format(platforms=names), content_type="text/html")

    async def alive(self, _request: web.Request) -> web.Response:
        """The process answers."""
        return web.json_response({"status": "ok"})

    async def ready(self, _request: web.Request) -> web.Response:
        """The database answers too."""
        try:
            await self.app.desk.read(lambda store: store.organisations.current())
        except Exception as error:  # any fault at all means not ready
            log.error("not ready", **traced(error))
            return web.json_response({"status": "the database does not answer"}, status=503)
        return web.json_response({"status": "ok", "platforms": [platform.value for platform in self.app.edges]})
