"""The browser the tests look through: Debian's Chromium, since nothing may be fetched for it."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

MISSING = "No chromium here, so the browser tests are left out; get it with: apt install chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",  # CI is root, for whom Chromium has no sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def path() -> str | None:
    """Where the browser is, if it is."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@asynccontextmanager
async def opened() -> AsyncIterator[Browser]:
    """A headless browser that makes no calls of its own, for tests and for taking pictures."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path(), args=list(QUIET))
        try:
            yield browser
        finally:
            await browser.close()
