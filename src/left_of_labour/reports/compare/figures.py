"""Figures of several contests side by side.

Each helper draws on an axes and returns it: tidy frame in, axes out, nothing saved or shown. Title and footer are
added by the caller with `style.headline`.
"""

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from left_of_labour.presentation import style
from left_of_labour.presentation.text import number

__all__ = ["circumstances", "gaps_by_reading", "lead_and_labour", "places_by_yardstick"]




def lead_and_labour(measures: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """The best-placed challenger's share against Labour's, one line per contest, the gap between them labelled.

    Parameters
    ----------
    measures
        One row per contest in drawing order: `contest`, `challenger`, `share_of_valid_votes_pct`, `labour_share_pct`,
        `points_behind_labour`, `elected`, `witnesses` (independent sources; a figure with one is marked).
    ax
        Where to draw; by default the current axes.
    """
    ax = ax or plt.gca()
    frame = measures.iloc[::-1].reset_index(drop=True)
    challenger, labour = frame["share_of_valid_votes_pct"], frame["labour_share_pct"]
    ax.hlines(frame.index, challenger, labour, color=style.FAINT, linewidth=5, zorder=1)
    ax.scatter(labour, frame.index, s=62, marker="s", color=style.LABOUR, zorder=3)
    for won, fill in ((True, style.LEFT), (False, "white")):
        rows = frame[frame["elected"] == won]
        ax.scatter(
            rows["share_of_valid_votes_pct"],
            rows.index,
            s=80,
            marker="o",
            color=fill,
            edgecolor=style.LEFT,
            linewidth=2,
            zorder=4,
        )
    for row in frame.itertuples():
        right = max(row.share_of_valid_votes_pct, row.labour_share_pct)
        ahead = "ahead" if row.points_behind_labour < 0 else "behind"
        ax.annotate(
            f"{abs(row.points_behind_labour):.1f} {ahead}",
            (right, row.Index),
            (10, 0),
            textcoords="offset points",
            va="center",
            fontsize=10,
            fontweight="bold" if ahead == "ahead" else "normal",
        )
    ax.set_yticks(
        frame.index,
        [f"{row.challenger}{style.DAGGER if row.witnesses == 1 else ''}\n{row.contest}" for row in frame.itertuples()],
        fontsize=9.5,
        linespacing=1.15,
    )
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(0, max(challenger.max(), labour.max()) * 1.38)
    ax.xaxis.set_major_formatter("{x:.0f}%")
    ax.grid(axis="x", linewidth=0.6)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.tick_params(axis="x", length=0)
    _key(ax)
    return ax


def _key(ax: Axes) -> None:
    """A key above the plot: challenger who won, challenger who lost, Labour."""
    shared = {"linestyle": "none", "markersize": 8.5, "markeredgewidth": 2}
    marks = [
        ax.plot([], [], "o", color=style.LEFT, markeredgecolor=style.LEFT, **shared)[0],
        ax.plot([], [], "o", color="white", markeredgecolor=style.LEFT, **shared)[0],
        ax.plot([], [], "s", color=style.LABOUR, markeredgecolor=style.LABOUR, **shared)[0],
    ]
    labels = ["challenger, elected", "challenger, not elected", "Labour"]
    ax.legend(marks, labels, ncols=3, loc="lower left", bbox_to_anchor=(-0.45, 1.0), handletextpad=0.3, columnspacing=1)


def places_by_yardstick(orders: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Which contest comes first, second, ... by each yardstick: a grid, darker for closer to beating Labour.

    Parameters
    ----------
    orders
        One row per contest and yardstick: `contest`, `yardstick`, `label` (the value as text), `place` (1 is closest;
        missing where the yardstick does not apply). Contests and yardsticks in drawing order.
    ax
        Where to draw; by default the current axes.
    """
    ax = ax or plt.gca()
    contests, yardsticks = (list(dict.fromkeys(orders[column])) for column in ("contest", "yardstick"))
    most = orders["place"].max()
    shades = plt.get_cmap("Purples")
    for row in orders.itertuples():
        x, y = yardsticks.index(row.yardstick), contests.index(row.contest)
        known = pd.notna(row.place)
        depth = 0.08 + 0.87 * (most - row.place) / max(most - 1, 1) if known else 0
        ax.add_patch(plt.Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, color=shades(depth) if known else "#f4f4f5"))
        ink = "white" if depth > 0.55 else style.INK
        if known:
            ax.text(x, y - 0.16, f"{row.place:.0f}", ha="center", va="center", color=ink, fontsize=12, weight="bold")
        ax.text(x, y + (0.22 if known else 0), row.label, ha="center", va="center", color=ink, fontsize=8.5)
    ax.set_xlim(-0.5, len(yardsticks) - 0.5)
    ax.set_ylim(len(contests) - 0.5, -0.5)
    ax.set_xticks(range(len(yardsticks)), yardsticks, fontsize=8.5)
    ax.set_yticks(range(len(contests)), map(style.broken, contests), fontsize=9.5)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax


def gaps_by_reading(gaps: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """How far ahead of or behind Labour the best-placed challenger was, under each reading.

    Parameters
    ----------
    gaps
        One row per contest and reading, in drawing order: `contest`, `reading`, `points_ahead` (missing where nobody
        of that reading stood), `challenger`.
    ax
        Where to draw; by default the current axes.
    """
    ax = ax or plt.gca()
    contests, readings = (list(dict.fromkeys(gaps[column])) for column in ("contest", "reading"))
    ax.axvline(0, color=style.LABOUR, linewidth=1.5)
    for step, reading in enumerate(readings):
        rows = gaps[(gaps["reading"] == reading) & gaps["points_ahead"].notna()]
        heights = [contests.index(contest) + (step - 1) * 0.2 for contest in rows["contest"]]
        shade = plt.get_cmap("Purples")(0.95 - 0.25 * step)
        label = reading.replace("_", " ")
        ax.scatter(rows["points_ahead"], heights, s=55, marker="osD"[step], color=shade, label=label, zorder=3)
    for height in range(1, len(contests)):
        ax.axhline(height - 0.5, color=style.FAINT, linewidth=0.7)
    ax.set_ylim(len(contests) - 0.5, -0.5)
    ax.set_yticks(range(len(contests)), map(style.broken, contests), fontsize=9.5)
    ax.tick_params(length=0)
    ax.grid(axis="x", linewidth=0.6)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set_xlabel("percentage points behind (−) or ahead of (+) Labour")
    ax.legend(ncols=3, loc="lower left", bbox_to_anchor=(0, 1.0), handletextpad=0.1, columnspacing=1)
    return ax




def circumstances(frame: pd.DataFrame, measures: dict[str, str]) -> list[Axes]:
    """What differed between contests: one panel per circumstance, one row per contest, in the order of the frame.

    Parameters
    ----------
    frame
        One row per contest: `label`, `elected` and the columns named in `measures`.
    measures
        Panel titles by column.

    Returns
    -------
    list of Axes
        The panels, left to right, of a new figure.
    """
    _, axes = style.figure(0.42 * len(frame) + 0.3, columns=len(measures), sharey=True)
    heights = range(len(frame))
    colours = [style.LEFT if won else "white" for won in frame["elected"]]
    for ax, (column, title) in zip(axes, measures.items(), strict=True):
        values = frame[column].astype("Float64")
        known = values.notna()
        ax.hlines(heights, 0, values.fillna(0).astype(float), color=style.FAINT, linewidth=2.5)
        ax.scatter(
            values[known].astype(float),
            [height for height, there in zip(heights, known, strict=True) if there],
            s=42,
            color=[colour for colour, there in zip(colours, known, strict=True) if there],
            edgecolor=style.LEFT,
            linewidth=1.6,
            zorder=3,
            clip_on=False,
        )
        for height, value in zip(heights, values, strict=True):
            text = "–" if pd.isna(value) else f"{value:.2f}" if values.max() < 1 else f"{value:.1f}"
            x = 0 if pd.isna(value) else float(value)
            ax.annotate(text, (x, height), (7, 0), textcoords="offset points", va="center", fontsize=8.5)
        ax.set_title(title, fontsize=8.5, loc="left", color=style.INK, linespacing=1.2)
        ax.set_xlim(-0.08 * float(values.max()), float(values.max()) * 1.75)
        ax.set_xticks([])
        ax.tick_params(length=0)
        ax.spines[["left", "bottom"]].set_visible(False)
    axes[0].set_ylim(len(frame) - 0.5, -0.5)
    axes[0].set_yticks(heights, map(style.broken, frame["label"]), fontsize=9)
    return list(axes)
