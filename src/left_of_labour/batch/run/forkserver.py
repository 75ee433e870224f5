"""A process that has imported what is slow to import, and forks ready processes on request.

The server imports and then only waits: it starts no threads, opens no figures, and shares nothing with its children
after the fork. Each client holds one socket for its child: the server kills the child when that socket is closed, and
all children when its owner is gone, so nobody's end leaves a process behind. Only the standard library is used here.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import secrets
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

__all__ = ["Child", "ForkServer", "available", "short_folder", "spawn"]

ADDRESS = "fork"  # in the server's folder
LONGEST_NAME = 100  # the name of a Unix socket has at most 107 bytes
SINGLE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}


def available() -> bool:
    """Whether processes can be forked here."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds") and sys.platform != "darwin"


def short_folder(levels: int = 1) -> str | None:
    """Where folders, so many in each other, with sockets may lie: the system's temporary one unless its name is long.

    Who removes the outer folder removes the inner ones if both asked, as the inner ones then lie in it.
    """
    longest = len(tempfile.gettempdir()) + levels * len("/left-of-labour-12345678/t") + len("/s-5")
    return None if longest <= LONGEST_NAME else "/tmp"


class Child:
    """A forked process, seen from the client; it has the methods of `subprocess.Popen` that a kernel needs."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, link: socket.socket):
        self.pid = pid
        self.returncode: int | None = None
        self._link = link

    def poll(self) -> int | None:
        """The exit code, negative for a signal; none while the process runs."""
        return self._wait(0)

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for the process to end, at most `timeout` seconds."""
        return self._wait(timeout)

    def send_signal(self, signum: int) -> None:
        """Send a signal to the process and those that it has started."""
        with contextlib.suppress(OSError):
            self._link.setblocking(True)
            self._link.sendall(f"{signum}\n".encode())

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process."""
        self.send_signal(signal.SIGKILL)

    def close(self) -> None:
        """Let go of the process; the server kills it if it still runs."""
        self._link.close()

    def _wait(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            try:
                self._link.settimeout(timeout)
                told = self._link.recv(64)  # nothing if the server is gone, and all its children with it
                self.returncode = int(told) if told else -signal.SIGKILL
                self._link.close()
            except (BlockingIOError, TimeoutError):
                pass
            except OSError:
                self.returncode = -signal.SIGKILL
        return self.returncode


class ForkServer:
    """Owner's side of a server process.

    Parameters
    ----------
    preload
        Modules that the server imports, or `module:function` that it calls; what raises is left to raise where it is
        needed.
    environment
        Variables besides our own.
    """

    def __init__(self, preload: Iterable[str], environment: Mapping[str, str] | None = None):
        self.folder = Path(short_folder(2) or tempfile.gettempdir(), f"left-of-labour-{secrets.token_hex(4)}")
        self._ready, told = socket.socketpair()
        with told:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(told.fileno()), str(self.folder), *preload],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=[told.fileno()],
                start_new_session=True,
                env={**os.environ, **SINGLE_THREAD, **(environment or {})},
            )
        atexit.register(self.close)

    @cached_property
    def address(self) -> str:
        """Where to ask for processes; waits until the server has made its folder and listens there."""
        with self._ready:
            self._ready.recv(1)  # nothing if the server is gone: then nobody answers at the address
        return str(self.folder / ADDRESS)

    def close(self) -> None:
        """End the server and all its children."""
        atexit.unregister(self.close)
        self._ready.close()
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def spawn(
    address: str,
    target: str,
    *arguments: Any,
    environment: Mapping[str, str] | None = None,
    folder: str | None = None,
    output: str | None = None,
    descriptors: Sequence[int] = (),
    timeout: float = 60,
) -> Child:
    """Have a server fork a process that calls a function.

    Parameters
    ----------
    address
        Of the server.
    target
        The function, as `module:name`.
    *arguments
        For the function, plain data; open descriptors that are passed on come first.
    environment
        All variables of the process; by default ours.
    folder
        Its working directory; by default ours.
    output
        A file for what it prints; by default that goes where the server's goes.
    descriptors
        Open files that it gets.
    timeout
        Seconds to wait for the server, which may still be importing.

    Raises
    ------
    OSError
        If there is no server.
    """
    request = {
        "target": target,
        "arguments": arguments,
        "environment": dict(os.environ if environment is None else environment),
        "folder": folder or str(Path.cwd()),
        "output": output,
    }
    link = socket.socket(socket.AF_UNIX)
    try:
        link.settimeout(timeout)
        link.connect(address)
        content = json.dumps(request).encode() + b"\n"
        sent = socket.send_fds(link, [content], list(descriptors)) if descriptors else 0
        link.sendall(content[sent:])
        answer = b""
        while not answer.endswith(b"\n"):  # byte by byte: what follows is how the child has ended
            more = link.recv(1)
            if not more:
                raise ConnectionResetError(f"the fork server at {address} is gone")
            answer += more
        return Child(int(answer), link)
    except BaseException:
        link.close()
        raise


class _Server:
    def __init__(self, listener: socket.socket):
        self.listener = listener
        self.links: dict[int, socket.socket] = {}  # by process id
        self.selector = selectors.DefaultSelector()
        self.wake, wakeup = socket.socketpair()
        for end in (self.wake, wakeup):
            end.setblocking(False)
        self.wakeup = wakeup
        signal.set_wakeup_fd(wakeup.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.selector.register(0, selectors.EVENT_READ, "owner")
        self.selector.register(listener, selectors.EVENT_READ, "request")
        self.selector.register(self.wake, selectors.EVENT_READ, "reap")

    def run(self) -> None:
        """Serve until the owner is gone."""
        while True:
            for key, _ in self.selector.select():
                if key.data == "owner":
                    return
                if key.data == "request":
                    self._fork()
                elif key.data == "reap":
                    with contextlib.suppress(BlockingIOError):
                        self.wake.recv(1024)
                    self._reap()
                elif key.data in self.links:
                    self._obey(key.data)

    def kill_all(self) -> None:
        """End every child and wait for it."""
        for pid in self.links:
            _signal(pid, signal.SIGKILL)
        for pid in self.links:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)

    def _fork(self) -> None:
        link, _ = self.listener.accept()
        try:
            request, descriptors = _read_request(link)
        except (OSError, ValueError):
            link.close()
            return
        pid = os.fork()
        if pid == 0:
            self._become(request, descriptors, link)
        for descriptor in descriptors:
            os.close(descriptor)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)
        self.links[pid] = link
        self.selector.register(link, selectors.EVENT_READ, pid)
        with contextlib.suppress(OSError):
            link.sendall(f"{pid}\n".encode())

    def _become(self, request: Mapping[str, Any], descriptors: list[int], link: socket.socket) -> None:
        """In the child: shed everything of the server, then call the target."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for signum in (signal.SIGCHLD, signal.SIGTERM):
                signal.signal(signum, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            with contextlib.suppress(OSError):
                os.setpgid(0, 0)
            atexit._clear()
            self.selector.close()
            for other in (link, self.listener, self.wake, self.wakeup, *self.links.values()):
                other.close()
            _redirect(os.devnull, os.O_RDONLY, 0)
            if request["output"]:
                _redirect(request["output"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 1, 2)
            os.environ.clear()
            os.environ.update(request["environment"])
            os.chdir(request["folder"])
            if "numpy" in sys.modules:
                sys.modules["numpy"].random.seed()
            gc.enable()
            module, name = request["target"].split(":")
            getattr(importlib.import_module(module), name)(*descriptors, *request["arguments"])
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            with contextlib.suppress(Exception):
                sys.stderr.flush()
            os._exit(code)

    def _reap(self) -> None:
        for pid in list(self.links):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                _signal(pid, signal.SIGKILL)  # what the child has started itself
                link = self.links.pop(pid)
                with contextlib.suppress(KeyError):
                    self.selector.unregister(link)
                with contextlib.suppress(OSError):
                    link.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
                link.close()

    def _obey(self, pid: int) -> None:
        link = self.links[pid]
        try:
            asked = link.recv(1024).split()
        except OSError:
            asked = []
        if not asked:  # the client is gone
            self.selector.unregister(link)
            _signal(pid, signal.SIGKILL)
        for signum in asked:
            _signal(pid, int(signum))


def _signal(pid: int, signum: int) -> None:
    """Signal a child's process group, or the child itself where it has no group yet."""
    try:
        os.killpg(pid, signum)
    except ProcessLookupError:
        pass
    except OSError:
        os.kill(pid, signum)


def _redirect(name: str, flags: int, *descriptors: int) -> None:
    opened = os.open(name, flags)
    for descriptor in descriptors:
        os.dup2(opened, descriptor)
    os.close(opened)


def _read_request(link: socket.socket) -> tuple[dict[str, Any], list[int]]:
    link.settimeout(5)
    content, descriptors, _, _ = socket.recv_fds(link, 1 << 20, 8)
    while not content.endswith(b"\n"):
        more = link.recv(1 << 20)
        if not more:
            raise ValueError("half a request")
        content += more
    link.settimeout(None)
    return json.loads(content), descriptors


def main() -> None:
    """Run a server: the number of a socket on which to say that it listens, its folder, and the modules to import."""
    descriptor, folder, *preload = sys.argv[1:]
    Path(folder).mkdir(mode=0o700)  # by who clears it away, whatever happens to the owner
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"{folder}/{ADDRESS}")
    listener.listen(128)
    with socket.socket(fileno=int(descriptor)) as owner, contextlib.suppress(OSError):
        owner.sendall(b".")
    gc.disable()
    for name in preload:
        module, _, function = name.partition(":")
        with contextlib.suppress(Exception):
            imported = importlib.import_module(module)
            if function:
                getattr(imported, function)()
    gc.freeze()
    server = _Server(listener)
    if threading.active_count() > 1:
        raise SystemExit("a preloaded module has started a thread; no process can be forked safely")
    try:
        server.run()
    finally:
        server.kill_all()
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)  # nothing is left to tidy up in what was imported


if __name__ == "__main__":
    main()
