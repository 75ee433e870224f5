"""The command line itself: what all commands share."""

import os
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from left_of_labour import paths

if TYPE_CHECKING:
    from left_of_labour.data import Dataset

__all__ = ["Data", "LogFormat", "TableFormat", "app", "dataset", "err", "out", "say", "use_data"]

app = typer.Typer(
    help="How close have challengers to the left of Labour come? Reports from official election results.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)


class LogFormat(StrEnum):
    """How a command tells what happens."""

    text = "text"
    json = "json"


class TableFormat(StrEnum):
    """How a list is printed."""

    table = "table"
    json = "json"


Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", exists=True, file_okay=False, help="Use the data in another folder."),
]


def say(text: str) -> None:
    """Print a line as it is, without markup."""
    out.print(text, markup=False, highlight=False)


def use_data(folder: Path | None) -> None:
    """Point the whole collection at another data folder, where one is given."""
    if folder:
        os.environ[paths.DATA_VARIABLE] = str(folder.resolve())


@cache
def dataset() -> "Dataset":
    """The data, loaded once."""
    from left_of_labour.data import load

    return load()
