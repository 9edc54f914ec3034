"""Teams' way in: what comes is verified before it is read, who speaks is looked up, the answer goes back natively.

botbuilder checks the tokens and runs the turn. Its own web adapter is left out: it answers 500 to bad tokens and to
dialogs, holds the loop to fetch keys, and builds two clients a turn that nothing here needs.
"""

import asyncio
import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import monotonic, time
from typing import Any, assert_never

from aiohttp import web
from botbuilder.core import CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.schema import Activity
from botframework.connector.auth import BotFrameworkAuthenticationFactory, PasswordServiceClientCredentialFactory
from structlog import get_logger

from bot.settings import LOOPBACK, TeamsSettings, loopback
from bot.teams import speak
from bot.teams.hear import Heard, Malformed, hear
from bot.teams.transport import FAULTS, Keys, TeamsTransport, authority
from bot.transport import Ear, Undeliverable
from handlers.language import Answer, Card, Done, Inbound, OpenForm, Person, Platform, Problems, Refused, Surface, Tell
from handlers.words import words

log = get_logger()

LARGEST = 1_000_000  # bytes of one activity; Teams sends far less
APART = 300  # seconds clocks may differ
ROSTER_LASTS, ROSTER_MOST = 600.0, 10_000
TOKEN_LASTS, TOKENS_MOST = 300.0, 1_000  # Teams sends the same token along for an hour; reading it costs most of a turn
GUESTS = {"guest", "anonymous"}
TOKEN = re.compile(r"Bearer ([\w-]+)\.([\w-]+)\.[\w-]+", re.ASCII)


class Adapter(CloudAdapterBase):
    """botbuilder's part: it says whose request this is, and holds the turn."""

    def __init__(self, settings: TeamsSettings, transport: TeamsTransport) -> None:
        self._expected = ("RS256", authority(settings), settings.app_id)
        self._admitted: dict[str, tuple[float, str]] = {}
        self.keys = Keys(settings.openid_metadata_url, transport)
        known = BotFrameworkAuthenticationFactory.create(
            to_bot_from_channel_token_issuer=authority(settings),
            to_bot_from_channel_open_id_metadata_url=self.keys.url,
            to_bot_from_emulator_open_id_metadata_url=self.keys.url,
            credential_factory=PasswordServiceClientCredentialFactory(settings.app_id, settings.app_password),
        )
        super().__init__(known)

    async def admit(self, header: str) -> str:
        """The service URL the token names; raises 401 for whatever is wrong with it, 503 while no keys can be had."""
        until, named = self._admitted.get(header, (0.0, ""))
        if until > time():
            return named
        ends = self._plausible(header)
        try:
            self.keys.lend()
            found = await self.bot_framework_authentication.authenticate_request(Activity(channel_id="msteams"), header)
        except FAULTS as fault:
            raise web.HTTPServiceUnavailable from fault
        except Exception as fault:  # botbuilder raises bare Exceptions for bad tokens, PyJWT a dozen of its own
            raise web.HTTPUnauthorized from fault
        named = str(found.claims_identity.claims.get("serviceurl", ""))
        if len(self._admitted) >= TOKENS_MOST:
            self._admitted.clear()
        self._admitted[header] = (min(ends, time() + TOKEN_LASTS), named)
        return named

    def _plausible(self, header: str) -> float:
        """When the token ends; cheaply refuses bad forgeries, and issuers botbuilder would ask the network about."""
        token = TOKEN.fullmatch(header)
        try:
            head, claims = (json.loads(urlsafe_b64decode(part + "===")) for part in (token.groups() if token else ()))
            ends = float(claims["exp"]) + APART
            if (head["alg"], claims["iss"], claims["aud"]) == self._expected and ends > time():
                return ends
        except (ValueError, KeyError, TypeError, RecursionError) as fault:
            raise web.HTTPUnauthorized from fault
        raise web.HTTPUnauthorized


class TeamsEdge:
    """One tenant's Teams; without tokens, whichever tenant a client on this machine makes up first."""

    def __init__(self, settings: TeamsSettings, ear: Ear, host: str = "127.0.0.1") -> None:
        if settings.anonymous and host not in LOOPBACK:
            raise ValueError("Teams without tokens stays on loopback")
        self.transport = TeamsTransport(settings)
        self._adapter = Adapter(settings, self.transport)
        self._anonymous = settings.anonymous
        self._tenant = settings.tenant_id.lower()
        self._ear = ear
        self._roster: dict[str, tuple[float, Mapping[str, Any]]] = {}
        self._keeping: asyncio.Task[None] | None = None

    def routes(self) -> Sequence[web.RouteDef]:
        """The one address Teams writes to."""
        return [web.post("/api/messages", self._messages)]

    async def start(self) -> None:
        """Open the session, say whose tenant this is, and keep the signing keys at hand."""
        await self.transport.open()
        if self._tenant:
            await self._ear.install(Platform.TEAMS, self._tenant)
        if not self._anonymous:
            self._keeping = asyncio.create_task(self._adapter.keys.keep())

    async def stop(self) -> None:
        """Let go of keys and session."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait([self._keeping])
        await self.transport.close()

    async def _messages(self, request: web.Request) -> web.Response:
        named = "" if self._anonymous else await self._adapter.admit(request.headers.get("Authorization", ""))
        payload = await _payload(request)
        self._allowed(request, payload, named)
        try:
            heard = hear(payload)
        except Malformed as fault:
            raise web.HTTPBadRequest from fault
        if heard is None:
            return web.Response(status=501 if payload["type"] == "invoke" else 200)
        turn = TurnContext(self._adapter, Activity(type=payload["type"], service_url=heard.service_url))
        answer = await self._adapter.run_pipeline(turn, lambda _context: self._turn(heard))
        return web.json_response(answer.body, status=answer.status, dumps=speak.dumps) if answer else web.Response()

    def _allowed(self, request: web.Request, payload: Mapping[str, Any], named: str) -> None:
        """The token speaks for one service URL and for Teams; without tokens all must be on this machine."""
        url = payload.get("serviceUrl")
        if self._anonymous:
            if not (isinstance(url, str) and loopback(url) and loopback(f"http://{request.host}")):
                raise web.HTTPForbidden
        elif not named or url != named or payload.get("channelId") != "msteams":
            raise web.HTTPUnauthorized

    async def _turn(self, heard: Heard) -> InvokeResponse | None:
        try:
            body = await self._answered(heard)
        except Exception as fault:  # the one place where what nobody foresaw ends: kindly, and with a line in the log
            log.warning("turn failed", platform="teams", fault=type(fault).__name__)
            _ = words(heard.inbound.who.language)
            body = await self._said(heard, _("Something went wrong on my side. Try again in a moment."))
        return InvokeResponse(status=200, body=body) if heard.asked else None

    async def _answered(self, heard: Heard) -> speak.Json | None:
        _ = words(heard.inbound.who.language)
        if not self._tenant:  # only without tokens; there the first one seen is ours
            await self._ear.install(Platform.TEAMS, heard.inbound.where.workspace)
            self._tenant = heard.inbound.where.workspace
        if heard.inbound.where.workspace != self._tenant:
            return await self._said(heard, _("I belong to another organisation, so I cannot help here."))
        who = await self._who(heard)
        if who is None:
            unseen = _("I cannot see who you are in Teams right now, so nothing has been saved. Try again in a moment.")
            return await self._said(heard, unseen)
        known = replace(heard, inbound=replace(heard.inbound, who=who))
        return await self._native(known, await self._ear.receive(known.inbound))

    async def _who(self, heard: Heard) -> Person | None:
        """Who speaks, by the roster; None while that cannot be had. Of rooms and of losses Teams itself tells."""
        inbound, said = heard.inbound, heard.inbound.who
        if inbound.surface is Surface.EVENT and inbound.verb != "person.met":
            return replace(said, member=bool(said.id) or inbound.verb.startswith("room."))
        found = await self._rostered(heard) if heard.speaker else None
        if found is None:
            return None
        account = str(found.get("aadObjectId") or found.get("objectId") or "")
        home, guest = str(found.get("tenantId", "")).lower(), found.get("userRole") in GUESTS
        if not guest and home not in ("", self._tenant) and not inbound.where.private:
            room = replace(inbound.where, outside=True)  # another organisation's people are in it
            told = Inbound(f"{inbound.key}/outside", "room.outside", replace(said, member=True), room, Surface.EVENT)
            await self._ear.receive(told)
        self.transport.remember(account, inbound.where.address, heard.speaker)
        member = bool(account) and home == self._tenant and not guest
        return replace(said, id=account, name=str(found.get("name") or said.name), member=member)

    async def _rostered(self, heard: Heard) -> Mapping[str, Any] | None:
        learnt, found = self._roster.pop(heard.speaker, (-ROSTER_LASTS, {}))
        if monotonic() - learnt > ROSTER_LASTS:
            try:
                found = await self.transport.member(heard.service_url, heard.inbound.where.id, heard.speaker)
            except FAULTS as fault:
                if not (self._anonymous and isinstance(fault, Undeliverable)):
                    log.info("no roster", platform="teams", reason=fault.reason)
                    return None
                found = {"aadObjectId": heard.inbound.who.id, "tenantId": heard.inbound.where.workspace}
            learnt = monotonic()
        self._roster[heard.speaker] = (learnt, found)
        if len(self._roster) > ROSTER_MOST:
            del self._roster[next(iter(self._roster))]
        return found

    async def _native(self, heard: Heard, answer: Answer) -> speak.Json | None:
        inbound, _ = heard.inbound, words(heard.inbound.who.language)
        match answer:
            case Done(sheet):
                if inbound.redraws and sheet is not None:
                    return speak.redrawn(self.transport.shown(sheet), inbound.post)
                return {} if heard.asked == "submit" else await self._said(heard, _("Done.") if heard.asked else "")
            case Tell(card) | Refused(card):
                return await self._told(heard, card)
            case OpenForm(form) | Problems(form):
                if heard.asked in ("fetch", "submit"):
                    return speak.dialog(form)
                if inbound.redraws:
                    return speak.redrawn(form, inbound.post)
                return await self._said(heard, "\n".join(form.problems.values()) or form.title)
            case _:
                assert_never(answer)

    async def _told(self, heard: Heard, card: Card) -> speak.Json | None:
        """A sentence as such; what is more, as a private message."""
        sentence, _ = speak.told(card), words(heard.inbound.who.language)
        if sentence is None and heard.inbound.who.member:
            await self._ear.reply(heard.inbound, card)
            sentence = _("I have written to you in our private chat.") if heard.asked else ""
        return await self._said(heard, card.notice if sentence is None else sentence)

    async def _said(self, heard: Heard, sentence: str) -> speak.Json | None:
        """One sentence in the way this request takes it; a line of its own is no post, so losing one is no disaster."""
        if heard.asked == "execute":
            return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": sentence}
        if heard.asked:
            return {"task": {"type": "message", "value": sentence}}
        if sentence and heard.inbound.surface is not Surface.EVENT:
            try:
                await self.transport.say(heard.service_url, heard.conversation, sentence)
            except FAULTS as fault:
                log.info("line not said", platform="teams", reason=fault.reason)
        return None


async def _payload(request: web.Request) -> Mapping[str, Any]:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        return dict(json.loads(await request.clone(client_max_size=LARGEST).read()))
    except (ValueError, TypeError, RecursionError) as fault:
        raise web.HTTPBadRequest from fault
