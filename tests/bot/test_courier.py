"""The courier makes rooms show what the posts say, and every way a call can end leaves a row that is true."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import pytest
from structlog.testing import capture_logs

from bot.transport import Pace, Refused, TryLater, Undeliverable, Unknown
from handlers.language import Platform
from tests.handlers.chat import read
from tests.handlers.world import World
from tests.handlers.worlds import Worlds

WORDS = "We built a raft."


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A small organisation with something to deliver."""
    async with Worlds(tmp_path)() as made:
        yield made


async def a_story(world: World, room: str = "natur", number: int = 1) -> None:
    """One more story shared in a room."""
    await world.tells("mette", room, tried=f"{WORDS} {number}")
    await world.presses("mette", "story.share", story=number)


@pytest.mark.parametrize(
    ("end", "state", "reason"),
    [
        (Refused("msg_too_long"), "refused", "msg_too_long"),
        (Undeliverable("not_in_channel"), "refused", "not reachable: not_in_channel"),
        (Unknown("timeout"), "unknown", "timeout"),
        (TryLater("ratelimited", 90), "waiting", "ratelimited"),
        (RuntimeError("a bug of ours"), "unknown", "failed on our side"),
    ],
)
async def test_however_a_call_ends_the_post_says_so(world: World, end: Exception, state: str, reason: str) -> None:
    await world.founds("mette", "natur")
    await world.delivers()
    world.chat.trouble["natur"].append(end)
    with capture_logs() as logged:
        await a_story(world)
        await world.delivers()
    post = world.post(drawing="story.heard")
    assert (post.state, post.reason) == (state, reason)
    assert WORDS not in repr(logged)


async def test_what_is_for_a_platform_that_is_off_waits_until_it_is_back(world: World) -> None:
    await world.founds("mette", "teams:natur")
    del world.chats[Platform.TEAMS]
    world.courier.transports = world.chats
    await world.delivers()
    post = world.post(drawing="community.card")
    assert (post.state, post.reason) == ("waiting", "platform is off")
    assert post.due_at is not None


async def test_a_message_that_cannot_be_taken_away_is_emptied(world: World) -> None:
    await world.founds("fatima", "natur")
    await world.presses("mette", "community.join", "natur")
    await world.delivers()
    await world.fills("mette", "checkin.start", "natur", step="I ask first", weekday=2)
    await world.travels("2026-11-25 14:00")
    world.chat.trouble["@mette"].append(Refused("unsupported"))
    await world.presses("mette", "checkin.pause")
    await world.delivers()
    assert "I ask first" not in world.shows("@mette")
    assert "Det her vises ikke længere." in [read(sheet) for sheet in world.standing("@mette")]


async def test_rooms_are_worked_on_side_by_side(world: World) -> None:
    await world.founds("mette", "natur")
    await world.founds("mette", "kreativ")
    await world.delivers()
    world.chat.doors["natur"] = asyncio.Event()
    await a_story(world, "natur", 1)
    await a_story(world, "kreativ", 2)
    await world.until(lambda: WORDS in world.shows("kreativ"))
    assert WORDS not in world.shows("natur")


async def test_only_one_call_per_post_is_under_way(world: World) -> None:
    await world.founds("mette", "natur")
    await world.delivers()
    world.chat.doors["natur"] = asyncio.Event()
    await a_story(world)
    await world.until(lambda: world.posts(drawing="story.heard", state="sending"))
    for _knock in range(20):
        world.courier.wake()
        await asyncio.sleep(0)
    await world.presses("mette", "story.withdraw", story=1)
    world.chat.doors["natur"].set()
    await world.delivers()
    assert [call.kind for call in world.chat.calls if call.room == "natur"][-2:] == ["send", "edit"]


async def test_it_keeps_to_the_pace_of_a_room(world: World) -> None:
    world.chat.pace = Pace(room=0.1)
    await world.founds("mette", "natur")
    for number in (1, 2, 3):
        await a_story(world, "natur", number)
    began = monotonic()
    await world.delivers()
    assert monotonic() - began > 0.29


async def test_stopping_finishes_the_call_under_way_and_begins_no_other(world: World) -> None:
    await world.founds("mette", "natur")
    await world.delivers()
    world.chat.doors["natur"] = asyncio.Event()
    for number in (1, 2):
        await a_story(world, "natur", number)
    await world.until(lambda: world.posts(drawing="story.heard", state="sending"))
    stopping = asyncio.create_task(world.courier.stop())
    await asyncio.sleep(0.02)
    world.chat.doors["natur"].set()
    await stopping
    assert [post.state for post in world.posts(drawing="story.heard")] == ["shown", "waiting"]


async def test_starting_again_makes_what_was_under_way_unknown_and_sends_the_rest(world: World) -> None:
    await world.founds("mette", "natur")
    for number in (1, 2):
        await a_story(world, "natur", number)
    card = world.post(drawing="community.card").key
    assert await world.desk.claim(card) is not None
    await world.delivers()
    assert world.post(key=card).state == "unknown"
    assert [post.state for post in world.posts(drawing="story.heard")] == ["shown", "shown"]


async def test_a_post_that_cannot_be_drawn_holds_nobody_up(world: World) -> None:
    await world.founds("mette", "natur")
    await a_story(world)
    card = world.post(drawing="community.card").key
    world.desk.database.write(lambda store: store.posts.change(card, subject_id=999))
    with capture_logs() as logged:
        await world.delivers()
    assert WORDS in world.shows("natur")
    assert world.post(key=card).reason == "could not be drawn"
    assert [one["event"] for one in logged] == ["a post could not be drawn; the next in its room go on"]


async def test_a_card_with_a_long_line_behind_it_lets_other_rooms_through(world: World) -> None:
    await world.founds("mette", "natur")
    await world.founds("mette", "kreativ")
    await world.delivers()
    world.chat.pace = Pace(room=0.05)
    for number in range(1, 8):
        await a_story(world, "natur", number)
    await a_story(world, "kreativ", 8)
    await world.until(lambda: WORDS in world.shows("kreativ"))
    assert world.shows("natur").count(WORDS) < 7
