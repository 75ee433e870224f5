"""Figures of votes and seats: stacked votes above stacked seats, disproportion and fragmentation."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from left_of_labour.analysis.councils import WARD_RESULTS
from left_of_labour.presentation import layout, style, typeface
from left_of_labour.presentation.plate import Plate
from left_of_labour.presentation.text import number, percent

__all__ = ["disproportion", "history", "latest"]

_HALF = 50
_BAR = 0.44  # inches
_LINE = 0.27  # inches from one line of the key to the next
_PAIR = 0.82  # inches from one election to the next
_LEGIBLE = 4.5


def latest(parties: pd.DataFrame) -> Plate:
    """Every party's share of votes above its share of seats at one election, with a line at half.

    Parameters
    ----------
    parties
        `name`, `colour`, `vote_share_pct`, `seats`, `seat_share_pct`, most seats first.
    """
    bars = 2 * _BAR + 0.75
    fig, (ax, key) = style.figure(
        bars + _LINE * len(parties) + 0.1, rows=2, height_ratios=[bars, _LINE * len(parties) + 0.1]
    )
    ax.set(xlim=(0, 100), ylim=(bars, 0))
    ax.set_axis_off()
    for top, words, column in ((0.3, "Votes", "vote_share_pct"), (0.6 + _BAR, "Seats", "seat_share_pct")):
        ax.text(0, top - 0.13, words, va="center", fontweight="bold")
        _stacked(ax, parties, column, top, _BAR)
    ax.plot([_HALF, _HALF], [0.22, bars], color=style.INK, linewidth=1.2)
    ax.text(_HALF, 0.09, "half", ha="center", va="center", fontsize=style.NOTE, color=style.MUTED)
    _key(key, parties)
    return fig


def _stacked(ax: Axes, parties: pd.DataFrame, column: str, top: float, height: float) -> None:
    left = 0.0
    for row in parties.itertuples():
        share = float(getattr(row, column))
        if share:
            box = Rectangle((left, top), share, height, facecolor=style.readable(row.colour, 2), edgecolor="white")
            box.set_linewidth(1)
            ax.add_patch(box)
        left += share


def _key(ax: Axes, parties: pd.DataFrame) -> None:
    """A line for each party: its colour, name, share of votes and seats."""
    ax.set_axis_off()
    width = style.WIDTH - 2 * layout.MARGIN
    ax.set(xlim=(0, width), ylim=(len(parties) + 0.3, 0))
    for place, row in enumerate(parties.itertuples(), 1):
        ax.add_patch(Rectangle((0, place - 0.3), 0.2, 0.6, facecolor=style.readable(row.colour, 2)))
        ax.text(0.3, place, row.name, va="center", fontsize=style.SUBTITLE)
        votes = "–" if pd.isna(row.vote_share_pct) else percent(row.vote_share_pct)
        ax.text(0.8 * width, place, votes, va="center", ha="right", fontsize=style.SUBTITLE)
        seats = f"{number(row.seats)} seat{'' if row.seats == 1 else 's'}"
        ax.text(width, place, seats, va="center", ha="right", fontsize=style.SUBTITLE)


def history(elections: Sequence[tuple[str, pd.DataFrame, bool]], names: Sequence[tuple[str, str]]) -> Plate:
    """Votes above seats at every election, a pair of stacked bars each, all parties in one order and in their colours.

    Parameters
    ----------
    elections
        A label, the parties (`colour`, `vote_share_pct`, `seat_share_pct`, in the common order), and whether every
        party's votes are known.
    names
        Names and colours for the key, the most important first.
    """
    lines = _lines(names)
    key_height = _LINE * len(lines) + 0.1
    height = _PAIR * len(elections) + 0.3
    fig, (ax, key) = style.figure(height + key_height, rows=2, height_ratios=[height, key_height])
    ax.set(ylim=(height, 0), xlim=(-11, 100))
    ax.set_axis_off()
    thick = 0.3
    for place, (label, parties, known) in enumerate(elections):
        top = 0.25 + place * _PAIR
        ax.text(-11, top + thick, label, va="center", fontweight="bold")
        if known:
            _stacked(ax, parties, "vote_share_pct", top, thick)
        else:
            ax.add_patch(Rectangle((0, top), 100, thick, facecolor="none", edgecolor=style.FAINT, linewidth=1))
            ax.text(1, top + thick / 2, "votes not known", va="center", fontsize=style.NOTE, color=style.MUTED)
        _stacked(ax, parties, "seat_share_pct", top + thick + 0.05, thick)
    ax.plot([_HALF, _HALF], [0.2, height], color=style.INK, linewidth=1.2)
    ax.text(_HALF, 0.08, "half", ha="center", va="center", fontsize=style.NOTE, color=style.MUTED)
    key.set_axis_off()
    key.set(xlim=(0, style.WIDTH - 2 * layout.MARGIN), ylim=(len(lines) + 0.3, 0))
    for place, line in enumerate(lines, 1):
        for x, name, colour in line:
            key.add_patch(Rectangle((x, place - 0.3), 0.2, 0.6, facecolor=style.readable(colour, 2)))
            key.text(x + 0.27, place, name, va="center", fontsize=style.SUBTITLE)
    return fig


def _lines(names: Sequence[tuple[str, str]]) -> list[list[tuple[float, str, str]]]:
    """The key in lines: where each name starts, in inches."""
    width = style.WIDTH - 2 * layout.MARGIN
    lines: list[list[tuple[float, str, str]]] = [[]]
    x = 0.0
    for name, colour in names:
        needs = 0.27 + typeface.width_of(name, style.SUBTITLE) + 0.3
        if x + needs > width + 0.3 and lines[-1]:
            lines.append([])
            x = 0.0
        lines[-1].append((x, name, colour))
        x += needs
    return lines


def disproportion(series: pd.DataFrame) -> Plate:
    """The Gallagher index at each election, and below it the effective numbers of parties by votes and by seats.

    Parameters
    ----------
    series
        `date`, `base`, `gallagher`, `enp_votes`, `enp_seats`.
    """
    fig, (index, number_of) = style.figure(4.6, rows=2)
    _bars(series, index)
    _numbers(series, number_of)
    return fig


def _bars(series: pd.DataFrame, ax: Axes) -> None:
    """Solid on the best candidates' votes, outlined on all votes, a word where the votes are not known."""
    top = float(series["gallagher"].max()) or 1  # seats may be wholly in proportion
    for x, row in enumerate(series.itertuples()):
        if pd.isna(row.gallagher):
            ax.text(x, 0.04 * top, "not\nknown", ha="center", va="bottom", fontsize=style.NOTE, color=style.MUTED)
            continue
        solid = row.base == WARD_RESULTS
        ax.bar(
            x,
            row.gallagher,
            width=0.6,
            facecolor=style.OTHER if solid else "white",
            edgecolor=style.OTHER,
            linewidth=1.5,
        )
        ax.text(
            x, row.gallagher + 0.03 * top, f"{row.gallagher:.0f}", ha="center", va="bottom", fontsize=style.SUBTITLE
        )
    outlined = (
        "; outlined: on all votes" if (series["base"].ne(WARD_RESULTS) & series["gallagher"].notna()).any() else ""
    )
    ax.set_title(f"Gallagher index (0: in proportion{outlined})", fontsize=style.SUBTITLE)
    ax.set(ylim=(0, 1.22 * top), xlim=(-0.6, len(series) + 0.3))
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.set_xticks(range(len(series)), series["date"].dt.year.astype(str))
    ax.tick_params(length=0)


def _numbers(series: pd.DataFrame, ax: Axes) -> None:
    top = float(series[["enp_votes", "enp_seats"]].max(axis=None))
    for column, label, filled in (("enp_votes", "votes", False), ("enp_seats", "seats", True)):
        values = series[column].astype(float)
        ax.plot(range(len(series)), values, color=style.OTHER, linewidth=1.5)
        ax.scatter(
            range(len(series)),
            values,
            s=60,
            facecolor=style.INK if filled else "white",
            edgecolor=style.INK,
            linewidth=1.5,
            zorder=3,
        )
        last = int(values.last_valid_index())
        layout.label(ax, f"{values[last]:.1f} by {label}", last, values[last], gap=8, fontsize=style.SUBTITLE)
    ax.set_title("Effective number of electoral (open) and legislative parties", fontsize=style.SUBTITLE)
    ax.set(ylim=(0, 1.15 * top), xlim=(-0.6, len(series) + 0.3))
    ax.set_yticks(range(1, int(top) + 1))
    ax.grid(axis="y", color=style.FAINT, linewidth=0.6)
    ax.spines["left"].set_visible(False)
    ax.set_xticks(range(len(series)), series["date"].dt.year.astype(str))
    ax.tick_params(length=0)
