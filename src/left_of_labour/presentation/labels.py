"""Labels of points in a plot, each where it touches no point, no line and no other label."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation, Text

from left_of_labour.presentation import layout, style
from left_of_labour.presentation.plate import Plate

__all__ = ["leader", "name_points"]

_DISTANCES = (7, 11, 16, 24, 34, 46, 60, 76, 94, 114, 136, 160, 190, 220)  # points from the mark, tried in this order
_TURNS = (0, 30, 60, 15, 45, 75, 5, 10, 22, 90)
_ANGLES = np.radians([angle for turn in _TURNS for angle in (turn, 180 - turn, -turn, turn - 180)])
_LEADER = 14  # points from the mark beyond which a thin line leads to it
_LINE = {"arrowstyle": "-", "color": style.MUTED, "linewidth": 0.7, "shrinkA": 1, "shrinkB": 3}
_ENDS = {"left": 0.0, "bottom": 0.0, "center": 0.5, "right": 1.0, "top": 1.0}
_MARK = 5  # points around a mark that stay free
_FARTHEST = 114  # points, for a name that may be left out
_STEPS = 30  # points along a leader


def name_points(
    ax: Axes,
    named: Sequence[tuple[float, float, str]],
    others: Sequence[tuple[float, float]] = (),
    size: float = style.SUBTITLE,
    colours: Sequence[str] = (),
    weight: str = "normal",
    texts: Iterable[Text] | None = None,
) -> list[Annotation]:
    """Write names beside points, as near as there is room, with a thin line to those farther off.

    Call it when all else is drawn and the limits are set: it settles the layout of the figure.

    Parameters
    ----------
    ax
        Where to write; lines drawn on it are kept free, too.
    named
        The points to name, in data coordinates, the most important first.
    others
        All points that no name may cover, the named ones among them or not.
    size
        In points of type.
    colours
        One for each name; ink by default.
    weight
        Of the type.
    texts
        What is written on the plot already, to be kept free. Where it is given, a name that finds no room, or only far
        off or across other marks, is left out.
    """
    layout.settle(cast(Plate, ax.figure))
    plot = _Field.of(ax, [*((x, y) for x, y, _ in named), *others], texts)
    extents = [_extent(ax, name, size, weight) for *_, name in named]
    order = list(range(len(named)))
    fewest, offsets = len(named) + 1, dict.fromkeys(order, (0.0, 0.0))
    left_out: set[int] = set()
    for _ in named:  # a name that found no room goes first the next time
        places, stuck = plot.arrange([(ax.transData.transform(named[n][:2]), *extents[n]) for n in order])
        if len(stuck) < fewest:
            fewest, offsets = len(stuck), dict(zip(order, places, strict=True))
            left_out = {order[n] for n in stuck if plot.choosy}
        if not stuck or plot.choosy:
            break
        order.insert(0, order.pop(stuck[0]))
    notes = []
    for number, (x, y, name) in enumerate(named):
        if number in left_out:
            continue
        dx, dy = offsets[number]
        ha, va = _alignment(dx, dy)
        line = _LINE | {"relpos": (_ENDS[ha], _ENDS[va])} if np.hypot(dx, dy) > _LEADER else None
        settings: dict[str, Any] = {"ha": ha, "va": va, "arrowprops": line, "annotation_clip": False, "fontsize": size}
        settings |= {"color": colours[number] if colours else style.INK, "fontweight": weight}
        notes.append(ax.annotate(name, (x, y), (dx, dy), textcoords="offset points", **settings))
        notes[-1].set_in_layout(False)
    return notes


def leader(text: Text) -> list[tuple[float, float]]:
    """The line from a point to its name, in data coordinates; empty where there is none."""
    if not isinstance(text, Annotation) or text.arrow_patch is None or text.axes is None:
        return []
    start = text.axes.transData.transform(text.xy)
    x, y = text.axes.transData.inverted().transform(start + np.array(text.xyann) * text.axes.figure.dpi / 72)
    return [(float(text.xy[0]), float(text.xy[1])), (float(x), float(y))]


def _extent(ax: Axes, name: str, size: float, weight: str) -> tuple[float, float]:
    """Width and height of a name, in pixels."""
    note = ax.text(0, 0, name, fontsize=size, fontweight=weight)
    box = note.get_window_extent()
    note.remove()
    return box.width, box.height


def _alignment(dx: float, dy: float) -> tuple[str, str]:
    """Which end of the text is at the offset: the one that is nearest to the mark."""
    across = "left" if dx > 2 else "right" if dx < -2 else "center"
    return across, "center" if abs(dy) < abs(dx) or not dy else "bottom" if dy > 0 else "top"


_AROUND = [
    [(float(distance * np.cos(angle)), float(distance * np.sin(angle))) for angle in _ANGLES] for distance in _DISTANCES
]
_ANCHORS = [[[_ENDS[end] for end in _alignment(*offset)] for offset in ring] for ring in _AROUND]


@dataclass
class _Field:
    """What is on a plot, in pixels: marks and lines that no label may touch, and the labels placed so far."""

    unit: float  # pixels a point
    low: np.ndarray
    high: np.ndarray
    marks: np.ndarray
    written: np.ndarray  # boxes of texts
    choosy: bool  # whether a label that finds no room is left out
    boxes: np.ndarray = field(default_factory=lambda: np.empty((0, 4)))
    leaders: np.ndarray = field(default_factory=lambda: np.empty((0, _STEPS, 2)))

    @classmethod
    def of(cls, ax: Axes, points: Sequence[tuple[float, float]], texts: Iterable[Text] | None) -> "_Field":
        bounds = ax.get_window_extent()
        marks = np.concatenate([ax.transData.transform(points), _along_lines(ax)])
        written = np.array([text.get_window_extent().extents for text in texts or ()]).reshape(-1, 4)
        choosy = texts is not None
        return cls(ax.figure.dpi / 72, np.array(bounds.min), np.array(bounds.max), marks, written, choosy)

    def arrange(self, names: Sequence[tuple[np.ndarray, float, float]]) -> tuple[list[tuple[float, float]], list[int]]:
        """Offsets in points for names given as mark, width and height, and which of them touch something."""
        self.boxes, self.leaders = self.written, np.empty((0, _STEPS, 2))
        offsets, stuck = [], []
        for number, (at, width, height) in enumerate(names):
            touched, offset, box = self._place(at, width, height)
            offsets.append(offset)
            if touched:
                stuck.append(number)
                if self.choosy:
                    continue
            self.boxes = np.vstack([self.boxes, box])
            if np.hypot(*offset) > _LEADER:
                self.leaders = np.concatenate([self.leaders, self._paths(at, np.array([offset]))])
        return offsets, stuck

    def _paths(self, at: np.ndarray, offsets: np.ndarray) -> np.ndarray:
        """The leader to each offset as points close together."""
        return np.asarray(at + np.linspace(0, 1, _STEPS)[:, None] * self.unit * offsets[:, None])

    def _place(self, at: np.ndarray, width: float, height: float) -> tuple[float, tuple[float, float], np.ndarray]:
        """The first place that is free, or the one that touches least."""
        first = (0.0, float(_DISTANCES[0]))
        size = np.array([width, height])
        corner = at + self.unit * np.array(first) - size * (0.5, 0)
        best = (np.inf, first, np.concatenate([corner, corner + size]))
        for distance, offsets, anchors in zip(_DISTANCES, _AROUND, _ANCHORS, strict=True):  # a whole ring at once
            if self.choosy and distance > _FARTHEST:
                break
            corners = at + self.unit * np.array(offsets) - np.array(anchors) * size
            boxes = np.hstack([corners, corners + size])
            inside = (boxes[:, :2] >= self.low).all(axis=1) & (boxes[:, 2:] <= self.high).all(axis=1)
            if not inside.any():
                continue
            touched = np.where(inside, self._touched(at, np.array(offsets), boxes), np.inf)
            least = int(touched.argmin())
            if touched[least] < best[0]:
                best = (float(touched[least]), offsets[least], boxes[least])
            if not best[0]:
                break
        return best

    def _touched(self, at: np.ndarray, offsets: np.ndarray, boxes: np.ndarray) -> np.ndarray:
        """How much each of several places would touch: marks, other labels, and leaders on either side."""
        touched: np.ndarray = _inside(self.marks, boxes, _MARK * self.unit).sum(axis=1)
        apart = (boxes[:, None, :2] < self.boxes[:, 2:] + 2) & (self.boxes[:, :2] < boxes[:, None, 2:] + 2)
        touched = touched + 3 * apart.all(axis=2).sum(axis=1)
        touched = touched + _inside(self.leaders.reshape(-1, 2), boxes, 2).sum(axis=1)
        if np.hypot(*offsets[0]) > _LEADER:
            paths = self._paths(at, offsets)
            if len(self.boxes):
                crossed = _inside(paths.reshape(-1, 2), self.boxes, 1).reshape(len(self.boxes), len(paths), _STEPS)
                touched = touched + 3 * crossed.any(axis=2).sum(axis=0)
            touched = touched + 3 * _crossing(paths, self.leaders).sum(axis=1)
            if self.choosy and not touched.all():
                touched[touched == 0] = self._crossed(paths[touched == 0])
        return touched

    def _crossed(self, paths: np.ndarray) -> np.ndarray:
        """How many points of each leader are on marks or lines, beyond the mark where it starts."""
        away = np.hypot(*(paths - paths[:, :1]).transpose(2, 0, 1)) > 2 * _MARK * self.unit
        apart = np.abs(paths[:, :, None] - self.marks).max(axis=3).min(axis=2)
        return np.asarray((away & (apart < 1.2 * _MARK * self.unit)).sum(axis=1))


def _along_lines(ax: Axes) -> np.ndarray:
    """Points close together along every line of the plot, in pixels."""
    found = [np.empty((0, 2))]
    for line in ax.get_lines():
        if line.get_color() == style.FAINT:  # such as a grid
            continue
        path = line.get_transform().transform(np.asarray(line.get_xydata(), dtype=float))
        for start, end in pairwise(path):
            found.append(np.linspace(start, end, max(2, int(np.hypot(*(end - start)) / 4))))
    return np.concatenate(found)


def _inside(points: np.ndarray, boxes: np.ndarray, around: float) -> np.ndarray:
    """Which points (columns) are within each box (rows), or as near to it."""
    low, high = boxes[:, None, :2] - around, boxes[:, None, 2:] + around
    return np.asarray(((points > low) & (points < high)).all(axis=2))


def _crossing(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Whether straight leaders, given as points along them, cross: a row for each of some, a column for each other."""
    a, b = some[:, None, 0], some[:, None, -1]
    c, d = others[None, :, 0], others[None, :, -1]

    def side(p: np.ndarray, q: np.ndarray, r: np.ndarray) -> np.ndarray:
        x, y = q - p, r - p
        return np.asarray(np.sign(x[..., 0] * y[..., 1] - x[..., 1] * y[..., 0]))

    return np.asarray((side(a, b, c) != side(a, b, d)) & (side(c, d, a) != side(c, d, b)))
