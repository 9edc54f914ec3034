"""One world after another for the tests."""

import shutil
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path

from handlers.language import Measure
from storage.database import Database
from storage.migrate import upgrade
from tests.handlers.world import MONDAY, World, opened


class Worlds:
    """One world after another in the same file, so that a statement is prepared once and not once per test."""

    def __init__(self, folder: Path) -> None:
        self._path, self._blank = folder / "guldkorn.db", folder / "blank.db"
        self._database = Database(f"sqlite:///{self._path}")
        upgrade(self._database.url)
        self._database.write(lambda store: store.organisations.current())  # which makes it, the first time
        self._database.close()
        shutil.copy(self._path, self._blank)

    def __call__(
        self, measure: Measure = lambda _card: 0, start: datetime = MONDAY
    ) -> AbstractAsyncContextManager[World]:
        """A blank world; the one before it is over."""
        shutil.copy(self._blank, self._path)
        return opened(self._database, measure, start)
