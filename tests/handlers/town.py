"""A town in which a bit of everything has happened, for tests that try what may go wrong."""

from tests.handlers.world import Dump, World


async def settled(world: World) -> World:
    """Mette and Fatima with a bit of everything."""
    await world.founds("fatima", "natur")
    await world.presses("mette", "community.join", "natur")
    await world.delivers()
    await world.fills("mette", "checkin.start", "natur", step="I let them choose", weekday=2)
    await world.tells("mette", "natur", tried="We built a raft.")
    await world.says("mette", "A loose thought")
    await world.presses("mette", "checkin.now")
    await world.delivers()
    return world


def rows(world: World) -> Dump:
    """Everything but what has been heard."""
    return world.dump(without=("heard",))
