"""Runs the cells of a notebook in an IPython shell within this process.

The shell is that of ipykernel and the outputs are collected by nbclient, so that a notebook finds what it finds in a
kernel; but what goes over sockets there is handed over here. Once used, the process is fit for nothing else.
"""

import builtins
import codecs
import contextlib
import getpass
import io
import os
import select
import sys
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NoReturn

import comm
from comm.base_comm import BaseComm
from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError, UsageError
from jupyter_client.session import Session
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets.config import Config

from left_of_labour.batch.processes import TimeLimit
from left_of_labour.batch.run.results import ENDED, PRINTED, CellError

__all__ = ["run_cells"]

_REQUEST = {"msg_id": "notebook"}  # what every message answers, by which a widget knows what to take in


def run_cells(notebook: NotebookNode, on_cell: Callable[[int, int], None]) -> None:
    """Run all cells, one after the other; each gets its outputs.

    Parameters
    ----------
    notebook
        Its cells are changed in place.
    on_cell
        Called with the number of each cell that starts, and how many there are.

    Raises
    ------
    CellError
        If one fails, or ends the notebook; those before it have their outputs, and so has it.
    """
    outputs = _Outputs(notebook)
    shell = _shell(outputs)
    process = os.getpid()
    for number, cell in enumerate(notebook.cells, start=1):
        on_cell(number, len(notebook.cells))
        if cell.cell_type != "code":
            continue
        outputs.begin(number - 1)
        if not cell.source.strip():
            continue
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


class _Outputs(Session):
    """Where the shell sends messages: into the outputs of the cell that is running."""

    def __init__(self, notebook: NotebookNode):
        super().__init__(key=b"")
        self._client = NotebookClient(notebook)
        self._client.reset_execution_trackers()
        none = SimpleNamespace(send=lambda message: None)
        self._client.kc = SimpleNamespace(session=self, shell_channel=none)  # type: ignore[assignment]  # all that is asked of it
        self._cell: Any = None
        self._index = 0
        self._printed = 0
        self._lock = threading.RLock()
        self._streams = _Stream(1, "stdout", self), _Stream(2, "stderr", self)
        sys.stdout, sys.stderr = self._streams

    def begin(self, index: int) -> None:
        """The outputs that come are those of another cell."""
        self._index, self._cell = index, self._client.nb.cells[index]
        self._cell.outputs = []
        self._client.clear_before_next_output = False

    def flush(self) -> None:
        """Take in what processes that the cell has started have printed."""
        for stream in self._streams:
            stream.flush()

    def print(self, name: str, text: str) -> None:
        """Something was printed; no more is kept than a report may have, and one character, by which it shows."""
        with self._lock:
            text = text[: max(0, PRINTED + 1 - self._printed)]
            self._printed += len(text)
            if not text or self._cell is None:
                return
            last = self._cell.outputs[-1] if self._cell.outputs else None
            taken = self._client.output_hook_stack[_REQUEST["msg_id"]] or self._client.clear_before_next_output
            if last and last.get("name") == name and not taken:
                last.text += text
            else:
                self.send(None, "stream", {"name": name, "text": text})

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, *_: Any, **given: Any) -> None:
        """Hand a message over, as plain as if it had been sent."""
        message = self.msg(msg_or_type, content) if isinstance(msg_or_type, str) else msg_or_type
        message |= {"content": self.unpack(self.pack(message["content"])), "buffers": given.get("buffers") or []}
        message["parent_header"] = _REQUEST
        with self._lock:
            if self._cell is not None:
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
        self._lock = threading.Lock()
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
        with self._lock, contextlib.suppress(BlockingIOError):
            while content := os.read(self._pipe, 1 << 16):
                self._outputs.print(self._kind, self._decode(content))


def _shell(outputs: _Outputs) -> Any:
    config = Config()
    config.HistoryManager.enabled = False
    kernel = SimpleNamespace(eventloop=None, shell=None)
    shell: Any = ZMQInteractiveShell.instance(config=config, kernel=kernel, compiler_class=XCachingCompiler)
    shell.displayhook.session = shell.display_pub.session = outputs
    shell.set_parent({"header": _REQUEST})
    shell.enable_gui = _no_window
    builtins.input = getpass.getpass = _refuse
    comm.create_comm, _Comm.outputs = _Comm, outputs
    if "matplotlib" in sys.modules and os.environ.get("MPLBACKEND", "").endswith("inline"):
        shell.enable_matplotlib("inline")
    return shell


def _no_window(gui: str | None = None) -> None:
    if gui not in (None, "inline"):
        raise UsageError(f"there is no window for {gui!r} where a notebook makes a report; use %matplotlib inline")


def _refuse(*_: object, **__: object) -> NoReturn:
    raise StdinNotImplementedError("nobody is there to answer: a notebook that makes a report cannot ask for input")


class _Comm(BaseComm):
    """What a widget sends to its view, of which the last state is kept in the notebook."""

    outputs: _Outputs

    def publish_msg(
        self, msg_type: str, data: Any = None, metadata: Any = None, buffers: Any = None, **more: Any
    ) -> None:
        """Hand the message over."""
        self.outputs.send(None, msg_type, {"data": data or {}, "comm_id": self.comm_id, **more}, buffers=buffers)
