"""Several contests side by side: which challenge came closest, by which yardstick, under which reading."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from left_of_labour.analysis.measures import contenders, measure_many, share, vote_base
from left_of_labour.analysis.readings import READINGS, is_left
from left_of_labour.analysis.wards import NO_VOTE, gini, ward_results
from left_of_labour.data import Dataset
from left_of_labour.data.memory import remembered
from left_of_labour.data.schema import Office, Status
from left_of_labour.errors import NotComparableError, ParameterError

__all__ = [
    "YARDSTICKS",
    "Yardstick",
    "across_readings",
    "agree",
    "contests_by_rule",
    "places",
    "undecided",
    "what_differed",
]

_OFFICES = (Office.MAYOR, Office.MP)


@dataclass(frozen=True)
class Yardstick:
    """One way to say how close a challenge came.

    Attributes
    ----------
    measure
        The field of `Measures`.
    label
        A heading, on at most three short lines.
    form
        How a value is written.
    more_is_closer
        Whether a higher value is closer to beating Labour.
    """

    measure: str
    label: str
    form: str
    more_is_closer: bool


YARDSTICKS = (
    Yardstick("share_pct", "share of\nvalid\nvotes", "{:.1f}%", True),
    Yardstick("share_of_electorate_pct", "share of\nall\nelectors", "{:.1f}%", True),
    Yardstick("ratio_to_labour", "ratio to\nLabour’s\nvote", "{:.2f}", True),
    Yardstick("points_behind_labour", "points\nbehind\nLabour", "{:.1f}", False),
    Yardstick("votes_behind_labour", "votes\nbehind\nLabour", "{:,.0f}", False),
    Yardstick("swing_to_level_pct", "swing to\nlevel,\npoints", "{:.1f}", False),
)


@remembered
def contests_by_rule(dataset: Dataset, reading: str, floor: float) -> list[str]:
    """The contests that a comparison is made of: who is compared follows from a rule, not from a list.

    Every mayoral and parliamentary contest held in the places of the data in which the best-placed challenger under the
    reading is known to have taken the floor or more.

    Parameters
    ----------
    dataset
        The data.
    reading
        Who counts as left of Labour.
    floor
        The least share of valid votes, in percent.

    Returns
    -------
    list of str
        Ids in the order of contests.csv.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> len(contests_by_rule(load(), "wide", 10)), len(contests_by_rule(load(), "with_greens", 10))
    (14, 26)
    """
    candidates = dataset.candidates
    most = candidates[is_left(candidates["left_reading"], reading)].groupby("contest_id")["votes"].max().dropna()
    return [
        contest_id
        for contest_id in _held(dataset)
        if contest_id in most.index
        and (base := vote_base(dataset.contest(contest_id), dataset.candidates_of(contest_id)))
        and share(int(most[contest_id]), base) >= floor
    ]


@remembered
def undecided(dataset: Dataset, reading: str, floor: float) -> list[str]:
    """The contests of which the data cannot say whether they belong to `contests_by_rule`.

    No known candidate of the reading took the floor, but somebody may have who is known only together with others, or
    whose votes are not known.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> undecided(load(), "with_greens", 10)[:2]
    ['hackney-mayor-2016-09', 'hackney-north-mp-1997']
    """
    known = set(contests_by_rule(dataset, reading, floor))
    return [
        contest_id
        for contest_id in _held(dataset)
        if contest_id not in known and _may_reach(dataset, contest_id, floor)
    ]


def _held(dataset: Dataset) -> list[str]:
    contests = dataset.contests
    chosen = contests["office"].isin(_OFFICES) & (contests["status"] != Status.NOTIONAL)
    held: list[str] = contests.loc[chosen, "contest_id"].tolist()
    return held


def _may_reach(dataset: Dataset, contest_id: str, floor: float) -> bool:
    """Whether unnamed candidates or unknown votes leave room for a challenger with the floor."""
    valid = dataset.contest(contest_id).valid_votes
    candidates = dataset.candidates_of(contest_id)
    if valid is None or candidates["votes"].isna().any():
        return True
    unnamed = candidates.loc[candidates["is_aggregate"], "votes"].sum()
    return bool(100 * unnamed >= floor * valid and unnamed)


def places(measures: pd.DataFrame, yardsticks: Iterable[Yardstick] = YARDSTICKS) -> pd.DataFrame:
    """The order of contests by each yardstick.

    Parameters
    ----------
    measures
        One row per contest, from `measure_many`.
    yardsticks
        What to order by.

    Returns
    -------
    pandas.DataFrame
        One row per contest and yardstick: `contest_id`, `yardstick`, `value`, `label` and `place` (1 is closest to
        beating Labour; missing where the value is not known).

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> two = measure_many(load(), ["hackney-mayor-2002", "preston-mp-2024"])
    >>> places(two, YARDSTICKS[:1])[["contest_id", "label", "place"]]
               contest_id  label  place
    0  hackney-mayor-2002  12.7%      2
    1     preston-mp-2024  21.8%      1
    """
    parts = []
    for yardstick in yardsticks:
        values = measures[yardstick.measure].astype("Float64")
        parts.append(
            pd.DataFrame(
                {
                    "contest_id": measures["contest_id"],
                    "yardstick": yardstick.label,
                    "value": values,
                    "label": [
                        "–" if pd.isna(value) else yardstick.form.format(value).replace("-", "−") for value in values
                    ],
                    "place": values.rank(method="min", ascending=not yardstick.more_is_closer).astype("Int64"),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def agree(orders: pd.DataFrame) -> bool:
    """Whether no two yardsticks put the same two contests in opposite orders.

    Parameters
    ----------
    orders
        From `places`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> agree(places(measure_many(load(), ["hackney-mayor-2002", "preston-mp-2024"])))
    True
    """
    wide = orders.pivot(index="contest_id", columns="yardstick", values="place").astype("Float64")
    steps = [np.sign(wide.sub(wide.loc[contest], axis="columns")) for contest in wide.index]
    return not any(((step.min(axis=1) < 0) & (step.max(axis=1) > 0)).any() for step in steps)


def across_readings(dataset: Dataset, contest_ids: Iterable[str]) -> pd.DataFrame:
    """The best-placed challenger and the distance to Labour under each reading.

    Returns
    -------
    pandas.DataFrame
        One row per contest and reading: `contest_id`, `reading`, `challenger`, `elected`, `points_ahead` (percentage
        points of first preferences, negative when behind; missing where nobody of that reading stood and where it is
        not known) and `nobody` (whether nobody stood; otherwise a missing value is not known).

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> across_readings(load(), ["tower-hamlets-mayor-2014"])[["reading", "challenger"]]
           reading     challenger
    0         core    Hugo Pierre
    1         wide  Lutfur Rahman
    2  with_greens  Lutfur Rahman
    """
    contest_ids = list(contest_ids)
    frames = [measure_many(dataset, contest_ids, reading) for reading in READINGS]
    frame = pd.concat(frames, ignore_index=True)
    frame["points_ahead"] = -frame["points_behind_labour"].astype("Float64")
    frame["nobody"] = (frame["left_candidates"] == 0) & frame["candidates"].notna()
    order = {contest_id: number for number, contest_id in enumerate(contest_ids)}
    frame = frame.sort_values("contest_id", key=lambda column: column.map(order), kind="stable", ignore_index=True)
    return frame[["contest_id", "reading", "challenger", "elected", "points_ahead", "nobody"]]


def what_differed(dataset: Dataset, measures: pd.DataFrame) -> pd.DataFrame:
    """The circumstances of each contest: voting system, turnout, boundary, and the strength of everybody else.

    Parameters
    ----------
    dataset
        The data.
    measures
        One row per contest, from `measure_many`.

    Returns
    -------
    pandas.DataFrame
        One row per contest; shares are of valid votes, in percent. `other_left_share_pct` is what went to other
        candidates left of Labour (how far the left was split), `strongest_other_share_pct` the best result of
        anybody who is neither Labour nor left of it. `ward_gini` says how unevenly the left vote was spread over the
        wards (see `wards.gini`) in the council election of the same day; contests themselves are not published by
        ward, so it is missing where there was no such election or its wards are not comparable.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> frame = what_differed(load(), measure_many(load(), ["tower-hamlets-mayor-2018"]))
    >>> frame["other_left_share_pct"].round(1).tolist()
    [15.2]
    """
    columns = ["contest_id", "date", "voting_system", "boundary", "status", "completeness", "turnout_reported_pct"]
    frame = measures[[*columns, "labour_share_pct", "effective_number_of_parties", "candidates"]].copy()
    frame["other_left_share_pct"] = measures["left_share_pct"] - measures["share_pct"]
    frame["strongest_other_share_pct"] = [
        _strongest_other(dataset, row.contest_id, row.reading) for row in measures.itertuples()
    ]
    frame["ward_gini"] = [_ward_gini(dataset, row.place, row.date, row.reading) for row in measures.itertuples()]
    return frame


def _strongest_other(dataset: Dataset, contest_id: str, reading: str) -> float | None:
    field = contenders(dataset, contest_id)
    others = field[~is_left(field["left_reading"], reading) & (field["family"] != "labour") & ~field["is_aggregate"]]
    shares = others["share_pct"].dropna()
    return float(shares.max()) if len(shares) else None


def _ward_gini(dataset: Dataset, place: str, date: str, reading: str) -> float | None:
    try:
        wards = ward_results(dataset, place, date, reading)
    except (NotComparableError, ParameterError):
        return None
    return gini(wards.loc[wards["state"] != NO_VOTE, "left_votes"])
