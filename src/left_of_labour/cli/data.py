"""The commands that concern data alone: check them, fetch the national results, export the tidy table."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from left_of_labour import paths
from left_of_labour.cli.app import Data, Messages, app, say, tell, use_data
from left_of_labour.errors import DataError, Fault, ParameterError

__all__ = ["check", "export", "fetch"]

_SHOWN = 20


class Remote(StrEnum):
    """What can be fetched."""

    parliament = "parliament"


class ExportForm(StrEnum):
    """In which form the candidates are exported."""

    TIDY = "tidy"
    DEMOCRACY_CLUB = "democracy-club"


@app.command()
def check(
    data: Data = None,
    format: Annotated[Messages, typer.Option(help="Messages for people or for programs.")] = Messages.text,
    upgrade: Annotated[
        bool, typer.Option("--upgrade", help="First bring a folder with an older schema up to date.")
    ] = False,
) -> None:
    """Check the data: types, keys, references, sums, winners, dates, the formulas of claims.csv."""
    from left_of_labour.data import inspect
    from left_of_labour.data.checks import count_cases
    from left_of_labour.data.imports.writing import is_unfinished
    from left_of_labour.data.parliament import altered

    use_data(data)
    if is_unfinished(paths.data_dir()):
        raise ParameterError("an import was cut off; `left-of-labour import --undo` puts the tables right")
    if upgrade:
        _upgrade()
    rows, faults = inspect(paths.data_dir())
    faults = [*faults, *altered(paths.data_dir())]
    faults = faults or _formula_faults()  # formulas refer to the tables, so those must be sound first
    if format is Messages.json:
        found = {
            "folder": str(paths.data_dir()),
            "tables": {name: len(content) for name, content in rows.items()},
            "faults": [fault.as_dict() for fault in sorted(faults)],
        }
        say(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for name, content in rows.items():
            say(f"{name + '.csv':28} {len(content):6,} rows")
        if faults:
            raise DataError(faults)
        counts = count_cases(rows)
        cases, exceptions = sum(one.cases for one in counts), sum(one.exceptions for one in counts)
        say(f"{len(counts)} rules were applied to {cases:,} cases; {exceptions} are exceptions on record.")
        say(f"No faults in {sum(map(len, rows.values())):,} rows of {len(rows)} tables.")
    raise typer.Exit(1 if faults else 0)


@app.command()
def fetch(
    what: Annotated[
        Remote, typer.Argument(metavar="WHAT", help="parliament: every constituency contest, 2010 to 2026.")
    ],
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="DIR", exists=True, file_okay=False, help="A local copy instead of the publisher's."
        ),
    ] = None,
    data: Data = None,
) -> None:
    """Fetch national results, so that every constituency can be shown and reported on."""
    from left_of_labour.data import load, parliament

    use_data(data)
    parliament.fetch(paths.data_dir(), source)
    national = load().national
    assert national is not None  # since all files are there now
    say(f"{len(national.contests):,} contests and {sum(map(len, national.candidacies.values())):,} candidacies.")
    unknown = national.unknown_parties
    say(f"{len(unknown)} labels on ballot papers are not in our tables; their {unknown.total():,} candidates count as")
    say("other, not as left of Labour unless the tables of Westminster candidacies say so. The most frequent:")
    for label, count in unknown.most_common(_SHOWN):
        say(f"  {count:4}  {label}")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Ends in .csv, .parquet or .xlsx.")],
    form: Annotated[ExportForm, typer.Option("--as", help="tidy, or as Democracy Club publishes results.")] = (
        ExportForm.TIDY
    ),
    formulas_as_text: Annotated[
        bool,
        typer.Option(
            "--formulas-as-text", help="CSV: an apostrophe before text that a spreadsheet would take for a formula."
        ),
    ] = False,
    data: Data = None,
) -> None:
    """Write every candidate with the facts of the contest to one table."""
    from left_of_labour.data import load
    from left_of_labour.data.export import export as write
    from left_of_labour.data.export import export_for_democracy_club

    use_data(data)
    dataset = load()
    if form is ExportForm.DEMOCRACY_CLUB:
        say(f"{file}: {export_for_democracy_club(dataset, file):,} candidates in the form of Democracy Club.")
        return
    write(dataset, file, formulas_as_text)
    say(f"{file}: {len(dataset.results):,} candidates in {len(dataset.contests):,} contests.")


def _upgrade() -> None:
    from left_of_labour.data.upgrade import upgrade

    changes = upgrade(paths.data_dir(), paths.project_dir() / "data")
    for change in changes or ["Nothing to upgrade."]:
        tell(change)


def _formula_faults() -> list[Fault]:
    from left_of_labour.analysis.claims import formula_faults
    from left_of_labour.data import load

    return formula_faults(load())
