"""Processes on this machine: one for each task, so many at a time, all forked by one warm process (see `warm`).

A process that dies takes only its own run with it. If the warm process dies, another takes its place, and the runs
that were lost with it begin again.
"""

import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Pipe, wait
from typing import Any, Self

from left_of_labour.batch import processes
from left_of_labour.batch.events import DATAGRAM, Cell, Done, Event, Started, failure, heard, unpacked
from left_of_labour.errors import LeftOfLabourError

__all__ = ["LocalRunner", "RunnerError", "lasting_runner"]

_KILLED_EARLY = 3  # times after which a warm process that is killed before it can be used is given up
_LOST_WITH_WARM = 2  # times after which a run that is lost with the warm process is given up


class RunnerError(LeftOfLabourError):
    """No process can be started for the runs."""


@dataclass
class LocalRunner:
    """Executes tasks, each in a process of its own; to be used in a `with` block, whose end ends all of them.

    Attributes
    ----------
    preload
        What the warm process imports, besides what every run needs.
    jobs
        How many tasks at a time.
    memory
        Bytes that a run may use, if there is such a limit.
    grace
        Seconds beyond its time limit after which a run that does not end is ended from outside.
    """

    preload: Sequence[str]
    jobs: int = 1
    memory: float | None = None
    grace: float = 20

    def __enter__(self) -> Self:
        if sys.platform == "win32":  # no signals, and no waiting for pipes
            raise RunnerError("reports are built on Linux and macOS; on Windows, use WSL or run the notebooks by hand")
        self._numbers = itertools.count(1)
        self._killed_early = 0
        self._begin()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def run(self, tasks: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
        """Execute tasks (see `execute.serve`) and report what happens, as it happens."""
        waiting = deque(tasks)
        given: dict[int, Mapping[str, Any]] = {}
        lost: Counter[str] = Counter()
        cells: dict[int, int] = {}
        told = False
        while waiting or given:
            try:
                self._give(waiting, given, lost)
                number, news = self._hear()
            except (EOFError, OSError):
                served = self._served
                try:
                    self._begin_again()
                except RunnerError as gone:
                    if not told:
                        raise
                    for task in (*given.values(), *waiting):
                        yield Done(task["slug"], failure(str(gone)))
                    return
                for number, task in given.items():
                    lost += Counter({task["slug"]: int(served)})
                    if lost[task["slug"]] < _LOST_WITH_WARM:
                        waiting.appendleft(task)
                    else:
                        error = "the process that ran the notebook was lost, twice; it may have run out of memory"
                        yield Done(task["slug"], failure(error, cell=cells.get(number)))
                given.clear()
                continue
            if number not in given:
                continue  # it had said all before it ended
            if isinstance(news, Cell):
                cells[number] = news.number
            elif not isinstance(news, Started):
                task = given.pop(number)
                news = news if isinstance(news, Done) else Done(task["slug"], failure(news, cell=cells.get(number)))
                with suppress(OSError):  # if the warm process is gone, that is heard next
                    self._give(waiting, given, lost)  # the next runs while this one's report is put in its place
            told = True
            yield news

    def kill(self) -> None:
        """End what runs at this moment, each with all that it has started."""
        from psutil import NoSuchProcess, Process

        with suppress(NoSuchProcess):
            for run in Process(self._process.pid).children():
                run.kill()

    def _give(
        self, waiting: deque[Mapping[str, Any]], given: dict[int, Mapping[str, Any]], lost: Collection[str]
    ) -> None:
        """Have as many tasks run as may; with one that was lost before, no other: it may be why they were lost."""
        doubtful = [*given.values(), *itertools.islice(waiting, 1)]
        alone = any(task["slug"] in lost for task in doubtful)
        while waiting and len(given) < (1 if alone else self.jobs):
            number = next(self._numbers)
            given[number] = waiting.popleft()
            self._warm.send((number, given[number]))

    def _hear(self) -> tuple[int, Any]:
        """What a run says next, or why it has ended, which is told after all that it has said."""
        while True:
            try:
                number, piece, is_last = heard(self._events.recv(DATAGRAM))
            except BlockingIOError:
                if self._ended:
                    return self._ended.popleft()
                if self._warm in wait([self._events, self._warm]):
                    self._ended.append(self._warm.recv())
                continue
            self._served = True
            self._said[number] += piece
            if is_last:
                return number, unpacked(bytes(self._said.pop(number)))

    def _begin(self) -> None:
        """Start the warm process, which imports at once."""
        self._served = False
        self._said: defaultdict[int, bytearray] = defaultdict(bytearray)
        self._ended: deque[tuple[int, str]] = deque()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the process
        self._warm: Any
        self._warm, its_end = Pipe()
        self._events: socket.socket
        self._events, told = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._events.setblocking(False)
        told.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * DATAGRAM)  # macOS would send no more than 2 KB
        settings = {
            "build": its_end.fileno(), "events": told.fileno(), "preload": self.preload, "forks": processes.can_fork(),
            "memory": self.memory, "grace": self.grace,
        }  # fmt: skip
        with its_end, told:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "left_of_labour.batch.run.warm", json.dumps(settings)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                pass_fds=(its_end.fileno(), told.fileno()),
                start_new_session=True,
                env=processes.isolated(os.environ),
            )

    def _begin_again(self) -> None:
        self._process.wait()
        self._log.seek(0)
        killed = self._process.returncode < 0
        why = "it was killed, and may have run out of memory" if killed else "it gave no reason"
        texts = self._log.read().decode(errors="replace").strip().splitlines()[-1:] or [why]
        self._killed_early = 0 if self._served else self._killed_early + 1
        self._end()
        if self._killed_early >= (_KILLED_EARLY if killed else 1):
            raise RunnerError(f"the process that is to run notebooks ends before it can be used: {texts[0]}")
        self._begin()

    def _end(self) -> None:
        """End the warm process and all that it has forked."""
        self._warm.close()
        self._events.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


@cache
def lasting_runner(preload: tuple[str, ...], memory: float | None = None) -> LocalRunner:
    """A runner that stays as long as this process, after which its warm process ends by itself."""
    return LocalRunner(preload, memory=memory).__enter__()
