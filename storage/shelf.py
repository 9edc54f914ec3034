"""The one way rows are read and written: always inside one organisation, always as named queries on a shelf."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Index, UniqueConstraint, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Field, SQLModel, col

Model = TypeVar("Model", bound="Row")
Where = ColumnElement[bool]

# Every key, index and foreign key goes by the same name in both databases, so that a migration can speak of it.
SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
}
NEVER_REUSED = {"sqlite_autoincrement": True}  # an id stays in buttons and once-keys when its row is gone


class Missing(LookupError):
    """That row is not there, or is another organisation's, which is the same to whoever asked."""


class Raced(Exception):
    """Somebody else did the same at the same time and was first: run the transaction again and see what they did."""


class Row(SQLModel):
    """What every table shares: an id and the organisation whose row it is."""

    __table_args__: Any = NEVER_REUSED

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")

    @property
    def key(self) -> int:
        """The id of a row that has been stored; rows come from the database, so it is there."""
        assert self.id is not None
        return self.id


def unique(*columns: str) -> UniqueConstraint:
    """What is there once within an organisation; another organisation may have the same."""
    return UniqueConstraint("organisation_id", *columns)


def index(*columns: str, **options: Any) -> Index:
    """What is looked up, within an organisation: SQLite would else take the organisation alone and read all of it."""
    return Index(None, "organisation_id", *columns, **options)


class Shelf:
    """Reads and writes the rows of one organisation; subclasses name the queries."""

    def __init__(self, connection: Connection, organisation: int) -> None:
        self.connection = connection
        self.organisation = organisation

    def _all(
        self, model: type[Model], *where: Where, order: Sequence[Any] = (), limit: int | None = None
    ) -> list[Model]:
        query = select(model).where(col(model.organisation_id) == self.organisation, *where).order_by(*order)
        rows = self.connection.execute(query if limit is None else query.limit(limit))
        return [model(**row._mapping) for row in rows]

    def _one(self, model: type[Model], *where: Where) -> Model | None:
        found = self._all(model, *where, limit=1)
        return found[0] if found else None

    def _count(self, model: type[Model], *where: Where) -> int:
        query = select(func.count()).select_from(model).where(col(model.organisation_id) == self.organisation, *where)
        return int(self.connection.execute(query).scalar_one())

    def _add(self, model: type[Model], **values: Any) -> int:
        made = self.connection.execute(_insertion(model), {"organisation_id": self.organisation, **values}).scalar_one()
        assert made is not None
        return made

    def _add_once(self, model: type[Model], **values: Any) -> int | None:
        """The new row's id, or None where one of its unique keys already stands."""
        query = _insertion_once(model, self.connection.dialect.name)
        return self.connection.execute(query, {"organisation_id": self.organisation, **values}).scalar_one_or_none()

    def _change(self, model: type[Model], *where: Where, **values: Any) -> int:
        query = update(model).where(col(model.organisation_id) == self.organisation, *where).values(**values)
        return self.connection.execute(query).rowcount

    def _drop(self, model: type[Model], *where: Where) -> int:
        query = delete(model).where(col(model.organisation_id) == self.organisation, *where)
        return self.connection.execute(query).rowcount


@lru_cache
def _insertion(model: type[Row]) -> ReturningInsert[int | None]:
    """Built once a table: making a statement anew costs as much as running it."""
    return insert(model).returning(col(model.id))


@lru_cache
def _insertion_once(model: type[Row], dialect: str) -> ReturningInsert[int | None]:
    making = postgresql.insert(model) if dialect == "postgresql" else sqlite.insert(model)
    return making.on_conflict_do_nothing().returning(col(model.id))
