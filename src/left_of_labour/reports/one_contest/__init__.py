"""The report on one contest: how did the left of Labour do in it?"""

from left_of_labour.reports.one_contest.parts import (
    candidates_table,
    field,
    finding,
    notes,
    result,
    rivals,
    second_count,
    yardsticks_table,
)

__all__ = [
    "candidates_table",
    "field",
    "finding",
    "notes",
    "result",
    "rivals",
    "second_count",
    "yardsticks_table",
]
