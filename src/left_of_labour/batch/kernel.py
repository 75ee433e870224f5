"""Kernels for reports, and the papermill engine that runs notebooks in them.

A kernel talks over ZeroMQ's ipc transport in a folder of its own (over TCP, parallel kernels race for ports), runs
the interpreter that runs us, and is gone as soon as the last cell is done.
"""

import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from queue import Empty

import zmq.asyncio
from jupyter_client import AsyncKernelManager
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines

__all__ = ["ENGINE", "ReportEngine"]

ENGINE = "left-of-labour-warm"
LONGEST_SOCKET = 100  # an ipc address is a file name of at most 107 bytes


class ReportEngine(Engine):
    """Runs a notebook as fast as one kernel per notebook allows.

    Besides papermill's own arguments it takes `kernel`, `environment`, `folder`, `limit`, `on_cell` and `keep`; see
    `execute.execute`.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man,
        kernel_name,
        kernel="warm",
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        limit: float | None = None,
        start_timeout=60,
        on_cell=lambda number, total: None,
        keep: dict | None = None,
        **_,
    ):
        keep = {} if keep is None else keep
        keep["notebook"] = nb_man.nb
        total = len(nb_man.nb.cells)

        def started(cell, cell_index):
            keep["cell"] = cell_index + 1
            on_cell(cell_index + 1, total)

        deadline = time.monotonic() + limit if limit else None
        with tempfile.TemporaryDirectory(prefix="kernel-", dir=_short_folder()) as sockets:
            manager = AsyncKernelManager(
                kernel_name=kernel_name,
                kernel_spec_manager=_OwnInterpreter(),
                transport="ipc",
                ip=f"{sockets}/s",
                connection_file=f"{sockets}/connection.json",
                client_factory=_Client,
                context=_context(),
            )
            client = PapermillNotebookClient(
                nb_man,
                km=manager,
                kernel_name=kernel_name,
                shutdown_kernel="immediate",
                startup_timeout=start_timeout,
                timeout_func=lambda cell: max(1, round(deadline - time.monotonic())) if deadline else None,
                on_cell_start=started,
            )
            client.execute(
                cleanup_kc=True,
                cwd=str(folder or Path.cwd()),
                env={**os.environ, "IPYTHONDIR": f"{sockets}/ipython", **(environment or {})},
            )


papermill_engines.register(ENGINE, ReportEngine)


def _short_folder() -> str | None:
    """Where sockets may lie: the system's temporary folder unless its name is too long for a socket."""
    longest = len(tempfile.gettempdir()) + len("/kernel-12345678/s-5")
    return None if longest <= LONGEST_SOCKET else "/tmp"


def _context() -> zmq.asyncio.Context:
    """A context whose sockets look every 10 ms, not every 100, whether the kernel is there already."""
    context = zmq.asyncio.Context.instance()
    context.setsockopt(zmq.RECONNECT_IVL, 10)
    return context


class _OwnInterpreter(KernelSpecManager):
    """Knows one kernel: the interpreter that runs us, whatever kernels are installed on the machine."""

    def get_kernel_spec(self, kernel_name):
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
            metadata={},
        )


class _Client(AsyncKernelClient):
    """Ready as soon as the kernel has answered on both channels; the library waits a fixed 0.2 s longer."""

    def start_channels(self, shell=True, iopub=True, stdin=True, hb=True, control=True):
        """Open the channels, without the heartbeat: the process is watched instead."""
        super().start_channels(shell=shell, iopub=iopub, stdin=stdin, hb=False, control=control)

    async def wait_for_ready(self, timeout=None):
        """Wait until the kernel answers and its output arrives."""
        end = time.monotonic() + (timeout or 60)
        while time.monotonic() < end:
            asked = self.kernel_info()
            try:
                await self._answer(asked)
                return
            except Empty:
                if not await self.parent.is_alive():
                    raise DeadKernelError("the kernel died while it started") from None
        raise TimeoutError("the kernel did not start in time")

    async def _answer(self, asked: str) -> None:
        reply = await self.get_shell_msg(timeout=1)
        while reply["parent_header"].get("msg_id") != asked:
            reply = await self.get_shell_msg(timeout=1)
        self._handle_kernel_info_reply(reply)
        while True:
            message = await self.get_iopub_msg(timeout=0.2)
            if message["parent_header"].get("msg_id") == asked and message["content"].get("execution_state") == "idle":
                return
