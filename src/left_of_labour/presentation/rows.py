"""Bars with their names above them: on a narrow screen a long name costs a line, not the plot."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from left_of_labour.presentation import layout, style, typeface

__all__ = ["BAR", "PITCH", "bar_middle", "names_above", "panel"]

PITCH = 0.56  # inches from one row to the next
BAR = 0.42  # the height of a bar, in rows
_NAME_MIDDLE, _BAR_MIDDLE = 0.26, 0.68  # from the top of a row, in rows
_BLANK = 0.08  # inches between a name and what follows it


def bar_middle(row: int) -> float:
    """Where the bar of a row stands: rows run downwards from 0."""
    return row + _BAR_MIDDLE


def panel(ax: Axes, rows: int) -> None:
    """Prepare an axes for so many rows: no ticks, no spines, the first row at the top."""
    ax.set_ylim(rows, 0)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)


def names_above(
    ax: Axes, names: Sequence[str], details: Sequence[str], colours: Sequence[str] | None = None, width: float = 0
) -> None:
    """Write a name, and after it a detail in grey, over the bar of every row.

    Parameters
    ----------
    ax
        From `panel`, with its limits.
    names, details
        One for each row; a detail may be empty. What does not fit in the width is cut, with three dots.
    colours
        Of the names.
    width
        Of the axes in inches; by default that of the figure.
    """
    room = width or style.WIDTH - 2 * layout.MARGIN
    place = ax.get_yaxis_transform()
    for row, (name, detail) in enumerate(zip(names, details, strict=True)):
        name = _cut(name, room, "bold")
        after = typeface.width_of(name, style.BODY, "bold") + _BLANK
        options: dict[str, Any] = {
            "va": "center",
            "xycoords": place,
            "textcoords": "offset points",
            "annotation_clip": False,
        }
        ink = colours[row] if colours else style.INK
        at = (0, row + _NAME_MIDDLE)
        ax.annotate(name, at, (0, 0), color=ink, fontweight="bold", **options).set_in_layout(False)
        if detail:
            short = _cut(detail, room - after, "normal")
            ax.annotate(short, at, (72 * after, 0), color=style.MUTED, **options).set_in_layout(False)


def _cut(text: str, width: float, weight: str) -> str:
    """The text, or as many of its words as fit, of a word that is too long its letters."""
    if typeface.width_of(text, style.BODY, weight) <= width:
        return text
    words = text.split()
    while words and typeface.width_of(" ".join([*words, "…"]), style.BODY, weight) > width:
        words.pop()
    letters = " ".join(words)
    if not words:
        letters = text
        while letters and typeface.width_of(f"{letters}…", style.BODY, weight) > width:
            letters = letters[:-1]
    return f"{letters}…" if letters else ""
