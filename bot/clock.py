"""The clock: APScheduler knocks, the desk's tick does the work; and travelling ahead, in the sandbox."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.courier import Courier
from handlers.desk import Desk

KNOCK_EVERY = timedelta(seconds=20)  # also how soon a change made by the command line is noticed
LEAST_STEP = timedelta(seconds=1)  # on a journey, where what is due waits behind something else in its room
MOST_STOPS = 5_000  # due moments on one journey; more than ten years of a small organisation


def real_now() -> datetime:
    """The moment it is, aware UTC."""
    return datetime.now(UTC)


class Travelled:
    """A clock that can be ahead of the real one and never goes back."""

    def __init__(self, real: Callable[[], datetime] = real_now) -> None:
        self._real = real
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        """The moment it is here."""
        return self._real() + self.ahead

    def reach(self, moment: datetime) -> None:
        """Be at `moment`, unless that is past already."""
        self.ahead = max(self.ahead, moment - self._real())


class Clock:
    """Knocks at the desk: regularly, and at the next due moment."""

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        self.desk = desk
        self.now = now
        self._scheduler: AsyncIOScheduler | None = None
        self._ticking = asyncio.Lock()

    async def start(self) -> None:
        """Begin to knock."""
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        once = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        self._scheduler.add_job(self.knock, "interval", seconds=KNOCK_EVERY.total_seconds(), **once)
        self._scheduler.start()
        await self.knock()

    async def stop(self) -> None:
        """Knock no more."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
        async with self._ticking:
            self._scheduler = None

    async def knock(self) -> None:
        """Do what is due, and come back when the next thing is."""
        async with self._ticking:
            due = await self.desk.tick(self.now())
            ahead = timedelta() if due is None else due - self.now()
            # What is due already waits for its lane, and the courier knows: a knock would not make it faster.
            if self._scheduler is not None and timedelta() < ahead < KNOCK_EVERY:
                at = real_now() + ahead
                self._scheduler.add_job(
                    self.knock, "date", run_date=at, id="next", replace_existing=True, misfire_grace_time=None
                )


def traveller(desk: Desk, courier: Courier, clock: Travelled) -> Callable[[datetime], Awaitable[datetime]]:
    """A way ahead in time: ticks at each due moment on the way with its own now, and waits for the courier at each."""

    async def travel(to: datetime) -> datetime:
        for _stop in range(MOST_STOPS):
            await desk.tick(clock())
            await courier.settled()
            due = await desk.next_due()
            if due is None or due > to:
                break
            clock.reach(max(due, clock() + LEAST_STEP))
        clock.reach(to)
        await desk.write(lambda store: store.moments.travel(clock.ahead))
        await desk.tick(clock())
        await courier.settled()
        return clock()

    return travel
