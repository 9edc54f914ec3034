"""Slack's ear: verifies before it reads, finds out who speaks and where, and gives each answer its most native way."""

import asyncio
import contextlib
import random
import traceback
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any, assert_never

import structlog
from aiohttp import web
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.settings import SlackSettings
from bot.slack import speak
from bot.slack.hear import Heard, UnheardError, hear, parse
from bot.slack.transport import FAILED, Directory, Memory, SlackTransport
from bot.transport import Destination, Ear, Unknown
from handlers import language as say
from handlers.language import Inbound, Surface
from handlers.words import words

_LARGEST = 1_000_000  # bytes of a request; Slack's own are far below
_QUICK = 2.0  # seconds to find out who speaks; Slack waits three for its acknowledgement
_PRESSED = (Surface.BUTTON, Surface.OPENING)
_LAST = 20.0  # seconds that what is under way may take when we stop


class SlackEdge:
    """Slack's events, commands, buttons and modals, all on one route."""

    def __init__(self, settings: SlackSettings, ear: Ear) -> None:
        self.transport = SlackTransport(settings)
        self._ear = ear
        self._directory = Directory(self.transport)
        self._verifier = SignatureVerifier(settings.signing_secret)
        self._us: AuthorizeResult | None = None
        self._meeting = Memory(self._met)
        self._meeter: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._log = structlog.get_logger("slack")
        self._bolt = self._listening(settings)

    def routes(self) -> Sequence[web.RouteDef]:
        """The one address Slack is told."""
        return [web.post("/slack/events", self._ingress)]

    async def start(self) -> None:
        """Begin the session, and find out who we are as soon as Slack can be reached."""
        await self.transport.open()
        self._meeter = asyncio.create_task(self._meet())

    async def stop(self) -> None:
        """Let the private answers under way arrive, then end the session."""
        if self._meeter is not None:
            self._meeter.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST)
        await self.transport.close()

    async def _ingress(self, request: web.Request) -> web.Response:
        raw = await request.clone(client_max_size=_LARGEST).read()  # aiohttp answers 413 to more
        try:
            if not self._signed(request, raw):
                return web.Response(status=401)
            body = parse(raw.decode(), request.content_type)
            asked = AsyncBoltRequest(body=dict(body), mode="socket_mode")  # Bolt's way of taking what is parsed
        except (UnheardError, UnicodeDecodeError, TypeError, AttributeError):
            # The last two are Bolt's, over values of types it does not expect.
            return web.Response(status=400)
        answered = await self._bolt.async_dispatch(asked)
        kind = "application/json" if answered.body.startswith("{") else "text/plain"
        return web.Response(status=answered.status, text=answered.body, content_type=kind)

    def _signed(self, request: web.Request, raw: bytes) -> bool:
        moment = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        # The verifier trips over anything that is not a plain number and plain ASCII.
        if not (moment.isdecimal() and len(moment) < 12 and signature.isascii()):
            return False
        return self._verifier.is_valid(raw, moment, signature)

    def _listening(self, settings: SlackSettings) -> AsyncApp:
        """Bolt with one listener: it answers Slack's own questions and leaves out what we said ourselves."""

        async def authorize() -> AuthorizeResult:
            """Bolt's own asks Slack on every request and fails with it; who we are was learnt once."""
            return self._us or AuthorizeResult(enterprise_id=None, team_id=None)

        bolt = AsyncApp(
            name="guldkorn",
            signing_secret=settings.signing_secret,
            request_verification_enabled=False,  # done above, on the bytes
            process_before_response=True,
            authorize=authorize,
        )
        bolt.use(self._answer)
        return bolt

    async def _meet(self) -> None:
        pause = 0.5
        while self._us is None:
            try:
                await self._meeting.get("", "")
            except FAILED as failure:
                self._log.warning("slack.out_of_reach", reason=failure.reason)
                await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - so that many do not knock at once
                pause = min(pause * 2, 60)

    async def _met(self, *_: str) -> AuthorizeResult:
        told = await self.transport.ask("auth.test")
        us = {"team_id": told["team_id"], "bot_user_id": told["user_id"], "bot_id": told.get("bot_id")}
        await self._ear.install(say.Platform.SLACK, told["team_id"])
        self._us = AuthorizeResult(enterprise_id=told.get("enterprise_id"), **us)
        return self._us

    async def _answer(self, req: AsyncBoltRequest) -> BoltResponse:
        us, team = self._us, req.context.team_id or ""
        with contextlib.suppress(*FAILED, TimeoutError):  # who waits is worth one more attempt
            async with asyncio.timeout(_QUICK / 2):
                us = us or await self._meeting.get("", "")
        try:
            heard = hear(req.body, team, us.bot_user_id or "" if us else "")
        except UnheardError:
            return BoltResponse(status=400)
        if heard is None:
            self._log.info("slack.passed_over", kind=(req.body.get("event") or req.body).get("type"))
            return BoltResponse(status=200)
        return await self._heard(heard, None if us is None else us.team_id == team)

    async def _heard(self, heard: Heard, ours: bool | None) -> BoltResponse:
        said, _ = heard.said, words(heard.said.who.language)
        away = _("I cannot get through to Slack right now. Try again in a moment.")
        if ours is None:
            return self._sorry(heard, away)
        if not ours:
            return self._sorry(heard, _("I belong to another organisation, so I cannot help here."), final=True)
        try:
            async with asyncio.timeout(_QUICK):
                said = await self._known(heard)
            return await self._turned(heard, said, await self._ear.receive(said))
        except (*FAILED, TimeoutError) as failure:
            self._log.warning("slack.out_of_reach", key=said.key, reason=type(failure).__name__)
            return self._sorry(heard, away)
        except Exception as fault:  # the edge's one: its text may be people's, so only its place is logged
            place = traceback.extract_tb(fault.__traceback__)[-1]
            self._log.error("slack.fault", key=said.key, fault=type(fault).__name__, at=f"{place.name}:{place.lineno}")
            return self._sorry(heard, _("Something went wrong on my side. Try again in a moment."))

    async def _known(self, heard: Heard) -> Inbound:
        """What was said, with who and where as Slack knows them."""
        said, team = heard.said, heard.said.where.workspace
        who, where = said.who, said.where
        if said.surface is Surface.EVENT:
            self._directory.rooms.forget(team, where.id)
        else:
            who = await self._directory.people.get(team, who.id)
        if heard.stray and who.member:
            where = replace(where, id=await self._directory.chats.get(team, who.id))
        elif not where.private and said.verb != "room.left":
            found = await self._directory.rooms.get(team, where.id)
            where = replace(found, outside=found.outside or where.outside) if found else where
        return replace(said, who=who, where=where)

    async def _turned(self, heard: Heard, said: Inbound, answer: say.Answer) -> BoltResponse:
        match answer:
            case say.Done():
                return BoltResponse(status=200)
            case say.Tell(card):
                return self._told(heard, said, card, instead=heard.ephemeral)
            case say.Refused(card) if said.surface is Surface.FORM:
                if any(isinstance(part, say.Buttons) for part in card.parts):
                    self._later(self._privately(said, card, None))
                return BoltResponse(status=200, body=speak.telling(card))
            case say.Refused(card):
                return self._told(heard, said, card)
            case say.Problems(form) if heard.inputs and form.token == said.token:
                return BoltResponse(status=200, body=speak.errors(form.problems, heard.inputs))
            case say.OpenForm(form) | say.Problems(form):
                return await self._opened(heard, said, form)
            case _:
                assert_never(answer)

    async def _opened(self, heard: Heard, said: Inbound, form: say.Form) -> BoltResponse:
        view = speak.view(form, said.where.id)
        if said.surface is Surface.FORM:
            return BoltResponse(status=200, body=speak.update(view))
        try:
            async with asyncio.timeout(_QUICK):
                await self.transport.call("views.open", {"trigger_id": heard.trigger, "view": view})
        except (*FAILED, TimeoutError) as failure:
            self._log.warning("slack.not_opened", key=said.key, reason=str(failure))
            slow = words(said.who.language)("It took me too long to open this. Press the button to try again.")
            self._later(self._privately(said, speak.standing(form, slow), None))
        return BoltResponse(status=200)

    def _told(self, heard: Heard, said: Inbound, card: say.Card, *, instead: bool = False) -> BoltResponse:
        """Say it to this person alone, where they asked; `instead` of the pressed card, if that was theirs alone."""
        drawn = {"response_type": "ephemeral", **speak.message(card, said.who.workspace)}
        way: Coroutine[Any, Any, object] | None = None
        if said.surface is Surface.COMMAND:
            return BoltResponse(status=200, body=drawn)
        if said.surface in _PRESSED:
            way = self.transport.respond(heard.response_url, {"replace_original": instead, **drawn})
        elif said.surface is Surface.MENTION:
            under = {"thread_ts": said.thread} if said.thread else {}
            place = {"channel": said.where.id, "user": said.who.id}
            way = self.transport.call("chat.postEphemeral", {**place, **under, **drawn})
        self._later(self._privately(said, card, way))
        return BoltResponse(status=200)

    async def _privately(self, said: Inbound, card: say.Card, way: Coroutine[Any, Any, object] | None) -> None:
        try:
            if way is not None:
                await way
                return
        except Unknown as unknown:  # it may stand there; saying it twice would be worse
            self._log.warning("slack.told_perhaps", key=said.key, reason=unknown.reason)
            return
        except FAILED as failure:
            self._log.info("slack.not_told", key=said.key, reason=failure.reason)
        if said.who.member:
            await self._ear.reply(said, card)
        elif said.surface is Surface.MESSAGE:  # of a guest nothing is kept, so the answer is no post of ours
            to = Destination(said.where.platform, said.where.workspace, said.where.id, said.who.id, "", said.thread)
            await self.transport.send(to, card, 0)

    def _sorry(self, heard: Heard, sentence: str, *, final: bool = False) -> BoltResponse:
        """A sentence of our own, when nothing was done; what Slack can send again, it shall, unless that is `final`."""
        card, said = say.Card((say.Prose((say.Plain(sentence),)),), sentence), heard.said
        if said.surface is Surface.FORM:
            kept = speak.errors({"": sentence}, heard.inputs) if heard.inputs else speak.telling(card)
            return BoltResponse(status=200, body=kept)
        if said.surface is Surface.COMMAND or said.surface in _PRESSED:
            return self._told(heard, said, card)
        return BoltResponse(status=200 if final else 503)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()):
            self._log.error("slack.later", fault=type(fault).__name__)
