"""Travelled time survives a restart."""

from datetime import timedelta

from storage.database import Database
from storage.store import Store


def test_nobody_has_travelled_at_first(store: Store) -> None:
    assert store.moments.ahead() == timedelta(0)


def test_how_far_one_has_travelled_is_one_fact(database: Database) -> None:
    for hours in (1, 500):
        database.write(lambda store, hours=hours: store.moments.travel(timedelta(hours=hours)))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    again = Database(database.url)
    assert again.read(lambda store: store.moments.ahead()) == timedelta(hours=500)
    again.close()
