"""The comparison of contests: which challenge came closest to beating Labour?"""

from left_of_labour.reports.compare.parts import (
    circumstances,
    compared,
    finding,
    gap_to_labour,
    measures_table,
    named,
    places_by_yardstick,
    synthesis,
    under_other_readings,
)

__all__ = [
    "circumstances",
    "compared",
    "finding",
    "gap_to_labour",
    "measures_table",
    "named",
    "places_by_yardstick",
    "synthesis",
    "under_other_readings",
]
