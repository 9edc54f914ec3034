"""Who is let in: forged, broken and foreign requests, guests and bots, and days when Slack is out of reach."""

import asyncio
import gzip
import json
import time
from typing import Any

import pytest

from bot.slack.edge import SlackEdge
from handlers.language import OpenForm, Refused, Tell
from tests.bot.slack.conftest import served, settings
from tests.bot.slack.driver import SlackDriver, signed
from tests.bot.slack.ear import ListeningEar
from tests.bot.slack.samples import FORM, card
from tests.fakes.slack import FakeSlack, Fault

JSON = "application/json"
HELLO = json.dumps({"type": "url_verification", "challenge": "3eZbrw1aB10FEMAGAZd4FyFQ", "token": "x"}).encode()
MESSAGE = {"type": "message", "channel_type": "im", "channel": "DMETTE", "user": "UMETTE", "text": "Hej"}


async def test_slack_s_own_question_is_answered_when_signed(driver: SlackDriver) -> None:
    status, body = await driver.send(HELLO, JSON)
    assert (status, json.loads(body)) == (200, {"challenge": "3eZbrw1aB10FEMAGAZd4FyFQ"})


async def test_the_check_of_our_certificate_is_answered(driver: SlackDriver) -> None:
    assert (await driver.post_form({"ssl_check": "1", "token": "x"}))[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": "v0=æøå"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "yesterday"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "9" * 400},
        {"X-Slack-Request-Timestamp": "²"},
    ],
)
async def test_who_is_not_slack_is_sent_away(driver: SlackDriver, ear: ListeningEar, headers: dict[str, str]) -> None:
    assert (await driver.send(HELLO, JSON, **headers))[0] == 401
    assert not ear.heard


@pytest.mark.parametrize("age", [301, 86_400, -301])
async def test_a_request_kept_for_later_is_sent_away(driver: SlackDriver, slack: FakeSlack, age: float) -> None:
    assert (await driver.send(HELLO, JSON, **signed(slack, HELLO, time.time() - age)))[0] == 401


async def test_a_body_changed_on_its_way_is_sent_away(driver: SlackDriver, slack: FakeSlack) -> None:
    assert (await driver.send(HELLO + b" ", JSON, **signed(slack, HELLO)))[0] == 401


NESTED = b'{"type":"event_callback","event":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}"
BROKEN = [
    (b"\xff\xfe\x00", JSON),
    (b"{", JSON),
    (b"[]", JSON),
    (b"null", JSON),
    (b'"payload"', JSON),
    (NESTED, JSON),
    (b'{"type":"event_callback","event":[]}', JSON),
    (b'{"type":"event_callback","event":{"type":"message"}}', JSON),
    (b'{"type":"event_callback","event_id":"E","event":{"type":7}}', JSON),
    (b'{"type":"event_callback","event_id":{},"event":{"type":"app_mention"}}', JSON),
    (b'{"type":"event_callback","event_id":"E","authorizations":7,"event":{}}', JSON),
    (b'{"type":"event_callback","event_id":"E","enterprise":7,"team_id":"TGULD","event":{}}', JSON),
    (b'{"type":"block_actions","container":{"type":"message"},"actions":[{"type":"button"}]}', JSON),
    (b'{"type":"view_submission","view":{"private_metadata":"hello"}}', JSON),
    (b'{"command":["/guldkorn"],"channel_id":"C1"}', JSON),
    (b'{"command":"/guldkorn","channel_id":"C1","trigger_id":"1","user_id":"U1","text":"\\ud800"}', JSON),
    (b"payload=", "application/x-www-form-urlencoded"),
    (b"payload=%5B%5D", "application/x-www-form-urlencoded"),
    (b"payload=7", "application/x-www-form-urlencoded"),
    (b"command=%2Fguldkorn", "application/x-www-form-urlencoded"),
]


@pytest.mark.parametrize(("body", "kind"), BROKEN, ids=lambda value: str(value)[:60])
async def test_what_slack_would_not_say_is_refused(
    driver: SlackDriver, ear: ListeningEar, body: bytes, kind: str
) -> None:
    status, _ = await driver.send(body, kind)
    assert status == 400
    assert not ear.heard


async def test_too_much_is_refused_quickly(driver: SlackDriver, ear: ListeningEar) -> None:
    five = b'{"type":"event_callback","event":{"text":"' + b"a" * 5_000_000 + b'"}}'
    began = time.monotonic()
    assert (await driver.send(five, JSON))[0] == 413
    assert time.monotonic() - began < 2
    packed = gzip.compress(five)
    assert len(packed) < 100_000
    assert (await driver.send(packed, JSON, **{"Content-Encoding": "gzip"}))[0] == 413
    assert not ear.heard


async def test_refusing_holds_nobody_up(driver: SlackDriver) -> None:
    large = b'{"type":"event_callback","event":{"text":"' + b"a" * 940_000 + b'"}}'
    await driver.send(HELLO, JSON)
    began = time.monotonic()
    assert (await driver.send(large, JSON, **{"X-Slack-Signature": "v0=0"}))[0] == 401
    assert time.monotonic() - began < 0.2


@pytest.mark.parametrize(
    "kind",
    [
        {"type": "shortcut", "callback_id": "x"},
        {"type": "view_closed", "view": {}},
        {"type": "block_actions", "container": {"type": "view"}, "actions": [{"type": "button"}]},
        {"type": "block_actions", "container": {"type": "message"}, "actions": [{"type": "static_select"}]},
        {"type": "something_new"},
    ],
)
async def test_what_says_nothing_to_us_is_taken_calmly(
    driver: SlackDriver, ear: ListeningEar, kind: dict[str, Any]
) -> None:
    driver.person("mette")
    assert await driver.interact("UMETTE", kind) == ""
    assert not ear.heard


@pytest.mark.parametrize(
    "event",
    [
        MESSAGE | {"subtype": "message_changed"},
        MESSAGE | {"subtype": "file_share"},
        MESSAGE | {"bot_id": "BOTHER"},
        MESSAGE | {"user": "UGULD"},
        MESSAGE | {"edited": {"user": "UMETTE", "ts": "1"}},
        MESSAGE | {"channel_type": "channel", "channel": "CNATUR"},
        MESSAGE | {"type": "app_mention"},
        {"type": "app_mention", "channel": "CNATUR", "user": "UMETTE", "text": "<@UGULD> hej", "bot_id": "B1"},
        {"type": "tokens_revoked", "tokens": {"bot": ["UGULD"]}},
        {"type": "app_uninstalled"},
        {"type": "reaction_added", "user": "UMETTE"},
    ],
)
async def test_edits_bots_and_our_own_words_are_not_heard(
    driver: SlackDriver, ear: ListeningEar, event: dict[str, Any]
) -> None:
    driver.person("mette")
    assert await driver.event(event) == 200
    assert not ear.heard


@pytest.mark.parametrize(
    "flag",
    [
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"is_stranger": True, "team_id": "TOTHER"},
        {"team_id": "TOTHER"},
        {"is_bot": True},
        {"deleted": True},
    ],
)
async def test_a_guest_is_known_as_one(
    driver: SlackDriver, ear: ListeningEar, slack: FakeSlack, flag: dict[str, Any]
) -> None:
    slack.person("UGUEST", "Gæst", **flag)
    await driver.command("guest", "hej", room="natur")
    assert [said.who.member for said in ear.heard] == [False]


async def test_a_guest_who_writes_is_answered_though_nothing_is_kept(
    driver: SlackDriver, ear: ListeningEar, slack: FakeSlack
) -> None:
    slack.person("UGUEST", "Gæst", is_restricted=True)
    ear.answers.append(Refused(card("Jeg er kun for kolleger her i huset")))
    await driver.say("guest", "Hej")
    await driver.quiet()
    assert driver.shown(None, "guest") == ["Jeg er kun for kolleger her i huset"]
    assert not ear.replies


async def test_somebody_slack_does_not_know_is_no_colleague(driver: SlackDriver, ear: ListeningEar) -> None:
    await driver.event(MESSAGE | {"user": "UNOBODY"})
    assert [said.who.member for said in ear.heard] == [False]


async def test_a_new_language_and_name_are_learnt(driver: SlackDriver, ear: ListeningEar, slack: FakeSlack) -> None:
    slack.person("UJOHN", "john", locale="en-GB", profile={"display_name": "", "real_name": "John Doe"})
    await driver.command("john", "help", room="natur")
    assert (ear.heard[0].who.name, ear.heard[0].who.language) == ("John Doe", "en")


async def test_another_workspace_is_answered_kindly_and_not_heard(driver: SlackDriver, ear: ListeningEar) -> None:
    form = {
        "command": "/guldkorn",
        "text": "hej",
        "team_id": "TOTHER",
        "channel_id": "C1",
        "user_id": "U1",
        "trigger_id": "1.1",
    }
    status, body = await driver.post_form(form)
    assert status == 200
    assert json.loads(body)["response_type"] == "ephemeral"
    event = {"type": "event_callback", "team_id": "TOTHER", "event_id": "Ev1", "event": MESSAGE}
    assert (await driver.send(json.dumps(event).encode(), JSON))[0] == 200
    assert not ear.heard
    assert not driver.fake.called("users.info")


async def test_one_call_for_a_burst(driver: SlackDriver, ear: ListeningEar, slack: FakeSlack) -> None:
    slack.misbehave("users.info", Fault(delay=0.2, accepted=True, error="internal_error"))
    driver.person("mette")
    statuses = await asyncio.gather(*(driver.event(MESSAGE) for _ in range(8)))
    assert set(statuses) == {503}
    assert len(slack.called("users.info")) == 1
    assert await driver.event(MESSAGE) == 200
    assert len(ear.heard) == 1


async def test_where_membership_cannot_be_learnt_nobody_is_let_in(
    driver: SlackDriver, ear: ListeningEar, slack: FakeSlack
) -> None:
    slack.misbehave("users.info", Fault(error="missing_scope"), Fault(error="internal_error"), Fault(delay=5))
    await driver.command("mette", "hej", room="natur")
    await driver.command("mette", "hej", room="natur")
    began = time.monotonic()
    await driver.command("mette", "hej", room="natur")
    assert time.monotonic() - began < 2.7
    assert len(driver.told("mette")) == 3
    assert not ear.heard


async def test_a_form_handed_in_while_slack_is_away_keeps_its_words(
    slack: FakeSlack, ear: ListeningEar, driver: SlackDriver
) -> None:
    ear.answers.append(OpenForm(FORM))
    await driver.command("mette", "fortæl", room="natur")
    await driver.event({"type": "channel_left", "channel": "CNATUR"})  # so that the room must be looked up again
    slack.misbehave("conversations.info", Fault(status=503, body="<html>"))
    await driver.fill("mette", tried="Et forsøg")
    form = driver.form("mette")
    assert form is not None
    assert form.values["tried"] == "Et forsøg"
    assert list(form.problems) == ["tried"]


async def test_a_fault_of_ours_is_said_kindly_and_never_quoted(
    driver: SlackDriver, ear: ListeningEar, capsys: pytest.CaptureFixture[str]
) -> None:
    ear.answers.append(RuntimeError("people's own words"))
    await driver.command("mette", "hej", room="natur")
    ear.answers.append(RuntimeError("people's own words"))
    assert await driver.event(MESSAGE) == 503
    assert len(driver.told("mette")) == 1
    printed = "".join(capsys.readouterr())
    assert "slack.fault" in printed
    assert "own words" not in printed
    assert "Mette" not in printed


async def test_slack_out_of_reach_at_the_start_is_waited_for(slack: FakeSlack, ear: ListeningEar) -> None:
    slack.misbehave("auth.test", *[Fault(status=503, body="<html>")] * 2)
    async with served(SlackEdge(settings(slack), ear)) as url:
        driver = SlackDriver(slack, url)
        await driver.send(HELLO, JSON)
        driver.person("mette")
        assert await driver.event(MESSAGE) == 503  # the second attempt, made because somebody waits
        assert not ear.heard
        assert await driver.event(MESSAGE) == 200  # the third
    assert ear.installed == ["slack:TGULD"]
    assert len(ear.heard) == 1


async def test_we_start_though_nobody_answers_and_learn_by_ourselves(ear: ListeningEar) -> None:
    async with FakeSlack() as gone:
        port = int(gone.url.rpartition(":")[2])
    async with served(SlackEdge(settings(gone), ear)) as url:
        fields = {"command": "/guldkorn", "team_id": "TGULD", "channel_id": "C1", "user_id": "U1", "trigger_id": "1.1"}
        status, body = await SlackDriver(gone, url).post_form(fields)
        assert (status, json.loads(body)["response_type"]) == (200, "ephemeral")
        assert not ear.installed
        async with FakeSlack(port=port), asyncio.timeout(5):
            await ear.met.wait()
    assert ear.installed == ["slack:TGULD"]


async def test_what_is_under_way_arrives_before_we_stop(slack: FakeSlack, ear: ListeningEar) -> None:
    ear.answers.append(Tell(card("Hej Mette")))
    async with served(SlackEdge(settings(slack), ear)) as url:
        driver = SlackDriver(slack, url)
        driver.room("natur")
        slack.person("UMETTE", "Mette")
        slack.misbehave("chat.postEphemeral", Fault(delay=0.3, accepted=True))
        said = {"type": "app_mention", "channel": "CNATUR", "user": "UMETTE", "text": "<@UGULD> hej"}
        assert await driver.event(said) == 200
        slack.misbehave("chat.postEphemeral", Fault(delay=0.3, error="user_not_in_channel"))
        ear.slow = 0.1
        ear.answers.append(Tell(card("Hej igen")))
        assert await driver.event(said) == 200
    assert driver.told("mette") == ["Hej Mette"]
    assert [reply.notice for _, reply in ear.replies] == ["Notice: Hej igen"]
    assert len(slack.called("chat.postEphemeral")) == 2
