"""The report on one place over time: how has the left of Labour fared here?"""

from left_of_labour.reports.one_place.parts import (
    changes_table,
    finding,
    labelled,
    performances_table,
    story_table,
    swings,
    timeline,
    wards_table,
)

__all__ = [
    "changes_table",
    "finding",
    "labelled",
    "performances_table",
    "story_table",
    "swings",
    "timeline",
    "wards_table",
]
