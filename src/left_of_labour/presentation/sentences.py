"""Findings about one contest and about several, as sentences: every number in them comes from the measures."""

import pandas as pd

from left_of_labour.analysis.measures import Measures
from left_of_labour.presentation.text import joined, number, ordinal, percent, plural, points

__all__ = [
    "closest_challenge",
    "contest_finding",
    "order_by_yardstick",
    "other_readings",
    "second_count_sentence",
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


def contest_finding(measures: Measures) -> str:
    """How the best-placed challenger did, in a sentence or two."""
    if measures.challenger is None:
        fate = "is ahead in the estimate" if measures.status == "notional" else "was elected"
        winner = f"; {measures.winner} ({measures.winner_label}) {fate}" if measures.winner else ""
        return f"No vote for anybody left of Labour is recorded under this reading{winner}."
    return f"{_performance(measures)}{_distance(measures)}."


def _performance(measures: Measures) -> str:
    text = f"{measures.challenger} ({measures.challenger_label}) took {number(measures.votes)} votes"
    if measures.share_of_valid_votes_pct is not None:
        base = "valid votes" if measures.vote_base_meaning == "valid votes" else "the best candidates’ votes"
        text += f", {percent(measures.share_of_valid_votes_pct)} of {base}"
    if measures.rank:
        text += f", and came {ordinal(measures.rank)} of {measures.candidates}"
    return text


def _distance(measures: Measures) -> str:
    gap = measures.votes_behind_labour
    if gap is None:
        return "; no Labour vote is known to compare with"
    side = "behind" if gap >= 0 else "ahead of"
    text = f": {number(abs(gap))} votes"
    if measures.points_behind_labour is not None:
        text += f" ({points(abs(measures.points_behind_labour))})"
    text += f" {side} Labour"
    final = measures.final_votes_behind_labour
    if final is not None:
        text += (
            f" on first preferences and {number(abs(final))} {'behind' if final >= 0 else 'ahead'} at the second count"
        )
    elif measures.votes_short_of_final:
        text += f", {number(measures.votes_short_of_final)} short of the second place that leads to a second count"
    if measures.elected:
        text += "; elected" + (", a result later voided by the court" if measures.status == "voided" else "")
    return text


def second_count_sentence(finalists: pd.DataFrame, eliminated: int) -> str:
    """What the second count added.

    Parameters
    ----------
    finalists
        The two finalists, winner first: `candidate`, `transfers`.
    eliminated
        First preferences for everybody else.
    """
    gained = int(finalists["transfers"].sum())
    parts = [f"{row.candidate} {number(row.transfers)}" for row in finalists.itertuples()]
    return (
        f"Of {number(eliminated)} voters whose first choice was eliminated, {number(gained)} "
        f"({percent(100 * gained / eliminated)}) had named a finalist second: {joined(parts)}. "
        f"The other {number(eliminated - gained)} counted for neither."
    )
