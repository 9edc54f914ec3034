"""Words somebody wrote to us freely, kept until they have said what to do with them."""

from datetime import datetime

from sqlmodel import Field, col

from storage.shelf import NEVER_REUSED, Row, Shelf, index


class Jotting(Row, table=True):
    """A few words from the private chat, not yet a step, an answer or a story."""

    __table_args__ = (index("at"), NEVER_REUSED)

    person_id: int = Field(foreign_key="person.id")
    text: str
    at: datetime


class Jottings(Shelf):
    """Loose words, each seen by who wrote it."""

    def add(self, person: int, text: str, now: datetime) -> int:
        """Keep some words."""
        return self._add(Jotting, person_id=person, text=text, at=now)

    def mine(self, key: int | None, person: int) -> Jotting | None:
        """The words, if this person wrote them."""
        return None if key is None else self._one(Jotting, col(Jotting.id) == key, col(Jotting.person_id) == person)

    def forget(self, key: int, person: int) -> bool:
        """Drop the words, if this person wrote them."""
        return self._drop(Jotting, col(Jotting.id) == key, col(Jotting.person_id) == person) > 0

    def forget_before(self, before: datetime) -> int:
        """Drop words nobody came back to."""
        return self._drop(Jotting, col(Jotting.at) < before)
