"""What it takes to be a platform: a transport that makes one message show one sheet, and an edge that hears.

The port is the message, never the operation: no platform knows what a story or a digest is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from aiohttp import web

from handlers.language import Answer, Card, Inbound, Platform, Sheet
from storage.store import Store

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a message shall stand; made from the room's row by the desk."""

    platform: Platform
    workspace: str
    room: str  # the platform's room id; for a private chat not yet opened, empty
    account: str  # the platform's user id when the room is private, else empty
    address: str  # the transport's own words from hearing or from an earlier receipt, possibly empty
    thread: str = ""  # answer under this message


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's proof that a message stands, and what is needed to change or remove it later."""

    message: str
    room: str  # the conversation it stands in, which for a first private message is learnt here
    address: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """The most a platform takes, kept to so that it never has to say no: seconds between calls, by lane."""

    room: float = 0.0  # between two messages in one conversation
    workspace: float = 0.0  # between two calls in one workspace or tenant


class Refused(Exception):
    """The platform surely did not take it and will not: `reason` is its own short code, never text people wrote."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Undeliverable(Refused):
    """The person or room cannot be reached (blocked, left, never installed, bot not in the channel)."""


class TryLater(Exception):
    """Surely not accepted now (429, 412, connection refused); `seconds` until it is worth trying again."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds


class Unknown(Exception):
    """It may or may not stand there (408, 5xx, internal_error, a timeout, a dropped connection)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Transport(Protocol):
    """Makes messages; raises Refused, Undeliverable, TryLater or Unknown and nothing else for what a platform says."""

    @property
    def platform(self) -> Platform:
        """Whose messages these are."""

    @property
    def pace(self) -> Pace:
        """The most the platform takes."""

    async def send(self, to: Destination, sheet: Sheet, post: int) -> Receipt:
        """Make a new message that shows `sheet`; its buttons carry `post`. Never repeats by itself."""

    async def edit(self, to: Destination, receipt: Receipt, sheet: Sheet, post: int) -> None:
        """Make the message show `sheet` instead; may be repeated freely. A message already gone is a success."""

    async def remove(self, to: Destination, receipt: Receipt) -> None:
        """Take the message away; already gone is a success. Refused("unsupported") where it cannot be done."""


class Ear(Protocol):
    """What an edge hands on to: the desk, seen from a platform."""

    def now(self) -> datetime:
        """The moment it is, aware UTC; in the sandbox it may be travelled."""

    async def receive(self, inbound: Inbound) -> Answer:
        """Do what was heard, once; a second hearing of the same key gets the first one's answer."""

    async def reply(self, inbound: Inbound, card: Card) -> None:
        """Make the answer a private post after all, when the request turned out not to carry it."""

    async def install(self, platform: Platform, workspace: str) -> None:
        """Learn that this workspace or tenant is the organisation's own."""

    async def read(self, work: Callable[[Store], Result]) -> Result:
        """Run `work` in one reading transaction (only our own browser chat keeps rows of its own)."""

    async def write(self, work: Callable[[Store], Result]) -> Result:
        """Run `work` in one writing transaction; it may be run again, so it only touches the store."""


class Edge(Protocol):
    """A platform's ear: its HTTP routes and what must be learnt at start."""

    @property
    def transport(self) -> Transport:
        """What makes messages on this platform."""

    def routes(self) -> Sequence[web.RouteDef]:
        """The routes this platform adds to the one application."""

    async def start(self) -> None:
        """Begin background work (sessions, learning who we are); must not fail because the platform is away."""

    async def stop(self) -> None:
        """End it, waiting for what is under way."""
