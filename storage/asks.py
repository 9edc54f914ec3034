"""The weekly ceiling: how often anybody is asked anything, over all communities and platforms."""

from sqlmodel import Field, col

from storage.shelf import NEVER_REUSED, Row, Shelf, index, unique


class AskSlot(Row, table=True):
    """One of a person's asks in one ISO week; the unique key is the ceiling, whatever the isolation level."""

    __table_args__ = (unique("person_id", "week", "slot"), index("post_id"), NEVER_REUSED)

    person_id: int = Field(foreign_key="person.id")
    week: str  # "2026-W47", in the organisation's zone
    slot: int
    post_id: int | None = Field(default=None, foreign_key="post.id")


class Asks(Shelf):
    """Who has been asked in which week."""

    def take(self, person: int, week: str, ceiling: int, post: int) -> bool:
        """Take one of the week's asks for this post; False at the ceiling. Taking it again is the same."""
        if self._one(AskSlot, col(AskSlot.post_id) == post, col(AskSlot.week) == week) is not None:
            return True
        slots = range(1, ceiling + 1)
        return any(
            self._add_once(AskSlot, person_id=person, week=week, slot=slot, post_id=post) is not None for slot in slots
        )

    def give_back(self, post: int) -> None:
        """The ask surely never reached the person, so it does not count."""
        self._drop(AskSlot, col(AskSlot.post_id) == post)

    def taken(self, person: int, week: str) -> int:
        """How many asks the person has had in that week."""
        return self._count(AskSlot, col(AskSlot.person_id) == person, col(AskSlot.week) == week)
