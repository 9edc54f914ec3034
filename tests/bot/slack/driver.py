"""Slack's side of a conversation: signed requests as Slack sends them, and what its people then see."""

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import aiohttp

from handlers.language import Platform, Value
from tests.bot.driver import Seen
from tests.bot.slack import modal
from tests.bot.slack.blockkit import ESCAPES, Json, buttons, visible
from tests.bot.slack.workspace import Told
from tests.fakes.slack import FakeSlack

QUIET = 0.03  # seconds without a call after which the bot has said what it had to say

_count = itertools.count(1)


def signed(slack: FakeSlack, body: bytes, moment: float | None = None) -> dict[str, str]:
    """The headers with which Slack vouches for a body."""
    stamp = str(int(time.time() if moment is None else moment))
    base = b"v0:" + stamp.encode() + b":" + body
    digest = hmac.new(slack.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def escaped(text: str) -> str:
    """What people type, as Slack passes it on."""
    return "".join(ESCAPES.get(char, char) for char in text)


class SlackDriver:
    """People at their Slack; `people` and `rooms` map short names to ids, and any other name gets one of its own."""

    platform = Platform.SLACK

    def __init__(
        self, fake: FakeSlack, base_url: str, people: dict[str, str] | None = None, rooms: dict[str, str] | None = None
    ) -> None:
        self.fake = fake
        self.workspace = fake.team
        self._url = f"{base_url.rstrip('/')}/slack/events"
        self._people = people or {}
        self._rooms = rooms or {}
        self._errors: dict[str, dict[str, str]] = {}

    def person(self, name: str) -> str:
        """The user id of somebody, who is a full member of the workspace unless made otherwise before."""
        known = self._people.setdefault(name, f"U{_id(name)}")
        self.fake.person(known, name.capitalize())
        return known

    def room(self, name: str) -> str:
        """The id of a channel, which the bot is in unless made otherwise before."""
        known = self._rooms.setdefault(name, f"C{_id(name)}")
        self.fake.room(known, name)
        return known

    async def command(self, who: str, text: str, room: str | None = None) -> None:
        """`/guldkorn text`, in a channel or in the private chat."""
        user = self.person(who)
        channel = self._channel(user, room)
        status, body = await self.post_form(
            {
                "command": "/guldkorn",
                "text": escaped(text),
                "team_id": self.fake.team,
                "channel_id": channel,
                "channel_name": room or "directmessage",
                "user_id": user,
                "user_name": who,
                "trigger_id": self.fake.trigger(user),
                "response_url": self.fake.response_url(user, channel),
            }
        )
        assert status == 200, status
        if body:
            said = json.loads(body)
            self.fake.check(said)
            assert said.pop("response_type") == "ephemeral"
            self.fake.tell(user, channel, said)

    async def say(self, who: str, text: str) -> None:
        """A message in the private chat."""
        user = self.person(who)
        await self.event(
            {
                "type": "message",
                "channel_type": "im",
                "channel": self.fake.private(user),
                "user": user,
                "text": escaped(text),
            }
        )

    async def mention(self, who: str, text: str, room: str) -> None:
        """A message in a channel that begins with the bot's name."""
        said = f"<@{self.fake.bot_user}> {escaped(text)}"
        await self.event({"type": "app_mention", "channel": self.room(room), "user": self.person(who), "text": said})
        await self.quiet()

    async def press(self, who: str, label: str, room: str | None = None) -> None:
        """The newest button so labelled that the person sees there or was just told."""
        user = self.person(who)
        ts, body, told = self._holding(user, label, self._channel(user, room))
        channel = told.channel if told else self._channel(user, room)
        button = next(one for one in buttons(body["blocks"]) if one["text"]["text"] == label)
        action = {key: button[key] for key in ("type", "action_id", "value", "text")} | {"action_ts": _now()}
        container = {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": told is not None}
        await self.interact(
            user,
            {
                "type": "block_actions",
                "container": container,
                "channel": {"id": channel, "name": room or "directmessage"},
                "actions": [action],
                "response_url": self.fake.response_url(user, channel, ts if told else ""),
            },
        )
        await self.quiet()

    async def fill(self, who: str, **values: Value) -> None:
        """Submit the open modal with these values, the others as they stand."""
        user = self.person(who)
        view = self.fake.views[user]
        inputs = {modal.field(block): block for block in view["blocks"] if block["type"] == "input"}
        assert not values.keys() - inputs.keys(), f"no such field: {values.keys() - inputs.keys()}"
        for name, value in values.items():
            modal.fill_in(inputs[name]["element"], value)
        elements = {block["block_id"]: block["element"] for block in inputs.values()}
        state = {block: {element["action_id"]: modal.state(element)} for block, element in elements.items()}
        answer = await self.interact(user, {"type": "view_submission", "view": {**view, "state": {"values": state}}})
        self._errors.pop(user, None)
        match json.loads(answer) if answer else {}:
            case {"response_action": "errors", "errors": errors}:
                blocks = {block["block_id"]: name for name, block in inputs.items()}
                self._errors[user] = {blocks[block]: problem for block, problem in errors.items()}
            case {"response_action": "update", "view": new}:
                self.fake.show(user, new)
            case _:
                del self.fake.views[user]
        await self.quiet()

    def form(self, who: str) -> Seen | None:
        """The modal open for the person."""
        user = self.person(who)
        view = self.fake.views.get(user)
        if view is None:
            return None
        inputs = [block for block in view["blocks"] if block["type"] == "input"]
        values = {modal.field(block): modal.value(block["element"]) for block in inputs}
        return Seen(view["title"]["text"], tuple(values), values, self._errors.get(user) or modal.problems(view))

    def shown(self, room: str | None, who: str = "") -> list[str]:
        """What stands in a channel, or in the private chat of `who`."""
        channel = self.room(room) if room else self.fake.private(self.person(who))
        return [self._read(body) for _, body in sorted(self.fake.messages[channel].items())]

    def told(self, who: str) -> list[str]:
        """What only this person was told."""
        return [self._read(told.body) for told in self.fake.told if told.user == self.person(who)]

    async def event(self, event: Json, known: str = "", retry: int = 0, **envelope: Any) -> int:
        """An event as Slack's Events API sends it; the status it was answered with."""
        ts = _now()
        body = {
            "type": "event_callback",
            "team_id": self.fake.team,
            "event_id": known or f"Ev{next(_count)}",
            "authorizations": [{"team_id": self.fake.team, "user_id": self.fake.bot_user, "is_bot": True}],
            "event": {"ts": ts, "event_ts": ts} | event,
            **envelope,
        }
        retried = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
        return (await self.send(json.dumps(body).encode(), "application/json", **retried))[0]

    async def interact(self, user: str, payload: Json) -> str:
        """A press or a submission; the body it was answered with."""
        name = self.fake.people[user]["name"]
        whole = {
            "team": {"id": self.fake.team},
            "user": {"id": user, "name": name, "team_id": self.fake.team},
            "trigger_id": self.fake.trigger(user),
            **payload,
        }
        status, body = await self.post_form({"payload": json.dumps(whole)})
        assert status == 200, status
        return body

    async def post_form(self, fields: dict[str, str]) -> tuple[int, str]:
        """A signed form, as commands and interactivity come."""
        return await self.send(urlencode(fields).encode(), "application/x-www-form-urlencoded")

    async def send(self, body: bytes, kind: str, **headers: str) -> tuple[int, str]:
        """A signed request; what is in `headers` stands instead of what belongs there."""
        whole = signed(self.fake, body) | {"Content-Type": kind} | headers
        async with (
            aiohttp.ClientSession() as session,
            session.post(self._url, data=BytesIO(body), headers=whole) as response,
        ):
            return response.status, await response.text()

    def _channel(self, user: str, room: str | None) -> str:
        return self.room(room) if room else self.fake.private(user)

    def _holding(self, user: str, label: str, channel: str) -> tuple[str, Json, Told | None]:
        standing = [(ts, body, None) for ts, body in self.fake.messages[channel].items()]
        told = [(told.ts, told.body, told) for told in self.fake.told if told.user == user]
        for ts, body, mine in sorted([*standing, *told], key=lambda found: found[0], reverse=True):
            if any(one["text"]["text"] == label for one in buttons(body.get("blocks") or [])):
                return ts, body, mine
        raise AssertionError(f"no button »{label}« for {user} in {channel}")

    def _read(self, body: Json) -> str:
        return visible(body.get("blocks") or [], lambda user: self.fake.people[user]["name"]) or body["text"]

    async def quiet(self) -> None:
        """Private answers come after the acknowledgement: wait until nothing more does."""
        calls = -1
        while calls != len(self.fake.calls):
            calls = len(self.fake.calls)
            await asyncio.sleep(QUIET)


def _id(name: str) -> str:
    return "".join(char if char.isascii() and char.isalnum() else f"{ord(char):X}" for char in name.upper())


def _now() -> str:
    return f"{time.time():.6f}{next(_count)}"
