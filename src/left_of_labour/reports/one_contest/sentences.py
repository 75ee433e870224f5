"""Findings about one contest as sentences: every number in them comes from the measures."""

import pandas as pd

from left_of_labour.analysis.measures import Measures
from left_of_labour.presentation.text import joined, number, ordinal, percent, plural, points

__all__ = ['contest_finding', 'second_count_sentence']


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
