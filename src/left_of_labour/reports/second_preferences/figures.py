"""Figures about second counts: held, refused by the voters, or never held. Each returns a figure without headline."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from left_of_labour.analysis.readings import is_left
from left_of_labour.analysis.rounds import Final, SecondCount
from left_of_labour.analysis.transfers import winning_share
from left_of_labour.presentation import layout, rows, style
from left_of_labour.presentation.labels import name_points
from left_of_labour.presentation.names import short_names, surname
from left_of_labour.presentation.plate import Plate
from left_of_labour.presentation.text import number

__all__ = [
    "MOST_BOUNDS",
    "colours_of",
    "final_bars",
    "informative",
    "origin_ranges",
    "plane_of_transfers",
    "transfer_distribution",
]

MOST_BOUNDS = 8
_STEP = 5  # points that a dot of the distribution is rounded to


def colours_of(candidates: pd.DataFrame) -> dict[str, str]:
    """The colour of each candidate's role, by name.

    Parameters
    ----------
    candidates
        Rows of `Dataset.candidates`.
    """
    left = is_left(candidates["left_reading"])
    return {
        name: style.role_colour(party, one_left)
        for name, party, one_left in zip(candidates["candidate"], candidates["party_id"], left, strict=True)
    }


def final_bars(final: Final, count: SecondCount | None, colours: Mapping[str, str]) -> Plate:
    """A final as three bars: the winner, the challenger, and the votes for everybody else that it depended on.

    Parameters
    ----------
    final
        The final.
    count
        The second count, if one was held: where it was between these two, transfers are added to their bars, and the
        third bar shows where everybody else's votes went; otherwise how many of them the challenger needed.
    colours
        By candidate, from `colours_of`.
    """
    names = [final.winner, final.challenger]
    held = count is not None and {count.leader, count.runner_up} == set(names)
    gained = dict.fromkeys(names, 0)
    if count is not None and held:
        gained = {count.leader: count.leader_transfers, count.runner_up: count.runner_up_transfers}
    first = {final.winner: final.challenger_votes + final.lead, final.challenger: final.challenger_votes}
    fig, ax = style.figure(3 * rows.PITCH + 0.15)
    rows.panel(ax, 3)
    for row, name in enumerate(names):
        end = first[name] + gained[name]
        height = rows.bar_middle(row)
        ax.barh(height, first[name], height=rows.BAR, color=colours[name])
        ax.barh(height, gained[name], left=first[name], height=rows.BAR, color=style.tint(colours[name]))
        added = f" + {number(gained[name])} = {number(end)}" if held else ""
        layout.label(ax, f"{number(first[name])}{added}", end, height)
    details = ["first preferences and transfers" if held else "first preferences", ""]
    height = rows.bar_middle(2)
    ax.barh(height, final.pool, height=rows.BAR, color=style.FAINT)
    if held:
        start = 0
        for name in names:
            ax.barh(height, gained[name], left=start, height=rows.BAR, color=style.tint(colours[name]))
            start += gained[name]
        layout.label(ax, f"{number(final.pool)}, of which {number(final.pool - start)} to neither", final.pool, height)
        details.append("transferred, and not")
    else:
        outline = {"height": rows.BAR, "fill": False, "edgecolor": colours[final.challenger], "linewidth": 2.5}
        ax.barh(height, final.needed, **outline)
        layout.label(ax, number(final.pool), max(final.pool, final.needed), height)
        details.append(f"outlined: the net {number(final.needed)} needed")
    ax.set_xlim(0, None)
    rows.names_above(ax, [*names, "Everybody else"], details)
    return fig


def informative(bounds: pd.DataFrame) -> pd.DataFrame:
    """The bounds that leave something out, the narrowest first.

    Parameters
    ----------
    bounds
        From `rounds.bounds_of_origin`.
    """
    width = bounds["most_pct"] - bounds["least_pct"]
    return bounds.assign(width=width)[width < 100].sort_values("width", kind="stable").drop(columns="width")


def origin_ranges(bounds: pd.DataFrame) -> Plate:
    """How much of an eliminated candidate's vote can have gone where: grey what is possible, white what is not.

    Parameters
    ----------
    bounds
        From `informative`, one at least.
    """
    shown = bounds.head(MOST_BOUNDS)
    fig, ax = style.figure(rows.PITCH * len(shown) + 0.35)
    rows.panel(ax, len(shown))
    for row, one in enumerate(shown.itertuples()):
        height = rows.bar_middle(row)
        ax.barh(height, one.most_pct - one.least_pct, left=one.least_pct, height=rows.BAR, color=style.OTHER)
        ax.barh(height, 100, height=rows.BAR, fill=False, edgecolor=style.MUTED, linewidth=0.8)
        layout.label(ax, _range(one.least_pct, one.most_pct), 100, height)
    ax.set_xlim(0, 100)
    ax.set_xticks([0, 50, 100], ["0", "50%", "100%"], fontsize=style.NOTE)
    ax.tick_params(axis="x", length=4, color=style.MUTED)
    short = short_names([*bounds["candidate"], *bounds["destination"]])
    names = [f"{short[one.candidate]}’s {number(one.votes)} votes" for one in shown.itertuples()]
    rows.names_above(ax, names, [_destination(one.destination, short) for one in shown.itertuples()])
    return fig


def _range(least: float, most: float) -> str:
    if least == 0:
        return f"at most {most:.0f}%"
    return f"at least {least:.0f}%" if most == 100 else f"{least:.0f} to {most:.0f}%"


def _destination(destination: str, short: Mapping[str, str]) -> str:
    return "to neither" if destination == "not transferred" else f"to {short[destination]}"


def transfer_distribution(
    observed: pd.DataFrame, final: Final, got: float | None, here: pd.Series, colour: str
) -> Plate:
    """What the challenger needed and got, above the net shares that runners-up gained in every second count.

    A dot each, black where the leader of the first count lost, ringed in the contest asked about.

    Parameters
    ----------
    observed
        From `transfers.second_counts`.
    final
        The final asked about.
    got
        The challenger's net share of the pool in %, if that final was held.
    here
        One truth value per row of `observed`: whether it is the contest asked about.
    colour
        The challenger's, from `colours_of`.
    """
    dots = observed.assign(here=here, x=(100 * observed["net_share"] / _STEP).round() * _STEP).sort_values("net_share")
    dots["y"] = dots.groupby("x").cumcount()
    highest = int(dots["y"].max())
    fig, ax = style.figure(0.19 * highest + 1.5)
    ink = dots["leader_lost"].map({True: style.INK, False: style.OTHER})
    ax.scatter(dots["x"], dots["y"], s=80, color=ink, zorder=3)
    ring = dots[dots["here"]]
    ax.scatter(ring["x"], ring["y"], s=150, facecolor="none", edgecolor=style.INK, linewidth=1.6, zorder=4)
    accent = style.readable(colour, 4.5)
    lane = highest + 2.6
    needed = float(100 * final.needed_share)
    edge = min(needed, 110)
    if got is not None:
        ax.plot([got, edge], [lane, lane], color=style.tint(colour), linewidth=4, zorder=2)
        ax.scatter([got], [lane], s=130, color=colour, zorder=3)
        layout.label(ax, f"{surname(final.challenger)} got {_signed(got)}", got, lane, "left", 9, color=accent)
    ax.scatter([edge], [lane], s=130, facecolor="white", edgecolor=colour, linewidth=2.5, zorder=3)
    words = f"needed {_signed(needed)}" if got is not None else f"{surname(final.challenger)} needed {_signed(needed)}"
    words += " →" if needed > edge else ""
    side = "right" if got is not None or edge < 0 else "left"
    layout.label(ax, words, edge, lane, side, 9, color=accent, fontweight="bold")
    _axis(dots, edge, lane, ax)
    return fig


def plane_of_transfers(
    observed: pd.DataFrame, final: Final, got: tuple[float, float] | None, rate: float | None, colour: str
) -> Plate:
    """Every second count by how much of the pool transferred and how much of that went to the runner-up.

    Above the line, which is that of the final asked about, its challenger wins; where the line is not to be seen, no
    share is enough at such rates.

    Parameters
    ----------
    observed
        From `transfers.second_counts`.
    final
        The final asked about.
    got
        The challenger's transfers there in %: how much of the pool transferred, and the challenger's part of it; None
        if that final was never held.
    rate
        How much of the pool transferred in the second count of that contest in %, if one was held between others.
    colour
        The challenger's, from `colours_of`.
    """
    fig, ax = style.figure(3.9)
    x, y = 100 * observed["transfer_rate"], 100 * observed["runner_up_share"]
    ink = observed["leader_lost"].map({True: style.INK, False: style.OTHER})
    ax.scatter(x, y, s=30, color=ink, zorder=3)
    accent = style.readable(colour, 4.5)
    rates = np.linspace(0.05, 1, 96)
    shares = 100 * np.array(winning_share(final, rates))
    seen = (shares >= 0) & (shares <= 100)
    ax.plot(100 * rates[seen], shares[seen], color=colour, linewidth=2.2, zorder=2)
    ax.set(xlim=(0, 100), ylim=(0, 104))
    style.name_axes(ax, "transferred, % of eliminated votes", "to the runner-up, % of these")
    named = []
    if got is not None:
        ax.scatter(*got, s=110, color=colour, zorder=4)
        named.append((*got, surname(final.challenger)))
    elif rate is not None:
        ax.plot([rate, rate], [0, 100], color=style.MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    if seen.any():
        middle = np.flatnonzero(seen)[len(np.flatnonzero(seen)) * 2 // 3]
        named.append((100 * rates[middle], shares[middle], f"{surname(final.challenger)} wins above this line"))
    name_points(ax, named, list(zip(x, y, strict=True)), colours=[accent] * len(named))
    return fig


def _axis(dots: pd.DataFrame, edge: float, lane: float, ax: Axes) -> None:
    most = dots.iloc[-1]
    layout.label(ax, f"{most['authority']} {most['date'].year}", most["x"], most["y"], gap=9, color=style.MUTED)
    ax.axvline(0, 0, (lane - 0.4) / (lane + 1.7), color=style.MUTED, linewidth=0.8, zorder=1)
    low, high = min(dots["x"].min(), edge), max(dots["x"].max(), edge)
    ax.set(xlim=(low - _STEP, high + _STEP), ylim=(-0.8, lane + 0.9), yticks=[])
    ticks = [tick for tick in range(-100, 101, 20) if low <= tick <= high]
    ax.set_xticks(ticks, [_signed(tick, 0) for tick in ticks])
    ax.tick_params(length=0)
    ax.spines["left"].set_visible(False)


def _signed(value: float, decimals: int = 1) -> str:
    return f"{value:+.{decimals}f}%".replace("-", "−") if value else "0"
