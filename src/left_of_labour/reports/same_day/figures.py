"""Figures of mayor and council on the same day."""

import pandas as pd

from left_of_labour.presentation import layout, rows, style
from left_of_labour.presentation.names import party_name, short_names
from left_of_labour.presentation.plate import Plate

__all__ = ["differences", "plane"]

_PLANE = 4.6  # inches


def differences(table: pd.DataFrame) -> Plate:
    """A mayor's share less the party's as a bar from zero, with the range over vote bases as a thin line.

    Parameters
    ----------
    table
        In drawing order: `candidate`, `date`, `party`, `party_id`, `is_left`, `difference`, `difference_least`,
        `difference_most`.
    """
    fig, ax = style.figure(rows.PITCH * len(table) + 0.1)
    rows.panel(ax, len(table))
    for row, one in enumerate(table.itertuples()):
        height = rows.bar_middle(row)
        colour = style.role_colour(one.party_id, one.is_left)
        ax.barh(height, one.difference, height=rows.BAR, color=colour)
        ax.plot([one.difference_least, one.difference_most], [height, height], color=style.INK, linewidth=1.5)
        ax.plot([0, 0], [height - rows.BAR / 2, height + rows.BAR / 2], color=style.MUTED, linewidth=1)
        ahead = one.difference > 0
        end = max(one.difference_most, 0) if ahead else min(one.difference_least, 0)
        text = f"{one.difference:+.1f}".replace("-", "−")
        layout.label(ax, text, end, height, side="right" if ahead else "left")
    rows.names_above(
        ax,
        [f"{one.candidate} {one.date.year}" for one in table.itertuples()],
        [party_name(one.party) for one in table.itertuples()],
    )
    return fig


def plane(table: pd.DataFrame, named: int = 6) -> Plate:
    """Every candidate: the party's share for council across, the share for mayor upwards, a line where both are equal.

    Parameters
    ----------
    table
        `candidate`, `date`, `party_id`, `is_left`, `council_share_pct`, `share_pct`.
    named
        How many of the largest are named.
    """
    fig, ax = style.figure(_PLANE)
    top = 1.06 * float(table[["council_share_pct", "share_pct"]].max(axis=None))
    ax.plot([0, top], [0, top], color=style.FAINT, linewidth=1.5, zorder=0)
    colours = [style.role_colour(one.party_id, one.is_left) for one in table.itertuples()]
    ax.scatter(table["council_share_pct"], table["share_pct"], s=60, color=colours, linewidth=0, zorder=2)
    largest = table.assign(colour=colours).nlargest(named, "share_pct")
    short = short_names(largest["candidate"])
    above = largest["share_pct"] >= largest["council_share_pct"]
    gap = 0.062 * top
    # names stand on the side of their dots that is away from the line
    for names, side, away in ((largest[above], -1, 0.0), (largest[~above], 1, 0.6 * gap)):
        heights = layout.spread([share - away for share in names["share_pct"]], gap)
        for one, height in zip(names.itertuples(), heights, strict=True):
            ax.annotate(
                f"{short[one.candidate]} {one.date.year}",
                (one.council_share_pct, one.share_pct),
                (10 * side, (height - one.share_pct) * _PLANE * 72 / top),
                textcoords="offset points",
                ha="right" if side < 0 else "left",
                va="center",
                color=one.colour,
                fontsize=style.SUBTITLE,
            )
    ax.set(xlim=(0, top), ylim=(0, top))
    style.name_axes(ax, "the party for council, %", "for mayor, %")
    ax.set_xticks(range(0, int(top), 20))
    ax.set_yticks(range(0, int(top), 20))
    return fig
