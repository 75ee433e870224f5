"""Runs the cells of a notebook in an ordinary Jupyter kernel, by papermill's own engine.

The kernel talks over ZeroMQ's ipc transport in a folder of its own: over TCP, parallel kernels race for ports.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.engines import NBClientEngine

from left_of_labour.batch.run.results import ENDED, CellError

__all__ = ["run_in_kernel"]


def run_in_kernel(notebook: NotebookNode, on_cell: Callable[[int, int], None]) -> None:
    """Run all cells, one after the other, like `shell.run_cells`; if the kernel dies, that is a `DeadKernelError`."""
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
