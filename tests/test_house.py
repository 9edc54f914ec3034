"""The rules of the house that no linter knows: twin names, short files, and nothing done at import."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests import loopback

HOUSE = Path(__file__).parent.parent
LAYERS = ("bot", "handlers", "storage")
PLATFORMS = ("slack", "teams", "web")
TWINS = {"edge.py", "hear.py", "speak.py", "transport.py"}
BESIDE_TWINS = {"__init__.py", "templates", "static"}
LONGEST = 250
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "common", "misc"}


def _ours(*folders: str) -> list[Path]:
    return sorted(
        path for folder in folders for path in (HOUSE / folder).rglob("*.py") if "__pycache__" not in path.parts
    )


def _modules(*folders: str) -> list[str]:
    def dotted(path: Path) -> str:
        parts = path.relative_to(HOUSE).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    # alembic runs its scripts itself, with a context of its own
    return [dotted(path) for path in _ours(*folders) if "migrations" not in path.parts]


def _nouns(folder: Path) -> set[str]:
    return {
        path.stem
        for path in folder.iterdir()
        if not path.name.startswith(("_", ".")) and (path.suffix == ".py" or (path / "__init__.py").exists())
    }


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_is_the_same_four_files(platform: str) -> None:
    there = {path.name for path in (HOUSE / "bot" / platform).iterdir() if path.name != "__pycache__"}
    assert there - BESIDE_TWINS == TWINS


def test_a_noun_has_one_name_through_the_house() -> None:
    """What is tested by name is decided by that name; so running down a feature needs no map."""
    decided = _nouns(HOUSE / "handlers")
    tested = {noun.removeprefix("test_") for noun in _nouns(HOUSE / "tests" / "handlers") if noun.startswith("test_")}
    assert tested
    assert tested <= decided, f"tests/handlers names nothing in handlers/: {sorted(tested - decided)}"


@pytest.mark.parametrize("path", _ours(*LAYERS), ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_file_is_short_enough_to_read(path: Path) -> None:
    if "versions" not in path.parts:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", _ours(*LAYERS, "tests", "benchmarks"), ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_file_says_in_its_name_what_it_is_about(path: Path) -> None:
    assert not VAGUE & {part.removesuffix(".py") for part in path.relative_to(HOUSE).parts}


WATCH = """
import importlib, sys, threading
import urllib3  # asks at import, by binding, whether there is IPv6; it comes with botbuilder and is none of ours
sys.addaudithook(lambda event, _: event in REFUSED and sys.exit(f"{module} does {event} while it is imported"))
REFUSED = {"socket.connect", "socket.bind", "sqlite3.connect", "subprocess.Popen", "os.system"}
for module in sys.argv[1:]:
    importlib.import_module(module)
    if threading.active_count() > 1:
        sys.exit(f"{module} leaves a thread behind: {threading.enumerate()}")
print(*sorted(sys.modules))
"""


def _import(*modules: str) -> set[str]:
    """Imports them in a Python of their own and gives everything that was loaded with them."""
    done = subprocess.run(
        [sys.executable, "-c", WATCH, *modules], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_importing_the_whole_house_does_nothing() -> None:
    everything = _modules(*LAYERS)
    assert {"bot.app", "handlers.desk", "storage.database"} <= set(everything)
    _import(*everything)


def test_an_import_that_does_something_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "eager.py").write_text("import sqlite3\nsqlite3.connect(':memory:')\n")
    busy = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{WATCH}", "eager"]
    done = subprocess.run(busy, capture_output=True, text=True, check=False)
    assert "sqlite3.connect while it is imported" in done.stderr


def test_a_bot_without_a_platform_does_not_load_its_library() -> None:
    """Starting is quick and a sandbox needs neither: each is loaded when its platform is switched on."""
    loaded = _import("bot.app", "bot.cli")
    assert not {"slack_bolt", "botbuilder", "botframework"} & loaded


def test_nothing_outside_this_machine_is_reached() -> None:
    with socket.socket() as plug, pytest.raises(loopback.OutsideWorldError):
        plug.connect(("192.0.2.1", 80))
    with pytest.raises(loopback.OutsideWorldError):
        socket.getaddrinfo("slack.com", 443)
    assert loopback.reached_for == ["192.0.2.1", "slack.com"]
    loopback.reached_for.clear()


@pytest.mark.browser
async def test_there_is_a_browser(browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content("<h1>Guldkorn</h1>")
    assert await page.inner_text("h1") == "Guldkorn"
