"""Whatever happens, in whatever order: nobody is sent more than one question in an ISO week, nor the same one twice."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Awaitable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from handlers.calendar import iso_week
from handlers.posts.settling import Later, NotTaken, Outcome, Stands, Unsure
from tests.handlers.checkins.checking import STEP, ZONE
from tests.handlers.world import World
from tests.handlers.worlds import Worlds

OUTCOMES: list[Outcome] = [Stands("m", "@mette"), Unsure("timeout"), NotTaken("no"), Later("ratelimited", 60)]
WORDS = ["ask me now", "pause", "continue", "stop", "They chose the swamp."]
Result = TypeVar("Result")
COMMUNITIES = ("natur", "kreativ", "leg")


class Weeks(RuleBasedStateMachine):
    """Mette in three communities, a desk, and a courier whose calls end in every way."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.context = Worlds(Path(self.folder.name))()
        self.world: World = self.run(self.context.__aenter__())
        self.sent: Counter[str] = Counter()  # calls that may have reached her, by week
        self.cards: Counter[int] = Counter()  # and by post
        self.run(self.begins())

    def run(self, work: Awaitable[Result]) -> Result:
        return self.loop.run_until_complete(_awaited(work))

    async def begins(self) -> None:
        for number, room in enumerate(COMMUNITIES):
            await self.world.founds("mette", room)
            await self.world.fills("mette", "community.rhythm", room, weeks=1)
            await self.world.fills("mette", "checkin.start", room, step=STEP, weekday=number + 1)
        await self.calls([Stands("m", "@mette")])

    async def calls(self, outcomes: list[Outcome]) -> None:
        """Claim what waits, as a courier does, and let each call end in one of these ways."""
        for number, due in enumerate(await self.world.desk.waiting(self.world.clock(), 100)):
            errand = await self.world.desk.claim(due.post)
            if errand is None:
                continue
            outcome = outcomes[number % len(outcomes)] if errand.kind == "send" else Stands()
            ask = self.world.post(key=due.post).purpose == "ask"
            if ask and errand.kind == "send" and isinstance(outcome, Stands | Unsure):
                self.sent[iso_week(self.world.clock(), ZONE)] += 1
                self.cards[due.post] += 1
            await self.world.desk.settle(errand, outcome)

    @rule(hours=st.sampled_from([1, 5, 24, 48, 7 * 24]))
    def time_passes(self, hours: int) -> None:
        self.run(self.world.wakes(timedelta(hours=hours)))

    @rule(late=st.sampled_from([0, 0, 2, 7]), outcomes=st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=2))
    def the_next_question_falls_due(self, late: int, outcomes: list[Outcome]) -> None:
        due = self.world.ask(lambda store: store.checkins.next_due())
        if due is not None:
            self.run(self.world.wakes(due + timedelta(hours=late)))
        self.run(self.calls(outcomes))

    @rule(outcomes=st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=3))
    def the_courier_calls(self, outcomes: list[Outcome]) -> None:
        self.run(self.calls(outcomes))

    @rule(words=st.sampled_from(WORDS))
    def mette_says(self, words: str) -> None:
        self.run(self.world.says("mette", words))

    @rule(room=st.sampled_from(COMMUNITIES), weekday=st.integers(0, 6))
    def mette_writes_a_step(self, room: str, weekday: int) -> None:
        self.run(self.world.presses("mette", "community.join", room))
        self.run(self.world.fills("mette", "checkin.start", room, step=STEP, weekday=weekday))

    @rule(room=st.sampled_from(COMMUNITIES))
    def mette_leaves(self, room: str) -> None:
        self.run(self.world.presses("mette", "community.leave", room))

    @rule()
    def the_program_stops_while_sending(self) -> None:
        for due in self.run(self.world.desk.waiting(self.world.clock(), 100)):
            errand = self.run(self.world.desk.claim(due.post))
            if errand is not None and errand.kind == "send" and self.world.post(key=due.post).purpose == "ask":
                self.sent[iso_week(self.world.clock(), ZONE)] += 1
                self.cards[due.post] += 1
        self.run(self.world.desk.recover())

    @invariant()
    def nobody_is_asked_twice(self) -> None:
        assert all(count <= 1 for count in self.sent.values()), self.sent
        assert all(count <= 1 for count in self.cards.values()), self.cards

    def teardown(self) -> None:
        self.run(self.context.__aexit__(None, None, None))
        self.loop.close()
        self.folder.cleanup()


async def _awaited(work: Awaitable[Result]) -> Result:
    return await work


TestWeeks = Weeks.TestCase
TestWeeks.settings = settings(
    max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
