"""The figure of the house: as matplotlib's, apart from pyplot's global state, with its layout done by `layout`."""

from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from left_of_labour.presentation.renderers import PixelRenderer

__all__ = ["Plate"]


class _Canvas(FigureCanvasAgg):
    _key: tuple[float, ...] = ()

    def get_renderer(self) -> PixelRenderer:
        key = (*self.get_width_height(physical=True), self.figure.dpi)
        if key != self._key:
            self._key, self.renderer = key, PixelRenderer(*key)
        renderer: PixelRenderer = self.renderer
        return renderer


class Plate(Figure):
    """A figure that knows whether its axes have been placed, and the inches that headline and footer take."""

    canvas: FigureCanvasAgg

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        _Canvas(self)
        self.settled = False
        self.above, self.below = 0.0, 0.0
