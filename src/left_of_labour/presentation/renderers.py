"""What draws the figures of the house: matplotlib's renderers, which measure type once and draw both files in one go.

A third of the time of drawing is spent on finding out where things go, which is the same for pixels and SVG.
"""

from typing import Any

from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform, TransformedBbox, TransformedPath

from left_of_labour.presentation import typeface

__all__ = ["BothRenderer", "PixelRenderer"]

_Heights = tuple[float | None, ...]
_UNKNOWN: _Heights = (None, None, None)  # matplotlib then finds them itself
_SUBPIXELS = 64  # FreeType's unit is a 64th of a pixel


class PixelRenderer(RendererAgg):
    """Measures a text once, whatever the resolution, and sets it line by line: type was half of the time of drawing."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        width, height, descent = typeface.extent(s, prop)
        scale = self.dpi / 72
        return scale * width, scale * height, scale * descent

    def _get_font_height_metrics(self, prop: FontProperties) -> _Heights:
        return tuple(self.dpi / 72 * height for height in typeface.line(prop) or ()) or _UNKNOWN

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Text | None = None,
    ) -> None:
        if angle or ismath:
            RendererAgg.draw_text(self, gc, x, y, s, prop, angle, ismath, mtext)
            return
        font: Any = typeface.font(prop, s)
        font.clear()
        font.set_size(prop.get_size_in_points(), self.dpi)
        font.set_text(s, 0, flags=LoadFlags.NO_HINTING)
        font.draw_glyphs_to_bitmap(antialiased=True)
        left, top = (offset / _SUBPIXELS for offset in font.get_bitmap_offset())
        below = font.get_descent() / _SUBPIXELS
        self._renderer.draw_text_image(font.get_image(), round(x + left), round(y + top + below) + 1, 0, gc)


class BothRenderer(PixelRenderer):
    """Draws pixels, and everything again into an SVG, whose unit is a point.

    Parameters
    ----------
    width, height, dpi
        In pixels, and how many of them make an inch.
    svg
        matplotlib's `RendererSVG`, of the same size in points.
    """

    def __init__(self, width: float, height: float, dpi: float, svg: Any):
        RendererAgg.__init__(self, width, height, dpi)
        self._svg, self._to_points = svg, Affine2D().scale(72 / dpi)

    def _update_methods(self) -> None:
        """Keep the methods below, in place of which matplotlib would put the pixels' own."""

    def draw_path(self, gc: Any, path: Path, transform: Transform, *face: Any) -> None:
        RendererAgg.draw_path(self, gc, path, transform, *face)
        self._svg.draw_path(self._in_points(gc), path, transform + self._to_points, *face)

    def draw_markers(
        self, gc: Any, marker_path: Path, marker_trans: Transform, path: Path, trans: Transform, *face: Any
    ) -> None:
        self._renderer.draw_markers(gc, marker_path, marker_trans, path, trans, *face)
        where = marker_path, marker_trans + self._to_points, path, trans + self._to_points
        self._svg.draw_markers(self._in_points(gc), *where, *face)

    def draw_path_collection(
        self,
        gc: Any,
        master_transform: Transform,
        paths: Any,
        all_transforms: Any,
        offsets: Any,
        offset_trans: Transform,
        *look: Any,
        **more: Any,
    ) -> None:
        self._renderer.draw_path_collection(
            gc, master_transform, paths, all_transforms, offsets, offset_trans, *look, **more
        )
        where = master_transform + self._to_points, paths, all_transforms, offsets, offset_trans + self._to_points
        self._svg.draw_path_collection(self._in_points(gc), *where, *look, **more)

    def draw_text(self, gc: Any, x: float, y: float, *text: Any, **more: Any) -> None:
        super().draw_text(gc, x, y, *text, **more)
        scale = 72 / self.dpi
        if more.get("mtext"):
            more["mtext"] = _Anchor(more["mtext"], self._to_points)
        self._svg.draw_text(self._in_points(gc), scale * x, scale * y, *text, **more)

    def open_group(self, s: str, gid: str | None = None) -> None:
        self._svg.open_group(s, gid)

    def close_group(self, s: str) -> None:
        self._svg.close_group(s)

    def _in_points(self, gc: Any) -> Any:
        """How something is drawn, with what clips it in points."""
        own = self._svg.new_gc()
        own.copy_properties(gc)
        rectangle, (path, transform) = gc.get_clip_rectangle(), gc.get_clip_path()
        if rectangle is not None:
            own.set_clip_rectangle(TransformedBbox(rectangle, self._to_points))
        if path is not None:
            own.set_clip_path(TransformedPath(path, transform + self._to_points))
        return own


class _Anchor:
    """Where a text is fixed, in points: as much of a text as an SVG asks for."""

    def __init__(self, text: Any, to_points: Transform):
        self._transform = text.get_transform() + to_points
        self.get_unitless_position, self.get_ha = text.get_unitless_position, text.get_ha
        self.get_rotation_mode = text.get_rotation_mode

    def get_transform(self) -> Any:
        return self._transform
