"""Founding a community in a room that is there already, and letting it meet in more."""

from datetime import timedelta

import pytest

from handlers.codes import owner_code
from handlers.language import OpenForm, Problems, Refused, Tell
from handlers.turn import Turn
from tests.handlers.chat import read
from tests.handlers.world import World


async def code_from(world: World, who: str, room: str) -> str:
    """A bridging code a member asked for."""
    answer = await world.presses(who, "community.code", room)
    assert isinstance(answer, Tell), answer
    return read(answer.card).split("»")[1].split("«")[0]


async def test_anyone_founds_a_community_in_a_room_that_is_there(world: World) -> None:
    await world.fills("fatima", "community.found", "natur", name="Nature", interest="Out", purpose="Joy", language="en")
    await world.delivers()
    card = world.shows("natur")
    assert "Nature\nJoy\nInterest: Out\nMeets in: #natur (web)" in card
    assert world.ask(lambda store: store.communities.has(1, world.person("fatima").key))
    assert "You are in Nature." in world.shows("@fatima")


async def test_the_card_speaks_the_room_s_language_and_not_the_founder_s(world: World) -> None:
    await world.fills("fatima", "community.found", "natur", name="Natur", language="da")
    await world.delivers()
    assert "[Jeg er med]" in world.shows("natur")


async def test_a_name_that_is_taken_stays_in_the_form(world: World) -> None:
    await world.founds("fatima", "natur")
    before = world.dump(without=("heard", "room"))
    answer = await world.fills("fatima", "community.found", "kreativ", name=" Natur ", purpose="kept", language="en")
    assert isinstance(answer, Problems)
    assert "There is a community of that name already." in answer.form.problems["name"]
    assert "kept" in repr(answer.form.fields)
    assert world.dump(without=("heard", "room")) == before
    await world.hands_in("fatima", answer.form, "kreativ", name="Kreativ")
    assert world.community("Kreativ").purpose == "kept"


async def test_a_room_holds_one_community(world: World) -> None:
    form = await world.opens("mette", "community.found", "natur")
    await world.founds("fatima", "natur")
    answer = await world.hands_in("mette", form, "natur", name="Another", language="en")
    assert isinstance(answer, Refused)
    assert "A community meets here already." in read(answer.card)
    assert isinstance(await world.presses("mette", "community.found", "natur"), Tell)  # it is shown instead


async def test_a_private_chat_is_no_room_for_a_community(world: World) -> None:
    assert isinstance(await world.presses("mette", "community.found"), Refused)
    await world.presses("fatima", "menu.show")
    rooms = [row[0] for row in world.dump()["room"]]
    form = await world.opens("mette", "community.found", "natur")
    for room in rooms:
        await world.hands_in("mette", form, "natur", room=str(room), name="Sneaky", language="en")
    assert world.dump()["community"] == []


async def test_a_room_shared_with_another_organisation_is_none_either(world: World) -> None:
    world.outside.add("natur")
    answer = await world.presses("mette", "community.found", "natur")
    assert isinstance(answer, Refused)
    assert "shared with another organisation" in read(answer.card)
    assert world.dump()["community"] == []


async def test_a_code_bridges_another_room_also_across_platforms_and_both_are_told(world: World) -> None:
    await world.founds("fatima", "natur")
    code = await code_from(world, "fatima", "natur")
    answer = await world.says("teams:bo", code, "teams:friluft")
    await world.delivers()
    assert "Natur meets here too now." in repr(answer)
    assert "#friluft (Teams)" in world.shows("natur")
    assert "Natur now meets in #friluft (Teams) too." in world.shows("natur")
    assert "Meets in: #natur (web), #friluft (Teams)" in world.shows("teams:friluft")


async def test_a_code_is_used_once_and_for_an_hour(world: World) -> None:
    await world.founds("fatima", "natur")
    code = await code_from(world, "fatima", "natur")
    await world.says("fatima", code, "slack:natur")
    again = await world.says("fatima", code, "teams:natur")
    late = await code_from(world, "fatima", "natur")
    world.clock.reach(world.clock() + timedelta(hours=1, seconds=1))
    too_late = await world.says("fatima", late, "teams:natur")
    for answer in (again, too_late, await world.says("fatima", "ABCD-2345", "teams:natur")):
        assert isinstance(answer, Refused)
        assert "That code is not valid any more." in read(answer.card)
    assert len(world.ask(lambda store: store.rooms.of_community(1))) == 2


async def test_a_code_written_in_the_wrong_place_is_not_used_up(world: World) -> None:
    await world.founds("fatima", "natur")
    await world.founds("fatima", "kreativ")
    code = await code_from(world, "fatima", "natur")
    world.outside.add("slack:shared")
    for room in ("kreativ", "slack:shared", "natur"):
        assert isinstance(await world.says("fatima", code, room), Refused)
    await world.says("fatima", code)
    await world.delivers()
    assert "Write that code in the room where the community shall also meet." in world.shows("@fatima")
    assert "meets here too now" in repr(await world.says("fatima", code.lower(), "teams:natur"))


async def test_only_a_member_gets_a_code(world: World) -> None:
    await world.founds("fatima", "natur")
    answer = await world.presses("mette", "community.code", "natur", community=1)
    assert "Only somebody who is in Natur can do that." in repr(answer)
    assert world.dump()["code"] == []


@pytest.mark.parametrize("text", ["{}", "connect {}", "kobl {}"])
async def test_an_owner_s_code_makes_who_writes_it_in_private_owner_once(world: World, text: str) -> None:
    read_aloud, code = (
        world.desk.database.write(lambda store: owner_code(Turn(store, world.clock()))) for _ in range(2)
    )
    in_public = await world.says("mette", text.format(read_aloud), "natur")
    assert "That code is not valid any more." in repr(in_public)
    await world.says("bo", text.format(read_aloud))
    assert not world.person("bo").owner  # everybody in the room could read it
    await world.says("mette", text.format(code))
    assert world.person("mette").owner
    await world.says("bo", text.format(code))
    assert not world.person("bo").owner


async def test_only_a_digest_of_a_code_is_kept(world: World) -> None:
    await world.founds("fatima", "natur")
    code = await code_from(world, "fatima", "natur")
    assert code.removeprefix("connect ") not in repr(world.dump()["code"])


async def test_being_let_into_a_room_offers_a_community_once(world: World) -> None:
    for _time in range(2):
        await world.happens("room.met", "natur")
        await world.delivers()
    assert world.shows("natur").count("Skal et fællesskab mødes her?") == 1
    assert isinstance(await world.presses("mette", "community.found", "natur"), OpenForm)
