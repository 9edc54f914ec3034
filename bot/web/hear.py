"""What the page may send, in shapes that refuse everything else, and each as the Inbound it means."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from bot.settings import loopback
from handlers.language import Inbound, Person, Platform, Room, Surface, Value
from storage.chat import PRIVATE, ChatRoom, ChatUser

WORKSPACE = "sandbox"
Shape = TypeVar("Shape")
ADDRESSED = re.compile(r"\s*[/@]guldkorn\b[,:]?", re.IGNORECASE)


def _sayable(text: str) -> str:
    """Leave out the one character PostgreSQL cannot store; nobody can write it on a keyboard."""
    return text.replace("\0", "")


Text = Annotated[str, AfterValidator(_sayable)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80), AfterValidator(_sayable)]
Named = Annotated[Line, StringConstraints(min_length=1)]
Handle = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,80}$")]
Place = Annotated[str, StringConstraints(pattern=r"^@?[a-z0-9-]{1,80}$")]
Verb = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}\.[a-z_]{1,40}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(_sayable)]
Answered = Annotated[Text | bool | tuple[Text, ...], Field(union_mode="smart")]
PostId = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Asked(BaseModel):
    """Anything asked of the sandbox names who asks; a field it does not know is a mistake worth hearing of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    who: Handle


class Spoken(Asked):
    """Something said somewhere; `id` is made by the page, so that a repeated request is the same thing heard twice."""

    id: UUID
    room: Place


class Said(Spoken):
    """A line typed in the composer."""

    kind: Literal["say"]
    text: Text


class Pressed(Spoken):
    """A button of the bot's; `do` acts at once, `ask` opens its verb's form."""

    kind: Literal["do", "ask"]
    verb: Verb
    values: dict[Name, Text] = {}
    post: PostId | None = None
    message: Line = ""


class Filled(Spoken):
    """A form, submitted."""

    kind: Literal["form"]
    verb: Verb
    carried: dict[Name, Text] = {}
    values: dict[Name, Answered] = {}
    token: Line = ""
    post: PostId | None = None
    message: Line = ""


class Unsaid(Spoken):
    """One's own message, taken away again."""

    kind: Literal["unsay"]
    message: PostId


Heard = Said | Pressed | Filled | Unsaid
HEARD: TypeAdapter[Heard] = TypeAdapter(Annotated[Heard, Field(discriminator="kind")])


class Entered(Asked):
    """A shared room one goes into."""

    kind: Literal["enter"]
    room: Handle


class Opened(Asked):
    """A new shared room, with the bot in it."""

    kind: Literal["open"]
    name: Named
    outside: bool = False
    quietly: bool = False  # without the bot's hello, as in a room it has long been in


class Hired(BaseModel):
    """A new colleague, or a guest of another organisation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["hire"]
    name: Named
    title: Line = ""
    place: Line = ""
    language: Literal["da", "en"] = "da"
    guest: bool = False


Arranged = Entered | Opened | Hired
ARRANGED: TypeAdapter[Arranged] = TypeAdapter(Annotated[Arranged, Field(discriminator="kind")])


class Journey(BaseModel):
    """How far ahead in time: to a moment, to a wall-clock moment, some days, or to what comes next; one of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: datetime | None = None  # with an offset; without one it is read as wall time, as the page's field gives it
    days: Annotated[int, Field(ge=1, le=366)] | None = None
    next: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Journey":
        if sum(way is not None for way in (self.to, self.days, self.next)) != 1:
            raise ValueError("name one of to, days and next")
        return self


JOURNEY = TypeAdapter(Journey)


def stranger(headers: Mapping[str, str], act: bool) -> bool:
    """Whether another site's page is behind a request: by another name for us (DNS rebinding), or from elsewhere."""
    host = headers.get("Host", "")
    try:
        if not loopback(f"http://{host}"):
            return True
    except ValueError:  # not even an address
        return True
    if headers.get("Origin", f"http://{host}") not in {f"http://{host}", f"https://{host}"}:
        return True
    return act and headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}


def asked(shape: TypeAdapter[Shape], body: bytes) -> Shape | None:
    """What a body asks; None where it is no JSON, not UTF-8, too deep, or not of this shape."""
    try:
        return shape.validate_json(body, strict=False)
    except ValidationError:
        return None


def person(user: ChatUser) -> Person:
    """Who speaks; a guest is no member."""
    return Person(Platform.WEB, WORKSPACE, user.handle, user.name, user.language, member=not user.guest)


def private(user: ChatUser) -> Room:
    """The chat between this person and the bot."""
    return Room(Platform.WEB, WORKSPACE, PRIVATE + user.handle, private=True)


def shared(room: ChatRoom, people: int) -> Room:
    """A room with others in it."""
    return Room(Platform.WEB, WORKSPACE, room.handle, room.name, outside=room.outside, people=people)


def said(ask: Said, who: Person, where: Room) -> Inbound | None:
    """A line as the bot hears it; None where colleagues talk among themselves."""
    spoken = ADDRESSED.match(ask.text)
    text = ask.text[spoken.end() :] if spoken else ask.text
    if where.private:
        return Inbound(_key(ask, where, "talk"), "talk", who, where, Surface.MESSAGE, text.strip(), opens=True)
    if spoken is None:
        return None
    key = _key(ask, where, "command")
    return Inbound(key, "command", who, where, Surface.COMMAND, text.strip(), opens=True, tells=True)


def pressed(ask: Pressed, who: Person, where: Room) -> Inbound:
    """A click on one of the bot's buttons."""
    return Inbound(
        _key(ask, where, "button"),
        ask.verb,
        who,
        where,
        Surface.BUTTON if ask.kind == "do" else Surface.OPENING,
        values=dict(ask.values),
        post=ask.post,
        message=ask.message,
        opens=True,
        tells=True,
    )


def filled(ask: Filled, who: Person, where: Room) -> Inbound:
    """A submitted form; what it carried cannot be overwritten by a field."""
    values: dict[str, Value] = {**ask.values, **ask.carried}
    return Inbound(
        _key(ask, where, "form"),
        ask.verb,
        who,
        where,
        Surface.FORM,
        values=values,
        token=ask.token,
        post=ask.post,
        message=ask.message,
        opens=True,
        tells=True,
    )


def met(where: Room, who: Person) -> Inbound:
    """The bot stands in a new shared room; that happens to a room once."""
    return Inbound(f"web/{WORKSPACE}/{where.id}/met/1", "room.met", who, where, Surface.EVENT)


def _key(ask: Spoken, where: Room, kind: str) -> str:
    return f"web/{WORKSPACE}/{where.id}/{kind}/{ask.id}"
