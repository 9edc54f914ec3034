"""Rooms: channels and private chats, and which of them a community may be heard in."""

import pytest
from sqlalchemy.exc import IntegrityError

from storage.shelf import Missing
from storage.store import Store
from tests.storage.making import a_community, a_person, a_room


def test_a_room_is_what_its_platform_calls_it(store: Store) -> None:
    key = a_room(store)
    found = store.rooms.find("web", "sandbox", "natur")
    assert found is not None
    assert (found.key, found.private, found.outside, found.people) == (key, False, False, None)
    for where in (("slack", "sandbox", "natur"), ("web", "other", "natur"), ("web", "sandbox", "Natur")):
        assert store.rooms.find(*where) is None


def test_there_are_no_two_of_one_room(store: Store) -> None:
    a_room(store)
    with pytest.raises(IntegrityError):
        a_room(store)


def test_private_chats_may_be_there_before_their_platform_has_named_them(store: Store) -> None:
    people = [a_person(store, name) for name in ("Mette", "Jonas")]
    for person in people:
        store.rooms.change(store.rooms.private_of(person)[0].key, external_id=None)
    accounts = [store.people.accounts(person)[0].key for person in people]
    rooms = [store.rooms.of_account(account) for account in accounts]
    assert [room and (room.external_id, room.person_id) for room in rooms] == [(None, person) for person in people]


def test_an_account_has_one_private_chat(store: Store) -> None:
    account = store.people.accounts(a_person(store))[0].key
    with pytest.raises(IntegrityError):
        store.rooms.add(platform="web", workspace="sandbox", private=True, account_id=account)


def test_the_private_chat_made_last_comes_first(store: Store) -> None:
    person = a_person(store)
    store.rooms.add(platform="slack", workspace="T1", private=True, person_id=person)
    a_room(store, "not private", person_id=person)
    assert [room.platform for room in store.rooms.private_of(person)] == ["slack", "web"]


def test_a_community_meets_in_its_rooms_but_in_none_shared_with_others(store: Store) -> None:
    community = a_community(store)
    natur, ude, _other = (a_room(store, name, name=name) for name in ("natur", "ude", "elsewhere"))
    for room in (natur, ude):
        store.rooms.change(room, community_id=community)
    assert [room.name for room in store.rooms.of_community(community)] == ["natur", "ude"]
    store.rooms.change(ude, outside=True)
    assert [room.name for room in store.rooms.of_community(community)] == ["natur"]


def test_a_room_that_is_not_there_is_missing(store: Store) -> None:
    with pytest.raises(Missing):
        store.rooms.get(4711)
