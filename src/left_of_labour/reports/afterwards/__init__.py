"""The report on what came next: did a challenge last?"""

from left_of_labour.reports.afterwards.parts import (
    control,
    finding,
    followed_table,
    lineage_table,
    mayors,
    outcomes,
    rules_table,
    slopes,
    source_ids,
)

__all__ = [
    "control",
    "finding",
    "followed_table",
    "lineage_table",
    "mayors",
    "outcomes",
    "rules_table",
    "slopes",
    "source_ids",
]
