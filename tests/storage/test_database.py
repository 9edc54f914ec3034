"""Transactions: whole or not at all, tried again where the database asks for it, and reads that cannot write."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.database import TRIES, Busy, Database
from storage.migrate import upgrade
from storage.store import Store
from tests.storage.making import NOON, a_person


def units(database: Database) -> list[str]:
    return database.read(lambda store: [unit.name for unit in store.organisations.units()])


def test_what_fails_leaves_nothing(database: Database) -> None:
    def work(store: Store) -> None:
        store.organisations.unit_named("Solsikken")
        raise LookupError("halfway")

    with pytest.raises(LookupError, match="halfway"):
        database.write(work)
    assert units(database) == []


def test_a_first_write_that_fails_does_not_spoil_the_next(database: Database) -> None:
    """The organisation is made at the first use; it must not be remembered where it was taken back."""
    with pytest.raises(ZeroDivisionError):
        database.write(lambda _store: 1 // 0)
    database.write(lambda store: store.organisations.unit_named("Solsikken"))
    assert units(database) == ["Solsikken"]


def test_two_that_start_at_once_make_one_organisation(database_url: str) -> None:
    upgrade(database_url)
    both = Database(database_url), Database(database_url)
    with ThreadPoolExecutor(2) as threads:
        assert len(set(threads.map(lambda one: one.organisation(), both))) == 1
    for one in both:
        one.close()


def test_reading_cannot_write(database: Database) -> None:
    database.write(lambda store: store.organisations.unit_named("Solsikken"))
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        database.read(lambda store: store.organisations.unit_named("Kometen"))
    database.write(lambda store: store.organisations.unit_named("Nordlys"))  # the connections still write
    assert units(database) == ["Nordlys", "Solsikken"]


def test_reading_sees_one_moment(database: Database) -> None:
    def work(store: Store) -> tuple[int, int]:
        before = len(store.organisations.units())
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(database.write, lambda other: other.organisations.unit_named("Solsikken")).result()
        return before, len(store.organisations.units())

    assert database.read(work) == (0, 0)
    assert units(database) == ["Solsikken"]


def test_a_row_may_not_point_at_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError):
        database.write(lambda store: store.jottings.add(4711, "hej", NOON))


def disturbed(database: Database, person: int, times: int) -> tuple[list[int], bool]:
    """Read a person and change them, while somebody else changes them in between, this many times."""
    tries: list[int] = []

    def work(store: Store) -> None:
        tries.append(len(store.people.get(person).role))
        if len(tries) <= times:
            with ThreadPoolExecutor(1) as elsewhere:
                theirs = "x" * len(tries)
                elsewhere.submit(database.write, lambda other: other.people.change(person, role=theirs)).result()
        store.people.change(person, name=f"try {len(tries)}")

    try:
        database.write(work)
    except Busy:
        return tries, False
    return tries, True


def test_a_lost_race_is_run_again_on_what_the_other_left(on_postgres: Database) -> None:
    person = on_postgres.write(a_person)
    assert disturbed(on_postgres, person, times=2) == ([0, 1, 2], True)
    assert on_postgres.read(lambda store: store.people.get(person)).name == "try 3"


def test_who_loses_every_time_is_told_so_and_has_changed_nothing(on_postgres: Database) -> None:
    person = on_postgres.write(a_person)
    tries, won = disturbed(on_postgres, person, times=99)
    assert (len(tries), won) == (TRIES, False)
    assert on_postgres.read(lambda store: store.people.get(person)).name == "Mette"


def test_what_one_decided_by_reading_is_not_true_twice(on_postgres: Database) -> None:
    """Two who each see nobody and then add one: at READ COMMITTED both would."""
    meeting = threading.Barrier(2, timeout=10)
    met: set[str] = set()

    def work(name: str, store: Store) -> bool:
        nobody = not store.people.all()
        if name not in met:
            met.add(name)
            meeting.wait()
        if nobody:
            a_person(store, name)
        return nobody

    with ThreadPoolExecutor(2) as threads:
        won = threads.map(lambda name: on_postgres.write(partial(work, name)), ("Mette", "Jonas"))
        assert sorted(won) == [False, True]


def test_a_deadlock_is_run_again(on_postgres: Database) -> None:
    one, other = (on_postgres.write(lambda store, name=name: a_person(store, name)) for name in ("Mette", "Jonas"))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    meeting = threading.Barrier(2, timeout=10)
    runs: list[str] = []

    def work(name: str, order: tuple[int, int], store: Store) -> None:
        runs.append(name)
        store.people.change(order[0], role=name)
        if runs.count(name) == 1:
            meeting.wait()
        store.people.change(order[1], role=name)

    with ThreadPoolExecutor(2) as threads:
        a = threads.submit(on_postgres.write, partial(work, "a", (one, other)))
        b = threads.submit(on_postgres.write, partial(work, "b", (other, one)))
        a.result(), b.result()
    assert len(runs) > 2
    roles = on_postgres.read(lambda store: {person.role for person in store.people.all()})
    assert len(roles) == 1, "both rows are as one of the two left them"


def test_two_programs_that_count_and_add_wait_for_each_other(on_sqlite: Database) -> None:
    """A transaction that begins with a read would be refused its write at once; ours has the right to write first."""
    other = Database(on_sqlite.url)

    def work(store: Store) -> None:
        store.organisations.unit_named(f"unit {len(store.organisations.units())}")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: (on_sqlite, other)[number % 2].write(work), range(80)))
    other.close()
    assert len(units(on_sqlite)) == 80


def test_readers_do_not_wait_for_a_writer(on_sqlite: Database) -> None:
    on_sqlite.write(lambda store: store.organisations.unit_named("Solsikken"))
    with ThreadPoolExecutor(1) as elsewhere:

        def work(store: Store) -> list[str]:
            store.organisations.unit_named("Kometen")
            return elsewhere.submit(units, on_sqlite).result(timeout=5)

        assert on_sqlite.write(work) == ["Solsikken"]


def test_what_is_written_is_on_the_disk(on_sqlite: Database) -> None:
    with on_sqlite.engine.connect() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")}
        assert found == {"journal_mode": "wal", "synchronous": 2}
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 10_000
    with closing(sqlite3.connect(on_sqlite.url.removeprefix("sqlite:///"))) as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)
