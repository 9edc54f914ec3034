"""A small organisation to try promises in: people say, press and fill; time passes; the real courier delivers.

Nobody here knows a platform: rooms go by name, people by theirs, and what they see is kept by an in-memory chat.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlmodel import SQLModel

from bot.clock import Travelled, traveller
from bot.courier import Courier
from handlers.desk import Desk
from handlers.language import Answer, Form, Measure, OpenForm, Platform, Sheet, Surface
from storage.communities import Community
from storage.database import Database
from storage.people import Person as Known
from storage.posts import Post
from storage.store import Store
from tests.handlers.chat import Chat, read
from tests.handlers.speech import HOME, Said, Speech, copenhagen, named

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # ten o'clock in Copenhagen, in week 48
Moment = datetime | timedelta | str  # a moment, a while from now, or a time on the wall: "2026-11-25 14:00"
Dump = dict[str, list[tuple[object, ...]]]
Found = TypeVar("Found")


class World(Speech):
    """Everything one scenario needs; a room's or person's name may say its platform: "teams:natur" (web if not)."""

    def __init__(self, database: Database, measure: Measure, start: datetime) -> None:
        self.clock = Travelled(lambda: start)
        self.chats = {platform: Chat(platform) for platform in Platform}
        self.chat = self.chats[Platform.WEB]
        self.desk = Desk(database, self.clock, measure)
        self.courier = Courier(self.desk, self.chats)
        self.desk.wake = self.courier.wake
        super().__init__()
        self.delivering = False

    # --- what people do

    async def says(self, who: str, text: str, room: str | None = None, post: int | None = None) -> Answer:
        """Write to the bot: freely in private (under a post, if named), with its name in a room."""
        heard = self.inbound(who, "command" if room else "talk", room)
        surface = Surface.MENTION if room else Surface.MESSAGE
        return await self.desk.receive(replace(heard, text=text, surface=surface, post=post, tells=room is not None))

    async def presses(self, who: str, verb: str, room: str | None = None, /, **values: Said) -> Answer:
        """Press a button with these values."""
        return await self.desk.receive(self.pressed(who, verb, room, **values))

    async def opens(self, who: str, verb: str, room: str | None = None, /, **values: Said) -> Form:
        """Press a button that opens a form."""
        answer = await self.presses(who, verb, room, **values)
        assert isinstance(answer, OpenForm), answer
        return answer.form

    async def hands_in(self, who: str, form: Form, room: str | None = None, /, **values: Said) -> Answer:
        """Hand in an open form, with the other fields as they stand in it."""
        return await self.desk.receive(self.handed_in(who, form, room, **values))

    async def fills(self, who: str, verb: str, room: str | None = None, /, **values: Said) -> Answer:
        """Open a form and hand it in."""
        return await self.hands_in(who, await self.opens(who, verb, room), room, **values)

    async def happens(self, verb: str, room: str, who: str = "fatima") -> Answer:
        """Something befalls a room or a private chat; nobody waits for an answer."""
        return await self.desk.receive(replace(self.inbound(who, verb, room), surface=Surface.EVENT))

    async def founds(self, who: str, room: str, /, name: str = "", **more: Said) -> int:
        """A community in a room; its number."""
        called = name or room.rpartition(":")[2].title()
        await self.fills(who, "community.found", room, name=called, language="en", **more)
        return self.community(called).key

    async def tells(self, who: str, room: str, /, **values: Said) -> int:
        """A story as a draft, begun in a community's room; its number."""
        await self.fills(who, "story.tell", room, **values)
        return self.ask(lambda store: store.stories.last()) or 0

    # --- time and delivery

    async def delivers(self) -> None:
        """Let the courier do all there is to do now; from the first time on it is always at work."""
        if not self.delivering:
            self.delivering = True
            await self.courier.start()
        self.courier.wake()
        async with asyncio.timeout(30):  # a courier that never comes to rest shall fail its test, not hold it up
            await self.courier.settled()

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait while the courier works until this holds."""
        async with asyncio.timeout(10):
            while not holds():  # noqa: ASYNC110 - what is waited for is a row, and no event is set by it
                await asyncio.sleep(0.005)

    async def travels(self, to: Moment) -> None:
        """Let time pass, doing and delivering what falls due on the way."""
        await self.delivers()
        await traveller(self.desk, self.courier, self.clock)(self._moment(to))

    async def wakes(self, at: Moment) -> None:
        """Have been down until this moment, then knock once."""
        self.clock.reach(self._moment(at))
        await self.desk.tick(self.clock())
        if self.delivering:
            await self.delivers()

    def _moment(self, to: Moment) -> datetime:
        if isinstance(to, timedelta):
            return self.clock() + to
        return copenhagen(to) if isinstance(to, str) else to

    # --- what can be seen

    def standing(self, room: str) -> list[Sheet]:
        """What stands in a room ("@mette" is her private chat), oldest first."""
        platform, name = named(room)
        return self.chats[platform].shows(name)

    def shows(self, room: str) -> str:
        """All that can be read in a room, the latest last."""
        return "\n---\n".join(read(sheet) for sheet in self.standing(room))

    def posts(self, **like: object) -> list[Post]:
        """The posts whose columns are like this, oldest first."""
        found = self.ask(lambda store: store.posts.everything())
        return [post for post in found if all(getattr(post, name) == value for name, value in like.items())]

    def post(self, **like: object) -> Post:
        """The one post like this."""
        (only,) = self.posts(**like)
        return only

    def person(self, who: str) -> Known:
        """What is known of somebody."""
        platform, name = named(who)
        key = self.ask(lambda store: store.people.behind(platform, HOME, name))
        assert key is not None, f"nobody has met {who}"
        return self.ask(lambda store: store.people.get(key))

    def community(self, name: str) -> Community:
        """A community by name."""
        found = self.ask(lambda store: store.communities.named(name))
        assert found is not None, f"there is no {name}"
        return found

    def ask(self, work: Callable[[Store], Found]) -> Found:
        """One question to the database."""
        return self.desk.database.read(work)

    def dump(self, *, without: tuple[str, ...] = ()) -> Dump:
        """Every row of every table but these, to see that nothing has changed."""
        tables = [table for table in SQLModel.metadata.sorted_tables if table.name not in without]
        with self.desk.database.engine.connect() as connection:
            rows = {table.name: connection.execute(table.select()).all() for table in tables}
        return {name: sorted((tuple(row) for row in found), key=repr) for name, found in rows.items()}


@asynccontextmanager
async def opened(
    database: Database, measure: Measure = lambda _card: 0, start: datetime = MONDAY
) -> AsyncIterator[World]:
    """A world on a database that has its tables, at home on all three platforms; nothing is left running."""
    world = World(database, measure, start)
    for platform in Platform:
        await world.desk.install(platform, HOME)
    try:
        yield world
    finally:
        for door in [door for chat in world.chats.values() for door in chat.doors.values()]:
            door.set()
        await world.courier.stop()
        world.desk.close()
