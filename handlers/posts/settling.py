"""Settling: keeping what a platform said of a call, and never repeating by itself what it may have taken."""

import hashlib
import random
from dataclasses import dataclass
from datetime import timedelta

from handlers.codec import sheet_to_json
from handlers.language import Card, Note
from handlers.posts.claiming import Errand
from handlers.posts.doubt import doubt
from handlers.turn import Post as Said
from handlers.turn import Turn
from handlers.words import words
from storage.posts import Post

MOST_ATTEMPTS = 12  # with the back-off below, about a day
LONGEST_WAIT = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Stands:
    """The platform has taken it; for an edit or a removal the fields are empty."""

    message: str = ""
    room: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The platform surely has not taken it and will not; `reachable` is False where the person or room is away."""

    reason: str
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Later:
    """Surely not taken now; worth trying again in `seconds`."""

    reason: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may or may not stand there."""

    reason: str


Outcome = Stands | NotTaken | Later | Unsure


def settle(turn: Turn, errand: Errand, outcome: Outcome) -> None:
    """Keep what became of a call."""
    post = turn.store.posts.get(errand.post)
    if post is None:
        return
    match outcome:
        case Stands():
            _stands(turn, post, errand, outcome)
        case Later():
            _later(turn, post, errand, outcome)
        case Unsure(reason):
            _unsure(turn, post, errand, reason)
        case NotTaken():
            _not_taken(turn, post, errand, outcome)
    _tell_teller(turn, post)


def recover(turn: Turn) -> int:
    """At start: what was being sent when we stopped may or may not stand; returns how many."""
    interrupted = turn.store.posts.interrupted()
    for post in interrupted:
        turn.store.posts.change(post.key, state="unknown", reason="stopped while sending", due_at=None)
        doubt(turn, post)
    return len(interrupted)


def seen(turn: Turn, post: Post, message: str, room: str) -> None:
    """Somebody pressed a button of a post we were unsure of: that is its receipt."""
    if post.state == "unknown" and message:
        receipt = {"message": message, "message_room": room, "shown_at": turn.now}
        turn.store.posts.change(post.key, state="shown", reason="", due_at=turn.now, shown_revision=0, **receipt)
        _arrived(turn, post)


def _stands(turn: Turn, post: Post, errand: Errand, stands: Stands) -> None:
    if errand.kind == "remove":
        turn.store.posts.change(post.key, state="removed", due_at=None, shown_revision=errand.revision)
        return
    values: dict[str, object] = {
        "state": "shown",
        "reason": "",
        "shown_revision": errand.revision,
        "due_at": turn.now if post.revision > errand.revision else None,
        "attempts": 0,
        "digest": hashlib.sha256(sheet_to_json(errand.sheet).encode()).hexdigest(),
    }
    if post.revision == errand.revision:
        values["sheet"] = None
    if errand.kind == "send":
        values |= {"message": stands.message, "message_room": stands.room, "message_address": stands.address}
        values["shown_at"] = turn.now
        _learn_room(turn, errand, stands)
        _arrived(turn, post)
    turn.store.posts.change(post.key, **values)


def _later(turn: Turn, post: Post, errand: Errand, later: Later) -> None:
    state = "waiting" if errand.kind == "send" else "shown"
    attempts = post.attempts if errand.kind == "send" else post.attempts + 1
    if attempts >= MOST_ATTEMPTS:
        _not_taken(turn, post, errand, NotTaken(f"given up: {later.reason}"))
        return
    doubled = min(2.0**attempts * random.uniform(0.5, 1.0), LONGEST_WAIT.total_seconds())  # noqa: S311 - jitter, no secret
    due = turn.now + timedelta(seconds=max(later.seconds, doubled if attempts > 1 else later.seconds))
    turn.store.posts.change(post.key, state=state, reason=later.reason, attempts=attempts, due_at=due)


def _unsure(turn: Turn, post: Post, errand: Errand, reason: str) -> None:
    if errand.kind != "send":
        _later(turn, post, errand, Later(reason, 2.0))
        return
    turn.store.posts.change(post.key, state="unknown", reason=reason, due_at=None)
    doubt(turn, post)


def _not_taken(turn: Turn, post: Post, errand: Errand, said: NotTaken) -> None:
    if errand.kind != "send":
        turn.store.posts.change(post.key, reason=said.reason, due_at=None)
        return
    reason = said.reason if said.reachable else f"not reachable: {said.reason}"
    turn.store.posts.change(post.key, state="refused", reason=reason, due_at=None)
    turn.store.asks.give_back(post.key)
    if post.purpose == "reply" and post.origin_id is not None:
        origin = turn.store.rooms.get(post.origin_id)
        _ = words(turn.organisation.language)
        line = _("Write to me in a private chat, then I can answer you there.")
        once = f"{post.once}:here"
        turn.say(origin.key, Said(once=once, purpose="reply", sheet=Card((Note(line),), line), thread=post.thread))


def _arrived(turn: Turn, post: Post) -> None:
    if post.purpose == "welcome" and post.person_id is not None:
        turn.store.people.welcomed(post.person_id, turn.now)
    if post.drawing == "checkin.ask" and not post.asked_for:
        asked = turn.store.checkins.get(post.subject_id or 0)
        if asked.answered_at is None:  # silence begins when a question has come, and ends with any answer
            plan = turn.store.checkins.plan(asked.plan_id)
            turn.store.checkins.change_plan(plan.key, silent=plan.silent + 1)


def _learn_room(turn: Turn, errand: Errand, stands: Stands) -> None:
    if errand.room.external_id is None and stands.room:
        turn.store.rooms.change(errand.room.key, external_id=stands.room)
    if not errand.room.address and stands.address:
        turn.store.rooms.change(errand.room.key, address=stands.address)


def _tell_teller(turn: Turn, post: Post) -> None:
    """The teller's own card says exactly where a story still stands, so it follows every change there."""
    if post.drawing == "story.heard" and post.subject_id is not None:
        story = turn.store.stories.get(post.subject_id)
        if story.state in {"withdrawn", "hidden", "discarded"}:
            turn.revise(story.key, "story.mine", "story.braked")
