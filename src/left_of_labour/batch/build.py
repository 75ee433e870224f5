"""Many runs: each executed, each report put in its place, failures kept for the end."""

import datetime as dt
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from left_of_labour.batch.pool import Done, Started, run_local
from left_of_labour.batch.progress import Reporter
from left_of_labour.batch.runs import Run, RunList
from left_of_labour.batch.site import render_index, write_readme
from left_of_labour.batch.store import ReportsError, Store

__all__ = ["Failure", "Interrupted", "Options", "Summary", "build", "default_jobs"]


@dataclass(frozen=True)
class Options:
    """How to build.

    Attributes
    ----------
    output
        The folder of reports.
    jobs
        How many runs at a time.
    force
        Build also what is unchanged.
    timeout
        Seconds that one run may take.
    kernel
        warm or ordinary.
    environment
        Variables for the kernels.
    rerun
        The command that builds again, to which a slug is added.
    """

    output: Path
    jobs: int
    force: bool = False
    timeout: float | None = 600
    kernel: str = "warm"
    environment: Mapping[str, str] = field(default_factory=dict)
    rerun: str = "left-of-labour reports"


@dataclass(frozen=True)
class Failure:
    """A run that gave no report, and what is known about it."""

    run: Run
    error: str
    cell: int | None
    line: str | None
    partial: Path | None
    rerun: str

    def __str__(self) -> str:
        lines = [
            f"{self.run.slug} failed",
            f"  notebook  {self.run.notebook}.ipynb" + (f", cell {self.cell}" if self.cell else ""),
            f"  line      {self.line}" if self.line else "",
            f"  error     {self.error}",
            f"  partial   {self.partial}" if self.partial else "",
            f"  re-run    {self.rerun}",
        ]
        return "\n".join(line for line in lines if line)


@dataclass
class Summary:
    """What became of the runs of a build."""

    built: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    interrupted: list[str] = field(default_factory=list)
    signal: int = 0
    seconds: float = 0

    def counts(self) -> dict[str, Any]:
        """For the log."""
        return {
            "built": len(self.built),
            "unchanged": len(self.unchanged),
            "failed": len(self.failures),
            "interrupted": len(self.interrupted),
            "seconds": round(self.seconds, 2),
        }


class Interrupted(BaseException):
    """SIGINT or SIGTERM arrived."""

    def __init__(self, signum: int):
        super().__init__(signum)
        self.signum = signum


class _Interrupts:
    """Turns signals into `Interrupted`, but not in the middle of what must not be left half done."""

    def __init__(self) -> None:
        self.signum = 0
        self.held = 0

    def handle(self, signum: int, _: object) -> None:
        if not self.signum:
            self.signum = signum
            if not self.held:
                raise Interrupted(signum)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Let no signal interrupt this block; one that arrives is raised at its end."""
        self.held += 1
        before = self.signum
        try:
            yield
        finally:
            self.held -= 1
        if self.signum and not before and not self.held:
            raise Interrupted(self.signum)

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Handle SIGINT and SIGTERM in this block."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        signals = (signal.SIGINT, signal.SIGTERM)
        before = [signal.signal(signum, self.handle) for signum in signals]
        try:
            yield
        finally:
            for signum, handler in zip(signals, before, strict=True):
                signal.signal(signum, handler)


def default_jobs() -> int:
    """As many runs at a time as there are processors for us."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def build(runs: Sequence[Run], listed: RunList, options: Options, reporter: Reporter) -> Summary:
    """Build the reports of runs.

    Parameters
    ----------
    runs
        What to build.
    listed
        The run list that they are from; reports of other runs in it stay in the index.
    options
        How.
    reporter
        Is told what happens.

    Raises
    ------
    ReportsError
        If the folder of reports cannot be used.
    """
    store = Store(options.output)
    interrupts = _Interrupts()
    summary = Summary()
    begun = time.monotonic()
    with store.locked(), interrupts.caught():
        for run in runs:
            store.place(run.slug)
        try:
            _execute(runs, listed, options, reporter, store, interrupts, summary)
        except Interrupted as interrupted:
            summary.signal = interrupted.signum
            settled = {*summary.built, *(failure.run.slug for failure in summary.failures)}
            summary.interrupted = [run.slug for run in runs if run.slug not in settled]
        summary.seconds = time.monotonic() - begun
        reporter.end(summary.counts())
        _write_overview(runs, listed, store, summary)
    return summary


def _execute(
    runs: Sequence[Run],
    listed: RunList,
    options: Options,
    reporter: Reporter,
    store: Store,
    interrupts: _Interrupts,
    summary: Summary,
) -> None:
    by_slug = {run.slug: run for run in runs}
    started: dict[str, float] = {}
    reporter.begin(len(runs), 0)
    tasks = [_task(run, listed, options) for run in runs]
    with closing(run_local(tasks, options.jobs)) as events:
        for event in events:
            error = None
            if isinstance(event, Started):
                started[event.slug] = time.time()
            elif isinstance(event, Done):
                with interrupts.hold():
                    failure = _settle(by_slug[event.slug], event.result, started[event.slug], options, store)
                    if failure:
                        summary.failures.append(failure)
                        error = failure.error
                    else:
                        summary.built.append(event.slug)
            reporter.event(event, error)


def _task(run: Run, listed: RunList, options: Options) -> dict[str, Any]:
    return {
        "slug": run.slug,
        "notebook": run.notebook,
        "source": listed.notebook(run).read_text(encoding="utf-8"),
        "parameters": dict(run.parameters),
        "kernel": options.kernel,
        "timeout": options.timeout,
        "environment": dict(options.environment),
    }


def _settle(run: Run, result: Mapping[str, Any], started: float, options: Options, store: Store) -> Failure | None:
    """Put a finished report in its place, or say why there is none."""
    rerun = f"{options.rerun} {run.slug}"
    if "files" in result:
        record = {
            "slug": run.slug,
            "notebook": run.notebook,
            "parameters": dict(run.parameters),
            "subject": result["subject"],
            "finding": result["finding"],
            "card": result["card"],
            "data_files": result["data_files"],
            "files": sorted(result["files"]),
            "started": dt.datetime.fromtimestamp(started, dt.UTC).isoformat(timespec="seconds"),
            "seconds": round(time.time() - started, 2),
        }
        try:
            store.put(run.slug, result["files"], record)
            return None
        except ReportsError as error:
            return Failure(run, str(error), None, None, None, rerun)
    partial, error = None, result["error"]
    if result["partial"]:
        try:
            partial = store.keep_failure(run.slug, result["partial"])
        except OSError as fault:
            error += f" (nor could the notebook be kept: {fault.strerror})"
    return Failure(run, error, result["cell"], result["line"], partial, rerun)


def _write_overview(runs: Sequence[Run], listed: RunList, store: Store, summary: Summary) -> None:
    """Write the index page and the manifest."""
    order: Callable[[Run], str] = lambda run: run.slug  # noqa: E731
    records = store.records(map(order, listed.everything))
    states = dict.fromkeys(summary.interrupted, "interrupted")
    states |= {failure.run.slug: "failed" for failure in summary.failures}
    entries = {
        run.slug: {
            "status": states.get(run.slug, "built"),
            **({"notebook": run.notebook, "parameters": dict(run.parameters)}),
            **{key: records.get(run.slug, {}).get(key) for key in ("started", "seconds")},
        }
        for run in listed.everything
        if run.slug in records or run.slug in states
    }
    store.write("index.html", render_index(records))
    if all(run.slug in records for run in listed.default):
        write_readme(store.folder, {run.slug: records[run.slug] for run in listed.default})
    store.write_manifest({"reports": entries})
