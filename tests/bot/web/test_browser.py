"""The sandbox in a real browser: by keyboard, in dialogs, live in two windows, in the dark, on a phone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from bot.transport import Destination
from handlers.language import (
    Button,
    Buttons,
    Card,
    Divider,
    Do,
    Facts,
    Heading,
    Note,
    OpenForm,
    Plain,
    Platform,
    Problems,
    Prose,
    Quote,
    Refused,
    Surface,
    Tell,
)
from tests.bot.web import looking
from tests.bot.web.conftest import Sandbox
from tests.bot.web.test_speak import AMISS, FORM

pytestmark = pytest.mark.browser

NATUR = Destination(Platform.WEB, "sandbox", "natur", "", "")
METTE = Destination(Platform.WEB, "sandbox", "", "mette", "")
STORY = Card(
    (
        Heading("A tour they chose themselves"),
        Prose((Plain("We let them choose.\nIt rained."),)),
        Quote("Nobody wanted to go home.", "Mette"),
        Facts((("Place", "Klub Solsikken"),)),
        Divider(),
        Note("31 colleagues see it."),
        Buttons((Button("Tell a story", Do("story.tell"), "primary"), Button("Take it back", Do("a.b"), "danger"))),
    ),
    "A story from Nature",
)
TOLD = Card((Prose((Plain("Only for you"),)), Buttons((Button("Go on", Do("a.go")),))), "Only for you")


def line(text: str) -> Card:
    return Card((Prose((Plain(text),)),), text)


@asynccontextmanager
async def window(browser: Browser, sandbox: Sandbox, address: str, **look: Any) -> AsyncIterator[Page]:
    """A page that must not complain; it is told to be still, so that nothing is looked at half-way."""
    context = await browser.new_context(reduced_motion="reduce", **look)
    page = await context.new_page()
    complaints: list[str] = []

    def noted(said: ConsoleMessage) -> None:
        refused = said.text.startswith("Failed to load resource")  # the browser's own word for a kind refusal
        if said.type in {"error", "warning"} and not refused:
            complaints.append(said.text)

    page.on("console", noted)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(f"{sandbox.url}/sandbox/?language=en{address}")
    yield page
    await context.close()
    assert complaints == []


async def focused(page: Page) -> str:
    name: str = await page.evaluate(
        "() => { const at = document.activeElement; return at.ariaLabel || at.textContent.trim() || at.id }"
    )
    return name


async def test_one_chooses_who_one_is_and_the_address_keeps_it(browser: Browser, sandbox: Sandbox) -> None:
    async with window(browser, sandbox, "") as page:
        await expect(page.get_by_role("dialog", name="Who are you?")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await page.get_by_role("link", name="Mette Holm").click()
        await expect(page.get_by_role("heading", name="Guldkorn")).to_be_visible()
        assert "who=mette" in page.url
        await expect(page.locator("#me")).to_contain_text("pædagog, Klub Solsikken")
        await page.get_by_role("link", name="natur").click()
        await expect(page.get_by_role("heading", name="natur")).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("heading", name="natur")).to_be_visible()
        await page.go_back()
        await expect(page.get_by_role("heading", name="Guldkorn")).to_be_visible()


async def test_everything_can_be_done_by_keyboard(browser: Browser, sandbox: Sandbox) -> None:
    await sandbox.edge.transport.send(NATUR, STORY, post=4)
    sandbox.ear.answers.append(Tell(TOLD))
    async with window(browser, sandbox, "&who=mette&room=natur") as page:
        await expect(page.get_by_text("It rained.")).to_be_visible()
        await page.keyboard.press("Tab")
        assert await focused(page) == "Go to the conversation"
        await page.keyboard.press("Enter")
        order = []
        for _ in range(4):
            await page.keyboard.press("Tab")
            order.append(await focused(page))
            width = await page.evaluate("() => parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
            assert width >= 2, f"no visible focus on {order[-1]}"
        assert order[1:3] == ["Tell a story", "Take it back"]
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("Enter")
        told = page.locator(".told")
        await expect(told).to_be_focused()
        await page.keyboard.press("Tab")
        assert await focused(page) == "Put away"
        await page.keyboard.press("Enter")
        await expect(told).to_have_count(0)
        await page.get_by_label("Write in natur").focus()
        await page.keyboard.type("Hej")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("alle")
        await page.keyboard.press("Enter")
        await expect(page.locator(".message.mine .line")).to_have_text("Hej\nalle")
    [pressed] = sandbox.ear.heard
    assert (pressed.surface, pressed.post, pressed.verb) == (Surface.BUTTON, 4, "story.tell")


async def test_a_form_keeps_what_was_written_and_leads_to_what_is_amiss(browser: Browser, sandbox: Sandbox) -> None:
    await sandbox.edge.transport.send(NATUR, STORY, post=4)
    sandbox.ear.answers += [OpenForm(FORM), Problems(AMISS), Refused(line("Somebody was faster")), Tell(line("Saved"))]
    async with window(browser, sandbox, "&who=mette&room=natur") as page:
        await page.get_by_role("button", name="Tell a story", exact=True).click()
        dialog = page.get_by_role("dialog", name="A new community")
        await expect(dialog.get_by_label("Name")).to_be_focused()
        await page.keyboard.press("Control+A")
        await page.keyboard.type("x" * 62)
        await expect(dialog.get_by_text("2 characters too many")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        await page.get_by_role("button", name="Open it again").click()
        await expect(dialog.get_by_label("Name")).to_have_value("x" * 62)
        await page.keyboard.press("Enter")
        name = dialog.get_by_label("Name")
        await expect(name).to_be_focused()
        await expect(name).to_have_attribute("aria-invalid", "true")
        await expect(name).to_have_accessible_description("Look at name & again For example: Nature")
        await expect(dialog.get_by_role("alert")).to_have_text("And this")
        await dialog.get_by_role("button", name="Start").click()
        await expect(dialog.get_by_role("alert").filter(has_text="Somebody was faster")).to_be_visible()
        await dialog.get_by_role("switch", name="The leaders' digest").click()
        await dialog.get_by_label("Music").check()
        await dialog.get_by_role("button", name="Start").click()
        await expect(dialog).to_be_hidden()
        await expect(page.locator(".told")).to_contain_text("Saved")
    first, last = sandbox.ear.heard[1], sandbox.ear.heard[-1]
    assert first.values["name"] == "x" * 62
    assert (last.values["others"], last.values["leaders"], last.values["room"]) == (("1", "2"), False, "3")
    assert (last.values["language"], last.values["unit"], last.token) == ("da", "3", "t1")
    assert len({one.key for one in sandbox.ear.heard}) == 4


async def test_what_only_i_am_told_nobody_else_sees_and_it_survives_a_reload(
    browser: Browser, sandbox: Sandbox
) -> None:
    sandbox.ear.answers += [Tell(TOLD), Tell(line("And then"))]
    async with (
        window(browser, sandbox, "&who=mette&room=natur") as mette,
        window(browser, sandbox, "&who=jonas&room=natur") as jonas,
    ):
        await mette.get_by_label("Write in natur").fill("/guldkorn hej")
        await mette.keyboard.press("Enter")
        told = mette.locator(".told")
        await expect(told).to_contain_text("You wrote: /guldkorn hej")
        await mette.reload()
        await expect(told).to_contain_text("Only for you")
        await told.get_by_role("button", name="Go on").click()
        await expect(told).to_contain_text("And then")
        await expect(told).to_have_count(1)
        await expect(jonas.locator(".told")).to_have_count(0)
        await expect(jonas.get_by_text("guldkorn hej", exact=True)).to_have_count(0)
        await mette.get_by_role("link", name="Guldkorn").click()
        await expect(told).to_have_count(0)


async def test_two_people_side_by_side_see_every_change_where_it_stands(browser: Browser, sandbox: Sandbox) -> None:
    for number in range(12):
        await sandbox.edge.transport.send(NATUR, line(f"Earlier {number}"), post=100 + number)
    receipt = await sandbox.edge.transport.send(NATUR, STORY, post=4)
    async with (
        window(browser, sandbox, "&who=mette&room=natur") as mette,
        window(browser, sandbox, "&who=jonas") as jonas,
    ):
        await mette.get_by_label("Write in natur").fill("Kommer I på fredag?")
        await mette.keyboard.press("Enter")
        await expect(mette.locator(".message.mine")).to_have_count(1)
        await expect(jonas.get_by_role("link", name="natur something new")).to_be_visible()
        await jonas.get_by_role("link", name="natur").click()
        await expect(jonas.get_by_text("Kommer I på fredag?", exact=True)).to_be_visible()
        await expect(jonas.get_by_role("link", name="natur something new")).to_have_count(0)

        button = jonas.get_by_role("button", name="Tell a story", exact=True)
        await button.focus()
        before = await jonas.get_by_text("It rained.").bounding_box()
        changed = Card((Heading("A tour"), *STORY.parts[1:]), "Changed")
        await sandbox.edge.transport.edit(NATUR, receipt, changed, post=4)
        await expect(jonas.get_by_role("heading", name="A tour", exact=True)).to_be_visible()
        await expect(button).to_be_focused()
        after = await jonas.get_by_text("It rained.").bounding_box()
        assert before is not None
        assert after is not None
        assert abs(before["y"] - after["y"]) < 30

        await mette.get_by_role("button", name="Delete this message").click()
        await expect(jonas.get_by_text("Kommer I på fredag?", exact=True)).to_have_count(0)
        await sandbox.edge.transport.remove(NATUR, receipt)
        await expect(jonas.get_by_text("It rained.")).to_have_count(0)
        await sandbox.edge.transport.send(NATUR, line("The newest"), post=5)
        await expect(jonas.get_by_text("The newest", exact=True)).to_be_in_viewport()
        await expect(jonas.locator("#announce")).to_have_text("New from Guldkorn in natur: The newest")


async def test_reading_further_up_is_not_disturbed(browser: Browser, sandbox: Sandbox) -> None:
    for number in range(30):
        await sandbox.edge.transport.send(NATUR, line(f"Earlier {number}"), post=100 + number)
    async with window(browser, sandbox, "&who=mette&room=natur") as page:
        await expect(page.get_by_text("Earlier 29")).to_be_in_viewport()
        await page.evaluate("() => { document.getElementById('log').scrollTop = 0 }")
        await expect(page.get_by_text("Earlier 0", exact=True)).to_be_in_viewport()
        await sandbox.edge.transport.send(NATUR, line("The newest"), post=5)
        await expect(page.get_by_role("button", name="New below")).to_be_visible()
        await expect(page.get_by_text("Earlier 0", exact=True)).to_be_in_viewport()
        await page.get_by_role("button", name="New below").click()
        await expect(page.get_by_text("The newest", exact=True)).to_be_in_viewport()
        await expect(page.get_by_role("button", name="New below")).to_be_hidden()


async def test_a_lost_connection_is_said_and_nothing_is_missed(browser: Browser, sandbox: Sandbox) -> None:
    async with window(browser, sandbox, "&who=mette&room=natur") as page:
        await expect(page.get_by_label("Write in natur")).to_be_visible()
        sandbox.edge._screens.close()  # as a sleeping machine or a restart would
        await sandbox.edge.transport.send(NATUR, line("Meanwhile"), post=5)
        await expect(page.get_by_text("Meanwhile")).to_be_visible(timeout=15_000)
        await expect(page.get_by_text("The connection is back.")).to_be_visible()


async def test_what_was_not_sent_stays_with_its_writer_and_is_sent_once(browser: Browser, sandbox: Sandbox) -> None:
    async with window(browser, sandbox, "&who=mette&room=natur") as page:
        pen = page.get_by_label("Write in natur")
        await pen.fill("Hej")
        sandbox.ear.answers.append(Tell(TOLD))

        async def answer_is_lost(route: Any) -> None:
            await route.fetch()
            await route.abort()

        await page.route("**/hear?*", answer_is_lost, times=1)
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("It was not sent.")).to_be_visible()
        await expect(pen).to_have_value("Hej")
        await pen.press("Enter")
        await expect(pen).to_have_value("")
        await expect(page.locator(".message.mine")).to_have_count(1)
        await page.reload()
        await expect(page.locator(".message.mine")).to_have_count(1)


async def test_time_is_travelled_and_the_way_is_shown(browser: Browser, sandbox: Sandbox) -> None:
    sandbox.walk.goes_on.clear()
    async with window(browser, sandbox, "&who=mette&room=natur") as page:
        await expect(page.locator("#clock")).to_contain_text("Friday 20 November 14:03")
        await expect(page.get_by_role("button", name="To what comes next Nothing is planned")).to_be_visible()
        await page.get_by_role("button", name="A week").click()
        await expect(page.get_by_text("On the way to Friday 27 November at 14:03")).to_be_visible()
        await expect(page.get_by_role("progressbar", name="On the way")).to_be_visible()
        await expect(page.get_by_role("button", name="A day")).to_have_attribute("aria-disabled", "true")
        sandbox.walk.goes_on.set()
        await expect(page.get_by_text("Now it is Friday 27 November at 14:03.")).to_be_visible()
        await expect(page.get_by_role("progressbar")).to_be_hidden()
        await page.get_by_role("button", name="Choose a time").click()
        await expect(page.get_by_label("Forward to")).to_have_value("2026-11-27T14:03")
        await page.get_by_label("Forward to").fill("2026-12-24T18:00")
        await page.get_by_role("button", name="Go there").click()
        await expect(page.locator("#clock")).to_contain_text("Thursday 24 December 18:00")
        await page.get_by_role("button", name="To what comes next").click()
        await expect(page.get_by_text("Nothing is planned yet.")).to_be_visible()


async def test_a_colleague_and_a_room_are_added(browser: Browser, sandbox: Sandbox) -> None:
    async with window(browser, sandbox, "&who=mette") as page:
        await page.locator("#me").click()
        await page.get_by_text("Add a colleague").click()
        await page.get_by_role("button", name="Add", exact=True).click()
        await expect(page.get_by_role("dialog").get_by_label("Name")).to_be_focused()
        await page.keyboard.type("Åse Ny")
        await page.get_by_role("switch", name="A guest from another organisation").click()
        await page.get_by_role("button", name="Add", exact=True).click()
        await expect(page.locator("#me")).to_contain_text("Åse Ny")
        await page.get_by_role("button", name="Say hello").click()
        await expect(page.locator(".message.mine")).to_have_count(1)
        await page.get_by_role("button", name="More rooms").click()
        await page.get_by_role("button", name="Go in: natur").click()
        await expect(page.get_by_role("heading", name="natur")).to_be_visible()
        await page.get_by_role("button", name="More rooms").click()
        await page.get_by_role("dialog").get_by_label("Name").fill("Nyt sted")
        await page.get_by_role("button", name="Make it").click()
        await expect(page.get_by_role("heading", name="Nyt sted")).to_be_visible()
    hello, met = sandbox.ear.heard
    assert (hello.who.id, hello.who.member, hello.text) == ("aase-ny", False, "hello")
    assert (met.verb, met.where.name) == ("room.met", "Nyt sted")


async def test_what_people_write_is_never_markup(browser: Browser, sandbox: Sandbox) -> None:
    nasty = "<img src=x onerror=\"document.title='got in'\"> <b>&amp;"
    await sandbox.driver.post("around", {"kind": "hire", "name": nasty})
    await sandbox.edge.transport.send(NATUR, Card((Prose((Plain(nasty),)), Quote(nasty, nasty)), nasty), post=5)
    async with window(browser, sandbox, "&who=mette&room=natur") as page:
        await expect(page.locator("#log").get_by_text(nasty)).to_have_count(3)
        await page.get_by_label("Write in natur").fill(nasty)
        await page.keyboard.press("Enter")
        await expect(page.locator(".message.mine .line")).to_have_text(nasty)
        await page.locator("#me").click()
        await expect(page.locator("#faces").get_by_text(nasty)).to_be_visible()
        assert await page.title() != "got in"


SIZES = {"wide": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 740}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
async def test_every_view_can_be_read_named_and_hit(browser: Browser, sandbox: Sandbox, size: str, scheme: str) -> None:
    await sandbox.edge.transport.send(NATUR, STORY, post=4)
    sandbox.ear.answers += [Tell(TOLD), OpenForm(FORM), Problems(AMISS)]
    look = {"viewport": SIZES[size], "color_scheme": scheme, "has_touch": size == "phone", "is_mobile": size == "phone"}
    async with window(browser, sandbox, "", **look) as page:
        client = await page.context.new_cdp_session(page)

        async def look_around(view: str) -> None:
            assert await looking.wider(page) <= 0, view
            assert await looking.nameless(page, client) == [], view
            assert await looking.pale(page) == [], view
            if size == "phone":
                assert await looking.small(page) == [], view

        await page.get_by_text("Add a colleague").click()
        await look_around("who I am")
        await page.goto(f"{sandbox.url}/sandbox/?language=en&who=mette")
        await expect(page.locator("#rooms a")).to_have_count(3)
        await look_around("my rooms")
        await page.get_by_role("button", name="More rooms").click()
        await look_around("more rooms")
        await page.get_by_role("button", name="Close").click()
        await page.get_by_role("link", name="natur").click()
        pen = page.get_by_label("Write in natur")
        await pen.fill("/guldkorn hej")
        await page.get_by_role("button", name="Send").click()
        await expect(page.locator(".told")).to_be_visible()
        await pen.fill("Hej")
        await page.get_by_role("button", name="Send").click()
        await expect(page.locator(".message.mine")).to_be_visible()
        await look_around("a room")
        await page.get_by_role("button", name="Tell a story", exact=True).click()
        await page.get_by_role("button", name="Start").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await look_around("a form with problems")


async def test_dark_and_light_follow_the_system_until_one_chooses(browser: Browser, sandbox: Sandbox) -> None:
    paper = "() => getComputedStyle(document.body).backgroundColor"
    async with window(browser, sandbox, "&who=mette", color_scheme="dark") as page:
        dark = await page.evaluate(paper)
        toggle = page.get_by_role("button", name="Dark")
        await expect(toggle).to_have_attribute("aria-pressed", "true")
        await toggle.click()
        light = await page.evaluate(paper)
        assert light != dark
        await page.reload()
        assert await page.evaluate(paper) == light
        await expect(toggle).to_have_attribute("aria-pressed", "false")


async def test_a_phone_shows_one_thing_at_a_time_and_goes_back(browser: Browser, sandbox: Sandbox) -> None:
    await sandbox.edge.transport.send(METTE, STORY, post=4)
    async with window(browser, sandbox, "&who=mette", viewport=SIZES["phone"], has_touch=True, is_mobile=True) as page:
        await expect(page.get_by_role("heading", level=1)).to_be_hidden()
        await page.get_by_role("link", name="Guldkorn something new").tap()
        await expect(page.get_by_text("It rained.")).to_be_visible()
        await expect(page.locator("#rooms")).to_be_hidden()
        await page.get_by_role("button", name="Friday 20 November").tap()
        await expect(page.get_by_role("button", name="A week")).to_be_visible()
        await page.get_by_role("button", name="All conversations").tap()
        await expect(page.locator("#rooms")).to_be_visible()
        assert "room=" not in page.url


async def test_the_page_speaks_danish_to_danes(browser: Browser, sandbox: Sandbox) -> None:
    async with window(browser, sandbox, "&who=mette&room=natur") as page:
        await page.get_by_role("link", name="På dansk").click()
        await expect(page.get_by_label("Skriv i natur")).to_be_visible()
        await expect(page.locator("html")).to_have_attribute("lang", "da")
        await expect(page.locator("#clock")).to_contain_text("fredag den 20. november 14.03")
        assert "who=mette" in page.url
        assert "room=natur" in page.url
