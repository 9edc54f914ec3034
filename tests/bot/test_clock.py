"""The clock knocks and the desk does the work; a journey stops at every due moment on the way."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import Clock, Travelled, traveller
from bot.transport import TryLater
from tests.handlers.checkins.checking import WEDNESDAY, a_member, asked
from tests.handlers.speech import copenhagen
from tests.handlers.world import World
from tests.handlers.worlds import Worlds

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A small organisation to be on time for."""
    async with Worlds(tmp_path)() as made:
        yield made


def test_a_clock_that_travels_goes_only_forward() -> None:
    real = [NOON]
    clock = Travelled(lambda: real[0])
    clock.reach(NOON + timedelta(days=3))
    clock.reach(NOON + timedelta(days=1))
    assert clock() == NOON + timedelta(days=3)
    real[0] += timedelta(minutes=5)
    assert clock() == NOON + timedelta(days=3, minutes=5)


async def test_starting_does_at_once_what_is_due(world: World) -> None:
    await a_member(world)
    world.clock.reach(copenhagen(WEDNESDAY) + timedelta(minutes=10))
    clock = Clock(world.desk, world.clock)
    await clock.start()
    await world.delivers()
    await clock.stop()
    assert asked(world) == ["2026-11-25 14:10"]


async def test_the_next_moment_is_knocked_at_when_it_comes(world: World) -> None:
    await a_member(world)
    began = datetime.now(UTC)
    ahead = copenhagen(WEDNESDAY) - timedelta(seconds=0.5) - world.clock()
    world.clock.ahead += ahead
    moving = world.clock()
    clock = Clock(world.desk, lambda: moving + (datetime.now(UTC) - began))
    await clock.start()
    await world.until(lambda: world.posts(purpose="ask"))
    await clock.stop()
    assert datetime.now(UTC) - began >= timedelta(seconds=0.4)


async def test_what_waits_behind_something_else_does_not_make_it_knock_without_rest(world: World) -> None:
    await world.founds("mette", "natur")
    await world.delivers()
    world.chat.trouble["natur"].append(TryLater("ratelimited", 300))
    for number in (1, 2):
        await world.tells("mette", "natur", tried=f"Story {number}.")
        await world.presses("mette", "story.share", story=number)
    await world.delivers()
    knocks: list[datetime] = []

    def now() -> datetime:
        knocks.append(world.clock())
        return world.clock()

    clock = Clock(world.desk, now)
    await clock.start()
    await asyncio.sleep(0.3)
    await clock.stop()
    assert len(knocks) < 10


async def test_a_journey_ticks_at_each_due_moment_with_its_own_now_and_is_stored(world: World) -> None:
    await a_member(world)
    await a_member(world, "bo", weekday=3)
    arrived = await traveller(world.desk, world.courier, world.clock)(copenhagen("2026-12-31 12:00"))
    assert arrived == copenhagen("2026-12-31 12:00")
    assert asked(world) == ["2026-11-25 14:00", "2026-12-16 14:00"]
    assert asked(world, "bo") == ["2026-11-26 14:00", "2026-12-17 14:00"]
    assert world.ask(lambda store: store.moments.ahead()) == world.clock.ahead


async def test_a_journey_gets_past_what_can_only_be_tried_again_later(world: World) -> None:
    await world.founds("mette", "natur")
    await world.delivers()
    world.chat.trouble["natur"].append(TryLater("ratelimited", 3600))
    for number in (1, 2):
        await world.tells("mette", "natur", tried=f"Story {number}.")
        await world.presses("mette", "story.share", story=number)
    async with asyncio.timeout(10):
        await world.travels(timedelta(hours=2))
    assert "Story 1." in world.shows("natur")
    assert "Story 2." in world.shows("natur")
