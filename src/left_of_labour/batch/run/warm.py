"""The warm process: it has imported what runs need, and forks one process for each of them.

It imports and then only waits: it starts no threads, opens no figures, and shares nothing with its children after the
fork. It looks after them as an init process would: whatever a run starts ends with the run, and all runs, with their
temporary files, end with the build, even if that is killed. Processes are made by `multiprocessing`, but not by its
fork server, which runs the main module again in each child, can be had once in a program and not be stopped, ends when
a fork fails, and leaves its socket behind when the program is killed.
"""

import contextlib
import ctypes
import gc
import json
import multiprocessing
import os
import select
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from left_of_labour.batch.events import Done, Event, Started, failure, packed
from left_of_labour.batch.scratch import scratch

__all__ = ["PRELOAD", "main", "prepare"]

PRELOAD = (
    "left_of_labour.batch.run.execute:prepare",
    "IPython.core.application",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "PIL.Image:preinit",
)
_BECOME_SUBREAPER, _DIE_WITH_PARENT = 36, 1
_LONGEST = 2_000  # characters of an error of our own
_SINGLE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def main(build: int, events: int, preload: Sequence[str], forks: bool, memory: float | None, grace: float) -> None:
    """Be the warm process of a build, until that closes its end of our connection; see `pool.LocalRunner`.

    Parameters
    ----------
    build
        Descriptor of the connection to the build: numbered tasks arrive, and what ended a process is told.
    events
        Descriptor of the pipe into which all runs write their events.
    forks
        Whether to fork processes; otherwise each is started anew.
    """
    for signum in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(signum, signal.SIG_IGN)  # a build that is interrupted closes its end
    _prctl(_BECOME_SUBREAPER, 1)
    try:
        with scratch() as folder:
            os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
            os.chdir(folder)
            server = _Server(Connection(build), Connection(events, readable=False), folder, forks, memory, grace)
            if forks:
                prepare((*PRELOAD, *preload))
            server.serve()
    except (EOFError, ConnectionError):
        pass  # the build is gone
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(0)  # nothing is left to tidy up in what was imported


def prepare(preload: Sequence[str]) -> None:
    """Import modules, or call a `module:function`; what raises is left to raise where it is needed."""
    os.environ |= dict.fromkeys(_SINGLE_THREAD, "1") | {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # jsonschema spends 1.5 s on it, in vain
    gc.disable()
    for name in preload:
        with contextlib.suppress(Exception):
            found = resolve_name(name)
            if ":" in name:
                found()
    gc.freeze()
    if threading.active_count() > 1:
        raise SystemExit("a preloaded module has started a thread; no process can be forked safely")


@dataclass
class _Run:
    number: int
    process: BaseProcess
    folder: Path
    latest: float
    killed: str = ""


@dataclass
class _Server:
    """The loop of the warm process."""

    build: Connection
    events: Connection
    scratch: Path
    forks: bool
    memory: float | None
    grace: float
    _waiting: deque[tuple[int, Mapping[str, Any]]] = field(default_factory=deque)
    _runs: list[_Run] = field(default_factory=list)

    def serve(self) -> None:
        """Start and watch runs until the build is gone; then end all of them."""
        try:
            while True:
                ready = wait([self.build, *(run.process.sentinel for run in self._runs)], timeout=1)
                while self.build.poll():
                    self._waiting.append(self.build.recv())
                if ended := [run for run in self._runs if self._has_ended(run, run.process.sentinel in ready)]:
                    self._clear_up(ended)
                while self._waiting and self._start(*self._waiting[0]):
                    self._waiting.popleft()
        finally:
            self._clear_up(self._runs)

    def _start(self, number: int, task: Mapping[str, Any]) -> bool:
        """Start a run; without room for a process it waits until another one has ended."""
        folder = self.scratch / str(number)
        context: Any = multiprocessing.get_context("fork" if self.forks else "spawn")
        of_server = self.build if self.forks else None
        process = context.Process(target=_become, args=(number, task, self.events, folder, of_server))
        try:
            process.start()
        except OSError as error:
            if not self._runs:
                self.build.send((number, f"no process can be started ({error.strerror})"))
            return not self._runs
        latest = time.monotonic() + task["timeout"] + self.grace if task["timeout"] else float("inf")
        self._runs.append(_Run(number, process, folder, latest))
        return True

    def _has_ended(self, run: _Run, has_let_go: bool) -> bool:
        """See whether a run is at its end, and end it if it ought to be."""
        code = run.process.exitcode
        if code is not None:
            self.build.send((run.number, run.killed or _death(code)))
            return True
        if time.monotonic() > run.latest:
            run.killed = "took longer than the time allowed"
        elif self.memory and _memory(run.process.pid) > self.memory:
            run.killed = f"used more than the {self.memory / 2**20:,.0f} MB of memory allowed"
        if run.killed or has_let_go:  # of all its descriptors: it can report no more
            _kill(run.process)
        return False

    def _clear_up(self, runs: Sequence[_Run]) -> None:
        """End all that runs have started and may have left to us, and remove their files."""
        for run in runs:
            _kill(run.process)
        self._runs = [run for run in self._runs if run not in runs]
        while strangers := _children() - {run.process.pid for run in self._runs}:
            for pid in strangers:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
        for run in runs:
            run.process.join()
            shutil.rmtree(run.folder, ignore_errors=True)


def _become(
    number: int, task: Mapping[str, Any], events: Connection, folder: Path, of_server: Connection | None
) -> None:
    """In the child: shed everything of the server, then execute a task."""
    code = 1
    try:
        os.setsid()
        _prctl(_BECOME_SUBREAPER, 1)
        _prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        parent = multiprocessing.parent_process()
        if parent and os.getppid() != parent.pid:  # it died before it could be said that we die with it
            os._exit(code)
        for signum in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if of_server:
            of_server.close()
        if parent and sys.platform != "linux":
            threading.Thread(target=lambda: wait([parent.sentinel]) and os._exit(code), daemon=True).start()
        gc.enable()
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()
        tell = partial(_tell, events, number)
        tell(Started(task["slug"]))
        try:
            from left_of_labour.batch.run.execute import serve

            result = serve(task, folder, tell)
        except Exception as error:
            result = failure(f"the run could not be prepared: {type(error).__name__}: {error}"[:_LONGEST])
        tell(Done(task["slug"], result))
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(Exception):
            sys.stderr.flush()
        os._exit(code)


def _tell(events: Connection, number: int, event: Event) -> None:
    """Send an event in pieces, of which each is said whether it is the last.

    A pipe takes so little at once: what several runs say does not mix, and of a run that is stopped or killed while it
    says something, no half of a piece is there for which its reader would wait.
    """
    content = packed(event)
    size = select.PIPE_BUF - 128
    for begin in range(0, len(content), size):
        events.send((number, content[begin : begin + size], begin + size >= len(content)))


def _death(code: int) -> str:
    """How a process came to its end, in words."""
    if code >= 0:
        return f"the process that ran the notebook ended with status {code} before the notebook did"
    name = signal.Signals(-code).name
    hint = "; it may have run out of memory" if -code == signal.SIGKILL else ""
    return f"the process that ran the notebook was ended by {name}{hint}"


def _memory(pid: int | None) -> float:
    """What a process and those that it has started use."""
    import psutil

    used = 0.0
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                used += one.memory_info().rss
    return used


def _children() -> set[int]:
    """The processes that are ours to look after, as far as that can be seen."""
    try:
        return {*map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())}
    except OSError:
        return set()


def _kill(process: BaseProcess) -> None:
    """Kill a process, unless it has ended, and its group, once it leads one."""
    process.kill()
    if process.pid:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value)


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
