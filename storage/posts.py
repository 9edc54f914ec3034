"""Posts: the desired state of one message each, and what the platforms have let us know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Index, and_, bindparam, exists, literal_column, or_, select, text
from sqlalchemy.orm import aliased
from sqlmodel import Field, col

from storage.rooms import Room
from storage.shelf import NEVER_REUSED, Row, Shelf, index, unique

State = Literal["waiting", "sending", "shown", "unknown", "refused", "skipped", "removed"]
BLOCKS_FOR = timedelta(seconds=60)  # how long a post that waits to be tried again holds back the next in its room


SENDING = text("state = 'sending'")  # hardly ever so: with an index of these alone, asking for them is free


class Post(Row, table=True):
    """One message as it should be. What it shows is drawn anew from its rows; only a reply carries its own sheet."""

    __table_args__ = (
        unique("once"),
        index("due_at", "id"),
        index("room_id", "state", "due_at"),
        index("room_id", "message"),
        index("person_id"),
        index("subject_id", "drawing"),
        Index("ix_post_sending", "organisation_id", sqlite_where=SENDING, postgresql_where=SENDING),
        NEVER_REUSED,
    )

    room_id: int = Field(foreign_key="room.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")  # who gets it, or who told it
    once: str
    purpose: str  # ask · gift · reply · story · welcome · notice · community
    drawing: str = ""  # which drawing of which row it shows …
    subject_id: int | None = None
    sheet: str | None = None  # … or a sheet of its own, blanked once shown
    thread: str = ""
    origin_id: int | None = Field(default=None, foreign_key="room.id")  # where a private reply was asked for in public
    not_after: datetime | None = None
    asked_for: bool = False  # the person asked for it just now
    due_at: datetime | None = None  # when to try next; empty: nothing to do
    state: str = "waiting"
    reason: str = ""
    attempts: int = 0
    first_tried_at: datetime | None = None
    revision: int = 1
    shown_revision: int = 0
    digest: str = ""  # of what was last shown
    message: str = ""  # the receipt: the platform's id …
    message_room: str = ""  # … the conversation it stands in …
    message_address: str = ""  # … and the transport's own words
    created_at: datetime
    shown_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A post with something to do, and the lane its call belongs to."""

    post: int
    room: int
    platform: str
    workspace: str


class Posts(Shelf):
    """Every message that should stand somewhere."""

    def say(self, **values: object) -> int | None:
        """A new post, or None where its once-key already stands."""
        empty = {"drawing": "", "thread": "", "state": "waiting", "reason": "", "attempts": 0, "revision": 1}
        blank = {"shown_revision": 0, "digest": "", "message": "", "message_room": "", "message_address": ""}
        return self._add_once(Post, **{**empty, **blank, **values})

    def get(self, key: int) -> Post | None:
        """One post, if it is the organisation's."""
        return self._one(Post, col(Post.id) == key)

    def by_once(self, once: str) -> Post | None:
        """The post with this once-key."""
        return self._one(Post, col(Post.once) == once)

    def at_message(self, room: int, message: str) -> Post | None:
        """The post behind a platform's message."""
        return self._one(Post, col(Post.room_id) == room, col(Post.message) == message)

    def about(self, drawings: Sequence[str], subject: int) -> list[Post]:
        """The posts that show these drawings of a row."""
        return self._all(Post, col(Post.drawing).in_(drawings), col(Post.subject_id) == subject, order=[col(Post.id)])

    def of_person(self, person: int) -> list[Post]:
        """Everything sent, or to be sent, to a person or on their behalf."""
        return self._all(Post, col(Post.person_id) == person, order=[col(Post.id)])

    def waiting(self, now: datetime, most: int) -> list[Due]:
        """What is to be worked on now; of what waits in a room only the first, and none while it holds back.

        It stops at `most` without looking at all that is due, so a long line costs no more than a short one.
        """
        asked = {"organisation": self.organisation, "now": now, "since": now - BLOCKS_FOR, "most": most}
        return [
            Due(post or 0, room, platform, workspace)
            for post, room, platform, workspace in self.connection.execute(_WAITING, asked)
        ]

    def next_due(self) -> datetime | None:
        """The earliest moment anything is to be tried."""
        found = self._all(Post, col(Post.due_at).is_not(None), order=[col(Post.due_at)], limit=1)
        return found[0].due_at if found else None

    def change(self, key: int, **values: object) -> None:
        """Store what has become of a post."""
        self._change(Post, col(Post.id) == key, **values)

    def revise(self, drawings: Sequence[str], subject: int, now: datetime, person: int | None = None) -> None:
        """What these posts (one person's, if named) show has changed: draw them anew where, and once, they stand."""
        these = [col(Post.drawing).in_(drawings), col(Post.subject_id) == subject]
        if person is not None:
            these.append(col(Post.person_id) == person)
        self._change(Post, *these, revision=col(Post.revision) + 1)
        self._change(Post, *these, col(Post.state) == "shown", due_at=now, attempts=0)

    def revise_in(self, room: int, drawing: str, now: datetime) -> None:
        """What this drawing shows in a room has changed, whichever row it is of."""
        these = (col(Post.room_id) == room, col(Post.drawing) == drawing)
        self._change(Post, *these, revision=col(Post.revision) + 1)
        self._change(Post, *these, col(Post.state) == "shown", due_at=now, attempts=0)

    def mark(self, post: Post, now: datetime) -> bool:
        """Mark a waiting post as being sent; False where that has changed meanwhile."""
        still = (col(Post.id) == post.key, col(Post.state) == "waiting", col(Post.revision) == post.revision)
        first = post.first_tried_at or now
        values = {"state": "sending", "attempts": post.attempts + 1, "first_tried_at": first, "due_at": None}
        return self._change(Post, *still, **values) > 0

    def welcomed_before(self, person: int, post: int) -> bool:
        """Whether an earlier welcome than this one has reached the person."""
        welcome = (col(Post.person_id) == person, col(Post.purpose) == "welcome", col(Post.id) < post)
        return self._count(Post, *welcome, col(Post.shown_at).is_not(None)) > 0

    def asks_on_their_way(self, person: int) -> int:
        """How many questions to a person are said and not yet sent."""
        coming = col(Post.state).in_(("waiting", "sending"))
        return self._count(Post, col(Post.person_id) == person, col(Post.purpose) == "ask", coming)

    def everything(self) -> list[Post]:
        """Every post there is, oldest first."""
        return self._all(Post, order=[col(Post.id)])

    def interrupted(self) -> list[Post]:
        """Posts that were being sent when the program last stopped: nobody knows whether they stand."""
        sending = col(Post.state) == literal_column("'sending'")  # in so many words, or SQLite leaves the index aside
        return self._all(Post, sending, order=[col(Post.id)])

    def refused_in(self, room: int) -> list[Post]:
        """What could not be delivered to a room, or could not be changed there, for when it opens again."""
        stuck = and_(
            col(Post.state) == "shown", col(Post.shown_revision) < col(Post.revision), col(Post.due_at).is_(None)
        )
        return self._all(
            Post, col(Post.room_id) == room, or_(col(Post.state) == "refused", stuck), order=[col(Post.id)]
        )


_EARLIER = aliased(Post)
_HELD = exists().where(
    col(_EARLIER.organisation_id) == bindparam("organisation"),
    col(_EARLIER.room_id) == col(Post.room_id),
    col(_EARLIER.state) == "waiting",
    col(_EARLIER.id) < col(Post.id),
    or_(
        col(_EARLIER.due_at) <= bindparam("now"),
        and_(col(_EARLIER.attempts) > 0, col(_EARLIER.first_tried_at) > bindparam("since")),
    ),
)
_WAITING = (
    select(col(Post.id), col(Post.room_id), col(Room.platform), col(Room.workspace))
    .join(Room, and_(col(Room.id) == col(Post.room_id), col(Room.organisation_id) == bindparam("organisation")))
    .where(col(Post.organisation_id) == bindparam("organisation"), col(Post.due_at) <= bindparam("now"))
    .where(or_(col(Post.state) != "waiting", ~_HELD))
    .order_by(col(Post.due_at), col(Post.id))
    .limit(bindparam("most"))
)
