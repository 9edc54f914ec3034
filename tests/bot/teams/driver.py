"""Teams' side of a conversation: activities with tokens as Teams sends them, and what its people then see."""

import asyncio
import io
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import aiohttp

from handlers.language import Platform, Value
from tests.bot.driver import Seen
from tests.bot.teams import screen
from tests.bot.teams.screen import Json
from tests.bot.teams.tenant import Message
from tests.fakes.connector import FakeConnector

QUIET = 0.03  # seconds without a call after which the bot has said what it had to say
BOT = "Guldkorn"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a person stands when they do something."""

    id: str
    kind: str  # personal, channel or groupChat
    thread: str = ""


class TeamsDriver:
    """People at their Teams; any short name becomes somebody on the roster or a channel the bot is in."""

    platform = Platform.TEAMS

    def __init__(
        self,
        fake: FakeConnector,
        base_url: str,
        people: dict[str, str] | None = None,
        rooms: dict[str, str] | None = None,
    ) -> None:
        self.fake = fake
        self.workspace = fake.tenant
        self._url = f"{base_url.rstrip('/')}/api/messages"
        self._rooms = rooms or {}
        self._dialogs: dict[str, tuple[str, Json]] = {}
        self._told: dict[str, list[str]] = {}
        for name, account in (people or {}).items():
            fake.person(name, account=account)

    def room(self, name: str) -> str:
        """The id of a channel, which the bot is in from when it is first named."""
        known = self._rooms.setdefault(name, f"19:{name}@thread.tacv2")
        self.fake.room(known)
        return known

    async def command(self, who: str, text: str, room: str | None = None) -> None:
        """A mention of the bot in a channel, or the same words in the private chat."""
        if room is None:
            await self.say(who, text)
            return
        post = self.fake.overhear(self.room(room), "", who, text)
        spot = Spot(self.room(room), "channel", post.id)
        mention = {"type": "mention", "text": f"<at>{BOT}</at>", "mentioned": {"id": self._bot, "name": BOT}}
        said = f"<at>{BOT}</at> {text}\n"
        await self._send(self.activity(who, spot, type="message", id=post.id, text=said, entities=[mention]))

    async def say(self, who: str, text: str) -> None:
        """A message in the private chat."""
        spot = self._private(who)
        said = self.fake.overhear(spot.id, "", who, text)
        await self._send(self.activity(who, spot, type="message", id=said.id, text=text, textFormat="plain"))

    async def meet(self, who: str, room: str | None = None) -> None:
        """Install the bot, for oneself or in a channel; Teams tells of it in two activities."""
        spot = self._private(who) if room is None else Spot(self.room(room), "channel")
        await self._send(self.activity(who, spot, type="installationUpdate", action="add"))
        await self._send(self.activity(who, spot, type="conversationUpdate", membersAdded=[{"id": self._bot}]))

    async def part(self, who: str, room: str | None = None) -> None:
        """Take the bot away again."""
        spot = self._private(who) if room is None else Spot(self.room(room), "channel")
        self.fake.rooms.pop(spot.id, None)
        if room is None:
            self.fake.person(who, reachable=False)
        await self._send(self.activity(who, spot, type="installationUpdate", action="remove"))

    async def press(self, who: str, label: str, room: str | None = None) -> None:
        """The newest button so labelled in the channel or in the private chat."""
        spot = self._private(who) if room is None else Spot(self.room(room), "channel")
        message, action = self._button(spot.id, label)
        spot = Spot(spot.id, spot.kind, message.thread or message.id) if room else spot
        match action:
            case {"type": "Action.Execute"}:
                await self._execute(who, spot, message, action, {})
            case {"data": {"msteams": {"type": "task/fetch"}, **data}}:
                asked = {"data": {**data, "type": "task/fetch"}, "context": {"theme": "default"}}
                await self._dialog(who, await self._invoke(who, spot, "task/fetch", asked, message))
            case _:
                clicked = self.activity(who, spot, type="message", value=action["data"], replyToId=message.id)
                await self._send(clicked)

    async def fill(self, who: str, **values: Value) -> None:
        """Hand in the dialog, or the newest form standing in the private chat."""
        spot = self._private(who)
        if who in self._dialogs:
            card = self._dialogs[who][1]
            data = self._filled(card, values) | screen.actions(card)[0]["data"]
            await self._dialog(who, await self._invoke(who, spot, "task/submit", {"data": data}))
            return
        message = self._standing(spot.id)
        assert message is not None, f"no form open for {who}"
        card = _card(message)
        await self._execute(who, spot, message, screen.actions(card)[0], self._filled(card, values))

    def form(self, who: str) -> Seen | None:
        """The dialog, or the newest form standing in the private chat."""
        if who in self._dialogs:
            title, card = self._dialogs[who]
        else:
            message = self._standing(self._private(who).id)
            if message is None:
                return None
            card = _card(message)
            title = screen.visible(card).splitlines()[0]
        fields = screen.inputs(card)
        names = tuple(field["id"] for field in fields)
        return Seen(title, names, {field["id"]: _held(field) for field in fields}, screen.problems(card))

    def shown(self, room: str | None, who: str = "") -> list[str]:
        """What the bot's messages say."""
        conversation = self._private(who).id if room is None else self.room(room)
        return [_visible(message) for message in self._from_bot(conversation)]

    def told(self, who: str) -> list[str]:
        """What dialogs and pressed cards said to one person alone."""
        return list(self._told.get(who, []))

    def activity(self, who: str, spot: Spot, **more: Any) -> Json:
        """An activity as Teams words it; `more` adds and replaces."""
        member = self.fake.person(who)
        thread = f";messageid={spot.thread}" if spot.thread and spot.kind == "channel" else ""
        channel = {"team": {"id": spot.id}, "channel": {"id": spot.id}} if spot.kind == "channel" else {}
        return {
            "id": f"f:{uuid.uuid4()}",
            "timestamp": datetime.now(UTC).isoformat(),
            "serviceUrl": self.fake.service_url,
            "channelId": "msteams",
            "from": {"id": member.user, "name": member.name, "aadObjectId": member.account},
            "recipient": {"id": self._bot, "name": BOT},
            "conversation": {
                "id": spot.id + thread,
                "conversationType": spot.kind,
                "tenantId": self.fake.tenant,
                "isGroup": spot.kind != "personal",
                "name": None,
            },
            "channelData": {"tenant": {"id": self.fake.tenant}, **channel},
            "locale": "da-DK",
            **more,
        }

    async def post(self, body: bytes, headers: dict[str, str]) -> tuple[int, Any]:
        """One request to the bot; gives status and JSON."""
        sent = io.BytesIO(body)  # bytes of a megabyte make aiohttp warn
        async with aiohttp.ClientSession() as session, session.post(self._url, data=sent, headers=headers) as answer:
            return answer.status, await answer.json() if answer.content_type == "application/json" else None

    def headers(self) -> dict[str, str]:
        """What comes along with an activity."""
        plain = {"Content-Type": "application/json; charset=utf-8"}
        return plain if self.fake.anonymous else {**plain, "Authorization": f"Bearer {self.fake.sign()}"}

    @property
    def _bot(self) -> str:
        return f"28:{self.fake.app_id}"

    def _private(self, who: str) -> Spot:
        member = self.fake.person(who)
        if member.reachable:
            self.fake.room(self.fake.private(member))
        return Spot(self.fake.private(member), "personal")

    async def _send(self, activity: Json) -> Any:
        status, body = await self.post(json.dumps(activity).encode(), self.headers())
        assert status == 200, status
        await self._quiet()
        return body

    async def _invoke(self, who: str, spot: Spot, name: str, value: Json, on: Message | None = None) -> Any:
        about = {} if on is None else {"replyToId": on.id}
        return await self._send(self.activity(who, spot, type="invoke", name=name, value=value, **about))

    async def _dialog(self, who: str, answer: Json) -> None:
        """Shows what Teams would: nothing more, a line, or a (new) form."""
        self._dialogs.pop(who, None)
        match answer.get("task"):
            case None:
                assert answer == {}
            case {"type": "message", "value": str(line)}:
                self._tell(who, line)
            case {"type": "continue", "value": {"title": str(title), "card": {"content": card}}}:
                assert not screen.faults(card), screen.faults(card)
                self._dialogs[who] = (title, card)
            case other:
                raise AssertionError(f"Teams cannot show {other}")

    async def _execute(self, who: str, spot: Spot, on: Message, action: Json, filled: Json) -> None:
        pressed = {"type": "Action.Execute", "verb": action["verb"], "data": filled | action["data"]}
        value = {"action": pressed, "trigger": "manual"}
        answer = await self._invoke(who, spot, "adaptiveCard/action", value, on)
        match answer:
            case {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": str(line)}:
                self._tell(who, line)
            case {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": dict(card)}:
                assert spot.kind == "personal", "in a room the card changes for all or for nobody"
                assert not screen.faults(card), screen.faults(card)
                on.activity["attachments"][0]["content"] = card
            case other:
                raise AssertionError(f"Teams cannot show {other}")

    def _tell(self, who: str, line: str) -> None:
        self._told.setdefault(who, []).append(line)

    def _from_bot(self, conversation: str) -> list[Message]:
        return [message for message in self.fake.room(conversation) if not (message.sender or message.gone)]

    def _button(self, conversation: str, label: str) -> tuple[Message, Json]:
        for message in reversed(self._from_bot(conversation)):
            for action in screen.actions(_card(message)):
                if action["title"] == label:
                    return message, action
        raise AssertionError(f"no button {label!r} in {conversation}")

    def _standing(self, conversation: str) -> Message | None:
        forms = [message for message in self._from_bot(conversation) if screen.inputs(_card(message))]
        return forms[-1] if forms else None

    def _filled(self, card: Json, values: dict[str, Value]) -> Json:
        """Every field as clients send it: text, whatever it is."""
        fields = {field["id"]: field for field in screen.inputs(card)}
        assert set(values) <= set(fields), f"no such fields: {set(values) - set(fields)}"
        written = {name: written_as(field, values[name]) for name, field in fields.items() if name in values}
        return {name: str(field.get("value", "")) for name, field in fields.items()} | written

    async def _quiet(self) -> None:
        calls = -1
        while calls != self.fake.calls.total():
            calls = self.fake.calls.total()
            await asyncio.sleep(QUIET)


def _card(message: Message) -> Json:
    for attachment in message.activity.get("attachments", []):
        return dict(attachment["content"])
    return {}


def _visible(message: Message) -> str:
    return str(message.activity.get("text", "")) or screen.visible(_card(message))


def _held(field: Json) -> Value:
    value = str(field.get("value", ""))
    if field["type"] == "Input.Toggle":
        return value == "true"
    if field["type"] == "Input.Text":
        return value
    chosen = tuple(unquote(one) for one in value.split(",") if one)
    return chosen if field["isMultiSelect"] else "".join(chosen)


def written_as(field: Json, value: Value) -> str:
    """What is typed; or what is chosen, which must be among what can be."""
    if isinstance(value, bool):
        return str(value).lower()
    if field["type"] == "Input.Text":
        assert isinstance(value, str)
        return value
    coded = {unquote(choice["value"]): str(choice["value"]) for choice in field["choices"]}
    chosen = (value,) if isinstance(value, str) else value
    return ",".join(coded[one] for one in chosen if one)
