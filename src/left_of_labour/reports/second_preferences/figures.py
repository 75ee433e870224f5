"""Figures about second counts: held, refused by the voters, or never held.

Each helper draws on an axes and returns it. Title and footer are added by the caller with `style.headline`.
"""

from collections.abc import Mapping

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from left_of_labour.analysis.readings import is_left
from left_of_labour.analysis.rounds import Final, SecondCount
from left_of_labour.presentation import style
from left_of_labour.presentation.text import number

__all__ = ["colours_of", "final_bars", "origin_ranges", "transfer_distribution"]


def colours_of(candidates: pd.DataFrame) -> dict[str, str]:
    """A colour per candidate: ours for the left of Labour, whose parties share Labour's red, otherwise the party's.

    Parameters
    ----------
    candidates
        Rows of `Dataset.candidates`.
    """
    colours = candidates["colour"].mask(is_left(candidates["left_reading"]), style.LEFT)
    return dict(zip(candidates["candidate"], colours, strict=True))


def final_bars(final: Final, count: SecondCount | None, colours: Mapping[str, str], ax: Axes | None = None) -> Axes:
    """A final as three bars: the winner, the challenger with what was missing, and the pool it had to come from.

    Parameters
    ----------
    final
        The final.
    count
        The second count, if one was held: transfers are added to the bars if it was between these two.
    colours
        By candidate, from `colours_of`.
    ax
        Where to draw; by default the current axes.
    """
    ax = ax or plt.gca()
    held = count is not None and {count.leader, count.runner_up} == {final.winner, final.challenger}
    transfers = dict.fromkeys((final.winner, final.challenger), 0)
    if held:
        transfers = {count.leader: count.leader_transfers, count.runner_up: count.runner_up_transfers}
    first = {final.winner: final.challenger_votes + final.lead, final.challenger: final.challenger_votes}
    colours = {name: style.readable(colours[name]) for name in first}
    for height, name in ((2, final.winner), (1, final.challenger)):
        ax.barh(height, first[name], height=0.5, color=colours[name])
        ax.barh(height, transfers[name], left=first[name], height=0.5, color=colours[name], alpha=0.55, hatch="////")
    ends = {name: first[name] + transfers[name] for name in first}
    missing = ends[final.winner] - ends[final.challenger]
    dashed = {"height": 0.5, "fill": False, "edgecolor": style.INK, "linestyle": "--", "linewidth": 1.4}
    ax.barh(1, missing, left=ends[final.challenger], **dashed)
    ax.barh(0, final.pool, height=0.5, color=style.FAINT)
    if held:
        left = 0
        for name, gained in transfers.items():
            ax.barh(0, gained, left=left, height=0.5, color=colours[name], alpha=0.55, hatch="////")
            left += gained
        note = f"hatched: transfers · dashed: the {number(missing)} votes that were missing in the end"
    else:
        ax.barh(0, final.needed, **dashed)
        note = f"dashed: the net {number(final.needed)} that {_surname(final.challenger)} needed"
    labels = [
        (2, ends[final.winner], _tally(first[final.winner], transfers[final.winner], held)),
        (1, max(ends.values()), _tally(first[final.challenger], transfers[final.challenger], held)),
        (0, final.pool if held else max(final.pool, final.needed), number(final.pool)),
    ]
    for height, end, label in labels:
        ax.annotate(label, (end, height), (6, 0), textcoords="offset points", va="center", fontsize=10)
    ax.annotate(note, (0, 0), (2, -24), textcoords="offset points", va="center", fontsize=9.5, color=style.MUTED)
    ax.set_yticks([2, 1, 0], [final.winner, final.challenger, "everybody else"])
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(0, max(*ends.values(), final.pool) * (1.45 if held else 1.22))
    ax.set_ylim(-0.75, 2.4)
    ax.set_xticks([])
    ax.spines[["bottom", "left"]].set_visible(False)
    return ax


def _tally(first: int, transfers: int, held: bool) -> str:
    return f"{number(first)} + {number(transfers)}" if held else number(first)


def _surname(name: str) -> str:
    return name.split()[-1]


def origin_ranges(bounds: pd.DataFrame, axes: list[Axes]) -> list[Axes]:
    """How much of each eliminated candidate's vote can have gone where: a range per candidate, a panel per finalist.

    Parameters
    ----------
    bounds
        From `rounds.bounds_of_origin`.
    axes
        One per destination, sharing their candidates.
    """
    candidates = bounds.drop_duplicates("candidate")
    heights = {name: -position for position, name in enumerate(candidates["candidate"])}
    for ax, (destination, rows) in zip(axes, bounds.groupby("destination", sort=False), strict=True):
        for row in rows.itertuples():
            height = heights[row.candidate]
            telling = row.most_pct - row.least_pct < 100
            ax.barh(height, 100, height=0.66, color=style.FAINT, alpha=0.35)
            if telling:
                ax.barh(
                    height, row.most_pct - row.least_pct, left=row.least_pct, height=0.66, color=style.OTHER, alpha=0.5
                )
            text = f"{row.least_pct:.0f} to {row.most_pct:.0f}%" if telling else "anything"
            ax.text(50, height, text, ha="center", va="center", fontsize=9, color=style.INK if telling else style.MUTED)
        ax.set_title(_surname(destination) if destination[0].isupper() else destination, fontsize=10.5, loc="left")
        ax.set_xlim(0, 100)
        ax.set_xticks([])
        ax.tick_params(axis="y", length=0)
        ax.spines[:].set_visible(False)
    names = [f"{_surname(row.candidate)}  {number(row.votes)}" for row in candidates.itertuples()]
    axes[0].set_yticks(list(heights.values()), names, fontsize=10)
    return axes


def transfer_distribution(
    observed: pd.DataFrame, final: Final, here: pd.Series, colour: str, ax: Axes | None = None
) -> Axes:
    """Net shares of the pool that runners-up gained in every second count, a dot each, and what was needed here.

    Parameters
    ----------
    observed
        From `rounds.observed_second_counts`.
    final
        The final asked about.
    here
        One truth value per row of `observed`: whether it is the contest asked about.
    colour
        The challenger's, from `colours_of`.
    ax
        Where to draw; by default the current axes.
    """
    ax = ax or plt.gca()
    accent = style.readable(colour, 4.5)
    dots = observed.assign(here=here, x=(100 * observed["net_share"] / 5).round() * 5).sort_values("net_share")
    dots["y"] = dots.groupby("x").cumcount()
    for lost, marker, colour, size in ((False, "o", style.OTHER, 46), (True, "D", style.INK, 42)):
        rows = dots[dots["leader_lost"] == lost]
        ax.scatter(rows["x"], rows["y"], s=size, marker=marker, color=colour, zorder=3)
    ax.scatter(dots["x"][dots["here"]], dots["y"][dots["here"]], s=150, fc="none", ec=accent, lw=2.2, zorder=4)
    top = dots["y"].max() + 1
    needed = float(100 * final.needed_share)
    edge = max(52, min(needed, 100) + 8)
    line = min(needed, edge - 2)
    ax.axvline(line, 0, 0.86, color=accent, linewidth=2)
    ax.text(
        line + 1,
        top * 1.17,
        f"{_surname(final.challenger)} needed {needed:.1f}%{' →' if needed > edge else ''}",
        ha="right" if line > 20 else "center",
        va="bottom",
        color=accent,
        fontweight="bold",
    )
    ax.axvline(0, 0, 0.8, color=style.MUTED, linewidth=0.8, zorder=1)
    for x, side, words in ((-1, "right", "← leader gained more"), (1, "left", "runner-up gained more →")):
        ax.text(x, top, words, ha=side, va="bottom", fontsize=9.5, color=style.MUTED, backgroundcolor="white")
    most = dots.iloc[-1]
    ax.annotate(
        f"{most['authority']}\n{most['date'].year}",
        (most["x"], most["y"]),
        (4, 9),
        textcoords="offset points",
        ha="right",
        fontsize=9,
        color=style.MUTED,
        linespacing=1.05,
    )
    ax.set_ylim(-0.7, top * 1.3)
    ax.set_xlim(min(dots["x"].min(), needed) - 6, edge)
    ax.set_yticks([])
    ax.xaxis.set_major_formatter("{x:.0f}%")
    ax.spines["left"].set_visible(False)
    marks = [
        ax.plot([], [], "o", color=style.OTHER, markersize=7)[0],
        ax.plot([], [], "D", color=style.INK, markersize=6.5)[0],
        ax.plot([], [], "o", color="none", markeredgecolor=accent, markeredgewidth=2.2, markersize=10)[0],
    ]
    words = ["leader won", "leader lost", "here, between the first two"]
    shown = 3 if dots["here"].any() else 2
    ax.legend(marks[:shown], words[:shown], ncols=3, loc="upper left", bbox_to_anchor=(-0.01, -0.12), handletextpad=0.3)
    return ax
