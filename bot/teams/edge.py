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
from botbuilder.schema import Activity, ConversationAccount, ResourceResponse
from botframework.connector.auth import BotFrameworkAuthenticationFactory, PasswordServiceClientCredentialFactory
from structlog import get_logger

from bot.settings import LOOPBACK, TeamsSettings, loopback
from bot.teams import speak
from bot.teams.hear import Heard, Malformed, hear
from bot.teams.transport import FAULTS, Keys, TeamsTransport, authority
from bot.transport import Ear, Undeliverable
from handlers.language import Answer, Card, Done, OpenForm, Person, Platform, Problems, Refused, Surface, Tell
from handlers.words import words

log = get_logger()

LARGEST = 1_000_000  # bytes of one activity; Teams sends far less
APART = 300  # seconds clocks may differ
ROSTER_LASTS, ROSTER_MOST = 600.0, 10_000
STRANGERS = {"guest", "anonymous"}
TOKEN = re.compile(r"Bearer ([\w-]+)\.([\w-]+)\.[\w-]+", re.ASCII)


class Adapter(CloudAdapterBase):
    """botbuilder's part: it says whose request this is and holds the turn; lines said in one go out our way."""

    def __init__(self, settings: TeamsSettings, transport: TeamsTransport) -> None:
        self._expected = ("RS256", authority(settings), settings.app_id)
        self._transport = transport
        self.keys = Keys(settings.openid_metadata_url, transport)
        super().__init__(
            BotFrameworkAuthenticationFactory.create(
                to_bot_from_channel_token_issuer=authority(settings),
                to_bot_from_channel_open_id_metadata_url=self.keys.url,
                to_bot_from_emulator_open_id_metadata_url=self.keys.url,
                credential_factory=PasswordServiceClientCredentialFactory(settings.app_id, settings.app_password),
            )
        )

    async def admit(self, header: str) -> str:
        """The service URL the token names; raises 401 for whatever is wrong with it, 503 while no keys can be had."""
        if not self._plausible(header):
            raise web.HTTPUnauthorized
        try:
            self.keys.lend()
            found = await self.bot_framework_authentication.authenticate_request(Activity(channel_id="msteams"), header)
        except FAULTS as fault:
            raise web.HTTPServiceUnavailable from fault
        except Exception as fault:  # botbuilder raises bare Exceptions for bad tokens, PyJWT a dozen of its own
            raise web.HTTPUnauthorized from fault
        return str(found.claims_identity.claims.get("serviceurl", ""))

    def _plausible(self, header: str) -> bool:
        """Cheaply refuses most of what is forged, and the issuers botbuilder would ask the network about."""
        token = TOKEN.fullmatch(header)
        try:
            head, claims = (json.loads(urlsafe_b64decode(part + "===")) for part in (token.groups() if token else ()))
            named = (head["alg"], claims["iss"], claims["aud"])
            return bool(named == self._expected and claims["exp"] > time() - APART)
        except (ValueError, KeyError, TypeError, RecursionError):
            return False

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        """Plain lines to where the turn came from; they are no posts, so losing one is no disaster."""
        for activity in activities:
            try:
                await self._transport.say(context.activity.service_url, context.activity.conversation.id, activity.text)
            except FAULTS as fault:
                log.info("line not said", platform="teams", reason=fault.reason)
        return [ResourceResponse() for _ in activities]


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
        spot = ConversationAccount(id=heard.conversation)
        turn = TurnContext(self._adapter, Activity(service_url=heard.service_url, conversation=spot))
        answer = await self._adapter.run_pipeline(turn, lambda context: self._turn(context, heard))
        return web.json_response(answer.body, status=answer.status, dumps=speak.dumps) if answer else web.Response()

    def _allowed(self, request: web.Request, payload: Mapping[str, Any], named: str) -> None:
        """The token speaks for one service URL and for Teams; without tokens all must be on this machine."""
        url = payload.get("serviceUrl")
        if self._anonymous:
            if not (isinstance(url, str) and loopback(url) and loopback(f"http://{request.host}")):
                raise web.HTTPForbidden
        elif not named or url != named or payload.get("channelId") != "msteams":
            raise web.HTTPUnauthorized

    async def _turn(self, context: TurnContext, heard: Heard) -> InvokeResponse | None:
        try:
            body = await self._answered(context, heard)
        except Exception as fault:  # the one place where what nobody foresaw ends: kindly, and with a line in the log
            log.warning("turn failed", platform="teams", verb=heard.inbound.verb, fault=type(fault).__name__)
            _ = words(heard.inbound.who.language)
            sorry = _("Something went wrong on my side, so nothing has been saved. Try once more in a moment.")
            body = await _said(context, heard, sorry)
        return InvokeResponse(status=200, body=body) if heard.asked else None

    async def _answered(self, context: TurnContext, heard: Heard) -> speak.Json | None:
        _ = words(heard.inbound.who.language)
        if not await self._ours(heard.inbound.where.workspace):
            return await _said(context, heard, _("I belong to another organisation, so I cannot help here."))
        who = await self._who(heard)
        if who is None:
            unseen = _("I cannot see who you are in Teams right now, so nothing has been saved. Try again in a moment.")
            return await _said(context, heard, unseen)
        known = replace(heard, inbound=replace(heard.inbound, who=who))
        return await self._native(context, known, await self._ear.receive(known.inbound))

    async def _ours(self, tenant: str) -> bool:
        if not self._tenant:  # only without tokens; there the first one seen is ours
            await self._ear.install(Platform.TEAMS, tenant)
            self._tenant = tenant
        return tenant == self._tenant

    async def _who(self, heard: Heard) -> Person | None:
        """Who speaks, by the roster; None while that cannot be had. Who has left is on no roster any more."""
        said = heard.inbound.who
        if heard.inbound.surface is Surface.EVENT and heard.inbound.verb.endswith(".left"):
            return replace(said, member=bool(said.id))
        found = await self._rostered(heard) if heard.speaker else None
        if found is None:
            return None
        account = str(found.get("aadObjectId") or found.get("objectId") or "")
        at_home = str(found.get("tenantId", "")).lower() == self._tenant and found.get("userRole") not in STRANGERS
        self.transport.remember(account, heard.inbound.where.address, heard.speaker)
        return replace(said, id=account, name=str(found.get("name") or said.name), member=bool(account) and at_home)

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

    async def _native(self, context: TurnContext, heard: Heard, answer: Answer) -> speak.Json | None:
        inbound, _ = heard.inbound, words(heard.inbound.who.language)
        match answer:
            case Done(sheet):
                if inbound.redraws and sheet is not None:
                    return speak.redrawn(sheet, inbound.post)
                return {} if heard.asked == "submit" else await _said(context, heard, _("Done.") if heard.asked else "")
            case Tell(card) | Refused(card):
                return await self._told(context, heard, card)
            case OpenForm(form) | Problems(form):
                if heard.asked in ("fetch", "submit"):
                    return speak.dialog(form)
                if inbound.redraws:
                    return speak.redrawn(form, inbound.post)
                return await _said(context, heard, "\n".join(form.problems.values()) or form.title)
            case _:
                assert_never(answer)

    async def _told(self, context: TurnContext, heard: Heard, card: Card) -> speak.Json | None:
        """A sentence as such; what is more, as a private message."""
        sentence, who = speak.told(card), heard.inbound.who
        if sentence is None and who.member:
            await self._ear.reply(heard.inbound, card)
            sentence = words(who.language)("I have written to you in our private chat.") if heard.asked else ""
        return await _said(context, heard, card.notice if sentence is None else sentence)


async def _payload(request: web.Request) -> Mapping[str, Any]:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        payload: Mapping[str, Any] = dict(json.loads(await request.clone(client_max_size=LARGEST).read()))
    except (ValueError, TypeError, RecursionError) as fault:
        raise web.HTTPBadRequest from fault
    return payload


async def _said(context: TurnContext, heard: Heard, sentence: str) -> speak.Json | None:
    """One sentence in the way this request takes it; events wait for none."""
    match heard.asked:
        case "execute":
            return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": sentence}
        case "fetch" | "submit":
            return {"task": {"type": "message", "value": sentence}}
        case "":
            if sentence and heard.inbound.surface is not Surface.EVENT:
                await context.send_activity(sentence)
            return None
        case _:
            assert_never(heard.asked)
