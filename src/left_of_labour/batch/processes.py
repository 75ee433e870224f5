"""Processes of the operating system: how long they may take, who looks after them, what they use, and how they end."""

import contextlib
import ctypes
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess, parent_process
from pathlib import Path
from typing import NoReturn

__all__ = [
    "TimeLimit", "adopt", "can_fork", "death", "end_children", "end_here", "excess", "independent", "isolated",
    "kill", "kill_children", "time_limit",
]  # fmt: skip

_BECOME_SUBREAPER, _DIE_WITH_PARENT = 36, 1
_KEPT = re.compile(r"PYTHON(PATH|HOME|UTF8|PYCACHEPREFIX|DONTWRITEBYTECODE)")
_TOO_LONG = "took longer than the time allowed"
_SINGLE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class TimeLimit(BaseException):
    """The time for something is over."""


@contextlib.contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raise `TimeLimit` in this block once it has taken so long, if there is such a limit."""

    def over(*_: object) -> NoReturn:
        raise TimeLimit(_TOO_LONG)

    signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds or 0, 1)  # again, should it be caught where nobody knows it
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def can_fork() -> bool:
    """Whether processes can be forked here: macOS ends one that uses its frameworks."""
    return sys.platform == "linux"


def isolated(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment where a user's settings of Python and matplotlib change nothing, and libraries start no threads.

    Memory comes in large pages, of which fewer have to be copied after a fork.

    Examples
    --------
    >>> sorted(isolated({"HOME": "/a", "PYTHONSTARTUP": "a.py", "MATPLOTLIBRC": "a"}).items())[:2]
    [('GLIBC_TUNABLES', 'glibc.malloc.hugetlb=1'), ('HOME', '/a')]
    """
    kept = {
        name: value for name, value in environment.items() if not name.startswith("PYTHON") or _KEPT.fullmatch(name)
    }
    single = {**dict.fromkeys(_SINGLE_THREAD, "1"), "JE_ARROW_MALLOC_CONF": "background_thread:false"}
    large_pages = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
    house = {"MATPLOTLIBRC": os.devnull, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    return kept | single | large_pages | house


def adopt() -> None:
    """Have this process look after those that it has started in turn, once what had started them is gone."""
    _prctl(_BECOME_SUBREAPER, 1)


def independent() -> None:
    """Have a process that `multiprocessing` has made lead its own group, hear signals, and end with its parent."""
    os.setsid()
    adopt()
    _prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    parent = parent_process()
    if parent and os.getppid() != parent.pid:  # it died before it could be said that we die with it
        os._exit(1)
    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if parent and sys.platform != "linux":
        threading.Thread(target=lambda: wait([parent.sentinel]) and os._exit(1), daemon=True).start()


@contextlib.contextmanager
def end_here() -> Iterator[None]:
    """End the process with this block, whose error is printed: no thread is waited for, nothing imported tidies up."""
    code = 1
    try:
        yield
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(Exception):
            sys.stderr.flush()
        os._exit(code)


def end_children(spared: Collection[int | None]) -> None:
    """End all processes that are ours to look after, as far as that can be seen, but for some."""
    while strangers := _children() - {*spared}:
        for pid in strangers:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def kill(process: BaseProcess) -> None:
    """Kill a process, unless it has ended, and its group, once it leads one."""
    process.kill()
    if process.pid:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)


def kill_children(pid: int) -> None:
    """Kill the processes that another one has started, but for what they have started in turn."""
    import psutil

    with contextlib.suppress(psutil.NoSuchProcess):
        for child in psutil.Process(pid).children():
            child.kill()


def death(code: int) -> str:
    """How a process came to its end before its work was done, in words.

    Parameters
    ----------
    code
        Its status, or minus the signal that ended it.

    Examples
    --------
    >>> death(3), death(-15)
    ('ended with status 3 before its work was done', 'was ended by SIGTERM')
    """
    if code >= 0:
        return f"ended with status {code} before its work was done"
    hint = "; it may have run out of memory" if -code == signal.SIGKILL else ""
    return f"was ended by {signal.Signals(-code).name}{hint}"


def excess(pid: int | None, latest: float, memory: float | None) -> str:
    """What a process has too much of, or nothing.

    Parameters
    ----------
    latest
        When it has to have ended, by the monotonic clock.
    memory
        Bytes that it may use together with those that it has started, if there is such a limit.
    """
    if time.monotonic() > latest:
        return _TOO_LONG
    return f"used more than the {memory / 2**20:,.0f} MB of memory allowed" if memory and _memory(pid) > memory else ""


def _memory(pid: int | None) -> float:
    import psutil

    used = 0.0
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                used += one.memory_info().rss
    return used


def _children() -> set[int]:
    try:
        return {*map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())}
    except OSError:
        return set()


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value)
