"""A desk that only listens: it keeps what it heard and gives the answers that were laid ready."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from handlers.language import Answer, Card, Done, Inbound, Platform
from storage.store import Store

Result = TypeVar("Result")


@dataclass(slots=True)
class ListeningEar:
    """`answers` are given in turn, then Done; an exception among them is raised, as a fault of the desk's would be."""

    answers: deque[Answer | Exception] = field(default_factory=deque)
    heard: list[Inbound] = field(default_factory=list)
    replies: list[tuple[Inbound, Card]] = field(default_factory=list)
    installed: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        return datetime(2026, 11, 20, 14, tzinfo=UTC)

    async def receive(self, inbound: Inbound) -> Answer:
        self.heard.append(inbound)
        answer = self.answers.popleft() if self.answers else Done()
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def reply(self, inbound: Inbound, card: Card) -> None:
        self.replies.append((inbound, card))

    async def install(self, platform: Platform, workspace: str) -> None:
        self.installed.append(f"{platform}:{workspace}")

    async def read(self, work: Callable[[Store], Result]) -> Result:
        raise AssertionError(f"Teams keeps no rows of its own, but does {work}")

    async def write(self, work: Callable[[Store], Result]) -> Result:
        raise AssertionError(f"Teams keeps no rows of its own, but does {work}")
