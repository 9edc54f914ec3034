"""One Slack workspace: its people, rooms, messages and modals, and what each method of its Web API does to them."""

import itertools
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.bot.slack.blockkit import Json, message_faults, view_faults

MESSAGE = {"text", "blocks", "unfurl_links", "unfurl_media"}
ARGUMENTS = {
    "auth.test": set[str](),
    "users.info": {"user", "include_locale"},
    "conversations.info": {"channel", "include_num_members"},
    "conversations.open": {"users"},
    "chat.postMessage": {"channel", "thread_ts", *MESSAGE},
    "chat.update": {"channel", "ts", *MESSAGE},
    "chat.delete": {"channel", "ts"},
    "chat.postEphemeral": {"channel", "user", "thread_ts", "response_type", *MESSAGE},
    "views.open": {"trigger_id", "view"},
}


@dataclass(slots=True)
class Told:
    """What only one person was told."""

    user: str
    channel: str
    ts: str
    body: Json
    gone: bool = False


class SlackError(Exception):
    """A call refused, by Slack's own code."""


@dataclass
class Workspace:
    """Everything there is in it; `url` is where its response addresses point."""

    team: str = "TGULD"
    bot_user: str = "UGULD"
    bot_id: str = "BGULD"
    url: str = ""
    people: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, Json] = field(default_factory=dict)
    messages: defaultdict[str, dict[str, Json]] = field(default_factory=lambda: defaultdict(dict))
    told: list[Told] = field(default_factory=list)
    views: dict[str, Json] = field(default_factory=dict)
    _triggers: dict[str, tuple[str, float]] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _hooks: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    _hook_uses: Counter[str] = field(default_factory=Counter)
    _count: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def person(self, known: str, name: str, **more: Any) -> Json:
        """Somebody in the workspace; what is given overrides what is usual."""
        usual = {"id": known, "team_id": self.team, "name": name, "locale": "da-DK", "profile": {"display_name": name}}
        return self.people.setdefault(known, usual | more)

    def room(self, known: str, name: str, **more: Any) -> Json:
        """A channel; `bot` says whether the bot is in it."""
        return self.channels.setdefault(known, {"id": known, "name": name, "num_members": 7, "bot": True} | more)

    def private(self, user: str) -> str:
        """The private chat between the bot and a person."""
        return f"D{user[1:]}"

    def trigger(self, user: str, age: float = 0.0) -> str:
        """A trigger for one modal, `age` seconds old."""
        known = f"{next(self._count)}.{id(self)}.trigger"
        self._triggers[known] = (user, time.monotonic() - age)
        return known

    def response_url(self, user: str, channel: str, pressed: str = "") -> str:
        """An address that takes five answers; `pressed` is the message whose button it came with."""
        known = str(next(self._count))
        self._hooks[known] = (user, channel, pressed)
        return f"{self.url}/hooks/{known}"

    def tell(self, user: str, channel: str, body: Json) -> str:
        """Show something to one person alone."""
        ts = self._ts()
        self.told.append(Told(user, channel, ts, body))
        return ts

    def check(self, body: Json) -> None:
        """Refuse what Slack would."""
        if faults := message_faults(body.get("blocks") or []):
            raise SlackError(f"invalid_blocks: {faults}")
        if not (body.get("text") or body.get("blocks")):
            raise SlackError("no_text")

    def done(self, method: str, body: Json) -> Json:
        """What a method does and answers; raises SlackError."""
        if method not in ARGUMENTS:
            raise SlackError("unknown_method")
        if body.keys() - ARGUMENTS[method]:
            raise SlackError(f"invalid_arguments: {sorted(body)}")
        done: Json = getattr(self, "_" + method.replace(".", "_").lower())(body)
        return done

    def _auth_test(self, _body: Json) -> Json:
        return {"team_id": self.team, "user_id": self.bot_user, "bot_id": self.bot_id, "url": self.url}

    def _users_info(self, body: Json) -> Json:
        if body.get("user") not in self.people:
            raise SlackError("user_not_found")
        user = dict(self.people[body["user"]])
        if body.get("include_locale") != "true":
            user.pop("locale", None)
        return {"user": user}

    def _conversations_info(self, body: Json) -> Json:
        channel = dict(self.channels.get(body["channel"]) or {})
        if not channel or (channel.get("is_private") and not channel["bot"]):
            raise SlackError("channel_not_found")
        if body.get("include_num_members") != "true":
            del channel["num_members"]
        return {"channel": channel}

    def _conversations_open(self, body: Json) -> Json:
        return {"channel": {"id": self._opened(body["users"])}}

    def _chat_postmessage(self, body: Json) -> Json:
        self.check(body)
        channel, ts = self._opened(body["channel"]), self._ts()
        self.messages[channel][ts] = body
        return {"channel": channel, "ts": ts, "message": body}

    def _chat_update(self, body: Json) -> Json:
        self.check(body)
        self._standing(body)
        self.messages[body["channel"]][body["ts"]] |= body
        return {"channel": body["channel"], "ts": body["ts"]}

    def _chat_delete(self, body: Json) -> Json:
        self._standing(body)
        del self.messages[body["channel"]][body["ts"]]
        return {"channel": body["channel"], "ts": body["ts"]}

    def _chat_postephemeral(self, body: Json) -> Json:
        self.check(body)
        if body["user"] in self.channels.get(self._opened(body["channel"]), {}).get("left", ()):
            raise SlackError("user_not_in_channel")
        return {"message_ts": self.tell(body["user"], body["channel"], body)}

    def _views_open(self, body: Json) -> Json:
        user, made = self._triggers.get(body["trigger_id"], ("", 0.0))
        if not user or body["trigger_id"] in self._used:
            raise SlackError("exchanged_trigger_id" if user else "invalid_trigger_id")
        if time.monotonic() - made > 3:
            raise SlackError("expired_trigger_id")
        self._used.add(body["trigger_id"])
        self.show(user, body["view"])
        return {"view": self.views[user]}

    def show(self, user: str, view: Json) -> None:
        """Put a modal before somebody."""
        if faults := view_faults(view):
            raise SlackError(f"invalid_arguments: {faults}")
        self.views[user] = {**view, "id": f"V{next(self._count)}", "app_installed_team_id": self.team}

    def responded(self, known: str, body: Json) -> str:
        """What is said through a response address."""
        self._hook_uses[known] += 1
        if known not in self._hooks or self._hook_uses[known] > 5:
            raise SlackError("used_url" if known in self._hooks else "expired_url")
        user, channel, pressed = self._hooks[known]
        if body.keys() - {"response_type", "replace_original", *MESSAGE}:
            raise SlackError("invalid_payload")
        self.check(body)
        source = next((told for told in self.told if told.ts == pressed), None)
        if source and body.get("replace_original"):
            source.body = body
        else:
            self.tell(user, channel, body)
        return "ok"

    def _opened(self, known: str) -> str:
        """The channel an id means; writing to a person opens the private chat."""
        if known.startswith("U"):
            person = self.people.get(known)
            if person is None or person.get("is_bot"):
                raise SlackError("cannot_dm_bot" if person else "user_not_found")
            return self.private(known)
        if not (known in self.channels or known in map(self.private, self.people)):
            raise SlackError("channel_not_found")
        if known in self.channels and not self.channels[known]["bot"]:
            raise SlackError("not_in_channel")
        return known

    def _standing(self, body: Json) -> None:
        if body["ts"] not in self.messages[self._opened(body["channel"])]:
            raise SlackError("message_not_found")

    def _ts(self) -> str:
        return f"{1_700_000_000 + next(self._count)}.000100"
