"""Figures about several contests side by side. Each returns a figure without headline."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd
from matplotlib.axes import Axes

from left_of_labour.presentation import labels, layout, rows, style
from left_of_labour.presentation.layout import Tag
from left_of_labour.presentation.plate import Plate

__all__ = ["against_labour", "gaps_by_reading", "places_by_yardstick", "votes_shared"]

_LINES_OF_REST = (0, 20, 40, 60)  # % of the votes that went to everybody else
_NOTE = (style.MUTED, style.NOTE)
_READINGS = {
    "core": ("core", style.LEFT, 110),
    "wide": ("wide", style.tint(style.LEFT, 0.55), 230),
    "with_greens": ("with Greens", style.GREEN, 380),
}


def against_labour(contests: pd.DataFrame) -> Plate:
    """The best-placed challenger's share against Labour's, a dot per contest; above the diagonal the challenger led.

    Parameters
    ----------
    contests
        One row per contest, the most important first: `label`, `party_id` of the challenger,
        `share_pct`, `labour_share_pct`, `elected`.
    """
    x, y = contests["labour_share_pct"].astype(float), contests["share_pct"].astype(float)
    most = 1.12 * max(x.max(), y.max(), 30)
    fig, ax = style.figure(5.2)
    ax.set(xlim=(0, most), ylim=(0, most))
    lines = [[(0, 0), (most, most)]]
    ax.plot(*zip(*lines[0], strict=True), color=style.MUTED, linewidth=1.2, zorder=1)
    for rest in _LINES_OF_REST:
        line = [(max(0, 100 - rest - most), min(most, 100 - rest)), (min(most, 100 - rest), max(0, 100 - rest - most))]
        if line[0][0] < line[1][0]:
            ax.plot(*zip(*line, strict=True), color=style.FAINT, linewidth=1, zorder=1)
    colours = [style.role_colour(party, is_left=True) for party in contests["party_id"]]
    face = [colour if won else "white" for colour, won in zip(colours, contests["elected"], strict=True)]
    ax.scatter(x, y, s=95, c=face, edgecolor=colours, linewidth=2, zorder=3)
    ticks = range(10, int(most) + 1, 10)
    ax.set_xticks(ticks)
    ax.set_yticks(ticks)
    ax.xaxis.set_major_formatter("{x:.0f}%")
    ax.yaxis.set_major_formatter("{x:.0f}%")
    style.name_axes(ax, "Labour", "best-placed challenger")
    layout.settle(fig)
    dots = list(zip(x, y, strict=True))
    names = [
        Tag(*dot, label, colour, style.NOTE, "bold")
        for dot, label, colour in zip(dots, contests["label"], colours, strict=True)
    ]
    names.sort(key=_least_room_first)
    written = layout.place(ax, names, dots, lines, dot=14, rings=(1,))
    others = [tag for tag in names if tag not in written]
    noted = labels.name_points(
        ax,
        [(tag.x, tag.y, tag.text) for tag in others],
        dots,
        style.NOTE,
        [tag.colour for tag in others],
        "bold",
        ax.texts,
    )
    said = {note.get_text() for note in noted}
    shorter = [replace(tag, text=tag.text.partition(", ")[0]) for tag in others if tag.text not in said]
    layout.place(ax, shorter, dots, [*lines, *map(labels.leader, ax.texts)], ax.texts, dot=14)
    words = [
        *(
            Tag(min(most, 100 - rest), max(0, 100 - rest - most), f"others {rest}%", *_NOTE)
            for rest in _LINES_OF_REST[1:]
        ),
        Tag(0.06 * most, 0.94 * most, "challenger ahead", *_NOTE),
        Tag(0.94 * most, 0.06 * most, "Labour ahead", *_NOTE),
    ]
    layout.place(ax, words, dots, [*lines, *map(labels.leader, ax.texts)], ax.texts, dot=12)
    return fig


def _least_room_first(name: Tag) -> tuple[bool, bool, int, float]:
    """An order: who led Labour, nearest the line first; then the others, the longest names first, Greens last."""
    behind = name.y <= name.x
    return behind, behind and name.colour == style.GREEN, -len(name.text) if behind else 0, abs(name.y - name.x)


def places_by_yardstick(orders: pd.DataFrame, first: Iterable[str]) -> Plate:
    """Each contest's place by each yardstick, joined by a line: where lines cross, yardsticks disagree.

    Parameters
    ----------
    orders
        One row per contest and yardstick: `contest`, `yardstick`, `place` (1 is closest; missing where the yardstick
        does not apply). Contests and yardsticks in drawing order.
    first
        Contests to stand out: those that are first by a yardstick.
    """
    contests, yardsticks = (list(dict.fromkeys(orders[column])) for column in ("contest", "yardstick"))
    last = max(len(contests), int(orders["place"].max()))
    fig, ax = style.figure(0.42 * last + 0.9)
    shown = set(first)
    for contest, line in orders.groupby("contest", sort=False):
        colour = style.LEFT if contest in shown else style.OTHER
        places = line["place"].astype(float).tolist()
        ax.plot(range(len(places)), places, color=style.tint(colour, 0.6), linewidth=3, zorder=2)
        ax.scatter(range(len(places)), places, s=150, color=colour, zorder=3)
    start = _starts(orders, yardsticks[0], contests)
    ax.set_yticks(list(start.values()), list(start), fontsize=style.SUBTITLE)
    ax.set_xticks(range(len(yardsticks)), yardsticks, fontsize=style.NOTE)
    ax.xaxis.tick_top()
    ax.set_xlim(-0.35, len(yardsticks) - 0.65)
    ax.set_ylim(last + 0.5, 0.5)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return fig


def _starts(orders: pd.DataFrame, yardstick: str, contests: list[str]) -> dict[str, float]:
    """Where each contest's name stands: at its place by the first yardstick, ties apart."""
    places = orders[orders["yardstick"] == yardstick].set_index("contest")["place"]
    wanted = [float(places[contest]) if pd.notna(places[contest]) else float(len(contests)) for contest in contests]
    return dict(zip(contests, layout.spread(wanted, 0.75), strict=True))


def gaps_by_reading(gaps: pd.DataFrame) -> Plate:
    """How far ahead of or behind Labour the best-placed challenger was under each reading, a row per contest.

    Parameters
    ----------
    gaps
        One row per contest and reading, in drawing order: `contest`, `reading`, `points_ahead` (missing where nobody
        of that reading stood).
    """
    contests = list(dict.fromkeys(gaps["contest"]))
    fig, ax = style.figure(rows.PITCH * len(contests) + 0.3)
    rows.panel(ax, len(contests))
    details = []
    for row, contest in enumerate(contests):
        own = gaps[gaps["contest"] == contest]
        height = rows.bar_middle(row)
        known = own.dropna(subset=["points_ahead"]).iloc[::-1]
        values = known["points_ahead"].astype(float)
        ax.plot([min(0, *values), max(0, *values)], [height, height], color=style.FAINT, linewidth=3, zorder=1)
        for one in known.itertuples():
            _, colour, size = _READINGS[one.reading]
            ax.scatter([one.points_ahead], [height], s=size, color=colour, edgecolor="white", zorder=3)
        _label_ends(sorted(set(values)), height, ax)
        missing = [_READINGS[reading][0] for reading in own.loc[own["points_ahead"].isna(), "reading"]]
        details.append(f"{', '.join(missing)}: nobody" if missing else "")
    reach = gaps["points_ahead"].astype(float)
    ax.set_xlim(min(reach.min(), -2), max(reach.max(), 2))
    ax.set_xticks([0], ["level with Labour"], fontsize=style.NOTE)
    ax.tick_params(axis="x", length=5, color=style.MUTED)
    for row in range(len(contests)):
        height = rows.bar_middle(row)
        ax.plot([0, 0], [height - rows.BAR / 2, height + rows.BAR / 2], color=style.LABOUR, linewidth=2, zorder=2)
    rows.names_above(ax, contests, details)
    return fig


def _label_ends(values: list[float], height: float, ax: Axes) -> None:
    """Write values away from zero, where no line is: those behind at the left, those ahead at the right."""
    behind, ahead = ([value for value in values if (value < 0) == side] for side in (True, False))
    if behind:
        layout.label(ax, " to ".join(map(_points, _ends(behind))), behind[0], height, "left", gap=13)
    if ahead:
        layout.label(ax, " to ".join(map(_points, _ends(ahead))), ahead[-1], height, gap=13)


def _ends(values: list[float]) -> list[float]:
    return [values[0], values[-1]] if len(values) > 1 else values


def _points(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def votes_shared(contests: pd.DataFrame) -> Plate:
    """Who shared the votes: challenger, others on the left, Labour, the best of the rest and everybody else.

    Parameters
    ----------
    contests
        One row per contest in drawing order: `contest`, `challenger`, `party_id`, `elected` and the shares
        `share_pct`, `other_left_share_pct`, `labour_share_pct`, `strongest_other_share_pct`.
    """
    fig, ax = style.figure(rows.PITCH * len(contests) + 0.35)
    rows.panel(ax, len(contests))
    for row, one in enumerate(contests.itertuples()):
        colour = style.role_colour(one.party_id, is_left=True)
        parts = (
            (one.share_pct, colour, "white"),
            (one.other_left_share_pct, style.tint(colour), ""),
            (one.labour_share_pct, style.LABOUR, "white"),
            (one.strongest_other_share_pct, style.OTHER, ""),
        )
        widths = [(0 if pd.isna(share) else float(share), fill, ink) for share, fill, ink in parts]
        _stack(widths, rows.bar_middle(row), ax)
    ax.set_xlim(0, 100)
    ax.set_xticks([0, 50, 100], ["0", "50%", "100%"], fontsize=style.NOTE)
    ax.tick_params(axis="x", length=4, color=style.MUTED)
    names = [f"{one.challenger}{', elected' if one.elected else ''}" for one in contests.itertuples()]
    rows.names_above(ax, list(contests["contest"]), names)
    return fig


def _stack(parts: list[tuple[float, str, str]], height: float, ax: Axes) -> None:
    left = 0.0
    for share, colour, ink in parts:
        ax.barh(height, share, left=left, height=rows.BAR, color=colour)
        if ink and share >= 8:
            middle = left + share / 2
            ax.text(middle, height, f"{share:.0f}%", ha="center", va="center", color=ink, fontsize=style.NOTE)
        left += share
    ax.barh(height, max(100 - left, 0), left=left, height=rows.BAR, color=style.FAINT)
