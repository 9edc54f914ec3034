"""Stories: a draft becomes what its teller lets it become, and goes where they let it go."""

from datetime import timedelta

import pytest

from storage.shelf import Missing
from storage.store import Store
from tests.storage.making import MINUTE, NOON, a_community, a_person, a_story


def test_a_story_begins_as_a_draft_of_ones_own(store: Store) -> None:
    teller, community = a_person(store), a_community(store)
    story = store.stories.get(a_story(store, teller, community))
    assert (story.state, story.tried, story.teller_id, story.brakes) == ("draft", "we went out", teller, 0)
    assert (story.created_at, story.shared_at, story.ended_at) == (NOON, None, None)


def test_a_story_moves_only_from_where_it_is(store: Store) -> None:
    key = a_story(store, a_person(store), a_community(store))
    assert store.stories.move(key, ("draft", "hidden"), "shared", shared_at=NOON)
    assert not store.stories.move(key, ("draft", "hidden"), "discarded", ended_at=NOON)
    story = store.stories.get(key)
    assert (story.state, story.shared_at, story.ended_at) == ("shared", NOON, None)


def test_a_story_goes_where_it_may_and_nowhere_else(store: Store) -> None:
    home, leg, ude = (a_community(store, name) for name in ("Natur", "Leg", "Ude"))
    key = a_story(store, a_person(store), home)
    assert store.stories.places(store.stories.get(key)) == [home]
    store.stories.let_go_to(key, [ude, leg])
    assert store.stories.places(store.stories.get(key)) == [home, ude, leg]
    store.stories.let_go_to(key, [leg])
    store.stories.change(key, here=False)
    assert store.stories.places(store.stories.get(key)) == [leg]
    store.stories.let_go_to(key, [])
    assert store.stories.places(store.stories.get(key)) == []


def test_what_one_has_told_leaves_out_what_is_taken_back(store: Store) -> None:
    teller, community = a_person(store), a_community(store)
    other = a_story(store, a_person(store, "Jonas"), community)
    keys = {
        state: a_story(store, teller, community) for state in ("draft", "shared", "hidden", "withdrawn", "discarded")
    }
    for state, key in keys.items():
        store.stories.change(key, state=state)
    told = [story.key for story in store.stories.told_by(teller)]
    assert told == [keys["hidden"], keys["shared"], keys["draft"]]
    assert other not in told
    assert store.stories.last() == keys["discarded"]


def test_new_stories_are_counted_where_and_when_they_came(store: Store) -> None:
    teller, natur, leg = a_person(store), a_community(store), a_community(store, "Leg")
    for community, late in ((natur, 0), (natur, 2), (leg, 2)):
        key = a_story(store, teller, community)
        store.stories.change(key, state="shared", shared_at=NOON + late * MINUTE)
    a_story(store, teller, natur)
    assert store.stories.shared_since(NOON + MINUTE, [natur]) == 1
    assert store.stories.shared_since(NOON + MINUTE, [natur, leg]) == 2
    assert store.stories.shared_since(NOON - timedelta(days=1), [natur]) == 2
    assert store.stories.shared_since(NOON, []) == 0


def test_a_story_that_is_not_there_is_missing(store: Store) -> None:
    assert (store.stories.find(4711), store.stories.last()) == (None, None)
    with pytest.raises(Missing):
        store.stories.get(4711)
