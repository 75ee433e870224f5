"""The command that shows every measure of one contest."""

import csv
import json
import sys
from typing import Annotated

import typer

from left_of_labour.cli.app import Data, Format, app, dataset, say, use_data

__all__ = ["show"]


def _contest_ids(incomplete: str) -> list[str]:
    """The contests that a shell offers to complete."""
    return [contest_id for contest_id in dataset().contest_ids if contest_id.startswith(incomplete)]


def _readings(incomplete: str) -> list[str]:
    """The readings that a shell offers to complete."""
    from left_of_labour.analysis.readings import READINGS

    return [reading for reading in READINGS if reading.startswith(incomplete)]


@app.command()
def show(
    contest_id: Annotated[
        str,
        typer.Argument(
            metavar="CONTEST_ID", help="A contest, such as hackney-mayor-2002.", autocompletion=_contest_ids
        ),
    ],
    reading: Annotated[
        str,
        typer.Option(
            metavar="R", help="Who counts as left of Labour: core, wide or with_greens.", autocompletion=_readings
        ),
    ] = "wide",
    format: Annotated[Format, typer.Option(help="For people, programs or spreadsheets.")] = Format.text,
    data: Data = None,
) -> None:
    """Show every measure of one contest."""
    from left_of_labour.analysis.measures import measure
    from left_of_labour.reports.one_contest.parts import yardsticks
    from left_of_labour.reports.one_contest.sentences import contest_finding

    use_data(data)
    measures = measure(dataset(), contest_id, reading)
    values = measures.as_dict()
    if format is Format.json:
        say(json.dumps(values, ensure_ascii=False, indent=1))
    elif format is Format.csv:
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerow(["measure", "value"])
        rows.writerows(values.items())
    else:
        from rich.console import Console
        from rich.table import Table

        say(contest_finding(measures))
        table = Table(box=None, show_header=False, padding=(0, 1))
        table.add_column(justify="left")
        table.add_column(justify="right")
        for row in yardsticks(measures).itertuples():
            table.add_row(row.measure, f"{row.value} {row.unit}".rstrip())
        Console(soft_wrap=True).print(table, highlight=False)
