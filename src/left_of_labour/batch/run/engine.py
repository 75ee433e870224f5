"""The papermill engine that runs a notebook in a warm kernel, without waiting for anything but its cells.

A kernel talks over ZeroMQ's ipc transport in a folder of its own (over TCP, parallel kernels race for ports), and is
gone as soon as the last cell is done.
"""

import os
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import Empty
from typing import Any

import zmq.asyncio
from jupyter_client import AsyncKernelManager
from jupyter_client.asynchronous import AsyncKernelClient
from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager
from traitlets import default

from left_of_labour.batch.kernel import OwnInterpreter
from left_of_labour.batch.run import forkserver

__all__ = ["ReportEngine"]

PROVISIONERS = {"warm": "left-of-labour-warm", "ordinary": "local-provisioner"}


class ReportEngine(Engine):
    """Runs a notebook in a kernel of the running interpreter."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        kernel: str = "warm",
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        limit: float | None = None,
        start_timeout: float = 60,
        on_cell: Callable[[int, int], None] = lambda number, total: None,
        keep: dict[str, Any] | None = None,
        **_: Any,
    ) -> None:
        """Execute all cells; papermill calls this.

        Parameters
        ----------
        nb_man
            Papermill's hold on the notebook.
        kernel_name
            What the notebook asks for.
        kernel
            warm or ordinary.
        environment
            Variables that the kernel gets besides ours.
        folder
            The kernel's working directory; by default ours.
        limit
            Seconds for the whole notebook.
        start_timeout
            Seconds for the kernel to start.
        on_cell
            Told the number of each cell that starts, and how many there are.
        keep
            Gets the `notebook`, the `cell` it is at, and the kernel's `log`, for who must tell about a failure.
        """
        keep = {} if keep is None else keep
        keep["notebook"] = nb_man.nb
        total = len(nb_man.nb.cells)
        deadline = time.monotonic() + limit if limit else None

        def started(cell: Any, cell_index: int) -> None:
            keep["cell"] = cell_index + 1
            on_cell(cell_index + 1, total)

        def left(_: Any) -> int | None:
            return max(1, round(deadline - time.monotonic())) if deadline else None

        with tempfile.TemporaryDirectory(prefix="left-of-labour-", dir=forkserver.short_folder()) as own:
            manager = AsyncKernelManager(
                kernel_name=kernel_name,
                kernel_spec_manager=OwnInterpreter(PROVISIONERS[kernel]),
                transport="ipc",
                ip=f"{own}/s",
                connection_file=f"{own}/connection.json",
                client_factory=_Client,
            )
            client = PapermillNotebookClient(
                nb_man,
                km=manager,
                kernel_name=kernel_name,
                shutdown_kernel="immediate",
                extra_arguments=["--HistoryManager.enabled=False"],
                startup_timeout=start_timeout,
                timeout_func=left,
                on_cell_start=started,
            )
            variables = {**os.environ, **forkserver.SINGLE_THREAD, "IPYTHONDIR": f"{own}/ipython"}
            with Path(own, "log").open("w") as log:
                try:
                    client.execute(
                        cleanup_kc=True,
                        cwd=str(folder or Path.cwd()),
                        env={**variables, **(environment or {})},
                        stdout=log,
                        stderr=log,
                    )
                finally:
                    keep["log"] = Path(log.name).read_text(errors="replace")


class _Client(AsyncKernelClient):
    """Ready as soon as the kernel has answered and its output is heard; the library waits a fixed 0.2 s longer."""

    @default("context")
    def _impatient(self) -> zmq.asyncio.Context:
        """Sockets look every 10 ms, not every 100, whether the kernel is there already."""
        context = zmq.asyncio.Context.instance()
        context.setsockopt(zmq.RECONNECT_IVL, 10)
        return context

    def start_channels(
        self, shell: bool = True, iopub: bool = True, stdin: bool = True, hb: bool = True, control: bool = True
    ) -> None:
        """Open the channels, without the heartbeat: the process is watched instead."""
        super().start_channels(shell=shell, iopub=iopub, stdin=stdin, hb=False, control=control)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
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
        raise TimeoutError(f"the kernel did not start within {timeout:.0f} s")

    async def _answer(self, asked: str) -> None:
        """Wait for the reply, and for the kernel's welcome to its output or the end of what this request puts there.

        What is asked before output is heard is asked again; kernels before ipykernel 7 send no welcome.
        """
        reply = await self.get_shell_msg(timeout=1)
        while reply["parent_header"].get("msg_id") != asked:
            reply = await self.get_shell_msg(timeout=1)
        self._handle_kernel_info_reply(reply)
        while True:
            message = await self.get_iopub_msg(timeout=0.2)
            ended = (
                message["parent_header"].get("msg_id") == asked and message["content"].get("execution_state") == "idle"
            )
            if ended or message["msg_type"] == "iopub_welcome":
                return
