"""Every check of who may see or be asked what, in one place; asked again at the moment of sending."""

from dataclasses import dataclass
from datetime import datetime

from handlers.calendar import is_quiet, iso_week, next_open
from handlers.turn import Turn
from storage.posts import Post
from storage.rooms import Room
from storage.stories import Story

ASKS_A_WEEK = 1  # the ceiling per person and ISO week, over all communities and platforms


@dataclass(frozen=True, slots=True)
class Go:
    """It may be sent now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not at this hour; it may be sent from `until` on."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Never:
    """It may not be sent; `reason` is a short code without anything private in it."""

    reason: str


Verdict = Go | Wait | Never


def may_send(turn: Turn, post: Post, room: Room) -> Verdict:
    """Whether a post may be sent at this very moment; taking one of the week's asks if it is one."""
    if post.not_after is not None and turn.now > post.not_after:
        return Never("too late")
    if not room.private:
        return Never("room shared outside") if room.outside else Go()
    if post.purpose in {"reply", "welcome"} or post.asked_for:
        return _ask(turn, post) if post.purpose == "ask" else Go()
    zone = turn.organisation.zone
    if is_quiet(turn.now, zone):
        until = next_open(turn.now, zone)
        return Never("too late") if post.not_after is not None and until > post.not_after else Wait(until)
    return _ask(turn, post) if post.purpose == "ask" else Go()


def may_hear(turn: Turn, story: Story, room: Room) -> bool:
    """Whether a room may show this story now: the teller's own switches, and nothing else, decide."""
    return story.state == "shared" and not room.outside and room.community_id in turn.store.stories.places(story)


def may_be_asked(turn: Turn, person: int) -> bool:
    """Whether the week has room for one more question, none being on its way; the ceiling is taken when it is sent."""
    week = iso_week(turn.now, turn.organisation.zone)
    known = turn.store.people.get(person)
    if known.welcomed_at is None or turn.store.posts.asks_on_their_way(person):
        return False
    return turn.store.asks.taken(person, week) < ASKS_A_WEEK


def _ask(turn: Turn, post: Post) -> Verdict:
    if post.person_id is None or turn.store.people.get(post.person_id).welcomed_at is None:
        return Never("not welcomed yet")
    week = iso_week(turn.now, turn.organisation.zone)
    return Go() if turn.store.asks.take(post.person_id, week, ASKS_A_WEEK, post.key) else Never("asked this week")
