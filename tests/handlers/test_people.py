"""People: greeted in their own language, told what is kept of them, spoken to as they wish from the next word on."""

from handlers.language import Tell
from tests.handlers.chat import read, verbs_on
from tests.handlers.world import World


async def test_a_hello_opens_the_menu_in_the_person_s_language(world: World) -> None:
    world.language = {"mette": "da"}
    for who, words in (("mette", "Hvad har du lyst til"), ("oliver", "What would you like?")):
        await world.says(who, "hej")
        await world.delivers()
        assert words in world.shows(f"@{who}")


async def test_another_language_holds_from_the_next_word_on(world: World) -> None:
    answer = await world.presses("oliver", "person.language", language="da")
    assert isinstance(answer, Tell)
    assert "dansk" in read(answer.card)
    assert world.person("oliver").language == "da"
    assert "Hvad har du lyst til" in repr(await world.presses("oliver", "menu.show"))


async def test_what_is_kept_is_told_whole_and_on_one_card(world: World) -> None:
    answer = await world.presses("mette", "person.kept")
    assert isinstance(answer, Tell)
    told = read(answer.card)
    for promise in ("I keep your name", "Your check-in answers are yours alone", "I do not read along", "»stop«"):
        assert promise in told


async def test_from_the_menu_every_step_of_one_s_own_is_reached(world: World) -> None:
    await world.founds("mette", "natur")
    answers = [await world.presses("mette", "menu.show", where) for where in (None, "natur")]
    seen = {verb for answer in answers if isinstance(answer, Tell) for verb in verbs_on(answer.card)}
    assert {"story.tell", "story.mine", "checkin.mine", "person.unit", "person.kept", "person.language"} <= seen
    assert "community.show" in seen


async def test_one_person_s_private_chat_is_known_by_where_they_last_wrote(world: World) -> None:
    await world.says("mette", "hej")
    rooms = world.ask(lambda store: store.rooms.private_of(world.person("mette").key))
    assert [room.external_id for room in rooms] == ["@mette"]
