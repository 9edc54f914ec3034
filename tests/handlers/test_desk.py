"""The desk: what is heard twice is done once, and who does not belong here leaves no trace."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.language import Done, OpenForm, Person, Platform, Problems, Refused, Surface, Tell
from tests.handlers.chat import read
from tests.handlers.world import World


async def test_heard_twice_is_done_once_and_answered_the_same(either_world: World) -> None:
    world = either_world
    await world.founds("fatima", "natur")
    press = world.pressed("mette", "community.join", "natur")
    first = await world.desk.receive(press)
    before = world.dump()
    assert await world.desk.receive(press) == first
    assert world.dump() == before
    assert "You are in Natur now." in repr(first)


async def test_heard_twice_at_the_same_moment_is_done_once(either_world: World) -> None:
    world = either_world
    await world.founds("fatima", "natur")
    press = world.pressed("mette", "community.join", "natur")
    answers = await asyncio.gather(*(world.desk.receive(press) for _time in range(6)))
    assert len(world.posts(drawing="community.welcome", person_id=world.person("mette").key)) == 1
    assert all("already" not in repr(answer) for answer in answers)


async def test_a_form_handed_in_again_under_another_key_shows_the_first_result(either_world: World) -> None:
    world = either_world
    await world.founds("mette", "natur")
    form = await world.opens("mette", "story.tell", "natur")
    first = await world.hands_in("mette", form, "natur", tried="We built a raft.")
    before = world.dump(without=("heard",))
    again = await world.hands_in("mette", form, "natur", tried="We built a raft. And again.")
    assert again == first
    assert world.dump(without=("heard",)) == before


async def test_a_form_that_was_mended_is_handed_in_after_all(world: World) -> None:
    await world.founds("mette", "natur")
    form = await world.opens("mette", "story.tell", "natur")
    answer = await world.hands_in("mette", form, "natur")
    assert isinstance(answer, Problems)
    assert answer.form.token == form.token
    assert isinstance(await world.hands_in("mette", answer.form, "natur", tried="We built a raft."), Tell)
    assert len(world.dump()["story"]) == 1


async def test_nobody_gets_the_result_of_somebody_else_s_form(world: World) -> None:
    await world.founds("mette", "natur")
    await world.presses("bo", "community.join", "natur")
    form = await world.opens("mette", "checkin.start", "natur")
    await world.hands_in("mette", form, "natur", step="Mine alone")
    await world.hands_in("bo", form, "natur", step="And this is mine")
    steps = [plan.step for plan in world.ask(lambda store: store.checkins.plans_in(1))]
    assert steps == ["Mine alone", "And this is mine"]


@pytest.mark.parametrize("token", ["", "x", "-", "zzzz-abc", "5f000000-abcdefgh", "ffffffffffffffffffff-a", "9" * 5000])
async def test_a_stale_or_forged_form_opens_anew_with_the_words_kept(world: World, token: str) -> None:
    await world.founds("mette", "natur")
    form = replace(await world.opens("mette", "story.tell", "natur"), token=token)
    before = world.dump(without=("heard",))
    answer = await world.hands_in("mette", form, "natur", tried="We built a raft.", signed="none", leaders=True)
    assert isinstance(answer, OpenForm)
    kept = {field.name: field.value for field in answer.form.fields if field.kind != "several"}
    assert (kept["tried"], kept["signed"], kept["leaders"]) == ("We built a raft.", "none", True)
    assert "Your words are still here; press once more." in answer.form.intro
    assert world.dump(without=("heard",)) == before
    assert isinstance(await world.hands_in("mette", answer.form, "natur"), Tell)


async def test_a_form_left_open_for_days_opens_anew(world: World) -> None:
    await world.founds("mette", "natur")
    form = await world.opens("mette", "story.tell", "natur")
    world.clock.reach(world.clock() + timedelta(days=2, minutes=1))
    assert isinstance(await world.hands_in("mette", form, "natur", tried="We built a raft."), OpenForm)


async def test_guests_get_a_kind_word_and_are_stored_nowhere(world: World) -> None:
    await world.founds("fatima", "natur")
    before = world.dump()
    for verb in ("community.join", "talk", "story.tell", "code.use", "room.outside"):
        press = world.pressed("gry", verb, "natur")
        answer = await world.desk.receive(replace(press, who=replace(press.who, member=False)))
        assert isinstance(answer, Refused)
        assert "I am here for people who work in the organisation itself." in read(answer.card)
    assert world.dump() == before


async def test_another_organisation_gets_a_kind_word_and_is_stored_nowhere(world: World) -> None:
    await world.founds("fatima", "natur")
    before = world.dump()
    for platform in Platform:
        press = world.pressed("mette", "community.join", "natur")
        stranger = Person(platform, "naboby", "mette", "Mette", "en")
        answer = await world.desk.receive(replace(press, who=stranger, where=replace(press.where, workspace="naboby")))
        assert isinstance(answer, Refused)
        assert "I belong to another organisation" in read(answer.card)
    assert world.dump() == before


async def test_a_room_of_another_organisation_is_not_taken_for_ours(world: World) -> None:
    press = world.pressed("mette", "community.found", "natur")
    form = await world.desk.receive(replace(press, where=replace(press.where, workspace="naboby")))
    if isinstance(form, OpenForm):
        await world.hands_in("mette", form.form, "natur", name="Natur", language="en")
    assert world.dump()["community"] == []


async def test_everybody_is_answered_in_their_own_language(world: World) -> None:
    world.language = {"mette": "da", "oliver": "en", "jean": "fr"}
    said = {who: repr(await world.presses(who, "no.such.verb")) for who in world.language}
    assert "Den knap kender jeg ikke" in said["mette"]
    assert "I do not know that button any more." in said["oliver"]
    assert "I do not know that button any more." in said["jean"]


async def test_what_a_mention_asks_for_a_form_comes_as_a_button_where_none_can_open(world: World) -> None:
    await world.founds("mette", "natur")
    answer = await world.says("mette", "tell a story", "natur")
    assert isinstance(answer, Tell)
    assert "[A story from practice]" in read(answer.card)


async def test_a_form_stands_as_a_card_where_no_dialog_can_open(world: World) -> None:
    await world.founds("mette", "natur")
    heard = replace(world.inbound("mette", "talk", None), text="tell a story", surface=Surface.MESSAGE, stands=True)
    assert await world.desk.receive(heard) == Done()
    await world.delivers()
    form = world.standing("@mette")[-1]
    assert form.kind == "form"
    assert isinstance(await world.hands_in("mette", form, tried="We built a raft."), Done)


async def test_what_a_request_cannot_carry_becomes_a_private_post_once(world: World) -> None:
    await world.says("mette", "privacy")
    await world.delivers()
    assert "This is what I keep" in repr(world.standing("@mette")[-1])
    (reply,) = world.posts(purpose="reply")
    assert reply.sheet is None  # what it said is not kept once it stands


async def test_a_pressed_card_can_be_drawn_anew_on_the_request(world: World) -> None:
    await world.founds("mette", "natur")
    await world.tells("mette", "natur", tried="We built a raft.")
    await world.delivers()
    post = world.post(drawing="story.mine").key
    press = replace(world.pressed("mette", "story.share", story=1), post=post, redraws=True)
    answer = await world.desk.receive(press)
    assert isinstance(answer, Done)
    assert "It is shared in Natur." in read(answer.sheet)
    again = await world.desk.receive(press)
    assert isinstance(again, Done)


async def test_old_keys_are_forgotten_after_three_days(world: World) -> None:
    await world.says("mette", "hej")
    assert world.dump()["heard"]
    await world.travels(timedelta(days=3, hours=2))
    assert world.dump()["heard"] == []
