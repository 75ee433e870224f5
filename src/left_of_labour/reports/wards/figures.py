"""Figures of wards: hexagon map, outline map, bounds, correlations, one attribute against the vote."""

from textwrap import wrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Polygon, RegularPolygon

from left_of_labour.analysis.hexagons import centroid
from left_of_labour.analysis.wards import CONTESTED, Regression
from left_of_labour.presentation import rows, style
from left_of_labour.presentation.labels import name_points

__all__ = ["LEVEL", "bounds", "correlations", "hexagon_map", "line_through_wards", "outline_map", "short"]

LEVEL = 0.05  # below which a corrected p-value counts

_SCALE = LinearSegmentedColormap.from_list("left", ["#f4eef8", "#b48ccb", style.LEFT, "#3b1055"])


def _norm(wards: pd.DataFrame) -> Normalize:
    return Normalize(0, max(10.0, float(wards["left_share_pct"].max())))


def _fill(row, norm: Normalize) -> dict:
    """How a ward is painted: by its share, or hatched where nobody could vote for the left."""
    if row.state == CONTESTED:
        return {"facecolor": _SCALE(norm(row.left_share_pct)), "edgecolor": "white", "linewidth": 1.5}
    return {"facecolor": "#fafafa", "edgecolor": "#d3d5da", "linewidth": 1.0, "hatch": "////"}


def _ink(row, norm: Normalize) -> str:
    return "white" if row.state == CONTESTED and norm(row.left_share_pct) > 0.5 else style.INK


def hexagon_map(wards: pd.DataFrame, layout: pd.DataFrame, ax: Axes) -> Axes:
    """One hexagon a ward with the left's share in it; hatched where no left candidate stood.

    Parameters
    ----------
    wards
        See `wards.ward_results`.
    layout
        `area_code`, `x`, `y`, see `hexagons.hexagon_layout`.
    ax
        Where to draw.
    """
    norm = _norm(wards)
    for row in wards.merge(layout, on="area_code").itertuples():
        ax.add_patch(RegularPolygon((row.x, row.y), 6, radius=0.57, **_fill(row, norm)))
        share = f"{row.left_share_pct:.0f}%" if row.state == CONTESTED else "–"
        lines = wrap(row.ward.replace(" and ", " & "), 13, break_long_words=False)
        ink = _ink(row, norm)
        ax.text(row.x, row.y + 0.2, share, ha="center", va="center", fontsize=13, fontweight="bold", color=ink)
        ax.text(row.x, row.y + 0.02, "\n".join(lines), ha="center", va="top", fontsize=9, color=ink, linespacing=1.02)
    ax.set_xlim(layout["x"].min() - 0.6, layout["x"].max() + 0.6)
    ax.set_ylim(layout["y"].min() - 0.6, layout["y"].max() + 0.6)
    return _plain(ax)


def outline_map(wards: pd.DataFrame, outlines: dict[str, np.ndarray], ax: Axes, named: int = 5) -> Axes:
    """Ward outlines to scale, shaded by the left's share; names stand beside the highest.

    Parameters
    ----------
    wards
        See `wards.ward_results`.
    outlines
        Corners by area code.
    ax
        Where to draw.
    named
        How many wards to name.
    """
    norm = _norm(wards)
    for row in wards.itertuples():
        ax.add_patch(Polygon(outlines[row.area_code], closed=True, **_fill(row, norm)))
    corners = np.concatenate(list(outlines.values()))
    (left, bottom), (right, top) = corners.min(axis=0), corners.max(axis=0)
    highest = wards[wards["state"] == CONTESTED].nlargest(named, "left_share_pct")
    centres = {code: centroid(outlines[code]) for code in highest["area_code"]}
    # Names stand beside the map, from north to south like their wards, where they cover nothing.
    order = sorted(highest.itertuples(), key=lambda row: -centres[row.area_code][1])
    for row, y in zip(order, np.linspace(top, bottom, len(order) + 2)[1:-1], strict=True):
        ax.annotate(
            "\n".join([*wrap(row.ward, 16), f"{row.left_share_pct:.0f}%"]),
            centres[row.area_code],
            xytext=(right + 0.05 * (right - left), y),
            va="center",
            fontsize=10,
            arrowprops={"arrowstyle": "-", "color": style.INK, "linewidth": 0.9, "relpos": (0, 0.5)},
        )
        ax.plot(*centres[row.area_code], marker="o", markersize=4, color="white", markeredgecolor=style.INK)
    ax.set_xlim(left, right + 0.45 * (right - left))
    ax.set_ylim(bottom, top)
    bar = ax.figure.colorbar(
        ScalarMappable(norm, _SCALE), ax=ax, orientation="horizontal", shrink=0.6, aspect=30, pad=0.02
    )
    bar.outline.set_visible(False)
    bar.set_label("Left of Labour, % of the ward's vote (hatched: no left candidate)")
    return _plain(ax)


def _plain(ax: Axes) -> Axes:
    ax.set_aspect("equal")
    ax.margins(0.02)
    ax.axis("off")
    return ax


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
            details[-1] += f", narrowed {row.narrowed_low_pct:.0f} to {row.narrowed_high_pct:.0f}%"
        if row.goodman_possible:
            ax.scatter([row.goodman_pct], [middle], marker="D", s=55, color="white", edgecolor=style.INK, linewidth=1.5, zorder=4)
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
        f"{row.rank_correlation:+.2f} ({row.low:+.2f} to {row.high:+.2f})".replace("-", "−") for row in table.itertuples()
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
    ax.set(xlabel="mean deprivation decile (1: most deprived)", ylabel="left, %")
    farthest = (y - line.intercept - line.slope * x).abs().nlargest(named).index
    points = [(x[one], y[one], stood.loc[one, "ward"]) for one in farthest]
    name_points(ax, points, list(zip(x, y, strict=True)))
    return ax
