"""Figures of what came next: slopes from one poll to the next, the control, and mayors over time."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from left_of_labour.presentation import layout, style, typeface
from left_of_labour.presentation.names import place_name, short_names
from left_of_labour.presentation.plate import Plate

__all__ = ["kept", "mayors", "slopes"]

_SLOPES = 4.4  # inches
_PANEL = 2.3  # inches
_YEARS = (2000.5, 2028)
_CLOSE = 2.5  # years between polls whose names would touch
_LOW = 10  # percent: a name has room under a point that is higher
_MOST_KEPT = 200  # percent: beyond it a dot stands at the edge


def slopes(rows: pd.DataFrame, named: pd.DataFrame, chosen: pd.Series) -> Plate:
    """A line for each result from its share to that of the next poll; a cross at the foot where nobody stood.

    Parameters
    ----------
    rows
        Followed results: `party_id`, `share_pct`, `next_share_pct` (missing where nobody stood).
    named
        Those with a label: also `candidate`, `date`.
    chosen
        Which of `rows` are drawn boldly, such as those of a lineage; where it is none, those that held their share.
    """
    fig, ax = style.figure(_SLOPES)
    top = 1.04 * float(rows["share_pct"].max())
    foot = -0.045 * top
    for one, own in zip(rows.itertuples(), chosen, strict=True):
        stood = pd.notna(one.next_share_pct)
        own = own if chosen.any() else stood and one.next_share_pct >= one.share_pct
        colour = style.tint(style.role_colour(one.party_id, True), 1 if own else 0.45)
        end = one.next_share_pct if stood else foot
        ax.plot([0, 1], [one.share_pct, end], color=colour, linewidth=2.4 if own else 1.2, zorder=3 if own else 1)
        ax.plot(0, one.share_pct, "o", color=colour, markersize=5, zorder=3 if own else 2)
        ax.plot(1, end, "o" if stood else "x", color=colour, markersize=5 if stood else 7, zorder=3 if own else 2)
    gap = 0.058 * top
    heights = layout.spread(list(named["share_pct"]), gap)
    short = short_names(named["candidate"])
    unit = _SLOPES * 72 / (1.1 * top)
    for one, height in zip(named.itertuples(), heights, strict=True):
        own = bool(chosen.loc[one.Index])
        note = layout.label(
            ax,
            f"{short[one.candidate]} {one.date.year}",
            0,
            one.share_pct,
            side="left",
            gap=9,
            fontsize=style.SUBTITLE,
            color=style.LEFT if own else style.MUTED,
        )
        note.set_position((-9, (height - one.share_pct) * unit))
    nobody = int(rows["next_share_pct"].isna().sum())
    if nobody:
        layout.label(ax, f"{nobody}×", 1, foot, gap=9, fontsize=style.SUBTITLE, color=style.MUTED)
    ax.set_xlim(-0.02, 1.04)
    ax.set_ylim(2 * foot, top)
    ax.set_xticks([0, 1], ["at first", "next poll"])
    ax.get_xticklabels()[0].set_horizontalalignment("left")
    ax.get_xticklabels()[1].set_horizontalalignment("right")
    ax.yaxis.tick_right()
    ax.set_yticks(range(0, int(top), 20), [f"{tick}%" for tick in range(0, int(top), 20)])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return fig


def kept(groups: pd.DataFrame, colours: dict[str, str]) -> Plate:
    """The part of a share that was kept, a dot for each case, one row for each group, its median as a line.

    Parameters
    ----------
    groups
        `group` (in the order of the rows) and `kept_pct`.
    colours
        By group.
    """
    names = list(dict.fromkeys(groups["group"]))
    fig, ax = style.figure(0.72 * len(names) + 0.4)
    for y, name in enumerate(names):
        values = groups.loc[groups["group"] == name, "kept_pct"].clip(upper=_MOST_KEPT).sort_values()
        # a fixed scatter: the same data give the same picture
        scatter = [((0.618034 * number) % 1 - 0.5) * 0.42 for number in range(len(values))]
        ax.scatter(
            values, [y + 0.12 + shift for shift in scatter], s=26, color=colours[name], edgecolor="white", linewidth=0.4
        )
        median = values.median()
        if len(values) > 1:  # a line would hide a single dot
            ax.plot([median, median], [y - 0.16, y + 0.4], color=style.INK, linewidth=2.5, zorder=3)
        ax.annotate(
            f"{name}: median {median:.0f}%, {len(values)} cases"
            if len(values) != 1
            else f"{name}: {median:.0f}%, 1 case",
            (0, y - 0.3),
            (0, 0),
            xycoords=ax.get_yaxis_transform(),
            textcoords="offset points",
            va="center",
            fontsize=style.SUBTITLE,
        ).set_in_layout(False)
    ax.set_xlim(-4, _MOST_KEPT + 4)
    ax.set_ylim(len(names) - 0.45, -0.55)
    ax.set_yticks([])
    edge = groups["kept_pct"].max() > _MOST_KEPT
    ticks = range(0, _MOST_KEPT + 1, 50)
    ax.set_xticks(ticks, [f"{tick}%{'+' if edge and tick == _MOST_KEPT else ''}" for tick in ticks])
    ax.spines["left"].set_visible(False)
    return fig


def mayors(series: pd.DataFrame, places: list[str], lineage: str) -> Plate:
    """The left's candidates for mayor poll by poll: a lineage as a line, everybody else as dots, a cross for nobody.

    Parameters
    ----------
    series
        `place`, `date`, `candidate`, `all_named`, `party_id`, `share_pct`, `lineage`, `contest_id`.
    places
        One panel each.
    lineage
        Drawn as a line.
    """
    fig, _ = style.figure(_PANEL * len(places), rows=len(places), sharex=True)
    top = 1.2 * float(series["share_pct"].max())
    series = series.assign(short=series["candidate"].map(short_names(series["candidate"].dropna())))
    for place, ax in zip(places, fig.axes, strict=True):
        of = series[series["place"] == place]
        _polls(of, lineage, ax, top)
        ax.set_title(place_name(place), pad=6)
    return fig


def _polls(of: pd.DataFrame, lineage: str, ax: Axes, top: float) -> None:
    x = of["date"].dt.year + (of["date"].dt.day_of_year - 1) / 365.25
    own = of["lineage"] == lineage
    if own.any():
        ax.plot(x[own], of.loc[own, "share_pct"].astype(float), color=style.LEFT, linewidth=2.2, zorder=2)
    known = of["share_pct"].notna()
    colours = [
        style.LEFT if in_line else style.tint(style.role_colour(party, True), 0.45)
        for in_line, party in zip(own[known], of.loc[known, "party_id"], strict=True)
    ]
    ax.scatter(x[known], of.loc[known, "share_pct"].astype(float), s=48, color=colours, linewidth=0, zorder=3)
    nobody = of["candidate"].isna() & of["all_named"]
    ax.plot(x[nobody], [0] * int(nobody.sum()), "x", color=style.OTHER, markersize=7)
    if own.any():
        _names_on_line(of[own], of[known & ~own], x, ax)
    else:
        _names(of[known], x, ax, top)
    ax.set_ylim(-0.1 * top, top)
    ax.set_yticks([])
    ax.set_xticks(range(2002, 2027, 4))
    ax.set_xlim(*_YEARS)
    ax.spines["left"].set_visible(False)
    ax.tick_params(length=3)


def _best(rows: pd.DataFrame) -> pd.DataFrame:
    """The best-placed of each poll, highest first."""
    return rows.sort_values("share_pct", ascending=False, kind="stable").drop_duplicates("contest_id")


def _names(rows: pd.DataFrame, x: pd.Series, ax: Axes, top: float) -> None:
    """The best of each poll by name above its point, highest first, as far as there is room."""
    per_inch = 1.1 * top / _PANEL
    years_per_inch = (_YEARS[1] - _YEARS[0]) / (style.WIDTH - 2 * layout.MARGIN)
    dots = list(zip(x[rows.index], rows["share_pct"].astype(float), strict=True))
    taken: list[Bbox] = []
    for one in _best(rows).itertuples():
        words = f"{one.short.split('-')[-1]} {one.share_pct:.0f}"
        half = typeface.width_of(words, style.SUBTITLE) / 2 * years_per_inch + 0.2
        low, high = (float(one.share_pct) + points / 72 * per_inch for points in (7, 26))
        box = Bbox.from_extents(x[one.Index] - half, low, x[one.Index] + half, high)
        if any(box.contains(*dot) for dot in dots) or any(box.overlaps(other) for other in taken):
            continue
        taken.append(box)
        ax.annotate(
            words,
            (x[one.Index], one.share_pct),
            (0, 9),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=style.SUBTITLE,
            color=style.role_colour(one.party_id, True),
        )


def _names_on_line(rows: pd.DataFrame, others: pd.DataFrame, x: pd.Series, ax: Axes) -> None:
    """Names above the points of a line; below where it turns up, aside where polls are close."""
    best = _best(rows).sort_values("date")
    places, shares = list(x[best.index]), list(best["share_pct"].astype(float))
    for number, name in enumerate(best["short"]):
        before = shares[number - 1] if number else shares[number]
        after = shares[number + 1] if number + 1 < len(shares) else shares[number]
        close_after = number + 1 < len(places) and places[number + 1] - places[number] < _CLOSE
        close_before = number > 0 and places[number] - places[number - 1] < _CLOSE
        low = close_after or _LOW < shares[number] <= min(before, after)
        under = shares[number] - others["share_pct"].astype(float)
        near = (x[others.index] - places[number]).abs() < 1
        if low and (near & under.between(0, _LOW)).any():
            continue
        ax.annotate(
            f"{name} {shares[number]:.0f}",
            (places[number], shares[number]),
            (8 if close_before else 0, -8 if low else 0 if close_before else 9),
            textcoords="offset points",
            ha="left" if close_before else "right" if close_after else "center",
            va="top" if low else "center" if close_before else "bottom",
            fontsize=style.SUBTITLE,
            color=style.LEFT,
        )
