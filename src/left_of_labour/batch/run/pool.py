"""Processes on this machine: one for each task, so many at a time, all forked by one warm process (see `warm`).

A process that dies takes only its own run with it. If the warm process dies, another takes its place, and the runs
that were lost with it begin again.
"""

import os
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import count
from multiprocessing.connection import Pipe, wait
from typing import Any

from left_of_labour.batch import processes
from left_of_labour.batch.events import DATAGRAM, Cell, Done, Event, Listener, Started, failure
from left_of_labour.errors import LeftOfLabourError

__all__ = ["LocalRunner", "lasting_runner"]

_KILLED_EARLY = 3  # times after which a warm process that is killed before it can be used is given up
_LOST_WITH_WARM = 2  # times after which a run that is lost with the warm process is given up


@dataclass
class _Run:
    """A task, how often it was lost with the warm process, and the cell that it is at, if it has begun."""

    task: Mapping[str, Any]
    lost: int = 0
    cell: int | None = None

    def failed(self, error: str) -> Done:
        return Done(self.task["slug"], failure(error, cell=self.cell or None))


@dataclass
class LocalRunner(AbstractContextManager["LocalRunner"]):
    """Executes tasks, each in a process of its own; the end of a `with` block, or of this process, ends all of them."""

    preload: Sequence[str]  # what the warm process imports, besides what every run needs
    jobs: int = 1  # tasks at a time
    memory: float | None = None  # bytes that a run may use, if there is such a limit
    meanwhile: Sequence[str] = ()  # what it imports besides, one thing at a time, while the first runs are under way
    grace: float = 20  # seconds beyond its time limit after which a run that does not end is ended from outside

    def __post_init__(self) -> None:
        if sys.platform == "win32":  # no signals, and no waiting for pipes
            raise LeftOfLabourError("reports are made on Linux and macOS; on Windows, use WSL or run notebooks by hand")
        self._numbers = count(1)
        self._unused = 0  # warm processes that were begun since a run has said something
        self._begin()

    def __exit__(self, *_: object) -> None:
        """End the warm process and all that it has forked."""
        self._warm.close()
        self._events.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self._process.kill()
        self._process.wait()
        self._log.close()

    def run(self, tasks: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
        """Execute tasks (see `execute.serve`) and report what happens, as it happens."""
        waiting = deque(map(_Run, tasks))
        given: dict[int, _Run] = {}
        while waiting or given:
            try:
                self._give(waiting, given)
                number, news = self._hear()
            except (EOFError, OSError):
                yield from self._begin_again(waiting, given)
                continue
            if not (run := given.get(number)):
                continue  # it had said all before it ended
            if isinstance(news, Started | Cell):
                run.cell = getattr(news, "number", 0)
            else:
                del given[number]
                news = news if isinstance(news, Done) else run.failed(news)
            yield news

    def kill(self) -> None:
        """End what runs at this moment, each with all that it has started."""
        processes.kill_children(self._process.pid)

    def _give(self, waiting: deque[_Run], given: dict[int, _Run]) -> None:
        """Have as many tasks run as may, and as many wait; with one that was lost before, no other: it may be why."""
        while waiting and len(given) < (1 if any(run.lost for run in (waiting[0], *given.values())) else 2 * self.jobs):
            number = next(self._numbers)
            given[number] = waiting.popleft()
            self._warm.send((number, given[number].task, self.jobs))

    def _hear(self) -> Any:
        """The number of a run, and what it says next, or why it has ended."""
        while True:
            # The runs are looked at last: where the warm process alone is heard, they had said all before.
            if wait([self._warm, self._events]) == [self._warm]:
                return self._warm.recv()
            self._unused = 0
            if heard := self._listener.hear(self._events.recv(DATAGRAM)):
                return heard

    def _begin(self) -> None:
        """Start the warm process, which imports at once."""
        self._unused += 1
        self._listener = Listener()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the process
        self._warm, its_end = Pipe()
        self._events, told = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        told.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * DATAGRAM)  # macOS would send no more than 2 KB
        self._warm.send((self.preload, self.meanwhile, processes.can_fork(), self.memory, self.grace))
        with its_end, told:
            descriptors = its_end.fileno(), told.fileno()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "left_of_labour.batch.run.warm", *map(str, descriptors)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                pass_fds=descriptors,
                start_new_session=True,
                env=processes.isolated(os.environ),
            )

    def _begin_again(self, waiting: deque[_Run], given: dict[int, _Run]) -> Iterator[Done]:
        """Begin the warm process again, and the runs that were lost with it; those for which that is in vain fail."""
        status = self._process.wait()
        self._log.seek(0)
        why = "it was killed, and may have run out of memory" if status < 0 else "it gave no reason"
        why = [why, *self._log.read().decode(errors="replace").strip().splitlines()][-1]
        is_vain = self._unused >= (_KILLED_EARLY if status < 0 else 1)
        self.__exit__()
        self._begin()
        for run in reversed(given.values()):
            run.lost += run.cell is not None
            if run.lost < _LOST_WITH_WARM:
                waiting.appendleft(_Run(run.task, run.lost))
            else:
                yield run.failed("the process that ran the notebook was lost, twice; it may have run out of memory")
        given.clear()
        while is_vain and waiting:
            yield waiting.popleft().failed(f"the process that is to run notebooks ends before it can be used: {why}")


lasting_runner = cache(LocalRunner)  # one that stays as long as this process
