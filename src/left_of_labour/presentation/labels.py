"""Labels of points in a plot, each where it touches no point, no line and no other label."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from left_of_labour.presentation import layout, style
from left_of_labour.presentation.plate import Plate

__all__ = ["name_points"]

_DISTANCES = (7, 11, 16, 24, 34, 46, 60, 76, 94, 114, 136, 160, 190, 220)  # points from the mark, tried in this order
_TURNS = (0, 30, 60, 15, 45, 75, 5, 10, 22, 90)
_ANGLES = tuple(angle for turn in _TURNS for angle in (turn, 180 - turn, -turn, turn - 180))
_LEADER = 14  # points from the mark beyond which a thin line leads to it
_LINE = {"arrowstyle": "-", "color": style.MUTED, "linewidth": 0.7, "shrinkA": 1, "shrinkB": 3}
_ENDS = {"left": 0.0, "bottom": 0.0, "center": 0.5, "right": 1.0, "top": 1.0}
_MARK = 5  # points around a mark that stay free


def name_points(
    ax: Axes,
    named: Sequence[tuple[float, float, str]],
    others: Sequence[tuple[float, float]] = (),
    size: float = style.SUBTITLE,
    colours: Sequence[str] = (),
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
    """
    layout.settle(cast(Plate, ax.figure))
    plot = _Field.of(ax, [*((x, y) for x, y, _ in named), *others])
    extents = [_extent(ax, name, size) for *_, name in named]
    order = list(range(len(named)))
    fewest, offsets = len(named) + 1, dict.fromkeys(order, (0.0, 0.0))
    for _ in named:  # a name that found no room goes first the next time
        places, stuck = plot.arrange([(ax.transData.transform(named[n][:2]), *extents[n]) for n in order])
        if len(stuck) < fewest:
            fewest, offsets = len(stuck), dict(zip(order, places, strict=True))
        if not stuck:
            break
        order.insert(0, order.pop(stuck[0]))
    notes = []
    for number, (x, y, name) in enumerate(named):
        dx, dy = offsets[number]
        ha, va = _alignment(dx, dy)
        line = _LINE | {"relpos": (_ENDS[ha], _ENDS[va])} if np.hypot(dx, dy) > _LEADER else None
        settings: dict[str, Any] = {"ha": ha, "va": va, "arrowprops": line, "annotation_clip": False, "fontsize": size}
        settings["color"] = colours[number] if colours else style.INK
        notes.append(ax.annotate(name, (x, y), (dx, dy), textcoords="offset points", **settings))
        notes[-1].set_in_layout(False)
    return notes


def _extent(ax: Axes, name: str, size: float) -> tuple[float, float]:
    """Width and height of a name, in pixels."""
    note = ax.text(0, 0, name, fontsize=size)
    box = note.get_window_extent()
    note.remove()
    return box.width, box.height


def _alignment(dx: float, dy: float) -> tuple[str, str]:
    """Which end of the text is at the offset: the one that is nearest to the mark."""
    across = "left" if dx > 2 else "right" if dx < -2 else "center"
    return across, "center" if abs(dy) < abs(dx) or not dy else "bottom" if dy > 0 else "top"


@dataclass
class _Field:
    """What is on a plot, in pixels: marks and lines that no label may touch, and the labels placed so far."""

    unit: float  # pixels a point
    low: np.ndarray
    high: np.ndarray
    marks: np.ndarray
    boxes: list[np.ndarray] = field(default_factory=list)
    leaders: list[np.ndarray] = field(default_factory=list)

    @classmethod
    def of(cls, ax: Axes, points: Sequence[tuple[float, float]]) -> "_Field":
        bounds = ax.get_window_extent()
        marks = np.concatenate([ax.transData.transform(points), _along_lines(ax)])
        return cls(ax.figure.dpi / 72, np.array(bounds.min), np.array(bounds.max), marks)

    def arrange(self, names: Sequence[tuple[np.ndarray, float, float]]) -> tuple[list[tuple[float, float]], list[int]]:
        """Offsets in points for names given as mark, width and height, and which of them touch something."""
        self.boxes, self.leaders = [], []
        offsets, stuck = [], []
        for number, (at, width, height) in enumerate(names):
            touched, offset, box = self._place(at, width, height)
            offsets.append(offset)
            self.boxes.append(box)
            if np.hypot(*offset) > _LEADER:
                self.leaders.append(self._leader(at, offset))
            if touched:
                stuck.append(number)
        return offsets, stuck

    def _leader(self, at: np.ndarray, offset: tuple[float, float]) -> np.ndarray:
        return np.linspace(at, at + self.unit * np.array(offset), 30)

    def _place(self, at: np.ndarray, width: float, height: float) -> tuple[int, tuple[float, float], np.ndarray]:
        """The first place that is free, or the one that touches least."""
        best = (10**6, (0.0, float(_DISTANCES[0])), self._box(at, (0.0, float(_DISTANCES[0])), width, height))
        for distance in _DISTANCES:
            for angle in _ANGLES:
                offset = (distance * np.cos(np.radians(angle)), distance * np.sin(np.radians(angle)))
                box = self._box(at, offset, width, height)
                if (box[:2] < self.low).any() or (box[2:] > self.high).any():
                    continue
                touched = self._touched(at, offset, box)
                if touched < best[0]:
                    best = (touched, offset, box)
                if not touched:
                    return best
        return best

    def _touched(self, at: np.ndarray, offset: tuple[float, float], box: np.ndarray) -> int:
        """How much a label would touch: marks, other labels, and leaders on either side."""
        touched = _inside(self.marks, box, _MARK * self.unit) + 3 * sum(_overlap(box, other) for other in self.boxes)
        touched += sum(_inside(leader, box, 2) for leader in self.leaders)
        if np.hypot(*offset) > _LEADER:
            path = self._leader(at, offset)
            touched += 3 * sum(_inside(path, other, 1) > 0 for other in self.boxes)
            touched += 3 * sum(_crossing(path, leader) for leader in self.leaders)
        return touched

    def _box(self, at: np.ndarray, offset: tuple[float, float], width: float, height: float) -> np.ndarray:
        ha, va = _alignment(*offset)
        corner = at + self.unit * np.array(offset) - np.array([width * _ENDS[ha], height * _ENDS[va]])
        return np.array([*corner, corner[0] + width, corner[1] + height])


def _along_lines(ax: Axes) -> np.ndarray:
    """Points close together along every line of the plot, in pixels."""
    found = [np.empty((0, 2))]
    for line in ax.get_lines():
        path = line.get_transform().transform(np.asarray(line.get_xydata(), dtype=float))
        for start, end in pairwise(path):
            found.append(np.linspace(start, end, max(2, int(np.hypot(*(end - start)) / 4))))
    return np.concatenate(found)


def _inside(points: np.ndarray, box: np.ndarray, around: float) -> int:
    low, high = box[:2] - around, box[2:] + around
    return int(((points > low) & (points < high)).all(axis=1).sum())


def _overlap(one: np.ndarray, other: np.ndarray) -> bool:
    return bool((one[:2] < other[2:] + 2).all() and (other[:2] < one[2:] + 2).all())


def _crossing(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two straight leaders, given as rows of points, cross."""
    (a, b), (c, d) = one[[0, -1]], other[[0, -1]]

    def side(p: np.ndarray, q: np.ndarray, r: np.ndarray) -> float:
        return float(np.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])))

    return side(a, b, c) != side(a, b, d) and side(c, d, a) != side(c, d, b)
