"""Where the left's votes came from, in sentences."""

import datetime as dt

import pandas as pd

from left_of_labour.analysis.wards import CONTESTED, NO_CANDIDATE, NO_VOTE, bounds_table, concentration
from left_of_labour.presentation.names import place_name
from left_of_labour.presentation.text import day, joined, number, percent, plural

__all__ = ["concentration_sentence", "finding", "greens", "map_alt", "others", "stood", "when"]


def when(date: str) -> str:
    """A day in words."""
    return day(dt.date.fromisoformat(date))


def stood(wards: pd.DataFrame) -> pd.DataFrame:
    """The wards with a left candidate, highest share first."""
    return wards[wards["state"] == CONTESTED].sort_values("left_share_pct", ascending=False)


def finding(wards: pd.DataFrame, place: str, date: str, reading: str) -> str:
    """Where the left stood, where it was strongest, how concentrated its vote was and how little bounds allow."""
    contested = stood(wards)
    voted = int((wards["state"] != NO_VOTE).sum())
    first, last = contested.iloc[0], contested.iloc[-1]
    spread = concentration(wards).set_index("votes_of")
    half = int(spread.loc["left", "wards_for_half"])
    bounds = bounds_table(wards)
    told = bounds[bounds["low_pct"].notna()]
    span = f"from {percent(last['left_share_pct'])} in {last['ward']} to " if len(contested) > 1 else ""
    return (
        f"{place_name(place)}, {when(date)}: candidates left of Labour{greens(reading)} stood in "
        f"{number(len(contested))} of {plural(voted, 'ward')} and got {span}{percent(first['left_share_pct'])} in "
        f"{first['ward']}. Half of their votes came from {plural(half, 'ward')} (Gini "
        f"{spread.loc['left', 'gini']:.2f}; Labour {spread.loc['Labour', 'gini']:.2f}). Who in a ward voted for them "
        f"remains open: bounds are {number(told['width'].min())} to {number(told['width'].max())} points wide."
    )


def greens(reading: str) -> str:
    """What is added to "left of Labour" where Greens are counted too."""
    return " or Green" if reading == "with_greens" else ""


def concentration_sentence(table: pd.DataFrame) -> str:
    """The left's concentration beside that of all votes."""
    row = table.set_index("votes_of").loc["left"]
    every = table.set_index("votes_of").loc["all parties"]
    verdict = "more" if row["gini"] > every["gini"] else "not more"
    return (
        f"The three strongest wards gave the left {percent(row['top_3_pct'])} of its votes; the three with most votes "
        f"of all gave {percent(every['top_3_pct'])} of all. The Gini coefficient is {row['gini']:.2f} against "
        f"{every['gini']:.2f}: {verdict} concentrated than votes in general."
    )


def others(wards: pd.DataFrame) -> str:
    """How many wards had no left candidate or did not vote."""
    without = int((wards["state"] == NO_CANDIDATE).sum())
    silent = int((wards["state"] == NO_VOTE).sum())
    return (f", {without} without (hatched)" if without else "") + (f", {silent} not voting" if silent else "")


def map_alt(wards: pd.DataFrame) -> str:
    """A map in words."""
    contested = stood(wards)
    rows = [f"{row.ward} {percent(row.left_share_pct)}" for row in contested.itertuples()]
    missing = wards.loc[wards["state"] != CONTESTED, "ward"]
    rest = f" No left candidate or no vote: {joined(missing)}." if len(missing) else ""
    return f"Map of wards shaded by the left’s share of the vote, highest first: {'; '.join(rows)}.{rest}"
