"""A small Teams over loopback: one tenant's connector, its sign-in and signing keys, with their errors and bad days.

It runs in a thread and loop of its own, so that a bot which held its loop to ask it something would be noticed by being
slow, not by a deadlock.
"""

import asyncio
import json
import threading
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import unquote

from aiohttp import web

from tests.bot.teams import screen
from tests.bot.teams.screen import Json
from tests.bot.teams.tenant import ISSUER, Member, Message, Tenant

ALLOWED = {"type", "summary", "attachments", "text", "textFormat", "id"}
BUSY = 7  # messages a second in one conversation


@dataclass(frozen=True, slots=True)
class Fault:
    """One bad answer; with `accepted` the call takes effect all the same, as it does on real bad days."""

    status: int = 200
    code: str = ""
    retry_after: str = ""
    delay: float = 0.0
    drop: bool = False
    accepted: bool = False


class TeamsError(Exception):
    """An error as the connector says it."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass
class FakeConnector(Tenant):
    """A tenant that is served: `async with FakeConnector() as teams: teams.service_url`."""

    anonymous: bool = False
    removes: bool = True
    token_lasts: int = 3600
    calls: Counter[str] = field(default_factory=Counter)
    connections: set[int] = field(default_factory=set)
    tokens: dict[str, float] = field(default_factory=dict)
    _faults: defaultdict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    _sent: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    async def __aenter__(self) -> Self:
        self.keys = self.keys or [self.jwk("here", self.key)]
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="fake-connector")
        self._thread.start()
        await asyncio.to_thread(ready.wait)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        await asyncio.to_thread(self._thread.join)

    def _run(self, ready: threading.Event) -> None:
        with asyncio.Runner() as runner:
            runner.run(self._serve(ready))

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application(middlewares=[self._counted])
        there = "/teams/v3/conversations"
        app.add_routes(
            [
                web.get("/.well-known/openidconfiguration", self._metadata, name="metadata"),
                web.get("/keys", self._jwks, name="keys"),
                web.post("/{tenant}/oauth2/v2.0/token", self._token, name="token"),
                web.post(there, self._create, name="create"),
                web.post(there + "/{room}/activities", self._send, name="send"),
                web.put(there + "/{room}/activities/{id}", self._edit, name="edit"),
                web.delete(there + "/{room}/activities/{id}", self._remove, name="remove"),
                web.get(there + "/{room}/members/{member}", self._member, name="member"),
            ]
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self.service_url = f"{self.url}/teams/"
        ready.set()
        await self._ended.wait()
        await asyncio.sleep(0.02)
        for connection in runner.server.connections if runner.server else []:
            if connection.transport is not None:
                connection.transport.abort()  # aiohttp forgets to close one whose client left without a word
        await runner.cleanup()

    @property
    def openid_url(self) -> str:
        """What GULDKORN_TEAMS_OPENID_METADATA_URL is set to."""
        return f"{self.url}/.well-known/openidconfiguration"

    def misbehave(self, call: str, *faults: Fault) -> None:
        """Answer the next calls of this name (send, edit, remove, create, member, token, metadata, keys) like this."""
        self._faults[call] += faults

    @web.middleware
    async def _counted(self, request: web.Request, handler: Any) -> web.StreamResponse:
        call = request.match_info.route.name or "unknown"
        self.calls[call] += 1
        self.connections.add(id(request.transport))
        fault = self._faults[call].popleft() if self._faults[call] else Fault()
        await asyncio.sleep(fault.delay)
        bad = fault.drop or fault.status != 200
        answer: web.StreamResponse = _error(fault.status, fault.code, fault.retry_after)
        try:
            self._authorized(request, call)
            if fault.accepted or not bad:
                answer = await handler(request)
        except TeamsError as refusal:
            return _error(refusal.status, refusal.code)
        if fault.drop and request.transport is not None:
            request.transport.close()
        return _error(fault.status, fault.code, fault.retry_after) if bad else answer

    def _authorized(self, request: web.Request, call: str) -> None:
        if self.anonymous or call in ("metadata", "keys", "token"):
            return
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.tokens.get(token, 0.0) < time.time():
            raise TeamsError(401, "Unauthorized")

    async def _metadata(self, _request: web.Request) -> web.Response:
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def _jwks(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": self.keys})

    async def _token(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        asked = {"grant_type": "client_credentials", "client_id": self.app_id, "client_secret": self.password}
        if request.match_info["tenant"] != self.tenant or form != asked | {"scope": f"{ISSUER}/.default"}:
            return web.json_response({"error": "invalid_client"}, status=401)
        token = f"token-{len(self.tokens)}"
        self.tokens[token] = time.time() + self.token_lasts
        return web.json_response({"token_type": "Bearer", "expires_in": self.token_lasts, "access_token": token})

    async def _create(self, request: web.Request) -> web.Response:
        asked = await _body(request)
        people = asked.get("members", [])
        if asked.get("isGroup") is not False or len(people) != 1 or asked.get("tenantId") != self.tenant:
            raise TeamsError(400, "BadSyntax")
        if asked.get("bot", {}).get("id") != f"28:{self.app_id}":
            raise TeamsError(400, "BadSyntax")
        member = self._found(people[0]["id"])
        if not member.reachable:
            raise TeamsError(403, "ForbiddenOperationException")
        self.room(self.private(member))
        return web.json_response({"id": self.private(member)}, status=201)

    async def _send(self, request: web.Request) -> web.Response:
        room, thread, messages = self._conversation(request)
        activity = self._checked(room, await _body(request))
        if thread and not any(message.id == thread for message in messages):
            raise TeamsError(404, "ActivityNotFoundInConversation")
        self._in_pace(room)
        made = Message(self.id(), thread, activity)
        messages.append(made)
        return web.json_response({"id": made.id}, status=201)

    async def _edit(self, request: web.Request) -> web.Response:
        room, thread, messages = self._conversation(request)
        activity = self._checked(room, await _body(request))
        message = _standing(messages, request.match_info["id"], thread)
        message.activity = activity
        message.edits += 1
        return web.json_response({"id": message.id})

    async def _remove(self, request: web.Request) -> web.Response:
        if not self.removes:
            raise TeamsError(501, "NotImplemented")
        _room, thread, messages = self._conversation(request)
        _standing(messages, request.match_info["id"], thread).gone = True
        return web.Response(status=200)

    async def _member(self, request: web.Request) -> web.Response:
        self._conversation(request)
        one = self._found(unquote(request.match_info["member"]))
        known = {"id": one.user, "aadObjectId": one.account, "name": one.name, "tenantId": one.tenant}
        return web.json_response(known | {"userRole": one.role})

    def _conversation(self, request: web.Request) -> tuple[str, str, list[Message]]:
        room, _, thread = unquote(request.match_info["room"]).partition(";messageid=")
        if room not in self.rooms:
            raise TeamsError(404, "ConversationNotFound")
        return room, thread, self.rooms[room]

    def _found(self, named: str) -> Member:
        for member in self.members.values():
            if named in (member.user, member.account):
                return member
        raise TeamsError(404, "MemberNotFoundInConversation")

    def _checked(self, room: str, activity: Json) -> Json:
        if set(activity) - ALLOWED or activity.get("type") != "message":
            raise TeamsError(400, "BadSyntax")
        if any(not one.reachable and self.private(one) == room for one in self.members.values()):
            raise TeamsError(403, "MessageWritesBlocked")
        for attachment in activity.get("attachments", []):
            if attachment["contentType"] != "application/vnd.microsoft.card.adaptive" or screen.faults(
                attachment["content"]
            ):
                raise TeamsError(400, "BadSyntax")
            if len(json.dumps(attachment["content"], ensure_ascii=False).encode()) > screen.LARGEST:
                raise TeamsError(413, "MessageSizeTooBig")
        return activity

    def _in_pace(self, room: str) -> None:
        sent, now = self._sent[room], time.monotonic()
        while sent and now - sent[0] > 1:
            sent.popleft()
        if len(sent) >= BUSY:
            raise TeamsError(429, "Throttled")
        sent.append(now)


async def _body(request: web.Request) -> Json:
    try:
        body = json.loads(await request.read())
    except ValueError as fault:
        raise TeamsError(400, "BadSyntax") from fault
    if request.content_type != "application/json" or not isinstance(body, dict):
        raise TeamsError(400, "BadSyntax")
    return body


def _standing(messages: list[Message], named: str, thread: str) -> Message:
    for message in messages:
        if message.id == named and not message.gone and thread in (message.thread, message.thread or named):
            return message
    raise TeamsError(404, "ActivityNotFoundInConversation")


def _error(status: int, code: str, retry_after: str = "") -> web.Response:
    headers = {"Retry-After": retry_after} if retry_after else {}
    return web.json_response({"error": {"code": code, "message": "no"}}, status=status, headers=headers)
