"""Messages in the browser chat: there the platform is ours, so what stands in a room is stored here."""

from datetime import datetime

from sqlmodel import Field, col

from storage.shelf import Row, Shelf


class ChatMessage(Row, table=True):
    """One message as it stands; a removed one is deleted."""

    room: str = Field(index=True)  # the browser chat's own room id
    author: str = ""  # the account that wrote it; empty: the bot
    post_id: int | None = None  # the post it shows, when it is the bot's
    sheet: str = ""  # what the bot shows, as JSON …
    text: str = ""  # … or what a person wrote
    at: datetime
    edited_at: datetime | None = None


class Chat(Shelf):
    """What stands in the browser chat."""

    def add(self, **values: object) -> int:
        """A new message."""
        return self._add(ChatMessage, **{"author": "", "sheet": "", "text": "", **values})

    def get(self, key: int) -> ChatMessage | None:
        """One message, while it stands."""
        return self._one(ChatMessage, col(ChatMessage.id) == key)

    def show(self, key: int, sheet: str, now: datetime) -> bool:
        """Let a message show something else; False where it is gone."""
        return self._change(ChatMessage, col(ChatMessage.id) == key, sheet=sheet, edited_at=now) > 0

    def remove(self, key: int) -> bool:
        """Take a message away; False where it is gone already."""
        return self._drop(ChatMessage, col(ChatMessage.id) == key) > 0

    def in_room(self, room: str, most: int = 200) -> list[ChatMessage]:
        """What stands in a room, oldest first, the latest `most`."""
        newest = self._all(ChatMessage, col(ChatMessage.room) == room, order=[col(ChatMessage.id).desc()], limit=most)
        return newest[::-1]
