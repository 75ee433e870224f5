"""Figures of votes added up: sums as bars, and what they had to reach as a line; both directions drawn alike."""

import pandas as pd
from matplotlib.axes import Axes

from left_of_labour.presentation import layout, rows, style
from left_of_labour.presentation.plate import Plate
from left_of_labour.presentation.text import number

__all__ = ["joint_wards", "labour_short", "sums"]


def sums(table: pd.DataFrame, names: list[str]) -> Plate:
    """Left and Green votes end to end, and Labour's as a line across.

    Parameters
    ----------
    table
        One row per seat in drawing order: `left_votes`, `green_votes`, `labour_votes`.
    names
        Of the rows.
    """
    fig, ax = style.figure(rows.PITCH * len(table) + 0.1)
    rows.panel(ax, len(table))
    for row, one in enumerate(table.itertuples()):
        height = rows.bar_middle(row)
        ax.barh(height, one.left_votes, height=rows.BAR, color=style.LEFT)
        ax.barh(height, one.green_votes, left=one.left_votes, height=rows.BAR, color=style.GREEN)
        _line(ax, one.labour_votes, height, style.LABOUR)
        over = one.left_votes + one.green_votes - one.labour_votes
        end = max(one.left_votes + one.green_votes, one.labour_votes)
        layout.label(ax, f"{number(over)} over", end, height, gap=7)
    ax.set_xlim(0, None)
    details = [f"{number(one.left_votes)} + {number(one.green_votes)}" for one in table.itertuples()]
    rows.names_above(ax, names, details)
    return fig


def _line(ax: Axes, x: float, height: float, colour: str) -> None:
    """What was to be reached: a line across a bar, on a white one so that it shows on any colour."""
    reach = 0.62 * rows.BAR
    for width, ink in ((5.5, "white"), (3, colour)):
        ax.plot([x, x], [height - reach, height + reach], color=ink, linewidth=width, zorder=3)


def labour_short(table: pd.DataFrame, names: list[str]) -> Plate:
    """The left's votes as bars, and the votes that Labour was short of the winner as a line across.

    Parameters
    ----------
    table
        One row per seat in drawing order: `left_votes`, `gap`, `winner`.
    names
        Of the rows.
    """
    fig, ax = style.figure(rows.PITCH * len(table) + 0.1)
    rows.panel(ax, len(table))
    for row, one in enumerate(table.itertuples()):
        height = rows.bar_middle(row)
        ax.barh(height, one.left_votes, height=rows.BAR, color=style.LEFT)
        _line(ax, one.gap, height, style.LABOUR)
        layout.label(ax, f"{number(one.left_votes - one.gap)} over", max(one.left_votes, one.gap), height, gap=7)
    ax.set_xlim(0, None)
    details = [f"won by {one.winner}; short by {number(one.gap)}" for one in table.itertuples()]
    rows.names_above(ax, names, details)
    return fig


def joint_wards(table: pd.DataFrame) -> Plate:
    """Wards in which one list would have changed a seat: its first candidate's votes, the last elected's as a line.

    Parameters
    ----------
    table
        One row per ward: `area`, `best_sum`, `last_elected`, `joined_seats`, `joined_then`.
    """
    fig, ax = style.figure(rows.PITCH * len(table) + 0.1)
    rows.panel(ax, len(table))
    for row, one in enumerate(table.itertuples()):
        height = rows.bar_middle(row)
        ax.barh(height, one.best_sum, height=rows.BAR, color=style.LEFT)
        _line(ax, one.last_elected, height, style.LABOUR)
        layout.label(ax, f"{number(one.best_sum - one.last_elected)} over", one.best_sum, height, gap=7)
    ax.set_xlim(0, None)
    details = [
        f"{one.joined_then} of {one.seats} instead of {one.joined_seats or 'none'}; last elected "
        f"{number(one.last_elected)}"
        for one in table.itertuples()
    ]
    rows.names_above(ax, list(table["area"]), details)
    return fig
