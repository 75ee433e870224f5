"""Figures of votes added up: sums as bars, and what they had to reach as a line; both directions drawn alike."""

from collections.abc import Mapping

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
    details = [f"{number(one.left_votes)} + {number(one.green_votes)}" for one in table.itertuples()]
    bars = {style.LEFT: table["left_votes"], style.GREEN: table["green_votes"]}
    return _reached(bars, table["labour_votes"], names, details)


def _reached(bars: Mapping[str, pd.Series], aims: pd.Series, names: list[str], details: list[str]) -> Plate:
    """Bars end to end, by colour, with what they had to reach as a line across, and by how much they are over it."""
    fig, ax = style.figure(rows.PITCH * len(aims) + 0.1)
    rows.panel(ax, len(aims))
    for row, aim in enumerate(aims):
        height, end = rows.bar_middle(row), 0
        for colour, votes in bars.items():
            ax.barh(height, votes.iloc[row], left=end, height=rows.BAR, color=colour)
            end += votes.iloc[row]
        _line(ax, aim, height, style.LABOUR)
        layout.label(ax, f"{number(end - aim)} over", max(end, aim), height, gap=7)
    ax.set_xlim(0, None)
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
    details = [f"{one.winner} seat; short by {number(one.gap)}" for one in table.itertuples()]
    return _reached({style.LEFT: table["left_votes"]}, table["gap"], names, details)


def joint_wards(table: pd.DataFrame) -> Plate:
    """Wards in which one list would have changed a seat: its first candidate's votes, the last elected's as a line.

    Parameters
    ----------
    table
        One row per ward: `area`, `best_sum`, `last_elected`, `joined_seats`, `joined_then`.
    """
    details = [
        f"{one.joined_then} of {one.seats} instead of {one.joined_seats or 'none'}; last elected "
        f"{number(one.last_elected)}"
        for one in table.itertuples()
    ]
    return _reached({style.LEFT: table["best_sum"]}, table["last_elected"], list(table["area"]), details)
