"""The command that opens a copy of a notebook for people to change."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from left_of_labour import paths
from left_of_labour.cli.app import app, tell
from left_of_labour.errors import ParameterError, did_you_mean

__all__ = ["open_notebook", "parsed"]


@app.command("open")
def open_notebook(
    notebook: Annotated[str, typer.Argument(metavar="NOTEBOOK", help="Such as one-contest.")],
    parameters: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE ...]", help="Such as contest_id=preston-mp-2024.")
    ] = None,
    lab: Annotated[bool, typer.Option(help="Open JupyterLab on the copy, or only write it.")] = True,
) -> None:
    """Open a copy of a notebook, with parameters of your own, in JupyterLab."""
    from left_of_labour.batch.runs import parameters_of
    from left_of_labour.collection import check_parameters
    from left_of_labour.copies import copy_for_changes

    known = [path.stem for path in sorted(paths.notebooks_dir().glob("*.ipynb"))]
    if notebook not in known:
        raise ParameterError(f"no notebook {notebook!r}; {did_you_mean(notebook, known)}")
    source = paths.notebooks_dir() / f"{notebook}.ipynb"
    values = parsed(source, parameters or [])
    declared = parameters_of(source)
    if isinstance(declared, str):
        raise ParameterError(declared)
    own = {name: one.default for name, one in declared.items()}
    (faults,) = check_parameters([(notebook, own | values)])
    if faults:
        raise ParameterError("\n".join(faults))
    copy = copy_for_changes(source, values, paths.own_dir())
    home = paths.own_dir().parent
    tell(f"{copy.relative_to(home)}: yours to change; the notebook itself stays as it is.")
    if lab:
        options = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        # Otherwise the file's own folder, and no link out of it would lead anywhere.
        options.append(f"--ServerApp.root_dir={home}")
        command = [sys.executable, "-m", "jupyter", "lab", *options, str(copy.relative_to(home))]
        raise typer.Exit(subprocess.run(command, cwd=home, check=False).returncode)


def parsed(notebook: Path, given: list[str]) -> dict[str, Any]:
    """Parameters from a command line, each as NAME=VALUE, in the kinds that the notebook declares.

    Parameters
    ----------
    notebook
        Its file.
    given
        A list is written with commas: `names=a,b`.

    Raises
    ------
    ParameterError
        If one has no such form, no such name, or is no such number.
    """
    from left_of_labour.batch.runs import parameters_of

    declared = parameters_of(notebook)
    if isinstance(declared, str):
        raise ParameterError(declared)
    values: dict[str, Any] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            raise ParameterError(f"{text!r}: expected name=value, such as {next(iter(declared), 'name')}=…")
        if name not in declared:
            raise ParameterError(f"{name}: no such parameter; {did_you_mean(name, declared)}")
        kind = declared[name].annotation.partition("[")[0]
        if kind == "list":
            values[name] = [one for one in value.split(",") if one]
        elif kind in ("int", "float"):
            try:
                values[name] = int(value) if kind == "int" else float(value)
            except ValueError:
                raise ParameterError(f"{name}: {value!r}, expected a number") from None
        else:
            values[name] = value
    return values
