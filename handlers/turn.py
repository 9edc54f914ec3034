"""What a handler is given: the store, the time, who speaks and where, the words to answer in, and `say`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from handlers.codec import sheet_to_json
from handlers.language import Acted, Card, Done, Form, Inbound, Measure, OpenForm, Plain, Prose, Sheet, Tell
from handlers.language import Room as Place
from handlers.words import Words, words
from storage.organisations import Organisation
from storage.posts import Post as PostRow
from storage.rooms import Room
from storage.speakers import Speaker
from storage.store import Store

HEAVIEST = 25_000  # bytes of a drawn card that every platform surely takes (Teams in practice 28-40 KB)


@dataclass(frozen=True, slots=True)
class Fix:
    """A handler's way to say that fields need another look; the desk opens the form again with what was written."""

    problems: Mapping[str, str]


Reply = Acted | Fix


@dataclass(frozen=True, slots=True)
class Post:
    """What a handler says: a drawing of a row, or a sheet of its own, once and for a purpose."""

    once: str
    purpose: str
    drawing: str = ""
    subject: int | None = None
    sheet: Sheet | None = None
    about: int | None = None  # the person who gets it or told it, where it is not the room's own
    not_after: datetime | None = None
    thread: str = ""
    origin: int | None = None
    asked_for: bool = False  # the person asked for it just now, so quiet hours do not apply


@dataclass(slots=True)
class Turn:
    """One transaction's worth of deciding, by the clock."""

    store: Store
    now: datetime
    said: bool = field(default=False, init=False)  # whether the courier has something to do
    _organisation: Organisation | None = field(default=None, init=False)

    @property
    def organisation(self) -> Organisation:
        """Whose installation this is."""
        if self._organisation is None:
            self._organisation = self.store.organisations.current()
        return self._organisation

    def say(self, room: int, post: Post) -> int | None:
        """Let a room show this; None where it was said before."""
        self.said = True
        return self.store.posts.say(
            room_id=room,
            person_id=post.about,
            once=post.once,
            purpose=post.purpose,
            drawing=post.drawing,
            subject_id=post.subject,
            sheet=None if post.sheet is None else sheet_to_json(post.sheet),
            thread=post.thread,
            origin_id=post.origin,
            not_after=post.not_after,
            asked_for=post.asked_for,
            due_at=self.now,
            created_at=self.now,
        )

    def say_to(self, person: int, post: Post) -> int | None:
        """Let a person's private chat show this; None where they have none or it was said before."""
        rooms = self.store.rooms.private_of(person)
        return self.say(rooms[0].key, replace(post, about=person)) if rooms else None

    def revise(self, subject: int, *drawings: str, person: int | None = None) -> None:
        """What these drawings of a row (one person's, if named) show has changed."""
        self.said = True
        self.store.posts.revise(drawings, subject, self.now, person)

    def revise_in(self, room: int, drawing: str) -> None:
        """What this drawing shows in a room has changed, whichever row it is of."""
        self.said = True
        self.store.posts.revise_in(room, drawing, self.now)

    def try_again(self, posts: Iterable[PostRow]) -> None:
        """Say what surely never came, and still holds; a question has had its moment."""
        for post in posts:
            if post.state in {"refused", "skipped"} and post.drawing and post.purpose != "ask":
                self.store.posts.change(post.key, state="waiting", reason="", attempts=0, due_at=self.now)
                self.said = True
            elif post.state == "shown":
                self.store.posts.change(post.key, attempts=0, due_at=self.now)
                self.said = True

    def words_of(self, person: int) -> Words:
        """The words of somebody else than who speaks."""
        return words(self.store.people.get(person).language)


@dataclass(slots=True)
class Heard(Turn):
    """One transaction's worth of deciding, because somebody spoke."""

    inbound: Inbound
    who: Speaker
    words: Words
    measure: Measure

    @property
    def here(self) -> Room | None:
        """The room this was said in, where we know it."""
        return self.store.rooms.find(*_place(self.inbound.where))

    def room(self) -> Room:
        """The shared room this was said in, remembered from now on."""
        where = self.inbound.where
        found = self.here
        if found is None:
            key = self.store.rooms.add(
                platform=where.platform,
                workspace=where.workspace,
                external_id=where.id,
                name=where.name,
                outside=where.outside,
                address=where.address,
                people=where.people,
            )
            return self.store.rooms.get(key)
        self.store.rooms.change(found.key, **_learnt(where, found))
        return self.store.rooms.get(found.key)

    def tell(self, *sentences: str) -> Tell:
        """A plain private answer."""
        return Tell(Card(tuple(Prose((Plain(sentence),)) for sentence in sentences), sentences[0]))

    def aside(self, *sentences: str) -> Acted:
        """A word on the same request, where it can carry one; where it cannot, what was said elsewhere is enough."""
        return self.tell(*sentences) if self.inbound.tells else Done()

    def open(self, form: Form) -> OpenForm:
        """Open this form."""
        return OpenForm(form)


def _place(where: Place) -> tuple[str, str, str]:
    return where.platform, where.workspace, where.id


def _learnt(where: Place, found: Room) -> dict[str, object]:
    return {
        "name": where.name or found.name,
        "address": where.address or found.address,
        "people": found.people if where.people is None else where.people,
        "outside": where.outside or found.outside,  # only an event of its own makes it ours again
    }
