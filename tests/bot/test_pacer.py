"""Keeping to what a platform takes: calls in one lane are spaced, other lanes never wait for them."""

import asyncio
from time import monotonic

from bot.pacer import Pacer


async def spent(work: "asyncio.Future[object] | object") -> float:
    """How long something took."""
    began = monotonic()
    await work  # type: ignore[misc]  # any awaitable will do
    return monotonic() - began


async def test_calls_in_one_lane_are_a_pace_apart() -> None:
    pacer = Pacer()
    took = await spent(asyncio.gather(*(pacer.turn("slack/T1", 0.05) for _call in range(4))))
    assert 0.14 < took < 1


async def test_lanes_do_not_wait_for_each_other() -> None:
    pacer = Pacer()
    await asyncio.gather(*(pacer.turn(f"slack/T{number}", 60) for number in range(50)))


async def test_a_lane_without_a_pace_never_waits() -> None:
    pacer = Pacer()
    assert await spent(asyncio.gather(*(pacer.turn("web", 0) for _call in range(1000)))) < 1


async def test_a_lane_whose_platform_said_later_waits_whatever_its_pace() -> None:
    for pace in (0.0, 0.01):
        pacer = Pacer()
        pacer.hold("slack/T1", 0.1)
        assert await spent(pacer.turn("slack/T1", pace)) > 0.09
        assert await spent(pacer.turn("slack/T2", pace)) < 0.09


async def test_a_shorter_word_does_not_undo_a_longer_one() -> None:
    pacer = Pacer()
    pacer.hold("slack/T1", 0.1)
    pacer.hold("slack/T1", 0.0)
    assert await spent(pacer.turn("slack/T1", 0.01)) > 0.09


async def test_quiet_lanes_are_forgotten() -> None:
    pacer = Pacer()
    for number in range(10_002):
        await pacer.turn(f"room/{number}", 1e-9)
    await pacer.turn("slack/T1", 0.01)
    assert len(vars(pacer)["_next"]) < 10_000
