"""The sandbox's routes: the page, what one person sees, what they do, live changes, and travelling in time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, assert_never

import structlog
from aiohttp import web
from pydantic import TypeAdapter

from bot.transport import Ear, Transport
from bot.web import hear, speak
from bot.web.transport import Change, Screens, Trips, WebTransport, coming, destination, event
from handlers.language import Done, Inbound, Person, Platform, Room
from handlers.words import LANGUAGES, Words, words
from storage.chat import PRIVATE, ChatUser
from storage.store import Store

PAGES = ("/sandbox/", "/sandbox")
STATIC = Path(__file__).parent / "static"
HEAVIEST_BODY = 1024 * 1024
FARTHEST = timedelta(days=366)
LONGEST_LINE = 12_000  # characters typed at once; forms have limits of their own
HEARTBEAT = 15.0  # seconds of quiet after which an open page hears the time, or turns out to have gone
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Shape = TypeVar("Shape")


class RefusalError(Exception):
    """A kind sentence in the asker's language, and the status that goes with it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(status)
        self.status, self.sentence = status, sentence


class WebEdge:
    """A chat of our own over HTTP; without a log-in, so it hears only its own pages on this machine."""

    def __init__(self, ear: Ear, travel: Callable[[datetime], Awaitable[datetime]]) -> None:
        self._ear = ear
        self._screens = Screens()
        self._trips = Trips(travel, self._screens)
        self._chat = WebTransport(ear, self._screens)
        self.transport: Transport = self._chat

    def routes(self) -> Sequence[web.RouteDef]:
        """Everything under /sandbox; nothing acts by GET."""
        shown = {"{_:/?}": self._page, "/static/{path:.+}": _static, "/state": self._state, "/events": self._events}
        done = {"/hear": self._hear, "/around": self._arrange, "/time": self._time}
        return [
            *(web.get(f"/sandbox{path}", _guarded(handler)) for path, handler in shown.items()),
            *(web.post(f"/sandbox{path}", _guarded(handler)) for path, handler in done.items()),
        ]

    async def start(self) -> None:
        """Our own chat is the organisation's own."""
        await self._ear.install(Platform.WEB, hear.WORKSPACE)

    async def stop(self) -> None:
        """Let every open page go, and end a journey under way."""
        self._screens.close()
        await self._trips.stop()

    async def _page(self, request: web.Request) -> web.StreamResponse:
        if request.path != PAGES[0]:
            raise web.HTTPPermanentRedirect(PAGES[0])
        reader = await self._ear.read(lambda store: _reader(store, request))
        return web.Response(text=speak.page(reader.words, reader.people.get(reader.handle)), content_type="text/html")

    async def _state(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(await self._ear.read(lambda store: self._seen(store, request)))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        reader = await self._ear.read(lambda store: _reader(store, request))
        _, screen = reader.words, self._screens.add()
        if screen is None:
            raise RefusalError(503, _("Guldkorn is open in too many windows. Close one of the others."))
        stream = web.StreamResponse(headers={**speak.HEADERS, "Content-Type": "text/event-stream"})
        try:
            await stream.prepare(request)
            async for change in screen.changes(HEARTBEAT):
                if change.kind == "around":
                    reader = await self._ear.read(lambda store: _reader(store, request))
                await asyncio.wait_for(stream.write(await self._event(change, reader)), HEARTBEAT)
        except (ConnectionError, TimeoutError):
            pass  # the page has gone, or is too slow; it comes back by itself
        finally:
            self._screens.drop(screen)
        return stream

    async def _event(self, change: Change, reader: speak.Reader) -> bytes:
        if change.kind == "moment":
            return event("moment", await self._ear.read(lambda store: self._moment(store, reader)))
        return event(change.kind, {} if change.message is None else speak.message(change.message, reader))

    def _seen(self, store: Store, request: web.Request) -> dict[str, Any]:
        reader, rooms = _reader(store, request), store.chat.rooms()
        names = {community.key: community.name for community in store.communities.all()}
        met = [(room.handle, store.rooms.find(Platform.WEB, hear.WORKSPACE, room.handle)) for room in rooms]
        communities = {handle: names[found.community_id] for handle, found in met if found and found.community_id}
        messages = store.chat.in_room(request.query.get("room", ""))
        seen = speak.Seen(rooms, communities, store.chat.newest(), messages)
        return speak.state(seen, reader) | {"moment": self._moment(store, reader)}

    def _moment(self, store: Store, reader: speak.Reader) -> dict[str, Any]:
        now = self._ear.now()
        return speak.moment(now, coming(store, now), self._trips.leg, reader)

    async def _hear(self, request: web.Request) -> web.StreamResponse:
        ask, _ = await _asked(request, hear.HEARD), _words(request)
        if isinstance(ask, hear.Said) and not 0 < len(ask.text.strip()) <= LONGEST_LINE:
            raise RefusalError(400, _("Write a little at a time: something, and at most 12,000 characters."))
        user, where = await self._ear.read(lambda store: _where(store, request, ask.who, ask.room))
        inbound = await self._inbound(ask, hear.person(user), where)
        answer = Done() if inbound is None else await self._ear.receive(inbound)
        return web.json_response(speak.answer(answer, _))

    async def _inbound(self, ask: hear.Heard, who: Person, where: Room) -> Inbound | None:
        match ask:
            case hear.Said():
                inbound = hear.said(ask, who, where)
                if inbound is None or where.private:
                    await self._chat.say(ask.room, ask.who, str(ask.id), ask.text.strip())
                return inbound
            case hear.Pressed():
                return hear.pressed(ask, who, where)
            case hear.Filled():
                return hear.filled(ask, who, where)
            case hear.Unsaid():
                await self._chat.unsay(ask.message, ask.who)
                return None
            case _:
                assert_never(ask)

    async def _arrange(self, request: web.Request) -> web.StreamResponse:
        ask, _ = await _asked(request, hear.ARRANGED), _words(request)
        handle = await self._ear.write(lambda store: _arranged(store, request, ask))
        if handle is None:
            raise RefusalError(409, _("That is not possible here. A sandbox holds 200 people and 200 rooms."))
        if isinstance(ask, hear.Opened) and not ask.quietly:
            maker, room = await self._ear.read(lambda store: _where(store, request, ask.who, handle))
            await self._ear.receive(hear.met(room, hear.person(maker)))
        self._screens.show(Change("around"))
        return web.json_response({"handle": handle})

    async def _time(self, request: web.Request) -> web.StreamResponse:
        ask, _, now = await _asked(request, hear.JOURNEY), _words(request), self._ear.now()
        to = await self._ear.read(lambda store: destination(store, ask, now))
        if to is None:
            raise RefusalError(409, _("Nothing is planned yet."))
        if not now < to <= now + FARTHEST:
            raise RefusalError(400, _("Time only goes forward here, and at most a year at once."))
        reached = await self._trips.go(now, to.astimezone(UTC))
        if reached is None:
            raise RefusalError(409, _("A journey is under way. Wait until it has arrived."))
        return web.json_response(await self._ear.read(lambda store: self._moment(store, _reader(store, request))))


def _reader(store: Store, request: web.Request) -> speak.Reader:
    people = {user.handle: user for user in store.chat.users()}
    user = people.get(request.query.get("who", ""))
    handle = user.handle if user else ""
    known = store.people.behind(Platform.WEB, hear.WORKSPACE, handle)
    own = store.people.get(known).language if known else user.language if user else "da"
    rooms = frozenset({PRIVATE + handle, *store.chat.rooms_of(handle)}) if user else frozenset[str]()
    zone = store.organisations.current().zone
    return speak.Reader(handle, _words(request, own), zone, people, rooms)


def _where(store: Store, request: web.Request, who: str, room: str) -> tuple[ChatUser, Room]:
    _, user, found = _words(request), store.chat.user(who), store.chat.room(room)
    if user is None:
        raise RefusalError(404, _("Nobody here is called that. Choose again who you are."))
    if room == PRIVATE + who:
        return user, hear.private(user)
    if found is None or room not in store.chat.rooms_of(who):
        raise RefusalError(403, _("You are not in that room. Go into it first."))
    return user, hear.shared(found, store.chat.people_in(room))


def _arranged(store: Store, request: web.Request, ask: hear.Arranged) -> str | None:
    if isinstance(ask, hear.Hired):
        return store.chat.hire(**ask.model_dump(exclude={"kind"}))
    user, _private = _where(store, request, ask.who, PRIVATE + ask.who)
    if isinstance(ask, hear.Opened):
        return store.chat.open(ask.name, ask.outside, user.handle)
    return ask.room if store.chat.enter(ask.room, user.handle) else None


def _words(request: web.Request, own: str = "da") -> Words:
    asked = request.query.get("language", own)
    return words(asked if asked in LANGUAGES else own)


async def _asked(request: web.Request, shape: TypeAdapter[Shape]) -> Shape:
    _, body = _words(request), bytearray()
    if request.content_type != "application/json" or "Content-Encoding" in request.headers:
        raise RefusalError(415, _("I could not read that. Nothing has changed."))
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > HEAVIEST_BODY:
            raise RefusalError(413, _("That is too much at once. Nothing has changed."))
    ask = hear.asked(shape, bytes(body))
    if ask is None:
        raise RefusalError(400, _("I could not read that. Nothing has changed."))
    return ask


def _guarded(handler: Handler) -> Handler:
    async def guarded(request: web.Request) -> web.StreamResponse:
        _, act = _words(request), request.path not in PAGES
        try:
            if hear.stranger(request.headers, act):
                return _no(403, "The sandbox only answers its own pages.")
            response = await handler(request)
        except RefusalError as refused:
            return _no(refused.status, refused.sentence)
        except web.HTTPException:
            raise
        except Exception as broken:  # a bug or an outage; the message could hold what people wrote, the type does not
            structlog.get_logger().error("web.broken", path=request.path, error=type(broken).__name__)
            return _no(503, _("Something went wrong on my side. Try again in a moment."))
        if not response.prepared:
            response.headers.update(speak.HEADERS)
        return response

    return guarded


def _no(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status, headers=speak.HEADERS)


async def _static(request: web.Request) -> web.StreamResponse:
    if request.match_info["path"] not in _files():
        raise web.HTTPNotFound
    return web.FileResponse(_files()[request.match_info["path"]])


@lru_cache
def _files() -> dict[str, Path]:
    return {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*") if path.is_file()}
