"""What nobody knows the fate of: its teller is asked, and decides; nothing is repeated by itself."""

from dataclasses import replace
from datetime import timedelta

from bot.transport import Unknown
from handlers.language import Refused as No
from handlers.posts.settling import Unsure
from tests.handlers.chat import read, verbs_on
from tests.handlers.world import World

WORDS = "We let them choose the trip."


async def an_unsure_story(world: World, *, taken: bool) -> int:
    """A story whose sending broke off; `taken` is whether it stands in the room all the same."""
    await world.founds("mette", "natur")
    story = await world.tells("mette", "natur", tried=WORDS)
    await world.delivers()
    world.chat.trouble["natur"].append(Unknown("timeout"))
    if taken:
        world.chat.lost.add("natur")
    await world.presses("mette", "story.share", story=story)
    await world.delivers()
    return world.post(drawing="story.heard").key


async def test_the_teller_is_asked_and_nothing_is_sent_meanwhile(world: World) -> None:
    await an_unsure_story(world, taken=True)
    await world.travels(timedelta(days=3))
    assert world.post(drawing="story.heard").state == "unknown"
    assert len([one for one in world.chat.sent_to("natur") if WORDS in read(one)]) == 1
    assert "I do not know whether your story reached natur. Shall I send it again?" in world.shows("@mette")


async def test_send_again_sends_it_once_more(world: World) -> None:
    post = await an_unsure_story(world, taken=False)
    await world.presses("mette", "post.again", post=post)
    await world.presses("mette", "post.again", post=post)
    await world.delivers()
    assert world.shows("natur").count(WORDS) == 1
    assert "It is on its way to natur, or stands there." in world.shows("@mette")


async def test_leave_it_leaves_it_and_is_said_once(world: World) -> None:
    post = await an_unsure_story(world, taken=False)
    await world.presses("mette", "post.let_be", post=post)
    await world.presses("mette", "post.let_be", post=post)
    await world.delivers()
    assert "I have left it as it is in natur." in world.shows("@mette")
    assert world.post(key=post).reason == "timeout (left so)"
    assert verbs_on(world.standing("@mette")[-1]) == []


async def test_nobody_else_sends_a_story_again(world: World) -> None:
    post = await an_unsure_story(world, taken=False)
    before = world.dump(without=("heard", "person", "account", "room"))
    assert isinstance(await world.presses("fatima", "post.again", post=post), No)
    await world.presses("fatima", "post.let_be", post=post)
    assert world.dump(without=("heard", "person", "account", "room")) == before


async def test_a_story_taken_back_meanwhile_is_not_offered_again(world: World) -> None:
    post = await an_unsure_story(world, taken=False)
    await world.presses("mette", "story.withdraw", story=1)
    await world.presses("mette", "post.again", post=post)
    await world.travels(timedelta(days=1))
    assert WORDS not in world.shows("natur")
    assert "This is not shown any more." in world.shows("@mette")


async def test_a_call_that_breaks_off_after_the_story_was_taken_back_asks_nothing(world: World) -> None:
    await world.founds("mette", "natur")
    story = await world.tells("mette", "natur", tried=WORDS)
    await world.presses("mette", "story.share", story=story)
    errand = await world.desk.claim(world.post(drawing="story.heard").key)
    assert errand is not None
    await world.presses("mette", "story.withdraw", story=story)
    await world.desk.settle(errand, Unsure("timeout"))
    assert world.posts(drawing="post.doubt") == []


async def test_a_question_of_unknown_fate_is_never_repeated_even_if_somebody_forges_the_button(world: World) -> None:
    await world.founds("mette", "natur")
    await world.delivers()
    await world.fills("mette", "checkin.start", "natur", step="I ask them first", weekday=2)
    world.chat.trouble["@mette"].append(Unknown("timeout"))
    await world.travels("2026-11-25 14:00")
    post = world.post(drawing="checkin.ask")
    assert post.state == "unknown"
    await world.presses("mette", "post.again", post=post.key)
    await world.travels(timedelta(days=1))
    assert world.post(drawing="checkin.ask").state == "unknown"


async def test_a_press_on_a_post_we_were_unsure_of_is_its_receipt(world: World) -> None:
    post = await an_unsure_story(world, taken=True)
    (message,) = [name for name, sheet in world.chat.standing["natur"].items() if WORDS in read(sheet)]
    press = replace(world.pressed("fatima", "person.kept", "natur"), post=post, message=message)
    await world.desk.receive(press)
    found = world.post(key=post)
    assert (found.state, found.message, found.message_room) == ("shown", message, "natur")
    await world.presses("mette", "story.withdraw", story=1)
    await world.delivers()
    assert WORDS not in world.shows("natur")


async def test_a_press_from_elsewhere_is_no_receipt(world: World) -> None:
    post = await an_unsure_story(world, taken=False)
    for who, room in (("fatima", "kreativ"), ("fatima", None), ("mette", None)):
        press = replace(world.pressed(who, "person.kept", room), post=post, message="made-up")
        await world.desk.receive(press)
    assert world.post(key=post).state == "unknown"
