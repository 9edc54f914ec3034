"""What a person can do in any chat, so that one scenario runs on every platform through its real client side.

People and rooms go by short plain names ("mette", "natur"); each driver maps them to its platform's ids.
`room=None` is the private chat between that person and the bot.
"""

from dataclasses import dataclass, field
from typing import Protocol

from handlers.language import Platform, Value


@dataclass(frozen=True, slots=True)
class Seen:
    """A form as the person sees it."""

    title: str
    fields: tuple[str, ...]  # names, in order
    values: dict[str, Value] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


class Driver(Protocol):
    """One platform's client, driven; every call returns when the bot has answered the request."""

    platform: Platform
    workspace: str

    async def command(self, who: str, text: str, room: str | None = None) -> None:
        """Address the bot with words: `/guldkorn text`, a mention or personal message on Teams, typed on the web."""

    async def say(self, who: str, text: str) -> None:
        """Write freely to the bot in the private chat."""

    async def press(self, who: str, label: str, room: str | None = None) -> None:
        """Press the newest button so labelled that `who` can see: in the room, or in what was just told them."""

    async def fill(self, who: str, **values: Value) -> None:
        """Fill in the form open for `who` (fields by name; the others keep what they hold) and submit it."""

    def form(self, who: str) -> Seen | None:
        """The form open for `who`, with its problems, or None."""

    def shown(self, room: str | None, who: str = "") -> list[str]:
        """What each standing message of the bot's says, in the room or the private chat of `who`, oldest first."""

    def told(self, who: str) -> list[str]:
        """What only `who` was told (ephemeral message, dialog message, invoke message), oldest first."""
