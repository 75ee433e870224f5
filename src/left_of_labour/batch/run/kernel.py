"""Runs the cells of a notebook in an ordinary Jupyter kernel, by papermill's own engine.

The kernel talks over ZeroMQ's ipc transport in a folder of its own: over TCP, parallel kernels race for ports.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import papermill
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from left_of_labour.batch.run.shell import CellError

__all__ = ["OwnInterpreter", "run_in_kernel"]

_LONGEST_SOCKET = 100  # the name of a Unix socket has at most 107 bytes


class OwnInterpreter(KernelSpecManager):
    """Knows one kernel: the interpreter that runs us, whatever kernels are installed on the machine."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The kernel, by any name."""
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
        )


def run_in_kernel(notebook: NotebookNode, on_cell: Callable[[int, int], None], limit: float | None = None) -> None:
    """Run all cells, one after the other; each gets its outputs.

    Parameters
    ----------
    notebook
        Its cells are changed in place.
    on_cell
        Told the number of each cell that starts, and how many there are.
    limit
        Seconds for all of them.

    Raises
    ------
    PapermillExecutionError
        If a cell fails.
    CellError
        If a cell ends the notebook.
    DeadKernelError
        If the kernel dies.
    """
    deadline = time.monotonic() + limit if limit else None
    numbers = {cell["id"]: number for number, cell in enumerate(notebook.cells, start=1)}
    folder = tempfile.gettempdir()
    with tempfile.TemporaryDirectory(dir=folder if len(folder) < _LONGEST_SOCKET - 20 else "/tmp") as own:
        log = Path(own, "log")
        manager = AsyncKernelManager(
            kernel_spec_manager=OwnInterpreter(),
            transport="ipc",
            ip=f"{own}/s",
            connection_file=f"{own}/connection.json",
        )
        with log.open("w") as said:
            for number in (1, 2):
                os.dup2(said.fileno(), number)
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  # what our libraries log is not the kernel's
        try:
            executed = papermill.execute_notebook(
                notebook,
                None,
                kernel_name="python3",
                progress_bar=False,
                start_timeout=limit or 600,
                km=manager,
                shutdown_kernel="immediate",
                extra_arguments=["--HistoryManager.enabled=False"],
                timeout_func=lambda _: max(1, round(deadline - time.monotonic())) if deadline else None,
                on_cell_executed=_require_more,
                on_cell_start=lambda cell, cell_index: on_cell(numbers[cell["id"]], len(numbers)),
            )
        except (DeadKernelError, RuntimeError) as error:
            last = log.read_text(errors="replace").strip().splitlines()[-1:]
            said_last = f"it said last: {last[0]}" if last else "it may have run out of memory or been killed"
            raise DeadKernelError(f"{error}; {said_last}") from error
    notebook.cells, notebook.metadata = executed.cells, executed.metadata
    _require_end(notebook)


def _require_more(cell: NotebookNode, cell_index: int, execute_reply: Any) -> None:
    """A kernel that is asked to end with `quit()` still answers, for a while."""
    if any(payload["source"] == "ask_exit" for payload in execute_reply["content"].get("payload", ())):
        raise CellError(cell_index + 1, "SystemExit", "a cell ended the notebook before its end", [])


def _require_end(notebook: Any) -> None:
    """papermill takes a cell that leaves with `sys.exit(0)` for the end of the notebook."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                raise CellError(number, output.ename, output.evalue, output.traceback)
