"""The in-context report: how unusual was this result?"""

from left_of_labour.reports.in_context.parts import (
    ahead,
    court,
    coverage,
    distribution,
    finding,
    neighbours,
    peers,
    source_ids,
    standings_table,
    typical,
)

__all__ = [
    "ahead",
    "court",
    "coverage",
    "distribution",
    "finding",
    "neighbours",
    "peers",
    "source_ids",
    "standings_table",
    "typical",
]
