"""Figures about one place over time. Each returns a figure without headline."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from left_of_labour.analysis.timeline import runs
from left_of_labour.data.schema import Office
from left_of_labour.presentation import layout, style, typeface
from left_of_labour.presentation.layout import Tag
from left_of_labour.presentation.names import council_name, party_name, short_names
from left_of_labour.presentation.plate import Plate

__all__ = ["arrows", "left_over_time", "panels"]

_MOST_LABELS = 7
_TALL, _LOW, _STRIP = 2.5, 1.6, 0.5  # inches: a panel, one in which the left stays under a tenth, single wards
_TENTH = 10
_COUNCILS = ("-wards", "-cc")
_SHORT = {"Trade Unionist and Socialist Coalition": "TUSC", "Independent": "Independents"}


def panels(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """The panels that a place needs, in drawing order: key and title; a council is one, as is each other office.

    Parameters
    ----------
    rows
        From `timeline.performances`, with `panel`.
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


def left_over_time(rows: pd.DataFrame, wards: pd.DataFrame, spans: pd.DataFrame, side: str = "the left") -> Plate:
    """The left, Labour and the Greens at each election of a place, a panel per office, years along the bottom.

    A line joins elections of the same seat on the same boundaries that follow one another; a cross means that nobody
    left of Labour stood. The pale band reaches from the best candidate to all of the left.

    Parameters
    ----------
    rows
        From `timeline.performances`, with `panel`.
    wards
        From `timeline.single_wards`: a strip of their own.
    spans
        Of time, over the mayor's panel: `start`, `end` (missing where it goes on) and `words`.
    side
        What the reading's candidates are called together.
    """
    rows, wards = rows.assign(x=_years(rows["date"])), wards.assign(x=_years(wards["date"]))
    # A place may have polls of single wards alone.
    first, last = (rows if len(rows) else wards)["x"].agg(["min", "max"])
    drawn = panels(rows)
    names = short_names(rows.loc[rows["office"] != Office.COUNCILLOR, "best"].dropna())
    rows = rows.assign(who=[_who(row, names) for row in rows.itertuples()])
    heights = [_TALL if rows.loc[rows["panel"] == key, "share_pct"].max() >= _TENTH else _LOW for key, _ in drawn]
    if len(wards):
        heights.append(_STRIP)
    fig, grid = style.figure(
        sum(heights) + 0.45 * len(heights) + 0.3,
        rows=len(heights),
        sharex=True,
        squeeze=False,
        height_ratios=heights,
    )
    axes = list(grid[:, 0])
    reach = max(last - first, 4)
    axes[0].set_xlim(first - 0.09 * reach, last + 0.28 * reach)  # to the right of the last there is room for its name
    for ax, (key, title) in zip(axes, drawn, strict=False):
        own = rows[rows["panel"] == key]
        _prepare(ax, title, own, over=0.5 if len(spans) and own["office"].iloc[0] == Office.MAYOR else 0.22)
    if len(wards):
        _strip(wards, side, axes[-1])
    step = 5 if reach < 35 else 10
    axes[-1].set_xticks([year for year in range(1900, 2101, step) if first <= year <= last] or [int(first)])
    axes[-1].xaxis.set_major_formatter("{x:.0f}")
    layout.settle(fig)
    for ax, (key, _) in zip(axes, drawn, strict=False):
        own = rows[rows["panel"] == key]
        shaded = spans if own["office"].iloc[0] == Office.MAYOR else spans.head(0)
        _draw(own, shaded, ax)
    return fig


def _years(dates: pd.Series) -> pd.Series:
    return dates.dt.year + (dates.dt.day_of_year - 1) / 365.25


def _prepare(ax: Axes, title: str, rows: pd.DataFrame, over: float) -> None:
    top = max(
        _TENTH,
        *rows[["left_share_pct", "share_pct", "labour_share_pct", "green_share_pct"]].astype(float).max().fillna(0),
    )
    ax.set_ylim(-0.1 * top, (1 + over) * top)
    ax.set_title(title, pad=3)
    ax.set_yticks(range(0, int(top) + 1, 20), [])
    ax.tick_params(length=0, labelsize=style.NOTE)
    ax.grid(axis="y", linewidth=0.6)
    ax.spines[:].set_visible(False)
    for tick in range(20, int(top) + 1, 20):
        place = ax.get_yaxis_transform()
        ax.text(0, tick, f"{tick}%", va="bottom", transform=place, fontsize=style.NOTE, color=style.MUTED)


def _draw(rows: pd.DataFrame, spans: pd.DataFrame, ax: Axes) -> None:
    lines: list[list[tuple[float, float]]] = []
    dots: list[tuple[float, float]] = []
    for column, colour, width in (
        ("green_share_pct", style.GREEN, 1.2),
        ("labour_share_pct", style.LABOUR, 2),
        ("share_pct", style.LEFT, 2.6),
    ):
        for run in runs(rows, column):
            ax.plot(*zip(*run, strict=True), color=style.tint(colour, 0.6), linewidth=width, zorder=2)
            lines.append(run)
        known = rows.dropna(subset=[column])
        dots += _points(known, column)
        if column == "share_pct":
            won = known["won"] | (2 * known["left_seats"] > known["seats"])
            face = [colour if one else "white" for one in won]
            ax.scatter(known["x"], known[column], s=60, c=face, edgecolor=colour, linewidth=1.8, zorder=4)
        else:
            size = 28 if column == "labour_share_pct" else 12
            ax.scatter(known["x"], known[column], s=size, color=colour, zorder=3)
    whole = rows.dropna(subset=["share_pct", "left_share_pct"])
    ax.vlines(
        whole["x"],
        whole["share_pct"],
        whole["left_share_pct"],
        color=style.tint(style.LEFT, 0.3),
        linewidth=7,
        zorder=1,
    )
    dots += _points(whole, "left_share_pct")
    nobody = rows.loc[rows["stood"].eq(False).fillna(False).astype(bool), "x"]
    ax.plot(nobody, [0] * len(nobody), "x", color=style.OTHER, markersize=6, zorder=2)
    dots += [(x, 0) for x in nobody]
    texts = [*ax.texts, *_shade(spans, ax, lines)]
    layout.place(ax, _tags(rows), dots, lines, texts)


def _points(rows: pd.DataFrame, column: str) -> list[tuple[float, float]]:
    return list(zip(rows["x"], rows[column].astype(float), strict=True))


def _shade(spans: pd.DataFrame, ax: Axes, lines: list[list[tuple[float, float]]]) -> list[Text]:
    """Shade spans of time and say what they were, at the top; what goes on until today is a dotted line."""
    (left, right), (low, top) = ax.get_xlim(), ax.get_ylim()
    inch = (right - left) / (ax.get_window_extent().width / ax.figure.dpi)
    words = []
    for span in spans.itertuples():
        start, end = span.start, right if pd.isna(span.end) else span.end
        lines += [[(x, low), (x, top)] for x in (start, end)]
        if pd.isna(span.end):
            ax.axvline(start, color=style.MUTED, linewidth=1, linestyle=":", zorder=0)
        else:
            ax.axvspan(start, end, color=style.PALE, linewidth=0, zorder=0)
        text = "\n".join(typeface.lines_of(span.words, (end - start) / inch - 0.12, style.NOTE))
        words.append(ax.text(start + 0.06 * inch, 0.99 * top, text, va="top", fontsize=style.NOTE, color=style.MUTED))
    return words


def _tags(rows: pd.DataFrame) -> Iterator[Tag]:
    """The best performances by name, and what the other lines are."""
    known = rows.dropna(subset=["share_pct"])
    best = known[known["share_pct"].astype(float) >= 4].nlargest(_MOST_LABELS, "share_pct")
    for row in best.itertuples():
        void = ", void" if "void" in row.remark else ""
        yield Tag(row.x, float(row.share_pct), f"{row.who} {row.share_pct:.0f}%{void}", style.LEFT, 12, "bold")
    for column, name, colour in (
        ("labour_share_pct", "Labour", style.LABOUR),
        ("green_share_pct", "Greens", style.GREEN),
    ):
        line = rows.dropna(subset=[column])
        for row in line.iloc[::-1].head(4).itertuples():
            share = getattr(row, column)
            year = "" if row.date == line["date"].max() else f", {row.date.year}"
            yield Tag(row.x, float(share), f"{name} {share:.0f}%{year}", colour, once=name)


def _who(row: Any, names: Mapping[str, str]) -> str:
    """A surname, or the party where there is no name."""
    if row.best in names and not row.best.startswith("("):
        return names[row.best]
    return _SHORT.get(row.best_party) or party_name(str(row.best_party))


def _strip(wards: pd.DataFrame, side: str, ax: Axes) -> None:
    """Polls of single wards, one above the other: which of them the left won."""
    level = wards.groupby("date").cumcount()
    face = [style.LEFT if won else "white" for won in wards["won"]]
    ax.scatter(wards["x"], level, s=44, c=face, edgecolor=style.LEFT, linewidth=1.4)
    ax.set_title(f"Single wards polled alone: filled where {side} won", fontsize=style.SUBTITLE, pad=3)
    ax.set_ylim(-0.8, max(level.max(), 1) + 0.8)
    ax.set_yticks([])
    ax.tick_params(length=0, labelsize=style.NOTE)
    ax.spines[:].set_visible(False)


def arrows(pairs: pd.DataFrame) -> Plate:
    """The left and Labour from each election to the next, an arrow each, a row per pair; a cross: nobody stood.

    A change too small for an arrowhead is a line.

    Parameters
    ----------
    pairs
        One row per pair in drawing order: `label`, and the shares `left_before`, `left_after`, `labour_before`,
        `labour_after` in %; 0 where nobody of the left stood.
    """
    names = layout.wrapped(pairs["label"], 2.1, style.SUBTITLE)
    fig, ax = style.figure(layout.height_of(names, style.SUBTITLE, 0.24) + 0.3)
    ax.set_ylim(len(names) - 0.4, -0.6)
    most = float(pairs[["left_before", "left_after", "labour_before", "labour_after"]].max(axis=None))
    ax.set_xlim(-0.03 * most, 1.05 * most)
    for row, one in enumerate(pairs.itertuples()):
        for lane, before, after, colour in (
            (row - 0.17, one.left_before, one.left_after, style.LEFT),
            (row + 0.17, one.labour_before, one.labour_after, style.LABOUR),
        ):
            ax.plot([before], [lane], "o" if before else "x", color=colour, markersize=5)
            if not after:
                ax.plot([after], [lane], "x", color=colour, markersize=5)
            head = "-|>" if abs(after - before) > 0.03 * most else "-"
            look = {"arrowstyle": head, "color": colour, "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
            ax.annotate("", (after, lane), (before, lane), arrowprops=look)
    ax.set_yticks(range(len(names)), names, fontsize=style.SUBTITLE)
    ax.set_xticks(range(0, int(most) + 1, 20))
    ax.xaxis.set_major_formatter("{x:.0f}%")
    ax.grid(axis="x", linewidth=0.6)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return fig
