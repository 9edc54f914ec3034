"""Takes the pictures of the sandbox anew, from the real program with its example: what a picture shows can be done."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.async_api import Browser, Page, ViewportSize

from tests import chromium

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
SIZES: dict[str, ViewportSize] = {"wide": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 740}}
READY = "Guldkorn is at "
STILL = 0.6  # seconds until what was just opened stands still


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: who looks where, in which language, and what they have done to get there."""

    name: str
    who: str
    room: str
    language: Literal["da", "en"]
    size: Literal["wide", "phone"]
    scheme: Literal["light", "dark"]
    walk: Callable[[Page], Awaitable[None]]

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return PICTURES / f"{self.name}-{self.language}-{self.size}-{self.scheme}.png"


async def stay(_page: Page) -> None:
    """Just look."""


async def ask(page: Page) -> None:
    """Address Guldkorn in a room; only the asker sees the answer."""
    await page.locator("#hints button").first.click()
    await page.locator(".told").first.wait_for()


async def tell(page: Page) -> None:
    """Begin a story."""
    await ask(page)
    await page.locator(".told .primary").first.click()
    await page.locator("#asked form").wait_for()


async def forget_something(page: Page) -> None:
    """Hand in a story with nothing in it."""
    await tell(page)
    await page.locator("#asked [type=submit]").click()
    await page.locator("#asked .amiss").wait_for()


async def travel(page: Page) -> None:
    """Go forward in time to what comes next."""
    if await page.locator("#clock .fold").is_visible():
        await page.locator("#clock").click()
    await page.locator("[data-ahead=next]").click()
    await page.locator(".toast").wait_for()
    await page.locator(".toast .icon").click()
    if await page.locator("#clock .fold").is_visible():
        await page.locator("#clock").click()


async def change_person(page: Page) -> None:
    """See who else one could be."""
    await page.locator("#me").click()
    await page.locator("#people[open]").wait_for()


ALBUM = (
    Picture("people", "", "", "da", "wide", "light", stay),
    Picture("people", "", "", "da", "phone", "light", stay),
    Picture("room", "mette", "natur", "da", "wide", "light", stay),
    Picture("room", "mette", "natur", "da", "wide", "dark", stay),
    Picture("room", "mette", "natur", "da", "phone", "light", stay),
    Picture("rooms", "mette", "", "da", "phone", "dark", stay),
    Picture("answer", "signe", "kreativ", "da", "wide", "light", ask),
    Picture("answer", "oliver", "natur", "en", "phone", "light", ask),
    Picture("story", "fatima", "natur", "da", "wide", "light", tell),
    Picture("story", "fatima", "natur", "da", "phone", "dark", forget_something),
    Picture("story", "oliver", "natur", "en", "wide", "dark", forget_something),
    Picture("check-in", "mette", "@mette", "da", "wide", "light", travel),
    Picture("check-in", "mette", "@mette", "da", "phone", "light", stay),
    Picture("private", "oliver", "@oliver", "en", "wide", "light", change_person),
)


async def main() -> None:
    """Start the sandbox on a database of its own, take every picture, and stop it."""
    if chromium.path() is None:
        sys.exit(chromium.MISSING)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        async with sandbox(Path(folder) / "sandbox.db") as address, chromium.opened() as browser:
            for picture in ALBUM:
                await take(browser, address, picture)
                print(f"took {picture.file.name}")


@asynccontextmanager
async def sandbox(database: Path) -> AsyncIterator[str]:
    """The real command, on a free port; gives its address."""
    settings = {"GULDKORN_DATABASE_URL": f"sqlite:///{database}", "GULDKORN_PORT": "0", "GULDKORN_LOG_LEVEL": "WARNING"}
    command = Path(sys.executable).with_name("guldkorn")
    started = await asyncio.create_subprocess_exec(
        command, "sandbox", env={**os.environ, **settings}, stdout=asyncio.subprocess.PIPE
    )
    assert started.stdout is not None
    try:
        async for line in started.stdout:
            if line.decode().startswith(READY):
                yield line.decode().removeprefix(READY).strip()
                return
        sys.exit("The sandbox did not start; what it said stands above.")
    finally:
        if started.returncode is None:
            started.terminate()
        await started.wait()


async def take(browser: Browser, address: str, picture: Picture) -> None:
    """One picture, in a window of its own."""
    phone = picture.size == "phone"
    page = await browser.new_page(
        viewport=SIZES[picture.size],
        color_scheme=picture.scheme,
        has_touch=phone,
        is_mobile=phone,
        device_scale_factor=2 if phone else 1,
        reduced_motion="reduce",
    )
    where = f"&room={picture.room}" if picture.room else ""
    await page.goto(f"{address}sandbox/?language={picture.language}&who={picture.who}{where}")
    await page.locator("#people[open], .message:visible, #rooms a:visible").first.wait_for()
    await picture.walk(page)
    await asyncio.sleep(STILL)
    await page.screenshot(path=picture.file)
    await page.context.close()


if __name__ == "__main__":
    asyncio.run(main())
