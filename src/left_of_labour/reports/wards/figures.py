"""Figures of wards: maps, a ranked list, bounds, correlations, one attribute against the vote."""

from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Polygon, Rectangle, RegularPolygon

from left_of_labour.analysis.hexagons import centroid
from left_of_labour.analysis.wards import CONTESTED, NO_CANDIDATE, NO_VOTE, Regression
from left_of_labour.presentation import layout, rows, style
from left_of_labour.presentation.labels import name_points
from left_of_labour.presentation.plate import Plate
from left_of_labour.presentation.text import percent

__all__ = ["LEVEL", "bounds", "correlations", "hexagons", "line_through_wards", "maps", "ranked", "short"]

LEVEL = 0.05  # below which a corrected p-value counts

_KEY = 0.5  # inches
_LIST = 1.02
_NAMED = 3
_MARGIN = 0.14  # of the width of a map, beside it for the numbers of the highest
_PALE = "#fafafa"  # a ward that did not vote


def _fill(patch: Patch, row: Any) -> None:
    """Paint a ward by the left's share in it."""
    if row.state == CONTESTED:
        patch.set(facecolor=style.bin_colour(row.left_share_pct), edgecolor="white", linewidth=1)
    elif row.state == NO_CANDIDATE:
        style.no_candidate(patch)
    else:
        patch.set(facecolor=_PALE, edgecolor=style.FAINT, linewidth=0.8)


def _ink(row: Any) -> str:
    dark = row.state == CONTESTED and style.contrast(style.bin_colour(row.left_share_pct)) > 4.5
    return "white" if dark else style.INK


def maps(wards: pd.DataFrame, outlines: dict[str, np.ndarray], whose: str) -> Plate:
    """Who had the most votes in each ward, beside the left's share in each; the three highest are numbered.

    Parameters
    ----------
    wards
        See `wards.ward_results`.
    outlines
        Corners by area code.
    whose
        Share it is that the second map shows, as its title.
    """
    corners = np.concatenate(list(outlines.values()))
    width, height = np.ptp(corners, axis=0)
    tall = 3.0 / (1 + _MARGIN) * height / width
    fig, axes = style.figure(tall + _LIST + _KEY, rows=3, columns=2, height_ratios=[tall, _LIST, _KEY])
    grid = axes[0, 0].get_gridspec()
    for ax in axes[2]:
        ax.remove()
    key = fig.add_subplot(grid[2, :])
    highest = wards[wards["state"] == CONTESTED].nlargest(_NAMED, "left_share_pct")
    for row in wards.itertuples():
        outline = outlines[row.area_code]
        winner, share = Polygon(outline, closed=True), Polygon(outline, closed=True)
        winner.set(facecolor=_winner_colour(row), edgecolor="white", linewidth=1)
        _fill(share, row)
        axes[0, 0].add_patch(winner)
        axes[0, 1].add_patch(share)
    _number(highest, outlines, corners, axes[0, 1])
    for ax, title in zip(axes[0], ("Most votes", whose), strict=True):
        ax.set_aspect("equal")
        ax.set(xlim=(corners[:, 0].min(), corners[:, 0].max() + _MARGIN * width))
        ax.set(ylim=(corners[:, 1].min(), corners[:, 1].max()))
        ax.set_title(title, fontsize=style.BODY)
        ax.set_axis_off()
    _roles(wards, axes[1, 0])
    lines = [
        f"{place}  {percent(row.left_share_pct, 0)}  {row.ward}" for place, row in enumerate(highest.itertuples(), 1)
    ]
    _lines(axes[1, 1], lines)
    style.bins_key(key, nobody=bool((wards["state"] == NO_CANDIDATE).any()))
    return fig


def _number(highest: pd.DataFrame, outlines: dict[str, np.ndarray], corners: np.ndarray, ax: Axes) -> None:
    """Numbers beside the map, in the order from north to south of the wards that they lead to."""
    (left, bottom), (right, top) = corners.min(axis=0), corners.max(axis=0)
    centres = [centroid(outlines[row.area_code]) for row in highest.itertuples()]
    order = sorted(range(len(centres)), key=lambda place: -centres[place][1])
    heights = np.linspace(top, bottom, len(order) + 2)[1:-1]
    for place, y in zip(order, heights, strict=True):
        at = (right + 0.6 * _MARGIN * (right - left), y)
        line = {"arrowstyle": "-", "color": style.INK, "linewidth": 0.9, "relpos": (0, 0.5)}
        ax.annotate(str(place + 1), tuple(centres[place]), at, va="center", fontweight="bold", arrowprops=line)
        ax.plot(*centres[place], "o", markersize=4, color="white", markeredgecolor=style.INK)


def _winner_colour(row: Any) -> str:
    if row.state == NO_VOTE:
        return style.FAINT
    return style.role_colour(row.first_party_id, bool(row.first_is_left))


def _roles(wards: pd.DataFrame, ax: Axes) -> None:
    """Whose colour is whose, in words beside a box, for those that topped a poll."""
    voted = wards[wards["state"] != NO_VOTE]
    colours = [_winner_colour(row) for row in voted.itertuples()]
    names = {style.LEFT: "left of Labour", style.GREEN: "Greens", style.LABOUR: "Labour", style.OTHER: "others"}
    present = [(colour, words) for colour, words in names.items() if colour in colours]
    _lines(ax, [f"{words}: {colours.count(colour)}" for colour, words in present], [colour for colour, _ in present])


def _lines(ax: Axes, lines: list[str], colours: list[str] | None = None) -> None:
    """Lines of type, with a coloured box before each where colours are given."""
    ax.set_axis_off()
    ax.set(xlim=(0, 3), ylim=(4, 0))
    for number, line in enumerate(lines):
        if colours:
            ax.add_patch(Rectangle((0, number + 0.18), 0.2, 0.64, facecolor=colours[number]))
        ax.text(0.28 if colours else 0, number + 0.5, line, va="center", fontsize=style.SUBTITLE)


def ranked(wards: pd.DataFrame, whose: str) -> Plate:
    """The left's share in every ward where it stood, as bars, Labour's beside them.

    Parameters
    ----------
    wards
        Highest share first; see `wards.ward_results`.
    whose
        The first bar is: "left", or "left and Green".
    """
    fig, ax = style.figure(1.45 * rows.PITCH * len(wards))
    ax.set_ylim(len(wards), 0)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    for place, row in enumerate(wards.itertuples()):
        shares = ((row.left_share_pct, style.LEFT, whose, 0.46), (row.labour_share_pct, style.LABOUR, "Labour", 0.78))
        for share, colour, words, middle in shares:
            ax.barh(place + middle, share, height=0.28, color=colour)
            layout.label(ax, f"{words} {percent(share)}", share, place + middle, fontsize=style.SUBTITLE)
        ax.annotate(
            row.ward,
            (0, place + 0.17),
            xycoords=ax.get_yaxis_transform(),
            va="center",
            fontweight="bold",
            annotation_clip=False,
        )
    ax.set_xlim(0, None)
    return fig


def hexagons(wards: pd.DataFrame, places: pd.DataFrame) -> Plate:
    """One hexagon a ward with the left's share in it; hatched where no left candidate stood.

    Parameters
    ----------
    wards
        See `wards.ward_results`.
    places
        `area_code`, `x`, `y`, see `hexagons.hexagon_layout`.
    """
    width, height = (places[axis].max() - places[axis].min() + 1.2 for axis in ("x", "y"))
    tall = (style.WIDTH - 2 * layout.MARGIN) * height / width
    fig, (ax, key) = style.figure(tall + _KEY, rows=2, height_ratios=[tall, _KEY])
    for row in wards.merge(places, on="area_code").itertuples():
        cell = RegularPolygon((row.x, row.y), 6, radius=0.57)
        _fill(cell, row)
        ax.add_patch(cell)
        lines = wrap(row.ward.replace(" and ", " & "), 12, break_long_words=False)
        share = [f"{row.left_share_pct:.0f}%"] if row.state == CONTESTED else []
        plate = {"facecolor": "white", "linewidth": 0, "pad": 1} if row.state == NO_CANDIDATE else None
        words = "\n".join([*lines, *share])
        ax.text(
            row.x,
            row.y,
            words,
            ha="center",
            va="center",
            fontsize=style.NOTE,
            linespacing=1.0,
            color=_ink(row),
            bbox=plate,
        )
    ax.set(
        xlim=(places["x"].min() - 0.6, places["x"].max() + 0.6),
        ylim=(places["y"].min() - 0.6, places["y"].max() + 0.6),
    )
    ax.set_aspect("equal")
    ax.set_axis_off()
    style.bins_key(key, nobody=bool((wards["state"] == NO_CANDIDATE).any()))
    return fig


def bounds(table: pd.DataFrame, ax: Axes) -> Axes:
    """From the least to the most that the wards allow, for each living condition; white is impossible.

    Grey is what the totals alone allow, violet what they allow if support changes along a line, and a diamond what a
    line of Goodman's would say, where that is possible.

    Parameters
    ----------
    table
        See `wards.bounds_table`.
    ax
        Where to draw.
    """
    rows.panel(ax, len(table))
    details = []
    for number, row in enumerate(table.itertuples()):
        middle = rows.bar_middle(number)
        ax.barh(middle, row.width, left=row.low_pct, height=rows.BAR, color=style.FAINT)
        details.append(f"{row.low_pct:.0f} to {row.high_pct:.0f}%")
        if not row.reverted:
            width = row.narrowed_high_pct - row.narrowed_low_pct
            ax.barh(middle, width, left=row.narrowed_low_pct, height=rows.BAR / 2, color=style.LEFT)
            low, high = f"{row.narrowed_low_pct:.0f}", f"{row.narrowed_high_pct:.0f}"
            details[-1] += f", narrowed {'' if low == high else f'{low} '}to {high}%"
        if row.goodman_possible:
            ax.scatter(
                [row.goodman_pct],
                [middle],
                marker="D",
                s=55,
                color="white",
                edgecolor=style.INK,
                linewidth=1.5,
                zorder=4,
            )
        ax.barh(middle, 100, height=rows.BAR, fill=False, edgecolor=style.MUTED, linewidth=0.8)
    ax.set_xlim(0, 100)
    ax.set_xticks([0, 50, 100], ["0", "50%", "100%"], fontsize=style.NOTE)
    ax.tick_params(axis="x", length=4, color=style.MUTED)
    rows.names_above(ax, [short(label) for label in table["label"]], details)
    return ax


def short(label: str) -> str:
    """A living condition in as few words as will do.

    Examples
    --------
    >>> short("households in social rented homes"), short("residents born in the UK")
    ('Social rented homes', 'Born in the UK')
    """
    for start in ("households in ", "households that ", "residents with a ", "residents "):
        label = label.removeprefix(start)
    return label[0].upper() + label[1:]


def correlations(table: pd.DataFrame, ax: Axes) -> Axes:
    """Rank correlations with their intervals on a line from -1 to 1; violet where they survive Holm's correction.

    Parameters
    ----------
    table
        See `wards.associations`.
    ax
        Where to draw.
    """
    rows.panel(ax, len(table))
    for number, row in enumerate(table.itertuples()):
        middle, colour = rows.bar_middle(number), style.LEFT if row.holm_p < LEVEL else style.OTHER
        ax.plot([0, 0], [middle - rows.BAR / 2, middle + rows.BAR / 2], color=style.MUTED, linewidth=1)
        ax.plot([row.low, row.high], [middle, middle], color=colour, linewidth=3)
        ax.scatter([row.rank_correlation], [middle], s=80, color=colour, zorder=3)
    ax.set_xlim(-1, 1)
    ax.set_xticks([-1, 0, 1], ["−1", "0", "+1"], fontsize=style.NOTE)
    ax.tick_params(axis="x", length=4, color=style.MUTED)
    details = [
        f"{row.rank_correlation:+.2f} ({row.low:+.2f} to {row.high:+.2f})".replace("-", "−")
        for row in table.itertuples()
    ]
    rows.names_above(ax, [short(label) for label in table["label"]], details)
    return ax


def line_through_wards(wards: pd.DataFrame, line: Regression, ax: Axes, named: int = 5) -> Axes:
    """Each ward's deprivation and left share, with the least-squares line; the wards farthest from it are named.

    Parameters
    ----------
    wards
        See `wards.ward_results`.
    line
        The regression of the left's share on `imd_mean`.
    ax
        Where to draw.
    named
        How many wards to name.
    """
    stood = wards[wards["state"] == CONTESTED]
    x = stood[line.attribute].astype(float)
    y = stood["left_share_pct"].astype(float)
    ends = np.array([x.min(), x.max()])
    ax.plot(ends, line.intercept + line.slope * ends, color=style.MUTED, linewidth=1.6)
    ax.scatter(x, y, color=style.LEFT, s=46, zorder=3)
    margin = 0.06 * (x.max() - x.min())
    ax.set(xlim=(x.min() - margin, x.max() + margin), ylim=(0, 1.1 * y.max()))
    style.name_axes(ax, "mean deprivation decile (1: most deprived)", "share, %")
    farthest = (y - line.intercept - line.slope * x).abs().nlargest(named).index
    points = [(x[one], y[one], stood.loc[one, "ward"]) for one in farthest]
    name_points(ax, points, list(zip(x, y, strict=True)))
    return ax
