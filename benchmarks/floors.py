"""What we are measured against: a platform's library doing nothing, and bare aiohttp doing the least there is to do."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import ClientSession, web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from benchmarks import sink
from bot.server import LARGEST


def bolt(secret: str, kind: str) -> web.Application:
    """Slack's own library as it comes but for the polling: checks, parses, finds its one listener, does nothing."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=sink.TEAM, bot_user_id=sink.BOT, bot_id="BGULD")

    async def nothing(ack: Any) -> None:
        await ack()

    app = AsyncApp(signing_secret=secret, authorize=authorize, process_before_response=True)
    listen = {"view": app.view, "command": app.command}[kind]
    listen(re.compile(""))(nothing)
    return app.web_app("/slack/events")


def refusal() -> web.Application:
    """Reads and says 401."""

    async def refuse(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=401)

    served = web.Application(client_max_size=LARGEST)
    served.add_routes([web.post("/{any:.*}", refuse)])
    return served


def echo(reply_to: str) -> web.Application:
    """Parses an activity, posts a line to its conversation over one session, and only then answers."""

    async def answered(request: web.Request) -> web.Response:
        said = json.loads(await request.read())
        line = {"type": "message", "text": said["text"]}
        where = f"{reply_to}/v3/conversations/{said['conversation']['id']}/activities"
        async with session[0].post(where, json=line) as reply:
            await reply.read()
        return web.Response()

    async def connected(_served: web.Application) -> AsyncIterator[None]:
        async with ClientSession() as opened:
            session.append(opened)
            yield

    session: list[ClientSession] = []
    served = web.Application()
    served.cleanup_ctx.append(connected)
    served.add_routes([web.post("/api/messages", answered)])
    return served
