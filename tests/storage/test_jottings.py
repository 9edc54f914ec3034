"""Words written freely: seen by who wrote them, gone when they say so, their number never given to other words."""

from storage.database import Database
from storage.store import Store
from tests.storage.making import MINUTE, NOON, a_person


def test_words_are_seen_by_who_wrote_them_alone(store: Store) -> None:
    person, other = a_person(store), a_person(store, "Jonas")
    key = store.jottings.add(person, "vi var i skoven", NOON)
    found = store.jottings.mine(key, person)
    assert found is not None
    assert (found.text, found.at) == ("vi var i skoven", NOON)
    assert store.jottings.mine(key, other) is None
    assert store.jottings.mine(None, person) is None


def test_nobody_else_forgets_them(store: Store) -> None:
    person, other = a_person(store), a_person(store, "Jonas")
    key = store.jottings.add(person, "hej", NOON)
    assert not store.jottings.forget(key, other)
    assert store.jottings.forget(key, person)
    assert not store.jottings.forget(key, person)


def test_words_nobody_came_back_to_go_by_their_age(store: Store) -> None:
    person = a_person(store)
    old, new = (store.jottings.add(person, "hej", NOON + late * MINUTE) for late in (0, 2))
    assert store.jottings.forget_before(NOON + MINUTE) == 1
    assert store.jottings.mine(old, person) is None
    assert store.jottings.mine(new, person) is not None


def test_an_old_button_never_finds_newer_words(database: Database) -> None:
    """A button carries the number of the words; SQLite would give the number of dropped ones to the next."""
    person = database.write(a_person)
    first = database.write(lambda store: store.jottings.add(person, "one", NOON))
    database.write(lambda store: store.jottings.forget(first, person))
    second = database.write(lambda store: store.jottings.add(person, "two", NOON))
    assert second != first
