"""Who is speaking: account, person and private chat in one read, because every turn begins with it."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import col

from storage.people import Account, Person
from storage.rooms import Room
from storage.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Speaker:
    """The person behind an account, as much as every turn needs; `room` is their private chat on that account."""

    person: int
    account: int
    name: str
    language: str
    owner: bool
    unit: int | None
    unit_asked_at: datetime | None
    room: int
    room_external: str | None
    room_address: str


NAMES = tuple(field.name for field in fields(Speaker))


class Speakers(Shelf):
    """Everybody who can speak, by the account they speak through."""

    def find(self, platform: str, workspace: str, external: str) -> Speaker | None:
        """The speaker behind this account, or None for somebody new."""
        said = {"organisation": self.organisation, "platform": platform, "workspace": workspace, "external": external}
        row = self.connection.execute(_SPEAKER, said).one_or_none()
        return None if row is None else Speaker(**dict(zip(NAMES, row, strict=True)))


_SPEAKER = (
    select(
        col(Person.id),
        col(Account.id),
        col(Person.name),
        col(Person.language),
        col(Person.owner),
        col(Person.unit_id),
        col(Person.unit_asked_at),
        col(Room.id),
        col(Room.external_id),
        col(Room.address),
    )
    .select_from(Account)
    .join(Person, col(Account.person_id) == col(Person.id))
    .join(Room, col(Room.account_id) == col(Account.id))
    .where(
        col(Account.organisation_id) == bindparam("organisation"),
        col(Person.organisation_id) == bindparam("organisation"),
        col(Room.organisation_id) == bindparam("organisation"),
        col(Account.platform) == bindparam("platform"),
        col(Account.workspace) == bindparam("workspace"),
        col(Account.external_id) == bindparam("external"),
    )
)
