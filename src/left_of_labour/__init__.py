"""Measures of how close challengers to the left of the UK Labour Party have come.

import left_of_labour as lol

lol.contests("rahman mayor")                       # find contests
lol.results()                                      # every candidate, one tidy table
lol.measures(["hackney-mayor-2002"])               # how close they came
lol.plot.result("preston-mp-2024")                 # a picture
lol.dataset().sources                                 # every table as a frame
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from left_of_labour import plot
    from left_of_labour.api import contests, dataset, measures, results

__all__ = ["contests", "dataset", "measures", "plot", "results"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import what the public names need when they are first used: the command line starts without pandas."""
    if name == "plot":
        return import_module("left_of_labour.plot")
    if name in __all__:
        return getattr(import_module("left_of_labour.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
