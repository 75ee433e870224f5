"""The figure of the report on one contest: its result, and the office's other results below it."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from left_of_labour.analysis.timeline import runs
from left_of_labour.presentation import layout, rows, style
from left_of_labour.presentation.plate import Plate
from left_of_labour.presentation.text import number

__all__ = ["result"]

_HISTORY = 1.55  # inches
_HALF = 50  # % of the votes


def result(
    candidates: pd.DataFrame, base: int, history: pd.DataFrame | None = None, fate: str = "elected", half: bool = False
) -> Plate:
    """The result of a contest as bars, second preferences at their ends; below, all results for this office.

    Parameters
    ----------
    candidates
        One row per candidate in drawing order: `candidate`, `ballot_label`, `party_id`, `votes`, `transfers` and
        `final_votes` (missing where there was no second count), `is_left`, `elected`, `witnesses` (independent
        sources; a figure with one is marked).
    base
        The number of votes that shares are of.
    history
        One row per contest for this office in the order of dates: `date`, `share_pct` of the best-placed candidate left
        of Labour, `labour_share_pct` and `green_share_pct` (missing where not known), `nobody` (whether nobody of the
        left stood) and `chosen`; none where the area's contests make no series. Drawn if a share of the left is known
        for another one.
    fate
        What is said of who was elected.
    half
        Whether half of the votes decides at once, as under the supplementary vote, and is marked.
    """
    height = rows.PITCH * len(candidates)
    if history is not None and (history["share_pct"].notna() & ~history["chosen"]).any():
        fig, (bars, line) = style.figure(height + 0.25 + _HISTORY, rows=2, height_ratios=[height + 0.25, _HISTORY])
        _history(history, line)
    else:
        fig, bars = style.figure(height + 0.25)
    _bars(candidates, base, fate, half, bars)
    return fig


def _bars(candidates: pd.DataFrame, base: int, fate: str, half: bool, ax: Axes) -> None:
    rows.panel(ax, len(candidates))
    for row, one in enumerate(candidates.itertuples()):
        height = rows.bar_middle(row)
        colour = style.role_colour(one.party_id, one.is_left)
        share, end = 100 * one.votes / base, 100 * one.votes / base
        ax.barh(height, share, height=rows.BAR, color=colour)
        text = f"{share:.1f}% · {number(one.votes)}{style.DAGGER if one.witnesses == 1 else ''}"
        if pd.notna(one.final_votes):
            end = 100 * one.final_votes / base
            ax.barh(height, end - share, left=share, height=rows.BAR, color=style.tint(colour))
            text += f" + {number(one.transfers)} = {number(one.final_votes)}"
        if half and end > _HALF:
            ax.plot([_HALF, _HALF], [height - rows.BAR / 2, height + rows.BAR / 2], color="white", linewidth=1.5)
        layout.label(ax, text, end, height)
    if half:
        ax.set_xticks([_HALF], ["half of first preferences"], fontsize=style.NOTE)
        ax.tick_params(axis="x", length=5, color=style.MUTED)
    ax.set_xlim(0, None)
    labels = candidates["ballot_label"].str.replace(r"^\((.*)\)$", r"\1", regex=True)
    details = labels.where(~candidates["elected"], labels + f" · {fate}")
    rows.names_above(ax, list(candidates["candidate"]), list(details))


def _history(history: pd.DataFrame, ax: Axes) -> None:
    x = (history["date"].dt.year + (history["date"].dt.day_of_year - 1) / 365.25).tolist()
    top = history[["share_pct", "labour_share_pct"]].astype(float).max(axis=None)
    reach = x[-1] - x[0]
    ax.set(xlim=(x[0] - 0.11 * reach, x[-1] + 0.03 * reach), ylim=(-0.14 * top, 1.14 * top))
    best = [style.GREEN if one else style.LEFT for one in history["share_pct"].eq(history["green_share_pct"])]
    for column, colour, dots in (
        ("labour_share_pct", style.LABOUR, [style.LABOUR] * len(x)),
        ("share_pct", style.LEFT, best),
    ):
        values = history[column].astype(float)
        for run in runs(history.assign(x=x), column):
            ax.plot(*zip(*run, strict=True), color=style.tint(colour, 0.6), linewidth=1.5, zorder=2)
        fill = [dot if chosen else "white" for dot, chosen in zip(dots, history["chosen"], strict=True)]
        ax.scatter(x, values, s=52, c=fill, edgecolor=dots, linewidth=1.6, zorder=3)
    nobody = [place for place, alone in zip(x, history["nobody"], strict=True) if alone]
    ax.plot(nobody, [0] * len(nobody), "x", color=style.OTHER, markersize=6)
    remark = "; ×: nobody stood" if nobody else ""
    ax.set_title(f"The office’s other results: Labour red{remark}", fontsize=style.SUBTITLE, pad=8)
    for tick in range(20, int(top * 1.1), 20):
        ax.text(0, tick, f"{tick}%", va="bottom", transform=ax.get_yaxis_transform(), **_QUIET)
    ax.set_yticks(range(0, int(top * 1.1), 20), [])
    inch = 1.14 * reach / (style.WIDTH - 2 * layout.MARGIN)
    ax.set_xticks(*_years(history, x, 0.45 * inch), fontsize=style.NOTE)
    ax.tick_params(length=0)
    ax.grid(axis="y", linewidth=0.6)
    ax.spines[:].set_visible(False)


_QUIET: dict[str, Any] = {"fontsize": style.NOTE, "color": style.MUTED}


def _years(history: pd.DataFrame, x: list[float], gap: float) -> tuple[list[float], list[str]]:
    """As many years as have room under the line, the chosen one, the last and the first before the others."""
    chosen = history["chosen"].tolist().index(True)
    taken: list[int] = []
    for place in (chosen, len(x) - 1, *range(len(x))):
        if all(abs(x[place] - x[other]) >= gap for other in taken):
            taken.append(place)
    return [x[one] for one in taken], [str(history["date"].iloc[one].year) for one in taken]
