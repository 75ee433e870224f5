"""The set-up line of every notebook."""

import datetime as dt
from collections.abc import Collection, Iterator

import pandas as pd

from left_of_labour.analysis import parameters as rules
from left_of_labour.analysis.readings import READING_LABELS
from left_of_labour.data import Dataset, load
from left_of_labour.presentation import names, show, style
from left_of_labour.presentation.provenance import data_version
from left_of_labour.presentation.text import day

__all__ = ["begin"]


def begin(or_all: Collection[str] = (), **parameters) -> Dataset:
    """Load the data, check the parameters, apply the house style and show what this run is about.

    Parameters
    ----------
    or_all
        Names of parameters that may be "all".
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
        If a value is unknown; the message names the nearest ones.
    """
    pd.set_option("mode.string_storage", "python")  # quicker than Arrow's for tables of this size
    dataset = load()
    rules.check(dataset, parameters, or_all)
    style.apply()
    show.context(_subject(dataset, parameters), parameters, dict(_context(dataset, parameters)), _UsedFiles(dataset))
    return dataset


class _UsedFiles:
    """The data files used so far, whenever it is asked."""

    def __init__(self, dataset: Dataset):
        self._dataset = dataset

    def __iter__(self) -> Iterator[str]:
        return (name if "." in name else f"{name}.csv" for name in sorted(self._dataset.used))


def _subject(dataset: Dataset, parameters: dict) -> str:
    """The run in a few words, for titles."""
    parts = []
    if "contest_id" in parameters:
        parts.append(names.contest_title(dataset.contest(parameters["contest_id"])))
    if "place" in parameters:
        parts.append("all places" if parameters["place"] == rules.ALL else names.place_name(parameters["place"]))
    if "challenger" in parameters:
        parts.append(parameters["challenger"])
    if "date" in parameters:
        parts.append(day(dt.date.fromisoformat(parameters["date"])))
    if "source_id" in parameters:
        parts.append("all accounts" if parameters["source_id"] == rules.ALL else _account(dataset, parameters))
    if "contest_ids" in parameters:
        parts.append(f"{len(parameters['contest_ids'])} contests")
    if "reading" in parameters:
        parts.append(f"reading: {parameters['reading'].replace('_', ' ')}")
    return " · ".join(parts)


def _account(dataset: Dataset, parameters: dict) -> str:
    sources = dataset.sources.set_index("source_id")
    return f"{sources.loc[parameters['source_id'], 'publisher']}, {sources.loc[parameters['source_id'], 'date']}"


def _context(dataset: Dataset, parameters: dict) -> Iterator[tuple[str, str]]:
    if "contest_id" in parameters:
        contest = dataset.contest(parameters["contest_id"])
        yield "Contest", names.contest_title(contest)
        yield "Voting system", names.SYSTEMS[contest.voting_system]
    if "place" in parameters:
        yield "Place", names.place_name(parameters["place"])
    if "reading" in parameters:
        yield "Left of Labour", READING_LABELS[parameters["reading"]]
    yield "Data", f"{len(dataset.contests)} contests, version {data_version(dataset)}"
