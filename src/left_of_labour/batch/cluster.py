"""The same runs on other machines, by way of a dask.distributed scheduler.

A task carries the notebook and gets back the files of its report, so no file system is shared; each worker has this
package and the data installed, and refuses a task whose package or data differ from its own. A worker that dies has its
runs given to the others. Workers should have one thread each: `dask worker tcp://scheduler:8786 --nthreads 1`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from left_of_labour import paths
from left_of_labour.batch.events import Done, Event, Started
from left_of_labour.batch.fingerprint import Inputs
from left_of_labour.errors import LeftOfLabourError

__all__ = ["ClusterError", "ClusterRunner", "execute_there"]


class ClusterError(LeftOfLabourError):
    """The cluster cannot be used."""


class ClusterRunner:
    """Executes tasks on a cluster; to be used in a `with` block, whose end cancels what is not done.

    Parameters
    ----------
    address
        Of the scheduler, such as tcp://scheduler:8786.
    """

    def __init__(self, address: str):
        self.address = address

    def __enter__(self) -> Self:
        try:
            from distributed import Client
        except ImportError:
            raise ClusterError("--cluster needs dask.distributed: pip install 'left-of-labour[cluster]'") from None
        try:
            self._client = Client(self.address, timeout=10, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"no scheduler answers at {self.address}: {error}") from error
        self._futures: dict[Any, str] = {}
        return self

    def __exit__(self, *_: object) -> None:
        self._client.cancel(list(self._futures), force=True)
        self._client.close()

    def run(self, tasks: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
        """Execute tasks (see `execute.execute`) and tell what happens, as it happens.

        Besides, each task says in `expects` which package and data it is for.
        """
        from distributed import as_completed

        for task in tasks:
            self._futures[self._client.submit(execute_there, dict(task), pure=False)] = task["slug"]
            yield Started(task["slug"])
        for future in as_completed(list(self._futures), loop=self._client.loop):
            slug = self._futures.pop(future)
            if future.status == "finished":
                result = future.result()
            else:
                error = f"lost on the cluster: {future.exception()}"
                result = {"error": error, "cell": None, "line": None, "partial": None}
            future.release()
            yield Done(slug, result)


def execute_there(task: Mapping[str, Any]) -> dict[str, Any]:
    """Execute a task on a worker, if it has the same package and data."""
    from left_of_labour.batch.execute import execute

    here = Inputs(paths.notebooks_dir(), paths.data_dir()).expectations()
    other = sorted(name for name, digest in task["expects"].items() if here.get(name) != digest)
    if other:
        told = f"the worker has another version of {', '.join(other)}; update it and build again"
        return {"error": told, "cell": None, "line": None, "partial": None}
    return execute({**task, "environment": {paths.DATA_VARIABLE: str(paths.data_dir())}})
