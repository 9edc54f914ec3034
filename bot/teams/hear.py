"""What Teams says, as Inbounds: pure, over plain dicts, and naming no feature, since verbs travel inside buttons.

Shapes: learn.microsoft.com/microsoftteams/platform/bots (messages, Universal Actions, dialogs, conversation events).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import unquote

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from handlers.language import Inbound, Person, Platform, Room, Surface, Value

OURS = "guldkorn"  # the one key of a button's data that is ours; what people fill in stands beside it
Asked = Literal["", "execute", "fetch", "submit"]  # which answer the request waits for; none for messages and events
INVOKES: Mapping[str, Asked] = {"adaptiveCard/action": "execute", "task/fetch": "fetch", "task/submit": "submit"}
DATA: Mapping[Asked, tuple[str, ...]] = {"": (), "execute": ("action", "data"), "fetch": ("data",), "submit": ("data",)}
SURFACES = {"do": Surface.BUTTON, "ask": Surface.OPENING, "form": Surface.FORM}
CHANNEL_EVENTS = {"channelDeleted": "room.left", "channelShared": "room.outside"}


class Malformed(Exception):
    """Not what Teams sends: something needed is missing or of the wrong type."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An Inbound but for who speaks, which the edge completes from the roster under `speaker`."""

    inbound: Inbound
    speaker: str  # the person's id in this channel ("29:…"), empty where Teams named nobody
    conversation: str  # with its ;messageid=, to answer in the same place
    service_url: str
    asked: Asked = ""


def _clean(text: str) -> str:
    """JSON may hold what no database or UTF-8 can: half a surrogate pair, and NUL."""
    return text.encode("utf-8", "ignore").decode().replace("\x00", "")


Text = Annotated[str, AfterValidator(_clean)]
Id = Annotated[Text, Field(max_length=500)]
Needed = Annotated[Id, Field(min_length=1)]


class _Wire(BaseModel):
    """Reads what it names and leaves the rest; Teams writes null for what there is none of."""

    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_camel)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: Any) -> Any:
        return {key: value for key, value in given.items() if value is not None} if isinstance(given, dict) else given


class _Named(_Wire):
    id: Id = ""
    name: Text = ""
    type: Text = ""
    role: Text = ""
    tenant_id: Id = ""
    aad_object_id: Id = ""
    conversation_type: Id = ""


class _Entity(_Wire):
    type: str = ""
    text: str = ""
    mentioned: _Named = _Named()


class _ChannelData(_Wire):
    tenant: _Named = _Named()
    channel: _Named = _Named()
    team: _Named = _Named()
    event_type: str = ""


class _Pressed(_Wire):
    act: Literal["do", "ask", "form"]
    verb: Needed
    values: dict[Text, Text] = {}
    fields: dict[Text, Literal["short", "long", "choice", "several", "toggle"]] = {}
    post: StrictInt | None = None
    token: Id = ""


class _Activity(_Wire):
    type: Needed
    id: Needed
    service_url: Needed
    conversation: _Named
    recipient: _Named
    sender: _Named = Field(_Named(), alias="from")
    channel_data: _ChannelData = _ChannelData()
    name: str = ""
    action: str = ""
    text: str = ""
    locale: str = ""
    reply_to_id: Id = ""
    entities: tuple[_Entity, ...] = ()
    members_added: tuple[_Named, ...] = ()
    members_removed: tuple[_Named, ...] = ()
    value: Any = None

    @model_validator(mode="after")
    def _somewhere(self) -> "_Activity":
        if not (self.conversation.id and self.conversation.conversation_type and self.recipient.id and self.tenant):
            raise ValueError("nowhere")
        return self

    @property
    def private(self) -> bool:
        return self.conversation.conversation_type == "personal"

    @property
    def thread(self) -> str:
        return self.conversation.id.partition(";messageid=")[2]

    @property
    def tenant(self) -> str:
        """Whose organisation it was said in; naming none or two is not what Teams does."""
        named = {self.channel_data.tenant.id, self.conversation.tenant_id} - {""}
        return named.pop() if len(named) == 1 else ""


def hear(payload: object) -> Heard | None:
    """What was said, or None for what is none of our business; raises Malformed."""
    try:
        activity = _Activity.model_validate(payload)
        match activity.type:
            case "message":
                return _message(activity)
            case "invoke":
                return _pressed(activity, INVOKES[activity.name]) if activity.name in INVOKES else None
            case "conversationUpdate" | "installationUpdate":
                verb = _happened(activity)
                return _heard(activity, "event", verb, Surface.EVENT) if verb else None
            case _:  # reactions, edits, deletions, typing: Teams has many and will have more
                return None
    except (ValidationError, RecursionError) as fault:
        raise Malformed("shape") from fault


def _message(activity: _Activity) -> Heard | None:
    if activity.sender.role == "bot" or activity.sender.id.startswith("28:"):
        return None
    text, addressed = _said(activity)
    if activity.value is not None and not text:
        return _pressed(activity, "")
    if activity.private:
        about = activity.reply_to_id
        return _heard(activity, "message", "talk", Surface.MESSAGE, text=text, stands=True, message=about)
    if not addressed:
        return None
    root = "" if activity.thread == activity.id else activity.thread
    return _heard(activity, "message", "command", Surface.MENTION, text=text, stands=True, message=root)


def _pressed(activity: _Activity, asked: Asked) -> Heard:
    data = activity.value
    for step in DATA[asked]:
        data = data.get(step) if isinstance(data, dict) else None
    if not isinstance(data, dict):
        raise Malformed("value")
    pressed = _Pressed.model_validate(data.get(OURS))
    return _heard(
        activity,
        asked or "click",
        pressed.verb,
        SURFACES[pressed.act],
        asked,
        values=pressed.values | {name: _value(kind, data.get(name, "")) for name, kind in pressed.fields.items()},
        token=pressed.token,
        post=pressed.post,
        message=activity.reply_to_id,
        opens=asked in ("fetch", "submit"),
        tells=bool(asked),
        stands=not asked or asked == "execute",
        redraws=asked == "execute" and activity.private,
    )


def _value(kind: str, written: object) -> Value:
    """Inputs come as text whatever they are; the form's own button says what each of them was."""
    if kind == "toggle":
        return written in (True, "true")
    if not isinstance(written, str):
        raise Malformed("value")
    if kind == "several":
        return tuple(_clean(unquote(one)) for one in written.split(",") if one)
    return _clean(unquote(written) if kind == "choice" else written)


def _happened(activity: _Activity) -> str:
    """The event's verb, or nothing; Teams tells of our coming and going in up to two activities each."""
    ours = activity.recipient.id
    came = activity.action == "add" or any(one.id == ours for one in activity.members_added)
    went = activity.action == "remove" or any(one.id == ours for one in activity.members_removed)
    if verb := CHANNEL_EVENTS.get(activity.channel_data.event_type):
        return verb
    if came or went:
        return ("person" if activity.private else "room") + (".met" if came else ".left")
    strangers = any(one.tenant_id not in ("", activity.tenant) for one in activity.members_added)
    return "room.outside" if strangers else ""


def _heard(activity: _Activity, kind: str, verb: str, surface: Surface, asked: Asked = "", **more: Any) -> Heard:
    room, sender = _room(activity, outside=verb == "room.outside"), activity.sender
    key = "/".join((Platform.TEAMS, room.workspace, room.id, kind, activity.id))
    language = "da" if activity.locale[:2].lower() in ("", "da") else "en"
    # What an activity says of its sender is not enough to be let in.
    who = Person(Platform.TEAMS, room.workspace, sender.aad_object_id, sender.name, language, member=False)
    inbound = Inbound(key, verb, who, room, surface, thread=activity.thread, **more)
    return Heard(inbound, sender.id, activity.conversation.id, activity.service_url, asked)


def _room(activity: _Activity, outside: bool) -> Room:
    data, conversation = activity.channel_data, activity.conversation
    about = data.channel.id if data.event_type in CHANNEL_EVENTS else ""
    address = {"url": activity.service_url, "bot": activity.recipient.id, "tenant": activity.tenant}
    if activity.private:
        address["user"] = activity.sender.id
    return Room(
        Platform.TEAMS,
        activity.tenant,
        about or conversation.id.partition(";messageid=")[0],
        name=data.channel.name or conversation.name or data.team.name,
        private=activity.private,
        outside=outside or data.channel.type.lower() == "shared",
        address=json.dumps(address, ensure_ascii=False, separators=(",", ":")),
    )


def _said(activity: _Activity) -> tuple[str, bool]:
    """The words, with our own mention taken out and others' as plain names; and whether we were addressed."""
    text, addressed = activity.text, False
    for entity in activity.entities:
        if entity.type == "mention" and entity.text:
            ours = entity.mentioned.id == activity.recipient.id
            addressed = addressed or ours
            text = text.replace(entity.text, "" if ours else entity.mentioned.name)
    return _clean(text.replace("&nbsp;", " ").replace("\xa0", " ")).strip(), addressed
