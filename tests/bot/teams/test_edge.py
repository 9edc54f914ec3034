"""The way in over real HTTP: who is let in, what is refused and how, and how each answer goes back."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.settings import TeamsSettings
from bot.teams import speak
from bot.teams.edge import TeamsEdge
from handlers.language import (
    Ask,
    Button,
    Buttons,
    Card,
    Do,
    Done,
    Form,
    Heading,
    Note,
    OpenForm,
    Plain,
    Problems,
    Prose,
    Refused,
    Short,
    Surface,
    Tell,
    Toggle,
)
from tests.bot.teams.conftest import served, settings
from tests.bot.teams.driver import Spot, TeamsDriver
from tests.bot.teams.ear import ListeningEar
from tests.fakes.connector import FakeConnector, Fault
from tests.loopback import reached_for

FORM = Form("story.draft", "story.tell", "Fortæl", (Short("title", "Overskrift"), Toggle("share", "Del")), "Videre")
WRONG = replace(FORM, problems={"title": "Skriv lidt mere."})
SENTENCE = Card((Prose((Plain("Det er gemt."),)),), "Gemt")
RICH = Card((Heading("Menu"), Buttons((Button("Fortæl", Ask("story.tell")),))), "Menu")
CHECKIN = Card(
    (Note("Hvordan går det"), Buttons((Button("Prøvet", Do("checkin.answer", {"as": "tried"})),))), "Et spørgsmål"
)
ASKING = Card((Note("Fortæl"), Buttons((Button("Fortæl", Ask("story.tell", {"community": "3"})),))), "Fortæl")


def stand(driver: TeamsDriver, conversation: str, sheet: Card | Form, post: int = 5) -> None:
    """A message of ours, there since before."""
    driver.fake.overhear(conversation, "", "", "").activity = speak.message(sheet, post)


def person_here(teams: FakeConnector) -> str:
    member = teams.person("mette")
    teams.room(teams.private(member))
    return teams.private(member)


async def test_a_private_message_reaches_the_desk_with_who_wrote_it(driver: TeamsDriver, ear: ListeningEar) -> None:
    await driver.say("mette", "I dag lod vi dem vælge")
    [said] = ear.heard
    assert (said.verb, said.text, said.who.id, said.who.name, said.who.member) == (
        "talk",
        "I dag lod vi dem vælge",
        "aad-mette",
        "Mette",
        True,
    )
    assert driver.shown(None, "mette") == []


async def test_a_mention_reaches_the_desk_in_its_room(driver: TeamsDriver, ear: ListeningEar) -> None:
    await driver.command("mette", "hjælp", "natur")
    [said] = ear.heard
    assert (said.verb, said.text, said.surface, said.where.id) == (
        "command",
        "hjælp",
        Surface.MENTION,
        "19:natur@thread.tacv2",
    )


async def test_comings_and_goings_reach_the_desk(driver: TeamsDriver, ear: ListeningEar) -> None:
    await driver.meet("mette")
    await driver.meet("mette", "natur")
    await driver.part("mette", "natur")
    await driver.part("mette")
    assert [(said.verb, said.who.id, said.who.member) for said in ear.heard] == [
        ("person.met", "aad-mette", True),
        ("person.met", "aad-mette", True),
        ("room.met", "aad-mette", True),
        ("room.met", "aad-mette", True),
        ("room.left", "aad-mette", True),
        ("person.left", "aad-mette", True),
    ]
    assert driver.fake.calls["send"] == 0


async def test_who_speaks_is_asked_once(driver: TeamsDriver, ear: ListeningEar) -> None:
    for _ in range(4):
        await driver.say("mette", "hej")
    assert len(ear.heard) == 4
    assert (driver.fake.calls["member"], driver.fake.calls["token"]) == (1, 1)


async def test_the_tenant_is_installed_at_the_start(driver: TeamsDriver, ear: ListeningEar) -> None:
    assert ear.installed == [f"teams:{driver.workspace}"]


# How each answer goes back


@pytest.mark.parametrize("kind", [Tell, Refused])
async def test_a_pressed_button_is_told_in_one_line(driver: TeamsDriver, ear: ListeningEar, kind: type[Tell]) -> None:
    stand(driver, driver.room("natur"), CHECKIN)
    ear.answers.append(kind(SENTENCE))
    await driver.press("mette", "Prøvet", "natur")
    [said] = ear.heard
    assert (said.verb, said.values, said.post, said.surface) == ("checkin.answer", {"as": "tried"}, 5, Surface.BUTTON)
    assert said.message == driver.fake.room(said.where.id)[0].id
    assert driver.told("mette") == ["Det er gemt."]


async def test_what_is_more_than_a_line_becomes_a_private_post(driver: TeamsDriver, ear: ListeningEar) -> None:
    stand(driver, driver.room("natur"), CHECKIN)
    ear.answers.append(Tell(RICH))
    await driver.press("mette", "Prøvet", "natur")
    assert [card for _said, card in ear.replies] == [RICH]
    assert len(driver.told("mette")) == 1


async def test_in_private_the_pressed_card_changes_on_the_spot(driver: TeamsDriver, ear: ListeningEar) -> None:
    stand(driver, person_here(driver.fake), CHECKIN)
    ear.answers.append(Done(SENTENCE))
    await driver.press("mette", "Prøvet")
    assert driver.shown(None, "mette") == ["Det er gemt."]
    assert ear.heard[0].redraws


async def test_in_a_room_nothing_changes_for_one_alone(driver: TeamsDriver, ear: ListeningEar) -> None:
    stand(driver, driver.room("natur"), CHECKIN)
    ear.answers.append(Done(SENTENCE))
    await driver.press("mette", "Prøvet", "natur")
    assert driver.shown("natur") == ["Hvordan går det"]


async def test_a_dialog_opens_shows_its_problems_and_closes(driver: TeamsDriver, ear: ListeningEar) -> None:
    stand(driver, driver.room("natur"), ASKING)
    ear.answers += [OpenForm(FORM), Problems(replace(WRONG, token="t-1")), Done()]
    await driver.press("mette", "Fortæl", "natur")
    opened = driver.form("mette")
    assert opened is not None
    assert (opened.title, opened.fields, opened.problems) == ("Fortæl", ("title", "share"), {})
    await driver.fill("mette", title="x", share=True)
    again = driver.form("mette")
    assert again is not None
    assert again.problems == {"title": "Skriv lidt mere."}
    await driver.fill("mette", title="xyz")
    assert driver.form("mette") is None
    asked, first, second = ear.heard
    assert (asked.verb, asked.values, asked.surface, asked.post) == (
        "story.tell",
        {"community": "3"},
        Surface.OPENING,
        5,
    )
    assert (first.verb, first.values, first.surface) == ("story.draft", {"title": "x", "share": True}, Surface.FORM)
    assert (second.values, second.token) == ({"title": "xyz", "share": False}, "t-1")


async def test_a_dialog_that_cannot_open_says_why(driver: TeamsDriver, ear: ListeningEar) -> None:
    stand(driver, driver.room("natur"), ASKING)
    ear.answers += [Refused(SENTENCE), Tell(RICH), Done()]
    for _ in range(3):
        await driver.press("mette", "Fortæl", "natur")
    assert driver.told("mette")[0] == "Det er gemt."
    assert len(driver.told("mette")) == 3
    assert len(ear.replies) == 1


async def test_a_form_stands_as_a_card_in_private(driver: TeamsDriver, ear: ListeningEar) -> None:
    stand(driver, person_here(driver.fake), FORM)
    ear.answers += [Problems(WRONG), Done(SENTENCE)]
    await driver.fill("mette", title="x")
    assert driver.form("mette") is not None
    assert "Skriv lidt mere." in driver.shown(None, "mette")[0]
    await driver.fill("mette", title="mere", share=True)
    assert driver.shown(None, "mette") == ["Det er gemt."]
    assert [(said.surface, said.post) for said in ear.heard] == [(Surface.FORM, 5)] * 2
    assert ear.heard[1].values == {"title": "mere", "share": True}


async def test_a_line_answers_a_text_and_more_becomes_a_post(driver: TeamsDriver, ear: ListeningEar) -> None:
    ear.answers += [Refused(SENTENCE), Refused(RICH), Problems(WRONG)]
    for _ in range(3):
        await driver.say("mette", "hej")
    assert driver.shown(None, "mette") == ["Det er gemt.", "Skriv lidt mere."]
    assert [card for _said, card in ear.replies] == [RICH]


async def test_what_nobody_foresaw_ends_kindly(driver: TeamsDriver, ear: ListeningEar) -> None:
    stand(driver, driver.room("natur"), CHECKIN)
    stand(driver, driver.room("natur"), ASKING)
    ear.answers += [RuntimeError("hemmeligt")] * 4
    await driver.say("mette", "hej")
    await driver.press("mette", "Prøvet", "natur")
    await driver.press("mette", "Fortæl", "natur")
    await driver.meet("mette")
    [line] = driver.shown(None, "mette")
    assert [line, line] == driver.told("mette")
    assert "hemmeligt" not in line


# Who is let in


@pytest.mark.parametrize("stranger", [{"role": "guest"}, {"role": "anonymous"}, {"tenant": "t-2"}, {"account": ""}])
async def test_strangers_are_no_members(driver: TeamsDriver, ear: ListeningEar, stranger: dict[str, str]) -> None:
    driver.fake.person("gry", **stranger)
    told = [Done()] if "tenant" in stranger else []
    ear.answers += [*told, Refused(SENTENCE), *told, Refused(RICH)]
    await driver.command("gry", "hjælp", "natur")
    await driver.command("gry", "hjælp", "natur")
    assert [said.who.member for said in ear.heard if said.surface is Surface.MENTION] == [False, False]
    assert driver.shown("natur") == ["Det er gemt.", "Menu"]
    assert not ear.replies


async def test_somebody_of_another_organisation_makes_a_room_a_shared_one(
    driver: TeamsDriver, ear: ListeningEar
) -> None:
    driver.fake.person("gry", tenant="t-2")
    driver.fake.person("gus", role="guest", tenant="t-2")
    await driver.command("gus", "hej", "natur")
    await driver.command("gry", "hej", "natur")
    await driver.say("gry", "hej")
    outside = [said for said in ear.heard if said.surface is Surface.EVENT]
    assert [(said.verb, said.where.id, said.where.outside) for said in outside] == [
        ("room.outside", "19:natur@thread.tacv2", True)
    ]


@pytest.mark.parametrize("fault", [Fault(503), Fault(403, "BotNotInConversationRoster"), Fault(404), Fault(drop=True)])
async def test_who_cannot_be_seen_is_not_guessed(driver: TeamsDriver, ear: ListeningEar, fault: Fault) -> None:
    driver.fake.misbehave("member", *[fault] * (2 if fault.drop else 1))  # a dropped GET is asked once more by aiohttp
    await driver.say("mette", "hej")
    assert not ear.heard
    assert len(driver.shown(None, "mette")) == 1
    await driver.say("mette", "hej")
    assert len(ear.heard) == 1


async def test_another_tenant_is_answered_and_not_heard(driver: TeamsDriver, ear: ListeningEar) -> None:
    spot = Spot(person_here(driver.fake), "personal")
    conversation = {"id": spot.id, "conversationType": "personal", "tenantId": "t-2"}
    theirs: dict[str, Any] = {"conversation": conversation, "channelData": {"tenant": {"id": "t-2"}}}
    said = driver.activity("mette", spot, type="message", text="hej", **theirs)
    assert await send(driver, said) == (200, None)
    assert len(driver.shown(None, "mette")) == 1
    data = {"guldkorn": {"act": "ask", "verb": "story.tell"}}
    asked = driver.activity("mette", spot, type="invoke", name="task/fetch", value={"data": data}, **theirs)
    status, answer = await send(driver, asked)
    assert (status, answer["task"]["type"]) == (200, "message")
    assert not ear.heard
    assert driver.fake.calls["member"] == 0


# What is refused


async def send(driver: TeamsDriver, activity: object, **headers: str) -> tuple[int, Any]:
    return await driver.post(json.dumps(activity).encode(), driver.headers() | headers)


def hello(driver: TeamsDriver, **more: Any) -> dict[str, Any]:
    return driver.activity("mette", Spot(person_here(driver.fake), "personal"), type="message", text="hej", **more)


STRANGER = rsa.generate_private_key(65537, 2048)


def _unsigned(teams: FakeConnector) -> str:
    head, claims, _ = teams.sign().split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).rstrip(b"=").decode()
    assert head != none
    return f"{none}.{claims}."


def _tampered(teams: FakeConnector) -> str:
    head, claims, signature = teams.sign().split(".")
    other = teams.sign(serviceurl="https://example.org/").split(".")[1]
    assert claims != other
    return f"{head}.{other}.{signature}"


def _symmetric(teams: FakeConnector) -> str:
    claims = jwt.decode(teams.sign(), options={"verify_signature": False})
    return jwt.encode(claims, "x" * 40, algorithm="HS256", headers={"kid": "here"})


def _webchat(teams: FakeConnector) -> str:
    teams.keys.append(teams.jwk("webchat", STRANGER, endorsements=("webchat",)))
    return teams.sign(STRANGER, "webchat")


TOKENS: dict[str, Callable[[FakeConnector], str]] = {
    "expired": lambda teams: teams.sign(exp=int(time.time()) - 400),
    "not yet": lambda teams: teams.sign(nbf=int(time.time()) + 900),
    "without an end": lambda teams: teams.sign(exp=None),
    "wrong key": lambda teams: teams.sign(STRANGER),
    "unknown key": lambda teams: teams.sign(STRANGER, "elsewhere"),
    "no key": lambda teams: jwt.encode(
        jwt.decode(teams.sign(), options={"verify_signature": False}), teams.key, "RS256"
    ),
    "alg none": _unsigned,
    "alg none with a signature": lambda teams: _unsigned(teams) + "AAAA",
    "symmetric": _symmetric,
    "tampered": _tampered,
    "wrong audience": lambda teams: teams.sign(aud="another-app"),
    "no audience": lambda teams: teams.sign(aud=None),
    "wrong issuer": lambda teams: teams.sign(iss="https://login.microsoftonline.com/t/v2.0"),
    "emulator": lambda teams: teams.sign(
        iss="https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/", ver="1.0"
    ),
    "skill": lambda teams: teams.sign(ver="2.0", azp="another-app"),
    "other service": lambda teams: teams.sign(serviceurl="https://example.org/"),
    "no service": lambda teams: teams.sign(serviceurl=None),
    "unendorsed channel": _webchat,
    "garbage": lambda _teams: "garbage",
    "dots": lambda _teams: "a.b.c",
    "deep": lambda _teams: base64.urlsafe_b64encode(b"[" * 3000).decode().rstrip("=") + ".e30.AA",
    "empty": lambda _teams: "",
}


@pytest.mark.parametrize("name", TOKENS)
async def test_a_bad_token_is_401(driver: TeamsDriver, ear: ListeningEar, name: str) -> None:
    token = TOKENS[name](driver.fake)
    status, _ = await send(driver, hello(driver), Authorization=f"Bearer {token}")
    assert status == 401
    assert not ear.heard


@pytest.mark.parametrize("header", ["", "Bearer", "Basic eDp5", "bearer {token}", "Bearer {token} x", "Token {token}"])
async def test_a_bad_header_is_401(driver: TeamsDriver, ear: ListeningEar, header: str) -> None:
    status, _ = await send(driver, hello(driver), Authorization=header.format(token=driver.fake.sign()))
    assert status == 401
    assert not ear.heard


async def test_no_header_is_401_before_anything_is_read(driver: TeamsDriver, ear: ListeningEar) -> None:
    status, _ = await driver.post(b"\xff" * 1000, {"Content-Type": "application/json"})
    assert status == 401
    began = time.perf_counter()
    status, _ = await driver.post(b"[" * 940_000, {"Content-Type": "application/json"})
    assert status == 401
    assert time.perf_counter() - began < 0.25
    assert not ear.heard


async def test_an_activity_for_another_service_or_channel_is_401(driver: TeamsDriver, ear: ListeningEar) -> None:
    for more in (
        {"serviceUrl": "https://example.org/"},
        {"serviceUrl": None},
        {"channelId": "webchat"},
        {"channelId": 1},
    ):
        status, _ = await send(driver, hello(driver, **more))
        assert status == 401
    assert not ear.heard


DEEP = b"[" * 200_000


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff\xfe\xfa", 400),
        (b'{"type": "message"', 400),
        (b"[]", 401),
        (b"null", 400),
        (b"7", 400),
        (DEEP, 400),
        (b'{"a":' * 50_000, 400),
        (b'{"a": 1' + b"0" * 5000 + b"}", 400),
        (b" " * 1_000_001, 413),
        (json.dumps({"text": "x" * 5_000_000}).encode(), 413),
    ],
    ids=[
        "empty",
        "not utf-8",
        "cut",
        "list",
        "null",
        "number",
        "deep list",
        "deep dict",
        "huge number",
        "1 MB",
        "5 MB",
    ],
)
async def test_a_bad_body_is_refused_quickly(driver: TeamsDriver, ear: ListeningEar, body: bytes, status: int) -> None:
    began = time.perf_counter()
    assert (await driver.post(body, driver.headers()))[0] == status
    assert time.perf_counter() - began < 1
    assert not ear.heard


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"type": None}, 400),
        ({"id": None}, 400),
        ({"conversation": []}, 400),
        ({"text": {"a": 1}}, 400),
        ({"channelData": None, "conversation": {"id": "a", "conversationType": "personal"}}, 400),
        ({"type": "invoke", "name": "task/submit", "value": "x"}, 400),
        ({"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"data": {"guldkorn": []}}}}, 400),
        ({"type": "invoke", "name": "composeExtension/query", "value": {}}, 501),
        ({"type": "messageReaction"}, 200),
        ({"type": "somethingNew"}, 200),
    ],
    ids=str,
)
async def test_what_is_malformed_or_not_for_us_reaches_nobody(
    driver: TeamsDriver, ear: ListeningEar, more: dict[str, Any], status: int
) -> None:
    assert (await send(driver, hello(driver) | more))[0] == status
    assert not ear.heard


async def test_only_json_is_read(driver: TeamsDriver) -> None:
    assert (await send(driver, hello(driver), **{"Content-Type": "text/plain"}))[0] == 415


# Keys and loop


async def test_while_no_keys_can_be_had_it_says_later(teams: FakeConnector, ear: ListeningEar) -> None:
    teams.misbehave("metadata", *[Fault(500)] * 3)
    async with served(TeamsEdge(settings(teams), ear)) as url:
        driver = TeamsDriver(teams, url)
        assert (await send(driver, hello(driver)))[0] == 503
        teams._faults["metadata"].clear()
        assert (await send(driver, hello(driver)))[0] == 200


async def test_slow_keys_hold_nobody_else(teams: FakeConnector, ear: ListeningEar) -> None:
    teams.misbehave("metadata", *[Fault(delay=0.4)] * 2)
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.005)
            longest = max(longest, time.perf_counter() - began)

    async with served(TeamsEdge(settings(teams), ear)) as url:
        watching = asyncio.create_task(watch())
        driver = TeamsDriver(teams, url)
        assert (await send(driver, hello(driver)))[0] == 200
        watching.cancel()
    assert longest < 0.2


# Without tokens


@pytest.fixture
async def untokened(anonymous: FakeConnector, ear: ListeningEar) -> AsyncIterator[TeamsDriver]:
    async with served(TeamsEdge(settings(anonymous), ear)) as url:
        yield TeamsDriver(anonymous, url)


async def test_without_tokens_the_first_tenant_seen_is_ours(untokened: TeamsDriver, ear: ListeningEar) -> None:
    assert ear.installed == []
    await untokened.say("mette", "hej")
    await untokened.say("mette", "hej")
    assert ear.installed == [f"teams:{untokened.workspace}"]
    assert [said.who.member for said in ear.heard] == [True, True]
    theirs = {
        "conversation": {"id": "a:aad-mette", "conversationType": "personal", "tenantId": "t-2"},
        "channelData": None,
    }
    assert (await send(untokened, hello(untokened, **theirs)))[0] == 200
    assert len(ear.heard) == 2


async def test_without_tokens_a_missing_roster_is_taken_on_trust(untokened: TeamsDriver, ear: ListeningEar) -> None:
    untokened.fake.misbehave("member", Fault(404, "MemberNotFoundInConversation"))
    await untokened.say("mette", "hej")
    assert [(said.who.id, said.who.member) for said in ear.heard] == [("aad-mette", True)]


async def test_without_tokens_all_stays_on_this_machine(untokened: TeamsDriver, ear: ListeningEar) -> None:
    for url in ("https://smba.example/teams/", "http://127.0.0.1.example/", "http://10.0.0.1/", None, 7):
        assert (await send(untokened, hello(untokened, serviceUrl=url)))[0] == 403
    assert (await send(untokened, hello(untokened), Host="guldkorn.example"))[0] == 403
    assert not ear.heard
    assert not reached_for


def test_without_tokens_it_will_not_listen_to_others(ear: ListeningEar) -> None:
    with pytest.raises(ValueError, match="loopback"):
        TeamsEdge(TeamsSettings("", "", "", "", "", anonymous=True), ear, host="0.0.0.0")  # noqa: S104 - that is the point


async def test_what_happens_to_a_room_is_heard_whoever_did_it(driver: TeamsDriver, ear: ListeningEar) -> None:
    driver.fake.person("gus", role="guest")
    spot = Spot(driver.room("natur"), "channel")
    added = [{"id": f"28:{driver.fake.app_id}"}]
    nobody = driver.activity("gus", spot, type="conversationUpdate", membersAdded=added, **{"from": {"id": "29:team"}})
    assert (await send(driver, nobody))[0] == 200
    await driver.part("gus", "natur")
    assert [(said.verb, said.who.member) for said in ear.heard] == [("room.met", True), ("room.left", True)]
    assert driver.fake.calls["member"] == 0


async def test_a_token_once_checked_is_good_until_it_ends(driver: TeamsDriver, ear: ListeningEar) -> None:
    token = f"Bearer {driver.fake.sign(exp=int(time.time()) - 299)}"  # clocks may differ by 300 seconds
    assert (await send(driver, hello(driver), Authorization=token))[0] == 200
    assert (await send(driver, hello(driver), Authorization=token))[0] == 200
    assert (await send(driver, hello(driver, serviceUrl="https://example.org/"), Authorization=token))[0] == 401
    await asyncio.sleep(1.1)
    assert (await send(driver, hello(driver), Authorization=token))[0] == 401
    assert len(ear.heard) == 2


async def test_many_at_once_are_all_heard(driver: TeamsDriver, ear: ListeningEar) -> None:
    activities = [json.dumps(hello(driver, id=str(n))).encode() for n in range(60)]
    headers = driver.headers()
    async with aiohttp.ClientSession() as session:

        async def one(body: bytes) -> int:
            async with session.post(driver._url, data=body, headers=headers) as answer:
                return answer.status

        assert set(await asyncio.gather(*map(one, activities))) == {200}
    assert len({said.key for said in ear.heard}) == 60
