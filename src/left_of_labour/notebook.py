"""What a notebook needs besides the parts of its report: the set-up line, and showing several parts at once."""

import ast
import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import pandas as pd
from IPython import get_ipython
from IPython.display import display

from left_of_labour.analysis import parameters as rules
from left_of_labour.analysis.readings import READING_LABELS
from left_of_labour.data import Dataset, load
from left_of_labour.errors import ParameterError
from left_of_labour.presentation import names, style
from left_of_labour.presentation.provenance import cited_sources, conflicts, data_version, sources, witnesses
from left_of_labour.presentation.text import date_as_known, day, plural
from left_of_labour.shown import Context, Shown

__all__ = ["begin", "cited_sources", "conflicts", "show", "sources", "witnesses"]


# The default reading goes without saying in titles; the facts below name it.
_READINGS = {"wide": "", "core": "core reading", "with_greens": "with Greens"}


def begin(or_all: Collection[str] = (), controls: bool = True, **parameters: Any) -> Dataset:
    """Load the data, check the parameters, apply the house style and show what this run is about.

    Somebody who runs the notebook in JupyterLab gets controls for the parameters, too.

    Parameters
    ----------
    or_all
        Names of parameters that may be "all".
    controls
        False for a notebook that has controls of its own.
    **parameters
        The values of the parameters cell, by name.

    Returns
    -------
    Dataset
        The validated data.

    Raises
    ------
    DataError
        If the data are not valid.
    ParameterError
        If a value is unknown or of the wrong kind, or papermill injected a name that the notebook does not know; the
        message says which values work.
    """
    strangers = rules.unknown(_injected(), parameters)
    if strangers:
        raise ParameterError("\n".join(strangers))
    dataset = data()
    rules.check(dataset, parameters, or_all)
    style.apply()
    context = Context(_subject(dataset, parameters), parameters, dict(_context(dataset, parameters)))
    show(context.resting_on(dataset.data_files))
    if controls and _by_hand():
        _show_controls(dataset, or_all, parameters)
    return dataset


def data() -> Dataset:
    """The validated data, as notebooks work with them."""
    pd.set_option("mode.string_storage", "python")  # quicker than Arrow's for tables of this size
    return load()


def _by_hand() -> bool:
    """Whether somebody runs this cell: JupyterLab says which cell it runs; papermill and the batch do not."""
    request = getattr(get_ipython(), "parent_header", None) or {}
    return "cellId" in request.get("metadata", {})


def _show_controls(dataset: Dataset, or_all: Collection[str], parameters: dict[str, Any]) -> None:
    from left_of_labour.controls import Controls  # only here, as it takes time to import

    variables = get_ipython().user_ns
    ran = [source for source in variables.get("In", ()) if all(f"{name}: " in source for name in parameters)]
    display(Controls(dataset, parameters, or_all, variables, ran[-1] if ran else "").view)


def _injected() -> list[str]:
    """The names that papermill's cell of injected parameters sets, if this notebook has one."""
    shell = get_ipython()
    cells = [source for source in (shell.user_ns.get("In", ()) if shell else ()) if source.startswith("# Parameters\n")]
    tree = ast.parse(cells[-1]) if cells else ast.Module([], [])
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def show(*parts: Shown | Iterable[Shown]) -> None:
    """Show several parts of a report, one below the other; a single one is shown by ending its cell.

    Parameters
    ----------
    *parts
        Values such as `Table`, `Figure` or `Text`, or several of them at once.
    """
    for part in parts:
        if isinstance(part, Shown):
            display(part)
        else:
            show(*part)


def _subject(dataset: Dataset, parameters: dict[str, Any]) -> str:
    """The run in a few words, for titles."""
    parts = []
    if "contest_id" in parameters:
        parts.append(names.contest_title(dataset.contest(parameters["contest_id"])))
    if "place" in parameters:
        parts.append("All places" if parameters["place"] == rules.ALL else names.place_name(parameters["place"]))
    if "challenger" in parameters:
        parts.append(parameters["challenger"])
    if "date" in parameters:
        parts.append(day(dt.date.fromisoformat(parameters["date"])))
    if "source_id" in parameters:
        parts.append("All accounts" if parameters["source_id"] == rules.ALL else _account(dataset, parameters))
    if parameters.get("contest_ids"):
        parts.append(plural(len(parameters["contest_ids"]), "contest"))
    if "floor" in parameters and not parameters.get("contest_ids"):
        parts.append(f"Challenges with {parameters['floor']}% or more")
    if "since" in parameters and not parts:
        parts.append(f"Since {parameters['since']}")
    if "reading" in parameters:
        parts.append(_READINGS[parameters["reading"]])
    text = " · ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]


def _account(dataset: Dataset, parameters: dict[str, Any]) -> str:
    sources = dataset.sources.set_index("source_id")
    publisher, date = sources.loc[parameters["source_id"], ["publisher", "date"]]
    return f"{publisher}, {date_as_known(date)}"


def _context(dataset: Dataset, parameters: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "contest_id" in parameters:
        contest = dataset.contest(parameters["contest_id"])
        yield "Contest", names.contest_title(contest)
        yield "Voting system", names.SYSTEMS[contest.voting_system]
    if "place" in parameters:
        yield "Place", names.place_name(parameters["place"])
    if "reading" in parameters:
        yield "Left of Labour", READING_LABELS[parameters["reading"]]
    yield "Data", f"{len(dataset.contests)} contests, version {data_version(dataset)}"
