"""A chat that keeps what it is given in memory: a transport for the real courier, with bad days on order."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from itertools import count

from bot.transport import Destination, Pace, Receipt
from handlers.language import Card, Form, Platform, Sheet


def words_on(sheet: object) -> str:
    """Every word that can be read on a sheet, its notification line and its buttons included."""
    return repr(sheet)


def read(sheet: Sheet | None) -> str:
    """What somebody reads on a sheet from top to bottom, buttons as [label]."""
    if sheet is None:
        return ""
    if isinstance(sheet, Form):
        return "\n".join([sheet.title, sheet.intro, *(one.label for one in sheet.fields), sheet.note])
    lines: list[str] = []
    for part in sheet.parts:
        match part.kind:
            case "heading" | "quote" | "note":
                lines.append(part.text)
            case "prose":
                lines.append("".join(span.name if span.kind == "mention" else span.text for span in part.spans))
            case "facts":
                lines += [f"{label}: {text}" for label, text in part.rows]
            case "buttons":
                lines.append(" ".join(f"[{button.label}]" for button in part.row))
            case "divider":
                lines.append("–")
    return "\n".join(lines)


def verbs_on(sheet: Sheet | None) -> list[str]:
    """The verbs of a card's buttons, in order."""
    parts = sheet.parts if isinstance(sheet, Card) else ()
    return [button.act.verb for part in parts if part.kind == "buttons" for button in part.row]


@dataclass(frozen=True, slots=True)
class Call:
    """One thing the courier did."""

    kind: str  # send · edit · remove
    room: str
    post: int
    sheet: Sheet | None


@dataclass
class Chat:
    """One platform; rooms go by name, a private chat by "@" and who it is with."""

    platform: Platform
    pace: Pace = field(default_factory=Pace)
    calls: list[Call] = field(default_factory=list)
    standing: dict[str, dict[str, Sheet]] = field(default_factory=lambda: defaultdict(dict))
    trouble: dict[str, deque[Exception]] = field(default_factory=lambda: defaultdict(deque))
    doors: dict[str, asyncio.Event] = field(default_factory=dict)  # calls to a room wait until its door is open
    lost: set[str] = field(default_factory=set)  # rooms where a failed call was taken all the same
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def send(self, to: Destination, sheet: Sheet, post: int) -> Receipt:
        """A new message."""
        room = to.room or f"@{to.account}"
        message = f"m{next(self.numbers)}"
        self.calls.append(Call("send", room, post, sheet))
        await self._pass(room, message, sheet)
        self.standing[room][message] = sheet
        return Receipt(message, room)

    async def edit(self, _to: Destination, receipt: Receipt, sheet: Sheet, post: int) -> None:
        """The message shows something else."""
        self.calls.append(Call("edit", receipt.room, post, sheet))
        await self._pass(receipt.room, receipt.message, sheet)
        if receipt.message in self.standing[receipt.room]:
            self.standing[receipt.room][receipt.message] = sheet

    async def remove(self, _to: Destination, receipt: Receipt) -> None:
        """The message is gone."""
        self.calls.append(Call("remove", receipt.room, 0, None))
        await self._pass(receipt.room, "", None)
        self.standing[receipt.room].pop(receipt.message, None)

    def shows(self, room: str) -> list[Sheet]:
        """What stands in a room, oldest first."""
        return list(self.standing[room].values())

    def sent_to(self, room: str) -> list[Sheet]:
        """What was ever sent to a room, edits left out."""
        return [call.sheet for call in self.calls if call.kind == "send" and call.room == room and call.sheet]

    async def _pass(self, room: str, message: str, sheet: Sheet | None) -> None:
        if room in self.doors:
            await self.doors[room].wait()
        if self.trouble[room]:
            if room in self.lost and sheet is not None:
                self.standing[room][message] = sheet
            raise self.trouble[room].popleft()
