"""Findings about one contest as sentences: every number in them comes from the measures."""

import pandas as pd

from left_of_labour.analysis.measures import Measures
from left_of_labour.data.schema import Status, VotingSystem
from left_of_labour.presentation.text import joined, number, ordinal, percent, plural, points

__all__ = ["contest_finding", "fate", "result_alt", "result_title", "second_count_sentence"]


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


def result_title(candidates: pd.DataFrame, measures: Measures) -> str:
    """How the best-placed challenger ended, in at most a dozen words.

    Parameters
    ----------
    candidates
        Who stood, with `candidate`, `elected` and `final_votes` (missing where there was no second count).
    measures
        Of the same contest.
    """
    if measures.challenger is None:
        return f"No vote left of Labour is recorded; {measures.winner} came first" if measures.winner else "The result"
    share = measures.share_of_valid_votes_pct
    took = f"{measures.challenger} took {percent(share)}"
    if measures.elected:
        return _victory(measures, _had_second_count(candidates, measures.challenger))
    if _had_second_count(candidates, measures.challenger):
        return f"{took} and lost the second count to {measures.winner}"
    if measures.points_behind_labour is None:
        return took
    gap = measures.points_behind_labour
    return f"{took}, {points(abs(gap))} {'behind' if gap >= 0 else 'ahead of'} Labour"


def _victory(measures: Measures, transfers: bool) -> str:
    share = percent(measures.share_of_valid_votes_pct)
    if transfers:
        text = f"{measures.challenger} {'led' if measures.rank == 1 else 'started'} with {share} and won on transfers"
    else:
        how = " outright" if measures.share_of_valid_votes_pct > 50 and measures.voting_system in _MAJORITY else ""
        text = f"{measures.challenger} won{how} with {share}"
    return f"{text}; later declared void" if measures.status == Status.VOIDED else text


_MAJORITY = (VotingSystem.SUPPLEMENTARY_VOTE,)  # in which more than half of the first preferences decides at once


def _had_second_count(candidates: pd.DataFrame, candidate: str | None) -> bool:
    return bool(candidates.loc[candidates["candidate"] == candidate, "final_votes"].notna().any())


def fate(candidates: pd.DataFrame, measures: Measures) -> str:
    """What is said of who was elected: on transfers or not, and whether a court set it aside."""
    words = "elected on transfers" if candidates["final_votes"].notna().any() else "elected"
    return f"{words}; declared void" if measures.status == Status.VOIDED else words


def result_alt(candidates: pd.DataFrame, measures: Measures, history: pd.DataFrame) -> str:
    """The figure of the result in words."""
    rows = [
        f"{row.candidate} ({row.ballot_label.strip('()')}) {number(row.votes)}, {percent(row.share_pct)}"
        + (
            ""
            if pd.isna(row.final_votes)
            else f", with {number(row.transfers)} transfers {number(row.final_votes)} in the second count"
        )
        for row in candidates.itertuples()
    ]
    base = f"% of the {number(measures.vote_base)} {measures.vote_base_meaning}"
    others = history[history["share"].notna() & ~history["chosen"]]
    text = f"Bars of votes and {base}, most first: {'; '.join(rows)}."
    if others.empty:
        return text
    shares = [f"{row.date.year} {row.best} {percent(row.share)}" for row in others.itertuples()]
    return f"{text} A line shows the office’s other results; best-placed on the left: {', '.join(shares)}."
