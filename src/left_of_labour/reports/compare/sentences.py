"""Findings about one contest and about several, as sentences: every number in them comes from the measures."""

from typing import Any

import pandas as pd

from left_of_labour.presentation.text import joined, number, percent, plural, points

__all__ = [
    "circumstances_headline",
    "closest_challenge",
    "gap_headline",
    "order_by_yardstick",
    "other_readings",
    "short",
    "yardstick_headline",
]


def closest_challenge(measures: pd.DataFrame) -> str:
    """Who beat Labour, and who came closest of those that did not.

    Parameters
    ----------
    measures
        One row per contest with a challenger: the columns of `measure_many` and `contest`, its name.
    """
    ahead = measures[measures["votes_behind_labour"] < 0]
    behind = measures[measures["votes_behind_labour"] >= 0].sort_values("points_behind_labour")
    text = f"{len(ahead)} of {plural(len(measures), 'challenge')} took more first preferences than Labour"
    if len(ahead):
        widest = ahead.sort_values("points_behind_labour").iloc[0]
        text += (
            f", the widest lead being {widest['challenger']}’s in {widest['contest']} "
            f"({points(-widest['points_behind_labour'])} of valid votes)"
        )
    if len(behind):
        closest, farthest = behind.iloc[0], behind.iloc[-1]
        text += (
            f". Of those behind Labour, {closest['challenger']} in {closest['contest']} came closest "
            f"({points(closest['points_behind_labour'])}, {number(closest['votes_behind_labour'])} votes)"
        )
        if len(behind) > 1:
            text += (
                f"; {farthest['challenger']} in {farthest['contest']} was farthest away "
                f"({points(farthest['points_behind_labour'])})"
            )
    return text + "."


def order_by_yardstick(orders: pd.DataFrame) -> str:
    """Whether one contest is first by every yardstick, or which is first by which.

    Parameters
    ----------
    orders
        From `comparison.places`, with `contest`, the contest's name.
    """
    first = orders[orders["place"] == 1].copy()
    first["yardstick"] = first["yardstick"].str.replace("\n", " ")
    by_contest = first.groupby("contest", sort=False)["yardstick"].agg(list)
    if len(by_contest) == 1:
        return f"{by_contest.index[0]} is first by every yardstick that is known for it."
    parts = [f"{contest} by {joined(yardsticks)}" for contest, yardsticks in by_contest.items()]
    return f"First place depends on the yardstick: {'; '.join(parts)}."


def other_readings(gaps: pd.DataFrame) -> str:
    """How the order of contests changes under other readings.

    Parameters
    ----------
    gaps
        From `comparison.across_readings`, with `contest`, the contest's name.
    """
    orders = {}
    for reading, rows in gaps.groupby("reading", sort=False):
        orders[reading] = tuple(rows.dropna(subset="points_ahead").sort_values("points_ahead")["contest"][::-1])
    parts = []
    for reading, order in orders.items():
        missing = sorted(set(gaps["contest"]) - set(order))
        text = f"“{reading.replace('_', ' ')}”: {order[0]} is closest" if order else f"“{reading}”: nobody stood"
        if missing:
            text += f" and nobody of that reading stood in {joined(missing)}"
        parts.append(text)
    same = len(set(orders.values())) == 1
    opening = "The order is the same under all readings" if same else "The order changes with the reading"
    return f"{opening}. {'; '.join(parts)}."


def short(one: Any) -> str:
    """A challenge by surname and year: `challenger` and `date` of a row of measures."""
    return f"{one.challenger.split()[-1]} {str(one.date)[:4]}"


def gap_headline(measures: pd.DataFrame) -> str:
    """How many challengers outpolled Labour and who came closest of the rest, in at most a dozen words.

    Parameters
    ----------
    measures
        As for `closest_challenge`.
    """
    ahead = measures[measures["points_behind_labour"] < 0]
    behind = measures[measures["points_behind_labour"] >= 0].sort_values("points_behind_labour")
    if behind.empty:
        return f"All {len(measures)} challengers outpolled Labour" if len(measures) > 1 else "The challenger outpolled Labour"
    closest = short(behind.iloc[0])
    if ahead.empty:
        return f"None of {plural(len(measures), 'challenger')} outpolled Labour; {closest} came closest"
    return f"{len(ahead)} of {len(measures)} outpolled Labour; {closest} came closest of the rest"


def yardstick_headline(first: list[str], contests: int) -> str:
    """What yardsticks disagree about.

    Parameters
    ----------
    first
        The challenges, from `short`, that are first by one yardstick at least.
    contests
        The number of challenges.
    """
    if len(first) == 1:
        return f"{first[0]} is first by every yardstick; others change places"
    if len(first) == 2:
        return f"First place depends on the yardstick: {joined(first, 'or')}"
    return f"By one yardstick or another, {len(first)} of {contests} challenges come first"


def circumstances_headline(measures: pd.DataFrame) -> str:
    """Labour's share where the challenger won and where not."""
    won, lost = (measures[measures["elected"].astype(bool) == fate] for fate in (True, False))
    if won.empty or lost.empty:
        return f"Labour averaged {percent(measures['labour_share_pct'].astype(float).mean(), 0)} of the votes"
    shares = [percent(some["labour_share_pct"].astype(float).mean(), 0) for some in (won, lost)]
    return f"Labour averaged {shares[0]} where the challenger won, {shares[1]} where not"
