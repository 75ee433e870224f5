"""The report on second preferences: would they have changed the result?"""

from left_of_labour.reports.second_preferences.parts import (
    advice,
    count_table,
    distribution,
    final_bars,
    finals_table,
    finding,
    origins,
    plane,
    reversals,
    source_ids,
    unused,
)

__all__ = [
    "advice",
    "count_table",
    "distribution",
    "final_bars",
    "finals_table",
    "finding",
    "origins",
    "plane",
    "reversals",
    "source_ids",
    "unused",
]
