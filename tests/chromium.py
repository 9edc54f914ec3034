"""The browser the tests look through: Debian's Chromium, since nothing may be fetched for it."""

import ctypes
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

MISSING = "No chromium here, so the browser tests are left out; get it with: apt install chromium libatomic1"
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


def is_here() -> bool:
    """Whether the browser and what Playwright's driver needs on Linux are installed."""
    return path() is not None and (sys.platform != "linux" or _has("libatomic.so.1"))


def _has(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


@asynccontextmanager
async def opened() -> AsyncIterator[Browser]:
    """A headless browser that makes no calls of its own, for tests and for taking pictures."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path(), args=list(QUIET))
        try:
            yield browser
        finally:
            await browser.close()
