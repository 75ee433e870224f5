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
from left_of_labour.presentation import style

__all__ = ["bounds", "correlations", "hexagon_map", "line_through_wards", "outline_map"]

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
    """From the least to the most that the wards allow, for each living condition, on a scale from 0 to 100%.

    Parameters
    ----------
    table
        `label`, `low_pct`, `high_pct`; see `wards.bounds_table`.
    ax
        Where to draw.
    """
    told = table[table["low_pct"].notna()].reset_index(drop=True)
    places = range(len(told))
    ax.barh(places, [100] * len(told), color="#f0f0f2", height=0.62)
    ax.barh(places, told["width"], left=told["low_pct"], color=style.LEFT, height=0.62)
    for y, row in enumerate(told.itertuples()):
        ax.annotate(
            f"{row.low_pct:.0f} to {row.high_pct:.0f}%",
            ((row.low_pct + row.high_pct) / 2, y),
            ha="center" if row.width > 22 else "left",
            xytext=(0 if row.width > 22 else 40, 0),
            textcoords="offset points",
            va="center",
            color="white" if row.width > 22 else style.INK,
            fontweight="bold",
        )
    labels = ["\n".join(wrap(label[0].upper() + label[1:], 24)) for label in told["label"]]
    ax.set_yticks(places, labels)
    ax.invert_yaxis()
    ax.set_xlim(0, 100)
    ax.set(xlabel="Share of each group that may have voted left, %", ylabel="")
    ax.tick_params(axis="y", length=0)
    return ax


def correlations(table: pd.DataFrame, ax: Axes) -> Axes:
    """Rank correlations as marks on a line from -1 to 1.

    Parameters
    ----------
    table
        `label`, `rank_correlation`, in the order of the rows.
    ax
        Where to draw.
    """
    values = table["rank_correlation"].astype(float)
    ax.hlines(range(len(table)), 0, values, color=style.FAINT, linewidth=3)
    ax.scatter(values, range(len(table)), color=style.LEFT, s=60, zorder=3)
    for y, value in enumerate(values):
        ax.annotate(
            f"{round(value, 1) + 0.0:+.1f}".replace("-", "−"),
            (value, y),
            xytext=(9 if value >= 0 else -9, 0),
            textcoords="offset points",
            ha="left" if value >= 0 else "right",
            va="center",
        )
    ax.axvline(0, color=style.MUTED, linewidth=1)
    ax.set_yticks(range(len(table)), [label[0].upper() + label[1:] for label in table["label"]])
    ax.invert_yaxis()
    ax.set_xlim(-1.4, 1.4)
    ax.set_xticks([-1, 0, 1], ["−1", "0", "+1"])
    ax.set(xlabel="Rank correlation with the left's share", ylabel="")
    ax.tick_params(axis="y", length=0)
    return ax


def line_through_wards(wards: pd.DataFrame, line: Regression, ax: Axes, named: int = 6) -> Axes:
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
    ax.plot(ends, line.intercept + line.slope * ends, color=style.MUTED, linewidth=1.6, linestyle="--")
    ax.scatter(x, y, color=style.LEFT, s=46, zorder=3)
    residual = (y - line.intercept - line.slope * x).abs()
    middle = (x.min() + x.max()) / 2
    taken: list[int] = []
    for number in residual.nlargest(2 * named).index:
        near = [one for one in taken if abs(y[one] - y[number]) < 0.07 * y.max() and abs(x[one] - x[number]) < middle]
        if near or len(taken) == named:
            continue
        taken.append(number)
        to_the_left = x[number] > middle
        ax.annotate(
            stood.loc[number, "ward"],
            (x[number], y[number]),
            xytext=(-7 if to_the_left else 7, 0),
            textcoords="offset points",
            ha="right" if to_the_left else "left",
            va="center",
            fontsize=9,
        )
    ax.set_ylim(0, 1.08 * y.max())
    ax.set(xlabel="Mean deprivation decile of the ward (1: most deprived, 10: least)", ylabel="")
    ax.set_title("Left of Labour, % of the ward's vote", loc="left", fontsize=10.5, color=style.MUTED)
    return ax
