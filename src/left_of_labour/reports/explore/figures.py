"""A figure of one measure through all contests for the same office in the same area."""

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from left_of_labour.presentation import style

__all__ = ["history_bars"]


def history_bars(history: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """One bar per contest, the chosen one filled, the others hatched; where nothing is known, the reason in words.

    Parameters
    ----------
    history
        One row per contest in drawing order: `when`, `challenger`, `value` (missing where not known), `label` (the
        value as text, or the reason why there is none) and `chosen`.
    ax
        Where to draw; by default the current axes.
    """
    ax = ax or plt.gca()
    frame = history.reset_index(drop=True)
    values = frame["value"].astype(float)
    ax.set_ylim(len(frame) - 0.4, -0.6)
    for row, value in zip(frame.itertuples(), values, strict=True):
        known = pd.notna(value)
        if known:
            face = style.LEFT if row.chosen else "white"
            hatch = None if row.chosen else "////"
            ax.barh(row.Index, value, height=0.6, color=face, edgecolor=style.LEFT, linewidth=1, hatch=hatch)
        ax.annotate(
            row.label,
            (max(value, 0) if known else 0, row.Index),
            (6, 0),
            textcoords="offset points",
            va="center",
            fontsize=10,
            fontweight="bold" if row.chosen else "normal",
            color=style.INK if known else style.MUTED,
        )
    names = [f"{row.challenger}\n{row.when}" if row.challenger else row.when for row in frame.itertuples()]
    ax.set_yticks(frame.index, names, fontsize=9.5, linespacing=1.15)
    for tick, chosen in zip(ax.get_yticklabels(), frame["chosen"], strict=True):
        tick.set_fontweight("bold" if chosen else "normal")
    low, high = min(values.min(skipna=True), 0), max(values.max(skipna=True), 0)
    room = (high - low) or 1
    ax.set_xlim(low - 0.03 * room * (low < 0), high + 0.3 * room)
    ax.axvline(0, color=style.MUTED, linewidth=0.8)
    ax.tick_params(length=0)
    ax.set_xticks([])
    ax.spines[["left", "bottom"]].set_visible(False)
    return ax
