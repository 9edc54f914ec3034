"""A member's plan: pausing, stopping, beginning again; and silence, which only their own answer ends."""

from datetime import timedelta

import pytest

from handlers.calendar import iso_week
from handlers.language import Problems
from storage.checkins import Checkin
from tests.handlers.chat import read
from tests.handlers.checkins.checking import STEP, WEDNESDAY, ZONE, a_member, asked, plan
from tests.handlers.world import World


def questions(world: World, key: int | None) -> Checkin:
    """The question behind a post."""
    return world.ask(lambda store: store.checkins.get(key or 0))


@pytest.mark.parametrize("word", ["pause", "stop", "Hold pause", "Stop."])
async def test_a_word_is_enough_to_be_left_alone_everywhere(world: World, word: str) -> None:
    await a_member(world)
    await a_member(world, room="kreativ")
    await world.says("mette", word)
    await world.travels("2027-02-01 12:00")
    assert asked(world) == []


@pytest.mark.parametrize("word", ["pause", "stop"])
async def test_the_word_takes_the_open_question_away(world: World, word: str) -> None:
    await a_member(world)
    await world.travels(WEDNESDAY)
    await world.says("mette", word)
    await world.delivers()
    assert "How is it going?" not in world.shows("@mette")


async def test_a_question_on_its_way_is_not_sent_after_a_pause(world: World) -> None:
    await a_member(world)
    await world.courier.stop()
    world.delivering = False
    await world.wakes(WEDNESDAY)
    await world.says("mette", "pause")
    await world.delivers()
    assert asked(world) == []


async def test_coming_back_from_a_pause_nothing_waits_and_the_news_are_told(world: World) -> None:
    await a_member(world)
    await world.says("mette", "pause")
    await world.travels(timedelta(days=1))
    story = await world.tells("fatima", "natur", tried="We built a raft.")
    await world.presses("fatima", "story.share", story=story)
    await world.travels(timedelta(days=40))
    await world.says("mette", "continue")
    await world.delivers()
    assert "Welcome back. One story has come meanwhile. Nothing is waiting for you." in world.shows("@mette")
    assert asked(world) == []


async def test_leaving_ends_the_plan_and_takes_the_unanswered_question_away(world: World) -> None:
    await a_member(world)
    await world.travels(WEDNESDAY)
    await world.presses("mette", "community.leave", "natur")
    await world.travels("2027-02-01 12:00")
    assert asked(world) == ["2026-11-25 14:00"]
    assert "How is it going?" not in world.shows("@mette")


async def test_leaving_before_it_is_sent_withdraws_the_question(world: World) -> None:
    await a_member(world)
    await world.courier.stop()
    world.delivering = False
    await world.wakes(WEDNESDAY)
    await world.presses("mette", "community.leave", "natur")
    await world.delivers()
    assert asked(world) == []


async def test_silence_slows_down_then_asks_once_whether_to_go_on_then_stops(world: World) -> None:
    await a_member(world)
    await world.travels("2027-12-31 12:00")
    assert asked(world) == [
        "2026-11-25 14:00",
        "2026-12-16 14:00",
        "2027-01-06 14:00",  # asked, and from now on half as often
        "2027-02-17 14:00",
        "2027-03-31 14:00",  # the last word
    ]
    last = read(world.chat.sent_to("@mette")[-1])
    assert "Shall I go on asking, ask less often, or stop?" in last
    assert "[As now] [Less often] [Stop]" in last


async def test_an_answer_brings_the_old_rhythm_back(world: World) -> None:
    await a_member(world)
    await world.travels("2027-01-06 15:00")
    await world.presses("mette", "checkin.answer", checkin=3, answer="notyet")
    assert (plan(world).silent, plan(world).slower) == (0, 1)
    await world.travels("2027-03-12 12:00")
    assert asked(world)[-2:] == ["2027-02-17 14:00", "2027-03-10 14:00"]


async def test_a_question_that_never_reached_them_is_not_silence(world: World) -> None:
    await a_member(world)
    await a_member(world, room="kreativ")
    for _week in range(6):
        await world.travels(timedelta(weeks=3))
    reached = [questions(world, post.subject_id).plan_id for post in world.posts(purpose="ask") if post.shown_at]
    for one in world.ask(lambda store: store.checkins.plans_of(world.person("mette").key)):
        assert one.silent == reached.count(one.key)


async def test_communities_due_together_take_turns(world: World) -> None:
    await a_member(world)
    await a_member(world, room="kreativ")
    await world.travels("2026-12-17 12:00")
    asked_in = [questions(world, post.subject_id).community_id for post in world.posts(purpose="ask") if post.shown_at]
    assert asked_in == [1, 2]


@pytest.mark.parametrize(("answer", "gap"), [("asnow", 3), ("less", 6), ("stop", 0)])
@pytest.mark.parametrize("late", [False, True])
async def test_the_last_word_is_theirs(world: World, answer: str, gap: int, late: bool) -> None:
    await a_member(world)
    await world.travels("2027-06-01 12:00" if late else "2027-04-01 12:00")
    await world.presses("mette", "checkin.answer", checkin=5, answer=answer)
    before = len(asked(world))
    await world.travels(timedelta(weeks=20))
    times = asked(world)[before:]
    assert bool(times) == bool(gap)
    if gap:
        weeks = [iso_week(post.shown_at, ZONE) for post in world.posts(purpose="ask")[before:] if post.shown_at]
        assert int(weeks[1][-2:]) - int(weeks[0][-2:]) == gap


async def test_a_new_step_restores_the_rhythm(world: World) -> None:
    await a_member(world)
    await world.travels("2027-06-01 12:00")
    await world.fills("mette", "checkin.start", "natur", step="Another", weekday=2)
    await world.travels("2027-06-03 12:00")
    assert asked(world)[-1] == "2027-06-02 14:00"


async def test_the_plan_is_shown_with_its_step_and_its_moment(world: World) -> None:
    await a_member(world)
    await world.says("mette", "my check-ins")
    await world.delivers()
    shown = world.shows("@mette")
    assert STEP in shown
    assert "I ask you Wednesday 25 November at 14:00." in shown


async def test_nobody_pauses_or_resumes_for_somebody_else(world: World) -> None:
    await a_member(world)
    before = world.dump(without=("heard",))
    for verb in ("checkin.pause", "checkin.stop", "checkin.resume"):
        await world.presses("fatima", verb, plan=1)
    assert world.dump(without=("heard",)) == before


async def test_a_step_that_is_too_long_stays_in_the_form(world: World) -> None:
    await a_member(world)
    before = plan(world)
    answer = await world.fills("mette", "checkin.start", "natur", step="x" * 201)
    assert isinstance(answer, Problems)
    assert "200" in answer.form.problems["step"]
    assert plan(world) == before


async def test_who_is_not_in_the_community_cannot_be_asked_in_it(world: World) -> None:
    await a_member(world)
    form = await world.opens("mette", "checkin.start", "natur")
    await world.presses("mette", "community.leave", "natur")
    answer = await world.hands_in("mette", form, step=STEP)
    assert "You are not in Natur yet." in repr(answer)
    assert plan(world).due_at is None
