"""Where the data, the notebooks and the reports are.

In a checkout they are two folders above this file. A wheel carries data and notebooks in `shipped/`; reports then go to
the working folder. `LEFT_OF_LABOUR_DATA` points the whole collection at another data folder; the command line's
`--data` sets it. `LEFT_OF_LABOUR_ADDRESS` says where the reports will be published, such as
https://example.org/left-of-labour: pages and pictures then name their own address.
"""

import os
from pathlib import Path

__all__ = [
    "ADDRESS_VARIABLE",
    "DATA_VARIABLE",
    "PAGE_VARIABLE",
    "data_dir",
    "is_checkout",
    "notebooks_dir",
    "own_dir",
    "page_address",
    "project_dir",
    "reports_dir",
    "site_address",
]

DATA_VARIABLE = "LEFT_OF_LABOUR_DATA"
ADDRESS_VARIABLE = "LEFT_OF_LABOUR_ADDRESS"
PAGE_VARIABLE = "LEFT_OF_LABOUR_PAGE"  # set by the batch for each run

_PACKAGE = Path(__file__).resolve().parent


def is_checkout() -> bool:
    """Whether the package runs from the repository rather than from an installed wheel."""
    return not (_PACKAGE / "shipped").is_dir()


def project_dir() -> Path:
    """The folder that holds `data` and `notebooks`: the repository's top folder, or what the wheel carries."""
    return _PACKAGE.parents[1] if is_checkout() else _PACKAGE / "shipped"


def data_dir() -> Path:
    """The data folder: `LEFT_OF_LABOUR_DATA` if set, otherwise the collection's own."""
    chosen = os.environ.get(DATA_VARIABLE)
    return Path(chosen).resolve() if chosen else project_dir() / "data"


def notebooks_dir() -> Path:
    """The folder of the notebooks and of runs.yml."""
    return project_dir() / "notebooks"


def reports_dir() -> Path:
    """The folder that reports are written to unless `--output` names another."""
    return (project_dir() if is_checkout() else Path.cwd()) / "reports"


def own_dir() -> Path:
    """The folder of the copies of notebooks that people change; git ignores it."""
    return (project_dir() if is_checkout() else Path.cwd()) / "my"


def site_address() -> str:
    """Where the reports will be published, without a slash at its end: `LEFT_OF_LABOUR_ADDRESS`; empty if unknown."""
    return os.environ.get(ADDRESS_VARIABLE, "").rstrip("/")


def page_address() -> str:
    """Where the page of the report being made will be; empty if unknown."""
    return os.environ.get(PAGE_VARIABLE, "")
