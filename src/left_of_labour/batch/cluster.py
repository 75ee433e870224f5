"""The same runs on other machines, by way of a dask.distributed scheduler.

A task carries the notebook and gets back the files of its report, so no file system is shared; each worker has this
package and the data installed, and refuses a task whose package or data differ from its own. A worker that dies has its
runs given to the others. Workers should have one thread each: `dask worker tcp://scheduler:8786 --nthreads 1`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from left_of_labour import paths
from left_of_labour.batch.events import Done, Event, Started
from left_of_labour.batch.fingerprint import Inputs
from left_of_labour.errors import LeftOfLabourError

__all__ = ["ClusterError", "execute_there", "run_on_cluster"]


class ClusterError(LeftOfLabourError):
    """The cluster cannot be used."""


def run_on_cluster(tasks: Sequence[Mapping[str, Any]], address: str) -> Iterator[Event]:
    """Execute tasks on a cluster.

    Parameters
    ----------
    tasks
        See `execute.execute`; besides, `expects` names the package and data that they are for.
    address
        Of the scheduler, such as tcp://scheduler:8786.

    Yields
    ------
    Event
        As it happens. Closing the iterator cancels what is not done.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise ClusterError("--cluster needs dask.distributed: pip install 'left-of-labour[cluster]'") from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"no scheduler answers at {address}: {error}") from error
    futures = {}
    try:
        for task in tasks:
            futures[client.submit(execute_there, dict(task), pure=False)] = task["slug"]
            yield Started(task["slug"])
        for future in as_completed(list(futures), loop=client.loop):
            slug = futures.pop(future)
            if future.status == "finished":
                result = future.result()
            else:
                result = {"error": f"lost on the cluster: {future.exception()}", "cell": None, "line": None}
            future.release()
            yield Done(slug, {"partial": None, **result})
    finally:
        client.cancel(list(futures), force=True)
        client.close()


def execute_there(task: Mapping[str, Any]) -> dict[str, Any]:
    """Execute a task on a worker, if it has the same package and data."""
    from left_of_labour.batch.execute import execute

    here = Inputs(paths.notebooks_dir(), paths.data_dir()).expectations()
    other = sorted(name for name, digest in task["expects"].items() if here.get(name) != digest)
    if other:
        told = f"the worker has another version of {', '.join(other)}; update it and build again"
        return {"error": told, "cell": None, "line": None, "partial": None}
    return execute({**task, "environment": {paths.DATA_VARIABLE: str(paths.data_dir())}})
