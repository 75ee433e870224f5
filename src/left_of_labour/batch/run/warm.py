"""The warm process of this build: what it imports, and where it is."""

import importlib
import os
import pkgutil
from contextlib import suppress
from functools import cache

import left_of_labour
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
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "PIL.Image:preinit",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "pandas.io.formats.string",
    "pyarrow.pandas_compat",
    "seaborn",
    "statsmodels.regression.linear_model",
    "left_of_labour.batch.run.warm:import_package",
    "left_of_labour.data:load",  # its rows, which are immutable, are remembered for as long as the files stay the same
)
ENVIRONMENT = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def import_package() -> None:
    """Import what notebooks may import of this package: all but the batch and the command line."""
    for module in pkgutil.walk_packages(left_of_labour.__path__, "left_of_labour."):
        if module.name.split(".")[1] not in ("batch", "cli", "cli_data", "__main__"):
            with suppress(ImportError):  # an optional library that is not there
                importlib.import_module(module.name)


def start_server() -> ForkServer:
    """Start a warm process for kernels."""
    return ForkServer(PRELOAD, ENVIRONMENT)


@cache
def address() -> str:
    """Where to ask for kernels: at the warm process of the build that we belong to, otherwise at our own."""
    return os.environ.get(ADDRESS_VARIABLE) or start_server().address
