"""No value anybody can send is an accident, on either database; a button for nobody's row changes nothing."""

from dataclasses import replace
from itertools import count, product

import pytest
from pydantic import BaseModel

from handlers.language import Done, OpenForm, Problems, Refused, Tell
from handlers.routes import ROUTES
from tests.handlers.speech import Said
from tests.handlers.town import rows
from tests.handlers.world import World

HUGE = ["2147483648", str(2**63), str(2**200), "9" * 5000]
NOBODYS = ["0", "-1", "999999", *HUGE]
NONSENSE: list[Said] = ["", "abc", "1.5", "null", "1; DROP TABLE story", "x" * 10_000, True, ("1", "2"), ("x",), ()]
UNWRITABLE = ["raft\x00s", "\x00", "half a pair \ud83d", "\udc00"]
ANYTHING: list[Said] = [*NOBODYS, *NONSENSE, *UNWRITABLE]
ABSENT: list[Said] = [*NOBODYS, "abc", ("1", "2")]
OF = {"community", "story", "checkin", "plan", "jotting", "post", "room"}  # fields that name a row
PRESSED = sorted(verb for verb, route in ROUTES.items() if not route.happens and not route.reopens)
NOUNS = sorted({verb.partition(".")[0] for verb in PRESSED})
FORMS = sorted(verb for verb, route in ROUTES.items() if route.reopens)
GOOD: dict[str, Said] = {"community": "1", "story": "1", "checkin": "1", "plan": "1", "post": "1", "room": "2"}


def fields(verb: str) -> list[str]:
    """What a verb asks for."""
    ask: type[BaseModel] = ROUTES[verb].ask
    return list(ask.model_fields)


def of(noun: str) -> list[str]:
    """The pressed verbs of one noun."""
    return [verb for verb in PRESSED if verb.partition(".")[0] == noun]


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
        for field, value in product(OF & set(fields(verb)), ABSENT):
            await town.presses("mette", verb, "natur", **{field: value})
            assert rows(town) == before, (verb, field, value)


async def test_a_press_on_a_post_that_never_was_is_an_ordinary_press(town: World) -> None:
    for post in (999, 2**31, 2**63, 2**200, 0, -1):
        press = replace(town.pressed("mette", "menu.show"), post=post, message="m")
        assert isinstance(await town.desk.receive(press), Tell)


async def test_what_no_database_can_keep_is_left_out_and_the_rest_is_kept(town: World) -> None:
    await town.fills("mette", "story.tell", "natur", tried="We built\x00 a raft \ud83d.")
    assert "We built a raft" in str(town.dump()["story"][-1])


async def test_nothing_reads_as_markup_or_as_a_placeholder(town: World) -> None:
    words = "{name} %s *bold* <script> & {0}"
    await town.fills("mette", "story.tell", "natur", tried=words)
    await town.delivers()
    assert words in town.shows("@mette")
