"""What is wrong with a drawn figure, by the renderer's own boxes: the reader's eye as a function."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection, LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch
from matplotlib.path import Path
from matplotlib.spines import Spine
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Affine2D, Bbox

from left_of_labour.presentation import style

LEAST = 11  # points
HAIRLINE = 1.0  # points
_NOTHING = ("None", "none", " ", "", None)
_SLACK = (0.5, 2.0)  # pixels of a text's box that ink hardly reaches: at its sides, above and below


@dataclass(frozen=True)
class Mark:
    """Something drawn that a text must not touch: a closed shape that a text may lie wholly within, or a line."""

    name: str
    path: Path  # in pixels
    closed: bool
    window: Bbox | None = None  # outside of which it is not drawn


def faults(fig: Figure) -> list[str]:
    """Everything that a reader would stumble over, a sentence each: nothing if the figure is fit to be shown.

    Parameters
    ----------
    fig
        With its headline.
    """
    fig.draw_without_rendering()
    renderer = fig.canvas.get_renderer()
    boxes = [(text, _box(text, renderer)) for text in texts(fig)]
    marks = list(_marks(fig))
    leaders = [(text, _path(text.arrow_patch)) for text, _ in boxes if _has_leader(text)]
    found = [
        f"type of {text.get_fontsize():g} points, less than {LEAST}: {text.get_text()!r}"
        for text, _ in boxes
        if text.get_fontsize() < LEAST
    ]
    found += [f"hatching, kept for “nobody stood”: {patch}" for patch in _hatched(fig)]
    canvas = fig.bbox
    for text, box in boxes:
        if box.x0 < canvas.x0 or box.y0 < canvas.y0 or box.x1 > canvas.x1 or box.y1 > canvas.y1:
            found.append(f"text over the edge: {text.get_text()!r}")
        found += [f"text on {mark.name}: {text.get_text()!r}" for mark in marks if _touches(box, mark)]
        found += [
            f"leader of {other.get_text()!r} across {text.get_text()!r}"
            for other, path in leaders
            if other is not text and path.intersects_bbox(box, filled=False)
        ]
    found += [
        f"text on text: {one.get_text()!r} and {other.get_text()!r}"
        for (one, box), (other, second) in combinations(boxes, 2)
        if box.overlaps(second)
    ]
    found += [
        f"leaders cross: {one.get_text()!r} and {other.get_text()!r}"
        for (one, path), (other, second) in combinations(leaders, 2)
        if path.intersects_path(second, filled=False)
    ]
    return found


def _hatched(fig: Figure) -> list[Artist]:
    """Whatever is hatched in a way that is not that of `style.no_candidate`."""
    hatched = fig.findobj(lambda artist: getattr(artist, "get_hatch", lambda: None)() is not None)
    return [one for one in hatched if one.get_hatch() != style.HATCH or set(np.ravel(one.get_facecolor())) != {1.0}]


def smallest_type(fig: Figure) -> float:
    """The smallest type of a figure in points."""
    return min(text.get_fontsize() for text in texts(fig))


def texts(fig: Figure) -> list[Text]:
    """All texts that are drawn, tick labels within the limits among them."""
    return [text for text in _texts(fig) if text.get_visible() and text.get_text().strip()]


def _texts(artist: Artist) -> Iterator[Text]:
    if not artist.get_visible():
        return
    if isinstance(artist, Axis):
        if artist.axes.axison:
            yield from (artist.label, artist.offsetText)
            for tick in artist._update_ticks():
                yield from (tick.label1, tick.label2)
    elif isinstance(artist, Text):
        yield artist
    else:
        for child in artist.get_children():
            yield from _texts(child)


def _box(text: Text, renderer) -> Bbox:
    """The box of the ink, without an annotation's arrow."""
    box = Text.get_window_extent(text, renderer)
    return Bbox.from_extents(box.x0 + _SLACK[0], box.y0 + _SLACK[1], box.x1 - _SLACK[0], box.y1 - _SLACK[1])


def _has_leader(text: Text) -> bool:
    return isinstance(text, Annotation) and text.arrow_patch is not None


def _touches(box: Bbox, mark: Mark) -> bool:
    seen = Bbox.intersection(box, mark.window) if mark.window else box
    if seen is None or not mark.path.intersects_bbox(seen, filled=mark.closed):
        return False
    return not (mark.closed and mark.path.contains_points(box.corners()).all())


def _marks(fig: Figure) -> Iterator[Mark]:
    for ax in fig.axes:
        if ax.get_visible():
            for artist in ax.get_children():
                if artist.get_visible() and artist is not ax.patch and not isinstance(artist, Axis):
                    yield from _marks_of(artist, ax)


def _marks_of(artist: Artist, ax: Axes) -> Iterator[Mark]:
    window = ax.get_window_extent() if artist.get_clip_on() else None
    if isinstance(artist, Line2D):
        yield from _marks_of_line(artist, window)
    elif isinstance(artist, LineCollection):
        for path in artist.get_paths():
            yield Mark("a line", artist.get_transform().transform_path(path), closed=False, window=window)
    elif isinstance(artist, PathCollection):
        yield from _dots(artist, window)
    elif isinstance(artist, Collection):
        for path in artist.get_paths():
            yield Mark("an area", artist.get_transform().transform_path(path), closed=True, window=window)
    elif isinstance(artist, FancyArrowPatch):
        yield Mark("an arrow", _path(artist), closed=False, window=window)
    elif isinstance(artist, Annotation) and artist.arrow_patch is not None and not artist.get_text():
        yield Mark("an arrow", _path(artist.arrow_patch), closed=False, window=window)
    elif isinstance(artist, Patch) and not isinstance(artist, Spine):
        path = _path(artist)
        box = path.get_extents()
        if box.width > 0.5 and box.height > 0.5:
            yield Mark("a bar or an area", path, closed=True, window=window)


def _marks_of_line(line: Line2D, window: Bbox | None) -> Iterator[Mark]:
    if to_hex(line.get_color()) == style.FAINT and line.get_linewidth() <= HAIRLINE:
        return  # a grid in all but name
    points = line.get_transform().transform(np.asarray(line.get_xydata(), dtype=float))
    if line.get_linestyle() not in _NOTHING:
        for known in np.ma.clump_unmasked(np.ma.masked_invalid(points).sum(axis=1)):
            if known.stop - known.start > 1:
                yield Mark("a line", Path(points[known]), closed=False, window=window)
    if line.get_marker() not in _NOTHING:
        half = line.get_markersize() / 2 * line.figure.dpi / 72
        for x, y in points[np.isfinite(points).all(axis=1)]:
            yield Mark("a dot", Path.circle((x, y), half), closed=True, window=window)


def _dots(dots: PathCollection, window: Bbox | None) -> Iterator[Mark]:
    paths, sizes = dots.get_paths(), dots.get_transforms()
    places = dots.get_offset_transform().transform(dots.get_offsets())
    for number, place in enumerate(places):
        if np.isfinite(place).all():
            shape = Affine2D(sizes[number % len(sizes)]).translate(*place)
            yield Mark("a dot", shape.transform_path(paths[number % len(paths)]), closed=True, window=window)


def _path(patch: Patch) -> Path:
    return patch.get_transform().transform_path(patch.get_path())
