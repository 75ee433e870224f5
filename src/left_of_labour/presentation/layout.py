"""Where things go on a figure: axes by the size of their labels, and labels where they touch nothing.

Every text is measured once. Constrained layout measures it three times, and leaves labels inside the plot alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from left_of_labour.presentation import typeface
from left_of_labour.presentation.plate import Plate

__all__ = ["MARGIN", "Tag", "height_of", "label", "make_room", "place", "settle", "spread", "wrapped"]

MARGIN = 0.12  # inches that stay free at the edges
_GAP = 0.16  # inches between panels
_BREATH = 3  # points between a label and the edge of its axes


def wrapped(names: Iterable[str], width: float = 2.4, size: float = 14) -> list[str]:
    """Names for an axis, broken so that they leave room for the plot; line breaks of their own are kept.

    Parameters
    ----------
    names
        Such as those of candidates.
    width
        In inches.
    size
        In points.

    Examples
    --------
    >>> wrapped(["Lutfur Rahman\\nTower Hamlets First", "Abbas"], width=1.4)
    ['Lutfur Rahman\\nTower Hamlets\\nFirst', 'Abbas']
    """
    return [
        "\n".join(line for part in name.split("\n") for line in typeface.lines_of(part, width, size)) for name in names
    ]


def height_of(names: Sequence[str], size: float = 14, gap: float = 0.17) -> float:
    """The height of a plot with a row for each name, in inches, so that names of several lines stay apart.

    Parameters
    ----------
    names
        From `wrapped`.
    size
        In points.
    gap
        Inches between the names of neighbouring rows.

    Examples
    --------
    >>> height_of(["one", "two"]) < height_of(["one", "two\\nlines"])
    True
    """
    lines = max(name.count("\n") + 1 for name in names)
    return len(names) * (lines * size * 1.2 / 72 + gap)


def settle(fig: Plate) -> None:
    """Place the axes of a figure so that tick labels, axis labels and titles fit beside, below and above them.

    Panels of a grid keep their ratios of width and height. Afterwards positions on the screen are final, apart from
    the room that `make_room` adds to an axis. The second call does nothing.

    Parameters
    ----------
    fig
        With ticks, limits and titles set.
    """
    if fig.settled:
        return
    fig.settled = True
    placed = [(ax, spec) for ax in fig.axes if (spec := ax.get_subplotspec()) is not None]
    if not placed:
        return
    grid = placed[0][1].get_gridspec()
    left, right = [0.0] * grid.ncols, [0.0] * grid.ncols
    above, below = [0.0] * grid.nrows, [0.0] * grid.nrows
    renderer = fig.canvas.get_renderer()
    for axis in (axis for ax in fig.axes for axis in (ax.xaxis, ax.yaxis) if not axis.get_label_text()):
        axis.set_label_coords(0, 0)  # else matplotlib looks for the place of no label each time
    for ax, spec in placed:
        columns, rows = spec.colspan, spec.rowspan
        around = _overhang(ax, renderer)
        left[columns.start] = max(left[columns.start], around.x0)
        right[columns.stop - 1] = max(right[columns.stop - 1], around.x1)
        above[rows.start] = max(above[rows.start], around.y1)
        below[rows.stop - 1] = max(below[rows.stop - 1], around.y0)
    width, height = fig.get_size_inches()
    across = _edges(width, left, right, np.asarray(grid.get_width_ratios(), dtype=float).tolist())
    down = _edges(height, above, below, np.asarray(grid.get_height_ratios(), dtype=float).tolist(), margin=0.05)
    for ax, spec in placed:
        columns, rows = spec.colspan, spec.rowspan
        x0, x1 = across[columns.start][0], across[columns.stop - 1][1]
        top, bottom = down[rows.start][0], down[rows.stop - 1][1]
        ax.set_position((x0 / width, 1 - bottom / height, (x1 - x0) / width, (bottom - top) / height))


def _overhang(ax: Axes, renderer: RendererAgg) -> Bbox:
    """How far labels reach beyond the axes on each side, in inches; never less than nothing."""
    whole, inner = ax.get_tightbbox(renderer), ax.get_window_extent(renderer)
    if whole is None:
        return Bbox.from_extents(0, 0, 0, 0)
    sides = (inner.x0 - whole.x0, inner.y0 - whole.y0, whole.x1 - inner.x1, whole.y1 - inner.y1)
    return Bbox.from_extents(*(max(side, 0) / ax.figure.dpi for side in sides))


def _edges(
    length: float, before: list[float], after: list[float], ratios: Sequence[float], margin: float = MARGIN
) -> list[tuple[float, float]]:
    """Where each column (or row) of axes begins and ends, in inches from the left (or the top)."""
    room = length - 2 * margin - sum(before) - sum(after) - _GAP * (len(ratios) - 1)
    edges, start = [], margin
    for lead, trail, ratio in zip(before, after, ratios, strict=True):
        begin = start + lead
        end = begin + max(room * ratio / sum(ratios), 0.1)
        edges.append((begin, end))
        start = end + trail + _GAP
    return edges


class _Label(Annotation):
    """A label for which `make_room` widens the axis."""


def label(ax: Axes, text: str, x: float, y: float, side: str = "right", gap: float = 5, **options: Any) -> Annotation:
    """Write a label beside a mark; the axis is widened by as much as it needs.

    Parameters
    ----------
    ax
        Where to write.
    text
        Mathematical signs in it are taken as they are.
    x, y
        The mark, in data coordinates.
    side
        "right" or "left" of the mark.
    gap
        Points between mark and label.
    **options
        Properties of a text, such as `color`.
    """
    sign = 1 if side == "right" else -1
    settings = {"ha": "left" if side == "right" else "right", "va": "center", "annotation_clip": False, **options}
    note = _Label(text, (x, y), (sign * gap, 0), textcoords="offset points", **settings)
    note.set_in_layout(False)
    ax.add_artist(note)
    return note


def make_room(fig: Plate) -> None:
    """Widen the horizontal axes until every text from `label` lies inside; axes that share limits go together."""
    settle(fig)
    renderer = fig.canvas.get_renderer()
    done: set[Axes] = set()
    for ax in fig.axes:
        if ax in done:
            continue
        together = [one for one in ax.get_shared_x_axes().get_siblings(ax) if one.figure is fig]
        done.update(together)
        needs = [
            (note.xy[0], *_reach(note, renderer))
            for one in together
            for note in one.get_children()
            if isinstance(note, _Label)
        ]
        if needs:
            width = min(one.get_window_extent(renderer).width for one in together)
            ax.set_xlim(*_widened(ax.get_xlim(), needs, width))


def _reach(note: Annotation, renderer: RendererAgg) -> tuple[float, float]:
    """How far a label reaches to the left and the right of its mark, in pixels."""
    box = note.get_window_extent(renderer)
    assert note.axes is not None
    mark = note.axes.transData.transform((note.axes.convert_xunits(note.xy[0]), 0))[0]
    breath = _BREATH * note.figure.dpi / 72
    return max(mark - box.x0 + breath, 0), max(box.x1 - mark + breath, 0)


def _widened(
    limits: tuple[float, float], needs: Iterable[tuple[float, float, float]], width: float
) -> tuple[float, float]:
    """The least limits within which each label has its pixels; the scale follows from the limits, so in steps."""
    needs = [(limits[0], 0.0, 0.0), (limits[1], 0.0, 0.0), *needs]
    low, high = limits
    for _ in range(60):
        unit = (high - low) / width
        low, high = min(x - left * unit for x, left, _ in needs), max(x + right * unit for x, _, right in needs)
    return low, high


@dataclass(frozen=True)
class Tag:
    """A label that wants to stand beside a mark, wherever there is room.

    Attributes
    ----------
    x, y
        The mark, in data coordinates.
    text
        One line.
    colour, size, weight
        How it is set.
    once
        Of tags with the same words here, only the first that has room is written.
    """

    x: float
    y: float
    text: str
    colour: str
    size: float = 12
    weight: str = "normal"
    once: str = ""


def place(
    ax: Axes,
    tags: Iterable[Tag],
    dots: Iterable[tuple[float, float]],
    lines: Iterable[Sequence[tuple[float, float]]] = (),
    texts: Iterable[Text] = (),
    dot: float = 9,
    rings: Sequence[float] = (1, 2.2),
) -> list[Tag]:
    """Write labels beside their marks so that they touch no mark, line or other label, first come first served.

    Parameters
    ----------
    ax
        Of a settled figure, with its final limits.
    tags
        In order of importance; one that has no room nowhere near its mark is left out.
    dots
        All marks, in data coordinates.
    lines
        Each a sequence of points, in data coordinates.
    texts
        Already written.
    dot
        The diameter of a mark, in points.
    rings
        How far off a label may stand, as multiples of the least distance, tried in this order.

    Returns
    -------
    list of Tag
        Those that were written.
    """
    pixels = ax.figure.dpi / 72
    window = ax.get_window_extent()
    places = ax.transData.transform(np.array([*dots], dtype=float).reshape(-1, 2))
    half = dot / 2 * pixels
    taken = [Bbox.from_extents(x - half, y - half, x + half, y + half) for x, y in places]
    taken += [text.get_window_extent() for text in texts]
    paths = [Path(ax.transData.transform(np.asarray(line, dtype=float))) for line in lines if len(line) > 1]
    written: list[Tag] = []
    for tag in tags:
        if tag.once and any(tag.once == other.once for other in written):
            continue
        wide = typeface.width_of(tag.text, tag.size, tag.weight) * ax.figure.dpi
        high = tag.size * 1.15 * pixels
        mark_x, mark_y = ax.transData.transform((tag.x, tag.y))
        for x, y in _around(mark_x, mark_y, wide, high, half + 3 * pixels, rings):
            box = Bbox.from_bounds(x, y, wide, high)
            inside = window.x0 <= box.x0 and box.x1 <= window.x1 and window.y0 <= box.y0 and box.y1 <= window.y1
            if inside and not any(map(box.overlaps, taken)) and not any(path.intersects_bbox(box) for path in paths):
                taken.append(box.padded(4, 2))
                left, middle = ax.transData.inverted().transform((x, y + high / 2))
                style: dict[str, Any] = {"color": tag.colour, "fontsize": tag.size, "fontweight": tag.weight}
                ax.text(left, middle, tag.text, va="center", **style).set_in_layout(False)
                written.append(tag)
                break
    return written


def _around(
    x: float, y: float, wide: float, high: float, gap: float, rings: Sequence[float]
) -> Iterator[tuple[float, float]]:
    """Lower left corners for a label of this size near a mark, the best first."""
    for far in (gap * ring for ring in rings):
        yield from (
            (x + far, y - high / 2),
            (x - wide / 2, y + far),
            (x - wide / 2, y - far - high),
            (x - far - wide, y - high / 2),
            (x + far * 0.7, y + far * 0.7),
            (x + far * 0.7, y - far * 0.7 - high),
            (x - far * 0.7 - wide, y + far * 0.7),
            (x - far * 0.7 - wide, y - far * 0.7 - high),
        )


def spread(positions: Sequence[float], gap: float) -> list[float]:
    """Positions moved apart to at least a gap, as little as possible in squares; their order stays.

    Parameters
    ----------
    positions
        Along one axis, in any order.
    gap
        The least distance of neighbours afterwards, in the same unit.

    References
    ----------
    With the gaps taken off it is isotonic regression, solved by pooling adjacent violators (Barlow et al. 1972).

    Examples
    --------
    >>> spread([10, 40, 11], gap=3)
    [9.0, 40.0, 12.0]
    """
    order = sorted(range(len(positions)), key=lambda number: positions[number])
    pools: list[tuple[float, int]] = []  # mean and size
    for step, number in enumerate(order):
        mean, size = positions[number] - step * gap, 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        pools.append((mean, size))
    levels = [mean for mean, size in pools for _ in range(size)]
    moved = [0.0] * len(order)
    for step, number in enumerate(order):
        moved[number] = float(levels[step] + step * gap)
    return moved
