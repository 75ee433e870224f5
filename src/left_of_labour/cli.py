"""The command line: a thin layer over the batch, the data and the measures.

Heavy libraries are imported in the command that needs them, so that a build with nothing to do is over at once.
"""

import csv
import json
import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from left_of_labour import cli_data, paths
from left_of_labour.errors import DataError, Fault, LeftOfLabourError

__all__ = ["app", "main"]

app = typer.Typer(
    help="How close have challengers to the left of Labour come? Reports from official election results.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)
cli_data.register(app)


class LogFormat(StrEnum):
    """How a command tells what happens."""

    text = "text"
    json = "json"


class TableFormat(StrEnum):
    """How a list is printed."""

    table = "table"
    json = "json"


class ShowFormat(StrEnum):
    """How measures are printed."""

    table = "table"
    json = "json"
    csv = "csv"


class Kernel(StrEnum):
    """How the kernel of a run is started."""

    warm = "warm"
    ordinary = "ordinary"


Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", exists=True, file_okay=False, help="Use the data in another folder."),
]
Everything = Annotated[bool, typer.Option("--all", help="Also the reports of every other contest in the data.")]


def main() -> None:
    """Run the command line."""
    try:
        app()
    except LeftOfLabourError as error:
        err.print(str(error), markup=False, highlight=False)
        sys.exit(1)


@app.command()
def reports(
    slugs: Annotated[
        list[str] | None, typer.Argument(metavar="[SLUG ...]", help="Reports or groups of them; by default all.")
    ] = None,
    everything: Everything = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="How many at a time; by default one more than processors.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", file_okay=False, help="Write to another folder.")
    ] = None,
    data: Data = None,
    force: Annotated[bool, typer.Option("--force", help="Build unchanged reports, too.")] = False,
    why: Annotated[bool, typer.Option("--why", help="Tell why each report is built.")] = False,
    timeout: Annotated[float, typer.Option(min=1, metavar="S", help="Seconds that one report may take.")] = 600,
    kernel: Annotated[Kernel, typer.Option(help="Fork kernels from a warm process, or start each anew.")] = Kernel.warm,
    pdf: Annotated[bool, typer.Option("--pdf", help="Print each report as report.pdf, too; needs Chromium.")] = False,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Run on the workers of a dask scheduler, tcp://host:8786.")
    ] = None,
    log_format: Annotated[LogFormat, typer.Option(help="For people or for machines.")] = LogFormat.text,
) -> None:
    """Regenerate the reports."""
    from left_of_labour.batch.build import Options, build, default_jobs
    from left_of_labour.batch.pages import pdf as printer
    from left_of_labour.batch.progress import reporter
    from left_of_labour.batch.runs import select

    browser = printer.find_browser() if pdf else ""
    _use_data(data)
    listed = _run_list()
    runs = select(listed, slugs or (), everything)
    options = Options(
        output=(output or paths.reports_dir()).resolve(),
        data=paths.data_dir(),
        jobs=jobs or default_jobs(),
        force=force,
        why=why,
        timeout=timeout,
        kernel=kernel,
        cluster=cluster,
        environment={paths.DATA_VARIABLE: str(paths.data_dir())},
        rerun=_command(output, data),
    )
    tell = reporter(log_format, err)
    summary = build(runs, listed, options, tell, _check)
    for failure in summary.failures:
        tell.say(str(failure))
    if summary.fault:
        tell.say(summary.fault)
    if log_format is LogFormat.text:
        where = options.output / "index.html"
        err.print(f"{_counted(summary)}: {where}", markup=False, highlight=False)
    printed = printer.Printed(signal=summary.signal)
    if pdf and not summary.signal:
        told = reporter(log_format, err)
        printed = printer.print_reports(options.output, [run.slug for run in runs], browser, options.jobs, told)
        if log_format is LogFormat.text:
            err.print(str(printed), markup=False, highlight=False)
    if printed.signal:
        raise typer.Exit(128 + printed.signal)
    raise typer.Exit(1 if summary.failures or summary.fault or printed.failed else 0)


@app.command("list")
def list_runs(everything: Everything = False, format: TableFormat = TableFormat.table) -> None:
    """List the reports."""
    from left_of_labour.batch.runs import select

    runs = select(_run_list(), (), everything)
    if format is TableFormat.json:
        listed = [{"slug": run.slug, "notebook": run.notebook, "parameters": dict(run.parameters)} for run in runs]
        _say(json.dumps(listed, ensure_ascii=False, indent=1))
        return
    width = max((len(run.slug) for run in runs), default=0)
    for run in runs:
        given = " ".join(f"{name}={_short(value)}" for name, value in run.parameters.items())
        _say(f"{run.slug:{width}}  {run.notebook}.ipynb  {given}")


@app.command()
def check(data: Data = None, format: Annotated[LogFormat, typer.Option()] = LogFormat.text) -> None:
    """Check the data: types, keys, references, sums, winners, dates, the formulas of claims.csv."""
    from left_of_labour.data import inspect
    from left_of_labour.data.checks import CHECKS

    _use_data(data)
    rows, faults = inspect(paths.data_dir())
    faults = faults or _formula_faults()  # formulas refer to the tables, so those must be sound first
    if format is LogFormat.json:
        found = {
            "folder": str(paths.data_dir()),
            "tables": {name: len(content) for name, content in rows.items()},
            "faults": [fault.as_dict() for fault in sorted(faults)],
        }
        _say(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for name, content in rows.items():
            _say(f"{name + '.csv':28} {len(content):6,} rows")
        if faults:
            raise DataError(faults)
        _say(f"No faults in {sum(map(len, rows.values())):,} rows of {len(rows)} tables; {len(CHECKS)} rules hold.")
    raise typer.Exit(1 if faults else 0)


@app.command()
def show(
    contest_id: Annotated[str, typer.Argument(metavar="CONTEST_ID", help="A contest, such as hackney-mayor-2002.")],
    reading: Annotated[
        str, typer.Option(metavar="R", help="Who counts as left of Labour: core, wide or with_greens.")
    ] = "wide",
    format: Annotated[ShowFormat, typer.Option(help="For people, programs or spreadsheets.")] = ShowFormat.table,
    data: Data = None,
) -> None:
    """Show every measure of one contest."""
    from left_of_labour.analysis.measures import measure
    from left_of_labour.presentation.one_contest import yardsticks
    from left_of_labour.presentation.sentences import contest_finding

    _use_data(data)
    measures = measure(_dataset(), contest_id, reading)
    values = measures.as_dict()
    if format is ShowFormat.json:
        _say(json.dumps(values, ensure_ascii=False, indent=1))
    elif format is ShowFormat.csv:
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerow(["measure", "value"])
        rows.writerows(values.items())
    else:
        _say(contest_finding(measures))
        table = Table(box=None, show_header=False, padding=(0, 1))
        table.add_column(justify="left")
        table.add_column(justify="right")
        for row in yardsticks(measures).itertuples():
            table.add_row(row.measure, f"{row.value} {row.unit}".rstrip())
        out.print(table, highlight=False)


def _say(text: str) -> None:
    out.print(text, markup=False, highlight=False)


def _use_data(folder: Path | None) -> None:
    if folder:
        os.environ[paths.DATA_VARIABLE] = str(folder.resolve())


def _run_list():
    from left_of_labour.batch.runs import read

    return read(paths.notebooks_dir(), _values)


def _values(name: str) -> list[str] | None:
    """All values of a parameter in the data, read without pandas."""
    if name not in {"contest_id", "place"}:
        return None
    if name == "contest_id" and (paths.data_dir() / "parliament").is_dir():  # national results were fetched
        return list(_dataset().contest_ids)
    path = paths.data_dir() / "contests.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(dict.fromkeys(row[name] for row in csv.DictReader(file)))
    except KeyError:
        raise DataError([Fault(path.name, 1, name, "", "a column of that name")]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DataError([Fault(path.name, 0, "", str(error), "a readable file in UTF-8")]) from None


@cache
def _dataset():
    from left_of_labour.data import load

    return load()


def _formula_faults() -> list[Fault]:
    from left_of_labour.analysis.claims import formula_faults
    from left_of_labour.data import load

    return formula_faults(load())


def _check(notebook: str, parameters: Mapping[str, Any]) -> list[str]:
    from left_of_labour.batch.runs import parameters_of
    from left_of_labour.parameters import ALL, faults

    declared = parameters_of(paths.notebooks_dir() / f"{notebook}.ipynb")
    or_all = [name for name, parameter in declared.items() if parameter.default == ALL]
    return faults(_dataset(), parameters, or_all)


def _command(output: Path | None, data: Path | None) -> str:
    given = [("--output", output), ("--data", data)]
    options = [f"{name} {shlex.quote(str(value))}" for name, value in given if value]
    name = "left-of-labour" if shutil.which("left-of-labour") else os.path.relpath(sys.argv[0])
    return " ".join([shlex.quote(name), "reports", *options])


def _counted(summary) -> str:
    counts = summary.counts()
    seconds = counts.pop("seconds")
    told = [f"{count} {state}" for state, count in counts.items() if count]
    return f"{', '.join(told) or 'no reports'} in {seconds:.1f} s"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"
