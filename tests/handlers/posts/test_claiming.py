"""Right before a call, care and calendar are asked again; posts of one room go in order, and none holds others long."""

from datetime import timedelta

from bot.transport import TryLater, Undeliverable, Unknown
from handlers.calendar import wall
from tests.handlers.chat import read
from tests.handlers.checkins.checking import WEDNESDAY, a_member, asked
from tests.handlers.speech import copenhagen
from tests.handlers.world import World

WORDS = "We built a raft."


async def test_at_night_nobody_is_told_anything_they_have_not_asked_for(world: World) -> None:
    await world.founds("mette", "natur")
    await world.tells("mette", "natur", tried=WORDS)
    await world.presses("mette", "story.share", story=1)
    await world.travels("2026-11-23 23:00")
    await world.presses("fatima", "story.brake", "natur", story=1)
    await world.delivers()
    assert "A colleague thinks" in read(world.standing("@mette")[-1])  # her own card, changed in place and silently
    braked = world.post(drawing="story.braked")
    assert braked.state == "waiting"
    await world.travels("2026-11-24 12:00")
    shown = world.post(drawing="story.braked").shown_at
    assert shown is not None
    assert f"{wall(shown, 'Europe/Copenhagen'):%d %H:%M}" == "24 08:00"


async def test_an_answer_comes_also_at_night(world: World) -> None:
    await world.travels("2026-11-23 23:00")
    await world.says("mette", "hej")
    await world.delivers()
    assert len(world.standing("@mette")) == 1


async def test_nothing_is_marked_or_sent_before_its_time(world: World) -> None:
    await a_member(world)
    await world.travels("2026-11-25 13:59")
    assert world.posts(purpose="ask") == []
    assert asked(world) == []


async def test_a_claim_is_given_to_one_only(world: World) -> None:
    await world.says("mette", "hej")
    (post,) = world.posts()
    assert await world.desk.claim(post.key) is not None
    assert await world.desk.claim(post.key) is None
    assert await world.desk.claim(999) is None


async def test_posts_of_one_room_come_in_order_also_when_the_first_has_to_wait(world: World) -> None:
    await world.founds("mette", "natur")
    await world.delivers()
    world.chat.trouble["natur"].append(TryLater("ratelimited", 0.5))
    for number in (1, 2):
        await world.tells("mette", "natur", tried=f"Story {number}.")
        await world.presses("mette", "story.share", story=number)
        await world.delivers()
    assert "Story" not in world.shows("natur")
    await world.travels(timedelta(minutes=5))
    assert world.shows("natur").index("Story 1.") < world.shows("natur").index("Story 2.")


async def test_a_post_that_waits_to_be_tried_again_holds_up_the_next_for_a_minute_at_most(world: World) -> None:
    await world.founds("mette", "natur")
    await world.delivers()
    world.chat.trouble["natur"].append(TryLater("ratelimited", 3600))
    for number in (1, 2):
        await world.tells("mette", "natur", tried=f"Story {number}.")
        await world.presses("mette", "story.share", story=number)
    await world.delivers()
    assert "Story" not in world.shows("natur")
    await world.travels(timedelta(seconds=70))
    assert "Story 2." in world.shows("natur")
    assert "Story 1." not in world.shows("natur")


async def test_a_refused_or_unknown_post_does_not_hold_up_the_next(world: World) -> None:
    await world.founds("mette", "natur")
    await world.delivers()
    world.chat.trouble["natur"].extend([Undeliverable("gone"), Unknown("timeout")])
    for number in (1, 2, 3):
        await world.tells("mette", "natur", tried=f"Story {number}.")
        await world.presses("mette", "story.share", story=number)
    await world.delivers()
    assert [f"Story {number}." in world.shows("natur") for number in (1, 2, 3)] == [False, False, True]


async def test_a_post_that_waits_for_morning_holds_up_nothing(world: World) -> None:
    await a_member(world)
    await world.courier.stop()
    world.delivering = False
    await world.wakes(WEDNESDAY)
    world.clock.reach(copenhagen("2026-11-25 20:00"))
    await world.says("mette", "privacy")
    await world.delivers()
    assert "This is what I keep" in repr(world.standing("@mette")[-1])


async def test_only_the_newest_of_many_changes_is_sent(world: World) -> None:
    await world.founds("mette", "natur")
    await world.delivers()
    await world.courier.stop()
    world.delivering = False
    for room in ("a", "b", "c"):
        code = repr(await world.presses("mette", "community.code", "natur")).split("»")[1].split("«")[0]
        await world.says("mette", code, f"slack:{room}")
    edits = len([call for call in world.chat.calls if call.kind == "edit"])
    await world.delivers()
    assert len([call for call in world.chat.calls if call.kind == "edit"]) == edits + 1
    assert "#a (Slack), #b (Slack), #c (Slack)" in world.shows("natur")
