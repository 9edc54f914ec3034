"""Killed at any moment of a sending: nothing is lost or asked twice, and what nobody knows is listed as unknown."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import App, build
from bot.settings import Settings
from handlers.language import Answer, Inbound, OpenForm, Person, Platform, Room, Surface, Value
from handlers.reports import sendings
from handlers.turn import Turn
from storage.migrate import upgrade
from storage.posts import Post
from tests.fakes.slack import FakeSlack

MOMENTS = ["before-mark", "before-call", "after-call", "after-receipt"]
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 25, 13, 30, tzinfo=UTC)  # half an hour after the question's two o'clock
PROGRAM = Path(__file__).parent / "program.py"
ROOT = Path(__file__).parents[3]


@dataclass
class Town:
    """One organisation on a Slack of its own, with a story shared and a question due, and nobody to send them."""

    slack: FakeSlack
    url: str
    count: int = 0

    def app(self, now: datetime) -> App:
        """A bot of this town at this moment."""
        settings = Settings(
            database_url=self.url,
            slack_api_url=self.slack.api_url,
            slack_bot_token="xoxb-1-guldkorn",
            slack_signing_secret="s" * 32,
        )
        return build(settings, lambda: now)

    async def hear(self, app: App, verb: str, private: bool = False, **values: Value) -> Answer:
        """Mette says something, in the room or in private; a form she gets is handed in with these values."""
        self.count += 1
        where = (self.slack.private("U1"), True) if private else ("C1", False)
        said = Inbound(
            key=f"slack/{self.slack.team}/C1/test/{self.count}",
            verb=verb,
            who=Person(Platform.SLACK, self.slack.team, "U1", "Mette"),
            where=Room(Platform.SLACK, self.slack.team, where[0], "natur", private=where[1]),
            surface=Surface.BUTTON,
            values=values,
            opens=True,
            tells=True,
        )
        return await app.desk.receive(said)

    async def fill(self, app: App, verb: str, **values: Value) -> None:
        """Open the verb's form and hand it in."""
        opened = await self.hear(app, verb)
        assert isinstance(opened, OpenForm), opened
        self.count += 1
        form = opened.form
        said = Inbound(
            key=f"slack/{self.slack.team}/C1/form/{self.count}",
            verb=form.verb,
            who=Person(Platform.SLACK, self.slack.team, "U1", "Mette"),
            where=Room(Platform.SLACK, self.slack.team, "C1", "natur"),
            surface=Surface.FORM,
            values={**form.carried, **values},
            token=form.token,
        )
        await app.desk.receive(said)

    async def live_until_due(self) -> None:
        """Everything up to the moment before the sending that will be cut off."""
        app = self.app(MONDAY)
        await app.edges[Platform.SLACK].start()
        await app.desk.install(Platform.SLACK, self.slack.team)
        await app.courier.start()
        try:
            await self._live(app)
        finally:
            await app.courier.stop()
            await app.edges[Platform.SLACK].stop()
            app.desk.close()

    async def _live(self, app: App) -> None:
        await self.fill(app, "community.found", name="Natur", language="da")
        await self.fill(app, "checkin.start", step="Jeg vil lade dem vælge turen", weekday="2")
        await app.courier.settled()
        await app.courier.stop()
        await self.fill(app, "story.tell", tried="Vi lod dem vælge turen selv", here="true", signed="name")
        await self.hear(app, "story.share", private=True, story="1")

    async def run(self, moment: str) -> int:
        """Let the program run; its return code (-9 when it was killed)."""
        words = [sys.executable, str(PROGRAM), self.url, self.slack.api_url, moment, DUE.isoformat()]
        started = await asyncio.create_subprocess_exec(*words, cwd=ROOT, env={"PYTHONPATH": str(ROOT)})
        return await asyncio.wait_for(started.wait(), 60)

    async def look(self) -> tuple[list[Post], list[dict[str, str]]]:
        """Every post, and what `why` says of Mette."""
        app = self.app(DUE)
        try:
            posts = await app.desk.read(lambda store: store.posts.everything())
            rows = await app.desk.read(lambda store: sendings(Turn(store, DUE), "Mette"))
            return posts, rows or []
        finally:
            app.desk.close()

    def standing(self) -> list[str]:
        """The text of every message that stands anywhere in this Slack."""
        return [str(body) for room in self.slack.messages.values() for body in room.values()]


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    upgrade(database_url)
    async with FakeSlack() as slack:
        slack.person("U1", "Mette")
        slack.room("C1", "natur")
        made = Town(slack, database_url)
        await made.live_until_due()
        yield made


@pytest.mark.parametrize("moment", MOMENTS)
async def test_killed_at_any_moment_every_post_stands_once_or_is_listed_as_unknown_and_nobody_is_asked_twice(
    town: Town, moment: str
) -> None:
    assert await town.run(moment) == -9
    for _again in range(2):
        assert await town.run("never") == 0
    posts, rows = await town.look()
    assert {post.state for post in posts} <= {"shown", "unknown"}
    assert not [post for post in posts if post.due_at is not None]
    unknown = {str(post.key) for post in posts if post.state == "unknown"}
    if moment != "after-receipt":  # there another room's call may have been under way
        assert bool(unknown) == (moment != "before-mark")
    assert {row["post"] for row in rows if row["became"] == "unknown"} == unknown
    for post in posts:
        stand = [text for text in town.standing() if f'"post": {post.key}' in text or f'"post":{post.key}' in text]
        assert len(stand) <= 1
    assert sum("Hvordan går det med det" in text for text in town.standing()) <= 1
    assert len([post for post in posts if post.purpose == "ask"]) == 1


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_story_is_never_sent_after_its_withdrawal_committed(town: Town, moment: str) -> None:
    await town.run(moment)
    app = town.app(DUE)
    await town.hear(app, "story.withdraw", private=True, story="1")
    app.desk.close()
    before = len(town.slack.called("chat.postMessage"))
    assert await town.run("never") == 0
    sent = town.slack.called("chat.postMessage")[before:]
    assert not [body for body in sent if body["channel"] == "C1"]
    posts, _rows = await town.look()
    heard = [post for post in posts if post.drawing == "story.heard"]
    words = [text for text in map(str, town.slack.messages["C1"].values()) if "vælge turen selv" in text]
    assert len(words) <= sum(post.state == "unknown" for post in heard)  # what still stands is said to be out of reach
