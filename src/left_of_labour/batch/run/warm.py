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
import importlib
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
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from left_of_labour.batch.events import failure
from left_of_labour.batch.run import wire
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
_SINGLE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def main(preload: Sequence[str], forks: bool, memory: float | None, grace: float) -> None:
    """Be the warm process of a build, until that closes our standard input, where its tasks arrive.

    Parameters
    ----------
    preload
        Modules to import, or `module:function` to call. What raises is left to raise where it is needed.
    forks
        Whether to fork processes; otherwise each is started anew.
    memory, grace
        See `pool.LocalRunner`.
    """
    for signum in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(signum, signal.SIG_IGN)  # a build that is interrupted closes its end
    _prctl(_BECOME_SUBREAPER, 1)
    tasks, owner = os.dup(0), os.dup(1)
    os.set_blocking(owner, False)
    with Path(os.devnull).open("r+b") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(nothing.fileno(), 1)
    try:
        with scratch() as folder:
            os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
            os.chdir(folder)
            server = _Server(wire.Lines(tasks), owner, folder, forks, memory, grace)
            try:
                if forks:
                    prepare((*PRELOAD, *preload))
                server.serve()
            finally:
                server.end()
    except BrokenPipeError:
        pass  # the build is gone
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(0)  # nothing is left to tidy up in what was imported


def prepare(preload: Sequence[str]) -> None:
    """Import what runs need."""
    os.environ |= dict.fromkeys(_SINGLE_THREAD, "1") | {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # jsonschema spends 1.5 s on it, in vain
    gc.disable()
    for name in preload:
        module, _, function = name.partition(":")
        with contextlib.suppress(Exception):
            imported = importlib.import_module(module)
            if function:
                getattr(imported, function)()
    gc.freeze()
    if threading.active_count() > 1:
        raise SystemExit("a preloaded module has started a thread; no process can be forked safely")


@dataclass
class _Run:
    slug: str
    process: BaseProcess
    reader: Connection
    lines: wire.Lines
    folder: Path
    latest: float
    done: bool = False
    killed: str = ""


@dataclass
class _Server:
    """The loop of the warm process."""

    tasks: wire.Lines
    owner: int
    scratch: Path
    forks: bool
    memory: float | None
    grace: float
    _waiting: deque[Mapping[str, Any]] = field(default_factory=deque)
    _runs: list[_Run] = field(default_factory=list)
    _started: int = 0
    _full: bool = False

    def serve(self) -> None:
        """Start and watch runs until the owner is gone."""
        while not self.tasks.ended:
            heard: list[Any] = [self.tasks, *(one for run in self._runs for one in (run.lines, run.process.sentinel))]
            wait(heard, timeout=1)
            self._take_tasks()
            if ended := [run for run in self._runs if self._has_ended(run)]:
                self._clear_up(ended)
                self._full = False
            while self._waiting and not self._full:
                self._start(self._waiting[0])

    def end(self) -> None:
        """End every run, and all that they have started."""
        self._clear_up(self._runs)

    def _take_tasks(self) -> None:
        self._waiting += [wire.unpacked(line)[0] for line in self.tasks.read()]

    def _start(self, task: Mapping[str, Any]) -> None:
        """Start a run; without room for a process it waits until another one has ended."""
        folder = self.scratch / str(self._started)
        context: Any = multiprocessing.get_context("fork" if self.forks else "spawn")
        of_server = (self.tasks.fileno(), self.owner) if self.forks else ()
        try:
            reader, writer = context.Pipe(duplex=False)
            with writer:
                process = context.Process(target=_become, args=(task, writer, folder, of_server))
                process.start()
        except OSError as error:
            self._full = bool(self._runs)
            if not self._full:
                self._waiting.popleft()
                self._say("died", task["slug"], f"no process can be started ({error.strerror})")
            return
        self._waiting.popleft()
        self._started += 1
        latest = time.monotonic() + task["timeout"] + self.grace if task["timeout"] else float("inf")
        self._runs.append(_Run(task["slug"], process, reader, wire.Lines(reader.fileno()), folder, latest))
        self._say("started", task["slug"])

    def _has_ended(self, run: _Run) -> bool:
        """Pass on what a run reports, and see whether it is at its end, or ought to be."""
        code = run.process.exitcode
        lines = run.lines.read()
        for line in lines:
            self._pass_on(line + b"\n")
            run.done |= line.startswith(b'["done"')
        if code is not None:
            if not run.done:
                self._say("died", run.slug, run.killed or _death(code))
            return True
        if run.lines.ended:
            _kill(run.process)  # it has let go of the connection
        elif not lines and time.monotonic() > run.latest:
            run.killed = "took longer than the time allowed"
        elif not lines and self.memory and _memory(run.process.pid) > self.memory:
            run.killed = f"used more than the {self.memory / 2**20:,.0f} MB of memory allowed"
        if run.killed:
            _kill(run.process)
        return False

    def _clear_up(self, runs: Sequence[_Run]) -> None:
        """End all that runs have started and may have left to us, and remove their files."""
        for run in runs:
            _kill(run.process)
        self._runs = [run for run in self._runs if run not in runs]
        among = {run.process.pid for run in self._runs}
        children = Path(f"/proc/self/task/{os.getpid()}/children")
        while children.exists() and (strangers := {*map(int, children.read_text().split())} - among):
            for pid in strangers:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)
        for run in runs:
            run.reader.close()
            run.process.join()
            shutil.rmtree(run.folder, ignore_errors=True)

    def _say(self, *message: Any) -> None:
        self._pass_on(wire.packed(*message))

    def _pass_on(self, line: bytes) -> None:
        """Send a line to the owner, who may be busy sending tasks, and does not read before they are taken."""
        rest = memoryview(line)
        while rest:
            select.select([self.tasks], [self.owner], [])
            self._take_tasks()
            if self.tasks.ended:
                raise BrokenPipeError
            with contextlib.suppress(BlockingIOError):
                rest = rest[os.write(self.owner, rest) :]


def _become(task: Mapping[str, Any], writer: Connection, folder: Path, of_server: Sequence[int]) -> None:
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
        for descriptor in of_server:
            os.close(descriptor)
        if parent and sys.platform != "linux":
            threading.Thread(target=lambda: wait([parent.sentinel]) and os._exit(code), daemon=True).start()
        gc.enable()
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()
        with os.fdopen(os.dup(writer.fileno()), "wb") as owner:

            def say(*message: Any) -> None:
                owner.write(wire.packed(*message))
                owner.flush()

            try:
                from left_of_labour.batch.run.execute import serve
            except Exception as error:
                say("done", task["slug"], failure(f"the run could not be prepared: {type(error).__name__}: {error}"))
            else:
                serve(task, folder, say)
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(Exception):
            sys.stderr.flush()
        os._exit(code)


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
