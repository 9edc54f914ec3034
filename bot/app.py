"""The composition root: from settings and a clock to a whole bot; production, the sandbox and every test call it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock, Travelled, real_now, traveller
from bot.courier import Courier
from bot.measure import heaviest
from bot.settings import Settings
from bot.transport import Edge, Transport
from handlers.desk import Desk
from handlers.language import Platform
from storage.database import Database


@dataclass(frozen=True, slots=True)
class App:
    """Everything that runs, and the order it starts and stops in."""

    settings: Settings
    database: Database
    desk: Desk
    courier: Courier
    clock: Clock
    edges: Mapping[Platform, Edge]

    async def start(self) -> None:
        """Ears first, then the courier, then the clock."""
        for edge in self.edges.values():
            await edge.start()
        await self.courier.start()
        await self.clock.start()

    async def stop(self) -> None:
        """The other way round; what is under way is finished."""
        await self.clock.stop()
        await self.courier.stop()
        for edge in self.edges.values():
            await edge.stop()
        self.desk.close()


def build(settings: Settings, now: Callable[[], datetime] = real_now) -> App:
    """Put the bot together; nothing runs yet. A clock that can travel makes it the sandbox, with its browser chat."""
    database = Database(settings.database_url)
    desk = Desk(database, now, heaviest)
    transports: dict[Platform, Transport] = {}
    courier = Courier(desk, transports)
    desk.wake = courier.wake
    edges = _edges(settings, desk)
    if isinstance(now, Travelled):
        edges[Platform.WEB] = _web(desk, courier, now)
    transports |= {platform: edge.transport for platform, edge in edges.items()}
    return App(settings, database, desk, courier, Clock(desk, now), edges)


def _edges(settings: Settings, desk: Desk) -> dict[Platform, Edge]:
    """The platforms that are configured; the others' libraries are not even loaded."""
    edges: dict[Platform, Edge] = {}
    if settings.slack is not None:
        from bot.slack.edge import SlackEdge

        edges[Platform.SLACK] = SlackEdge(settings.slack, desk)
    if settings.teams is not None:
        from bot.teams.edge import TeamsEdge

        edges[Platform.TEAMS] = TeamsEdge(settings.teams, desk, settings.host)
    return edges


def _web(desk: Desk, courier: Courier, clock: Travelled) -> Edge:
    from bot.web.edge import WebEdge

    return WebEdge(desk, traveller(desk, courier, clock))
