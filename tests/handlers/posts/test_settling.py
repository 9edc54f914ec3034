"""What became of a call: kept as it is, repeated only where it surely was not taken, and with an end."""

from datetime import timedelta

import pytest

from bot.transport import Undeliverable
from handlers.language import Card
from handlers.posts.claiming import Errand
from handlers.posts.settling import MOST_ATTEMPTS, Later, NotTaken, Stands, Unsure
from handlers.turn import Post as Said
from handlers.turn import Turn
from storage.store import Store
from tests.handlers.checkins.checking import WEDNESDAY, a_member
from tests.handlers.world import World


async def a_post(world: World) -> int:
    """One message to Mette in private, not sent yet."""
    await world.says("mette", "hej")
    return world.posts()[-1].key


async def claimed(world: World, post: int) -> Errand:
    """Marked as being sent."""
    errand = await world.desk.claim(post)
    assert errand is not None
    return errand


async def test_what_stands_has_its_receipt_and_its_own_sheet_is_not_kept(world: World) -> None:
    post = await a_post(world)
    errand = await claimed(world, post)
    assert world.post(key=post).state == "sending"
    await world.desk.settle(errand, Stands("m1", "@mette", "address"))
    found = world.post(key=post)
    assert (found.state, found.message, found.message_room, found.message_address) == (
        "shown",
        "m1",
        "@mette",
        "address",
    )
    assert (found.sheet, found.due_at, found.shown_at) == (None, None, world.clock())
    assert len(found.digest) == 64


async def test_a_first_private_message_teaches_where_the_chat_is(world: World) -> None:
    await world.founds("fatima", "natur")
    await world.presses("mette", "community.join", "natur")
    post = world.post(once="welcome:1:2")
    errand = await claimed(world, post.key)
    assert (errand.room.external_id, errand.account) == (None, "mette")
    await world.desk.settle(errand, Stands("m1", "D-new", "here"))
    room = world.ask(lambda store: store.rooms.get(post.room_id))
    assert (room.external_id, room.address) == ("D-new", "here")


async def test_surely_not_taken_now_is_tried_again_when_the_platform_says(world: World) -> None:
    post = await a_post(world)
    await world.desk.settle(await claimed(world, post), Later("ratelimited", 30))
    found = world.post(key=post)
    assert (found.state, found.due_at, found.reason) == (
        "waiting",
        world.clock() + timedelta(seconds=30),
        "ratelimited",
    )
    assert await world.desk.claim(post) is None  # not before its time
    world.clock.reach(world.clock() + timedelta(seconds=30))
    await world.desk.settle(await claimed(world, post), Stands("m1", "@mette"))
    assert world.post(key=post).state == "shown"


async def test_trying_again_slows_down_and_has_an_end(world: World) -> None:
    post = await a_post(world)
    waits = []
    while world.post(key=post).state == "waiting":
        await world.desk.settle(await claimed(world, post), Later("ratelimited", 1))
        due = world.post(key=post).due_at
        if due is not None:
            waits.append((due - world.clock()).total_seconds())
            world.clock.reach(due)
    assert len(waits) == MOST_ATTEMPTS - 1
    assert all(0.5 * 2**number <= wait <= 2**number for number, wait in enumerate(waits[1:], 2))
    assert (world.post(key=post).state, world.post(key=post).reason) == ("refused", "given up: ratelimited")


@pytest.mark.parametrize("outcome", [Unsure("timeout"), NotTaken("msg_too_long"), NotTaken("left", reachable=False)])
async def test_what_may_have_been_taken_or_will_not_be_is_never_repeated(
    world: World, outcome: Unsure | NotTaken
) -> None:
    post = await a_post(world)
    await world.desk.settle(await claimed(world, post), outcome)
    found = world.post(key=post)
    assert found.state == ("unknown" if isinstance(outcome, Unsure) else "refused")
    assert found.due_at is None
    await world.travels(timedelta(days=30))
    assert world.chat.sent_to("@mette") == []


@pytest.mark.parametrize("outcome", [Unsure("timeout"), Later("ratelimited", 5), NotTaken("cant_update_message")])
async def test_an_edit_is_simply_repeated_unless_it_is_refused(
    world: World, outcome: Unsure | Later | NotTaken
) -> None:
    await world.founds("mette", "natur")
    await world.delivers()
    await world.courier.stop()
    world.delivering = False
    card = world.post(once="card:1:2")
    world.desk.database.write(lambda store: Turn(store, world.clock()).revise(1, "community.card"))
    errand = await claimed(world, card.key)
    assert errand.kind == "edit"
    await world.desk.settle(errand, outcome)
    found = world.post(key=card.key)
    assert found.state == "shown"
    assert (found.due_at is None) == isinstance(outcome, NotTaken)


async def test_what_changed_while_it_was_sent_is_edited_at_once(world: World) -> None:
    await world.founds("mette", "natur")
    card = world.post(once="card:1:2")
    errand = await claimed(world, card.key)
    world.desk.database.write(lambda store: Turn(store, world.clock()).revise(1, "community.card"))
    await world.desk.settle(errand, Stands("m1", "natur"))
    again = await claimed(world, card.key)
    assert (again.kind, again.message) == ("edit", "m1")
    await world.desk.settle(again, Stands())
    assert await world.desk.claim(card.key) is None


async def test_a_private_answer_that_cannot_be_given_leaves_a_word_without_content_where_it_was_asked(
    world: World,
) -> None:
    await world.founds("fatima", "natur")
    await world.delivers()
    heard = world.inbound("mette", "person.kept", "natur")
    await world.desk.receive(heard)
    assert len(world.posts(purpose="reply")) == 1
    world.chat.trouble["@mette"].append(Undeliverable("not installed"))
    await world.delivers()
    assert "Skriv til mig i vores private chat" in world.shows("natur")
    assert "This is what I keep" not in world.shows("natur")


async def test_an_ask_that_surely_never_came_does_not_count(world: World) -> None:
    await a_member(world)
    world.chat.trouble["@mette"].append(Undeliverable("blocked"))
    await world.travels(WEDNESDAY)
    assert world.dump()["askslot"] == []


async def test_an_ask_put_off_until_it_was_too_late_does_not_count_either(world: World) -> None:
    await a_member(world)
    await world.courier.stop()
    world.delivering = False
    await world.wakes(WEDNESDAY)
    ask = world.post(purpose="ask").key
    await world.desk.settle(await claimed(world, ask), Later("ratelimited", 7 * 3600))
    world.clock.reach(world.clock() + timedelta(hours=7))
    assert await world.desk.claim(ask) is None
    assert world.post(key=ask).reason == "too late"
    assert world.dump()["askslot"] == []


async def test_an_ask_of_unknown_fate_counts(world: World) -> None:
    await a_member(world)
    await world.courier.stop()
    world.delivering = False
    await world.wakes(WEDNESDAY)
    await world.desk.settle(await claimed(world, world.post(purpose="ask").key), Unsure("timeout"))
    assert len(world.dump()["askslot"]) == 1


async def test_what_was_being_sent_when_we_stopped_is_unknown_and_said_so(world: World) -> None:
    await world.founds("mette", "natur")
    await world.tells("mette", "natur", tried="We built a raft.")
    await world.presses("mette", "story.share", story=1)
    posts = [post.key for post in world.posts() if post.drawing == "story.heard" or post.purpose == "welcome"]
    for post in posts:
        await claimed(world, post)
    assert await world.desk.recover() == len(posts)
    assert {world.post(key=post).state for post in posts} == {"unknown"}
    assert await world.desk.recover() == 0
    await world.delivers()
    assert "Shall I send it again?" in world.shows("@mette")
    assert world.shows("natur").count("We built a raft.") == 0


async def test_a_post_says_the_same_once_for_ever(world: World) -> None:
    await world.presses("mette", "menu.show")

    def say(store: Store) -> int | None:
        return Turn(store, world.clock()).say(1, Said("once", "notice", sheet=Card((), "x")))

    await world.says("mette", "hej")
    first, second = (world.desk.database.write(say) for _time in range(2))
    assert isinstance(first, int)
    assert second is None
