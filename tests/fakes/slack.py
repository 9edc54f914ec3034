"""A small Slack over loopback: one workspace's Web API and response addresses, with their errors and their bad days."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web

from tests.bot.slack.blockkit import Json
from tests.bot.slack.workspace import SlackError, Workspace

FORM_ONLY = {"auth.test", "users.info", "conversations.info"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One bad answer; with `accepted` the call takes effect all the same, as it does on the real Slack's bad days."""

    error: str = ""
    status: int = 200
    retry_after: str = ""
    delay: float = 0.0
    drop: bool = False
    accepted: bool = False
    body: str | None = None


@dataclass
class FakeSlack(Workspace):
    """A workspace that is served: `async with FakeSlack() as slack: slack.api_url`."""

    port: int = 0
    token: str = "xoxb-1-guldkorn"
    signing_secret: str = "8f742231b10e8888abcd99yyyzzz85a5"
    calls: list[tuple[str, Json]] = field(default_factory=list)
    connections: set[int] = field(default_factory=set)
    _faults: defaultdict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes([web.post("/api/{method}", self._api), web.post("/hooks/{hook}", self._hook)])
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """What GULDKORN_SLACK_API_URL is set to."""
        return f"{self.url}/api/"

    def misbehave(self, method: str, *faults: Fault) -> None:
        """The next calls of this method go wrong so; `hooks` are the response addresses."""
        self._faults[method].extend(faults)

    def called(self, method: str) -> list[Json]:
        """The calls of a method so far."""
        return [body for name, body in self.calls if name == method]

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        is_json = request.content_type == "application/json"
        body: Json = await request.json() if is_json else dict(await request.post())
        self._count_in(request, method, body)
        return await self._answered(request, method, lambda: self._done(request, method, body, is_json))

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        known, body = request.match_info["hook"], await request.json()
        self._count_in(request, "hooks", body)
        return await self._answered(request, "hooks", lambda: self.responded(known, body))

    def _count_in(self, request: web.Request, method: str, body: Json) -> None:
        self.connections.add(id(request.transport))
        self.calls.append((method, body))

    async def _answered(self, request: web.Request, method: str, act: Callable[[], Json | str]) -> web.StreamResponse:
        fault = self._faults[method].popleft() if self._faults[method] else None
        if fault is None or fault.accepted:
            try:
                said = act()
            except SlackError as error:
                if method == "hooks":
                    return web.Response(status=404, text=str(error))
                return web.json_response({"ok": False, "error": str(error).partition(":")[0], "detail": str(error)})
            if fault is None:
                return web.Response(text=said) if isinstance(said, str) else web.json_response({"ok": True, **said})
        await asyncio.sleep(fault.delay)
        if fault.drop and request.transport is not None:
            request.transport.abort()
        headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        if fault.body is not None:
            return web.Response(status=fault.status, text=fault.body, content_type="text/html", headers=headers)
        return web.json_response({"ok": False, "error": fault.error}, status=fault.status, headers=headers)

    def _done(self, request: web.Request, method: str, body: Json, is_json: bool) -> Json:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            raise SlackError("invalid_auth")
        if is_json and method in FORM_ONLY:
            raise SlackError("invalid_form_data")
        return self.done(method, body)
