"""Figures of the report on one contest: tidy frame in, axes out."""

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from left_of_labour.presentation import style
from left_of_labour.presentation.text import number

__all__ = ['result_bars', 'second_count']


def result_bars(candidates: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """The result of a contest as bars, labelled with votes and share.

    Parameters
    ----------
    candidates
        One row per candidate in drawing order: `candidate`, `ballot_label`, `votes`, `share_pct`,
        `colour`, `is_left`, `witnesses` (independent sources; a figure with one is marked).
    ax
        Where to draw; by default the current axes.
    """
    ax = ax or plt.gca()
    frame = candidates.iloc[::-1]
    positions = range(len(frame))
    shares = frame["share_pct"].astype(float)
    bars = ax.barh(positions, shares, height=0.62, color=[style.readable(colour) for colour in frame["colour"]])
    for bar, left in zip(bars, frame["is_left"], strict=True):
        if left:
            bar.set(hatch="////", edgecolor="white", linewidth=0)
    for position, row, share in zip(positions, frame.itertuples(), shares, strict=True):
        ax.annotate(
            f"{number(row.votes)}{style.DAGGER if row.witnesses == 1 else ''}  ·  {share:.1f}%",
            (share, position),
            (5, 0),
            textcoords="offset points",
            va="center",
            fontsize=10,
        )
    ax.set_yticks(
        positions,
        [f"{row.candidate}\n{row.ballot_label}" for row in frame.itertuples()],
        fontsize=9.5,
        linespacing=1.15,
    )
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(0, shares.max() * 1.5)
    ax.set_xticks([])
    ax.spines[["bottom", "left"]].set_visible(False)
    return ax


def second_count(finalists: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """The second count: each finalist's first preferences and transfers, end to end.

    Parameters
    ----------
    finalists
        The two finalists: `candidate`, `votes`, `transfers`, `final_votes`, `colour`.
    ax
        Where to draw; by default the current axes.
    """
    ax = ax or plt.gca()
    frame = finalists.iloc[::-1].reset_index(drop=True)
    colours = [style.readable(colour) for colour in frame["colour"]]
    ax.barh(frame.index, frame["votes"].astype(float), height=0.5, color=colours)
    transfers = frame["transfers"].astype(float)
    ax.barh(
        frame.index,
        transfers,
        left=frame["votes"].astype(float),
        height=0.5,
        color="white",
        edgecolor=colours,
        hatch="....",
        linewidth=1.2,
    )
    for row in frame.itertuples():
        ax.text(row.votes / 2, row.Index, number(row.votes), ha="center", va="center", color="white", fontsize=10)
        ax.annotate(
            f"+ {number(row.transfers)} = {number(row.final_votes)}",
            (row.final_votes, row.Index),
            (5, 0),
            textcoords="offset points",
            va="center",
            fontsize=10,
        )
    ax.set_yticks(frame.index, frame["candidate"])
    ax.set_xlim(0, float(frame["final_votes"].max()) * 1.3)
    ax.set_ylim(-0.5, len(frame) - 0.5)
    ax.tick_params(length=0)
    ax.set_xticks([])
    ax.spines[["left", "bottom"]].set_visible(False)
    return ax
