"""An organisation with rows in every table, made from the tables themselves, so that a new table is filled too."""

from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Column, Connection, Table, TypeDecorator, insert, select
from sqlmodel import SQLModel

import storage.store  # noqa: F401 - every table is known when it is
from tests.storage.making import MINUTE, NOON

Row = dict[str, Any]
LATER = NOON + MINUTE
BY_TYPE: dict[type, Any] = {bool: False, int: 1, float: 1.0, datetime: NOON}
SPECIAL: dict[str, list[Row]] = {
    "room": [{"private": True}],
    "plan": [{"due_at": NOON}],
    "story": [{"state": "shared", "shared_at": NOON}],
    "code": [{"expires_at": LATER}],
    "chatmessage": [{"author": ""}],
    "post": [
        {"state": "waiting", "due_at": NOON, "subject_id": 77, "shown_at": NOON, "purpose": "welcome"},
        {"state": "sending", "purpose": "ask"},
        {"state": "refused"},
    ],
}


class Neighbour:
    """The rows of one organisation, by table: what another could get hold of and try."""

    def __init__(self, connection: Connection, name: str) -> None:
        self.rows: dict[str, list[Row]] = {}
        self._ids = count(1000, 1000)  # far apart, so that no row of another organisation has the same
        self.key = next(self._ids)
        organisation = SQLModel.metadata.tables["organisation"]
        values = {"id": self.key, "name": name, "zone": "Europe/Copenhagen", "language": "da"}
        connection.execute(insert(organisation).values(**values))
        for table in SQLModel.metadata.sorted_tables:
            if table is not organisation:
                self.rows[table.name] = [self._row(table, special) for special in SPECIAL.get(table.name, [{}])]
                connection.execute(insert(table), self.rows[table.name])

    def __getitem__(self, table: str) -> Row:
        """The first row of a table."""
        return self.rows[table][0]

    @property
    def ids(self) -> set[int]:
        """Every id there is."""
        return {row["id"] for rows in self.rows.values() for row in rows if "id" in row}

    def _row(self, table: Table, special: Row) -> Row:
        key = next(self._ids)
        made = {column.name: self._value(table.name, column, key) for column in table.columns}
        return made | special | ({"id": key} if "id" in made else {})

    def _value(self, table: str, column: Column[Any], key: int) -> Any:
        if column.name == "organisation_id":
            return self.key
        for foreign in column.foreign_keys:
            return self.rows[foreign.column.table.name][0]["id"]
        plain = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
        kind = plain.python_type
        if kind is str:
            return f"ALFA {table} {column.name} {key}"
        return None if column.nullable else BY_TYPE[kind]


def rows_of(connection: Connection, organisation: int) -> dict[str, list[str]]:
    """Everything an organisation has, to see whether anybody touched it."""
    found = {}
    for table in SQLModel.metadata.sorted_tables:
        mine = table.c.id if table.name == "organisation" else table.c.organisation_id
        found[table.name] = sorted(map(repr, connection.execute(select(table).where(mine == organisation))))
    return found
