"""What Teams says, as Inbounds: the table of the design, and what is not for us."""

import json
from typing import Any

import pytest

from bot.teams.hear import Heard, Malformed, hear
from handlers.language import Platform, Surface

TENANT, BOT, METTE = "t-1", "28:bot", "29:mette"
Json = dict[str, Any]


def personal(**more: Any) -> Json:
    return {
        "type": "message",
        "id": "1",
        "serviceUrl": "https://smba.example/emea/",
        "channelId": "msteams",
        "from": {"id": METTE, "name": "Mette", "aadObjectId": "aad-mette"},
        "recipient": {"id": BOT, "name": "Guldkorn"},
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": TENANT, "name": None},
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "da-DK",
        **more,
    }


def channel(**more: Any) -> Json:
    conversation = {"id": "19:natur@thread.tacv2;messageid=77", "conversationType": "channel", "isGroup": True}
    data = {
        "tenant": {"id": TENANT},
        "team": {"id": "19:natur@thread.tacv2", "name": "Natur"},
        "channel": {"id": "19:c"},
    }
    return personal() | {"conversation": conversation, "channelData": data} | more


def mention(person: str, written: str, name: str) -> Json:
    return {"type": "mention", "text": written, "mentioned": {"id": person, "name": name}}


def pressed(act: str, **ours: Any) -> Json:
    return {"guldkorn": {"act": act, "verb": "story.tell", **ours}}


def execute(data: Json) -> dict[str, Any]:
    action = {"type": "Action.Execute", "verb": "story.tell", "data": data}
    return {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}, "replyToId": "55"}


def heard(activity: Json) -> Heard:
    found = hear(activity)
    assert found is not None
    return found


def flags(found: Heard) -> set[str]:
    return {name for name in ("opens", "tells", "stands", "redraws") if getattr(found.inbound, name)}


def test_private_text_is_talk() -> None:
    found = heard(personal(text="  I dag *lod* vi dem vælge\n"))
    said = found.inbound
    assert (said.verb, said.text, said.surface) == ("talk", "I dag *lod* vi dem vælge", Surface.MESSAGE)
    assert said.key == "teams/t-1/a:1/message/1"
    assert (said.who.id, said.who.name, said.who.language, said.who.member) == ("aad-mette", "Mette", "da", False)
    assert (said.where.platform, said.where.id, said.where.private) == (Platform.TEAMS, "a:1", True)
    assert json.loads(said.where.address) == {
        "url": "https://smba.example/emea/",
        "bot": BOT,
        "tenant": TENANT,
        "user": METTE,
    }
    assert flags(found) == {"stands"}
    assert (found.speaker, found.asked) == (METTE, "")


@pytest.mark.parametrize(("locale", "language"), [("da-DK", "da"), ("en-US", "en"), ("sv-SE", "en"), (None, "da")])
def test_the_locale_gives_the_language(locale: str | None, language: str) -> None:
    assert heard(personal(text="hej", locale=locale)).inbound.who.language == language


def test_a_mention_is_a_command_without_our_name_and_with_the_others() -> None:
    text = "<at>Guldkorn</at>&nbsp;spørg <at>Bo B.</at> om <at>Guldkorn</at>-turen"
    entities = [mention(BOT, "<at>Guldkorn</at>", "Guldkorn"), mention("29:bo", "<at>Bo B.</at>", "Bo B.")]
    found = heard(channel(text=text, entities=[{"type": "clientInfo", "locale": "da-DK"}, *entities]))
    said = found.inbound
    assert (said.verb, said.text, said.surface) == ("command", "spørg Bo B. om -turen", Surface.MENTION)
    assert (said.where.id, said.where.private, said.thread, said.message) == (
        "19:natur@thread.tacv2",
        False,
        "77",
        "77",
    )
    assert found.conversation == "19:natur@thread.tacv2;messageid=77"
    assert "user" not in json.loads(said.where.address)
    assert flags(found) == {"stands"}


def test_a_mention_that_begins_a_thread_answers_no_message() -> None:
    entities = [mention(BOT, "<at>Guldkorn</at>", "Guldkorn")]
    said = heard(channel(id="77", text="<at>Guldkorn</at> hjælp", entities=entities)).inbound
    assert (said.message, said.thread) == ("", "77")


def test_a_group_chat_is_a_room_without_threads() -> None:
    chat = {"id": "19:group@thread.v2", "conversationType": "groupChat", "isGroup": True, "tenantId": TENANT}
    entities = [mention(BOT, "<at>Guldkorn</at>", "Guldkorn")]
    said = heard(personal(conversation=chat, text="<at>Guldkorn</at> hej", entities=entities)).inbound
    assert (said.verb, said.where.id, said.where.private, said.thread) == ("command", "19:group@thread.v2", False, "")


@pytest.mark.parametrize(
    "activity",
    [
        channel(text="ikke til os"),
        channel(text="<at>Bo</at> hej", entities=[mention("29:bo", "<at>Bo</at>", "Bo")]),
        personal(text="jeg er en bot", **{"from": {"id": "28:other"}}),
        personal(text="jeg er en bot", **{"from": {"id": "29:x", "role": "bot"}}),
        personal(type="messageReaction", reactionsAdded=[{"type": "like"}]),
        personal(type="messageUpdate", text="rettet"),
        personal(type="typing"),
        personal(type="invoke", name="composeExtension/query", value={}),
        personal(type="invoke"),
        personal(type="installationUpdate", action="add-upgrade"),
        channel(type="conversationUpdate", membersAdded=[{"id": "29:bo"}]),
        channel(type="conversationUpdate"),
    ],
    ids=lambda activity: activity["type"],
)
def test_what_is_not_for_us_is_not_heard(activity: Json) -> None:
    assert hear(activity) is None


def test_a_button_that_acts() -> None:
    found = heard(personal(**execute(pressed("do", values={"story": "7"}, post=12))))
    said = found.inbound
    assert (said.verb, said.values, said.post, said.message) == ("story.tell", {"story": "7"}, 12, "55")
    assert (said.surface, found.asked, said.key) == (Surface.BUTTON, "execute", "teams/t-1/a:1/execute/1")
    assert flags(found) == {"stands", "tells", "redraws"}
    assert flags(heard(channel(**execute(pressed("do"))))) == {"stands", "tells"}


def test_a_button_that_asks() -> None:
    asked = {"type": "invoke", "name": "task/fetch", "value": {"data": {**pressed("ask"), "type": "task/fetch"}}}
    found = heard(channel(**asked))
    assert (found.inbound.surface, found.asked, found.inbound.thread) == (Surface.OPENING, "fetch", "77")
    assert flags(found) == {"opens", "tells"}


KINDS = {"text": "long", "when": "choice", "who": "several", "share": "toggle", "digest": "toggle"}


def test_a_handed_in_dialog_gives_each_field_as_what_it_is() -> None:
    filled = {"text": "Vi prøvede\nnoget", "when": "a%2Cb", "who": "n%2Fs,50%25", "share": "true", "digest": "false"}
    data = filled | pressed("form", fields=KINDS, values={"story": "7"}, token="t-9")
    found = heard(personal(type="invoke", name="task/submit", value={"data": data}))
    assert found.inbound.values == {
        "story": "7",
        "text": "Vi prøvede\nnoget",
        "when": "a,b",
        "who": ("n/s", "50%"),
        "share": True,
        "digest": False,
    }
    assert (found.inbound.surface, found.inbound.token, found.asked) == (Surface.FORM, "t-9", "submit")
    assert flags(found) == {"opens", "tells"}


def test_fields_left_empty_are_empty() -> None:
    found = heard(personal(type="invoke", name="task/submit", value={"data": pressed("form", fields=KINDS)}))
    assert found.inbound.values == {"text": "", "when": "", "who": (), "share": False, "digest": False}


def test_a_form_standing_as_a_card() -> None:
    found = heard(personal(**execute({"text": "x", **pressed("form", fields={"text": "short"}, post=3)})))
    assert found.inbound.surface is Surface.FORM
    assert flags(found) == {"stands", "tells", "redraws"}


def test_a_submit_that_arrives_as_a_message_is_its_button() -> None:
    data = {"text": "x", **pressed("form", fields={"text": "short"}, post=3)}
    found = heard(personal(value=data, replyToId="55"))
    said = found.inbound
    assert (said.verb, said.values, said.surface, said.key) == (
        "story.tell",
        {"text": "x"},
        Surface.FORM,
        "teams/t-1/a:1/click/1",
    )
    assert flags(found) == {"stands"}


US, THEM = {"id": BOT}, {"id": "29:x", "tenantId": "t-2"}


@pytest.mark.parametrize(
    ("activity", "verb", "outside"),
    [
        (personal(type="installationUpdate", action="add"), "person.met", False),
        (personal(type="installationUpdate", action="remove"), "person.left", False),
        (personal(type="conversationUpdate", membersAdded=[US]), "person.met", False),
        (channel(type="installationUpdate", action="add"), "room.met", False),
        (channel(type="conversationUpdate", membersAdded=[US]), "room.met", False),
        (channel(type="conversationUpdate", membersRemoved=[US]), "room.left", False),
        (channel(type="conversationUpdate", membersAdded=[THEM]), "room.outside", True),
    ],
)
def test_comings_and_goings(activity: Json, verb: str, outside: bool) -> None:
    found = heard(activity)
    assert (found.inbound.verb, found.inbound.where.outside, found.inbound.surface) == (verb, outside, Surface.EVENT)
    assert flags(found) == set()


@pytest.mark.parametrize(
    ("event", "verb", "outside"), [("channelShared", "room.outside", True), ("channelDeleted", "room.left", False)]
)
def test_what_happens_to_a_channel_is_told_of_that_channel(event: str, verb: str, outside: bool) -> None:
    data = {"tenant": {"id": TENANT}, "eventType": event, "channel": {"id": "19:c", "name": "Udeliv"}}
    said = heard(channel(type="conversationUpdate", channelData=data)).inbound
    assert (said.verb, said.where.id, said.where.name, said.where.outside) == (verb, "19:c", "Udeliv", outside)


def test_a_shared_channel_is_outside() -> None:
    data = {"tenant": {"id": TENANT}, "channel": {"id": "19:c", "type": "shared", "name": "Fælles"}}
    entities = [mention(BOT, "<at>G</at>", "G")]
    where = heard(channel(text="<at>G</at> hej", entities=entities, channelData=data)).inbound.where
    assert (where.outside, where.name) == (True, "Fælles")


def test_what_no_database_holds_is_left_out() -> None:
    assert heard(personal(text="a\x00b\ud800c")).inbound.text == "abc"
    assert heard(personal(**execute(pressed("do", values={"a": "\ud800b"})))).inbound.values == {"a": "b"}


def without(name: str) -> Json:
    return {key: value for key, value in personal(text="hej").items() if key != name}


@pytest.mark.parametrize(
    "activity",
    [
        [],
        {},
        "message",
        *map(without, ("type", "id", "serviceUrl", "recipient", "conversation")),
        personal(channelData={}, conversation={"id": "a", "conversationType": "personal"}),
        personal(channelData={"tenant": {"id": "t-2"}}),
        personal(conversation={"id": "a", "tenantId": TENANT}),
        personal(conversation="a"),
        personal(text=["hej"]),
        personal(entities={"type": "mention"}),
        personal(id="x" * 501),
        personal(value="not ours"),
        personal(value={"something": "else"}),
        personal(**execute({})),
        personal(**execute({"guldkorn": "x"})),
        personal(**execute(pressed("shout"))),
        personal(**execute({"guldkorn": {"act": "do"}})),
        personal(**execute(pressed("do", values={"n": 1}))),
        personal(**execute(pressed("do", values=["n"]))),
        personal(**execute(pressed("do", post="12"))),
        personal(**execute(pressed("do", post=True))),
        personal(**execute(pressed("form", fields={"a": "date"}))),
        personal(**execute({"a": {"deep": []}, **pressed("form", fields={"a": "long"})})),
        personal(type="invoke", name="adaptiveCard/action"),
        personal(type="invoke", name="task/submit", value=[]),
    ],
)
def test_what_teams_never_sends_is_malformed(activity: object) -> None:
    with pytest.raises(Malformed):
        hear(activity)
