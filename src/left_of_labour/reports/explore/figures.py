"""A figure of one measure, one pair of bars per contest and reading: the best-placed challenger, and Labour."""

import pandas as pd
from matplotlib.axes import Axes

from left_of_labour.presentation import layout, rows, style
from left_of_labour.presentation.plate import Plate

__all__ = ["pairs"]

_PITCH = 0.8  # inches from one contest to the next
_BAR = 0.24  # the height of a bar, in rows
_LEFT, _LABOUR = 0.55, 0.84  # the middles of the two bars, in rows


def pairs(compared: pd.DataFrame, labour: bool) -> Plate:
    """Bars of the chosen contests solid, of the others pale; where nothing is known, the reason in words.

    Parameters
    ----------
    compared
        From `view.compared`, in drawing order.
    labour
        Whether the measure is one that Labour has, too.

    Returns
    -------
    Plate
        Without headline.
    """
    fig, ax = style.figure((_PITCH if labour else rows.PITCH) * len(compared) + 0.05)
    rows.panel(ax, len(compared))
    for row, one in enumerate(compared.itertuples()):
        middle, height = (_LEFT, _BAR) if labour else (rows.bar_middle(0), rows.BAR)
        _bar(ax, row + middle, height, one.value, one.label, style.LEFT, one.chosen)
        if labour:
            _bar(ax, row + _LABOUR, _BAR, one.labour, one.labour_label, style.LABOUR, one.chosen)
    known = pd.concat([compared["value"], compared["labour"]]).dropna().astype(float)
    ax.set_xlim(min(0, *known, 0), max(0, *known, 0) or 1)
    rows.names_above(ax, list(compared["name"]), list(compared["who"]))
    return fig


def _bar(ax: Axes, middle: float, height: float, value: float, label: str, colour: str, chosen: bool) -> None:
    size = style.BODY if height > _BAR else style.SUBTITLE
    if pd.isna(value):
        layout.label(ax, label, 0, middle, color=style.MUTED, fontsize=size)
        return
    value = float(value)
    ax.barh(middle, value, height=height, color=colour if chosen else style.tint(colour))
    weight = "bold" if chosen else "normal"
    layout.label(ax, label, value, middle, "right" if value >= 0 else "left", fontweight=weight, fontsize=size)
    ax.plot([0, 0], [middle - height / 2, middle + height / 2], color=style.INK, linewidth=1.2, zorder=3)
