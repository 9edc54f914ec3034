"""What befalls rooms: shared with others they fall silent and empty, ours again they speak again."""

from datetime import timedelta

from bot.transport import Undeliverable
from tests.handlers.world import World

WORDS = "We built a raft."


async def a_shared_story(world: World) -> None:
    """A story that stands in two rooms of one community."""
    await world.founds("fatima", "natur")
    answer = repr(await world.presses("fatima", "community.code", "natur"))
    await world.says("fatima", answer.split("»")[1].split("«")[0], "slack:natur")
    story = await world.tells("fatima", "natur", tried=WORDS)
    await world.presses("fatima", "story.share", story=story)
    await world.delivers()


async def test_a_room_shared_with_another_organisation_is_emptied_and_its_people_told(world: World) -> None:
    await a_shared_story(world)
    await world.happens("room.outside", "slack:natur")
    await world.happens("room.outside", "slack:natur")
    await world.delivers()
    assert WORDS in world.shows("natur")
    assert WORDS not in world.shows("slack:natur")
    told = world.shows("@fatima")
    assert told.count("natur is shared with another organisation now, so I say nothing more there.") == 1


async def test_nothing_is_said_in_a_room_while_it_is_shared_outside(world: World) -> None:
    await a_shared_story(world)
    await world.happens("room.outside", "slack:natur")
    await world.delivers()
    before = len(world.chats[world.place("slack:natur").platform].sent_to("natur"))
    story = await world.tells("fatima", "natur", tried="Another one.")
    await world.presses("fatima", "story.share", story=story)
    await world.travels(timedelta(days=1))
    assert len(world.chats[world.place("slack:natur").platform].sent_to("natur")) == before
    assert "Another one." in world.shows("natur")


async def test_what_was_waiting_when_a_room_became_shared_is_not_sent(world: World) -> None:
    await world.founds("fatima", "natur")
    story = await world.tells("fatima", "natur", tried=WORDS)
    await world.presses("fatima", "story.share", story=story)
    await world.happens("room.outside", "natur")
    await world.delivers()
    assert world.shows("natur") == ""


async def test_a_room_that_is_ours_again_shows_its_stories_again(world: World) -> None:
    await a_shared_story(world)
    await world.happens("room.outside", "slack:natur")
    await world.delivers()
    await world.happens("room.inside", "slack:natur")
    await world.delivers()
    assert WORDS in world.shows("slack:natur")


async def test_let_into_a_room_again_what_could_not_be_delivered_comes(world: World) -> None:
    await world.founds("fatima", "natur")
    await world.delivers()
    world.chat.trouble["natur"].append(Undeliverable("not_in_channel"))
    story = await world.tells("fatima", "natur", tried=WORDS)
    await world.presses("fatima", "story.share", story=story)
    await world.delivers()
    assert WORDS not in world.shows("natur")
    await world.happens("room.met", "natur")
    await world.delivers()
    assert world.shows("natur").count(WORDS) == 1


async def test_what_was_taken_back_meanwhile_does_not_come(world: World) -> None:
    await world.founds("fatima", "natur")
    await world.delivers()
    world.chat.trouble["natur"].append(Undeliverable("not_in_channel"))
    story = await world.tells("fatima", "natur", tried=WORDS)
    await world.presses("fatima", "story.share", story=story)
    await world.delivers()
    await world.presses("fatima", "story.withdraw", story=story)
    await world.happens("room.met", "natur")
    await world.delivers()
    assert WORDS not in world.shows("natur")


async def test_a_room_nobody_knows_may_be_shared_or_left_without_a_trace(world: World) -> None:
    before = world.dump(without=("heard",))
    for verb in ("room.outside", "room.inside", "room.left"):
        await world.happens(verb, "unknown")
    assert world.dump(without=("heard",)) == before


async def test_a_withdrawal_refused_while_we_were_out_of_the_room_is_done_when_we_are_back(world: World) -> None:
    await world.founds("fatima", "natur")
    await world.presses("mette", "community.join", "natur")
    story = await world.tells("mette", "natur", tried="We built a raft.")
    await world.presses("mette", "story.share", story=story)
    await world.delivers()
    world.chat.trouble["natur"].append(Undeliverable("not_in_channel"))
    await world.presses("mette", "story.withdraw", story=story)
    await world.delivers()
    assert "We built a raft." in world.shows("natur")
    await world.happens("room.met", "natur")
    await world.delivers()
    assert "We built a raft." not in world.shows("natur")
