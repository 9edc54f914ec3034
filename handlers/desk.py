"""The desk: the only opener of transactions, with a door each for people, time, the courier and the command line.

Outside is async, inside is sync: every call is one hop to a thread that holds the whole transaction, shielded from
a caller who gives up. One thread writes, committing together what waits together; a few read.
"""

import asyncio
import contextvars
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from handlers import hearing, routes
from handlers.commands import understood
from handlers.language import Answer, Card, Inbound, Measure, Platform, Refused
from handlers.legible import legible
from handlers.phrases import card, line
from handlers.posts.claiming import Errand, claim
from handlers.posts.settling import Outcome, recover, settle
from handlers.turn import Turn
from handlers.words import words
from handlers.writer import Writer
from storage.database import Busy, Database
from storage.posts import Due
from storage.shelf import Missing
from storage.store import Store

Result = TypeVar("Result")
BATCH = 20  # rows a tick looks at in one transaction, so that people never wait long behind it
PATIENCE = 30  # times what the clock and the courier do makes way for others, up to a second each
TIDY_EVERY = timedelta(hours=1)
log = structlog.get_logger()


class Desk:
    """Takes what was heard, what time it is and what the platforms said, and lets the handlers decide."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        measure: Measure,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        routes.check()
        self.database = database
        self.now = now
        self.wake = wake
        self._measure = measure
        self._writer = Writer(database)
        self._readers = ThreadPoolExecutor(4, "read")
        self._tidied: datetime | None = None
        self._ours: set[hearing.Workspace] = set()

    async def receive(self, inbound: Inbound) -> Answer:
        """Do what was heard, once; never raises for what people send."""
        _ = words(inbound.who.language)
        if not inbound.who.member:
            return _kindly(inbound, _("I am here for people who work in the organisation itself."))
        meant = understood(legible(inbound))
        try:
            if hearing.only_reads(meant):
                seen = await self.read(lambda store: hearing.look(store, meant, self.now(), self._measure, self._ours))
                if seen is not None:
                    return seen
            heard = await self.write(lambda store: hearing.hear(store, meant, self.now(), self._measure, self._ours))
        except Missing:
            return _kindly(inbound, _("That is not here any more. Nothing has changed."))
        except Busy:
            return _kindly(inbound, _("There is a lot going on right now. Try once more in a moment."))
        if heard.said:
            self.wake()
        return heard.answer

    async def reply(self, inbound: Inbound, sheet: Card) -> None:
        """Make an answer a private message after all."""
        await self.write(lambda store: hearing.reply(store, inbound, sheet, self.now(), self._measure))
        self.wake()

    async def install(self, platform: Platform, workspace: str) -> None:
        """This workspace or tenant is the organisation's own."""
        await self.write(lambda store: store.organisations.install(platform, workspace))

    async def tick(self, now: datetime) -> datetime | None:
        """Do what is due at this moment; returns the next moment anything is."""
        await self._tidy(now)
        for due in routes.DUE:
            while await self._surely(partial(_at, now, partial(_batch, due))) >= BATCH:
                pass  # the next batch queues behind the people who have spoken meanwhile
        self.wake()
        return await self.next_due()

    async def next_due(self) -> datetime | None:
        """The next moment anything is to be asked or tried."""
        return await self.read(_next_due)

    async def waiting(self, now: datetime, most: int) -> list[Due]:
        """Posts the courier has something to do about."""
        return await self.read(lambda store: store.posts.waiting(now, most))

    async def claim(self, post: int) -> Errand | None:
        """Decide about a post right before its call, and mark it."""
        return await self._surely(lambda store: claim(Turn(store, self.now()), post, routes.draw))

    async def put_off(self, post: int) -> None:
        """A post that cannot be drawn is tried again in an hour, so that it holds nobody up."""
        later = self.now() + timedelta(hours=1)
        await self._surely(lambda store: store.posts.change(post, due_at=later, reason="could not be drawn"))

    async def settle(self, errand: Errand, outcome: Outcome) -> None:
        """Keep what a platform said of a call."""
        await self._surely(lambda store: settle(Turn(store, self.now()), errand, outcome))
        self.wake()

    async def recover(self) -> int:
        """At start: what was being sent when we stopped is unknown from now on."""
        return await self._surely(lambda store: recover(Turn(store, self.now())))

    async def read(self, work: Callable[[Store], Result]) -> Result:
        """One reading transaction."""
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await asyncio.shield(loop.run_in_executor(self._readers, context.run, self.database.read, work))

    async def write(self, work: Callable[[Store], Result]) -> Result:
        """One writing transaction; it may be run again, so it only touches the store."""
        written: Result = await asyncio.shield(asyncio.wrap_future(self._writer.submit(work)))
        return written

    def close(self) -> None:
        """Finish what is under way and close the database."""
        self._writer.close()
        self._readers.shutdown()
        self.database.close()

    async def _surely(self, work: Callable[[Store], Result]) -> Result:
        """A writing transaction nobody waits for: where others are faster it makes way and comes back."""
        for attempt in range(PATIENCE):
            try:
                return await self.write(work)
            except Busy:
                await asyncio.sleep(random.uniform(0.5, 1.0) * min(0.01 * 2**attempt, 1.0))  # noqa: S311 - jitter
        return await self.write(work)

    async def _tidy(self, now: datetime) -> None:
        if self._tidied is None or now - self._tidied >= TIDY_EVERY:
            self._tidied = now
            for tidy in routes.TIDY:
                await self._surely(partial(_at, now, tidy))


def _next_due(store: Store) -> datetime | None:
    moments = [moment for moment in (store.checkins.next_due(), store.posts.next_due()) if moment is not None]
    return min(moments, default=None)


def _kindly(inbound: Inbound, sentence: str) -> Answer:
    log.info(
        "refused", platform=inbound.who.platform, verb=inbound.verb if inbound.verb in routes.ROUTES else "unknown"
    )
    return Refused(card(sentence, line(sentence)))


def _at(now: datetime, work: Callable[[Turn], Result], store: Store) -> Result:
    """What the clock does, as work on a store."""
    return work(Turn(store, now))


def _batch(due: Callable[[Turn, int], int], turn: Turn) -> int:
    return due(turn, BATCH)
