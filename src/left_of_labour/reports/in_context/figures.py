"""Figures of one result among many: the distribution of shares, and the ranking of peers."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from left_of_labour.analysis.context import Pool, Subject
from left_of_labour.presentation import layout, rows, style
from left_of_labour.presentation.names import surname
from left_of_labour.presentation.plate import Plate
from left_of_labour.presentation.text import number, percent

__all__ = ["distribution", "ranking"]

_BIN = 2  # percentage points
_PANEL = 2.3  # inches
_HEADROOM = 2.1  # times the tallest bar, for the labels of the three lines
_TICKS = (1, 10, 50, 100, 250, 500, 1000, 2000)


def distribution(pools: Sequence[Pool], subject: Subject, deposit: float) -> Plate:
    """How many candidacies had which share, a panel for each pool, on a root scale that keeps single ones visible.

    Parameters
    ----------
    pools
        One or two.
    subject
        The candidacy compared, drawn as a line.
    deposit
        The share above which a deposit is returned, in percent.
    """
    fig, axes = style.figure(_PANEL * len(pools), rows=len(pools), sharex=True, squeeze=False)
    highest = max(subject.share_pct, *(pool.candidacies["share_pct"].max() for pool in pools))
    edges = np.arange(0, _BIN * np.ceil(highest / _BIN) + _BIN + 0.1, _BIN)
    for ax, pool in zip(axes.flat, pools, strict=True):
        _histogram(pool.candidacies["share_pct"], subject, deposit, edges, ax)
        words = f"{number(len(pool.candidacies))} other {pool.short}"
        ax.set_title(words, fontsize=style.BODY, pad=4)
    axes.flat[-1].set_xticks(
        range(0, int(edges[-1]) + 1, 10), [f"{tick}%" for tick in range(0, int(edges[-1]) + 1, 10)]
    )
    return fig


def _histogram(shares: pd.Series, subject: Subject, deposit: float, edges: np.ndarray, ax: Axes) -> None:
    counts, _ = np.histogram(shares, edges)
    heights = np.sqrt(counts)
    ax.bar(edges[:-1] + _BIN / 2, heights, width=0.9 * _BIN, color=style.OTHER)
    top = heights.max()
    median = float(shares.median())
    lines = [
        (median, f"median {percent(median)}", style.INK, "normal"),
        (deposit, f"deposit kept above {percent(deposit, 0)}", style.INK, "normal"),
        (subject.share_pct, f"{surname(subject.candidate)} {percent(subject.share_pct)}", style.LEFT, "bold"),
    ]
    # The line farthest to the left is the highest, so that no label crosses another line.
    for step, (x, words, colour, weight) in enumerate(sorted(lines, key=lambda line: line[0])):
        height = top * (_HEADROOM - 0.14 - 0.34 * step)
        ax.plot([x, x], [0, height], color=colour, linewidth=2.4 if weight == "bold" else 1.2)
        side = "left" if x > 0.7 * edges[-1] else "right"
        layout.label(ax, words, x, height - 0.05 * top, side, color=colour, fontweight=weight, fontsize=style.SUBTITLE)
    ticks = _ticks(top)
    ax.set_yticks(np.sqrt(ticks), [number(tick) for tick in ticks], fontsize=style.NOTE, color=style.MUTED)
    ax.set_ylim(0, _HEADROOM * top)
    ax.set_xlim(0, edges[-1])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def _ticks(top: float) -> list[int]:
    """Counts for the axis that stand far enough apart, the largest first."""
    chosen: list[int] = []
    for tick in reversed(_TICKS):
        root = np.sqrt(tick)
        if root <= top and all(np.sqrt(other) - root > 0.28 * top for other in chosen):
            chosen.append(tick)
    return chosen


def ranking(frame: pd.DataFrame) -> Plate:
    """Shares as bars, highest first, with the subject's bar in colour.

    Parameters
    ----------
    frame
        `rank`, `candidate`, `area`, `share_pct`, `is_subject`; one bar a row.
    """
    fig, ax = style.figure(rows.PITCH * len(frame))
    rows.panel(ax, len(frame))
    for place, row in enumerate(frame.itertuples()):
        colour = style.LEFT if row.is_subject else style.OTHER
        ax.barh(rows.bar_middle(place), row.share_pct, height=rows.BAR, color=colour)
        layout.label(ax, percent(row.share_pct), row.share_pct, rows.bar_middle(place))
    ax.set_xlim(0, None)
    names = [f"{row.rank}  {row.candidate}" for row in frame.itertuples()]
    colours = [style.LEFT if is_subject else style.INK for is_subject in frame["is_subject"]]
    rows.names_above(ax, names, list(frame["area"]), colours)
    return fig
