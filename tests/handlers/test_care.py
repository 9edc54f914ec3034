"""The weekly ceiling under a race: many people, several questions due at once, two desks side by side."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from handlers.desk import Desk
from handlers.posts.settling import Stands
from handlers.turn import Post, Turn
from storage.database import Database
from storage.migrate import upgrade
from storage.store import Store

PEOPLE, COMMUNITIES = 60, 4
NOW = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)


def populate(store: Store) -> None:
    """Sixty welcomed people, each with a plan due now in each of four communities."""
    people = []
    for number in range(PEOPLE):
        met = store.people.meet(f"P{number}", "da", platform="slack", workspace="T1", external=f"U{number}", now=NOW)
        store.people.welcomed(met.person_id, NOW)
        store.rooms.add(platform="slack", workspace="T1", private=True, person_id=met.person_id, account_id=met.key)
        people.append(met.person_id)
    for number in range(COMMUNITIES):
        community = store.communities.found(
            name=f"C{number}",
            interest="",
            purpose="",
            language="da",
            weeks=3,
            at="14:00",
            founded_by=people[0],
            founded_at=NOW,
        )
        assert community is not None
        for person in people:
            store.communities.join(community, person, NOW)
            store.checkins.add_plan(
                person_id=person, community_id=community, step="x", weekday=2, due_at=NOW, asked_at=None
            )


@pytest.fixture
def desks(database_url: str) -> Iterator[tuple[Desk, Desk]]:
    upgrade(database_url)
    first, second = (Desk(Database(database_url), lambda: NOW, lambda _card: 0) for _ in range(2))
    first.database.write(populate)
    yield first, second
    first.close()
    second.close()


async def send_everything(desk: Desk, sent: Counter[int]) -> None:
    """Claim, as a courier does, every post that waits, until none does."""
    while waiting := await desk.waiting(NOW, 500):
        for errand in await asyncio.gather(*(desk.claim(due.post) for due in waiting)):
            if errand is not None:
                sent[errand.room.key] += 1
                await desk.settle(errand, Stands(f"m{errand.post}", f"D{errand.room.key}"))


async def test_nobody_is_asked_twice_in_a_week_by_two_desks_at_once(desks: tuple[Desk, Desk]) -> None:
    sent: Counter[int] = Counter()
    await asyncio.gather(*(desk.tick(NOW) for desk in desks))
    await asyncio.gather(*(send_everything(desk, sent) for desk in desks))
    assert len(sent) == PEOPLE
    assert set(sent.values()) == {1}


async def test_questions_that_wait_already_are_held_to_the_ceiling_when_they_are_sent(desks: tuple[Desk, Desk]) -> None:
    def four_each(store: Store) -> None:
        turn = Turn(store, NOW)
        for plan in store.checkins.due(NOW, PEOPLE * COMMUNITIES):
            checkin = store.checkins.add(plan, NOW, last_word=False)
            turn.say_to(plan.person_id, Post(f"ask:{plan.key}", "ask", drawing="checkin.ask", subject=checkin))

    desks[0].database.write(four_each)
    sent: Counter[int] = Counter()
    await asyncio.gather(*(send_everything(desk, sent) for desk in desks))
    assert len(sent) == PEOPLE
    assert set(sent.values()) == {1}
