"""Telling: one field is enough, the preview says exactly who will see it under which name."""

import pytest

from handlers.language import Card, OpenForm, Problems, Refused
from handlers.stories.text import TITLE
from tests.handlers.chat import read, verbs_on
from tests.handlers.world import World
from tests.handlers.worlds import Worlds

WORDS = "We let them choose the trip."


async def a_town(world: World) -> None:
    """Three communities; Mette the teller is in Natur, Jens the leader in two of them."""
    for room in ("natur", "kreativ", "leg"):
        await world.founds("fatima", room)
    for who, rooms in {"mette": ["natur"], "jens": ["natur", "kreativ"], "bo": ["kreativ"]}.items():
        await world.fills(who, "person.unit", unit="other", named="Klub Solsikken", role="pædagog")
        for room in rooms:
            await world.presses(who, "community.join", room)
    jens = world.person("jens").key
    world.desk.database.write(lambda store: store.people.change(jens, leader=True))


async def preview(world: World) -> str:
    """What the teller sees in private."""
    await world.delivers()
    return read(world.standing("@mette")[-1])


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "It is shown to 2 colleagues in Natur, one of them a leader,"),
        ({"others": ("2",)}, "It is shown to 3 colleagues in Natur and Kreativ, one of them a leader,"),
        ({"here": False, "others": ("3",)}, "It is shown to one colleague in Leg,"),
        ({"here": False, "leaders": True}, "Leaders may tell it on in the weekly digest."),
        ({"here": False}, "You have not said where it may be heard, so it stays with you."),
        ({"signed": "name"}, "It says »Mette, Klub Solsikken«."),
        ({"signed": "role"}, "It says »pædagog«. Your name and your place do not stand there."),
        ({"signed": "none"}, "It says »a colleague«. Neither your name nor your place stands there."),
    ],
)
async def test_the_preview_says_exactly_who_sees_it_and_under_which_name(
    world: World, values: dict[str, bool | str | tuple[str, ...]], sentence: str
) -> None:
    await a_town(world)
    await world.tells("mette", "natur", tried=WORDS, **values)
    assert sentence in await preview(world)


async def test_the_name_that_stands_in_the_room_is_the_one_allowed(world: World) -> None:
    await a_town(world)
    for signed, shown in {"name": "Mette, Klub Solsikken", "role": "pædagog", "none": "a colleague"}.items():
        story = await world.tells("mette", "natur", tried=WORDS, signed=signed)
        await world.presses("mette", "story.share", story=story)
        await world.delivers()
        card = read(world.standing("natur")[-1])
        assert f"Told by {shown}" in card
        assert signed == "name" or ("Mette" not in card and "Solsikken" not in card)


async def test_a_role_nobody_has_written_is_a_colleague(world: World) -> None:
    await world.founds("mette", "natur")
    await world.tells("mette", "natur", tried=WORDS, signed="role")
    assert "It says »a colleague«. Neither your name nor your place stands there." in await preview(world)


async def test_who_left_is_not_counted(world: World) -> None:
    await a_town(world)
    await world.presses("jens", "community.leave", "natur")
    await world.tells("mette", "natur", tried=WORDS)
    assert "It is shown to one colleague in Natur, and" in await preview(world)


async def test_one_field_is_enough_and_its_first_words_are_the_title(world: World) -> None:
    await a_town(world)
    long = "They decided everything themselves, from the bus to the bonfire, and nobody wanted to go home."
    await world.tells("mette", "natur", young=long)
    (heading, *_rest) = (await preview(world)).split("\n")
    assert heading.endswith(" …")
    assert long.startswith(heading.removesuffix(" …"))
    assert len(heading) <= TITLE + 2


async def test_all_six_fields_are_read_in_order(world: World) -> None:
    await a_town(world)
    fields = {name: f"{name} it was." for name in ("before", "tried", "young", "changed", "hard", "matters")}
    await world.tells("mette", "natur", **dict(reversed(fields.items())))
    shown = await preview(world)
    places = [shown.index(text) for text in fields.values()]
    assert places == sorted(places)


async def test_nothing_is_shared_without_the_preview_s_button(world: World) -> None:
    await a_town(world)
    await world.tells("mette", "natur", tried=WORDS, here=False)
    await world.delivers()
    assert "story.share" not in verbs_on(world.standing("@mette")[-1])
    await world.presses("mette", "story.share", story=1)
    await world.delivers()
    assert not [room for room in ("natur", "kreativ", "leg") if WORDS in world.shows(room)]


async def test_a_story_that_is_too_heavy_for_a_card_stays_in_the_form(worlds: Worlds) -> None:
    def heavy(card: Card) -> int:
        return len(read(card)) * 10

    async with worlds(measure=heavy) as world:
        await a_town(world)
        form = await world.opens("mette", "story.tell", "natur")
        answer = await world.hands_in("mette", form, "natur", tried="x" * 2600, hard="kept")
        assert isinstance(answer, Problems)
        assert "All in all it is too long to be shown." in answer.form.problems["tried"]
        assert "kept" in repr(answer.form.fields)
        assert world.dump()["story"] == []
        assert not isinstance(await world.hands_in("mette", answer.form, "natur", tried="x" * 2000), Problems)


async def test_who_is_not_in_the_community_is_shown_the_way_in(world: World) -> None:
    await a_town(world)
    answer = await world.presses("mette", "story.tell", community=2)
    assert not isinstance(answer, OpenForm)
    assert "You are not in Kreativ yet." in repr(answer)
    form = await world.opens("mette", "story.tell", "natur")
    answer = await world.hands_in("mette", form, "natur", community="2", tried=WORDS)
    assert isinstance(answer, Refused)
    assert world.dump()["story"] == []


async def test_somebody_else_s_story_cannot_be_written_over(world: World) -> None:
    await a_town(world)
    story = await world.tells("mette", "natur", tried=WORDS)
    form = await world.opens("bo", "story.tell", "kreativ")
    before = world.dump(without=("heard",))
    assert isinstance(await world.hands_in("bo", form, "kreativ", story=story, tried="Mine now."), Refused)
    assert world.dump(without=("heard",)) == before


async def test_loose_words_become_a_story_and_are_forgotten(world: World) -> None:
    await a_town(world)
    await world.says("mette", "A raft, out of nothing.")
    form = await world.opens("mette", "story.tell", jotting=1, community=1)
    await world.hands_in("mette", form)
    assert "A raft, out of nothing." in await preview(world)
    assert world.dump()["jotting"] == []
    assert "A raft" not in repr(await world.opens("bo", "story.tell", jotting=1, community=2))
