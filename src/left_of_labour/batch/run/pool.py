"""Processes on this machine: one for each task, so many at a time, all forked by one warm process (see `warm`).

A process that dies takes only its own run with it. If the warm process dies, another takes its place, and the runs
that were lost with it begin again.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from left_of_labour.batch.events import Cell, Done, Event, Started, failure
from left_of_labour.batch.run import wire
from left_of_labour.errors import LeftOfLabourError

__all__ = ["LocalRunner", "RunnerError", "available", "clean"]

_LOST_WITH_WARM = 2  # times after which a run that is lost with the warm process is given up
_KEPT = re.compile(r"PYTHON(PATH|HOME|UTF8|PYCACHEPREFIX|DONTWRITEBYTECODE)")


class RunnerError(LeftOfLabourError):
    """No process can be started for the runs."""


def available() -> bool:
    """Whether processes can be forked here: macOS ends one that uses its frameworks."""
    return sys.platform == "linux"


def clean(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which a user's settings of Python and matplotlib change no report."""
    kept = {
        name: value for name, value in environment.items() if not name.startswith("PYTHON") or _KEPT.fullmatch(name)
    }
    return {**kept, "MATPLOTLIBRC": os.devnull, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}


@dataclass
class LocalRunner:
    """Executes tasks, each in a process of its own; to be used in a `with` block, whose end ends all of them.

    Attributes
    ----------
    preload
        What the warm process imports, besides what every run needs.
    jobs
        How many tasks at a time.
    memory
        Bytes that a run may use, if there is such a limit.
    grace
        Seconds beyond its time limit after which a run that does not end is ended from outside.
    """

    preload: Sequence[str]
    jobs: int = 1
    memory: float | None = None
    grace: float = 20

    def __enter__(self) -> Self:
        if sys.platform == "win32":  # no signals, and no waiting for pipes
            raise RunnerError("reports are built on Linux and macOS; on Windows, use WSL or run the notebooks by hand")
        self._begin()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def run(self, tasks: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
        """Execute tasks (see `execute.execute`) and report what happens, as it happens."""
        waiting = deque(tasks)
        given: dict[str, Mapping[str, Any]] = {}
        lost: Counter[str] = Counter()
        cells: dict[str, int] = {}
        while waiting or given:
            alone = lost.keys() & {*given, *(task["slug"] for task in [*waiting][:1])}  # it may be why they were lost
            try:
                while waiting and len(given) < (1 if alone else self.jobs):
                    task = waiting.popleft()
                    given[task["slug"]] = task
                    self._process.stdin.write(wire.packed(task))
                    self._process.stdin.flush()
                kind, slug, *content = self._hear()
            except OSError:
                self._begin_again()
                lost.update(given.keys())
                for slug, task in given.items():
                    if lost[slug] < _LOST_WITH_WARM:
                        waiting.appendleft(task)
                    else:
                        error = "the process that ran the notebook was lost, twice; it may have run out of memory"
                        yield Done(slug, failure(error, cell=cells.get(slug)))
                given.clear()
                continue
            if kind == "started":
                yield Started(slug)
            elif kind == "cell":
                cells[slug] = content[0]
                yield Cell(slug, *content)
            else:
                del given[slug]
                yield Done(slug, content[0] if kind == "done" else failure(content[0], cell=cells.get(slug)))

    def _begin(self) -> None:
        """Start the warm process, which imports at once."""
        self._served = False
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the process
        settings = {"preload": self.preload, "forks": available(), "memory": self.memory, "grace": self.grace}
        self._process: Any = subprocess.Popen(
            [sys.executable, "-P", "-m", "left_of_labour.batch.run.warm", json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            start_new_session=True,
            env=clean(os.environ),
        )

    def _begin_again(self) -> None:
        self._process.wait()
        self._log.seek(0)
        texts = self._log.read().decode(errors="replace").strip().splitlines()[-1:] or ["it gave no reason"]
        served = self._served
        self._end()
        if not served:
            raise RunnerError(f"the process that is to run notebooks ends before it can be used: {texts[0]}")
        self._begin()

    def _hear(self) -> Any:
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise ConnectionResetError
        self._served = True
        return wire.unpacked(line)

    def _end(self) -> None:
        """End the warm process and all that it has forked."""
        with suppress(OSError):
            self._process.stdin.close()
        self._process.stdout.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
