"""Heard twice, done once: also when both are heard at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest

from storage.database import Busy, Database
from storage.shelf import Raced
from storage.store import Store
from tests.storage.making import NOON


def hear(key: str, word: str, store: Store) -> str:
    """What one heard first has said of a key, or `word` where that is us."""
    earlier = store.heard.answers([key])
    if key in earlier:
        return earlier[key]
    store.heard.keep([key], word, NOON)
    store.organisations.unit_named(f"{key} by {word}")
    return word


def test_of_many_who_hear_the_same_at_once_one_acts_and_all_say_the_same(database: Database) -> None:
    two = Database(database.url), Database(database.url)

    def heard(number: int) -> tuple[str, str]:
        key = f"key {number // 6}"
        for _ in range(9):
            try:
                return key, two[number % 2].write(partial(hear, key, f"{number}"))
            except Busy:  # the platform sends it again
                continue
        raise AssertionError("never its turn")

    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(heard, range(60)))
    for one in two:
        one.close()
    assert len(answers) == 10
    units = database.read(lambda store: {unit.name for unit in store.organisations.units()})
    assert units == {f"{key} by {word}" for key, word in answers}


def test_an_answer_is_kept_under_each_of_its_keys(database: Database) -> None:
    database.write(lambda store: store.heard.keep(["event/1", "form/x"], "done", NOON))
    found = database.read(lambda store: store.heard.answers(["form/x", "event/1"]))
    assert found == {"event/1": "done", "form/x": "done"}
    assert database.read(lambda store: store.heard.answers(["event/2"])) == {}


def test_one_key_heard_before_leaves_the_others_unheard(database: Database) -> None:
    database.write(lambda store: store.heard.keep(["form/x"], "done", NOON))
    with pytest.raises(Busy):
        database.write(lambda store: store.heard.keep(["event/1", "form/x"], "other", NOON))
    assert database.read(lambda store: store.heard.answers(["event/1", "form/x"])) == {"form/x": "done"}


def test_who_was_faster_is_seen_in_the_transaction_itself(database: Database) -> None:
    def work(store: Store) -> None:
        store.heard.keep(["event/1"], "done", NOON)
        with pytest.raises(Raced):
            store.heard.keep(["event/1"], "again", NOON)

    database.write(work)


def test_keys_are_forgotten_by_their_age(database: Database) -> None:
    days = range(5)

    def hear_daily(store: Store) -> None:
        for day in days:
            store.heard.keep([f"day {day}"], "done", NOON - timedelta(days=day))

    database.write(hear_daily)
    assert database.write(lambda store: store.heard.forget(NOON - timedelta(days=3))) == 1
    kept = database.read(lambda store: [day for day in days if store.heard.answers([f"day {day}"])])
    assert kept == [0, 1, 2, 3]
