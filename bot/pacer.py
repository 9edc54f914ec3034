"""Keeping to what a platform takes, so that it never has to say no: one queue of allowed moments per lane."""

import asyncio
from collections import defaultdict
from time import monotonic


class Pacer:
    """Hands out moments at least `seconds` apart per lane; lanes that have been quiet are forgotten."""

    def __init__(self) -> None:
        self._next: dict[str, float] = defaultdict(float)

    async def turn(self, lane: str, seconds: float) -> None:
        """Wait for the lane's next allowed moment."""
        if seconds <= 0 and lane not in self._next:
            return
        now = monotonic()
        moment = max(now, self._next[lane])
        self._next[lane] = moment + seconds
        if len(self._next) > 10_000:
            self._next = defaultdict(float, {name: at for name, at in self._next.items() if at > now})
        await asyncio.sleep(moment - now)

    def hold(self, lane: str, seconds: float) -> None:
        """The platform has said when it takes the next one."""
        self._next[lane] = max(self._next[lane], monotonic() + seconds)
