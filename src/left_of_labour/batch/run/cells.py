"""Runs the cells of a notebook, in an IPython shell within this process or in an ordinary kernel.

The shell is that of ipykernel and the outputs are collected by nbclient, so that a notebook finds what it finds in a
kernel; but what goes over sockets there is handed over here. Either way the process is then fit for nothing else.
"""

import builtins
import codecs
import contextlib
import getpass
import io
import os
import select
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import comm
from ipykernel.comm.comm import BaseComm
from ipykernel.compiler import XCachingCompiler
from ipykernel.kernelbase import Kernel
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError, UsageError
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.session import Session
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.engines import NBClientEngine
from traitlets.config import Config

from left_of_labour.batch.processes import TimeLimit
from left_of_labour.batch.run.results import ENDED, PRINTED, CellError

__all__ = ["prepare", "run_cells", "run_in_kernel"]

_REQUEST = {"msg_id": "notebook"}  # what every message answers, by which a widget knows what to take in


def run_cells(notebook: NotebookNode, on_cell: Callable[[int, int], None]) -> None:
    """Run all cells, one after the other; each gets its outputs in place.

    `on_cell` is called with the number of each cell that starts, and how many there are. A cell that fails, or ends the
    notebook, is a `CellError`; it and those before it have their outputs.
    """
    shell = prepare()
    outputs = _Outputs(notebook, shell)
    process = os.getpid()
    for number, cell in enumerate(notebook.cells, start=1):
        on_cell(number, len(notebook.cells))
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        outputs.begin(cell, number - 1)
        cell.execution_count = shell.execution_count
        result = shell.run_cell(cell.source, store_history=True)
        outputs.flush()
        if os.getpid() != process:
            os._exit(0)  # a copy of this process that the cell has made and not ended
        error = result.error_before_exec or result.error_in_exec
        if isinstance(error, TimeLimit):
            raise error
        if error is not None or shell._last_traceback_during_displayhook:
            name, value = type(error).__name__ if error else "an output cannot be shown", str(error or "")
            raise CellError(number, name, value, [*(shell._last_traceback or ())])
        if shell.exit_now:
            raise CellError(number, *ENDED)


def run_in_kernel(notebook: NotebookNode, on_cell: Callable[[int, int], None]) -> None:
    """Run all cells by papermill's own engine, like `run_cells`; if the kernel dies, that is a `DeadKernelError`.

    The kernel talks over ZeroMQ's ipc transport in a folder of its own: over TCP, parallel kernels race for ports.
    """
    folder = tempfile.gettempdir()  # if it leaves room for a Unix socket, whose name has at most 107 bytes
    with tempfile.TemporaryDirectory(dir=folder if len(folder) < 80 else "/tmp") as own:
        log = Path(own, "log")
        manager = AsyncKernelManager(
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),  # the interpreter that runs us, and none besides
            transport="ipc",
            ip=f"{own}/s",
            connection_file=f"{own}/connection.json",
        )
        with log.open("w") as said:
            for number in (1, 2):
                os.dup2(said.fileno(), number)
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  # what our libraries log is not the kernel's
        try:
            NBClientEngine.execute_notebook(
                notebook,
                "python3",
                progress_bar=False,
                start_timeout=600,
                km=manager,
                shutdown_kernel="immediate",
                extra_arguments=["--HistoryManager.enabled=False"],
                on_cell_start=lambda cell, cell_index: on_cell(cell_index + 1, len(notebook.cells)),
                on_cell_executed=_require_more,
            )
        except (DeadKernelError, RuntimeError) as error:
            last = log.read_text(errors="replace").strip().splitlines()[-1:]
            said_last = f"it said last: {last[0]}" if last else "it may have run out of memory or been killed"
            raise DeadKernelError(f"{error}; {said_last}") from error


def _require_more(cell: NotebookNode, cell_index: int, execute_reply: Any) -> None:
    """papermill takes `sys.exit(0)` for the end; a kernel that is to `quit()` still answers, for a while."""
    reply = execute_reply["content"]
    if reply["status"] == "error":
        raise CellError(cell_index + 1, reply["ename"], reply["evalue"], reply["traceback"])
    if any(payload["source"] == "ask_exit" for payload in reply.get("payload", ())):
        raise CellError(cell_index + 1, *ENDED)


class _Outputs(Session):
    """Where the shell sends messages: into the outputs of the cell that is running."""

    def __init__(self, notebook: NotebookNode, shell: Any):
        super().__init__(key=b"")
        self._client = NotebookClient(notebook)
        self._client.reset_execution_trackers()
        none = SimpleNamespace(send=lambda message: None)
        self._client.kc = SimpleNamespace(session=self, shell_channel=none)  # type: ignore[assignment]  # all that is asked of it
        self.begin(NotebookNode(), -1)  # what comes before the first cell is shown nowhere
        self._left = PRINTED + 1  # characters; one more than is kept, by which it shows that there are more
        self.lock = threading.RLock()
        self._streams = sys.stdout, sys.stderr = _Stream(1, "stdout", self), _Stream(2, "stderr", self)
        parent = {"header": _REQUEST}
        kernel: Any = SimpleNamespace(eventloop=None, session=self, iopub_socket=None, get_parent=lambda: parent)
        shell.kernel = Kernel._instance = BaseComm.kernel = kernel  # to which widgets talk
        comm.create_comm = BaseComm
        shell.init_ipython_dir(None)
        shell.init_profile_dir(None)
        shell.displayhook.session = shell.display_pub.session = self
        shell.set_parent(parent)
        shell.enable_gui = _no_window
        builtins.input = getpass.getpass = _refuse
        if "matplotlib" in sys.modules and os.environ.get("MPLBACKEND", "").endswith("inline"):
            shell.enable_matplotlib("inline")

    def begin(self, cell: NotebookNode, index: int) -> None:
        """The outputs that come are those of another cell."""
        self._cell, self._index = cell, index
        cell.outputs = []
        self._client.clear_before_next_output = False

    def flush(self) -> None:
        """Take in what processes that the cell has started have printed."""
        for stream in self._streams:
            stream.flush()

    def print(self, name: str, text: str) -> None:
        """Something was printed: more of the last output, unless that has an end."""
        text = text[: self._left]
        self._left -= len(text)
        last = self._cell.outputs[-1] if self._cell.outputs else {}
        taken = self._client.output_hook_stack[_REQUEST["msg_id"]] or self._client.clear_before_next_output
        if last.get("name") == name and not taken:
            last["text"] += text
        elif text:
            self.send(None, "stream", {"name": name, "text": text})

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, *_: Any, **given: Any) -> None:
        """Hand a message over, as plain as if it had been sent."""
        message = self.msg(msg_or_type, content) if isinstance(msg_or_type, str) else msg_or_type
        message |= {"content": self.unpack(self.pack(message["content"])), "buffers": given.get("buffers") or []}
        message["parent_header"] = _REQUEST
        with self.lock:
            self._client.process_message(message, self._cell, self._index)
            self._client.set_widgets_metadata()


class _Stream(io.TextIOWrapper):
    """What a notebook finds as `sys.stdout` or `sys.stderr`: a pipe, into which its children write as well."""

    def __init__(self, number: int, name: str, outputs: _Outputs):
        self._pipe, end = os.pipe()
        os.set_blocking(self._pipe, False)
        os.dup2(end, number)
        os.close(end)
        super().__init__(open(number, "wb", closefd=False), encoding="utf-8", errors="replace")  # noqa: SIM115
        self._kind, self._outputs = name, outputs
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        threading.Thread(target=self._watch, daemon=True).start()

    def write(self, text: str) -> int:
        """Print, after what was written before."""
        written = super().write(text)
        self.flush()
        return written

    def flush(self) -> None:
        """Take in what was written."""
        super().flush()
        self._drain()

    def _watch(self) -> None:
        while select.select([self._pipe], [], []):
            self._drain()
            time.sleep(0.01)  # small pieces are left to whoever asks for them

    def _drain(self) -> None:
        with self._outputs.lock, contextlib.suppress(BlockingIOError):
            while content := os.read(self._pipe, 1 << 16):
                self._outputs.print(self._kind, self._decode(content))


@cache
def prepare() -> Any:
    """Make the shell; it is the same object in every process forked afterwards, which then gives it what is its own."""
    config = Config(HistoryManager={"enabled": False})
    with tempfile.TemporaryDirectory() as folder:
        return ZMQInteractiveShell.instance(config=config, compiler_class=XCachingCompiler, ipython_dir=folder)


def _no_window(gui: str | None = None) -> None:
    if gui not in (None, "inline"):
        raise UsageError(f"there is no window for {gui!r} where a notebook makes a report; use %matplotlib inline")


def _refuse(*_: object, **__: object) -> NoReturn:
    raise StdinNotImplementedError("nobody is there to answer: a notebook that makes a report cannot ask for input")
