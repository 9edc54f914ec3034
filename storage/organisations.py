"""Organisations, the workspaces that are theirs, and their units: the frame every other row stands in."""

from sqlalchemy import Connection, insert, select, update
from sqlmodel import Field, SQLModel, UniqueConstraint, col

from storage.shelf import NEVER_REUSED, Row, Shelf, Where, unique


class Organisation(SQLModel, table=True):
    """One customer. One installation holds one for now; every row still says whose it is."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    zone: str = "Europe/Copenhagen"
    language: str = "da"


class Installation(Row, table=True):
    """A Slack workspace or Teams tenant that belongs to the organisation; words from any other are not let in."""

    __table_args__ = (UniqueConstraint("platform", "workspace"), NEVER_REUSED)

    platform: str
    workspace: str


class Unit(Row, table=True):
    """A place where people work: a club, a home, a school."""

    __table_args__ = (unique("name"), NEVER_REUSED)

    name: str
    type: str = ""


class Organisations(Shelf):
    """The organisation's own frame."""

    def current(self) -> Organisation:
        """The organisation this store works for."""
        row = self.connection.execute(select(Organisation).where(col(Organisation.id) == self.organisation)).one()
        return Organisation(**row._mapping)

    def rename(self, name: str) -> None:
        """Give the organisation its name."""
        self.connection.execute(update(Organisation).where(col(Organisation.id) == self.organisation).values(name=name))

    def installed(self, platform: str, workspace: str) -> bool:
        """Whether this workspace is the organisation's own."""
        return self._one(Installation, *_installation(platform, workspace)) is not None

    def install(self, platform: str, workspace: str) -> None:
        """Take the workspace in; taking it in again changes nothing."""
        self._add_once(Installation, platform=platform, workspace=workspace)

    def units(self) -> list[Unit]:
        """Every unit, by name."""
        return self._all(Unit, order=[col(Unit.name)])

    def unit(self, key: int | None) -> Unit | None:
        """One unit, if it is the organisation's."""
        return None if key is None else self._one(Unit, col(Unit.id) == key)

    def unit_named(self, name: str, kind: str = "") -> int:
        """The id of the unit with this name, made if it is new."""
        made = self._add_once(Unit, name=name, type=kind)
        if made is not None:
            return made
        found = self._one(Unit, col(Unit.name) == name)
        assert found is not None
        return found.key


def first_organisation(connection: Connection) -> int:
    """The installation's organisation, made at the first start."""
    found = connection.execute(
        select(col(Organisation.id)).order_by(col(Organisation.id)).limit(1)
    ).scalar_one_or_none()
    if found is None:
        made = (
            insert(Organisation)
            .values(name="", zone="Europe/Copenhagen", language="da")
            .returning(col(Organisation.id))
        )
        found = connection.execute(made).scalar_one()
    return int(found or 0)


def _installation(platform: str, workspace: str) -> tuple[Where, Where]:
    return col(Installation.platform) == platform, col(Installation.workspace) == workspace
