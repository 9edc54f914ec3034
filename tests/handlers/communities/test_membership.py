"""Joining and leaving by one's own hand: welcomed once, asked for the unit once, let go without a question."""

from datetime import timedelta

from bot.transport import Undeliverable, Unknown
from handlers.language import Tell
from tests.handlers.chat import read, verbs_on
from tests.handlers.world import World


async def test_who_joins_is_welcomed_in_private_with_what_is_stored_who_sees_it_and_how_to_stop(world: World) -> None:
    await world.founds("fatima", "natur")
    await world.presses("mette", "community.join", "natur")
    await world.delivers()
    welcome = world.shows("@mette")
    assert "You are in Natur with one colleague." in welcome
    assert "I keep your name, your place and what you write to me." in welcome
    assert "Colleagues and leaders do not see your answers." in welcome
    assert "Write »pause« or »stop« when you like." in welcome
    assert world.person("mette").welcomed_at == world.clock()


async def test_joining_twice_welcomes_once(world: World) -> None:
    await world.founds("fatima", "natur")
    await world.presses("mette", "community.join", "natur")
    answer = await world.presses("mette", "community.join", "natur")
    await world.delivers()
    assert "You are in Natur already." in repr(answer)
    assert len(world.chat.sent_to("@mette")) == 1


async def test_a_person_is_asked_once_for_their_unit(world: World) -> None:
    await world.founds("fatima", "natur")
    await world.founds("fatima", "kreativ")
    answers = [await world.presses("mette", "community.join", room) for room in ("natur", "kreativ")]
    asked = [isinstance(one, Tell) and "person.unit" in verbs_on(one.card) for one in answers]
    assert asked == [True, False]


async def test_a_unit_is_chosen_among_those_named_or_written(world: World) -> None:
    await world.fills("mette", "person.unit", unit="other", named="Klub Solsikken", role="pædagog")
    await world.fills("bo", "person.unit", unit="1")
    (unit,) = world.ask(lambda store: store.organisations.units())
    assert (unit.name, world.person("mette").unit_id, world.person("bo").unit_id) == ("Klub Solsikken", 1, 1)
    assert world.person("mette").role == "pædagog"


async def test_the_welcome_counts_colleagues_and_places(world: World) -> None:
    await world.founds("fatima", "natur")
    for who, place in (("fatima", "Nordlys"), ("bo", "Lindely"), ("jens", "Lindely")):
        await world.fills(who, "person.unit", unit="other", named=place)
        await world.presses(who, "community.join", "natur")
    await world.presses("mette", "community.join", "natur")
    await world.delivers()
    assert "You are in Natur with 3 colleagues from 2 places." in world.shows("@mette")


async def test_leaving_is_without_a_question_and_the_welcome_says_so(world: World) -> None:
    await world.founds("fatima", "natur")
    await world.presses("mette", "community.join", "natur")
    await world.delivers()
    answer = await world.presses("mette", "community.leave", "natur")
    await world.delivers()
    assert "You have left Natur" in repr(answer)
    assert "You have left Natur." in world.shows("@mette")
    assert "You are in Natur" in world.shows("@fatima")
    assert "You are not in Natur." in repr(await world.presses("mette", "community.leave", "natur"))


async def test_who_comes_back_is_welcomed_where_the_first_welcome_stood(world: World) -> None:
    await world.founds("fatima", "natur")
    for verb in ("community.join", "community.leave", "community.join"):
        await world.presses("mette", verb, "natur")
        await world.delivers()
    assert "You are in Natur with one colleague." in world.shows("@mette")
    assert len(world.chat.sent_to("@mette")) == 1


async def test_who_left_before_the_welcome_was_sent_is_welcomed_when_they_come_back(world: World) -> None:
    await world.founds("fatima", "natur")
    await world.presses("mette", "community.join", "natur")
    await world.presses("mette", "community.leave", "natur")
    await world.delivers()
    assert world.standing("@mette") == []
    await world.presses("mette", "community.join", "natur")
    await world.delivers()
    assert "You are in Natur with one colleague." in world.shows("@mette")


async def test_who_could_not_be_reached_is_welcomed_as_soon_as_they_can(world: World) -> None:
    await world.founds("fatima", "natur")
    world.chat.trouble["@mette"].append(Undeliverable("not installed"))
    await world.presses("mette", "community.join", "natur")
    await world.delivers()
    assert world.person("mette").welcomed_at is None
    await world.travels(timedelta(days=2))
    await world.happens("person.met", "@mette", "mette")
    await world.delivers()
    assert "You are in Natur with one colleague." in world.shows("@mette")
    assert world.person("mette").welcomed_at is not None


async def test_meeting_the_bot_says_hello_once(world: World) -> None:
    for _time in range(2):
        await world.happens("person.met", "@mette", "mette")
        await world.delivers()
    assert [read(one).partition(".")[0] for one in world.standing("@mette")] == ["Hello Mette"]


async def test_join_and_leave_by_words_mean_the_community_of_the_room(world: World) -> None:
    await world.founds("fatima", "natur")
    await world.says("mette", "jeg er med", "natur")
    assert world.ask(lambda store: store.communities.has(1, world.person("mette").key))
    await world.says("mette", "leave", "natur")
    assert not world.ask(lambda store: store.communities.has(1, world.person("mette").key))
    nowhere = await world.says("mette", "join", "kreativ")
    assert "No community meets here yet.\n[Start a community]" in read(
        nowhere.card if nowhere.kind == "refused" else None
    )


async def test_a_welcome_nobody_knows_the_fate_of_is_said_again_when_its_reader_asks(world: World) -> None:
    await world.founds("fatima", "natur")
    world.chat.trouble["@mette"].append(Unknown("timeout"))
    await world.presses("mette", "community.join", "natur")
    await world.delivers()
    assert world.person("mette").welcomed_at is None
    await world.fills("mette", "checkin.start", "natur", step="I let them choose", weekday=2)
    await world.presses("mette", "checkin.now")
    await world.delivers()
    assert world.person("mette").welcomed_at is not None
    await world.presses("mette", "checkin.now")
    await world.delivers()
    assert "I let them choose" in world.shows("@mette")
