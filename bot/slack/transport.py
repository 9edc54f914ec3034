"""Slack's Web API as we use it: one session, nothing repeated by itself, every outcome named; and who is who there."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import SlackSettings
from bot.slack import speak
from bot.transport import Destination, Pace, Receipt, Refused, TryLater, Undeliverable, Unknown
from handlers.language import Person, Platform, Room, Sheet

FAILED = (Refused, TryLater, Unknown)
"""All that a call can raise."""

_MOST = 20_000  # people, rooms and chats remembered
_SOON = 5.0
_BUSY = {"ratelimited", "rate_limited", "request_timeout", "team_added_to_org"}
_UNSURE = {"internal_error", "fatal_error", "service_unavailable"}
_UNREACHABLE = {
    "cannot_dm_bot",
    "channel_is_archived",
    "channel_not_found",
    "is_archived",
    "is_inactive",
    "messages_tab_disabled",
    "not_in_channel",
    "restricted_action",
    "restricted_action_non_threadable_channel",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "user_disabled",
    "user_not_found",
    "user_not_in_channel",
    "user_not_visible",
}

T = TypeVar("T")


class SlackTransport:
    """Makes messages show sheets. Slack takes one message a second in a channel, some 300 calls a minute in all."""

    platform = Platform.SLACK
    pace = Pace(room=1.0, workspace=0.2)

    def __init__(self, settings: SlackSettings) -> None:
        # A logger of its own that is not at DEBUG: there the SDK writes out what it sends, and spends time on it.
        quiet = logging.getLogger("guldkorn.slack")
        quiet.setLevel(logging.WARNING)
        self._client = AsyncWebClient(settings.bot_token, settings.api_url, retry_handlers=[], logger=quiet)
        self._calls = 0
        self._idle = asyncio.Event()

    async def open(self) -> None:
        """Begin the one session; needs the running loop."""
        patience = aiohttp.ClientTimeout(total=15, sock_connect=5)
        self._client.session = aiohttp.ClientSession(timeout=patience, connector=aiohttp.TCPConnector(limit=32))

    async def close(self) -> None:
        """End it when the calls under way have ended: cut off, a message would be unknown for ever."""
        if self._calls:
            self._idle.clear()
            await self._idle.wait()
        if self._client.session is not None:
            await self._client.session.close()

    async def send(self, to: Destination, sheet: Sheet, post: int) -> Receipt:
        """Post a message; a private chat not opened yet is opened by writing to the person's id."""
        body = {"channel": to.room or to.account, **self._drawn(to, sheet, post)}
        posted = await self.call("chat.postMessage", body | ({"thread_ts": to.thread} if to.thread else {}))
        return Receipt(message=str(posted["ts"]), room=str(posted["channel"]))

    async def edit(self, to: Destination, receipt: Receipt, sheet: Sheet, post: int) -> None:
        """Update it in place."""
        with _repeatable():
            where = {"channel": receipt.room or to.room, "ts": receipt.message}
            await self.call("chat.update", {**where, **self._drawn(to, sheet, post)})

    async def remove(self, to: Destination, receipt: Receipt) -> None:
        """Delete it."""
        with _repeatable():
            await self.call("chat.delete", {"channel": receipt.room or to.room, "ts": receipt.message})

    async def call(self, method: str, body: Mapping[str, object]) -> Mapping[str, Any]:
        """A method that writes, which takes JSON; raises the four outcomes and nothing else for what Slack says."""
        return await self._outcome(self._client.api_call(method, json=dict(body)))

    async def ask(self, method: str, **words: str) -> Mapping[str, Any]:
        """A method that reads, which takes only a form."""
        return await self._outcome(self._client.api_call(method, data=words))

    async def respond(self, url: str, body: Mapping[str, object]) -> None:
        """Answer privately through the address a request brought; raises as `call`."""
        if self._client.session is None:
            raise TryLater("closed", _SOON)
        await self._outcome(self._posted(self._client.session, url, body))

    async def _posted(self, session: aiohttp.ClientSession, url: str, body: Mapping[str, object]) -> None:
        async with session.post(url, json=dict(body)) as response:
            if response.status != 200:
                raise _named(response.status, (await response.text())[:40].strip(), response.headers)

    async def _outcome(self, call: Coroutine[Any, Any, Any]) -> Mapping[str, Any]:
        if self._client.session is None or self._client.session.closed:  # the SDK would begin one of its own
            call.close()
            raise TryLater("closed", _SOON)
        self._calls += 1
        try:
            answered = await call
        except SlackApiError as error:
            status = int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0))
            said = getattr(error.response, "data", None)
            code = said.get("error") if isinstance(said, dict) else None
            raise _named(status, code, error.response.headers) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise TryLater("unreachable", _SOON) from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unknown(type(error).__name__) from None
        except AttributeError:  # the SDK's own, over a success whose body is not an object
            raise Unknown("garbled") from None
        finally:
            self._calls -= 1
            if not self._calls:
                self._idle.set()
        return getattr(answered, "data", None) or {}

    def _drawn(self, to: Destination, sheet: Sheet, post: int) -> Mapping[str, object]:
        return speak.message(speak.standing(sheet), to.workspace, post)


class Directory:
    """Who and where an id is, remembered for a while, so that a button pressed costs no call to Slack."""

    def __init__(self, transport: SlackTransport) -> None:
        self._transport = transport
        self.people = Memory(self._person)
        self.rooms = Memory(self._room)
        self.chats = Memory(self._chat, kept=86_400)

    async def _person(self, team: str, known: str) -> Person:
        try:
            user = (await self._transport.ask("users.info", user=known, include_locale="true"))["user"]
        except Undeliverable:  # Slack does not know them here, so they are nobody's colleague
            return Person(Platform.SLACK, team, known, known, member=False)
        return person(team, user)

    async def _room(self, team: str, known: str) -> Room | None:
        try:
            asked = await self._transport.ask("conversations.info", channel=known, include_num_members="true")
        except Undeliverable:  # a closed room we are not in: nothing of ours can be said there either
            return None
        return room(team, asked["channel"])

    async def _chat(self, _team: str, known: str) -> str:
        opened = await self._transport.call("conversations.open", {"users": known})
        return str(opened["channel"]["id"])


class Memory(Generic[T]):
    """Slack's answers by workspace and id, some minutes old at most; a burst of the same question asks once."""

    def __init__(self, ask: Callable[[str, str], Awaitable[T]], kept: float = 600) -> None:
        self._ask = ask
        self._seconds = kept
        self._kept: dict[tuple[str, str], tuple[float, asyncio.Future[T]]] = {}

    async def get(self, team: str, known: str) -> T:
        """What Slack says; raises as `SlackTransport.call`. Who gives up waiting leaves the question for the next."""
        until, answer = self._kept.get((team, known), (0.0, None))
        if answer is None or until < time.monotonic() or _failed(answer):
            answer = self._asked(team, known)
        if not answer.done():
            await asyncio.wait({answer})
        return answer.result()

    def forget(self, team: str, known: str) -> None:
        """Ask again next time: something there has changed."""
        self._kept.pop((team, known), None)

    def _asked(self, team: str, known: str) -> asyncio.Future[T]:
        self.forget(team, known)
        if len(self._kept) >= _MOST:
            del self._kept[next(iter(self._kept))]
        answer = asyncio.ensure_future(self._ask(team, known))
        answer.add_done_callback(_failed)  # so that a failure nobody waited for is not reported as forgotten
        self._kept[team, known] = time.monotonic() + self._seconds, answer
        return answer


def person(team: str, user: Mapping[str, Any]) -> Person:
    """Who a user is, from users.info with include_locale: only a full, living, human colleague is a member."""
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    guest = any(user.get(flag) for flag in ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot", "deleted"))
    return Person(
        platform=Platform.SLACK,
        workspace=team,
        id=user["id"],
        name=next(filter(None, names), user["id"]),
        language="da" if (user.get("locale") or "da").startswith("da") else "en",
        member=not guest and user.get("team_id") == team and user["id"] != "USLACKBOT",
    )


def room(team: str, channel: Mapping[str, Any]) -> Room:
    """A room that is not private, from conversations.info with include_num_members."""
    outside = any(channel.get(flag) for flag in ("is_ext_shared", "is_pending_ext_shared"))
    name, people = channel.get("name") or "", channel.get("num_members")
    return Room(Platform.SLACK, team, channel["id"], name, outside=outside, people=people)


def _failed(answer: asyncio.Future[Any]) -> bool:
    return answer.done() and (answer.cancelled() or answer.exception() is not None)


@contextmanager
def _repeatable() -> Iterator[None]:
    """Edits and removals end the same however often they are made; a message that is gone needs neither."""
    try:
        yield
    except Unknown as unknown:
        raise TryLater(unknown.reason, _SOON) from None
    except Refused as refused:
        if refused.reason != "message_not_found":
            raise


def _named(status: int, code: object, headers: Mapping[str, str]) -> Exception:
    reason = code if isinstance(code, str) and code.isidentifier() else f"http_{status}"
    if status in (412, 429) or reason in _BUSY:
        return TryLater(reason, _seconds(headers.get("Retry-After", "")))
    if status == 408 or status >= 500 or reason in _UNSURE or reason == "http_200":
        return Unknown(reason)
    return Undeliverable(reason) if reason in _UNREACHABLE else Refused(reason)


def _seconds(said: str) -> float:
    return float(said) if said.isdecimal() else _SOON
