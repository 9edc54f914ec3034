"""Words written freely: kept until their writer says what for, seen by nobody else, dropped when nobody comes back."""

from datetime import timedelta

from handlers.language import OpenForm, Tell
from tests.handlers.chat import read, verbs_on
from tests.handlers.world import World

WORDS = "They asked whether they could sleep outside."


async def test_free_words_are_kept_and_their_writer_asked_what_for(world: World) -> None:
    await world.founds("mette", "natur")
    await world.says("mette", WORDS)
    await world.delivers()
    card = world.standing("@mette")[-1]
    assert f"{WORDS}\nWhat shall I do with it? Nobody else sees it." in read(card)
    assert verbs_on(card) == ["story.tell", "checkin.start", "jotting.forget", "menu.show"]


async def test_they_become_the_next_step_as_they_stand(world: World) -> None:
    await world.founds("mette", "natur")
    await world.says("mette", WORDS)
    form = await world.opens("mette", "checkin.start", jotting=1)
    assert WORDS in repr(form.fields)


async def test_nobody_else_forgets_or_reads_them(world: World) -> None:
    await world.founds("mette", "natur")
    await world.presses("bo", "community.join", "natur")
    await world.says("mette", WORDS)
    await world.presses("bo", "jotting.forget", jotting=1)
    answer = await world.presses("bo", "checkin.start", "natur", jotting=1)
    assert isinstance(answer, OpenForm)
    assert WORDS not in repr(answer)
    assert len(world.dump()["jotting"]) == 1


async def test_forgetting_drops_them(world: World) -> None:
    await world.says("mette", WORDS)
    await world.delivers()
    assert isinstance(await world.presses("mette", "jotting.forget", jotting=1), Tell)
    assert WORDS not in repr(world.dump())


async def test_what_nobody_comes_back_to_is_dropped_after_ninety_days(world: World) -> None:
    await world.says("mette", WORDS)
    await world.travels(timedelta(days=89))
    assert len(world.dump()["jotting"]) == 1
    await world.travels(timedelta(days=2))
    assert world.dump()["jotting"] == []
