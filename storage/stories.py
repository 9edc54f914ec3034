"""Practice stories and the places their tellers let them go."""

from datetime import datetime
from typing import Literal

from sqlmodel import Field, col

from storage.shelf import NEVER_REUSED, Missing, Row, Shelf, index, unique

State = Literal["draft", "shared", "hidden", "withdrawn", "discarded"]


class Story(Row, table=True):
    """One practice story; any one of its six fields is enough."""

    __table_args__ = (index("teller_id"), index("community_id"), NEVER_REUSED)

    teller_id: int = Field(foreign_key="person.id")
    community_id: int = Field(foreign_key="community.id")
    state: str = "draft"
    before: str = ""
    tried: str = ""
    young: str = ""
    changed: str = ""
    hard: str = ""
    matters: str = ""
    here: bool = True  # this community may hear it
    leaders: bool = False  # the leaders' digest may carry it
    signed: str = "name"  # name · role · none
    brakes: int = 0  # how often somebody has said that someone can be recognised; never who
    created_at: datetime
    shared_at: datetime | None = None
    ended_at: datetime | None = None


class StoryPlace(Row, table=True):
    """Another community the teller lets the story go to."""

    __table_args__ = (unique("story_id", "community_id"), NEVER_REUSED)

    story_id: int = Field(foreign_key="story.id")
    community_id: int = Field(foreign_key="community.id")


class Stories(Shelf):
    """Every story, told or not yet."""

    def get(self, key: int) -> Story:
        """One story of this organisation; raises Missing for anybody else's id."""
        found = self._one(Story, col(Story.id) == key)
        if found is None:
            raise Missing(f"no story {key}")
        return found

    def find(self, key: int) -> Story | None:
        """One story, if it is the organisation's."""
        return self._one(Story, col(Story.id) == key)

    def add(self, teller: int, community: int, now: datetime, **words: object) -> int:
        """A new draft."""
        return self._add(
            Story, teller_id=teller, community_id=community, state="draft", brakes=0, created_at=now, **words
        )

    def change(self, key: int, **values: object) -> None:
        """Store what the teller changed."""
        self._change(Story, col(Story.id) == key, **values)

    def move(self, key: int, before: tuple[State, ...], after: State, **values: object) -> bool:
        """Take a story from one of these states to another; False where it was in none of them."""
        return self._change(Story, col(Story.id) == key, col(Story.state).in_(before), state=after, **values) > 0

    def let_go_to(self, key: int, communities: list[int]) -> None:
        """The other communities the story may go to, replacing those before."""
        self._drop(StoryPlace, col(StoryPlace.story_id) == key)
        for community in communities:
            self._add(StoryPlace, story_id=key, community_id=community)

    def places(self, story: Story) -> list[int]:
        """The communities the story may be heard in."""
        others = self._all(StoryPlace, col(StoryPlace.story_id) == story.key, order=[col(StoryPlace.id)])
        return ([story.community_id] if story.here else []) + [place.community_id for place in others]

    def told_by(self, teller: int) -> list[Story]:
        """What one person has told or begun, the newest first."""
        kept = col(Story.state).in_(("draft", "shared", "hidden"))
        return self._all(Story, col(Story.teller_id) == teller, kept, order=[col(Story.id).desc()])

    def shared_since(self, since: datetime, communities: list[int]) -> int:
        """How many stories have come to these communities since then."""
        return self._count(
            Story, col(Story.state) == "shared", col(Story.shared_at) > since, col(Story.community_id).in_(communities)
        )

    def last(self) -> int | None:
        """The number of the story begun last."""
        found = self._all(Story, order=[col(Story.id).desc()], limit=1)
        return found[0].key if found else None
