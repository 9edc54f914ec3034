"""Sending, changing and removing against a real small connector, and what each of its bad days means."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from bot.teams.transport import TeamsTransport
from bot.transport import Destination, Receipt, Refused, TryLater, Undeliverable, Unknown
from handlers.language import Card, Note, Platform
from tests.bot.teams import screen
from tests.bot.teams.conftest import settings
from tests.fakes.connector import FakeConnector, Fault

NATUR = "19:natur@thread.tacv2"
HELLO, CHANGED = Card((Note("Hej"),), "Hej"), Card((Note("Rettet"),), "Rettet")
SHORT = aiohttp.ClientTimeout(total=0.3)


@pytest.fixture
async def transport(teams: FakeConnector) -> AsyncIterator[TeamsTransport]:
    made = TeamsTransport(settings(teams), SHORT)
    await made.open()
    yield made
    await made.close()


def room(teams: FakeConnector, **different: Any) -> Destination:
    teams.room(NATUR)
    address = json.dumps({"url": teams.service_url, "bot": f"28:{teams.app_id}", "tenant": teams.tenant})
    return replace(Destination(Platform.TEAMS, teams.tenant, NATUR, "", address), **different)


def person(teams: FakeConnector, name: str = "mette", **different: Any) -> Destination:
    address = json.dumps({"url": teams.service_url})
    account = teams.person(name).account
    return replace(Destination(Platform.TEAMS, teams.tenant, "", account, address), **different)


def standing(teams: FakeConnector, conversation: str = NATUR) -> list[str]:
    messages = [message for message in teams.room(conversation) if not message.gone]
    return [screen.visible(message.activity["attachments"][0]["content"]) for message in messages]


async def test_a_message_is_made_changed_and_taken_away(teams: FakeConnector, transport: TeamsTransport) -> None:
    receipt = await transport.send(room(teams), HELLO, 1)
    assert standing(teams) == ["Hej"]
    assert receipt.room == NATUR
    await transport.edit(room(teams), receipt, CHANGED, 1)
    assert standing(teams) == ["Rettet"]
    await transport.remove(room(teams), receipt)
    assert standing(teams) == []


async def test_an_answer_stands_in_its_thread(teams: FakeConnector, transport: TeamsTransport) -> None:
    root = teams.overhear(NATUR, "", "mette", "hvad nu")
    receipt = await transport.send(room(teams, thread=root.id), HELLO, 1)
    made = teams.room(NATUR)[-1]
    assert (made.thread, receipt.room) == (root.id, NATUR)
    await transport.edit(room(teams), receipt, CHANGED, 1)
    assert made.edits == 1


async def test_a_first_private_message_opens_the_chat(teams: FakeConnector, transport: TeamsTransport) -> None:
    receipt = await transport.send(person(teams), HELLO, 1)
    assert receipt.room == "a:aad-mette"
    assert standing(teams, "a:aad-mette") == ["Hej"]
    again = person(teams, room=receipt.room, address=receipt.address)
    await transport.send(again, CHANGED, 2)
    assert teams.calls["create"] == 1
    assert standing(teams, "a:aad-mette") == ["Hej", "Rettet"]


async def test_who_was_heard_can_be_written_to_without_an_address(
    teams: FakeConnector, transport: TeamsTransport
) -> None:
    with pytest.raises(Undeliverable, match="no_address"):
        await transport.send(person(teams, address=""), HELLO, 1)
    transport.remember(teams.person("mette").account, person(teams).address, "29:mette")
    await transport.send(person(teams, address=""), HELLO, 1)
    assert standing(teams, "a:aad-mette") == ["Hej"]


async def test_one_token_and_one_connection_do_for_many(teams: FakeConnector, transport: TeamsTransport) -> None:
    for post in range(5):
        await transport.send(room(teams), HELLO, post)
    assert (teams.calls["send"], teams.calls["token"]) == (5, 1)
    assert len(teams.connections) == 1


async def test_a_token_is_renewed_before_its_end_and_nobody_waits(
    teams: FakeConnector, transport: TeamsTransport
) -> None:
    teams.token_lasts = 1
    await transport.send(room(teams), HELLO, 1)
    await asyncio.sleep(0.6)
    teams.token_lasts = 3600
    teams.misbehave("token", Fault(delay=0.2))
    loop = asyncio.get_running_loop()
    began = loop.time()
    await transport.send(room(teams), HELLO, 2)
    assert loop.time() - began < 0.15
    await asyncio.sleep(0.3)
    await transport.send(room(teams), HELLO, 3)
    assert teams.calls["token"] == 2


async def test_a_token_that_is_no_longer_taken_is_given_up(teams: FakeConnector, transport: TeamsTransport) -> None:
    await transport.send(room(teams), HELLO, 1)
    teams.tokens.clear()
    with pytest.raises(TryLater):
        await transport.send(room(teams), HELLO, 2)
    await transport.send(room(teams), HELLO, 2)
    assert standing(teams) == ["Hej", "Hej"]


async def test_without_a_token_nothing_is_sent(teams: FakeConnector) -> None:
    wrong = TeamsTransport(replace(settings(teams), app_password="wrong"), SHORT)
    await wrong.open()
    with pytest.raises(TryLater, match="no_token"):
        await wrong.send(room(teams), HELLO, 1)
    await wrong.close()
    assert teams.calls["send"] == 0


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(429, "Throttled", retry_after="7"), TryLater),
        (Fault(412, "PreconditionFailed"), TryLater),
        (Fault(403, "MessageWritesBlocked"), Undeliverable),
        (Fault(403, "BotNotInConversationRoster"), Undeliverable),
        (Fault(404, "ConversationNotFound"), Undeliverable),
        (Fault(400, "BadSyntax"), Refused),
        (Fault(413, "MessageSizeTooBig"), Refused),
        (Fault(408, accepted=True), Unknown),
        (Fault(500, "ServiceError", accepted=True), Unknown),
        (Fault(502), Unknown),
        (Fault(503), Unknown),
        (Fault(504, accepted=True), Unknown),
        (Fault(drop=True, accepted=True), Unknown),
        (Fault(drop=True), Unknown),
        (Fault(delay=0.6), Unknown),
    ],
    ids=lambda value: (
        f"{value.status}{value.code}{value.drop or ''}{value.delay or ''}" if isinstance(value, Fault) else ""
    ),
)
async def test_what_a_bad_answer_to_a_first_send_means(
    teams: FakeConnector, transport: TeamsTransport, fault: Fault, outcome: type[Exception]
) -> None:
    await transport.send(room(teams), HELLO, 1)
    teams.misbehave("send", fault)
    with pytest.raises(outcome) as caught:
        await transport.send(room(teams), HELLO, 2)
    assert caught.type is outcome
    assert teams.calls["send"] == 2
    if fault.retry_after and isinstance(caught.value, TryLater):
        assert caught.value.seconds == 7


@pytest.mark.parametrize(
    "fault", [Fault(429), Fault(500), Fault(408), Fault(504), Fault(drop=True), Fault(delay=0.6)], ids=str
)
@pytest.mark.parametrize("call", ["edit", "remove"])
async def test_a_change_may_simply_be_tried_again(
    teams: FakeConnector, transport: TeamsTransport, call: str, fault: Fault
) -> None:
    receipt = await transport.send(room(teams), HELLO, 1)
    teams.misbehave(call, fault, fault)  # a PUT or DELETE on a dropped connection is repeated once by aiohttp itself
    with pytest.raises(TryLater):
        await _change(transport, call, room(teams), receipt)


@pytest.mark.parametrize("call", ["edit", "remove"])
async def test_a_message_already_gone_is_no_fault(teams: FakeConnector, transport: TeamsTransport, call: str) -> None:
    receipt = await transport.send(room(teams), HELLO, 1)
    teams.room(NATUR)[-1].gone = True
    await _change(transport, call, room(teams), receipt)
    teams.rooms.clear()
    with pytest.raises(Undeliverable, match="ConversationNotFound"):
        await _change(transport, call, Destination(Platform.TEAMS, teams.tenant, NATUR, "", receipt.address), receipt)


async def _change(transport: TeamsTransport, call: str, to: Destination, receipt: Receipt) -> None:
    if call == "edit":
        await transport.edit(to, receipt, CHANGED, 1)
    else:
        await transport.remove(to, receipt)


async def test_a_client_that_cannot_remove_says_so(teams: FakeConnector, transport: TeamsTransport) -> None:
    receipt = await transport.send(room(teams), HELLO, 1)
    teams.removes = False
    with pytest.raises(Refused, match="unsupported"):
        await transport.remove(room(teams), receipt)


async def test_who_blocked_us_is_unreachable(teams: FakeConnector, transport: TeamsTransport) -> None:
    receipt = await transport.send(person(teams), HELLO, 1)
    teams.person("mette", reachable=False)
    with pytest.raises(Undeliverable, match="MessageWritesBlocked"):
        await transport.send(person(teams, room=receipt.room), HELLO, 2)
    with pytest.raises(Undeliverable):
        await transport.send(person(teams), HELLO, 2)


@pytest.mark.parametrize("fault", [Fault(500), Fault(drop=True), Fault(delay=0.6)], ids=str)
async def test_a_chat_that_could_not_be_opened_holds_no_unknown_message(
    teams: FakeConnector, transport: TeamsTransport, fault: Fault
) -> None:
    teams.misbehave("create", fault)
    with pytest.raises(TryLater):
        await transport.send(person(teams), HELLO, 1)
    assert teams.calls["send"] == 0


async def test_nobody_there_is_surely_not_accepted(teams: FakeConnector, transport: TeamsTransport) -> None:
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        nobody = json.dumps({"url": f"http://127.0.0.1:{plug.getsockname()[1]}/"})
        with pytest.raises(TryLater, match="unreachable"):
            await transport.send(room(teams, address=nobody), HELLO, 1)


async def test_a_token_goes_only_to_safe_addresses(teams: FakeConnector, transport: TeamsTransport) -> None:
    with pytest.raises(Refused, match="service_url"):
        await transport.send(room(teams, address=json.dumps({"url": "http://example.org/"})), HELLO, 1)


async def test_without_tokens_only_this_machine_is_written_to(anonymous: FakeConnector) -> None:
    transport = TeamsTransport(settings(anonymous), SHORT)
    await transport.open()
    await transport.send(room(anonymous), HELLO, 1)
    assert (standing(anonymous), anonymous.calls["token"]) == (["Hej"], 0)
    with pytest.raises(Refused, match="service_url"):
        await transport.send(room(anonymous, address=json.dumps({"url": "https://example.org/"})), HELLO, 1)
    with pytest.raises(Undeliverable, match="no_address"):
        await transport.send(person(anonymous, address=""), HELLO, 1)
    await transport.close()


async def test_before_the_start_and_after_the_end_nothing_is_lost(teams: FakeConnector) -> None:
    transport = TeamsTransport(settings(teams))
    with pytest.raises(TryLater):
        await transport.send(room(teams), HELLO, 1)
    await transport.open()
    await transport.close()
    with pytest.raises(TryLater):
        await transport.send(room(teams), HELLO, 1)


async def test_the_connector_itself_keeps_the_limits(teams: FakeConnector, transport: TeamsTransport) -> None:
    for post in range(7):
        await transport.send(room(teams), HELLO, post)
    with pytest.raises(TryLater):
        await transport.send(room(teams), HELLO, 8)
    heavy = Card((Note("x" * 30_000),), "n")
    with pytest.raises(Refused, match="MessageSizeTooBig"):
        await transport.send(person(teams), heavy, 9)
