"""Worker processes on this machine: each takes the next task when it has done the one before.

A worker that dies takes only its own run with it and is replaced.
"""

import multiprocessing
import os
import secrets
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Self

from left_of_labour.batch.events import Cell, Done, Event, Started
from left_of_labour.batch.project import Project
from left_of_labour.batch.run import forkserver
from left_of_labour.batch.run.warm import ADDRESS_VARIABLE, start_server

__all__ = ["LocalRunner"]

GRACE = 20  # seconds beyond its time limit after which a run that does not end is ended from outside


@dataclass
class _Worker:
    process: multiprocessing.process.BaseProcess | forkserver.Child
    connection: Connection
    task: Mapping[str, Any] | None = None
    latest: float = field(default=float("inf"))
    scratch: Path | None = None

    def give(self, task: Mapping[str, Any]) -> Started:
        self.task = task
        self.latest = time.monotonic() + task["timeout"] + GRACE if task["timeout"] else float("inf")
        self.connection.send(task)
        return Started(task["slug"])


class _Ordinary:
    """Starts each worker as a new process; so does each worker its kernels."""

    def start(self) -> _Worker:
        from left_of_labour.batch.run.worker import serve

        ours, theirs = multiprocessing.Pipe()
        scratch = Path(forkserver.short_folder(2) or tempfile.gettempdir(), f"left-of-labour-{secrets.token_hex(4)}")
        context = multiprocessing.get_context("spawn")
        process = context.Process(target=serve, args=(theirs, str(scratch)), name="report-worker")
        process.start()
        theirs.close()
        return _Worker(process, ours, scratch=scratch)

    def stop(self, worker: _Worker) -> None:
        worker.connection.close()
        worker.process.terminate()
        worker.process.join(5)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        shutil.rmtree(worker.scratch, ignore_errors=True)  # where the worker was killed

    def close(self) -> None:
        """Workers share nothing that would be left."""


class _Warm:
    """Forks workers and their kernels from two processes that have imported what they need.

    Kernels import most, so their process starts first and has a processor to itself while this one checks the runs.
    Temporary files lie in a server's folder, which it removes even if this process is killed.
    """

    def __init__(self, project: Project) -> None:
        self.kernels = start_server(project.preload)

    @cached_property
    def workers(self) -> forkserver.ForkServer:
        environment = {ADDRESS_VARIABLE: self.kernels.address}
        server = forkserver.ForkServer(["left_of_labour.batch.run.worker:prepare"], environment)
        Path(server.address).with_name("t").mkdir()
        return server

    def start(self) -> _Worker:
        ours, theirs = multiprocessing.Pipe()
        with theirs:
            target = "left_of_labour.batch.run.worker:serve_forked"
            environment = {**os.environ, ADDRESS_VARIABLE: self.kernels.address}
            process = forkserver.spawn(
                self.workers.address,
                target,
                str(self.workers.folder / "t"),
                environment=environment,
                descriptors=[theirs.fileno()],
            )
        return _Worker(process, ours)

    def stop(self, worker: _Worker) -> None:
        worker.connection.close()
        worker.process.kill()  # its kernel goes with it
        worker.process.wait(5)

    def close(self) -> None:
        if "workers" in vars(self):
            self.workers.close()
        self.kernels.close()


class LocalRunner:
    """Executes tasks in worker processes; to be used in a `with` block, whose end ends all of them and their kernels.

    The warm process of the kernels begins to import as soon as the block is entered.

    Parameters
    ----------
    project
        Whose notebooks these are.
    jobs
        How many tasks at a time.
    warm
        Whether to fork processes, where that is possible, instead of starting each anew.
    """

    def __init__(self, project: Project, jobs: int, warm: bool = True):
        self.project = project
        self.jobs = jobs
        self.warm = warm and forkserver.available()

    def __enter__(self) -> Self:
        self._workers: list[_Worker] = []
        self._source = _Warm(self.project) if self.warm else _Ordinary()
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            self._source.stop(worker)
        self._source.close()

    def run(self, tasks: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
        """Execute tasks (see `execute.execute`) and tell what happens, as it happens."""
        waiting = deque(tasks)
        for _ in range(min(self.jobs, len(waiting))):
            self._workers.append(self._source.start())
            yield self._workers[-1].give(waiting.popleft())
        yield from _serve(waiting, self._workers, self._source)


def _serve(waiting: deque[Mapping[str, Any]], workers: list[_Worker], source: _Warm | _Ordinary) -> Iterator[Event]:
    """Hand out tasks until none is left and none is under way."""
    while busy := {worker.connection: worker for worker in workers if worker.task}:
        for connection in wait(list(busy), timeout=1):
            worker = busy[connection]
            slug = worker.task["slug"]
            try:
                kind, *content = connection.recv()
            except (EOFError, OSError):
                workers.remove(worker)
                source.stop(worker)
                yield Done(slug, _lost(worker))
                if waiting:
                    workers.append(source.start())
                    yield workers[-1].give(waiting.popleft())
                continue
            if kind == "cell":
                yield Cell(slug, *content)
                continue
            worker.task = None
            yield Done(slug, content[0])
            if waiting:
                yield worker.give(waiting.popleft())
        for worker in workers:
            if worker.task and time.monotonic() > worker.latest:
                worker.process.kill()


def _lost(worker: _Worker) -> dict[str, Any]:
    late = time.monotonic() > worker.latest
    error = "took longer than the time allowed" if late else "the process that ran the notebook died"
    return {"error": error, "cell": None, "line": None, "partial": None}
