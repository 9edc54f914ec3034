"""What the page may send, and the Inbound each becomes."""

import json
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter

from bot.web import hear
from handlers.language import Person, Platform, Room, Surface
from storage.chat import ChatRoom, ChatUser

ID = "0b5e3a52-9a5f-4a7c-8a44-0c6f1f3f6f10"
USER = ChatUser(organisation_id=1, handle="mette", name="Mette Holm", language="da")
METTE = Person(Platform.WEB, "sandbox", "mette", "Mette Holm", "da")
PRIVATE = hear.private(USER)
NATUR = hear.shared(ChatRoom(organisation_id=1, handle="natur", name="natur"), 3)


def heard(**what: Any) -> hear.Heard:
    body = {"who": "mette", "room": "natur", "id": ID, **what}
    ask = hear.asked(hear.HEARD, json.dumps(body).encode())
    assert ask is not None
    return ask


def said(text: str) -> hear.Said:
    ask = heard(kind="say", text=text)
    assert isinstance(ask, hear.Said)
    return ask


def test_what_colleagues_say_to_each_other_is_not_heard() -> None:
    for text in ("Hej alle", "Spørg guldkorn om det", "guldkorn", "/guldkornene", "Se /guldkorn"):
        assert hear.said(said(text), METTE, NATUR) is None


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("/guldkorn fortæl", "fortæl"),
        ("@Guldkorn, hvad nu?", "hvad nu?"),
        ("  /GULDKORN:  hej ", "hej"),
        ("/guldkorn", ""),
        ("@guldkorn\nto\nlinjer", "to\nlinjer"),
    ],
)
def test_what_is_addressed_to_the_bot_in_a_room_is_a_command(typed: str, text: str) -> None:
    inbound = hear.said(said(typed), METTE, NATUR)
    assert inbound is not None
    assert (inbound.verb, inbound.surface, inbound.text) == ("command", Surface.COMMAND, text)
    assert (inbound.opens, inbound.tells) == (True, True)
    assert inbound.key == f"web/sandbox/natur/command/{ID}"
    assert inbound.where == Room(Platform.WEB, "sandbox", "natur", "natur", people=3)


@pytest.mark.parametrize(("typed", "text"), [("Det gik fint", "Det gik fint"), ("/guldkorn hej", "hej")])
def test_everything_in_the_private_chat_is_talk(typed: str, text: str) -> None:
    inbound = hear.said(said(typed), METTE, PRIVATE)
    assert inbound is not None
    assert (inbound.verb, inbound.surface, inbound.text) == ("talk", Surface.MESSAGE, text)
    assert (inbound.opens, inbound.tells) == (True, False)
    assert inbound.where == Room(Platform.WEB, "sandbox", "@mette", private=True)
    assert inbound.key == f"web/sandbox/@mette/talk/{ID}"


@pytest.mark.parametrize(("kind", "surface"), [("do", Surface.BUTTON), ("ask", Surface.OPENING)])
def test_a_button_says_its_verb_its_post_and_its_message(kind: str, surface: Surface) -> None:
    ask = heard(kind=kind, verb="story.tell", values={"community": "1"}, post=7, message="12")
    assert isinstance(ask, hear.Pressed)
    inbound = hear.pressed(ask, METTE, NATUR)
    assert (inbound.verb, inbound.surface) == ("story.tell", surface)
    assert (inbound.post, inbound.message, inbound.values) == (7, "12", {"community": "1"})
    assert (inbound.opens, inbound.tells, inbound.redraws) == (True, True, False)
    assert inbound.key == f"web/sandbox/natur/button/{ID}"


def test_a_form_keeps_what_it_carried_and_the_shape_of_its_fields() -> None:
    ask = heard(
        kind="form",
        verb="story.draft",
        carried={"room": "3"},
        values={"text": "Hej\nmed", "several": ["a", "b"], "on": True, "room": "another", "none": []},
        token="t",
    )
    assert isinstance(ask, hear.Filled)
    inbound = hear.filled(ask, METTE, NATUR)
    assert inbound.values == {"text": "Hej\nmed", "several": ("a", "b"), "on": True, "room": "3", "none": ()}
    assert (inbound.surface, inbound.token, inbound.opens, inbound.tells) == (Surface.FORM, "t", True, True)
    assert inbound.key == f"web/sandbox/natur/form/{ID}"


def test_a_guest_is_no_member_and_a_shared_room_says_so() -> None:
    guest = USER.model_copy(update={"guest": True})
    assert not hear.person(guest).member
    assert hear.person(USER) == METTE
    shared = hear.shared(ChatRoom(organisation_id=1, handle="n", name="n", outside=True), 2)
    assert (shared.outside, shared.people) == (True, 2)


def test_the_bot_meets_a_room_once() -> None:
    assert hear.met(NATUR, METTE).key == hear.met(NATUR, METTE).key
    assert hear.met(NATUR, METTE).surface is Surface.EVENT


def test_what_no_database_can_store_is_left_out() -> None:
    assert said("a\0b").text == "ab"


GOOD = {"who": "mette", "room": "natur", "id": ID, "kind": "do", "verb": "story.tell"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"who": ""},
        {"who": "Mette"},
        {"who": "../x"},
        {"who": None},
        {"who": ["mette"]},
        {"id": "1"},
        {"id": None},
        {"room": "@@x"},
        {"room": "a/b"},
        {"kind": "other"},
        {"kind": "say"},
        {"verb": "talk"},
        {"verb": "a.b.c"},
        {"verb": 7},
        {"values": {"a": 1}},
        {"values": {"a": {"b": "c"}}},
        {"values": []},
        {"values": {"": "x"}},
        {"post": -1},
        {"post": 2**40},
        {"post": "x"},
        {"message": "m" * 81},
        {"unknown": 1},
    ],
)
def test_another_shape_is_not_heard(wrong: dict[str, Any]) -> None:
    assert hear.asked(hear.HEARD, json.dumps(GOOD).encode()) is not None
    assert hear.asked(hear.HEARD, json.dumps(GOOD | wrong).encode()) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe{}",
        b'{"who": "\xe6"}',
        b'{"text": "\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"NaN",
        b"1" * 10_000,
    ],
)
def test_what_is_no_json_of_ours_is_not_heard(body: bytes) -> None:
    shapes: list[TypeAdapter[Any]] = [hear.HEARD, hear.ARRANGED, hear.JOURNEY]
    for shape in shapes:
        assert hear.asked(shape, body) is None


@pytest.mark.parametrize(
    "body", [{}, {"days": 0}, {"days": 367}, {"next": False}, {"days": 1, "next": True}, {"to": "x"}]
)
def test_a_journey_is_one_of_three_ways(body: dict[str, Any]) -> None:
    assert hear.asked(hear.JOURNEY, json.dumps(body).encode()) is None
    assert hear.asked(hear.JOURNEY, b'{"days": 1}') is not None


@pytest.mark.parametrize(
    ("headers", "strange"),
    [
        ({"Host": "127.0.0.1:3978"}, False),
        ({"Host": "localhost:3978", "Origin": "http://localhost:3978", "Sec-Fetch-Site": "same-origin"}, False),
        ({"Host": "[::1]:3978", "Origin": "http://[::1]:3978"}, False),
        ({"Host": "localhost:3978", "Sec-Fetch-Site": "none"}, False),
        ({}, True),
        ({"Host": "evil.example"}, True),
        ({"Host": "127.0.0.1.evil.example"}, True),
        ({"Host": "[::1"}, True),
        ({"Host": "127.0.0.1:3978", "Origin": "http://evil.example"}, True),
        ({"Host": "127.0.0.1:3978", "Origin": "http://127.0.0.1:4000"}, True),
        ({"Host": "127.0.0.1:3978", "Origin": "http://localhost:3978"}, True),
        ({"Host": "127.0.0.1:3978", "Origin": "null"}, True),
        ({"Host": "127.0.0.1:3978", "Sec-Fetch-Site": "cross-site"}, True),
        ({"Host": "127.0.0.1:3978", "Sec-Fetch-Site": "same-site"}, True),
    ],
)
def test_only_our_own_page_on_this_machine_is_no_stranger(headers: dict[str, str], strange: bool) -> None:
    assert hear.stranger(headers, act=True) is strange


def test_a_link_from_anywhere_may_lead_to_the_page_itself() -> None:
    assert not hear.stranger({"Host": "localhost:3978", "Sec-Fetch-Site": "cross-site"}, act=False)


def test_ids_are_uuids_in_one_spelling() -> None:
    assert said("x").id == UUID(ID)
    loud = heard(kind="say", text="x", id=ID.upper())
    assert loud.id == UUID(ID)
