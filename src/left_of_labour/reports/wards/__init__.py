"""The wards report: where did the votes come from?"""

from left_of_labour.reports.wards.parts import (
    associations,
    bounds,
    concentration,
    finding,
    hexagons,
    maps,
    named_wards,
    regressions,
    source_ids,
    wards_table,
)

__all__ = [
    "associations",
    "bounds",
    "concentration",
    "finding",
    "hexagons",
    "maps",
    "named_wards",
    "regressions",
    "source_ids",
    "wards_table",
]
