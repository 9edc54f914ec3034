"""Time: a tick when nothing is due, in a small organisation and in a large one, and what each row that is due costs."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import func, insert, select, update
from sqlmodel import col

from benchmarks.race import ROUNDS, Row, compared
from handlers.desk import Desk
from storage.checkins import Checkin, Plan
from storage.communities import Community
from storage.database import Database
from storage.migrate import upgrade
from storage.people import Account, Person
from storage.rooms import Room
from storage.store import Store

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
COMMUNITIES = 50
DUE = 400  # plans that fall due together


async def rows(folder: Path) -> AsyncIterator[Row]:
    """A thousand plans beside a hundred thousand, on SQLite."""
    small, large = _organisation(folder, 20), _organisation(folder, 2_000)
    for desk in (small, large):
        await _ticked(desk, MORNING)
    idle = [(await _idle(large), await _idle(small)) for _ in range(ROUNDS)]
    mine, its, ratio = (median(column) for column in zip(*((a, b, a / b) for a, b in idle), strict=True))
    most = 1.5
    yield Row(
        "Clock: an idle tick at 100,000 plans beside 1,000",
        f"{mine * 1000:.2f} ms",
        f"{its * 1000:.2f} ms",
        f"{ratio:.2f}",
        f"≤ {most} x",
        ratio <= most,
    )
    each = [await _due(large, number) for number in range(1, ROUNDS + 1)]
    yield compared("Clock: asking, for each row that is due", median(each) * 1e6, "µs", 50)
    asked = await large.read(lambda store: store.connection.execute(select(func.count()).select_from(Checkin)).scalar())
    yield compared("  of those due, not asked", ROUNDS * DUE - int(asked or 0), "", 0)
    for desk in (small, large):
        desk.close()


async def _idle(desk: Desk) -> float:
    return median([await _ticked(desk, MORNING) for _ in range(40)])


async def _ticked(desk: Desk, now: datetime) -> float:
    begun = perf_counter()
    await desk.tick(now)
    return perf_counter() - begun


async def _due(desk: Desk, community: int) -> float:
    """Seconds for each of the plans when those of some people in one community are due, each person's once."""
    people = col(Plan.person_id).between((community - 1) * DUE + 1, community * DUE)
    those = update(Plan).where(people, col(Plan.community_id) == community).values(due_at=MORNING)
    await desk.write(lambda store: store.connection.execute(those).rowcount)
    return await _ticked(desk, MORNING) / DUE


def _organisation(folder: Path, people: int) -> Desk:
    """So many people, each with a plan in every community; nothing is due before next week."""
    url = f"sqlite:///{folder / f'{people}.db'}"
    upgrade(url)
    desk = Desk(Database(url), lambda: MORNING, lambda _card: 0)
    desk.database.write(lambda store: _fill(store, people))
    return desk


def _fill(store: Store, people: int) -> None:
    mine, here = {"organisation_id": store.organisation}, {"platform": "web", "workspace": "sandbox"}
    numbers, earlier = range(1, people + 1), MORNING - timedelta(days=60)
    known = {"role": "", "owner": False, "leader": False, "language": "da", "met_at": earlier, "welcomed_at": earlier}
    run = {"interest": "", "purpose": "", "language": "da", "weeks": 3, "at": "14:00", "founded_by": 1}
    topics = range(1, COMMUNITIES + 1)
    chat = {"name": "", "private": True, "outside": False, "address": ""}
    tables: list[tuple[type, list[dict[str, object]]]] = [
        (Person, [{"id": one, "name": f"P{one}", **known} for one in numbers]),
        (Account, [{"id": one, "person_id": one, "external_id": f"p{one}", **here} for one in numbers]),
        (Room, [{"person_id": one, "account_id": one, "external_id": f"r{one}", **here, **chat} for one in numbers]),
        (Community, [{"id": one, "name": f"C{one}", "founded_at": earlier, **run} for one in topics]),
        (Plan, [_plan(one, community) for one in numbers for community in topics]),
    ]
    for table, rows_of_it in tables:
        store.connection.execute(insert(table), [mine | row for row in rows_of_it])


def _plan(person: int, community: int) -> dict[str, object]:
    due = MORNING + timedelta(days=7, minutes=person % 600)
    asked = {"step": "Jeg lader dem vælge turen selv", "weekday": 0, "silent": 0, "slower": 1}
    return {"person_id": person, "community_id": community, "due_at": due, **asked}
