"""People and the chat accounts they speak through."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Field, col

from storage.shelf import NEVER_REUSED, Missing, Row, Shelf, index, unique


class Person(Row, table=True):
    """One human, however many accounts."""

    __table_args__ = (index("name"), NEVER_REUSED)

    name: str
    language: str = "da"
    role: str = ""  # what may stand instead of the name: "pædagog"
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    owner: bool = False
    leader: bool = False
    met_at: datetime
    unit_asked_at: datetime | None = None  # asked once for the unit; never again by itself
    welcomed_at: datetime | None = None  # the welcome has reached them: nothing is asked before
    left_at: datetime | None = None


class Account(Row, table=True):
    """One identity on one platform."""

    __table_args__ = (unique("platform", "workspace", "external_id"), index("person_id"), NEVER_REUSED)

    person_id: int = Field(foreign_key="person.id")
    platform: str
    workspace: str
    external_id: str


class People(Shelf):
    """Everybody the bot has met."""

    def get(self, key: int) -> Person:
        """One person of this organisation; raises Missing for anybody else's id."""
        found = self._one(Person, col(Person.id) == key)
        if found is None:
            raise Missing(f"no person {key}")
        return found

    def all(self) -> list[Person]:
        """Everybody, in the order they were met."""
        return self._all(Person, order=[col(Person.id)])

    def named(self, name: str) -> list[Person]:
        """Everybody with exactly this name."""
        return self._all(Person, col(Person.name) == name, order=[col(Person.id)])

    def behind(self, platform: str, workspace: str, external: str) -> int | None:
        """The id of the person who speaks through this account."""
        query = select(col(Account.person_id)).where(
            col(Account.organisation_id) == self.organisation,
            col(Account.platform) == platform,
            col(Account.workspace) == workspace,
            col(Account.external_id) == external,
        )
        return self.connection.execute(query).scalar_one_or_none()

    def accounts(self, person: int) -> list[Account]:
        """The accounts of one person, oldest first."""
        return self._all(Account, col(Account.person_id) == person, order=[col(Account.id)])

    def account(self, key: int) -> Account:
        """One account of this organisation; raises Missing for anybody else's id."""
        found = self._one(Account, col(Account.id) == key)
        if found is None:
            raise Missing(f"no account {key}")
        return found

    def by_external(self, platform: str, external: str) -> list[int]:
        """Who is `slack:U…` or `teams:<aadObjectId>`, in any workspace of the organisation."""
        found = self._all(Account, col(Account.platform) == platform, col(Account.external_id) == external)
        return [account.person_id for account in found]

    def meet(self, name: str, language: str, *, platform: str, workspace: str, external: str, now: datetime) -> Account:
        """A new person, and their first account."""
        person = self._add(Person, name=name, language=language, role="", owner=False, leader=False, met_at=now)
        where = {"platform": platform, "workspace": workspace, "external_id": external}
        return self.account(self._add(Account, person_id=person, **where))

    def change(self, key: int, **values: object) -> None:
        """Store what the person said of themselves."""
        self._change(Person, col(Person.id) == key, **values)

    def welcomed(self, key: int, now: datetime) -> None:
        """The welcome reached them; the first time counts."""
        self._change(Person, col(Person.id) == key, col(Person.welcomed_at).is_(None), welcomed_at=now)
