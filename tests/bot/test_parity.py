"""The same three steps in Slack, in Teams and in the browser, over real HTTP: the same rows, the same posts."""

from collections.abc import AsyncIterator

import pytest

from handlers.language import Platform
from tests.bot.driver import Driver
from tests.bot.street import Street, street

PLATFORMS = list(Platform)
STEP = "Jeg vil lade dem selv vælge turen"
WORDS = "Vi lod dem selv vælge turen, og ingen ville hjem"


@pytest.fixture
async def town(sqlite_url: str) -> AsyncIterator[Street]:
    async with street(sqlite_url) as made:
        yield made


async def found(town: Street, driver: Driver) -> None:
    """Mette founds Natur in a room that is there already, and Jens joins from its card."""
    await driver.command("mette", "fællesskab", "natur")
    await town.open(driver, "mette", "Et nyt fællesskab")
    await driver.fill("mette", name="Natur", interest="Ud i al slags vejr", purpose="Flere skal ud", language="da")
    await town.settled()
    await driver.press("jens", "Jeg er med", "natur")
    await town.press(driver, "jens", "Mit sted", "natur")
    await town.open(driver, "jens", "Dit sted")
    await driver.fill("jens", unit="other", named="Klub Solsikken", role="pædagog")
    await town.settled()


async def tell(town: Street, driver: Driver) -> None:
    """Jens tells a story in the form and shares it after he has seen it as others will."""
    await driver.press("jens", "Fortæl en historie", "natur")
    await town.open(driver, "jens", "Historie fra hverdagen")
    await driver.fill("jens", tried=WORDS, hard="De store var trætte", leaders=True, signed="role")
    await town.settled()
    await driver.press("jens", "Del den")
    await town.settled()


async def check_in(town: Street, driver: Driver) -> None:
    """Jens writes his next step in one line and answers when he is asked at its time."""
    await driver.command("jens", "næste skridt")
    await town.open(driver, "jens", "Mit næste skridt")
    await driver.fill("jens", step=STEP, weekday="2")
    await town.settled()
    await town.travel(days=4)
    await driver.press("jens", "Har prøvet det")
    await town.settled()


async def everything(town: Street, driver: Driver) -> None:
    """All three steps, to the end."""
    await found(town, driver)
    await tell(town, driver)
    await check_in(town, driver)
    await driver.press("jens", "Ja, skriv videre")
    await town.open(driver, "jens", "Historie fra hverdagen")
    await driver.press("jens", "Træk den tilbage")
    await town.settled()
    await driver.command("jens", "pause")
    await town.settled()
    await driver.command("mette", "stop")
    await town.settled()


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_community_is_founded_and_joined_from_its_card(town: Street, platform: Platform) -> None:
    driver = town.driver(platform)
    await found(town, driver)
    assert "Natur" in driver.shown("natur")[-1]
    welcome = driver.shown(None, "jens")
    assert any("Kolleger og ledere ser ikke dine svar" in text for text in welcome)
    rows = await town.rows()
    assert [row[0] for row in rows["Unit"]] == [""]
    assert len(rows["Membership"]) == 2


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_story_is_seen_first_then_heard_then_taken_back(town: Street, platform: Platform) -> None:
    driver = town.driver(platform)
    await found(town, driver)
    await driver.press("jens", "Fortæl en historie", "natur")
    await town.open(driver, "jens", "Historie fra hverdagen")
    await driver.fill("jens", tried=WORDS, signed="role")
    await town.settled()
    preview = driver.shown(None, "jens")[-1]
    assert WORDS in preview
    assert "En kollega kan se den i Natur" in preview
    assert "Der står »pædagog«" in preview
    assert not any(WORDS in text for text in driver.shown("natur"))
    await driver.press("jens", "Del den")
    await town.settled()
    assert any(WORDS in text and "Fortalt af pædagog" in text for text in driver.shown("natur"))
    await driver.press("jens", "Træk den tilbage")
    await town.settled()
    assert not any(WORDS in text for text in driver.shown("natur"))
    assert any("Den vises ikke længere" in text for text in driver.shown("natur"))


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_brake_hides_a_story_and_tells_its_teller_kindly(town: Street, platform: Platform) -> None:
    driver = town.driver(platform)
    await found(town, driver)
    await tell(town, driver)
    await driver.press("mette", "Nogen kan genkendes", "natur")
    await town.settled()
    assert not any(WORDS in text for text in driver.shown("natur"))
    assert any("En kollega tænker" in text and "mette" not in text.lower() for text in driver.shown(None, "jens"))


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_check_in_comes_at_its_time_quotes_the_step_and_shows_the_answer(
    town: Street, platform: Platform
) -> None:
    driver = town.driver(platform)
    await found(town, driver)
    await driver.command("jens", "næste skridt")
    await town.open(driver, "jens", "Mit næste skridt")
    await driver.fill("jens", step=STEP, weekday="2")
    await town.settled()
    await town.travel(days=2, hours=3)
    assert not any("Hvordan går det" in text for text in driver.shown(None, "jens"))
    await town.travel(hours=2)
    asked = driver.shown(None, "jens")[-1]
    assert STEP in asked
    assert "Hvordan går det med det" in asked
    await driver.say("jens", "Det gik fint, men det tog tid")
    await town.settled()
    answered = [text for text in driver.shown(None, "jens") if "Du skrev:" in text]
    assert len(answered) == 1
    assert "Det gik fint, men det tog tid" in answered[0]
    await driver.press("jens", "Ja, skriv videre")
    await town.open(driver, "jens", "Historie fra hverdagen")
    seen = driver.form("jens")
    assert seen is not None
    assert seen.values["tried"] == "Det gik fint, men det tog tid"


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_form_with_nothing_in_it_says_so_at_its_field_and_keeps_its_switches(
    town: Street, platform: Platform
) -> None:
    driver = town.driver(platform)
    await found(town, driver)
    before = await town.rows()
    await driver.press("jens", "Fortæl en historie", "natur")
    await town.open(driver, "jens", "Historie fra hverdagen")
    await driver.fill("jens", tried="  ", leaders=True)
    await town.settled()
    seen = driver.form("jens")
    assert seen is not None
    assert "halv sætning" in seen.problems["tried"]
    assert seen.values["leaders"] in {True, "true"}
    assert await town.rows() == before


async def test_the_same_steps_leave_the_same_rows_and_posts_on_every_platform(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    left = []
    for platform in PLATFORMS:
        database = tmp_path_factory.mktemp(platform.value) / "town.db"
        async with street(f"sqlite:///{database}") as town:
            await everything(town, town.driver(platform))
            left.append((await town.rows(), await town.posts()))
    assert left[0] == left[1]
    assert left[1] == left[2]


async def test_a_story_told_in_one_chat_is_heard_in_all_and_withdrawn_everywhere(town: Street) -> None:
    await found(town, town.web)
    bridged: list[Driver] = [town.slack, town.teams]
    for driver in bridged:
        await town.press(town.web, "jens", "Mere", "natur")
        await town.press(town.web, "jens", "En kanal mere", "natur")
        told = [*town.web.told("jens"), *town.web.shown(None, "jens")]
        code = next(
            word.strip("«».")
            for text in reversed(told)
            for word in text.split()
            if word.count("-") == 1 and word.strip("«».").isupper()
        )
        await driver.command("fatima", f"kobl {code}", "natur")
        await town.settled()
    await tell(town, town.web)
    everywhere = [*bridged, town.web]
    for driver in everywhere:
        assert any(WORDS in text for text in driver.shown("natur")), driver.platform
    await town.web.press("jens", "Træk den tilbage")
    await town.settled()
    for driver in everywhere:
        assert not any(WORDS in text for text in driver.shown("natur")), driver.platform
    assert any("Den er væk fra alle de kanaler" in text for text in town.web.shown(None, "jens"))
