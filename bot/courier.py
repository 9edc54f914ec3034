"""The courier: makes rooms show what the posts say; it sends, edits, removes, and keeps what the platforms answer."""

import asyncio
from collections.abc import Mapping
from functools import partial
from time import monotonic

import structlog

from bot.faults import traced
from bot.pacer import Pacer
from bot.transport import Destination, Receipt, Refused, Transport, TryLater, Undeliverable, Unknown
from handlers.desk import Desk
from handlers.language import Platform
from handlers.posts.claiming import Errand
from handlers.posts.settling import Later, NotTaken, Outcome, Stands, Unsure
from storage.posts import Due

ROOMS_AT_ONCE = 64  # rooms worked on side by side; posts of one room always go one after the other
PLATFORM_OFF = 3600.0  # seconds until a post of a platform without settings is looked at again
LONGEST_HOLD = 60.0  # seconds a platform's "later" holds back its whole lane; a longer one only its own post
SHARE = 8  # times as long as a look took, until the next: looking never takes the time from people
LONGEST_REST = 1.0
KEPT_TRIES = 8  # about two minutes
log = structlog.get_logger()


class Courier:
    """One loop that wakes when something is said or due, and a short-lived task per room with something to do."""

    def __init__(self, desk: Desk, transports: Mapping[Platform, Transport]) -> None:
        self.desk = desk
        self.transports = transports
        self._pacer = Pacer()
        self._woken = asyncio.Event()
        self._idle = asyncio.Event()
        self._rooms: dict[int, asyncio.Task[None]] = {}
        self._pacing: set[asyncio.Task[None]] = set()  # those that wait for their lane and have promised nothing yet
        self._loop: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Something may have to be said."""
        self._idle.clear()
        self._woken.set()

    async def start(self) -> None:
        """Settle what the last run left open, then begin."""
        unsure = await self.desk.recover()
        if unsure:
            log.warning("sends interrupted by the last stop are unknown now", count=unsure)
        self.wake()
        self._loop = asyncio.create_task(self._run(), name="courier")

    async def stop(self) -> None:
        """Finish the calls under way and begin no more."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
        for task in self._pacing:
            task.cancel()
        await asyncio.gather(*self._rooms.values(), return_exceptions=True)

    async def settled(self) -> None:
        """Wait until nothing is left to do now; the sandbox travels and tests look only then."""
        await self._idle.wait()

    async def _run(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            began = monotonic()
            try:
                await self._round()
            except Exception as error:  # the courier outlives whatever it was; only this look is lost
                log.error("a round of the courier failed; it goes on at the next knock", **traced(error))
                self._idle.set()
            await asyncio.sleep(min(SHARE * (monotonic() - began), LONGEST_REST))

    async def _round(self) -> None:
        """Give every room with something to do a task; idle when no room has any.

        With as many rooms under way as may be it looks no further: a finished one wakes it again.
        """
        if len(self._rooms) >= ROOMS_AT_ONCE:
            return
        rooms: dict[int, list[Due]] = {}
        for due in await self.desk.waiting(self.desk.now(), ROOMS_AT_ONCE * 2):
            rooms.setdefault(due.room, []).append(due)
        for room, dues in rooms.items():
            if room not in self._rooms and len(self._rooms) < ROOMS_AT_ONCE:
                task = asyncio.create_task(self._work(dues), name=f"room {room}")
                self._rooms[room] = task
                task.add_done_callback(partial(self._finished, room))
        if not rooms and not self._rooms and not self._woken.is_set():
            self._idle.set()

    def _finished(self, room: int, done: asyncio.Task[None]) -> None:
        del self._rooms[room]
        error = None if done.cancelled() else done.exception()
        if error is not None:
            log.error("work on a room failed", room=room, **traced(error))
            asyncio.get_running_loop().call_later(1, self.wake)
            return
        self.wake()

    async def _work(self, dues: list[Due]) -> None:
        """One call after the other. A post is decided about and marked only when its lane is free for the call."""
        for due in dues:
            transport = self.transports.get(Platform(due.platform))
            if transport is not None:
                await self._paced(transport, due)
            try:
                errand = await self.desk.claim(due.post)
            except Exception as error:  # one post that cannot be drawn must not hold up its room
                log.error("a post could not be drawn; the next in its room go on", post=due.post, **traced(error))
                await self.desk.put_off(due.post)
                continue
            if errand is not None:
                await self._kept(errand, await self._call(transport, errand, _workspace(due)))

    async def _kept(self, errand: Errand, outcome: Outcome) -> None:
        """Keep what the platform said, also through a database that is away for a while: it is said only once."""
        for attempt in range(KEPT_TRIES):
            try:
                return await self.desk.settle(errand, outcome)
            except Exception as error:  # whatever it was: a receipt lost would leave a message nobody can take back
                log.error("a receipt could not be kept", post=errand.post, attempt=attempt, **traced(error))
                await asyncio.sleep(min(2.0**attempt, LONGEST_HOLD))
        return await self.desk.settle(errand, outcome)

    async def _paced(self, transport: Transport, due: Due) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._pacing.add(task)
        try:
            await self._pacer.turn(_workspace(due), transport.pace.workspace)
            await self._pacer.turn(f"room/{due.room}", transport.pace.room)
        finally:
            self._pacing.discard(task)

    async def _call(self, transport: Transport | None, errand: Errand, lane: str) -> Outcome:
        """Make the one call, and put what the platform says into the desk's words."""
        if transport is None:
            return Later("platform is off", PLATFORM_OFF)  # it may be back at the next start
        try:
            return await _made(transport, errand)
        except Undeliverable as refused:
            return NotTaken(refused.reason, reachable=False)
        except Refused as refused:
            return NotTaken(refused.reason)
        except TryLater as later:
            self._pacer.hold(lane, later.seconds if later.seconds < LONGEST_HOLD else 0)
            return Later(later.reason, later.seconds)
        except Unknown as unknown:
            return Unsure(unknown.reason)
        except Exception as error:  # nothing a platform says: the call may have been made, so it counts as unknown
            log.error(
                "a call failed in a way no platform explains", post=errand.post, kind=errand.kind, **traced(error)
            )
            return Unsure("failed on our side")


async def _made(transport: Transport, errand: Errand) -> Stands:
    to = _destination(errand)
    receipt = Receipt(errand.message, errand.message_room, errand.message_address)
    match errand.kind:
        case "send":
            made = await transport.send(to, errand.sheet, errand.post)
            return Stands(made.message, made.room, made.address)
        case "edit":
            await transport.edit(to, receipt, errand.sheet, errand.post)
        case "remove":
            try:
                await transport.remove(to, receipt)
            except Refused:  # it cannot be taken away there: let it stand empty
                await transport.edit(to, receipt, errand.sheet, errand.post)
    return Stands()


def _workspace(due: Due) -> str:
    return f"{due.platform}/{due.workspace}"


def _destination(errand: Errand) -> Destination:
    room = errand.room
    return Destination(
        platform=Platform(room.platform),
        workspace=room.workspace,
        room=room.external_id or "",
        account=errand.account,
        address=room.address,
        thread=errand.thread,
    )
