"""One bot in all three chats at once, over real HTTP: what the parity tests and the browser's scenarios live in."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiohttp import web
from sqlalchemy import select

from bot.app import App, build
from bot.clock import Travelled, traveller
from bot.server import application
from bot.settings import Settings
from handlers.language import Platform
from storage.checkins import Checkin, Plan
from storage.communities import Community, Membership
from storage.migrate import upgrade
from storage.organisations import Unit
from storage.people import Person
from storage.shelf import Row
from storage.store import Store
from storage.stories import Story, StoryPlace
from tests.bot.driver import Driver
from tests.bot.slack.driver import SlackDriver
from tests.bot.teams.driver import TeamsDriver
from tests.bot.web.driver import WebDriver
from tests.fakes.connector import FakeConnector
from tests.fakes.slack import FakeSlack

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TABLES: Sequence[type[Row]] = (Unit, Person, Community, Membership, Story, StoryPlace, Plan, Checkin)
PLATFORM_OWN = {"id", "organisation_id", "name"}


@dataclass
class Street:
    """The bot, its clock, and a way to be in each chat."""

    app: App
    clock: Travelled
    slack: SlackDriver
    teams: TeamsDriver
    web: WebDriver

    def driver(self, platform: Platform) -> Driver:
        """The way to be in this chat."""
        drivers: dict[Platform, Driver] = {
            Platform.SLACK: self.slack,
            Platform.TEAMS: self.teams,
            Platform.WEB: self.web,
        }
        return drivers[platform]

    async def settled(self) -> None:
        """Everything the bot has to say has been said."""
        self.app.courier.wake()
        await self.app.courier.settled()
        await self.web.look()

    async def travel(self, **ahead: float) -> None:
        """Let time pass, doing what falls due on the way."""
        travel = traveller(self.app.desk, self.app.courier, self.clock)
        await travel(self.clock() + timedelta(**ahead))
        await self.web.look()

    async def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """What is remembered, without what only one platform could know (ids, names of people, moments)."""
        return await self.app.desk.read(_rows)

    async def posts(self) -> list[tuple[str, str, str]]:
        """What should stand, in order: purpose, drawing, state. Replies are compared by what people were told."""

        def read(store: Store) -> list[tuple[str, str, str]]:
            kept = [post for post in store.posts.everything() if post.purpose != "reply"]
            return [(post.purpose, post.drawing, post.state) for post in kept]

        return await self.app.desk.read(read)

    async def press(self, driver: Driver, who: str, label: str, room: str) -> None:
        """Press a button wherever this chat has put it: in the room, beside it for one's own eyes, or in private."""
        await self.settled()
        try:
            await driver.press(who, label, room)
        except AssertionError:
            await driver.press(who, label)
        await self.settled()

    async def open(self, driver: Driver, who: str, title: str) -> None:
        """Have the form open: it is already, or it waits behind a button of its title in private."""
        await self.settled()
        if driver.form(who) is None:
            await driver.press(who, title)
        seen = driver.form(who)
        assert seen is not None, (title, driver.shown(None, who))
        assert seen.title == title


@asynccontextmanager
async def street(database_url: str, start: datetime = MONDAY) -> AsyncIterator[Street]:
    """The bot with a small Slack, a small Teams and the browser chat, served on this machine."""
    upgrade(database_url)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(FakeSlack())
        teams = await stack.enter_async_context(FakeConnector())
        clock = Travelled()
        clock.ahead = start - clock()
        app = build(_settings(database_url, slack, teams), clock)
        runner = web.AppRunner(application(app), access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        await app.desk.install(Platform.SLACK, slack.team)
        await app.desk.install(Platform.WEB, "sandbox")
        yield Street(app, clock, SlackDriver(slack, url), TeamsDriver(teams, url), WebDriver(url))


def _settings(database_url: str, slack: FakeSlack, teams: FakeConnector) -> Settings:
    return Settings(
        database_url=database_url,
        slack_signing_secret=slack.signing_secret,
        slack_bot_token=slack.token,
        slack_api_url=slack.api_url,
        teams_app_id=teams.app_id,
        teams_app_password=teams.password,
        teams_tenant_id=teams.tenant,
        teams_openid_metadata_url=teams.openid_url,
        teams_login_url=teams.url,
    )


def _rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    found: dict[str, list[tuple[object, ...]]] = {}
    for table in TABLES:
        kept = [name for name in table.model_fields if name not in PLATFORM_OWN and not name.endswith("_id")]
        rows = store.connection.execute(select(table)).mappings()
        found[table.__name__] = [tuple(_shared(name, row[name]) for name in kept) for row in rows]
    return found


def _shared(name: str, value: object) -> object:
    """A moment counts as there or not; which one it is differs from run to run."""
    return value is not None if name.endswith("_at") else value
