"""Where the left's votes came from, in sentences about wards: nothing in them says how anybody voted."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from left_of_labour.analysis.readings import DEFAULT_READING
from left_of_labour.analysis.wards import (
    CONTESTED,
    MINIMUM_WARDS,
    NO_CANDIDATE,
    NO_VOTE,
    Regression,
    bounds_table,
    concentration,
)
from left_of_labour.presentation.names import left_of_labour, place_name, reading_name
from left_of_labour.presentation.text import day, joined, number, percent, plural, points

__all__ = [
    "associations_sentence",
    "associations_title",
    "bounds_sentence",
    "bounds_title",
    "concentration_sentence",
    "finding",
    "hexagons_title",
    "history_sentence",
    "left",
    "line_title",
    "map_alt",
    "maps_title",
    "others",
    "ranked_title",
    "stood",
    "too_few",
    "when",
    "who",
]


def when(date: str) -> str:
    """A day in words."""
    return day(dt.date.fromisoformat(date))


def stood(wards: pd.DataFrame) -> pd.DataFrame:
    """The wards with a left candidate, highest share first."""
    return wards[wards["state"] == CONTESTED].sort_values("left_share_pct", ascending=False)


def left(reading: str) -> str:
    """Whom the reading counts, as an adjective."""
    return "left of Labour or Green" if reading == "with_greens" else "left of Labour"


def who(reading: str) -> str:
    """The candidates whom the reading counts, as a noun."""
    return "left and Green candidates" if reading == "with_greens" else "left candidates"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def finding(
    wards: pd.DataFrame, place: str, date: str, reading: str, variants: Mapping[str, pd.DataFrame | None]
) -> str:
    """Where the left stood, where it was strongest, how concentrated its vote was and how much remains open.

    Parameters
    ----------
    wards
        See `wards.ward_results`.
    place, date, reading
        The parameters of the report.
    variants
        The wards under the other readings; None where nobody stood.
    """
    contested = stood(wards)
    voted = wards[wards["state"] != NO_VOTE]
    first, last = contested.iloc[0], contested.iloc[-1]
    span = f"from {percent(last['left_share_pct'])} in {last['ward']} to " if len(contested) > 1 else ""
    half = int(concentration(wards).set_index("votes_of").loc["left", "wards_for_half"])
    half_of = f" Half of their votes came from {plural(half, 'ward')}." if len(contested) > 1 else ""
    widths = bounds_table(wards)["width"]
    others = "; ".join(_under(name, other) for name, other in variants.items())
    return (
        f"{place_name(place)}, {when(date)}: candidates {left(reading)} stood in {_wards(len(contested), len(voted))}, "
        f"got {span}{percent(first['left_share_pct'])} of the votes in {first['ward']}, and "
        f"won {_count(wards['left_seats'].sum())} of {plural(int(voted['seats'].sum()), 'seat')}."
        f"{half_of} Who in a ward voted for them remains open: the bounds are {_range(widths)} "
        "points "
        f"wide. Under the other readings: {others}."
    )


def _under(name: str, wards: pd.DataFrame | None) -> str:
    if wards is None:
        return f"nobody stood ({reading_name(name)})"
    contested = stood(wards)
    first = contested.iloc[0]
    return (
        f"{plural(len(contested), 'ward')}, at most {percent(first['left_share_pct'])}, in {first['ward']} "
        f"({reading_name(name)})"
    )


def _wards(count: int, total: int) -> str:
    return f"all {number(total)} wards" if count == total > 1 else f"{number(count)} of {plural(total, 'ward')}"


def _count(value: int) -> str:
    return number(value) if value else "none"


def _range(values: pd.Series) -> str:
    low, high = f"{values.min():.0f}", f"{values.max():.0f}"
    return low if low == high else f"{low} to {high}"


def maps_title(wards: pd.DataFrame, reading: str) -> str:
    """In how many wards the left had the most votes, as a headline."""
    voted = wards[wards["state"] != NO_VOTE]
    count = int(voted["first_is_left"].astype(bool).sum())
    return f"{_capital(who(reading))} topped the poll in {_count(count)} of {plural(len(voted), 'ward')}"


def ranked_title(wards: pd.DataFrame, reading: str) -> str:
    """How many wards had a left candidate, and the highest share, as a headline."""
    contested = stood(wards)
    best = percent(contested["left_share_pct"].iloc[0], 0)
    voted = int((wards["state"] != NO_VOTE).sum())
    many = len(contested) > 1
    who_stood = "Left or Green candidates" if reading == "with_greens" else "Left candidates"
    return f"{who_stood} in {number(len(contested))} of {plural(voted, 'ward')}{', at most' if many else ':'} {best}"


def hexagons_title(wards: pd.DataFrame) -> str:
    """The ward with the highest share, as a headline."""
    first = stood(wards).iloc[0]
    return f"Strongest in {first['ward']}: {percent(first['left_share_pct'])} of its votes"


def others(wards: pd.DataFrame) -> str:
    """How many wards had no left candidate or did not vote."""
    without = int((wards["state"] == NO_CANDIDATE).sum())
    silent = int((wards["state"] == NO_VOTE).sum())
    return (f", {number(without)} without" if without else "") + (f", {number(silent)} not voting" if silent else "")


def map_alt(wards: pd.DataFrame, reading: str) -> str:
    """A map in words."""
    rows = [f"{row.ward} {percent(row.left_share_pct)}" for row in stood(wards).itertuples()]
    firsts = wards.loc[wards["state"] != NO_VOTE, "first_party"].value_counts()
    won = "; ".join(f"{party} {number(count)}" for party, count in firsts.items())
    missing = [
        f" {words}: {joined(names)}."
        for state, words in ((NO_CANDIDATE, f"Without {who(reading)}"), (NO_VOTE, "No election"))
        if len(names := wards.loc[wards["state"] == state, "ward"])
    ]
    return (
        f"Wards by the share of {who(reading)}, highest first: {'; '.join(rows)}. Wards in which each party topped the "
        f"poll: {won}.{''.join(missing)}"
    )


def concentration_sentence(frame: pd.DataFrame, contested: int, reading: str) -> str:
    """The left's concentration beside that of all votes.

    Parameters
    ----------
    frame
        See `wards.concentration`.
    contested
        In how many wards the left stood.
    reading
        Who counts as left of Labour.
    """
    row = frame.set_index("votes_of").loc["left"]
    every = frame.set_index("votes_of").loc["all parties"]
    if contested < 3:
        top = f"All votes for {who(reading)} came from {plural(contested, 'ward')}, as they stood in no other"
    else:
        top = (
            f"The three wards with most votes for {who(reading)} gave them {percent(row['top_3_pct'])} of their "
            "votes; the "
            f"three with most votes of all gave {percent(every['top_3_pct'])} of all"
        )
    gini, of_all = f"{row['gini']:.2f}", f"{every['gini']:.2f}"
    order = "as" if gini == of_all else "more" if row["gini"] > every["gini"] else "less"
    verdict = f"{order} concentrated {'as' if order == 'as' else 'than'} votes in general"
    rest = (
        f" They stood in {number(contested)} of {plural(int(row['wards']), 'ward')}, which by itself concentrates "
        "their vote."
    )
    return (
        f"{top}. The Gini coefficient is {gini} against {of_all}: {verdict}.{rest if contested < row['wards'] else ''}"
    )


def bounds_title(table: pd.DataFrame) -> str:
    """How many points the totals leave open, in a title's length."""
    narrow, wide = number(table["width"].min()), number(table["width"].max())
    if narrow == wide:
        return f"Ward totals leave each group’s share open by {narrow} points"
    return f"Ward totals leave each group’s share open by {narrow} to {wide} points"


def bounds_sentence(table: pd.DataFrame, reading: str = DEFAULT_READING) -> str:
    """The narrowest and the widest bounds, what a line narrows, and where Goodman's is impossible."""
    narrow, wide = table.loc[table["width"].idxmin()], table.loc[table["width"].idxmax()]
    said = [
        f"The bounds are {points(narrow['width'], 0)} wide at best ({narrow['label']}) and {points(wide['width'], 0)} "
        f"at worst ({wide['label']}). A low upper end says that {who(reading)} had few votes, "
        "not that the group avoided them."
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
            f"Goodman’s regression, which supposes the same support in every ward, would have {who(reading)} supported "
            f"by {values}: impossible, so it is not used."
        )
    elif len(drawn):
        said.append("Goodman’s regression leaves no impossible value here, which does not make its assumption true.")
    return " ".join(said)


def associations_title(table: pd.DataFrame, level: float) -> str:
    """How many associations survive Holm's correction, in words for a title."""
    count = int((table["holm_p"] < level).sum())
    return f"{count or 'None'} of {len(table)} associations hold{'s' * (count == 1)} when all are tested at once"


def associations_sentence(table: pd.DataFrame, level: float, reading: str = DEFAULT_READING) -> str:
    """The associations that survive, by name; none is named that does not."""
    survived = table[table["holm_p"] < level]
    wards = int(table["wards"].iloc[0])
    if survived.empty:
        return (
            f"Across {wards} wards none of the {len(table)} figures goes with {who(reading)}’ share so closely that "
            "chance "
            "is ruled out once all are allowed for."
        )
    named = joined(
        f"{row.label.split(' (')[0]} ({_correlation(row.rank_correlation)}{_interval(row)})"
        for row in survived.itertuples()
    )
    verb = "goes" if len(survived) == 1 else "go"
    return (
        f"Across {wards} wards, {named} {verb} with {who(reading)}’ share more closely than chance would explain, all "
        f"{len(table)} allowed for. Each figure is looked at by itself, so it may stand for another that goes together "
        "with it."
    )


def _interval(row: Any) -> str:
    if "low" not in row._fields:
        return ""
    return f", 95% interval {_correlation(row.low)} to {_correlation(row.high)}"


def _correlation(value: float) -> str:
    text = f"{value:+.2f}"
    return "0.00" if text in ("+0.00", "-0.00") else text.replace("-", "−")


def line_title(line: Regression) -> str:
    """The slope in a title's length, and whether its interval includes nothing."""
    direction = "lower" if line.slope < 0 else "higher"
    clear = "" if line.low * line.high > 0 else ", or no different"
    return f"One decile less deprived: share {points(abs(line.slope))} {direction}{clear}"


def too_few(wards: pd.DataFrame, what: str, reading: str) -> str:
    """That there are too few wards for a calculation; empty if there are enough."""
    count = len(stood(wards))
    if count >= MINIMUM_WARDS:
        return ""
    return (
        f"{_capital(who(reading))} stood in {plural(count, 'ward')}; {what} across fewer than {MINIMUM_WARDS} wards "
        "would show nothing, so "
        "none is given."
    )


def history_sentence(history: pd.DataFrame, reading: str) -> str:
    """How often the left is on record in these wards, and how often ahead of Labour where both votes are known."""
    known = history[history["votes"].notna() & history["labour_votes"].notna()]
    ahead = int((known["votes"] > known["labour_votes"]).sum())
    return (
        f"In {plural(len(history), 'council contest')} in wards of these names, the votes of a candidate "
        f"{left_of_labour(reading)} are on record in {number(history['votes'].notna().sum())}, and Labour’s as well "
        f"in {number(len(known))}: that candidate was ahead in {_count(ahead)} of these. How the wards voted for "
        "Parliament is not published and cannot be worked out from the constituency’s total."
    )
