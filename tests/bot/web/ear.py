"""A desk that only listens, over a real database: it keeps what it heard and gives the answers laid ready."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from handlers.language import Answer, Card, Done, Inbound, Platform
from storage.database import Database
from storage.store import Store

Result = TypeVar("Result")
FRIDAY = datetime(2026, 11, 20, 13, 3, tzinfo=UTC)


@dataclass(slots=True)
class ListeningEar:
    """`answers` are given in turn, then Done; an exception among them is raised. The clock stands until it is set."""

    database: Database
    moment: datetime = FRIDAY
    answers: deque[Answer | Exception] = field(default_factory=deque)
    heard: list[Inbound] = field(default_factory=list)
    installed: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        return self.moment

    async def receive(self, inbound: Inbound) -> Answer:
        self.heard.append(inbound)
        answer = self.answers.popleft() if self.answers else Done()
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def reply(self, inbound: Inbound, card: Card) -> None:
        raise AssertionError(f"every request of the sandbox carries its answer, but {inbound} got {card}")

    async def install(self, platform: Platform, workspace: str) -> None:
        self.installed.append(f"{platform}:{workspace}")

    async def read(self, work: Callable[[Store], Result]) -> Result:
        return await asyncio.to_thread(self.database.read, work)

    async def write(self, work: Callable[[Store], Result]) -> Result:
        return await asyncio.to_thread(self.database.write, work)
