"""The command that opens a copy of a notebook for people to change."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from left_of_labour import paths
from left_of_labour.cli.app import app, err
from left_of_labour.cli.reports import check_parameters
from left_of_labour.errors import ParameterError, did_you_mean

__all__ = ["open_notebook"]


@app.command("open")
def open_notebook(
    notebook: Annotated[str, typer.Argument(metavar="NOTEBOOK", help="Such as one-contest.")],
    parameters: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE ...]", help="Such as contest_id=preston-mp-2024.")
    ] = None,
    lab: Annotated[bool, typer.Option(help="Open JupyterLab on the copy, or only write it.")] = True,
) -> None:
    """Open a copy of a notebook, with parameters of your own, in JupyterLab."""
    from left_of_labour.batch.copies import copy_for_changes, parsed
    from left_of_labour.batch.runs import parameters_of

    known = [path.stem for path in sorted(paths.notebooks_dir().glob("*.ipynb"))]
    if notebook not in known:
        raise ParameterError(f"no notebook {notebook!r}; {did_you_mean(notebook, known)}")
    source = paths.notebooks_dir() / f"{notebook}.ipynb"
    values = parsed(source, parameters or [])
    declared = parameters_of(source)
    if isinstance(declared, str):
        raise ParameterError(declared)
    own = {name: one.default for name, one in declared.items()}
    faults = check_parameters(notebook, own | values)
    if faults:
        raise ParameterError("\n".join(faults))
    home = paths.project_dir() if paths.is_checkout() else Path.cwd()
    copy = copy_for_changes(source, values, home / "my")
    err.print(f"{copy.relative_to(home)}: yours to change; the notebook itself stays as it is.", highlight=False)
    if lab:
        root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command = [sys.executable, "-m", "jupyter", "lab", *root, str(copy.relative_to(home))]
        raise typer.Exit(subprocess.run(command, cwd=home, check=False).returncode)
