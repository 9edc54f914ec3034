"""Everything Slack sends, over real HTTP through the real Bolt and SDK: what the desk hears, what people see."""

import asyncio
import json
import time

import pytest

from bot.slack.edge import SlackEdge
from handlers.language import (
    Ask,
    Button,
    Buttons,
    Card,
    Do,
    Done,
    Form,
    Heading,
    Long,
    OpenForm,
    Plain,
    Platform,
    Problems,
    Prose,
    Refused,
    Surface,
    Tell,
    Toggle,
)
from tests.bot.slack.conftest import served, settings
from tests.bot.slack.driver import SlackDriver, signed
from tests.bot.slack.ear import ListeningEar
from tests.fakes.slack import FakeSlack, Fault

JSON = "application/json"


def card(text: str, *buttons: Button) -> Card:
    parts = (Prose((Plain(text),)), Buttons(buttons)) if buttons else (Prose((Plain(text),)),)
    return Card(parts, f"Notice: {text}")


FORM = Form(
    verb="story.draft",
    opened_by="story.tell",
    title="Tell a story",
    fields=(Long("tried", "What we tried"), Toggle("others", "Other communities")),
    submit="Go on",
    carried={"community": "7"},
    token="t1",
)


async def stand(slack: FakeSlack, edge: SlackEdge, room: str, sheet: Card, post: int) -> None:
    """A post of ours in a channel."""
    from bot.transport import Destination

    await edge.transport.send(Destination(Platform.SLACK, slack.team, room, "", ""), sheet, post)


async def test_a_command_is_heard_with_who_and_where(driver: SlackDriver, ear: ListeningEar) -> None:
    await driver.command("mette", "hjælp & tak", room="natur")
    (said,) = ear.heard
    assert (said.verb, said.text, said.surface) == ("command", "hjælp & tak", Surface.COMMAND)
    assert (said.who.name, said.who.language, said.who.member) == ("Mette", "da", True)
    assert (said.where.id, said.where.name, said.where.people, said.where.private) == ("CNATUR", "natur", 7, False)
    assert said.opens
    assert said.tells
