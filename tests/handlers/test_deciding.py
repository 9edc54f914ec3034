"""Bad input gets a kind sentence in the person's own language and changes nothing; nothing one sends is an accident."""

from dataclasses import replace

import pytest

from handlers.language import Problems, Refused, Surface
from handlers.routes import ROUTES
from tests.handlers.chat import read
from tests.handlers.speech import Said
from tests.handlers.town import rows
from tests.handlers.world import World


@pytest.mark.parametrize("verb", ["", "no.such.verb", "story", "story.heard", "x" * 10_000, "\x00", "story.tell "])
async def test_an_unknown_verb_gets_the_way_to_the_menu(town: World, verb: str) -> None:
    before = rows(town)
    answer = await town.presses("mette", verb)
    assert isinstance(answer, Refused)
    assert read(answer.card) == "I do not know that button any more.\n[Show the menu]"
    assert rows(town) == before


@pytest.mark.parametrize("verb", sorted(verb for verb, route in ROUTES.items() if route.happens))
async def test_what_only_happens_cannot_be_pressed(town: World, verb: str) -> None:
    before = rows(town)
    assert isinstance(await town.presses("mette", verb, "natur"), Refused)
    assert rows(town) == before


async def test_an_over_long_text_stays_in_its_form_with_a_kind_sentence(town: World) -> None:
    before = rows(town)
    answer = await town.fills("mette", "story.tell", "natur", before="x" * 3001, tried="kept")
    assert isinstance(answer, Problems)
    assert answer.form.problems == {"before": "This is a little too long: 3000 characters at most. Nothing is lost."}
    assert {field.name: field.value for field in answer.form.fields if field.kind == "long"}["tried"] == "kept"
    assert rows(town) == before


async def test_an_over_long_message_is_not_taken_and_says_how_long_it_may_be(town: World) -> None:
    before = rows(town)
    heard = replace(town.inbound("mette", "talk", None), text="x" * 3001, surface=Surface.MESSAGE, tells=True)
    answer = await town.desk.receive(heard)
    assert isinstance(answer, Refused)
    assert "3000 characters at most" in read(answer.card)
    assert rows(town) == before


async def test_an_empty_form_says_that_half_a_sentence_is_enough_in_danish_too(town: World) -> None:
    town.language = {"mette": "da"}
    await town.presses("mette", "person.language", language="da")
    before = rows(town)
    answer = await town.fills("mette", "story.tell", "natur", tried="  \n ")
    assert isinstance(answer, Problems)
    assert "halv sætning" in answer.form.problems["tried"]
    assert rows(town) == before


@pytest.mark.parametrize(
    ("opener", "values"),
    [
        ("story.tell", {"tried": "x", "signed": "everybody"}),
        ("story.tell", {"tried": "x", "others": ("x",)}),
        ("story.tell", {"tried": "x", "leaders": "perhaps"}),
        ("checkin.start", {"step": "x", "weekday": "7"}),
        ("community.rhythm", {"weeks": "0"}),
        ("community.rhythm", {"weeks": "27"}),
        ("person.unit", {"unit": "999"}),
        ("person.unit", {"unit": "9" * 5000}),
        ("person.unit", {"unit": "other"}),
        ("person.unit", {"named": "x" * 151}),
        ("community.found", {"name": ""}),
        ("community.found", {"name": "Natur"}),
        ("community.found", {"name": "x" * 61}),
        ("community.found", {"name": "New", "language": "xx"}),
    ],
)
async def test_a_field_that_cannot_be_used_is_named_and_nothing_changes(
    town: World, opener: str, values: dict[str, Said]
) -> None:
    room = "kreativ" if opener == "community.found" else "natur"
    form = await town.opens("mette", opener, room)
    before = rows(town)
    answer = await town.hands_in("mette", form, room, **values)
    assert isinstance(answer, Problems), answer
    assert answer.form.problems.keys() <= {field.name for field in answer.form.fields}
    assert rows(town) == before


async def test_a_language_nobody_speaks_here_is_not_chosen(town: World) -> None:
    before = rows(town)
    assert isinstance(await town.presses("mette", "person.language", language="xx"), Refused)
    assert rows(town) == before


async def test_the_same_community_named_twice_is_one(either_town: World) -> None:
    town = either_town
    await town.founds("fatima", "kreativ")
    form = await town.opens("mette", "story.tell", "natur")
    await town.hands_in("mette", form, "natur", tried="x", others=("2", "2", "1"))
    assert [row[3] for row in town.dump()["storyplace"]] == [2]
