"""The warm process: it has imported what runs need, and forks one process for each of them.

It imports and then only waits: it starts no threads, opens no figures, and shares nothing with its children after the
fork. It looks after them as an init process would: whatever a run starts ends with the run, and all runs, with their
temporary files, end with the build, even if that is killed. The standard library's fork server does none of this, runs
the main module again in each child, imports from the working folder, and leaves its socket behind when it is killed.
"""

import contextlib
import ctypes
import fcntl
import gc
import importlib
import os
import random
import selectors
import shutil
import signal
import socket
import struct
import sys
import tempfile
import threading
from collections.abc import Collection, Sequence
from pathlib import Path

from left_of_labour.batch.run import wire

__all__ = ["MESSAGE", "main"]

MESSAGE = struct.Struct("<cqq")  # f, process id: forked · e, process id, exit code: ended · x, errno: no process
_BECOME_SUBREAPER, _DIE_WITH_PARENT = 36, 1
_PREFIX, _ALIVE = "left-of-labour-", "alive"
_SINGLE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def main(descriptor: int, preload: Sequence[str]) -> None:
    """Be the warm process of a build: fork on request until the build closes its end of the socket.

    Parameters
    ----------
    descriptor
        Of a socket to the build, on which it sends the end of a connection for each process that it wants.
    preload
        Modules to import, or `module:function` to call. What raises is left to raise where it is needed.
    """
    for signum in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(signum, signal.SIG_IGN)  # a build that is interrupted closes its end
    _prctl(_BECOME_SUBREAPER, 1)
    scratch, alive = _scratch()
    server = _Server(socket.socket(fileno=descriptor), scratch)
    try:
        _import(preload)
        server.serve()
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        server.end()
        shutil.rmtree(scratch, ignore_errors=True)
        os.close(alive)
        sys.stderr.flush()
        os._exit(0)  # nothing is left to tidy up in what was imported


def _scratch() -> tuple[Path, int]:
    """A folder for temporary files, and what is held open while it is used; those of the dead are cleared away."""
    for old in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            held = os.open(old / _ALIVE, os.O_RDWR | os.O_NOFOLLOW)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(old, ignore_errors=True)
            finally:
                os.close(held)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    alive = os.open(folder / _ALIVE, os.O_RDWR | os.O_CREAT)
    with contextlib.suppress(OSError):  # without locks, the folder counts as in use by whoever cannot lock it either
        fcntl.flock(alive, fcntl.LOCK_EX)
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    os.chdir(folder)
    return folder, alive


def _import(preload: Sequence[str]) -> None:
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


class _Server:
    """The loop of the warm process."""

    def __init__(self, owner: socket.socket, scratch: Path):
        self._owner = owner
        self._scratch = scratch
        self._runs: dict[int, Path] = {}  # folders by process id
        self._started = 0
        self._pid = os.getpid()
        self._wake, self._wakeup = socket.socketpair()
        self._wake.setblocking(False)
        self._wakeup.setblocking(False)

    def serve(self) -> None:
        """Fork and reap until the owner is gone."""
        signal.set_wakeup_fd(self._wakeup.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        with selectors.DefaultSelector() as selector, contextlib.suppress(OSError):
            selector.register(self._owner, selectors.EVENT_READ)
            selector.register(self._wake, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self._wake:
                        self._wake.recv(1024)
                        self._reap()
                    elif not self._fork():
                        return

    def end(self) -> None:
        """End every run, and all that they have started."""
        for pid in self._runs:
            _kill(pid)
        self._end_strangers(among=())

    def _fork(self) -> bool:
        """Fork one process; whether the owner is still there."""
        asked, descriptors, _, _ = socket.recv_fds(self._owner, 1, 1)
        if not asked:
            return False
        self._started += 1
        folder = self._scratch / str(self._started)
        try:
            pid = os.fork()
        except OSError as error:
            self._owner.sendall(MESSAGE.pack(b"x", error.errno or 0, 0))
        else:
            if pid == 0:
                self._become(descriptors[0], folder)
            self._runs[pid] = folder
            self._owner.sendall(MESSAGE.pack(b"f", pid, 0))
        os.close(descriptors[0])
        return True

    def _become(self, descriptor: int, folder: Path) -> None:
        """In the child: shed everything of the server, then execute a task."""
        code = 1
        try:
            os.setsid()
            _prctl(_BECOME_SUBREAPER, 1)
            _prctl(_DIE_WITH_PARENT, signal.SIGKILL)
            if os.getppid() != self._pid:  # it died before it could be said that we die with it
                os._exit(code)
            signal.set_wakeup_fd(-1)
            for signum in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
                signal.signal(signum, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            for end in (self._owner, self._wake, self._wakeup):
                end.close()
            gc.enable()
            random.seed()
            if "numpy" in sys.modules:
                sys.modules["numpy"].random.seed()
            self._execute(socket.socket(fileno=descriptor), folder)
            code = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            with contextlib.suppress(Exception):
                sys.stderr.flush()
            os._exit(code)

    def _execute(self, connection: socket.socket, folder: Path) -> None:
        try:
            from left_of_labour.batch.run.execute import serve
        except Exception as error:
            texts = f"the run could not be prepared: {type(error).__name__}: {error}"
            wire.send(connection, ("done", {"error": texts, "cell": None, "line": None, "partial": None}))
            return
        serve(connection, folder)

    def _reap(self) -> None:
        """Tell which runs have ended, once nothing of them is left."""
        ended = []
        for pid in list(self._runs):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                ended.append((pid, os.waitstatus_to_exitcode(status)))
                _kill_group(pid)
        if ended or not self._runs:
            self._end_strangers(among=self._runs.keys())
        for pid, code in ended:
            shutil.rmtree(self._runs.pop(pid), ignore_errors=True)
            self._owner.sendall(MESSAGE.pack(b"e", pid, code))

    def _end_strangers(self, among: Collection[int]) -> None:
        """End processes that were left to us when the run that had started them ended."""
        children = Path(f"/proc/self/task/{os.getpid()}/children")
        while children.exists():
            strangers = [pid for pid in map(int, children.read_text().split()) if pid not in among]
            if not strangers:
                return
            for pid in strangers:
                _kill(pid)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)


def _kill_group(leader: int) -> None:
    with contextlib.suppress(OSError):
        os.killpg(leader, signal.SIGKILL)


def _kill(pid: int) -> None:
    """Kill a child, which may not be the leader of a group yet, and its group."""
    _kill_group(pid)
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
