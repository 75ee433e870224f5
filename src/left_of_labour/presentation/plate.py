"""The figure of the house: as matplotlib's, apart from pyplot's global state, with its layout done by `layout`."""

from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

__all__ = ["Plate"]


class Plate(Figure):
    """A figure that knows whether its axes have been placed, and the inches that headline and footer take."""

    canvas: FigureCanvasAgg

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        FigureCanvasAgg(self)
        self.settled = False
        self.above, self.below = 0.0, 0.0
