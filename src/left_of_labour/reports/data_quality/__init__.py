"""The data-quality report: can these figures be trusted?"""

from left_of_labour.reports.data_quality.parts import (
    blanks,
    completeness,
    conflicts_by_field,
    conflicts_table,
    finding,
    flagged,
    licences,
    second_figures,
    sums,
    voting_systems,
    witnesses,
)

__all__ = [
    "blanks",
    "completeness",
    "conflicts_by_field",
    "conflicts_table",
    "finding",
    "flagged",
    "licences",
    "second_figures",
    "sums",
    "voting_systems",
    "witnesses",
]
