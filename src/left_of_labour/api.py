"""The collection from your own notebook or program: `import left_of_labour as lol`.

Find contests, take the candidates as one tidy table, measure how close challengers came, and draw in the house style.
Frames hold plain floats and dates, so that plotting and Parquet work; names of measures are those of every report.
"""

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from typing import get_args, get_type_hints

import pandas as pd

from left_of_labour.analysis.measures import Measures, measure
from left_of_labour.analysis.readings import DEFAULT_READING
from left_of_labour.analysis.search import find
from left_of_labour.data import Dataset, load
from left_of_labour.data.export import tidy
from left_of_labour.presentation.names import contest_name
from left_of_labour.presentation.text import joined

__all__ = ["contests", "dataset", "measures", "results"]

_DTYPES = {Fraction: "float64", float: "float64", int: "Int64", bool: "boolean", dt.date: "datetime64[s]", str: "str"}


@cache
def dataset() -> Dataset:
    """Every table of the data as a frame: `dataset().contests`, `dataset().sources`; the rest on tab.

    Examples
    --------
    >>> len(dataset().referendums)
    6
    """
    return load()


def contests(query: str = "") -> pd.DataFrame:
    """The contests in which every word of a query is found, latest first; without a query, all of them.

    Parameters
    ----------
    query
        Words such as "rahman mayor" or "preston 2024": persons, parties, places, offices, years.

    Returns
    -------
    pandas.DataFrame
        One row per contest: `contest_id`, `contest` (its name), `place`, `area`, `office`, `date`, `by_election`,
        `voting_system`, `seats`, `electorate`, `valid_votes`, `elected` (everybody who was), `status`, `completeness`.

    Examples
    --------
    >>> contests("rahman mayor")["contest"].tolist()[-1]
    'Tower Hamlets mayor 2010'
    """
    known = dataset()
    found = find(known, query)
    frame = known.contests.set_index("contest_id").loc[found].reset_index()
    chosen = known.candidates[known.candidates["elected"] & known.candidates["contest_id"].isin(found)]
    elected = chosen.groupby("contest_id")["candidate"].agg(joined)
    frame = frame.assign(
        contest=[contest_name(known.contests_by_id[contest_id]) for contest_id in found],
        elected=frame["contest_id"].map(elected),
    )
    columns = ["contest_id", "contest", "place", "area", "office", "date", "by_election", "voting_system", "seats"]
    return frame[[*columns, "electorate", "valid_votes", "elected", "status", "completeness"]]


def results() -> pd.DataFrame:
    """Every candidate of our contests with the facts of the contest: the table that `left-of-labour export` writes.

    Examples
    --------
    >>> foot = results().query("candidate == 'Paul Foot' and office == 'mayor'")
    >>> int(foot["votes"].item())
    4187
    """
    return tidy(dataset())


class _Measures:
    """Measures of several contests, side by side."""

    def __call__(self, contest_ids: str | Iterable[str], reading: str = DEFAULT_READING) -> pd.DataFrame:
        """Every measure of the contests under a reading, as floats.

        Parameters
        ----------
        contest_ids
            One id or several, in the order wanted.
        reading
            Who counts as left of Labour: core, wide or with_greens.

        Returns
        -------
        pandas.DataFrame
            One row per contest; shares and points in percent, votes whole, missing where a measure cannot be known.

        Examples
        --------
        >>> measures("preston-mp-2024")["share_pct"].round(1).item()
        21.8
        """
        frame = pd.DataFrame(self.exact(contest_ids, reading))
        types = get_type_hints(Measures)
        for name in frame:
            kinds = set(get_args(types[name])) or {types[name]}
            frame[name] = frame[name].astype(next(dtype for kind, dtype in _DTYPES.items() if kind in kinds))
        return frame

    def exact(self, contest_ids: str | Iterable[str], reading: str = DEFAULT_READING) -> list[dict[str, object]]:
        """The same as dictionaries whose shares are exact fractions.

        Examples
        --------
        >>> measures.exact("preston-mp-2024")[0]["share_pct"]
        Fraction(290500, 13331)
        """
        wanted = [contest_ids] if isinstance(contest_ids, str) else list(contest_ids)
        return [vars(measure(dataset(), contest_id, reading)) for contest_id in wanted]


measures = _Measures()
