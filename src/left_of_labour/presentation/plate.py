"""The figure of the house: as matplotlib's, apart from pyplot's global state, with its layout done by `layout`."""

from typing import Any

from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.text import Text

from left_of_labour.presentation import typeface

__all__ = ["Plate", "SvgRenderer"]

_Heights = tuple[float | None, ...]
_UNKNOWN: _Heights = (None, None, None)  # matplotlib then finds them itself
_SUBPIXELS = 64  # FreeType's unit is a 64th of a pixel


class _Renderer(RendererAgg):
    """Measures a text once, whatever the resolution, and sets it line by line: type was half of the time of drawing."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        width, height, descent = typeface.extent(s, prop)
        scale = self.dpi / 72
        return scale * width, scale * height, scale * descent

    def _get_font_height_metrics(self, prop: FontProperties) -> _Heights:
        return tuple(self.dpi / 72 * height for height in typeface.line(prop) or ()) or _UNKNOWN

    def _prepare_font(self, font_prop: FontProperties) -> FT2Font:
        font = typeface.font(font_prop)
        font.clear()
        font.set_size(font_prop.get_size_in_points(), self.dpi)
        return font

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
        font: Any = self._prepare_font(prop)
        font.set_text(s, 0, flags=LoadFlags.NO_HINTING)
        font.draw_glyphs_to_bitmap(antialiased=True)
        left, top = (offset / _SUBPIXELS for offset in font.get_bitmap_offset())
        below = font.get_descent() / _SUBPIXELS
        self._renderer.draw_text_image(font.get_image(), round(x + left), round(y + top + below) + 1, 0, gc)


class SvgRenderer(RendererSVG):
    """Takes the size of a text from where `_Renderer` has it."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        return typeface.extent(s, prop)

    def _get_font_height_metrics(self, prop: FontProperties) -> _Heights:
        return typeface.line(prop) or _UNKNOWN


class _Canvas(FigureCanvasAgg):
    _key: tuple[float, ...] = ()

    def get_renderer(self) -> RendererAgg:
        key = (*self.get_width_height(physical=True), self.figure.dpi)
        if key != self._key:
            self._key, self.renderer = key, _Renderer(*key)
        renderer: RendererAgg = self.renderer
        return renderer


class Plate(Figure):
    """A figure that knows whether its axes have been placed, and the inches that headline and footer take."""

    canvas: FigureCanvasAgg

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        _Canvas(self)
        self.settled = False
        self.above, self.below = 0.0, 0.0
