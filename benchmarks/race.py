"""Two servers side by side in one run: some of ours, some of the floor, round after round, and what that says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from benchmarks.load import Good, drive
from benchmarks.served import Server

ROUNDS = 5
COUNTS = {1: 200, 32: 640}  # requests a round, by connections


@dataclass(frozen=True, slots=True)
class Lane:
    """One of the two: where, what is sent (made anew for each round, since stamps age), and what is a good answer."""

    server: Server
    make: Callable[[int], list[bytes]]
    good: Good


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    work: str
    value: str
    beside: str
    ratio: str
    goal: str
    met: bool | None = None  # None: nothing was promised


@dataclass(frozen=True, slots=True)
class Timing:
    """Medians over the rounds, in milliseconds."""

    ours: float
    floor: float
    ratio: float
    tail: float  # our p99 / p50
    held: float  # our loop, at most
    floor_held: float


async def race(ours: Lane, floor: Lane, connections: int, count: int = 0) -> Timing:
    """Time both, in turn; the ratio is each round's own, so that a busy moment of the machine hits both."""
    count = count or COUNTS[connections]
    for lane in (ours, floor):
        await drive(lane.server.port, lane.make(max(64, count // 8)), connections, lane.good)
        await lane.server.ask("/held")
    rounds = []
    for _ in range(ROUNDS):
        a = await drive(ours.server.port, ours.make(count), connections, ours.good)
        b = await drive(floor.server.port, floor.make(count), connections, floor.good)
        rounds.append((at(a, 0.5), at(b, 0.5), at(a, 0.5) / at(b, 0.5), at(a, 0.99) / at(a, 0.5)))
    mine, its, ratio, tail = (median(column) for column in zip(*rounds, strict=True))
    held, its_held = [float(await lane.server.ask("/held")) for lane in (ours, floor)]
    return Timing(mine * 1000, its * 1000, ratio, tail, held * 1000, its_held * 1000)


def at(took: list[float], share: float) -> float:
    """This quantile of sorted times."""
    return took[min(int(len(took) * share), len(took) - 1)]


def told(work: str, connections: int, timing: Timing, most: float, tail: float = 0.0) -> Iterator[Row]:
    """The lines about one race: against its floor, and, where promised, how far the slowest are behind."""
    yield Row(
        f"{work}, {connections} conn.",
        f"{timing.ours:.2f} ms",
        f"{timing.floor:.2f} ms",
        f"{timing.ratio:.2f}",
        f"≤ {most:g} x",
        timing.ratio <= most,
    )
    if tail:
        yield Row("  its p99 / p50", f"{timing.tail:.1f}", "", "", f"≤ {tail:g}", timing.tail <= tail)


def compared(work: str, value: float, unit: str, most: float, beside: str = "") -> Row:
    """A line about a plain number."""
    return Row(work, f"{value:.4g} {unit}", beside, "", f"≤ {most:g} {unit}", value <= most)
