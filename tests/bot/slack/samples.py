"""A form and cards to talk about."""

from bot.slack.edge import SlackEdge
from bot.transport import Destination
from handlers.language import Button, Buttons, Card, Form, Long, Plain, Platform, Prose, Toggle
from tests.fakes.slack import FakeSlack

FORM = Form(
    verb="story.draft",
    opened_by="story.tell",
    title="Tell a story",
    fields=(Long("tried", "What we tried"), Toggle("others", "Other communities")),
    submit="Go on",
    carried={"community": "7"},
    token="t1",
)


def card(text: str, *buttons: Button) -> Card:
    parts = (Prose((Plain(text),)), Buttons(buttons)) if buttons else (Prose((Plain(text),)),)
    return Card(parts, f"Notice: {text}")


async def stand(edge: SlackEdge, slack: FakeSlack, room: str, sheet: Card, post: int = 5) -> str:
    """A post of ours in a room or, by a user's id, in a private chat."""
    to = Destination(Platform.SLACK, slack.team, "" if room.startswith("U") else room, room, "")
    return (await edge.transport.send(to, sheet, post)).message
