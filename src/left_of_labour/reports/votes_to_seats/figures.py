"""Figures of votes and seats: each party's two shares, left and Labour over time, disproportion and fragmentation."""

import pandas as pd
from matplotlib.axes import Axes

from left_of_labour.presentation import style

__all__ = ["disproportion", "fragmentation", "left_and_labour", "votes_and_seats"]


def _arrow(ax: Axes, y: float, votes: float, seats: float, colour: str, marker: str = "o") -> None:
    """From an open mark at the share of votes to a filled one at the share of seats."""
    if pd.notna(votes):
        ax.plot([votes, seats], [y, y], color=colour, linewidth=2.6, solid_capstyle="butt", zorder=1)
        ax.plot(votes, y, marker=marker, markersize=8, color=colour, markerfacecolor="white", markeredgewidth=2)
    ax.plot(seats, y, marker=marker, markersize=9, color=colour)


def _values(ax: Axes, y: float, votes: float, seats: float) -> None:
    """Both shares beside their marks, the smaller to the left."""
    rightwards = pd.isna(votes) or seats >= votes
    both_nothing = votes == seats == 0
    for value, right in ((votes, not rightwards), (seats, rightwards))[both_nothing:]:
        if pd.notna(value):
            ax.annotate(
                f"{value:.0f}",
                (value, y),
                xytext=(9 if right else -9, 0),
                textcoords="offset points",
                ha="left" if right else "right",
                va="center",
                fontweight="bold" if value == seats else "normal",
            )


def votes_and_seats(table: pd.DataFrame, ax: Axes) -> Axes:
    """Each party's share of votes and of seats at one election, as an arrow from one to the other.

    Parameters
    ----------
    table
        `party`, `colour`, `vote_share_pct`, `seat_share_pct`, in the order of the rows.
    ax
        Where to draw.
    """
    for y, row in enumerate(table.itertuples()):
        _arrow(ax, y, row.vote_share_pct, row.seat_share_pct, style.readable(row.colour))
        _values(ax, y, row.vote_share_pct, row.seat_share_pct)
    ax.set_yticks(range(len(table)), table["party"].str.partition(" (")[0])
    return _finish(ax, len(table))


def left_and_labour(series: pd.DataFrame, ax: Axes) -> Axes:
    """Shares of votes and seats of the left and of Labour, a pair of arrows per election.

    Parameters
    ----------
    series
        `date` and `left_` and `labour_` `vote_share_pct` and `seat_share_pct`.
    ax
        Where to draw.
    """
    groups = (("left", "Left", style.LEFT, "D", -0.2), ("labour", "Labour", style.LABOUR, "o", 0.2))
    for y, row in enumerate(series.to_dict("records")):
        for name, _, colour, marker, shift in groups:
            votes, seats = row[f"{name}_vote_share_pct"], row[f"{name}_seat_share_pct"]
            _arrow(ax, y + shift, votes, seats, colour, marker)
            _values(ax, y + shift, votes, seats)
    for _, label, colour, _, shift in groups:
        ax.annotate(
            label,
            (103, shift),
            va="center",
            ha="right",
            color=colour,
            fontweight="bold",
        )
    ax.set_yticks(range(len(series)), series["date"].dt.year.astype(str))
    ax.hlines([y + 0.5 for y in range(len(series) - 1)], 0, 103, color=style.FAINT, linewidth=0.8)
    return _finish(ax, len(series))


def _finish(ax: Axes, rows: int) -> Axes:
    ax.set_ylim(rows - 0.5, -0.5)
    ax.set_xlim(-10, 103)
    ax.set_xticks(range(0, 101, 20))
    ax.axvline(50, color=style.MUTED, linewidth=1, linestyle=":", zorder=0)
    ax.set(xlabel="Open mark: % of votes. Filled mark: % of seats.", ylabel="")
    ax.tick_params(axis="y", length=0)
    return ax


def disproportion(series: pd.DataFrame, ax: Axes) -> Axes:
    """The Gallagher index at each election as bars; a gap where it is not known.

    Parameters
    ----------
    series
        `date`, `gallagher`.
    ax
        Where to draw.
    """
    ax.bar(range(len(series)), series["gallagher"].fillna(0), color=style.LEFT, width=0.62)
    for x, value in enumerate(series["gallagher"]):
        known = pd.notna(value)
        ax.annotate(
            f"{value:.0f}" if known else "not\nknown",
            (x, value if known else 0),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            color=style.INK if known else style.MUTED,
            fontsize=10.5 if known else 9,
        )
    ax.set(ylabel="", xlabel="", ylim=(0, max(40.0, 1.15 * series["gallagher"].max())))
    ax.set_title("Gallagher index (0: seats in proportion to votes)", loc="left", fontsize=10.5)
    ax.set_xticks(range(len(series)), series["date"].dt.year.astype(str))
    return ax


def fragmentation(series: pd.DataFrame, ax: Axes) -> Axes:
    """The effective number of parties by votes and by seats at each election.

    Parameters
    ----------
    series
        `date`, `enp_votes`, `enp_seats`.
    ax
        Where to draw.
    """
    x = range(len(series))
    lines = (("enp_votes", "by votes", style.OTHER, "o", 8), ("enp_seats", "by seats", style.LEFT, "s", -17))
    for column, label, colour, marker, shift in lines:
        known = series[column].notna().to_numpy()
        places = [place for place in x if known[place]]
        values = series.loc[known, column]
        ax.plot(places, values, color=colour, marker=marker, linewidth=1.8)
        for place, value in zip(places, values, strict=True):
            ax.annotate(
                f"{value:.1f}",
                (place, value),
                xytext=(0, shift),
                textcoords="offset points",
                ha="center",
                color=style.readable(colour, 4.5),
            )
        ax.annotate(
            label,
            (places[-1], values.iloc[-1]),
            xytext=(14, 0),
            textcoords="offset points",
            va="center",
            color=style.readable(colour, 4.5),
            fontweight="bold",
        )
    ax.set(ylabel="", xlabel="", ylim=(0, 1.25 * series[["enp_votes", "enp_seats"]].max().max()))
    ax.set_xlim(-0.5, len(series) + 0.2)
    ax.set_title("Effective number of parties", loc="left", fontsize=10.5)
    ax.set_xticks(x, series["date"].dt.year.astype(str))
    return ax
