"""What has been heard, so that hearing it twice does it once."""

from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

from storage.shelf import Raced, Shelf, index


class Heard(SQLModel, table=True):
    """One key, kept three days, with the answer it got. A form's key is its token; a submission's, the platform's."""

    __table_args__ = (index("at"),)

    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    key: str = Field(primary_key=True)
    at: datetime
    answer: str | None = None


class Hearing(Shelf):
    """Asked first and told last in every transaction that somebody's words begin."""

    def answers(self, keys: list[str]) -> dict[str, str]:
        """The answers these keys, one or two, got when they were first heard."""
        found = self.connection.execute(
            _ANSWERS, {"organisation": self.organisation, "first": keys[0], "last": keys[-1]}
        )
        return {key: answer or "" for key, answer in found}

    def keep(self, keys: list[str], answer: str, now: datetime) -> None:
        """These keys have been heard, with this answer; raises Raced where somebody kept one meanwhile."""
        rows = [{"key": key, "organisation_id": self.organisation, "at": now, "answer": answer} for key in keys]
        made = self.connection.execute(_KEEP[self.connection.dialect.name], rows)
        if len(made.all()) < len(keys):
            raise Raced(keys[0].partition("/")[0])

    def forget(self, before: datetime) -> int:
        """Drop keys heard before this moment."""
        query = delete(Heard).where(col(Heard.at) < before, col(Heard.organisation_id) == self.organisation)
        return self.connection.execute(query).rowcount


_ANSWERS = select(col(Heard.key), col(Heard.answer)).where(
    col(Heard.organisation_id) == bindparam("organisation"),
    or_(col(Heard.key) == bindparam("first"), col(Heard.key) == bindparam("last")),
)
_KEEP = {
    dialect.dialect.name: dialect.insert(Heard).on_conflict_do_nothing().returning(col(Heard.key))
    for dialect in (postgresql, sqlite)
}
