"""The warm process of this build: what it imports, and where it is."""

import os
from collections.abc import Iterable
from functools import cache

from left_of_labour.batch.run.forkserver import ForkServer

__all__ = ["ADDRESS_VARIABLE", "PRELOAD", "address", "start_server"]

ADDRESS_VARIABLE = "LEFT_OF_LABOUR_KERNELS"
PRELOAD = (
    "left_of_labour.batch.kernel",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.pylab.backend_inline",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "tornado.queues",
    "PIL.Image:preinit",
)
ENVIRONMENT = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def start_server(preload: Iterable[str] = ()) -> ForkServer:
    """Start a warm process for kernels, which imports besides what the project asks for."""
    return ForkServer((*PRELOAD, *preload), ENVIRONMENT)


@cache
def address() -> str:
    """Where to ask for kernels: at the warm process of the build that we belong to, otherwise at our own."""
    return os.environ.get(ADDRESS_VARIABLE) or start_server().address
