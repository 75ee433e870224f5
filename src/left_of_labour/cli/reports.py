"""The commands that make reports and list them.

Heavy libraries are imported in the command that needs them, so that a build with nothing to do is over at once.
"""

import csv
import json
import os
import shlex
import shutil
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import StrEnum
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from left_of_labour import paths
from left_of_labour.cli.app import Data, Format, Messages, app, dataset, say, tell, use_data
from left_of_labour.errors import DataError, Fault, LeftOfLabourError

if TYPE_CHECKING:
    from left_of_labour.batch.build import Summary
    from left_of_labour.batch.runs import Run, RunList

__all__ = ["list_runs", "reports", "run_list"]

_LONGEST = 1_000_000


class Kernel(StrEnum):
    """How the kernel of a run is started."""

    warm = "warm"
    ordinary = "ordinary"


Everything = Annotated[bool, typer.Option("--all", help="Also the reports of every other contest in the data.")]


def _slugs(incomplete: str) -> list[str]:
    """The reports that a shell offers to complete."""
    from left_of_labour.batch.runs import select

    return [run.slug for run in select(run_list(), (), True) if run.slug.startswith(incomplete)]


def _number(text: str) -> int:
    if not (text.isdecimal() and int(text)):
        raise typer.BadParameter(f"{text!r} is not a whole number of 1 or more")
    return int(text)


def _seconds(text: str) -> float:
    with suppress(ValueError):
        if 1 <= float(text) <= _LONGEST or float(text) == inf:
            return float(text)
    raise typer.BadParameter(f"{text!r} is not a number of seconds from 1 to {_LONGEST:,}, or inf")


@app.command()
def reports(
    slugs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SLUG ...]", help="Reports or groups of them; by default all.", autocompletion=_slugs),
    ] = None,
    everything: Everything = False,
    jobs: Annotated[
        int | None, typer.Option(parser=_number, metavar="N", help="How many at a time; by default one per processor.")
    ] = None,
    output: Annotated[str | None, typer.Option(metavar="DIR", help="Write to another folder, empty or new.")] = None,
    data: Data = None,
    force: Annotated[bool, typer.Option("--force", help="Build unchanged reports as well.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Check every file of unchanged reports, too.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Remove reports of runs that are no longer listed.")] = False,
    why: Annotated[bool, typer.Option("--why", help="Say why each report is built.")] = False,
    timeout: Annotated[
        float, typer.Option(parser=_seconds, metavar="S", help="Seconds that one report may take; inf for no limit.")
    ] = 600,
    kernel: Annotated[
        Kernel, typer.Option(help="Fork kernels from a warm process, or start each afresh.")
    ] = Kernel.warm,
    pdf: Annotated[bool, typer.Option("--pdf", help="Also print each report as report.pdf; needs Chromium.")] = False,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Run on the workers of a dask scheduler, tcp://host:8786.")
    ] = None,
    format: Annotated[Messages, typer.Option(help="Messages for people or for programs.")] = Messages.text,
) -> None:
    """Regenerate the reports."""
    from left_of_labour.batch.build import Options, build, default_jobs
    from left_of_labour.batch.progress import reporter
    from left_of_labour.batch.runs import select
    from left_of_labour.collection import PROJECT

    if output is not None and not output.strip():
        raise typer.BadParameter("is empty; name a folder", param_hint="--output")
    folder = Path(output or paths.reports_dir()).resolve()
    if pdf:
        from left_of_labour.batch.pages import pdf as printer

        browser = printer.find_browser()
    use_data(data)
    listed = run_list()
    runs = _navigated(select(listed, slugs or (), everything), listed, everything)
    options = Options(
        project=PROJECT,
        output=folder,
        own=folder == paths.reports_dir().resolve(),
        data=paths.data_dir(),
        jobs=jobs or default_jobs(),
        force=force,
        verify=verify,
        prune=prune,
        why=why,
        timeout=None if timeout == inf else timeout,
        kernel=kernel,
        cluster=cluster,
        environment={paths.DATA_VARIABLE: str(paths.data_dir())},
        rerun=_command(output, data),
    )
    messenger = reporter(format, sys.stderr)
    summary = build(runs, listed, options, messenger)
    for failure in summary.failures:
        messenger.say(str(failure))
    if summary.fault:
        messenger.say(summary.fault)
    if format is Messages.text:
        where = options.output / "index.html"
        tell(f"{_counted(summary)}: {where}")
    signum, failed = summary.signal, bool(summary.failures or summary.fault)
    if pdf and not signum:
        printing = reporter(format, sys.stderr)
        printed = printer.print_reports(options.output, [run.slug for run in runs], browser, options.jobs, printing)
        if format is Messages.text:
            tell(str(printed))
        signum, failed = printed.signal, failed or bool(printed.failed)
    raise typer.Exit(128 + signum if signum else int(failed))


@app.command("list")
def list_runs(
    everything: Everything = False,
    data: Data = None,
    format: Annotated[Format, typer.Option(help="For people, programs or spreadsheets.")] = Format.text,
) -> None:
    """List the reports."""
    from left_of_labour.batch.runs import select

    use_data(data)
    runs = select(run_list(), (), everything)
    if format is Format.json:
        listed = [{"slug": run.slug, "notebook": run.notebook, "parameters": dict(run.parameters)} for run in runs]
        say(json.dumps(listed, ensure_ascii=False, indent=1))
    elif format is Format.csv:
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerow(["slug", "notebook", "parameters"])
        rows.writerows([run.slug, run.notebook, json.dumps(dict(run.parameters), ensure_ascii=False)] for run in runs)
    else:
        width = max((len(run.slug) for run in runs), default=0)
        for run in runs:
            given = " ".join(f"{name}={_short(value)}" for name, value in run.parameters.items())
            say(f"{run.slug:{width}}  {run.notebook}.ipynb  {given}")


def run_list() -> "RunList":
    """The run list, read and checked."""
    from left_of_labour.batch.runs import read

    return read(paths.notebooks_dir(), _values)


def _navigated(runs: "Iterable[Run]", listed: "RunList", everything: bool) -> "tuple[Run, ...]":
    """The runs with their ways to other reports."""
    from left_of_labour.navigation import Place, navigated

    contests = {
        row["contest_id"]: Place(row["place"], row["area"], row["office"], row["date"]) for row in _rows("contests.csv")
    }
    accounts: dict[str, list[str]] = {}
    for claim in _rows("claims.csv"):
        accounts.setdefault(claim["contest_id"], []).append(claim["source_id"])
    return navigated(runs, listed.everything if everything else listed.default, contests, accounts)


def _rows(name: str) -> list[dict[str, str]]:
    """A table of the data, read without pandas; nothing if it cannot be read, which the check of the data says."""
    try:
        with (paths.data_dir() / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError):
        return []


def _values(name: str) -> list[str] | None:
    """All values of a parameter in the data, read without pandas."""
    if name not in {"contest_id", "place"}:
        return None
    if name == "contest_id" and (paths.data_dir() / "parliament").is_dir():  # national results were fetched
        return _found_apart(_contest_ids)
    path = paths.data_dir() / "contests.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(dict.fromkeys(row[name] for row in csv.DictReader(file)))
    except KeyError:
        raise DataError([Fault(path.name, 1, name, "", "a column of that name")]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DataError([Fault(path.name, 0, "", str(error), "a readable file in UTF-8")]) from None


def _contest_ids() -> list[str]:
    return list(dataset().contest_ids)


def _found_apart(find: Callable[[], list[str]]) -> list[str]:
    """What another process finds out, with whose end its memory is free; this one stays for as long as a build."""
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
    from multiprocessing import get_context

    from left_of_labour.batch.processes import can_fork

    try:
        context, ignored = get_context("fork" if can_fork() else "spawn"), (signal.SIGINT, signal.SIG_IGN)
        with ProcessPoolExecutor(1, context, initializer=signal.signal, initargs=ignored) as pool:
            return pool.submit(find).result()
    except BrokenProcessPool:
        raise LeftOfLabourError("the data cannot be read: the process that reads them was killed") from None


def _command(output: str | None, data: Path | None) -> str:
    given = [("--output", output), ("--data", data)]
    options = [f"{name} {shlex.quote(str(value))}" for name, value in given if value]
    name = "left-of-labour" if shutil.which("left-of-labour") else sys.argv[0]
    with suppress(OSError):  # the working folder may be gone
        name = name if name == "left-of-labour" else os.path.relpath(name)
    return " ".join([shlex.quote(name), "reports", *options])


def _counted(summary: "Summary") -> str:
    counts = summary.counts()
    seconds = counts.pop("seconds")
    printing = [f"{count} {state}" for state, count in counts.items() if count]
    return f"{', '.join(printing) or 'no reports'} in {seconds:.1f} s"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"
