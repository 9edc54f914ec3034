"""Bad input gets a kind sentence in the person's own language and changes nothing; nothing one sends is an accident."""

from dataclasses import replace
from itertools import count, product

import pytest
from pydantic import BaseModel

from handlers.language import Done, OpenForm, Problems, Refused, Surface, Tell
from handlers.routes import ROUTES
from tests.handlers.chat import read
from tests.handlers.world import Dump, Said, World

HUGE = ["2147483648", str(2**63), str(2**200), "9" * 5000]
NOBODYS = ["0", "-1", "999999", *HUGE]
NONSENSE: list[Said] = ["", "abc", "1.5", "null", "1; DROP TABLE story", "x" * 10_000, True, ("1", "2"), ("x",), ()]
UNWRITABLE = ["raft\x00s", "\x00", "half a pair \ud83d", "\udc00"]
ANYTHING: list[Said] = [*NOBODYS, *NONSENSE, *UNWRITABLE]
OF = {"community", "story", "checkin", "plan", "jotting", "post", "room"}  # fields that name a row
PRESSED = sorted(verb for verb, route in ROUTES.items() if not route.happens and not route.reopens)
NOUNS = sorted({verb.partition(".")[0] for verb in PRESSED})
FORMS = sorted(verb for verb, route in ROUTES.items() if route.reopens)
GOOD: dict[str, Said] = {"community": "1", "story": "1", "checkin": "1", "plan": "1", "post": "1", "room": "2"}


async def settled(world: World) -> World:
    """Mette and Fatima with a bit of everything."""
    await world.founds("fatima", "natur")
    await world.presses("mette", "community.join", "natur")
    await world.delivers()
    await world.fills("mette", "checkin.start", "natur", step="I let them choose", weekday=2)
    await world.tells("mette", "natur", tried="We built a raft.")
    await world.says("mette", "A loose thought")
    await world.presses("mette", "checkin.now")
    await world.delivers()
    return world


@pytest.fixture
async def town(world: World) -> World:
    """It, on SQLite."""
    return await settled(world)


@pytest.fixture
async def either_town(either_world: World) -> World:
    """It, on SQLite and on PostgreSQL."""
    return await settled(either_world)


def fields(verb: str) -> list[str]:
    """What a verb asks for."""
    ask: type[BaseModel] = ROUTES[verb].ask
    return list(ask.model_fields)


def of(noun: str) -> list[str]:
    """The pressed verbs of one noun."""
    return [verb for verb in PRESSED if verb.partition(".")[0] == noun]


def rows(world: World) -> Dump:
    """Everything but what has been heard."""
    return world.dump(without=("heard",))


@pytest.mark.parametrize("noun", NOUNS)
async def test_no_value_of_a_button_is_an_accident(town: World, noun: str) -> None:
    for verb in of(noun):
        for field, value in product(fields(verb), ANYTHING):
            answer = await town.presses("mette", verb, "natur", **{**GOOD, field: value})
            assert isinstance(answer, Done | Tell | OpenForm | Refused), (verb, field, value)


@pytest.mark.parametrize("verb", FORMS)
async def test_no_value_of_a_form_is_an_accident(town: World, verb: str) -> None:
    rooms = (f"room-{number}" if verb == "community.create" else "natur" for number in count())
    for field in fields(verb):
        for value in ANYTHING:
            form = await town.opens("mette", ROUTES[verb].reopens, next(rooms), story="1")
            answer = await town.hands_in("mette", form, "natur", **{field: value})
            assert isinstance(answer, Done | Tell | Problems | Refused), (field, value)


async def test_neither_database_stumbles_over_what_it_cannot_keep(either_town: World) -> None:
    for verb in PRESSED:
        for field, value in product(fields(verb), ["2147483648", str(2**200), "raft\x00s \ud83d"]):
            await either_town.presses("mette", verb, "natur", **{**GOOD, field: value})
    for field, value in product(fields("story.draft"), ["2147483648", str(2**200), "raft\x00s \ud83d"]):
        await either_town.fills("fatima", "story.tell", "natur", **{field: value})


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_button_for_nobody_s_row_changes_nothing(town: World, noun: str) -> None:
    before = rows(town)
    for verb in of(noun):
        for field, value in product(OF & set(fields(verb)), [*NOBODYS, "abc", ("1", "2")]):
            await town.presses("mette", verb, "natur", **{field: value})
            assert rows(town) == before, (verb, field, value)


async def test_a_press_on_a_post_that_never_was_is_an_ordinary_press(town: World) -> None:
    for post in (999, 2**31, 2**63, 2**200, 0, -1):
        press = replace(town.pressed("mette", "menu.show"), post=post, message="m")
        assert isinstance(await town.desk.receive(press), Tell)


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


async def test_what_no_database_can_keep_is_left_out_and_the_rest_is_kept(town: World) -> None:
    await town.fills("mette", "story.tell", "natur", tried="We built\x00 a raft \ud83d.")
    assert "We built a raft" in str(town.dump()["story"][-1])


async def test_nothing_reads_as_markup_or_as_a_placeholder(town: World) -> None:
    words = "{name} %s *bold* <script> & {0}"
    await town.fills("mette", "story.tell", "natur", tried=words)
    await town.delivers()
    assert words in town.shows("@mette")
