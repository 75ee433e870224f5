"""The votes-to-seats report: how did votes turn into council seats?"""

from left_of_labour.reports.votes_to_seats.parts import (
    bases,
    disproportion,
    extremes,
    finding,
    history,
    latest,
    parties,
    series_table,
    source_ids,
)

__all__ = [
    "bases",
    "disproportion",
    "extremes",
    "finding",
    "history",
    "latest",
    "parties",
    "series_table",
    "source_ids",
]
