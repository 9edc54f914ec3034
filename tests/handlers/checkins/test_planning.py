"""When a member is asked: at their own planned moment, late but once, at most once a week, never on a day off."""

from datetime import timedelta

import pytest

from handlers.language import Problems
from tests.handlers.chat import read
from tests.handlers.checkins.checking import STEP, a_member, asked
from tests.handlers.speech import copenhagen
from tests.handlers.world import World
from tests.handlers.worlds import Worlds


async def test_a_member_is_asked_at_two_on_their_own_weekday_every_third_week(world: World) -> None:
    await a_member(world, weekday=2)
    await world.travels("2027-01-07 12:00")
    assert asked(world) == ["2026-11-25 14:00", "2026-12-16 14:00", "2027-01-06 14:00"]


async def test_the_question_quotes_the_step_as_it_was_written(world: World) -> None:
    await a_member(world)
    await world.travels("2026-11-25 14:00")
    assert f"Your next step was:\n{STEP}" in world.shows("@mette")


async def test_nobody_is_asked_the_day_the_step_was_written(world: World) -> None:
    await a_member(world, weekday=0)
    await world.travels("2026-11-29 23:00")
    assert asked(world) == []
    await world.travels("2026-11-30 14:00")
    assert asked(world) == ["2026-11-30 14:00"]


@pytest.mark.parametrize(
    ("start", "days"),
    [
        ("2026-03-23 10:00", ["2026-03-29 14:00"]),  # the clock goes forward the night before, and then it is Easter
        ("2026-10-19 10:00", ["2026-10-25 14:00", "2026-11-01 14:00"]),  # and back
    ],
)
async def test_two_o_clock_stays_two_o_clock_across_both_nights(worlds: Worlds, start: str, days: list[str]) -> None:
    async with worlds(start=copenhagen(start)) as world:
        await world.founds("fatima", "natur")
        await world.fills("fatima", "community.rhythm", "natur", weeks=1)
        await a_member(world, weekday=6)
        await world.travels(timedelta(days=15))
        assert asked(world) == days


async def test_a_holiday_moves_the_question_a_week(worlds: Worlds) -> None:
    async with worlds(start=copenhagen("2026-12-21 10:00")) as world:
        await a_member(world, weekday=3)  # the 24th and the 31st are closed
        await world.travels("2027-01-08 12:00")
        assert asked(world) == ["2027-01-07 14:00"]


async def test_down_at_two_and_up_at_three_the_question_comes_late_but_once(world: World) -> None:
    await a_member(world)
    await world.wakes("2026-11-25 15:00")
    await world.wakes("2026-11-25 15:01")
    assert asked(world) == ["2026-11-25 15:00"]
    await world.travels("2026-12-16 14:00")
    assert asked(world) == ["2026-11-25 15:00", "2026-12-16 14:00"]


async def test_past_its_grace_a_question_is_skipped_and_not_made_up_for(world: World) -> None:
    await a_member(world)
    await world.wakes("2026-11-26 09:00")
    await world.travels("2026-12-15 12:00")
    assert asked(world) == []
    await world.travels("2026-12-16 14:00")
    assert asked(world) == ["2026-12-16 14:00"]


async def test_down_over_several_turns_asks_once_at_most(world: World) -> None:
    await a_member(world)
    await world.wakes("2027-03-11 15:00")  # a Thursday
    assert asked(world) == []
    await world.travels("2027-03-31 15:00")
    assert asked(world) == ["2027-03-31 14:00"]


async def test_a_question_that_waits_too_long_at_the_courier_is_not_sent(world: World) -> None:
    await a_member(world)
    await world.courier.stop()
    world.delivering = False
    await world.wakes("2026-11-25 14:00")
    world.clock.reach(copenhagen("2026-11-25 20:30"))
    await world.delivers()
    ask = world.post(purpose="ask")
    assert (ask.state, ask.reason) == ("skipped", "too late")


async def test_nobody_is_asked_before_the_welcome_has_reached_them(world: World) -> None:
    await world.founds("fatima", "natur")
    await world.presses("mette", "community.join", "natur")
    await world.fills("mette", "checkin.start", "natur", step=STEP, weekday=2)
    await world.wakes("2026-11-25 14:00")
    assert world.posts(purpose="ask") == []
    answer = await world.presses("mette", "checkin.now")
    assert "I have just written a welcome to you." in repr(answer)
    assert world.posts(purpose="ask") == []


async def test_who_has_no_next_step_gets_one_offer_to_write_one_and_nothing_else(world: World) -> None:
    await a_member(world, step="")
    await world.travels("2027-06-01 12:00")
    assert asked(world) == ["2026-11-25 14:00"]
    (offer,) = [text for text in map(read, world.chat.sent_to("@mette")) if "[Write a step]" in text]
    assert "Your next step was" not in offer
    assert "One line is enough" in offer


async def test_the_offer_is_not_lost_because_the_week_was_full(world: World) -> None:
    await a_member(world, step="", weekday=3)
    await a_member(world, room="kreativ", weekday=2)
    await world.travels("2026-12-04 12:00")
    assert asked(world) == ["2026-11-25 14:00", "2026-12-03 14:00"]


async def test_a_step_written_meanwhile_takes_the_offer_away(world: World) -> None:
    await a_member(world, step="")
    await world.travels("2026-11-25 14:00")
    await world.fills("mette", "checkin.start", "natur", step=STEP, weekday=2)
    await world.delivers()
    assert "[Write a step]" not in world.shows("@mette")


async def test_no_thanks_takes_the_offer_away(world: World) -> None:
    await a_member(world, step="")
    await world.travels("2026-11-25 14:00")
    await world.presses("mette", "checkin.stop", plan=1)
    await world.delivers()
    assert "[No thanks]" not in world.shows("@mette")


async def test_a_changed_rhythm_moves_every_plan_that_waits(world: World) -> None:
    await a_member(world, weekday=2)
    await a_member(world, "bo", weekday=3)
    await world.presses("bo", "checkin.pause")
    await world.fills("fatima", "community.rhythm", "natur", weeks=1, at="9.30")
    await world.travels("2026-12-03 12:00")
    assert asked(world) == ["2026-11-25 09:30", "2026-12-02 09:30"]
    assert asked(world, "bo") == []


@pytest.mark.parametrize("at", ["24:00", "noon", "14:60", "7:59", "20:00", "23:00"])
async def test_a_rhythm_at_no_time_or_in_the_quiet_hours_is_not_taken(world: World, at: str) -> None:
    await a_member(world)
    answer = await world.fills("fatima", "community.rhythm", "natur", at=at)
    assert isinstance(answer, Problems)
    assert answer.form.problems.keys() == {"at"}
    assert world.community("Natur").at == "14:00"
