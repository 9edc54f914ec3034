"""The moment the sandbox has travelled to, so that a restart does not fall back in time."""

from datetime import timedelta

from storage.shelf import Row, Shelf


class Travelled(Row, table=True):
    """How far ahead of the real clock the sandbox is; one row at most."""

    seconds: float


class Moments(Shelf):
    """Travelled time."""

    def ahead(self) -> timedelta:
        """How far ahead of the real clock we are."""
        found = self._one(Travelled)
        return timedelta(seconds=found.seconds if found else 0)

    def travel(self, ahead: timedelta) -> None:
        """Keep how far ahead we are now."""
        if not self._change(Travelled, seconds=ahead.total_seconds()):
            self._add(Travelled, seconds=ahead.total_seconds())
