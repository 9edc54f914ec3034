"""Makes a message of our own chat show a sheet, and lets every open screen know: of messages and of the time."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.transport import Destination, Ear, Pace, Receipt, Undeliverable
from bot.web.hear import Journey
from handlers.calendar import wall
from handlers.codec import sheet_to_json
from handlers.language import Platform, Sheet
from storage.chat import PRIVATE, ChatMessage
from storage.store import Store

MOST_SCREENS = 64
FRAME = 0.25  # seconds between two looks at the clock while travelling
MOST_BEHIND = 500  # changes a screen may lag behind before it is let go; it then reads everything anew


@dataclass(frozen=True, slots=True)
class Change:
    """What open screens must show: a message that stands or is gone, the moment, or people and rooms read anew."""

    kind: Literal["stands", "gone", "moment", "around"]
    message: ChatMessage | None = None


@dataclass(slots=True)
class Screen:
    """One open page, waiting for changes."""

    waiting: asyncio.Queue[Change | None] = field(default_factory=lambda: asyncio.Queue(MOST_BEHIND + 1))

    async def changes(self, heartbeat: float) -> AsyncIterator[Change]:
        """Each change, beginning with the moment, which comes again after every `heartbeat` quiet seconds."""
        yield Change("moment")
        while True:
            try:
                change = await asyncio.wait_for(self.waiting.get(), heartbeat)
            except TimeoutError:
                change = Change("moment")
            if change is None:
                return
            yield change


@dataclass(slots=True)
class Screens:
    """Every open page; bounded in number and in how far one may lag."""

    most: int = MOST_SCREENS
    open: list[Screen] = field(default_factory=list)

    def add(self) -> Screen | None:
        """One more page, or None where there are enough."""
        if len(self.open) >= self.most:
            return None
        screen = Screen()
        self.open.append(screen)
        return screen

    def drop(self, screen: Screen) -> None:
        """Forget a page; one already forgotten is fine."""
        if screen in self.open:
            self.open.remove(screen)

    def show(self, change: Change) -> None:
        """Hand a change to every page; one that lags too far is let go."""
        for screen in list(self.open):
            if screen.waiting.qsize() >= MOST_BEHIND:
                self._let_go(screen)
            else:
                screen.waiting.put_nowait(change)

    def stands(self, message: ChatMessage | None) -> None:
        """A message is new or shows something else; None where nothing has changed."""
        if message is not None:
            self.show(Change("stands", message))

    def gone(self, message: ChatMessage | None) -> None:
        """A message is taken away; None where it was gone."""
        if message is not None:
            self.show(Change("gone", message))

    def close(self) -> None:
        """Let every page go."""
        for screen in list(self.open):
            self._let_go(screen)

    def _let_go(self, screen: Screen) -> None:
        self.drop(screen)
        screen.waiting.put_nowait(None)  # one place is kept free for it


@dataclass(slots=True)
class Trips:
    """Journeys in time, one at a time, which every screen follows while they last."""

    travel: Callable[[datetime], Awaitable[datetime]]
    screens: Screens
    leg: tuple[datetime, datetime] | None = None  # from and to, while under way
    _under_way: asyncio.Task[datetime] | None = None

    async def go(self, now: datetime, to: datetime) -> datetime | None:
        """The moment reached; None where another journey is under way. Who asked may go away meanwhile."""
        if self.leg is not None:
            return None
        self.leg = (now, to)
        self._under_way = asyncio.create_task(self._go(to))
        return await asyncio.shield(self._under_way)

    async def stop(self) -> None:
        """End a journey where it is."""
        if self._under_way is not None:
            self._under_way.cancel()
            await asyncio.wait({self._under_way})

    async def _go(self, to: datetime) -> datetime:
        following = asyncio.create_task(self._follow())
        try:
            return await self.travel(to)
        finally:
            following.cancel()
            self.leg = None
            self.screens.show(Change("moment"))

    async def _follow(self) -> None:
        while True:
            self.screens.show(Change("moment"))
            await asyncio.sleep(FRAME)


def event(kind: str, told: Mapping[str, Any]) -> bytes:
    """One server-sent event."""
    return f"event: {kind}\ndata: {json.dumps(told)}\n\n".encode()


class WebTransport:
    """Writes into the chat's own rows; nothing between us and them can be slow, limited or away."""

    platform = Platform.WEB
    pace = Pace()

    def __init__(self, ear: Ear, screens: Screens) -> None:
        self._ear = ear
        self._screens = screens

    async def send(self, to: Destination, sheet: Sheet, post: int) -> Receipt:
        """A new message; Undeliverable where there is no such person or room."""
        room = to.room or PRIVATE + to.account
        now = self._ear.now()
        shown = sheet_to_json(sheet)

        def add(store: Store) -> ChatMessage | None:
            if not _stands(store, room):
                return None
            return store.chat.add(room=room, sheet=shown, post_id=post, at=now)

        made = await self._ear.write(add)
        if made is None:
            raise Undeliverable("no_such_person" if room.startswith(PRIVATE) else "no_such_room")
        self._screens.stands(made)
        return Receipt(str(made.key), room)

    async def edit(self, to: Destination, receipt: Receipt, sheet: Sheet, post: int) -> None:  # noqa: ARG002 - the row holds both
        """Let the message show this instead."""
        now = self._ear.now()
        shown = sheet_to_json(sheet)
        self._screens.stands(await self._ear.write(lambda store: store.chat.show(int(receipt.message), shown, now)))

    async def remove(self, to: Destination, receipt: Receipt) -> None:  # noqa: ARG002 - the receipt alone names it
        """Take the message away."""
        self._screens.gone(await self._ear.write(lambda store: store.chat.remove(int(receipt.message))))

    async def say(self, room: str, author: str, said: str, text: str) -> None:
        """A person's own words; `said` is the page's key for them, so that a repeated request writes them once."""
        now = self._ear.now()

        def add(store: Store) -> ChatMessage | None:
            return store.chat.add(room=room, author=author, said=said, text=text, at=now)

        self._screens.stands(await self._ear.write(add))

    async def unsay(self, message: int, author: str) -> None:
        """Take away what a person wrote; only they can."""
        self._screens.gone(await self._ear.write(lambda store: store.chat.remove(message, author)))


def _stands(store: Store, room: str) -> bool:
    if room.startswith(PRIVATE):
        return store.chat.user(room.removeprefix(PRIVATE)) is not None
    return store.chat.room(room) is not None


def coming(store: Store, now: datetime) -> datetime | None:
    """The next moment anything is planned for."""
    planned = (store.posts.next_due(), store.checkins.next_due())
    return min((due for due in planned if due is not None and due > now), default=None)


def destination(store: Store, ask: Journey, now: datetime) -> datetime | None:
    """Where a journey leads; None where nothing is planned to go to."""
    zone = store.organisations.current().zone
    if ask.days is not None:
        return wall(now, zone) + timedelta(days=ask.days)  # on the wall clock: two o'clock stays two o'clock
    if ask.to is not None:
        return ask.to if ask.to.tzinfo else ask.to.replace(tzinfo=ZoneInfo(zone))
    return coming(store, now)
