"""The three steps of the main job, as two colleagues do them in the browser with the real bot behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, Page, expect

from tests.bot.street import MONDAY, Street, street

pytestmark = pytest.mark.browser

WORDS = "Vi lod dem selv vælge turen, og ingen ville hjem"
STEP = "Jeg vil lade dem selv vælge turen"
SPRING = datetime(2027, 3, 22, 9, tzinfo=UTC)  # the Monday before the clocks go forward
AUTUMN = datetime(2026, 10, 19, 8, tzinfo=UTC)  # and the one before they go back


@asynccontextmanager
async def window(browser: Browser, town: Street, who: str) -> AsyncIterator[Page]:
    """This person's page, in Danish."""
    handle = await town.web.person(who)
    page = await browser.new_page(reduced_motion="reduce")
    await page.goto(f"{town.web.address}/sandbox/?who={handle}")
    await expect(page.locator("#composer")).to_be_visible()
    yield page
    await page.context.close()


async def hand_in(page: Page, **fields: str) -> None:
    """Fill in the open form, fields by their names, and hand it in."""
    dialog = page.locator("#asked")
    for name, value in fields.items():
        field = dialog.locator(f"[data-name={name}]")
        if await field.get_attribute("data-kind") == "select":
            await field.locator("select").select_option(value)
        elif await field.get_attribute("data-kind") == "radio":
            await field.locator(f"[value='{value}']").check()
        else:
            await field.locator("input, textarea").fill(value)
    await dialog.locator("[type=submit]").click()
    await expect(dialog).to_be_hidden()


async def found(mette: Page) -> None:
    """A new room, where the bot says hello and a community begins."""
    await mette.get_by_role("button", name="Flere kanaler").click()
    await mette.get_by_role("dialog").get_by_label("Navn").fill("natur")
    await mette.get_by_role("button", name="Lav den").click()
    await mette.get_by_role("button", name="Start et fællesskab").click()
    await hand_in(mette, name="Natur", interest="Ud i al slags vejr")
    await expect(mette.get_by_role("button", name="Jeg er med")).to_be_visible()


async def join(jens: Page) -> None:
    """Into the room, and into the community from its card."""
    await jens.get_by_role("button", name="Flere kanaler").click()
    await jens.get_by_role("button", name="Gå ind: natur").click()
    await jens.get_by_role("button", name="Jeg er med").click()
    await jens.get_by_role("link", name="Guldkorn noget nyt").click()
    await expect(jens.get_by_text("Kolleger og ledere ser ikke dine svar", exact=False).first).to_be_visible()


async def test_a_story_is_told_heard_and_taken_back(browser: Browser, sqlite_url: str) -> None:
    async with (
        street(sqlite_url, MONDAY) as town,
        window(browser, town, "mette") as mette,
        window(browser, town, "jens") as jens,
    ):
        await found(mette)
        await join(jens)
        await jens.get_by_role("link", name="natur").click()
        await jens.get_by_role("button", name="Fortæl en historie", exact=True).click()
        await hand_in(jens, tried=WORDS)
        await jens.get_by_role("link", name="Guldkorn").click()
        await expect(jens.locator("#log").get_by_text(WORDS).first).to_be_visible()
        await expect(mette.locator("#log").get_by_text(WORDS)).to_have_count(0)
        await jens.get_by_role("button", name="Del den").click()
        await expect(mette.locator("#log").get_by_text(WORDS).first).to_be_visible()
        await jens.get_by_role("button", name="Træk den tilbage").last.click()
        await expect(mette.locator("#log").get_by_text(WORDS)).to_have_count(0)


@pytest.mark.parametrize(
    ("start", "first", "second"),
    [
        (SPRING, "tirsdag den 23. marts 14.00", "tirsdag den 13. april 14.00"),
        (AUTUMN, "tirsdag den 20. oktober 14.00", "tirsdag den 10. november 14.00"),
    ],
)
async def test_check_ins_come_at_two_on_both_sides_of_the_clock_change(
    browser: Browser, sqlite_url: str, start: datetime, first: str, second: str
) -> None:
    async with (
        street(sqlite_url, start) as town,
        window(browser, town, "mette") as mette,
        window(browser, town, "jens") as jens,
    ):
        await found(mette)
        await join(jens)
        await jens.get_by_role("button", name="mit næste skridt").click()
        await hand_in(jens, step=STEP, weekday="1")
        asked = jens.locator(".message.bot").filter(has_text="Hvordan går det med det")
        for count, moment in enumerate((first, second), start=1):
            await jens.get_by_role("button", name="Frem til det næste").click()
            await expect(jens.locator("#clock")).to_contain_text(moment)
            await expect(jens.locator("#trip")).to_be_hidden()
            await expect(asked).to_have_count(1)
            await expect(asked).to_contain_text(STEP)
            await asked.get_by_role("button", name="Har prøvet det").click()
            await expect(asked).to_have_count(0)
            await expect(jens.locator(".message.bot").filter(has_text=STEP)).to_have_count(count)
            await jens.locator(".toast .icon").first.click()
