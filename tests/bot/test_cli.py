"""The `guldkorn` command: help on everything, an honest exit, JSON where it reports, one line where it cannot."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import Settings
from handlers.turn import Post, Turn
from storage.database import Database
from storage.migrate import upgrade
from storage.store import Store

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"GULDKORN_{name.upper()}", raising=False)
    monkeypatch.setenv("GULDKORN_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def lived_in(sqlite_url: str) -> None:
    """A database in which Mette has been welcomed and her story waits for a room."""
    upgrade(sqlite_url)
    database = Database(sqlite_url)
    database.write(_life)
    database.close()


def _life(store: Store) -> None:
    met = store.people.meet("Mette Solsort", "da", platform="slack", workspace="T1", external="U1", now=NOW)
    room = store.rooms.add(platform="slack", workspace="T1", private=True, person_id=met.person_id, account_id=met.key)
    natur = store.rooms.add(platform="slack", workspace="T1", external_id="C1", name="natur")
    community = store.communities.found(
        name="Natur",
        interest="",
        purpose="",
        language="da",
        weeks=3,
        at="14:00",
        founded_by=met.person_id,
        founded_at=NOW,
    )
    story = store.stories.add(met.person_id, community or 0, NOW, tried="Hemmelige ord", here=True, signed="name")
    turn = Turn(store, NOW)
    turn.say(room, Post("welcome", "welcome", "community.welcome", community, about=met.person_id))
    turn.say(natur, Post("story", "story", "story.heard", story, about=met.person_id))
    turn.say(room, Post("reply", "reply", "story.mine", story, about=met.person_id))


def guldkorn(*words: str) -> Result:
    """The command, with these words after it."""
    return CliRunner().invoke(app, list(words))


@pytest.mark.parametrize("command", ["serve", "sandbox", "migrate", "owner", "why", "story"])
def test_every_command_has_help(command: str) -> None:
    done = guldkorn(command, "--help")
    assert done.exit_code == 0
    assert "Usage" in done.stdout


def test_an_unknown_command_is_an_error() -> None:
    assert guldkorn("erase-everything").exit_code == 2


def test_migrating_twice_is_migrating_once() -> None:
    assert (guldkorn("migrate").exit_code, guldkorn("migrate").exit_code) == (0, 0)
    assert "up to date" in guldkorn("migrate").stdout


@pytest.mark.parametrize("words", [("serve",), ("owner",), ("why", "Mette"), ("story", "1")])
def test_a_database_behind_its_time_is_refused_with_the_command_to_run(words: tuple[str, ...]) -> None:
    done = guldkorn(*words)
    assert done.exit_code == 1
    assert "guldkorn migrate" in done.stderr


@pytest.mark.parametrize("who", ["Mette Solsort", "slack:U1", "1"])
def test_why_reports_what_was_sent_without_words(lived_in: None, who: str) -> None:
    done = guldkorn("why", who, "--json")
    assert done.exit_code == 0
    rows = json.loads(done.stdout)
    assert [(row["what"], row["where"], row["became"]) for row in rows] == [
        ("welcome", "slack, private", "waiting"),
        ("story", "slack, natur", "waiting"),
    ]
    assert "Hemmelige" not in done.stdout
    assert "welcome" in guldkorn("why", who).stdout


def test_why_of_nobody_says_so(lived_in: None) -> None:
    for who in ("Nobody", "slack:U9", "9", "9" * 5000):
        done = guldkorn("why", who)
        assert done.exit_code == 1
        assert "Nobody, or more than one" in done.stderr


def test_story_reports_where_it_stands_without_its_words(lived_in: None) -> None:
    done = guldkorn("story", "1", "--json")
    assert [row["where"] for row in json.loads(done.stdout)] == ["slack, natur"]
    assert "Hemmelige" not in done.stdout


@pytest.mark.parametrize("number", ["2", "0", "-1", "99999999999999999999999"])
def test_a_story_that_is_not_there_is_said_to_be(lived_in: None, number: str) -> None:
    done = guldkorn("story", "--", number)
    assert done.exit_code == 1
    assert "There is no story" in done.stderr


def test_owner_gives_a_code_that_is_kept_as_a_digest_only(lived_in: None, sqlite_url: str) -> None:
    done = guldkorn("owner")
    code = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", done.stdout)
    assert done.exit_code == 0
    assert code is not None
    assert code[0].encode() not in Path(sqlite_url.removeprefix("sqlite:///")).read_bytes()


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "GULDKORN_SLACK_SIGNING_SECRET"),
        ({"PORT": "x"}, "GULDKORN_PORT"),
        ({"DATABASE_URL": "mysql://x"}, "GULDKORN_DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.db"}, "cannot be reached"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}, "cannot be reached"),
    ],
)
def test_what_stops_the_start_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, settings: Mapping[str, str], named: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"GULDKORN_{name}", value)
    for command in ("migrate", "sandbox"):
        done = guldkorn(command)
        assert done.exit_code == 1
        assert named in done.stderr
        assert "Traceback" not in done.stderr
        assert "xoxb-1" not in done.stderr


@pytest.mark.parametrize(
    "settings",
    [
        {"HOST": "0.0.0.0"},  # noqa: S104 - which is what shall be refused
        {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"},
        {"TEAMS_APP_ID": "a", "TEAMS_APP_PASSWORD": "b", "TEAMS_TENANT_ID": "c"},
        {
            "TEAMS_APP_ID": "a",
            "TEAMS_APP_PASSWORD": "b",
            "TEAMS_TENANT_ID": "c",
            "TEAMS_LOGIN_URL": "http://127.0.0.1:1",
        },
    ],
)
def test_the_sandbox_stays_on_this_machine(monkeypatch: pytest.MonkeyPatch, settings: Mapping[str, str]) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"GULDKORN_{name}", value)
    done = guldkorn("sandbox")
    assert done.exit_code == 1
    assert "this machine only" in done.stderr
