"""Processes on this machine: one for each task, so many at a time.

A process that dies takes only its own run with it. If the warm process dies, another takes its place, and the runs
that were lost with it begin again.
"""

import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import IO, Any, Protocol, Self

import psutil

from left_of_labour.batch.events import Cell, Done, Event, Started
from left_of_labour.batch.run import wire
from left_of_labour.errors import LeftOfLabourError

__all__ = ["LocalRunner", "RunnerError", "available", "clean"]

GRACE = 20  # seconds beyond its time limit after which a run that does not end is ended from outside
PRELOAD = (
    "left_of_labour.batch.run.execute:prepare",
    "IPython.core.application",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "PIL.Image:preinit",
)
_LOST_WITH_WARM = 2  # times after which a run that is lost with the warm process is given up
_KEPT = re.compile(r"PYTHON(PATH|HOME|UTF8|PYCACHEPREFIX|DONTWRITEBYTECODE)")


class RunnerError(LeftOfLabourError):
    """No process can be started for the runs."""


def available() -> bool:
    """Whether processes can be forked here."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds") and sys.platform != "darwin"


def clean(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which a user's settings of Python and matplotlib change no report."""
    kept = {
        name: value for name, value in environment.items() if not name.startswith("PYTHON") or _KEPT.fullmatch(name)
    }
    return {**kept, "MATPLOTLIBRC": os.devnull, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}


class _Source(Protocol):
    """Starts processes that execute a task."""

    def start(self) -> tuple[int, socket.socket]: ...
    def ended(self, pid: int) -> int | None: ...
    def close(self) -> None: ...


class _Warm:
    """The build's side of the warm process, which begins to import at once."""

    _log: IO[bytes]

    def __init__(self, preload: Sequence[str]):
        self._preload = preload
        self._served = True
        self._begin()

    def _begin(self) -> None:
        if not self._served:
            self._log.seek(0)
            last = self._log.read().decode(errors="replace").strip().splitlines()[-1:] or ["it gave no reason"]
            raise RunnerError(f"the process that is to run notebooks ends before it can be used: {last[0]}")
        self._served = False
        self._ended: dict[int, int | None] = {}  # exit codes of those forked by this one, when they are known
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the process
        self._control, end = socket.socketpair()
        with end:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "left_of_labour.batch.run.warm", str(end.fileno()), *self._preload],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                pass_fds=[end.fileno()],
                start_new_session=True,
                env=clean(os.environ),
            )

    def start(self) -> tuple[int, socket.socket]:
        """Have a process forked; its id, and a connection to it."""
        while True:
            ours, theirs = socket.socketpair()
            with theirs:
                try:
                    socket.send_fds(self._control, [b"."], [theirs.fileno()])
                    while (texts := self._hear())[0] == b"e":
                        pass
                except OSError:
                    ours.close()
                    self._stop()
                    self._begin()
                    continue
            if texts[0] == b"x":
                ours.close()
                raise OSError(texts[1], os.strerror(texts[1]))
            self._served = True
            self._ended[texts[1]] = None
            return texts[1], ours

    def ended(self, pid: int) -> int | None:
        """The exit code of a process that is at its end; none if that is the warm process's end as well."""
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)  # where it has let go of the connection, and nothing else
            while self._ended.get(pid, 0) is None:
                self._hear()
        return self._ended.pop(pid, None)

    def close(self) -> None:
        """End the warm process and all that it has forked."""
        self._stop()
        self._log.close()

    def _stop(self) -> None:
        self._control.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _hear(self) -> tuple[bytes, int, int]:
        from left_of_labour.batch.run.warm import MESSAGE

        texts = self._control.recv(MESSAGE.size, socket.MSG_WAITALL)
        if len(texts) < MESSAGE.size:
            raise ConnectionResetError
        kind, number, code = MESSAGE.unpack(texts)
        if kind == b"e":
            self._ended[number] = code
        return kind, number, code


class _Fresh:
    """Starts each process anew, where none can be forked."""

    def __init__(self) -> None:
        self._processes: dict[int, BaseProcess] = {}

    def start(self) -> tuple[int, socket.socket]:
        """Start a process; its id, and a connection to it."""
        from left_of_labour.batch.run.execute import serve_alone

        ours, theirs = socket.socketpair()
        with theirs:
            process = multiprocessing.get_context("spawn").Process(target=serve_alone, args=(theirs, clean(os.environ)))
            process.start()
        self._processes[process.pid or 0] = process
        return process.pid or 0, ours

    def ended(self, pid: int) -> int | None:
        """The exit code of a process that is at its end."""
        process = self._processes.pop(pid)
        process.join()
        return process.exitcode

    def close(self) -> None:
        """End all processes."""
        for process in self._processes.values():
            process.terminate()
            process.join(5)
            process.kill()


@dataclass
class _Run:
    task: Mapping[str, Any]
    pid: int
    connection: socket.socket
    incoming: wire.Incoming
    latest: float
    cell: int | None = None
    killed: str = ""


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
    """

    preload: Sequence[str]
    jobs: int = 1
    memory: float | None = None
    _running: dict[wire.Incoming, _Run] = field(default_factory=dict, init=False)

    def __enter__(self) -> Self:
        self._source: _Source = _Warm((*PRELOAD, *self.preload)) if available() else _Fresh()
        return self

    def __exit__(self, *_: object) -> None:
        for run in self._running.values():
            run.connection.close()
        self._running.clear()
        self._source.close()

    def run(self, tasks: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
        """Execute tasks (see `execute.execute`) and report what happens, as it happens."""
        waiting = deque(tasks)
        lost: dict[str, int] = {}
        while waiting or self._running:
            while waiting and len(self._running) < self.jobs:
                task = waiting[0]
                try:
                    self._start(task)
                except OSError as error:
                    if self._running:
                        break  # when one of them has ended, there is room again
                    result = _failure(f"no process can be started ({error.strerror})")
                    yield Done(waiting.popleft()["slug"], result)
                    continue
                yield Started(waiting.popleft()["slug"])
            for run in list(self._ready()):
                slug = run.task["slug"]
                try:
                    messages = run.incoming.read()
                except EOFError:
                    self._forget(run)
                    code = self._source.ended(run.pid)
                    lost[slug] = lost.get(slug, 0) + 1
                    if code is None and not run.killed and lost[slug] < _LOST_WITH_WARM:
                        waiting.appendleft(run.task)
                    else:
                        yield Done(slug, _failure(run.killed or _death(code), cell=run.cell))
                    continue
                for kind, *content in messages:
                    if kind == "cell":
                        run.cell = content[0]
                        yield Cell(slug, *content)
                    else:
                        self._forget(run)
                        yield Done(slug, content[0])
            self._end_excessive()

    def _start(self, task: Mapping[str, Any]) -> None:
        pid, connection = self._source.start()
        latest = time.monotonic() + task["timeout"] + GRACE if task["timeout"] else float("inf")
        run = _Run(task, pid, connection, wire.Incoming(connection), latest)
        self._running[run.incoming] = run
        with suppress(OSError):  # if it is gone already, that is heard
            wire.send(connection, dict(task))

    def _ready(self) -> Iterator[_Run]:
        for incoming in self._heard(timeout=1):
            yield self._running[incoming]

    def _heard(self, timeout: float) -> list[wire.Incoming]:
        """Those that have something to tell."""
        connections: list[Any] = list(self._running)  # they have a `fileno`, which is all that `wait` asks for
        heard: list[Any] = wait(connections, timeout)
        return heard

    def _forget(self, run: _Run) -> None:
        del self._running[run.incoming]
        run.connection.close()

    def _end_excessive(self) -> None:
        """Kill runs that take more than they may and have nothing to report."""
        now = time.monotonic()
        silent = set(self._running) - set(self._heard(timeout=0))
        for run in [self._running[incoming] for incoming in silent]:
            if now > run.latest:
                run.killed = "took longer than the time allowed"
            elif self.memory and _memory(run.pid) > self.memory:
                run.killed = f"used more than the {self.memory / 2**20:,.0f} MB of memory allowed"
            if run.killed:
                with suppress(OSError):
                    os.kill(run.pid, signal.SIGKILL)


def _memory(pid: int) -> float:
    """What a process and those that it has started use."""
    used = 0.0
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                used += one.memory_info().rss
    return used


def _failure(error: str, cell: int | None = None) -> dict[str, Any]:
    return {"error": error, "cell": cell, "line": None, "partial": None}


def _death(code: int | None) -> str:
    """How a process came to its end, in words."""
    if code is None:
        return "the process that ran the notebook was lost, twice; it may have run out of memory"
    if code >= 0:
        return f"the process that ran the notebook ended with status {code} before the notebook did"
    name = signal.Signals(-code).name
    hint = "; it may have run out of memory" if -code == signal.SIGKILL else ""
    return f"the process that ran the notebook was ended by {name}{hint}"
