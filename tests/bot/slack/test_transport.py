"""Messages made, changed and taken away, and what each of Slack's bad days is called."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.slack.transport import SlackTransport
from bot.transport import Destination, Receipt, Refused, TryLater, Undeliverable, Unknown
from handlers.language import Platform
from tests.bot.slack.conftest import settings
from tests.bot.slack.samples import FORM, card
from tests.fakes.slack import FakeSlack, Fault

ROOM = Destination(Platform.SLACK, "TGULD", "CNATUR", "", "")
METTE = Destination(Platform.SLACK, "TGULD", "", "UMETTE", "")

LATER = [
    Fault(status=429, error="ratelimited", retry_after="7"),
    Fault(status=412, error="precondition"),
    Fault(error="ratelimited"),
]
UNSURE = [
    Fault(error="internal_error", accepted=True),
    Fault(error="fatal_error"),
    Fault(status=503, body="<html>people's words</html>"),
    Fault(status=500, error="oops"),
    Fault(status=408, body=""),
    Fault(status=200, body="<html>"),
    Fault(drop=True, accepted=True),
]
NEVER = [
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "user_not_found",
    "cannot_dm_bot",
    "messages_tab_disabled",
]


@pytest.fixture
async def transport(slack: FakeSlack) -> AsyncIterator[SlackTransport]:
    slack.room("CNATUR", "natur")
    slack.person("UMETTE", "Mette")
    opened = SlackTransport(settings(slack))
    await opened.open()
    yield opened
    await opened.close()


async def test_a_message_is_made_changed_and_taken_away(transport: SlackTransport, slack: FakeSlack) -> None:
    receipt = await transport.send(ROOM, card("Først"), 1)
    assert receipt.room == "CNATUR"
    body = slack.messages["CNATUR"][receipt.message]
    assert (body["text"], body["unfurl_links"], body["unfurl_media"]) == ("Notice: Først", False, False)
    await transport.edit(ROOM, receipt, card("Siden"), 1)
    assert slack.messages["CNATUR"][receipt.message]["text"] == "Notice: Siden"
    await transport.remove(ROOM, receipt)
    assert not slack.messages["CNATUR"]


async def test_a_first_private_message_says_where_it_stands(transport: SlackTransport, slack: FakeSlack) -> None:
    receipt = await transport.send(METTE, card("Hej"), 1)
    assert receipt.room == "DMETTE"
    assert receipt.message in slack.messages["DMETTE"]


async def test_a_thread_is_answered_in(transport: SlackTransport, slack: FakeSlack) -> None:
    await transport.send(Destination(Platform.SLACK, "TGULD", "DMETTE", "UMETTE", "", thread="17.1"), card("Hej"), 1)
    (body,) = slack.called("chat.postMessage")
    assert body["thread_ts"] == "17.1"


async def test_a_form_stands_as_a_card_that_opens_it(transport: SlackTransport, slack: FakeSlack) -> None:
    receipt = await transport.send(METTE, FORM, 9)
    *_, actions = slack.messages["DMETTE"][receipt.message]["blocks"]
    assert actions["elements"][0]["text"]["text"] == "Tell a story"


@pytest.mark.parametrize("fault", LATER, ids=lambda fault: fault.error)
async def test_not_now_is_tried_later(transport: SlackTransport, slack: FakeSlack, fault: Fault) -> None:
    slack.misbehave("chat.postMessage", fault)
    with pytest.raises(TryLater) as later:
        await transport.send(ROOM, card("Hej"), 1)
    assert later.value.seconds == float(fault.retry_after or 5)
    assert not slack.messages["CNATUR"]


@pytest.mark.parametrize("fault", UNSURE, ids=lambda fault: fault.error or str(fault.status))
async def test_who_cannot_be_sure_does_not_repeat(transport: SlackTransport, slack: FakeSlack, fault: Fault) -> None:
    slack.misbehave("chat.postMessage", fault)
    with pytest.raises(Unknown) as unknown:
        await transport.send(ROOM, card("Hej"), 1)
    assert len(slack.called("chat.postMessage")) == 1
    assert len(slack.messages["CNATUR"]) == int(fault.accepted)
    assert "words" not in unknown.value.reason


@pytest.mark.parametrize("fault", [*LATER, *UNSURE], ids=lambda fault: fault.error or str(fault.status))
async def test_edits_and_removals_may_always_be_repeated(
    transport: SlackTransport, slack: FakeSlack, fault: Fault
) -> None:
    receipt = await transport.send(ROOM, card("Hej"), 1)
    slack.misbehave("chat.update", fault)
    with pytest.raises(TryLater):
        await transport.edit(ROOM, receipt, card("Hej igen"), 1)
    await transport.edit(ROOM, receipt, card("Hej igen"), 1)
    slack.misbehave("chat.delete", fault)
    with pytest.raises(TryLater):
        await transport.remove(ROOM, receipt)
    await transport.remove(ROOM, receipt)
    assert not slack.messages["CNATUR"]


async def test_what_is_gone_needs_no_change(transport: SlackTransport) -> None:
    gone = Receipt("1700000000.000999", "CNATUR")
    await transport.edit(ROOM, gone, card("Hej"), 1)
    await transport.remove(ROOM, gone)


async def test_a_reason_is_a_code_and_never_a_sentence(transport: SlackTransport, slack: FakeSlack) -> None:
    slack.misbehave("chat.postMessage", Fault(status=400, error="Mette wrote this"))
    with pytest.raises(Refused, match=r"^http_400$"):
        await transport.send(ROOM, card("Hej"), 1)


@pytest.mark.parametrize("code", NEVER)
async def test_who_cannot_be_reached(transport: SlackTransport, slack: FakeSlack, code: str) -> None:
    slack.misbehave("chat.postMessage", Fault(error=code))
    with pytest.raises(Undeliverable, match=code):
        await transport.send(ROOM, card("Hej"), 1)


async def test_a_room_we_left_and_a_person_who_does_not_exist(transport: SlackTransport, slack: FakeSlack) -> None:
    slack.room("CLEFT", "left", bot=False)
    for to in ("CLEFT", "CNONE", "UNOBODY"):
        with pytest.raises(Undeliverable):
            await transport.send(Destination(Platform.SLACK, "TGULD", to, "", ""), card("Hej"), 1)


@pytest.mark.parametrize(
    "fault", [Fault(error="invalid_auth"), Fault(status=403, body="<html>"), Fault(error="msg_too_long")]
)
async def test_the_rest_is_refused(transport: SlackTransport, slack: FakeSlack, fault: Fault) -> None:
    slack.misbehave("chat.postMessage", fault)
    with pytest.raises(Refused) as refused:
        await transport.send(ROOM, card("Hej"), 1)
    assert not isinstance(refused.value, Undeliverable)
    assert refused.value.reason.isidentifier()


async def test_nobody_there_is_tried_later() -> None:
    async with FakeSlack() as gone:
        pass
    transport = SlackTransport(settings(gone))
    await transport.open()
    with pytest.raises(TryLater, match="unreachable"):
        await transport.send(ROOM, card("Hej"), 1)
    with pytest.raises(TryLater):
        await transport.respond(f"{gone.url}/hooks/1", {"text": "Hej"})
    await transport.close()


async def test_one_session_and_few_connections(transport: SlackTransport, slack: FakeSlack) -> None:
    for _ in range(5):
        await asyncio.gather(*(transport.send(ROOM, card("Hej"), 1) for _ in range(4)))
    assert len(slack.messages["CNATUR"]) == 20
    assert len(slack.connections) <= 5


async def test_a_message_under_way_is_not_cut_off(slack: FakeSlack) -> None:
    slack.room("CNATUR", "natur")
    slack.misbehave("chat.postMessage", Fault(delay=0.2, error="not_in_channel"))
    transport = SlackTransport(settings(slack))
    await transport.open()
    sending = asyncio.create_task(transport.send(ROOM, card("Hej"), 1))
    await asyncio.sleep(0.05)
    await transport.close()
    with pytest.raises(Undeliverable):  # Slack's own answer, not the connection's end
        await sending
    with pytest.raises(TryLater, match="closed"):
        await transport.send(ROOM, card("Hej"), 1)
    with pytest.raises(TryLater, match="closed"):
        await transport.respond(slack.response_url("UMETTE", "CNATUR"), {"text": "Hej"})
