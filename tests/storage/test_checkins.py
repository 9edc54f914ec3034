"""Check-ins: who is due, in a fair order; the first answer counts."""

from datetime import datetime

import pytest

from storage.shelf import Missing
from storage.store import Store
from tests.storage.making import MINUTE, NOON, a_community, a_person, a_plan


def two_people(store: Store) -> tuple[int, int, int]:
    """Two, and a community."""
    return a_person(store), a_person(store, "Jonas"), a_community(store)


def due(store: Store, now: datetime = NOON, most: int = 9) -> list[int]:
    return [plan.key for plan in store.checkins.due(now, most)]


def test_a_plan_is_due_at_its_moment_and_not_before(store: Store) -> None:
    person, _, community = two_people(store)
    key = a_plan(store, person, community, NOON)
    assert due(store, NOON - MINUTE) == []
    assert due(store, NOON) == [key]
    assert store.checkins.next_due() == NOON


def test_a_plan_at_rest_is_never_due(store: Store) -> None:
    person, _, community = two_people(store)
    a_plan(store, person, community, due_at=None)
    assert (due(store), store.checkins.next_due()) == ([], None)


def test_of_those_due_together_whoever_was_asked_longest_ago_comes_first(store: Store) -> None:
    person, other, natur = two_people(store)
    leg, ude = a_community(store, "Leg"), a_community(store, "Ude")
    lately = a_plan(store, person, natur, asked_at=NOON - MINUTE)
    long_ago = a_plan(store, person, leg, asked_at=NOON - 9 * MINUTE)
    never = a_plan(store, person, ude)
    early = a_plan(store, other, natur, NOON - MINUTE, asked_at=NOON - MINUTE)
    assert due(store) == [early, never, long_ago, lately]
    assert due(store, most=2) == [early, never]


def test_plans_are_found_by_whose_and_where_they_are(store: Store) -> None:
    person, other, natur = two_people(store)
    leg = a_community(store, "Leg")
    one, two, three = a_plan(store, person, leg), a_plan(store, person, natur), a_plan(store, other, natur)
    assert [plan.key for plan in store.checkins.plans_of(person)] == [one, two]
    assert [plan.key for plan in store.checkins.plans_in(natur)] == [two, three]
    found = store.checkins.plan_of(person, natur)
    assert found is not None
    assert (found.key, found.silent, found.slower) == (two, 0, 1)
    assert store.checkins.plan_of(other, leg) is None


def test_a_check_in_quotes_the_step_as_it_was_when_asked(store: Store) -> None:
    person, _, community = two_people(store)
    plan = a_plan(store, person, community)
    key = store.checkins.add(store.checkins.plan(plan), NOON, last_word=False)
    store.checkins.change_plan(plan, step="something else")
    checkin = store.checkins.get(key)
    assert (checkin.step, checkin.answer, checkin.closed) == ("ask the young", "", False)
    assert (checkin.plan_id, checkin.person_id, checkin.community_id) == (plan, person, community)


def test_the_first_answer_counts(store: Store) -> None:
    person, _, community = two_people(store)
    key = store.checkins.add(store.checkins.plan(a_plan(store, person, community)), NOON, last_word=False)
    assert store.checkins.answer(key, "done", "it went well", NOON)
    assert not store.checkins.answer(key, "not yet", "", NOON + MINUTE)
    store.checkins.close(key)
    checkin = store.checkins.get(key)
    assert (checkin.answer, checkin.words, checkin.answered_at, checkin.closed) == ("done", "it went well", NOON, True)


def test_a_word_in_private_answers_the_latest_question_still_open(store: Store) -> None:
    person, other, community = two_people(store)
    plan = store.checkins.plan(a_plan(store, person, community))
    old, new = (store.checkins.add(plan, NOON + late * MINUTE, last_word=False) for late in (0, 5))
    store.checkins.add(store.checkins.plan(a_plan(store, other, community)), NOON + 9 * MINUTE, last_word=False)
    assert [one.key for one in store.checkins.open_of(person)] == [new, old]
    found = store.checkins.latest_open(person, NOON)
    assert found is not None
    assert found.key == new
    store.checkins.answer(new, "done", "", NOON)
    found = store.checkins.latest_open(person, NOON)
    assert found is not None
    assert found.key == old
    assert store.checkins.latest_open(person, NOON + MINUTE) is None


def test_what_is_not_there_is_missing(store: Store) -> None:
    with pytest.raises(Missing):
        store.checkins.plan(4711)
    with pytest.raises(Missing):
        store.checkins.get(4711)
