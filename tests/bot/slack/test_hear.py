"""What a payload says, without a network: words as they were typed, keys that stay, nothing but 400 for nonsense."""

import contextlib
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.hear import UnheardError, hear, parse
from handlers.language import Platform, Surface

FORM = "application/x-www-form-urlencoded"


def said(text: str, **event: Any) -> str:
    """The text the desk would get for a private message."""
    message = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": text} | event
    heard = hear({"type": "event_callback", "event_id": "Ev1", "event": message}, "T1", "UBOT")
    assert heard is not None
    return heard.said.text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Hej &amp; tak &lt;3", "Hej & tak <3"),
        ("&amp;lt; er et tegn", "&lt; er et tegn"),
        ("spørg <@U2|jonas>", "spørg @jonas"),
        ("spørg <@U2>", "spørg @U2"),
        ("i <#C1|natur> og <#C2>", "i #natur og #C2"),
        ("<!here> og <!subteam^S1|@leder>", "@here og @leder"),
        ("se <https://a.dk/x>", "se https://a.dk/x"),
        ("se <http://a.dk|a.dk>", "se a.dk"),
        ("se <https://a.dk|vores side>", "se vores side (https://a.dk)"),
        ("<mailto:m@a.dk|m@a.dk>", "m@a.dk"),
        ("<@UBOT> og <@UBOT|guldkorn> hej", "og  hej"),
        ("  to\nlinjer  ", "to\nlinjer"),
        ("uden\x00nul", "udennul"),
    ],
)
def test_words_come_as_they_were_typed(written: str, read: str) -> None:
    assert said(written) == read


def test_people_s_emoji_come_as_characters() -> None:
    emoji = [
        {"type": "emoji", "name": "tada", "unicode": "1f389"},
        {"type": "emoji", "name": "wave", "unicode": "1f44b-1f3fd", "skin_tone": 4},
        {"type": "emoji", "name": "guldkorn"},  # the workspace's own has no character
        {"type": "emoji", "name": "evil", "unicode": "d800"},
    ]
    blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": emoji}]}]
    text = "Vi kom :tada: :wave::skin-tone-4: :guldkorn: :evil: 10:30:20"
    assert said(text, blocks=blocks) == "Vi kom 🎉 👋🏽 :guldkorn: :evil: 10:30:20"


def test_a_word_that_looks_like_a_payload_is_a_word() -> None:
    assert parse(urlencode({"command": "/guldkorn", "text": "payload"}), FORM)["text"] == "payload"


def press(**more: Any) -> dict[str, Any]:
    value = json.dumps({"verb": "story.tell", "post": 12, "ask": True, "values": {"community": "7"}})
    return {
        "type": "block_actions",
        "trigger_id": "1.2",
        "user": {"id": "U1", "name": "mette"},
        "container": {"type": "message", "message_ts": "17.1", "channel_id": "D1"},
        "channel": {"id": "D1", "name": "directmessage"},
        "actions": [{"type": "button", "action_id": "0.0", "action_ts": "18.2", "value": value}],
        "response_url": "http://127.0.0.1/hooks/1",
    } | more


def test_a_press_says_what_the_button_carried() -> None:
    heard = hear(press(), "T1", "UBOT")
    assert heard is not None
    inbound = heard.said
    assert (inbound.verb, inbound.surface, inbound.post, inbound.message) == ("story.tell", Surface.OPENING, 12, "17.1")
    assert inbound.key == "slack/T1/D1/button/17.1.U1.18.2"
    assert inbound.values == {"community": "7"}
    assert (inbound.where.private, inbound.where.name, inbound.who.platform) == (True, "", Platform.SLACK)
    assert (heard.trigger, heard.ephemeral, heard.stray) == ("1.2", False, False)


def test_nobody_is_a_member_before_slack_has_said_so() -> None:
    heard = hear(press(), "T1", "UBOT")
    assert heard is not None
    assert not heard.said.who.member


@pytest.mark.parametrize(
    "value", ["", "story.tell", "[]", "{}", '{"verb":7}', '{"verb":"x","values":[]}', '{"verb":"x","values":{"a":1}}']
)
def test_a_button_that_is_not_ours_is_refused(value: str) -> None:
    action = {"type": "button", "action_ts": "1", "value": value}
    with pytest.raises(UnheardError):
        hear(press(actions=[action]), "T1", "UBOT")


def test_each_kind_of_field_comes_as_its_value() -> None:
    carried = {"verb": "v", "by": "o", "token": "t", "room": "C1", "values": {"carried": "yes"}}
    state = {
        "one:t": {"short": {"type": "plain_text_input", "value": "En linje"}},
        "none:t": {"long": {"type": "plain_text_input", "value": None}},
        "chosen:t": {"choice": {"type": "static_select", "selected_option": {"value": "klub"}}},
        "unchosen:t": {"choice": {"type": "static_select", "selected_option": None}},
        "ticked:t": {"several": {"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]}},
        "on:t": {"toggle": {"type": "checkboxes", "selected_options": [{"value": "on"}]}},
        "off:t": {"toggle": {"type": "checkboxes", "selected_options": []}},
    }
    view = {"id": "V1", "private_metadata": json.dumps(carried), "state": {"values": state}}
    heard = hear({"type": "view_submission", "trigger_id": "9", "user": {"id": "U1"}, "view": view}, "T1", "UBOT")
    assert heard is not None
    assert heard.said.values == {
        "carried": "yes",
        "one": "En linje",
        "none": "",
        "chosen": "klub",
        "unchosen": "",
        "ticked": ("a", "b"),
        "on": True,
        "off": False,
    }
    assert heard.inputs["one"] == "one:t"
    assert heard.said.token == "t"


NONSENSE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
MESSAGE = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": "x", "thread_ts": "1"}
VIEW = {
    "id": "V",
    "private_metadata": '{"verb":"v","room":"C1"}',
    "state": {"values": {"a:t": {"short": {"value": "x"}}}},
}
PAYLOADS = [
    press(),
    {"type": "event_callback", "event_id": "E", "event": MESSAGE | {"blocks": [{"elements": []}]}},
    {"type": "event_callback", "event_id": "E", "event": {"type": "channel_unshared", "channel": "C1"}},
    {"command": "/guldkorn", "channel_id": "C1", "trigger_id": "1", "user_id": "U1", "text": "hej"},
    {"type": "view_submission", "trigger_id": "1", "user": {"id": "U1"}, "view": VIEW},
]


def spoilt(payload: Any, path: list[Any], nonsense: object) -> Any:
    """The payload with nonsense at one place."""
    if not path:
        return nonsense
    if isinstance(payload, list):
        return [spoilt(payload[0], path[1:], nonsense)] if payload else nonsense
    if not isinstance(payload, dict) or not payload:
        return nonsense
    key = sorted(payload)[path[0] % len(payload)]
    return payload | {key: spoilt(payload[key], path[1:], nonsense)}


@given(st.sampled_from(PAYLOADS), st.lists(st.integers(0, 20), min_size=1, max_size=4), NONSENSE)
def test_nonsense_anywhere_is_heard_or_refused_but_never_a_fault(
    payload: Any, path: list[int], nonsense: object
) -> None:
    with contextlib.suppress(UnheardError):
        hear(spoilt(payload, path, nonsense), "T1", "UBOT")


@pytest.mark.parametrize("payload", PAYLOADS, ids=str)
def test_what_is_spoilt_above_is_sound_before(payload: Any) -> None:
    assert hear(payload, "T1", "UBOT") is not None
