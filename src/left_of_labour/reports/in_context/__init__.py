"""The in-context report: how unusual was this result?"""

from left_of_labour.reports.in_context.parts import (
    coverage,
    distribution,
    finding,
    mayors,
    neighbours,
    peers,
    source_ids,
    standings_table,
    typical,
)

__all__ = [
    "coverage",
    "distribution",
    "finding",
    "mayors",
    "neighbours",
    "peers",
    "source_ids",
    "standings_table",
    "typical",
]
