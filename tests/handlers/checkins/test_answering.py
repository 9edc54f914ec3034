"""Answering: six buttons or one's own words; the first answer counts and stays with who gave it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.language import Done, Refused, Tell
from tests.handlers.chat import read, verbs_on
from tests.handlers.checkins.checking import STEP, WEDNESDAY, a_member, asked, plan
from tests.handlers.world import World

BUTTONS = {
    "tried": "Tried it",
    "notyet": "Not yet",
    "wrong": "It went wrong",
    "together": "Just together",
    "stuck": "I am stuck",
    "pause": "Take a pause",
}


async def a_question(world: World) -> int:
    """Mette has just been asked; the number of the post."""
    await a_member(world)
    await world.travels(WEDNESDAY)
    return world.post(drawing="checkin.ask").key


def answers(world: World) -> list[tuple[str, str]]:
    """What has been answered, with the words."""
    mine = world.person("mette").key
    return [(one.answer, one.words) for one in world.ask(lambda store: store.checkins.open_of(mine))]


@pytest.mark.parametrize(("answer", "label"), BUTTONS.items())
async def test_each_button_is_an_answer_and_the_card_shows_it(world: World, answer: str, label: str) -> None:
    post = await a_question(world)
    assert f"[{label}]" in world.shows("@mette")
    press = replace(world.pressed("mette", "checkin.answer", checkin=1, answer=answer), post=post)
    assert await world.desk.receive(press) == Done()
    await world.delivers()
    card = world.standing("@mette")[-1]
    assert f"You answered: {label}." in read(card)
    assert "checkin.answer" not in verbs_on(card)
    assert answers(world) == [(answer, "")]


async def test_simply_writing_back_is_an_answer_in_ones_own_words(world: World) -> None:
    await a_question(world)
    await world.says("mette", "They chose the swamp.")
    await world.delivers()
    assert answers(world) == [("words", "They chose the swamp.")]
    assert "You wrote:\nThey chose the swamp." in world.shows("@mette")


async def test_words_written_under_the_question_answer_it_also_after_a_day(world: World) -> None:
    post = await a_question(world)
    await world.travels(timedelta(days=5))
    await world.says("mette", "They chose the swamp.", post=post)
    assert answers(world) == [("words", "They chose the swamp.")]


@pytest.mark.parametrize(("hours", "taken"), [(23, True), (25, False)])
async def test_words_written_freely_are_the_answer_for_a_day(world: World, hours: int, taken: bool) -> None:
    await a_question(world)
    await world.travels(timedelta(hours=hours))
    await world.says("mette", "They chose the swamp.")
    await world.delivers()
    assert answers(world) == ([("words", "They chose the swamp.")] if taken else [("", "")])
    assert ("What shall I do with it?" in world.shows("@mette")) is not taken


async def test_a_question_that_never_came_is_not_answered_by_what_one_writes(world: World) -> None:
    await a_member(world)
    await world.courier.stop()
    world.delivering = False
    await world.wakes(WEDNESDAY)
    await world.says("mette", "Something else.")
    assert answers(world) == [("", "")]
    assert len(world.dump()["jotting"]) == 1


async def test_the_question_that_came_is_answered_though_another_community_s_was_dropped(world: World) -> None:
    await a_member(world)
    await a_member(world, room="kreativ")
    await world.travels(WEDNESDAY)
    await world.says("mette", "They chose the swamp.")
    await world.delivers()
    assert "You wrote:\nThey chose the swamp." in world.shows("@mette")


async def test_the_first_answer_counts(world: World) -> None:
    await a_question(world)
    await world.presses("mette", "checkin.answer", checkin=1, answer="tried")
    told = await world.presses("mette", "checkin.answer", checkin=1, answer="stuck")
    assert isinstance(told, Tell)
    assert "your first answer stands" in read(told.card)
    assert answers(world) == [("tried", "")]


async def test_nobody_answers_for_somebody_else(world: World) -> None:
    post = await a_question(world)
    before = world.dump(without=("heard",))
    told = await world.presses("fatima", "checkin.answer", checkin=1, answer="tried")
    assert isinstance(told, Refused)
    await world.presses("fatima", "checkin.put_away", checkin=1)
    form = await world.opens("fatima", "story.tell", checkin=1)
    assert STEP not in repr(form)
    assert world.dump(without=("heard",)) == before
    await world.says("fatima", "Mine now.", post=post)
    assert answers(world) == [("", "")]


async def test_make_it_a_story_carries_the_words_into_the_form(world: World) -> None:
    await a_question(world)
    await world.says("mette", "They chose the swamp.")
    await world.delivers()
    card = world.standing("@mette")[-2]
    assert "[Yes, write on] [Not this time] [Change the step]" in read(card)
    form = await world.opens("mette", "story.tell", checkin=1)
    assert {field.name: field.value for field in form.fields if field.kind == "long"}[
        "tried"
    ] == "They chose the swamp."


async def test_not_this_time_keeps_the_answer_and_asks_no_more(world: World) -> None:
    await a_question(world)
    await world.presses("mette", "checkin.answer", checkin=1, answer="tried")
    await world.presses("mette", "checkin.put_away", checkin=1)
    await world.delivers()
    assert "[Yes, write on]" not in world.shows("@mette")
    assert "You answered: Tried it." in world.shows("@mette")


async def test_ask_me_now_asks_now_and_takes_the_week_s_question_with_it(world: World) -> None:
    await a_member(world)
    await world.says("mette", "ask me now")
    await world.delivers()
    assert asked(world) == ["2026-11-23 10:00"]
    await world.travels("2026-11-27 12:00")
    await world.says("mette", "spørg mig nu")
    await world.delivers()
    assert asked(world) == ["2026-11-23 10:00"]
    assert "I have asked you this week already" in world.shows("@mette")


async def test_ask_me_now_asks_also_at_night(world: World) -> None:
    await a_member(world)
    await world.travels("2026-11-23 23:30")
    await world.presses("mette", "checkin.now")
    await world.delivers()
    assert asked(world) == ["2026-11-23 23:30"]


async def test_ask_me_now_without_a_step_says_how_to_get_one(world: World) -> None:
    await world.founds("mette", "natur")
    await world.delivers()
    answer = await world.presses("mette", "checkin.now")
    assert isinstance(answer, Refused)
    assert "You have not written a next step yet." in read(answer.card)


async def test_the_answer_to_a_pause_stops_the_questions_until_continue(world: World) -> None:
    await a_question(world)
    await world.presses("mette", "checkin.answer", checkin=1, answer="pause")
    await world.travels("2027-02-28 12:00")
    assert asked(world) == ["2026-11-25 14:00"]
    await world.says("mette", "fortsæt")
    await world.travels("2027-03-04 12:00")
    assert asked(world) == ["2026-11-25 14:00", "2027-03-03 14:00"]
    assert plan(world).paused_at is None
