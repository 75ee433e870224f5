"""Figures about one place over time.

Each helper draws on axes and returns them. Title and footer are added by the caller with `style.headline`.
"""

from textwrap import wrap

import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes

from left_of_labour.data.schema import Office
from left_of_labour.presentation import style
from left_of_labour.presentation.names import council_name

__all__ = ["left_over_time", "panels", "swing_and_volatility"]

_MOST_LABELS, _MOST_WARD_LABELS = 6, 2
_COUNCILS = ("-wards", "-cc")
_OUTLINE = [patheffects.withStroke(linewidth=2.5, foreground="white")]


def panels(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """The panels that a place needs, in drawing order: key and title; a council is one, as is each other office.

    Parameters
    ----------
    rows
        From `timeline.performances`.
    """
    titles = {
        Office.MAYOR: "Mayor",
        Office.MP: "Member of Parliament",
        Office.COUNCILLOR: "",
        Office.LONDON_ASSEMBLY: "London Assembly",
    }
    return [
        (key, title or council_name(key))
        for office, title in titles.items()
        for key in dict.fromkeys(rows.loc[rows["office"] == office, "panel"])
    ]


def left_over_time(rows: pd.DataFrame, wards: pd.DataFrame, story: pd.DataFrame, axes: list[Axes]) -> list[Axes]:
    """The left and Labour at each election of a place, a panel per office, years along the bottom.

    Parameters
    ----------
    rows
        From `timeline.performances`, with `panel`.
    wards
        From `timeline.single_wards`, with `panel`: drawn as small marks.
    story
        From `timeline.events`: referendums and voting systems go over the mayor's panel, boundaries into their own.
    axes
        One per panel.
    """
    years = _years(rows["date"])
    first, last = years.min(), years.max()
    for ax, (key, title) in zip(axes, panels(rows), strict=True):
        chosen = rows[rows["panel"] == key].assign(x=lambda frame: _years(frame["date"]) + _aside(frame))
        alone = wards[wards["panel"] == key].dropna(subset=["share"])
        alone = alone.assign(x=_years(alone["date"]), share=alone["share"].astype(float))
        own = story[story["office"] == chosen["office"].iloc[0]].assign(x=lambda frame: _years(frame["date"]))
        top = max([10, *chosen[["share", "labour_share"]].stack().dropna(), *alone["share"]])
        ax.set_xlim(first - 1.2, last + max(1.2, 0.19 * (last - first)))  # room for a label after the last poll
        ax.set_ylim(-top * 0.1, top * 1.6)
        _draw_wards(alone, ax)
        _draw_gaps(chosen, ax)
        told = own[own["kind"].isin(["referendum", "voting system"])]
        _mark_events(told, top, ax)
        redrawn = own[own["kind"] == "boundaries"]
        if key.endswith(_COUNCILS):
            redrawn = redrawn[redrawn["detail"].str.startswith(key)]
        for x in redrawn["x"]:
            ax.axvline(x - 0.9, color=style.MUTED, linewidth=1, linestyle=":", zorder=0)
        _label_best(chosen, alone, ax)
        ax.set_title(title, loc="left", fontsize=10.5, fontweight="bold", pad=4)
        ax.yaxis.set_major_formatter("{x:.0f}%")
        ax.locator_params(axis="y", nbins=4)
        round_years = [year for year in range(1900, 2101, 5 if last - first < 35 else 10) if first <= year <= last]
        ax.set_xticks(round_years or [int(first)])
        ax.grid(axis="y", linewidth=0.5)
        ax.tick_params(axis="both", length=0)
        ax.spines["left"].set_visible(False)
    _key(axes[-1])
    return axes


def _draw_wards(alone: pd.DataFrame, ax: Axes) -> None:
    colours = [style.LEFT if won else "white" for won in alone["won"]]
    ax.scatter(
        alone["x"], alone["share"], s=22, facecolor=colours, edgecolor=style.LEFT, linewidth=1.1, alpha=0.75, zorder=2
    )


def _years(dates: pd.Series) -> pd.Series:
    return dates.dt.year + (dates.dt.dayofyear - 1) / 365.25


def _aside(frame: pd.DataFrame) -> pd.Series:
    """Constituencies that poll on the same day stand side by side."""
    place = frame.groupby("date").cumcount()
    several = frame.groupby("date")["date"].transform("size")
    return (place - (several - 1) / 2) * 0.5


def _draw_gaps(rows: pd.DataFrame, ax: Axes) -> None:
    known = rows.dropna(subset=["share", "labour_share"])
    ax.vlines(known["x"], known["share"], known["labour_share"], color=style.FAINT, linewidth=2, zorder=1)
    labour = rows.dropna(subset=["labour_share"])
    ax.scatter(labour["x"], labour["labour_share"], s=70, marker="_", linewidth=3, color=style.LABOUR, zorder=3)
    nobody = labour[labour["best"].isna() & (labour["remark"] == "")]
    ax.scatter(nobody["x"], [0] * len(nobody), s=20, marker="x", linewidth=1.1, color=style.OTHER, zorder=2)
    doubtful = rows[~rows["comparable"]]
    heights = doubtful["share"].astype(float).fillna(doubtful["labour_share"].astype(float))
    ax.scatter(
        doubtful["x"], heights, s=150, marker="s", facecolor="none", edgecolor=style.MUTED, linewidth=1, zorder=3
    )
    drawn = rows.dropna(subset=["share"])
    ahead = drawn["won"] | (2 * drawn["left_seats"] > drawn["seats"])
    ax.scatter(
        drawn["x"],
        drawn["share"],
        s=58,
        facecolor=[style.LEFT if one else "white" for one in ahead],
        edgecolor=style.LEFT,
        linewidth=1.8,
        zorder=4,
    )


def _label_best(rows: pd.DataFrame, alone: pd.DataFrame, ax: Axes) -> None:
    """Name the best performances, each where its label covers neither a mark nor another label."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    line, letter = (high - low) * 0.13, (right - left) / 76  # the height and the width of type
    marks = [*zip(alone["x"], alone["share"], strict=True)]
    for column in ("share", "labour_share"):
        marks += [*rows.dropna(subset=[column])[["x", column]].itertuples(index=False, name=None)]
    taken = [(x - letter, x + letter, y - line / 3, y + line / 3) for x, y in marks]
    best = rows.dropna(subset=["share"]).nlargest(_MOST_LABELS, "share")
    for row in [*best.itertuples(), *alone.nlargest(_MOST_WARD_LABELS, "share").itertuples()]:
        text = f"{_who(row)} {row.share:.0f}%{' (voided)' if 'set aside' in row.remark else ''}"
        wide = len(text) * letter
        for x, y in (
            (row.x + 1.6 * letter, row.share),
            (row.x - wide - 2.4 * letter, row.share),
            (row.x - wide / 2, row.share + 1.1 * line),
            (row.x - wide / 2, row.share - 1.1 * line),
        ):
            box = (x, x + wide, y - line / 2, y + line / 2)
            inside = left <= box[0] and box[1] <= right and low <= box[2] and box[3] <= high - 1.5 * line
            if row.share >= 4 and inside and not any(_overlap(box, one) for one in taken):
                ax.text(x, y, text, va="center", fontsize=9, zorder=5, path_effects=_OUTLINE)
                taken.append(box)
                break


def _overlap(one: tuple, other: tuple) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _who(row) -> str:
    """A surname, or the party where there is no name."""
    of_council = getattr(row, "office", "") == Office.COUNCILLOR
    if not of_council and not row.best.startswith("("):
        return row.best.split()[-1]
    short = {"Trade Unionist and Socialist Coalition": "TUSC", "Independent": "Independents"}
    return short.get(row.best_party, row.best_party)


def _mark_events(told: pd.DataFrame, top: float, ax: Axes) -> None:
    middle = sum(ax.get_xlim()) / 2
    for row in told.itertuples():
        leftwards = row.x > middle and row.x < told["x"].max()
        words = "referendum" if row.kind == "referendum" else row.event.removeprefix("Now ")
        ax.axvline(row.x, color=style.MUTED, linewidth=0.9, zorder=0)
        ax.annotate(
            "\n".join(wrap(words, 11)),
            (row.x, top * 1.59),
            (-3 if leftwards else 3, 0),
            textcoords="offset points",
            ha="right" if leftwards else "left",
            va="top",
            fontsize=9,
            linespacing=1.05,
            color=style.MUTED,
            path_effects=_OUTLINE,
        )


def _key(ax: Axes) -> None:
    shared = {"linestyle": "none", "markeredgewidth": 1.8}
    marks = [
        ax.plot([], [], "o", color=style.LEFT, markersize=7.5, **shared)[0],
        ax.plot([], [], "o", color="white", markeredgecolor=style.LEFT, markersize=7.5, **shared)[0],
        ax.plot([], [], "_", color=style.LABOUR, markersize=9, linestyle="none", markeredgewidth=3)[0],
        ax.plot([], [], "x", color=style.OTHER, markersize=5, linestyle="none")[0],
        ax.plot([], [], "o", color="white", markeredgecolor=style.LEFT, markersize=4.5, linestyle="none")[0],
        ax.plot([], [], "s", color="white", markeredgecolor=style.MUTED, markersize=9, linestyle="none")[0],
        ax.plot([], [], color=style.MUTED, linewidth=1, linestyle=":")[0],
    ]
    words = [
        "left: elected, or most seats",
        "left: not elected",
        "Labour",
        "nobody left of Labour stood",
        "small: single ward",
        "framed: not comparable (see table)",
        "new boundaries",
    ]
    ax.legend(
        marks,
        words,
        ncols=2,
        loc="upper left",
        bbox_to_anchor=(-0.08, -0.2),
        fontsize=9.5,
        handletextpad=0.4,
        columnspacing=1.2,
        labelspacing=0.3,
    )


def swing_and_volatility(pairs: pd.DataFrame, axes: list[Axes]) -> list[Axes]:
    """Swing from Labour to the left as bars, volatility by party and by bloc as dots, a row per pair of elections.

    Parameters
    ----------
    pairs
        Comparable pairs from `timeline.changes`, with `label`.
    axes
        Two, side by side, sharing their rows.
    """
    rows = pairs.iloc[::-1].reset_index(drop=True)
    swing, volatility = axes
    swing.barh(
        rows.index,
        rows["left_swing"],
        height=0.6,
        color=[style.LEFT if value >= 0 else style.LABOUR for value in rows["left_swing"]],
    )
    reach = rows["left_swing"].abs().max()
    for row in rows.itertuples():
        swing.annotate(
            f"{row.left_swing:+.1f}".replace("-", "−"),
            (row.left_swing, row.Index),
            (4 if row.left_swing >= 0 else -4, 0),
            textcoords="offset points",
            ha="left" if row.left_swing >= 0 else "right",
            va="center",
            fontsize=9.5,
        )
    swing.axvline(0, color=style.MUTED, linewidth=0.8)
    swing.set_xlim(-reach * 1.9, reach * 1.9)
    swing.set_xticks([])
    swing.set_yticks(rows.index, rows["label"], fontsize=9.5)
    swing.set_title("← to Labour   to the left →", fontsize=9.5, color=style.MUTED)
    volatility.hlines(rows.index, rows["bloc_volatility"], rows["volatility"], color=style.FAINT, linewidth=3)
    volatility.scatter(
        rows["volatility"], rows.index, s=36, facecolor="white", edgecolor=style.INK, linewidth=1.4, zorder=3
    )
    volatility.scatter(rows["bloc_volatility"], rows.index, s=44, color=style.INK, zorder=4)
    volatility.set_xlim(0, max(20, rows["volatility"].max() * 1.1))
    volatility.set_title("volatility: ● blocs  ○ parties", fontsize=9.5, color=style.MUTED)
    volatility.grid(axis="x", linewidth=0.5)
    for ax in axes:
        ax.tick_params(length=0)
        ax.spines[["left", "bottom"]].set_visible(False)
    return axes
