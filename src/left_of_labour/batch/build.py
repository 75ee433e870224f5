"""Many runs: each executed, each report put in its place, failures kept for the end."""

import datetime as dt
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from left_of_labour import paths
from left_of_labour.batch.events import Done, Event
from left_of_labour.batch.fingerprint import Inputs, differences
from left_of_labour.batch.interrupts import Interrupted, Interrupts
from left_of_labour.batch.progress import Reporter
from left_of_labour.batch.project import Project
from left_of_labour.batch.records import corrected, failures, statuses
from left_of_labour.batch.runs import Run, RunList, faults_of, require_lawful
from left_of_labour.batch.store import INDEX, MANIFEST, ReportsError, Store, as_json

__all__ = ["Failure", "Options", "Summary", "build", "default_jobs", "processors"]


class Runner(Protocol):
    """Executes tasks, here or elsewhere."""

    def run(self, tasks: Iterable[Mapping[str, Any]]) -> Iterator[Event]: ...


@dataclass(frozen=True)
class Options:
    """How to build.

    Attributes
    ----------
    project
        Whose notebooks these are.
    output
        The folder of reports.
    data
        The folder of the data.
    jobs
        How many runs at a time.
    own
        Whether the folder of reports is the project's own, where a README with pictures is kept as well.
    force
        Build also what is unchanged.
    verify
        Read every file of the reports that are said to be unchanged.
    prune
        Remove the reports of runs that are listed no longer.
    why
        Say why each report is built.
    timeout
        Seconds that one run may take.
    kernel
        warm or ordinary.
    cluster
        The address of a scheduler, to run on other machines.
    environment
        Variables for the runs, besides those of the project.
    rerun
        The command that builds again, to which a slug is added; by default that of the project.
    """

    project: Project
    output: Path
    data: Path
    jobs: int
    own: bool = False
    force: bool = False
    verify: bool = False
    prune: bool = False
    why: bool = False
    timeout: float | None = 600
    kernel: str = "warm"
    cluster: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    rerun: str = ""


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
    """What became of the runs of a build.

    Attributes
    ----------
    fault
        Why the index, the README or the manifest could not be written, if so.
    signal
        Which ended the build early, or 0.
    """

    built: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    interrupted: list[str] = field(default_factory=list)
    fault: str | None = None
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


def processors() -> int:
    """How many processors there are for us."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def default_jobs() -> int:
    """As many runs at a time as there are processors: none waits for anything but its own work."""
    return processors()


def build(runs: Sequence[Run], listed: RunList, options: Options, reporter: Reporter) -> Summary:
    """Build those reports that are not there yet or no longer right.

    Parameters
    ----------
    runs
        What was asked for.
    listed
        The run list that they are from; the index lists the reports of all its runs.
    options
        How.
    reporter
        Learns what happens.

    Raises
    ------
    RunListError
        If parameters of a run are wrong; nothing has been run or written then.
    ReportsError
        If the folder of reports cannot be used.
    """
    begun = time.monotonic()
    store = Store(options.output, options.own, options.verify)
    inputs = Inputs(listed.folder, options.data, options.project.distribution, options.project.address)
    records = store.records(run.slug for run in listed.everything)
    reasons = {run.slug: _reasons(run, records.get(run.slug), inputs, options.force) for run in runs}
    due = [run for run in runs if reasons[run.slug]]
    summary = Summary(unchanged=[run.slug for run in runs if not reasons[run.slug]])
    if options.why:
        for run in due:
            reporter.say(f"{run.slug}: {'; '.join(reasons[run.slug])}")
    interrupts = Interrupts()
    try:
        strays = store.strays(run.slug for run in listed.everything)
        manifest = _manifest(runs, listed, records, store.manifest(), inputs, summary)
        if due or (strays and options.prune) or manifest != store.manifest() or not store.is_whole():
            inputs.take()
            with suppress(Interrupted), interrupts.caught(), _runner(due, options, inputs, reporter) as runner:
                import_module("left_of_labour.batch.pages.site")  # for the end; now a processor is idle
                _check(due, runner, options)
                with store.locked():
                    with suppress(Interrupted):
                        _build(due, runner, options, reporter, store, inputs, summary, interrupts)
                        interrupts.settle()
                    interrupts.settle()
                    if interrupts.arrived:
                        settled = {*summary.built, *(failure.run.slug for failure in summary.failures)}
                        summary.interrupted = [run.slug for run in due if run.slug not in settled]
                    records = store.records(run.slug for run in listed.everything)
                    manifest = _manifest(runs, listed, records, store.manifest(), inputs, summary)
                    if strays and not options.prune:
                        reporter.say(_kept(strays))
                        strays = []
                    summary.fault = _write_overview(listed, records, store, options.project, manifest, strays)
    finally:
        summary.signal = interrupts.arrived
        summary.seconds = time.monotonic() - begun
        reporter.end(summary.counts())
    return summary


def _kept(strays: Sequence[str]) -> str:
    """That reports are there which nothing lists any more."""
    many, named = len(strays), ", ".join(strays[:5]) + (" …" if len(strays) > 5 else "")
    reports = f"{many} report{'s' * (many != 1)} of runs that are no longer listed stay{'s' * (many == 1)}"
    return f"{reports}: {named}; --prune removes {'it' if many == 1 else 'them'}"


def _reasons(run: Run, record: Mapping[str, Any] | None, inputs: Inputs, force: bool) -> list[str]:
    """Why a run must be executed; nothing if its report is right."""
    if record is None:
        return ["there is no whole report yet"]
    changed = differences(record["fingerprint"], inputs.fingerprint(run, record["data_files"]))
    return changed or (["it was asked for with --force"] if force else [])


def _check(due: Sequence[Run], runner: Runner | None, options: Options) -> None:
    """Refuse wrong parameters; it is the warm process that has read the data, so that we need not."""
    if runner is None or not options.project.check:
        return
    task = {
        "slug": "",
        "do": "left_of_labour.batch.runs:faults_of",
        "check": options.project.check,
        "runs": [(run.notebook, dict(run.parameters)) for run in due],
        "timeout": options.timeout,
        "environment": {**options.project.environment, **options.environment},
    }
    if options.cluster is not None:
        require_lawful(due, faults_of(task))
        return
    for event in runner.run([task]):
        if isinstance(event, Done):
            require_lawful(due, event.result)


def _build(
    due: Sequence[Run],
    runner: Runner | None,
    options: Options,
    reporter: Reporter,
    store: Store,
    inputs: Inputs,
    summary: Summary,
    interrupts: Interrupts,
) -> None:
    """Execute what is due, and put every report in its place as soon as it is there."""
    by_slug = {run.slug: run for run in due}
    for run in due:
        store.require_free(run.slug)
    for slug in summary.unchanged:
        store.forget_failure(slug)
    reporter.begin(len(due), len(summary.unchanged))
    if runner is None:
        return
    for event in runner.run(_task(run, inputs, options) for run in due):
        error = None
        if isinstance(event, Done):
            with interrupts.hold():
                failure = _settle(by_slug[event.slug], event.result, options, store, inputs)
                if failure:
                    summary.failures.append(failure)
                    error = failure.error
                else:
                    summary.built.append(event.slug)
        reporter.event(event, error)


def _runner(
    due: Sequence[Run], options: Options, inputs: Inputs, reporter: Reporter
) -> AbstractContextManager[Runner | None]:
    """What executes tasks where the options say."""
    if not due:
        return nullcontext()
    if options.cluster is not None:
        from left_of_labour.batch.run.cluster import ClusterRunner

        return ClusterRunner(options.cluster, inputs.expectations(), reporter.say)
    from left_of_labour.batch.run.pool import LocalRunner

    return LocalRunner(options.project.preload, options.jobs, meanwhile=options.project.meanwhile)


def _task(run: Run, inputs: Inputs, options: Options) -> dict[str, Any]:
    return {
        "slug": run.slug,
        "notebook": run.notebook,
        "source": inputs.source(run.notebook),
        "parameters": dict(run.parameters),
        "kernel": options.kernel,
        "timeout": options.timeout,
        "environment": {
            paths.PAGE_VARIABLE: options.project.page(run.slug),
            **options.project.environment,
            **options.environment,
        },
        "project": options.project.as_dict(),
        "navigation": dict(run.navigation),
    }


def _settle(run: Run, result: Mapping[str, Any], options: Options, store: Store, inputs: Inputs) -> Failure | None:
    """Put a finished report in its place, or say why there is none."""
    rerun = f"{options.rerun or options.project.command} {run.slug}"
    if "files" in result:
        record = {
            "slug": run.slug,
            "notebook": run.notebook,
            "subject": result["subject"],
            "finding": result["finding"],
            "card": result["card"],
            "fingerprint": inputs.fingerprint(run, result["data_files"], has_read=True),
            "data_files": result["data_files"],
            "started": result["started"],
            "seconds": result["seconds"],
        }
        if found := corrected(store.former(run.slug), record):
            record["corrections"] = found
        try:
            store.put(run.slug, result["files"], record)
            return None
        except ReportsError as error:
            return Failure(run, str(error), None, None, None, rerun)
    partial, reason = None, result["error"]
    if result["partial"]:
        try:
            partial = store.keep_failure(run.slug, result["partial"])
        except ReportsError as fault:
            reason += f" (nor is the notebook kept: {fault})"
    return Failure(run, reason, result["cell"], result["line"], partial, rerun)


def _manifest(
    runs: Sequence[Run], listed: RunList, records: Mapping[str, Any], former: Any, inputs: Inputs, summary: Summary
) -> dict[str, Any]:
    """What became of every run, as manifest.json has it; the index and the README follow from it."""
    asked = {run.slug for run in runs}
    states = {slug: status for slug, status in statuses(former).items() if slug not in asked}
    states |= dict.fromkeys(summary.interrupted, "interrupted")
    states |= {failure.run.slug: "failed" for failure in summary.failures}
    failed = {slug: failure for slug, failure in failures(former).items() if states.get(slug) == "failed"}
    today = dt.date.today().isoformat()
    failed |= {failure.run.slug: {"date": today, "error": _first_line(failure)} for failure in summary.failures}
    entries = {
        run.slug: {
            "status": states.get(run.slug, "built"),
            "notebook": run.notebook,
            "parameters": dict(run.parameters),
            **{key: records.get(run.slug, {}).get(key) for key in ("started", "seconds", "fingerprint")},
            **({"corrections": said} if (said := records.get(run.slug, {}).get("corrections")) else {}),
            **({"failure": failed[run.slug]} if run.slug in failed else {}),
        }
        for run in listed.everything
        if run.slug in records or states.get(run.slug, "built") != "built"
    }
    return {"package": inputs.package, "versions": inputs.libraries, "reports": entries}


def _first_line(failure: Failure) -> str:
    return failure.error.partition("\n")[0][:200]


def _marked(record: Mapping[str, Any], failure: Mapping[str, str]) -> dict[str, Any]:
    """The record of a report that stays although a later run failed, and says so beside its finding."""
    day = dt.datetime.fromisoformat(failure["date"])
    why = f"the last run failed on {day.day} {day:%B %Y}: {failure['error']}"
    return {**record, "finding": f"{record['finding']} [Not of the present data or notebook: {why}]"}


def _write_overview(
    listed: RunList,
    records: Mapping[str, Any],
    store: Store,
    project: Project,
    manifest: Mapping[str, Any],
    strays: Iterable[str],
) -> str | None:
    """Write the index, the README if every default report is there, and last the manifest that vouches for them.

    Reports that nothing lists any more are removed.

    What goes wrong is returned, because the failures of runs are still to be reported.
    """
    from left_of_labour.batch.pages.site import readme_files, render_index

    failed = failures(manifest)
    records = {slug: _marked(record, failed[slug]) if slug in failed else record for slug, record in records.items()}
    default = {run.slug: records[run.slug] for run in listed.default if run.slug in records}
    try:
        for slug in strays:
            store.remove(slug)
        store.write(INDEX, render_index(records, project, store.folder).encode())
        if store.own and all(run.slug in default for run in listed.default):
            store.write_all(readme_files(store.folder, default, project))
        store.save()
        store.write(MANIFEST, as_json(manifest).encode(), marked=False)
    except (ReportsError, OSError) as error:
        return str(error)
    return None
