"""Figures of one result among many: the distribution of shares, and the ranking of peers."""

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from left_of_labour.analysis.context import Subject
from left_of_labour.presentation import style

__all__ = ["distribution", "ranking"]

_MARKERS = {"core": "o", "contested": "^", "green": "s", "none": "x"}
_COLOURS = {"core": style.LEFT, "contested": "#a86a00", "green": "#2f7d32", "none": style.OTHER}
_NAMES = {"core": "core", "contested": "contested", "green": "Green", "none": "not left"}
_LABELLED_FROM = 10.0  # percent: below, names would run into the crowd


def distribution(pool: pd.DataFrame, subject: Subject, ax: Axes) -> Axes:
    """Every candidacy as a mark, one row per election, the subject as a line through all of them.

    Parameters
    ----------
    pool
        Candidacies with `group` (the row they belong to, in order), `share_pct`, `left_reading`, `candidate`, `area`;
        `is_subject` for the one compared.
    subject
        The candidacy compared.
    ax
        Where to draw.
    """
    groups = list(dict.fromkeys(pool["group"]))
    row = pool["group"].map({group: number for number, group in enumerate(groups)})
    # A fixed scatter instead of a random one: the same data give the same picture.
    spread = ((pool.groupby("group").cumcount() * 0.618034) % 1 - 0.5) * 0.56
    frame = pool.assign(row=row + spread)
    for reading, marks in frame[~frame["is_subject"]].groupby("left_reading"):
        sns.scatterplot(
            marks,
            x="share_pct",
            y="row",
            marker=_MARKERS[reading],
            color=_COLOURS[reading],
            alpha=0.45,
            s=32,
            linewidth=0,
            label=_NAMES[reading],
            legend=False,
            ax=ax,
        )
    own = frame[frame["is_subject"]]
    ax.scatter(own["share_pct"], own["row"].round(), marker="D", color=style.INK, s=75, zorder=3, label="this result")
    ax.axvline(subject.share_pct, color=style.INK, linewidth=1.6, linestyle=(0, (4, 2)), zorder=1)
    ax.annotate(
        f"{subject.candidate} {subject.share_pct:.1f}%",
        (subject.share_pct, -0.5),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontweight="bold",
    )
    for _, rows in frame.groupby("group"):
        best = rows.loc[rows["share_pct"].idxmax()]
        if best["share_pct"] >= _LABELLED_FROM and not best["is_subject"]:
            _name(ax, best, to_the_left=best["share_pct"] > 32)
    ax.set_yticks(range(len(groups)), groups)
    ax.set_ylim(len(groups) - 0.5, -0.5)
    ax.set_xlim(0, max(60.0, 1.05 * frame["share_pct"].max()))
    ax.set(xlabel="Share of valid votes, %", ylabel="")
    ax.tick_params(axis="y", length=0)
    legend = ax.legend(loc="lower center", bbox_to_anchor=(0.42, -0.24), ncols=4, handletextpad=0.1, columnspacing=1.4)
    for handle in legend.legend_handles:
        handle.set_alpha(1)
    return ax


def _name(ax: Axes, best: pd.Series, to_the_left: bool) -> None:
    ax.annotate(
        f"{best['candidate'].split()[-1]}, {best['area']}",
        (best["share_pct"], best["row"]),
        xytext=(-6 if to_the_left else 6, 5),
        textcoords="offset points",
        ha="right" if to_the_left else "left",
        va="center",
        fontsize=9,
        color=style.INK,
        bbox={"facecolor": "white", "alpha": 0.75, "pad": 0.6, "linewidth": 0},
    )


def ranking(frame: pd.DataFrame, ax: Axes) -> Axes:
    """Shares as bars, highest first, with the subject's bar in colour.

    Parameters
    ----------
    frame
        `rank`, `candidate`, `area`, `share_pct`, `is_subject`; one bar a row.
    ax
        Where to draw.
    """
    labels = [f"{row.rank}  {row.candidate}, {_short(row.area)}" for row in frame.itertuples()]
    colours = [style.LEFT if is_subject else style.OTHER for is_subject in frame["is_subject"]]
    ax.barh(range(len(frame)), frame["share_pct"], color=colours, height=0.7)
    for number, row in enumerate(frame.itertuples()):
        weight = "bold" if row.is_subject else "normal"
        ax.annotate(
            f"{row.share_pct:.1f}",
            (row.share_pct, number),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontweight=weight,
        )
    ax.set_yticks(range(len(frame)), labels)
    for tick, is_subject in zip(ax.get_yticklabels(), frame["is_subject"], strict=True):
        tick.set_fontweight("bold" if is_subject else "normal")
    ax.invert_yaxis()
    ax.set(xlabel="Share of valid votes, %", ylabel="")
    ax.tick_params(axis="y", length=0)
    ax.margins(x=0.12)
    return ax


def _short(area: str) -> str:
    """A constituency's first place name, so that the label leaves room for the bar."""
    return area if len(area) <= 24 else area.partition(",")[0].partition(" and ")[0]
