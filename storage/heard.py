"""What has been heard, so that hearing it twice does it once."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

from storage.shelf import Shelf, index


class Heard(SQLModel, table=True):
    """One key, kept three days, with the answer it got. A form's key is its token; a submission's, the platform's."""

    __table_args__ = (index("at"),)

    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    key: str = Field(primary_key=True)
    at: datetime
    answer: str | None = None


class Hearing(Shelf):
    """The first thing in every transaction that changes something."""

    def first(self, key: str, now: datetime) -> bool:
        """Whether this is the first time the key is heard."""
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        query = dialect.insert(Heard).on_conflict_do_nothing().returning(col(Heard.key))
        values = {"key": key, "organisation_id": self.organisation, "at": now}
        return self.connection.execute(query, values).scalar_one_or_none() is not None

    def answer(self, key: str) -> str | None:
        """The answer the first hearing got."""
        query = select(col(Heard.answer)).where(col(Heard.key) == key, col(Heard.organisation_id) == self.organisation)
        return self.connection.execute(query).scalar_one_or_none()

    def answered(self, keys: list[str], answer: str) -> None:
        """Keep the answer for whoever hears the same again."""
        mine = (col(Heard.organisation_id) == self.organisation, col(Heard.key).in_(keys))
        self.connection.execute(update(Heard).where(*mine).values(answer=answer))

    def forget(self, before: datetime) -> int:
        """Drop keys heard before this moment."""
        query = delete(Heard).where(col(Heard.at) < before, col(Heard.organisation_id) == self.organisation)
        return self.connection.execute(query).rowcount
