"""A whole bot over a real Slack address that kills itself at one moment of its first call, or runs to the end.

    program.py DATABASE_URL SLACK_API_URL MOMENT now-as-ISO

MOMENT: before-mark · before-call · after-call · after-receipt · never
"""

import asyncio
import os
import signal
import sys
from datetime import datetime

from bot.app import App, build
from bot.settings import Settings
from bot.transport import Destination, Pace, Receipt, Transport
from handlers.desk import Desk
from handlers.language import Platform, Sheet
from handlers.posts.claiming import Errand
from handlers.posts.settling import Outcome


class Halting:
    """A transport whose process dies right before, or right after, its first new message."""

    def __init__(self, real: Transport, moment: str) -> None:
        self.real = real
        self.moment = moment
        self.platform = real.platform
        self.pace = Pace()

    async def send(self, to: Destination, sheet: Sheet, post: int) -> Receipt:
        """Make the message, unless the moment has come."""
        if self.moment == "before-call":
            die()
        receipt = await self.real.send(to, sheet, post)
        if self.moment == "after-call":
            die()
        return receipt

    async def edit(self, to: Destination, receipt: Receipt, sheet: Sheet, post: int) -> None:
        """Change the message."""
        await self.real.edit(to, receipt, sheet, post)

    async def remove(self, to: Destination, receipt: Receipt) -> None:
        """Take the message away."""
        await self.real.remove(to, receipt)


class Mortal(Desk):
    """A desk whose process dies right after it has kept a first receipt."""

    def __init__(self, desk: Desk) -> None:
        self.__dict__ = desk.__dict__

    async def settle(self, errand: Errand, outcome: Outcome) -> None:
        """Keep the receipt, and go no further."""
        await super().settle(errand, outcome)
        if errand.kind == "send":
            die()


def die() -> None:
    """As the machine does it: no handler, no flush, no goodbye."""
    os.kill(os.getpid(), signal.SIGKILL)


async def run(app: App, moment: str, now: datetime) -> None:
    """Start as `serve` does, and stop when everything has been said."""
    slack = app.edges[Platform.SLACK].transport
    app.courier.transports = {Platform.SLACK: Halting(slack, moment)}
    await app.edges[Platform.SLACK].start()
    if moment == "before-mark":
        await app.desk.tick(now)
        die()
    if moment == "after-receipt":
        app.courier.desk = Mortal(app.desk)
    await app.courier.start()
    await app.desk.tick(now)
    await app.courier.settled()
    await app.stop()


def main() -> None:
    """Read the four words and run."""
    database, slack, moment, at = sys.argv[1:]
    now = datetime.fromisoformat(at)
    settings = Settings(
        database_url=database, slack_api_url=slack, slack_bot_token="xoxb-1-guldkorn", slack_signing_secret="s" * 32
    )
    asyncio.run(run(build(settings, lambda: now), moment, now))


if __name__ == "__main__":
    main()
