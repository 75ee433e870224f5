"""The start notebook: where do I start?"""

from left_of_labour.reports.start_here.parts import (
    places_table,
    yardsticks_table,
)

__all__ = [
    "places_table",
    "yardsticks_table",
]
