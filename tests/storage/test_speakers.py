"""Who is speaking: found by the account, with the private chat of that very account."""

from storage.store import Store
from tests.storage.making import NOON, a_person


def test_a_speaker_is_the_person_behind_the_account(store: Store) -> None:
    unit = store.organisations.unit_named("Klub Solsikken")
    person = a_person(store)
    store.people.change(person, unit_id=unit, unit_asked_at=NOON, owner=True)
    room = store.rooms.private_of(person)[0]
    store.rooms.change(room.key, address="where to write")
    found = store.speakers.find("web", "sandbox", "mette")
    assert found is not None
    assert (found.person, found.name, found.language, found.owner) == (person, "Mette", "da", True)
    assert (found.unit, found.unit_asked_at) == (unit, NOON)
    assert (found.room, found.room_external, found.room_address) == (room.key, "@Mette", "where to write")
    assert found.account == room.account_id


def test_somebody_new_is_nobody_yet(store: Store) -> None:
    a_person(store)
    for who in (("web", "sandbox", "jonas"), ("slack", "sandbox", "mette"), ("web", "elsewhere", "mette")):
        assert store.speakers.find(*who) is None
