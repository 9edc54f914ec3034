"""`make bench`: measures what we claim about speed, each thing beside its own floor in the same run, and prints it."""

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

from benchmarks import clock, refusing, slack, teams
from benchmarks.race import Row

Group = Callable[[Path], AsyncIterator[Row]]
GROUPS: Mapping[str, Group] = {
    "slack": slack.on_sqlite,
    "postgres": slack.on_postgres,
    "teams": teams.rows,
    "refusing": refusing.rows,
    "clock": clock.rows,
}
HEAD = Row("work", "p50", "floor", "x floor", "goal")


def main() -> None:
    """Run the groups asked for and print a line for each thing measured, as soon as it is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=GROUPS, action="append", help="this group; may be given several times")
    asyncio.run(_run(parser.parse_args().only or list(GROUPS)))


async def _run(names: list[str]) -> None:
    _print(HEAD, "met")
    for name in names:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            async for row in GROUPS[name](Path(folder)):
                _print(row, {True: "yes", False: "no", None: ""}[row.met])


def _print(row: Row, met: str) -> None:
    print(f"{row.work:<58}{row.value:>11}{row.beside:>11}{row.ratio:>9}   {row.goal:<9} {met}".rstrip(), flush=True)


if __name__ == "__main__":
    main()
