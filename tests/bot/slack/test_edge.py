"""Everything Slack sends, over real HTTP through the real Bolt and SDK: what the desk hears, what people see."""

from dataclasses import replace

from bot.slack.edge import SlackEdge
from handlers.language import (
    Ask,
    Button,
    Buttons,
    Do,
    Long,
    OpenForm,
    Problems,
    Refused,
    Surface,
    Tell,
    Toggle,
)
from tests.bot.slack.driver import SlackDriver
from tests.bot.slack.ear import ListeningEar
from tests.bot.slack.samples import FORM, card, stand
from tests.fakes.slack import FakeSlack, Fault


async def test_a_command_is_heard_with_who_and_where(driver: SlackDriver, ear: ListeningEar) -> None:
    await driver.command("mette", "hjælp & <tak>", room="natur")
    (said,) = ear.heard
    assert (said.verb, said.text, said.surface) == ("command", "hjælp & <tak>", Surface.COMMAND)
    assert (said.who.id, said.who.name, said.who.language, said.who.member) == ("UMETTE", "Mette", "da", True)
    assert (said.where.id, said.where.name, said.where.people, said.where.private) == ("CNATUR", "natur", 7, False)
    assert said.opens
    assert said.tells


async def test_a_command_is_answered_in_its_response(driver: SlackDriver, ear: ListeningEar) -> None:
    ear.answers.append(Tell(card("Her er menuen", Button("Fortæl", Ask("story.tell")))))
    await driver.command("mette", "", room="natur")
    assert driver.told("mette") == ["Her er menuen\nFortæl"]
    assert not driver.fake.called("chat.postMessage")


async def test_a_press_costs_no_call_once_we_know_who_and_where(
    driver: SlackDriver, ear: ListeningEar, edge: SlackEdge, slack: FakeSlack
) -> None:
    driver.room("natur")
    await stand(edge, slack, "CNATUR", card("En historie", Button("Jeg bakker op", Do("story.back", {"story": "3"}))))
    await driver.press("mette", "Jeg bakker op", room="natur")
    calls = len(slack.calls)
    await driver.press("mette", "Jeg bakker op", room="natur")
    await driver.command("mette", "menu", room="natur")
    assert len(slack.calls) == calls
    first, second = ear.heard[0], ear.heard[1]
    assert (first.verb, dict(first.values), first.post) == ("story.back", {"story": "3"}, 5)
    assert first.surface is Surface.BUTTON
    assert first.message in slack.messages["CNATUR"]
    assert first.key != second.key


async def test_a_press_is_answered_privately_after_the_acknowledgement(
    driver: SlackDriver, ear: ListeningEar, edge: SlackEdge, slack: FakeSlack
) -> None:
    driver.room("natur")
    await stand(edge, slack, "CNATUR", card("En historie", Button("Hvem ser den", Do("story.seen"))))
    ear.answers.append(Tell(card("31 kolleger")))
    await driver.press("mette", "Hvem ser den", room="natur")
    assert driver.told("mette") == ["31 kolleger"]
    assert driver.shown("natur") == ["En historie\nHvem ser den"]


async def test_a_card_that_only_one_person_has_is_replaced(driver: SlackDriver, ear: ListeningEar) -> None:
    ear.answers.append(Tell(card("Menu", Button("Mine", Do("story.mine")))))
    await driver.command("mette", "menu", room="natur")
    ear.answers.append(Tell(card("Dine historier")))
    await driver.press("mette", "Mine", room="natur")
    assert driver.told("mette") == ["Dine historier"]
    assert (ear.heard[1].post, ear.heard[1].message) == (None, "")


async def test_a_no_leaves_the_private_card_standing(driver: SlackDriver, ear: ListeningEar) -> None:
    ear.answers += [Tell(card("Menu", Button("Mine", Do("story.mine")))), Refused(card("Ikke her"))]
    await driver.command("mette", "menu", room="natur")
    await driver.press("mette", "Mine", room="natur")
    assert driver.told("mette") == ["Menu\nMine", "Ikke her"]


async def test_an_answer_that_finds_its_way_closed_becomes_a_post(
    driver: SlackDriver, ear: ListeningEar, edge: SlackEdge, slack: FakeSlack
) -> None:
    driver.room("natur")
    await stand(edge, slack, "CNATUR", card("En historie", Button("Se", Do("story.show"))))
    slack.misbehave("hooks", Fault(status=404, body="expired_url"))
    ear.answers.append(Tell(card("31 kolleger")))
    await driver.press("mette", "Se", room="natur")
    assert [reply.notice for _, reply in ear.replies] == ["Notice: 31 kolleger"]


async def test_an_answer_that_perhaps_stands_is_not_said_twice(
    driver: SlackDriver, ear: ListeningEar, edge: SlackEdge, slack: FakeSlack
) -> None:
    driver.room("natur")
    await stand(edge, slack, "CNATUR", card("En historie", Button("Se", Do("story.show"))))
    slack.misbehave("hooks", Fault(drop=True, accepted=True))
    ear.answers.append(Tell(card("31 kolleger")))
    await driver.press("mette", "Se", room="natur")
    assert driver.told("mette") == ["31 kolleger"]
    assert not ear.replies
    assert len(slack.called("hooks")) == 1


async def test_a_form_is_opened_filled_in_and_handed_in(driver: SlackDriver, ear: ListeningEar) -> None:
    ear.answers.append(OpenForm(FORM))
    await driver.command("mette", "fortæl", room="natur")
    form = driver.form("mette")
    assert form is not None
    assert (form.title, form.fields, form.values) == (
        "Tell a story",
        ("tried", "others"),
        {"tried": "", "others": False},
    )
    await driver.fill("mette", tried="De valgte selv turen", others=True)
    said = ear.heard[1]
    assert (said.verb, said.token, said.surface) == ("story.draft", "t1", Surface.FORM)
    assert dict(said.values) == {"community": "7", "tried": "De valgte selv turen", "others": True}
    assert (said.where.id, said.opens, said.tells) == ("CNATUR", True, False)
    assert driver.form("mette") is None


async def test_problems_stand_at_their_fields_and_the_words_stay(driver: SlackDriver, ear: ListeningEar) -> None:
    ear.answers.append(OpenForm(FORM))
    await driver.command("mette", "fortæl", room="natur")
    problems = {"tried": "Lidt mere, tak", "unheard_of": "Og en ting til"}
    ear.answers.append(Problems(replace(FORM, problems=problems)))
    await driver.fill("mette", tried="Hm")
    form = driver.form("mette")
    assert form is not None
    assert form.problems == {"tried": "Lidt mere, tak\nOg en ting til"}
    assert form.values["tried"] == "Hm"
    await driver.fill("mette")
    assert ear.heard[2].values["tried"] == "Hm"
    assert ear.heard[1].key != ear.heard[2].key


async def test_a_form_opened_anew_brings_its_new_token(driver: SlackDriver, ear: ListeningEar) -> None:
    ear.answers.append(OpenForm(FORM))
    await driver.command("mette", "fortæl", room="natur")
    fields = (Long("tried", "What we tried", value="Hm"), Toggle("others", "Other communities"))
    ear.answers.append(Problems(replace(FORM, fields=fields, token="t2", problems={"tried": "Tryk igen"})))
    await driver.fill("mette", tried="Hm")
    form = driver.form("mette")
    assert form is not None
    assert (form.values["tried"], form.problems) == ("Hm", {"tried": "Tryk igen"})
    await driver.fill("mette")
    assert ear.heard[2].token == "t2"


async def test_the_next_form_takes_the_place_of_the_first(driver: SlackDriver, ear: ListeningEar) -> None:
    ear.answers += [OpenForm(FORM), OpenForm(replace(FORM, verb="story.share", title="Share it", token="t2"))]
    await driver.command("mette", "fortæl", room="natur")
    await driver.fill("mette", tried="Et forsøg")
    form = driver.form("mette")
    assert form is not None
    assert (form.title, form.values["tried"]) == ("Share it", "")


async def test_a_refused_form_says_so_in_its_place_and_keeps_the_way_on(driver: SlackDriver, ear: ListeningEar) -> None:
    ear.answers += [OpenForm(FORM), Refused(card("Den er for gammel", Button("Menu", Do("menu.show"))))]
    await driver.command("mette", "fortæl", room="natur")
    await driver.fill("mette", tried="Et forsøg")
    form = driver.form("mette")
    assert form is not None
    assert form.fields == ()
    said = driver.fake.views["UMETTE"]["blocks"]
    assert said == [
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Den er for gammel"}]}],
        }
    ]
    assert [reply.notice for _, reply in ear.replies] == ["Notice: Den er for gammel"]


async def test_a_trigger_that_came_too_late_leaves_a_button_instead(
    driver: SlackDriver, ear: ListeningEar, slack: FakeSlack
) -> None:
    for fault in ("expired_trigger_id", "exchanged_trigger_id", "internal_error"):
        slack.misbehave("views.open", Fault(error=fault))
        ear.answers.append(OpenForm(FORM))
        await driver.command("mette", "fortæl", room="natur")
        assert driver.form("mette") is None
    assert len(ear.replies) == 3
    _, offered = ear.replies[0]
    (button,) = next(part.row for part in offered.parts if isinstance(part, Buttons))
    assert button.act == Ask("story.tell", {"community": "7"})


async def test_private_words_are_talk(driver: SlackDriver, ear: ListeningEar) -> None:
    await driver.say("mette", "Jeg prøvede <det> & mere til")
    (said,) = ear.heard
    assert (said.verb, said.surface, said.where.private) == ("talk", Surface.MESSAGE, True)
    assert said.text == "Jeg prøvede <det> & mere til"
    assert (said.where.id, said.thread, said.opens, said.tells) == ("DMETTE", "", False, False)


async def test_an_answer_in_a_thread_names_the_post_it_answers(driver: SlackDriver, ear: ListeningEar) -> None:
    driver.person("mette")
    event = {"type": "message", "channel_type": "im", "channel": "DMETTE", "user": "UMETTE", "text": "Godt"}
    await driver.event(event | {"thread_ts": "1700000000.000100"})
    assert (ear.heard[0].message, ear.heard[0].thread) == ("1700000000.000100", "1700000000.000100")


async def test_an_event_sent_again_has_the_same_key(driver: SlackDriver, ear: ListeningEar) -> None:
    driver.person("mette")
    event = {"type": "message", "channel_type": "im", "channel": "DMETTE", "user": "UMETTE", "text": "Godt"}
    assert await driver.event(event, "Ev9") == 200
    assert await driver.event(event, "Ev9", retry=1) == 200
    assert [said.key for said in ear.heard] == ["slack/TGULD/DMETTE/event/Ev9"] * 2


async def test_a_mention_is_a_command_answered_to_one_alone(driver: SlackDriver, ear: ListeningEar) -> None:
    ear.answers.append(Tell(card("Hej Mette")))
    await driver.mention("mette", "ledere", room="natur")
    assert (ear.heard[0].verb, ear.heard[0].text, ear.heard[0].surface) == ("command", "ledere", Surface.MENTION)
    assert driver.told("mette") == ["Hej Mette"]
    assert driver.shown("natur") == []


async def test_a_mention_that_cannot_be_answered_there_is_answered_in_private(
    driver: SlackDriver, ear: ListeningEar, slack: FakeSlack
) -> None:
    slack.misbehave("chat.postEphemeral", Fault(error="user_not_in_channel"))
    ear.answers.append(Tell(card("Hej Mette")))
    await driver.mention("mette", "ledere", room="natur")
    assert [reply.notice for _, reply in ear.replies] == ["Notice: Hej Mette"]


async def test_a_command_between_two_people_is_answered_there_but_belongs_to_the_own_chat(
    driver: SlackDriver, ear: ListeningEar
) -> None:
    """Slack lets people use commands in their private chats with each other, where the bot is not."""
    driver.person("mette")
    ear.answers.append(Tell(card("Menu", Button("Mine", Do("story.mine")))))
    form = {
        "command": "/guldkorn",
        "text": "menu",
        "team_id": "TGULD",
        "channel_id": "DJONASOGMETTE",
        "channel_name": "directmessage",
        "user_id": "UMETTE",
        "user_name": "mette",
        "trigger_id": "1.2.3",
        "response_url": driver.fake.response_url("UMETTE", "DJONASOGMETTE"),
    }
    status, body = await driver.post_form(form)
    assert (status, "Menu" in body) == (200, True)
    assert (ear.heard[0].where.id, ear.heard[0].where.private) == ("DMETTE", True)
    await driver.post_form(form | {"trigger_id": "1.2.4"})
    assert len(driver.fake.called("conversations.open")) == 1


async def test_what_happens_to_rooms(driver: SlackDriver, ear: ListeningEar, slack: FakeSlack) -> None:
    driver.room("natur")
    us = {"user": slack.bot_user, "channel": "CNATUR"}
    await driver.event({"type": "member_joined_channel", "inviter": "UMETTE", **us})
    slack.channels["CNATUR"]["is_ext_shared"] = True
    await driver.event({"type": "channel_shared", "channel": "CNATUR", "connected_team_id": "TOTHER"})
    await driver.event({"type": "channel_unshared", "channel": "CNATUR", "is_ext_shared": True})
    slack.channels["CNATUR"]["is_ext_shared"] = False
    await driver.event({"type": "channel_unshared", "channel": "CNATUR", "is_ext_shared": False})
    await driver.event({"type": "channel_left", "channel": "CNATUR", "actor_id": "UMETTE"})
    await driver.event({"type": "member_joined_channel", "user": "UMETTE", "channel": "CNATUR"})
    verbs = [(said.verb, said.where.outside) for said in ear.heard]
    assert verbs == [("room.met", False), ("room.outside", True), ("room.inside", False), ("room.left", False)]


async def test_a_room_shared_outside_is_known_as_such(driver: SlackDriver, ear: ListeningEar, slack: FakeSlack) -> None:
    driver.room("natur")
    slack.channels["CNATUR"]["is_pending_ext_shared"] = True
    await driver.command("mette", "start", room="natur")
    assert ear.heard[0].where.outside
    said = {"type": "app_mention", "channel": driver.room("kreativ"), "user": "UMETTE", "text": "<@UGULD> start"}
    await driver.event(said, is_ext_shared_channel=True)
    assert ear.heard[1].where.outside


async def test_a_closed_room_we_are_not_in_is_heard_all_the_same(
    driver: SlackDriver, ear: ListeningEar, slack: FakeSlack
) -> None:
    slack.room("CLUKKET", "lukket", bot=False, is_private=True)
    await driver.command("mette", "hjælp", room="lukket")
    assert (ear.heard[0].where.id, ear.heard[0].where.people) == ("CLUKKET", None)
