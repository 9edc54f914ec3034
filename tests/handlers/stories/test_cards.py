"""What a teller reads about a story that was taken back is exactly true, also where a platform would not let go."""

from datetime import timedelta

from bot.transport import Refused, TryLater
from tests.handlers.world import World

WORDS = "We built a raft."


async def a_shared_story(world: World) -> None:
    """It stands in a room."""
    await world.founds("mette", "natur")
    await world.tells("mette", "natur", tried=WORDS)
    await world.presses("mette", "story.share", story=1)
    await world.delivers()


async def test_where_a_platform_will_not_take_it_down_the_teller_is_told(world: World) -> None:
    await a_shared_story(world)
    world.chat.trouble["natur"].append(Refused("cant_update_message"))
    await world.presses("mette", "story.withdraw", story=1)
    await world.travels(timedelta(days=2))
    shown = world.shows("@mette")
    assert "I could not take it down in natur. Somebody there can delete it by hand." in shown
    assert "It is gone from every room" not in shown


async def test_where_it_takes_a_while_it_is_gone_in_the_end(world: World) -> None:
    await a_shared_story(world)
    world.chat.trouble["natur"].extend([TryLater("ratelimited", 0.1)] * 3)
    await world.presses("mette", "story.withdraw", story=1)
    await world.travels(timedelta(hours=1))
    assert WORDS not in world.shows("natur")
    assert "It is gone from every room where I know it stood." in world.shows("@mette")
