"""A figure of one measure through all contests for the same office in the same area."""

import pandas as pd

from left_of_labour.presentation import layout, rows, style
from left_of_labour.presentation.plate import Plate

__all__ = ["history_bars"]


def history_bars(history: pd.DataFrame) -> Plate:
    """One bar per contest, the chosen one solid, the others pale; where nothing is known, the reason in words.

    Parameters
    ----------
    history
        One row per contest in drawing order: `when`, `challenger`, `value` (missing where not known), `label` (the
        value as text, or the reason why there is none) and `chosen`.

    Returns
    -------
    Plate
        Without headline.
    """
    fig, ax = style.figure(rows.PITCH * len(history) + 0.05)
    rows.panel(ax, len(history))
    for row, one in enumerate(history.itertuples()):
        height = rows.bar_middle(row)
        if pd.isna(one.value):
            layout.label(ax, one.label, 0, height, color=style.MUTED)
            continue
        value = float(one.value)
        ax.barh(height, value, height=rows.BAR, color=style.LEFT if one.chosen else style.tint(style.LEFT))
        weight = "bold" if one.chosen else "normal"
        layout.label(ax, one.label, value, height, "right" if value >= 0 else "left", fontweight=weight)
        edge = [height - rows.BAR / 2, height + rows.BAR / 2]
        ax.plot([0, 0], edge, color=style.INK, linewidth=1.2, zorder=3)
    known = history["value"].astype("Float64").dropna().astype(float)
    ax.set_xlim(min(0, *known, 0), max(0, *known, 0) or 1)
    rows.names_above(ax, list(history["when"]), list(history["challenger"]))
    return fig
