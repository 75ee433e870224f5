"""Figures of other rules: seats as won beside ranges of what proportional rules would have given."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator

from left_of_labour.presentation import layout, rows, style
from left_of_labour.presentation.plate import Plate
from left_of_labour.reports.other_rules.sentences import span

__all__ = ["disproportion", "seats_by_party", "seats_over_time"]

_RANGE = 7  # points, the thickness of a range


def seats_by_party(table: pd.DataFrame, seats: int) -> Plate:
    """Each party's seats as a bar, and over it the range that proportional rules would have given.

    Parameters
    ----------
    table
        One row per party in drawing order: `short` (name), `party_id`, `is_left`, `won`, `least`, `most`.
    seats
        On the council: more than half of them is marked.
    """
    fig, ax = style.figure(rows.PITCH * len(table) + 0.3)
    rows.panel(ax, len(table))
    half = seats / 2
    for row, one in enumerate(table.itertuples()):
        height = rows.bar_middle(row)
        colour = style.role_colour(one.party_id, one.is_left)
        ax.barh(height, one.won, height=rows.BAR, color=style.tint(colour, 0.4))
        _range(ax, height, one.least, one.most, colour)
        text = f"{one.won} won · {span(one.least, one.most)} in proportion"
        layout.label(ax, text, max(one.won, one.most), height, gap=8)
        if one.won > half:
            ax.plot([half, half], [height - rows.BAR / 2, height + rows.BAR / 2], color="white", linewidth=1.5)
    ax.set_xticks([half], ["half of the seats"], fontsize=style.NOTE)
    ax.tick_params(axis="x", length=5, color=style.MUTED)
    ax.set_xlim(0, None)
    rows.names_above(ax, list(table["short"]), [""] * len(table))
    return fig


def _range(ax: Axes, y: float, least: float, most: float, colour: str, hollow: bool = False) -> None:
    """A thick line with round ends, a dot where both ends are the same."""
    ax.plot([least, most], [y, y], "o-", color=colour, linewidth=_RANGE, markersize=_RANGE, markeredgewidth=0, zorder=3)
    if hollow:
        thin = _RANGE / 2
        ax.plot([least, most], [y, y], "o-", color="white", linewidth=thin, ms=thin, markeredgewidth=0, zorder=4)


def seats_over_time(series: pd.DataFrame) -> Plate:
    """Seats of the left and of Labour at each election: an open mark as won, a range in proportion.

    Parameters
    ----------
    series
        From `parts.by_group`: `date`, `group` (left or labour), `won`, `least`, `most`, `seats`.
    """
    dates = sorted(series["date"].unique())
    fig, ax = style.figure(0.72 * len(dates) + 0.35)
    colours = {"left": style.LEFT, "labour": style.LABOUR}
    shifts = {"left": -0.2, "labour": 0.2}
    for one in series.itertuples():
        y = dates.index(one.date) + shifts[one.group]
        colour = colours[one.group]
        _range(ax, y, one.least, one.most, colour)
        ax.plot(
            one.won, y, "o", markersize=10, markerfacecolor="white", markeredgecolor=colour, markeredgewidth=2, zorder=4
        )
        spanned = span(one.least, one.most)
        if one.won > one.most:
            texts = [(one.won, "right", f"{one.won}"), (one.least, "left", spanned)]
        elif one.won < one.least:
            texts = [(one.won, "left", f"{one.won}"), (one.most, "right", spanned)]
        else:
            inside = "" if one.least == one.most else f" ({spanned})"
            texts = [(max(one.won, one.most), "right", f"{one.won}{inside}")]
        for x, side, text in texts:
            layout.label(ax, text, x, y, side=side, gap=9, fontsize=style.SUBTITLE, color=colour)
    for number in range(1, len(dates)):
        ax.axhline(number - 0.5, color=style.FAINT, linewidth=0.8)
    ax.set_yticks(range(len(dates)), [str(date.year) for date in dates])
    ax.set_ylim(len(dates) - 0.5, -0.5)
    ax.set_xticks([])
    ax.tick_params(axis="y", length=0)
    ax.spines[:].set_visible(False)
    return fig


def disproportion(table: pd.DataFrame) -> Plate:
    """The Gallagher index at each election: as won, with lists in each ward, with lists over the council.

    Parameters
    ----------
    table
        From `parts.indices`: `date`, and `_least` and `_most` of `won`, `council` and `wards` (missing where each ward
        elects one).
    """
    fig, ax = style.figure(0.62 * len(table) + 0.4)
    for y, one in enumerate(table.to_dict("records")):
        for name, colour in (("wards", style.OTHER), ("council", style.MUTED), ("won", style.INK)):
            if pd.notna(one[f"{name}_least"]):
                _range(ax, y, one[f"{name}_least"], one[f"{name}_most"], colour, hollow=name == "council")
        text, least, most = span(one["won_least"], one["won_most"]), one["won_least"], one["won_most"]
        if pd.notna(one["wards_most"]) and one["wards_most"] > most:  # beside the bar, it would name the other one
            middle, above = ((least + most) / 2, y), (0, 6)
            ax.annotate(
                text, middle, above, textcoords="offset points", ha="center", va="bottom", fontsize=style.SUBTITLE
            ).set_in_layout(False)
        else:
            layout.label(ax, text, most, y, gap=8, fontsize=style.SUBTITLE)
    ax.set_yticks(range(len(table)), [str(date.year) for date in table["date"]])
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.set_xlim(0, None)
    ax.xaxis.set_major_locator(MultipleLocator(10))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return fig
