"""Worker processes on this machine: each takes the next task when it has done the one before.

A worker that dies takes only its own run with it and is replaced.
"""

import multiprocessing
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from left_of_labour.batch.worker import serve

__all__ = ["Cell", "Done", "Event", "Started", "run_local"]

GRACE = 20  # seconds beyond its time limit after which a run that does not end is ended from outside


@dataclass(frozen=True)
class Started:
    """A run was handed to a worker."""

    slug: str


@dataclass(frozen=True)
class Cell:
    """A run has begun a cell."""

    slug: str
    number: int
    total: int


@dataclass(frozen=True)
class Done:
    """A run has ended, well or not; see `execute.execute` for the result."""

    slug: str
    result: Mapping[str, Any]


Event = Started | Cell | Done


@dataclass
class _Worker:
    process: multiprocessing.Process
    connection: Connection
    task: Mapping[str, Any] | None = None
    latest: float = field(default=float("inf"))

    def give(self, task: Mapping[str, Any]) -> Started:
        self.task = task
        self.latest = time.monotonic() + task["timeout"] + GRACE if task["timeout"] else float("inf")
        self.connection.send(task)
        return Started(task["slug"])

    def stop(self, seconds: float = 5) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join(seconds)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def run_local(tasks: Iterable[Mapping[str, Any]], jobs: int) -> Iterator[Event]:
    """Execute tasks in worker processes.

    Parameters
    ----------
    tasks
        See `execute.execute`.
    jobs
        How many at a time.

    Yields
    ------
    Event
        As it happens. Closing the iterator ends all workers and their kernels.
    """
    waiting = deque(tasks)
    workers = []
    try:
        workers = [_start() for _ in range(min(jobs, len(waiting)))]
        for worker in workers:
            yield worker.give(waiting.popleft())
        while busy := {worker.connection: worker for worker in workers if worker.task}:
            for connection in wait(list(busy), timeout=1):
                worker = busy[connection]
                slug = worker.task["slug"]
                try:
                    kind, *content = connection.recv()
                except (EOFError, OSError):
                    kind, content = "done", [_lost("the process that ran the notebook died")]
                    workers.remove(worker)
                    worker.stop()
                    worker = None
                if kind == "cell":
                    yield Cell(slug, *content)
                    continue
                if worker:
                    worker.task = None
                yield Done(slug, content[0])
                if waiting:
                    if worker is None:
                        worker = _start()
                        workers.append(worker)
                    yield worker.give(waiting.popleft())
            for worker in [worker for worker in workers if worker.task and time.monotonic() > worker.latest]:
                worker.process.kill()
    finally:
        for worker in workers:
            worker.stop()


def _start() -> _Worker:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), name="report-worker")
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _lost(error: str) -> dict[str, Any]:
    return {"error": error, "cell": None, "line": None, "partial": None}
