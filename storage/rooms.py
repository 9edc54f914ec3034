"""Rooms: the channels communities meet in, and each person's private chat with the bot."""

from sqlmodel import Field, col

from storage.shelf import NEVER_REUSED, Missing, Row, Shelf, index, unique


class Room(Row, table=True):
    """Where messages can stand. A private chat belongs to an account; its id may first be learnt by writing there."""

    __table_args__ = (
        unique("platform", "workspace", "external_id"),
        unique("account_id"),
        index("person_id"),
        index("community_id"),
        NEVER_REUSED,
    )

    platform: str
    workspace: str
    external_id: str | None = None
    name: str = ""
    private: bool = False
    outside: bool = False  # shared with another organisation: no community may meet here
    address: str = ""  # the transport's own words; opaque
    people: int | None = None
    account_id: int | None = Field(default=None, foreign_key="account.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    community_id: int | None = Field(default=None, foreign_key="community.id")


class Rooms(Shelf):
    """Every place the bot may write."""

    def get(self, key: int) -> Room:
        """One room of this organisation; raises Missing for anybody else's id."""
        found = self._one(Room, col(Room.id) == key)
        if found is None:
            raise Missing(f"no room {key}")
        return found

    def find(self, platform: str, workspace: str, external: str) -> Room | None:
        """The room a platform means by this id."""
        return self._one(
            Room, col(Room.platform) == platform, col(Room.workspace) == workspace, col(Room.external_id) == external
        )

    def private_of(self, person: int) -> list[Room]:
        """The private chats of a person, the one last made first."""
        return self._all(Room, col(Room.person_id) == person, col(Room.private).is_(True), order=[col(Room.id).desc()])

    def of_account(self, account: int) -> Room | None:
        """The private chat of one account."""
        return self._one(Room, col(Room.account_id) == account)

    def of_community(self, community: int) -> list[Room]:
        """Where a community meets, leaving out rooms that have become shared with others."""
        return self._all(Room, col(Room.community_id) == community, col(Room.outside).is_(False), order=[col(Room.id)])

    def add(self, **values: object) -> int:
        """A new room."""
        empty = {"name": "", "private": False, "outside": False, "address": "", "external_id": None}
        return self._add(Room, **{**empty, **values})

    def change(self, key: int, **values: object) -> None:
        """Store what has been learnt of a room."""
        self._change(Room, col(Room.id) == key, **values)
