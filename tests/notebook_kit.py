"""The runs that use a notebook's own parameters, and what a notebook run in another way has in common with them."""

from pathlib import Path

import nbformat

from left_of_labour import paths
from left_of_labour.batch.outputs import collect, files
from left_of_labour.batch.runs import Run, parameters_of, read


def runs_as_written() -> dict[str, Run]:
    """By notebook, the default run whose parameters are those of the notebook's own parameters cell."""
    found = {}
    for run in read(paths.notebooks_dir(), lambda name: []).default:
        own = {
            name: one.default for name, one in parameters_of(paths.notebooks_dir() / f"{run.notebook}.ipynb").items()
        }
        if own | dict(run.parameters) == own:
            found[run.notebook] = run
    return found


def results_of(executed: Path, run: Run) -> dict[str, bytes]:
    """What the batch would have written for a notebook that something else executed."""
    return files(run.slug, run.notebook, run.parameters, collect(nbformat.read(executed, as_version=4)))
