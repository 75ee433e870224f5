"""Where the data, the notebooks and the reports are.

The package is installed in editable form, so the repository is two folders above this file.
`LEFT_OF_LABOUR_DATA` points the whole collection at another data folder; the command line's `--data` sets it.
"""

import os
from pathlib import Path

__all__ = ["DATA_VARIABLE", "data_dir", "notebooks_dir", "project_dir", "reports_dir"]

DATA_VARIABLE = "LEFT_OF_LABOUR_DATA"


def project_dir() -> Path:
    """The repository's top folder."""
    return Path(__file__).resolve().parents[2]


def data_dir() -> Path:
    """The data folder: `LEFT_OF_LABOUR_DATA` if set, otherwise the repository's own."""
    chosen = os.environ.get(DATA_VARIABLE)
    return Path(chosen).resolve() if chosen else project_dir() / "data"


def notebooks_dir() -> Path:
    """The folder of the notebooks and of runs.yml."""
    return project_dir() / "notebooks"


def reports_dir() -> Path:
    """The folder that reports are written to unless `--output` names another."""
    return project_dir() / "reports"
