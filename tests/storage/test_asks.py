"""The weekly ceiling: nobody is asked more often, whoever asks and however many at once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import Busy, Database
from storage.store import Store
from tests.storage.making import a_person, a_post, a_room

PEOPLE, POSTS = 60, 4
WEEK = "2026-W48"


def cast(store: Store, people: int, posts: int) -> list[tuple[int, list[int]]]:
    """People, each with posts that would ask them something."""
    room = a_room(store)
    everybody = [a_person(store, f"person {number}") for number in range(people)]
    return [
        (one, [a_post(store, room, f"ask {one} {number}", purpose="ask", person_id=one).key for number in range(posts)])
        for one in everybody
    ]


@pytest.mark.parametrize("ceiling", [1, 2])
def test_however_many_ask_at_once_nobody_gets_more_than_the_ceiling(database: Database, ceiling: int) -> None:
    everybody = database.write(lambda store: cast(store, PEOPLE, POSTS))
    two = Database(database.url), Database(database.url)
    asks = [(person, posts[number]) for number in range(POSTS) for person, posts in everybody]

    def take(number: int) -> bool:
        person, post = asks[number]
        for _ in range(9):
            try:
                return two[number % 2].write(lambda store: store.asks.take(person, WEEK, ceiling, post))
            except Busy:  # whoever asks comes back; nothing has changed
                continue
        raise AssertionError("never its turn")

    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(take, range(len(asks))))
    for one in two:
        one.close()
    assert sum(taken) == PEOPLE * ceiling
    counted = database.read(lambda store: {store.asks.taken(person, WEEK) for person, _ in everybody})
    assert counted == {ceiling}


def test_a_question_taken_twice_counts_once(database: Database) -> None:
    ((person, (post, other)),) = database.write(lambda store: cast(store, 1, 2))
    assert database.write(lambda store: store.asks.take(person, WEEK, 1, post))
    assert database.write(lambda store: store.asks.take(person, WEEK, 1, post))
    assert not database.write(lambda store: store.asks.take(person, WEEK, 1, other))
    assert database.read(lambda store: store.asks.taken(person, WEEK)) == 1


def test_a_question_that_never_arrived_is_given_back(database: Database) -> None:
    ((person, (post, other)),) = database.write(lambda store: cast(store, 1, 2))
    database.write(lambda store: store.asks.take(person, WEEK, 1, post))
    database.write(lambda store: store.asks.give_back(other))
    assert database.read(lambda store: store.asks.taken(person, WEEK)) == 1, "another's is not given back"
    database.write(lambda store: store.asks.give_back(post))
    assert database.write(lambda store: store.asks.take(person, WEEK, 1, other))


def test_every_week_has_its_own(database: Database) -> None:
    ((person, (post, other)),) = database.write(lambda store: cast(store, 1, 2))
    assert database.write(lambda store: store.asks.take(person, WEEK, 1, post))
    assert database.write(lambda store: store.asks.take(person, "2026-W49", 1, other))


Step = tuple[Literal["take", "give back"], int, int, int]  # of which person, in which week, which of their posts
STEPS = st.lists(
    st.tuples(st.sampled_from(("take", "take", "give back")), st.integers(0, 1), st.integers(0, 1), st.integers(0, 3)),
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, ceiling=st.integers(1, 3))
def test_whatever_is_taken_and_given_back_the_week_is_a_set_of_posts(
    database: Database, steps: list[Step], ceiling: int
) -> None:
    weeks: dict[tuple[int, int], set[int]] = {}
    organisation = database.organisation()
    with database.engine.connect() as connection, connection.begin() as undone:
        store = Store(connection, organisation)
        everybody = cast(store, 2, 4)
        for what, who, week, number in steps:
            person, posts = everybody[who]
            mine, post = weeks.setdefault((who, week), set()), posts[number]
            if what == "take":
                fits = post in mine or len(mine) < ceiling
                assert store.asks.take(person, str(week), ceiling, post) == fits
                mine |= {post} if fits else set()
            else:
                store.asks.give_back(post)
                for other in weeks.values():
                    other.discard(post)
            assert store.asks.taken(person, str(week)) == len(mine)
        undone.rollback()
