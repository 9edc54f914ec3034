"""Messages in Teams as connector JSON over one shared session, with a token kept ready ahead of time.

Paths and errors: learn.microsoft.com/azure/bot-service/rest-api, …/microsoftteams/platform/bots/how-to/rate-limit.
botbuilder's own sending costs a connection and two blocking token calls a message, so none of it is used.
"""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from time import monotonic
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor, _OpenIdMetadata
from structlog import get_logger

from bot.settings import TeamsSettings, loopback
from bot.teams import speak
from bot.transport import Destination, Pace, Receipt, Refused, TryLater, Undeliverable, Unknown
from handlers.language import Platform, Sheet
from handlers.phrases import without_dialogs

log = get_logger()

MICROSOFT = "https://login.microsoftonline.com"
ANYWHERE = "https://smba.trafficmanager.net/teams/"  # where to write before a tenant's own address has been heard
GONE = {"ActivityNotFound", "ActivityNotFoundInConversation", "MessageNotFound", "NotFound", "http_404"}
PATIENCE = aiohttp.ClientTimeout(total=20, sock_connect=5)
KEYS_LAST = 3600.0  # seconds; botbuilder takes a day
EARLY = 300.0  # seconds before its end that a token is renewed
NO_TOKEN = ("", -1.0, -1.0)  # the token, from when it is renewed, until when it is good
KNOWN = 10_000  # people whose way to be written to is remembered; everybody's is in their room's row too


FAULTS = (TryLater, Unknown, Refused)


class Keys(_OpenIdMetadata):
    """Bot Framework's signing keys; as it comes, botbuilder fetches them with blocking requests, and never early."""

    def __init__(self, url: str, transport: "TeamsTransport") -> None:
        super().__init__(url)
        self._transport = transport
        self._read: dict[str, Any] = {}

    async def keep(self) -> None:
        """Learn them now and then, so that no request waits for it."""
        while True:
            try:
                await self._refresh()
            except FAULTS as fault:
                log.warning("no signing keys", platform="teams", reason=fault.reason)
            await asyncio.sleep(KEYS_LAST if self._read else 30)

    def lend(self) -> None:
        """Put them where botbuilder looks, which is one place for the whole process."""
        JwtTokenExtractor.metadataCache[self.url] = self

    async def _refresh(self) -> None:
        metadata = await self._transport.request("GET", self.url)
        found = await self._transport.request("GET", str(metadata.get("jwks_uri")))
        self.keys = [key for key in found.get("keys", []) if key.get("kty") == "RSA"]
        self._read = {key["kid"]: super(Keys, self)._find(key["kid"]) for key in self.keys}
        self.last_updated = datetime.now()  # noqa: DTZ005 - botbuilder compares it with its own naive now

    def _find(self, key_id: str) -> Any:
        return self._read.get(key_id)


def authority(settings: TeamsSettings) -> str:
    """Who Bot Framework is in this cloud: it issues the tokens we get, and ours are for it."""
    return "https://api.botframework." + ("us" if settings.login_url.endswith(".us") else "com")


class TeamsTransport:
    """Makes, changes and removes messages; its pace stays under 7 a second and 60 in 30 in one conversation."""

    platform = Platform.TEAMS
    pace = Pace(room=0.5, workspace=0.04)

    def __init__(self, settings: TeamsSettings, patience: aiohttp.ClientTimeout = PATIENCE) -> None:
        self._settings = settings
        self.shown: Callable[[Sheet], Sheet] = without_dialogs if settings.anonymous else lambda sheet: sheet
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None
        self._token = NO_TOKEN
        self._renewing: asyncio.Task[None] | None = None
        self._known: dict[str, Mapping[str, str]] = {}

    async def open(self) -> None:
        """Make the one session."""
        self._session = aiohttp.ClientSession(timeout=self._patience, cookie_jar=aiohttp.DummyCookieJar())

    async def close(self) -> None:
        """Give up renewing and close the session."""
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.wait([self._renewing])
        if self._session is not None:
            await self._session.close()

    async def send(self, to: Destination, sheet: Sheet, post: int) -> Receipt:
        """A new message: in the room, under `thread`, or in a private chat that may be opened by this."""
        address = self._address(to)
        room = to.room or await self._opened(address, to.account)
        conversation = f"{room};messageid={to.thread}" if to.thread and not to.account else room
        made = await self._call(
            "POST", address["url"], _path(conversation), speak.message(self.shown(sheet), post), first=True
        )
        if not isinstance(made.get("id"), str):
            raise Unknown("no_id")
        return Receipt(made["id"], room, speak.dumps({**address, "conversation": conversation}))

    async def edit(self, to: Destination, receipt: Receipt, sheet: Sheet, post: int) -> None:
        """Show this instead, for everybody."""
        await self._change("PUT", to, receipt, speak.message(self.shown(sheet), post) | {"id": receipt.message})

    async def remove(self, to: Destination, receipt: Receipt) -> None:
        """Take it away; some clients of the connector cannot."""
        await self._change("DELETE", to, receipt, None)

    async def say(self, service_url: str, conversation: str, text: str) -> None:
        """One plain line that is no post, for whoever is not let in."""
        line = {"type": "message", "textFormat": "plain", "text": text}
        await self._call("POST", service_url, _path(conversation), line, first=True)

    async def member(self, service_url: str, conversation: str, person: str) -> Mapping[str, Any]:
        """What the roster says of somebody; raises Undeliverable where it does not know them, TryLater, Refused."""
        path = f"v3/conversations/{quote(conversation, safe='')}/members/{quote(person, safe='')}"
        return await self._call("GET", service_url, path)

    def remember(self, account: str, address: str, user: str) -> None:
        """How this person was heard, so that they can be written to first."""
        self._known.pop(account, None)
        self._known[account] = {**json.loads(address), "user": user}
        if len(self._known) > KNOWN:
            del self._known[next(iter(self._known))]

    def _address(self, to: Destination) -> dict[str, str]:
        found = {**self._known.get(to.account, {}), **json.loads(to.address or "{}")}
        if "url" not in found and (self._settings.anonymous or self._settings.login_url != MICROSOFT):
            raise Undeliverable("no_address")
        return {"url": ANYWHERE, "bot": f"28:{self._settings.app_id}", "tenant": to.workspace, **found}

    async def _opened(self, address: Mapping[str, str], account: str) -> str:
        """The private chat with a person; asking again gives the same one, so a fault here is no unknown message."""
        tenant, people = address["tenant"], [{"id": address.get("user") or account}]
        body = {"bot": {"id": address["bot"]}, "members": people, "isGroup": False, "tenantId": tenant}
        body["channelData"] = {"tenant": {"id": tenant}}
        made = await self._call("POST", address["url"], "v3/conversations", body)
        if not isinstance(made.get("id"), str):
            raise Undeliverable("no_chat")
        return str(made["id"])

    async def _change(self, method: str, to: Destination, receipt: Receipt, body: speak.Json | None) -> None:
        address = {**self._address(to), **json.loads(receipt.address or "{}")}
        path = f"{_path(address.get('conversation') or receipt.room)}/{quote(receipt.message, safe='')}"
        try:
            await self._call(method, address["url"], path, body)
        except Undeliverable as refusal:
            if refusal.reason not in GONE:
                raise

    async def _call(
        self, method: str, service_url: str, path: str, body: speak.Json | None = None, first: bool = False
    ) -> Mapping[str, Any]:
        safe = urlsplit(service_url).scheme == "https" and not self._settings.anonymous
        if not (safe or loopback(service_url)):
            raise Refused("service_url")
        sent = {"Authorization": f"Bearer {await self._bearer()}"} if self._settings.app_id else {}
        data = None if body is None else speak.dumps(body).encode()
        if data is not None:
            sent["Content-Type"] = "application/json"
        return await self.request(method, f"{service_url.rstrip('/')}/{path}", first, data=data, headers=sent)

    async def request(self, method: str, url: str, first: bool = False, **sent: Any) -> Mapping[str, Any]:
        """Any call; where it is the `first` to make a message, a fault that may have come after that is Unknown."""
        if self._session is None or self._session.closed:
            raise TryLater("not_started", 1)
        try:
            async with self._session.request(method, url, allow_redirects=False, **sent) as answer:
                found = _json(await answer.read())
                if answer.status >= 300:
                    raise self._fault(method, answer, found, first)
                return found
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as fault:
            raise TryLater("unreachable", 5) from fault
        except (aiohttp.ClientError, TimeoutError) as fault:
            raise Unknown("dropped") if first else TryLater("dropped", 5) from fault

    def _fault(self, method: str, answer: aiohttp.ClientResponse, found: Mapping[str, Any], first: bool) -> Exception:
        error = found.get("error")
        code = str(error.get("code", "")) if isinstance(error, dict) else ""
        reason = code if re.fullmatch(r"\w{1,60}", code) else f"http_{answer.status}"
        match answer.status:
            case 429 | 412:
                return TryLater(reason, _after(answer.headers.get("Retry-After", "")))
            case 401 if self._settings.app_id:
                self._token = NO_TOKEN
                return TryLater(reason, 5)
            case 403 | 404:
                return Undeliverable(reason)
            case 405 | 501 if method == "DELETE":
                return Refused("unsupported")
            case status if status == 408 or status >= 500:
                return Unknown(reason) if first else TryLater(reason, 5)
            case _:
                return Refused(reason)

    async def _bearer(self) -> str:
        """The token, renewed in the background before it ends; raises TryLater."""
        token, early, until = self._token
        if monotonic() > early and (self._renewing is None or self._renewing.done()):
            self._renewing = asyncio.create_task(self._renewed())
        if monotonic() > until and self._renewing is not None:
            await asyncio.wait([self._renewing])
            token, _early, until = self._token
        if monotonic() > until:
            raise TryLater("no_token", 30)
        return token

    async def _renewed(self) -> None:
        tenant = quote(self._settings.tenant_id, safe="")
        asked = {"client_id": self._settings.app_id, "client_secret": self._settings.app_password}
        asked |= {"grant_type": "client_credentials", "scope": f"{authority(self._settings)}/.default"}
        try:
            found = await self.request("POST", f"{self._settings.login_url}/{tenant}/oauth2/v2.0/token", data=asked)
            lasts = float(found["expires_in"])
            self._token = (str(found["access_token"]), monotonic() + max(lasts - EARLY, lasts / 2), monotonic() + lasts)
        except (TryLater, Refused, KeyError, ValueError, TypeError) as fault:
            log.warning("no token", platform="teams", reason=type(fault).__name__)


def _path(conversation: str) -> str:
    return f"v3/conversations/{quote(conversation, safe='')}/activities"


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        return dict(json.loads(body or b"{}"))
    except (ValueError, TypeError):
        return {}


def _after(header: str) -> float:
    """Retry-After in seconds; Teams sends a number, and where it sends none a moment will do."""
    return min(float(header), 3600.0) if re.fullmatch(r"\d{1,9}(\.\d+)?", header) else 2.0
