"""Communities: a name is taken once; one joins once, leaves, and comes back."""

import pytest

from storage.shelf import Missing
from storage.store import Store
from tests.storage.making import MINUTE, NOON, a_community, a_person


def test_a_name_is_taken_once(store: Store) -> None:
    key = a_community(store)
    given = {"interest": "", "purpose": "", "language": "da", "weeks": 3, "at": "14:00", "founded_at": NOON}
    assert store.communities.found(name="Natur", founded_by=a_person(store), **given) is None
    assert store.communities.named("Natur") == store.communities.get(key)
    assert store.communities.named("natur") is None


def test_communities_come_by_name(store: Store) -> None:
    for name in ("Natur", "Bevægelse", "Leg"):
        a_community(store, name)
    assert [one.name for one in store.communities.all()] == ["Bevægelse", "Leg", "Natur"]


def test_one_joins_once(store: Store) -> None:
    community, person = a_community(store), a_person(store)
    assert not store.communities.has(community, person)
    assert store.communities.join(community, person, NOON)
    assert not store.communities.join(community, person, NOON)
    assert store.communities.has(community, person)


def test_one_leaves_once_and_may_come_back(store: Store) -> None:
    community, person = a_community(store), a_person(store)
    assert not store.communities.leave(community, person, NOON)
    store.communities.join(community, person, NOON)
    assert store.communities.leave(community, person, NOON + MINUTE)
    assert not store.communities.leave(community, person, NOON + MINUTE)
    assert not store.communities.has(community, person)
    assert store.communities.of(person) == []
    assert store.communities.join(community, person, NOON + 2 * MINUTE)
    assert store.communities.has(community, person)


def test_ones_communities_are_those_one_is_in_now(store: Store) -> None:
    person = a_person(store)
    natur, leg, ude = (a_community(store, name) for name in ("Natur", "Leg", "Ude"))
    for one in (natur, leg, ude):
        store.communities.join(one, person, NOON)
    store.communities.leave(ude, person, NOON)
    assert [one.name for one in store.communities.of(person)] == ["Leg", "Natur"]


def test_a_community_that_is_not_there_is_missing(store: Store) -> None:
    assert store.communities.find(4711) is None
    with pytest.raises(Missing):
        store.communities.get(4711)
