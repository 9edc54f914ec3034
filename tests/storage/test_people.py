"""People: one human, however many accounts."""

import pytest

from storage.people import Account
from storage.shelf import Missing
from storage.store import Store
from tests.storage.making import MINUTE, NOON


def meet(store: Store, name: str = "Mette", platform: str = "slack", external: str = "U1") -> Account:
    return store.people.meet(name, "en", platform=platform, workspace="T1", external=external, now=NOON)


def test_whoever_is_new_is_somebody_with_an_account_and_no_rights(store: Store) -> None:
    account = meet(store)
    person = store.people.get(account.person_id)
    assert (person.name, person.language, person.met_at, person.role) == ("Mette", "en", NOON, "")
    assert (person.owner, person.leader, person.welcomed_at, person.unit_id) == (False, False, None, None)
    assert store.people.behind("slack", "T1", "U1") == person.key
    assert store.people.account(account.key) == account


@pytest.mark.parametrize("who", [("teams", "T1", "U1"), ("slack", "T2", "U1"), ("slack", "T1", "u1")])
def test_the_same_id_elsewhere_is_somebody_else(store: Store, who: tuple[str, str, str]) -> None:
    meet(store)
    assert store.people.behind(*who) is None


def test_people_are_found_by_name_and_by_the_platforms_id(store: Store) -> None:
    one, two, _three = meet(store), meet(store, external="U2"), meet(store, "Jonas", "teams", "U1")
    assert [person.key for person in store.people.named("Mette")] == [one.person_id, two.person_id]
    assert store.people.named("mette") == []
    assert store.people.by_external("slack", "U1") == [one.person_id]
    assert [person.name for person in store.people.all()] == ["Mette", "Mette", "Jonas"]
    assert store.people.accounts(two.person_id) == [two]


def test_the_first_welcome_counts(store: Store) -> None:
    person = meet(store).person_id
    store.people.welcomed(person, NOON)
    store.people.welcomed(person, NOON + MINUTE)
    assert store.people.get(person).welcomed_at == NOON


def test_what_one_says_of_oneself_is_said_of_nobody_else(store: Store) -> None:
    one, other = meet(store).person_id, meet(store, "Jonas", external="U2").person_id
    store.people.change(one, role="pædagog", language="da")
    assert (store.people.get(one).role, store.people.get(other).role) == ("pædagog", "")


def test_who_is_not_there_is_missing(store: Store) -> None:
    with pytest.raises(Missing):
        store.people.get(4711)
    with pytest.raises(Missing):
        store.people.account(4711)
