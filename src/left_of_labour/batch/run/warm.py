"""The warm process: it imports what every run needs, then what only some need, and forks one process for each run.

It starts no threads, leaves no figure open, and shares nothing with its children after the fork. It looks after them as
an init process would: whatever a run starts ends with the run, and all runs, with their temporary files, end with the
build, even if that is killed. Processes are made by `multiprocessing`, but not by its fork server, which runs the main
module again in each child, cannot be stopped, ends when a fork fails, and leaves its socket behind when it is killed.
"""

import contextlib
import gc
import multiprocessing
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from left_of_labour.batch import processes
from left_of_labour.batch.events import Done, Event, Started, datagrams, failure
from left_of_labour.batch.scratch import scratch

__all__ = ["PRELOAD", "main", "prepare"]

PRELOAD = "left_of_labour.batch.run.execute:prepare"
_IN_VAIN = ("rfc3987_syntax", "rfc3986_validator", "isoduration")  # for kinds of text that no notebook has; 1.5 s
_NEW_OBJECTS = 100_000  # after which a run looks for garbage; with a tenth of this that is a fortieth of its time


def main(build: int, events: int) -> None:
    """Be the warm process of a build, until that closes its end of our connection; see `pool.LocalRunner`.

    By the connection come settings and numbered tasks, and goes what ended a process; by the socket, what runs tell.
    """
    for signum in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(signum, signal.SIG_IGN)  # a build that is interrupted closes its end
    processes.adopt()
    with processes.end_here(), contextlib.suppress(EOFError, ConnectionError), scratch() as folder:
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
        os.chdir(folder)
        connection = Connection(build)
        preload, later, forks, *limits = connection.recv()
        if forks:
            prepare((*preload, PRELOAD))
        _Server(connection, socket.socket(fileno=events), folder, forks, deque(later if forks else ()), *limits).serve()


def prepare(preload: Sequence[str]) -> None:
    """Import modules, or call a `module:function`; what raises is left to raise where it is needed."""
    sys.modules |= dict.fromkeys(_IN_VAIN)  # type: ignore[arg-type]  # cannot be imported until we are ready
    gc.disable()
    for name in preload:
        with contextlib.suppress(Exception):
            found = resolve_name(name)
            if ":" in name:
                found()
    for name in _IN_VAIN:
        del sys.modules[name]
    gc.freeze()
    if threading.active_count() > 1:
        raise SystemExit("a preloaded module has started a thread; no process can be forked safely")


@dataclass
class _Run:
    number: int
    process: Any
    latest: float


@dataclass
class _Server:
    """The loop of the warm process."""

    build: Connection
    events: socket.socket
    scratch: Path
    forks: bool
    later: deque[str]  # to prepare while a run is under way
    memory: float | None
    grace: float
    _waiting: deque[tuple[int, Mapping[str, Any], int]] = field(default_factory=deque)
    _runs: list[_Run] = field(default_factory=list)

    def serve(self) -> None:
        """Start and watch runs until the build is gone; then end all of them."""
        try:
            while True:
                busy = bool(self._runs and self.later)
                ready = wait([self.build, *(run.process.sentinel for run in self._runs)], timeout=0 if busy else 1)
                while self.build.poll():
                    self._waiting.append(self.build.recv())
                for run in [*self._runs]:
                    why = processes.excess(run.process.pid, run.latest, self.memory)
                    has_let_go = run.process.sentinel in ready  # of all descriptors: it can report no more
                    if why or has_let_go or not run.process.is_alive():
                        self._end(run)
                        death = f"the process that ran the notebook {processes.death(run.process.exitcode)}"
                        self.build.send((run.number, why or death))
                while self._waiting and self._start(*self._waiting[0]):
                    self._waiting.popleft()
                if busy:
                    prepare([self.later.popleft()])  # who begins afterwards has it, too
        finally:
            for run in [*self._runs]:
                self._end(run)

    def _start(self, number: int, task: Mapping[str, Any], jobs: int) -> bool:
        """Start a run; if so many are there, or there is no room for a process, it waits until another has ended."""
        if len(self._runs) >= jobs:
            return False
        context: Any = multiprocessing.get_context("fork" if self.forks else "spawn")
        given = number, task, self.events, self.scratch / str(number), self.build
        process = context.Process(target=_become, args=given)
        try:
            process.start()
        except OSError as error:
            if not self._runs:
                self.build.send((number, f"no process can be started ({error.strerror})"))
            return not self._runs
        self._runs.append(_Run(number, process, time.monotonic() + self.grace + (task["timeout"] or float("inf"))))
        return True

    def _end(self, run: _Run) -> None:
        """End a run with all that it has started and may have left to us, and remove its files."""
        self._runs.remove(run)
        processes.kill(run.process)
        run.process.join()
        processes.end_children([other.process.pid for other in self._runs])
        shutil.rmtree(self.scratch / str(run.number), ignore_errors=True)


def _become(number: int, task: Mapping[str, Any], events: socket.socket, folder: Path, of_server: Connection) -> None:
    """In the child: shed everything of the server, then execute a task."""
    with processes.end_here():
        processes.independent()
        of_server.close()
        gc.set_threshold(_NEW_OBJECTS)
        gc.enable()
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()

        def tell(event: Event) -> None:
            for datagram in datagrams(number, event):
                events.send(datagram)

        tell(Started(task["slug"]))
        try:
            result = resolve_name("left_of_labour.batch.run.execute:serve")(task, folder, tell)
        except Exception as error:
            result = failure(f"the run could not be prepared: {type(error).__name__}: {error}"[:2_000])
        tell(Done(task["slug"], result))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
