"""Kernels that start at once: forked from a process that has imported what reports need.

One process per report, nothing shared after the fork. The pieces are registered at Jupyter's own extension points, so
`papermill --engine left-of-labour-warm` uses them as well as the batch. Where nothing can be forked, an ordinary
kernel is started instead.

papermill loads `engine` while it is itself being imported, so papermill is not imported here.
"""

import asyncio
import contextlib
import os
import sys
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.provisioning import LocalProvisioner

from left_of_labour.batch.run import forkserver, warm

__all__ = ["ENGINE", "OwnInterpreter", "WarmProvisioner", "engine", "run_kernel"]

ENGINE = "left-of-labour-warm"


class OwnInterpreter(KernelSpecManager):
    """Knows one kernel: the interpreter that runs us, whatever kernels are installed on the machine.

    Parameters
    ----------
    provisioner
        What starts it.
    """

    def __init__(self, provisioner: str = "local-provisioner", **options: Any):
        super().__init__(**options)
        self._provisioner = provisioner

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The kernel, by any name."""
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
            metadata={"kernel_provisioner": {"provisioner_name": self._provisioner}},
        )


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel by forking the warm process; interrupt, restart and shutdown are those of any local kernel."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Fork a kernel; if that is not possible, start an ordinary one."""
        address = warm.address() if forkserver.available() else None
        with contextlib.suppress(OSError):
            if address and cmd[1:3] == ["-m", "ipykernel_launcher"]:
                self.process = await asyncio.to_thread(
                    forkserver.spawn,
                    address,
                    f"{__name__}:run_kernel",
                    cmd[3:],
                    environment=kwargs.get("env"),
                    folder=kwargs.get("cwd"),
                    output=getattr(kwargs.get("stderr"), "name", None),
                )
                self.pid = self.process.pid
                self.cwd = kwargs.get("cwd", Path.cwd())
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)

    async def kill(self, restart: bool = False) -> None:
        """End the process, and return once it has ended: the manager looks only every 0.1 s."""
        await super().kill(restart)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.wait(), 5)

    async def wait(self) -> int | None:
        """Wait for the process; forked ones tell at once when they end."""
        while await self.poll() is None:
            await asyncio.sleep(0.005)
        return await super().wait()


def run_kernel(arguments: list[str]) -> None:
    """Be a kernel, in a process just forked."""
    sys.modules.setdefault("debugpy", None)  # a report needs no debugger, which is slow to import
    from ipykernel.kernelapp import launch_new_instance

    sys.argv = ["ipykernel_launcher", *arguments]
    launch_new_instance(argv=[*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])


class _Engine:
    """papermill's view of `engine.ReportEngine`, imported when a notebook is run."""

    def __getattr__(self, name: str) -> Any:
        from left_of_labour.batch.run.engine import ReportEngine

        return getattr(ReportEngine, name)


engine = _Engine()
