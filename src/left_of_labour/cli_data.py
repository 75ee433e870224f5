"""The commands that concern data alone: fetch the national results, export the tidy table."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from left_of_labour import paths

__all__ = ["register"]

_SHOWN = 20
out = Console(soft_wrap=True)


class Remote(StrEnum):
    """What can be fetched."""

    parliament = "parliament"


Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", exists=True, file_okay=False, help="Use the data in another folder."),
]


def register(app: typer.Typer) -> None:
    """Add `fetch` and `export` to the command line."""
    app.command()(fetch)
    app.command()(export)


def fetch(
    what: Annotated[Remote, typer.Argument(help="parliament: every constituency contest, 2010 to 2026.")],
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

    _use(data)
    parliament.fetch(paths.data_dir(), source)
    national = load().national
    _say(f"{len(national.contests):,} contests and {sum(map(len, national.candidacies.values())):,} candidacies.")
    unknown = national.unknown_parties
    _say(f"{len(unknown)} labels on ballot papers are not in our tables; their {unknown.total():,} candidates count as")
    _say("other, not as left of Labour unless the tables of Westminster candidacies say so. The most frequent:")
    for label, count in unknown.most_common(_SHOWN):
        _say(f"  {count:4}  {label}")


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Ends in .csv, .parquet or .xlsx.")], data: Data = None
) -> None:
    """Write every candidate with the facts of the contest to one table."""
    from left_of_labour.data import load
    from left_of_labour.data.export import export as write

    _use(data)
    dataset = load()
    write(dataset, file)
    _say(f"{file}: {len(dataset.results):,} candidates in {len(dataset.contests):,} contests.")


def _use(data: Path | None) -> None:
    if data is not None:
        os.environ[paths.DATA_VARIABLE] = str(data.resolve())


def _say(text: str) -> None:
    out.print(text, markup=False, highlight=False)
