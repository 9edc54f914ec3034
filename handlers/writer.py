"""The one writer: a thread that commits together what waits together, so that many people share one flush to disk."""

import contextvars
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from storage.database import Database
from storage.store import Store

TOGETHER = 16  # at most so many in one transaction, so that nobody waits long for the others


@dataclass(slots=True)
class Job:
    """Something to be written, and where its result is awaited."""

    work: Callable[[Store], Any]
    result: "Future[Any]" = field(default_factory=Future)


class Writer:
    """Takes works in the order they come; a work may be run again, so it only touches the store."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="write", daemon=True)
        self._begun = False

    def submit(self, work: Callable[[Store], Any]) -> "Future[Any]":
        """Have it written; the result is there when it is safely stored."""
        if not self._begun:
            self._begun = True
            self._thread.start()
        context = contextvars.copy_context()
        job = Job(lambda store: context.run(work, store))
        self._jobs.put(job)
        return job.result

    def close(self) -> None:
        """Write what waits, and end."""
        if self._begun:
            self._jobs.put(None)
            self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            jobs, last = self._waiting(job)
            self._write(jobs)
            if last:
                return

    def _waiting(self, first: Job) -> tuple[list[Job], bool]:
        """The first and what has come meanwhile; whether the end was among it."""
        jobs = [first]
        while len(jobs) < TOGETHER:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return jobs, True
            jobs.append(job)
        return jobs, False

    def _write(self, jobs: list[Job]) -> None:
        """All in one transaction; where any of them fails, each in its own, so that nobody bears another's fault."""
        try:
            results = self.database.write(lambda store: [job.work(store) for job in jobs])
        except Exception as error:
            if len(jobs) == 1:
                jobs[0].result.set_exception(error)
                return
            for job in jobs:
                self._write([job])
            return
        for job, result in zip(jobs, results, strict=True):
            job.result.set_result(result)
