"""A story goes to every room of every community its teller chose, and to no other, whatever befalls the rooms."""

import asyncio
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.handlers.world import World
from tests.handlers.worlds import Worlds

WORDS = "We let them choose the trip."


@dataclass(frozen=True)
class Plan:
    """Which community each room is of, which are shared outside, and where the story may go."""

    rooms: tuple[int, ...]  # the community (1-3) each bridged room belongs to
    outside: frozenset[int]
    here: bool
    others: frozenset[int]
    leavers: frozenset[int]  # rooms shared outside only after the story was shared, before it was sent


ROOMS = st.integers(0, 4)
PLANS = st.builds(
    Plan,
    rooms=st.tuples(*[st.integers(1, 3)] * 5),
    outside=st.frozensets(ROOMS),
    here=st.booleans(),
    others=st.frozensets(st.integers(2, 3)),
    leavers=st.frozensets(ROOMS),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=PLANS)
def test_a_story_is_heard_in_every_room_of_every_chosen_community_and_in_no_other(worlds: Worlds, plan: Plan) -> None:
    asyncio.run(_shared_as(worlds, plan))


async def three_communities(world: World) -> None:
    """Each in a room of its own."""
    for room in ("natur", "kreativ", "leg"):
        await world.founds("mette", room)


async def _shared_as(worlds: Worlds, plan: Plan) -> None:
    async with worlds() as world:
        await three_communities(world)
        for number, community in enumerate(plan.rooms):
            told = read_tell(await world.presses("mette", "community.code", community=community))
            await world.says("mette", told, f"slack:room{number}")
            if number in plan.outside:
                await world.happens("room.outside", f"slack:room{number}")
        chosen = tuple(str(one) for one in sorted(plan.others))
        await world.tells("mette", "natur", tried=WORDS, here=plan.here, others=chosen)
        await world.presses("mette", "story.share", story=1)
        for number in plan.leavers:
            await world.happens("room.outside", f"slack:room{number}")
        await world.delivers()
        allowed = plan.others | ({1} if plan.here else set())
        for community, room in enumerate(("natur", "kreativ", "leg"), 1):
            assert (WORDS in world.shows(room)) == (community in allowed)
        for number, community in enumerate(plan.rooms):
            ours = number not in plan.outside | plan.leavers
            assert (WORDS in world.shows(f"slack:room{number}")) == (community in allowed and ours)


def read_tell(answer: object) -> str:
    """The code in what somebody was told."""
    return repr(answer).split("»")[1].split("«")[0]
