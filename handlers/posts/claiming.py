"""Claiming: what a post is to show now, whether that is still allowed, and the mark right before the call."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from handlers.care import Go, Never, Wait, may_send
from handlers.language import Card, Note, Sheet
from handlers.turn import Turn
from handlers.words import words
from storage.posts import Post
from storage.rooms import Room

Kind = Literal["send", "edit", "remove"]


@dataclass(frozen=True, slots=True)
class Errand:
    """One call to be made: to make a message, to change it, or to take it away."""

    post: int
    kind: Kind
    revision: int
    room: Room
    account: str  # the platform's user id where the room is private
    sheet: Sheet  # for a removal: what stands there instead where a platform cannot remove
    thread: str
    message: str
    message_room: str
    message_address: str


Draw = Callable[[Turn, Post], Sheet | None]


def claim(turn: Turn, key: int, draw: Draw) -> Errand | None:
    """Decide about one post at this very moment; None where there is nothing to call."""
    post = turn.store.posts.get(key)
    if post is None or post.due_at is None or post.due_at > turn.now:
        return None
    room = turn.store.rooms.get(post.room_id)
    if post.state == "waiting":
        return _first(turn, post, room, draw)
    if post.state == "shown" and post.shown_revision < post.revision:
        sheet = draw(turn, post)
        return _errand(turn, post, room, "edit" if sheet else "remove", sheet)
    turn.store.posts.change(post.key, due_at=None)
    return None


def _first(turn: Turn, post: Post, room: Room, draw: Draw) -> Errand | None:
    sheet = draw(turn, post)
    if sheet is None:
        turn.store.posts.change(post.key, state="skipped", reason="withdrawn", due_at=None)
        turn.store.asks.give_back(post.key)
        return None
    match may_send(turn, post, room):
        case Never(reason):
            turn.store.posts.change(post.key, state="skipped", reason=reason, due_at=None, sheet=None)
            turn.store.asks.give_back(post.key)
            return None
        case Wait(until):
            turn.store.posts.change(post.key, due_at=until)
            return None
        case Go():
            return _errand(turn, post, room, "send", sheet) if turn.store.posts.mark(post, turn.now) else None


def _errand(turn: Turn, post: Post, room: Room, kind: Kind, sheet: Sheet | None) -> Errand:
    account = ""
    if room.account_id is not None:
        account = turn.store.people.account(room.account_id).external_id
    return Errand(
        post=post.key,
        kind=kind,
        revision=post.revision,
        room=room,
        account=account,
        sheet=sheet or _emptied(turn),
        thread=post.thread,
        message=post.message,
        message_room=post.message_room,
        message_address=post.message_address,
    )


def _emptied(turn: Turn) -> Card:
    _ = words(turn.organisation.language)
    gone = _("This is not shown any more.")
    return Card((Note(gone),), gone)
