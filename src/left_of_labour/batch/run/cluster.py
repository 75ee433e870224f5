"""The same runs on other machines, by way of a dask.distributed scheduler.

A task carries the notebook and gets back the files of its report, so no file system is shared. Each worker has this
package, its libraries and the data installed; one that has others is left out, by name. A run is tied to its worker:
if dask moved the runs of a worker that dies, a notebook that kills its worker could kill them all.
"""

import logging
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event as ThreadEvent
from threading import Lock, Thread
from typing import Any, Self

from left_of_labour import paths
from left_of_labour.batch.events import Cell, Done, Event, Started, failure
from left_of_labour.batch.fingerprint import Inputs
from left_of_labour.batch.run.pool import LocalRunner, lasting_runner
from left_of_labour.errors import LeftOfLabourError

__all__ = ["ClusterError", "ClusterRunner", "execute_there", "state_there"]

PATIENCE = 30  # seconds to wait for a worker where there is none
_FETCHING = 10  # seconds to wait for a result before looking whether its worker is still there
_ADDRESS = re.compile(r"(?:tcp|tls|ws|wss)://(?P<host>\[[0-9a-f:]+\]|[^\s:/]+):\d+")
_NEAR = ("localhost", "127.0.0.1", "[::1]")
_ATTEMPTS = 2  # workers that a run may take with it


class ClusterError(LeftOfLabourError):
    """The cluster cannot be used."""


@dataclass
class _Run:
    """A task, how many workers were lost with it, and which one has it now."""

    task: Mapping[str, Any]
    lost: int = 0
    worker: str = ""


class ClusterRunner:
    """Executes tasks on a cluster; to be used in a `with` block, whose end cancels what is not done.

    Parameters
    ----------
    address
        Of the scheduler, such as tcp://scheduler:8786.
    expects
        What a worker must have, see `Inputs.expectations`.
    say
        Learns which workers are left out, and why.
    """

    def __init__(self, address: str, expects: Mapping[str, str], say: Callable[[str], None]):
        self.address, self._expects, self._say = address, expects, say
        self._workers: dict[str, bool] = {}  # by address, whether it can be used
        self._given: dict[Any, _Run] = {}
        self._news: SimpleQueue[Any] = SimpleQueue()

    def __enter__(self) -> Self:
        parts = _ADDRESS.fullmatch(self.address)
        if not parts:
            raise ClusterError(
                f"--cluster: {self.address!r} is no address; expected tcp://host:port or tls://host:port"
            )
        try:
            from distributed import Client
            from distributed.security import Security
        except ImportError:
            raise ClusterError("--cluster needs dask.distributed: pip install 'left-of-labour[cluster]'") from None
        secure = self.address.startswith(("tls", "wss"))
        security: Any = Security()
        if secure and not security.tls_ca_file:
            raise ClusterError(
                f"{self.address}: no certificates; name them in dask's own settings, "
                "distributed.comm.tls.ca-file, .client.cert and .client.key"
            )
        if not secure and parts["host"] not in _NEAR:
            self._say(f"{self.address} is spoken to without encryption: who reaches that scheduler can run code there")
        for name in ("distributed", "distributed.client"):  # what is lost, we tell
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            self._client: Any = Client(self.address, timeout=10, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise ClusterError(f"no scheduler answers at {self.address}: {error}") from error
        self._client.subscribe_topic(self._client.id, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.unsubscribe_topic(self._client.id)
        self._client.cancel(list(self._given), force=True)
        self._client.close()

    def run(self, tasks: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
        """Execute tasks (see `execute.execute`) and report what happens, as it happens."""
        waiting = deque(map(_Run, tasks))
        seen = time.monotonic()
        while waiting or self._given:
            for run in self._look():
                run.lost += 1
                if run.lost < _ATTEMPTS:
                    waiting.appendleft(run)
                else:
                    why = f"lost on the cluster: {_ATTEMPTS} workers died while they ran it"
                    yield Done(run.task["slug"], failure(why))
            seen = time.monotonic() if any(self._workers.values()) else seen
            while waiting and (free := self._free(waiting[0])):
                self._give(waiting.popleft(), free)
            if (not any(self._workers.values()) and time.monotonic() > seen + PATIENCE) or self._is_gone():
                why = "its scheduler is gone" if self._is_gone() else self._why_no_worker()
                for run in (*waiting, *self._given.values()):
                    yield Done(run.task["slug"], failure(f"lost on the cluster: {why}"))
                return
            try:
                news = self._news.get(timeout=1)
            except Empty:
                continue
            if news in self._given:
                result = self._result(news, self._given[news].worker)
                if result is None:  # settled above when it is known what has gone, or here when dask has it again
                    self._news.put(news)
                    time.sleep(0.1)
                else:
                    yield Done(self._given.pop(news).task["slug"], result)
                    news.release()
            elif isinstance(news, Started | Cell) and news.slug in {one.task["slug"] for one in self._given.values()}:
                yield news

    def _result(self, future: Any, worker: str) -> Mapping[str, Any] | None:
        """What a task has given; none if that is, or may be, lost with its worker: dask would wait for it for ever."""
        if future.status == "finished":
            with suppress(OSError, CancelledError):
                return dict(future.result(_FETCHING))
        elif future.status in ("error", "cancelled") and worker in self._workers and not self._is_gone():
            return failure(f"lost on the cluster: {future.exception() or 'dask has cancelled it'}")
        return None

    def _look(self) -> list[_Run]:
        """See which workers have come or gone; the runs that were lost with those."""
        if self._is_gone():
            return []
        try:  # not by `scheduler_info`: dask renews what that returns behind its back, with a record of no workers
            there = set(self._client.sync(self._client.scheduler.identity, n_workers=-1)["workers"])
        except OSError:
            return []  # the scheduler is going; until that is certain, nothing is known of its workers
        gone = [future for future, run in self._given.items() if run.worker not in there]
        self._workers = {worker: usable for worker, usable in self._workers.items() if worker in there}
        new = sorted(there - set(self._workers))
        for worker in new:
            try:
                state = self._client.run(state_there, self._expects, workers=[worker])[worker]
            except Exception as error:  # whatever another version of the package makes of the question
                state = [f"the package ({type(error).__name__})"]
            self._workers[worker] = not state
            if state:
                self._say(f"worker {worker} is left out: it has another version of {', '.join(state)}")
        if gone:
            self._client.cancel(gone, force=True)
        return [self._given.pop(future) for future in gone]

    def _free(self, run: _Run) -> str | None:
        """A worker that has less to do than it could: one run under way, and one to begin with afterwards.

        A run that was lost before has its worker to itself: it may be why.
        """
        busy = [given.worker for given in self._given.values()]
        kept = {given.worker for given in self._given.values() if given.lost}
        room = 1 if run.lost else 2
        usable = [one for one, usable in self._workers.items() if usable and one not in kept and busy.count(one) < room]
        return min(usable, key=busy.count, default=None)

    def _give(self, run: _Run, worker: str) -> None:
        future = self._client.submit(
            execute_there, dict(run.task), self._client.id, workers=[worker], allow_other_workers=False, pure=False
        )
        run.worker = worker
        self._given[future] = run
        future.add_done_callback(self._news.put)

    def _hear(self, event: tuple[float, Mapping[str, Any]]) -> None:
        """Take what a worker reports; the scheduler itself reports other things under the same topic."""
        _, texts = event
        if "run" in texts:
            slug, *cell = texts["run"]
            self._news.put(Cell(slug, *cell) if cell else Started(slug))

    def _is_gone(self) -> bool:
        return bool(self._client.status != "running")

    def _why_no_worker(self) -> str:
        return "every worker has another package or data" if self._workers else f"no worker for {PATIENCE} s"


def state_there(expects: Mapping[str, str]) -> list[str]:
    """On a worker: what it has in another version than is expected."""
    here = Inputs(paths.notebooks_dir(), paths.data_dir(), expects["distribution"]).expectations()
    return sorted(name for name in {*here, *expects} if here.get(name) != expects.get(name))


_ONE_AT_A_TIME = Lock()


def execute_there(task: Mapping[str, Any], topic: str) -> dict[str, Any]:
    """Execute a task on a worker, in a process of its own.

    Parameters
    ----------
    task
        See `execute.execute`.
    topic
        Of the scheduler's events, which say that the run starts, and each of its cells.
    """
    from distributed import get_worker

    worker = get_worker()
    environment = {**task["environment"], paths.DATA_VARIABLE: str(paths.data_dir())}
    ended = ThreadEvent()
    with _ONE_AT_A_TIME:
        runner = lasting_runner(tuple(task["project"]["preload"]), memory=worker.memory_manager.memory_limit)
        Thread(target=_watch, args=(worker, worker.get_current_task(), runner, ended), daemon=True).start()
        try:
            for event in runner.run([{**task, "environment": environment}]):
                if isinstance(event, Done):
                    return dict(event.result)
                cell = (event.number, event.total) if isinstance(event, Cell) else ()
                worker.log_event(topic, {"run": [task["slug"], *cell]})
        finally:
            ended.set()
    raise AssertionError("a run that was begun has no end")


def _watch(worker: Any, key: str, runner: LocalRunner, ended: ThreadEvent) -> None:
    """End a run for whose result nobody waits any more, because its client has gone: dask ends no task under way."""
    while not ended.wait(1):
        task = worker.state.tasks.get(key)
        if task is None or task.state == "cancelled":
            runner.kill()
            return
