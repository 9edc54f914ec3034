"""The browser chat's own rows: there the platform is ours, so its people, rooms and messages are stored here."""

import re
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Field, UniqueConstraint, col

from storage.shelf import NEVER_REUSED, Row, Shelf

MOST = 200  # people, and rooms
LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "é": "e", "ü": "u"})
PRIVATE = "@"  # a private chat's id is this and the person's handle; handles and room ids never hold it


class ChatUser(Row, table=True):
    """Somebody one can be in the browser chat; `handle` is the platform's id for them."""

    __table_args__ = (UniqueConstraint("organisation_id", "handle"), NEVER_REUSED)

    handle: str
    name: str
    title: str = ""
    place: str = ""
    language: str = "da"
    guest: bool = False  # of another organisation, so that one can try that they are let in nowhere


class ChatRoom(Row, table=True):
    """A shared room; `handle` is the platform's id for it."""

    __table_args__ = (UniqueConstraint("organisation_id", "handle"), NEVER_REUSED)

    handle: str
    name: str
    outside: bool = False  # shared with another organisation


class ChatSeat(Row, table=True):
    """That a person is in a shared room."""

    __table_args__ = (UniqueConstraint("organisation_id", "room", "person"), NEVER_REUSED)

    room: str = Field(index=True)
    person: str = Field(index=True)


class ChatMessage(Row, table=True):
    """One message as it stands; a removed one is deleted."""

    __table_args__ = (UniqueConstraint("organisation_id", "said"), NEVER_REUSED)

    room: str = Field(index=True)  # a room's handle, or a private chat's id
    author: str = ""  # the handle of who wrote it; empty: the bot
    said: str | None = None  # the writer's own key for it, so that a repeated request writes it once
    post_id: int | None = None  # the post it shows, when it is the bot's
    sheet: str = ""  # what the bot shows, as JSON …
    text: str = ""  # … or what a person wrote
    at: datetime
    edited_at: datetime | None = None


class Chat(Shelf):
    """Who is in the browser chat, where, and what stands there."""

    def add_user(
        self, handle: str, name: str, *, title: str = "", place: str = "", language: str = "da", guest: bool = False
    ) -> bool:
        """Somebody to be; False where the handle is taken and nothing has changed."""
        values = {"handle": handle, "name": name, "title": title, "place": place, "language": language, "guest": guest}
        return self._add_once(ChatUser, **values) is not None

    def hire(
        self, name: str, title: str = "", place: str = "", language: str = "da", guest: bool = False
    ) -> str | None:
        """Somebody new under a handle made of the name; None where there are as many as we can hold."""
        handle = _handle(name, {user.handle for user in self.users()})
        if handle is not None:
            self.add_user(handle, name, title=title, place=place, language=language, guest=guest)
        return handle

    def user(self, handle: str) -> ChatUser | None:
        """One person, by handle."""
        return self._one(ChatUser, col(ChatUser.handle) == handle)

    def users(self) -> list[ChatUser]:
        """Everybody one can be, by name."""
        return self._all(ChatUser, order=[col(ChatUser.guest), col(ChatUser.name), col(ChatUser.id)])

    def add_room(self, handle: str, name: str, outside: bool = False, people: Iterable[str] = ()) -> bool:
        """A shared room with these people in it; False where the handle is taken (they come in all the same)."""
        made = self._add_once(ChatRoom, handle=handle, name=name, outside=outside)
        for person in people:
            self.enter(handle, person)
        return made is not None

    def open(self, name: str, outside: bool, person: str) -> str | None:
        """A new room, with this person in it, under a handle made of its name; None where there are enough."""
        handle = _handle(name, {room.handle for room in self.rooms()})
        if handle is not None:
            self.add_room(handle, name, outside, [person])
        return handle

    def room(self, handle: str) -> ChatRoom | None:
        """One shared room, by handle."""
        return self._one(ChatRoom, col(ChatRoom.handle) == handle)

    def rooms(self) -> list[ChatRoom]:
        """Every shared room, by name."""
        return self._all(ChatRoom, order=[col(ChatRoom.name), col(ChatRoom.id)])

    def enter(self, room: str, person: str) -> bool:
        """Let a person be in a room; False where there is no such room."""
        if self.room(room) is None:
            return False
        self._add_once(ChatSeat, room=room, person=person)
        return True

    def rooms_of(self, person: str) -> set[str]:
        """The handles of the shared rooms a person is in."""
        return {seat.room for seat in self._all(ChatSeat, col(ChatSeat.person) == person)}

    def people_in(self, room: str) -> int:
        """How many can read along in a shared room."""
        return self._count(ChatSeat, col(ChatSeat.room) == room)

    def add(self, **values: object) -> ChatMessage | None:
        """A new message as it stands; None where its `said` was written before."""
        key = self._add_once(ChatMessage, **{"author": "", "sheet": "", "text": "", **values})
        return None if key is None else self.get(key)

    def get(self, key: int) -> ChatMessage | None:
        """One message, while it stands."""
        return self._one(ChatMessage, col(ChatMessage.id) == key)

    def show(self, key: int, sheet: str, now: datetime) -> ChatMessage | None:
        """Let a message of the bot's show something else; None where it is gone."""
        self._change(ChatMessage, col(ChatMessage.id) == key, col(ChatMessage.author) == "", sheet=sheet, edited_at=now)
        return self.get(key)

    def remove(self, key: int, author: str = "") -> ChatMessage | None:
        """Take away a message of this author (the bot's, if none is named); None where there is no such message."""
        standing = self._one(ChatMessage, col(ChatMessage.id) == key, col(ChatMessage.author) == author)
        self._drop(ChatMessage, col(ChatMessage.id) == key, col(ChatMessage.author) == author)
        return standing

    def in_room(self, room: str, most: int = 200) -> list[ChatMessage]:
        """What stands in a room, oldest first, the latest `most`."""
        newest = self._all(ChatMessage, col(ChatMessage.room) == room, order=[col(ChatMessage.id).desc()], limit=most)
        return newest[::-1]

    def newest(self) -> list[tuple[str, str, int]]:
        """(room, author, id) of the latest message of each author in each room, for unread marks."""
        query = (
            select(col(ChatMessage.room), col(ChatMessage.author), func.max(col(ChatMessage.id)))
            .where(col(ChatMessage.organisation_id) == self.organisation)
            .group_by(col(ChatMessage.room), col(ChatMessage.author))
        )
        return [(room, author, key or 0) for room, author, key in self.connection.execute(query)]


def _handle(name: str, taken: set[str]) -> str | None:
    """A short id made of a name: "Åse Bæk" -> "aase-baek", then "aase-baek-2"."""
    if len(taken) >= MOST:
        return None
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower().translate(LETTERS)).strip("-")[:60] or "x"
    counted = (plain if number == 1 else f"{plain}-{number}" for number in range(1, MOST + 2))
    return next(handle for handle in counted if handle not in taken)
