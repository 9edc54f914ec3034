"""What is done all day costs the same in a small town and in a large one: every question has its index."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from storage.database import Database
from storage.shelf import Raced
from storage.store import Store
from tests.storage.attempts import READS, WRITES
from tests.storage.making import NOON
from tests.storage.neighbours import Neighbour

Said = list[tuple[str, Any]]
READS_ALL = {  # by their nature; none of them is asked while somebody waits
    "organisations.units", "people.all", "communities.all", "communities.of", "stories.last", "posts.everything",
    "moments.ahead", "moments.travel",
    "chat.newest", "chat.rooms", "chat.rooms_of", "chat.users", "chat.hire", "chat.open",
}  # fmt: skip
IN_ORDER = {"checkins.due", "checkins.next_due", "posts.waiting", "posts.next_due"}  # what the tick and the courier ask

OWN = object()  # in place of the row's own number
FEW, MANY = range(10**6, 10**6 + 60), range(10**6, 10**6 + 6000)


@contextmanager
def listening(connection: Connection) -> Iterator[Said]:
    """Everything said to the database, as it was said."""
    heard: Said = []

    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        heard.append((statement, values[0] if many else values))

    event.listen(connection, "before_cursor_execute", hear)
    yield heard
    event.remove(connection, "before_cursor_execute", hear)


@pytest.mark.parametrize("name", sorted((READS.keys() | WRITES.keys()) - READS_ALL))
def test_nothing_is_looked_for_in_a_whole_table(on_sqlite: Database, name: str) -> None:
    with on_sqlite.engine.connect() as connection:
        a = Neighbour(connection, "Alfa")
        for plan in _plans(connection, name, a):
            assert not plan.startswith("SCAN"), plan
            assert "(organisation_id=?)" not in plan.replace("ix_post_sending (organisation_id=?)", ""), plan
            assert name not in IN_ORDER or "TEMP B-TREE" not in plan, "sorts all that is due to take a few"


def _plans(connection: Connection, name: str, a: Neighbour) -> list[str]:
    with listening(connection) as heard, suppress(IntegrityError, Raced):  # where it is there already
        (READS | WRITES)[name](Store(connection, a.key), a)
    assert heard
    asked = [said for said in heard if not said[0].startswith("INSERT")]  # which finds its place by each key there is
    found = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", values).all() for one, values in asked]
    return [row[3] for rows in found for row in rows]


def crowd(connection: Connection, a: Neighbour, table: str, like: dict[str, object], rows: range) -> None:
    """Many more rows like the first, far above its id; what each refers to of its own is given as a format."""
    every = SQLModel.metadata.tables[table]
    made = [{**a[table], "id": number} | _filled(like, number) for number in rows]
    connection.execute(insert(every), made)


def _filled(like: dict[str, object], number: int) -> dict[str, object]:
    return {name: number if value is OWN else value for name, value in like.items()}


def steps(connection: Connection, work: Any) -> int:
    """How many instructions SQLite's machine takes: a measure that does not depend on how busy we are."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    driver: Any = connection.connection.dbapi_connection
    driver.set_progress_handler(count, 10)
    work()
    driver.set_progress_handler(None, 0)
    return counted * 10


@pytest.mark.parametrize("later", [timedelta(), timedelta(days=1)], ids=["all due", "nothing due"])
@pytest.mark.parametrize("shelf", ["checkins", "posts"])
def test_a_long_line_costs_no_more_than_a_short_one(on_sqlite: Database, shelf: str, later: timedelta) -> None:
    with on_sqlite.engine.connect() as connection:
        a = Neighbour(connection, "Alfa")
        store = Store(connection, a.key)

        def asked() -> int:
            found = store.checkins.due(NOON, 50) if shelf == "checkins" else store.posts.waiting(NOON, 50)
            assert len(found) <= 50
            return len(found)

        table, own = ("plan", "person_id") if shelf == "checkins" else ("post", "room_id")
        connection.execute(text(f'UPDATE "{table}" SET due_at = NULL'))  # noqa: S608 - one of our two tables
        crowd(connection, a, "person", {}, MANY)
        crowd(connection, a, "room", {"external_id": OWN, "account_id": None}, MANY)
        measured = []
        for rows in (FEW, MANY):
            connection.execute(text(f'DELETE FROM "{table}" WHERE id >= {MANY.start}'))  # noqa: S608 - as above
            crowd(connection, a, table, {own: OWN, "once": OWN, "due_at": NOON + later}, rows)
            asked()
            measured.append(steps(connection, asked))
    assert measured[1] <= 1.5 * measured[0] + 50, measured
