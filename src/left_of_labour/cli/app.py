"""The command line itself: what all commands share."""

import os
import sys
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from left_of_labour import paths

if TYPE_CHECKING:
    from left_of_labour.data import Dataset

__all__ = ["Data", "Format", "Messages", "app", "dataset", "say", "tell", "use_data"]

_ORDER = ("reports", "list", "open", "show", "check", "import", "export", "fetch", "site")

_EXAMPLES = """Some things to try:

  left-of-labour reports                               make every report, into reports/
  left-of-labour reports one-contest/preston-mp-2024   make one of them
  left-of-labour list --all                            see what can be made
  left-of-labour show hackney-mayor-2002               see every measure of one contest
  left-of-labour check                                 check the data

left-of-labour --help lists all commands; each has its own --help."""


class _InOrder(TyperGroup):
    """Help that lists the commands in the order in which a user needs them."""

    def list_commands(self, ctx: Any) -> list[str]:
        known = super().list_commands(ctx)
        return sorted(known, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))


app = typer.Typer(
    cls=_InOrder,
    help="How close have challengers to the left of Labour come? Reports from official election results.",
    pretty_exceptions_enable=False,
)


class Messages(StrEnum):
    """How a command reports what happens: for people or for programs."""

    text = "text"
    json = "json"


class Format(StrEnum):
    """How a command prints a table: for people, programs or spreadsheets."""

    text = "text"
    json = "json"
    csv = "csv"


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"left-of-labour {version('left-of-labour')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _without_command(
    context: typer.Context,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        say(_EXAMPLES)


Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", exists=True, file_okay=False, help="Use the data in another folder."),
]


def say(text: str) -> None:
    """Print a line of what was asked for."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()  # what cannot be written is told now, not at the end of the process


def tell(text: str) -> None:
    """Print a line about what happens."""
    sys.stderr.write(f"{text}\n")


def use_data(folder: Path | None) -> None:
    """Point the whole collection at another data folder, where one is given."""
    if folder:
        os.environ[paths.DATA_VARIABLE] = str(folder.resolve())


@cache
def dataset() -> "Dataset":
    """The data, loaded once."""
    from left_of_labour.data import load

    return load()
