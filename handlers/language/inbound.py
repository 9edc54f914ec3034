"""What a platform may tell us, in one shape, so that no handler ever reads a payload."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Value = str | bool | tuple[str, ...]
"""One submitted field: a text, a toggle, or the chosen options' values."""


class Platform(StrEnum):
    """The chats we live in; the value is what is stored and what stands in `slack:U123`."""

    SLACK = "slack"
    TEAMS = "teams"
    WEB = "web"


class Surface(StrEnum):
    """Where the words were said, because each place has its own way to take an answer (see `SURFACES` in desk).

    The value is part of no stored row; the desk reads it to decide what the request itself can carry.
    """

    COMMAND = "command"  # a slash command or the like: can tell privately and open a form
    BUTTON = "button"  # a button that acts: can tell privately; may or may not open a form
    OPENING = "opening"  # a button that opens its verb's form
    FORM = "form"  # a submitted form: can show problems at its fields
    MESSAGE = "message"  # a private message: the answer is the next message
    MENTION = "mention"  # addressed by name in a shared room
    EVENT = "event"  # something happened (added, removed, installed): nobody waits for an answer


@dataclass(frozen=True, slots=True)
class Person:
    """Who spoke, as the platform tells it; `member` is False for guests and people of other organisations."""

    platform: Platform
    workspace: str  # Slack team id, Teams tenant id, or the sandbox's name
    id: str  # Slack user id, Teams aadObjectId, or the sandbox person's id
    name: str
    language: str = "da"  # "da" or "en"; anything else the platform says is taken as "en"
    member: bool = True


@dataclass(frozen=True, slots=True)
class Room:
    """Where it was said, as the platform tells it."""

    platform: Platform
    workspace: str
    id: str  # Slack channel id, Teams conversation id (without ;messageid=), or the sandbox room's id
    name: str = ""
    private: bool = False  # the one-to-one chat between the person and the bot
    outside: bool = False  # shared with another organisation (Slack Connect, Teams shared channel)
    address: str = ""  # what this platform's transport needs to write here first; opaque to everybody else
    people: int | None = None  # how many can read along here, where the platform has said so


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing heard: every event, command, click, form and message becomes one of these."""

    key: str  # unique per thing said: platform, workspace, conversation, kind, platform id, joined by "/"
    verb: str  # "noun.verb" from the button or form; "talk", "command" or an event's verb otherwise
    who: Person
    where: Room
    surface: Surface
    text: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    token: str = ""  # the form's, made when it was opened
    post: int | None = None  # our post whose button was pressed or whose thread was answered
    message: str = ""  # the platform's id of that message: a click is a receipt for a post we were unsure of
    thread: str = ""  # the platform's id to answer under, where it has threads
    opens: bool = False  # this very request can open a form
    tells: bool = False  # this very request can carry a private answer; otherwise the desk makes it a post
    stands: bool = False  # where no form can open, it may stand as a card instead (Teams, personal chat)
    redraws: bool = False  # the answer can replace the card that was pressed (Teams Action.Execute)
