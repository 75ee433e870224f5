"""The same runs on other machines, by way of a dask.distributed scheduler.

A task carries the notebook and gets back the files of its report, so no file system is shared; each worker has this
package and the data installed, and refuses a task whose package or data differ from its own. A worker that dies has its
runs given to the others. Workers should have one thread each: `dask worker tcp://scheduler:8786 --nthreads 1`.

What a run is at comes back as events of the scheduler, under the topic that it keeps for this client anyway and clears
when the client has gone. A worker's events arrive before the result that it sends after them.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any, Self

from left_of_labour import paths
from left_of_labour.batch.events import Cell, Done, Event, Started
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
        self._news: SimpleQueue[Any] = SimpleQueue()
        self._client.subscribe_topic(self._client.id, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.unsubscribe_topic(self._client.id)
        self._client.cancel(list(self._futures), force=True)
        self._client.close()

    def run(self, tasks: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
        """Execute tasks (see `execute.execute`) and tell what happens, as it happens.

        Besides, each task says in `expects` which package and data it is for.
        """
        for task in tasks:
            future = self._client.submit(execute_there, dict(task), self._client.id, pure=False)
            self._futures[future] = task["slug"]
            future.add_done_callback(self._news.put)
        while self._futures:
            news = self._news.get()
            if news in self._futures:
                done = Done(self._futures.pop(news), _result(news))
                news.release()
                yield done
            elif news.slug in self._futures.values():
                yield news

    def _hear(self, event: tuple[float, Mapping[str, Any]]) -> None:
        """Take what a worker tells; the scheduler itself tells other things under the same topic."""
        _, told = event
        if "run" in told:
            slug, *cell = told["run"]
            self._news.put(Cell(slug, *cell) if cell else Started(slug))


def _result(future: Any) -> dict[str, Any]:
    if future.status == "finished":
        return future.result()
    error = f"lost on the cluster: {future.exception() or 'its scheduler is gone'}"
    return {"error": error, "cell": None, "line": None, "partial": None}


def execute_there(task: Mapping[str, Any], topic: str) -> dict[str, Any]:
    """Execute a task on a worker, if it has the same package and data.

    Parameters
    ----------
    task
        See `ClusterRunner.run`.
    topic
        Of the scheduler's events, under which is told that the run starts, and each of its cells.
    """
    from distributed import get_worker

    from left_of_labour.batch.run.execute import execute

    def tell(*cell: int) -> None:
        worker.log_event(topic, {"run": [task["slug"], *cell]})

    worker = get_worker()
    tell()
    here = Inputs(paths.notebooks_dir(), paths.data_dir(), task["project"]["distribution"]).expectations()
    other = sorted(name for name, digest in task["expects"].items() if here.get(name) != digest)
    if other:
        told = f"the worker has another version of {', '.join(other)}; update it and build again"
        return {"error": told, "cell": None, "line": None, "partial": None}
    with _temporary_files_in(worker.local_directory):
        environment = {**task["environment"], paths.DATA_VARIABLE: str(paths.data_dir())}
        return execute({**task, "environment": environment}, tell)


@contextmanager
def _temporary_files_in(folder: str) -> Iterator[None]:
    """Use a worker's own folder, which dask removes even after a worker that was killed."""
    before, tempfile.tempdir = tempfile.tempdir, folder
    try:
        yield
    finally:
        tempfile.tempdir = before
