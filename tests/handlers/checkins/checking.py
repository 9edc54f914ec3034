"""The few things every test about check-ins begins with."""

from handlers.calendar import wall
from storage.checkins import Plan
from tests.handlers.world import World

STEP = "I let them choose the trip"
ZONE = "Europe/Copenhagen"
WEDNESDAY = "2026-11-25 14:00"  # when the first question is due


async def a_member(world: World, who: str = "mette", weekday: int = 2, room: str = "natur", step: str = STEP) -> None:
    """Somebody welcomed, with a next step, in a community; the weekday is a Wednesday."""
    if world.ask(lambda store: store.communities.named(room.title())) is None:
        await world.founds("fatima", room)
    await world.presses(who, "community.join", room)
    await world.delivers()
    await world.fills(who, "checkin.start", room, step=step, weekday=weekday)


def asked(world: World, who: str = "mette") -> list[str]:
    """When somebody was sent a question, by the clock on the wall."""
    person = world.person(who).key
    posts = [post for post in world.posts(purpose="ask", person_id=person) if post.shown_at]
    return [f"{wall(post.shown_at, ZONE):%Y-%m-%d %H:%M}" for post in posts if post.shown_at]


def plan(world: World, who: str = "mette") -> Plan:
    """Somebody's only plan."""
    person = world.person(who).key
    (only,) = world.ask(lambda store: store.checkins.plans_of(person))
    return only
