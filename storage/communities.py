"""Communities and who is in them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Integer, bindparam, case, distinct, func, select
from sqlmodel import Field, col

from storage.people import Person
from storage.shelf import NEVER_REUSED, Missing, Row, Shelf, Where, index, unique


class Community(Row, table=True):
    """A cross-unit group around an interest; every member may run it."""

    __table_args__ = (unique("name"), NEVER_REUSED)

    name: str
    interest: str = ""
    purpose: str = ""
    language: str = "da"
    weeks: int = 3  # weeks between check-ins
    at: str = "14:00"  # wall clock, HH:MM
    founded_by: int = Field(foreign_key="person.id")
    founded_at: datetime


class Membership(Row, table=True):
    """That a person is, or was, in a community."""

    __table_args__ = (unique("community_id", "person_id"), index("person_id"), NEVER_REUSED)

    community_id: int = Field(foreign_key="community.id")
    person_id: int = Field(foreign_key="person.id")
    joined_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far something goes: counts of people, of leaders among them, and of the places they work."""

    people: int
    leaders: int
    places: int


class Communities(Shelf):
    """The interest communities of the organisation."""

    def get(self, key: int) -> Community:
        """One community of this organisation; raises Missing for anybody else's id."""
        found = self._one(Community, col(Community.id) == key)
        if found is None:
            raise Missing(f"no community {key}")
        return found

    def find(self, key: int) -> Community | None:
        """One community, if it is the organisation's."""
        return self._one(Community, col(Community.id) == key)

    def all(self) -> list[Community]:
        """Every community, by name."""
        return self._all(Community, order=[col(Community.name)])

    def named(self, name: str) -> Community | None:
        """The community of that exact name."""
        return self._one(Community, col(Community.name) == name)

    def found(self, **values: object) -> int | None:
        """A new community, or None where the name is taken."""
        return self._add_once(Community, **values)

    def change(self, key: int, **values: object) -> None:
        """Store how a member has set the community up."""
        self._change(Community, col(Community.id) == key, **values)

    def join(self, community: int, person: int, now: datetime) -> bool:
        """Take a person in; False where they were in already."""
        if self._add_once(Membership, community_id=community, person_id=person, joined_at=now) is not None:
            return True
        gone = (*_membership(community, person), col(Membership.left_at).is_not(None))
        return self._change(Membership, *gone, left_at=None, joined_at=now) > 0

    def leave(self, community: int, person: int, now: datetime) -> bool:
        """Let a person go; False where they were not in."""
        here = (*_membership(community, person), col(Membership.left_at).is_(None))
        return self._change(Membership, *here, left_at=now) > 0

    def has(self, community: int, person: int) -> bool:
        """Whether the person is a member now."""
        asked = {"organisation": self.organisation, "community": community, "person": person}
        return self.connection.execute(_HAS, asked).scalar_one_or_none() is not None

    def of(self, person: int) -> list[Community]:
        """The communities a person is in, by name."""
        mine = self._all(Membership, col(Membership.person_id) == person, col(Membership.left_at).is_(None))
        return [community for community in self.all() if community.key in {one.community_id for one in mine}]

    def reach(self, communities: list[int], without: int) -> Reach:
        """How many others are in at least one of them, how many of those are leaders, from how many places."""
        query = (
            select(
                func.count(distinct(col(Person.id))),
                func.count(distinct(case((col(Person.leader), col(Person.id))))),
                func.count(distinct(col(Person.unit_id))),
            )
            .join(Membership, col(Membership.person_id) == col(Person.id))
            .where(
                col(Person.organisation_id) == self.organisation,
                col(Membership.organisation_id) == self.organisation,
                col(Membership.community_id).in_(communities),
                col(Membership.left_at).is_(None),
                col(Person.id) != without,
            )
        )
        people, leaders, places = self.connection.execute(query).one()
        return Reach(people, leaders, places)


def _membership(community: int | BindParameter[int], person: int | BindParameter[int]) -> tuple[Where, Where]:
    return col(Membership.community_id) == community, col(Membership.person_id) == person


_HAS = select(col(Membership.id)).where(
    col(Membership.organisation_id) == bindparam("organisation"),
    *_membership(bindparam("community", type_=Integer), bindparam("person", type_=Integer)),
    col(Membership.left_at).is_(None),
)
