"""Where the left's votes came from, in sentences."""

import datetime as dt

import pandas as pd

from left_of_labour.analysis.wards import (
    CONTESTED,
    NO_CANDIDATE,
    NO_VOTE,
    Regression,
    bounds_table,
    concentration,
)
from left_of_labour.presentation.names import place_name
from left_of_labour.presentation.text import day, joined, number, percent, plural, points

__all__ = [
    "associations_sentence",
    "associations_title",
    "bounds_sentence",
    "bounds_title",
    "concentration_sentence",
    "finding",
    "greens",
    "line_title",
    "map_alt",
    "others",
    "stood",
    "when",
]


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
    told = bounds_table(wards)
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


def bounds_title(table: pd.DataFrame) -> str:
    """How many points the totals leave open, in a title's length."""
    narrow, wide = number(table["width"].min()), number(table["width"].max())
    if narrow == wide:
        return f"The wards leave open {narrow} of 100 points"
    return f"The wards leave open {narrow} to {wide} of 100 points"


def bounds_sentence(table: pd.DataFrame) -> str:
    """The narrowest and the widest bounds, what a line narrows, and where Goodman's is impossible."""
    narrow, wide = table.loc[table["width"].idxmin()], table.loc[table["width"].idxmax()]
    said = [
        f"The bounds are {points(narrow['width'], 0)} wide at best ({narrow['label']}) and {points(wide['width'], 0)} "
        f"at worst ({wide['label']}). A low upper end says that the left had few votes, not that the group avoided it."
    ]
    narrower = table[~table["reverted"]]
    if narrower.empty:
        said.append("The wards are too few, or contradict it, for bounds that suppose a line.")
    else:
        width = (narrower["narrowed_high_pct"] - narrower["narrowed_low_pct"]).mean()
        said.append(
            f"If support changes along a line with a group’s size, {points(width, 0)} remain open on average for "
            f"{len(narrower)} of the {len(table)} groups instead of {points(narrower['width'].mean(), 0)}; with one "
            f"standard error allowed for at each end, {points(narrower['width_with_error'].mean(), 0)}."
        )
    drawn = table[table["goodman_pct"].notna()]
    refuted = drawn[~drawn["goodman_possible"].astype(bool)]
    if len(refuted):
        values = joined(f"{percent(row.goodman_pct, 0)} of {row.label}" for row in refuted.itertuples())
        said.append(
            f"Goodman’s regression, which supposes the same support in every ward, would have the left supported by "
            f"{values}: impossible, so it is not used."
        )
    elif len(drawn):
        said.append("Goodman’s regression leaves no impossible value here, which does not make its assumption true.")
    return " ".join(said)


def associations_title(table: pd.DataFrame, level: float) -> str:
    """How many associations survive the correction, in a title's length."""
    count = int((table["holm_p"] < level).sum())
    return f"{count or 'None'} of {len(table)} associations survive{'s' * (count == 1)} Holm’s correction"


def associations_sentence(table: pd.DataFrame, level: float) -> str:
    """The associations that survive, by name; none is named that does not."""
    survived = table[table["holm_p"] < level]
    wards = int(table["wards"].iloc[0])
    if survived.empty:
        return (
            f"Across {wards} wards none of the {len(table)} figures goes with the left’s share so closely that chance "
            "is ruled out once all are allowed for."
        )
    named = joined(f"{row.label.split(' (')[0]} ({row.rank_correlation:+.2f})".replace("-", "−") for row in survived.itertuples())
    verb = "goes" if len(survived) == 1 else "go"
    return (
        f"Across {wards} wards, {named} {verb} with the left’s share more closely than chance would explain, all "
        f"{len(table)} allowed for. These figures go together among themselves as well, so none can be told apart from "
        "the others."
    )


def line_title(line: Regression) -> str:
    """The slope in a title's length, and whether its interval includes nothing."""
    direction = "lower" if line.slope < 0 else "higher"
    clear = "" if line.low * line.high > 0 else ", or no different"
    return f"One decile less deprived: {points(abs(line.slope))} {direction}{clear}"


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
