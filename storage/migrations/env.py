"""Alembic's environment: it is handed a connection and the tables; nothing is read from files."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString, SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime


def plain(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """A revision says what the database holds, so that it stays what it was when the library changes."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,  # every table, because storage.migrate imports the store
    render_as_batch=True,  # SQLite changes a table by making it anew
    render_item=plain,
)
with context.begin_transaction():
    context.run_migrations()
