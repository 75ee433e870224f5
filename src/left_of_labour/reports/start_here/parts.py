"""The parts of the start notebook, as values: the places, and one result read by every yardstick."""

from collections.abc import Iterable

import pandas as pd

from left_of_labour.analysis.comparison import places
from left_of_labour.analysis.measures import measure_many
from left_of_labour.data import Dataset
from left_of_labour.presentation.names import contest_name, place_name
from left_of_labour.presentation.provenance import part
from left_of_labour.presentation.tables import table
from left_of_labour.shown import Table

__all__ = ["places_in_data", "places_table", "yardsticks", "yardsticks_table"]


@part
def places_table(dataset: Dataset) -> Table:
    """What the data hold of each place."""
    return table(
        places_in_data(dataset),
        "places",
        "Contests in the data",
        note="Every ward or division of a council election is a contest of its own.",
        labels={"parliament": "House of Commons", "assembly": "London Assembly", "first": "from", "last": "to"},
    )


@part
def yardsticks_table(dataset: Dataset, contest_ids: Iterable[str], reading: str) -> Table:
    """The same results by every yardstick."""
    return table(
        yardsticks(dataset, contest_ids, reading),
        "yardsticks",
        "The same results by every yardstick",
        note="First preferences of the best-placed candidate of the reading. Dash: not known, or nobody stood.",
    )


def places_in_data(dataset: Dataset) -> pd.DataFrame:
    """What the data hold of each place.

    Returns
    -------
    pandas.DataFrame
        One row per place: `place`, the number of contests for `mayor`, `parliament`, `council` and `assembly`, `first`
        and `last` year.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> places_in_data(load())["place"].tolist()
    ['Hackney', 'Tower Hamlets', 'Preston']
    """
    offices = {"mayor": "mayor", "mp": "parliament", "councillor": "council", "london_assembly": "assembly"}
    grouped = dataset.contests.groupby("place", sort=False)
    counts = grouped["office"].value_counts().unstack(fill_value=0).rename(columns=offices)[list(offices.values())]
    years = grouped["date"].agg(["min", "max"]).apply(lambda dates: dates.dt.year)
    table = counts.join(years).rename(columns={"min": "first", "max": "last"}).loc[list(grouped.groups)]
    table = table.astype({"first": "str", "last": "str"})  # a year is a name here: no thousands separator
    return table.set_axis([place_name(place) for place in table.index]).rename_axis("place").reset_index()


def yardsticks(dataset: Dataset, contest_ids: Iterable[str], reading: str) -> pd.DataFrame:
    """The same results by every yardstick: one row per yardstick, one column per contest.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> yardsticks(load(), ["preston-mp-2024"], "wide").iloc[0].tolist()
    ['share of valid votes', '21.8%']
    """
    contest_ids = list(contest_ids)
    labels = places(measure_many(dataset, contest_ids, reading))
    table = labels.pivot(index="yardstick", columns="contest_id", values="label")
    table = table.loc[labels["yardstick"].unique(), contest_ids]
    table.columns = [contest_name(dataset.contest(contest_id)) for contest_id in contest_ids]
    return table.set_axis(table.index.str.replace("\n", " ")).rename_axis("yardstick").reset_index()
