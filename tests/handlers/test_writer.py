"""The one writer: what waits together is committed together, and nobody bears another's fault."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from handlers.writer import Writer
from storage.database import Database
from storage.migrate import upgrade
from storage.shelf import Missing
from storage.store import Store

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    upgrade(database_url)
    made = Database(database_url)
    yield made
    made.close()


def heard(key: str) -> Callable[[Store], str]:
    def work(store: Store) -> str:
        store.heard.keep([key], key, NOW)
        return key

    return work


def missing(store: Store) -> str:
    store.heard.keep(["lost"], "lost", NOW)
    store.people.get(4711)
    return "never"


def test_what_waits_is_written_in_its_order_and_each_gets_its_own_result(database: Database) -> None:
    writer = Writer(database)
    gate = threading.Event()
    held = writer.submit(lambda _store: gate.wait(10))
    jobs = [writer.submit(heard(f"k{number}")) for number in range(40)]
    gate.set()
    assert held.result(10) is True
    assert [job.result(10) for job in jobs] == [f"k{number}" for number in range(40)]
    assert len(database.read(lambda store: store.heard.answers(["k0", "k39"]))) == 2
    writer.close()


def test_one_that_fails_takes_nothing_of_its_own_and_nobody_else_with_it(database: Database) -> None:
    writer = Writer(database)
    gate = threading.Event()
    writer.submit(lambda _store: gate.wait(10))
    first, failing, last = writer.submit(heard("a")), writer.submit(missing), writer.submit(heard("b"))
    gate.set()
    assert (first.result(10), last.result(10)) == ("a", "b")
    with pytest.raises(Missing):
        failing.result(10)
    assert set(database.read(lambda store: store.heard.answers(["a", "b"]))) == {"a", "b"}
    assert not database.read(lambda store: store.heard.answers(["lost"]))
    writer.close()


def test_a_result_is_given_only_when_it_is_stored(database: Database) -> None:
    writer = Writer(database)
    writer.submit(heard("a")).result(10)
    other = Database(database.url)
    assert other.read(lambda store: store.heard.answers(["a"])) == {"a": "a"}
    other.close()
    writer.close()


def test_what_waits_at_the_end_is_still_written(database: Database) -> None:
    writer = Writer(database)
    gate = threading.Event()
    writer.submit(lambda _store: gate.wait(10))
    last = writer.submit(heard("last"))
    gate.set()
    writer.close()
    assert last.result(0) == "last"
