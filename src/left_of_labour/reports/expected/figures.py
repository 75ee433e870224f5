"""The figures on expected votes: tidy frames in, axes out."""

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes

from left_of_labour.analysis.expected import LINKS
from left_of_labour.presentation import layout, style
from left_of_labour.presentation.labels import name_points
from left_of_labour.presentation.text import percent

__all__ = ["coordination", "expected_and_actual", "less", "specification_curve"]

_ROWS = {
    "labour_2019": "Labour 2019",
    "students": "students",
    "social_rented": "social rented",
    "private_rented": "private rented",
    "degree": "degrees",
    "muslim": "Muslim share",
}


def expected_and_actual(found: pd.DataFrame, code: str, named: pd.DataFrame, ax: Axes) -> Axes:
    """Every seat by expected and actual share, the seat in question in violet, others of note named.

    Parameters
    ----------
    found
        From `expected.expectations`.
    code
        The seat in question.
    named
        The rows of `found` to name.
    ax
        Where to draw.
    """
    x, y = found["expected_pct"].clip(lower=0), found["actual_pct"]
    most = max(x.max(), y.max()) * 1.06
    ax.plot((0, most), (0, most), color=style.OTHER, linewidth=1, zorder=1)
    ax.scatter(x, y, s=14, color=style.FAINT, edgecolor=style.OTHER, linewidth=0.4, zorder=2)
    others = named[named["constituency_code"] != code]
    ax.scatter(others["expected_pct"].clip(lower=0), others["actual_pct"], s=34, color=style.INK, zorder=3)
    own = found[found["constituency_code"] == code]
    ax.scatter(own["expected_pct"].clip(lower=0), own["actual_pct"], s=70, color=style.LEFT, zorder=4)
    ax.set(xlim=(-0.8, most), ylim=(-0.8, most))
    style.name_axes(ax, "expected, %", "actual, %")
    rows = pd.concat([own, others.sort_values("actual_pct", ascending=False)]).itertuples()
    points = [(max(row.expected_pct, 0), row.actual_pct, row.constituency) for row in rows]
    colours = [style.LEFT] + [style.INK] * len(others)
    name_points(ax, points, list(zip(x, y, strict=True)), colours=colours)
    return ax


def specification_curve(curve: pd.DataFrame, actual_pct: float, axes: Iterable[Axes]) -> None:
    """What each variant of the model expects, least first, above marks for what is in the variant.

    Parameters
    ----------
    curve
        From `Multiverse.curve`.
    actual_pct
        What was had, drawn as a line.
    axes
        Two, one above the other.
    """
    above, below = axes
    places = range(len(curve))
    above.axhline(actual_pct, color=style.LEFT, linewidth=2)
    colours = [style.INK if link == LINKS[0] else style.OTHER for link in curve["link"]]
    above.scatter(places, curve["expected_pct"], s=11, color=colours, zorder=3)
    top = max(actual_pct, curve["expected_pct"].max())
    above.set(xlim=(-2, len(curve) + 1), ylim=(min(0, curve["expected_pct"].min() * 1.1), top * 1.22), xticks=[])
    style.name_axes(above, "", "expected, %")
    ends = curve["expected_pct"].iloc[[0, -1]].sub(actual_pct).abs()  # the words go where the curve is farther off
    at, ha = (len(curve) - 1, "right") if ends.iloc[1] > ends.iloc[0] else (0, "left")
    text = f"had: {percent(actual_pct)}"
    above.annotate(text, (at, actual_pct), (0, 4), textcoords="offset points", color=style.LEFT, ha=ha, va="bottom")
    rows = [*_ROWS, "link"]
    for row, name in enumerate(rows):
        used = curve["link"] == LINKS[1] if name == "link" else curve[name]
        below.vlines(
            [place for place, on in zip(places, used, strict=True) if on], row - 0.36, row + 0.36, color=style.INK
        )
    below.set_yticks(range(len(rows)), [*_ROWS.values(), "logit"], fontsize=style.SUBTITLE)
    below.set(xlim=above.get_xlim(), ylim=(len(rows) - 0.5, -0.5), xticks=[])
    below.tick_params(axis="y", length=0)
    below.spines[["left", "bottom"]].set_visible(False)


def less(answer: pd.DataFrame, ax: Axes) -> Axes:
    """What each party had less, or more, per point more for challengers, with 95% intervals.

    Parameters
    ----------
    answer
        From `expected.who_had_less`.
    ax
        Where to draw.
    """
    frame = answer.iloc[::-1].reset_index(drop=True)
    roles = {"Labour": style.LABOUR, "Green": style.GREEN}
    ax.axvline(0, color=style.MUTED, linewidth=1)
    ax.barh(frame.index, frame["points"], height=0.6, color=[roles.get(party, style.OTHER) for party in frame["party"]])
    ax.hlines(frame.index, frame["low"], frame["high"], color=style.INK, linewidth=1.4)
    for row in frame.itertuples():
        text = f"{row.points:+.2f}".replace("-", "−")
        layout.label(ax, text, max(row.high, 0), row.Index, fontsize=style.SUBTITLE)
    ax.set_yticks(frame.index, frame["party"])
    ax.tick_params(axis="y", length=0)
    ax.tick_params(axis="x", labelsize=style.NOTE)
    ax.set_xlabel("points per point")
    ax.spines[["left"]].set_visible(False)
    return ax


def coordination(coordinated: pd.DataFrame, code: str, named: pd.DataFrame, ax: Axes) -> Axes:
    """Seats where challengers had much together: their share against the best one's part of it.

    Parameters
    ----------
    coordinated
        From `expected.coordination`.
    code
        The seat in question.
    named
        The rows to name.
    ax
        Where to draw.
    """
    x, y = coordinated["best_of_challengers_pct"], coordinated["challengers_pct"]
    ax.scatter(x, y, s=26, color=style.OTHER, zorder=2)
    own = coordinated[coordinated["constituency_code"] == code]
    ax.scatter(own["best_of_challengers_pct"], own["challengers_pct"], s=70, color=style.LEFT, zorder=3)
    ax.set(xlim=(min(30, x.min() - 3), 103), ylim=(y.min() - 3, y.max() * 1.1))
    style.name_axes(ax, "best challenger’s part, %", "all challengers, %")
    rows = pd.concat([own, named[named["constituency_code"] != code]]).itertuples()
    points = [(row.best_of_challengers_pct, row.challengers_pct, row.constituency) for row in rows]
    colours = [style.LEFT] * len(own) + [style.INK] * (len(points) - len(own))
    name_points(ax, points, list(zip(x, y, strict=True)), colours=colours)
    return ax
